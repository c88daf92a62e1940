import type { DebugProtocol } from '@vscode/debugprotocol';

/** What comes with a request; nothing of it is sure. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A request that cannot be answered; the editor shows the message. */
export class BadRequest extends Error {}

export function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRequest(message: unknown): message is DebugProtocol.Request {
  if (!isObject(message)) return false;
  return message.type === 'request' && typeof message.seq === 'number' && typeof message.command === 'string';
}

/** The text called `name`, if there is one. */
export function optionalText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new BadRequest(`'${name}' is a text`);
}

/** The whole number called `name`, or `fallback`. */
export function wholeNumber(args: Arguments, name: string, fallback: number): number {
  const value = args[name] ?? fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new BadRequest(`'${name}' is a whole number`);
}

/** The texts of the list called `name`. */
export function texts(args: Arguments, name: string): readonly string[] {
  return itemsOf(args, name).map((item) => {
    if (typeof item === 'string') return item;
    throw new BadRequest(`'${name}' is a list of texts`);
  });
}

/** The objects of the list called `name`, each with the texts and numbers that are required of it. */
export function wishes<T>(args: Arguments, name: string, required: Readonly<Record<string, 'string' | 'number'>>): T[] {
  return itemsOf(args, name).map((item) => {
    const isRight = isObject(item) && Object.entries(required).every(([field, type]) => typeof item[field] === type);
    // The protocol's types are what the required fields and the uses of the others check.
    if (isRight) return item as T;
    throw new BadRequest(`each of '${name}' has ${Object.keys(required).join(' and ')}`);
  });
}

/** The path of the source that a request is about. */
export function sourcePath(args: Arguments): string {
  const { source } = args;
  const path = isObject(source) ? (source.path ?? source.name) : undefined;
  if (typeof path === 'string') return path;
  throw new BadRequest('a source has a path');
}

/** The address that a memory reference with an offset stands for. */
export function address(args: Arguments, name: string): number {
  const text = optionalText(args, name) ?? '';
  const addr = Number(text) + wholeNumber(args, 'offset', 0);
  if (text === '' || !Number.isInteger(addr)) throw new BadRequest(`'${name}' is an address such as 0x10100`);
  return addr;
}

function itemsOf(args: Arguments, name: string): readonly unknown[] {
  const value = args[name] ?? [];
  if (Array.isArray(value)) return value;
  throw new BadRequest(`'${name}' is a list`);
}

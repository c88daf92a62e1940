/** The floors of the house, bottom first; rooms on one floor do not import each other. */
export const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['isa', 'abi'],
  // An assembler ends in an executable: `elf` is the lower half of its floor.
  ['elf', 'machine'],
  ['asm'],
  ['jit', 'kernel'],
  ['system'],
  ['debug', 'trace', 'explore', 'grade', 'workload'],
  ['cli', 'web'],
];

/** Rooms that may touch the host. */
const HOSTS: readonly string[] = FLOORS.at(-1)!;

/** Packages that rooms below the hosts may use. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  asm: ['moo', 'nearley'],
  grade: ['yaml'],
  debug: ['@vscode/debugprotocol'],
};

/** What is not there in a browser, or differs from run to run. */
const HOST_NAMES: readonly RegExp[] = [
  /\b(?:console|Date|performance|Buffer|globalThis|document|navigator|require)\s*[.(]/,
  /\bnew (?:Promise|Worker)\b/,
  /\bMath\.random\b/,
  /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|structuredClone)\(/,
  /\bprocess\.(?:argv|env|stdin|stdout|stderr|exit|exitCode|platform|cwd|on|once|memoryUsage|hrtime|nextTick)\b/,
  /\bcrypto\.\w/,
  /\b(?:async|await) /,
  /\bimport\(/,
];

/** A file by its path below src/, with its text. */
export type Sources = Readonly<Record<string, string>>;

interface Import {
  readonly target: string;
  /** Nothing of it is left when the program runs. */
  readonly isTypeOnly: boolean;
}

/** Everything in which `sources` break the rules of the house, one line each. */
export function violations(sources: Sources): string[] {
  const found: string[] = [];
  for (const [path, text] of Object.entries(sources)) {
    const room = roomOf(path);
    if (floorOf(room) < 0) found.push(`${path}: room '${room}' is on no floor`);
    for (const { target } of importsOf(path, text)) {
      const wrong = target.startsWith('/') ? wrongPackage(room, target.slice(1)) : wrongRoom(room, target, sources);
      if (wrong !== undefined) found.push(`${path}: ${wrong}`);
    }
    if (/^export default\b/m.test(text)) found.push(`${path}: has a default export`);
    if (HOSTS.includes(room)) continue;
    const code = withoutText(text);
    for (const name of HOST_NAMES) {
      const match = name.exec(code);
      if (match !== null) found.push(`${path}: uses '${match[0]}'`);
    }
  }
  return [...found, ...cycles(sources)];
}

function roomOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

function wrongPackage(room: string, name: string): string | undefined {
  if (HOSTS.includes(room) || PACKAGES[room]?.includes(name)) return undefined;
  return `imports '${name}'`;
}

function wrongRoom(room: string, target: string, sources: Sources): string | undefined {
  if (sources[target] === undefined) return `imports '${target}', which is not there`;
  const other = roomOf(target);
  if (other === room || floorOf(other) < floorOf(room)) return undefined;
  return `imports '${target}', which is on ${floorOf(other) === floorOf(room) ? 'the same' : 'a higher'} floor`;
}

/** The import and export statements of a file; a target is a path below src/, or `/` and the name of a package. */
function importsOf(path: string, text: string): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(?:([^;'"]*?)\s+from\s+)?'([^']+)'/gm);
  return Array.from(statements, ([, names, target]) => ({
    target: target!.startsWith('.') ? resolve(path, target!) : `/${target}`,
    isTypeOnly: names !== undefined && (names.startsWith('type ') || /^\{(?:\s*type\s[^,}]+,?)+\s*\}$/.test(names)),
  }));
}

function resolve(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function withoutText(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'/g, ' ');
}

/** Files that import each other in a circle. Types may: they are gone when a program runs. */
function cycles(sources: Sources): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done' || sources[path] === undefined) return;
    if (state.get(path) === 'open') {
      found.push(`circle: ${[...way.slice(way.indexOf(path)), path].join(' -> ')}`);
      return;
    }
    state.set(path, 'open');
    for (const { target, isTypeOnly } of importsOf(path, sources[path]!))
      if (!isTypeOnly) visit(target, [...way, path]);
    state.set(path, 'done');
  };
  for (const path of Object.keys(sources)) visit(path, []);
  return found;
}

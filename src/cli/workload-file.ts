import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { didYouMean } from '../asm/suggest.ts';
import type { Job } from '../workload/workload.ts';

/** A workload as a file has it; what the file leaves out is undefined. */
export interface WorkloadFile {
  readonly policy?: string;
  readonly harts?: number;
  readonly tick?: number;
  readonly cache?: string;
  readonly jobs: readonly Job[];
}

/** Something in a workload file that cannot be used. */
export interface WorkloadError {
  readonly line: number;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const FILE_KEYS = ['policy', 'harts', 'tick', 'cache', 'jobs'];
const JOB_KEYS = ['name', 'arrival', 'run', 'io', 'tickets', 'priority', 'nice', 'realTime', 'affinity', 'workingSet'];
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Reads a workload in YAML; gives every error. */
export function readWorkloadFile(text: string): { file: WorkloadFile; errors: readonly WorkloadError[] } {
  return new WorkloadReader(text).read();
}

class WorkloadReader {
  private readonly lines = new LineCounter();
  private readonly document;
  private readonly errors: WorkloadError[] = [];

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
  }

  read(): { file: WorkloadFile; errors: readonly WorkloadError[] } {
    for (const { pos, message } of this.document.errors) {
      this.errors.push({ line: this.lines.linePos(pos[0]).line, message: message.replace(/\.$/, '') });
    }
    const file = this.errors.length > 0 ? { jobs: [] } : this.file();
    return { file, errors: [...this.errors].sort((a, b) => a.line - b.line) };
  }

  private file(): WorkloadFile {
    const fields = this.fields([], FILE_KEYS, 'a workload');
    const jobs = this.listAt(['jobs']).map((_, index) => this.job(index));
    if (jobs.length === 0) this.fail(['jobs'], 'a workload needs jobs: a list, each with `run`');
    jobs.forEach(({ name }, index) => {
      const isDouble = jobs.findIndex((other) => other.name === name) < index;
      if (isDouble) this.fail(['jobs', index, 'name'], `two jobs are called '${name}'`);
    });
    return {
      jobs,
      policy: this.text(fields, [], 'policy', /./),
      harts: this.number(fields, [], 'harts', 1, 64),
      tick: this.number(fields, [], 'tick', 10, 1e6),
      cache: this.text(fields, [], 'cache', /./),
    };
  }

  private job(index: number): Job {
    const path = ['jobs', index];
    const fields = this.fields(path, JOB_KEYS, 'a job');
    if (fields.run === undefined) this.fail(path, 'a job needs `run`, the ticks that it computes');
    const job = {
      name: this.text(fields, path, 'name', /^[\w-]{1,20}$/) ?? String(index),
      arrival: this.number(fields, path, 'arrival', 0, LARGEST) ?? 0,
      run: this.number(fields, path, 'run', 1, LARGEST) ?? 1,
      io: this.io(fields, path),
      tickets: this.number(fields, path, 'tickets', 1, 1e6),
      priority: this.number(fields, path, 'priority', 1, 1e6),
      nice: this.number(fields, path, 'nice', -20, 19),
      realTime: this.realTime(fields, path),
      affinity: this.affinity(fields, path),
      workingSet: this.number(fields, path, 'workingSet', 0, 1e9),
    };
    return JSON.parse(JSON.stringify(job));
  }

  private io(fields: Fields, path: readonly (string | number)[]): Job['io'] {
    if (fields.io === undefined) return undefined;
    const inner = [...path, 'io'];
    const io = this.fields(inner, ['every', 'length'], '`io`');
    const every = this.number(io, inner, 'every', 1, LARGEST);
    const length = this.number(io, inner, 'length', 1, LARGEST);
    if (every === undefined || length === undefined) this.fail(inner, '`io` needs `every` and `length`, in ticks');
    return { every: every ?? 1, length: length ?? 1 };
  }

  private realTime(fields: Fields, path: readonly (string | number)[]): Job['realTime'] {
    if (fields.realTime === undefined) return undefined;
    const inner = [...path, 'realTime'];
    const given = this.fields(inner, ['policy', 'priority'], '`realTime`');
    const policy = this.text(given, inner, 'policy', /^(fifo|rr)$/) ?? 'fifo';
    return { policy: policy === 'rr' ? 'rr' : 'fifo', priority: this.number(given, inner, 'priority', 1, 99) ?? 1 };
  }

  private affinity(fields: Fields, path: readonly (string | number)[]): number[] | undefined {
    if (fields.affinity === undefined) return undefined;
    const inner = [...path, 'affinity'];
    const harts = this.listAt(inner);
    const isRight = harts.every((hart) => typeof hart === 'number' && Number.isInteger(hart) && hart >= 0 && hart < 64);
    if (!isRight || harts.length === 0) this.fail(inner, '`affinity` is a list of harts, such as [0, 1]');
    return harts.map(Number);
  }

  /** The fields of the mapping at `path`, of which only `keys` may be there. */
  private fields(path: readonly (string | number)[], keys: readonly string[], what: string): Fields {
    const node = this.document.getIn(path, true);
    if (!isMap(node)) {
      this.fail(path, `${what} is a mapping with ${keys.join(', ')}`);
      return {};
    }
    const fields: Fields = node.toJS(this.document);
    for (const key of Object.keys(fields)) {
      if (keys.includes(key)) continue;
      const help = didYouMean(key, keys).map((line) => ` (${line})`);
      this.fail([...path, key], `${what} has no '${key}'${help.join('')}: it has ${keys.join(', ')}`);
    }
    return fields;
  }

  private listAt(path: readonly (string | number)[]): unknown[] {
    const node = this.document.getIn(path, true);
    return isSeq(node) ? node.toJS(this.document) : [];
  }

  private number(fields: Fields, path: readonly (string | number)[], key: string, min: number, max: number) {
    const value = fields[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    const range = max === LARGEST ? `from ${min}` : `from ${min} to ${max}`;
    this.fail([...path, key], `\`${key}\` must be a whole number ${range}, not ${JSON.stringify(value)}`);
    return undefined;
  }

  private text(fields: Fields, path: readonly (string | number)[], key: string, form: RegExp): string | undefined {
    const value = fields[key];
    if (value === undefined) return undefined;
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && form.test(text)) return text;
    this.fail([...path, key], `\`${key}\` cannot be ${JSON.stringify(value)}`);
    return undefined;
  }

  /** An error at what stands at `path`, or at what it would be in. */
  private fail(path: readonly (string | number)[], message: string): void {
    let node: unknown;
    for (let length = path.length; length >= 0 && !isPlaced(node); length--) {
      node = this.document.getIn(path.slice(0, length), true);
    }
    const line = isPlaced(node) ? this.lines.linePos(node.range[0]).line : 1;
    this.errors.push({ line, message });
  }
}

function isPlaced(node: unknown): node is Node & { range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

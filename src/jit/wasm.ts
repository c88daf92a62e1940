/** Opcodes (WebAssembly specification, "Binary Format", "Instructions"). */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  load: 0x28,
  load8_s: 0x2c,
  load8_u: 0x2d,
  load16_s: 0x2e,
  load16_u: 0x2f,
  store: 0x36,
  store8: 0x3a,
  store16: 0x3b,
  const: 0x41,
  eqz: 0x45,
  eq: 0x46,
  ne: 0x47,
  lt_s: 0x48,
  lt_u: 0x49,
  gt_s: 0x4a,
  gt_u: 0x4b,
  le_s: 0x4c,
  le_u: 0x4d,
  ge_s: 0x4e,
  ge_u: 0x4f,
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  div_s: 0x6d,
  div_u: 0x6e,
  rem_s: 0x6f,
  rem_u: 0x70,
  and: 0x71,
  or: 0x72,
  xor: 0x73,
  shl: 0x74,
  shr_s: 0x75,
  shr_u: 0x76,
  const64: 0x42,
  shr64_u: 0x88,
  mul64: 0x7e,
  wrap: 0xa7,
  signed: 0xac,
  unsigned: 0xad,
} as const;

/** Types of values and blocks. */
export const I32 = 0x7f;
export const EMPTY = 0x40;

/** Bytes of WebAssembly in the making, in an array that grows. */
export class Bytes {
  length = 0;
  private array: Uint8Array;

  constructor(capacity = 4096) {
    this.array = new Uint8Array(capacity);
  }

  /** What was written so far; valid until the next write. */
  get view(): Uint8Array {
    return this.array.subarray(0, this.length);
  }

  byte(value: number): void {
    if (this.length === this.array.length) this.grow(1);
    this.array[this.length++] = value;
  }

  /** An unsigned number below 2^32. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A signed int32. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest > 0x3f || rest < -0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.array.length) this.grow(bytes.length);
    this.array.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(value: string): void {
    this.unsigned(value.length);
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i));
  }

  private grow(atLeast: number): void {
    const larger = new Uint8Array(Math.max(this.array.length * 2, this.length + atLeast));
    larger.set(this.view);
    this.array = larger;
  }
}

/** A function type, by the numbers of its i32 parameters and results. */
export interface Signature {
  readonly parameters: number;
  readonly results: number;
}

/** A function of a module. */
export interface FunctionBody {
  /** An index into the module's types. */
  readonly type: number;
  /** How many i32 locals it has beside its parameters. */
  readonly locals: number;
  /** Its instructions, with the last `end`. */
  readonly code: Uint8Array;
}

export interface ModuleContent {
  readonly types: readonly Signature[];
  readonly functions: readonly FunctionBody[];
  /** The type of the imported function `m.service`, if there is one; then that is function 0, and the module's own follow. */
  readonly service?: number;
  /** Export the first function under this name. */
  readonly exportName?: string;
  /** Whether all functions go into the table, from the imported global `slot` on. */
  readonly fillsTable: boolean;
}

const SECTION = { type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;
const FUNCTION_TYPE = 0x60;
const FUNCREF = 0x70;

/** The bytes of a module that imports `m.memory`, `m.table` and, if it fills the table, `m.slot`. */
export function encodeModule({
  types,
  functions,
  service,
  exportName,
  fillsTable,
}: ModuleContent): Uint8Array<ArrayBuffer> {
  const out = new Bytes(1024);
  out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  section(out, SECTION.type, types.length, (body) => {
    for (const { parameters, results } of types) {
      body.byte(FUNCTION_TYPE);
      for (const count of [parameters, results]) {
        body.unsigned(count);
        for (let i = 0; i < count; i++) body.byte(I32);
      }
    }
  });
  const first = service === undefined ? 0 : 1;
  section(out, SECTION.import, 2 + first + (fillsTable ? 1 : 0), (body) => {
    importName(body, 'memory', 2);
    body.byte(1);
    body.unsigned(0);
    body.unsigned(0x10000);
    importName(body, 'table', 1);
    body.append(Uint8Array.of(FUNCREF, 0, 0));
    if (service !== undefined) {
      importName(body, 'service', 0);
      body.unsigned(service);
    }
    if (!fillsTable) return;
    importName(body, 'slot', 3);
    body.append(Uint8Array.of(I32, 0));
  });
  section(out, SECTION.function, functions.length, (body) => {
    for (const { type } of functions) body.unsigned(type);
  });
  if (exportName !== undefined) {
    section(out, SECTION.export, 1, (body) => {
      body.text(exportName);
      body.append(Uint8Array.of(0, first));
    });
  }
  if (fillsTable) {
    section(out, SECTION.element, 1, (body) => {
      body.append(Uint8Array.of(0, 0x23, 0, OP.end));
      body.unsigned(functions.length);
      for (let i = 0; i < functions.length; i++) body.unsigned(first + i);
    });
  }
  section(out, SECTION.code, functions.length, (body) => {
    for (const { locals, code } of functions) {
      const head = new Bytes(16);
      head.unsigned(1);
      head.unsigned(locals);
      head.byte(I32);
      body.unsigned(head.length + code.length);
      body.append(head.view);
      body.append(code);
    }
  });
  return out.view.slice();
}

function section(out: Bytes, id: number, count: number, write: (body: Bytes) => void): void {
  const body = new Bytes(256);
  body.unsigned(count);
  write(body);
  out.byte(id);
  out.unsigned(body.length);
  out.append(body.view);
}

function importName(body: Bytes, name: string, kind: number): void {
  body.text('m');
  body.text(name);
  body.byte(kind);
}

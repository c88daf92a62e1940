/** A general register: its ABI name and its use by convention (RISC-V ELF psABI, "Integer Register Convention"). */
interface Register {
  readonly abiName: string;
  readonly use: string;
  /** Who keeps its value over a call. */
  readonly saver: 'caller' | 'callee' | 'nobody';
}

/** The 32 general registers in order of their numbers. */
// biome-ignore format: a table
export const REGISTERS: readonly Register[] = [
  { abiName: 'zero', use: 'always 0',                       saver: 'nobody' },
  { abiName: 'ra',   use: 'return address',                 saver: 'caller' },
  { abiName: 'sp',   use: 'stack pointer',                  saver: 'callee' },
  { abiName: 'gp',   use: 'global pointer',                 saver: 'nobody' },
  { abiName: 'tp',   use: 'thread pointer',                 saver: 'nobody' },
  { abiName: 't0',   use: 'temporary',                      saver: 'caller' },
  { abiName: 't1',   use: 'temporary',                      saver: 'caller' },
  { abiName: 't2',   use: 'temporary',                      saver: 'caller' },
  { abiName: 's0',   use: 'saved register, frame pointer',  saver: 'callee' },
  { abiName: 's1',   use: 'saved register',                 saver: 'callee' },
  { abiName: 'a0',   use: 'first argument, result',         saver: 'caller' },
  { abiName: 'a1',   use: 'second argument, result',        saver: 'caller' },
  { abiName: 'a2',   use: 'third argument',                 saver: 'caller' },
  { abiName: 'a3',   use: 'fourth argument',                saver: 'caller' },
  { abiName: 'a4',   use: 'fifth argument',                 saver: 'caller' },
  { abiName: 'a5',   use: 'sixth argument',                 saver: 'caller' },
  { abiName: 'a6',   use: 'seventh argument',               saver: 'caller' },
  { abiName: 'a7',   use: 'eighth argument, system call number', saver: 'caller' },
  { abiName: 's2',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's3',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's4',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's5',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's6',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's7',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's8',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's9',   use: 'saved register',                 saver: 'callee' },
  { abiName: 's10',  use: 'saved register',                 saver: 'callee' },
  { abiName: 's11',  use: 'saved register',                 saver: 'callee' },
  { abiName: 't3',   use: 'temporary',                      saver: 'caller' },
  { abiName: 't4',   use: 'temporary',                      saver: 'caller' },
  { abiName: 't5',   use: 'temporary',                      saver: 'caller' },
  { abiName: 't6',   use: 'temporary',                      saver: 'caller' },
];

const numbers = new Map<string, number>([['fp', 8]]);
REGISTERS.forEach(({ abiName }, index) => {
  numbers.set(abiName, index);
  numbers.set(`x${index}`, index);
});

/** The number (0 to 31) of the register called `name` (`x5`, `t0`, `fp`), if there is one. */
export function registerNumber(name: string): number | undefined {
  return numbers.get(name);
}

/** The ABI name of register `number`. */
export function registerName(number: number): string {
  return REGISTERS[number]!.abiName;
}

/** Registers that the kernel and its programs name. */
export const RA = 1;
export const SP = 2;
export const GP = 3;
export const TP = 4;
export const A0 = 10;
export const A7 = 17;

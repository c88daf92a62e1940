import { isPowerOfTwo } from '../base/bits.ts';
import type { Arguments } from './operands.ts';
import type { AlignFill } from './section.ts';

/** `.align` and `.p2align`: to a multiple of 2 to the power of the argument. */
export function alignToPower(args: Arguments, fillBytes = 1): void {
  const power = args.number(0, 0) ?? 0;
  if (power < 0 || power > 31 || !Number.isInteger(power)) {
    args.unit.report('E0207', args.place(0), `alignment 2^${power} is too large: the argument is a power of two`, {
      help: ['`.align 2` aligns to 4 bytes; `.balign 4` does the same'],
    });
    return;
  }
  align(args, 2 ** power, fillBytes);
}

/** `.balign`: to a multiple of the argument. */
export function alignToBytes(args: Arguments, fillBytes = 1): void {
  const boundary = args.number(0, 1) ?? 1;
  if (boundary !== 0 && !isPowerOfTwo(boundary)) {
    args.unit.report('E0207', args.place(0), `alignment ${boundary} is not a power of two`);
    return;
  }
  align(args, Math.max(1, boundary), fillBytes);
}

function align(args: Arguments, boundary: number, fillBytes: number): void {
  const { unit } = args;
  const { section } = unit;
  const value = args.number(1, 0) ?? 0;
  const most = args.number(2, 0) ?? 0;
  const fill: AlignFill = !args.has(1) && section.flags.executable ? 'nops' : { value, bytes: fillBytes };
  section.alignment = Math.max(section.alignment, boundary);
  if (boundary === 1) return;
  unit.endFragment({ kind: 'align', size: 0, boundary, fill, most: most > 0 ? most : boundary, place: args.head });
}

/** `.org target, value`: on to a place of the section. */
export function org(args: Arguments): void {
  const target = args.expr(0);
  const value = args.number(1, 0);
  if (target === undefined || value === undefined) return;
  args.unit.endFragment({ kind: 'org', size: 0, target, value: value & 0xff, place: args.place(0) });
}

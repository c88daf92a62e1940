import type { Decoded } from '../isa/decode.ts';
import type { Access } from '../isa/terms.ts';

/** How far a base register moves in one turn of a loop: by a constant, or by a register that the loop does not write. */
export type Stride =
  | { readonly kind: 'constant'; readonly bytes: number }
  | { readonly kind: 'register'; readonly register: number };

/**
 * Loads and stores that use one base register, which changes only by constants between them. So one look into the TLB is enough
 * if they all fall into one page. Offsets are from the base register's value where the stretch of code begins.
 */
export interface AccessGroup {
  readonly base: number;
  /** The places of the instructions in the stretch, or in the blocks one after the other. */
  readonly members: ReadonlySet<number>;
  /** All bytes are from `low` to `high` - 1. */
  readonly low: number;
  readonly high: number;
  /** If the address at offset `alignedAt` is a multiple of `alignment`, every access is aligned. */
  readonly alignment: number;
  readonly alignedAt: number;
  readonly reads: boolean;
  readonly writes: boolean;
  /** The lowest immediate of a member, at most 0. */
  readonly lowestImm: number;
  /** What a turn of a loop adds to the base. */
  readonly stride: Stride;
}

/** The one load or store that an instruction does, if it does nothing else to memory. */
function accessOf({ insn }: Decoded): { readonly access: Access; readonly isStore: boolean } | undefined {
  for (const effect of insn.effects) {
    if (effect.kind === 'load') return { access: effect.access, isStore: false };
    if (effect.kind === 'store') return { access: effect.access, isStore: true };
  }
  return undefined;
}

interface Member {
  readonly index: number;
  readonly offset: number;
  readonly imm: number;
  readonly bytes: number;
  readonly isStore: boolean;
}

/** What is known of a register on the way through the code. */
interface Progress {
  readonly members: Member[];
  /** What was added to it so far; NaN once it was written in another way. */
  moved: number;
  /** The register that was added to it, after the last member. */
  added: number | undefined;
}

/** The groups of a stretch of code; in a loop, the groups that hold in every turn. */
export function findGroups(insns: readonly Decoded[], isLoop: boolean): AccessGroup[] {
  const progress = new Map<number, Progress>();
  const of = (register: number): Progress => {
    let found = progress.get(register);
    if (found === undefined) {
      found = { members: [], moved: 0, added: undefined };
      progress.set(register, found);
    }
    return found;
  };
  const written = new Set<number>();
  insns.forEach((insn, index) => {
    const found = accessOf(insn);
    if (found !== undefined) {
      const base = of(insn.rs1);
      // What was added is not known as a number.
      if (base.added !== undefined) base.moved = Number.NaN;
      const { bytes } = found.access;
      base.members.push({ index, offset: base.moved + insn.imm, imm: insn.imm, bytes, isStore: found.isStore });
    }
    if (insn.rd === 0 || !insn.insn.format.fields.some((field) => field === 'rd')) return;
    const target = of(insn.rd);
    const step = constantStep(insn);
    const added = step === undefined ? addedRegister(insn) : undefined;
    if (step !== undefined && target.added === undefined) target.moved += step;
    else if (added !== undefined && target.added === undefined && target.moved === 0) target.added = added;
    else target.moved = Number.NaN;
    written.add(insn.rd);
  });
  const groups: AccessGroup[] = [];
  for (const [base, { members, moved, added }] of progress) {
    const known = members.filter(({ offset }) => !Number.isNaN(offset));
    if (base === 0 || known.length === 0) continue;
    if (isLoop && (known.length < members.length || Number.isNaN(moved) || (added !== undefined && written.has(added))))
      continue;
    const stride: Stride =
      added === undefined ? { kind: 'constant', bytes: moved } : { kind: 'register', register: added };
    const group = makeGroup(base, known, stride);
    if (group !== undefined && (!isLoop || stride.kind === 'register' || stride.bytes % group.alignment === 0))
      groups.push(group);
  }
  return groups;
}

/** The groups of a loop of several blocks, of which every turn executes some. */
export function findLoopGroups(blocks: readonly (readonly Decoded[])[]): AccessGroup[] {
  const insns = blocks.flat();
  const up = new Map<number, number>();
  const down = new Map<number, number>();
  const spoilt = new Set<number>();
  for (const insn of insns) {
    const step = constantStep(insn);
    if (!insn.insn.format.fields.some((field) => field === 'rd')) continue;
    if (step === undefined) spoilt.add(insn.rd);
    else if (step >= 0) up.set(insn.rd, (up.get(insn.rd) ?? 0) + step);
    else down.set(insn.rd, (down.get(insn.rd) ?? 0) + step);
  }
  const members = new Map<number, Member[]>();
  insns.forEach((insn, index) => {
    const found = accessOf(insn);
    if (found === undefined || insn.rs1 === 0 || spoilt.has(insn.rs1)) return;
    const member = { index, offset: insn.imm, imm: insn.imm, bytes: found.access.bytes, isStore: found.isStore };
    members.set(insn.rs1, [...(members.get(insn.rs1) ?? []), member]);
  });
  const groups: AccessGroup[] = [];
  for (const [base, list] of members) {
    const [rise, fall] = [up.get(base) ?? 0, down.get(base) ?? 0];
    if (rise !== 0 && fall !== 0) continue;
    const group = makeGroup(base, list, { kind: 'constant', bytes: rise + fall });
    if (group === undefined || !isEveryStepAligned(insns, base, group.alignment)) continue;
    // A turn may have moved the base before it gets to an access.
    groups.push({ ...group, low: group.low + fall, high: group.high + rise });
  }
  return groups;
}

function isEveryStepAligned(insns: readonly Decoded[], register: number, alignment: number): boolean {
  return insns.every((insn) => insn.rd !== register || (constantStep(insn) ?? 0) % alignment === 0);
}

/** A group of the accesses that can be aligned at the same time; undefined if they cannot all be, or lie too far apart. */
function makeGroup(base: number, members: readonly Member[], stride: Stride): AccessGroup | undefined {
  const widest = members.reduce((most, member) => (member.bytes > most.bytes ? member : most));
  if (members.some(({ offset, bytes }) => (offset - widest.offset) % bytes !== 0)) return undefined;
  const low = Math.min(...members.map(({ offset }) => offset));
  const high = Math.max(...members.map(({ offset, bytes }) => offset + bytes));
  if (high - low > 2048) return undefined;
  return {
    base,
    members: new Set(members.map(({ index }) => index)),
    low,
    high,
    alignment: widest.bytes,
    alignedAt: widest.offset,
    reads: members.some(({ isStore }) => !isStore),
    writes: members.some(({ isStore }) => isStore),
    lowestImm: Math.min(0, ...members.map(({ imm }) => imm)),
    stride,
  };
}

/** What an instruction adds to its rd, if it is `addi r, r, imm`. */
export function constantStep({ insn, rd, rs1, imm }: Decoded): number | undefined {
  return isAddition(insn.effects, 'imm') && rd === rs1 ? imm : undefined;
}

/** The register that an instruction adds to its rd, if it is `add r, r, other`. */
function addedRegister({ insn, rd, rs1, rs2 }: Decoded): number | undefined {
  if (!isAddition(insn.effects, 'rs2') || rs1 === rs2) return undefined;
  return rd === rs1 ? rs2 : rd === rs2 ? rs1 : undefined;
}

function isAddition(effects: Decoded['insn']['effects'], second: 'imm' | 'rs2'): boolean {
  const [effect] = effects;
  if (effects.length !== 1 || effect?.kind !== 'setRd' || effect.value.kind !== 'apply') return false;
  const { operator, a, b } = effect.value;
  return operator === 'add' && a.kind === 'leaf' && a.name === 'rs1' && b.kind === 'leaf' && b.name === second;
}

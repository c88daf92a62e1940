import { ADDENDS_AT, PAGE_SHIFT, PAGE_SIZE, READ_TAGS_AT, WRITE_TAGS_AT } from '../machine/memory.ts';
import { TLB_ENTRIES } from '../machine/tlb.ts';
import type { AccessGroup } from './access-groups.ts';
import { ADDR, BASE, type Emitter, ENTRY } from './emitter.ts';
import { OP } from './wasm.ts';

/*
 * Code that looks into the TLB (`machine/tlb.ts`): for one access, and for access groups.
 */

/** Where the members of an access group find memory: at their base register + a local + what their immediate is above the lowest. */
export interface Host {
  readonly base: number;
  readonly local: number;
  readonly lowestImm: number;
}

/** Looks up the pages of the groups of the instructions at `addrs`; leaves the innermost structure if one is not as it should be. */
export function findHosts(
  to: Emitter,
  groups: readonly AccessGroup[],
  addrs: readonly number[],
  isLoop: boolean,
): Map<number, Host> {
  const hosts = new Map<number, Host>();
  for (const group of groups) {
    const host = findHost(to, group);
    if (isLoop) checkStride(to, group);
    for (const index of group.members) hosts.set(addrs[index]!, host);
  }
  return hosts;
}

/** Looks up the page of a group; leaves the innermost structure if it is not in one page that the TLB allows, aligned. */
function findHost(to: Emitter, group: AccessGroup): Host {
  const { out } = to;
  const { base, low, high, alignment, alignedAt, reads, writes, lowestImm } = group;
  to.pushRegister(base);
  to.constant(low);
  out.byte(OP.add);
  to.tee(ADDR);
  findEntry(to);
  to.set(ENTRY);
  const mask = -PAGE_SIZE | (alignedAt === low ? alignment - 1 : 0);
  [reads ? READ_TAGS_AT : 0, writes ? WRITE_TAGS_AT : 0].forEach((tagsAt) => {
    if (tagsAt === 0) return;
    to.get(ENTRY);
    to.access(OP.load, 2, tagsAt);
    to.get(ADDR);
    to.constant(mask);
    out.byte(OP.and);
    out.byte(OP.ne);
    to.branch(OP.br_if, 0);
  });
  if (high - low > alignment || alignedAt !== low) {
    to.get(ADDR);
    to.constant(PAGE_SIZE - 1);
    out.byte(OP.and);
    to.constant(PAGE_SIZE - (high - low));
    out.byte(OP.gt_u);
    to.branch(OP.br_if, 0);
  }
  if (alignedAt !== low && alignment > 1) {
    to.pushRegister(base);
    to.constant(alignedAt);
    out.byte(OP.add);
    to.constant(alignment - 1);
    out.byte(OP.and);
    to.branch(OP.br_if, 0);
  }
  const local = to.newLocal();
  to.get(ENTRY);
  to.access(OP.load, 2, ADDENDS_AT);
  if (lowestImm !== 0) {
    to.constant(lowestImm);
    out.byte(OP.add);
  }
  to.set(local);
  return { base, local, lowestImm };
}

/** Leaves the innermost structure if the stride of a group, in a register, does not suit. */
function checkStride(to: Emitter, { alignment, stride }: AccessGroup): void {
  if (stride.kind === 'constant') return;
  const { out } = to;
  to.pushRegister(stride.register);
  to.constant(PAGE_SIZE - alignment);
  out.byte(OP.gt_u);
  to.branch(OP.br_if, 0);
  if (alignment === 1) return;
  to.pushRegister(stride.register);
  to.constant(alignment - 1);
  out.byte(OP.and);
  to.branch(OP.br_if, 0);
}

/** Pushes how many turns after the next one a group stays in its page. */
export function pushFurtherTurns(to: Emitter, { base, low, high, stride }: AccessGroup): void {
  const { out } = to;
  const isUp = stride.kind === 'register' || stride.bytes > 0;
  to.pushRegister(base);
  to.constant(isUp ? high - 1 : low);
  out.byte(OP.add);
  if (isUp) {
    to.constant(-1);
    out.byte(OP.xor);
  }
  to.constant(PAGE_SIZE - 1);
  out.byte(OP.and);
  if (stride.kind === 'constant') {
    to.constant(Math.abs(stride.bytes));
  } else {
    // A stride of 0 would do as many turns as one wants.
    to.pushRegister(stride.register);
    to.pushRegister(stride.register);
    out.byte(OP.eqz);
    out.byte(OP.add);
  }
  out.byte(OP.div_u);
}

/** Replaces the address on the stack by where its TLB entry is: tags and addend are at their offsets from there. */
export function findEntry(to: Emitter): void {
  const { out } = to;
  to.constant(PAGE_SHIFT - 2);
  out.byte(OP.shr_u);
  to.constant((TLB_ENTRIES - 1) << 2);
  out.byte(OP.and);
  to.get(BASE);
  out.byte(OP.add);
}

/** Takes an address from the stack, sets ADDR and ENTRY for it, and pushes whether the TLB does not allow the access. */
export function lookUp(to: Emitter, tagsAt: number, bytes: number): void {
  const { out } = to;
  to.tee(ADDR);
  findEntry(to);
  to.tee(ENTRY);
  to.access(OP.load, 2, tagsAt);
  to.get(ADDR);
  to.constant(-PAGE_SIZE | (bytes - 1));
  out.byte(OP.and);
  out.byte(OP.ne);
}

/** Pushes the offset in memory that ADDR and ENTRY stand for. */
export function pushHostAddr(to: Emitter): void {
  to.get(ADDR);
  to.get(ENTRY);
  to.access(OP.load, 2, ADDENDS_AT);
  to.out.byte(OP.add);
}

import { unreachable } from '../base/unreachable.ts';
import type { Decoded } from '../isa/decode.ts';
import type { Access, Effect, Leaf, Term } from '../isa/terms.ts';
import { READ_TAGS_AT, WRITE_TAGS_AT } from '../machine/memory.ts';
import { type AccessGroup, findGroups } from './access-groups.ts';
import type { Block } from './blocks.ts';
import { type Emitter, ENTRY, MEM } from './emitter.ts';
import { type ExitWriter, howOf, type Place } from './exit-code.ts';
import { bodyOf } from './fast-loops.ts';
import { pushTerm } from './operator-code.ts';
import { findHosts, type Host, lookUp, pushHostAddr } from './page-code.ts';
import { registersWritten } from './register-flow.ts';
import { OP } from './wasm.ts';

/** The addresses of a block's instructions. */
export function addrsOf({ start, insns }: Block): readonly number[] {
  return insns.map((_, index) => (start + 4 * index) >>> 0);
}

/** The place after instructions that begin at a place. */
export function placeAfter(insns: readonly Decoded[], { pc, dirty, debt }: Place): Place {
  let written = dirty;
  for (const insn of insns) written |= registersWritten(insn);
  return { pc: (pc + 4 * insns.length) >>> 0, dirty: written, debt: debt + insns.length };
}

/** Writes instructions that do not end a block, from their effects in the instruction table. */
export class InstructionWriter {
  private readonly to: Emitter;
  private readonly exits: ExitWriter;
  private readonly divTrap: boolean;
  /** Where members of access groups find memory, by their addresses, while the fast copy of code is written. */
  private hosts: ReadonlyMap<number, Host> = new Map();

  constructor(to: Emitter, exits: ExitWriter, divTrap: boolean) {
    this.to = to;
    this.exits = exits;
    this.divTrap = divTrap;
  }

  /** Writes code in which the members of access groups, by their addresses, find memory at `hosts`. */
  withHosts(hosts: ReadonlyMap<number, Host>, write: () => void): void {
    const before = this.hosts;
    this.hosts = new Map([...before, ...hosts]);
    write();
    this.hosts = before;
  }

  /** Writes what is before the end of a block; twice if it has access groups whose pages are not known yet. */
  writeBlock(block: Block, place: Place): void {
    const body = bodyOf(block);
    const addrs = addrsOf(block);
    const isNew = ({ members }: AccessGroup) =>
      members.size > 1 && ![...members].some((at) => this.hosts.has(addrs[at]!));
    const grouped = findGroups(body, false).filter(isNew);
    if (grouped.length === 0) this.writeBody(body, place);
    else this.writeTwice(body, addrs, place, grouped);
  }

  /** Writes instructions that begin at a place. */
  writeBody(body: readonly Decoded[], start: Place): void {
    let place = start;
    for (const insn of body) {
      this.writeInstruction(insn, place);
      place = placeAfter([insn], place);
    }
  }

  /** Writes a body twice: for when every group is in a page that may be accessed, and for when not. */
  private writeTwice(
    body: readonly Decoded[],
    addrs: readonly number[],
    place: Place,
    groups: readonly AccessGroup[],
  ): void {
    this.to.openStructure('block', -1);
    this.to.openStructure('block', -1);
    this.withHosts(findHosts(this.to, groups, addrs, false), () => this.writeBody(body, place));
    this.to.branch(OP.br, 1);
    this.to.closeStructure();
    this.writeBody(body, place);
    this.to.closeStructure();
  }

  private writeInstruction(insn: Decoded, place: Place): void {
    for (const effect of insn.insn.effects) this.writeEffect(effect, insn, place);
  }

  private writeEffect(effect: Effect, insn: Decoded, place: Place): void {
    switch (effect.kind) {
      case 'setRd':
        if (insn.rd === 0) return;
        this.push(effect.value, insn, place.pc);
        this.to.setRegister(insn.rd);
        return;
      case 'load': {
        const offset = this.pushPlace(effect, READ_TAGS_AT, insn, place);
        this.to.access(loadOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        this.to.setRegister(insn.rd);
        return;
      }
      case 'store': {
        const offset = this.pushPlace(effect, WRITE_TAGS_AT, insn, place);
        this.push(effect.value, insn, place.pc);
        this.to.access(storeOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        return;
      }
      case 'amo':
        this.to.pushRegister(insn.rs1);
        lookUp(this.to, WRITE_TAGS_AT, 4);
        this.exits.missIf(howOf(4, true), place);
        pushHostAddr(this.to);
        this.to.tee(ENTRY);
        this.to.access(OP.load, 2, 0);
        this.to.set(MEM);
        this.to.get(ENTRY);
        this.push(effect.value, insn, place.pc);
        this.to.access(OP.store, 2, 0);
        this.to.get(MEM);
        this.to.setRegister(insn.rd);
        return;
      case 'trapOnZeroDivisor':
        if (!this.divTrap) return;
        this.push(effect.divisor, insn, place.pc);
        this.to.out.byte(OP.eqz);
        this.exits.leaveIf(place);
        return;
      case 'fenceInstructions':
        // Stores to code are the interpreter's, and count at once.
        return;
      case 'jump':
        // The way on is the block's end.
        return;
      case 'branch':
      case 'loadReserved':
      case 'storeConditional':
      case 'csr':
      case 'environmentCall':
      case 'breakpoint':
        throw new Error(`${effect.kind} within a block`);
      default:
        unreachable(effect);
    }
  }

  /** Pushes the offset in memory of what an instruction accesses, less the number that this gives. */
  private pushPlace(effect: { access: Access; addr: Term }, tagsAt: number, insn: Decoded, place: Place): number {
    const host = this.hosts.get(place.pc);
    if (host !== undefined) {
      this.to.pushRegister(host.base);
      this.to.get(host.local);
      this.to.out.byte(OP.add);
      return insn.imm - host.lowestImm;
    }
    this.push(effect.addr, insn, place.pc);
    lookUp(this.to, tagsAt, effect.access.bytes);
    this.exits.missIf(howOf(effect.access.bytes, tagsAt === WRITE_TAGS_AT), place);
    pushHostAddr(this.to);
    return 0;
  }

  /** Pushes the value of a term of the instruction at `pc`. */
  push(term: Term, insn: Decoded, pc: number): void {
    pushTerm(this.to.out, term, (leaf: Leaf) => {
      switch (leaf) {
        case 'rs1':
          return this.to.pushRegister(insn.rs1);
        case 'rs2':
          return this.to.pushRegister(insn.rs2);
        case 'imm':
          return this.to.constant(insn.imm);
        case 'uimm':
          return this.to.constant(insn.rs1);
        case 'pc':
          return this.to.constant(pc);
        case 'next':
          return this.to.constant(pc + 4);
        case 'mem':
          return this.to.get(MEM);
        default:
          return unreachable(leaf);
      }
    });
  }
}

function loadOpcode({ bytes, signed }: Access): number {
  if (bytes === 4) return OP.load;
  if (bytes === 2) return signed ? OP.load16_s : OP.load16_u;
  return signed ? OP.load8_s : OP.load8_u;
}

function storeOpcode({ bytes }: Access): number {
  return bytes === 4 ? OP.store : bytes === 2 ? OP.store16 : OP.store8;
}

import {
  END_ACCESS_AT,
  END_HOW_AT,
  END_LEFT_AT,
  END_PC_AT,
  ENTRY_MASK,
  ENTRY_SLOTS_AT,
  ENTRY_TAGS_AT,
  type Memory,
} from '../machine/memory.ts';
import { COMPUTED_JUMP, FOR_INTERPRETER, MISS } from './exit-code.ts';
import { GUEST_FUNCTION } from './function-code.ts';
import { writeWalk } from './page-walk.ts';
import { Bytes, EMPTY, encodeModule, OP } from './wasm.ts';

/** How deep translated functions call each other. The host's stack, which is finite, holds their frames. */
const MOST_NESTED = 200;

const BASE = 0;
const LEFT = 1;
const PC = 2;
const ENTRY = 3;

/** The number of the function that walks. */
const WALK = 1;

/**
 * The module whose `run(base, left, pc)` executes translated functions one after the other, as the entry cache leads to them.
 * It ends where that does not lead on, and stores pc (which may have a flag) and what is left in the hart block. For what the TLB
 * does not have it walks through the page tables: where it still says MISS, the access can be made now.
 */
export function encodeRunner(memory: Memory): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  const emit = (...bytes: number[]) => out.append(Uint8Array.from(bytes));
  const access = (opcode: number, offset: number) => {
    emit(opcode, 2);
    out.unsigned(offset);
  };
  const constant = (value: number) => {
    emit(OP.const);
    out.signed(value);
  };
  const setEntry = () => {
    emit(OP.localGet, PC);
    constant(ENTRY_MASK);
    emit(OP.and, OP.localGet, BASE, OP.add, OP.localSet, ENTRY);
  };
  emit(OP.block, EMPTY, OP.loop, EMPTY);
  setEntry();
  emit(OP.localGet, PC);
  constant(MISS);
  emit(OP.and);
  constant(MISS);
  emit(OP.eq, OP.if, EMPTY);
  emit(OP.localGet, BASE, OP.localGet, BASE);
  access(OP.load, END_ACCESS_AT);
  emit(OP.localGet, BASE);
  access(OP.load, END_HOW_AT);
  emit(OP.call, WALK, OP.if, EMPTY);
  emit(OP.localGet, ENTRY);
  access(OP.load, ENTRY_TAGS_AT);
  emit(OP.localGet, PC);
  constant(MISS);
  emit(OP.xor, OP.eq, OP.if, EMPTY);
  emit(OP.localGet, PC);
  constant(MISS);
  emit(OP.xor, OP.localSet, PC, OP.end, OP.else, OP.localGet, PC);
  constant(MISS ^ FOR_INTERPRETER);
  emit(OP.xor, OP.localSet, PC, OP.end, OP.end);
  emit(OP.localGet, ENTRY);
  access(OP.load, ENTRY_TAGS_AT);
  emit(OP.localGet, PC);
  constant(~COMPUTED_JUMP);
  emit(OP.and, OP.ne, OP.br_if, 1);
  emit(OP.localGet, BASE, OP.localGet, LEFT);
  constant(MOST_NESTED);
  emit(OP.localGet, ENTRY);
  access(OP.load, ENTRY_SLOTS_AT);
  emit(OP.call_indirect, 0, 0, OP.localSet, LEFT, OP.localSet, PC, OP.br, 0, OP.end, OP.end);
  emit(OP.localGet, BASE, OP.localGet, PC);
  access(OP.store, END_PC_AT);
  emit(OP.localGet, BASE, OP.localGet, LEFT);
  access(OP.store, END_LEFT_AT);
  emit(OP.end);
  return encodeModule({
    types: [GUEST_FUNCTION, { parameters: 3, results: 0 }, { parameters: 3, results: 1 }],
    functions: [{ type: 1, locals: 1, code: out.view }, writeWalk(memory, 2)],
    exportName: 'run',
    fillsTable: false,
  });
}

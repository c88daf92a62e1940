import { END_LEFT_AT, END_PC_AT, ENTRY_MASK, ENTRY_SLOTS_AT, ENTRY_TAGS_AT } from '../machine/memory.ts';
import { COMPUTED_JUMP } from './exit-code.ts';
import { GUEST_FUNCTION } from './function-code.ts';
import { Bytes, EMPTY, encodeModule, OP } from './wasm.ts';

/** How deep translated functions call each other. The host's stack, which is finite, holds their frames. */
const MOST_NESTED = 200;

const BASE = 0;
const LEFT = 1;
const PC = 2;
const ENTRY = 3;

/**
 * The module whose `run(base, left, pc)` executes translated functions one after the other, as the entry cache leads to them.
 * It ends where that does not lead on, and stores pc (which may have a flag) and what is left in the hart block.
 */
export function encodeRunner(): Uint8Array<ArrayBuffer> {
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
  emit(OP.block, EMPTY, OP.loop, EMPTY);
  emit(OP.localGet, PC);
  constant(ENTRY_MASK);
  emit(OP.and, OP.localGet, BASE, OP.add, OP.localTee, ENTRY);
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
    types: [GUEST_FUNCTION, { parameters: 3, results: 0 }],
    functions: [{ type: 1, locals: 1, code: out.view }],
    exportName: 'run',
    fillsTable: false,
  });
}

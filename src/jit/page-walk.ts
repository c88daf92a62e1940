import {
  ADDENDS_AT,
  type Memory,
  PAGE_SHIFT,
  PAGE_SIZE,
  READ_TAGS_AT,
  TABLE_AT,
  WRITE_TAGS_AT,
} from '../machine/memory.ts';
import { PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X } from '../machine/page-table.ts';
import { NO_TAG } from '../machine/tlb.ts';
import { TAGGED } from '../machine/write-marks.ts';
import { BASE, Emitter } from './emitter.ts';
import { FOR_WRITE } from './exit-code.ts';
import { findEntry } from './page-code.ts';
import { type FunctionBody, OP } from './wasm.ts';

const ADDR = 1;
const HOW = 2;
const PTE = 3;
const ENTRY = 4;
const PAGE = 5;
const NEEDED = 6;

/**
 * The function (base, addr, how) that fills the TLB entry for a page as the MMU does: 1, or 0 if the access is the MMU's, since more than
 * that is to be done. So it is if the address is misaligned, the page was never read or written, a snapshot was taken since, it holds
 * code, or something is watched.
 */
export function writeWalk(memory: Memory, type: number): FunctionBody {
  const to = new Emitter([]);
  const { out } = to;
  const refuseIf = (): void => {
    to.openStructure('if', -1);
    to.constant(0);
    out.byte(OP.return);
    to.closeStructure();
  };
  const pushAnd = (local: number, mask: number): void => {
    to.get(local);
    to.constant(mask);
    out.byte(OP.and);
  };
  /** Pushes the number of the frame that PTE names. */
  const pushFrame = (): void => {
    to.get(PTE);
    to.constant(10);
    out.byte(OP.shr_u);
  };
  const pushFrameAddr = (): void => {
    pushFrame();
    to.constant(PAGE_SHIFT);
    out.byte(OP.shl);
    to.constant(memory.framesAt);
    out.byte(OP.add);
  };
  /** Sets PTE to the entry for ADDR in the table at the offset on the stack. */
  const loadEntry = (shift: number): void => {
    to.get(ADDR);
    to.constant(shift - 2);
    out.byte(OP.shr_u);
    to.constant(PAGE_SIZE - 4);
    out.byte(OP.and);
    out.byte(OP.add);
    to.access(OP.load, 2, 0);
    to.set(PTE);
  };
  const setTag = (own: number, other: number): void => {
    to.get(ENTRY);
    to.get(PAGE);
    to.access(OP.store, 2, own);
    // Both tags of an entry name the same page or nothing.
    to.get(ENTRY);
    to.access(OP.load, 2, other);
    to.get(PAGE);
    out.byte(OP.ne);
    to.openStructure('if', -1);
    to.get(ENTRY);
    to.constant(NO_TAG);
    to.access(OP.store, 2, other);
    to.closeStructure();
  };

  to.get(BASE);
  to.access(OP.load, 2, TABLE_AT);
  to.tee(PTE);
  out.byte(OP.eqz);
  to.get(ADDR);
  pushAnd(HOW, FOR_WRITE - 1);
  out.byte(OP.and);
  out.byte(OP.or);
  refuseIf();
  to.get(PTE);
  loadEntry(22);
  pushAnd(PTE, PTE_V | PTE_R | PTE_W | PTE_X);
  to.constant(PTE_V);
  out.byte(OP.ne);
  refuseIf();
  pushFrameAddr();
  loadEntry(PAGE_SHIFT);
  to.constant(PTE_V | PTE_U | PTE_A | PTE_W | PTE_D);
  to.constant(PTE_V | PTE_U | PTE_A | PTE_R);
  pushAnd(HOW, FOR_WRITE);
  out.byte(OP.select);
  to.tee(NEEDED);
  to.get(PTE);
  out.byte(OP.and);
  to.get(NEEDED);
  out.byte(OP.ne);
  refuseIf();
  to.get(ADDR);
  findEntry(to);
  to.set(ENTRY);
  pushAnd(ADDR, -PAGE_SIZE);
  to.set(PAGE);
  pushAnd(HOW, FOR_WRITE);
  to.openStructure('if', -1);
  pushFrame();
  to.access(OP.load8_u, 0, memory.marksAt);
  to.constant(TAGGED);
  out.byte(OP.and);
  out.byte(OP.eqz);
  refuseIf();
  setTag(WRITE_TAGS_AT, READ_TAGS_AT);
  out.byte(OP.else);
  setTag(READ_TAGS_AT, WRITE_TAGS_AT);
  to.closeStructure();
  to.get(ENTRY);
  pushFrameAddr();
  to.get(PAGE);
  out.byte(OP.sub);
  to.access(OP.store, 2, ADDENDS_AT);
  to.constant(1);
  out.byte(OP.end);
  return { type, locals: to.locals, code: out.view.slice() };
}

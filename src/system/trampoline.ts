import { TRAMPOLINE, TRAMPOLINE_CONTINUE, TRAMPOLINE_EXIT_THREAD } from '../abi/memory.ts';
import { SYSCALLS, type SyscallName } from '../abi/syscalls.ts';
import { wordBytes } from '../base/bytes.ts';
import { encode } from '../isa/encode.ts';
import { A7 } from '../isa/registers.ts';
import { instructionByName } from '../isa/table.ts';

/** The call that is made at each place of the page. */
const PLACES: readonly (readonly [addr: number, name: SyscallName])[] = [
  [TRAMPOLINE, 'rt_sigreturn'],
  [TRAMPOLINE_EXIT_THREAD, 'ExitThread'],
  [TRAMPOLINE_CONTINUE, 'ContinueException'],
];

/**
 * The code that signal handlers return to, as Linux keeps it in its vDSO, since riscv has no SA_RESTORER, and what the
 * routines of Windows-style threads and exception filters return to. At each place:
 *
 *     li a7, the number of the call
 *     ecall
 */
export function trampolineBytes(): Uint8Array {
  const last = PLACES.at(-1)![0];
  const bytes = new Uint8Array(last - TRAMPOLINE + 16);
  for (const [addr, name] of PLACES) bytes.set(callBytes(name), addr - TRAMPOLINE);
  return bytes;
}

function callBytes(name: SyscallName): Uint8Array {
  const { number } = SYSCALLS.find((row) => row.name === name)!;
  const none = { rd: 0, rs1: 0, rs2: 0, imm: 0 };
  const call = encode(instructionByName('ecall')!, none);
  const add = instructionByName('addi')!;
  if (number < 2048) return wordBytes([encode(add, { ...none, rd: A7, imm: number }), call]);
  const low = ((number & 0xfff) ^ 0x800) - 0x800;
  const high = encode(instructionByName('lui')!, { ...none, rd: A7, imm: number - low });
  return wordBytes([high, encode(add, { ...none, rd: A7, rs1: A7, imm: low }), call]);
}

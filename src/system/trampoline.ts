import { SYSCALLS } from '../abi/syscalls.ts';
import { wordBytes } from '../base/bytes.ts';
import { encode } from '../isa/encode.ts';
import { A7 } from '../isa/registers.ts';
import { instructionByName } from '../isa/table.ts';

/**
 * The code that signal handlers return to, as Linux keeps it in its vDSO, since riscv has no SA_RESTORER:
 *
 *     li a7, rt_sigreturn
 *     ecall
 */
export function trampolineBytes(): Uint8Array {
  const { number } = SYSCALLS.find((row) => row.name === 'rt_sigreturn')!;
  const none = { rd: 0, rs1: 0, rs2: 0, imm: 0 };
  const load = encode(instructionByName('addi')!, {
    ...none,
    rd: A7,
    imm: number,
  });
  return wordBytes([load, encode(instructionByName('ecall')!, none)]);
}

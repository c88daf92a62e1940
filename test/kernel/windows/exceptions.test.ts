import { describe, expect, test } from 'vitest';
import { SIG } from '../../../src/abi/signals.ts';
import { runWindows } from './windows-guest.ts';

const SET = `
    la      a0, filter
    syscall SetUnhandledExceptionFilter
`;

describe('an exception filter', () => {
  test('gets the record and the registers of a fault, and may end the process with its code', () => {
    const child = `${SET}
    li      s5, 0x1234
at: sw      zero, 8(zero)
filter:
    lw      s0, EXCEPTION_POINTERS_RECORD(a0)
    lw      s1, EXCEPTION_POINTERS_CONTEXT(a0)
    lw      a0, EXCEPTION_RECORD_CODE(s0)
    tell
    lw      a0, EXCEPTION_RECORD_ADDRESS(s0)
    la      t0, at
    sub     a0, a0, t0
    tell
    lw      a0, EXCEPTION_RECORD_PARAMETERS(s0)
    tell
    lw      a0, EXCEPTION_RECORD_INFORMATION(s0)
    tell
    lw      a0, EXCEPTION_RECORD_INFORMATION + 4(s0)
    tell
    lw      a0, CONTEXT_S5(s1)
    tell
    li      a0, EXCEPTION_EXECUTE_HANDLER
    ret`;
    const { words } = runWindows(
      `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    start_process
    call    finish_process
    tell
    exit`,
      { child },
    );
    expect(words).toEqual([0xc0000005 | 0, 0, 2, 1, 8, 0x1234, 0xc0000005 | 0]);
  });

  test('may repair what was wrong and go on: the instruction is executed again', () => {
    const { words } = runWindows(`${SET}
    call2   VirtualAlloc, 0, 4096, MEM_RESERVE, PAGE_READWRITE
    mv      s0, a0
    li      t1, 55
    sw      t1, (s0)                # faults once
    lw      a0, (s0)
    tell
    exit
filter:
    lw      t0, EXCEPTION_POINTERS_RECORD(a0)
    lw      a0, EXCEPTION_RECORD_INFORMATION + 4(t0)
    li      a1, 1
    li      a2, MEM_COMMIT
    li      a3, PAGE_READWRITE
    syscall VirtualAlloc
    li      a0, EXCEPTION_CONTINUE_EXECUTION
    ret`);
    expect(words).toEqual([55]);
  });

  test('may change the registers, also the pc', () => {
    const { words } = runWindows(`${SET}
    li      a0, 1
    .word   0                       # no instruction
    tell
    exit
filter:
    lw      t0, EXCEPTION_POINTERS_CONTEXT(a0)
    lw      t1, CONTEXT_PC(t0)
    addi    t1, t1, 4
    sw      t1, CONTEXT_PC(t0)
    li      t1, 99
    sw      t1, CONTEXT_A0(t0)
    li      a0, EXCEPTION_CONTINUE_EXECUTION
    ret`);
    expect(words).toEqual([99]);
  });

  test('that does not care leaves the fault to a signal handler, or to the default', () => {
    const body = (action: string) => `${SET}${action}
    lw      a0, 4(zero)
filter:
    li      a0, EXCEPTION_CONTINUE_SEARCH
    ret
handler:
    tell
    exit
    .data
    .balign 4
action: .word handler, 0, 0, 0`;
    const handled = body('li a0, SIGSEGV\n la a1, action\n li a2, 0\n li a3, 8\n syscall rt_sigaction');
    expect(runWindows(handled)).toMatchObject({ words: [SIG.SIGSEGV], status: 0 });
    expect(runWindows(body('')).status).toBe(128 + SIG.SIGSEGV);
  });

  test('is not asked about its own faults, nor where there is no room for what it gets', () => {
    expect(runWindows(`${SET}\n lw a0, (zero)\nfilter: lw a0, 4(zero)`).status).toBe(128 + SIG.SIGSEGV);
    expect(runWindows(`${SET}\n li sp, 64\n lw a0, (zero)\nfilter: exit 3`).status).toBe(128 + SIG.SIGSEGV);
  });

  test('is one for the process: setting it gives the old one, and 0 takes it away', () => {
    const { words, status } = runWindows(`${SET}
    snez    a0, a0
    tell
    call2   SetUnhandledExceptionFilter, 0
    la      t0, filter
    sub     a0, a0, t0
    tell
    ebreak
filter: exit 3`);
    expect(words).toEqual([0, 0]);
    expect(status).toBe(128 + SIG.SIGTRAP);
  });

  test('ContinueException without a fault is a fault itself', () => {
    expect(runWindows('call2 ContinueException, 0').status).toBe(128 + SIG.SIGSEGV);
  });

  test.each([
    ['a misaligned store', 'li t0, 1\n amoadd.w t1, t1, (t0)', 0x80000002],
    ['a division by zero', 'li t0, 0\n div t0, t0, t0', 0xc0000094],
    ['a jump to nowhere', 'li t0, 0x60000000\n jr t0', 0xc0000005],
    ['a breakpoint', 'ebreak', 0x80000003],
  ])('is told of %s', (_, fault, code) => {
    const { words } = runWindows(
      `${SET}${fault}
filter:
    lw      t0, EXCEPTION_POINTERS_RECORD(a0)
    lw      a0, EXCEPTION_RECORD_CODE(t0)
    tell
    exit`,
      {},
      { settings: { divTrap: true } },
    );
    expect(words).toEqual([code | 0]);
  });
});

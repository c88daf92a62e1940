import { describe, expect, test } from 'vitest';
import type { KernelEvent } from '../../../src/kernel/events.ts';
import { ProcessObject } from '../../../src/kernel/io/process-object.ts';
import { Synchronizer } from '../../../src/kernel/windows/synchronizer.ts';
import { ThreadObject } from '../../../src/kernel/windows/thread-object.ts';
import { audit, objectsOf } from '../../system/audit.ts';
import { thorough } from '../../thorough.ts';
import { windowsGuest } from './windows-guest.ts';

const PROCESSES = 200;
/** Who is ended between taking from the budget and making a process wastes it. */
const BUDGET = 220;
const STEPS = 40;

/**
 * The first process makes a semaphore called "budget" with a count for each process that there may be, and one worker, and
 * ends all processes when nobody has made a new one for a while.
 */
const FIRST = `
    process_request worker, line=line
    .data
line:   .asciz "worker"
budget: .asciz "budget"
    .text
    li      a0, 0
    li      a1, ${BUDGET}
    li      a2, ${BUDGET}
    la      a3, budget
    syscall CreateSemaphore
    mv      s0, a0
1:  with    WaitForSingleObject, s0, 0
    bnez    a0, 2f
    la      a0, worker              # all workers have ended, or hang: another one
    call    start_process
    must    "the first worker"
    syscall CloseHandle
    call2   Sleep, 3
    j       1b
2:  call2   Sleep, 20
    call2   kill, -1, SIGKILL       # who is suspended, or waits for ever
    exit
`;

/** Makes, duplicates, passes, waits for and closes handles, all drawn by chance; most numbers are not handles at all. */
const worker = (seed: number) => `
    process_request worker, line=line, inherit=1
    inheritable yes
    .data
line:   .asciz "worker"
budget: .asciz "budget"
    .balign 4
two:    .word 0, 0
    .text
    syscall GetCurrentProcessId
    li      t0, 40503
    mul     s11, a0, t0
    li      t0, ${seed * 7919}
    add     s11, s11, t0
    li      s0, ${STEPS}
step:
    addi    s0, s0, -1
    bltz    s0, end
    li      a0, 14
    call    random
    slli    a0, a0, 2
    la      t0, steps
    add     t0, t0, a0
    lw      t0, (t0)
    la      ra, step
    jr      t0
end:
    li      a0, 1000
    call    random
    syscall ExitProcess

random:                             # a0 = a number below a0
    li      t0, 1664525
    mul     s11, s11, t0
    li      t0, 1013904223
    add     s11, s11, t0
    srli    t0, s11, 8
    remu    a0, t0, a0
    ret
handle:                             # a0 = a number that may be a handle, more likely a low one
    mv      s10, ra
    li      a0, 16
    call    random
    addi    a0, a0, 4
    slli    a0, a0, 2
    jr      s10
security:                           # a0 = attributes: inheritable or not
    mv      s10, ra
    li      a0, 2
    call    random
    beqz    a0, 1f
    la      a0, yes
1:  jr      s10

    .macro  action label:req
\\label:
    addi    sp, sp, -16
    sw      ra, (sp)
    .endm
    .macro  done
    lw      ra, (sp)
    addi    sp, sp, 16
    ret
    .endm
    action  make_event
    call    security
    li      a1, 0
    li      a2, 1
    li      a3, 0
    syscall CreateEvent
    done
    action  make_mutex
    call    security
    li      a1, 1
    li      a2, 0
    syscall CreateMutex
    done
    action  make_pipe
    call    security
    mv      a2, a0
    la      a0, two
    la      a1, two + 4
    li      a3, 0
    syscall CreatePipe
    done
    action  close_one
    call    handle
    syscall CloseHandle
    done
    action  pass                    # to this process, or to one that a handle names; moved or copied
    call    handle
    mv      s1, a0
    call    handle
    mv      s2, a0
    li      a0, 3
    call    random
    bnez    a0, 1f
    li      s2, CURRENT_PROCESS
1:  li      a0, 4
    call    random
    bnez    a0, 2f
    li      s1, CURRENT_PROCESS
2:  li      a0, 2
    call    random
    mv      a5, a0
    li      a0, 4
    call    random
    seqz    a6, a0                  # DUPLICATE_CLOSE_SOURCE
    ori     a6, a6, DUPLICATE_SAME_ACCESS
    li      a0, CURRENT_PROCESS
    mv      a1, s1
    mv      a2, s2
    li      a3, 0
    li      a4, 0
    syscall DuplicateHandle
    done
    action  fetch                   # from a process that a handle names
    call    handle
    mv      s1, a0
    call    handle
    mv      s2, a0
    mv      a0, s1
    mv      a1, s2
    li      a2, CURRENT_PROCESS
    li      a3, 0
    li      a4, 0
    li      a5, 1
    li      a6, DUPLICATE_SAME_ACCESS
    syscall DuplicateHandle
    done
    action  open_one
    li      a0, 250
    call    random
    addi    a2, a0, 3               # not the first process, which has to end the others
    li      a0, PROCESS_ALL_ACCESS
    li      a1, 1
    syscall OpenProcess
    done
    action  create                  # as long as there is budget
    li      a0, 0
    li      a1, 0
    li      a2, ${BUDGET}
    la      a3, budget
    syscall CreateSemaphore         # it is there: this gives a handle to it
    beqz    a0, 1f
    mv      s1, a0
    li      a1, 0
    syscall WaitForSingleObject
    mv      s2, a0
    mv      a0, s1
    syscall CloseHandle
    bnez    s2, 1f
    li      a0, 5
    call    random
    seqz    a0, a0
    slli    a0, a0, 2               # CREATE_SUSPENDED
    la      t0, worker
    sw      a0, CREATEPROCESS_CREATION_FLAGS(t0)
    la      a0, worker
    syscall CreateProcess
1:  done
    action  end_one
    call    handle
    li      a1, 7
    syscall TerminateProcess
    done
    action  wait_two
    call    handle
    la      t0, two
    sw      a0, (t0)
    call    handle
    la      t0, two
    sw      a0, 4(t0)
    li      a0, 2
    call    random
    mv      a2, a0
    li      a0, 2
    la      a1, two
    li      a3, 1
    syscall WaitForMultipleObjects
    done
    action  signal
    call    handle
    mv      s1, a0
    syscall SetEvent
    mv      a0, s1
    syscall ReleaseMutex
    mv      a0, s1
    syscall ResumeThread
    done
    action  native                  # the same table in the way of UNIX
    li      a0, 20
    call    random
    addi    s1, a0, 3
    mv      a0, s1
    syscall dup
    li      a0, 20
    call    random
    addi    a0, a0, 3
    syscall close
    done
    action  thread
    call    security
    li      a1, 4096
    la      a2, 1f
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall CreateThread
    done
1:  call2   CreateMutex, 0, 1, 0
    ret
    action  mark
    call    handle
    mv      s1, a0
    li      a0, 2
    call    random
    mv      a2, a0
    mv      a0, s1
    li      a1, HANDLE_FLAG_INHERIT
    syscall SetHandleInformation
    done
    .data
    .balign 4
steps:  .word make_event, make_mutex, make_pipe, close_one, pass, fetch, open_one, create, end_one, wait_two, signal
        .word native, thread, mark
`;

/** Calls that must have succeeded now and then, or the test says nothing. */
const ESSENTIAL = [
  'CreateProcess',
  'DuplicateHandle',
  'OpenProcess',
  'CloseHandle',
  'TerminateProcess',
  'CreateThread',
];

function run(seed: number, settings: object): void {
  const guest = windowsGuest(FIRST, { worker: worker(seed) }, { settings: { ramBytes: 32 << 20, ...settings } });
  const { kernel } = guest.computer;
  const successes = new Map<string, number>();
  kernel.observe((event: KernelEvent) => {
    if (event.kind !== 'return' || event.result <= 0) return;
    const { name } = event.call.row!;
    successes.set(name, (successes.get(name) ?? 0) + 1);
  });
  for (let pauses = 0; guest.run({ pauseAfter: 40_000, limit: 1e10 }).kind === 'paused'; pauses++) {
    if (pauses % 25 === 0) expect(audit(guest.computer)).toEqual([]);
  }
  expect(successes.get('CreateProcess')).toBeGreaterThanOrEqual(PROCESSES);
  for (const name of ESSENTIAL) expect(successes.get(name), name).toBeGreaterThan(5);
  expect(audit(guest.computer)).toEqual([]);
  expect([...kernel.processes.keys()]).toEqual([1]);
  expect(kernel.namedObjects.size).toBe(0);
  const left = objectsOf(guest.computer).filter(
    (object) => object instanceof Synchronizer || object instanceof ProcessObject || object instanceof ThreadObject,
  );
  expect(left).toEqual([]);
}

describe('two hundred processes that make, duplicate, pass and close handles leave nothing behind', () => {
  const settings = [{ harts: 1 }, { harts: 4 }, { harts: 3, seed: 5, round: 200, quantum: 700 }];
  test.each(Array.from({ length: thorough(3, 30) }, (_, seed) => seed))('seed %i', (seed) => {
    run(seed, settings[seed % settings.length]!);
  });
});

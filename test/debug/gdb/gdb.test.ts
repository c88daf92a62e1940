import { describe, expect } from 'vitest';
import { oracleTest } from '../../oracle.ts';
import { assembleGuest } from '../../system/guest.ts';
import { runGdb } from './gdb-run.ts';

const debug = (name: string, run: () => Promise<void>) => oracleTest(['gdb-multiarch'], name, run, 30_000);

const FORK = `
    li      s0, 5
loop: addi  s0, s0, -1
    bnez    s0, loop
    call    work
    fork
    beqz    a0, child
    mv      s1, a0
    wait
    exit    3
child: li   s0, 9
    addi    s0, s0, 1
inner: nop
    exit    4
work: li    t0, 7
    la      t1, put_word
    sw      t0, (t1)
    ret
`;

/** Becomes the program /bin/other. */
const RUN_OTHER = `
    la      a0, path
    la      a1, argv
    li      a2, 0
    syscall execve
.data
path: .asciz "/bin/other"
.balign 4
argv: .word path, 0
`;
const OTHER = '    call other\n    exit 7\nother: nop\n    nop\n    ret\n';

describe('gdb, with no file of its own,', () => {
  debug('steps, stops at break- and watchpoints, changes things, and goes back', async () => {
    const output = await runGdb(FORK, [
      ...['info inferiors', 'x/2i $pc', 'stepi 2', 'printf "s0=%d\\n", $s0'],
      ...['break work', 'continue', 'backtrace 2', 'watch *(int*)&put_word', 'continue'],
      ...['reverse-continue', 'x/i $pc', 'reverse-continue', 'reverse-stepi', 'x/i $pc'],
      ...['reverse-continue', 'stepi', 'set $s0 = 40', 'stepi', 'printf "s0=%d\\n", $s0'],
      ...['set var *(int*)&put_word = 1234', 'x/wd &put_word', 'x/4xb &put_word', 'x/x 0'],
    ]);
    expect(output).toContain('process 2 ');
    expect(output).toContain('target:/bin/guest');
    expect(output).toMatch(/=> 0x[0-9a-f]+ <_start>:\tli\ts0,5/);
    expect(output).toContain('s0=4\n');
    expect(output).toMatch(/Breakpoint 1, work \(\)/);
    expect(output).toMatch(/#0 {2}work \(\).*\n#1 .* in loop \(\)/);
    expect(output).toContain('Old value = 0\nNew value = 7');
    // Backwards the watchpoint stops before the store, then the breakpoint at work; the call is before that.
    expect(output).toMatch(/Old value = 7\nNew value = 0/);
    expect(output).toMatch(/=> 0x[0-9a-f]+ <loop\+\d+>:\tjalr\t/);
    expect(output).toContain('No more reverse-execution history');
    expect(output).toContain('s0=39\n');
    expect(output).toMatch(/0x[0-9a-f]+:\t1234\n/);
    expect(output).toMatch(/0x[0-9a-f]+:\t0xd2\t0x04\t0x00\t0x00/);
    expect(output).toContain('Cannot access memory at address 0x0');
  });

  debug('follows a parent or a child, and lets the other go', async () => {
    const parent = await runGdb(FORK, ['catch fork', 'continue', 'break inner', 'continue', 'continue']);
    expect(parent).toContain('Catchpoint 1 (forked process 3)');
    expect(parent).toContain('[Detaching after fork from child process 3]');
    expect(parent).not.toMatch(/hit Breakpoint 2|Breakpoint 2, inner/);
    expect(parent).toContain('[Inferior 1 (process 2) exited with code 03]');

    const child = await runGdb(FORK, [
      ...['set follow-fork-mode child', 'break inner', 'continue', 'printf "s0=%d\\n", $s0'],
      ...['reverse-stepi', 'printf "s0=%d\\n", $s0', 'continue', 'continue', 'continue'],
    ]);
    expect(child).toContain('[Detaching after fork from parent process 2]');
    expect(child).toMatch(/hit Breakpoint 1, inner[^$]*s0=10\n[^$]*s0=9\n[^$]*hit Breakpoint 1, inner/);
    // Before its end it stops once more, as under rr.
    expect(child).toMatch(/received signal SIGKILL[^$]*\[Inferior 2 \(process 3\) exited with code 04\]/);
  });

  debug('holds several processes at once', async () => {
    const output = await runGdb(FORK, [
      ...['set detach-on-fork off', 'set schedule-multiple on', 'break inner', 'continue'],
      ...['info inferiors', 'info threads', 'inferior 1', 'printf "s1=%d\\n", $s1', 'inferior 2'],
      ...['printf "s0=%d\\n", $s0', 'info os processes', 'continue', 'inferior 1', 'continue', 'continue'],
    ]);
    expect(output).toMatch(/Thread 2\.1 "guest" hit Breakpoint 1\.2, inner/);
    expect(output).toMatch(/ {2}1 +process 2 .*\n\* 2 +process 3 /);
    expect(output).toMatch(/1\.1 +Thread 2\.2 "guest" \(.*\n\* 2\.1 +Thread 3\.3 "guest"/);
    expect(output).toContain('s1=3\n');
    expect(output).toContain('s0=10\n');
    expect(output).toMatch(/2 +1 +guest[^$]*3 +2 +guest/);
    expect(output).toContain('[Inferior 2 (process 3) exited with code 04]');
    expect(output).toContain('[Inferior 1 (process 2) exited with code 03]');
  });

  debug('is stopped by reads and writes, and sees the value before and after', async () => {
    const output = await runGdb(
      `
    la      t0, counter
    lw      t1, (t0)
read1: addi t1, t1, 1
    sw      t1, (t0)
wrote: nop
    lw      t1, (t0)
read2: sw   t1, (t0)
same: nop
    exit
.data
counter: .word 5
`,
      [
        ...['rwatch *(int*)&counter', 'awatch *(int*)&counter', 'watch *(int*)&counter'],
        ...['continue', 'info symbol $pc', 'continue', 'info symbol $pc', 'continue', 'info symbol $pc', 'continue'],
        ...['info symbol $pc', 'delete 1', 'delete 2', 'reverse-continue', 'x/i $pc', 'continue', 'info symbol $pc'],
      ],
    );
    expect(output).toMatch(/Hardware read watchpoint 1: [^$]*\n\nValue = 5\n/);
    expect(output).toMatch(/read1 in section[^$]*wrote in section[^$]*read2 in section[^$]*same in section/);
    expect(output).toContain('Old value = 5\nNew value = 6\n');
    expect(output).toMatch(/Old value = 6\nNew value = 5\n[^$]*=> 0x[0-9a-f]+ <read1\+\d+>:\tsw[^$]*wrote in section/);
  });

  debug('lets one thread go on, and hears of no other one meanwhile', async () => {
    const threads = `
    li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM
    la      a1, stack
    syscall clone
    beqz    a0, other
wait: lw    t0, done
    beqz    t0, wait
after: exit 0
other: li   s1, 1
    la      t1, done
there: sw   s1, (t1)
    li      a0, 0
    syscall exit
.bss
done: .zero 4
    .balign 16
    .zero 4096
stack: .zero 16
`;
    const output = await runGdb(
      threads,
      [
        ...['break there', 'break after', 'continue', 'info threads', 'thread apply all -q -s printf "s1=%d\\n", $s1'],
        ...['thread 1', 'set scheduler-locking on', 'continue', 'reverse-continue', 'set scheduler-locking off'],
        ...['continue'],
      ],
      { settings: { harts: 2 } },
    );
    expect(output).toMatch(/Thread 2 "guest" hit Breakpoint 1, there/);
    expect(output).toMatch(/ 1 +Thread 2\.2 "guest"[^$]*\* 2 +Thread 2\.3 "guest"/);
    expect(output).toMatch(/s1=1\n[^$]*s1=0\n/);
    // With a lock nothing is heard of the second thread, which stands at a breakpoint.
    expect(output).toMatch(/Thread 1 "guest" hit Breakpoint 2, after/);
    expect(output.match(/hit Breakpoint 1, there/g)).toHaveLength(2);
    expect(output).not.toContain('internal-error');
  });

  debug('goes back to the call of a function, and lists every command of the debugger', async () => {
    const output = await runGdb(FORK, [
      ...['break work', 'continue', 'reverse-finish', 'x/i $pc', 'monitor help', 'monitor help seek'],
    ]);
    expect(output).toMatch(/=> 0x[0-9a-f]+ <loop\+\d+>:\tjalr\t/);
    expect(output).toContain('Looking at the kernel:');
    expect(output).toContain('seek MOMENT');
  });

  debug('is told of the end of a process that it did not let go on, when it does', async () => {
    const output = await runGdb(FORK, [
      ...['set detach-on-fork off', 'continue', 'inferior 2', 'continue', 'inferior 1', 'continue'],
    ]);
    expect(output).toMatch(
      /received signal SIGKILL[^$]*\[Inferior 2 \(process 3\) exited with code 04\][^$]*\[Inferior 1 \(process 2\) exited with code 03\]/,
    );
  });

  for (const mode of ['same', 'new'])
    debug(`goes with a child into another program (follow-exec-mode ${mode}), and back`, async () => {
      const program = `
    fork
    beqz    a0, child
    wait
    exit    1
child:
${RUN_OTHER}`;
      const script = [
        ...['set follow-fork-mode child', `set follow-exec-mode ${mode}`, 'catch exec', 'continue', 'break other'],
        ...[
          'continue',
          'reverse-stepi',
          'info symbol $pc',
          'reverse-continue',
          'info inferiors',
          'continue',
          'continue',
        ],
        ...['continue', 'continue'],
      ];
      const output = await runGdb(program, script, { files: { '/bin/other': assembleGuest(OTHER) } });
      const number = mode === 'same' ? 2 : 3;
      expect(output).toContain(`Thread ${number}.1 "other" hit Catchpoint 1 (exec'd /bin/other)`);
      expect(output).toMatch(/_start \+ 4 in section[^$]*No more reverse-execution history/);
      // The history of a child begins with its fork.
      expect(output).toMatch(new RegExp(`\\* ${number} +process 3 `));
      expect(output.match(/hit Breakpoint 2(\.2)?, other/g)).toHaveLength(2);
      expect(output).toContain(`[Inferior ${mode === 'same' ? 2 : 4} (process 3) exited with code 07]`);
    });

  debug('follows an exec into another program', async () => {
    const script = [
      'catch exec',
      'continue',
      'break other',
      'continue',
      'x/i $pc',
      'finish',
      'x/i $pc',
      'info inferiors',
    ];
    const output = await runGdb(RUN_OTHER, script, { files: { '/bin/other': assembleGuest(OTHER) } });
    expect(output).toMatch(/process 2 is executing new program: (target:)?\/bin\/other/);
    expect(output).toContain("Catchpoint 1 (exec'd /bin/other)");
    expect(output).toMatch(/Breakpoint 2, other \(\)/);
    expect(output).toMatch(/=> 0x[0-9a-f]+ <other>:\tnop/);
    expect(output).toMatch(/=> 0x[0-9a-f]+ <_start\+\d+>:/);
  });

  debug('hears of signals, passes them on or keeps them, and of faults before they kill', async () => {
    const output = await runGdb(
      `
    la      a1, action
    li      a0, SIGUSR1
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    syscall getpid
    mv      s0, a0
    li      a1, SIGUSR1
    syscall kill
first: mv   a0, s0
    li      a1, SIGUSR1
    syscall kill
second: li  t0, 0
bad: lw     t1, (t0)
    exit    0
handler: la t0, count
    lw      t1, (t0)
    addi    t1, t1, 1
    sw      t1, (t0)
    ret
.data
action: .word handler, 0, 0, 0, 0
count: .word 0
`,
      [
        ...[
          'continue',
          'break first',
          'continue',
          'x/wd &count',
          'continue',
          'break second',
          'signal 0',
          'x/wd &count',
        ],
        ...['continue', 'x/i $pc', 'reverse-stepi', 'x/i $pc', 'kill'],
      ],
    );
    expect(output).toMatch(/received signal SIGUSR1[^$]*Breakpoint 1, first.*\n.*\n.*0x[0-9a-f]+:\t1\n/);
    expect(output).toMatch(/received signal SIGUSR1[^$]*Breakpoint 2, second.*\n.*\n.*0x[0-9a-f]+:\t1\n/);
    expect(output).toMatch(/received signal SIGSEGV[^$]*=> 0x[0-9a-f]+ <bad>:\tlw[^$]*=> 0x[0-9a-f]+ <second>:\tli/);
    expect(output).toContain('[Inferior 1 (process 2) killed]');
  });

  debug('has the commands of the debugger, by `monitor` and by the script', async () => {
    const output = await runGdb(FORK, [
      ...['source docs/kernlet.gdb', 'monitor break inner', 'monitor continue', 'monitor info registers s0', 'seek 3'],
      ...['printf "pc=%x\\n", $pc', 'when', 'ptree', 'why 2', 'monitor nonsense', 'help lastwrite'],
    ]);
    expect(output).toContain('breakpoint 1');
    expect(output).toMatch(/^s0 +0xa/m);
    expect(output).toContain('pc=10104\n');
    expect(output).toContain('cycle 3 of hart 0');
    expect(output).toMatch(/2 guest \(/);
    expect(output).toContain("'nonsense'");
    expect(output).toContain('lastwrite ');
  });

  debug('starts the program again, hears of a deadlock, and reaches the commands of the debugger', async () => {
    const output = await runGdb(
      `
    la      a0, fds
    li      a1, 0
    syscall pipe2
    lw      a0, fds
here: la    a1, put_word
    li      a2, 1
    syscall read
.bss
fds: .zero 8
`,
      ['break here', 'continue', 'run', 'continue', 'monitor ptree', 'continue', 'detach'],
    );
    expect(output.match(/Breakpoint 1, here/g)).toHaveLength(2);
    expect(output).toMatch(/2 guest \(/);
    expect(output).toContain('deadlock: ');
    expect(output).toContain('[Inferior 1 (process 2) detached]');
  });
});

import { describe, expect, test } from 'vitest';
import { Strace } from '../../src/trace/strace.ts';
import { Guest, type GuestOptions } from '../system/guest.ts';

/** The lines that strace shows of a program; addresses on the stack and in data as ADDR. */
function trace(program: string, options: GuestOptions = {}): string[] {
  const guest = new Guest(program, options);
  const lines: string[] = [];
  const strace = new Strace((line) => lines.push(line));
  guest.computer.kernel.observe((event) => strace.observe(event));
  guest.run({ limit: 1e8 });
  strace.finish();
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  return lines.map((line) => line.slice(0, -1).replace(/0x[1-7][0-9a-f]{4,}/g, 'ADDR'));
}

/** The first line that shows a call of `name`. */
function shown(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.includes(`${name}(`))?.replace(/ +=/, ' =');
}

describe('strace', () => {
  test('shows a call, its result in column 40, and the end', () => {
    expect(trace('print "hello\\n"\n exit 3')).toEqual([
      'write(1, "hello\\n", 6)                  = 6',
      'exit_group(3)                           = ?',
      '+++ exited with 3 +++',
    ]);
  });

  test('names the error', () => {
    const lines = trace(`
      li a0, AT_FDCWD
      la_string a1, "/nothing"
      li a2, O_RDWR | O_CLOEXEC
      syscall openat
      exit`);
    expect(shown(lines, 'openat')).toBe(
      'openat(AT_FDCWD, "/nothing", O_RDWR|O_CLOEXEC) = -1 ENOENT (No such file or directory)',
    );
  });

  test('shows the mode of a file only if it is to be made', () => {
    const lines = trace(`
      li a0, AT_FDCWD
      la_string a1, "/tmp/new"
      li a2, O_WRONLY | O_CREAT
      li a3, 0644
      syscall openat
      exit`);
    expect(shown(lines, 'openat')).toBe('openat(AT_FDCWD, "/tmp/new", O_WRONLY|O_CREAT, 0644) = 3');
  });

  test('shows descriptors and times of waiting for events', () => {
    const lines = trace(`
      la a0, fds
      li a1, 2
      la a2, time
      li a3, 0
      li a4, 8
      syscall ppoll_time64
      li a0, 0
      syscall epoll_create1
      li a1, EPOLL_CTL_ADD
      li a2, 1
      la a3, event
      syscall epoll_ctl
      li a0, 3
      la a1, event
      li a2, 1
      li a3, -1
      li a4, 0
      li a5, 8
      syscall epoll_pwait
      li a0, ITIMER_REAL
      la a1, often
      la a2, old
      syscall setitimer
      exit
      .data
      .balign 8
      fds: .word 0
      .half POLLIN | POLLPRI, 0
      .word 1
      .half POLLOUT, 0
      time: .dword 1, 500
      event: .word POLLOUT | EPOLLET, 0, 7, 0
      often: .word 0, 1000, 2, 0
      old: .zero 16`);
    expect(shown(lines, 'ppoll_time64')).toBe(
      'ppoll_time64([{fd=0, events=POLLIN|POLLPRI}, {fd=1, events=POLLOUT}], 2, {tv_sec=1, tv_nsec=500}, NULL, 8) = 2',
    );
    expect(shown(lines, 'epoll_ctl')).toBe('epoll_ctl(3, EPOLL_CTL_ADD, 1, {events=EPOLLOUT|EPOLLET, data=0x7}) = 0');
    expect(shown(lines, 'epoll_pwait')).toBe('epoll_pwait(3, [{events=EPOLLOUT, data=0x7}], 1, -1, NULL, 8) = 1');
    expect(shown(lines, 'setitimer')).toBe(
      'setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=1000}, it_value={tv_sec=2, tv_usec=0}}, ' +
        '{it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=0, tv_usec=0}}) = 0',
    );
  });

  test('shows what a queued signal and a timer bring', () => {
    const lines = trace(`
      li a0, 34
      la a1, action
      li a2, 0
      li a3, 8
      syscall rt_sigaction
      syscall getpid
      li a1, 34
      la a2, info
      syscall rt_sigqueueinfo
      li a0, SIGALRM
      la a1, action
      li a2, 0
      li a3, 8
      syscall rt_sigaction
      li a0, CLOCK_MONOTONIC
      li a1, 0
      la a2, id
      syscall timer_create
      li a0, 0
      li a1, 0
      la a2, soon
      li a3, 0
      syscall timer_settime64
      la a0, none
      li a1, 8
      syscall rt_sigsuspend
      exit
      handler: ret
      .data
      .balign 8
      action: .word handler, SA_SIGINFO, 0, 0
      info: .word 34, 0, SI_QUEUE, 1, 0, 7
      .zero 128
      id: .word 0
      .balign 8
      soon: .dword 0, 0, 0, 1000
      none: .dword 0`);
    expect(lines.filter((line) => line.startsWith('---'))).toEqual([
      '--- SIGRT_2 {si_signo=SIGRT_2, si_code=SI_QUEUE, si_pid=1, si_uid=0, si_value={int=7, ptr=0x7}} ---',
      '--- SIGALRM {si_signo=SIGALRM, si_code=SI_TIMER, si_timerid=0x0, si_overrun=0, si_value={int=0, ptr=NULL}} ---',
    ]);
  });

  test('cuts strings at 32 bytes and escapes what does not print', () => {
    const lines = trace(`
      li a0, 1
      la a1, text
      li a2, 40
      syscall write
      exit
      .data
text: .ascii "\\0011\\t\\"\\\\\\377abcdefghijklmnopqrstuvwxyz0123456789"`);
    expect(shown(lines, 'write')).toBe('write(1, "\\0011\\t\\"\\\\\\377abcdefghijklmnopqrstuvwxyz"..., 40) = 40');
  });

  test('shows what a call has written when it has ended', () => {
    const lines = trace(`
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      exit`);
    expect(shown(lines, 'pipe2')).toBe('pipe2([3, 4], 0) = 0');
  });

  test('shows addresses that are not to be read as numbers', () => {
    const lines = trace(`
      li a0, AT_FDCWD
      li a1, 16
      li a2, 0
      syscall openat
      exit`);
    expect(shown(lines, 'openat')).toBe('openat(AT_FDCWD, 0x10, O_RDONLY) = -1 EFAULT (Bad address)');
  });

  test('shows a call that the kernel does not have by its number', () => {
    const lines = trace('li a0, 1\n li a1, 2\n li a2, 0\n li a3, 0\n li a4, 0\n li a5, 0\n li a7, 9999\n ecall\n exit');
    expect(lines[0]).toBe('syscall_0x270f(0x1, 0x2, 0x0, 0x0, 0x0, 0x0) = -1 ENOSYS (Function not implemented)');
  });

  test('puts process ids in front while there are several processes', () => {
    const lines = trace(`
      fork
      beqz a0, child
      wait
      exit 1
child: exit 7`);
    expect(lines).toContain('[pid 3] +++ exited with 7 +++');
    expect(lines.at(-1)).toBe('+++ exited with 1 +++');
  });

  test('takes two lines for a call in whose time others show something', () => {
    const lines = trace(`
      fork
      beqz a0, child
      wait
      exit
child: li t0, 100000            # the parent waits by now
1:    addi t0, t0, -1
      bnez t0, 1b
      exit 7`).map((line) => line.replace(/ +=/, ' ='));
    expect(lines).toContain('[pid 2] waitid(P_ALL, 0,  <unfinished ...>');
    const resumed = lines.find((line) => line.includes('<... waitid resumed>'));
    expect(resumed).toBe(
      '<... waitid resumed>{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3, si_uid=0, si_status=7}, WEXITED, NULL) = 0',
    );
  });

  test('shows a fault and the death by it', () => {
    const lines = trace('lw a0, 0(zero)');
    expect(lines).toEqual([
      '--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---',
      '+++ killed by SIGSEGV +++',
    ]);
  });

  test('shows who sent a signal', () => {
    const lines = trace(`
      syscall getpid
      li a1, SIGTERM
      syscall kill
      exit`);
    expect(lines.slice(1, -1)).toEqual([
      'kill(2, SIGTERM)                        = 0',
      '--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=2, si_uid=0} ---',
    ]);
  });

  test('shows a program that is started, with its arguments', () => {
    const lines = trace(`
      la_string a0, "/bin/guest"
      la a1, arguments
      sw a0, (a1)
      li a2, 0
      lw t0, (sp)
      li t1, 2
      beq t0, t1, again
      syscall execve
again: exit
      .data
arguments: .word 0, option, 0
option: .asciz "-x y"`);
    expect(shown(lines, 'execve')).toBe('execve("/bin/guest", ["/bin/guest", "-x y"], NULL) = 0');
  });

  test('shows what still waits at the end', () => {
    const lines = trace(`
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      lw a0, (sp)
      mv a1, sp
      li a2, 4
      syscall read`);
    expect(lines.at(-1)).toBe('read(3,  <unfinished ...>');
  });

  test('is not noticed by the program', () => {
    const program = `
      li a0, 99
      la a1, far                # a page that nobody has touched, nor does the call
      li a2, 3
      syscall write
      exit
      .data
      .balign 4096
far:  .asciz "far"`;
    const plain = new Guest(program);
    const watched = new Guest(program);
    let shownText = '';
    const strace = new Strace((line) => {
      shownText += line;
    });
    watched.computer.kernel.observe((event) => strace.observe(event));
    expect(watched.finish()).toBe(plain.finish());
    expect(shownText).toContain('write(99, "far", 3) ');
    expect(watched.hash).toBe(plain.hash);
    expect(watched.freeFrames).toBe(plain.freeFrames);
  });
});

describe('a call that a signal cuts short', () => {
  const program = (flags: string) => `
      li a0, SIGUSR1
      la a1, action
      li a2, 0
      li a3, 8
      syscall rt_sigaction
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      fork
      bnez a0, parent
      li t0, 100000
1:    addi t0, t0, -1
      bnez t0, 1b
      syscall getppid
      li a1, SIGUSR1
      syscall kill
      lw a0, 4(sp)
      mv a1, sp
      li a2, 1
      syscall write
      exit
parent:
      lw a0, (sp)
      mv a1, sp
      li a2, 1
      syscall read
      exit
handler: ret
      .data
      .balign 4
action: .word handler, ${flags}, 0, 0`;

  test('says that it may be restarted, then shows it again', () => {
    const lines = trace(program('SA_RESTART'));
    expect(lines.filter((line) => line.includes('ERESTARTSYS'))).toHaveLength(1);
    expect(lines.filter((line) => / read\(3,|^read\(3,/.test(line))).toHaveLength(2);
    expect(shown(lines, 'rt_sigaction')).toBe(
      'rt_sigaction(SIGUSR1, {sa_handler=ADDR, sa_mask=[], sa_flags=SA_RESTART}, NULL, 8) = 0',
    );
  });

  test('is shown once if it is not restarted', () => {
    const lines = trace(program('0'));
    expect(lines.filter((line) => line.includes('ERESTARTSYS'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('EINTR'))).toHaveLength(0);
  });
});

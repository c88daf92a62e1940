/* Signals: handlers, masks, what a handler is told, interrupted calls, other stacks. */
#include "guest.h"

static volatile int count, last_code, last_pid, last_status;
static volatile u32 mask_in_handler;

static void note(int signal, struct siginfo *info, void *context) {
  count++;
  last_code = info->code;
  last_pid = info->pid;
  last_status = info->status;
  mask_in_handler = (u32)current_mask();
}
static void announce(int signal, struct siginfo *info, void *context) { say("handler of %d\n", signal); }
static void send(int signal) { CALL(kill, CALL(getpid), signal); }

static void handlers(void) {
  struct action old;
  on_signal(SIGUSR1, note, SA_SIGINFO, BIT(SIGUSR2));
  send(SIGUSR1);
  say("count %d code %d from %d, mask in it %x, mask after it %x\n", count, last_code, last_pid == CALL(getpid),
      mask_in_handler, (u32)current_mask());
  CALL(tkill, CALL(gettid), SIGUSR1);
  say("tkill: code %d from %d\n", last_code, last_pid == CALL(getpid));
  CALL(tgkill, CALL(getpid), CALL(gettid), SIGUSR1);
  say("tgkill: code %d\n", last_code);
  on_signal(SIGUSR1, note, SA_SIGINFO | SA_NODEFER, 0);
  send(SIGUSR1);
  say("SA_NODEFER: mask in it %x\n", mask_in_handler);
  fact("the old action", CALL(rt_sigaction, SIGUSR1, 0, &old, 8));
  say("handler %d flags %x mask %x\n", old.handler == note, old.flags, old.mask_again);
  on_signal(SIGUSR1, announce, SA_RESETHAND, 0);
  send(SIGUSR1);
  CALL(rt_sigaction, SIGUSR1, 0, &old, 8);
  say("SA_RESETHAND: default again %d\n", old.handler == SIG_DFL);
  fact("SIGKILL", on_signal(SIGKILL, note, 0, 0));
  fact("SIGSTOP", on_signal(SIGSTOP, SIG_IGN, 0, 0));
  fact("asking about SIGKILL", CALL(rt_sigaction, SIGKILL, 0, &old, 8));
  fact("signal 0", on_signal(0, note, 0, 0));
  fact("signal 65", on_signal(65, note, 0, 0));
  fact("a set of 4 bytes", CALL(rt_sigaction, SIGUSR1, 0, &old, 4));
  fact("a bad new action", CALL(rt_sigaction, SIGUSR1, 16, 0, 8));
  fact("a bad place for the old one", CALL(rt_sigaction, SIGUSR1, 0, 16, 8));
}

static void masks(void) {
  u64 pending = 0;
  count = 0;
  on_signal(SIGUSR1, note, 0, 0);
  on_signal(SIGUSR2, announce, 0, 0);
  on_signal(SIGTERM, announce, 0, 0);
  change_mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGTERM) | BIT(SIGKILL) | BIT(SIGSTOP));
  say("mask %x\n", (u32)current_mask());
  send(SIGTERM);
  send(SIGUSR1);
  send(SIGUSR1);
  send(SIGUSR2);
  CALL(rt_sigpending, &pending, 8);
  say("pending %x, handled %d\n", (u32)pending, count);
  CHILD("a child inherits the mask, not the signals", {
    CALL(rt_sigpending, &pending, 8);
    say("mask %x pending %x\n", (u32)current_mask(), (u32)pending);
  });
  say("unblocking one:\n");
  change_mask(SIG_UNBLOCK, BIT(SIGUSR2));
  say("unblocking the others:\n");
  change_mask(SIG_SETMASK, 0);
  say("of two signals one is left: %d\n", count);
  change_mask(SIG_BLOCK, BIT(SIGUSR1));
  send(SIGUSR1);
  on_signal(SIGUSR1, SIG_IGN, 0, 0);
  on_signal(SIGUSR1, note, 0, 0);
  change_mask(SIG_SETMASK, 0);
  say("ignoring forgets: %d\n", count);
  fact("unknown change", change_mask(7, 0));
  fact("a bad set", CALL(rt_sigprocmask, SIG_BLOCK, 16, 0, 8));
  fact("a set of 4 bytes", CALL(rt_sigprocmask, SIG_BLOCK, &pending, 0, 4));
}

static void nested(int signal, struct siginfo *info, void *context) {
  say("enter %d\n", signal);
  if (signal == SIGUSR1) send(SIGUSR2);
  if (signal == SIGUSR2) send(SIGUSR1);
  say("leave %d\n", signal);
  if (signal == SIGUSR1 && count++ > 0) on_signal(SIGUSR1, SIG_IGN, 0, 0);
}

static void nesting(void) {
  count = 0;
  on_signal(SIGUSR1, nested, 0, 0);
  on_signal(SIGUSR2, nested, 0, 0);
  send(SIGUSR1);
  say("done\n");
}

/* A child sends a signal while the parent waits in a read; then it writes. */
static void interrupted_read(const char *name, u32 flags) {
  int fds[2];
  char byte = '-';
  CALL(pipe2, fds, 0);
  count = 0;
  on_signal(SIGUSR1, note, flags, 0);
  int parent = CALL(getpid), pid = fork();
  if (pid == 0) {
    sleep_ms(40);
    CALL(kill, parent, SIGUSR1);
    sleep_ms(40);
    CALL(write, fds[1], "x", 1);
    exit_with(0);
  }
  fact(name, CALL(read, fds[0], &byte, 1));
  say("handled %d, read %c\n", count, byte);
  ending("the child", pid);
  CALL(close, fds[0]);
  CALL(close, fds[1]);
}

static void interrupted_calls(void) {
  interrupted_read("read without SA_RESTART", 0);
  interrupted_read("read with SA_RESTART", SA_RESTART);
  on_signal(SIGUSR1, note, 0, 0);
  int parent = CALL(getpid), pid = fork();
  if (pid == 0) {
    sleep_ms(40);
    CALL(kill, parent, SIGUSR1);
    sleep_ms(40);
    exit_with(0);
  }
  struct siginfo info;
  fact("waitid", wait_for(pid, &info, WEXITED));
  fact("and again", wait_for(pid, &info, WEXITED));
  pid = fork();
  if (pid == 0) {
    sleep_ms(40);
    CALL(kill, parent, SIGUSR1);
    exit_with(0);
  }
  struct timespec time = {10, 0, 0}, left = {0};
  fact("sleep", CALL(clock_nanosleep_time64, 1, 0, &time, &left));
  say("left: %d s and more: %d\n", (int)left.seconds, left.nanoseconds > 0);
  ending("the child", pid);
  on_signal(SIGUSR1, note, SA_RESTART, 0);
  pid = fork();
  if (pid == 0) {
    sleep_ms(40);
    CALL(kill, parent, SIGUSR1);
    exit_with(0);
  }
  fact("sleep with SA_RESTART", CALL(clock_nanosleep_time64, 1, 0, &time, 0));
  ending("the child", pid);
  pid = fork();
  if (pid == 0) {
    sleep_ms(20);
    CALL(kill, parent, SIGURG);
    CALL(kill, parent, SIGCONT);
    exit_with(0);
  }
  fact("ignored signals do not interrupt", sleep_ms(60));
  ending("the child", pid);
}

static void suspending(void) {
  count = 0;
  on_signal(SIGUSR1, note, SA_RESTART, 0);
  change_mask(SIG_SETMASK, BIT(SIGUSR1) | BIT(SIGALRM));
  send(SIGUSR1);
  u64 set = BIT(SIGUSR2);
  fact("a signal was pending", CALL(rt_sigsuspend, &set, 8));
  say("handled %d, mask in it %x, mask after %x\n", count, mask_in_handler, (u32)current_mask());
  int parent = CALL(getpid), pid = fork();
  if (pid == 0) {
    sleep_ms(30);
    CALL(kill, parent, SIGUSR1);
    exit_with(0);
  }
  fact("a signal comes", CALL(rt_sigsuspend, &set, 8));
  say("handled %d, mask after %x\n", count, (u32)current_mask());
  ending("the child", pid);
  fact("a bad set", CALL(rt_sigsuspend, 16, 8));
  fact("a set of 4 bytes", CALL(rt_sigsuspend, &set, 4));
  change_mask(SIG_SETMASK, 0);
}

static void children(void) {
  struct siginfo info;
  count = 0;
  on_signal(SIGCHLD, note, SA_SIGINFO | SA_RESTART, 0);
  int pid = fork();
  if (pid == 0) exit_with(6);
  while (count == 0) sleep_ms(1);
  say("SIGCHLD: code %d pid %d status %d\n", last_code, last_pid == pid, last_status);
  ending("the child", pid);
  pid = fork();
  if (pid == 0) {
    on_signal(SIGTERM, SIG_DFL, 0, 0);
    send(SIGTERM);
  }
  while (count == 1) sleep_ms(1);
  say("SIGCHLD: code %d pid %d status %d\n", last_code, last_pid == pid, last_status);
  ending("the child", pid);
  on_signal(SIGCHLD, SIG_IGN, 0, 0);
  if (fork() == 0) exit_with(0);
  fact("children of a parent that ignores SIGCHLD", wait_for(0, &info, WEXITED));
  on_signal(SIGCHLD, note, SA_NOCLDWAIT, 0);
  if (fork() == 0) exit_with(0);
  long result;
  while ((result = wait_for(0, &info, WEXITED)) == -EINTR) {}
  fact("or that has SA_NOCLDWAIT", result);
  on_signal(SIGCHLD, SIG_DFL, 0, 0);
}

static char other_stack[16384] __attribute__((aligned(16)));
static volatile int is_on_other_stack;
struct stack {
  void *base;
  int flags;
  u32 size;
};

static void look_at_stack(int signal, struct siginfo *info, void *context) {
  char here;
  struct stack now, wanted = {other_stack, 0, sizeof other_stack};
  is_on_other_stack = &here >= other_stack && &here < other_stack + sizeof other_stack;
  CALL(sigaltstack, 0, &now);
  say("on the other stack %d, flags %d, ", is_on_other_stack, now.flags);
  fact("changing it", CALL(sigaltstack, &wanted, 0));
}

static void other_stacks(void) {
  struct stack now, wanted = {other_stack, 0, sizeof other_stack}, small = {other_stack, 0, 1000}, off = {0, 2, 0};
  CALL(sigaltstack, 0, &now);
  say("at first: flags %d\n", now.flags);
  fact("too small", CALL(sigaltstack, &small, 0));
  small.flags = 8;
  fact("unknown flags", CALL(sigaltstack, &small, 0));
  fact("setting", CALL(sigaltstack, &wanted, 0));
  on_signal(SIGUSR1, look_at_stack, SA_ONSTACK, 0);
  on_signal(SIGUSR2, look_at_stack, 0, 0);
  send(SIGUSR1);
  send(SIGUSR2);
  CALL(sigaltstack, 0, &now);
  say("set: %d, flags %d, size %d\n", now.base == other_stack, now.flags, now.size);
  fact("off", CALL(sigaltstack, &off, 0));
  fact("a bad address", CALL(sigaltstack, 16, 0));
}

static void sending(void) {
  on_signal(SIGTERM, SIG_DFL, 0, 0);
  int pid = fork();
  if (pid == 0) {
    sleep_ms(10000);
    exit_with(0);
  }
  fact("kill with 0", CALL(kill, pid, 0));
  fact("signal 65", CALL(kill, pid, 65));
  fact("signal -1", CALL(kill, pid, -1));
  fact("tgkill to the wrong process", CALL(tgkill, CALL(getpid), pid, SIGTERM));
  fact("tgkill 0", CALL(tgkill, 0, pid, SIGTERM));
  fact("tkill 0", CALL(tkill, 0, SIGTERM));
  fact("tkill", CALL(tkill, pid, SIGTERM));
  ending("the child", pid);
  fact("nobody", CALL(kill, pid, SIGTERM));
  fact("no such group", CALL(kill, -pid, SIGTERM));
  on_signal(SIGUSR1, announce, 0, 0);
  fact("to the own group", CALL(kill, 0, SIGUSR1));
  fact("to the own group by number", CALL(kill, -CALL(getpgid, 0), SIGUSR1));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  handlers();
  masks();
  nesting();
  interrupted_calls();
  suspending();
  children();
  other_stacks();
  sending();
  return 0;
}

/* Children: how they are made, end and are waited for. */
#include "guest.h"

static volatile int shared = 1;

static void fork_copies_memory(void) {
  int local = 1;
  CHILD("a child that writes", {
    shared = local = 2;
    say("in the child: %d %d\n", shared, local);
  });
  say("in the parent: %d %d\n", shared, local);
}

static void pipe_from_child(void) {
  int fds[2];
  TRY(pipe2, fds, 0);
  int pid = fork();
  if (pid == 0) {
    CALL(close, fds[0]);
    CALL(write, fds[1], "hello", 5);
    CALL(write, fds[1], ", world", 7);
    exit_with(3);
  }
  CALL(close, fds[1]);
  char buffer[100];
  int count, total = 0;
  while ((count = CALL(read, fds[0], buffer + total, sizeof buffer - total)) > 0) total += count;
  buffer[total] = 0;
  say("from the child: %s (%d)\n", buffer, count);
  ending("the writer", pid);
  CALL(close, fds[0]);
}

static void exit_statuses(void) {
  static const int statuses[] = {0, 1, 127, 255, 256, -1, 0x1234};
  for (u32 i = 0; i < LENGTH(statuses); i++) CHILD("exit", exit_with(statuses[i]));
  CHILD("exit of the only thread", CALL(exit, 7));
  static const int signals[] = {SIGHUP, SIGKILL, SIGUSR1, SIGPIPE, SIGALRM, SIGTERM, 34, 60};
  for (u32 i = 0; i < LENGTH(signals); i++) CHILD("signal", CALL(kill, CALL(getpid), signals[i]));
  CHILD("an ignored signal", {
    CALL(kill, CALL(getpid), SIGCHLD);
    CALL(kill, CALL(getpid), SIGURG);
    CALL(kill, CALL(getpid), SIGWINCH);
    CALL(kill, CALL(getpid), SIGCONT);
  });
}

static void siginfo_of_a_wait(void) {
  struct siginfo info;
  int pid = fork();
  if (pid == 0) exit_with(42);
  fact("waitid", wait_for(pid, &info, WEXITED | WNOWAIT));
  say("signal %d code %d pid %d uid %d status %d\n", info.signal, info.code, info.pid == pid, info.uid, info.status);
  fact("a zombie can be signalled", CALL(kill, pid, SIGTERM));
  fact("waitid again", wait_for(pid, &info, WEXITED));
  say("code %d pid %d status %d\n", info.code, info.pid == pid, info.status);
  fact("waitid a third time", wait_for(pid, &info, WEXITED));
  fact("signal to nobody", CALL(kill, pid, 0));
}

static void wait_options(void) {
  struct siginfo info;
  int gate[2];
  CALL(pipe2, gate, 0);
  int pid = fork();
  if (pid == 0) {
    char byte;
    CALL(close, gate[1]);
    CALL(read, gate[0], &byte, 1);
    exit_with(5);
  }
  memset(&info, 0x55, sizeof info);
  fact("WNOHANG", CALL(waitid, P_PID, pid, &info, WEXITED | WNOHANG, 0));
  say("nothing yet: signal %x code %x pid %x\n", info.signal, info.code, info.pid);
  fact("no options", CALL(waitid, P_PID, pid, &info, 0, 0));
  fact("only WNOHANG", CALL(waitid, P_PID, pid, &info, WNOHANG, 0));
  fact("unknown option", CALL(waitid, P_PID, pid, &info, WEXITED | 0x100, 0));
  fact("unknown id type", CALL(waitid, 9, pid, &info, WEXITED, 0));
  fact("P_PID 0", CALL(waitid, P_PID, 0, &info, WEXITED, 0));
  fact("P_PID -1", CALL(waitid, P_PID, -1, &info, WEXITED, 0));
  fact("P_PGID -1", CALL(waitid, P_PGID, -1, &info, WEXITED, 0));
  fact("not a child", CALL(waitid, P_PID, 1, &info, WEXITED, 0));
  fact("no such group", CALL(waitid, P_PGID, pid, &info, WEXITED, 0));
  fact("own group", CALL(waitid, P_PGID, CALL(getpgid, 0), &info, WEXITED | WNOHANG, 0));
  fact("group 0 is the own", CALL(waitid, P_PGID, 0, &info, WEXITED | WNOHANG, 0));
  CALL(close, gate[1]);
  CALL(close, gate[0]);
  fact("no place for the report", CALL(waitid, P_ALL, 0, 0, WEXITED, 0));
  fact("no children", CALL(waitid, P_ALL, 0, &info, WEXITED, 0));
  fact("no children, WNOHANG", CALL(waitid, P_ALL, 0, &info, WEXITED | WNOHANG, 0));
}

static void usage_of_a_child(void) {
  struct siginfo info;
  u32 usage[20];
  memset(usage, 0x55, sizeof usage);
  int pid = fork();
  if (pid == 0) exit_with(0);
  fact("waitid with usage", CALL(waitid, P_PID, pid, &info, WEXITED, usage));
  say("user seconds %d, last word %x, the word after %x\n", usage[0], usage[17] == 0x55555555, usage[18]);
}

static void orphans(void) {
  int fds[2], parent = 0;
  CALL(pipe2, fds, 0);
  CHILD("the middle one", {
    if (fork() == 0) {
      while ((parent = CALL(getppid)) != 1) sleep_ms(1);
      CALL(write, fds[1], &parent, sizeof parent);
      exit_with(0);
    }
  });
  CALL(read, fds[0], &parent, sizeof parent);
  say("the orphan's parent: %d\n", parent);
  CALL(close, fds[0]);
  CALL(close, fds[1]);
}

static volatile int borrowed;
static char child_stack[4096] __attribute__((aligned(16)));

static void vfork_shares_memory(void) {
  int pid = CALL(clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
  if (pid == 0) {
    borrowed = 1;
    sleep_ms(5);
    borrowed++;
    CALL(exit_group, 9);
  }
  say("after vfork: %d\n", borrowed);
  ending("the borrower", pid);
  char *const argv[] = {"/bin/echo", "from", "the borrower", NULL};
  pid = CALL(clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
  if (pid == 0) {
    CALL(execve, "/no/such/program", argv, 0);
    borrowed = 17;
    CALL(execve, "/bin/echo", argv, 0);
    CALL(exit_group, 1);
  }
  ending("a borrower that became another program", pid);
  say("after vfork and exec: %d\n", borrowed);
}

/* The child begins where the call returns, on the stack it is given. */
static int clone_with_stack(void) {
  register long a0 __asm__("a0") = SIGCHLD;
  register long a1 __asm__("a1") = (long)(child_stack + sizeof child_stack);
  register long a2 __asm__("a2") = 0, a3 __asm__("a3") = 0, a4 __asm__("a4") = 0, a7 __asm__("a7") = SYS_clone;
  __asm__ volatile(
      "ecall\nbnez a0, 1f\n"
      "mv a0, sp\nsub a0, a0, %[base]\nsrli a0, a0, 8\nli a7, 94\necall\n1:"
      : "+r"(a0), "+r"(a7)
      : "r"(a1), "r"(a2), "r"(a3), "r"(a4), [base] "r"(child_stack)
      : "memory");
  return a0;
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  fork_copies_memory();
  pipe_from_child();
  exit_statuses();
  siginfo_of_a_wait();
  wait_options();
  usage_of_a_child();
  orphans();
  vfork_shares_memory();
  ending("a child with a stack of its own", clone_with_stack());
  fact("the thread is the process", CALL(gettid) == CALL(getpid));
  fact("set_tid_address", CALL(set_tid_address, 0) == CALL(gettid));
  return 0;
}

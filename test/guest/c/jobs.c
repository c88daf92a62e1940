/* Stopping and continuing, process groups, sessions. */
#include "guest.h"

static void report(const char *name, int pid, int options) {
  struct siginfo info;
  long result = wait_for(pid, &info, options);
  if (result < 0) fact(name, result);
  else say("%s: code %d status %d\n", name, info.code, info.status);
}

static int sleeper(void) {
  int pid = fork();
  if (pid == 0) {
    for (;;) sleep_ms(1000);
  }
  return pid;
}

static void stopping(void) {
  int pid = sleeper();
  report("running", pid, WEXITED | WSTOPPED | WCONTINUED | WNOHANG);
  CALL(kill, pid, SIGSTOP);
  report("stopped, but kept", pid, WSTOPPED | WNOWAIT);
  report("stopped", pid, WSTOPPED);
  report("told once", pid, WSTOPPED | WNOHANG);
  CALL(kill, pid, SIGSTOP);
  report("stopped again is no news", pid, WSTOPPED | WNOHANG);
  CALL(kill, pid, SIGTERM);
  report("SIGTERM waits", pid, WEXITED | WNOHANG);
  CALL(kill, pid, SIGCONT);
  report("then it ends", pid, WEXITED);
  pid = sleeper();
  CALL(kill, pid, SIGTSTP);
  report("SIGTSTP stops no process of an orphaned group", pid, WSTOPPED | WNOHANG);
  CALL(setpgid, pid, 0);
  CALL(kill, pid, SIGTSTP);
  report("SIGTSTP", pid, WSTOPPED);
  CALL(kill, pid, SIGCONT);
  report("continued, but kept", pid, WCONTINUED | WNOWAIT);
  report("continued", pid, WCONTINUED);
  report("told once", pid, WCONTINUED | WNOHANG);
  CALL(kill, pid, SIGSTOP);
  report("stopped", pid, WSTOPPED);
  CALL(kill, pid, SIGKILL);
  report("SIGKILL does not wait", pid, WEXITED);
  pid = fork();
  if (pid == 0) {
    CALL(kill, CALL(getpid), SIGSTOP);
    exit_with(4);
  }
  report("stops itself", pid, WEXITED | WSTOPPED);
  report("not ended", pid, WEXITED | WNOHANG);
  CALL(kill, pid, SIGCONT);
  report("exits", pid, WEXITED | WSTOPPED);
}

static volatile int told;
static void note(int signal, struct siginfo *info, void *context) { told = info->code; }

static void telling_the_parent(void) {
  on_signal(SIGCHLD, note, SA_SIGINFO, 0);
  int pid = sleeper();
  told = 0;
  CALL(kill, pid, SIGSTOP);
  while (told == 0) sleep_ms(1);
  say("SIGCHLD for a stop: code %d\n", told);
  told = 0;
  CALL(kill, pid, SIGCONT);
  while (told == 0) sleep_ms(1);
  say("SIGCHLD for a continue: code %d\n", told);
  on_signal(SIGCHLD, note, SA_SIGINFO | SA_NOCLDSTOP, 0);
  told = 0;
  CALL(kill, pid, SIGSTOP);
  report("stopped", pid, WSTOPPED);
  for (int i = 0; i < 200 && told == 0; i++) sleep_ms(1);
  say("SA_NOCLDSTOP: code %d\n", told);
  told = 0;
  CALL(kill, pid, SIGKILL);
  while (told == 0) sleep_ms(1);
  say("SIGCHLD for the end: code %d\n", told);
  report("the end", pid, WEXITED);
  on_signal(SIGCHLD, SIG_DFL, 0, 0);
}

static void groups(void) {
  int self = CALL(getpid), first = sleeper(), second = sleeper();
  say("a child's group is its parent's: %d\n", CALL(getpgid, first) == CALL(getpgid, 0));
  fact("a group of its own", CALL(setpgid, first, 0));
  say("it leads it: %d\n", CALL(getpgid, first) == first);
  fact("joining it", CALL(setpgid, second, first));
  fact("a group that is not there", CALL(setpgid, second, second + 1000));
  fact("a negative group", CALL(setpgid, second, -1));
  fact("nobody", CALL(setpgid, 99999, 0));
  fact("not a child", CALL(setpgid, 1, 0));
  fact("group of nobody", CALL(getpgid, 99999));
  fact("session of nobody", CALL(getsid, 99999));
  say("sessions are the same: %d\n", CALL(getsid, first) == CALL(getsid, 0));
  fact("signal to the group", CALL(kill, -first, SIGTERM));
  report("a member of it", 0, WEXITED);
  report("a member of it", 0, WEXITED);
  fact("the group is gone", CALL(kill, -first, 0));
  int fds[2];
  char byte;
  CALL(pipe2, fds, O_CLOEXEC);
  int pid = fork();
  if (pid == 0) {
    const char *const argv[] = {"/bin/sleep", "100", NULL};
    exit_with(CALL(execve, argv[0], argv, NULL));
  }
  CALL(close, fds[1]);
  CALL(read, fds[0], &byte, 1);
  fact("a child that has become another program", CALL(setpgid, pid, 0));
  CALL(kill, pid, SIGKILL);
  report("it", pid, WEXITED);
  CHILD("sessions", {
    int me = CALL(getpid);
    say("setsid: %d\n", CALL(setsid) == me);
    say("session %d, group %d\n", CALL(getsid, 0) == me, CALL(getpgid, 0) == me);
    fact("again", CALL(setsid));
    fact("a leader keeps its group", CALL(setpgid, 0, 0));
    int child = sleeper();
    fact("a group of another session", CALL(setpgid, child, self));
    CALL(kill, child, SIGKILL);
    fact("opening the terminal that is not there", open("/dev/tty", O_RDWR));
  });
  CHILD("setsid of a group leader", {
    CALL(setpgid, 0, 0);
    fact("setsid", CALL(setsid));
  });
  pid = fork();
  if (pid == 0) {
    CALL(setsid);
    sleep_ms(10000);
  }
  while (CALL(getsid, pid) != pid) sleep_ms(1);
  fact("a child with a session of its own", CALL(setpgid, pid, 0));
  CALL(kill, pid, SIGKILL);
  report("it", pid, WEXITED);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  stopping();
  telling_the_parent();
  groups();
  return 0;
}

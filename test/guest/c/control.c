/* prctl: names, the death of a parent, orphans that go to a process that asked for them; orphaned groups. */
#include "guest.h"

#define PR_SET_PDEATHSIG 1
#define PR_GET_PDEATHSIG 2
#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_SET_CHILD_SUBREAPER 36
#define PR_GET_CHILD_SUBREAPER 37
#define PR_SET_NO_NEW_PRIVS 38
#define PR_GET_NO_NEW_PRIVS 39

static void names(void) {
  char name[17];
  memset(name, '#', 16);
  name[16] = 0;
  TRY(prctl, PR_SET_NAME, "short");
  TRY(prctl, PR_GET_NAME, name);
  say("name %s, %d\n", name, name[15]);
  TRY(prctl, PR_SET_NAME, "a name that is too long");
  TRY(prctl, PR_GET_NAME, name);
  say("name %s\n", name);
  show("comm", "/proc/self/comm");
  CHILD("the child's name", {
    CALL(prctl, PR_GET_NAME, name);
    say("name %s\n", name);
  });
}

static int done[2];

/* What happens to a process whose end nobody waits for goes to a pipe, for the one who began it. */
static void on_signal_note(int signal, struct siginfo *info, void *context) {
  char note = signal == SIGHUP ? 'h' : signal == SIGCONT ? 'c' : info->code == 0 ? 'u' : '?';
  CALL(write, done[1], &note, 1);
  if (signal != SIGHUP) exit_with(0);
}
static void show_notes(void) {
  char notes[10];
  int count = 0, got;
  CALL(close, done[1]);
  while ((got = CALL(read, done[0], notes + count, 9 - count)) > 0) count += got;
  notes[count] = 0;
  say("notes: %s\n", notes);
  CALL(close, done[0]);
}

/* The grandchild says what happens to it; the middle one ends when the grandchild is ready. */
static void parents_death(void) {
  int ready[2], signal = 77;
  char byte;
  CALL(pipe2, ready, 0);
  CALL(pipe2, done, 0);
  TRY(prctl, PR_GET_PDEATHSIG, &signal);
  say("signal %d\n", signal);
  TRY(prctl, PR_SET_PDEATHSIG, 65);
  TRY(prctl, PR_SET_PDEATHSIG, -1);
  CHILD("the parent", {
    if (fork() == 0) {
      CALL(close, done[0]);
      on_signal(SIGUSR1, on_signal_note, SA_SIGINFO, 0);
      CALL(prctl, PR_SET_PDEATHSIG, SIGUSR1);
      CALL(prctl, PR_GET_PDEATHSIG, &signal);
      say("set: %d\n", signal);
      CHILD("a child of it", {
        CALL(prctl, PR_GET_PDEATHSIG, &signal);
        exit_with(signal);
      });
      CALL(write, ready[1], "x", 1);
      for (;;) sleep_ms(1000);
    }
    CALL(read, ready[0], &byte, 1);
  });
  show_notes();
  CALL(close, ready[0]);
  CALL(close, ready[1]);
}

static void subreaper(void) {
  int is = 77;
  TRY(prctl, PR_GET_CHILD_SUBREAPER, &is);
  say("%d\n", is);
  TRY(prctl, PR_SET_CHILD_SUBREAPER, 1);
  TRY(prctl, PR_GET_CHILD_SUBREAPER, &is);
  say("%d\n", is);
  int me = CALL(getpid);
  CHILD("the middle one", {
    CALL(prctl, PR_GET_CHILD_SUBREAPER, &is);
    say("its own: %d\n", is);
    int middle = CALL(getpid);
    if (fork() == 0) {
      while (CALL(getppid) == middle) sleep_ms(1);
      exit_with(CALL(getppid) == me ? 42 : 1);
    }
  });
  struct siginfo info;
  fact("a grandchild to wait for", wait_for(0, &info, WEXITED) == 0);
  say("status %d\n", info.status);
  TRY(prctl, PR_SET_CHILD_SUBREAPER, 0);
}

/* A group whose only outside parent ends while a member is stopped gets SIGHUP and SIGCONT. */
static void orphaned_group(void) {
  CALL(pipe2, done, 0);
  CHILD("the one who would continue it", {
    int pid = fork();
    if (pid == 0) {
      CALL(close, done[0]);
      CALL(setpgid, 0, 0);
      on_signal(SIGHUP, on_signal_note, 0, BIT(SIGCONT));
      on_signal(SIGCONT, on_signal_note, 0, 0);
      CALL(kill, CALL(getpid), SIGSTOP);
      for (;;) sleep_ms(1000);
    }
    struct siginfo info;
    wait_for(pid, &info, WSTOPPED);
    say("stopped: %d\n", info.status);
  });
  show_notes();
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  names();
  parents_death();
  subreaper();
  orphaned_group();
  TRY(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  TRY(prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
  TRY(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  TRY(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  TRY(prctl, 9999, 0, 0, 0, 0);
  return 0;
}

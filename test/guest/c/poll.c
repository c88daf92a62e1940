/* ppoll and pselect6: waiting until one of several descriptors is ready. */
#include "guest.h"
#include "events.h"

static int wait_for_fds(struct pollfd *fds, int count, int ms) {
  struct timespec time = milliseconds(ms);
  return CALL(ppoll_time64, fds, count, ms < 0 ? 0 : &time, 0, 8);
}
static void show_events(const char *name, int result, struct pollfd *fds, int count) {
  fact(name, result);
  for (int i = 0; i < count; i++) say("  %d: 0x%x\n", i, (u32)(unsigned short)fds[i].revents);
}

static void what_holds_at_once(void) {
  int fds[2], file = open("file", O_RDWR | O_CREAT);
  make_pipe(fds);
  struct pollfd all[] = {
      {fds[0], POLLIN, 9},
      {fds[1], POLLOUT | POLLWRNORM, 9},
      {-1, POLLIN, 9},
      {77, POLLIN, 9},
      {file, POLLIN | POLLOUT | POLLPRI, 9},
      {fds[1], POLLIN, 9},
      {fds[0], POLLIN | POLLRDNORM, 9},
  };
  show_events("nothing written", wait_for_fds(all, LENGTH(all), 0), all, LENGTH(all));
  CALL(write, fds[1], "x", 1);
  show_events("written", wait_for_fds(all, LENGTH(all), -1), all, LENGTH(all));
  CALL(close, fds[1]);
  show_events("the writer closed", wait_for_fds(all, LENGTH(all), -1), all, LENGTH(all));
  char byte;
  CALL(read, fds[0], &byte, 1);
  show_events("at the end", wait_for_fds(all, 1, -1), all, 1);
  CALL(close, fds[0]);
  make_pipe(fds);
  CALL(close, fds[0]);
  struct pollfd orphan = {fds[1], POLLOUT, 0};
  show_events("no reader", wait_for_fds(&orphan, 1, -1), &orphan, 1);
  CALL(close, fds[1]);
  CALL(close, file);
}

static void waits(void) {
  int a[2], b[2];
  make_pipe(a);
  make_pipe(b);
  struct pollfd both[] = {{a[0], POLLIN, 0}, {b[0], POLLIN, 0}};
  u64 start = now_ms();
  show_events("nothing comes", wait_for_fds(both, 2, 30), both, 2);
  say("%s\n", about(start, 30));
  start = now_ms();
  LATER(writer, 30, CALL(write, b[1], "x", 1));
  show_events("the second comes", wait_for_fds(both, 2, 5000), both, 2);
  say("%s\n", about(start, 30));
  ending("the writer", writer);
  char byte;
  CALL(read, b[0], &byte, 1);
  LATER(closer, 20, CALL(close, 0));
  CALL(close, a[1]);
  struct pollfd one = {a[0], POLLIN, 0};
  show_events("the last writer ends", wait_for_fds(&one, 1, 5000), &one, 1);
  ending("the closer", closer);
  CALL(close, a[0]);
  CALL(close, b[0]);
  CALL(close, b[1]);
}

static volatile int handled;
static void on_alarm(int signal, struct siginfo *info, void *context) { handled = signal; }

static void signals_during(void) {
  int fds[2];
  make_pipe(fds);
  on_signal(SIGUSR1, on_alarm, SA_SIGINFO | SA_RESTART, 0);
  struct pollfd one = {fds[0], POLLIN, 0};
  int self = CALL(getpid);
  LATER(killer, 100, CALL(kill, self, SIGUSR1));
  struct timespec time = milliseconds(5000);
  fact("interrupted even with SA_RESTART", CALL(ppoll_time64, &one, 1, &time, 0, 8));
  say("handled %d\n", handled);
  ending("the killer", killer);

  change_mask(SIG_BLOCK, BIT(SIGUSR1));
  handled = 0;
  CALL(kill, self, SIGUSR1);
  say("blocked: handled %d\n", handled);
  u64 none = 0;
  time = milliseconds(5000);
  fact("unblocked for the wait", CALL(ppoll_time64, &one, 1, &time, &none, 8));
  say("handled %d, mask still there: %d\n", handled, current_mask() == BIT(SIGUSR1));
  handled = 0;
  CALL(kill, self, SIGUSR1);
  CALL(write, fds[1], "x", 1);
  fact("ready comes before the signal", CALL(ppoll_time64, &one, 1, &time, &none, 8));
  say("handled %d, mask still there: %d\n", handled, current_mask() == BIT(SIGUSR1));
  change_mask(SIG_UNBLOCK, BIT(SIGUSR1));
  say("then handled %d\n", handled);
  on_signal(SIGUSR1, SIG_IGN, 0, 0);
  char byte;
  CALL(read, fds[0], &byte, 1);
  LATER(ignored, 10, {
    CALL(kill, self, SIGUSR1);
    sleep_ms(20);
    CALL(write, fds[1], "y", 1);
  });
  show_events("an ignored signal does not interrupt", wait_for_fds(&one, 1, 5000), &one, 1);
  ending("the ignored", ignored);
  CALL(close, fds[0]);
  CALL(close, fds[1]);
}

static void errors(void) {
  struct timespec bad = {0, 1000000000, 0}, negative = {-1, 0, 0};
  struct pollfd one = {0, POLLIN, 0};
  TRY(ppoll_time64, 8, 1, 0, 0, 8);
  TRY(ppoll_time64, &one, 1, 8, 0, 8);
  TRY(ppoll_time64, &one, 1, &bad, 0, 8);
  TRY(ppoll_time64, &one, 1, &negative, 0, 8);
  u64 mask = 0;
  TRY(ppoll_time64, &one, 1, 0, &mask, 4);
  struct timespec zero = {0, 0, 0};
  TRY(ppoll_time64, 0, 0, &zero, 0, 8);
}

static void show_sets(const char *name, int result, u32 *in, u32 *out) {
  fact(name, result);
  say("  in %x, out %x\n", *in, *out);
}

static void select_calls(void) {
  int fds[2];
  make_pipe(fds);
  u32 in = 1u << fds[0], out = 1u << fds[1];
  struct timespec zero = {0, 0, 0}, time = milliseconds(30);
  show_sets("one to write", CALL(pselect6_time64, 10, &in, &out, 0, &zero, 0), &in, &out);
  in = 1u << fds[0], out = 0;
  u64 start = now_ms();
  show_sets("times out", CALL(pselect6_time64, 10, &in, &out, 0, &time, 0), &in, &out);
  say("%s\n", about(start, 30));
  CALL(write, fds[1], "x", 1);
  in = 1u << fds[0], out = 1u << fds[1];
  show_sets("both", CALL(pselect6_time64, 10, &in, &out, 0, 0, 0), &in, &out);
  in = 1u << fds[0], out = 1u << fds[1];
  show_sets("fewer descriptors", CALL(pselect6_time64, fds[1], &in, &out, 0, 0, 0), &in, &out);
  in = 1u << 20;
  TRY(pselect6_time64, 32, &in, 0, 0, &zero, 0);
  TRY(pselect6_time64, -1, 0, 0, 0, &zero, 0);
  TRY(pselect6_time64, 0, 0, 0, 0, &zero, 0);
  TRY(pselect6_time64, 10, 8, 0, 0, &zero, 0);
  char byte;
  CALL(read, fds[0], &byte, 1);
  on_signal(SIGUSR1, on_alarm, SA_SIGINFO, 0);
  change_mask(SIG_BLOCK, BIT(SIGUSR1));
  handled = 0;
  int self = CALL(getpid);
  LATER(killer, 20, CALL(kill, self, SIGUSR1));
  u64 none = 0;
  struct {
    u64 *mask;
    u32 size;
  } mask = {&none, 8};
  in = 1u << fds[0];
  show_sets("a signal", CALL(pselect6_time64, 10, &in, 0, 0, 0, &mask), &in, &out);
  say("handled %d\n", handled);
  ending("the killer", killer);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  what_holds_at_once();
  waits();
  signals_during();
  errors();
  select_calls();
  return 0;
}

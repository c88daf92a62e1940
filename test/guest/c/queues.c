/* Real-time signals are queued with their data, and can be taken without a handler. */
#include "guest.h"
#include "events.h"

static int taken[64], values[64], count;
static void on_queued(int signal, struct siginfo *info, void *context) {
  taken[count] = signal;
  values[count++] = info->code == SI_QUEUE ? info->status : -1;
}
static int send(int pid, int signal, int value) {
  struct siginfo info = {signal, 0, SI_QUEUE};
  info.pid = CALL(getpid);
  info.uid = 0;
  info.status = value;
  return CALL(rt_sigqueueinfo, pid, signal, &info);
}
static void show_taken(const char *name) {
  say("%s:", name);
  for (int i = 0; i < count; i++) say(" %d/%d", taken[i], values[i]);
  say("\n");
  count = 0;
}
static int take(const char *name, u64 set, int ms) {
  struct siginfo info;
  struct timespec time = milliseconds(ms);
  memset(&info, 0, sizeof info);
  int result = CALL(rt_sigtimedwait_time64, &set, &info, ms < 0 ? 0 : &time, 8);
  fact(name, result);
  if (result > 0) say("  signal %d, code %d, value %d\n", info.signal, info.code, info.code == SI_QUEUE ? info.status : 0);
  return result;
}

static void in_order(void) {
  u64 set = BIT(SIGUSR1) | BIT(36) | BIT(37) | BIT(50);
  struct action action = {on_queued, SA_SIGINFO, ~0u, ~0u, ~0u};
  for (int signal = 1; signal <= 64; signal++)
    if (set & BIT(signal)) CALL(rt_sigaction, signal, &action, 0, 8);
  change_mask(SIG_BLOCK, set);
  int self = CALL(getpid);
  send(self, 37, 1);
  send(self, 50, 2);
  send(self, 36, 3);
  send(self, 37, 4);
  send(self, SIGUSR1, 5);
  send(self, SIGUSR1, 6);
  send(self, 36, 7);
  CALL(kill, self, 36);
  CALL(tgkill, self, self, 37);
  u64 pending;
  CALL(rt_sigpending, &pending, 8);
  say("pending: %d\n", pending == set);
  change_mask(SIG_UNBLOCK, BIT(SIGUSR1) | BIT(36) | BIT(50));
  show_taken("taken");
  change_mask(SIG_UNBLOCK, set);
  show_taken("the rest");
  change_mask(SIG_BLOCK, set);
  for (int i = 0; i < 3; i++) send(self, 36, i);
  on_signal(36, SIG_IGN, 0, 0);
  on_signal(36, on_queued, SA_SIGINFO, 0);
  change_mask(SIG_UNBLOCK, set);
  show_taken("ignoring forgets them");
}

static void waiting_for(void) {
  u64 set = BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGCHLD) | BIT(36);
  change_mask(SIG_BLOCK, set);
  int self = CALL(getpid);
  take("none", set, 0);
  u64 start = now_ms();
  take("none in time", set, 20);
  say("%s\n", about(start, 20));
  send(self, 36, 11);
  send(self, 36, 12);
  CALL(kill, self, SIGUSR2);
  take("the lowest", set, 0);
  take("the first", set, -1);
  take("the second", BIT(36), -1);
  CALL(kill, self, SIGUSR1);
  take("another is pending", BIT(SIGUSR2), 20);
  take("this", BIT(SIGUSR1), -1);
  LATER(child, 20, send(self, 36, 13));
  take("from a child", set & ~BIT(SIGCHLD), 5000);
  take("its end", set, 5000);
  ending("the child", child);
  on_signal(SIGTERM, on_queued, SA_SIGINFO, 0);
  LATER(killer, 100, CALL(kill, self, SIGTERM));
  take("a handler runs", set & ~BIT(SIGCHLD), 5000);
  show_taken("it was");
  ending("the killer", killer);
  take("and another", BIT(SIGCHLD), 0);
  LATER(other, 100, CALL(kill, self, SIGUSR1));
  change_mask(SIG_UNBLOCK, BIT(SIGUSR1));
  take("one that is not blocked", BIT(SIGUSR1), 5000);
  show_taken("its handler did not run");
  ending("the other", other);
  struct timespec bad = {0, -1, 0};
  TRY(rt_sigtimedwait_time64, &set, 0, &bad, 8);
  TRY(rt_sigtimedwait_time64, 8, 0, 0, 8);
  TRY(rt_sigtimedwait_time64, &set, 0, 0, 4);
}

static void errors(void) {
  int self = CALL(getpid), child = fork();
  if (child == 0) {
    sleep_ms(5000);
    exit_with(0);
  }
  struct siginfo info = {SIGUSR1, 0, 0};
  fact("not as if kill had sent it", CALL(rt_sigqueueinfo, child, SIGUSR1, &info));
  fact("but to oneself", CALL(rt_sigqueueinfo, self, SIGCHLD, &info));
  info.code = -6;
  fact("nor tkill", CALL(rt_sigqueueinfo, child, SIGUSR1, &info));
  info.code = SI_QUEUE;
  fact("nobody", CALL(rt_sigqueueinfo, 32000, SIGUSR1, &info));
  fact("no signal", CALL(rt_sigqueueinfo, child, 65, &info));
  fact("signal 0", CALL(rt_sigqueueinfo, child, 0, &info));
  fact("a bad address", CALL(rt_sigqueueinfo, child, SIGUSR1, 8));
  fact("to a thread", CALL(rt_tgsigqueueinfo, child, child, SIGTERM, &info));
  ending("the child", child);
  fact("to a thread of another", CALL(rt_tgsigqueueinfo, self, 1 << 20, SIGUSR1, &info));
  fact("to no thread", CALL(rt_tgsigqueueinfo, self, 0, SIGUSR1, &info));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  in_order();
  waiting_for();
  errors();
  return 0;
}

/* Timers that send signals: setitimer and timer_create, by the clock on the wall and by processor time. */
#include "guest.h"
#include "events.h"

static volatile int count, last_code, last_value, last_overrun, last_signal;
static void on_timer(int signal, struct siginfo *info, void *context) {
  count++;
  last_signal = signal;
  last_code = info->code;
  last_overrun = info->uid;
  last_value = info->status;
}
static void pause_until(int wanted) {
  u64 none = 0;
  while (count < wanted) CALL(rt_sigsuspend, &none, 8);
}
static struct itimerval both(int value_ms, int interval_ms) {
  return (struct itimerval){interval_ms / 1000, interval_ms % 1000 * 1000, value_ms / 1000, value_ms % 1000 * 1000};
}
static int set_interval(int which, int value_ms, int interval_ms) {
  struct itimerval wanted = both(value_ms, interval_ms);
  return CALL(setitimer, which, &wanted, 0);
}

static void real_interval(void) {
  on_signal(SIGALRM, on_timer, SA_SIGINFO, 0);
  change_mask(SIG_BLOCK, BIT(SIGALRM));
  count = 0;
  u64 start = now_ms();
  fact("once", set_interval(ITIMER_REAL, 30, 0));
  pause_until(1);
  say("signal %d, code %d, %s\n", last_signal, last_code, about(start, 30));
  start = now_ms();
  count = 0;
  set_interval(ITIMER_REAL, 10, 20);
  pause_until(4);
  say("four times: %s\n", about(start, 70));
  struct itimerval old, off = both(0, 0), now;
  fact("ask", CALL(getitimer, ITIMER_REAL, &now));
  say("left: %d, interval %d\n", now.value_usec > 0 && now.value_usec <= 20000, now.interval_usec);
  fact("turn off", CALL(setitimer, ITIMER_REAL, &off, &old));
  say("left: %d, interval %d\n", old.value_usec > 0 && old.value_usec <= 20000, old.interval_usec);
  CALL(getitimer, ITIMER_REAL, &now);
  say("off: %d %d\n", now.value_usec, now.interval_usec);
  set_interval(ITIMER_REAL, 0, 10);
  CALL(getitimer, ITIMER_REAL, &now);
  say("off keeps no interval: %d\n", now.interval_usec);
  count = 0;
  set_interval(ITIMER_REAL, 10, 10);
  sleep_ms(80);
  set_interval(ITIMER_REAL, 0, 0);
  change_mask(SIG_UNBLOCK, BIT(SIGALRM));
  say("blocked for long: %d\n", count);
  CHILD("a child has no timers of its parent", {
    CALL(getitimer, ITIMER_REAL, &now);
    say("%d\n", now.value_sec);
  });
  CHILD("the default is to die", {
    on_signal(SIGALRM, SIG_DFL, 0, 0);
    set_interval(ITIMER_REAL, 10, 0);
    sleep_ms(5000);
  });
  start = now_ms();
  set_interval(ITIMER_REAL, 100, 0);
  fact("a sleep is cut short", sleep_ms(5000));
  say("%s\n", about(start, 100));
}

static volatile u32 spun;
static void spin_until(int wanted) {
  while (count < wanted) spun++;
}
static void processor_intervals(void) {
  on_signal(SIGVTALRM, on_timer, SA_SIGINFO, 0);
  on_signal(SIGPROF, on_timer, SA_SIGINFO, 0);
  count = 0;
  fact("virtual", set_interval(ITIMER_VIRTUAL, 20, 0));
  sleep_ms(60);
  say("sleeping does not count: %d\n", count);
  spin_until(1);
  say("signal %d, code %d\n", last_signal, last_code);
  fact("prof", set_interval(ITIMER_PROF, 10, 10));
  spin_until(3);
  say("signal %d\n", last_signal);
  struct itimerval old, off = both(0, 0);
  CALL(setitimer, ITIMER_PROF, &off, &old);
  say("interval %d\n", old.interval_usec);
  set_interval(ITIMER_PROF, 0, 10);
  CALL(getitimer, ITIMER_PROF, &old);
  say("off keeps its interval: %d\n", old.interval_usec);
}

static int make_timer(int clock, int notify, int signal, int value) {
  int id = -1;
  struct sigevent event = {value, signal, notify, CALL(gettid)};
  int result = CALL(timer_create, clock, &event, &id);
  return result < 0 ? result : id;
}
static int set_timer(int id, int value_ms, int interval_ms) {
  struct itimerspec wanted = {milliseconds(interval_ms), milliseconds(value_ms)};
  return CALL(timer_settime64, id, 0, &wanted, 0);
}

static void created(void) {
  on_signal(SIGUSR1, on_timer, SA_SIGINFO, 0);
  on_signal(40, on_timer, SA_SIGINFO, 0);
  change_mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(40));
  int id = make_timer(CLOCK_MONOTONIC, 0, SIGUSR1, 4711);
  say("made: %d\n", id >= 0);
  count = 0;
  u64 start = now_ms();
  fact("set", set_timer(id, 30, 0));
  pause_until(1);
  say("signal %d, code %d, value %d, overrun %d, %s\n", last_signal, last_code, last_value, last_overrun, about(start, 30));
  count = 0;
  set_timer(id, 10, 10);
  sleep_ms(75);
  pause_until(1);
  say("taken late: overrun %d, the same when asked: %d\n", last_overrun >= 5, CALL(timer_getoverrun, id) == last_overrun);
  pause_until(2);
  say("then it goes on: %d\n", count);
  struct itimerspec now, old, off = {milliseconds(0), milliseconds(0)};
  fact("ask", CALL(timer_gettime64, id, &now));
  say("left: %d, interval %d\n", now.value.nanoseconds > 0 && now.value.nanoseconds <= 10000000, now.interval.nanoseconds);
  fact("turn off", CALL(timer_settime64, id, 0, &off, &old));
  say("interval %d\n", old.interval.nanoseconds);
  sleep_ms(30);
  u64 pending;
  CALL(rt_sigpending, &pending, 8);
  if (pending & BIT(SIGUSR1)) count = 0, pause_until(1);
  CALL(timer_gettime64, id, &now);
  say("off: %d %d\n", now.value.nanoseconds, now.interval.nanoseconds);
  int none = make_timer(CLOCK_MONOTONIC, 1, 0, 0);
  set_timer(none, 50, 50);
  sleep_ms(70);
  CALL(timer_gettime64, none, &now);
  say("one that tells nobody: %d\n", now.value.nanoseconds > 0 && now.value.nanoseconds <= 50000000);
  int thread = make_timer(CLOCK_REALTIME, 4, 40, -5);
  count = 0;
  set_timer(thread, 10, 0);
  pause_until(1);
  say("to a thread: signal %d, value %d\n", last_signal, last_value);
  struct itimerspec absolute = {milliseconds(0), milliseconds(0)};
  CALL(clock_gettime64, CLOCK_REALTIME, &absolute.value);
  count = 0;
  fact("in the past", CALL(timer_settime64, thread, TIMER_ABSTIME, &absolute, 0));
  pause_until(1);
  int plain = -1;
  fact("without an event", CALL(timer_create, CLOCK_MONOTONIC, 0, &plain));
  change_mask(SIG_BLOCK, BIT(SIGALRM));
  count = 0;
  set_timer(plain, 10, 0);
  pause_until(1);
  say("signal %d\n", last_signal);
  fact("delete", CALL(timer_delete, plain));
  fact("gone", CALL(timer_delete, plain));
  fact("gone too", set_timer(plain, 10, 0));
  CHILD("a child has none of them", fact("delete", CALL(timer_delete, id)));
  struct itimerspec bad = {{0, -1, 0}, {1, 0, 0}};
  TRY(timer_settime64, id, 0, &bad, 0);
  TRY(timer_settime64, id, 0, 0, 0);
  TRY(timer_create, 99, 0, &plain);
  fact("a bad signal", make_timer(CLOCK_MONOTONIC, 0, 65, 0));
  fact("a bad kind", make_timer(CLOCK_MONOTONIC, 9, SIGUSR1, 0));
  set_timer(id, 0, 10);
  CALL(timer_gettime64, id, &now);
  say("off keeps no interval: %d\n", now.interval.nanoseconds);
  CALL(timer_delete, thread);
  CALL(timer_delete, none);
  CALL(timer_delete, id);
}

static void by_processor_time(void) {
  change_mask(SIG_UNBLOCK, BIT(SIGUSR1) | BIT(40));
  int process = make_timer(CLOCK_PROCESS_CPUTIME_ID, 0, SIGUSR1, 1);
  int thread = make_timer(CLOCK_THREAD_CPUTIME_ID, 0, 40, 2);
  count = 0;
  fact("process", set_timer(process, 20, 0));
  sleep_ms(60);
  say("sleeping does not count: %d\n", count);
  spin_until(1);
  say("signal %d, value %d\n", last_signal, last_value);
  fact("thread", set_timer(thread, 10, 10));
  spin_until(4);
  say("signal %d, value %d\n", last_signal, last_value);
  CALL(timer_delete, thread);
  CALL(timer_delete, process);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  real_interval();
  processor_intervals();
  created();
  by_processor_time();
  set_interval(ITIMER_REAL, 100000, 100000);
  return 0;
}

/* Descriptors that only tell of events: counters, timers, signals. */
#include "guest.h"
#include "events.h"

static u64 counter;
static void take(const char *name, int fd) {
  counter = 0;
  int result = CALL(read, fd, &counter, 8);
  fact(name, result);
  if (result == 8) say("  %u\n", (u32)counter);
}
static int add(int fd, u64 value) { return CALL(write, fd, &value, 8); }
static int ready(int fd) {
  struct pollfd one = {fd, POLLIN | POLLOUT, 0};
  struct timespec zero = {0, 0, 0};
  CALL(ppoll_time64, &one, 1, &zero, 0, 8);
  return one.revents;
}

static void counters(void) {
  int fd = CALL(eventfd2, 3, O_NONBLOCK);
  say("at first 0x%x\n", ready(fd));
  take("the first value", fd);
  take("nothing left", fd);
  say("empty 0x%x\n", ready(fd));
  fact("add", add(fd, 5));
  fact("add more", add(fd, 6));
  take("the sum", fd);
  fact("nearly all", add(fd, 0xfffffffffffffffdull));
  fact("one more", add(fd, 1));
  say("full 0x%x\n", ready(fd));
  fact("too much", add(fd, 1));
  fact("the forbidden value", add(fd, ~0ull));
  take("all of it", fd);
  u64 two[2] = {1, 2};
  fact("a long buffer", CALL(write, fd, two, 16));
  fact("a short write", CALL(write, fd, two, 4));
  fact("a short read", CALL(read, fd, two, 4));
  add(fd, 1);
  fact("a long read", CALL(read, fd, two, 16));
  CALL(close, fd);

  fd = CALL(eventfd2, 2, EFD_SEMAPHORE | O_CLOEXEC);
  say("close on exec: %d\n", CALL(fcntl64, fd, F_GETFD));
  take("one of two", fd);
  take("the other", fd);
  LATER(adder, 20, add(fd, 1));
  take("waits", fd);
  ending("the adder", adder);
  TRY(eventfd2, 0, 2);
  CALL(close, fd);

  fd = CALL(eventfd2, 0, 0);
  add(fd, 0xfffffffffffffffeull);
  LATER(writer, 0, exit_with(add(fd, 7)));
  sleep_ms(30);
  take("makes room", fd);
  ending("the writer", writer);
  take("what was written then", fd);
  struct statx status;
  CALL(statx, fd, "", AT_EMPTY_PATH, 0x7ff, &status);
  say("mode %o\n", status.mode);
  CALL(close, fd);
}

static int set_timer(int fd, int value, int interval) {
  struct itimerspec spec = {milliseconds(interval), milliseconds(value)};
  return CALL(timerfd_settime64, fd, 0, &spec, 0);
}
static void timers(void) {
  int fd = CALL(timerfd_create, CLOCK_MONOTONIC, 0);
  say("off 0x%x\n", ready(fd));
  u64 start = now_ms();
  fact("set", set_timer(fd, 30, 0));
  take("expired", fd);
  say("%s\n", about(start, 30));
  start = now_ms();
  set_timer(fd, 10, 10);
  take("the first time", fd);
  take("the second", fd);
  sleep_ms(55);
  counter = 0;
  CALL(read, fd, &counter, 8);
  say("several at once: %d, %s\n", counter >= 4, about(start, 75));
  struct itimerspec spec;
  fact("ask", CALL(timerfd_gettime64, fd, &spec));
  say("left: %d, interval %d\n", spec.value.seconds == 0 && spec.value.nanoseconds <= 10000000 && spec.value.nanoseconds > 0,
      spec.interval.nanoseconds);
  struct itimerspec off = {milliseconds(7), milliseconds(0)}, old;
  fact("turn off", CALL(timerfd_settime64, fd, 0, &off, &old));
  say("it was running: %d, interval %d\n", old.value.nanoseconds > 0, old.interval.nanoseconds);
  CALL(timerfd_gettime64, fd, &spec);
  say("it is off: %d %d\n", spec.value.nanoseconds, spec.interval.nanoseconds);
  CALL(fcntl64, fd, F_SETFL, O_NONBLOCK);
  take("nothing to read", fd);
  struct itimerspec absolute = {milliseconds(0), milliseconds(0)};
  absolute.value.nanoseconds = 1000;
  fact("in the past", CALL(timerfd_settime64, fd, TIMER_ABSTIME, &absolute, 0));
  take("at once", fd);
  u64 value = 0;
  fact("write", CALL(write, fd, &value, 8));
  fact("short", CALL(read, fd, &value, 4));
  set_timer(fd, 20, 0);
  struct pollfd one = {fd, POLLIN, 0};
  fact("poll", CALL(ppoll_time64, &one, 1, 0, 0, 8));
  int set = CALL(epoll_create1, 0);
  struct epoll_event event = {POLLIN | EPOLLET, 0, 1};
  CALL(epoll_ctl, set, EPOLL_CTL_ADD, fd, &event);
  fact("epoll at once", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  set_timer(fd, 20, 0);
  fact("epoll again", CALL(epoll_pwait, set, &event, 1, 5000, 0, 8));
  set_timer(fd, 1, 1);
  CALL(close, fd);
  CALL(close, set);
  fd = CALL(timerfd_create, CLOCK_REALTIME, O_NONBLOCK | O_CLOEXEC);
  CALL(clock_gettime64, CLOCK_REALTIME, &absolute.value);
  absolute.value.seconds += 100;
  CALL(timerfd_settime64, fd, TIMER_ABSTIME, &absolute, 0);
  CALL(timerfd_gettime64, fd, &spec);
  say("by the other clock: %d\n", spec.value.seconds == 99);
  CALL(close, fd);
  struct itimerspec bad = {{0, 1000000000, 0}, {1, 0, 0}};
  fd = CALL(timerfd_create, CLOCK_MONOTONIC, 0);
  TRY(timerfd_settime64, fd, 0, &bad, 0);
  TRY(timerfd_settime64, fd, 0, 8, 0);
  TRY(timerfd_settime64, 0, 0, &off, 0);
  TRY(timerfd_settime64, 99, 0, &off, 0);
  TRY(timerfd_create, 2, 0);
  TRY(timerfd_create, CLOCK_MONOTONIC, 1);
}

static void show_signal(const char *name, int fd) {
  struct signalfd_siginfo info;
  int result = CALL(read, fd, &info, sizeof info);
  fact(name, result);
  if (result > 0)
    say("  signal %u, code %d, from us: %d, status %d, value %d\n", info.signo, info.code, info.pid == (u32)CALL(getpid),
        info.status, info.value);
}
static void signals(void) {
  u64 mask = BIT(SIGUSR1) | BIT(SIGCHLD) | BIT(40), two = BIT(SIGUSR2);
  change_mask(SIG_BLOCK, mask | two);
  int self = CALL(getpid), fd = CALL(signalfd4, -1, &mask, 8, O_NONBLOCK);
  show_signal("none", fd);
  say("0x%x\n", ready(fd));
  CALL(kill, self, SIGUSR2);
  show_signal("not one of these", fd);
  CALL(kill, self, SIGUSR1);
  CALL(kill, self, SIGUSR1);
  say("0x%x\n", ready(fd));
  show_signal("one", fd);
  show_signal("not twice", fd);
  struct siginfo info = {40, 0, SI_QUEUE};
  info.pid = self;
  for (int i = 1; i <= 3; i++) {
    info.status = 100 + i;
    CALL(rt_sigqueueinfo, self, 40, &info);
  }
  for (int i = 0; i < 4; i++) show_signal("queued", fd);
  fact("other signals", CALL(signalfd4, fd, &two, 8, 0) == fd);
  show_signal("the other", fd);
  CALL(signalfd4, fd, &mask, 8, 0);
  CALL(fcntl64, fd, F_SETFL, 0);
  LATER(child, 20, exit_with(5));
  show_signal("a child", fd);
  ending("the child", child);
  LATER(killer, 20, CALL(kill, self, SIGUSR1));
  struct pollfd one = {fd, POLLIN, 0};
  fact("poll", CALL(ppoll_time64, &one, 1, 0, 0, 8));
  show_signal("it was the killer", fd);
  show_signal("or its end", fd);
  ending("the killer", killer);
  int set = CALL(epoll_create1, 0);
  struct epoll_event event = {POLLIN, 0, 1};
  CALL(epoll_ctl, set, EPOLL_CTL_ADD, fd, &event);
  LATER(again, 20, CALL(kill, self, SIGUSR1));
  fact("epoll", CALL(epoll_pwait, set, &event, 1, 5000, 0, 8));
  ending("the other killer", again);
  struct signalfd_siginfo both[3];
  fact("two at once", CALL(read, fd, both, sizeof both));
  say("%u %u\n", both[0].signo, both[1].signo);
  CALL(fcntl64, fd, F_SETFL, O_NONBLOCK);
  if (CALL(read, fd, both, sizeof both) == -EAGAIN) say("no more\n");
  CALL(kill, self, SIGUSR1);
  CHILD("a child has its own signals", {
    say("0x%x\n", ready(fd));
    CALL(kill, CALL(getpid), SIGUSR1);
    show_signal("its own", fd);
  });
  show_signal("ours", fd);
  fact("a short buffer", CALL(read, fd, both, 100));
  TRY(signalfd4, -1, &mask, 4, 0);
  TRY(signalfd4, -1, 8, 8, 0);
  TRY(signalfd4, 0, &mask, 8, 0);
  TRY(signalfd4, 99, &mask, 8, 0);
  TRY(signalfd4, -1, &mask, 8, 1);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  counters();
  timers();
  signals();
  return 0;
}

/* Processes that are killed, or whose objects are closed, in the midst of every kind of waiting. */
#include "guest.h"
#include "events.h"

static int fds[2];

static void in_poll(void) {
  struct pollfd both[] = {{fds[0], POLLIN, 0}, {fds[0], POLLIN, 0}, {CALL(eventfd2, 0, 0), POLLIN, 0}};
  struct timespec time = {1000, 0, 0};
  CALL(ppoll_time64, both, 3, &time, 0, 8);
}
static void in_select(void) {
  u32 in = 1u << fds[0];
  CALL(pselect6_time64, 32, &in, 0, 0, 0, 0);
}
static void in_epoll(void) {
  int inner = CALL(epoll_create1, 0), outer = CALL(epoll_create1, 0), timer = CALL(timerfd_create, CLOCK_MONOTONIC, 0);
  u64 mask = BIT(SIGUSR1);
  int signals = CALL(signalfd4, -1, &mask, 8, 0), process = CALL(pidfd_open, CALL(getppid), 0);
  struct itimerspec often = {milliseconds(1), milliseconds(1)};
  struct epoll_event event = {POLLIN, 0, 1}, edge = {POLLIN | EPOLLET, 0, 2};
  CALL(timerfd_settime64, timer, 0, &often, 0);
  CALL(epoll_ctl, inner, EPOLL_CTL_ADD, fds[0], &event);
  CALL(epoll_ctl, inner, EPOLL_CTL_ADD, signals, &event);
  CALL(epoll_ctl, inner, EPOLL_CTL_ADD, process, &event);
  CALL(epoll_ctl, outer, EPOLL_CTL_ADD, timer, &edge);
  CALL(epoll_ctl, outer, EPOLL_CTL_ADD, inner, &event);
  for (;;) CALL(epoll_pwait, outer, &event, 1, 100000, 0, 8);
}
static void in_reads(void) {
  u64 value;
  struct itimerspec once = {milliseconds(0), milliseconds(100000)};
  int timer = CALL(timerfd_create, CLOCK_MONOTONIC, 0);
  CALL(timerfd_settime64, timer, 0, &once, 0);
  CALL(read, timer, &value, 8);
}
static void in_sigtimedwait(void) {
  u64 set = BIT(SIGUSR1) | BIT(40);
  change_mask(SIG_BLOCK, set);
  struct timespec time = {1000, 0, 0};
  CALL(rt_sigtimedwait_time64, &set, 0, &time, 8);
}
static void with_timers(void) {
  struct itimerval often = {0, 1000, 0, 1000};
  struct itimerspec later = {milliseconds(1000), milliseconds(100000)};
  int id;
  change_mask(SIG_BLOCK, BIT(SIGALRM) | BIT(SIGPROF));
  CALL(setitimer, ITIMER_REAL, &often, 0);
  CALL(setitimer, ITIMER_PROF, &often, 0);
  CALL(timer_create, CLOCK_MONOTONIC, 0, &id);
  CALL(timer_settime64, id, 0, &later, 0);
  CALL(timer_create, CLOCK_PROCESS_CPUTIME_ID, 0, &id);
  CALL(timer_settime64, id, 0, &later, 0);
  for (;;) __asm__ volatile("");
}
static void with_notices(void) {
  on_signal(SIGIO, SIG_IGN, 0, 0);
  CALL(fcntl64, fds[0], F_SETOWN, CALL(getpid));
  CALL(fcntl64, fds[0], F_SETFL, O_ASYNC);
  sleep_ms(100000);
}

static void killed(const char *name, void (*wait)(void)) {
  int pid = fork();
  if (pid == 0) {
    wait();
    exit_with(1);
  }
  sleep_ms(5);
  CALL(kill, pid, SIGKILL);
  ending(name, pid);
  CALL(write, fds[1], "x", 1);
  char byte;
  CALL(read, fds[0], &byte, 1);
}

static void closed_by_exit(void) {
  int set = CALL(epoll_create1, 0);
  struct epoll_event event = {POLLIN, 0, 3};
  CHILD("a child closes with its end", {
    int pair[2];
    make_pipe(pair);
    CALL(epoll_ctl, set, EPOLL_CTL_ADD, pair[0], &event);
    CALL(write, pair[1], "x", 1);
    fact("it is told", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  });
  fact("the parent is not", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  CALL(close, set);
}

static void across_exec(const char *self) {
  struct itimerval soon = {0, 0, 0, 20000};
  struct itimerspec later = {milliseconds(10), milliseconds(10)};
  struct sigevent event = {0, SIGUSR1, 0, 0};
  int id;
  change_mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGALRM));
  CALL(timer_create, CLOCK_MONOTONIC, &event, &id);
  CALL(timer_settime64, id, 0, &later, 0);
  sleep_ms(15);
  CALL(setitimer, ITIMER_REAL, &soon, 0);
  const char *args[] = {self, "again", 0}, *environment[] = {0};
  CALL(execve, self, args, environment);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  make_pipe(fds);
  if (argc > 1) {
    fact("no timer by this id", CALL(timer_delete, 0));
    u64 set = BIT(SIGALRM);
    struct timespec time = {10, 0, 0};
    fact("the interval timer goes on", CALL(rt_sigtimedwait_time64, &set, 0, &time, 8));
    return 0;
  }
  killed("in poll", in_poll);
  killed("in select", in_select);
  killed("in epoll", in_epoll);
  killed("reading a timer", in_reads);
  killed("waiting for signals", in_sigtimedwait);
  killed("with timers", with_timers);
  killed("with notices", with_notices);
  closed_by_exit();
  CHILD("exec", across_exec(argv[0]));
  return 0;
}

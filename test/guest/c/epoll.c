/* epoll: sets of descriptors, level and edge triggered. */
#include "guest.h"
#include "events.h"

static int set, pipes[4][2];

static int control(int operation, int fd, u32 events, u64 data) {
  struct epoll_event event = {events, 0, data};
  return CALL(epoll_ctl, set, operation, fd, &event);
}
static void wait_for_events(const char *name, int max, int ms) {
  struct epoll_event events[8];
  int count = CALL(epoll_pwait, set, events, max, ms, 0, 8);
  fact(name, count);
  for (int i = 0; i < count; i++) say("  0x%x of %x%x\n", events[i].events, (u32)(events[i].data >> 32), (u32)events[i].data);
}
static void put_byte(int which) { CALL(write, pipes[which][1], "x", 1); }
static void take_byte(int which) {
  char byte;
  CALL(read, pipes[which][0], &byte, 1);
}

static void level(void) {
  fact("add", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN, 0x123456789ull));
  fact("add another", control(EPOLL_CTL_ADD, pipes[1][0], POLLIN, 2));
  fact("add a writer", control(EPOLL_CTL_ADD, pipes[2][1], POLLOUT | POLLIN, 3));
  wait_for_events("one is ready", 8, 0);
  fact("remove it", control(EPOLL_CTL_DEL, pipes[2][1], 0, 0));
  wait_for_events("none is ready", 8, 10);
  put_byte(1);
  put_byte(0);
  wait_for_events("in the order they came", 8, -1);
  wait_for_events("again", 8, -1);
  wait_for_events("one at a time", 1, -1);
  wait_for_events("the other", 1, -1);
  take_byte(1);
  wait_for_events("one is left", 8, -1);
  fact("change", control(EPOLL_CTL_MOD, pipes[0][0], POLLOUT, 5));
  wait_for_events("not this any more", 8, 0);
  fact("change back", control(EPOLL_CTL_MOD, pipes[0][0], POLLIN, 6));
  wait_for_events("this again", 8, 0);
  take_byte(0);
  LATER(writer, 20, put_byte(0));
  wait_for_events("after a wait", 8, 5000);
  ending("the writer", writer);
  take_byte(0);
  fact("remove", control(EPOLL_CTL_DEL, pipes[0][0], 0, 0));
  fact("remove the other", control(EPOLL_CTL_DEL, pipes[1][0], 0, 0));
}

static void edge(void) {
  fact("add", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN | EPOLLET, 1));
  put_byte(0);
  wait_for_events("came", 8, 0);
  wait_for_events("told once", 8, 0);
  put_byte(0);
  wait_for_events("more came", 8, 0);
  take_byte(0);
  wait_for_events("a read is no event", 8, 0);
  put_byte(0);
  take_byte(0);
  take_byte(0);
  wait_for_events("gone before the wait", 8, 0);
  fact("add the writer", control(EPOLL_CTL_ADD, pipes[0][1], POLLOUT | EPOLLET, 2));
  wait_for_events("can be written", 8, 0);
  put_byte(0);
  take_byte(0);
  wait_for_events("it could all the time", 8, 0);
  CALL(fcntl64, pipes[0][1], F_SETPIPE_SZ, 4096);
  static char page[4096];
  CALL(write, pipes[0][1], page, sizeof page);
  wait_for_events("full", 8, 0);
  CALL(read, pipes[0][0], page, sizeof page);
  wait_for_events("there is room again", 8, 0);
  fact("change anew", control(EPOLL_CTL_MOD, pipes[0][1], POLLOUT | EPOLLET, 3));
  wait_for_events("tells again", 8, 0);
  control(EPOLL_CTL_DEL, pipes[0][1], 0, 0);
  control(EPOLL_CTL_DEL, pipes[0][0], 0, 0);
}

static void one_shot(void) {
  put_byte(0);
  fact("add", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN | EPOLLONESHOT, 1));
  wait_for_events("once", 8, 0);
  put_byte(0);
  wait_for_events("no more", 8, 0);
  fact("arm", control(EPOLL_CTL_MOD, pipes[0][0], POLLIN | EPOLLONESHOT, 2));
  wait_for_events("once more", 8, 0);
  control(EPOLL_CTL_DEL, pipes[0][0], 0, 0);
  take_byte(0);
  take_byte(0);
}

static void closing(void) {
  int fds[2];
  make_pipe(fds);
  fact("add", control(EPOLL_CTL_ADD, fds[0], POLLIN, 1));
  CALL(write, fds[1], "x", 1);
  int copy = CALL(dup, fds[0]);
  CALL(close, fds[0]);
  wait_for_events("the open file is still there", 8, 0);
  fact("but not by this number", control(EPOLL_CTL_DEL, fds[0], 0, 0));
  fact("nor by that", control(EPOLL_CTL_DEL, copy, 0, 0));
  CALL(close, copy);
  wait_for_events("now it is gone", 8, 0);
  CALL(close, fds[1]);

  make_pipe(fds);
  control(EPOLL_CTL_ADD, fds[0], POLLIN, 7);
  CALL(close, fds[1]);
  wait_for_events("hung up", 8, 0);
  CALL(close, fds[0]);
  wait_for_events("closed", 8, 0);
  make_pipe(fds);
  fact("the number can be added anew", control(EPOLL_CTL_ADD, fds[0], POLLIN, 8));
  control(EPOLL_CTL_DEL, fds[0], 0, 0);
  CALL(close, fds[0]);
  control(EPOLL_CTL_ADD, fds[1], POLLOUT | EPOLLET, 9);
  wait_for_events("nobody reads", 8, 0);
  CALL(close, fds[1]);
}

static void nested(void) {
  int outer = CALL(epoll_create1, 0), inner = set;
  control(EPOLL_CTL_ADD, pipes[0][0], POLLIN, 1);
  set = outer;
  fact("add a set to a set", control(EPOLL_CTL_ADD, inner, POLLIN, 0x11));
  wait_for_events("nothing yet", 8, 0);
  LATER(writer, 20, put_byte(0));
  wait_for_events("the inner set is ready", 8, 5000);
  ending("the writer", writer);
  struct pollfd both[] = {{outer, POLLIN, 0}, {inner, POLLIN, 0}};
  struct timespec zero = {0, 0, 0};
  fact("both can be polled", CALL(ppoll_time64, both, 2, &zero, 0, 8));
  take_byte(0);
  wait_for_events("not any more", 8, 0);
  set = inner;
  fact("in a circle", control(EPOLL_CTL_ADD, outer, POLLIN, 0));
  fact("itself", control(EPOLL_CTL_ADD, inner, POLLIN, 0));
  control(EPOLL_CTL_DEL, pipes[0][0], 0, 0);
  CALL(close, outer);
}

static void errors(void) {
  int file = open("file", O_RDWR | O_CREAT);
  struct epoll_event event = {POLLIN, 0, 0};
  fact("a file", control(EPOLL_CTL_ADD, file, POLLIN, 0));
  fact("no descriptor", control(EPOLL_CTL_ADD, 99, POLLIN, 0));
  fact("no set", CALL(epoll_ctl, pipes[0][0], EPOLL_CTL_ADD, pipes[1][0], &event));
  fact("not there", control(EPOLL_CTL_MOD, pipes[0][0], POLLIN, 0));
  fact("an unknown operation", control(9, pipes[0][0], POLLIN, 0));
  control(EPOLL_CTL_ADD, pipes[0][0], POLLIN, 0);
  fact("twice", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN, 0));
  control(EPOLL_CTL_DEL, pipes[0][0], 0, 0);
  fact("a bad address", CALL(epoll_ctl, set, EPOLL_CTL_ADD, pipes[0][0], 8));
  fact("exclusive", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN | EPOLLEXCLUSIVE, 0));
  fact("exclusive cannot be changed", control(EPOLL_CTL_MOD, pipes[0][0], POLLIN, 0));
  control(EPOLL_CTL_DEL, pipes[0][0], 0, 0);
  fact("exclusive and one shot", control(EPOLL_CTL_ADD, pipes[0][0], POLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0));
  TRY(epoll_pwait, set, &event, 0, 0, 0, 8);
  TRY(epoll_pwait, set, &event, -1, 0, 0, 8);
  TRY(epoll_pwait, pipes[0][0], &event, 1, 0, 0, 8);
  TRY(epoll_pwait, 99, &event, 1, 0, 0, 8);
  TRY(epoll_create1, 1);
  char byte;
  TRY(read, set, &byte, 1);
  CALL(close, file);
}

static volatile int handled;
static void on_usr1(int signal, struct siginfo *info, void *context) { handled++; }

static void with_signals(void) {
  on_signal(SIGUSR1, on_usr1, SA_SIGINFO | SA_RESTART, 0);
  change_mask(SIG_BLOCK, BIT(SIGUSR1));
  int self = CALL(getpid);
  u64 none = 0;
  struct epoll_event event;
  LATER(killer, 20, CALL(kill, self, SIGUSR1));
  fact("a signal", CALL(epoll_pwait, set, &event, 1, -1, &none, 8));
  say("handled %d, mask still there: %d\n", handled, current_mask() == BIT(SIGUSR1));
  ending("the killer", killer);
}

static void killed_while_waiting(void) {
  control(EPOLL_CTL_ADD, pipes[0][0], POLLIN, 1);
  int waiter = fork();
  if (waiter == 0) {
    struct epoll_event event;
    CALL(epoll_pwait, set, &event, 1, -1, 0, 8);
    exit_with(0);
  }
  sleep_ms(20);
  CALL(kill, waiter, SIGKILL);
  ending("the waiter", waiter);
  put_byte(0);
  wait_for_events("we go on", 8, 0);
  take_byte(0);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  set = CALL(epoll_create1, O_CLOEXEC);
  say("close on exec: %d\n", CALL(fcntl64, set, F_GETFD));
  for (u32 i = 0; i < LENGTH(pipes); i++) make_pipe(pipes[i]);
  level();
  edge();
  one_shot();
  closing();
  nested();
  errors();
  with_signals();
  killed_while_waiting();
  return 0;
}

/* Sockets and processes among what is waited for: half-closed connections, pidfds. */
#include "guest.h"
#include "events.h"

static int ready(int fd, int events) {
  struct pollfd one = {fd, events, 0};
  struct timespec zero = {0, 0, 0};
  CALL(ppoll_time64, &one, 1, &zero, 0, 8);
  return one.revents;
}

static void sockets(void) {
  int ends[2], all = POLLIN | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM;
  fact("a pair", CALL(socketpair, 1, 1, 0, ends));
  say("quiet: 0x%x\n", ready(ends[0], all));
  CALL(write, ends[1], "x", 1);
  say("a byte: 0x%x\n", ready(ends[0], all));
  int set = CALL(epoll_create1, 0);
  struct epoll_event event = {POLLIN | POLLRDHUP | EPOLLET, 0, 1};
  CALL(epoll_ctl, set, EPOLL_CTL_ADD, ends[0], &event);
  fact("told", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  say("0x%x\n", event.events);
  CALL(shutdown, ends[1], 1);
  fact("the peer will send no more", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  say("0x%x\n", event.events);
  say("0x%x\n", ready(ends[0], all));
  say("the other end: 0x%x\n", ready(ends[1], all));
  CALL(close, ends[1]);
  fact("the peer closed", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  say("0x%x\n", event.events);
  say("0x%x\n", ready(ends[0], all));
  CALL(close, ends[0]);
  fact("nothing is left", CALL(epoll_pwait, set, &event, 1, 0, 0, 8));
  CALL(close, set);
}

static void processes(void) {
  LATER(child, 30, exit_with(7));
  int fd = CALL(pidfd_open, child, 0);
  say("close on exec: %d\n", CALL(fcntl64, fd, F_GETFD));
  say("alive: 0x%x\n", ready(fd, POLLIN));
  struct pollfd one = {fd, POLLIN, 0};
  struct timespec time = {5, 0, 0};
  fact("it ends", CALL(ppoll_time64, &one, 1, &time, 0, 8));
  struct siginfo info;
  memset(&info, 0, sizeof info);
  fact("wait by descriptor", CALL(waitid, 3, fd, &info, WEXITED, 0));
  say("it was the child: %d, status %d\n", info.pid == child, info.status);
  fact("gone", CALL(pidfd_send_signal, fd, SIGTERM, 0, 0));
  CALL(close, fd);
  LATER(victim, 5000, exit_with(1));
  fd = CALL(pidfd_open, victim, 0);
  fact("signal 0", CALL(pidfd_send_signal, fd, 0, 0, 0));
  fact("a signal", CALL(pidfd_send_signal, fd, SIGTERM, 0, 0));
  ending("the victim", victim);
  char byte;
  TRY(read, fd, &byte, 1);
  TRY(pidfd_open, 32000, 0);
  TRY(pidfd_open, 0, 0);
  TRY(pidfd_open, 1, 1);
  TRY(pidfd_send_signal, 0, 0, 0, 0);
  fact("not a pidfd", CALL(waitid, 3, 0, &info, WEXITED, 0));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  sockets();
  processes();
  return 0;
}

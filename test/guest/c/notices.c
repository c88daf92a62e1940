/* SIGIO: being told of events instead of asking (F_SETOWN, F_SETSIG, O_ASYNC). */
#include "guest.h"
#include "events.h"

static volatile int count, last_signal, last_code, last_band, last_fd;
static void on_event(int signal, struct siginfo *info, void *context) {
  count++;
  last_signal = signal;
  last_code = info->code;
  last_band = info->pid;
  last_fd = info->uid;
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  int fds[2], self = CALL(getpid);
  make_pipe(fds);
  on_signal(SIGIO, on_event, SA_SIGINFO, 0);
  on_signal(40, on_event, SA_SIGINFO, 0);
  fact("nobody yet", CALL(fcntl64, fds[0], F_GETOWN, 0));
  fact("set the owner", CALL(fcntl64, fds[0], F_SETOWN, self));
  fact("it is us", CALL(fcntl64, fds[0], F_GETOWN, 0) == self);
  CALL(write, fds[1], "x", 1);
  say("not asked for: %d\n", count);
  fact("ask for it", CALL(fcntl64, fds[0], F_SETFL, O_ASYNC));
  say("flags 0%o\n", CALL(fcntl64, fds[0], F_GETFL, 0) & ~0100000);
  CALL(write, fds[1], "x", 1);
  say("told: %d, signal %d, code is the kernel's: %d\n", count, last_signal, last_code == 0x80);
  LATER(writer, 100, CALL(write, fds[1], "y", 1));
  fact("a sleep is cut short", sleep_ms(5000));
  say("told: %d\n", count);
  ending("the writer", writer);
  count = 0;
  fact("another signal", CALL(fcntl64, fds[0], F_SETSIG, 40));
  fact("this", CALL(fcntl64, fds[0], F_GETSIG, 0));
  CALL(write, fds[1], "z", 1);
  say("told: %d, signal %d, code %d, band 0x%x, the descriptor: %d\n", count, last_signal, last_code, last_band, last_fd == fds[0]);
  struct {
    int type, pid;
  } owner = {9, 9};
  fact("who", CALL(fcntl64, fds[0], F_GETOWN_EX, &owner));
  say("%d %d\n", owner.type, owner.pid == self);
  CALL(setpgid, 0, 0);
  fact("a group", CALL(fcntl64, fds[0], F_SETOWN, -self));
  fact("it is ours", CALL(fcntl64, fds[0], F_GETOWN_EX, &owner));
  say("%d %d\n", owner.type, owner.pid == self);
  count = 0;
  CALL(write, fds[1], "z", 1);
  say("told: %d\n", count);
  count = 0;
  CALL(fcntl64, fds[0], F_SETFL, 0);
  CALL(write, fds[1], "z", 1);
  say("no more: %d\n", count);
  CALL(fcntl64, fds[0], F_SETFL, O_ASYNC);
  CALL(close, fds[1]);
  say("the writer closed: %d\n", count);
  count = 0;
  CALL(close, fds[0]);
  make_pipe(fds);
  CALL(write, fds[1], "z", 1);
  say("closed: %d\n", count);
  fact("nobody has this number", CALL(fcntl64, fds[0], F_SETOWN, 32000));
  fact("a bad signal", CALL(fcntl64, fds[0], F_SETSIG, 65));
  fact("a pair", CALL(socketpair, 1, 1, 0, fds));
  CALL(fcntl64, fds[0], F_SETOWN, self);
  int on = 1, waiting = 0;
  fact("by ioctl", CALL(ioctl, fds[0], 0x5452, &on));
  say("flags 0%o\n", CALL(fcntl64, fds[0], F_GETFL, 0) & ~0100000);
  count = 0;
  CALL(write, fds[1], "four", 4);
  say("told: %d\n", count > 0);
  fact("how much", CALL(ioctl, fds[0], 0x541b, &waiting));
  say("%d\n", waiting);
  make_pipe(fds);
  CALL(write, fds[1], "three", 5);
  fact("in a pipe", CALL(ioctl, fds[0], 0x541b, &waiting));
  say("%d\n", waiting);
  int file = open("file", O_RDWR | O_CREAT);
  fact("a file", CALL(fcntl64, file, F_SETFL, O_ASYNC));
  say("flags 0%o\n", CALL(fcntl64, file, F_GETFL, 0) & ~0100000);
  return 0;
}

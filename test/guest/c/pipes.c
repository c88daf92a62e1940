/* Pipes: ends, capacity, blocking, atomic writes, and pipes with names. */
#include "guest.h"

static char large[200000];

static void ends(void) {
  int fds[2];
  char buffer[16];
  CALL(pipe2, fds, 0);
  fact("write", CALL(write, fds[1], "abc", 3));
  fact("write", CALL(write, fds[1], "def", 3));
  fact("read less", CALL(read, fds[0], buffer, 2));
  fact("read across writes", CALL(read, fds[0], buffer, 16));
  fact("write to the reading end", CALL(write, fds[0], "x", 1));
  fact("read from the writing end", CALL(read, fds[1], buffer, 1));
  fact("seek", seek(fds[0], 0, SEEK_SET));
  fact("pread64", CALL(pread64, fds[0], buffer, 1, 0, 0));
  fact("write nothing", CALL(write, fds[1], "x", 0));
  CALL(write, fds[1], "last", 4);
  CALL(close, fds[1]);
  fact("what is left", CALL(read, fds[0], buffer, 16));
  fact("the end", CALL(read, fds[0], buffer, 16));
  fact("the end", CALL(read, fds[0], buffer, 16));
  CALL(close, fds[0]);
  CALL(pipe2, fds, 0);
  CALL(close, fds[0]);
  CHILD("a write without readers", CALL(write, fds[1], "x", 1));
  on_signal(SIGPIPE, SIG_IGN, 0, 0);
  fact("with SIGPIPE ignored", CALL(write, fds[1], "x", 1));
  fact("writing nothing", CALL(write, fds[1], "x", 0));
  on_signal(SIGPIPE, SIG_DFL, 0, 0);
  CALL(close, fds[1]);
  fact("unknown flags", CALL(pipe2, fds, 1));
  fact("a bad address", CALL(pipe2, 16, 0));
  fact("close-on-exec", CALL(pipe2, fds, O_CLOEXEC | O_NONBLOCK));
  fact("its descriptor flags", CALL(fcntl64, fds[0], F_GETFD, 0));
  fact("its flags", CALL(fcntl64, fds[0], F_GETFL, 0) & (O_NONBLOCK | 3));
  fact("of the other end", CALL(fcntl64, fds[1], F_GETFL, 0) & (O_NONBLOCK | 3));
}

static void not_blocking(void) {
  int fds[2], total = 0, count;
  CALL(pipe2, fds, O_NONBLOCK);
  fact("capacity", CALL(fcntl64, fds[1], F_GETPIPE_SZ, 0));
  fact("read from an empty one", CALL(read, fds[0], large, 1));
  while ((count = CALL(write, fds[1], large, 4096)) > 0) total += count;
  say("%d bytes until ", total);
  fact("full", count);
  fact("one more byte", CALL(write, fds[1], large, 1));
  fact("read 100", CALL(read, fds[0], large, 100));
  fact("a page does not fit", CALL(write, fds[1], large, 4096));
  fact("read a page", CALL(read, fds[0], large, 4096));
  fact("now it does", CALL(write, fds[1], large, 4096));
  fact("read all", CALL(read, fds[0], large, sizeof large));
  fact("a large write is cut", CALL(write, fds[1], large, sizeof large));
  fact("and read", CALL(read, fds[0], large, sizeof large));
  fact("another capacity", CALL(fcntl64, fds[1], F_SETPIPE_SZ, 5000));
  fact("a large write is cut", CALL(write, fds[1], large, sizeof large));
  fact("a capacity too small for what it holds", CALL(fcntl64, fds[1], F_SETPIPE_SZ, 4096));
  CALL(close, fds[1]);
  fact("read", CALL(read, fds[0], large, sizeof large));
  fact("the end", CALL(read, fds[0], large, 1));
}

static void large_writes(void) {
  int fds[2], count, total = 0, wrong = 0;
  CALL(pipe2, fds, 0);
  for (u32 i = 0; i < sizeof large; i++) large[i] = (char)(i * 7 + i / 1000);
  int pid = fork();
  if (pid == 0) {
    CALL(close, fds[0]);
    exit_with(CALL(write, fds[1], large, sizeof large) == sizeof large ? 0 : 1);
  }
  CALL(close, fds[1]);
  static char buffer[3000];
  while ((count = CALL(read, fds[0], buffer, sizeof buffer)) > 0) {
    wrong += compare(buffer, large + total, count);
    total += count;
  }
  say("%d bytes came, %d wrong pieces\n", total, wrong);
  ending("the writer of all at once", pid);
  CALL(close, fds[0]);
}

/* Several writers of up to PIPE_BUF bytes: no message is torn apart. */
static void atomic_writes(void) {
  enum { WRITERS = 3, MESSAGES = 40, SIZE = 1000 };
  static char message[SIZE], got[SIZE];
  int fds[2], counts[WRITERS] = {0}, torn = 0;
  CALL(pipe2, fds, 0);
  for (int writer = 0; writer < WRITERS; writer++) {
    if (fork() != 0) continue;
    memset(message, 'a' + writer, SIZE);
    for (int i = 0; i < MESSAGES; i++) CALL(write, fds[1], message, SIZE);
    exit_with(0);
  }
  CALL(close, fds[1]);
  for (;;) {
    u32 have = 0;
    int count = 1;
    while (have < SIZE && (count = CALL(read, fds[0], got + have, SIZE - have)) > 0) have += count;
    if (have < SIZE) break;
    for (int i = 1; i < SIZE; i++) torn += got[i] != got[0];
    counts[got[0] - 'a']++;
  }
  for (int writer = 0; writer < WRITERS; writer++) ending("a writer", 0);
  say("messages %d %d %d, torn %d\n", counts[0], counts[1], counts[2], torn);
}

static void with_names(void) {
  char buffer[16];
  CALL(mknodat, AT_FDCWD, "fifo", 0010644, 0);
  fact("writing end first, not blocking", CALL(openat, AT_FDCWD, "fifo", O_WRONLY | O_NONBLOCK));
  int reader = CALL(openat, AT_FDCWD, "fifo", O_RDONLY | O_NONBLOCK);
  fact("reading end first, not blocking", reader > 0);
  fact("read without a writer", CALL(read, reader, buffer, 16));
  int writer = CALL(openat, AT_FDCWD, "fifo", O_WRONLY | O_NONBLOCK);
  fact("now the writing end", writer > 0);
  fact("read with a writer", CALL(read, reader, buffer, 16));
  CALL(write, writer, "xyz", 3);
  fact("read", CALL(read, reader, buffer, 16));
  CALL(close, reader);
  CALL(close, writer);
  int pid = fork();
  if (pid == 0) {
    int fd = open("fifo", O_WRONLY);
    CALL(write, fd, "through a name", 14);
    exit_with(0);
  }
  int fd = open("fifo", O_RDONLY), total = 0, count;
  while ((count = CALL(read, fd, buffer + total, 16 - total)) > 0) total += count;
  fact("bytes through a name", total);
  ending("the writer", pid);
  fact("both ends in one", open("fifo", O_RDWR) > 0);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  ends();
  not_blocking();
  large_writes();
  atomic_writes();
  with_names();
  return 0;
}

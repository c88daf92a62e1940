/* What a shell sets up for `numbers | scramble | sum`: a megabyte goes through two pipes in pieces of 4 KiB. */
#include "bench.h"

enum { PIECE = 1024, PIECES = 256 };
static u32 words[PIECE];

static void write_piece(int fd) {
  for (long done = 0; done < PIECE * 4;) done += write_bytes(fd, (char *)words + done, PIECE * 4 - done);
}

/* Whether there was another piece. */
static int read_piece(int fd) {
  long done = 0;
  while (done < PIECE * 4) {
    long count = read_bytes(fd, (char *)words + done, PIECE * 4 - done);
    if (count <= 0) return 0;
    done += count;
  }
  return 1;
}

static u32 pass(void) {
  int first[2], second[2];
  make_pipe(first);
  if (fork_child() == 0) {
    for (int piece = 0; piece < PIECES; piece++) {
      for (int at = 0; at < PIECE; at++) words[at] = piece * PIECE + at;
      write_piece(first[1]);
    }
    exit_with(0);
  }
  close_fd(first[1]);
  make_pipe(second);
  if (fork_child() == 0) {
    while (read_piece(first[0])) {
      for (int at = 0; at < PIECE; at++) words[at] = mix(words[at], 1);
      write_piece(second[1]);
    }
    exit_with(0);
  }
  close_fd(first[0]);
  close_fd(second[1]);
  u32 sum = 0;
  while (read_piece(second[0]))
    for (int at = 0; at < PIECE; at++) sum += words[at];
  close_fd(second[0]);
  return sum + wait_child() + wait_child();
}

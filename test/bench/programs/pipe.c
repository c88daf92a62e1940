/* A message of four bytes goes to another process and back, a thousand times: two thousand messages. */
#include "bench.h"

static u32 pass(void) {
  int there[2], back[2];
  u32 word = 1;
  make_pipe(there);
  make_pipe(back);
  if (fork_child() == 0) {
    close_fd(there[1]);
    while (read_bytes(there[0], &word, 4) == 4) {
      word = mix(word, 1);
      write_bytes(back[1], &word, 4);
    }
    exit_with(0);
  }
  close_fd(there[0]);
  close_fd(back[1]);
  for (int round = 0; round < 1000; round++) {
    word = mix(word, 2);
    write_bytes(there[1], &word, 4);
    read_bytes(back[0], &word, 4);
  }
  close_fd(there[1]);
  close_fd(back[0]);
  wait_child();
  return word;
}

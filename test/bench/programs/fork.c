/* Twenty children, one after the other, that end at once and are waited for. */
#include "bench.h"

static u32 pass(void) {
  u32 sum = 0;
  for (int child = 0; child < 20; child++) {
    if (fork_child() == 0) exit_with(child);
    sum = mix(sum, wait_child());
  }
  return sum;
}

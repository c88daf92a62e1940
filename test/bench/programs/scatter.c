/* Random places in 32 MiB, more than a TLB covers. */
#include "bench.h"

enum { WORDS = 8 << 20, ACCESSES = 1000000 };
static u32 words[WORDS];

static u32 pass(void) {
  u32 seed = 3, sum = 0;
  for (int page = 0; page < WORDS; page += 1024) words[page] = page;
  for (int access = 0; access < ACCESSES; access++) sum += words[next_random(&seed) >> 9];
  return sum;
}

/* Loads and stores one after the other: 256 KiB are copied by words, there and back. */
#include "bench.h"

enum { WORDS = 65536 };
static u32 here[WORDS], there[WORDS];

static NOINLINE void copy(u32 *to, const u32 *from) {
  for (int at = 0; at < WORDS; at++) to[at] = from[at];
}

static u32 pass(void) {
  u32 seed = 1, sum = 0;
  for (int at = 0; at < WORDS; at += 64) here[at] = next_random(&seed);
  for (int round = 0; round < 4; round++) {
    copy(there, here);
    copy(here, there);
  }
  for (int at = 0; at < WORDS; at += 64) sum = mix(sum, here[at]);
  return sum;
}

/* The loop that everybody writes first: numbers are added up, ten million a pass. */
#include "bench.h"

static u32 pass(void) {
  u32 total = 0;
  for (u32 number = 0; number < 10000000; number++) {
    total += number;
    /* Otherwise the compiler knows the formula. */
    __asm__ volatile("" : "+r"(total));
  }
  return total;
}

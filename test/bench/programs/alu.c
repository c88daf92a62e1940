/* Arithmetic in registers: each step depends on the one before. */
#include "bench.h"

static u32 pass(void) {
  u32 a = 1, b = 0x9e3779b9;
  for (int step = 0; step < 1000000; step++) {
    a += b;
    b ^= a << 7;
    a ^= b >> 9;
    b = b * 5 + step;
    a = (a & 0xffff0000) | ((a + b) & 0xffff);
  }
  return mix(mix(0, a), b);
}

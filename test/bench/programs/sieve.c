/* Bytes at growing strides: the sieve of Eratosthenes below a million. */
#include "bench.h"

enum { LIMIT = 1000000 };
static u8 composite[LIMIT];

static u32 pass(void) {
  u32 primes = 0;
  for (u32 n = 0; n < LIMIT; n++) composite[n] = 0;
  for (u32 n = 2; n < LIMIT; n++) {
    if (composite[n]) continue;
    primes++;
    if (n < 1000)
      for (u32 multiple = n * n; multiple < LIMIT; multiple += n) composite[multiple] = 1;
  }
  return primes;
}

/* Calls: the Fibonacci numbers by definition. */
#include "bench.h"

static NOINLINE u32 fib(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static u32 pass(void) { return fib(24); }

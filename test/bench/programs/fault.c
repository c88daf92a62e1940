/* Memory that is touched for the first time, and given back: 256 pages. */
#include "bench.h"

enum { PAGES = 256, PAGE = 4096 };

static u32 pass(void) {
  u8 *memory = (u8 *)call(SYS_mmap, 0, PAGES * PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
  u32 sum = 0;
  for (int page = 0; page < PAGES; page++) {
    memory[page * PAGE + page] = page;
    sum = mix(sum, memory[page * PAGE] + memory[page * PAGE + page]);
  }
  call(SYS_munmap, (long)memory, PAGES * PAGE, 0, 0, 0, 0);
  return sum;
}

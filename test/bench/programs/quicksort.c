/* Branches that nobody can predict: 20,000 numbers are sorted. */
#include "bench.h"

enum { COUNT = 20000 };
static u32 numbers[COUNT];

static NOINLINE void sort(int low, int high) {
  while (low < high) {
    u32 pivot = numbers[(low + high) / 2];
    int left = low, right = high;
    while (left <= right) {
      while (numbers[left] < pivot) left++;
      while (numbers[right] > pivot) right--;
      if (left > right) break;
      u32 kept = numbers[left];
      numbers[left++] = numbers[right];
      numbers[right--] = kept;
    }
    sort(low, right);
    low = left;
  }
}

static u32 pass(void) {
  u32 seed = 7, sum = 0;
  for (int at = 0; at < COUNT; at++) numbers[at] = next_random(&seed);
  sort(0, COUNT - 1);
  for (int at = 0; at < COUNT; at++) sum = mix(sum, numbers[at]);
  return sum;
}

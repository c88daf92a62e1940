/* Counts the words of its input with a C library: input, a growing table, sorting, formatted output, files, errors. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
  char *text;
  int count;
};
static struct word *words;
static int length, capacity;

static void add(const char *text) {
  for (int i = 0; i < length; i++) {
    if (strcmp(words[i].text, text) == 0) {
      words[i].count++;
      return;
    }
  }
  if (length == capacity) words = realloc(words, (capacity = capacity * 2 + 1) * sizeof *words);
  words[length++] = (struct word){strdup(text), 1};
}

static int by_count(const void *a, const void *b) {
  const struct word *one = a, *other = b;
  return one->count != other->count ? other->count - one->count : strcmp(one->text, other->text);
}

static void count_words(void) {
  char text[64];
  int used = 0, byte;
  while ((byte = getchar()) != EOF) {
    if (isalpha(byte) && used < (int)sizeof text - 1) {
      text[used++] = (char)tolower(byte);
    } else if (used > 0) {
      text[used] = 0;
      used = 0;
      add(text);
    }
  }
  qsort(words, length, sizeof *words, by_count);
  for (int i = 0; i < length; i++) printf("%-10s|%4d|%5.1f%%\n", words[i].text, words[i].count, 100.0 * words[i].count / length);
}

static void numbers(void) {
  printf("%d %5d|%-5d|%05d %u %x %#o %c %s %.3s\n", -1, 42, 42, 42, ~0u, 0xbeef, 8, 'c', "text", "cut off");
  printf("%lld %" PRIu64 " %" PRIx64 "\n", -1234567890123LL, UINT64_C(18446744073709551615), UINT64_C(0x123456789abcdef0));
  printf("%.10f %e %g %g\n", 3.14159265358979, 12345.678, 0.0001, 1e10);
  printf("%lld %lld %llu\n", 1000000000000LL / 7, -1000000000000LL % 7, 1ull << 40);
  printf("%ld %g %lx\n", strtol("-077", NULL, 0), strtod("2.5e3x", NULL), strtoul("ffffffff", NULL, 16));
  int a, b;
  char text[16];
  printf("%d: ", sscanf("12 abc 0x1f", "%d %15s %i", &a, text, &b));
  printf("%d %s %d\n", a, text, b);
}

static void memory(void) {
  enum { BLOCKS = 200 };
  static char *blocks[BLOCKS];
  unsigned seed = 1, wrong = 0;
  for (int round = 0; round < 2000; round++) {
    seed = seed * 1103515245 + 12345;
    int i = (seed >> 16) % BLOCKS;
    if (blocks[i]) {
      for (int j = 1; j < blocks[i][0]; j++) wrong += blocks[i][j] != (char)i;
      free(blocks[i]);
      blocks[i] = NULL;
    } else {
      int size = (seed >> 8) % 100 + 1;
      blocks[i] = malloc(size * 10);
      memset(blocks[i], i, size);
      blocks[i][0] = (char)size;
    }
  }
  char *large = malloc(1000000);
  memset(large, 7, 1000000);
  printf("blocks that changed: %u, a large one: %d\n", wrong, large[999999]);
  free(large);
  errno = 0;
  printf("too large: %d, %s\n", malloc(0x70000000) == NULL, strerror(errno));
}

static void files(void) {
  char line[32];
  FILE *file = fopen("out.txt", "w");
  fprintf(file, "line %d\nline %d\n", 1, 2);
  fclose(file);
  file = fopen("out.txt", "a");
  fputs("line 3\n", file);
  fclose(file);
  file = fopen("out.txt", "r");
  while (fgets(line, sizeof line, file)) printf("read %s", line);
  fseek(file, 5, SEEK_SET);
  printf("at 5: %c, now at %ld\n", fgetc(file), ftell(file));
  fclose(file);
  file = fopen("no/such", "r");
  printf("missing: %d, %s\n", file == NULL, strerror(errno));
}

static jmp_buf back;
static void jumps(int depth) {
  if (depth > 0) jumps(depth - 1);
  if (depth == 0) longjmp(back, 5);
}

int main(int argc, char **argv) {
  count_words();
  numbers();
  memory();
  files();
  int jumped = setjmp(back);
  if (jumped == 0) jumps(10);
  printf("jumped %d\n", jumped);
  printf("HOME is %s, %s\n", getenv("HOME"), getenv("NONE") ? "set" : "not set");
  for (int i = 1; i < argc; i++) printf("argument %s\n", argv[i]);
  fprintf(stderr, "an error\n");
  return argc;
}

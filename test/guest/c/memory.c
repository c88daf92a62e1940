/* Address spaces: brk, mmap2, munmap, mprotect, and what faults. */
#include "guest.h"

#define PAGE 4096

/* Whether a byte can be read, or written, in a child. */
static void probe(const char *name, volatile char *at, int writes) {
  CHILD(name, {
    char byte = *at;
    if (writes) *at = byte;
  });
}

static void heap(void) {
  u32 start = CALL(brk, 0);
  say("brk grows: %d\n", CALL(brk, start + 10000) == start + 10000);
  char *at = (char *)start;
  say("it is zero: %d\n", at[0] == 0 && at[9999] == 0);
  at[9999] = 1;
  probe("the last page of it", (char *)((start + 9999) | (PAGE - 1)), 1);
  say("brk below its start: %d\n", CALL(brk, start - 1) == start + 10000);
  say("brk out of reach: %d\n", CALL(brk, 0x7fff0000) == start + 10000);
  say("brk shrinks: %d\n", CALL(brk, start + 10) == start + 10);
  say("and grows: %d\n", CALL(brk, start + 10000) == start + 10000);
  say("what it had given back is zero: %d\n", at[9999] == 0);
}

static void anonymous(void) {
  char *at = map(0, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  say("aligned: %d, zero: %d\n", ((u32)at & (PAGE - 1)) == 0, at[0] == 0 && at[3 * PAGE - 1] == 0);
  at[0] = at[PAGE] = at[2 * PAGE] = 1;
  fact("unmapping the middle", CALL(munmap, at + PAGE, 1));
  probe("the first page", at, 1);
  probe("the middle one", at + PAGE, 0);
  probe("the last one", at + 2 * PAGE, 1);
  fact("unmapping all, with a hole", CALL(munmap, at, 3 * PAGE));
  fact("unmapping nothing", CALL(munmap, at, 3 * PAGE));
  fact("unmapping zero bytes", CALL(munmap, at, 0));
  fact("unmapping half a page", CALL(munmap, at + 1, PAGE));
  at = map(0, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  at[PAGE - 1] = 1;
  char *fixed = map((u32)at, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  say("a fixed mapping replaces: %d %d\n", fixed == at, at[PAGE - 1]);
  probe("reading it", at, 0);
  probe("writing it", at, 1);
  fact("no replacing", (long)map((u32)at, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
}

static void protections(void) {
  char *at = map(0, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  at[0] = 'a';
  fact("mprotect read", CALL(mprotect, at, PAGE, PROT_READ));
  probe("reading", at, 0);
  probe("writing", at, 1);
  probe("writing the next page", at + PAGE, 1);
  fact("mprotect none", CALL(mprotect, at, PAGE, PROT_NONE));
  probe("reading", at, 0);
  fact("mprotect both", CALL(mprotect, at, 2 * PAGE, PROT_READ | PROT_WRITE));
  say("the content stays: %c\n", at[0]);
  probe("writing", at, 1);
  fact("mprotect nothing", CALL(mprotect, at, 0, PROT_NONE));
  fact("mprotect half a page", CALL(mprotect, at + 1, 1, PROT_READ));
  at = map(0, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CALL(munmap, at + PAGE, PAGE);
  fact("mprotect over a hole", CALL(mprotect, at, 3 * PAGE, PROT_READ));
  probe("writing before the hole", at, 1);
  probe("writing behind the hole", at + 2 * PAGE, 1);
  at = map(0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  fact("read from no rights", CALL(write, 1, at, 1));
  int fds[2];
  CALL(pipe2, fds, 0);
  CALL(write, fds[1], "xyz", 3);
  fact("write to no rights", CALL(read, fds[0], at, 1));
  CALL(mprotect, at, PAGE, PROT_READ);
  fact("write to read-only", CALL(read, fds[0], at, 1));
  CALL(mprotect, at, PAGE, PROT_READ | PROT_WRITE);
  fact("nothing was lost", CALL(read, fds[0], at, 9));
}

static void run_code(void) {
  u32 *code = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  code[0] = 0x02a00513; /* li a0, 42 */
  code[1] = 0x00008067; /* ret */
  fact("making it code", CALL(mprotect, code, PAGE, PROT_READ | PROT_EXEC));
  say("it returns %d\n", ((int (*)(void))code)());
  CALL(mprotect, code, PAGE, PROT_READ | PROT_WRITE);
  code[0] = 0x02b00513; /* li a0, 43 */
  CALL(mprotect, code, PAGE, PROT_READ | PROT_EXEC);
  __asm__ volatile(".word 0x0000100f"); /* fence.i */
  say("and then %d\n", ((int (*)(void))code)());
}

static void sharing(void) {
  int *private = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int *shared = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  *private = *shared = 1;
  CHILD("a child that writes", *private = *shared = 2);
  say("private %d, shared %d\n", *private, *shared);
  CHILD("a child that unmaps", CALL(munmap, shared, PAGE));
  *shared = 3;
  CHILD("a child that reads", say("shared %d\n", *shared));
}

static void files(void) {
  put("file", "some text in a file");
  int fd = open("file", O_RDWR);
  char *shared = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  say("mapped: %s, the rest is zero: %d\n", shared, shared[PAGE - 1] == 0);
  shared[0] = 'S';
  private[5] = 'T';
  show("the file", "file");
  say("private: %s\n", private);
  CALL(write, fd, "s", 1);
  say("after write, shared: %s\n", shared);
  fact("closing the file", CALL(close, fd));
  shared[1] = 'O';
  fact("removing it", CALL(unlinkat, AT_FDCWD, "file", 0));
  say("still there: %s\n", shared);
  CALL(munmap, shared, PAGE);
  fd = open("file", O_RDWR | O_CREAT);
  CALL(ftruncate64, fd, 2 * PAGE + 100, 0);
  char *at = map(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  probe("the last page with bytes", at + 3 * PAGE - 1, 1);
  probe("a page behind the end", at + 3 * PAGE, 0);
  fact("a call with a page behind the end", CALL(write, 1, at + 3 * PAGE, 1));
  char *second = map(0, PAGE, PROT_READ, MAP_SHARED, fd, 1);
  at[PAGE] = 'p';
  say("a mapping from the second page on: %c\n", *second);
  CALL(ftruncate64, fd, 10, 0);
  probe("a page that the file lost", at + PAGE, 0);
  CALL(ftruncate64, fd, 2 * PAGE, 0);
  say("and found again: %d\n", at[PAGE]);
}

static void errors(void) {
  put("file", "text");
  int reader = open("file", O_RDONLY), writer = open("file", O_WRONLY), folder = open(".", O_RDONLY), fds[2];
  CALL(pipe2, fds, 0);
  fact("no length", (long)map(0, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  fact("neither shared nor private", (long)map(0, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0));
  fact("a bad descriptor", (long)map(0, PAGE, PROT_READ, MAP_PRIVATE, 99, 0));
  fact("a file only for writing", (long)map(0, PAGE, PROT_READ, MAP_PRIVATE, writer, 0));
  fact("a shared file only for reading", (long)map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0));
  fact("a folder", (long)map(0, PAGE, PROT_READ, MAP_PRIVATE, folder, 0));
  fact("a pipe", (long)map(0, PAGE, PROT_READ, MAP_PRIVATE, fds[0], 0));
  fact("fixed, not aligned", (long)map(0x50000001, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  fact("too long", (long)map(0, 0xfffff000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  char *at = map(0, PAGE, PROT_READ, MAP_SHARED, reader, 0);
  fact("making it writable", CALL(mprotect, at, PAGE, PROT_READ | PROT_WRITE));
  at = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0);
  *at = 'T';
  show("a private mapping of a file only for reading", "file");
}

static int depth(int count) {
  volatile char block[1000];
  block[0] = (char)count;
  return count == 0 ? block[0] : depth(count - 1) + block[0] - (char)count;
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  heap();
  anonymous();
  protections();
  run_code();
  sharing();
  files();
  errors();
  say("a deep stack: %d\n", depth(4000));
  CHILD("an endless recursion", say("%d\n", depth(1 << 30)));
  probe("page 0", 0, 0);
  probe("text", (char *)program, 1);
  return 0;
}

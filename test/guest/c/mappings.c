/* Mappings once they are there: moved, grown, given up; files that are mapped, written, cut. */
#include "guest.h"

#define PAGE 4096
#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MADV_DONTNEED 4
#define MS_ASYNC 1
#define MS_SYNC 4
#define RW (PROT_READ | PROT_WRITE)

static char *anonymous(int pages) { return map(0, pages * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
static void probe(const char *name, volatile char *at) {
  CHILD(name, {
    char byte = *at;
    *at = byte;
  });
}
/* "moved", "stayed" or the error. */
static char *remap(const char *name, char *at, u32 old, u32 size, int flags, char *to) {
  long result = CALL(mremap, at, old, size, flags, to);
  if (result < 0 && result > -4096) fact(name, result);
  else say("%s: %s\n", name, result == (long)at ? "stayed" : result == (long)to ? "moved there" : "moved");
  return (char *)result;
}

static void remapping(void) {
  char *at = anonymous(8);
  CALL(munmap, at + 4 * PAGE, 4 * PAGE);
  for (int i = 0; i < 4; i++) at[i * PAGE] = 'a' + i;
  remap("shrink", at, 4 * PAGE, 2 * PAGE, 0, 0);
  probe("the page before the end", at + PAGE);
  probe("the page behind it", at + 2 * PAGE);
  remap("grow where there is room", at, 2 * PAGE, 3 * PAGE, 0, 0);
  at = (char *)CALL(mremap, at, 2 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
  say("%c%c, new: %d\n", at[0], at[PAGE], at[2 * PAGE]);
  char *wall = map((u32)at + 6 * PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  *wall = 'w';
  remap("a part that something follows", at, 2 * PAGE, 3 * PAGE, 0, 0);
  CALL(mprotect, wall, PAGE, PROT_READ);
  remap("grow where there is none", at, 6 * PAGE, 7 * PAGE, 0, 0);
  char *moved = remap("or moved", at, 6 * PAGE, 7 * PAGE, MREMAP_MAYMOVE, 0);
  say("%c%c%d\n", moved[0], moved[PAGE], moved[6 * PAGE]);
  probe("the old place", at);
  moved[6 * PAGE] = 'z';
  char *place = anonymous(4);
  place[0] = place[2 * PAGE] = 'x';
  moved = remap("to a place", moved, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
  say("%c%c and behind: %c\n", moved[0], moved[PAGE], place[2 * PAGE]);
  moved = remap("smaller, to a place", place, 2 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place + 3 * PAGE);
  say("%c\n", moved[0]);
  probe("what was cut off", place + PAGE);
  probe("what stood behind", place + 2 * PAGE);
  CHILD("a copy of a child", {
    char *mine = remap("moved in the child", moved, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
    *mine = 'c';
  });
  say("of the parent: %c\n", *moved);
  remap("no size", moved, PAGE, 0, 0, 0);
  remap("half a page", moved + 1, PAGE, PAGE, 0, 0);
  remap("an unknown flag", moved, PAGE, PAGE, 64, 0);
  remap("fixed, but not to move", moved, PAGE, PAGE, MREMAP_FIXED, place);
  remap("fixed onto itself", moved, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, moved);
  remap("nothing there", place + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE, 0);
  remap("more than there is", moved, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE, 0);
}

static void advice(void) {
  char *at = anonymous(3);
  at[0] = at[PAGE] = at[2 * PAGE] = 'x';
  fact("given up", CALL(madvise, at + PAGE, PAGE, MADV_DONTNEED));
  say("%c %d %c\n", at[0], at[PAGE], at[2 * PAGE]);
  at[PAGE] = 'y';
  CHILD("a child gives all up", {
    CALL(madvise, at, 3 * PAGE, MADV_DONTNEED);
    say("%d%d%d\n", at[0], at[PAGE], at[2 * PAGE]);
  });
  say("%c%c%c\n", at[0], at[PAGE], at[2 * PAGE]);
  fact("half a page", CALL(madvise, at + 1, PAGE, MADV_DONTNEED));
  fact("unknown advice", CALL(madvise, at, PAGE, 77));
  fact("a hint", CALL(madvise, at, PAGE, 1));
  put("text", "first");
  int fd = open("text", O_RDWR);
  char *file = map(0, PAGE, RW, MAP_PRIVATE, fd, 0);
  file[0] = 'F';
  say("%s\n", file);
  CALL(madvise, file, PAGE, MADV_DONTNEED);
  say("%s\n", file);
  char *shared = map(0, PAGE, RW, MAP_SHARED, fd, 0);
  shared[0] = 'S';
  CALL(madvise, shared, PAGE, MADV_DONTNEED);
  say("%s\n", shared);
  CALL(close, fd);
}

static void shared_files(void) {
  char buffer[32] = {0};
  put("shared", "0123456789");
  int fd = open("shared", O_RDWR);
  char *at = map(0, 2 * PAGE, RW, MAP_SHARED, fd, 0);
  char *again = map(0, PAGE, PROT_READ, MAP_SHARED, fd, 0);
  char *own = map(0, PAGE, RW, MAP_PRIVATE, fd, 0);
  at[0] = 'a';
  CALL(pread64, fd, buffer, 10, 0, 0);
  say("read sees it: %s\n", buffer);
  CALL(pwrite64, fd, "bc", 2, 1, 0);
  say("it sees write: %s, so do others: %s %s\n", at, again, own);
  own[3] = 'd';
  CALL(pwrite64, fd, "XYZ", 3, 3, 0);
  say("a copy of its own: %s, shared: %s\n", own, at);
  CHILD("a child", at[9] = 'c');
  say("what a child writes: %s\n", again);
  at[10] = 'q';
  CALL(ftruncate64, fd, 12, 0);
  say("behind the end: %d %d\n", at[10], at[11]);
  probe("a page behind the end", at + PAGE);
  CALL(ftruncate64, fd, PAGE + 1, 0);
  probe("a longer file", at + PAGE);
  at[PAGE] = 'p';
  CALL(ftruncate64, fd, PAGE, 0);
  probe("a shorter one", at + PAGE);
  CALL(ftruncate64, fd, 2 * PAGE, 0);
  say("what was cut off is zero: %d\n", at[PAGE]);
  CALL(ftruncate64, fd, 0, 0);
  probe("an empty one", at);
  probe("and for its own page", own);
  CALL(ftruncate64, fd, 5, 0);
  CALL(close, fd);
  CALL(unlinkat, AT_FDCWD, "shared", 0);
  at[0] = 'u';
  say("without a name: %c\n", again[0]);
  fact("msync", CALL(msync, at, 2 * PAGE, MS_SYNC));
  fact("both ways", CALL(msync, at, PAGE, MS_SYNC | MS_ASYNC));
  fact("half a page", CALL(msync, at + 1, PAGE, MS_SYNC));
  CALL(munmap, at + PAGE, PAGE);
  fact("over a hole", CALL(msync, at, 2 * PAGE, MS_ASYNC));
  put("long", "");
  fd = open("long", O_RDWR);
  CALL(ftruncate64, fd, 4 * PAGE, 0);
  at = map(0, PAGE, RW, MAP_SHARED, fd, 1);
  at[0] = '1';
  char *longer = remap("more of the file", at, PAGE, 2 * PAGE, MREMAP_MAYMOVE, 0);
  longer[PAGE] = '2';
  CALL(pread64, fd, buffer, 1, PAGE, 0);
  CALL(pread64, fd, buffer + 1, 1, 2 * PAGE, 0);
  buffer[2] = 0;
  say("at its places: %s\n", buffer);
  CALL(close, fd);
}

static void locked(void) {
  char *at = anonymous(4);
  unsigned char vector[4] = {9, 9, 9, 9};
  at[PAGE] = 1;
  fact("mincore", CALL(mincore, at, 3 * PAGE, vector));
  say("%d%d%d%d\n", vector[0] & 1, vector[1] & 1, vector[2] & 1, vector[3]);
  fact("mlock", CALL(mlock, at + 1, 1));
  fact("mincore", CALL(mincore, at, PAGE, vector));
  say("%d\n", vector[0] & 1);
  fact("munlock", CALL(munlock, at, PAGE));
  fact("mlock2", CALL(mlock2, at, PAGE, 1));
  fact("with an unknown flag", CALL(mlock2, at, PAGE, 2));
  fact("mincore at half a page", CALL(mincore, at + 1, PAGE, vector));
  fact("mincore to nowhere", CALL(mincore, at, PAGE, 16));
  CALL(munmap, at + 2 * PAGE, PAGE);
  fact("mincore over a hole", CALL(mincore, at, 4 * PAGE, vector));
  fact("mlock over a hole", CALL(mlock, at, 4 * PAGE));
  fact("munlock over a hole", CALL(munlock, at, 4 * PAGE));
  fact("mlockall", CALL(mlockall, 0));
  fact("munlockall", CALL(munlockall));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  remapping();
  advice();
  shared_files();
  locked();
  return 0;
}

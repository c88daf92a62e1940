/* Directories and names: making, removing, renaming, linking, listing. */
#include "guest.h"

static void describe(const char *path) {
  struct statx facts;
  long error = stat(path, &facts);
  if (error < 0) fact(path, error);
  else if ((facts.mode & 0170000) == 0040000) say("%s: mode %o links %d\n", path, facts.mode, facts.nlink);
  else say("%s: mode %o links %d size %d\n", path, facts.mode, facts.nlink, (u32)facts.size);
}

static void making(void) {
  TRY(mkdirat, AT_FDCWD, "d", 0777);
  TRY(mkdirat, AT_FDCWD, "d", 0777);
  TRY(mkdirat, AT_FDCWD, "d/e/", 0700);
  TRY(mkdirat, AT_FDCWD, "no/e", 0700);
  TRY(mkdirat, AT_FDCWD, "", 0700);
  TRY(mkdirat, AT_FDCWD, ".", 0700);
  TRY(mkdirat, AT_FDCWD, "/", 0700);
  TRY(mkdirat, 99, "x", 0700);
  describe("d");
  describe("d/e");
  fact("umask", CALL(umask, 077));
  TRY(mkdirat, AT_FDCWD, "private", 0777);
  CALL(close, CALL(openat, AT_FDCWD, "private/f", O_CREAT | O_WRONLY, 0666));
  describe("private");
  describe("private/f");
  fact("umask", CALL(umask, 022));
  TRY(mknodat, AT_FDCWD, "fifo", 0010644, 0);
  TRY(mknodat, AT_FDCWD, "plain", 0100600, 0);
  TRY(mknodat, AT_FDCWD, "plain", 0100600, 0);
  TRY(mknodat, AT_FDCWD, "odd", 0040600, 0);
  TRY(mknodat, AT_FDCWD, "odd", 0170600, 0);
  describe("fifo");
  describe("plain");
  char name[300];
  memset(name, 'n', 256);
  name[256] = 0;
  fact("a name of 256 bytes", CALL(mkdirat, AT_FDCWD, name, 0700));
  name[255] = 0;
  fact("a name of 255 bytes", CALL(mkdirat, AT_FDCWD, name, 0700));
  fact("removing it", CALL(unlinkat, AT_FDCWD, name, AT_REMOVEDIR));
  static char path[5000];
  for (int i = 0; i < 4096; i += 2) memcpy(path + i, "./", 2);
  fact("a path of 4096 bytes", CALL(mkdirat, AT_FDCWD, path, 0700));
  path[4094] = 'x';
  path[4095] = 0;
  fact("a path of 4095 bytes", CALL(mkdirat, AT_FDCWD, path, 0700));
}

static void removing(void) {
  put("f", "text");
  TRY(unlinkat, AT_FDCWD, "d", 0);
  TRY(unlinkat, AT_FDCWD, "f", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "d", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "f", 1);
  TRY(unlinkat, AT_FDCWD, "missing", 0);
  TRY(unlinkat, AT_FDCWD, "f/", 0);
  TRY(unlinkat, AT_FDCWD, "f/x", 0);
  TRY(unlinkat, AT_FDCWD, "", 0);
  TRY(unlinkat, AT_FDCWD, ".", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "d/..", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "d/.", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "/", AT_REMOVEDIR);
  TRY(unlinkat, AT_FDCWD, "d/e", AT_REMOVEDIR);
  describe("d");
  int fd = open("f", O_RDWR);
  TRY(unlinkat, AT_FDCWD, "f", 0);
  char buffer[8] = {0};
  fact("reading what has no name", CALL(read, fd, buffer, 7));
  fact("writing it", CALL(write, fd, "more", 4));
  struct statx facts;
  fact("statx of a descriptor", CALL(statx, fd, "", AT_EMPTY_PATH, 0x7ff, &facts));
  say("links %d size %d, %s\n", facts.nlink, (u32)facts.size, buffer);
  CALL(mkdirat, AT_FDCWD, "gone", 0755);
  CHILD("in a folder that is removed", {
    CALL(chdir, "gone");
    fact("rmdir", CALL(unlinkat, AT_FDCWD, "../gone", AT_REMOVEDIR));
    TRY(getcwd, buffer, 8);
    TRY(openat, AT_FDCWD, "x", O_CREAT | O_WRONLY, 0644);
    TRY(openat, AT_FDCWD, ".", O_RDONLY);
    TRY(chdir, "..");
  });
}

static void renaming(void) {
  put("a", "A");
  put("b", "B");
  CALL(mkdirat, AT_FDCWD, "x", 0755);
  CALL(mkdirat, AT_FDCWD, "y", 0755);
  put("y/full", "");
  TRY(renameat2, AT_FDCWD, "a", AT_FDCWD, "c", 0);
  TRY(renameat2, AT_FDCWD, "a", AT_FDCWD, "c", 0);
  TRY(renameat2, AT_FDCWD, "c", AT_FDCWD, "b", 1);
  TRY(renameat2, AT_FDCWD, "c", AT_FDCWD, "b", 0);
  show("b", "b");
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "x", 0);
  TRY(renameat2, AT_FDCWD, "x", AT_FDCWD, "b", 0);
  TRY(renameat2, AT_FDCWD, "x", AT_FDCWD, "y", 0);
  TRY(renameat2, AT_FDCWD, "y", AT_FDCWD, "x", 0);
  TRY(renameat2, AT_FDCWD, "x", AT_FDCWD, "x/inside", 0);
  TRY(renameat2, AT_FDCWD, "x/full", AT_FDCWD, "x", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "b", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "b/", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "new/", 0);
  TRY(renameat2, AT_FDCWD, ".", AT_FDCWD, "new", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, ".", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "no/b", 0);
  TRY(renameat2, AT_FDCWD, "", AT_FDCWD, "b", 0);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "x", 2);
  describe("b");
  describe("x");
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "x", 3);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "nobody", 2);
  TRY(renameat2, AT_FDCWD, "b", AT_FDCWD, "nobody", 64);
}

static void linking(void) {
  put("one", "1");
  TRY(linkat, AT_FDCWD, "one", AT_FDCWD, "two", 0);
  describe("one");
  TRY(linkat, AT_FDCWD, "one", AT_FDCWD, "two", 0);
  TRY(linkat, AT_FDCWD, "d", AT_FDCWD, "dd", 0);
  TRY(linkat, AT_FDCWD, "missing", AT_FDCWD, "m", 0);
  TRY(linkat, AT_FDCWD, "one", AT_FDCWD, "three/", 0);
  TRY(linkat, AT_FDCWD, "one", AT_FDCWD, "three", 1);
  TRY(renameat2, AT_FDCWD, "one", AT_FDCWD, "two", 0);
  describe("one");
  CALL(unlinkat, AT_FDCWD, "one", 0);
  describe("two");
  TRY(symlinkat, "two", AT_FDCWD, "sym");
  TRY(symlinkat, "two", AT_FDCWD, "sym");
  TRY(symlinkat, "", AT_FDCWD, "empty");
  TRY(symlinkat, "x", AT_FDCWD, "");
  describe("sym");
  TRY(linkat, AT_FDCWD, "sym", AT_FDCWD, "hard-sym", 0);
  TRY(linkat, AT_FDCWD, "sym", AT_FDCWD, "hard-file", AT_SYMLINK_FOLLOW);
  describe("hard-sym");
  describe("hard-file");
  char buffer[100] = {0};
  TRY(readlinkat, AT_FDCWD, "sym", buffer, 100);
  memset(buffer, 'z', 4);
  fact("readlinkat with 2 bytes", CALL(readlinkat, AT_FDCWD, "sym", buffer, 2));
  say("it is cut: %s\n", buffer);
  TRY(readlinkat, AT_FDCWD, "sym", buffer, 0);
  TRY(readlinkat, AT_FDCWD, "two", buffer, 10);
  TRY(readlinkat, AT_FDCWD, "missing", buffer, 10);
  CALL(symlinkat, "loop-b", AT_FDCWD, "loop-a");
  CALL(symlinkat, "loop-a", AT_FDCWD, "loop-b");
  TRY(openat, AT_FDCWD, "loop-a", O_RDONLY);
  TRY(openat, AT_FDCWD, "loop-a/x", O_RDONLY);
  TRY(chdir, "loop-a");
  describe("loop-a");
  char chain[] = "c00", previous[] = "two";
  for (int i = 0; i < 41; i++) {
    chain[1] = (char)('0' + i / 10);
    chain[2] = (char)('0' + i % 10);
    CALL(symlinkat, previous, AT_FDCWD, chain);
    memcpy(previous, chain, 4);
  }
  fact("forty links", CALL(openat, AT_FDCWD, "c39", O_RDONLY) > 0);
  fact("forty-one links", CALL(openat, AT_FDCWD, "c40", O_RDONLY));
  for (int i = 0; i < 41; i++) {
    chain[1] = (char)('0' + i / 10);
    chain[2] = (char)('0' + i % 10);
    CALL(unlinkat, AT_FDCWD, chain, 0);
  }
}

struct entry {
  u64 number, position;
  unsigned short length;
  unsigned char type;
  char name[];
};

static void listing(void) {
  char buffer[1024], small[20];
  CALL(mkdirat, AT_FDCWD, "list", 0755);
  CALL(mkdirat, AT_FDCWD, "list/sub", 0755);
  put("list/file", "");
  CALL(symlinkat, "x", AT_FDCWD, "list/link");
  CALL(mknodat, AT_FDCWD, "list/fifo", 0010644, 0);
  static const char *const names[] = {".", "..", "file", "fifo", "link", "sub"};
  int fd = open("list", O_RDONLY | O_DIRECTORY), other = open("two", O_RDONLY);
  int count = CALL(getdents64, fd, buffer, sizeof buffer), seen = 0;
  for (u32 i = 0; i < LENGTH(names); i++) {
    for (int at = 0; at < count; at += ((struct entry *)(buffer + at))->length) {
      struct entry *entry = (struct entry *)(buffer + at);
      if (!equal(entry->name, names[i])) continue;
      struct statx facts;
      char path[64] = "list/";
      memcpy(path + 5, entry->name, length_of(entry->name) + 1);
      stat(path, &facts);
      say("%s: type %d, length %d, its number: %d\n", names[i], entry->type, entry->length, facts.ino == entry->number);
      seen++;
    }
  }
  say("%d entries\n", seen);
  fact("at the end", CALL(getdents64, fd, buffer, sizeof buffer));
  fact("back to the start", seek(fd, 0, SEEK_SET));
  fact("all again", CALL(getdents64, fd, buffer, sizeof buffer) == count);
  seek(fd, 0, SEEK_SET);
  seen = 0;
  while (CALL(getdents64, fd, buffer, 32) > 0) seen++;
  fact("one at a time", seen);
  seek(fd, 0, SEEK_SET);
  fact("no room for one", CALL(getdents64, fd, small, 20));
  fact("a bad address", CALL(getdents64, fd, 16, 1000));
  fact("a file", CALL(getdents64, other, buffer, 1000));
  fact("nothing", CALL(getdents64, 99, buffer, 1000));
}

static void folders(void) {
  char buffer[64];
  fact("getcwd", CALL(getcwd, buffer, sizeof buffer));
  say("it is %s\n", buffer);
  TRY(getcwd, buffer, 5);
  TRY(getcwd, buffer, 0);
  TRY(getcwd, 16, 64);
  TRY(chdir, "two");
  TRY(chdir, "missing");
  TRY(chdir, "");
  CALL(symlinkat, "list/sub", AT_FDCWD, "to-sub");
  TRY(chdir, "to-sub");
  CALL(getcwd, buffer, sizeof buffer);
  say("now in %s\n", buffer);
  TRY(chdir, "../../../../..");
  CALL(getcwd, buffer, sizeof buffer);
  say("now in %s\n", buffer);
  TRY(chdir, "/folder");
  int fd = open("list", O_RDONLY), file = open("two", O_RDONLY);
  fact("fchdir", CALL(fchdir, fd));
  fact("fchdir to a file", CALL(fchdir, file));
  fact("fchdir to nothing", CALL(fchdir, 99));
  TRY(chdir, "/folder");
}

static void changing(void) {
  TRY(fchmodat, AT_FDCWD, "two", 0);
  describe("two");
  TRY(fchmodat, AT_FDCWD, "two", 04751);
  describe("two");
  TRY(fchmodat, AT_FDCWD, "missing", 0);
  int fd = open("two", O_RDONLY);
  fact("fchmod", CALL(fchmod, fd, 0644));
  describe("two");
  TRY(faccessat, AT_FDCWD, "two", 0);
  TRY(faccessat, AT_FDCWD, "two", 1);
  TRY(faccessat, AT_FDCWD, "two", 6);
  TRY(faccessat, AT_FDCWD, "two", 8);
  TRY(faccessat, AT_FDCWD, "missing", 0);
  struct timespec times[2] = {{1000, 5, 0}, {2000, 6, 0}};
  TRY(utimensat_time64, AT_FDCWD, "two", times, 0);
  struct statx facts;
  stat("two", &facts);
  say("accessed %d.%d, modified %d.%d\n", facts.times[0], facts.times[2], facts.times[12], facts.times[14]);
  times[0].nanoseconds = 0x3ffffffe;
  times[1].nanoseconds = 7;
  TRY(utimensat_time64, AT_FDCWD, "two", times, 0);
  stat("two", &facts);
  say("accessed %d.%d, modified %d.%d\n", facts.times[0], facts.times[2], facts.times[12], facts.times[14]);
  times[1].nanoseconds = 1000000000;
  TRY(utimensat_time64, AT_FDCWD, "two", times, 0);
  TRY(utimensat_time64, AT_FDCWD, "missing", 0, 0);
  TRY(utimensat_time64, fd, 0, 0, 0);
  stat("two", &facts);
  say("modified now: %d\n", facts.times[12] > 1000000);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  making();
  removing();
  renaming();
  linking();
  listing();
  folders();
  changing();
  return 0;
}

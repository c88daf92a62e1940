/* Room in files and ways to move bytes between them: truncate, fallocate, sendfile, vectors at offsets, memory files. */
#include "guest.h"

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#define F_SEAL_SEAL 1
#define F_SEAL_SHRINK 2
#define F_SEAL_GROW 4
#define F_SEAL_WRITE 8
#define MFD_CLOEXEC 1
#define MFD_ALLOW_SEALING 2
#define KEEP_SIZE 1
#define PUNCH_HOLE 2

static char buffer[20000];

static u32 size_of(const char *path) {
  struct statx facts;
  return stat(path, &facts) < 0 ? 0xffffffff : (u32)facts.size;
}

static void lengths(void) {
  put("cut", "0123456789");
  fact("truncate", CALL(truncate64, "cut", 4, 0));
  show("cut", "cut");
  fact("longer", CALL(truncate64, "cut", 6, 0));
  say("size %u\n", size_of("cut"));
  fact("negative", CALL(truncate64, "cut", -1, -1));
  fact("a folder", CALL(truncate64, ".", 0, 0));
  fact("nothing", CALL(truncate64, "none", 0, 0));
  fact("a device", CALL(truncate64, "/dev/null", 0, 0));
  int fd = open("room", O_RDWR | O_CREAT), fds[2];
  CALL(write, fd, "abcdefgh", 8);
  fact("room", CALL(fallocate, fd, 0, 4, 0, 100, 0));
  say("size %u\n", size_of("room"));
  fact("room that stays hidden", CALL(fallocate, fd, KEEP_SIZE, 0, 0, 1000, 0));
  say("size %u\n", size_of("room"));
  fact("a hole", CALL(fallocate, fd, PUNCH_HOLE | KEEP_SIZE, 2, 0, 3, 0));
  CALL(pread64, fd, buffer, 8, 0, 0);
  say("%c%c%d%d%d%c\n", buffer[0], buffer[1], buffer[2], buffer[3], buffer[4], buffer[5]);
  fact("no length", CALL(fallocate, fd, 0, 0, 0, 0, 0));
  fact("a negative offset", CALL(fallocate, fd, 0, -1, -1, 10, 0));
  fact("a hole that would be the end", CALL(fallocate, fd, PUNCH_HOLE, 0, 0, 1, 0));
  fact("an unknown mode", CALL(fallocate, fd, 0x400, 0, 0, 1, 0));
  int reading = open("room", O_RDONLY);
  fact("through a reader", CALL(fallocate, reading, 0, 0, 0, 1, 0));
  CALL(pipe2, fds, 0);
  fact("a pipe", CALL(fallocate, fds[1], 0, 0, 0, 1, 0));
  fact("fsync", CALL(fsync, fd));
  fact("fdatasync", CALL(fdatasync, fd));
  fact("fsync of a pipe", CALL(fsync, fds[1]));
  fact("fsync of nothing", CALL(fsync, 77));
  CALL(sync);
  CALL(close_range, 3, 100, 0);
}

struct vector {
  void *base;
  u32 length;
};

static void vectors(void) {
  int fd = open("vectors", O_RDWR | O_CREAT);
  struct vector parts[2] = {{"one", 3}, {"two", 3}};
  fact("pwritev", CALL(pwritev, fd, parts, 2, 5, 0));
  say("the offset stays: %d, size %u\n", (int)seek(fd, 0, SEEK_CUR), size_of("vectors"));
  char first[5] = {0}, second[9] = {0};
  struct vector places[2] = {{first, 4}, {second, 8}};
  fact("preadv", CALL(preadv, fd, places, 2, 5, 0));
  say("%s %s\n", first, second);
  fact("a negative offset", CALL(preadv, fd, places, 2, -1, -1));
  fact("preadv2 at an offset", CALL(preadv2, fd, places, 1, 8, 0, 0));
  say("%s\n", first);
  seek(fd, 6, SEEK_SET);
  fact("preadv2 from here", CALL(preadv2, fd, places, 1, -1, -1, 0));
  say("%s, and on to %d\n", first, (int)seek(fd, 0, SEEK_CUR));
  int other = CALL(memfd_create, "other", 0);
  fact("pwritev2 from here", CALL(pwritev2, other, parts, 1, -1, -1, 0));
  say("on to %d\n", (int)seek(other, 0, SEEK_CUR));
  int fds[2];
  CALL(pipe2, fds, 0);
  fact("in a pipe", CALL(preadv, fds[0], places, 1, 0, 0));
  CALL(close_range, 3, 100, 0);
}

static void sending(void) {
  for (u32 i = 0; i < sizeof buffer; i++) buffer[i] = 'a' + i % 26;
  int from = open("from", O_RDWR | O_CREAT), to = open("to", O_RDWR | O_CREAT), fds[2];
  CALL(write, from, buffer, sizeof buffer);
  u64 offset = 26;
  fact("sendfile at an offset", CALL(sendfile64, to, from, &offset, 10000));
  say("offset %d, the file's %d\n", (u32)offset, (int)seek(from, 0, SEEK_CUR));
  seek(from, 3, SEEK_SET);
  fact("from here", CALL(sendfile64, to, from, 0, 10));
  say("the file's %d\n", (int)seek(from, 0, SEEK_CUR));
  CALL(pread64, to, buffer, 4, 9998, 0);
  buffer[4] = 0;
  say("%s\n", buffer);
  fact("more than there is", CALL(sendfile64, to, from, 0, 100000));
  fact("at the end", CALL(sendfile64, to, from, 0, 100));
  CALL(pipe2, fds, 0);
  offset = 0;
  fact("to a pipe", CALL(sendfile64, fds[1], from, &offset, 8));
  fact("which has", CALL(read, fds[0], buffer, 100));
  fact("from a pipe", CALL(sendfile64, to, fds[0], 0, 8));
  fact("from a pipe at an offset", CALL(sendfile64, to, fds[0], &offset, 8));
  fact("to a reader", CALL(sendfile64, fds[0], from, &offset, 8));
  fact("from nothing", CALL(sendfile64, to, 77, &offset, 8));
  fact("a bad address", CALL(sendfile64, to, from, 16, 8));
  offset = -5;
  fact("a negative offset", CALL(sendfile64, to, from, &offset, 8));
  int appending = open("to", O_WRONLY | O_APPEND);
  fact("to one that appends", CALL(sendfile64, appending, from, 0, 8));
  u64 in = 1, out = 30000;
  fact("copy_file_range", CALL(copy_file_range, from, &in, to, &out, 100, 0));
  say("in %d out %d, size %u\n", (u32)in, (u32)out, size_of("to"));
  seek(from, 10, SEEK_SET);
  seek(to, 0, SEEK_SET);
  fact("from here to here", CALL(copy_file_range, from, 0, to, 0, 5, 0));
  say("%d %d\n", (int)seek(from, 0, SEEK_CUR), (int)seek(to, 0, SEEK_CUR));
  in = 0, out = 2;
  fact("onto itself", CALL(copy_file_range, from, &in, from, &out, 5, 0));
  in = 30000;
  fact("behind the end", CALL(copy_file_range, from, &in, to, &out, 5, 0));
  fact("a flag", CALL(copy_file_range, from, 0, to, 0, 5, 1));
  fact("a pipe", CALL(copy_file_range, from, 0, fds[1], 0, 5, 0));
  fact("a folder", CALL(copy_file_range, from, 0, open(".", O_RDONLY), 0, 5, 0));
  CALL(close_range, 3, 100, 0);
}

static void memory_files(void) {
  struct statx facts;
  int fd = CALL(memfd_create, "name", MFD_ALLOW_SEALING | MFD_CLOEXEC);
  fact("its flags", CALL(fcntl64, fd, F_GETFL) & 3);
  fact("close-on-exec", CALL(fcntl64, fd, F_GETFD));
  CALL(write, fd, "hello", 5);
  CALL(statx, fd, "", AT_EMPTY_PATH, 0x7ff, &facts);
  say("mode %o links %d size %d\n", facts.mode, facts.nlink, (int)facts.size);
  char *at = map(0, PAGE, RW, MAP_SHARED, fd, 0);
  CHILD("a child", at[0] = 'j');
  CALL(pread64, fd, buffer, 5, 0, 0);
  buffer[5] = 0;
  say("%s\n", buffer);
  fact("no seals", CALL(fcntl64, fd, F_GET_SEALS));
  fact("seal writing while it is mapped", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_WRITE));
  CALL(munmap, at, PAGE);
  fact("seal growing", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_GROW));
  fact("grow", CALL(ftruncate64, fd, 100, 0));
  fact("grow by writing", CALL(pwrite64, fd, "x", 1, 5, 0));
  fact("grow by fallocate", CALL(fallocate, fd, 0, 0, 0, 6, 0));
  fact("write within", CALL(pwrite64, fd, "H", 1, 0, 0));
  fact("shrink", CALL(ftruncate64, fd, 4, 0));
  fact("seal shrinking", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_SHRINK));
  fact("shrink", CALL(ftruncate64, fd, 3, 0));
  fact("seal writing", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_WRITE));
  fact("write", CALL(pwrite64, fd, "H", 1, 0, 0));
  fact("a hole", CALL(fallocate, fd, PUNCH_HOLE | KEEP_SIZE, 0, 0, 1, 0));
  fact("map it to write", (long)map(0, PAGE, RW, MAP_SHARED, fd, 0));
  say("a copy to write: %d\n", (long)map(0, PAGE, RW, MAP_PRIVATE, fd, 0) > 0);
  fact("seal sealing", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_SEAL));
  fact("the seals", CALL(fcntl64, fd, F_GET_SEALS));
  fact("one more", CALL(fcntl64, fd, F_ADD_SEALS, F_SEAL_GROW));
  int plain = CALL(memfd_create, "", 0);
  fact("one that cannot be sealed", CALL(fcntl64, plain, F_ADD_SEALS, F_SEAL_GROW));
  fact("unknown flags", CALL(memfd_create, "x", 0x100));
  fact("a bad address", CALL(memfd_create, 16, 0));
  memset(buffer, 'n', 300);
  buffer[300] = 0;
  fact("too long a name", CALL(memfd_create, buffer, 0));
  buffer[249] = 0;
  int longest = CALL(memfd_create, buffer, 0);
  say("the longest: %d\n", longest >= 0);
  CALL(close_range, 3, 100, 0);
}

struct statfs {
  u32 type, bsize;
  u64 blocks, bfree, bavail, files, ffree;
  int fsid[2];
  u32 namelen, frsize, flags, spare[4];
};

static void places(void) {
  struct statfs facts = {0};
  fact("statfs", CALL(statfs64, "/tmp", sizeof facts, &facts));
  say("tmp: %x, %d, names to %d, %s, %s\n", facts.type, facts.bsize, facts.namelen, facts.blocks > 0 ? "room" : "no room",
      facts.bfree <= facts.blocks ? "some free" : "too much free");
  int fd = open("/proc/version", O_RDONLY);
  fact("fstatfs", CALL(fstatfs64, fd, sizeof facts, &facts));
  say("proc: %x\n", facts.type);
  fact("another size", CALL(statfs64, "/", 64, &facts));
  fact("nothing there", CALL(statfs64, "none", sizeof facts, &facts));
  fact("a bad address", CALL(statfs64, "/", sizeof facts, 16));
  fact("no descriptor", CALL(fstatfs64, 77, sizeof facts, &facts));
  put("access", "x");
  fact("faccessat2", CALL(faccessat2, AT_FDCWD, "access", 4, 0));
  fact("to execute", CALL(faccessat2, AT_FDCWD, "access", 1, 0x200));
  CALL(symlinkat, "none", AT_FDCWD, "link");
  fact("through a link to nothing", CALL(faccessat2, AT_FDCWD, "link", 0, 0));
  fact("the link itself", CALL(faccessat2, AT_FDCWD, "link", 0, AT_SYMLINK_NOFOLLOW));
  fact("an open file", CALL(faccessat2, fd, "", 4, AT_EMPTY_PATH));
  fact("unknown flags", CALL(faccessat2, AT_FDCWD, "access", 4, 1));
  int last = CALL(fcntl64, fd, F_DUPFD, 20);
  fact("mark a range", CALL(close_range, fd, 100, 4));
  say("%d %d\n", CALL(fcntl64, fd, F_GETFD), CALL(fcntl64, last, F_GETFD));
  fact("close a range", CALL(close_range, last, ~0u, 0));
  fact("what is in it", CALL(fcntl64, last, F_GETFD));
  fact("what is not", CALL(fcntl64, fd, F_GETFD));
  fact("backwards", CALL(close_range, 5, 4, 0));
  fact("unknown flags", CALL(close_range, 4, 5, 1));
  CALL(close, fd);
  CALL(mkdirat, AT_FDCWD, "cage", 0755);
  CALL(mkdirat, AT_FDCWD, "cage/inner", 0755);
  put("cage/file", "caged");
  CHILD("in a cage", {
    fact("chroot", CALL(chroot, "cage"));
    CALL(getcwd, buffer, sizeof buffer);
    buffer[13] = 0;
    say("the current directory is %s\n", buffer);
    fact("chdir", CALL(chdir, "/inner"));
    fact("getcwd", CALL(getcwd, buffer, sizeof buffer));
    say("%s\n", buffer);
    show("up and up", "../../../file");
    show("from the root", "/file");
    CALL(symlinkat, "/file", AT_FDCWD, "/inner/absolute");
    show("an absolute link", "absolute");
    fact("a file", CALL(chroot, "/file"));
    fact("nothing", CALL(chroot, "/none"));
  });
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  lengths();
  vectors();
  sending();
  memory_files();
  places();
  return 0;
}

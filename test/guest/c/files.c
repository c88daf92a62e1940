/* Open files: flags, offsets, lengths, descriptors. */
#include "guest.h"

static void opening(void) {
  put("file", "0123456789");
  CALL(mkdirat, AT_FDCWD, "folder", 0755);
  CALL(symlinkat, "file", AT_FDCWD, "link");
  CALL(symlinkat, "nowhere", AT_FDCWD, "dangling");
  TRY(openat, AT_FDCWD, "file", O_RDONLY);
  TRY(openat, AT_FDCWD, "missing", O_RDONLY);
  TRY(openat, AT_FDCWD, "", O_RDONLY);
  TRY(openat, AT_FDCWD, "file/", O_RDONLY);
  TRY(openat, AT_FDCWD, "file/x", O_RDONLY);
  TRY(openat, AT_FDCWD, "file", O_RDWR | O_CREAT | O_EXCL);
  TRY(openat, AT_FDCWD, "dangling", O_RDWR | O_CREAT | O_EXCL, 0644);
  TRY(openat, AT_FDCWD, "link", O_RDONLY | O_NOFOLLOW);
  TRY(openat, AT_FDCWD, "link", O_PATH | O_NOFOLLOW);
  TRY(openat, AT_FDCWD, "dangling", O_RDONLY);
  TRY(openat, AT_FDCWD, "dangling", O_RDWR | O_CREAT, 0644);
  TRY(openat, AT_FDCWD, "folder", O_RDONLY);
  TRY(openat, AT_FDCWD, "folder", O_WRONLY);
  TRY(openat, AT_FDCWD, "folder", O_RDWR | O_CREAT, 0644);
  TRY(openat, AT_FDCWD, "folder/", O_RDWR | O_CREAT, 0644);
  TRY(openat, AT_FDCWD, "new/", O_RDWR | O_CREAT, 0644);
  TRY(openat, AT_FDCWD, "folder", O_RDONLY | O_TRUNC);
  TRY(openat, AT_FDCWD, "file", O_RDONLY | O_DIRECTORY);
  TRY(openat, AT_FDCWD, "no/new", O_RDWR | O_CREAT, 0644);
  TRY(openat, AT_FDCWD, "/dev/null", O_WRONLY | O_TRUNC);
  int folder = CALL(openat, AT_FDCWD, "folder", O_RDONLY | O_DIRECTORY);
  int inside = CALL(openat, folder, "inside", O_RDWR | O_CREAT, 0600);
  fact("a file of an open folder", inside > 0);
  fact("relative to a file", CALL(openat, inside, "x", O_RDONLY));
  fact("relative to nothing", CALL(openat, 99, "x", O_RDONLY));
  fact("an absolute path needs no folder", CALL(openat, 99, "/folder/file", O_RDONLY) > 0);
  fact("read a folder", CALL(read, folder, &folder, 1));
  show("the file that the dangling link names", "nowhere");
  int path = CALL(openat, AT_FDCWD, "file", O_PATH);
  fact("read through O_PATH", CALL(read, path, &path, 1));
  fact("write through it", CALL(write, path, "x", 1));
  fact("seek with it", seek(path, 0, SEEK_SET));
  fact("its flags", CALL(fcntl64, path, F_GETFL, 0) & O_PATH);
}

static void reading_and_writing(void) {
  char buffer[32] = {0};
  int fd = open("data", O_RDWR | O_CREAT | O_TRUNC), reader, writer;
  fact("write", CALL(write, fd, "0123456789", 10));
  fact("read at the end", CALL(read, fd, buffer, 10));
  fact("seek back", seek(fd, -4, SEEK_END));
  fact("read the rest", CALL(read, fd, buffer, 10));
  say("it is %s\n", buffer);
  fact("seek past the end", seek(fd, 5, SEEK_END));
  fact("read there", CALL(read, fd, buffer, 10));
  fact("write there", CALL(write, fd, "end", 3));
  seek(fd, 0, SEEK_SET);
  fact("the size", CALL(read, fd, buffer, sizeof buffer));
  say("the hole: %d %d, then %c\n", buffer[10], buffer[14], buffer[15]);
  fact("seek before the start", seek(fd, -1, SEEK_SET));
  fact("seek back too far", seek(fd, -100, SEEK_CUR));
  fact("the offset stays", seek(fd, 0, SEEK_CUR));
  fact("unknown whence", seek(fd, 0, 9));
  u64 result = 7;
  fact("a large offset", CALL(llseek, fd, 1, 5, &result, SEEK_SET));
  say("it is %x %x\n", (u32)(result >> 32), (u32)result);
  reader = open("data", O_RDONLY);
  writer = open("data", O_WRONLY);
  fact("write to a reader", CALL(write, reader, "x", 1));
  fact("read from a writer", CALL(read, writer, buffer, 1));
  fact("write nothing to a reader", CALL(write, reader, "x", 0));
  fact("read no bytes", CALL(read, reader, 0, 0));
  fact("pread64", CALL(pread64, reader, buffer, 3, 2, 0));
  say("it is %c, at offset %d\n", buffer[0], seek(reader, 0, SEEK_CUR));
  fact("pread64 before the start", CALL(pread64, reader, buffer, 3, -1, -1));
  fact("pwrite64", CALL(pwrite64, writer, "XY", 2, 3, 0));
  show("after it", "data");
}

static void appending(void) {
  put("log", "one ");
  int a = open("log", O_WRONLY | O_APPEND), b = open("log", O_WRONLY | O_APPEND), c = open("log", O_RDWR);
  CALL(write, a, "two ", 4);
  CALL(write, b, "three ", 6);
  seek(a, 0, SEEK_SET);
  CALL(write, a, "four", 4);
  show("appended", "log");
  fact("the offset", seek(a, 0, SEEK_CUR));
  fact("flags", CALL(fcntl64, a, F_GETFL, 0) & (O_APPEND | 3));
  fact("setting O_APPEND", CALL(fcntl64, c, F_SETFL, O_APPEND));
  CALL(write, c, "!", 1);
  fact("the access mode stays", CALL(fcntl64, c, F_GETFL, 0) & (O_APPEND | 3));
  show("appended once more", "log");
}

static void truncating(void) {
  int fd = open("cut", O_RDWR | O_CREAT);
  CALL(write, fd, "0123456789", 10);
  fact("cut", CALL(ftruncate64, fd, 4, 0));
  show("what is left", "cut");
  fact("the offset stays", seek(fd, 0, SEEK_CUR));
  fact("extend", CALL(ftruncate64, fd, 6, 0));
  struct statx facts;
  stat("cut", &facts);
  say("size %d\n", (u32)facts.size);
  fact("a negative length", CALL(ftruncate64, fd, -1, -1));
  int reader = open("cut", O_RDONLY);
  fact("cut with a reader", CALL(ftruncate64, reader, 0, 0));
  fact("O_TRUNC", open("cut", O_WRONLY | O_TRUNC) > 0);
  stat("cut", &facts);
  say("size %d\n", (u32)facts.size);
  int fds[2];
  CALL(pipe2, fds, 0);
  fact("cut a pipe", CALL(ftruncate64, fds[1], 0, 0));
}

static void duplicates(void) {
  char byte;
  int fd = open("file", O_RDONLY), other = open("file", O_RDONLY), twin = CALL(dup, fd);
  CALL(read, fd, &byte, 1);
  CALL(read, twin, &byte, 1);
  say("a duplicate shares the offset: %c\n", byte);
  CALL(read, other, &byte, 1);
  say("another open does not: %c\n", byte);
  CHILD("a child", CALL(read, fd, &byte, 1));
  CALL(read, fd, &byte, 1);
  say("a child shares the offset: %c\n", byte);
  fact("dup3 to 50", CALL(dup3, fd, 50, O_CLOEXEC));
  fact("its descriptor flags", CALL(fcntl64, 50, F_GETFD, 0));
  fact("changing them", CALL(fcntl64, 50, F_SETFD, 0));
  fact("its descriptor flags", CALL(fcntl64, 50, F_GETFD, 0));
  fact("F_DUPFD from 40", CALL(fcntl64, fd, F_DUPFD, 40));
  fact("F_DUPFD from 50", CALL(fcntl64, fd, F_DUPFD, 50));
  fact("F_DUPFD_CLOEXEC", CALL(fcntl64, fd, F_DUPFD_CLOEXEC, 40));
  fact("its descriptor flags", CALL(fcntl64, 41, F_GETFD, 0));
  fact("dup3 to itself", CALL(dup3, fd, fd, 0));
  fact("dup3 with unknown flags", CALL(dup3, fd, 60, 1));
  fact("dup3 from nothing", CALL(dup3, 99, 60, 0));
  fact("dup3 to -1", CALL(dup3, fd, -1, 0));
  fact("dup of nothing", CALL(dup, 99));
  fact("F_DUPFD from -1", CALL(fcntl64, fd, F_DUPFD, -1));
  fact("unknown command", CALL(fcntl64, fd, 999, 0));
  fact("close", CALL(close, 50));
  fact("close again", CALL(close, 50));
  fact("close -1", CALL(close, -1));
  fact("reading after one of the duplicates is closed", CALL(read, fd, &byte, 1));
}

static void limits(void) {
  u64 limit[2] = {16, 16};
  CHILD("with room for 16 descriptors", {
    fact("prlimit64", CALL(prlimit64, 0, 7, limit, 0));
    int fd, last = 0;
    while ((fd = CALL(dup, 1)) >= 0) last = fd;
    say("the last one is %d\n", last);
    fact("dup", fd);
    TRY(openat, AT_FDCWD, "file", O_RDONLY);
    int fds[2];
    TRY(pipe2, fds, 0);
    TRY(fcntl64, 1, F_DUPFD, 0);
    TRY(fcntl64, 1, F_DUPFD, 16);
    TRY(dup3, 1, 16, 0);
    TRY(dup3, 1, 15, 0);
  });
}

static void vectors(void) {
  char a[4] = {0}, b[8] = {0};
  struct {
    const void *base;
    u32 length;
  } out[] = {{"ab", 2}, {0, 0}, {"cdef", 4}}, in[] = {{a, 3}, {b, 7}}, bad[] = {{"gh", 2}, {(void *)16, 2}};
  int fd = open("vector", O_RDWR | O_CREAT);
  fact("writev", CALL(writev, fd, out, 3));
  fact("a bad buffer after a good one", CALL(writev, fd, bad, 2));
  fact("a bad buffer first", CALL(writev, fd, bad + 1, 1));
  fact("no buffers", CALL(writev, fd, out, 0));
  fact("a bad list", CALL(writev, fd, 16, 1));
  fact("a negative count", CALL(writev, fd, out, -1));
  fact("too many", CALL(writev, fd, out, 1025));
  seek(fd, 0, SEEK_SET);
  fact("readv", CALL(readv, fd, in, 2));
  say("%s|%s\n", a, b);
  out[0].length = 0x80000000;
  fact("a negative length", CALL(writev, fd, out, 2));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  opening();
  reading_and_writing();
  appending();
  truncating();
  duplicates();
  limits();
  vectors();
  return 0;
}

/* Every call with arguments that cannot be right: an error number, never more. */
#include "guest.h"

#define BAD 16

static char page[4096];

static void descriptors(void) {
  TRY(close, 99);
  TRY(read, 99, page, 1);
  TRY(read, -1, page, 1);
  TRY(write, 99, page, 1);
  TRY(readv, 99, page, 1);
  TRY(writev, 99, page, 1);
  TRY(pread64, 99, page, 1, 0, 0);
  TRY(pwrite64, 99, page, 1, 0, 0);
  TRY(llseek, 99, 0, 0, page, 0);
  TRY(ftruncate64, 99, 0, 0);
  TRY(fchmod, 99, 0);
  TRY(fchown, 99, 0, 0);
  TRY(fcntl64, 99, F_GETFD, 0);
  TRY(ioctl, 99, 0x5401, page);
  TRY(ioctl, 1, 0x5401, page);
  TRY(ioctl, 1, 0x5413, page);
  TRY(ioctl, 1, 0x540f, page);
  TRY(getdents64, 99, page, 100);
  TRY(openat, 99, "x", O_RDONLY);
  TRY(unlinkat, 99, "x", 0);
  TRY(statx, 99, "x", 0, 0, page);
  TRY(statx, 99, "", AT_EMPTY_PATH, 0, page);
  TRY(readlinkat, 99, "x", page, 10);
  TRY(symlinkat, "x", 99, "y");
  TRY(linkat, 99, "x", 99, "y", 0);
  TRY(renameat2, 99, "x", 99, "y", 0);
  TRY(fchmodat, 99, "x", 0);
  TRY(fchownat, 99, "x", 0, 0, 0);
  TRY(faccessat, 99, "x", 0);
  TRY(utimensat_time64, 99, "x", 0, 0);
  TRY(mknodat, 99, "x", 0100644, 0);
}

static void pointers(void) {
  int fd = open("file", O_RDWR | O_CREAT), fds[2];
  CALL(write, fd, "text", 4);
  CALL(llseek, fd, 0, 0, page, SEEK_SET);
  CALL(pipe2, fds, 0);
  CALL(write, fds[1], "text", 4);
  TRY(openat, AT_FDCWD, BAD, O_RDONLY);
  TRY(openat, AT_FDCWD, 0, O_RDONLY);
  TRY(openat, AT_FDCWD, -1, O_RDONLY);
  TRY(read, fd, BAD, 4);
  TRY(read, fds[0], BAD, 4);
  TRY(read, fds[0], -4, 4);
  TRY(read, fds[0], page, -1);
  TRY(write, fd, BAD, 4);
  TRY(write, fds[1], BAD, 4);
  TRY(write, fd, BAD, 0);
  TRY(llseek, fd, 0, 0, BAD, SEEK_SET);
  TRY(mkdirat, AT_FDCWD, BAD, 0);
  TRY(unlinkat, AT_FDCWD, BAD, 0);
  TRY(symlinkat, BAD, AT_FDCWD, "x");
  TRY(symlinkat, "x", AT_FDCWD, BAD);
  TRY(linkat, AT_FDCWD, BAD, AT_FDCWD, "x", 0);
  TRY(linkat, AT_FDCWD, "file", AT_FDCWD, BAD, 0);
  TRY(renameat2, AT_FDCWD, BAD, AT_FDCWD, "x", 0);
  TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, BAD, 0);
  TRY(readlinkat, AT_FDCWD, BAD, page, 10);
  CALL(symlinkat, "file", AT_FDCWD, "link");
  TRY(readlinkat, AT_FDCWD, "link", BAD, 10);
  TRY(statx, AT_FDCWD, BAD, 0, 0, page);
  TRY(statx, AT_FDCWD, "file", 0, 0, BAD);
  TRY(statx, AT_FDCWD, "file", 0x80000000, 0, page);
  TRY(fchmodat, AT_FDCWD, BAD, 0);
  TRY(faccessat, AT_FDCWD, BAD, 0);
  TRY(chdir, BAD);
  TRY(getcwd, BAD, 100);
  TRY(pipe2, BAD, 0);
  TRY(getdents64, open(".", O_RDONLY), BAD, 1000);
  TRY(utimensat_time64, AT_FDCWD, "file", BAD, 0);
  TRY(uname, BAD);
  TRY(sysinfo, BAD);
  TRY(getrandom, BAD, 10, 0);
  TRY(getrandom, page, 10, 0x80);
  TRY(clock_gettime64, 0, BAD);
  TRY(clock_gettime64, 99, page);
  TRY(clock_getres_time64, 99, page);
  TRY(clock_getres_time64, 0, 0);
  TRY(clock_nanosleep_time64, 1, 0, BAD, 0);
  TRY(clock_nanosleep_time64, 99, 0, page, 0);
  struct timespec wrong = {0, 1000000000, 0}, negative = {-1, 0, 0};
  TRY(clock_nanosleep_time64, 1, 0, &wrong, 0);
  TRY(clock_nanosleep_time64, 1, 0, &negative, 0);
  TRY(prlimit64, 0, 99, 0, page);
  TRY(prlimit64, 0, 7, BAD, 0);
  TRY(prlimit64, 0, 7, 0, BAD);
  TRY(prlimit64, 99999, 7, 0, page);
  u64 limits[2] = {20, 10};
  TRY(prlimit64, 0, 7, limits, 0);
  TRY(rt_sigpending, BAD, 8);
  TRY(rt_sigprocmask, 0, BAD, 0, 8);
  TRY(sigaltstack, BAD, 0);
  TRY(execve, BAD, 0, 0);
  if (fork() == 0) exit_with(0);
  TRY(waitid, P_ALL, 0, BAD, WEXITED, 0);
  TRY(kill, 99999, 0);
  TRY(mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, 99, 0);
  TRY(munmap, 0x50000000, -1);
  TRY(munmap, 1, 1);
  TRY(mprotect, 1, 1, 0);
  TRY(fcntl64, 1, 999, 0);
  TRY(dup3, 1, 1, 0);
  TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, "x", 0x100);
  TRY(unlinkat, AT_FDCWD, "file", 0x1000);
  TRY(linkat, AT_FDCWD, "file", AT_FDCWD, "x", 0x8000);
}

/* Numbers that riscv32 Linux has no call for. */
static void unknown_calls(void) {
  static const int numbers[] = {-1, 38, 72, 73, 98, 101, 113, 115, 260, 440, 600, 5000, 0x7fffffff};
  for (u32 i = 0; i < LENGTH(numbers); i++) {
    say("call %d ", numbers[i]);
    fact("is", raw_call(numbers[i], 0, 0, 0, 0, 0, 0));
  }
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  descriptors();
  pointers();
  unknown_calls();
  return 0;
}

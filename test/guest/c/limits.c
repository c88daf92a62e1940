/* What a process has used, and what it may use. */
#include "guest.h"

#define RLIMIT_FSIZE 1
#define RLIMIT_NOFILE 7
#define SIGXFSZ 25
#define SIGXCPU 24
#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN -1
#define RUSAGE_THREAD 1

struct limit {
  u64 soft, hard;
};

static int set_soft(int resource, u32 soft) {
  struct limit limit;
  CALL(prlimit64, 0, resource, 0, &limit);
  limit.soft = soft;
  return CALL(prlimit64, 0, resource, &limit, 0);
}

static void usage(void) {
  u32 words[32];
  memset(words, 0x55, sizeof words);
  TRY(getrusage, RUSAGE_SELF, words);
  say("some memory: %d\n", words[4] > 0 && words[4] < 1000000);
  TRY(getrusage, RUSAGE_CHILDREN, words);
  TRY(getrusage, RUSAGE_THREAD, words);
  TRY(getrusage, 2, words);
  TRY(getrusage, RUSAGE_SELF, 16);
  u32 times[5] = {1, 1, 1, 1, 77};
  fact("times", CALL(times, times) != -14);
  say("children %d %d, not beyond: %d\n", times[2], times[3], times[4]);
  fact("times without a place", CALL(times, 0) != -14);
}

static void rules(void) {
  struct limit limit = {50, 40};
  TRY(prlimit64, 0, RLIMIT_NOFILE, &limit, 0);
  TRY(prlimit64, 0, 16, 0, &limit);
  TRY(prlimit64, 0, -1, 0, &limit);
  TRY(prlimit64, 999999, RLIMIT_NOFILE, 0, &limit);
  limit.soft = 40, limit.hard = 60;
  CHILD("limits and a child", {
    struct limit found;
    fact("set", CALL(prlimit64, 0, RLIMIT_NOFILE, &limit, 0));
    fact("get", CALL(prlimit64, CALL(getpid), RLIMIT_NOFILE, 0, &found));
    say("soft %d, hard %d\n", (int)found.soft, (int)found.hard);
    CHILD("the child's", {
      CALL(prlimit64, 0, RLIMIT_NOFILE, 0, &found);
      say("soft %d, hard %d\n", (int)found.soft, (int)found.hard);
    });
  });
}

static void descriptors(void) {
  CHILD("descriptors", {
    fact("soft limit", set_soft(RLIMIT_NOFILE, 64));
    fact("the highest", CALL(dup3, 1, 63, 0));
    fact("too high", CALL(dup3, 1, 64, 0));
    fact("none from there on", CALL(fcntl64, 1, F_DUPFD, 63));
    fact("no such", CALL(fcntl64, 1, F_DUPFD, 64));
    fact("soft limit", set_soft(RLIMIT_NOFILE, 10));
    fact("what is open stays open", CALL(fcntl64, 63, F_GETFD));
  });
}

static void on_large(int signal, struct siginfo *info, void *context) { say("signal %d\n", signal); }

static void file_size(void) {
  CHILD("file size", {
    int fd = open("limited", O_RDWR | O_CREAT | O_TRUNC);
    fact("soft limit", set_soft(RLIMIT_FSIZE, 10));
    on_signal(SIGXFSZ, on_large, 0, 0);
    fact("write", CALL(write, fd, "1234567", 7));
    fact("write what does not fit", CALL(write, fd, "abcdefg", 7));
    fact("write at the limit", CALL(write, fd, "x", 1));
    fact("write nothing", CALL(write, fd, "x", 0));
    fact("write below", CALL(pwrite64, fd, "x", 1, 0, 4, 0));
    fact("write behind", CALL(pwrite64, fd, "x", 1, 0, 20, 0));
    fact("make it longer", CALL(ftruncate64, fd, 11, 0));
    fact("make it shorter", CALL(ftruncate64, fd, 5, 0));
    fact("to the limit", CALL(ftruncate64, fd, 10, 0));
    on_signal(SIGXFSZ, SIG_IGN, 0, 0);
    fact("the signal ignored", CALL(ftruncate64, fd, 11, 0));
    int pipe[2];
    CALL(pipe2, pipe, 0);
    fact("pipes have no limit", CALL(write, pipe[1], "0123456789abcdef", 16));
    CALL(close, fd);
  });
  CHILD("a file that grows too large", {
    int fd = open("limited", O_WRONLY | O_APPEND);
    set_soft(RLIMIT_FSIZE, 10);
    CALL(write, fd, "x", 1);
  });
  CALL(unlinkat, AT_FDCWD, "limited", 0);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  usage();
  rules();
  descriptors();
  file_size();
  return 0;
}

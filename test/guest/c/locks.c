/* Locks on files: of open objects as a whole (flock), and of processes on bytes (fcntl). */
#include "guest.h"

#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define F_GETLK64 12
#define F_SETLK64 13
#define F_SETLKW64 14
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

struct flock {
  short type, whence;
  int start, length, pid;
};
struct flock64 {
  short type, whence;
  long long start, length;
  int pid;
};

static int file(int flags) { return open("file", flags | O_CREAT); }

static void whole(void) {
  int a = file(O_RDWR), b = file(O_RDONLY), same = CALL(dup, a);
  fact("shared", CALL(flock, a, LOCK_SH));
  fact("shared by another", CALL(flock, b, LOCK_SH | LOCK_NB));
  fact("alone while it is shared", CALL(flock, a, LOCK_EX | LOCK_NB));
  fact("and now its own is gone", CALL(flock, b, LOCK_EX | LOCK_NB));
  fact("the same open file", CALL(flock, same, LOCK_SH | LOCK_NB));
  fact("unlocked", CALL(flock, b, LOCK_UN));
  fact("and again", CALL(flock, b, LOCK_UN));
  fact("through the duplicate", CALL(flock, same, LOCK_EX | LOCK_NB));
  fact("the other", CALL(flock, b, LOCK_SH | LOCK_NB));
  CALL(close, a);
  fact("one descriptor closed, one left", CALL(flock, b, LOCK_SH | LOCK_NB));
  CHILD("a child shares it", fact("the child, again", CALL(flock, same, LOCK_EX | LOCK_NB)));
  fact("and its end releases nothing", CALL(flock, b, LOCK_SH | LOCK_NB));
  CHILD("but it may unlock", CALL(flock, same, LOCK_UN));
  fact("which it did", CALL(flock, b, LOCK_SH | LOCK_NB));
  CALL(flock, b, LOCK_UN);
  CALL(flock, same, LOCK_EX);
  CALL(close, same);
  fact("all closed", CALL(flock, b, LOCK_EX | LOCK_NB));
  fact("no operation", CALL(flock, b, 0));
  fact("two operations", CALL(flock, b, LOCK_SH | LOCK_EX));
  fact("no descriptor", CALL(flock, 77, LOCK_SH));
  int folder = open(".", O_RDONLY);
  fact("a folder", CALL(flock, folder, LOCK_EX));
  CALL(close, folder);
  CALL(close, b);
}

static void interrupted(int signal, struct siginfo *info, void *context) {}

static void waiting(void) {
  int lock = file(O_RDWR), fds[2];
  char order[8] = {0};
  CALL(pipe2, fds, 0);
  CALL(flock, lock, LOCK_EX);
  for (int i = 0; i < 4; i++) {
    if (fork() == 0) {
      int mine = file(O_RDWR);
      sleep_ms(50 * i);
      CALL(flock, mine, LOCK_EX);
      char name = 'a' + i;
      CALL(write, fds[1], &name, 1);
      exit_with(0);
    }
  }
  sleep_ms(300);
  CALL(flock, lock, LOCK_UN);
  for (int i = 0; i < 4; i++) ending("one who waited", 0);
  CALL(read, fds[0], order, 4);
  say("they came in the order %s\n", order);
  CALL(flock, lock, LOCK_EX);
  CHILD("with a signal", {
    int mine = file(O_RDWR);
    on_signal(SIGALRM, interrupted, 0, 0);
    int times[4] = {0, 0, 0, 50000};
    CALL(setitimer, 0, times, 0);
    fact("flock", CALL(flock, mine, LOCK_EX));
  });
  CALL(close, lock);
}

static int lock64(int fd, int command, int type, int whence, long long start, long long length) {
  struct flock64 lock = {type, whence, start, length, 0};
  return CALL(fcntl64, fd, command, &lock);
}
/* What stands in the way of a lock. */
static void look(const char *name, int fd, int command, int type, long long start, long long length) {
  struct flock64 lock = {type, SEEK_SET, start, length, 0};
  int result = CALL(fcntl64, fd, command, &lock);
  if (result < 0) fact(name, result);
  else if (lock.type == F_UNLCK) say("%s: nothing\n", name);
  else
    say("%s: type %d whence %d from %d for %d, by %s\n", name, lock.type, lock.whence, (int)lock.start,
        (int)lock.length, lock.pid == -1 ? "an open file" : lock.pid == CALL(getpid) ? "me" : "somebody");
}
/* As seen by a child, which holds no locks. */
#define LOOK(name, ...) CHILD(name, look(name, __VA_ARGS__))

static void records(void) {
  int fd = file(O_RDWR), reading = file(O_RDONLY);
  CALL(ftruncate64, fd, 100, 0);
  fact("bytes 10 to 19", lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 10, 10));
  look("by the one who has it", fd, F_GETLK64, F_WRLCK, 0, 0);
  LOOK("by a child", fd, F_GETLK64, F_RDLCK, 0, 0);
  LOOK("before it", fd, F_GETLK64, F_WRLCK, 0, 10);
  LOOK("behind it", fd, F_GETLK64, F_WRLCK, 20, 0);
  fact("joined", lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 20, 5));
  LOOK("the two as one", fd, F_GETLK64, F_WRLCK, 0, 0);
  fact("the middle shared", lock64(fd, F_SETLK64, F_RDLCK, SEEK_SET, 14, 2));
  LOOK("for writing", fd, F_GETLK64, F_WRLCK, 14, 0);
  LOOK("for reading", fd, F_GETLK64, F_RDLCK, 14, 0);
  fact("a hole", lock64(fd, F_SETLK64, F_UNLCK, SEEK_SET, 12, 1));
  LOOK("up to the hole", fd, F_GETLK64, F_WRLCK, 0, 0);
  LOOK("from the hole", fd, F_GETLK64, F_RDLCK, 12, 0);
  CHILD("a child tries", fact("in the way", lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 0, 0)));
  CHILD("a child reads", fact("shared with it", lock64(fd, F_SETLK64, F_RDLCK, SEEK_SET, 14, 2)));
  seek(fd, 50, SEEK_SET);
  fact("from here", lock64(fd, F_SETLK64, F_WRLCK, SEEK_CUR, 5, 5));
  LOOK("there", fd, F_GETLK64, F_RDLCK, 40, 0);
  fact("before the end", lock64(fd, F_SETLK64, F_WRLCK, SEEK_END, -10, 0));
  LOOK("to the end", fd, F_GETLK64, F_RDLCK, 70, 0);
  fact("a negative length", lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 70, -5));
  LOOK("is before", fd, F_GETLK64, F_RDLCK, 61, 20);
  fact("a negative start", lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, -1, 2));
  fact("no whence", lock64(fd, F_SETLK64, F_WRLCK, 7, 0, 0));
  fact("no type", lock64(fd, F_SETLK64, 9, SEEK_SET, 0, 0));
  fact("writing through a reader", lock64(reading, F_SETLK64, F_WRLCK, SEEK_SET, 0, 0));
  fact("a bad address", CALL(fcntl64, fd, F_SETLK64, 16));
  struct flock small = {F_WRLCK, SEEK_SET, 0, 0, 0};
  int result = CALL(fcntl64, fd, F_GETLK, &small);
  fact("the short form", result);
  say("type %d\n", small.type);
  CHILD("in a child", {
    struct flock mine = {F_RDLCK, SEEK_SET, 0, 0, 0};
    fact("the short form", CALL(fcntl64, fd, F_GETLK, &mine));
    say("type %d from %d for %d\n", mine.type, mine.start, mine.length);
  });
  CALL(close, reading);
  LOOK("closing any descriptor of it releases all", fd, F_GETLK64, F_WRLCK, 0, 0);
  lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 0, 0);
  CHILD("closing in a child does not", {
    int other = file(O_RDWR);
    CALL(close, other);
    look("the parent's", fd, F_GETLK64, F_WRLCK, 0, 0);
  });
  CHILD("a child that ends", {
    int mine = open("other", O_RDWR | O_CREAT);
    lock64(mine, F_SETLK64, F_WRLCK, SEEK_SET, 0, 0);
    fact("its lock", 0);
  });
  int other = open("other", O_RDWR);
  fact("the end of a process releases them", lock64(other, F_SETLK64, F_WRLCK, SEEK_SET, 0, 0));
  CALL(close, other);
  CALL(close, fd);
}

static void waiting_for_records(void) {
  int fd = file(O_RDWR);
  lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 0, 10);
  int child = fork();
  if (child == 0) {
    lock64(fd, F_SETLK64, F_WRLCK, SEEK_SET, 20, 10);
    fact("the child got it", lock64(fd, F_SETLKW64, F_WRLCK, SEEK_SET, 5, 1));
    exit_with(0);
  }
  sleep_ms(100);
  fact("a circle", lock64(fd, F_SETLKW64, F_WRLCK, SEEK_SET, 25, 1));
  fact("released", lock64(fd, F_SETLK64, F_UNLCK, SEEK_SET, 0, 10));
  ending("the child", child);
  fact("and now it is free", lock64(fd, F_SETLKW64, F_WRLCK, SEEK_SET, 25, 1));
  CHILD("with a signal", {
    on_signal(SIGALRM, interrupted, 0, 0);
    int times[4] = {0, 0, 0, 50000};
    CALL(setitimer, 0, times, 0);
    fact("F_SETLKW", lock64(fd, F_SETLKW64, F_WRLCK, SEEK_SET, 0, 0));
  });
  CALL(close, fd);
}

static void of_open_files(void) {
  int a = file(O_RDWR), b = file(O_RDWR);
  fact("an open file's", lock64(a, F_OFD_SETLK, F_WRLCK, SEEK_SET, 0, 10));
  fact("another's, of the same process", lock64(b, F_OFD_SETLK, F_WRLCK, SEEK_SET, 5, 10));
  fact("the process's", lock64(b, F_SETLK64, F_WRLCK, SEEK_SET, 5, 10));
  look("who has it", b, F_GETLK64, F_WRLCK, 5, 10);
  look("who has it", b, F_OFD_GETLK, F_WRLCK, 5, 10);
  CHILD("a child shares it", fact("again", lock64(a, F_OFD_SETLK, F_RDLCK, SEEK_SET, 0, 5)));
  look("the first part is shared now", b, F_OFD_GETLK, F_WRLCK, 0, 1);
  CALL(close, b);
  b = file(O_RDWR);
  look("closing another leaves it", b, F_OFD_GETLK, F_WRLCK, 5, 1);
  CALL(close, a);
  look("closing its own does not", b, F_OFD_GETLK, F_WRLCK, 0, 0);
  CALL(close, b);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  whole();
  waiting();
  records();
  waiting_for_records();
  of_open_files();
  return 0;
}

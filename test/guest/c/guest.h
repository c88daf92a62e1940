/*
 * What the C programs of these tests stand on: a start, raw system calls, and facts printed line by line. It is included
 * by the one file of each program. tables.h is made from Kernlet's tables: SYS_name for each call, and ERROR_NAMES.
 */
#include "tables.h"

typedef unsigned int u32;
typedef unsigned long long u64;

#define NULL ((void *)0)
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000
#define O_PATH 010000000
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_EMPTY_PATH 0x1000
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 1030
#define F_SETPIPE_SZ 1031
#define F_GETPIPE_SZ 1032

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_FIXED_NOREPLACE 0x100000

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGURG 23
#define SIGWINCH 28
#define SIG_DFL ((handler *)0)
#define SIG_IGN ((handler *)1)
#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define P_ALL 0
#define P_PID 1
#define P_PGID 2
#define WNOHANG 1
#define WSTOPPED 2
#define WEXITED 4
#define WCONTINUED 8
#define WNOWAIT 0x01000000
#define EINTR 4
#define EAGAIN 11

/* A system call with up to six arguments; a negative result is an error number. */
static long raw_call(long number, long a, long b, long c, long d, long e, long f) {
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a3 __asm__("a3") = d;
  register long a4 __asm__("a4") = e;
  register long a5 __asm__("a5") = f;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
  return a0;
}
#define CALL(name, ...) CALL_PADDED(SYS_##name __VA_OPT__(, ) __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_PADDED(number, a, b, c, d, e, f, ...) \
  raw_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

void *memset(void *to, int value, u32 count) {
  for (u32 i = 0; i < count; i++) ((char *)to)[i] = (char)value;
  return to;
}
void *memcpy(void *to, const void *from, u32 count) {
  for (u32 i = 0; i < count; i++) ((char *)to)[i] = ((const char *)from)[i];
  return to;
}
static int compare(const void *a, const void *b, u32 count) {
  for (u32 i = 0; i < count; i++)
    if (((const char *)a)[i] != ((const char *)b)[i]) return 1;
  return 0;
}
static u32 length_of(const char *text) {
  u32 count = 0;
  while (text[count]) count++;
  return count;
}
static int equal(const char *a, const char *b) {
  return length_of(a) == length_of(b) && !compare(a, b, length_of(a));
}

static void exit_with(int status) {
  CALL(exit_group, status);
  __builtin_unreachable();
}

/* Prints with %s, %d, %u, %x, %o, %c, in one write. */
static void say(const char *format, ...) {
  static char line[4096];
  __builtin_va_list args;
  __builtin_va_start(args, format);
  u32 at = 0;
  for (; *format; format++) {
    if (*format != '%') {
      line[at++] = *format;
      continue;
    }
    char kind = *++format;
    if (kind == 's') {
      const char *text = __builtin_va_arg(args, const char *);
      while (*text) line[at++] = *text++;
    } else if (kind == 'c') {
      line[at++] = (char)__builtin_va_arg(args, int);
    } else {
      u32 value = __builtin_va_arg(args, u32);
      u32 base = kind == 'x' ? 16 : kind == 'o' ? 8 : 10;
      char digits[12];
      int count = 0;
      if (kind == 'd' && (int)value < 0) {
        line[at++] = '-';
        value = -value;
      }
      do digits[count++] = "0123456789abcdef"[value % base];
      while (value /= base);
      while (count) line[at++] = digits[--count];
    }
  }
  CALL(write, 1, line, at);
}

/* "name: result", with the error's name if it is one. */
static void fact(const char *name, long result) {
  static const char *const errors[] = {ERROR_NAMES};
  if (result < 0 && result > -(long)LENGTH(errors) && errors[-result]) say("%s: %s\n", name, errors[-result]);
  else say("%s: %d\n", name, result);
}
/* The line is the call itself and what it gave. */
#define TRY(name, ...) fact(#name "(" #__VA_ARGS__ ")", CALL(name __VA_OPT__(, ) __VA_ARGS__))

struct siginfo {
  int signal, error, code;
  union {
    struct {
      int pid, uid, status;
    };
    u32 addr;
    int padding[29];
  };
};

static int fork(void) { return CALL(clone, SIGCHLD); }

static int wait_for(int pid, struct siginfo *info, int options) {
  memset(info, 0, sizeof *info);
  return CALL(waitid, pid ? P_PID : P_ALL, pid, info, options, 0);
}

/* "name: exited 3" or "name: killed 9": how a child ended. */
static void ending(const char *name, int pid) {
  struct siginfo info;
  int result = wait_for(pid, &info, WEXITED);
  if (result < 0) fact(name, result);
  else say("%s: %s %d\n", name, info.code == 1 ? "exited" : info.code == 2 ? "killed" : "ended otherwise", info.status);
}

/* Runs `body` in a child and says how that ends. */
#define CHILD(name, ...)       \
  do {                         \
    int child_pid_ = fork();   \
    if (child_pid_ == 0) {     \
      __VA_ARGS__;             \
      exit_with(0);            \
    }                          \
    ending(name, child_pid_);  \
  } while (0)

typedef void handler(int signal, struct siginfo *info, void *context);
/*
 * Linux takes the first 16 bytes. qemu 7.2 knows a restorer between flags and mask, which riscv does not have, and 20
 * bytes: with a second copy of its low word the mask means the same to both for signals up to 32.
 */
struct action {
  handler *handler;
  u32 flags;
  u32 mask, mask_again, zero;
};
#define BIT(signal) (1ull << ((signal) - 1))

static int on_signal(int signal, handler *handler, u32 flags, u32 mask) {
  struct action action = {handler, flags, mask, mask, 0};
  return CALL(rt_sigaction, signal, &action, 0, 8);
}
static int change_mask(int how, u64 set) { return CALL(rt_sigprocmask, how, &set, 0, 8); }
static u64 current_mask(void) {
  u64 set;
  CALL(rt_sigprocmask, 0, 0, &set, 8);
  return set;
}

struct timespec {
  long long seconds;
  long nanoseconds, padding;
};
static int sleep_ms(int ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000, 0};
  return CALL(clock_nanosleep_time64, 1, 0, &time, 0);
}

struct statx {
  u32 mask, blksize;
  u64 attributes;
  u32 nlink, uid, gid;
  unsigned short mode, padding;
  u64 ino, size, blocks, attributes_mask;
  u32 times[16], devices[4];
  u64 rest[14];
};
static int stat(const char *path, struct statx *out) {
  return CALL(statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0x7ff, out);
}

static int open(const char *path, int flags) { return CALL(openat, AT_FDCWD, path, flags, 0644); }
static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC);
  CALL(write, fd, text, length_of(text));
  CALL(close, fd);
}
/* "name: content" of a whole small file. */
static void show(const char *name, const char *path) {
  char buffer[1024];
  int fd = open(path, O_RDONLY);
  int count = CALL(read, fd, buffer, sizeof buffer - 1);
  if (fd >= 0) CALL(close, fd);
  if (count < 0) {
    fact(name, count);
    return;
  }
  buffer[count] = 0;
  say("%s: \"%s\"\n", name, buffer);
}
/* The offset after an llseek, or its error. */
static long seek(int fd, long offset, int whence) {
  u64 result = 0;
  long error = CALL(llseek, fd, offset < 0 ? -1 : 0, offset, &result, whence);
  return error < 0 ? error : (long)result;
}
static void *map(u32 addr, u32 length, int prot, int flags, int fd, u32 page) {
  return (void *)CALL(mmap2, addr, length, prot, flags, fd, page);
}

int program(int argc, char **argv, char **envp, u32 *auxv);

__attribute__((used)) static void begin(u32 *stack) {
  int argc = (int)stack[0];
  char **argv = (char **)(stack + 1), **envp = argv + argc + 1, **at = envp;
  while (*at) at++;
  int status = program(argc, argv, envp, (u32 *)(at + 1));
  if (status == 0) say("end\n");
  exit_with(status);
}
__asm__(
    ".globl _start\n_start:\n"
    ".option push\n.option norelax\nla gp, __global_pointer$\n.option pop\n"
    "mv a0, sp\nandi sp, sp, -16\ncall begin\n");

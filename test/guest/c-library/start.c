/*
 * What picolibc asks of the system below it, on Linux: a start that sets up thread-local storage (errno is in it), the
 * standard streams, files, memory, and the end. tables.h is made from Kernlet's table of calls.
 */
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include "tables.h"

#define AT_PHDR 3
#define AT_PHNUM 5
#define AT_FDCWD (-100)

int main(int argc, char **argv, char **envp);
extern char **environ;

static long call(long number, long a, long b, long c, long d, long e) {
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a3 __asm__("a3") = d;
  register long a4 __asm__("a4") = e;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
  return a0;
}

static long result(long value) {
  if (value >= 0 || value < -4095) return value;
  errno = -value;
  return -1;
}

ssize_t read(int fd, void *buffer, size_t count) { return result(call(SYS_read, fd, (long)buffer, count, 0, 0)); }
ssize_t write(int fd, const void *buffer, size_t count) {
  return result(call(SYS_write, fd, (long)buffer, count, 0, 0));
}
int close(int fd) { return result(call(SYS_close, fd, 0, 0, 0, 0)); }

int open(const char *path, int flags, ...) {
  return result(call(SYS_openat, AT_FDCWD, (long)path, flags, 0644, 0));
}

off_t lseek(int fd, off_t offset, int whence) {
  int64_t place = 0;
  long error = call(SYS_llseek, fd, (long)((int64_t)offset >> 32), (long)offset, (long)&place, whence);
  return result(error) < 0 ? -1 : (off_t)place;
}

void *sbrk(ptrdiff_t change) {
  static uintptr_t end;
  if (end == 0) end = call(SYS_brk, 0, 0, 0, 0, 0);
  uintptr_t wanted = end + change;
  if ((uintptr_t)call(SYS_brk, wanted, 0, 0, 0, 0) != wanted) {
    errno = ENOMEM;
    return (void *)-1;
  }
  void *start = (void *)end;
  end = wanted;
  return start;
}

void _exit(int status) {
  for (;;) call(SYS_exit_group, status, 0, 0, 0, 0);
}

static char pending[512];
static int pending_count;

static int flush(FILE *stream) {
  for (int done = 0, count; done < pending_count; done += count)
    if ((count = write(1, pending + done, pending_count - done)) <= 0) break;
  pending_count = 0;
  return 0;
}
static int put(char byte, FILE *stream) {
  pending[pending_count++] = byte;
  if (pending_count == sizeof pending) flush(stream);
  return (unsigned char)byte;
}
static int put_error(char byte, FILE *stream) { return write(2, &byte, 1) == 1 ? (unsigned char)byte : EOF; }
static int get(FILE *stream) {
  unsigned char byte;
  return read(0, &byte, 1) == 1 ? byte : EOF;
}
static FILE input = FDEV_SETUP_STREAM(NULL, get, NULL, _FDEV_SETUP_READ);
static FILE output = FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);
static FILE errors = FDEV_SETUP_STREAM(put_error, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdin = &input;
FILE *const stdout = &output;
FILE *const stderr = &errors;

/* Thread-local storage: the initial values from the executable, then zeros; tp points at its start. */
static void set_up_thread(const uintptr_t *auxv) {
  static char storage[1024] __attribute__((aligned(16)));
  const Elf32_Phdr *headers = NULL;
  int count = 0;
  for (; auxv[0]; auxv += 2) {
    if (auxv[0] == AT_PHDR) headers = (const Elf32_Phdr *)auxv[1];
    if (auxv[0] == AT_PHNUM) count = (int)auxv[1];
  }
  __asm__ volatile("mv tp, %0" ::"r"(storage));
  for (int i = 0; i < count; i++) {
    if (headers[i].p_type != PT_TLS) continue;
    if (headers[i].p_memsz > sizeof storage) _exit(125);
    memcpy(storage, (const void *)headers[i].p_vaddr, headers[i].p_filesz);
  }
}

__attribute__((used)) static void begin(uintptr_t *stack) {
  int argc = (int)stack[0];
  char **argv = (char **)(stack + 1), **at = argv + argc + 1;
  environ = at;
  while (*at) at++;
  set_up_thread((uintptr_t *)(at + 1));
  int status = main(argc, argv, environ);
  fflush(stdout);
  exit(status);
}
__asm__(
    ".globl _start\n_start:\n"
    ".option push\n.option norelax\nla gp, __global_pointer$\n.option pop\n"
    "mv a0, sp\nandi sp, sp, -16\ncall begin\n");

/* Files of /proc, in the formats of Linux: of another process, since qemu makes some of the caller's own. */
#include "guest.h"

static char text[8192];

static char *path_of(int pid, const char *file) {
  static char path[64];
  char digits[12];
  int count = 0, at = 0;
  memcpy(path, "/proc/", 6);
  at = 6;
  do digits[count++] = '0' + pid % 10;
  while (pid /= 10);
  while (count) path[at++] = digits[--count];
  path[at++] = '/';
  memcpy(path + at, file, length_of(file) + 1);
  return path;
}

static int read_all(const char *path) {
  int fd = open(path, O_RDONLY), count = 0, got;
  if (fd < 0) return fd;
  while ((got = CALL(read, fd, text + count, sizeof text - 1 - count)) > 0) count += got;
  CALL(close, fd);
  text[got < 0 ? 0 : count] = 0;
  return got < 0 ? got : count;
}

/* The whole line that begins with `name`. */
static void line(const char *name) {
  for (char *at = text; *at;) {
    char *end = at;
    while (*end && *end != '\n') end++;
    if (!compare(at, name, length_of(name))) {
      char last = *end;
      *end = 0;
      say("\"%s\"\n", at);
      *end = last;
      return;
    }
    at = *end ? end + 1 : end;
  }
  say("no %s\n", name);
}

/* The words of the text from number `from` on, counted from 1. */
static void words(int from, int to) {
  int number = 1;
  for (char *at = text; *at; at++) {
    if (*at == ' ') number++;
    if (number >= from && number <= to) say("%c", *at);
  }
  say("\n");
}

static void link(const char *name, const char *path) {
  char target[100];
  int count = CALL(readlinkat, AT_FDCWD, path, target, sizeof target - 1);
  if (count < 0) {
    fact(name, count);
    return;
  }
  target[count] = 0;
  /* The number of a pipe is anything. */
  for (int i = 0; i < count; i++)
    if (target[i] == '[') target[i + 1] = 0;
  say("%s: %s\n", name, target);
}

static void of_a_sleeper(void) {
  int ready[2];
  char byte;
  CALL(pipe2, ready, 0);
  int pid = fork();
  if (pid == 0) {
    struct {
      u64 soft, hard;
    } limit = {33, 44};
    CALL(prctl, 15, "a sleeper");
    CALL(prlimit64, 0, 7, &limit, 0);
    limit.hard = -1;
    CALL(prlimit64, 0, 1, &limit, 0);
    CALL(setpriority, 0, 0, 4);
    CALL(setpgid, 0, 0);
    CALL(chdir, "/tmp");
    CALL(dup3, ready[0], 20, 0);
    CALL(dup3, open("/folder/file", O_WRONLY | O_CREAT), 21, 0);
    CALL(dup3, open("/dev/null", O_RDWR), 22, 0);
    CALL(write, ready[1], "x", 1);
    for (;;) sleep_ms(100000);
  }
  CALL(read, ready[0], &byte, 1);
  /* Until it sleeps. */
  do read_all(path_of(pid, "stat")), sleep_ms(1);
  while (text[length_of(text) - 1] != '\n' || !read_all(path_of(pid, "wchan")));
  do {
    sleep_ms(1);
    read_all(path_of(pid, "status"));
    line("State:");
  } while (0);
  line("Name:");
  line("Umask:");
  line("TracerPid:");
  line("Uid:");
  line("Gid:");
  line("SigBlk:");
  read_all(path_of(pid, "comm"));
  line("a ");
  read_all(path_of(pid, "stat"));
  words(2, 4);
  words(18, 19);
  read_all(path_of(pid, "limits"));
  line("Limit ");
  line("Max open files");
  line("Max file size");
  link("its directory", path_of(pid, "cwd"));
  link("its root", path_of(pid, "root"));
  link("a pipe", path_of(pid, "fd/20"));
  link("a file", path_of(pid, "fd/21"));
  link("a device", path_of(pid, "fd/22"));
  link("not open", path_of(pid, "fd/23"));
  link("no number", path_of(pid, "fd/x"));
  CALL(unlinkat, AT_FDCWD, "file", 0);
  link("the file without a name", path_of(pid, "fd/21"));
  struct statx facts;
  fact("stat of a descriptor", stat(path_of(pid, "fd/20"), &facts));
  say("mode %o\n", facts.mode);
  fact("stat of a descriptor", stat(path_of(pid, "fd/21"), &facts));
  say("mode %o\n", facts.mode);
  fact("its directory", stat(path_of(pid, "."), &facts));
  say("mode %o\n", facts.mode);
  CALL(kill, pid, SIGSTOP);
  struct siginfo info;
  wait_for(pid, &info, WSTOPPED);
  read_all(path_of(pid, "status"));
  line("State:");
  CALL(kill, pid, SIGKILL);
  wait_for(pid, &info, WEXITED | WNOWAIT);
  read_all(path_of(pid, "status"));
  line("State:");
  fact("a zombie's arguments", read_all(path_of(pid, "cmdline")));
  fact("a zombie's map", read_all(path_of(pid, "maps")));
  link("a zombie's program", path_of(pid, "exe"));
  wait_for(pid, &info, WEXITED);
  fact("gone", read_all(path_of(pid, "status")));
  CALL(close, ready[0]);
  CALL(close, ready[1]);
}

static void links_open_again(void) {
  char byte;
  put("letters", "abc");
  int fd = open("letters", O_RDONLY);
  CALL(read, fd, &byte, 1);
  int again = open(path_of(CALL(getpid), "fd/3"), O_RDONLY);
  fact("the same descriptor", fd);
  CALL(read, again, &byte, 1);
  say("from its start: %c\n", byte);
  CALL(close, again);
  again = open("/proc/self/fd/3", O_RDWR);
  fact("opened to write", CALL(write, again, "X", 1));
  CALL(close, again);
  CALL(close, fd);
  show("the file", "letters");
  show("through a directory", "/proc/self/cwd/letters");
  fact("no descriptor", open("/proc/self/fd/3", O_RDONLY));
  int fds[2];
  CALL(pipe2, fds, 0);
  int ends[2];
  CALL(pipe2, ends, 0);
  CALL(write, ends[1], "left", 4);
  CALL(close, ends[1]);
  static char own[] = "/proc/self/fd/?";
  own[sizeof own - 2] = '0' + ends[0];
  int second = open(own, O_RDONLY);
  char left[9] = {0};
  fact("a pipe without writers is opened again", CALL(read, second, left, 8));
  say("%s\n", left);
  fact("and is at its end", CALL(read, ends[0], left, 8));
  CALL(close, second);
  CALL(close, ends[0]);
  int writer = open("/proc/self/fd/4", O_WRONLY);
  CALL(write, writer, "!", 1);
  CALL(read, fds[0], &byte, 1);
  say("through the pipe: %c\n", byte);
  CALL(close, writer);
  CALL(close, fds[0]);
  CALL(close, fds[1]);
  CALL(unlinkat, AT_FDCWD, "letters", 0);
}

/* Digits become 0, and a run of them or of spaces one. */
static void shape(const char *name, const char *path, const char *start) {
  read_all(path);
  char *from = text, *to = text;
  while (*from && compare(from, start, length_of(start))) from++;
  for (char last = 0; *from && *from != '\n'; from++) {
    char next = *from >= '0' && *from <= '9' ? '0' : *from;
    if (next != last || (next != '0' && next != ' ')) *to++ = next;
    last = next;
  }
  *to = 0;
  say("%s: \"%s\"\n", name, text);
}

static void of_the_system(void) {
  shape("uptime", "/proc/uptime", "");
  shape("loadavg", "/proc/loadavg", "");
  shape("stat", "/proc/stat", "cpu ");
  shape("stat", "/proc/stat", "cpu0 ");
  shape("stat", "/proc/stat", "ctxt ");
  shape("stat", "/proc/stat", "processes ");
  shape("meminfo", "/proc/meminfo", "MemTotal");
  shape("meminfo", "/proc/meminfo", "Cached");
  shape("statm", path_of(CALL(getpid), "statm"), "");
  show("ostype", "/proc/sys/kernel/ostype");
  link("mounts", "/proc/mounts");
  link("program", "/proc/self/exe");
  fact("self", CALL(openat, AT_FDCWD, "/proc/self/", O_RDONLY | O_DIRECTORY) > 0);
  fact("thread-self", read_all("/proc/thread-self/comm"));
  fact("a thread of it", read_all("/proc/self/task/1/comm") > 0);
  fact("no thread of it", read_all("/proc/self/task/99999/comm"));
  fact("no process", read_all("/proc/99999/comm"));
  fact("make a directory", CALL(mkdirat, AT_FDCWD, "/proc/x", 0777));
  fact("remove a file", CALL(unlinkat, AT_FDCWD, "/proc/version", 0));
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  of_a_sleeper();
  links_open_again();
  of_the_system();
  return 0;
}

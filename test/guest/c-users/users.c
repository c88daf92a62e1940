/* Several users: who may use whose files, and who may signal whom. It is started by root, in a folder that all may write. */
#include "../c/guest.h"

#define ALICE 1000
#define BOB 1001
#define ROOM 50
#define X_OK 1
#define W_OK 2
#define R_OK 4
#define AT_EACCESS 0x200
#define S_IFCHR 020000
#define S_IFIFO 010000
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe
#define PR_GET_DUMPABLE 3

/* Runs `body` in a child as a user with his own group. */
#define AS(user, ...)               \
  CHILD("as " #user, {              \
    CALL(setgroups, 0, 0);          \
    CALL(setresgid, user, user, user); \
    CALL(setresuid, user, user, user); \
    __VA_ARGS__;                    \
  })

static void make(const char *path, int mode, int uid, int gid) {
  put(path, "text");
  CALL(fchownat, AT_FDCWD, path, uid, gid, 0);
  CALL(fchmodat, AT_FDCWD, path, mode);
}
static void look(const char *path) {
  struct statx facts;
  int error = stat(path, &facts);
  if (error < 0) fact(path, error);
  else say("%s: mode %o of %d and %d\n", path, facts.mode, facts.uid, facts.gid);
}
static void try_open(const char *path) {
  static const int flags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_TRUNC};
  say("%s:", path);
  for (u32 i = 0; i < LENGTH(flags); i++) {
    int fd = open(path, flags[i]);
    say(" %d", fd < 0 ? fd : 0);
    if (fd >= 0) CALL(close, fd);
  }
  say("\n");
}

static void classes(void) {
  static const int modes[] = {0700, 0600, 0400, 0200, 0100, 070, 060, 040, 020, 010, 07, 06, 04, 02, 01, 0, 0644};
  for (u32 i = 0; i < LENGTH(modes); i++) {
    say("mode %o\n", modes[i]);
    make("f", modes[i], ALICE, ROOM);
    try_open("f");
    AS(ALICE, try_open("f"));
    AS(BOB, try_open("f"));
    CHILD("as a member", {
      int groups[] = {7, ROOM};
      CALL(setgroups, 2, groups);
      CALL(setresuid, BOB, BOB, BOB);
      try_open("f");
    });
    CHILD("by the file user", {
      CALL(setfsuid, ALICE);
      try_open("f");
      CALL(setfsuid, 0);
      try_open("f");
    });
    TRY(faccessat, AT_FDCWD, "f", X_OK);
  }
  CALL(unlinkat, AT_FDCWD, "f", 0);
}

static void directories(void) {
  TRY(mkdirat, AT_FDCWD, "d", 0755);
  TRY(mkdirat, AT_FDCWD, "d/e", 0755);
  make("d/e/f", 0644, ALICE, ALICE);
  static const int modes[] = {0755, 0700, 0711, 0744, 0733, 0777, 01777};
  for (u32 i = 0; i < LENGTH(modes); i++) {
    say("mode %o\n", modes[i]);
    CALL(fchmodat, AT_FDCWD, "d", modes[i]);
    AS(ALICE, {
      try_open("d/e/f");
      fact("read it", open("d", O_RDONLY | O_DIRECTORY));
      TRY(chdir, "d");
      TRY(faccessat, AT_FDCWD, "d", R_OK | X_OK);
      TRY(mkdirat, AT_FDCWD, "d/new", 0755);
      TRY(mkdirat, AT_FDCWD, "d/e", 0755);
      TRY(symlinkat, "e", AT_FDCWD, "d/link");
      TRY(mknodat, AT_FDCWD, "d/fifo", S_IFIFO | 0600, 0);
      TRY(mknodat, AT_FDCWD, "d/null", S_IFCHR | 0600, 0x103);
      TRY(linkat, AT_FDCWD, "d/e/f", AT_FDCWD, "d/second", 0);
      fact("make a file", open("d/file", O_WRONLY | O_CREAT));
    });
    AS(BOB, {
      TRY(renameat2, AT_FDCWD, "d/file", AT_FDCWD, "d/other", 0);
      TRY(unlinkat, AT_FDCWD, "d/file", 0);
      TRY(unlinkat, AT_FDCWD, "d/new", AT_REMOVEDIR);
      TRY(unlinkat, AT_FDCWD, "d/nobody", 0);
    });
    AS(ALICE, {
      TRY(renameat2, AT_FDCWD, "d/new", AT_FDCWD, "new", 0);
      TRY(renameat2, AT_FDCWD, "d/file", AT_FDCWD, "file", 0);
    });
    static const char *const names[] = {"d/link", "d/fifo", "d/second", "d/file", "d/other", "file"};
    for (u32 at = 0; at < LENGTH(names); at++) {
      look(names[at]);
      CALL(unlinkat, AT_FDCWD, names[at], 0);
    }
    look("d/new");
    CALL(unlinkat, AT_FDCWD, "d/new", AT_REMOVEDIR);
    CALL(unlinkat, AT_FDCWD, "new", AT_REMOVEDIR);
  }
  TRY(chdir, "/");
}

static void owners(void) {
  make("mine", 06755, ALICE, ALICE);
  look("mine");
  AS(BOB, {
    TRY(fchmodat, AT_FDCWD, "mine", 0777);
    TRY(fchownat, AT_FDCWD, "mine", BOB, -1, 0);
    TRY(fchownat, AT_FDCWD, "mine", -1, BOB, 0);
    TRY(fchownat, AT_FDCWD, "mine", -1, -1, 0);
  });
  look("mine");
  CHILD("the owner", {
    int group = ROOM;
    CALL(setgroups, 1, &group);
    CALL(setresgid, ALICE, ALICE, ALICE);
    CALL(setresuid, ALICE, ALICE, ALICE);
    TRY(fchmodat, AT_FDCWD, "mine", 06775);
    TRY(fchownat, AT_FDCWD, "mine", BOB, -1, 0);
    TRY(fchownat, AT_FDCWD, "mine", ALICE, -1, 0);
    look("mine");
    TRY(fchownat, AT_FDCWD, "mine", -1, BOB, 0);
    TRY(fchownat, AT_FDCWD, "mine", -1, ROOM, 0);
  });
  look("mine");
  CALL(fchownat, AT_FDCWD, "mine", -1, BOB, 0);
  AS(ALICE, TRY(fchmodat, AT_FDCWD, "mine", 02777));
  look("mine");
  TRY(fchmodat, AT_FDCWD, "mine", 06644);
  TRY(fchownat, AT_FDCWD, "mine", 0, 0, 0);
  look("mine");
  make("written", 06777, ALICE, ALICE);
  put("written", "by root");
  look("written");
  AS(BOB, {
    int fd = open("written", O_WRONLY | O_APPEND);
    look("written");
    CALL(write, fd, "by bob", 6);
  });
  look("written");
  CALL(fchmodat, AT_FDCWD, "written", 06777);
  AS(BOB, TRY(truncate64, "written", 0, 3, 0));
  look("written");
  TRY(mkdirat, AT_FDCWD, "shared", 0777);
  TRY(fchownat, AT_FDCWD, "shared", -1, ROOM, 0);
  TRY(fchmodat, AT_FDCWD, "shared", 02777);
  AS(ALICE, {
    put("shared/f", "");
    TRY(mkdirat, AT_FDCWD, "shared/d", 0755);
    look("shared/f");
    look("shared/d");
  });
  make("times", 0644, ALICE, ALICE);
  static const struct timespec past[] = {{1000, 0, 0}, {1000, 0, 0}};
  static const struct timespec now[] = {{0, UTIME_NOW, 0}, {0, UTIME_NOW, 0}};
  static const struct timespec half[] = {{0, UTIME_NOW, 0}, {0, UTIME_OMIT, 0}};
  static const struct timespec none[] = {{0, UTIME_OMIT, 0}, {0, UTIME_OMIT, 0}};
  static const int modes[] = {0644, 0666};
  for (u32 i = 0; i < LENGTH(modes); i++) {
    CALL(fchmodat, AT_FDCWD, "times", modes[i]);
    AS(BOB, {
      TRY(utimensat_time64, AT_FDCWD, "times", 0, 0);
      TRY(utimensat_time64, AT_FDCWD, "times", past, 0);
      TRY(utimensat_time64, AT_FDCWD, "times", now, 0);
      TRY(utimensat_time64, AT_FDCWD, "times", half, 0);
      TRY(utimensat_time64, AT_FDCWD, "times", none, 0);
    });
  }
}

static void real_and_effective(void) {
  make("secret", 0600, 0, 0);
  CHILD("another effective user", {
    CALL(setresuid, -1, ALICE, -1);
    try_open("secret");
    TRY(faccessat, AT_FDCWD, "secret", R_OK);
    TRY(faccessat2, AT_FDCWD, "secret", R_OK, AT_EACCESS);
    TRY(prctl, PR_GET_DUMPABLE);
    CALL(setresuid, -1, 0, -1);
    try_open("secret");
  });
  CHILD("another real user", {
    CALL(setresuid, ALICE, 0, 0);
    try_open("secret");
    TRY(faccessat, AT_FDCWD, "secret", R_OK);
    TRY(faccessat2, AT_FDCWD, "secret", R_OK, AT_EACCESS);
    TRY(prctl, PR_GET_DUMPABLE);
  });
  AS(ALICE, {
    TRY(chroot, ".");
    TRY(setuid, 0);
    TRY(setgid, 0);
    TRY(setgroups, 0, 0);
    TRY(truncate64, "secret", 0, 0, 0);
    TRY(execve, "secret", 0, 0);
    int pipe[2];
    CALL(pipe2, pipe, 0);
    struct statx facts;
    CALL(statx, pipe[0], "", AT_EMPTY_PATH, 0x7ff, &facts);
    say("a pipe of %d and %d, mode %o\n", facts.uid, facts.gid, facts.mode);
  });
}

/* A child that sleeps with these users; it has them when this returns. */
static int sleeper(int effective, int real, int saved) {
  int ready[2];
  char byte;
  CALL(pipe2, ready, O_CLOEXEC);
  int pid = fork();
  if (pid == 0) {
    CALL(setresuid, real, effective, saved);
    CALL(close, ready[1]);
    sleep_ms(100000);
    exit_with(0);
  }
  CALL(close, ready[1]);
  CALL(read, ready[0], &byte, 1);
  CALL(close, ready[0]);
  return pid;
}

static void signals(void) {
  int root = sleeper(0, 0, 0), alice = sleeper(ALICE, ALICE, ALICE), bob = sleeper(BOB, BOB, BOB);
  int really = sleeper(BOB, ALICE, BOB), saved = sleeper(BOB, BOB, ALICE), effective = sleeper(ALICE, BOB, BOB);
  AS(ALICE, {
    TRY(kill, root, 0);
    TRY(kill, root, SIGTERM);
    TRY(kill, root, SIGCONT);
    TRY(tkill, root, SIGTERM);
    TRY(tgkill, root, root, SIGTERM);
    TRY(kill, alice, 0);
    TRY(kill, bob, SIGTERM);
    TRY(kill, really, 0);
    TRY(kill, saved, 0);
    TRY(kill, effective, 0);
    TRY(kill, -1, 0);
    TRY(kill, CALL(getpid), 0);
    CALL(setsid);
    TRY(kill, root, SIGCONT);
    TRY(kill, alice, SIGCONT);
  });
  CHILD("a real user that is alice", {
    CALL(setresuid, ALICE, BOB, BOB);
    TRY(kill, root, 0);
    TRY(kill, alice, 0);
    TRY(kill, bob, 0);
  });
  /* A group of several users: it is enough if one is reached. */
  CALL(setpgid, root, root);
  CALL(setpgid, alice, root);
  AS(ALICE, TRY(kill, -root, SIGUSR1));
  AS(BOB, TRY(kill, -root, SIGUSR1));
  ending("alice", alice);
  AS(ALICE, TRY(kill, -root, SIGUSR1));
  int all[] = {root, bob, really, saved, effective};
  for (u32 i = 0; i < LENGTH(all); i++) {
    CALL(kill, all[i], SIGKILL);
    ending("killed", all[i]);
  }
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  CALL(umask, 0);
  TRY(chdir, argv[1]);
  classes();
  directories();
  TRY(chdir, argv[1]);
  owners();
  real_and_effective();
  signals();
  return 0;
}

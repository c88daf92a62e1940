/* execve: what the new program finds, what it keeps, and how it fails. */
#include "guest.h"

#define AT_PHDR 3
#define AT_PHENT 4
#define AT_PHNUM 5
#define AT_PAGESZ 6
#define AT_BASE 7
#define AT_FLAGS 8
#define AT_ENTRY 9
#define AT_UID 11
#define AT_EUID 12
#define AT_GID 13
#define AT_EGID 14
#define AT_RANDOM 25
#define AT_EXECFN 31

static const char self[] = "/test/exec";
extern void _start(void);

static u32 auxiliary(u32 *auxv, u32 key) {
  for (; auxv[0]; auxv += 2)
    if (auxv[0] == key) return auxv[1];
  return 0xdead;
}

static void show_strings(int argc, char **argv, char **envp) {
  say("argc %d, argv ends with null: %d\n", argc, argv[argc] == NULL);
  for (int i = 0; i < argc; i++) say("argv[%d] \"%s\"\n", i, argv[i]);
  for (int i = 0; envp[i]; i++) say("envp[%d] \"%s\"\n", i, envp[i]);
}

static void show_auxiliary(char **argv, u32 *auxv) {
  u32 *headers = (u32 *)auxiliary(auxv, AT_PHDR);
  u32 *stack = (u32 *)argv - 1;
  say("stack pointer aligned: %d\n", ((u32)stack & 15) == 0);
  say("program headers of %d bytes, the first is of type %x\n", auxiliary(auxv, AT_PHENT), headers[0] != 0);
  say("page size %d, base %d, flags %d\n", auxiliary(auxv, AT_PAGESZ), auxiliary(auxv, AT_BASE), auxiliary(auxv, AT_FLAGS));
  say("entry is _start: %d\n", auxiliary(auxv, AT_ENTRY) == (u32)_start);
  say("ids: %d %d %d %d\n", auxiliary(auxv, AT_UID), auxiliary(auxv, AT_EUID), auxiliary(auxv, AT_GID), auxiliary(auxv, AT_EGID));
  say("random bytes: %d\n", auxiliary(auxv, AT_RANDOM) > 0x1000);
  say("name: %s\n", (char *)auxiliary(auxv, AT_EXECFN));
}

/* What a program sees that was started by keep(). */
static void after_exec(void) {
  struct action action;
  fact("a descriptor that stays open", CALL(fcntl64, 20, F_GETFD, 0));
  fact("one marked to be closed", CALL(fcntl64, 21, F_GETFD, 0));
  say("mask: %x\n", (u32)current_mask());
  CALL(rt_sigaction, SIGUSR1, 0, &action, 8);
  say("handled signal: %d\n", action.handler == SIG_DFL);
  CALL(rt_sigaction, SIGUSR2, 0, &action, 8);
  say("ignored signal: %d\n", action.handler == SIG_IGN);
  u64 pending = 0;
  CALL(rt_sigpending, &pending, 8);
  say("pending: %x\n", (u32)pending);
  char path[64];
  say("folder: %d %s\n", CALL(getcwd, path, sizeof path), path);
}

static void handle(int signal, struct siginfo *info, void *context) {}

static void run(const char *what, const char *const argv[], const char *const envp[]) {
  CHILD(what, fact("execve", CALL(execve, argv ? self : "/bin/true", argv, envp)); exit_with(99));
}

static void keep(void) {
  CALL(dup3, 1, 20, 0);
  CALL(dup3, 1, 21, O_CLOEXEC);
  change_mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGTERM));
  on_signal(SIGUSR1, handle, 0, 0);
  on_signal(SIGUSR2, SIG_IGN, 0, 0);
  CALL(kill, CALL(getpid), SIGTERM);
  CALL(mkdirat, AT_FDCWD, "folder", 0755);
  CALL(chdir, "folder");
  const char *const argv[] = {self, "after", NULL};
  fact("execve", CALL(execve, self, argv, NULL));
}

static void scripts(void) {
  const char *const argv[] = {"zero", "one", "two words", NULL};
  const char *const envp[] = {"A=1", NULL};
  static const struct {
    const char *name, *text;
  } cases[] = {
      {"plain", "#!/test/exec\nx"},
      {"argument", "#!/test/exec  a b  \nx"},
      {"blanks", "#! \t /test/exec\t-x\n"},
      {"no newline", "#!/test/exec q"},
      {"missing interpreter", "#!/no/such\n"},
      {"empty line", "#!\n"},
      {"only blanks", "#!   \n"},
      {"not a program", "echo hello\n"},
      {"one byte", "#"},
      {"empty file", ""},
      {"script of a script", "#!plain-script z\n"},
  };
  put("plain-script", "#!/test/exec\n");
  CALL(fchmodat, AT_FDCWD, "plain-script", 0755);
  for (u32 i = 0; i < LENGTH(cases); i++) {
    put("script", cases[i].text);
    CALL(fchmodat, AT_FDCWD, "script", 0755);
    say("-- %s\n", cases[i].name);
    CHILD("it", fact("execve", CALL(execve, "./script", argv, envp)); exit_with(99));
  }
}

static void errors(void) {
  const char *const argv[] = {"x", NULL};
  static char large[140000];
  put("plain", "text");
  put("truncated", "\177ELF\1\1\1");
  CALL(fchmodat, AT_FDCWD, "truncated", 0755);
  CALL(symlinkat, "loop", AT_FDCWD, "loop");
  TRY(execve, "", argv, 0);
  TRY(execve, "missing", argv, 0);
  TRY(execve, "plain", argv, 0);
  TRY(execve, "plain/x", argv, 0);
  TRY(execve, "/tmp", argv, 0);
  TRY(execve, "/dev/null", argv, 0);
  TRY(execve, "loop", argv, 0);
  TRY(execve, "truncated", argv, 0);
  TRY(execve, 0, argv, 0);
  TRY(execve, 1, argv, 0);
  TRY(execve, self, 1, 0);
  TRY(execve, self, argv, 1);
  const char *const bad[] = {"x", (char *)1, NULL};
  TRY(execve, self, bad, 0);
  for (u32 i = 0; i < sizeof large - 1; i++) large[i] = 'a';
  const char *const long_argument[] = {"x", large, NULL};
  TRY(execve, self, long_argument, 0);
  TRY(execve, large, argv, 0);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  if (argc == 2 && equal(argv[1], "after")) {
    after_exec();
    return 3;
  }
  if (argc != 1 || !equal(argv[0], self)) {
    show_strings(argc, argv, envp);
    return 3;
  }
  show_auxiliary(argv, auxv);
  const char *const words[] = {"first", "", "two words", "\303\244\377", NULL};
  const char *const environment[] = {"A=1", "B=", "=C", "no equals sign", NULL};
  run("words", words, environment);
  const char *const one[] = {"x", NULL};
  run("no environment", one, NULL);
  run("no arguments", NULL, NULL);
  CHILD("what is kept", keep());
  CALL(chdir, "/folder");
  scripts();
  errors();
  return 0;
}

/* Faults of a program: which signal comes, what the handler is told, and how it can go on. */
#include "guest.h"

#define PAGE 4096

static struct siginfo seen;
static int seen_signal, handled;
static u32 seen_pc;

/* Where ucontext holds the registers: the pc, then x1 to x31. */
static u32 *registers_of(void *context) { return (u32 *)((char *)context + 160); }

/* Skips the instruction and leaves 42 in a0. */
static void skip(int signal, struct siginfo *info, void *context) {
  u32 *registers = registers_of(context);
  seen = *info;
  seen_signal = signal;
  seen_pc = registers[0];
  handled++;
  registers[0] += 4;
  registers[10] = 42;
}

/* Makes the page writable and lets the instruction run again. */
static void repair(int signal, struct siginfo *info, void *context) {
  handled++;
  seen = *info;
  CALL(mprotect, info->addr & -PAGE, PAGE, PROT_READ | PROT_WRITE);
}

extern char after_jump[];
static void leave(int signal, struct siginfo *info, void *context) {
  seen = *info;
  registers_of(context)[0] = (u32)after_jump;
}

static void report(const char *name, u32 addr, u32 pc) {
  say("%s: signal %d code %d", name, seen_signal, seen.code);
  if (seen.addr == addr) say(" at the address\n");
  else if (seen.addr == pc) say(" at the pc\n");
  else say(" at %x\n", seen.addr);
  memset(&seen, 0, sizeof seen);
}

/* Executes one instruction with an operand in a0 and gives a0 afterwards. */
#define DO(instruction, operand, pc)                                                                       \
  ({                                                                                                       \
    register u32 a0 __asm__("a0") = (u32)(operand);                                                        \
    register u32 a1 __asm__("a1") = 0;                                                                     \
    __asm__ volatile(".option push\n.option norvc\nla %1, 1f\n1: " instruction "\n.option pop"             \
                     : "+r"(a0), "=&r"(pc), "+r"(a1)::"memory");                                           \
    a0;                                                                                                    \
  })

#define EXPECT(name, instruction, operand)                         \
  do {                                                             \
    u32 pc_, value_ = DO(instruction, operand, pc_);               \
    say("a0 %d, pc is right: %d; ", value_, seen_pc == pc_);       \
    report(name, (u32)(operand), pc_);                             \
  } while (0)

static void skipped(void) {
  char *read_only = map(0, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *nothing = map(0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *data = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int fd = open("empty", O_RDWR | O_CREAT);
  char *behind = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP};
  for (u32 i = 0; i < LENGTH(signals); i++) on_signal(signals[i], skip, SA_SIGINFO, 0);
  EXPECT("load from page 0", "lw a0, 0(a0)", 0);
  EXPECT("store to page 0", "sw a1, 0(a0)", 4);
  EXPECT("load from nowhere", "lw a0, 0(a0)", 0x30000000);
  EXPECT("store to read-only", "sw a1, 0(a0)", read_only + 8);
  EXPECT("load without rights", "lbu a0, 0(a0)", nothing + 3);
  EXPECT("store without rights", "sb a1, 0(a0)", nothing + 3);
  EXPECT("store to text", "sw a1, 0(a0)", (u32)program & -4);
  EXPECT("load from kernel addresses", "lw a0, 0(a0)", 0xf0000000);
  EXPECT("load behind the end of a file", "lw a0, 0(a0)", behind);
  EXPECT("store behind the end of a file", "sw a1, 0(a0)", behind + 16);
  EXPECT("breakpoint", "ebreak", 1);
  EXPECT("zeros", ".word 0", 1);
  EXPECT("ones", ".word 0xffffffff", 1);
  EXPECT("a privileged instruction", ".word 0x30200073", 1);
  EXPECT("an atomic add to read-only", "amoadd.w a0, a1, (a0)", read_only);
  data[0] = 1;
  say("loads that are not aligned work: %d\n", *(volatile int *)(data + 1) + *(volatile short *)(data + 3));
  say("handled %d\n", handled);
}

/* Jumps to `target`, where no instruction can be fetched; the handler comes back behind the jump. */
__attribute__((noinline)) static void jump_to(u32 target) {
  __asm__ volatile("jalr %0\nafter_jump:" ::"r"(target) : "ra", "memory");
}

static void jumps(void) {
  u32 *data = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  static const u32 targets[] = {0, 0x30000000};
  on_signal(SIGSEGV, leave, SA_SIGINFO | SA_NODEFER, 0);
  for (u32 i = 0; i <= LENGTH(targets); i++) {
    u32 target = i < LENGTH(targets) ? targets[i] : (u32)data;
    jump_to(target);
    say("jump to %s: code %d, the address is right: %d\n", i < LENGTH(targets) ? "nowhere" : "data", seen.code,
        seen.addr == target);
  }
}

static void repaired(void) {
  int before = handled;
  char *at = map(0, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  on_signal(SIGSEGV, repair, SA_SIGINFO, 0);
  for (int i = 0; i < 4 * PAGE; i += PAGE / 2) at[i] = (char)i;
  say("repaired %d times\n", handled - before);
}

static void deadly(void) {
  CHILD("SIGSEGV by default", {
    on_signal(SIGSEGV, SIG_DFL, 0, 0);
    *(volatile int *)0 = 0;
  });
  CHILD("SIGSEGV ignored", {
    on_signal(SIGSEGV, SIG_IGN, 0, 0);
    *(volatile int *)0 = 0;
  });
  CHILD("SIGSEGV blocked", {
    on_signal(SIGSEGV, skip, SA_SIGINFO, 0);
    change_mask(SIG_BLOCK, BIT(SIGSEGV));
    *(volatile int *)0 = 0;
  });
  CHILD("SIGILL by default", {
    on_signal(SIGILL, SIG_DFL, 0, 0);
    __asm__ volatile(".word 0");
  });
  CHILD("SIGTRAP by default", {
    on_signal(SIGTRAP, SIG_DFL, 0, 0);
    __asm__ volatile("ebreak");
  });
  CHILD("a handler without a stack", {
    on_signal(SIGUSR1, skip, SA_SIGINFO, 0);
    on_signal(SIGSEGV, SIG_DFL, 0, 0);
    __asm__ volatile("li sp, 64\nmv a0, %0\nli a1, 10\nli a7, 129\necall" ::"r"(CALL(getpid)) : "a0", "a1", "a7");
  });
  CHILD("a division by zero", {
    volatile int zero = 0;
    say("7 / 0 is %d, 7 %% 0 is %d\n", 7 / zero, 7 % zero);
  });
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  skipped();
  jumps();
  repaired();
  deadly();
  return 0;
}

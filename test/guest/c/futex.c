/* futex(2): waiting and waking by words, between threads and between processes; locks that outlive their owners. */
#include "guest.h"
#include "threads.h"

#define SA_RESTART 0x10000000
#define OWNER_DIED 0x40000000
#define WAITERS 0x80000000

static struct thread threads[8];
static volatile int word, other, arrived;

/* Waits for `word`; its own number says for which bits. */
static long wait_with_bits(void *bits) {
  __sync_add_and_fetch(&arrived, 1);
  return futex(&word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE, 0, 0, 0, (int)bits);
}
/* Starts `count` threads that wait, one behind the other. */
static void start_waiters(int count, int bits) {
  arrived = 0;
  for (int i = 0; i < count; i++) {
    spawn(&threads[i], wait_with_bits, (void *)(bits ? bits : 1 << i));
    while (arrived <= i) sleep_ms(1);
    sleep_ms(20);
  }
}
/* Which of `count` threads have ended: a digit for each. Gives `expected` of them time to, and the others a little. */
static int gone(int count, int expected) {
  int number = 0;
  for (int tries = 0, ended = 0; tries < 1000 && ended < expected; tries++) {
    sleep_ms(5);
    ended = 0;
    for (int i = 0; i < count; i++) ended += !threads[i].child_tid;
  }
  sleep_ms(5);
  for (int i = 0; i < count; i++) number = number * 10 + !threads[i].child_tid;
  return number;
}
static void finish(int count) {
  wake(&word, ALL);
  wake(&other, ALL);
  for (int i = 0; i < count; i++) join(&threads[i]);
}

static void arguments(void) {
  struct timespec time = {0, 1000000, 0}, bad = {0, 2000000000, 0};
  word = 5;
  fact("another value", futex(&word, FUTEX_WAIT, 4, 0, 0, 0));
  fact("a time", futex(&word, FUTEX_WAIT, 5, &time, 0, 0));
  fact("a bad time", futex(&word, FUTEX_WAIT, 5, &bad, 0, 0));
  fact("a time in the past", futex(&word, FUTEX_WAIT_BITSET, 5, &time, 0, -1));
  fact("no bits", futex(&word, FUTEX_WAIT_BITSET, 5, &time, 0, 0));
  fact("no bits to wake", futex(&word, FUTEX_WAKE_BITSET, 1, 0, 0, 0));
  fact("not a word", futex((volatile int *)((u32)&word + 2), FUTEX_WAIT, 5, 0, 0, 0));
  fact("a bad address", futex((volatile int *)16, FUTEX_WAIT, 5, 0, 0, 0));
  fact("nobody to wake", futex(&word, FUTEX_WAKE, 1, 0, 0, 0));
  fact("an unknown operation", futex(&word, 77, 1, 0, 0, 0));
  fact("a clock that does not fit", futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, 0, 0, 0));
  fact("move nobody", futex(&word, FUTEX_CMP_REQUEUE, 1, (struct timespec *)1, &other, 5));
  fact("another value", futex(&word, FUTEX_CMP_REQUEUE, 1, (struct timespec *)1, &other, 4));
  word = 0;
}

static void waking(void) {
  start_waiters(4, -1);
  fact("wake one", futex(&word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0));
  say("who is gone: %d\n", gone(4, 1));
  fact("wake two", futex(&word, FUTEX_WAKE | FUTEX_PRIVATE, 2, 0, 0, 0));
  say("who is gone: %d\n", gone(4, 3));
  fact("wake all", futex(&word, FUTEX_WAKE | FUTEX_PRIVATE, ALL, 0, 0, 0));
  finish(4);
  start_waiters(4, 0);
  fact("wake the second and the fourth", futex(&word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE, ALL, 0, 0, 10));
  say("who is gone: %d\n", gone(4, 2));
  fact("by other bits", futex(&word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE, ALL, 0, 0, 16));
  finish(4);
  start_waiters(5, -1);
  fact("wake one, move two", futex(&word, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE, 1, (struct timespec *)2, &other, 0));
  say("who is gone: %d\n", gone(5, 1));
  fact("wake those who stayed", futex(&word, FUTEX_WAKE | FUTEX_PRIVATE, ALL, 0, 0, 0));
  say("who is gone: %d\n", gone(5, 3));
  fact("wake those who were moved", futex(&other, FUTEX_WAKE | FUTEX_PRIVATE, ALL, 0, 0, 0));
  finish(5);
  start_waiters(2, -1);
  other = 10;
  /* other += 5; wake one of other if it was greater than 20. */
  fact("add, and wake by one word", futex(&word, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, (struct timespec *)1, &other, 0x14005014));
  fact("the other one", other);
  say("who is gone: %d\n", gone(2, 1));
  /* word stays; wake one of word, and one more since it is 0. */
  fact("wake by both words", futex(&other, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, (struct timespec *)1, &word, 0x10000000));
  finish(2);
}

static void interrupt(int signal, struct siginfo *info, void *context) {}
static void set_word(int signal, struct siginfo *info, void *context) { word = 1; }
static void alarm_in_ms(int ms) {
  int times[4] = {0, 0, 0, ms * 1000};
  CALL(setitimer, 0, times, 0);
}
static void interruptions(void) {
  struct timespec time = {1, 0, 0};
  word = 0;
  on_signal(SIGALRM, interrupt, 0, 0);
  alarm_in_ms(50);
  fact("a signal", futex(&word, FUTEX_WAIT, 0, 0, 0, 0));
  on_signal(SIGALRM, interrupt, SA_RESTART, 0);
  alarm_in_ms(50);
  fact("a signal that restarts, but there is a time", futex(&word, FUTEX_WAIT, 0, &time, 0, 0));
  on_signal(SIGALRM, set_word, SA_RESTART, 0);
  alarm_in_ms(50);
  fact("a signal that restarts and changes the word", futex(&word, FUTEX_WAIT, 0, 0, 0, 0));
  word = 0;
  int child = fork();
  if (child == 0) {
    fact("stopped and continued", futex(&word, FUTEX_WAIT, 0, &(struct timespec){0, 60000000, 0}, 0, 0));
    exit_with(0);
  }
  sleep_ms(10);
  CALL(kill, child, SIGSTOP);
  sleep_ms(10);
  CALL(kill, child, SIGCONT);
  ending("the child", child);
}

static void between_processes(void) {
  volatile int *shared = map(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  volatile int *own = map(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int child = fork();
  if (child == 0) {
    int result = futex(shared, FUTEX_WAIT, 0, 0, 0, 0);
    fact("the child was woken", result);
    exit_with(*shared);
  }
  sleep_ms(100);
  *shared = 6;
  fact("wake a child", futex(shared, FUTEX_WAKE, 1, 0, 0, 0));
  ending("the child", child);
  child = fork();
  if (child == 0) {
    fact("not by another's memory", futex(own, FUTEX_WAIT, 0, &(struct timespec){0, 200000000, 0}, 0, 0));
    exit_with(0);
  }
  sleep_ms(100);
  fact("wake nobody", futex(own, FUTEX_WAKE, 1, 0, 0, 0));
  ending("the child", child);
  put("file", "0000");
  int fd = open("file", O_RDWR);
  volatile int *here = map(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  child = fork();
  if (child == 0) {
    volatile int *there = map(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    futex(there, FUTEX_WAIT, 0x30303030, 0, 0, 0);
    exit_with(*there);
  }
  sleep_ms(100);
  *here = 3;
  fact("by a file, at two addresses", futex(here, FUTEX_WAKE, 1, 0, 0, 0));
  ending("the child", child);
}

/* A robust list with one lock in it. */
static struct {
  void *next;
  long offset;
  void *pending;
} head;
static struct {
  void *next;
  volatile int word;
} entry;
static long die_with_lock(void *shared) {
  volatile int *lock_word = &entry.word;
  head.next = shared ? &entry : (void *)&head;
  head.offset = (long)lock_word - (long)&entry;
  head.pending = shared ? 0 : (void *)&entry;
  entry.next = &head;
  CALL(set_robust_list, &head, 12);
  *lock_word = CALL(gettid) | WAITERS;
  __sync_add_and_fetch(&arrived, 1);
  sleep_ms(100);
  return 0;
}
static void robust_locks(void) {
  long result = CALL(set_robust_list, &head, 12);
  fact("set_robust_list", result);
  if (result < 0) return;
  fact("of another size", CALL(set_robust_list, &head, 11));
  void *found = 0;
  u32 size = 0;
  fact("get_robust_list", CALL(get_robust_list, 0, &found, &size));
  say("%d %d\n", found == &head, size);
  CALL(set_robust_list, 0, 12);
  for (int in_list = 1; in_list >= 0; in_list--) {
    arrived = 0;
    spawn(&threads[0], die_with_lock, (void *)in_list);
    while (!arrived) sleep_ms(1);
    int held = entry.word;
    fact(in_list ? "woken by the end of the owner" : "the same for a lock it was about to take",
         futex(&entry.word, FUTEX_WAIT, held, 0, 0, 0));
    say("the word: %x\n", entry.word);
    join(&threads[0]);
  }
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  arguments();
  waking();
  interruptions();
  between_processes();
  robust_locks();
  return 0;
}

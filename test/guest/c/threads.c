/* Threads: made by clone, joined by the word that is cleared, with locks, signals, fork, exec and their ends. */
#include "guest.h"
#include "threads.h"

#define PAGE 4096
#define COUNT 8
static struct thread threads[COUNT];

static void spawn_all(body *work, u32 count) {
  for (u32 i = 0; i < count; i++) {
    threads[i].number = i;
    spawn(&threads[i], work, (void *)i);
  }
}
static long join_all(u32 count) {
  long sum = 0;
  for (u32 i = 0; i < count; i++) sum += join(&threads[i]);
  return sum;
}

static long square(void *argument) {
  u32 number = (u32)argument;
  int mine = self->number == (int)number && self->parent_tid == CALL(gettid);
  return number * number + 1000 * !mine;
}
static void making(void) {
  int pid = CALL(getpid);
  spawn_all(square, COUNT);
  fact("the sum of squares", join_all(COUNT));
  say("they had numbers of their own: %d\n", threads[0].parent_tid != pid && threads[0].parent_tid != threads[1].parent_tid);
  say("this one has that of the process: %d\n", CALL(gettid) == pid);
  fact("a thread without CLONE_SIGHAND", CALL(clone, CLONE_THREAD | CLONE_VM, new_stack()));
  struct siginfo info;
  fact("threads are no children", wait_for(0, &info, WEXITED));
}

static volatile int mutex, condition, counter;
static long add(void *argument) {
  for (int i = 0; i < 100; i++) {
    lock(&mutex);
    int seen = counter;
    for (volatile int pause = 0; pause < 5; pause++) continue;
    counter = seen + 1;
    unlock(&mutex);
  }
  return 0;
}
static volatile int items, produced, consumed;
static long produce(void *argument) {
  for (int i = 1; i <= 50; i++) {
    lock(&mutex);
    while (items == 3) wait_for_signal(&condition, &mutex);
    items++;
    produced += i;
    unlock(&mutex);
    signal_all(&condition, &mutex);
  }
  return 0;
}
static long consume(void *argument) {
  for (int i = 1; i <= 50; i++) {
    lock(&mutex);
    while (items == 0) wait_for_signal(&condition, &mutex);
    items--;
    consumed++;
    unlock(&mutex);
    signal_all(&condition, &mutex);
  }
  return 0;
}
static struct barrier barrier = {0, 0, COUNT};
static volatile int places[COUNT];
static long march(void *argument) {
  int wrong = 0;
  for (int turn = 1; turn <= 20; turn++) {
    places[self->number] = turn;
    meet(&barrier);
    for (int i = 0; i < COUNT; i++) wrong += places[i] != turn;
    meet(&barrier);
  }
  return wrong;
}
static void together(void) {
  spawn_all(add, COUNT);
  join_all(COUNT);
  fact("counted under a lock", counter);
  for (int i = 0; i < COUNT; i++) spawn(&threads[i], i % 2 ? produce : consume, 0);
  join_all(COUNT);
  say("produced %d, consumed %d, left %d\n", produced, consumed, items);
  spawn_all(march, COUNT);
  fact("out of step", join_all(COUNT));
}

static __attribute__((noreturn)) long sleep_for_ever(void *argument) {
  for (;;) sleep_ms(10000);
}
static __attribute__((noreturn)) long spin(void *argument) {
  for (;;) (*(volatile int *)argument)++;
}
static long end_all(void *argument) {
  sleep_ms(5);
  exit_with(7);
  return 0;
}
static long leave_later(void *argument) {
  sleep_ms(20);
  say("the last thread\n");
  CALL(exit, 9);
  return 0;
}
static long fault(void *argument) { return *(volatile int *)16; }
static void ends(void) {
  static volatile int first, second;
  CHILD("exit of the first thread, and of the last", {
    spawn(&threads[0], leave_later, 0);
    CALL(exit, 3);
  });
  CHILD("exit_group by a thread", {
    spawn(&threads[0], sleep_for_ever, 0);
    spawn(&threads[1], spin, (void *)&first);
    spawn(&threads[2], spin, (void *)&second);
    spawn(&threads[3], end_all, 0);
    spin((void *)&first);
  });
  CHILD("exit_group by the first thread", {
    spawn_all(sleep_for_ever, COUNT);
    exit_with(4);
  });
  CHILD("a fault in a thread", {
    spawn(&threads[0], spin, (void *)&first);
    spawn(&threads[1], sleep_for_ever, 0);
    spawn(&threads[2], fault, 0);
    sleep_for_ever(0);
  });
  int child = fork();
  if (child == 0) {
    spawn(&threads[0], spin, (void *)&first);
    spawn(&threads[1], sleep_for_ever, 0);
    CALL(exit, 0);
  }
  sleep_ms(20);
  CALL(kill, child, SIGKILL);
  ending("killed without its first thread", child);
  child = fork();
  if (child == 0) {
    spawn(&threads[0], spin, (void *)&first);
    sleep_for_ever(0);
  }
  sleep_ms(10);
  struct siginfo info;
  CALL(kill, child, SIGSTOP);
  wait_for(child, &info, WSTOPPED);
  say("stopped: %d\n", info.status);
  CALL(kill, child, SIGCONT);
  wait_for(child, &info, WCONTINUED);
  say("continued: %d\n", info.status);
  CALL(kill, child, SIGTERM);
  ending("ended", child);
}

static volatile int who, told[65];
static void note(int signal, struct siginfo *info, void *context) {
  who = CALL(gettid);
  told[signal]++;
  wake(&who, ALL);
}
static long take_signals(void *argument) {
  change_mask(1, BIT(SIGUSR2));
  places[self->number] = 1;
  wake(&places[self->number], 1);
  while (!told[SIGUSR1] || !told[SIGUSR2]) sleep_ms(1);
  return 0;
}
static void signals(void) {
  on_signal(SIGUSR1, note, 0, 0);
  on_signal(SIGUSR2, note, 0, 0);
  change_mask(0, BIT(SIGUSR2));
  places[0] = 0;
  threads[0].number = 0;
  int tid = spawn(&threads[0], take_signals, 0);
  while (!places[0]) wait_while(&places[0], 0);
  fact("tgkill", CALL(tgkill, CALL(getpid), tid, SIGUSR1));
  while (!told[SIGUSR1]) wait_while(&who, 0);
  say("that thread took it: %d\n", who == tid);
  fact("kill", CALL(kill, CALL(getpid), SIGUSR2));
  while (!told[SIGUSR2]) sleep_ms(1);
  say("the thread that does not block it took it: %d\n", who == tid);
  join(&threads[0]);
  say("masks: %d\n", (current_mask() & BIT(SIGUSR2)) != 0);
  fact("tgkill of one that is gone", CALL(tgkill, CALL(getpid), tid, SIGUSR1));
  fact("tkill of one that is gone", CALL(tkill, tid, 0));
  fact("tgkill in another process", CALL(tgkill, 1, CALL(gettid), 0));
  change_mask(1, BIT(SIGUSR2));
}

static long fork_here(void *argument) {
  volatile int *word = argument;
  int child = fork();
  if (child == 0) {
    int alone = CALL(getpid) == CALL(gettid), seen = *word;
    sleep_ms(20);
    exit_with(alone && seen == *word && self->number == 5 ? 21 : 22);
  }
  struct siginfo info;
  wait_for(child, &info, WEXITED);
  return info.status;
}
static void forking(void) {
  static volatile int words[4 * 1024];
  CHILD("fork in a thread", {
    spawn(&threads[0], spin, (void *)&words[0]);
    threads[5].number = 5;
    spawn(&threads[5], fork_here, (void *)&words[0]);
    exit_with(join(&threads[5]));
  });
  /* Threads write while the pages they write become copy-on-write again and again. */
  CHILD("forks while threads write", {
    for (int i = 0; i < 4; i++) spawn(&threads[i], spin, (void *)&words[i * 1024]);
    int wrong = 0;
    for (int round = 0; round < 10; round++) {
      int before[4];
      for (int i = 0; i < 4; i++) before[i] = words[i * 1024];
      int child = fork();
      if (child == 0) {
        int seen[4], changed = 0;
        for (int i = 0; i < 4; i++) changed += (seen[i] = words[i * 1024]) < before[i];
        sleep_ms(1);
        for (int i = 0; i < 4; i++) changed += seen[i] != words[i * 1024];
        for (int i = 0; i < 4; i++) words[i * 1024] = -1000000;
        exit_with(changed);
      }
      sleep_ms(1);
      struct siginfo info;
      wait_for(child, &info, WEXITED);
      wrong += info.status;
      for (int i = 0; i < 4; i++) wrong += words[i * 1024] < before[i];
    }
    for (int i = 0; i < 4; i++) {
      int seen = words[i * 1024];
      while (words[i * 1024] == seen) sleep_ms(1);
    }
    exit_with(wrong);
  });
}

static char *shared_page;
static __attribute__((noreturn)) long read_until_fault(void *argument) {
  places[self->number] = 1;
  for (;;) (void)*(volatile char *)argument;
}
static __attribute__((noreturn)) long write_until_fault(void *argument) {
  places[self->number] = 1;
  for (;;) (*(volatile char *)argument)++;
}
static void leave_thread(int signal, struct siginfo *info, void *context) {
  self->result = info->code * 10 + (info->addr == (u32)shared_page);
  CALL(exit, 0);
}
static void protections(void) {
  on_signal(SIGSEGV, leave_thread, 4, 0);
  shared_page = map(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 4; i++) {
    threads[i].number = i;
    places[i] = 0;
    spawn(&threads[i], i < 2 ? read_until_fault : write_until_fault, shared_page);
  }
  for (int i = 0; i < 4; i++)
    while (!places[i]) sleep_ms(1);
  CALL(mprotect, shared_page, PAGE, PROT_READ);
  say("writers: %d %d\n", (int)join(&threads[2]), (int)join(&threads[3]));
  CALL(mprotect, shared_page, PAGE, PROT_NONE);
  say("readers: %d %d\n", (int)join(&threads[0]), (int)join(&threads[1]));
  CALL(mprotect, shared_page, PAGE, PROT_READ | PROT_WRITE);
  spawn(&threads[0], read_until_fault, shared_page);
  sleep_ms(2);
  CALL(munmap, shared_page, PAGE);
  say("unmapped: %d\n", (int)join(&threads[0]));
}

static long execute(void *argument) {
  char *argv[] = {"threads", argument, NULL}, *envp[] = {NULL};
  return CALL(execve, "/test/threads", argv, envp);
}
static void replacing(void) {
  static volatile int word;
  char pid[12] = {0};
  int child = fork();
  if (child == 0) {
    u32 number = CALL(getpid), at = 11;
    do pid[--at] = '0' + number % 10;
    while (number /= 10);
    spawn(&threads[0], spin, (void *)&word);
    spawn(&threads[1], sleep_for_ever, 0);
    spawn(&threads[2], execute, pid + at);
    sleep_for_ever(0);
  }
  ending("the new program", child);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  if (argc > 1) {
    u32 number = 0;
    for (char *at = argv[1]; *at; at++) number = number * 10 + *at - '0';
    say("exec in a thread: still that process %d, its first thread %d\n", CALL(getpid) == (int)number,
        CALL(gettid) == (int)number);
    return 33;
  }
  making();
  together();
  ends();
  signals();
  forking();
  protections();
  replacing();
  return 0;
}

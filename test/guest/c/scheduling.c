/* Nice values, policies and affinity, as far as they need no privileges. */
#include "guest.h"

#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_RESET_ON_FORK 0x40000000
#define NOBODY 999999

static void nice_values(void) {
  TRY(getpriority, 0, 0);
  TRY(setpriority, 0, 0, 3);
  TRY(getpriority, 0, 0);
  fact("by number", CALL(getpriority, 0, CALL(getpid)));
  fact("of the group", CALL(getpriority, 1, CALL(getpgid, 0)));
  fact("of the own group", CALL(getpriority, 1, 0));
  CHILD("the child", exit_with(CALL(getpriority, 0, 0)));
  int pid = fork();
  if (pid == 0) {
    CALL(setpriority, 0, 0, 7);
    sleep_ms(1000000);
  }
  while (CALL(getpriority, 0, pid) != 13) sleep_ms(1);
  fact("the best of the group", CALL(getpriority, 1, 0));
  fact("of the child by its parent", CALL(setpriority, 0, pid, 9));
  fact("of the child", CALL(getpriority, 0, pid));
  CALL(kill, pid, SIGKILL);
  ending("the nice child", pid);
  fact("of nobody", CALL(getpriority, 0, pid));
  TRY(setpriority, 0, 0, 100);
  TRY(getpriority, 0, 0);
  TRY(getpriority, 3, 0);
  TRY(getpriority, -1, 0);
  TRY(getpriority, 0, NOBODY);
  TRY(getpriority, 1, NOBODY);
  TRY(setpriority, 3, 0, 0);
  TRY(setpriority, 0, NOBODY, 0);
}

static void policies(void) {
  int param = 0;
  static const int all[] = {SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, 4, SCHED_IDLE, 6, 8, -1};
  for (u32 i = 0; i < LENGTH(all); i++)
    say("policy %d: priorities %d to %d\n", all[i], CALL(sched_get_priority_min, all[i]),
        CALL(sched_get_priority_max, all[i]));
  TRY(sched_getscheduler, 0);
  TRY(sched_setscheduler, 0, SCHED_BATCH, &param);
  TRY(sched_getscheduler, 0);
  CHILD("the child's policy", exit_with(CALL(sched_getscheduler, 0)));
  TRY(sched_setscheduler, 0, SCHED_BATCH | SCHED_RESET_ON_FORK, &param);
  fact("with the flag", CALL(sched_getscheduler, 0) == (SCHED_BATCH | SCHED_RESET_ON_FORK));
  CHILD("its child's policy", exit_with(CALL(sched_getscheduler, 0)));
  param = 77;
  TRY(sched_getparam, 0, &param);
  say("priority %d\n", param);
  TRY(sched_setparam, 0, &param);
  param = 5;
  TRY(sched_setparam, 0, &param);
  TRY(sched_setscheduler, 0, SCHED_OTHER, &param);
  param = 0;
  TRY(sched_setscheduler, 0, SCHED_FIFO, &param);
  param = 100;
  TRY(sched_setscheduler, 0, SCHED_RR, &param);
  param = 0;
  TRY(sched_setscheduler, 0, 99, &param);
  TRY(sched_setscheduler, 0, -1, &param);
  TRY(sched_setscheduler, NOBODY, SCHED_OTHER, &param);
  TRY(sched_setscheduler, -1, SCHED_OTHER, &param);
  TRY(sched_getscheduler, NOBODY);
  TRY(sched_getscheduler, -1);
  TRY(sched_getparam, NOBODY, &param);
}

static void affinity(void) {
  u32 mask[4] = {1, 0, 0, 0};
  TRY(sched_setaffinity, 0, 4, mask);
  mask[0] = mask[1] = 0x55555555;
  fact("sched_getaffinity", CALL(sched_getaffinity, 0, 16, mask) > 0);
  say("mask %x %x\n", mask[0], mask[1]);
  u32 cpu = 77, node = 77;
  fact("getcpu", CALL(getcpu, &cpu, &node));
  say("hart %d, node %d\n", cpu, node);
  CHILD("the child's mask", {
    CALL(sched_getaffinity, 0, 16, mask);
    exit_with(mask[0]);
  });
  mask[0] = mask[1] = 0;
  TRY(sched_setaffinity, 0, 8, mask);
  TRY(sched_setaffinity, NOBODY, 8, mask);
  TRY(sched_getaffinity, NOBODY, 16, mask);
  TRY(sched_getaffinity, 0, 0, mask);
  TRY(sched_getaffinity, 0, 6, mask);
  TRY(sched_yield);
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  policies();
  affinity();
  nice_values();
  return 0;
}

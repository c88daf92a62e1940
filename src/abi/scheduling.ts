/** Numbers of the scheduling interface: sched(7), setpriority(2), sched_setattr(2). */

export const SCHED_OTHER = 0;
export const SCHED_FIFO = 1;
export const SCHED_RR = 2;
export const SCHED_BATCH = 3;
export const SCHED_IDLE = 5;
export const SCHED_DEADLINE = 6;
/** Set in a policy: children start as ordinary threads. */
export const SCHED_RESET_ON_FORK = 0x40000000;
/** The same in the flags of struct sched_attr; and flags that keep what the thread has. */
export const SCHED_FLAG_RESET_ON_FORK = 0x01;
export const SCHED_FLAG_KEEP_POLICY = 0x08;
export const SCHED_FLAG_KEEP_PARAMS = 0x10;
/** Priorities of the real-time policies; the higher one goes first. */
export const SCHED_PRIORITY_MIN = 1;
export const SCHED_PRIORITY_MAX = 99;

/** What sched_hint declares of a thread: the cycles it will run in all, its tickets, its priority, what it needs of a cache. */
export const SCHED_HINT_LENGTH = 1;
export const SCHED_HINT_TICKETS = 2;
export const SCHED_HINT_PRIORITY = 3;
export const SCHED_HINT_WORKING_SET = 4;

/** Whose nice value: of one thread, of the processes of a group, of those of a user. */
export const PRIO_PROCESS = 0;
export const PRIO_PGRP = 1;
export const PRIO_USER = 2;
/** Nice values: the lower, the more processor time. */
export const NICE_MIN = -20;
export const NICE_MAX = 19;

/** What membarrier does (membarrier(2)). */
export const MEMBARRIER_CMD_QUERY = 0;
export const MEMBARRIER_CMD_GLOBAL = 1;
export const MEMBARRIER_CMD_GLOBAL_EXPEDITED = 2;
export const MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 4;
export const MEMBARRIER_CMD_PRIVATE_EXPEDITED = 8;
export const MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16;
export const MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE = 32;
export const MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 64;

/* As much of a thread library as the tests need: threads over clone, and locks, conditions, barriers over futex. */
#define CLONE_VM 0x100
#define CLONE_FS 0x200
#define CLONE_FILES 0x400
#define CLONE_SIGHAND 0x800
#define CLONE_VFORK 0x4000
#define CLONE_THREAD 0x10000
#define CLONE_SYSVSEM 0x40000
#define CLONE_SETTLS 0x80000
#define CLONE_PARENT_SETTID 0x100000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_DETACHED 0x400000
#define CLONE_CHILD_SETTID 0x1000000
/* What musl's pthread_create asks for. */
#define THREAD_FLAGS                                                                                          \
  (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |          \
   CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_DETACHED)
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE 128
#define FUTEX_CLOCK_REALTIME 256
#define STACK_SIZE 16384
#define ALL 0x7fffffff

typedef long body(void *argument);
struct thread {
  int parent_tid;          /* written by clone */
  volatile int child_tid;  /* cleared and woken at the end */
  long result;
  void *stack;
  int number;
};
/* What this thread is, by the register tp. */
register struct thread *self __asm__("tp");

static long futex(volatile int *word, int operation, int value, struct timespec *timeout, volatile int *other, int bits) {
  return CALL(futex_time64, word, operation, value, timeout, other, bits);
}
static void wait_while(volatile int *word, int value) { futex(word, FUTEX_WAIT | FUTEX_PRIVATE, value, 0, 0, 0); }
static void wake(volatile int *word, int count) { futex(word, FUTEX_WAKE | FUTEX_PRIVATE, count, 0, 0, 0); }

__attribute__((used)) static void run_thread(body *work, void *argument) {
  self->result = work(argument);
  CALL(exit, 0);
}

/* clone with a stack from which the child takes what it runs. */
static int clone_onto(u32 flags, void *stack, int *parent_tid, void *tls, volatile int *child_tid, body *work, void *argument) {
  void **top = (void **)((char *)stack + STACK_SIZE) - 4;
  top[0] = (void *)work;
  top[1] = argument;
  register long a0 __asm__("a0") = (long)flags;
  register long a1 __asm__("a1") = (long)top;
  register long a2 __asm__("a2") = (long)parent_tid;
  register long a3 __asm__("a3") = (long)tls;
  register long a4 __asm__("a4") = (long)child_tid;
  register long a7 __asm__("a7") = SYS_clone;
  __asm__ volatile(
      "ecall\nbnez a0, 1f\nlw a0, 0(sp)\nlw a1, 4(sp)\ncall run_thread\n1:"
      : "+r"(a0)
      : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7)
      : "memory");
  return a0;
}
static void *new_stack(void) {
  return map(0, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static int spawn(struct thread *thread, body *work, void *argument) {
  thread->stack = new_stack();
  thread->child_tid = 1;
  int tid = clone_onto(THREAD_FLAGS, thread->stack, &thread->parent_tid, thread, &thread->child_tid, work, argument);
  if (tid < 0) thread->child_tid = 0;
  return tid;
}
static long join(struct thread *thread) {
  for (int tid; (tid = thread->child_tid);) futex(&thread->child_tid, FUTEX_WAIT, tid, 0, 0, 0);
  CALL(munmap, thread->stack, STACK_SIZE);
  return thread->result;
}

/* 0 free, 1 held, 2 held and waited for. */
static void lock(volatile int *word) {
  if (__sync_bool_compare_and_swap(word, 0, 1)) return;
  while (__atomic_exchange_n(word, 2, __ATOMIC_SEQ_CST)) wait_while(word, 2);
}
static void unlock(volatile int *word) {
  if (__atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST) == 2) wake(word, 1);
}

/* A condition variable counts its signals; waiters are moved to the lock instead of all being woken. */
static void wait_for_signal(volatile int *condition, volatile int *mutex) {
  int seen = *condition;
  unlock(mutex);
  wait_while(condition, seen);
  while (__atomic_exchange_n(mutex, 2, __ATOMIC_SEQ_CST)) wait_while(mutex, 2);
}
static void signal_all(volatile int *condition, volatile int *mutex) {
  int seen = __sync_add_and_fetch(condition, 1);
  futex(condition, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE, 1, (struct timespec *)ALL, mutex, seen);
}

struct barrier {
  volatile int count, turn, size;
};
static void meet(struct barrier *barrier) {
  int turn = barrier->turn;
  if (__sync_add_and_fetch(&barrier->count, 1) == barrier->size) {
    barrier->count = 0;
    __sync_add_and_fetch(&barrier->turn, 1);
    wake(&barrier->turn, ALL);
  } else {
    while (barrier->turn == turn) wait_while(&barrier->turn, turn);
  }
}

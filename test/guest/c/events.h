/* Structures and numbers of waiting for events, for the programs that test it. */
#define POLLIN 1
#define POLLPRI 2
#define POLLOUT 4
#define POLLERR 8
#define POLLHUP 0x10
#define POLLNVAL 0x20
#define POLLRDNORM 0x40
#define POLLWRNORM 0x100
#define POLLRDHUP 0x2000
#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3
#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)
#define EFD_SEMAPHORE 1
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define TIMER_ABSTIME 1
#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGIO 29
#define SIGRTMIN 32
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define O_ASYNC 020000
#define F_SETOWN 8
#define F_GETOWN 9
#define F_SETSIG 10
#define F_GETSIG 11
#define F_SETOWN_EX 15
#define F_GETOWN_EX 16

struct pollfd {
  int fd;
  short events, revents;
};
struct epoll_event {
  u32 events, padding;
  u64 data;
};
struct itimerspec {
  struct timespec interval, value;
};
struct itimerval {
  int interval_sec, interval_usec, value_sec, value_usec;
};
struct sigevent {
  int value, signo, notify, tid, padding[12];
};
struct signalfd_siginfo {
  u32 signo;
  int error, code;
  u32 pid, uid;
  int fd;
  u32 tid, band, overrun, trapno;
  int status, value;
  u64 pointer, utime, stime, addr;
  char padding[48];
};

static struct timespec milliseconds(int ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000, 0};
  return time;
}
static u64 now_ms(void) {
  struct timespec time;
  CALL(clock_gettime64, CLOCK_MONOTONIC, &time);
  return time.seconds * 1000 + (u32)time.nanoseconds / 1000000;
}
/* Whether about `ms` have passed since `start`: real machines are busy, so up to a second more. */
static const char *about(u64 start, int ms) {
  long passed = (long)(now_ms() - start) - ms;
  return passed < -1 ? "too early" : passed > 1000 ? "too late" : "in time";
}
static void make_pipe(int fds[2]) { CALL(pipe2, fds, 0); }
/* Runs `body` in a child after `ms` milliseconds. */
#define LATER(pid, ms, body) \
  int pid = fork();          \
  if (pid == 0) {            \
    sleep_ms(ms);            \
    body;                    \
    exit_with(0);            \
  }

/** Numbers of waiting for events: epoll(7), eventfd(2), timerfd_create(2), setitimer(2). */

export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLEXCLUSIVE = 0x10000000;
export const EPOLLWAKEUP = 0x20000000;
export const EPOLLONESHOT = 0x40000000;
export const EPOLLET = 0x80000000;
/** How deep epoll sets may watch each other. */
export const EPOLL_NESTING_MAX = 5;

export const EFD_SEMAPHORE = 1;
/** The highest value that an eventfd counts to. */
export const EVENTFD_MAX = 0xfffffffffffffffen;

export const TFD_TIMER_ABSTIME = 1;
export const TFD_TIMER_CANCEL_ON_SET = 2;

export const ITIMER_REAL = 0;
export const ITIMER_VIRTUAL = 1;
export const ITIMER_PROF = 2;

/** Numbers of the memory interface (mmap(2)) and the address map of a process. */

export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const PROT_EXEC = 4;
export const MAP_SHARED = 0x01;
export const MAP_PRIVATE = 0x02;
export const MAP_FIXED = 0x10;
export const MAP_ANONYMOUS = 0x20;
export const MAP_GROWSDOWN = 0x0100;
export const MAP_FIXED_NOREPLACE = 0x100000;
export const MREMAP_MAYMOVE = 1;
export const MREMAP_FIXED = 2;

/** msync(2). */
export const MS_ASYNC = 1;
export const MS_INVALIDATE = 2;
export const MS_SYNC = 4;
/** madvise(2): give pages up, and the first and last of the numbers that are mere hints. */
export const MADV_DONTNEED = 4;
export const MADV_FREE = 8;
/** mlockall(2), mlock2(2). */
export const MCL_CURRENT = 1;
export const MCL_FUTURE = 2;
export const MCL_ONFAULT = 4;
export const MLOCK_ONFAULT = 1;

/**
 * The address space of a process:
 *
 *   0x00000000  never mapped: page 0 catches null pointers
 *   0x00010000  the executable: text, then data, then bss
 *               the heap (brk) grows up from the end of bss
 *   0x40000000  mmap areas, the lowest gap first
 *   0x7f7ff000  the lowest address the stack may grow to (8 MiB), below it a guard page
 *   0x7fffe000  the first address above the stack
 *   0x7fffe000  the signal return trampoline, one page, read and execute
 *   0x7ffff000  the end of user addresses; one page stays free below 2^31
 */
export const PROGRAM_BASE = 0x10000;
export const MMAP_BASE = 0x40000000;
export const STACK_TOP = 0x7fffe000;
export const STACK_LIMIT = 8 * 1024 * 1024;
export const TRAMPOLINE = 0x7fffe000;
/** Further down on the same page: where the routine of a CreateThread returns to, and an exception filter. */
export const TRAMPOLINE_EXIT_THREAD = TRAMPOLINE + 0x10;
export const TRAMPOLINE_CONTINUE = TRAMPOLINE + 0x20;
export const USER_END = 0x7ffff000;
/** The lowest address that may be mapped (vm.mmap_min_addr). */
export const MMAP_MIN_ADDR = 0x1000;

/** Keys of the auxiliary vector (getauxval(3)). */
export const AT_NULL = 0;
export const AT_PHDR = 3;
export const AT_PHENT = 4;
export const AT_PHNUM = 5;
export const AT_PAGESZ = 6;
export const AT_BASE = 7;
export const AT_FLAGS = 8;
export const AT_ENTRY = 9;
export const AT_UID = 11;
export const AT_EUID = 12;
export const AT_GID = 13;
export const AT_EGID = 14;
export const AT_HWCAP = 16;
export const AT_CLKTCK = 17;
export const AT_SECURE = 23;
export const AT_RANDOM = 25;
export const AT_EXECFN = 31;

/** The most that arguments and environment may take, and the longest single string, as in Linux. */
export const ARG_MAX = 2 * 1024 * 1024;
export const ARG_STRLEN_MAX = 32 * 4096;

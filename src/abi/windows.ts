/**
 * The numbers of the Windows-style calls, with the names and values that the Windows SDK gives them (winbase.h, winnt.h).
 * Those of errors are in `windows-errors.ts`, those of exceptions in `windows-exceptions.ts`.
 */

// Handles
export const INVALID_HANDLE_VALUE = 0xffffffff;
/** What GetCurrentProcess and GetCurrentThread give: handles that are in no table and mean the caller. */
export const CURRENT_PROCESS = 0xffffffff;
export const CURRENT_THREAD = 0xfffffffe;
export const HANDLE_FLAG_INHERIT = 1;
export const DUPLICATE_CLOSE_SOURCE = 1;
export const DUPLICATE_SAME_ACCESS = 2;
export const STD_INPUT_HANDLE = 0xfffffff6;
export const STD_OUTPUT_HANDLE = 0xfffffff5;
export const STD_ERROR_HANDLE = 0xfffffff4;

// Access rights
export const SYNCHRONIZE = 0x100000;
export const GENERIC_READ = 0x80000000;
export const GENERIC_WRITE = 0x40000000;
export const FILE_APPEND_DATA = 4;
export const PROCESS_TERMINATE = 0x0001;
export const PROCESS_DUP_HANDLE = 0x0040;
export const PROCESS_SET_INFORMATION = 0x0200;
export const PROCESS_QUERY_INFORMATION = 0x0400;
export const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
export const PROCESS_ALL_ACCESS = 0x1fffff;
export const THREAD_SUSPEND_RESUME = 0x0002;
export const THREAD_QUERY_INFORMATION = 0x0040;
export const THREAD_ALL_ACCESS = 0x1fffff;

// Processes and threads
export const CREATE_SUSPENDED = 0x00000004;
export const DETACHED_PROCESS = 0x00000008;
export const NORMAL_PRIORITY_CLASS = 0x00000020;
export const IDLE_PRIORITY_CLASS = 0x00000040;
export const HIGH_PRIORITY_CLASS = 0x00000080;
export const REALTIME_PRIORITY_CLASS = 0x00000100;
export const CREATE_NEW_PROCESS_GROUP = 0x00000200;
export const BELOW_NORMAL_PRIORITY_CLASS = 0x00004000;
export const ABOVE_NORMAL_PRIORITY_CLASS = 0x00008000;
export const STARTF_USESTDHANDLES = 0x100;
/** What GetExitCodeProcess gives while the process lives. */
export const STILL_ACTIVE = 259;
/** The stack that CreateThread gives a thread by itself. */
export const DEFAULT_STACK_SIZE = 0x100000;
export const MAXIMUM_SUSPEND_COUNT = 127;

// Waiting
export const INFINITE = 0xffffffff;
export const MAXIMUM_WAIT_OBJECTS = 64;
export const WAIT_OBJECT_0 = 0;
export const WAIT_ABANDONED_0 = 0x80;
export const WAIT_TIMEOUT = 0x102;
export const WAIT_FAILED = 0xffffffff;

// Files
export const FILE_SHARE_READ = 1;
export const FILE_SHARE_WRITE = 2;
export const FILE_SHARE_DELETE = 4;
export const CREATE_NEW = 1;
export const CREATE_ALWAYS = 2;
export const OPEN_EXISTING = 3;
export const OPEN_ALWAYS = 4;
export const TRUNCATE_EXISTING = 5;
export const FILE_ATTRIBUTE_NORMAL = 0x80;

// Memory
export const MEM_COMMIT = 0x1000;
export const MEM_RESERVE = 0x2000;
export const MEM_DECOMMIT = 0x4000;
export const MEM_RELEASE = 0x8000;
export const PAGE_NOACCESS = 0x01;
export const PAGE_READONLY = 0x02;
export const PAGE_READWRITE = 0x04;
export const PAGE_EXECUTE = 0x10;
export const PAGE_EXECUTE_READ = 0x20;
export const PAGE_EXECUTE_READWRITE = 0x40;
/** A reservation begins at a multiple of this. */
export const ALLOCATION_GRANULARITY = 0x10000;

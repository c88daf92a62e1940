/** The numbers of exceptions, with the names and values of the Windows SDK (winnt.h, ntstatus.h). */

// What an exception record says has happened; a process that it ends has it as its exit code.
export const EXCEPTION_DATATYPE_MISALIGNMENT = 0x80000002;
export const EXCEPTION_BREAKPOINT = 0x80000003;
export const EXCEPTION_ACCESS_VIOLATION = 0xc0000005;
export const EXCEPTION_IN_PAGE_ERROR = 0xc0000006;
export const EXCEPTION_ILLEGAL_INSTRUCTION = 0xc000001d;
export const EXCEPTION_INT_DIVIDE_BY_ZERO = 0xc0000094;
/** The exit code of a process that Ctrl-C ended. */
export const STATUS_CONTROL_C_EXIT = 0xc000013a;

// What a filter answers
export const EXCEPTION_EXECUTE_HANDLER = 1;
export const EXCEPTION_CONTINUE_SEARCH = 0;
export const EXCEPTION_CONTINUE_EXECUTION = 0xffffffff;

/** The first parameter of an access violation: what was tried; the second one is the address. */
export const EXCEPTION_READ_FAULT = 0;
export const EXCEPTION_WRITE_FAULT = 1;
export const EXCEPTION_EXECUTE_FAULT = 8;

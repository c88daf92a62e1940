/** Why a hart left user code: the exception codes of the privileged specification ("scause"), and one of our own. */
export const INSTRUCTION_MISALIGNED = 0;
export const ILLEGAL_INSTRUCTION = 2;
export const BREAKPOINT = 3;
export const LOAD_MISALIGNED = 4;
export const STORE_MISALIGNED = 6;
export const ENVIRONMENT_CALL = 8;
export const INSTRUCTION_PAGE_FAULT = 12;
export const LOAD_PAGE_FAULT = 13;
export const STORE_PAGE_FAULT = 15;
/** Division by zero while the divide trap is on: one of the codes that the specification leaves for custom use. */
export const DIVIDE_BY_ZERO = 24;

/** Numbers of the ELF format (System V ABI, chapter 4 and 5; RISC-V ELF psABI). */

export const FILE_HEADER_SIZE = 52;
export const PROGRAM_HEADER_SIZE = 32;
export const EXECUTABLE_TYPE = 2;
export const MACHINE_RISCV = 243;

export const PT_LOAD = 1;
export const PT_INTERP = 3;
export const PT_NOTE = 4;

export const PF_X = 1;
export const PF_W = 2;
export const PF_R = 4;

/** Our own note: an executable that carries it wants division by zero to trap. */
export const NOTE_VENDOR = 'Kernlet';
export const NOTE_DIVTRAP = 1;

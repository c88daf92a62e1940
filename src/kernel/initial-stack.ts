import { E } from '../abi/errno.ts';
import * as abi from '../abi/memory.ts';
import { TICKS_PER_SECOND } from '../abi/processes.ts';
import { stringBytes, wordBytes } from '../base/bytes.ts';
import { drawUint32 } from '../base/prng.ts';
import type { Executable } from '../elf/read.ts';
import { actsForOther, type Credentials } from './credentials.ts';
import type { Kernel } from './kernel.ts';
import type { UserMemory } from './vm/user-memory.ts';

/** Arguments and environment of a program, as byte strings. */
export interface Strings {
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** What the stack of a program is built from. */
interface Program {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly executable: Executable;
  readonly file: string;
  readonly strings: Strings;
  readonly credentials: Credentials;
}

const PROGRAM_HEADER_SIZE = 32;
const RANDOM_BYTES = 16;
/** The instruction sets that AT_HWCAP names: bit 0 is A, bit 8 is I, bit 12 is M. */
const HWCAP = (1 << 0) | (1 << 8) | (1 << 12);

/**
 * Writes what a program finds on its stack (RISC-V ELF psABI, as Linux lays it out), from the top down:
 *
 *     STACK_TOP   a zero word
 *                 the path of the program; the environment strings; the argument strings; 16 random bytes
 *                 the auxiliary vector: pairs of key and value, ended by AT_NULL
 *                 pointers to the environment strings, 0
 *                 pointers to the arguments, 0
 *     sp          the number of arguments; 16-byte aligned
 *
 * -ENOMEM if there are no frames for it.
 */
export function buildStack({ kernel, memory, executable, file, strings, credentials }: Program) {
  let at = abi.STACK_TOP - 4;
  let complete = true;
  const push = (bytes: Uint8Array) => {
    at -= bytes.length;
    complete = complete && memory.write(at, bytes);
    return at;
  };
  const pushString = (text: string) => push(stringBytes(`${text}\0`));
  const pathAddr = pushString(file);
  const environmentEnd = at;
  const environment = [...strings.environment].reverse().map(pushString).reverse();
  const environmentStart = at;
  const args = [...strings.args].reverse().map(pushString).reverse();
  const argumentStart = at;
  const random = push(wordBytes(Array.from({ length: RANDOM_BYTES / 4 }, () => drawUint32(kernel.entropy) | 0)));
  // biome-ignore format: pairs
  const auxiliary = [
    abi.AT_HWCAP,  HWCAP,
    abi.AT_PAGESZ, 4096,
    abi.AT_CLKTCK, TICKS_PER_SECOND,
    abi.AT_PHDR,   executable.programHeaderAddr,
    abi.AT_PHENT,  PROGRAM_HEADER_SIZE,
    abi.AT_PHNUM,  executable.programHeaderCount,
    abi.AT_BASE,   0,
    abi.AT_FLAGS,  0,
    abi.AT_ENTRY,  executable.entry,
    abi.AT_UID,    credentials.uid,
    abi.AT_EUID,   credentials.euid,
    abi.AT_GID,    credentials.gid,
    abi.AT_EGID,   credentials.egid,
    abi.AT_SECURE, Number(actsForOther(credentials)),
    abi.AT_RANDOM, random,
    abi.AT_EXECFN, pathAddr,
    abi.AT_NULL,   0,
  ];
  const vector = wordBytes([args.length, ...args, 0, ...environment, 0, ...auxiliary]);
  at = ((at - vector.length) & ~15) + vector.length;
  const sp = push(vector);
  if (!complete) return -E.ENOMEM;
  return {
    sp,
    argumentRange: { start: argumentStart, end: environmentStart },
    environmentRange: { start: environmentStart, end: environmentEnd },
  };
}

import type { ArgKind, SyscallRow } from '../../src/abi/syscall-row.ts';
import { SYSCALLS } from '../../src/abi/syscalls.ts';
import { stringBytes, wordBytes } from '../../src/base/bytes.ts';
import { drawBelow, drawUint32, type PrngState, seedPrng } from '../../src/base/prng.ts';

/** Where the guest maps the file of `fuzzFile`: a page to write, a page to read, a hole of one page; then the calls. */
const WRITABLE = 0x20000000;
const READ_ONLY = 0x20001000;
const HOLE = 0x20002000;
const CALLS = 0x30000000;
const PAGE = 4096;
const WORDS_PER_CALL = 8;

const PLAIN_PATHS = [
  '/tmp/x',
  '/tmp/d',
  '/tmp/d/y',
  '/tmp/l',
  '.',
  '..',
  '/',
  '',
  'x',
  '/tmp/x/',
  '/none/x',
  '/bin/true',
];
const SPECIAL_PATHS = ['/dev/null', '/dev/zero', '/dev/full', '/dev/tty', '/proc/self/stat', '/proc/1/maps'];
const PATHS = [...PLAIN_PATHS, ...SPECIAL_PATHS, '/proc/self/fd', '/proc/self/exe', `/tmp/${'n'.repeat(300)}`];
const PATHS_AT = WRITABLE + 1024;
const pathAddresses = PATHS.map((_, index) => {
  return PATHS_AT + PATHS.slice(0, index).reduce((sum, path) => sum + path.length + 1, 0);
});

const SIGN_BORDERS = [0, 1, 2, 3, 7, 64, 4095, 4096, -1, -2, -4096, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffc];
const PAGE_BORDERS = [WRITABLE, WRITABLE + 1, READ_ONLY, READ_ONLY - 2, HOLE, HOLE - 2, HOLE + PAGE];
const SPACE_BORDERS = [0x10000, 0x7ffdf000, 0x7ffffffc, 0x7fffe000, 0x7ffff000, 0x9dc00000, 0xc0000000];
/** What no call may stumble over. */
const NASTY = [...SIGN_BORDERS, ...PAGE_BORDERS, ...SPACE_BORDERS];

const POINTERS = [WRITABLE, WRITABLE + 64, WRITABLE + 512, READ_ONLY - 8, HOLE - 8, READ_ONLY, HOLE, 0, 3];
const SIZES = [0, 1, 4, 8, 12, 16, 24, 256, 4096, 5000, 65536, 1 << 20, 1 << 30];
const DESCRIPTORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, -1, -100, 1023, 1024];
const HANDLES = DESCRIPTORS.filter((fd) => fd >= 0).map((fd) => 4 * (fd + 1));
const NUMBERS = [0, 1, 2, 3, 4, 5, 8, 16, 17, 100];
const MIXTURE = [...NUMBERS, ...NUMBERS, ...POINTERS, ...POINTERS, ...NASTY];

/** Plausible values by kind of argument, so that calls also succeed. */
const PLAUSIBLE: Readonly<Partial<Record<ArgKind, readonly number[]>>> = {
  fd: DESCRIPTORS,
  dirfd: [-100, ...DESCRIPTORS],
  path: pathAddresses,
  pid: [0, 1, 2, 3, 4, 5, 6, -1, -2, -5],
  signal: [0, 1, 2, 9, 10, 15, 17, 18, 19, 20, 33, 64, 65],
  octal: [0, 0o755, 0o644, 0o777, 0o100644, 0o010644, 0o020644],
  uint: SIZES,
  'open-flags': [0, 1, 2, 0o100, 0o102, 0o1102, 0o200000, 0o2000, 0o4000, 0o2004000, 0o10000000],
  'clone-flags': [17, 17, 17, 0, 0x4111, 0x7d0f00, 0x3d0f00, 0x1200011, 0x100],
  prot: [0, 1, 2, 3, 4, 5, 7],
  'map-flags': [0x21, 0x22, 0x31, 0x32, 0x1, 0x2, 0x100022],
  'wait-options': [4, 5, 6, 12, 0x1000005, 1],
  'id-type': [0, 1, 2, 3],
  seek: [0, 1, 2, 3],
  clock: [0, 1, 2, 3, 4, 7],
  ioctl: [0x5401, 0x5402, 0x5403, 0x540e, 0x540f, 0x5410, 0x5413, 0x5414, 0x541b, 0x5422],
  fcntl: [0, 1, 2, 3, 4, 1030, 1031, 1032, 5, 6],
  int: NUMBERS,
  hex: [...NUMBERS, ...POINTERS],
  'at-flags': [0, 0x100, 0x200, 0x400, 0x1000],
  access: [0, 1, 2, 4, 7, 8],
  handle: [...HANDLES, ...HANDLES, -1, -2, 0],
  'standard-handle': [-10, -11, -12, 0],
  milliseconds: [0, 0, 1, 5, -1],
  bool: [0, 1],
  disposition: [0, 1, 2, 3, 4, 5, 6],
  'file-access': [0, 0x40000000, 0x80000000, 0xc0000000, 4],
  'process-access': [0, 1, 0x100000, 0x1fffff],
  'duplicate-options': [0, 1, 2, 3],
  'handle-flags': [0, 1, 2],
  'creation-flags': [0, 0, 4, 8],
  'priority-class': [0x20, 0x40, 0x80, 0x100, 0x4000, 0x8000, 3],
  'allocation-type': [0x1000, 0x2000, 0x3000, 0x4000, 0x8000],
  'page-protection': [1, 2, 4, 0x10, 0x20, 0x40, 3],
  'security-in': [0, 0, WRITABLE, HOLE],
};

/** Calls that mostly end or stop their caller: rarer, so that others get their turn. */
const ENDING =
  /^(exit|exit_group|rt_sigreturn|execve|rt_sigsuspend|rt_sigtimedwait\w*|ExitProcess|ExitThread|TerminateProcess|SuspendThread|ContinueException)$/;

/** `count` random calls of the table, and the pages of data that they point to, as the file that `FUZZ_GUEST` maps. */
export function fuzzFile(seed: number, count: number): Uint8Array {
  const prng = seedPrng(seed);
  const data = new Uint8Array(2 * PAGE);
  // Structures of all kinds are made of small numbers and of addresses.
  const words = Array.from({ length: 256 }, () => draw(prng, MIXTURE));
  data.set(wordBytes(words));
  for (const [index, path] of PATHS.entries()) data.set(stringBytes(path), pathAddresses[index]! - WRITABLE);
  data.fill(0x41, PAGE - 256); // no zero up to the end of what is mapped
  return Buffer.concat([data, ...Array.from({ length: count }, () => wordBytes(randomCall(prng)))]);
}

function randomCall(prng: PrngState): number[] {
  let row = draw<SyscallRow>(prng, SYSCALLS);
  if (ENDING.test(row.name) && drawBelow(prng, 8) > 0) row = draw<SyscallRow>(prng, SYSCALLS);
  const args = Array.from({ length: WORDS_PER_CALL - 1 }, (_, index) => randomArgument(prng, row.args[index]?.[1]));
  return [drawBelow(prng, 200) === 0 ? drawUint32(prng) : row.number, ...args];
}

function randomArgument(prng: PrngState, kind: ArgKind | undefined): number {
  const plausible = (kind && PLAUSIBLE[kind]) ?? POINTERS;
  const choice = drawBelow(prng, 20);
  if (choice === 0) return drawUint32(prng);
  return draw(prng, choice < 6 ? NASTY : plausible);
}

function draw<T>(prng: PrngState, values: readonly T[]): T {
  return values[drawBelow(prng, values.length)]!;
}

/** Descriptors 8 and up: one of each kind that waits for events, none of which blocks. */
const SOURCES = [
  ['epoll_create1', 0],
  ['eventfd2', 1, 0o4000],
  ['timerfd_create', 1, 0o4000],
  ['socketpair', 1, 0o4001, 0, WRITABLE],
  ['socket', 1, 0o4001, 0],
] as const;

/** A call of process 1 with these arguments. */
function prepare([name, ...args]: readonly [string, ...number[]]): string {
  const { number } = SYSCALLS.find((row) => row.name === name)!;
  const loads = args.map((value, index) => `    li      a${index}, ${value}\n`);
  return `${loads.join('')}    li      a7, ${number}\n    ecall\n`;
}

/**
 * Process 1: for each batch of calls it makes a child, which makes one call after the other; then it kills everybody
 * but itself, and waits for all who became its children.
 */
export const FUZZ_GUEST = (batches: number, callsPerBatch: number) => `
    li      a0, AT_FDCWD
    la      a1, path
    li      a2, O_RDONLY
    syscall openat
    mv      s0, a0
    li      a0, ${WRITABLE}
    li      a1, 8192
    li      a2, PROT_READ | PROT_WRITE
    li      a5, 0
    call    map
    li      a0, ${READ_ONLY}
    li      a1, 4096
    li      a2, PROT_READ
    syscall mprotect
    li      a0, ${CALLS}
    li      a1, ${batches * callsPerBatch * WORDS_PER_CALL * 4}
    li      a2, PROT_READ
    li      a5, 2
    call    map
    mv      a0, s0
    syscall close

    li      a0, AT_FDCWD            # 3: a file; 4: a directory; 5, 6: a pipe; 7: the terminal
    la      a1, file
    li      a2, O_RDWR | O_CREAT
    li      a3, 0x1b6
    syscall openat
    li      a0, AT_FDCWD
    la      a1, folder
    li      a2, O_RDONLY
    syscall openat
    la      a0, wait_info
    li      a1, O_NONBLOCK
    syscall pipe2
    li      a0, 2
    syscall dup
${SOURCES.map(prepare).join('')}
    li      s0, ${batches}
    li      s2, ${CALLS}
next:
    fork
    beqz    a0, child
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    li      a0, -1
    li      a1, SIGKILL
    syscall kill
1:  wait
    bgez    a0, 1b
    li      t0, ${callsPerBatch * WORDS_PER_CALL * 4}
    add     s2, s2, t0
    addi    s0, s0, -1
    bnez    s0, next
    exit

child:
    li      s1, ${callsPerBatch}
2:  lw      a7, 0(s2)
    lw      a0, 4(s2)
    lw      a1, 8(s2)
    lw      a2, 12(s2)
    lw      a3, 16(s2)
    lw      a4, 20(s2)
    lw      a5, 24(s2)
    ecall
    addi    s2, s2, 32
    addi    s1, s1, -1
    bnez    s1, 2b
    exit

map:                                # the file s0 from page a5 on, at a0
    li      a3, MAP_PRIVATE | 0x10  # MAP_FIXED
    mv      a4, s0
    syscall mmap2
    ret
    .data
path: .asciz "/fuzz"
file: .asciz "/tmp/x"
folder: .asciz "/tmp"
    .balign 8
nap: .word 0, 0, 30000, 0           # 3,000 cycles
`;

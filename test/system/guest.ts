import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../src/asm/assemble.ts';
import { PLAIN_STYLE, renderDiagnostic } from '../../src/base/diagnostics.ts';
import { makeSource } from '../../src/base/source.ts';
import { exitStatus, type FirstProgram, fillFileSystem, startProgram } from '../../src/system/boot.ts';
import { Computer, type Halt, type RunOptions } from '../../src/system/computer.ts';
import type { InputLog } from '../../src/system/outside.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/system/settings.ts';
import { stateHash } from '../../src/system/state-hash.ts';

const LIBRARY = join(import.meta.dirname, '../../programs/lib');

/** What every guest text may use beside the library's `syscall`: the few calls that nearly all tests make. */
const PRELUDE = `
.include "macros.s"
.macro exit status=0            # end with a constant status
    li      a0, \\status
    syscall exit_group
.endm
.macro fork                     # a0 = 0 in the child, its pid in the parent
    li      a0, SIGCHLD
    li      a1, 0
    syscall clone
.endm
.macro wait options=WEXITED     # wait for any child; siginfo in wait_info
    li      a0, P_ALL
    li      a1, 0
    la      a2, wait_info
    li      a3, \\options
    li      a4, 0
    syscall waitid
.endm
.macro print text:req           # write a text to standard output
    la_string a1, "\\text"
    li      a0, 1
    li      a2, 0
7:  add     a3, a1, a2
    lbu     a3, (a3)
    beqz    a3, 8f
    addi    a2, a2, 1
    j       7b
8:  syscall write
.endm
.macro put register:req         # write a register's four bytes to standard output
    la      a1, put_word
    sw      \\register, (a1)
    li      a0, 1
    li      a2, 4
    syscall write
.endm
.macro share bytes=4096         # a0 = zeroed memory that children share
    li      a0, 0
    li      a1, \\bytes
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_SHARED | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
.endm
.bss
.balign 4
wait_info: .zero 128
put_word: .zero 4
.text
.globl _start
_start:
`;

/** How a guest differs from the usual: standard streams, no terminal, not process 1. */
export interface GuestOptions {
  readonly settings?: Partial<Settings>;
  /** Other files of the guest: an assembled text for a name, or bytes as they are. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly args?: readonly string[];
  readonly streams?: FirstProgram['streams'];
  readonly terminal?: { readonly rows: number; readonly columns: number };
  readonly isInit?: boolean;
  /** What comes in on standard input, a piece for each read. */
  readonly input?: readonly string[];
  /** Is given the computer before the program starts. */
  readonly watch?: (computer: Computer) => void;
  /** The input log of another run. */
  readonly log?: InputLog;
}

const assembled = new Map<string, Uint8Array>();

/** Assembles a text that begins at `_start`, after the prelude; throws the diagnostics if there are any. */
export function assembleGuest(text: string): Uint8Array {
  let elf = assembled.get(text);
  if (elf === undefined) {
    elf = assembleBare(PRELUDE + text, true);
    assembled.set(text, elf);
  }
  return elf;
}

/** Assembles a whole text, without the prelude; small without line numbers for debuggers. */
export function assembleBare(text: string, debug = false): Uint8Array {
  const reader = {
    read(path: string) {
      const name = join(LIBRARY, path);
      return { name, bytes: readFileSync(name) };
    },
  };
  const { elf, diagnostics } = assemble([makeSource('guest.s', text)], { reader, debug });
  if (elf === undefined) throw new Error(diagnostics.map((found) => renderDiagnostic(found, PLAIN_STYLE)).join('\n'));
  return elf;
}

/** A computer with one program in it, and all that came out of it. */
export class Guest {
  readonly computer: Computer;
  /** What was written to each standard stream, and to the terminal; one character for each byte. */
  stdout = '';
  stderr = '';
  screen = '';
  /** 0, or the negative error number with which the program could not be started. */
  readonly startError: number;

  /** `program` is a text for `assembleGuest`, or an executable. */
  constructor(program: string | Uint8Array, options: GuestOptions = {}) {
    const input = [...(options.input ?? [])];
    const host = {
      readInput: (max: number) =>
        Uint8Array.from((input.shift() ?? '').slice(0, max), (letter) => letter.charCodeAt(0)),
      writeOutput: (stream: 1 | 2, bytes: Uint8Array) => {
        if (stream === 1) this.stdout += latin1(bytes);
        else this.stderr += latin1(bytes);
      },
      writeTerminal: (bytes: Uint8Array) => {
        this.screen += latin1(bytes);
      },
    };
    const settings = { ...DEFAULT_SETTINGS, ramBytes: 8 << 20, ...options.settings };
    const { terminal, log } = options;
    this.computer = new Computer(settings, host, { terminal, log });
    options.watch?.(this.computer);
    const bytes = typeof program === 'string' ? assembleGuest(program) : program;
    const files = Object.entries(options.files ?? {}).map(([path, content]) => ({ path, bytes: content, mode: 0o755 }));
    const error = fillFileSystem(this.computer, {
      programs: [{ path: '/bin/guest', bytes, mode: 0o755 }],
      files,
      mounts: [],
    });
    if (error < 0) throw new Error(`the file system could not be filled: error ${error}`);
    this.startError = startProgram(this.computer, {
      path: '/bin/guest',
      args: options.args ?? ['guest'],
      environment: [],
      streams: options.streams ?? ['stream', 'stream', 'stream'],
      isInit: options.isInit ?? false,
    });
  }

  /** Runs as the computer does, over times when every hart is idle. */
  run(options: RunOptions = {}): Halt {
    for (;;) {
      const halt = this.computer.run(options);
      if (halt.kind !== 'idle') return halt;
      this.computer.skipIdle(halt.cycle);
    }
  }

  /** Runs to the end and gives the exit status as a shell shows it; throws if it does not end by `limit`. */
  finish(limit = 1e9): number {
    const halt = this.run({ limit });
    if (halt.kind !== 'ended') throw new Error(`the guest did not end: ${halt.kind} at cycle ${this.computer.cycle}`);
    return exitStatus(halt.ending);
  }

  get hash(): string {
    return stateHash(this.computer);
  }

  /** Standard output as the words that `put` wrote. */
  get words(): number[] {
    const bytes = Uint8Array.from(this.stdout, (letter) => letter.charCodeAt(0));
    return [...new Int32Array(bytes.buffer, 0, bytes.length >>> 2)];
  }

  /** Frames that nobody holds. */
  get freeFrames(): number {
    const { frames } = this.computer.machine;
    return frames.freeCount + frames.quarantined;
  }

  /** The frame under `addr` in process `pid`; 0 if the page is not present. */
  frameAt(pid: number, addr: number): number {
    return this.computer.kernel.processes.get(pid)!.space.table.get(addr >>> 12) >>> 10;
  }
}

/** Boots `program`, runs it to its end, and gives the guest with its exit status. */
export function runGuest(program: string | Uint8Array, options: GuestOptions = {}) {
  const guest = new Guest(program, options);
  const status = guest.finish();
  return { guest, status, stdout: guest.stdout, words: guest.words };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

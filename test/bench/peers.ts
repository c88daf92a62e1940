import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { hasTool } from '../oracle.ts';
import { type BenchProgram, SOURCES } from './programs.ts';

/** Who runs the programs. */
export interface Peer {
  readonly name: string;
  /** Whether it has a version of the program. */
  readonly canRun: (program: BenchProgram) => boolean;
  /** The command that runs `passes` passes of a program. */
  readonly command: (program: BenchProgram, passes: number) => readonly string[];
}

export const GUEST_COMPILER = 'riscv64-unknown-elf-gcc';
// Without --no-relax the linker makes accesses relative to gp, which nobody sets. Data far from the code is a segment of its own.
const GUEST_OPTIONS = ['-march=rv32ima', '-mabi=ilp32', '-Wl,--no-relax,-Tdata=0x60000'];
/** Loops stay loops: no calls of memcpy in their places. */
const OPTIONS = ['-O2', '-ffreestanding', '-nostdlib', '-static', '-fno-tree-loop-distribute-patterns'];

/** Compiles the programs into `folder`; the peers of this machine that can run them. `kernlets` are command lines by name. */
export function preparePeers(
  programs: readonly BenchProgram[],
  folder: string,
  kernlets: ReadonlyMap<string, readonly string[]>,
): readonly Peer[] {
  const peers: Peer[] = [];
  if (hasTool(GUEST_COMPILER)) {
    const guest = compileForGuest(programs, folder);
    for (const [name, command] of kernlets)
      peers.push({ name, canRun: () => true, command: onOneHart(command, guest) });
    if (hasTool('qemu-riscv32'))
      peers.push({ name: 'qemu', canRun: () => true, command: pinned(['qemu-riscv32'], guest) });
  }
  if (process.arch === 'x64' && hasTool('gcc')) {
    const native = compileAll(programs, 'gcc', [], folder, 'native');
    peers.push({ name: 'native', canRun: () => true, command: pinned([], native) });
  }
  if (hasTool('python3')) {
    const script = ({ name }: BenchProgram) => join(SOURCES, `${name}.py`);
    peers.push({ name: 'python', canRun: ({ hasPython }) => hasPython === true, command: runner(['python3'], script) });
  }
  return peers;
}

/** Compiles programs for the guest; where each one is. */
export function compileForGuest(programs: readonly BenchProgram[], folder: string): (program: BenchProgram) => string {
  return compileAll(programs, GUEST_COMPILER, GUEST_OPTIONS, folder, 'guest');
}

function compileAll(
  programs: readonly BenchProgram[],
  compiler: string,
  options: readonly string[],
  folder: string,
  suffix: string,
): (program: BenchProgram) => string {
  const target = ({ name }: BenchProgram) => join(folder, `${name}.${suffix}`);
  for (const program of programs) {
    const source = join(SOURCES, `${program.name}.c`);
    execFileSync(compiler, [...OPTIONS, ...options, '-o', target(program), source, '-lgcc']);
  }
  return target;
}

function runner(start: readonly string[], file: (program: BenchProgram) => string): Peer['command'] {
  return (program, passes) => [...start, file(program), String(passes)];
}

/** As `runner` for Kernlet: programs whose processes take turns get one hart, as they get one core from `pinned`. */
function onOneHart(start: readonly string[], file: (program: BenchProgram) => string): Peer['command'] {
  const run = runner(start, file);
  const runOnOne = runner([...start, '--harts', '1'], file);
  return (program, passes) => (program.isPinned ? runOnOne : run)(program, passes);
}

/** As `runner`, but programs whose processes take turns stay on one core. */
function pinned(start: readonly string[], file: (program: BenchProgram) => string): Peer['command'] {
  const run = runner(start, file);
  const canPin = hasTool('taskset');
  return (program, passes) => [...(program.isPinned && canPin ? ['taskset', '-c', '0'] : []), ...run(program, passes)];
}

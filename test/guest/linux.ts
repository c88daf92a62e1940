import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasTool, oracleTest } from '../oracle.ts';
import { byteString, bytesOf } from './bytes.ts';
import { ENVIRONMENT, filesOf, type GuestOutcome, type GuestProgram, type GuestRun, WORK_FOLDER } from './guest-run.ts';

const NAMESPACES = ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
const TOOLS = ['qemu-riscv32-static', 'unshare'];

/** What `runUnderLinux` needs on this machine, for `oracleTest`; what the machine does not let us do counts as a missing tool. */
export const LINUX_TOOLS: readonly string[] =
  TOOLS.every(hasTool) && !canRegisterFormats() ? [...TOOLS, 'executable formats of a user, Linux 6.7'] : TOOLS;

/** How often a run is done alone before what Linux does in it is taken for good. */
const RUNS_ALONE = 3;
/** The time limit, in milliseconds, of a test that may be the first of its session and waits for the whole of it. */
const SESSION_TIMEOUT = 600_000;

const SESSION = join(import.meta.dirname, 'linux-session.sh');
const PERMISSIONS = 0o7777;

/** Runs under real Linux, all in one session that starts when the first test wants its outcome. */
export class LinuxSession {
  readonly #runs: readonly GuestRun[];
  /** All executables that there are. */
  readonly #programs: readonly GuestProgram[];
  #outcomes: readonly GuestOutcome[] | undefined;

  constructor(runs: readonly GuestRun[], programs: readonly GuestProgram[]) {
    this.#runs = runs;
    this.#programs = programs;
  }

  /**
   * A test of what Linux does in run number `index`: `check` throws if it is not right. Which process comes first is
   * up to Linux and to what else this machine does, so a run may have several outcomes, and one that passes is enough: the
   * outcome that fails is followed by some of the run alone. Other `tools` are those that the test needs beside Linux.
   */
  test(name: string, index: number, check: (outcome: GuestOutcome) => void, tools: readonly string[] = []): void {
    oracleTest([...tools, ...LINUX_TOOLS], name, () => this.check(index, check), SESSION_TIMEOUT);
  }

  /** The same within a test; throws what `check` throws at the last outcome, if none passes. */
  check(index: number, check: (outcome: GuestOutcome) => void): void {
    this.#outcomes ??= runUnderLinux(this.#runs, this.#programs);
    let outcome = this.#outcomes[index]!;
    for (let left = RUNS_ALONE; left > 0; left--) {
      try {
        check(outcome);
        return;
      } catch {
        [outcome] = runUnderLinux([this.#runs[index]!], this.#programs) as [GuestOutcome];
      }
    }
    check(outcome);
  }
}

/**
 * Runs programs under real Linux, each in a working folder and with a process namespace of its own, several at a time.
 * `programs` are all executables that there are. Needs no privileges, but a Linux that lets users make namespaces and
 * (since 6.7) register executable formats in them.
 */
function runUnderLinux(runs: readonly GuestRun[], programs: readonly GuestProgram[]): GuestOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-linux-'));
  try {
    const root = makeRoot(join(folder, 'root'), programs);
    const cases = join(folder, 'cases');
    const folders = runs.map((run, index) => writeCase(join(cases, String(index).padStart(4, '0')), run));
    const session = spawnSync('unshare', [...NAMESPACES, 'sh', SESSION, root, cases], { encoding: 'utf8' });
    if (session.status !== 0) throw new Error(`no session under Linux: ${session.stderr}`);
    return folders.map(readOutcome);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function canRegisterFormats(): boolean {
  const mount = ['mount', '-t', 'binfmt_misc', 'binfmt_misc', '/proc/sys/fs/binfmt_misc'];
  return spawnSync('unshare', [...NAMESPACES, ...mount], { stdio: 'ignore' }).status === 0;
}

function makeRoot(root: string, programs: readonly GuestProgram[]): string {
  for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'tmp', 'folder'])
    mkdirSync(join(root, name), { recursive: true });
  for (const { path, bytes } of programs) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes, { mode: 0o755 });
  }
  return root;
}

function writeCase(folder: string, run: GuestRun): string {
  const work = join(folder, 'work');
  mkdirSync(work, { recursive: true });
  writeFileSync(join(folder, 'stdin'), bytesOf(run.stdin ?? ''));
  const environment = (run.environment ?? ENVIRONMENT).map(quote).join(' ');
  const command = [run.program, ...(run.args ?? [])].map(quote).join(' ');
  // A session of its own, then the root directory, then the program, all in one process.
  const enter = `setsid "$(command -v unshare)" --root="$root" --wd=${WORK_FOLDER}`;
  writeFileSync(join(folder, 'command'), `exec env -i ${environment} ${enter} ${command}\n`);
  for (const [path, bytes] of filesOf(run)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    if (path.endsWith('/')) mkdirSync(join(work, path));
    else writeFileSync(join(work, path), bytes, { mode: 0o644 });
  }
  return folder;
}

/** A word of the shell's language. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function readOutcome(folder: string): GuestOutcome {
  const status = readText(join(folder, 'status')).trim();
  return {
    stdout: readText(join(folder, 'stdout')),
    stderr: readText(join(folder, 'stderr')),
    status: status === '' ? 'timed out' : Number(status),
    files: Object.fromEntries(listTree(join(folder, 'work'), '')),
  };
}

function readText(file: string): string {
  try {
    return byteString(readFileSync(file));
  } catch {
    return '';
  }
}

/** What is in a folder and below, in the form of `GuestOutcome.files`. */
function listTree(folder: string, prefix: string): [string, string][] {
  const names = readdirSync(folder).map((name) => byteString(Buffer.from(name)));
  return names.sort().flatMap((name) => {
    const file = join(folder, Buffer.from(name, 'latin1').toString());
    const stats = lstatSync(file);
    const entry: [string, string] = [
      `${prefix}${name}`,
      `${(stats.mode & PERMISSIONS).toString(8)} ${contentOf(file)}`,
    ];
    return stats.isDirectory() ? [entry, ...listTree(file, `${prefix}${name}/`)] : [entry];
  });
}

function contentOf(file: string): string {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return `-> ${byteString(Buffer.from(readlinkSync(file)))}`;
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : byteString(readFileSync(file));
}

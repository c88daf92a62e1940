import { E, errnoByNumber } from '../abi/errno.ts';
import type { Host, HostFolder } from '../kernel/host.ts';
import { type Beginning, beginComputer } from '../system/beginning.ts';
import type { InitialFile } from '../system/boot.ts';
import type { Computer } from '../system/computer.ts';
import type { InputLog } from '../system/outside.ts';
import { type ComputerOptions, listMounts, makeEnvironment, makeSettings } from './computer-options.ts';
import { Failure, STATUS } from './failure.ts';
import { NodeFolder } from './host-folder.ts';
import { loadPrograms } from './programs.ts';

/** The first program of a guest. */
export interface FirstGuest {
  /** Its path in the guest's file system, and the name it is started by. */
  readonly path: string;
  readonly args: readonly string[];
  /** Files that are put into the guest's file system. */
  readonly files: readonly InitialFile[];
  readonly isInit: boolean;
}

/** Where the guest's standard streams lead: whether each is its terminal, and the window of that. */
export interface GuestStreams {
  readonly terminals: readonly boolean[];
  readonly window: { readonly rows: number; readonly columns: number };
}

/** What a computer begins with, as the options ask. */
export async function makeBeginning(
  guest: FirstGuest,
  options: ComputerOptions,
  { terminals, window }: GuestStreams,
): Promise<Beginning> {
  const [input, output, errors] = terminals.map((is) => (is ? ('terminal' as const) : ('stream' as const)));
  const term = terminals.includes(true) ? (process.env.TERM ?? 'dumb') : 'dumb';
  return {
    settings: await makeSettings(options),
    terminal: { ...window, isTyped: terminals[0] === true },
    files: {
      programs: await loadPrograms(),
      files: guest.files,
      mounts: listMounts(options).map(({ path }) => path),
    },
    program: {
      path: guest.path,
      args: guest.args.map(byteText),
      environment: makeEnvironment(options, term).map(byteText),
      streams: [input!, output!, errors!],
      isInit: guest.isInit,
    },
  };
}

/** The folders of the host that the options mount. */
export function openFolders(options: ComputerOptions): HostFolder[] {
  return listMounts(options).map(({ folder, writable }) => new NodeFolder(folder, writable));
}

/** A computer with its first program started; throws a Failure that says why not. */
export function startComputer(
  beginning: Beginning,
  host: Host,
  options: {
    readonly folders?: readonly HostFolder[];
    readonly log?: InputLog;
    readonly watch?: (computer: Computer) => void;
  } = {},
): Computer {
  const computer = withinMemory(() => beginComputer(beginning, host, options));
  if (!('failed' in computer)) return computer;
  const { failed, error } = computer;
  if (failed === 'files') {
    if (error === -E.ENOSPC)
      throw new Failure('the files of /bin need more memory: use a larger --ram', STATUS.notStarted);
    throw new Failure(`cannot fill the guest's file system: ${reason(error)}`, STATUS.notStarted);
  }
  const { args, path } = beginning.program;
  const name = Buffer.from(args[0] ?? path, 'latin1').toString('utf8');
  if (error === -E.ENOENT)
    throw new Failure(`cannot run '${name}': it, or the interpreter it names, is not there`, STATUS.notFound);
  if (error === -E.ENOMEM) throw new Failure(`cannot run '${name}': it needs more memory (--ram)`, STATUS.notStarted);
  throw new Failure(`cannot run '${name}': ${reason(error)}`, STATUS.notExecutable);
}

function withinMemory<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure('this machine cannot give so much memory: use a smaller --ram', STATUS.notStarted);
  }
}

/** Strings of the host as the guest has them: a character for each byte of their UTF-8. */
function byteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function reason(error: number): string {
  return errnoByNumber(-error)?.text.toLowerCase() ?? `error ${-error}`;
}

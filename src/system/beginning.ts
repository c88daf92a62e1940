import type { Host, HostFolder } from '../kernel/host.ts';
import { type FirstProgram, fillFileSystem, type InitialFiles, startProgram } from './boot.ts';
import { Computer } from './computer.ts';
import type { InputLog } from './outside.ts';
import type { Settings } from './settings.ts';

/** All that a computer begins with, as plain data: with an input log it makes the same run anywhere. */
export interface Beginning {
  readonly settings: Settings;
  /** The size of the terminal's window; whether somebody types there: else standard input is a stream. */
  readonly terminal: { readonly rows: number; readonly columns: number; readonly isTyped: boolean };
  readonly files: InitialFiles;
  readonly program: FirstProgram;
}

/** A computer with its first program started; or which part failed, with a negative error number. */
export function beginComputer(
  { settings, terminal, files, program }: Beginning,
  host: Host,
  options: {
    readonly folders?: readonly HostFolder[];
    readonly log?: InputLog;
    readonly watch?: (computer: Computer) => void;
  } = {},
): Computer | { readonly failed: 'files' | 'program'; readonly error: number } {
  const { folders, log } = options;
  const { rows, columns, isTyped } = terminal;
  const computer = new Computer(settings, host, { folders, log, terminal: isTyped ? { rows, columns } : undefined });
  if (!isTyped) computer.kernel.terminal.resize(computer.kernel, rows, columns);
  options.watch?.(computer);
  const filled = fillFileSystem(computer, files);
  if (filled < 0) return { failed: 'files', error: filled };
  const started = startProgram(computer, program);
  return started < 0 ? { failed: 'program', error: started } : computer;
}

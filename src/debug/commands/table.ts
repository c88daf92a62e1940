import type { CommandRow } from './command.ts';
import { DATA_COMMANDS } from './data.ts';
import { generalCommands } from './general.ts';
import { KERNEL_COMMANDS } from './kernel.ts';
import { RUNNING_COMMANDS } from './running.ts';
import { STOP_COMMANDS } from './stops.ts';
import { TIME_COMMANDS } from './time.ts';

/** Every command of the debugger: help, completion and the reference page are made from it. */
export const COMMANDS: readonly CommandRow[] = [
  ...RUNNING_COMMANDS,
  ...TIME_COMMANDS,
  ...STOP_COMMANDS,
  ...DATA_COMMANDS,
  ...KERNEL_COMMANDS,
  ...generalCommands(() => COMMANDS),
];

import type { Command } from 'commander';
import { addBootCommand } from './boot.ts';
import { addRunCommand } from './run.ts';

/** What adds the commands that are started most often: they are read without the others. */
export const GUEST_COMMANDS: Readonly<Record<string, (program: Command) => void>> = {
  run: addRunCommand,
  boot: addBootCommand,
};

import type { Command } from 'commander';
export function addIsaCommand(program: Command): void {
  program.command('isa');
}

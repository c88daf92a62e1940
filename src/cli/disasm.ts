import type { Command } from 'commander';
export function addDisasmCommand(program: Command): void {
  program.command('disasm');
}

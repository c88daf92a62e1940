import type { Command } from 'commander';
export function addSyscallsCommand(program: Command): void {
  program.command('syscalls');
}

import type { Kernel } from './kernel.ts';

/**
 * Whether no living member of the group has a parent in another group of its session (init does not count): then
 * nobody could continue what is stopped, and the terminal stops nobody (POSIX, "Orphaned Process Group").
 */
export function isOrphanedGroup(kernel: Kernel, pgid: number): boolean {
  for (const member of kernel.processes.values()) {
    const { parent, session } = member;
    if (member.pgid !== pgid || member.ending !== undefined || parent === undefined || parent === kernel.init) continue;
    if (parent.pgid !== pgid && parent.session === session) return false;
  }
  return true;
}

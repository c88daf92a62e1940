import type { Kernel } from './kernel.ts';
import type { Process, Session } from './process.ts';

/** Who is in each process group, or in each session: zombies included, in the order in which they joined. */
export class Memberships {
  private readonly members = new Map<number, Set<Process>>();

  has(number: number): boolean {
    return this.members.has(number);
  }

  /** The members, for any change of membership to leave alone. */
  of(number: number): readonly Process[] {
    const found = this.members.get(number);
    return found === undefined ? [] : [...found];
  }

  join(number: number, process: Process): void {
    const found = this.members.get(number);
    if (found === undefined) this.members.set(number, new Set([process]));
    else found.add(process);
  }

  leave(number: number, process: Process): void {
    const found = this.members.get(number);
    found?.delete(process);
    if (found?.size === 0) this.members.delete(number);
  }
}

/** Puts a new process into the group and the session that it names. */
export function enterGroups(kernel: Kernel, process: Process): void {
  kernel.groups.join(process.pgid, process);
  kernel.sessions.join(process.session.sid, process);
}

/** Takes a process out of its group and session: it is reaped. */
export function leaveGroups(kernel: Kernel, process: Process): void {
  kernel.groups.leave(process.pgid, process);
  kernel.sessions.leave(process.session.sid, process);
}

/** Moves a process to another group, and if one is given to another session. */
export function moveToGroup(kernel: Kernel, process: Process, pgid: number, session = process.session): void {
  leaveGroups(kernel, process);
  process.pgid = pgid;
  process.session = session;
  enterGroups(kernel, process);
}

/** Whether a group has a member in `session`. */
export function isGroupOf(kernel: Kernel, pgid: number, session: Session): boolean {
  return kernel.groups.of(pgid).some((member) => member.session === session);
}

/**
 * Whether no living member of the group has a parent in another group of its session (init does not count): then
 * nobody could continue what is stopped, and the terminal stops nobody (POSIX, "Orphaned Process Group").
 */
export function isOrphanedGroup(kernel: Kernel, pgid: number): boolean {
  for (const { parent, session, ending } of kernel.groups.of(pgid)) {
    if (ending !== undefined || parent === undefined || parent === kernel.init) continue;
    if (parent.pgid !== pgid && parent.session === session) return false;
  }
  return true;
}

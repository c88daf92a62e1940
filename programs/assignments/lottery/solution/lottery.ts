import type { Policy, Task } from 'kernlet';

/** Tickets of those that have declared none. */
const USUAL = 100;

const ticketsOf = (task: Task): number => task.tickets || USUAL;

/** A lottery: each ready task holds tickets, one ticket is drawn, and its holder runs for a quantum. */
export const policy: Policy = {
  pick(_state, ready, _hart, world) {
    const total = ready.reduce((sum, task) => sum + ticketsOf(task), 0);
    let ticket = Math.floor(world.random() * total);
    for (const task of ready) {
      ticket -= ticketsOf(task);
      if (ticket < 0) return task.id;
    }
    throw new Error(`nobody has ticket ${ticket}`);
  },
};

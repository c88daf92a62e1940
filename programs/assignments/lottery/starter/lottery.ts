import type { Policy } from 'kernlet';

/** First come, first served: whoever is ready longest runs. Make a lottery of it. */
export const policy: Policy = {
  pick(_state, ready, _hart, world) {
    return { id: ready[0]!.id, quantum: 1_000_000_000 + world.now };
  },
};

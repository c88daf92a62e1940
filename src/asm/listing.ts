import type { Linked } from './link.ts';
import type { Unit } from './unit.ts';

export function formatListing(_units: readonly Unit[], _linked: Linked): string {
  return '';
}

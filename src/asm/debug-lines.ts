import type { Linked } from './link.ts';
import type { Unit } from './unit.ts';

export function debugSections(_units: readonly Unit[], _linked: Linked): { name: string; bytes: Uint8Array }[] {
  return [];
}

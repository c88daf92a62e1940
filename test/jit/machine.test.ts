import { afterAll, vi } from 'vitest';

/*
 * What is true of a machine is true of one that translates everything: its tests once more. Files share their modules:
 * this one reads them anew before and leaves none behind, so that the tests of the machine run here and there, each
 * with its own way to execute code.
 */
vi.resetModules();
afterAll(() => void vi.resetModules());
const { execution } = await import('../machine/bare-computer.ts');
execution.jit = 'always';
await import('../machine/hart.test.ts');
await import('../machine/traps.test.ts');
await import('../machine/stops.test.ts');
await import('../machine/code-cache.test.ts');
await import('../machine/reservations.test.ts');
await import('../machine/snapshot.test.ts');
await import('../machine/high-memory.test.ts');

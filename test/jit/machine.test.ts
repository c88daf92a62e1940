import { execution } from '../machine/bare-computer.ts';

/* What is true of a machine is true of one that translates everything: its tests once more. */
execution.jit = 'always';
await import('../machine/hart.test.ts');
await import('../machine/traps.test.ts');
await import('../machine/stops.test.ts');
await import('../machine/code-cache.test.ts');
await import('../machine/reservations.test.ts');
await import('../machine/snapshot.test.ts');
await import('../machine/high-memory.test.ts');

import { hasTool } from '../oracle.ts';
import { Guest } from '../system/guest.ts';
import { median, timeCommand, timeWork } from './cpu-time.ts';
import { compileForGuest, GUEST_COMPILER } from './peers.ts';
import { PROGRAMS } from './programs.ts';

/** Passes of each program in a short and in a long run, of which the difference counts: some seconds, in which no single collection does. */
const PASSES = { getpid: [400, 2000], fork: [1000, 4000], pipe: [100, 500] } as const;

/** What may not make an operation dearer. */
const PLACES = [
  { name: 'as it comes', options: [], crowd: 0 },
  { name: '64 harts', options: ['--harts', '64'], crowd: 0 },
  { name: '1 GiB of memory', options: ['--ram', '1G'], crowd: 0 },
  { name: '10,000 processes asleep', options: ['--ram', '1G'], crowd: 10_000 },
];

/** What calls, forks and messages take on a computer as it comes, on large ones, and among many processes. */
export function measureScale(kernlet: readonly string[], folder: string, runs: number): string {
  if (!hasTool(GUEST_COMPILER)) return `left out: there is no ${GUEST_COMPILER}\n`;
  const programs = PROGRAMS.filter(({ name }) => name in PASSES);
  const fileOf = compileForGuest(programs, folder);
  const lines = programs.map((program) => {
    const [few, many] = PASSES[program.name as keyof typeof PASSES];
    const found = PLACES.map((): number[] => []);
    for (let round = 0; round < runs; round++) {
      PLACES.forEach(({ options, crowd }, index) => {
        const run = (passes: number) =>
          timeCommand([...kernlet, ...options, fileOf(program), String(passes), String(crowd)]).seconds;
        found[index]!.push((run(many) - run(few)) / ((many - few) * program.count));
      });
    }
    const times = found.map((times) => `${(median(times) * 1e6).toFixed(2)} us`.padStart(12));
    return `${program.operation.padEnd(16)}${PLACES.map(({ name }, index) => `${times[index]}  ${name}\n`).join(''.padEnd(16))}`;
  });
  return lines.join('');
}

const FORKS = `
1:  fork
    beqz    a0, 2f
    wait
    j       1b
2:  exit`;

/** A million forks in one computer: what the first and the last ones take, and how much memory of the host goes. */
export function measureManyForks(): string {
  const guest = new Guest(FORKS);
  const { kernel } = guest.computer;
  const forkUntil = (count: number) => {
    while (kernel.forkCount < count) guest.run({ pauseAfter: 1e5 });
  };
  forkUntil(20_000);
  const lines: string[] = [];
  const memoryBefore = residentMegabytes();
  for (const [from, to] of [
    [20_000, 100_000],
    [920_000, 1_000_000],
  ] as const) {
    forkUntil(from);
    const seconds = timeWork(() => forkUntil(to));
    lines.push(
      `${((seconds / (to - from)) * 1e6).toFixed(1).padStart(28)} us  forks up to the ${to.toLocaleString('en')}th\n`,
    );
  }
  lines.push(`${(residentMegabytes() - memoryBefore).toFixed(0).padStart(28)} MB of the host's memory more\n`);
  return lines.join('');
}

function residentMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

import { CYCLES_PER_SECOND } from '../../src/abi/processes.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { Accountant } from '../../src/trace/accounts.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import { Guest } from '../system/guest.ts';
import { median, timeWork } from './cpu-time.ts';

/** Short calls one after the other, and bytes through a pipe and back, which are added up: a call in 15 instructions. */
const PROGRAM = `
      addi sp, sp, -64
      mv a0, sp
      li a1, 0
      syscall pipe2
1:    syscall getppid
      lw a0, 4(sp)
      addi a1, sp, 8
      li a2, 32
      syscall write
      lw a0, (sp)
      addi a1, sp, 8
      li a2, 32
      syscall read
      addi t0, sp, 8
      addi t1, sp, 40
2:    lw t2, (t0)
      add t3, t3, t2
      addi t0, t0, 4
      bne t0, t1, 2b
      li a0, 1
      addi a1, sp, 16
      syscall clock_gettime64
      j 1b`;
const CYCLES = CYCLES_PER_SECOND / 50;

/** Who listens to the stream of events. */
const LISTENERS: readonly (readonly [name: string, listen: (guest: Guest) => void])[] = [
  ['nobody', () => {}],
  ['the stream', ({ computer }) => computer.kernel.observe(() => {})],
  [
    '--stats',
    ({ computer }) => {
      const accountant = new Accountant();
      new Recorder(computer, [(record) => accountant.take(record)], { program: ['bench'] });
    },
  ],
];

/** What a run that makes many calls costs with nobody listening, with the stream alone, and with statistics. */
export function measureEvents(runs: number): string {
  const guests = LISTENERS.map(([, listen]) => {
    const guest = new Guest(PROGRAM, { settings: { harts: 1 } });
    listen(guest);
    guest.run({ pauseAfter: CYCLES });
    return guest;
  });
  const seconds: number[][] = guests.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const [at, guest] of guests.entries()) {
      seconds[at]!.push(timeWork(() => void guest.run({ pauseAfter: CYCLES })));
    }
  }
  const [without, ...others] = seconds.map(median) as [number, ...number[]];
  const asked = questionsIn(CYCLES) * questionSeconds(guests[0]!.computer.kernel);
  const rows = [
    `  asking whether anybody listens: ${((asked / without) * 100).toFixed(2)} % of the time`,
    ...others.map(
      (time, at) => `  with ${LISTENERS[at + 1]![0]}: ${(((time - without) / without) * 100).toFixed(1)} % more`,
    ),
  ];
  return `${rows.join('\n')}\n`;
}

/** How often the kernel asks whether anybody listens in so many cycles: at least once for each event there would be. */
function questionsIn(cycles: number): number {
  const guest = new Guest(PROGRAM, { settings: { harts: 1 } });
  let events = 0;
  guest.computer.kernel.observe(() => {
    events++;
  });
  guest.run({ pauseAfter: cycles });
  return events;
}

/** The seconds that one such question takes. */
function questionSeconds(kernel: Kernel): number {
  const count = 50_000_000;
  let answers = 0;
  const time = timeWork(() => {
    for (let at = 0; at < count; at++) if (kernel.isObserved) answers++;
  });
  if (answers > 0) throw new Error('somebody listens');
  return time / count;
}

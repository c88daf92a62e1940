import { CYCLES_PER_SECOND } from '../abi/processes.ts';

/** Every five seconds the threads that run or could are counted. */
const INTERVAL = 5 * CYCLES_PER_SECOND;
/** Fixed-point numbers with 11 bits after the point; what is left of an average after one interval, for 1, 5, 15 minutes. */
const ONE = 1 << 11;
const DECAYS = [1884, 2014, 2037] as const;

/**
 * The load averages, by the formula of Linux (kernel/sched/loadavg.c): at every fifth second of virtual time each becomes
 * `load * decay + active * (1 - decay)`. Between two entries into the kernel no thread starts or stops waiting, so the
 * samples that fall between them are all taken at the second, before it changes anything.
 */
export class LoadAverage {
  /** The cycle of the next sample. */
  next = INTERVAL;
  private readonly loads: number[] = [0, 0, 0];

  /** Takes the samples that are due by `cycle`, with `active` threads at each of them. */
  sample(cycle: number, active: number): void {
    while (this.next <= cycle) {
      const changed = this.loads.map((load, index) => decay(load, DECAYS[index]!, active * ONE));
      this.next += INTERVAL;
      // Long idle times come to rest, and need not be walked through.
      if (changed.every((load, index) => load === this.loads[index])) {
        this.next += Math.ceil(Math.max(0, cycle - this.next + 1) / INTERVAL) * INTERVAL;
      }
      this.loads.splice(0, this.loads.length, ...changed);
    }
  }

  /** The averages as sysinfo gives them: with 16 bits after the point. */
  get scaled(): readonly number[] {
    return this.loads.map((load) => load * 2 ** 5);
  }

  /** The averages as /proc/loadavg shows them: rounded to two digits after the point. */
  get texts(): readonly string[] {
    return this.loads.map((load) => {
      const rounded = load + Math.floor(ONE / 200);
      const hundredths = Math.floor(((rounded % ONE) * 100) / ONE);
      return `${Math.floor(rounded / ONE)}.${String(hundredths).padStart(2, '0')}`;
    });
  }
}

function decay(load: number, factor: number, active: number): number {
  const sum = load * factor + active * (ONE - factor);
  return Math.floor((active >= load ? sum + ONE - 1 : sum) / ONE);
}

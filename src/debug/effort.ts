import type { Computer } from '../system/computer.ts';

/** What an instruction and an entry into the kernel take, in milliseconds, where there is no clock to measure it. */
const PER_INSTRUCTION = 1e-5;
const PER_ENTRY = 2e-3;
/** How long a turn should take, in milliseconds, and how many steps it has. */
const TURN = 12;
const FIRST_TURN = 20_000;
const SMALLEST_TURN = 1_000;
const LARGEST_TURN = 50_000_000;

/** Measures the effort of running the computer, in milliseconds, and how many steps make a turn of a few of them. */
export class EffortMeter {
  /** Milliseconds since the last `reset`. */
  effort = 0;
  /** How many steps to make at once. */
  turn = FIRST_TURN;
  private readonly computer: Computer;
  private readonly clock: (() => number) | undefined;
  private sinceTurn = 0;
  private start = { time: 0, steps: 0, retired: 0 };

  constructor(computer: Computer, clock: (() => number) | undefined) {
    this.computer = computer;
    this.clock = clock;
  }

  reset(): void {
    this.effort = 0;
  }

  /** Whether a turn's work has been done since this was true last. */
  takeTurn(): boolean {
    if (this.sinceTurn < TURN) return false;
    this.sinceTurn = 0;
    return true;
  }

  begin(): void {
    this.start = { time: this.clock?.() ?? 0, steps: this.computer.steps, retired: retired(this.computer) };
  }

  end(): void {
    const steps = this.computer.steps - this.start.steps;
    const spent = this.clock === undefined ? this.estimate(steps) : this.clock() - this.start.time;
    this.effort += spent;
    this.sinceTurn += spent;
    if (spent > TURN * 2) this.turn = Math.max(SMALLEST_TURN, Math.floor(this.turn / 2));
    else if (spent < TURN / 2 && steps >= this.turn) this.turn = Math.min(LARGEST_TURN, this.turn * 2);
  }

  private estimate(steps: number): number {
    const instructions = retired(this.computer) - this.start.retired;
    return instructions * PER_INSTRUCTION + Math.max(0, steps - instructions) * PER_ENTRY;
  }
}

function retired({ machine }: Computer): number {
  return machine.harts.reduce((sum, { instret }) => sum + instret, 0);
}

/** What these checks look at: see docs/grading.md. */
interface Run {
  readonly recorder: { readonly records: readonly { readonly number: number; readonly running: number }[] };
}

interface Test {
  readonly run?: string | readonly string[];
}

/** Each process has run in proportion to its tickets, give or take a fifth. */
export function shares(run: Run, { run: command }: Test): string | undefined {
  const tickets = String(command).split(' ').slice(1).map(Number);
  const running = run.recorder.records.filter(({ number }) => number > 1).map((record) => record.running);
  const all = running.reduce((sum, cycles) => sum + cycles, 0);
  const total = tickets.reduce((sum, count) => sum + count, 0);
  const line = (what: (index: number) => number) => tickets.map((_, index) => `${Math.round(what(index))}%`).join(', ');
  const isFair = tickets.every((count, index) => Math.abs(running[index]! / all / (count / total) - 1) < 0.2);
  if (isFair) return undefined;
  const wanted = line((index) => (tickets[index]! / total) * 100);
  return `processes with ${tickets.join(', ')} tickets should have run ${wanted} of the time, not ${line((index) => (running[index]! / all) * 100)}`;
}

/** Every process has run at all. */
export function everybody(run: Run): string | undefined {
  const starved = run.recorder.records.filter(({ number, running }) => number > 1 && running < 1000).map(({ number }) => number);
  return starved.length === 0 ? undefined : `process ${starved.join(' and ')} never got the processor`;
}

/** The processor was not left idle while somebody could have run. */
export function busy(run: Run): string | undefined {
  const used = run.recorder.records.reduce((sum, { running }) => sum + running, 0);
  return used > 4_500_000 ? undefined : `processes have run ${used} cycles in all, of 5,000,000`;
}

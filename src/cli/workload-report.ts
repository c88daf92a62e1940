import type { Outcome } from '../workload/run-workload.ts';
import type { Workload } from '../workload/workload.ts';

/** What became of the jobs, as a table of at most 80 columns; times in ticks. */
export function workloadReport({ jobs, tick, harts }: Workload, outcome: Outcome): string {
  const name = Math.max(7, ...jobs.map((job) => Math.min(20, job.name.length)));
  const row = (first: string, cells: readonly string[]) =>
    ` ${first.slice(0, 20).padEnd(name)}${cells.map((cell) => cell.padStart(11)).join('')}`.trimEnd();
  const ended = outcome.times.filter((times) => times !== undefined);
  const average = (of: (times: (typeof ended)[number]) => number) =>
    (ended.reduce((sum, times) => sum + of(times), 0) / tick / ended.length).toFixed(2);
  const lines = [
    row('job', ['arrival', 'run', 'response', 'turnaround', 'wait']),
    ...jobs.map((job, index) => {
      const times = outcome.times[index];
      if (times === undefined) return row(job.name, [String(job.arrival), String(job.run), '-', '-', '-']);
      const { response, turnaround, wait } = times;
      return row(job.name, [
        String(job.arrival),
        String(job.run),
        ...[response, turnaround, wait].map((cycles) => inTicks(cycles, tick)),
      ]);
    }),
  ];
  if (ended.length > 0) {
    const averages = [average((t) => t.response), average((t) => t.turnaround), average((t) => t.wait)];
    lines.push(row('average', ['', '', ...averages]));
  }
  if (ended.length < jobs.length) lines.push(` - had not ended at the limit (--max-ticks)`);
  return `${[...lines, '', ...hartLines(outcome, tick, harts)].join('\n')}\n`;
}

function hartLines({ stretches, end }: Outcome, tick: number, harts: number): string[] {
  const width = String(harts - 1).length;
  return Array.from({ length: harts }, (_, hart) => {
    const own = stretches.filter((stretch) => stretch.hart === hart);
    const busy = own.reduce((sum, stretch) => sum + stretch.end - stretch.start, 0);
    const share = end === 0 ? 0 : (busy / end) * 100;
    return ` hart ${String(hart).padStart(width)} busy ${inTicks(busy, tick)} of ${inTicks(end, tick)} ticks (${share.toFixed(2)}%)`;
  });
}

/** One line for each tick: who ran on each hart, and what happened at its start. */
export function tickTrace({ jobs, tick, harts }: Workload, { stretches, moments, end }: Outcome): string {
  const ticks = Math.ceil(end / tick);
  const cells: string[][] = Array.from({ length: ticks }, () => Array.from({ length: harts }, () => ''));
  for (const { job, hart, start, end: stop } of stretches) {
    for (let at = Math.floor(start / tick); at * tick < stop; at++) {
      const before = cells[at]![hart]!;
      const name = jobs[job]!.name.slice(0, 8);
      // Two jobs share a tick if one of them ended or waited within it.
      if (!before.split('+').includes(name)) cells[at]![hart] = before === '' ? name : `${before}+${name}`;
    }
  }
  const notes = new Map<number, string[]>();
  for (const { cycle, job, kind } of moments) {
    const at = Math.ceil(cycle / tick);
    notes.set(at, [...(notes.get(at) ?? []), `${jobs[job]!.name} ${kind}`]);
  }
  const width = Math.max(6, ...cells.flat().map((cell) => cell.length)) + 2;
  const head = Array.from({ length: harts }, (_, hart) => `hart ${hart}`.padEnd(width)).join('');
  const lines = [`   tick  ${head}`.trimEnd()];
  for (let at = 0; at <= ticks; at++) {
    const row = (cells[at] ?? []).map((cell) => (cell === '' ? '-' : cell).padEnd(width)).join('');
    lines.push(`${String(at).padStart(7)}  ${row.padEnd(width * harts)}${(notes.get(at) ?? []).join(', ')}`.trimEnd());
  }
  return `${lines.join('\n')}\n\n`;
}

function inTicks(cycles: number, tick: number): string {
  return cycles % tick === 0 ? String(cycles / tick) : (cycles / tick).toFixed(2);
}

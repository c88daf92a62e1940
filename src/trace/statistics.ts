import type { Accounts, ProcessAccount } from './accounts.ts';
import { formatCycles } from './text.ts';

/** How many processes and calls the table lists. */
const SHOWN_PROCESSES = 40;
const SHOWN_CALLS = 20;

/** What was counted in a run as a table, in lines of at most 80 columns, with their ends. */
export function formatAccounts(accounts: Accounts): string {
  const parts = [
    processLines(accounts),
    detailLines(accounts),
    callLines(accounts),
    hartLines(accounts),
    totalLines(accounts),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n');
}

function processLines({ processes }: Accounts): string[] {
  const rows = processes.slice(0, SHOWN_PROCESSES).map((account) => {
    const { pid, name, running, ready, blocked, stopped, voluntary, involuntary, status, faults } = account;
    const numbers = [running, ready, blocked + stopped].map((value) => formatCycles(value).padStart(11));
    const faultCount = String(Object.values(faults).reduce((sum, count) => sum + count, 0)).padStart(7);
    const switches = `${voluntary}+${involuntary}`.padStart(9);
    return `${String(pid).padStart(5)} ${name.padEnd(13).slice(0, 13)}${numbers.join('')}${faultCount}${switches}  ${status === 'running' ? 'no' : status}`;
  });
  const rest = processes.length - rows.length;
  return [
    '  pid name                running    waiting    blocked faults switches  ended',
    ...rows,
    ...(rest > 0 ? [`      and ${rest} more`] : []),
  ];
}

/** Why each process was blocked, which faults it had, how it moved. */
function detailLines({ processes }: Accounts): string[] {
  const rows = processes.slice(0, SHOWN_PROCESSES).map((account) => {
    const { pid, name, migrations, faults, shared, copied } = account;
    const minor = (faults.minor ?? 0) + (faults.copied ?? 0);
    const numbers = [migrations, minor, faults.major ?? 0, shared, copied].map((value) => String(value).padStart(7));
    return `${String(pid).padStart(5)} ${name.padEnd(13).slice(0, 13)}${numbers.join('')}  ${reasonsText(account)}`;
  });
  return ['  pid name           moves  minor  major shared copied  blocked for', ...rows];
}

/** The reasons with their shares, the longest first, as many as fit. */
function reasonsText({ blocked, stopped, blockedBy }: ProcessAccount): string {
  const total = blocked + stopped;
  const reasons = [...Object.entries(blockedBy), ...(stopped > 0 ? ([['stopped', stopped]] as const) : [])];
  const sorted = reasons.toSorted(([, a], [, b]) => b - a);
  return sorted
    .slice(0, 2)
    .map(([reason, cycles]) => `${reason} ${Math.round((cycles / total) * 100)}%`)
    .join(', ');
}

/** The calls of all processes together, those in which most time was spent first. */
function callLines({ processes }: Accounts): string[] {
  const totals = new Map<string, { count: number; errors: number; cycles: number }>();
  for (const { calls } of processes) {
    for (const [name, { count, errors, cycles }] of Object.entries(calls)) {
      const total = totals.get(name) ?? { count: 0, errors: 0, cycles: 0 };
      totals.set(name, { count: total.count + count, errors: total.errors + errors, cycles: total.cycles + cycles });
    }
  }
  const sorted = [...totals].toSorted(([, a], [, b]) => b.cycles - a.cycles || b.count - a.count);
  const rows = sorted.slice(0, SHOWN_CALLS).map(([name, { count, errors, cycles }]) => {
    const numbers = [count, errors].map((value) => formatCycles(value).padStart(10)).join('');
    return `      ${name.padEnd(24)}${formatCycles(cycles).padStart(11)}${numbers}`;
  });
  if (rows.length === 0) return [];
  const rest = sorted.length - rows.length;
  return [
    '      call                         cycles     calls    errors',
    ...rows,
    ...(rest > 0 ? [`      and ${rest} more`] : []),
  ];
}

function hartLines({ harts, cycles }: Accounts): string[] {
  const lines = [' hart                        busy       idle   used switches'];
  let unused = 0;
  harts.forEach(({ busy, switches }, hart) => {
    if (busy === 0 && harts.length > 4) unused++;
    else {
      const share = cycles === 0 ? 0 : (busy / cycles) * 100;
      const numbers = [busy, Math.max(0, cycles - busy)].map((value) => formatCycles(value).padStart(11)).join('');
      lines.push(
        `${String(hart).padStart(5)}              ${numbers}${share.toFixed(1).padStart(6)}%${String(switches).padStart(9)}`,
      );
    }
  });
  if (unused > 0) lines.push(`      ${unused} never used`);
  return lines;
}

function totalLines({ cycles, frames, peakFrames, copied, harts }: Accounts): string[] {
  const busy = harts.reduce((sum, hart) => sum + hart.busy, 0);
  return [
    `${formatCycles(cycles)} cycles, ${formatCycles(busy)} of all harts together`,
    `${formatCycles(peakFrames)} of ${formatCycles(frames)} frames used at the peak, ${formatCycles(copied)} copied on write`,
    'switches: blocked + preempted; shared: frames given to children by fork; times',
    'in cycles, a second is 100,000,000',
  ];
}

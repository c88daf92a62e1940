import type { ProcessAccount } from '../../trace/accounts.ts';
import { element } from './elements.ts';
import { formatCount, formatShare, formatShort } from './format.ts';
import type { Model } from './model.ts';

/** More processes than this are not listed. */
const SHOWN = 200;

type Column = readonly [title: string, explanation: string, text: (account: ProcessAccount, model: Model) => string];

const faultCount = ({ faults }: ProcessAccount) => Object.values(faults).reduce((sum, count) => sum + count, 0);
const ended = (account: ProcessAccount, { data }: Model) => account.ended ?? data.end;

const COLUMNS: readonly Column[] = [
  ['pid', 'number of the process', ({ pid }) => String(pid)],
  ['name', 'the last program that it ran', ({ name }) => name],
  ['ran', 'cycles on a hart', ({ running }) => formatShort(running)],
  ['waited', 'cycles ready without a hart', ({ ready }) => formatShort(ready)],
  ['blocked', 'cycles waiting for something else', ({ blocked, stopped }) => formatShort(blocked + stopped)],
  [
    'response',
    'cycles from its start until it first ran',
    ({ started, firstRan }) => formatShort((firstRan ?? started) - started),
  ],
  [
    'turnaround',
    'cycles from its start to its end',
    (account, model) => formatShort(ended(account, model) - account.started),
  ],
  [
    'switches',
    'how often it blocked, and how often it was preempted',
    ({ voluntary, involuntary }) => `${voluntary} + ${involuntary}`,
  ],
  ['moves', 'how often it went to another hart', ({ migrations }) => formatCount(migrations)],
  ['faults', 'page faults', (account) => formatCount(faultCount(account))],
  ['shared', 'frames that it gave to children by fork', ({ shared }) => formatCount(shared)],
  ['copied', 'frames that it copied on write', ({ copied }) => formatCount(copied)],
  ['ended', 'how', ({ status }) => status],
];

/** The table of the scheduler's figures, with a bar for how each process spent its life. */
export function metricsTable(model: Model): HTMLElement {
  const { processes } = model.data.accounts;
  const shown = processes.slice(0, SHOWN);
  const rest = processes.length - shown.length;
  const longest = Math.max(1, ...shown.map((account) => ended(account, model) - account.started));
  const rows = shown.map((account) =>
    element('tr', {}, [
      ...COLUMNS.map(([, , text]) => element('td', {}, [text(account, model)])),
      element('td', { class: 'spent' }, [spentBar(account, longest)]),
    ]),
  );
  return element('div', { class: 'scroll' }, [
    element('table', { class: 'metrics' }, [
      element('thead', {}, [
        element('tr', {}, [
          ...COLUMNS.map(([title, explanation]) => element('th', { title: explanation, scope: 'col' }, [title])),
          element('th', { scope: 'col' }, ['how it spent its life']),
        ]),
      ]),
      element('tbody', {}, rows),
    ]),
    ...(rest > 0 ? [element('p', { class: 'muted' }, [`and ${formatCount(rest)} more`])] : []),
  ]);
}

/** The averages that textbooks compare policies by. */
export function metricsSummary(model: Model): HTMLElement {
  const { processes, harts, cycles } = model.data.accounts;
  const mean = (of: (account: ProcessAccount) => number) =>
    processes.length === 0 ? 0 : processes.reduce((sum, account) => sum + of(account), 0) / processes.length;
  const busy = harts.reduce((sum, hart) => sum + hart.busy, 0);
  const figures: readonly (readonly [string, string])[] = [
    ['harts busy', formatShare(busy, cycles * harts.length)],
    ['mean response', formatShort(mean(({ started, firstRan }) => (firstRan ?? started) - started))],
    ['mean turnaround', formatShort(mean((account) => ended(account, model) - account.started))],
    ['mean wait for a hart', formatShort(mean(({ ready }) => ready))],
    ['switches', formatCount(harts.reduce((sum, { switches }) => sum + switches, 0))],
    ['preemptions', formatCount(processes.reduce((sum, { involuntary }) => sum + involuntary, 0))],
  ];
  return element(
    'dl',
    { class: 'figures' },
    figures.map(([name, value]) => element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value])])),
  );
}

function spentBar(account: ProcessAccount, longest: number): HTMLElement {
  const { running, ready, blocked, stopped } = account;
  const parts = [
    ['running', running],
    ['ready', ready],
    ['blocked', blocked],
    ['stopped', stopped],
  ] as const;
  const reasons = Object.entries(account.blockedBy).toSorted(([, a], [, b]) => b - a);
  const title = [
    ...parts.filter(([, cycles]) => cycles > 0).map(([name, cycles]) => `${name} ${formatCount(cycles)}`),
    ...reasons.map(([reason, cycles]) => `waited for ${reason} ${formatCount(cycles)}`),
  ].join(', ');
  return element(
    'div',
    { class: 'bar', title, role: 'img', 'aria-label': title },
    parts
      .filter(([, cycles]) => cycles > 0)
      .map(([name, cycles]) => element('span', { class: name, style: `width:${(cycles / longest) * 100}%` })),
  );
}

import { Accountant } from './accounts.ts';
import { Flows } from './flows.ts';
import { type Life, Lives } from './lives.ts';
import type { EventRecord, RecordFields } from './records.ts';
import { PAGE_AREAS, PAGE_ORIGINS, type ReportData, type ReportFlow, type Steps } from './report-data.ts';
import { Series } from './series.ts';
import { Timeline } from './timeline.ts';

/** How much of each kind a report holds at most, so that its page stays quick. */
const INTERVALS_MAX = 100_000;
const CALLS_MAX = 40_000;
const FLOWS_MAX = 20_000;
const PAGES_MAX = 150_000;
const CHANNELS_MAX = 100;
const CHANNEL_STEPS_MAX = 2000;

interface Channel {
  readonly name: string;
  readonly level: Series;
  readonly writers: Map<number, number>;
  readonly readers: Map<number, number>;
  moves: [number, number, number][];
  resolution: number;
}

interface Call {
  readonly thread: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Collects from the records of a run what its report shows; in long runs the small things are left out. */
export class ReportModel {
  private readonly timeline = new Timeline(INTERVALS_MAX);
  private readonly accountant = new Accountant();
  private readonly lives = new Lives({ called: (life, to, result, text) => this.called(life, to, result, text) });
  private readonly flowFinder = new Flows((kind, from, to) => {
    const [source, target] = [this.lives.get(from.tid), this.lives.get(to.tid)];
    if (source === undefined || target === undefined) return;
    this.flows.push({ kind, from: source.index, fromCycle: from.cycle, to: target.index, toCycle: to.cycle });
    while (this.flows.length > FLOWS_MAX) this.thinFlows();
  });
  private calls: Call[] = [];
  private shortestCall = 0;
  private flows: ReportFlow[] = [];
  private flowResolution = 0;
  private readonly channels = new Map<number, Channel>();
  private readonly pages = {
    cycle: [] as number[],
    space: [] as number[],
    page: [] as number[],
    frame: [] as number[],
    origin: [] as number[],
    area: [] as number[],
  };
  private pagesEnd: number | undefined;
  private readonly spaces: { thread: number; from: number; space: number }[] = [];
  /** The address space that each process has now, by pid. */
  private readonly spaceOf = new Map<number, number>();
  private run: RecordFields['run'] | undefined;
  private why = '';

  take(record: EventRecord): void {
    this.timeline.take(record);
    this.accountant.take(record);
    const parentSpace = record.kind === 'fork' ? (this.spaceOf.get(this.lives.get(record.parent)?.pid ?? 0) ?? 0) : 0;
    const life = this.lives.take(record);
    this.flowFinder.take(record, this.lives);
    switch (record.kind) {
      case 'run':
        this.run = record;
        break;
      case 'halt':
        this.why = record.why;
        break;
      case 'start':
      case 'exec':
        if (life !== undefined) this.enterSpace(life, record);
        break;
      case 'fork':
        if (!record.isThread && life !== undefined) {
          if (record.pages > 0) this.change(record.cycle, record.space, -1, parentSpace, 0, 0);
          this.enterSpace(life, record);
        }
        break;
      case 'exit': {
        const leader = this.lives.get(record.pid);
        if (leader !== undefined) this.enterSpace(leader, { cycle: record.cycle, space: 0 });
        break;
      }
      case 'page': {
        const [origin, area] = [PAGE_ORIGINS.indexOf(record.origin), PAGE_AREAS.indexOf(record.area)];
        this.change(record.cycle, record.space, record.page, record.frame, origin, Math.max(0, area));
        break;
      }
      case 'transfer':
        if (life !== undefined) this.transfer(record, life);
    }
  }

  /** The report of what was taken, `run` and `halt` among it. */
  data(): ReportData {
    const { timeline } = this;
    const texts = new Map<string, number>();
    const numberOf = (text: string) => {
      if (!texts.has(text)) texts.set(text, texts.size);
      return texts.get(text)!;
    };
    const calls = {
      thread: this.calls.map(({ thread }) => thread),
      from: this.calls.map(({ from }) => from),
      to: this.calls.map(({ to }) => to),
      text: this.calls.map(({ text }) => numberOf(text)),
    };
    return {
      run: this.run!,
      why: this.why,
      end: timeline.end,
      resolution: timeline.resolution,
      threads: timeline.threads.map(({ pid, tid, parent, isThread, names, states, ending }) => ({
        pid,
        tid,
        parent,
        isThread,
        names: names.map(({ from, name }) => [from, name] as const),
        ending: ending ?? '',
        starts: states.starts,
        values: states.values,
        end: states.end,
      })),
      states: timeline.states,
      harts: timeline.harts.map(({ starts, values, end }) => ({ starts, values, end })),
      ready: stepsOf(timeline.ready),
      free: stepsOf(timeline.free),
      copied: stepsOf(timeline.copied),
      texts: [...texts.keys()],
      calls,
      shortestCall: this.shortestCall,
      flows: this.flows,
      areFlowsThinned: this.flowResolution > 0,
      channels: [...this.channels.values()].map(({ name, level, writers, readers, moves }) => ({
        name,
        level: stepsOf(level),
        writers: [...writers],
        readers: [...readers],
        moves,
      })),
      pages: this.pages,
      pagesEnd: this.pagesEnd,
      spaces: this.spaces,
      accounts: this.accountant.accounts(),
    };
  }

  private enterSpace(life: Life, { cycle, space }: { readonly cycle: number; readonly space: number }): void {
    this.spaces.push({ thread: life.index, from: cycle, space });
    this.spaceOf.set(life.pid, space);
  }

  private change(cycle: number, space: number, page: number, frame: number, origin: number, area: number): void {
    const { pages } = this;
    if (this.pagesEnd !== undefined) return;
    if (pages.cycle.length >= PAGES_MAX) {
      this.pagesEnd = cycle;
      return;
    }
    pages.cycle.push(cycle);
    pages.space.push(space);
    pages.page.push(page);
    pages.frame.push(frame);
    pages.origin.push(origin);
    pages.area.push(area);
  }

  private called(life: Life, to: number, result: number | undefined, text: string): void {
    const { name, since: from } = life.call!;
    if (to - from < this.shortestCall) return;
    const shown = text !== '' ? text : result === undefined ? name : `${name} = ${result}`;
    this.calls.push({ thread: life.index, from, to, text: shown });
    while (this.calls.length > CALLS_MAX) {
      this.shortestCall = Math.max(1, this.shortestCall * 2);
      this.calls = this.calls.filter((call) => call.to - call.from >= this.shortestCall);
    }
  }

  /** Of what the same threads do to each other in the same way, one is kept for each stretch of time. */
  private thinFlows(): void {
    this.flowResolution = Math.max(this.flowResolution * 2, Math.ceil(this.timeline.end / 4096));
    const kept = new Map<string, ReportFlow>();
    for (const flow of this.flows) {
      const key = `${flow.kind} ${flow.from} ${flow.to} ${Math.floor(flow.toCycle / this.flowResolution)}`;
      if (!kept.has(key)) kept.set(key, flow);
    }
    this.flows = [...kept.values()];
    // Many threads may all do something once.
    if (this.flows.length > FLOWS_MAX && this.flowResolution > this.timeline.end) this.flows.length = FLOWS_MAX;
  }

  private transfer(record: Extract<EventRecord, { kind: 'transfer' }>, { index }: Life): void {
    const { inode, cycle, bytes, level, direction } = record;
    let channel = this.channels.get(inode);
    if (channel === undefined) {
      if (this.channels.size >= CHANNELS_MAX) return;
      channel = {
        name: `${record.channel} ${inode}`,
        level: new Series(CHANNEL_STEPS_MAX),
        writers: new Map(),
        readers: new Map(),
        moves: [],
        resolution: 0,
      };
      this.channels.set(inode, channel);
    }
    channel.level.put(cycle, level);
    const users = direction === 'in' ? channel.writers : channel.readers;
    users.set(index, (users.get(index) ?? 0) + bytes);
    addMove(channel, cycle, index, direction === 'in' ? bytes : -bytes);
  }
}

/** Moves of one thread in one stretch of time are added up, once there are many. */
function addMove(channel: Channel, cycle: number, thread: number, bytes: number): void {
  channel.moves.push([cycle, thread, bytes]);
  if (channel.moves.length <= CHANNEL_STEPS_MAX) return;
  channel.resolution = Math.max(channel.resolution * 2, Math.ceil(cycle / CHANNEL_STEPS_MAX));
  const kept = new Map<string, [number, number, number]>();
  for (const move of channel.moves) {
    const key = `${Math.floor(move[0] / channel.resolution)} ${move[1]} ${Math.sign(move[2])}`;
    const same = kept.get(key);
    if (same === undefined) kept.set(key, move);
    else same[2] += move[2];
  }
  channel.moves = [...kept.values()];
}

function stepsOf({ times, values }: Series): Steps {
  return { times, values };
}

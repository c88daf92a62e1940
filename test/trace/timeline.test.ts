import { describe, expect, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import { Accountant } from '../../src/trace/accounts.ts';
import { formatTimeline } from '../../src/trace/gantt.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { EventRecord } from '../../src/trace/records.ts';
import type { Timeline } from '../../src/trace/timeline.ts';
import { runInKernlet } from '../guest/kernlet.ts';
import { ofKind, type Recording, record, timelineOf } from './recording.ts';

const RELAY = `
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      fork
      beqz a0, child
      li s1, 20                 # writes a word now and then
1:    li t0, 5000
2:    addi t0, t0, -1
      bnez t0, 2b
      lw a0, 4(sp)
      mv a1, sp
      li a2, 4
      syscall write
      addi s1, s1, -1
      bnez s1, 1b
      lw a0, 4(sp)
      syscall close
      wait
      exit
child: lw a0, 4(sp)
      syscall close
3:    lw a0, (sp)
      addi a1, sp, 8
      li a2, 4
      syscall read
      bgtz a0, 3b
      exit 5`;
const relay = record(RELAY, { settings: { harts: 1, quantum: 7000 } });

/** The times at which a thread is in each activity, from records, by rules written down a second time. */
function coverOf(
  { records }: Pick<Recording, 'records'>,
  tid: number,
): { from: number; to: number; activity: string }[] {
  const cover: { from: number; to: number; activity: string }[] = [];
  let state: { since: number; activity: string } | undefined;
  let hart: number | undefined;
  const become = (cycle: number, activity: string | undefined) => {
    if (state !== undefined && state.since < cycle)
      cover.push({ from: state.since, to: cycle, activity: state.activity });
    state = activity === undefined ? undefined : { since: cycle, activity };
  };
  const rules: Partial<Record<EventRecord['kind'], string>> = {
    start: 'ready',
    fork: 'ready',
    wake: 'ready',
    preempt: 'ready',
    continue: 'ready',
    block: 'blocked',
    stop: 'stopped',
    end: 'zombie',
  };
  for (const each of records) {
    if (each.kind === 'switch' && each.tid === tid) {
      // Nobody runs but who was ready, and on a hart that was free.
      expect(state?.activity).toBe('ready');
      hart = each.hart;
      become(each.cycle, 'running');
    } else if (each.kind === 'switch' && each.hart === hart) {
      expect(state?.activity).not.toBe('running');
      hart = undefined;
    } else if ('tid' in each && each.tid === tid && rules[each.kind] !== undefined) {
      if (each.kind === 'block' || each.kind === 'preempt') expect(state?.activity).toBe('running');
      if (each.kind === 'wake') expect(state?.activity).toBe('blocked');
      become(each.cycle, each.kind === 'end' && each.pid !== tid ? undefined : rules[each.kind]);
    } else if (each.kind === 'reap' && each.pid === tid) become(each.cycle, undefined);
    else if (each.kind === 'halt') become(each.cycle, undefined);
  }
  return cover;
}

function intervalsOf(timeline: Timeline, index: number): { from: number; to: number; activity: string }[] {
  const { states } = timeline.threads[index]!;
  return states.starts.map((from, at) => ({
    from,
    to: states.endOf(at),
    activity: timeline.stateOf(states.values[at]!).activity,
  }));
}

/** Neighbours with the same activity as one, since a thread may wait twice for different things. */
function merged(intervals: readonly { from: number; to: number; activity: string }[]) {
  const result: { from: number; to: number; activity: string }[] = [];
  for (const { from, to, activity } of intervals) {
    const last = result.at(-1);
    if (last?.to === from && last.activity === activity) last.to = to;
    else result.push({ from, to, activity });
  }
  return result;
}

/** Every thread is in exactly one state at any time of its life, and every hart has what the threads say of it. */
function expectCovered(recording: Pick<Recording, 'records'>): void {
  const timeline = timelineOf(recording);
  expect(timeline.resolution).toBe(0);
  for (const { index, tid, states } of timeline.threads) {
    const intervals = intervalsOf(timeline, index);
    let reached = states.starts[0];
    for (const { from, to } of intervals) {
      expect(from).toBe(reached);
      expect(to).toBeGreaterThan(from);
      reached = to;
    }
    expect(reached).toBe(states.end);
    expect(merged(intervals)).toEqual(merged(coverOf(recording, tid)));
  }
  for (const [hart, track] of timeline.harts.entries()) {
    expect(track.starts[0]).toBe(0);
    expect(track.end).toBe(timeline.end);
    for (const [at, value] of track.values.entries()) {
      if (value === 0) continue;
      const middle = (track.starts[at]! + track.endOf(at)) / 2;
      expect(timeline.stateAt(timeline.threads[value - 1]!, middle)).toMatchObject({ activity: 'running', hart });
    }
  }
}

describe('the timeline', () => {
  test('covers the life of every thread by exactly one state at any time', () => {
    expectCovered(relay);
    const timeline = timelineOf(relay);
    expect(timeline.threads.map(({ pid, parent }) => [pid, parent])).toEqual([
      [2, -1],
      [3, 0],
    ]);
    expect(timeline.threads[1]!.ending).toBe('exit 5');
  });

  test('says why a thread waits, and at what', () => {
    const timeline = timelineOf(relay);
    const child = timeline.threads[1]!;
    const waits = intervalsOf(timeline, 1).filter(({ activity }) => activity === 'blocked');
    expect(waits.length).toBeGreaterThan(15);
    expect(timeline.stateAt(child, waits[3]!.from)).toMatchObject({
      activity: 'blocked',
      reason: 'read',
      on: expect.stringMatching(/^pipe \d+$/),
    });
  });

  test('covers threads of one process, stops, signals and waits that end in many ways', () => {
    const recording = record(
      `
      fork
      beqz a0, child
      mv s1, a0
      li t0, 20000
1:    addi t0, t0, -1
      bnez t0, 1b
      mv a0, s1
      li a1, SIGSTOP
      syscall kill
      li t0, 20000
2:    addi t0, t0, -1
      bnez t0, 2b
      mv a0, s1
      li a1, SIGCONT
      syscall kill
      li t0, 20000
4:    addi t0, t0, -1
      bnez t0, 4b
      mv a0, s1
      li a1, SIGKILL
      syscall kill
      wait
      exit
child:
      li a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
      la a1, stack
      syscall clone
3:    j 3b
      .bss
      .balign 16
      .zero 256
stack:`,
      { settings: { harts: 2, quantum: 5000 } },
    );
    expectCovered(recording);
    expect(ofKind(recording, 'stop')).toHaveLength(2);
    expect(ofKind(recording, 'continue')).toHaveLength(2);
    expect(ofKind(recording, 'end')).toHaveLength(3);
    expect(timelineOf(recording).threads[1]!.ending).toBe('SIGKILL');
  });

  test('counts ready threads, free frames and copies', () => {
    const timeline = timelineOf(relay);
    expect(Math.max(...timeline.ready.values)).toBe(1);
    expect(timeline.ready.values.at(-1)).toBe(0);
    expect(timeline.copied.values.at(-1)).toBe(
      ofKind(relay, 'fault').filter(({ outcome }) => outcome === 'copied').length,
    );
    expect(timeline.free.values.at(-1)).toBe(relay.guest.freeFrames);
  });

  test('stays small when there is much, and still tells how time was spent', () => {
    const whole = timelineOf(relay);
    const small = timelineOf(relay, 40);
    const count = ({ threads, harts }: Timeline) =>
      [...harts, ...threads.map(({ states }) => states)].reduce((sum, { starts }) => sum + starts.length, 0);
    expect(count(whole)).toBeGreaterThan(100);
    expect(count(small)).toBeLessThanOrEqual(40);
    expect(small.resolution).toBeGreaterThan(0);
    for (const [index, { states }] of small.threads.entries()) {
      const { states: before } = whole.threads[index]!;
      expect([states.starts[0], states.end]).toEqual([before.starts[0], before.end]);
    }
  });

  test('counts the time in each state as the accounts do', () => {
    const accountant = new Accountant();
    for (const each of relay.records) accountant.take(each);
    const timeline = timelineOf(relay);
    for (const [index, { running, ready, blocked }] of accountant.accounts().processes.entries()) {
      const spent = { running: 0, ready: 0, blocked: 0, stopped: 0, zombie: 0 } as Record<string, number>;
      for (const { from, to, activity } of intervalsOf(timeline, index)) spent[activity]! += to - from;
      expect(spent).toMatchObject({ ready, blocked });
      // The call that ends a process retires when its thread is off its hart.
      expect([0, 1]).toContain(running - spent.running!);
    }
  });
});

describe('the chart of text', () => {
  const lines = formatTimeline(timelineOf(relay), false).split('\n');

  test('has a row for each hart and thread, 80 columns wide', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[1]).toMatch(/^ {2}tid name +\|0 +\|\d+k/);
    expect(lines.find((line) => line.startsWith('    2 guest'))).toMatch(/0{10}/);
    expect(lines.find((line) => line.startsWith('    3  guest'))).toMatch(/r{5}/);
  });

  test('explains its letters', () => {
    const text = lines.join(' ');
    expect(text).toContain('r waits: read');
    expect(text).not.toContain('w waits: write');
  });

  test('has colours only if they are wanted', () => {
    expect(lines.join('')).not.toContain('\x1b');
    const colourful = formatTimeline(timelineOf(relay), true);
    expect(colourful.replaceAll(/\x1b\[[\d;]*m/g, '')).toBe(lines.join('\n'));
  });

  test('says how many threads it leaves out', () => {
    const forks = `
      li s1, 60
1:    fork
      beqz a0, child
      addi s1, s1, -1
      bnez s1, 1b
2:    wait
      beqz a0, 2b
      exit
child: exit`;
    const text = formatTimeline(timelineOf(record(forks)), false);
    expect(text).toContain('and 21 more threads');
    expect(text.split('\n').filter((line) => / guest/.test(line))).toHaveLength(40);
  });
});

test('the pipeline of the first lesson is covered event by event, and its bytes flow', async () => {
  const records: EventRecord[] = [];
  let recorder: Recorder | undefined;
  const script = `
    echo start >access.log
    tail -f access.log | grep 404 | head -n 2 &
    for code in 200 404 200 404 404; do
      sleep 0.2
      echo "GET /page $code" >>access.log
    done
    sleep 0.2
    kill $(pgrep tail)
    wait`;
  const { stdout, computer } = runInKernlet(
    { program: '/bin/sh', args: ['-c', script] },
    (await loadPrograms()).map(({ path, bytes }) => ({ path, bytes })),
    {
      settings: { harts: 2 },
      prepare: (made) => {
        recorder = new Recorder(made, [(each) => records.push(each)], { program: ['sh'], pages: true });
      },
    },
  );
  recorder!.finish('ended');
  expect(stdout).toBe('GET /page 404\nGET /page 404\n');
  const recording = { records };
  expectCovered(recording);
  const timeline = timelineOf(recording);
  const named = (name: string) => timeline.threads.find(({ names }) => names.some((each) => each.name === name))!;
  // Who filters waits for the pipe of who follows the file, and each line goes through it.
  const pipe = ofKind(recording, 'transfer').filter(({ tid }) => tid === named('grep').tid);
  const [first] = pipe;
  expect(first).toMatchObject({ channel: 'pipe', direction: 'out' });
  const written = ofKind(recording, 'transfer').filter(
    ({ inode, direction }) => inode === first!.inode && direction === 'in',
  );
  expect(new Set(written.map(({ pid }) => pid))).toEqual(new Set([named('tail').pid]));
  const waits = ofKind(recording, 'block').filter(({ tid }) => tid === named('grep').tid);
  expect(new Set(waits.map(({ on }) => on))).toEqual(new Set([`pipe ${first!.inode}`]));
  // Cycles never go back, and everything ends as the kernel says.
  expect(records.every(({ cycle }, at) => cycle >= (records[at - 1]?.cycle ?? 0))).toBe(true);
  const { frames } = computer.machine;
  expect(timeline.free.values.at(-1)).toBe(frames.freeCount + frames.quarantined);
});

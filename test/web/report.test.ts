import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import { ReportModel } from '../../src/trace/report.ts';
import type { Timeline } from '../../src/trace/timeline.ts';
import { oracleTest } from '../oracle.ts';
import { record, timelineOf } from '../trace/recording.ts';

// Two children talk through a pipe; the reader writes to pages that it shares with its parent.
const PROGRAM = `
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      la t1, page
      sw t1, (t1)
      fork
      beqz a0, reader
      fork
      beqz a0, writer
      lw a0, 4(sp)
      syscall close
      wait
      wait
      exit
writer: li s1, 5
1:    li t0, 20000
2:    addi t0, t0, -1
      bnez t0, 2b
      lw a0, 4(sp)
      mv a1, sp
      li a2, 4
      syscall write
      addi s1, s1, -1
      bnez s1, 1b
      exit 4
reader: la t1, page
      sw sp, (t1)
      lw a0, 4(sp)
      syscall close
3:    lw a0, (sp)
      addi a1, sp, 8
      li a2, 4
      syscall read
      li t0, 6000
4:    addi t0, t0, -1
      bnez t0, 4b
      bgtz a0, 3b
      exit 5
      .data
      .balign 4096
page: .word 0`;

/** What Debian's Chromium needs where there is neither a screen nor a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const WORDS: Readonly<Record<string, string>> = {
  running: 'running on hart',
  ready: 'ready',
  blocked: 'waits for',
  zombie: 'zombie',
};

let context: BrowserContext | undefined;
const folder = mkdtempSync(join(tmpdir(), 'kernlet-report-'));

afterAll(async () => {
  await context?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The browser, started when it is needed first. */
async function browser(): Promise<BrowserContext> {
  context ??= await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim(),
    args: FLAGS,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
  });
  return context;
}

/** The report of a run in a browser, with what went wrong there, and what was asked of a network. */
async function openReport(options: Parameters<typeof record>[1] = { settings: { harts: 2, quantum: 9000 } }) {
  const recording = record(PROGRAM, options);
  const model = new ReportModel();
  for (const each of recording.records) model.take(each);
  const file = join(folder, 'report.html');
  writeFileSync(file, await reportPage(model.data()));
  const page = await (await browser()).newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => errors.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`file://${file}`);
  await page.waitForSelector('#threads-now li');
  return { page, errors, requests, timeline: timelineOf(recording), file };
}

async function setCursor(page: Page, cycle: number): Promise<void> {
  await page.fill('#cycle', String(cycle));
  await page.press('#cycle', 'Enter');
  await page.waitForSelector(`#timeline[aria-valuenow="${cycle}"]`);
}

/** Cursor, start and end of what is shown. */
async function place(page: Page): Promise<[cursor: number, from: number, to: number]> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const [cursor, from, to] = await page.$eval('#timeline', (box) =>
    ['aria-valuenow', 'data-from', 'data-to'].map((name) => Number(box.getAttribute(name))),
  );
  return [cursor!, from!, to!];
}

/** How many pixels of a canvas are drawn, in hundredths. */
function inked(page: Page): Promise<number[]> {
  return page.$$eval('canvas', (canvases) =>
    canvases.map((canvas) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) count++;
      return Math.round((count / (data.length / 4)) * 100);
    }),
  );
}

async function expectStates(page: Page, timeline: Timeline, cycle: number): Promise<void> {
  await setCursor(page, cycle);
  const shown = await page.$$eval('#threads-now li[data-tid]', (rows) =>
    rows.map((row) => [row.getAttribute('data-tid'), row.querySelector('.state')!.textContent] as const),
  );
  const expected = timeline.threads.flatMap((thread) => {
    const state = timeline.stateAt(thread, cycle);
    return state === undefined ? [] : [{ tid: thread.tid, state }];
  });
  expect(shown.map(([tid]) => Number(tid))).toEqual(expected.map(({ tid }) => tid));
  for (const [at, { state }] of expected.entries()) {
    const text = shown[at]![1]!;
    expect(text).toContain(WORDS[state.activity]);
    if (state.activity === 'running') expect(text).toContain(`hart ${state.hart}`);
    if (state.on !== '') expect(text).toContain(state.on);
  }
}

describe('the page of a report', () => {
  oracleTest(['chromium'], 'draws every panel, without errors and without a network', async () => {
    const { page, errors, requests, file } = await openReport();
    expect(await page.textContent('h1')).toBe('guest');
    const titles = await page.$$eval('section', (sections) => sections.map((each) => each.getAttribute('aria-label')));
    expect(titles).toEqual([
      'Harts',
      'Threads',
      'Process tree',
      'Counters',
      'Pipes and sockets',
      'Pages',
      'Scheduling',
    ]);
    const shares = await inked(page);
    expect(shares).toHaveLength(8);
    for (const share of shares) expect(share).toBeGreaterThan(0);
    expect(await page.$$eval('.metrics tbody tr', (rows) => rows.length)).toBe(3);
    expect(requests).toEqual([`file://${file}`]);
    expect(errors).toEqual([]);
    await page.close();
  });

  oracleTest(['chromium'], 'shows at a chosen cycle what every thread and hart does', async () => {
    const { page, timeline } = await openReport();
    const { states } = timeline.threads[1]!;
    const moments = [0, states.starts[3]!, states.starts[3]! - 1, Math.floor(timeline.end / 2), timeline.end - 1];
    for (const cycle of moments) await expectStates(page, timeline, cycle);
    const cycle = Math.floor(timeline.end / 3);
    await setCursor(page, cycle);
    const harts = await page.$$eval('#harts-now li', (rows) => rows.map((row) => row.textContent));
    for (const [hart, text] of harts.entries()) {
      const track = timeline.harts[hart]!;
      const value = track.values[track.indexAt(cycle)]!;
      expect(text).toContain(value === 0 ? 'idle' : `guest ${timeline.threads[value - 1]!.tid}`);
    }
    await page.close();
  });

  oracleTest(['chromium'], 'moves the cursor by keys and clicks, and zooms by wheel and keys', async () => {
    const { page, timeline } = await openReport();
    await page.focus('#timeline');
    const changes = [...new Set(timeline.threads.flatMap(({ states }) => [...states.starts, states.end]))]
      .filter((cycle) => cycle > 0)
      .toSorted((a, b) => a - b);
    for (const expected of changes.slice(0, 3)) {
      await page.keyboard.press('ArrowRight');
      expect((await place(page))[0]).toBe(expected);
    }
    await page.keyboard.press('ArrowLeft');
    expect((await place(page))[0]).toBe(changes[1]);
    await page.keyboard.press('End');
    expect((await place(page))[0]).toBe(timeline.end);

    await page.keyboard.press('0');
    expect((await place(page)).slice(1)).toEqual([0, timeline.end]);
    const box = (await (await page.$('section[aria-label="Threads"] canvas'))!.boundingBox())!;
    const x = box.x + 176 + (box.width - 186) / 2;
    await page.mouse.click(x, box.y + 12);
    const [middle] = await place(page);
    expect(middle / timeline.end).toBeCloseTo(0.5, 2);
    await page.mouse.wheel(0, -1000);
    const [cursor, from, to] = await place(page);
    expect(cursor).toBe(middle);
    expect(to - from).toBeLessThan(timeline.end / 2);
    // What is under the pointer stays there.
    expect((middle - from) / (to - from)).toBeCloseTo(0.5, 1);
    await page.keyboard.press('-');
    const wider = await place(page);
    expect(wider[2] - wider[1]).toBeGreaterThan((to - from) * 1.2);
    // The address of the page leads back here.
    await page.waitForFunction((place) => location.hash === `#${place}`, wider.join());
    await page.reload();
    expect(await place(page)).toEqual(wider);
    await page.close();
  });

  oracleTest(['chromium'], 'explains what is under the pointer', async () => {
    const { page, timeline } = await openReport();
    const { states } = timeline.threads[1]!;
    const wait = states.values.findIndex((value) => timeline.stateOf(value).activity === 'blocked');
    const box = (await (await page.$('section[aria-label="Threads"] canvas'))!.boundingBox())!;
    const cycle = (states.starts[wait]! + states.endOf(wait)) / 2;
    // The first child has the second lane.
    await page.mouse.move(box.x + 176 + (cycle / timeline.end) * (box.width - 186), box.y + 4 + 24 + 9);
    await page.waitForSelector('.tip:not([hidden])');
    const tip = await page.textContent('.tip');
    expect(tip).toContain('guest 3: waits for something to read (pipe');
    expect(tip).toContain('read(3,');
    await page.close();
  });

  oracleTest(['chromium'], 'colours frames that processes share and those that were copied', async () => {
    const { page, timeline } = await openReport();
    const counts = async () => {
      const texts = await page.$$eval('section[aria-label="Pages"] .key', (keys) =>
        keys.map((key) => key.textContent!),
      );
      return Object.fromEntries(texts.map((text) => [text.replace(/ \(.*/, ''), Number(/\((\d+)\)/.exec(text)![1])]));
    };
    const born = timeline.threads[1]!.states.starts[0]!;
    await setCursor(page, born);
    const atBirth = await counts();
    expect(atBirth['shared until somebody writes']).toBeGreaterThan(1);
    await setCursor(page, Math.floor(timeline.end / 2));
    expect((await counts())['its own copy']).toBeGreaterThan(0);
    await page.close();
  });

  oracleTest(['chromium'], 'follows light and dark, and can be printed', async () => {
    const { page } = await openReport();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
    await page.keyboard.press('t');
    await place(page);
    expect(await background()).toBe(light);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.length).toBeGreaterThan(10_000);
    await page.close();
  });
});

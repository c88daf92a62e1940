import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serveEditor } from '../../../src/cli/debug-dap.ts';

const PROGRAM = `        .globl  _start
_start: li      s0, 3
again:  addi    s0, s0, -1
        call    work
        bnez    s0, again
        li      a7, 220
        li      a0, 17
        li      a1, 0
        ecall
        beqz    a0, child
        li      a0, 0
        li      a1, 0
        li      a2, 0
        li      a3, 4
        li      a4, 0
        li      a7, 95
        ecall
        li      a0, 5
        j       end
child:  li      a0, 1
        la      a1, text
        li      a2, 6
        li      a7, 64
        ecall
        li      a0, 2
end:    li      a7, 93
        ecall
work:   la      t0, count
        lw      t1, (t0)
        addi    t1, t1, 1
        sw      t1, (t0)
        ret
        .data
count:  .word   0
text:   .ascii  "hello\\n"
`;
const lineOf = (text: string) => PROGRAM.split('\n').findIndex((line) => line.includes(text)) + 1;

let folder: string;
let file: string;
let client: DebugClient;
let served: Promise<void>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dap-'));
  file = join(folder, 'demo.s');
  writeFileSync(file, PROGRAM);
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  client = new DebugClient('', '', 'kernlet');
  client.defaultTimeout = 20_000;
  const port = await new Promise<number>((resolve) => {
    served = serveEditor(0, resolve);
  });
  await client.start(port);
});

afterEach(async () => {
  // This sends `disconnect` first.
  await client.stop();
  await served;
});

/** Launches the program, stopped at its first instruction; gives its thread. */
async function begin(): Promise<number> {
  await launch({ program: file, stopOnEntry: true, options: ['--harts', '2'] });
  return (await go(() => client.configurationDoneRequest())).threadId!;
}

async function launch(args: object): Promise<void> {
  await client.initializeRequest();
  const initialized = client.waitForEvent('initialized');
  await client.launchRequest(args);
  await initialized;
}

async function top(threadId: number): Promise<DebugProtocol.StackFrame> {
  return (await client.stackTraceRequest({ threadId })).body.stackFrames[0]!;
}

/** Sends a request that lets the computer go, and gives the stop. */
async function go(send: () => Promise<unknown>): Promise<DebugProtocol.StoppedEvent['body']> {
  const stopped = client.waitForEvent('stopped');
  await send();
  return (await stopped).body;
}

/** Sends a request that the client has no method for. */
async function ask(command: string, args: object) {
  return (await client.send(command, args)).body;
}

async function scope(frameId: number, name: string): Promise<DebugProtocol.Variable[]> {
  const { scopes } = (await client.scopesRequest({ frameId })).body;
  const { variablesReference } = scopes.find((candidate) => candidate.name === name)!;
  return (await client.variablesRequest({ variablesReference })).body.variables;
}

describe('an editor', () => {
  test('learns what the adapter can do', async () => {
    const { body } = await client.initializeRequest();
    expect(body).toMatchObject({
      supportsStepBack: true,
      supportsDisassembleRequest: true,
      supportsDataBreakpoints: true,
    });
    expect(body!.exceptionBreakpointFilters!.map(({ filter }) => filter)).toContain('deadlock');
  });

  test('is told what is wrong with a program', async () => {
    await client.initializeRequest();
    await expect(client.launchRequest({} as object)).rejects.toThrow("say which 'program' to start");
    await expect(client.continueRequest({ threadId: 1 })).rejects.toThrow('before a program was started');
    await expect(client.launchRequest({ program: join(folder, 'none.s') } as object)).rejects.toThrow(/none\.s/);
  });

  test('is told what is wrong with an option', async () => {
    await client.initializeRequest();
    const args: object = { program: file, options: ['--harts', '0'] };
    await expect(client.launchRequest(args)).rejects.toThrow('--harts');
  });

  test('steps by line and instruction, over and out of calls, and back', async () => {
    const threadId = await begin();
    expect(await top(threadId)).toMatchObject({ name: '_start', line: lineOf('_start:'), source: { path: file } });
    await go(() => client.nextRequest({ threadId }));
    await go(() => client.nextRequest({ threadId }));
    expect((await top(threadId)).line).toBe(lineOf('call    work'));
    await go(() => client.stepInRequest({ threadId }));
    expect((await top(threadId)).line).toBe(lineOf('work:'));
    const { stackFrames } = (await client.stackTraceRequest({ threadId })).body;
    expect(stackFrames.slice(0, 2).map(({ line }) => line)).toEqual([lineOf('work:'), lineOf('call    work')]);
    await go(() => client.stepOutRequest({ threadId }));
    expect((await top(threadId)).line).toBe(lineOf('bnez'));
    await go(() => client.stepBackRequest({ threadId }));
    await go(() => client.stepInRequest({ threadId }));
    await go(() => client.stepInRequest({ threadId }));
    await go(() => client.stepInRequest({ threadId }));
    const before = (await top(threadId)).instructionPointerReference!;
    await go(() => ask('stepBack', { threadId, granularity: 'instruction' }));
    expect((await top(threadId)).instructionPointerReference).not.toBe(before);
    const begun = await go(() => client.reverseContinueRequest({ threadId }));
    expect(begun.description).toMatch(/begin/);
    expect((await top(threadId)).line).toBe(lineOf('_start:'));
    await expect(client.stepOutRequest({ threadId })).rejects.toThrow('this is the outermost function');
    await go(() => client.nextRequest({ threadId }));
  });

  test('sets breakpoints of every kind', async () => {
    const threadId = await begin();
    const set = await client.setBreakpointsRequest({
      source: { path: file },
      breakpoints: [
        { line: lineOf('sw      t1'), condition: '$t1 == 2' },
        { line: 1000 },
        { line: 3, condition: '1 +' },
      ],
    });
    expect(set.body.breakpoints.map(({ verified }) => verified)).toEqual([true, false, false]);
    const hit = await go(() => client.continueRequest({ threadId }));
    expect(hit).toMatchObject({ reason: 'breakpoint', hitBreakpointIds: [set.body.breakpoints[0]!.id] });
    const { id } = await top(threadId);
    const t1 = await client.evaluateRequest({ expression: '$t1', frameId: id, context: 'watch' });
    expect(t1.body.result).toBe('2 (0x2)');
    await client.setBreakpointsRequest({ source: { path: file }, breakpoints: [] });

    const { dataId } = await ask('dataBreakpointInfo', { name: 'count' });
    await ask('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] });
    expect(await go(() => client.continueRequest({ threadId }))).toMatchObject({ reason: 'data breakpoint' });
    await ask('setDataBreakpoints', { breakpoints: [] });

    await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'work', hitCondition: '1' }] });
    expect(await go(() => client.continueRequest({ threadId }))).toMatchObject({ reason: 'breakpoint' });
    expect((await top(threadId)).line).toBe(lineOf('work:'));
    await client.setFunctionBreakpointsRequest({ breakpoints: [] });

    const child = (await client.evaluateRequest({ expression: 'child', context: 'hover' })).body;
    await ask('setInstructionBreakpoints', { breakpoints: [{ instructionReference: child.memoryReference }] });
    await client.setExceptionBreakpointsRequest({ filters: ['fork', 'exit'] });
    const fork = await go(() => client.continueRequest({ threadId }));
    expect(fork).toMatchObject({ reason: 'exception', description: expect.stringContaining('made process 3.1') });
    const inChild = await go(() => client.continueRequest({ threadId }));
    expect(inChild).toMatchObject({ reason: 'breakpoint', threadId: 3 });
    const output = client.waitForEvent('output');
    const exit = await go(() => client.continueRequest({ threadId }));
    expect((await output).body).toMatchObject({ category: 'stdout', output: 'hello\n' });
    expect(exit.description).toContain('exit');
  });

  test('sees processes as threads, and the kernel as scopes', async () => {
    const threadId = await begin();
    await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'child' }] });
    const { threadId: child = 0 } = await go(() => client.continueRequest({ threadId }));
    const { threads } = (await client.threadsRequest()).body;
    expect(threads.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^2\.1 demo \[(hart\d|blocked)\]$/),
      expect.stringMatching(/^3\.1 demo \[hart\d\]$/),
    ]);
    const { id } = await top(child);
    const registers = await scope(id, 'Registers');
    expect(registers.find(({ name }) => name === 'a0')!.value).toBe('0x0 (0)');
    expect(registers[0]).toMatchObject({ name: 'pc', value: expect.stringContaining('<child>') });
    const processes = await scope(id, 'Kernel: processes');
    expect(processes).toHaveLength(3);
    const { variablesReference } = processes[2]!;
    const row = (await client.variablesRequest({ variablesReference })).body.variables;
    expect(row).toContainEqual(expect.objectContaining({ name: 'ppid', value: '2' }));
    for (const { name } of (await client.scopesRequest({ frameId: id })).body.scopes)
      expect((await scope(id, name)).length).toBeGreaterThan(0);
  });

  test('reads and writes registers, memory and code, which begins another line of history', async () => {
    const threadId = await begin();
    const { id, instructionPointerReference: pc } = await top(threadId);
    const { scopes } = (await client.scopesRequest({ frameId: id })).body;
    const { variablesReference } = scopes[0]!;
    const set = await client.setVariableRequest({ variablesReference, name: 's1', value: '0x20 + 1' });
    expect(set.body.value).toBe('0x21 (33)');
    await expect(client.setVariableRequest({ variablesReference, name: 'x99', value: '1' })).rejects.toThrow(
      'registers',
    );
    const { memoryReference } = (await client.evaluateRequest({ expression: 'text', context: 'hover' })).body;
    expect(atob((await ask('readMemory', { memoryReference, count: 6 })).data)).toBe('hello\n');
    await ask('writeMemory', { memoryReference, offset: 1, data: btoa('a') });
    expect(atob((await ask('readMemory', { memoryReference, count: 6 })).data)).toBe('hallo\n');
    expect(await ask('readMemory', { memoryReference: '0x0', count: 4 })).toMatchObject({
      data: '',
      unreadableBytes: 4,
    });
    const code = await ask('disassemble', { memoryReference: pc, instructionOffset: -1, instructionCount: 3 });
    const texts = code.instructions.map(({ instruction }: { instruction: string }) => instruction);
    expect(texts.slice(1)).toEqual(['addi s0, zero, 3', 'addi s0, s0, -1']);
    const lines = await client.evaluateRequest({ expression: 'info history', context: 'repl' });
    expect(lines.body.result).toContain('2 lines');
  });

  test('has every command in its console, with completion', async () => {
    const threadId = await begin();
    const tree = await client.evaluateRequest({ expression: 'ptree', context: 'repl' });
    expect(tree.body.result).toContain('demo');
    await expect(client.evaluateRequest({ expression: 'nonsense', context: 'repl' })).rejects.toThrow('nonsense');
    const { targets } = (await client.completionsRequest({ text: 'info reg', column: 9 })).body;
    expect(targets.map(({ label }) => label)).toContain('registers');
    await client.evaluateRequest({ expression: 'break work', context: 'repl' });
    const stop = await go(() => client.evaluateRequest({ expression: 'continue', context: 'repl' }));
    expect(stop.reason).toBe('breakpoint');
    expect((await top(threadId)).line).toBe(lineOf('work:'));
  });

  test('pauses a program that runs, and sets breakpoints meanwhile', async () => {
    const program = join(folder, 'endless.s');
    writeFileSync(program, '_start: j _start\n.globl _start\n');
    await launch({ program });
    await client.configurationDoneRequest();
    await expect(client.stackTraceRequest({ threadId: 2 })).rejects.toThrow('pause it first');
    expect(await go(() => client.pauseRequest({ threadId: 2 }))).toMatchObject({ reason: 'pause', threadId: 2 });
    await client.continueRequest({ threadId: 2 });
    const hit = await go(() => client.setFunctionBreakpointsRequest({ breakpoints: [{ name: '_start' }] }));
    expect(hit.reason).toBe('breakpoint');
  });

  test('goes to the end of a program, back from there, and starts it again', async () => {
    const threadId = await begin();
    const atEnd = await go(() => client.continueRequest({ threadId }));
    expect(atEnd.description).toContain('ended with status 5');
    await go(() => client.stepBackRequest({ threadId }));
    expect(await top(threadId)).toMatchObject({ source: { path: file } });
    await go(() => client.continueRequest({ threadId }));
    const exited = client.waitForEvent('exited');
    const terminated = client.waitForEvent('terminated');
    await client.continueRequest({ threadId });
    expect((await exited).body.exitCode).toBe(5);
    await terminated;
    const again = await go(() => ask('restart', {}));
    expect(again.reason).toBe('entry');
    expect((await top(threadId)).line).toBe(lineOf('_start:'));
  });
});

import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core';
import type { Files } from '../grade/build.ts';
import type { StudentPolicy } from '../grade/grade.ts';
import { PolicyMistake } from '../kernel/sched/plugged.ts';
import type { Choice, Policy, Task, World } from '../kernel/sched/policy.ts';

/** What a submission's policy may use: bytes of memory and of stack, and how long one call may run. */
const MEMORY = 4 << 20;
const STACK = 256 << 10;
/** QuickJS asks after each 10,000 steps or so. It counts what it does, so that the limit is the same everywhere. */
const MOST_ASKS = 500;

/**
 * The scheduling policy that a student wrote, in an engine of its own (QuickJS, compiled to WebAssembly): nothing of this
 * machine can be reached from there, not even by mistake, and only texts and numbers come and go. A text says why
 * there is none.
 */
export async function loadStudentPolicy(files: Files, path: string): Promise<(() => StudentPolicy) | string> {
  const bytes = files.get(path);
  if (bytes === undefined) return `the submission lacks \`${path}\``;
  const code = await withoutTypes(Buffer.from(bytes).toString('utf8'), path);
  if ('error' in code) return code.error;
  const engine = await loadEngine();
  return () => openPolicy(engine, code.text);
}

let loading: Promise<QuickJSWASMModule> | undefined;

function loadEngine(): Promise<QuickJSWASMModule> {
  loading ??= (async () => {
    const { newQuickJSWASMModuleFromVariant } = await import('quickjs-emscripten-core');
    const { default: variant } = await import('@jitl/quickjs-wasmfile-release-sync');
    // As an ES module it is the variant itself, which its types do not know.
    return newQuickJSWASMModuleFromVariant('default' in variant ? variant.default : variant);
  })();
  return loading;
}

/** The module as a script that leaves its exports in `exported`. No other file is read for it. */
async function withoutTypes(
  source: string,
  path: string,
): Promise<{ readonly text: string } | { readonly error: string }> {
  const { transform } = await import('esbuild');
  try {
    const { code } = await transform(source, {
      loader: path.endsWith('.ts') ? 'ts' : 'js',
      format: 'iife',
      globalName: 'exported',
      target: 'es2020',
      tsconfigRaw: '{}',
      logLevel: 'silent',
    });
    return { text: code };
  } catch (error) {
    const errors = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    const [first] = errors;
    const place = first?.location ? ` in line ${first.location.line}: ${first.location.lineText.trim()}` : '';
    return { error: `\`${path}\` is wrong: ${first?.text ?? String(error)}${place}` };
  }
}

/** What comes before and after the student's code. Chance and clocks would make two runs differ. */
const BEFORE = `"use strict"; delete globalThis.Date; Math.random = () => { throw new Error('use world.random()'); };`;
const AFTER = `
const policy = exported?.default ?? exported?.policy;
if (typeof policy !== 'object' || policy === null) throw new Error('it must export a policy');
if (typeof policy.pick !== 'function') throw new Error('the policy has no pick');
let state;
const withRandom = (world) => Object.freeze({ ...world, random: randomNumber });
globalThis.methods = () => JSON.stringify(Object.keys(policy));
globalThis.options = () => JSON.stringify(policy.options ?? {});
globalThis.call = (method, text) => {
  const args = JSON.parse(text);
  const world = withRandom(args.pop());
  if (method === 'start') { state = policy.start(world); return 'null'; }
  return JSON.stringify(policy[method](state, ...args, world)) ?? 'null';
};`;

/** Runs the student's code in a fresh engine; throws a PolicyMistake where it fails. */
function openPolicy(engine: QuickJSWASMModule, code: string): StudentPolicy {
  const runtime = engine.newRuntime();
  runtime.setMemoryLimit(MEMORY);
  runtime.setMaxStackSize(STACK);
  const sandbox = new Sandbox(runtime.newContext());
  let asks = 0;
  runtime.setInterruptHandler(() => ++asks > MOST_ASKS);
  const within = <T>(run: () => T): T => {
    asks = 0;
    return run();
  };
  const dispose = () => {
    sandbox.dispose();
    runtime.dispose();
  };
  try {
    within(() => sandbox.run(`${BEFORE}\n${code}\n${AFTER}`));
    const methods: string[] = JSON.parse(within(() => sandbox.call('methods', [])));
    const ask = (method: string, world: World, ...args: readonly unknown[]): unknown =>
      JSON.parse(within(() => sandbox.ask(method, args, world)));
    return { policy: makePolicy(methods, ask), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

type Ask = (method: string, world: World, ...args: readonly unknown[]) => unknown;

/** The policy that the kernel sees: what it decides is checked there. */
function makePolicy(methods: readonly string[], ask: Ask): Policy<unknown> {
  return {
    start(world: World): undefined {
      if (methods.includes('start')) ask('start', world);
    },
    pick: (_: unknown, tasks: readonly Task[], hart: number, world: World) =>
      (ask('pick', world, tasks, hart) ?? undefined) as Choice | undefined,
    ...(methods.includes('ready') && { ready: (_, task, why, world) => void ask('ready', world, task, why) }),
    ...(methods.includes('gone') && { gone: (_, task, why, world) => void ask('gone', world, task, why) }),
    ...(methods.includes('preempts') && {
      preempts: (_, running, tasks, world) => ask('preempts', world, running, tasks) === true,
    }),
  };
}

/** An engine with the student's code in it. */
class Sandbox {
  private readonly context: QuickJSContext;
  private world: World | undefined;

  constructor(context: QuickJSContext) {
    this.context = context;
    const random = context.newFunction('randomNumber', () => context.newNumber(this.world?.random() ?? 0));
    context.setProp(context.global, 'randomNumber', random);
    random.dispose();
  }

  run(code: string): void {
    this.take(this.context.evalCode(code, 'policy.js')).dispose();
  }

  ask(method: string, args: readonly unknown[], world: World): string {
    this.world = world;
    return this.call('call', [method, JSON.stringify([...args, world])]);
  }

  call(name: string, args: readonly string[]): string {
    const { context } = this;
    const call = context.getProp(context.global, name);
    const handles = args.map((text) => context.newString(text));
    try {
      const result = this.take(context.callFunction(call, context.undefined, ...handles));
      handles.push(result);
      return context.getString(result);
    } finally {
      for (const handle of [call, ...handles]) handle.dispose();
    }
  }

  dispose(): void {
    this.context.dispose();
  }

  private take(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error === undefined) return result.value;
    const error: { name?: string; message?: string; stack?: string } = this.context.dump(result.error);
    result.error.dispose();
    const message = error.message ?? String(error);
    if (message === 'interrupted') throw new PolicyMistake('it does not come back: does it loop?');
    throw new PolicyMistake(`it threw an error: ${error.name ?? 'Error'}: ${message}`);
  }
}

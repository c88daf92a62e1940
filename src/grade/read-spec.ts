import { SYSCALLS } from '../abi/syscalls.ts';
import { didYouMean } from '../asm/suggest.ts';
import type { Diagnostic } from '../base/diagnostics.ts';
import { makeSource } from '../base/source.ts';
import type { Node, ReportShape } from './shape.ts';
import { SPEC, type Spec, type TestSpec } from './spec.ts';
import { parseYaml } from './yaml-node.ts';

/** An assignment as the instructor wrote it: the spec, and the files of its folder that it names. */
export interface Assignment {
  readonly spec: Spec;
  /** By path in the spec's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What was read: an assignment, unless `diagnostics` has errors. */
export interface ReadSpec {
  readonly assignment: Assignment | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const CALL_NAMES: readonly string[] = SYSCALLS.map(({ name }) => name);

/** Where something stands in the spec: keys and indices from the top. */
type Path = readonly (string | number)[];

/** Reads the YAML `text` of a spec called `name`; `readFile` gives the files of its folder. */
export function readSpec(name: string, text: string, readFile: (path: string) => Uint8Array | undefined): ReadSpec {
  const source = makeSource(name, text);
  const diagnostics: Diagnostic[] = [];
  const report: ReportShape = ({ start, end }, message, help = []) => {
    const span = { source, start: Math.min(start, Math.max(0, text.length - 1)), end };
    diagnostics.push({ severity: 'error', code: 'spec', message, labels: [{ span }], help });
  };
  const root = parseYaml(text, report);
  if (root === undefined || diagnostics.length > 0) return { assignment: undefined, diagnostics };
  const spec = SPEC.read(root, report);
  if (spec === undefined) return { assignment: undefined, diagnostics };
  const files = new Map<string, Uint8Array>();
  const checker = new SpecChecker(spec, root, report, (path) => {
    const bytes = files.get(path) ?? readFile(path);
    if (bytes !== undefined) files.set(path, bytes);
    return bytes !== undefined;
  });
  checker.check();
  return { assignment: diagnostics.length > 0 ? undefined : { spec, files }, diagnostics };
}

/** The programs that a spec builds, by name, each with its sources. */
export function programsOf({ build }: Spec): ReadonlyMap<string, readonly string[]> {
  if (build.programs !== undefined) return build.programs;
  const sources = build.student.filter((path) => /\.s$/i.test(path));
  return new Map(sources.map((path) => [path.replace(/^.*\//, '').replace(/\.s$/i, ''), [path]]));
}

/** Checks what no single value shows: names that must be known, files that must be there, keys that exclude each other. */
class SpecChecker {
  private readonly spec: Spec;
  private readonly root: Node;
  private readonly report: ReportShape;
  private readonly hasFile: (path: string) => boolean;

  constructor(spec: Spec, root: Node, report: ReportShape, hasFile: (path: string) => boolean) {
    this.spec = spec;
    this.root = root;
    this.report = report;
    this.hasFile = hasFile;
  }

  check(): void {
    const { build, plugin, tests } = this.spec;
    for (const [index, path] of (build.instructor ?? []).entries()) this.needFile(path, ['build', 'instructor', index]);
    if (plugin !== undefined) this.needFile(plugin, ['plugin']);
    this.checkPrograms();
    this.checkScheduler();
    if (tests.length === 0) this.wrong(['tests'], 'there is no test');
    for (const [index, test] of tests.entries()) this.checkTest(test, index);
  }

  private checkPrograms(): void {
    const { build } = this.spec;
    const known = [...build.student, ...(build.instructor ?? []), ...(build.optional ?? [])];
    for (const [name, sources] of build.programs ?? []) {
      sources.forEach((path, index) => {
        if (known.includes(path)) return;
        const help = didYouMean(path, known);
        this.wrong(
          ['build', 'programs', name, index],
          `\`${path}\` is neither the student's nor the instructor's`,
          help,
        );
      });
    }
  }

  private checkScheduler(): void {
    const { build } = this.spec;
    if (build.scheduler === undefined || [...build.student, ...(build.instructor ?? [])].includes(build.scheduler))
      return;
    this.wrong(['build', 'scheduler'], `\`${build.scheduler}\` is neither the student's nor the instructor's`);
  }

  private checkTest(test: TestSpec, index: number): void {
    const { tests, plugin } = this.spec;
    const at = (...rest: Path): Path => ['tests', index, ...rest];
    const earlier = tests.slice(0, index).map(({ name }) => name);
    if (earlier.includes(test.name)) this.wrong(at('name'), `two tests are called \`${test.name}\``);
    test.depends?.forEach((name, place) => {
      if (earlier.includes(name)) return;
      this.wrong(at('depends', place), `there is no test \`${name}\` further up`, didYouMean(name, earlier));
    });
    if (test.checks !== undefined && plugin === undefined) this.wrong(at('checks'), 'the assignment has no `plugin`');
    if (test.seeds !== undefined && (test.machine?.seed ?? this.spec.machine?.seed) !== undefined) {
      this.wrong(at('seeds'), 'the machine of this test has a `seed` already');
    }
    this.checkStreams(test, at);
    this.checkCommand(test, at);
    this.checkNames(test, at);
    this.checkFiles(test, at);
  }

  private checkStreams(test: TestSpec, at: (...rest: Path) => Path): void {
    for (const key of ['stdin', 'stdout', 'stderr'] as const) {
      if (test.terminal !== undefined && test[key] !== undefined) {
        this.wrong(at(key), `a test on a terminal has no \`${key}\``, ['`screen` is what the terminal shows']);
      }
    }
    if (test.terminal === undefined && test.screen !== undefined)
      this.wrong(at('screen'), 'a `screen` needs a `terminal`');
    test.terminal?.forEach((step, index) => {
      if (Object.keys(step).length !== 1)
        this.wrong(at('terminal', index), 'a step is one of expect, send, resize, hang_up');
      if (step.resize !== undefined && step.resize.length !== 2)
        this.wrong(at('terminal', index), '`resize` wants rows and columns');
    });
  }

  private checkCommand(test: TestSpec, at: (...rest: Path) => Path): void {
    const programs = [...programsOf(this.spec).keys()];
    const isEmpty = test.run !== undefined && test.run.length === 0;
    if (isEmpty) this.wrong(at('run'), 'the command is empty');
    if (test.run === undefined && programs.length !== 1) {
      this.wrong(at(), 'a test needs `run`, since not exactly one program is built');
    }
  }

  private checkNames(test: TestSpec, at: (...rest: Path) => Path): void {
    test.calls?.forEach((calls, index) => {
      const names = [
        ...(calls.required ?? []).map((name, place) => ({ name, path: ['required', place] })),
        ...(calls.forbidden ?? []).map((name, place) => ({ name, path: ['forbidden', place] })),
        ...[...(calls.counts ?? new Map()).keys()].map((name) => ({ name, path: ['counts', name] })),
      ];
      for (const { name, path } of names) {
        if (CALL_NAMES.includes(name)) continue;
        this.wrong(at('calls', index, ...path), `there is no system call \`${name}\``, didYouMean(name, CALL_NAMES));
      }
    });
    test.state?.forEach((moment, index) => {
      const { at: place, sharing } = moment;
      const isEnd = place === undefined || place === 'end';
      if (!isEnd && moment.process !== undefined) {
        this.wrong(at('state', index, 'process'), 'the process of a breakpoint stands in `at`');
      }
      if (!isEnd && place.program !== undefined && !programsOf(this.spec).has(place.program)) {
        this.wrong(at('state', index, 'at', 'program'), `no program \`${place.program}\` is built`);
      }
      if (Object.keys(moment).every((key) => key === 'at' || key === 'process')) {
        this.wrong(at('state', index), 'nothing is asked about this moment', [
          'registers, memory, tree, zombies or sharing',
        ]);
      }
      sharing?.forEach(({ processes }, which) => {
        if (processes.length !== 2)
          this.wrong(at('state', index, 'sharing', which, 'processes'), 'two processes are compared');
      });
    });
  }

  private checkFiles(test: TestSpec, at: (...rest: Path) => Path): void {
    const visit = (value: unknown, path: Path): void => {
      if (typeof value !== 'object' || value === null) return;
      if (value instanceof Map) for (const [key, item] of value) visit(item, [...path, key]);
      else if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
      else if ('file' in value && typeof value.file === 'string') this.needFile(value.file, [...path, 'file']);
      else for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    };
    visit(test, at());
  }

  private needFile(path: string, place: Path): void {
    if (!this.hasFile(path)) this.wrong(place, `the file \`${path}\` is not in the spec's folder`);
  }

  private wrong(path: Path, message: string, help: readonly string[] = []): void {
    this.report(placeOf(this.root, path), message, help);
  }
}

/** The node at `path`, or the last on the way there that exists. */
function placeOf(root: Node, path: Path): { readonly start: number; readonly end: number } {
  let node = root;
  for (const step of path) {
    const next: Node | undefined =
      node.kind === 'list' && typeof step === 'number'
        ? node.items[step]
        : node.kind === 'map'
          ? node.entries.find(({ key }) => key === step)?.value
          : undefined;
    if (next === undefined) break;
    node = next;
  }
  // Of what is long, the beginning is enough.
  return node.kind === 'scalar' ? node : { start: node.start, end: node.start + 1 };
}

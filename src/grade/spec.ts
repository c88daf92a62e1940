import { SIGNALS } from '../abi/signals.ts';
import { type OptionValue, POLICIES, policyByName } from '../kernel/sched/policies.ts';
import {
  either,
  flag,
  integer,
  type JsonSchema,
  list,
  mapOf,
  object,
  quantity,
  type ReadAs,
  refine,
  type Shape,
  text,
  word,
} from './shape.ts';

/*
 * What an assignment's spec may say. This is the one description of it: `read-spec.ts` reads YAML by it, the published JSON
 * schema is printed from it, and the types below are what it reads.
 */

const NAME = /^[A-Za-z0-9][\w.-]*$/;
const RELATIVE_PATH = /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0\\]+$/;
const ABSOLUTE_PATH = /^\/(?!(?:.*\/)?\.\.(?:\/|$))[^\0]*$/;

/** Shapes that occur in many places stand once in the schema. */
export const DEFINITIONS: Record<string, JsonSchema> = {};

function define<T>(name: string, shape: Shape<T>): Shape<T> {
  DEFINITIONS[name] = shape.schema;
  return { ...shape, schema: { $ref: `#/$defs/${name}` } };
}

const pathOf = (description: string) => text('a path within the folder', description, RELATIVE_PATH);
const nameText = (description: string) => text('a name of letters, digits, `_`, `.` and `-`', description, NAME);

/** A text, or the file in the spec's folder that holds it. */
const SOURCE_TEXT = define(
  'sourceText',
  either(
    text('a text', 'The text itself.'),
    object('a file', { file: pathOf("The file that holds the text, in the spec's folder.") }, {}),
  ),
);

const TEXTS = either(text('a text', 'A text.'), list(text('a text', 'A text.'), 'Several texts.'));

const PATTERN = refine<string, string>(
  text('a regular expression', 'A regular expression (JavaScript); ^ and $ match at lines.'),
  (source) => {
    try {
      new RegExp(source, 'm');
      return { value: source };
    } catch (error) {
      return { error: error instanceof Error ? error.message.toLowerCase() : String(error) };
    }
  },
);

/** What a text must be; a plain text stands for `exact`. */
const EXPECTATION = define(
  'expectation',
  either(
    SOURCE_TEXT,
    object(
      'an expectation',
      {},
      {
        exact: SOURCE_TEXT,
        normalised: SOURCE_TEXT,
        unordered: SOURCE_TEXT,
        regex: PATTERN,
        contains: TEXTS,
        lacks: TEXTS,
      },
      'exact: byte for byte. normalised: runs of blanks count as one, blanks and empty lines at the end not at all. ' +
        'unordered: the same lines in any order. regex, contains, lacks: what is somewhere in it, or nowhere.',
    ),
  ),
);

/** A number, or the least and the most that it may be. */
const RANGE = define(
  'range',
  either(
    integer('Exactly this number.', Number.MIN_SAFE_INTEGER),
    object(
      'a range',
      {},
      { min: integer('At least.', Number.MIN_SAFE_INTEGER), max: integer('At most.', Number.MIN_SAFE_INTEGER) },
    ),
  ),
);

/** A process of the run: its place in the order in which they were made, or the name of its program. */
const PROCESS = define(
  'process',
  either(
    integer('Its number in the order in which processes were made; 1 is the first program.', 1, 4096),
    text('the name of a program', 'The name of its program.'),
  ),
);

const POLICY_NAME = word(
  POLICIES.map(({ name }) => name),
  'A scheduling policy; for what the student writes see build.scheduler.',
);

const POLICY = either(
  POLICY_NAME,
  refine(
    object(
      'a scheduling policy',
      { policy: POLICY_NAME },
      {
        options: mapOf(
          either(
            integer('A number, of cycles or of something else.', 0),
            flag('Whether it is so.'),
            list(integer('A number.', 0), 'Numbers.'),
          ),
          'the name of an option',
          /^\w+$/,
          'Its options; see `kernlet run --scheduler` in the reference.',
        ),
      },
    ),
    checkPolicy,
  ),
);

const MACHINE = define(
  'machine',
  object(
    'a machine',
    {},
    {
      harts: integer('Harts (cores).', 1, 64),
      ram: quantity('Memory in bytes; 8M unless it says otherwise.', 1024, 2 ** 20, 2 ** 30),
      quantum: quantity('Time slice in cycles.', 1000, 1, 1e12),
      round: quantity('How far harts run apart, in cycles.', 1000, 1, 1e12),
      seed: integer('Draws rounds, quanta and hart order.', 0, 2 ** 32 - 1),
      scheduler: POLICY,
      disk_latency: quantity('Cycles that reading a page of a file for the first time takes.', 1000, 0, 1e12),
      divtrap: flag('Division by zero is SIGFPE.'),
      limits: object(
        'limits',
        {},
        {
          cycles: quantity('Virtual time after which a test has failed.', 1000, 1, 1e12),
          calls: quantity('System calls after which a test has failed.', 1000, 1, 1e9),
          processes: integer('Processes that can exist at once.', 2, 4096),
          output: quantity('Bytes of output after which a test has failed.', 1024, 1, 2 ** 26),
          open_files: integer('Descriptors of a process.', 4, 4096),
        },
        'All of them count what happens in the virtual computer, so that results do not depend on the grading machine.',
      ),
    },
  ),
);

const BUILD = object(
  'a build',
  { student: list(pathOf('A file of the submission.'), 'Files that a submission must have.') },
  {
    instructor: list(
      pathOf("A file of the spec's folder."),
      'Files that are added to each submission, in place of files of the same name.',
    ),
    optional: list(pathOf('A file of the submission.'), 'Files that a submission may have beside these.'),
    programs: mapOf(
      list(pathOf('A source.'), 'The sources that are linked to the program.'),
      'the name of a program',
      NAME,
      'Programs by name, each with its sources; by default each source of the student is one.',
    ),
    scheduler: pathOf('A module of the student that schedules the threads.'),
  },
);

/** `1..50`, a number, or a list of numbers. */
const SEEDS = refine(
  either(
    text('seeds such as `1..50`', 'A range of seeds.', /^\d+\.\.\d+$/),
    integer('One seed.', 0, 2 ** 32 - 1),
    list(integer('A seed.', 0, 2 ** 32 - 1), 'Seeds.'),
  ),
  (value): { readonly value: readonly number[] } | { readonly error: string } => {
    if (typeof value === 'number') return { value: [value] };
    if (typeof value !== 'string') return value.length > 0 ? { value } : { error: 'there is no seed in the list' };
    const [from, to] = value.split('..').map(Number) as [number, number];
    if (to < from) return { error: `the range \`${value}\` goes down` };
    if (to - from >= 1000 || to >= 2 ** 32) return { error: `the range \`${value}\` has more than 1000 seeds` };
    return { value: Array.from({ length: to - from + 1 }, (_, index) => from + index) };
  },
);

const SIGNAL = refine<string, number>(text('the name of a signal', 'A signal, such as SIGSEGV.'), (name) => {
  const row = SIGNALS.find((candidate) => candidate.name === name);
  return row === undefined ? { error: `there is no signal \`${name}\`` } : { value: row.number };
});

const EXIT = either(
  integer('The exit status.', 0, 255),
  word(['any', 'deadlock'], 'any: whatever the exit status is. deadlock: nothing can ever run again.'),
  object('an end by a signal', { signal: SIGNAL }, {}),
);

/** What happens at the terminal, step by step. */
const TERMINAL_STEP = object(
  'a step at the terminal',
  {},
  {
    expect: either(
      text('a text', 'Wait until the screen shows this, behind what was expected before.'),
      object('a pattern', { regex: PATTERN }, {}),
    ),
    send: text('a text', 'Type this; "\\x03" is Ctrl-C, "\\x04" Ctrl-D.'),
    resize: list(integer('Rows, then columns.', 1, 1000), 'Give the window another size: rows, columns.'),
    hang_up: flag('The terminal goes away.'),
  },
  'One of expect, send, resize and hang_up.',
);

const REGISTERS = mapOf(
  RANGE,
  'the name of a register',
  /^(pc|x\d+|zero|ra|[sgt]p|fp|[ast]\d+)$/,
  'Registers, as signed numbers.',
);

const MEMORY = object(
  'a place in memory',
  {
    at: either(
      text('a symbol, such as `counter` or `table+8`', 'A symbol of the program.'),
      integer('An address.', 0, 2 ** 32 - 1),
    ),
  },
  {
    word: RANGE,
    words: list(integer('A word.', -(2 ** 31), 2 ** 32 - 1), 'Words from there on.'),
    bytes: list(integer('A byte.', 0, 255), 'Bytes from there on.'),
    text: text('a text', 'The zero-terminated text there.'),
  },
);

const SHARING = object(
  'a sharing of pages',
  {
    processes: list(PROCESS, 'Two processes.'),
    at: either(text('a symbol', 'A symbol of the program.'), integer('An address.', 0, 2 ** 32 - 1)),
    shared: flag('Whether both have the same frame there.'),
  },
  {},
);

const MOMENT = object(
  'a moment',
  {},
  {
    at: either(
      word(['end'], 'When the process ends.'),
      object(
        'a breakpoint',
        { symbol: text('a symbol', 'The place in the program.') },
        {
          program: nameText('The program; by default the first.'),
          process: PROCESS,
          hit: integer('Which time that it is reached, from 1.', 1, 1_000_000),
        },
      ),
    ),
    process: PROCESS,
    registers: REGISTERS,
    memory: list(MEMORY, 'What is in memory.'),
    tree: text(
      'a tree of processes, such as `sh(cat, wc)`',
      'The first program with its descendants; a zombie is `name!`.',
    ),
    zombies: RANGE,
    sharing: list(SHARING, 'Which pages are shared.'),
  },
  'What registers, memory and processes are like at a moment; by default at the end of the first program.',
);

const COUNTS = {
  calls: RANGE,
  switches: RANGE,
  preemptions: RANGE,
  blocks: RANGE,
  faults: RANGE,
  copied: RANGE,
};

const METRICS = object(
  'metrics',
  {},
  { cycles: RANGE, instructions: RANGE, processes: RANGE, peak_frames: RANGE, ...COUNTS },
  'cycles is virtual time; switches how often a hart got a thread; copied frames that were copied on write.',
);

const PROCESS_METRICS = object(
  'metrics of a process',
  { process: PROCESS },
  { turnaround: RANGE, response: RANGE, waiting: RANGE, running: RANGE, ...COUNTS },
  'In cycles: turnaround from start to end, response until it first runs, waiting while it is ready, running.',
);

const CALLS = object(
  'system calls',
  {},
  {
    process: PROCESS,
    required: list(text('a system call', 'Its name.'), 'Calls that must be made.'),
    forbidden: list(text('a system call', 'Its name.'), 'Calls that must not be made.'),
    counts: mapOf(RANGE, 'the name of a system call', /^\w+$/, 'How often calls are made.'),
  },
);

const PROCESS_OUTPUT = object(
  'the output of a process',
  { process: PROCESS },
  { stdout: EXPECTATION, stderr: EXPECTATION },
);

const FILE_LEFT = either(EXPECTATION, word(['absent', 'present'], 'Whether it is there.'));

const TEST = object(
  'a test',
  { name: nameText('Names the test, in reports and in depends.'), points: integer('What it is worth.', 0, 1_000_000) },
  {
    title: text('a text', 'What people read.'),
    hint: text('a text', 'Shown to the student when the test has failed.'),
    visibility: word(
      ['visible', 'hidden', 'after_due_date', 'after_published'],
      'Who sees the result, as Gradescope has it.',
    ),
    depends: list(nameText('A test further up.'), 'Tests that must have passed; else this one is skipped.'),
    seeds: SEEDS,
    machine: MACHINE,
    run: either(
      text('a command', 'The command, split at blanks; a built program, a path, or a program of /bin.'),
      list(text('an argument', 'The program, then its arguments.'), 'The command, argument by argument.'),
    ),
    stdin: SOURCE_TEXT,
    environment: mapOf(
      text('a text', 'The value.'),
      'the name of a variable',
      /^[A-Za-z_]\w*$/,
      'Environment variables.',
    ),
    files: mapOf(SOURCE_TEXT, 'an absolute path', ABSOLUTE_PATH, 'Files that are there at the start.'),
    terminal: list(TERMINAL_STEP, 'The program runs on a terminal, and this happens there.'),
    exit: EXIT,
    stdout: EXPECTATION,
    stderr: EXPECTATION,
    screen: EXPECTATION,
    output_of: list(PROCESS_OUTPUT, 'What single processes write.'),
    files_after: mapOf(FILE_LEFT, 'an absolute path', ABSOLUTE_PATH, 'What is in files at the end.'),
    calls: list(CALLS, 'System calls that must or must not be made.'),
    state: list(MOMENT, 'What the computer is like at some moments.'),
    metrics: METRICS,
    process_metrics: list(PROCESS_METRICS, 'Metrics of single processes.'),
    no_leaks: list(
      word(['zombies', 'processes', 'descriptors', 'memory', 'frames'], 'What must not be left behind.'),
      'zombies: children that nobody waited for. processes: what still runs when the first program has ended. ' +
        'descriptors: besides 0, 1 and 2, at the end of a process that runs a built program. memory: mappings and heap, likewise. ' +
        'frames: physical memory that is not free again at the end.',
    ),
    checks: list(nameText('A check of the plug-in.'), "Functions that the spec's plug-in exports."),
  },
);

export const SPEC = object(
  'an assignment',
  {
    assignment: nameText('The name of the assignment.'),
    build: BUILD,
    tests: list(TEST, 'The tests, in the order of the report.'),
  },
  {
    title: text('a text', 'What people read.'),
    machine: MACHINE,
    plugin: pathOf('A module (.ts or .js) with checks of your own.'),
  },
  'A Kernlet assignment: how submissions are built, and what is tested.',
);

export type Spec = ReadAs<typeof SPEC>;
export type TestSpec = Spec['tests'][number];
export type MachineSpec = ReadAs<typeof MACHINE>;
export type Expectation = ReadAs<typeof EXPECTATION>;
export type SourceText = ReadAs<typeof SOURCE_TEXT>;
export type NumberRange = ReadAs<typeof RANGE>;
export type ProcessName = ReadAs<typeof PROCESS>;
export type TerminalStep = ReadAs<typeof TERMINAL_STEP>;
export type Moment = ReadAs<typeof MOMENT>;
export type CallsSpec = ReadAs<typeof CALLS>;
export type Visibility = NonNullable<TestSpec['visibility']>;

interface PolicySpec {
  readonly policy: string;
  readonly options?: ReadonlyMap<string, OptionValue>;
}

/** Refuses options that the policy does not have. */
function checkPolicy(value: PolicySpec): { readonly value: PolicySpec } | { readonly error: string } {
  const { options: known } = policyByName(value.policy);
  const names = known.map(({ name }) => name);
  const unknown = [...(value.options ?? new Map()).keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return { value };
  return { error: `policy ${value.policy} has no option \`${unknown}\`: it has ${names.join(', ') || 'none'}` };
}

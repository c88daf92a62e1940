import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { bundleCommandLine } from '../../src/cli/build.ts';
import { assemblePrograms } from '../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { measureAssembler } from './assembler.ts';
import { formatDebugger, measureDebugger } from './debugger.ts';
import { measureEvents } from './events.ts';
import { measureGrading } from './grading.ts';
import { measureLoops } from './loops.ts';
import { measureProgram } from './measure.ts';
import { preparePeers } from './peers.ts';
import { PROGRAMS } from './programs.ts';
import { formatRows } from './report.ts';
import { measureManyForks, measureScale } from './scale.ts';
import { measureStart } from './start.ts';

/**
 * `npm run bench`: how fast Kernlet is. The room `test/bench/`:
 *
 * - `programs.ts` and `programs/`: the programs, in C without a library, which all peers run
 * - `peers.ts`: who runs them: Kernlet, qemu-riscv32, the host itself, CPython; `measure.ts`: how often; `report.ts`: the table
 * - `scale.ts`: whether many processes, harts and frames make anything dearer
 * - `loops.ts`, `assembler.ts`, `events.ts`, `debugger.ts`, `start.ts`, `grading.ts`: what only Kernlet does
 * - `cpu-time.ts`: the measure is processor time, which other work on the machine disturbs least; medians of runs in turns
 */
const OTHERS = ['scale', 'forks', 'loops', 'assembler', 'events', 'debugger', 'start', 'grading'] as const;
const FOLDER = join(PROJECT_FOLDER, 'node_modules', '.cache', 'kernlet-bench');

interface Options {
  readonly runs: string;
  readonly seconds: string;
  readonly jit?: string;
  readonly against?: string;
  readonly markdown?: true;
}

function readOptions(): { readonly names: readonly string[]; readonly options: Options } {
  const all = [...PROGRAMS.map(({ name }) => name), ...OTHERS];
  const command = new Command('bench')
    .description(`Measure Kernlet and its peers. What there is to measure: ${all.join(', ')}.`)
    .argument('[names...]', 'what to measure; everything if left out')
    .option('--runs <n>', 'runs of each peer, of which the median counts', '5')
    .option('--seconds <s>', 'about how much processor time a run takes', '1')
    .option('--jit <mode>', 'passed on to kernlet: on, off or always')
    .option('--against <file>', 'another kernlet.js, to compare with')
    .option('--markdown', 'print tables in Markdown')
    .parse();
  const unknown = command.args.filter((name) => !all.includes(name));
  if (unknown.length > 0) command.error(`error: nothing is called ${unknown.join(', ')}; there are ${all.join(', ')}`);
  return { names: command.args.length === 0 ? all : command.args, options: command.opts<Options>() };
}

async function main(): Promise<void> {
  const { names, options } = readOptions();
  mkdirSync(FOLDER, { recursive: true });
  await bundleCommandLine(FOLDER);
  await assemblePrograms();
  const commandOf = (file: string) => [process.execPath, file, 'run'];
  const jit = options.jit === undefined ? [] : ['--jit', options.jit];
  const kernlet = commandOf(join(FOLDER, 'kernlet.js'));
  const kernlets = new Map([['kernlet', [...kernlet, ...jit]]]);
  if (options.against !== undefined) kernlets.set('other', commandOf(resolve(options.against)));

  const programs = PROGRAMS.filter(({ name }) => names.includes(name));
  const runs = Number(options.runs);
  if (programs.length > 0) {
    const peers = preparePeers(programs, FOLDER, kernlets);
    if (!peers.some(({ name }) => name === 'kernlet')) {
      process.stdout.write('the programs are left out: there is no riscv64-unknown-elf-gcc\n');
    } else {
      const rows = programs.map((program) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${program.name} `);
        return measureProgram(program, peers, runs, Number(options.seconds));
      });
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      const present = peers.map(({ name }) => name).filter((name) => rows.some(({ seconds }) => seconds.has(name)));
      process.stdout.write(formatRows(rows, present, options.markdown === true));
    }
  }
  if (names.includes('scale')) process.stdout.write(`\nscale\n${measureScale([...kernlet, ...jit], FOLDER, runs)}`);
  if (names.includes('forks')) process.stdout.write(`\na million forks\n${measureManyForks()}`);
  if (names.includes('loops')) process.stdout.write(`\ninterpreter\n${measureLoops(runs)}`);
  if (names.includes('assembler')) process.stdout.write(`\nassembler: ${measureAssembler(runs)}`);
  if (names.includes('events'))
    process.stdout.write(`\na run of calls, with somebody listening\n${measureEvents(runs)}`);
  if (names.includes('debugger'))
    process.stdout.write(`\nthe debugger\n${formatDebugger(await measureDebugger(runs))}`);
  if (names.includes('start')) process.stdout.write(`\nkernlet run hello.s: ${measureStart(kernlet, runs)}`);
  if (names.includes('grading')) {
    process.stdout.write(`\nsubmissions graded\n${measureGrading(kernlet.slice(0, 2), FOLDER, runs)}`);
  }
}

await main();

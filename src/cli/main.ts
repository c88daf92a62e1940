#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Failure, STATUS } from './failure.ts';
import { spellOut } from './gdb-spelling.ts';
import { print } from './print.ts';
import { makeProgram } from './program.ts';

/**
 * The command line. The room `cli/`: one file for each command, `program.ts` has them all; `computer-options.ts` has what `run` and `boot` share,
 * `guest.ts` and `session.ts` run a computer, `node-host.ts`, `host-terminal.ts`, `host-folder.ts` and
 * `host-signals.ts` are its way to the outside; `build.ts` and `generate.ts` are for the project itself.
 */
async function main(): Promise<void> {
  keepCompiledCode();
  allocateAllYoung();
  try {
    const words = spellOut(process.argv.slice(2));
    const program = await makeProgram(words[0]);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
  // Standard input may still be open; everything has been written.
  process.exit();
}

/** Lets Node, from 22.1 on, keep what it has compiled of the commands for the next start. */
function keepCompiledCode(): void {
  if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function')
    nodeModule.enableCompileCache();
}

/**
 * Keeps V8 from allocating objects among the old ones at once because others like them became old. When thousands of processes had
 * begun to sleep it did so with those of each new process, which only a collection of everything finds then: a fork among 10,000
 * sleepers took 25 to 40 us, and takes 15 (`npm run bench -- scale`).
 */
function allocateAllYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** Shows what went wrong; gives the exit status. */
function report(error: unknown): number {
  if (error instanceof Failure) {
    if (error.message !== '') print(2, `kernlet: ${error.message}\n`);
    return error.status;
  }
  if (error instanceof Error && 'exitCode' in error && error.exitCode === 0) return 0;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  print(2, `kernlet: this is a bug in kernlet, not in your program:\n${text}\n`);
  return STATUS.ourFault;
}

await main();

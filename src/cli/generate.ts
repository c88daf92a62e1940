import { writeFileSync } from 'node:fs';
import { generateAssemblyConstants } from '../abi/assembly-constants.ts';
import { specSchema } from '../grade/json-schema.ts';
import { generateInterpreter } from '../machine/interpreter-generator.ts';
import { gdbScript } from './gdb-script.ts';
import { generateGrammar } from './generate-grammar.ts';
import {
  commandLineReference,
  debuggerReference,
  eventReference,
  instructionReference,
  messageReference,
  syscallReference,
} from './generate-reference.ts';
import { assemblerReference, lessonIndex, libraryReference, shellReference } from './program-reference.ts';

/** Every generated file of the project: its path from the top, and the function that makes its text. */
export const GENERATED_FILES: readonly (readonly [path: string, produce: () => string | Promise<string>])[] = [
  ['src/machine/interpreter.generated.ts', generateInterpreter],
  ['programs/lib/abi.s', generateAssemblyConstants],
  ['src/asm/grammar.generated.ts', generateGrammar],
  ['docs/reference/instructions.md', instructionReference],
  ['docs/reference/system-calls.md', syscallReference],
  ['docs/reference/assembler.md', assemblerReference],
  ['docs/reference/assembler-messages.md', messageReference],
  ['docs/reference/shell.md', shellReference],
  ['docs/reference/library.md', libraryReference],
  ['docs/lessons/README.md', lessonIndex],
  ['docs/reference/events.md', eventReference],
  ['docs/reference/command-line.md', commandLineReference],
  ['docs/reference/debugger.md', debuggerReference],
  ['docs/reference/assignment.schema.json', specSchema],
  ['docs/kernlet.gdb', gdbScript],
];

if (process.argv[1] === import.meta.filename) {
  for (const [path, produce] of GENERATED_FILES)
    writeFileSync(new URL(`../../${path}`, import.meta.url), await produce());
}

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { assemble, type IncludeReader } from '../asm/assemble.ts';
import { COLOUR_STYLE, type Diagnostic, PLAIN_STYLE, renderDiagnostic } from '../base/diagnostics.ts';
import { makeSource } from '../base/source.ts';
import { wantsColour } from './colour.ts';
import { Failure, hostReason } from './failure.ts';
import { withCommas } from './numbers.ts';
import { LIBRARY_FOLDER } from './project.ts';

/** What the assembler made of some files. */
export interface Assembled {
  /** Undefined if the sources have errors. */
  readonly elf: Uint8Array | undefined;
  /** Every diagnostic as text, with colours if standard error wants them, and a last line that counts the errors. */
  readonly messages: string;
  readonly listing: () => string;
}

/** Assembles and links source files of the host. `failStatus` is the exit status if one cannot be read. */
export function assembleFiles(files: readonly string[], folders: readonly string[], failStatus: number): Assembled {
  const sources = files.map((file) => makeSource(file, readSource(file, failStatus)));
  const { elf, diagnostics, listing } = assemble(sources, { reader: includeReader(folders), debug: true });
  return { elf, messages: renderAll(diagnostics), listing };
}

/** Finds included files beside the file that includes them, then in `folders`, then among those that come with Kernlet. */
function includeReader(folders: readonly string[]): IncludeReader {
  return {
    read(path, from) {
      const names = isAbsolute(path)
        ? [path]
        : [join(dirname(from), path), ...[...folders, LIBRARY_FOLDER].map((folder) => join(folder, path))];
      for (const name of names) {
        const bytes = readIfThere(name);
        if (bytes !== undefined) return { name, bytes };
      }
      return undefined;
    },
  };
}

function renderAll(diagnostics: readonly Diagnostic[]): string {
  const style = wantsColour(process.stderr) ? COLOUR_STYLE : PLAIN_STYLE;
  const texts = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, style));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) texts.push(`${withCommas(errors)} ${errors === 1 ? 'error' : 'errors'}\n`);
  return texts.join('\n');
}

function readSource(file: string, failStatus: number): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read '${file}': ${hostReason(error)}`, failStatus);
  }
}

function readIfThere(name: string): Uint8Array | undefined {
  try {
    return readFileSync(name);
  } catch {
    return undefined;
  }
}

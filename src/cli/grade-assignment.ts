import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COLOUR_STYLE, PLAIN_STYLE, renderDiagnostic } from '../base/diagnostics.ts';
import type { Files } from '../grade/build.ts';
import { type Assignment, readSpec } from '../grade/read-spec.ts';
import { wantsColour } from './colour.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { LIBRARY_FOLDER } from './project.ts';

/** An assignment with its spec's text and its name among all that there are. */
export interface LoadedAssignment {
  readonly assignment: Assignment;
  readonly specName: string;
  readonly specText: string;
  /** A hash of everything that results depend on, submissions aside. */
  readonly digest: string;
}

/** What an assignment consists of, as it is sent to where it is graded. */
export interface AssignmentBundle {
  readonly specName: string;
  readonly specText: string;
  readonly files: Files;
}

/** Reads the spec `path`, and the files that it names, from its folder. Mistakes are a Failure that shows all of them. */
export function loadAssignment(path: string): LoadedAssignment {
  const folder = dirname(path);
  return makeAssignment(path, readText(path), (name) => readInside(folder, name));
}

/** The assignment of a bundle. */
export function unbundle({ specName, specText, files }: AssignmentBundle): LoadedAssignment {
  return makeAssignment(specName, specText, (name) => files.get(name));
}

/** What has to be sent of an assignment. */
export function bundleOf({ specName, specText, assignment }: LoadedAssignment): AssignmentBundle {
  return { specName, specText, files: assignment.files };
}

function makeAssignment(
  specName: string,
  specText: string,
  readFile: (name: string) => Uint8Array | undefined,
): LoadedAssignment {
  const { assignment, diagnostics } = readSpec(specName, specText, readFile);
  if (assignment === undefined) {
    const style = wantsColour(process.stderr) ? COLOUR_STYLE : PLAIN_STYLE;
    const texts = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, style));
    throw new Failure(`the spec '${specName}' is wrong\n${texts.join('\n').trimEnd()}`, STATUS.wrongUsage);
  }
  const hash = createHash('sha256').update(specText);
  for (const [name, bytes] of [...assignment.files].sort()) hash.update(`\0${name}\0`).update(bytes);
  return { assignment, specName: basename(specName), specText, digest: hash.digest('hex') };
}

/** The sources of the library, by name. */
export function loadLibrary(): Files {
  return readTree(LIBRARY_FOLDER);
}

/** All files in a folder and below, by path; what is no file is left out. */
export function readTree(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => lstatSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the spec '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
  }
}

function readInside(folder: string, name: string): Uint8Array | undefined {
  try {
    return readFileSync(join(folder, name));
  } catch {
    return undefined;
  }
}

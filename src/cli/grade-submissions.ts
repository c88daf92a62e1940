import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Files } from '../grade/build.ts';
import type { Submission } from '../grade/grade.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { FileCollector, MOST_BYTES, Refusal, readArchive } from './grade-archive.ts';
import type { LoadedAssignment } from './grade-assignment.ts';

/** Where submissions lie and what they are called, in the order of their names. */
export interface SubmissionPlace {
  readonly name: string;
  readonly path: string;
}

/** The places that the command line names. Names are those of files and folders, longer where two are the same. */
export function listSubmissions(paths: readonly string[]): readonly SubmissionPlace[] {
  const places = paths.map((path) => {
    try {
      statSync(path);
    } catch (error) {
      throw new Failure(`cannot read the submission '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
    }
    return path.replace(/(?<=.)\/+$/, '');
  });
  const unique = [...new Set(places)];
  const isAmbiguous = (path: string) => unique.some((other) => other !== path && nameOf(other) === nameOf(path));
  return unique
    .map((path) => ({ name: isAmbiguous(path) ? path : nameOf(path), path }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nameOf(path: string): string {
  return basename(resolve(path));
}

/** Reads a submission. What cannot be taken is a submission with a refusal: it is graded 0. `variant` names options that results depend on. */
export async function readSubmission(
  place: SubmissionPlace,
  { assignment, digest }: LoadedAssignment,
  variant = '',
): Promise<Submission> {
  let files: Files = new Map();
  let refusal: string | undefined;
  try {
    files = await readPlace(place.path, assignment.spec.build.student);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = `the submission was refused: ${error.message}`;
  }
  const hash = createHash('sha256').update(`${digest}\0${variant}\0${place.name}\0${refusal ?? ''}`);
  for (const [name, bytes] of files) hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  return {
    name: place.name,
    files,
    key: hash.digest('hex').slice(0, 32),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

async function readPlace(path: string, expected: readonly string[]): Promise<Files> {
  const stats = lstatSync(path);
  if (stats.isDirectory()) return readFolder(path);
  if (!stats.isFile()) throw new Refusal('it is neither a file nor a folder');
  if (stats.size > MOST_BYTES) throw new Refusal(`it has more than ${MOST_BYTES} bytes`);
  const bytes = readFileSync(path);
  const archive = await readArchive(bytes);
  if (archive !== undefined) return archive;
  if (/\.(zip|tar|tgz|tar\.gz)$/i.test(path)) throw new Refusal('it is no archive, although it is called so');
  // A single file is the one that is asked for, whatever it is called.
  const name = expected.length === 1 ? expected[0]! : basename(path);
  return new Map([[name, new Uint8Array(bytes)]]);
}

/** The files of a folder. Links are not followed: they could lead anywhere. */
function readFolder(folder: string): Files {
  const collector = new FileCollector();
  const visit = (prefix: string) => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const name = `${prefix}${entry.name}`;
      if (entry.isSymbolicLink()) throw new Refusal(`it has a symbolic link: '${name}'`);
      if (entry.isDirectory()) {
        if (collector.admits(`${name}/x`, 0)) visit(`${name}/`);
      } else if (entry.isFile() && collector.admits(name, lstatSync(join(folder, name)).size)) {
        collector.add(name, new Uint8Array(readFileSync(join(folder, name))));
      }
    }
  };
  visit('');
  return collector.finish();
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the project, from its sources as well as from `dist/`. */
export const PROJECT_FOLDER = findProject(import.meta.dirname);
/** Include files that come with Kernlet. */
export const LIBRARY_FOLDER = join(PROJECT_FOLDER, 'programs', 'lib');
/** The sources of the guest's /bin, and where they are assembled to. */
export const PROGRAM_SOURCES = join(PROJECT_FOLDER, 'programs', 'bin');
export const PROGRAM_FOLDER = join(PROJECT_FOLDER, 'dist', 'bin');

function findProject(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.dirname}`);
  return findProject(parent);
}

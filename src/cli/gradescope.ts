import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { loadAssignment } from './grade-assignment.ts';
import { LIBRARY_FOLDER, PROGRAM_FOLDER, PROJECT_FOLDER } from './project.ts';

/** What Gradescope runs: once when the container is made, and for each submission (Gradescope documentation, "Autograder specifications"). */
export const GRADESCOPE_FILES: Readonly<Record<string, string>> = {
  'gradescope/setup.sh': `#!/usr/bin/env bash
# Gradescope runs this once, when it makes the container. Kernlet itself is in the zip.
set -euo pipefail
apt-get update
apt-get install -y curl ca-certificates
curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
apt-get install -y nodejs
# Plug-ins and schedulers in TypeScript need these.
cd /autograder/source/kernlet && npm install --omit=dev --no-audit --no-fund
`,
  'gradescope/run_autograder': `#!/usr/bin/env bash
# Gradescope runs this for each submission.
set -euo pipefail
root="\${AUTOGRADER:-/autograder}"
mkdir -p "$root/results"
status=0
node "$root/source/kernlet/dist/kernlet.js" grade "$root/source/assignment/assignment.yaml" "$root/submission" \\
  --no-progress --format gradescope -o "$root/results/results.json" || status=$?
# 1 says that some test was not passed, which is no failure of the grading.
[ "$status" -le 1 ]
`,
};

/** The command line as JavaScript: this very one, or, from the sources, the one that was built last. */
const BUNDLE_FOLDER = import.meta.filename.endsWith('.ts') ? join(PROJECT_FOLDER, 'dist') : import.meta.dirname;

/** A moment that every zip has, so that the same content is the same zip. */
const MOMENT = new Date('2020-01-01T00:00:00Z');

/** The packages that the bundled command line reads only when it needs them. */
const RUNTIME_PACKAGES = ['esbuild', 'quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'];

/** The autograder of the assignment in `folder`: its spec and files, Kernlet, and what Gradescope runs. */
export function buildGradescopeZip(folder: string): Uint8Array {
  const { specText, assignment } = loadAssignment(join(folder, 'assignment.yaml'));
  const files: Zippable = {
    'setup.sh': executable(GRADESCOPE_FILES['gradescope/setup.sh']!),
    run_autograder: executable(GRADESCOPE_FILES['gradescope/run_autograder']!),
    'assignment/assignment.yaml': plain(Buffer.from(specText)),
    'kernlet/package.json': plain(Buffer.from(packageFile())),
  };
  for (const [path, bytes] of assignment.files) files[`assignment/${path}`] = plain(bytes);
  addFolder(files, 'kernlet/dist', BUNDLE_FOLDER);
  addFolder(files, 'kernlet/dist/bin', PROGRAM_FOLDER);
  addFolder(files, 'kernlet/programs/lib', LIBRARY_FOLDER);
  return zipSync(files, { mtime: MOMENT });
}

/** The files of `folder` and below, but for other builds in it. */
function addFolder(files: Zippable, name: string, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files[`${name}/${entry.name}`] = plain(readFileSync(path));
    else if (entry.isDirectory() && folder !== BUNDLE_FOLDER) addFolder(files, `${name}/${entry.name}`, path);
  }
}

/** What npm has to install for Kernlet there. */
function packageFile(): string {
  const text = readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8');
  const { version, dependencies, devDependencies }: Record<string, Record<string, string>> = JSON.parse(text);
  const versions = { ...devDependencies, ...dependencies };
  const needed = Object.fromEntries(RUNTIME_PACKAGES.map((name) => [name, versions[name]]));
  return `${JSON.stringify({ name: 'kernlet', version, type: 'module', private: true, dependencies: needed }, undefined, 2)}\n`;
}

function plain(bytes: Uint8Array): Zippable[string] {
  return [new Uint8Array(bytes), { os: 3, attrs: 0o100644 << 16 }];
}

function executable(text: string): Zippable[string] {
  return [new Uint8Array(Buffer.from(text)), { os: 3, attrs: 0o100755 << 16 }];
}

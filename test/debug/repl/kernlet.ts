import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { bundleCommandLine } from '../../../src/cli/build.ts';
import { assemblePrograms } from '../../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../../src/cli/project.ts';

const CACHE = join(PROJECT_FOLDER, 'node_modules', '.cache');

/** The command line in a folder of its own, for the tests of one file. */
export class Kernlet {
  folder = '';

  constructor() {
    beforeAll(async () => {
      mkdirSync(CACHE, { recursive: true });
      this.folder = mkdtempSync(join(CACHE, 'kernlet-debug-'));
      await bundleCommandLine(this.folder);
      await assemblePrograms();
    }, 60_000);
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Runs it with files of the test's own; the home is empty. */
  run(
    args: readonly string[],
    options: { readonly input?: string; readonly files?: Readonly<Record<string, string>> } = {},
  ) {
    this.write(options.files ?? {});
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(this.folder, 'kernlet.js'), ...args], {
      cwd: this.folder,
      input: options.input ?? '',
      timeout: 30_000,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...this.home },
    });
    return { status, stdout, stderr };
  }

  /** Types keys at it in a terminal of 80 columns: pairs of what to wait for and what is typed then. */
  type(args: readonly string[], keys: readonly (readonly [expected: string, keys: string])[]) {
    const command = [process.execPath, join(this.folder, 'kernlet.js'), ...args];
    const input = JSON.stringify({ command, folder: this.folder, environment: { TERM: 'xterm', ...this.home }, keys });
    const script = join(import.meta.dirname, 'keys.py');
    const { stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8', timeout: 60_000 });
    if (stdout === '') throw new Error(stderr);
    const { shown, missed, status }: { shown: string; missed: string | null; status: number } = JSON.parse(stdout);
    if (missed !== null) throw new Error(`'${missed}' was not shown: ${shown}`);
    return { shown, status };
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(this.folder, name, '..'), { recursive: true });
      writeFileSync(join(this.folder, name), content);
    }
  }

  private get home() {
    return {
      HOME: this.folder,
      XDG_STATE_HOME: join(this.folder, 'state'),
      XDG_CONFIG_HOME: join(this.folder, 'config'),
    };
  }
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure, hostCode, hostReason, STATUS } from './failure.ts';
import { print } from './print.ts';
import { PROJECT_FOLDER } from './project.ts';

/** Where VS Code looks for extensions of the user. */
const EXTENSIONS = join('.vscode', 'extensions');
const EXTENSION_NAME = 'kernlet.kernlet-debug-0.1.0';

/** `kernlet init vscode`: the debug type `kernlet` for VS Code, and a launch file in `folder`. */
export function initVscode(folder: string, home = homedir()): void {
  const extension = join(home, EXTENSIONS, EXTENSION_NAME);
  const settings = join(folder, '.vscode');
  try {
    mkdirSync(extension, { recursive: true });
    writeFileSync(join(extension, 'package.json'), json(extensionManifest()));
    mkdirSync(settings, { recursive: true });
  } catch (error) {
    throw new Failure(`cannot set up VS Code: ${hostReason(error)}`, STATUS.notStarted);
  }
  print(1, `the debug type is in ${extension}\n`);
  const launch = join(settings, 'launch.json');
  try {
    writeFileSync(launch, json(launchFile()), { flag: 'wx' });
    print(1, `${launch} says what F5 starts: the file in the editor\n`);
  } catch (error) {
    if (hostCode(error) !== 'EEXIST')
      throw new Failure(`cannot write '${launch}': ${hostReason(error)}`, STATUS.notStarted);
    print(
      1,
      `${launch} is there already and stays as it is; add to its configurations:\n${json(launchFile().configurations[0]!)}`,
    );
  }
  print(1, 'restart VS Code, open a .s file and press F5\n');
}

/** An extension without code: VS Code starts `kernlet debug --dap` for its debug type. */
function extensionManifest() {
  const text = (description: string) => ({ type: 'string', description });
  const list = (description: string) => ({ type: 'array', items: { type: 'string' }, description });
  return {
    name: 'kernlet-debug',
    displayName: 'Kernlet',
    description: 'Debug programs on a virtual computer, forwards and backwards',
    version: '0.1.0',
    publisher: 'kernlet',
    engines: { vscode: '^1.80.0' },
    categories: ['Debuggers'],
    contributes: {
      languages: [{ id: 'riscv', aliases: ['RISC-V assembly'], extensions: ['.s'] }],
      breakpoints: [{ language: 'riscv' }, { language: 'c' }],
      debuggers: [
        {
          type: 'kernlet',
          label: 'Kernlet',
          languages: ['riscv'],
          runtime: process.execPath,
          program: resolve(PROJECT_FOLDER, 'dist', 'kernlet.js'),
          args: ['debug', '--dap'],
          configurationAttributes: {
            launch: {
              properties: {
                program: text('source, executable or script to start'),
                recording: text('a run that kernlet run --record kept, instead of a program'),
                args: list('arguments of the program'),
                options: list('options of the computer, as kernlet run takes them'),
                stopOnEntry: { type: 'boolean', description: 'stop at the first instruction', default: true },
              },
            },
          },
          initialConfigurations: launchFile().configurations,
        },
      ],
    },
  };
}

function launchFile() {
  return {
    version: '0.2.0',
    configurations: [
      {
        type: 'kernlet',
        request: 'launch',
        name: 'Kernlet: the file in the editor',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own word for the file in the editor
        program: '${file}',
        args: [],
        options: ['--harts', '2'],
        stopOnEntry: true,
      },
    ],
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

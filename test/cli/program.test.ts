import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/cli/failure.ts';
import { makeProgram } from '../../src/cli/program.ts';

const HERE = import.meta.dirname;

/** What a command line fails with, which must not come so far as to start a guest. */
async function failureOf(args: readonly string[]): Promise<unknown> {
  try {
    await (await makeProgram(args[0])).parseAsync(args, { from: 'user' });
  } catch (error) {
    return error;
  }
  throw new Error('no failure');
}

test.each([
  [['run', 'none.s'], 127, "cannot read 'none.s': no such file or directory"],
  [['run', HERE], 126, `'${HERE}' is a folder`],
  [
    ['run', import.meta.filename],
    126,
    `'${import.meta.filename}' is not an executable: expected ELF, a script with #!, or a source called .s`,
  ],
  [
    ['run', process.execPath],
    126,
    `'${process.execPath}' is not an executable for this computer (ELF32, riscv, static)`,
  ],
  [['run', '--harts', '0', 'x.s'], 125, "--harts must be a whole number from 1 to 64, not '0'"],
  [['run', '--hart', '2', 'x.s'], 125, "unknown option '--hart'\ndid you mean --harts?\ntry 'kernlet run --help'"],
  [['run'], 125, "missing required argument 'file'\ntry 'kernlet run --help'"],
  [['boot', 'x'], 125, "too many arguments for 'boot' (expected 0, found 1)\ntry 'kernlet boot --help'"],
  [['boot', '--root', 'none'], 125, "cannot use the folder 'none': no such file or directory"],
  [['boot', '--mount', `${import.meta.filename}:/x`], 125, `cannot use '${import.meta.filename}': it is not a folder`],
  [['boot', '--root-rw'], 125, '--root-rw needs --root DIR'],
  [['boot', '--schedule', 'none'], 125, "cannot read the schedule 'none': no such file or directory"],
  [['asm'], 2, "missing required argument 'file'\ntry 'kernlet asm --help'"],
  [['asm', 'none.s'], 2, "cannot read 'none.s': no such file or directory"],
  [
    ['disasm', import.meta.filename],
    1,
    `'${import.meta.filename}' is not an executable for this computer (ELF32, riscv)`,
  ],
  [['isa', 'addii'], 1, "there is no instruction or register 'addii'\ndid you mean `addi`?"],
  [['syscalls', 'reda'], 1, "there is no system call 'reda'\ndid you mean `read`?"],
  [['frob'], 2, "unknown command 'frob'\ntry 'kernlet --help'"],
])('%j fails with status %d', async (args, status, message) => {
  expect(await failureOf(args)).toEqual(new Failure(message, status));
});

/** What `--help` of a command shows. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
  });
  command.outputHelp();
  return text;
}

describe('the help', async () => {
  const program = await makeProgram();

  test.each([program, ...program.commands].map((command) => [command.name(), command] as const))(
    'of %s fits into 80 columns',
    (_, command) => {
      const text = helpOf(command);
      expect(text).toContain('Usage: kernlet');
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );
});

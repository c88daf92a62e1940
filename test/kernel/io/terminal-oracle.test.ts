import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { STRUCTS } from '../../../src/abi/structs.ts';
import * as t from '../../../src/abi/terminal.ts';
import { byteString, stringBytes } from '../../../src/base/bytes.ts';
import { drawBelow, type PrngState, seedPrng } from '../../../src/base/prng.ts';
import { Terminal } from '../../../src/kernel/io/terminal.ts';
import { oracleTest } from '../../oracle.ts';
import { ServicesDouble } from './services-double.ts';

const CASES = 200;
const ORDINARY = ['a', 'b', '_', '9', ' ', '-', 'word ', '\xc3\xa9', '\xff', '\0', '\x01', '\x1b[A', '\x0f', '\x11'];
const EDITING = ['\t', '\x7f', '\x7f', '\x15', '\x17', '\x16', '\x12', '\x04', '\r', '\n', '\x03', '\x1c'];
const KEYS = [...ORDINARY, ...EDITING];
// How often, in tenths, each flag is set.
const LOCAL = [t.ECHO, t.ECHOE, t.ECHOK, t.ECHOKE, t.ECHOCTL, t.IEXTEN, t.ISIG, t.ICANON].map((flag) => [flag, 8]);
const RARE_LOCAL = [t.NOFLSH, t.ECHONL].map((flag) => [flag, 2]);
const INPUT = [t.ICRNL, t.IUTF8].map((flag) => [flag, 7]);
const RARE_INPUT = [t.INLCR, t.IGNCR, t.ISTRIP].map((flag) => [flag, 1]);

interface Case {
  readonly input: number;
  readonly output: number;
  readonly local: number;
  readonly characters: readonly (readonly [index: number, value: number])[];
  readonly prompt: string;
  readonly keys: string;
  /** The size of each read. */
  readonly sizes: readonly number[];
}

interface Result {
  readonly reads: readonly (string | null)[];
  readonly screen: string;
}

function drawCase(prng: PrngState): Case {
  const flags = (rows: readonly (readonly number[])[]) =>
    rows.reduce((set, [flag, tenths]) => (drawBelow(prng, 10) < tenths! ? set | flag! : set), 0);
  const pick = <T>(choices: readonly T[]) => choices[drawBelow(prng, choices.length)]!;
  const local = flags([...LOCAL, ...RARE_LOCAL]);
  const keys = Array.from({ length: 1 + drawBelow(prng, 25) }, () => pick(KEYS)).join('');
  // A signal throws away what a pseudo-terminal has not passed on yet, which a real terminal has shown by then.
  const throwsAway = (local & t.ISIG) !== 0 && (local & t.NOFLSH) === 0;
  return {
    input: flags([...INPUT, ...RARE_INPUT, [t.IXON, 3]]),
    output: flags([
      [t.OPOST, 8],
      [t.ONLCR, 8],
    ]),
    local,
    characters: [
      [t.VEOL, pick([0, 0x2d])],
      [t.VEOL2, pick([0, 0, 0, 0x39])],
      [t.VERASE, pick([0x7f, 0x7f, 0x08])],
      [t.VMIN, (local & t.ICANON) === 0 ? pick([0, 1]) : 1],
    ],
    prompt: pick(['', '$ ', 'abc\t', 'x\n  ']),
    keys: throwsAway ? keys.replace(/[\x03\x1c]/g, '') : keys,
    sizes: Array.from({ length: 6 }, () => pick([1, 2, 3, 100])),
  };
}

function runOurs({ input, output, local, characters, prompt, keys, sizes }: Case): Result {
  const services = new ServicesDouble();
  const terminal = new Terminal();
  const modes = new Uint8Array(STRUCTS.termios.bytes);
  terminal.getTermios(modes);
  const view = new DataView(modes.buffer);
  view.setUint32(0, input, true);
  view.setUint32(4, output, true);
  view.setUint32(12, local, true);
  for (const [index, value] of characters) modes[17 + index] = value;
  terminal.setTermios(services, modes, false);
  terminal.write(services, stringBytes(prompt));
  terminal.input(services, stringBytes(keys));
  const reads = sizes.map((size) => {
    const target = new Uint8Array(size);
    const count = terminal.read(services, target);
    return count < 0 ? null : byteString(target.subarray(0, count));
  });
  return { reads, screen: services.screen() };
}

oracleTest(['python3'], 'random keys have the same effect as on a terminal of Linux', () => {
  const prng = seedPrng(1);
  const cases = Array.from({ length: CASES }, () => drawCase(prng));
  const script = fileURLToPath(new URL('linux-pty.py', import.meta.url));
  const theirs: Result[] = JSON.parse(execFileSync('python3', [script], { input: JSON.stringify(cases) }).toString());
  cases.forEach((each, index) => {
    expect(runOurs(each), JSON.stringify(each)).toEqual(theirs[index]);
  });
});

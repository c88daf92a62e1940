import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { POLLHUP, POLLIN, POLLOUT } from '../../../src/abi/files.ts';
import { SIG } from '../../../src/abi/signals.ts';
import { STRUCTS } from '../../../src/abi/structs.ts';
import * as t from '../../../src/abi/terminal.ts';
import { byteString, stringBytes } from '../../../src/base/bytes.ts';
import { Terminal } from '../../../src/kernel/io/terminal.ts';
import { ServicesDouble } from './services-double.ts';

interface Changes {
  readonly input?: number;
  readonly output?: number;
  readonly local?: number;
  readonly characters?: readonly (readonly [index: number, value: number])[];
}

const INPUT = t.ICRNL | t.IXON;
const LOCAL = t.ISIG | t.ICANON | t.ECHO | t.ECHOE | t.ECHOK | t.ECHOCTL | t.ECHOKE | t.IEXTEN;

function setUp(changes: Changes = {}) {
  const services = new ServicesDouble();
  const terminal = new Terminal();
  terminal.session = 10;
  terminal.foregroundGroup = 20;
  const set = ({ input, output, local, characters = [] }: Changes, flush = false) => {
    const bytes = new Uint8Array(STRUCTS.termios.bytes);
    terminal.getTermios(bytes);
    const view = new DataView(bytes.buffer);
    if (input !== undefined) view.setUint32(0, input, true);
    if (output !== undefined) view.setUint32(4, output, true);
    if (local !== undefined) view.setUint32(12, local, true);
    for (const [index, value] of characters) bytes[17 + index] = value;
    terminal.setTermios(services, bytes, flush);
  };
  set(changes);
  const type = (text: string) => terminal.input(services, stringBytes(text));
  const read = (size = 1000) => {
    const target = new Uint8Array(size);
    const count = terminal.read(services, target);
    return count < 0 ? count : byteString(target.subarray(0, count));
  };
  const write = (text: string) => terminal.write(services, stringBytes(text));
  return { services, terminal, set, type, read, write, screen: () => services.screen() };
}

/** The line that a reader gets, and the screen, after `keys` and Enter. */
function line(keys: string, changes: Changes = {}): { text: string | number; screen: string } {
  const { type, read, screen } = setUp(changes);
  type(keys);
  const shown = screen();
  type('\r');
  return { text: read(), screen: shown };
}

const WIPE = '\b \b';

describe('a line', () => {
  test('is read when Enter is typed, and echoed', () => {
    const { type, read, screen } = setUp();
    type('hello');
    expect(read()).toBe(-E.EAGAIN);
    type('\r');
    expect(read()).toBe('hello\n');
    expect(screen()).toBe('hello\r\n');
  });

  test('wakes readers only when it is complete', () => {
    const { services, terminal, type } = setUp();
    type('a');
    expect(services.takeWoken(terminal.readers)).toBe(false);
    type('\n');
    expect(services.takeWoken(terminal.readers)).toBe(true);
  });

  test('is read one at a time', () => {
    const { type, read } = setUp();
    type('one\rtwo\r');
    expect([read(), read(), read()]).toEqual(['one\n', 'two\n', -E.EAGAIN]);
  });

  test('is read in parts by small reads', () => {
    const { type, read } = setUp();
    type('abcde\r');
    expect([read(2), read(3), read(9)]).toEqual(['ab', 'cde', '\n']);
  });

  test('longer than 4095 bytes loses what is too much, and can still be ended', () => {
    const { type, read } = setUp();
    type(`${'x'.repeat(5000)}\r`);
    expect(read(9000)).toBe(`${'x'.repeat(4095)}\n`);
  });

  test('waits outside when the buffer is full of unread lines', () => {
    const { type, read } = setUp();
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`);
    type(lines.join(''));
    expect(lines.map(() => read())).toEqual(lines);
    expect(read()).toBe(-E.EAGAIN);
  });

  test('also ends with VEOL, which is part of it', () => {
    const { type, read } = setUp({ characters: [[t.VEOL, 0x3b]] });
    type('a;b');
    expect([read(), read()]).toEqual(['a;', -E.EAGAIN]);
  });
});

describe('Ctrl-D', () => {
  test('on an empty line is the end of the file, once', () => {
    const { type, read } = setUp();
    type('\x04');
    expect([read(), read()]).toEqual(['', -E.EAGAIN]);
  });

  test('gives what was typed so far, without an end of file after it', () => {
    const { type, read, screen } = setUp();
    type('abc\x04');
    expect([read(), read()]).toEqual(['abc', -E.EAGAIN]);
    expect(screen()).toBe('abc');
  });

  test('after text that fills the reader exactly is not an end of file', () => {
    const { type, read } = setUp();
    type('abc\x04');
    expect([read(3), read(3)]).toEqual(['abc', -E.EAGAIN]);
  });

  test('twice after text is an end of file', () => {
    const { type, read } = setUp();
    type('abc\x04\x04');
    expect([read(), read()]).toEqual(['abc', '']);
  });
});

describe('editing', () => {
  test('DEL erases a character and wipes its column', () => {
    expect(line('ab\x7fc')).toEqual({ text: 'ac\n', screen: `ab${WIPE}c` });
  });

  test('DEL on an empty line does nothing', () => {
    expect(line('\x7f\x7fa')).toEqual({ text: 'a\n', screen: 'a' });
  });

  test('DEL does not reach back into a finished line', () => {
    const { type, read } = setUp();
    type('a\r\x7fb\r');
    expect([read(), read()]).toEqual(['a\n', 'b\n']);
  });

  test('a control character shows as two columns, and is wiped as two', () => {
    expect(line('a\x01\x7f')).toEqual({ text: 'a\n', screen: `a^A${WIPE}${WIPE}` });
  });

  test('a tab is wiped back to where it began', () => {
    expect(line('ab\t\x7f')).toEqual({ text: 'ab\n', screen: `ab\t${'\b'.repeat(6)}` });
    expect(line('\t\t\x7f').screen).toBe(`\t\t${'\b'.repeat(8)}`);
    expect(line('\tabc\t\x7f').screen).toBe(`\tabc\t${'\b'.repeat(5)}`);
  });

  test("a tab after a prompt is wiped from the prompt's column", () => {
    const { type, write, screen } = setUp();
    write('$ ');
    type('a\t\x7f');
    expect(screen()).toBe(`$ a\t${'\b'.repeat(5)}`);
  });

  test('a UTF-8 character is erased whole with IUTF8, byte by byte without', () => {
    expect(line('a\xc3\xa9\x7f', { input: INPUT | t.IUTF8 })).toEqual({ text: 'a\n', screen: `a\xc3\xa9${WIPE}` });
    expect(line('a\xc3\xa9\x7f').text).toBe('a\xc3\n');
  });

  test('Ctrl-W erases a word and the space after it', () => {
    expect(line('two words \x17')).toEqual({ text: 'two \n', screen: `two words ${WIPE.repeat(6)}` });
  });

  test('Ctrl-U erases the line', () => {
    expect(line('abc\x15d')).toEqual({ text: 'd\n', screen: `abc${WIPE.repeat(3)}d` });
  });

  test('Ctrl-U without ECHOKE goes to a new line', () => {
    expect(line('abc\x15d', { local: LOCAL & ~t.ECHOKE })).toEqual({ text: 'd\n', screen: 'abc^U\r\nd' });
  });

  test('DEL without ECHOE is shown', () => {
    expect(line('ab\x7f', { local: LOCAL & ~t.ECHOE })).toEqual({ text: 'a\n', screen: 'ab^?' });
  });

  test('Ctrl-V takes the next character as it is', () => {
    expect(line('a\x16\x03b')).toEqual({ text: 'a\x03b\n', screen: 'a^\b^Cb' });
    expect(line('\x16\x7f').text).toBe('\x7f\n');
  });

  test('Ctrl-R shows the line again', () => {
    expect(line('ab\x12')).toEqual({ text: 'ab\n', screen: 'ab^R\r\nab' });
  });

  test('without IEXTEN Ctrl-W and Ctrl-V are ordinary', () => {
    expect(line('a\x17\x16', { local: LOCAL & ~t.IEXTEN }).text).toBe('a\x17\x16\n');
  });

  test('without ECHO nothing is shown, and with ECHONL the newline is', () => {
    const { type, read, screen } = setUp({ local: (LOCAL & ~t.ECHO) | t.ECHONL });
    type('secret\x7f\r');
    expect(read()).toBe('secre\n');
    expect(screen()).toBe('\r\n');
  });

  test('a character that is switched off is ordinary', () => {
    expect(line('a\x7f\0', { characters: [[t.VERASE, 0]] }).text).toBe('a\x7f\0\n');
  });
});

describe('signals', () => {
  test('Ctrl-C, Ctrl-\\ and Ctrl-Z go to the foreground group and are shown', () => {
    const { services, type, screen } = setUp();
    type('\x03\x1c\x1a');
    expect(services.signals).toEqual([
      [20, SIG.SIGINT],
      [20, SIG.SIGQUIT],
      [20, SIG.SIGTSTP],
    ]);
    expect(screen()).toBe('^C^\\^Z');
  });

  test('drop what was typed and not read', () => {
    const { type, read } = setUp();
    type('line\rpart\x03new\r');
    expect([read(), read()]).toEqual(['new\n', -E.EAGAIN]);
  });

  test('with NOFLSH keep it', () => {
    const { type, read } = setUp({ local: LOCAL | t.NOFLSH });
    type('part\x03new\r');
    expect(read()).toBe('partnew\n');
  });

  test('without ISIG the characters are ordinary', () => {
    const { services, type, read } = setUp({ local: LOCAL & ~t.ISIG });
    type('\x03\r');
    expect(read()).toBe('\x03\n');
    expect(services.signals).toEqual([]);
  });

  test('without a foreground group nobody gets them', () => {
    const { services, terminal, type } = setUp();
    terminal.foregroundGroup = 0;
    type('\x03');
    expect(services.signals).toEqual([]);
  });

  test('a new window size is told to the foreground group, the same size is not', () => {
    const { services, terminal } = setUp();
    terminal.resize(services, 24, 80);
    terminal.resize(services, 50, 132);
    expect(services.signals).toEqual([[20, SIG.SIGWINCH]]);
    expect([terminal.rows, terminal.columns]).toEqual([50, 132]);
  });

  test('hanging up tells the leader and the foreground group, and ends reads and writes', () => {
    const { services, terminal, type, read, write } = setUp();
    type('abc\r');
    terminal.hangUp(services);
    expect(services.signals).toEqual([
      [10, SIG.SIGHUP],
      [10, SIG.SIGCONT],
      [20, SIG.SIGHUP],
      [20, SIG.SIGCONT],
    ]);
    expect([read(), write('x')]).toEqual(['', -E.EIO]);
    expect(terminal.poll() & POLLHUP).toBe(POLLHUP);
  });
});

describe('raw mode', () => {
  const RAW = { input: 0, local: 0 };

  test('gives each byte as it is, without echo', () => {
    const { type, read, screen } = setUp(RAW);
    type('a\r\x03\x7f');
    expect(read()).toBe('a\r\x03\x7f');
    expect(screen()).toBe('');
  });

  test('with VMIN 0 does not wait', () => {
    const { read, terminal } = setUp({ ...RAW, characters: [[t.VMIN, 0]] });
    expect(read()).toBe('');
    expect(terminal.readTimeout).toBe(Infinity);
  });

  test('with VMIN 0 and VTIME waits so many tenths of a second', () => {
    const { type, read, terminal } = setUp({
      ...RAW,
      characters: [
        [t.VMIN, 0],
        [t.VTIME, 5],
      ],
    });
    expect(read()).toBe(-E.EAGAIN);
    expect(terminal.readTimeout).toBe(50_000_000);
    type('x');
    expect(read()).toBe('x');
  });

  test('waits for VMIN bytes or a full buffer', () => {
    const { type, read } = setUp({ ...RAW, characters: [[t.VMIN, 3]] });
    type('ab');
    expect(read()).toBe(-E.EAGAIN);
    expect(read(2)).toBe('ab');
    type('cde');
    expect(read()).toBe('cde');
  });

  test('keeps what does not fit until it is read', () => {
    const { type, read } = setUp(RAW);
    const text = Array.from({ length: 3000 }, (_, i) => `${i},`).join('');
    type(text);
    let received = '';
    for (let part = read(); typeof part === 'string'; part = read()) received += part;
    expect(received).toBe(text);
  });

  test('gives a half-typed line at once when it is entered', () => {
    const { set, type, read } = setUp();
    type('half');
    set(RAW);
    expect(read()).toBe('half');
  });

  test('what was typed in it can be read as a line after it', () => {
    const { set, type, read } = setUp(RAW);
    type('abc');
    set({ local: LOCAL });
    expect([read(), read()]).toEqual(['abc', -E.EAGAIN]);
  });

  test('a flush drops what was typed', () => {
    const { set, type, read } = setUp(RAW);
    type('abc');
    set({ local: LOCAL }, true);
    expect(read()).toBe(-E.EAGAIN);
  });
});

describe('input flags', () => {
  test('ICRNL, INLCR and IGNCR change Enter', () => {
    const keys = (input: number) => {
      const { type, read } = setUp({ input, local: 0 });
      type('\r\nx');
      return read();
    };
    expect([keys(0), keys(t.ICRNL), keys(t.INLCR), keys(t.IGNCR)]).toEqual(['\r\nx', '\n\nx', '\r\rx', '\nx']);
  });

  test('ISTRIP clears the eighth bit', () => {
    const { type, read } = setUp({ input: t.ISTRIP, local: 0 });
    type('\xe1');
    expect(read()).toBe('a');
  });
});

describe('output', () => {
  test('a newline becomes return and newline', () => {
    const { write, screen } = setUp();
    expect(write('a\nb\r\n')).toBe(5);
    expect(screen()).toBe('a\r\nb\r\r\n');
  });

  test('without OPOST bytes are sent as they are', () => {
    const { write, screen } = setUp({ output: t.ONLCR });
    write('a\nb\xff');
    expect(screen()).toBe('a\nb\xff');
  });

  test('Ctrl-S holds writers and echo, Ctrl-Q lets them go on', () => {
    const { services, terminal, type, write, screen } = setUp();
    type('\x13ab');
    expect(write('x')).toBe(-E.EAGAIN);
    expect(terminal.poll() & POLLOUT).toBe(0);
    expect(screen()).toBe('');
    type('\x11');
    expect(services.takeWoken(terminal.writers)).toBe(true);
    expect(screen()).toBe('ab');
    expect(write('x')).toBe(1);
  });

  test('Ctrl-C lets stopped output go on', () => {
    const { terminal, type, write } = setUp();
    type('\x13\x03');
    expect(write('x')).toBe(1);
    expect(terminal.poll()).toBe(POLLOUT);
  });
});

describe('the interface', () => {
  test("struct termios has Linux's defaults", () => {
    const bytes = new Uint8Array(STRUCTS.termios.bytes);
    new Terminal().getTermios(bytes);
    const view = new DataView(bytes.buffer);
    expect([0, 4, 8].map((at) => view.getUint32(at, true))).toEqual([0o2400, 0o5, 0o277]);
    expect(view.getUint32(12, true)).toBe(0o105073);
    expect([...bytes.subarray(16)].map((byte) => byte.toString(16)).join(' ')).toBe(
      '0 3 1c 7f 15 4 0 1 0 11 13 1a 0 12 0 17 16 0 0 0',
    );
  });

  test('struct termios comes back as it was set', () => {
    const { services, terminal } = setUp();
    const bytes = Uint8Array.from({ length: STRUCTS.termios.bytes }, (_, index) => index * 5);
    terminal.setTermios(services, bytes, false);
    const got = new Uint8Array(STRUCTS.termios.bytes);
    terminal.getTermios(got);
    expect(got).toEqual(bytes);
  });

  test('polls as readable when a line is complete', () => {
    const { terminal, type } = setUp();
    type('a');
    expect(terminal.poll()).toBe(POLLOUT);
    type('\n');
    expect(terminal.poll()).toBe(POLLIN | POLLOUT);
    expect(terminal.available).toBe(2);
  });
});

import { describe, expect, test } from 'vitest';
import { commandHelp } from '../../src/debug/commands/general.ts';
import { lookUp } from '../../src/debug/commands/lookup.ts';
import { COMMANDS } from '../../src/debug/commands/table.ts';
import { WORKLOAD } from '../system/workload.ts';
import { DebugSession } from './session.ts';

const found = (line: string) => {
  const result = lookUp(COMMANDS, line);
  return 'error' in result ? result.error : [result.row.name, result.argument];
};

describe('a line is looked up', () => {
  test.each([
    ['c', ['continue', '']],
    ['s 3', ['step', '3']],
    ['rsi', ['reverse-stepi', '']],
    ['reverse-c', ['reverse-continue', '']],
    ['b main if $a0 == 1', ['break', 'main if $a0 == 1']],
    ['i r sp', ['info registers', 'sp']],
    ['info th', ['info threads', '']],
    ['x/4i $pc', ['x', '/4i $pc']],
    ['p/x $a0', ['print', '/x $a0']],
    ['thread 2.1', ['thread', '2.1']],
    ['th ap all bt', ['thread apply', 'all bt']],
    ['set var $a0 = 1', ['set', '$a0 = 1']],
    ['delete display 1', ['undisplay', '1']],
    ['  where  ', ['backtrace', '']],
  ])('%s', (line, expected) => {
    expect(found(line)).toEqual(expected);
  });

  test.each([
    ['re', "'re' may be reverse-continue"],
    ['info', 'info what? one of checkpoints, events'],
    ['info nothing', "there is no 'info nothing'; there are checkpoints, events"],
    ['info what?', "there is no 'info what?'; there are checkpoints, events"],
    ['frobnicate', "there is no command 'frobnicate'"],
  ])('%s is refused', (line, message) => {
    expect(found(line)).toContain(message);
  });
});

test('what is refused is shown in 80 columns too', () => {
  const debug = new DebugSession('exit');
  const moment = `seek ${'never '.repeat(20)}`;
  for (const line of ['info', 're', 's x', 'info nothing', moment, 'x/zzz', 'print', 'condition', 'seek']) {
    for (const shown of debug.do(line).split('\n')) expect(shown.length).toBeLessThanOrEqual(80);
  }
});

test('no two commands have a name in common, and every name finds its command', () => {
  const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, aliases } of COMMANDS)
    for (const other of [name, ...aliases]) expect(found(other)).toEqual([name, '']);
});

describe('each command', () => {
  const debug = new DebugSession(WORKLOAD);
  debug.all('break child', 'continue', 'checkpoint before-fork');

  test.each(COMMANDS.map((row) => [row.name, row] as const))(
    '%s has a help of 80 columns and an example that is read',
    (name, row) => {
      for (const line of commandHelp(row)) expect(line.length).toBeLessThanOrEqual(80);
      expect(row.summary).not.toMatch(/\.$|^[A-Z]/);
      expect(found(row.example)[0]).toBe(name);
      expect(debug.do(`help ${name}`)).toContain(row.example);
    },
  );

  test.each(COMMANDS.filter(({ name }) => !['quit', 'source'].includes(name)).map((row) => [row.example] as const))(
    '%s does not fail by our fault, and shows at most 80 columns',
    (example) => {
      const text = debug.do(example);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  test.each(COMMANDS.map((row) => [row.name] as const))('%s with nonsense says what is wrong', (name) => {
    if (['echo', 'type', 'checkpoint', 'help', 'quit', 'source', 'commands'].includes(name)) return;
    expect(() => debug.do(`${name} (((`)).not.toThrow();
    expect(() => debug.do(name)).not.toThrow();
  });
});

describe('completion offers', () => {
  const debug = new DebugSession('main: li a0, 1\n marker: nop\n exit');

  test.each([
    ['inf', ['inferior', 'info']],
    ['info th', ['threads']],
    ['break mar', ['marker']],
    ['break ma', ['main', 'marker']],
    ['print $a', ['$a0', '$a1', '$a2', '$a3', '$a4', '$a5', '$a6', '$a7']],
    ['print *mar', ['*marker']],
    ['thread ', ['2.1', 'apply']],
    ['why ', ['2']],
    ['catch f', ['fault', 'fork']],
    ['reverse-st', ['reverse-step', 'reverse-stepi']],
    ['info registers t', ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 'tp']],
    ['help reverse-f', ['reverse-finish']],
    ['xyzzy', []],
  ])('%s', (line, expected) => {
    expect(debug.commands.complete(line)).toEqual(expected);
  });
});

describe('what commands show', () => {
  const DATA = `
      la      s0, words
      li      a0, -2
      nop
      exit
      .data
      .balign 4
  words: .word 1, 2, 0xdeadbeef
  text: .asciz "hi\\n\\x01there"
  `;
  const debug = new DebugSession(DATA);
  debug.do('stepi 3');

  test.each([
    ['print $a0', '= -2'],
    ['print /x $a0', '= 0xfffffffe'],
    ['print /u $a0', '= 4294967294'],
    ['print /t 5', '= 0b101'],
    ['print /o 8', '= 010'],
    ['print /c 65', "= 65 'A'"],
    ['print /a words + 4', '<words+4>'],
    ['print words', 'word there 1'],
    ['print /s text', '= "hi\\n\\x01there"'],
    ['print *(words + 8)', '(0xdeadbeef)'],
    ['x/3xw words', '0x1         0x2  0xdeadbeef'],
    ['x/2db words', '1  0'],
    ['x/s text', '"hi\\n\\x01there"'],
    ['x/2i _start', 'auipc'],
    ['x/1xw 0', 'cannot read memory at 0x0'],
    ['info registers a0', '0xfffffffe'],
    ['info symbols words', 'words'],
    ['info line', 'guest.s'],
    ['disassemble', '=> '],
    ['info frame', 'sp 0x'],
    ['info vm', '[stack]'],
    ['info pt $pc', 'r-xu'],
    ['info cores', 'runs'],
    ['info frames', 'free'],
    ['info fds', 'a stream of the host'],
    ['info sched', 'running'],
    ['ptree', '2 guest (running) *'],
    ['ps', 'guest'],
    ['cow $pc', 'frame'],
    ['why 2', 'runs on hart 0'],
    ['set $zero = 1', 'zero is always 0'],
    ['set *0 = 1', 'cannot write to memory'],
    ['display $a0', '1: $a0 = -2'],
    ['info display', "there is no 'info display'"],
    ['echo a\\nb', 'a\nb\n'],
  ])('%s', (line, shown) => {
    expect(debug.do(line)).toContain(shown);
  });

  test('a display is shown at each stop, until it is taken away', () => {
    expect(debug.do('stepi')).toContain('1: $a0 = -2');
    debug.do('undisplay 1');
    expect(debug.do('reverse-stepi')).not.toContain('1: $a0');
  });

  test('an empty line steps again, and shows memory further on', () => {
    const other = new DebugSession(DATA);
    other.all('stepi', '', '');
    expect(other.session.now.cycle).toBe(3);
    other.do('x/2xw words');
    expect(other.do('')).toContain('<words+8>');
  });

  test('code can be written, and other processes keep theirs', () => {
    const other = new DebugSession('fork\nbeqz a0, 1f\nwait\n1: nop\nexit 3');
    other.all('tcatch fork', 'continue', 'thread 3');
    const before = other.do('x/1xw $pc');
    other.do('set *($pc) = 0x13');
    expect(other.do('x/1i $pc')).toContain('addi zero, zero, 0');
    other.do('thread 2');
    expect(other.do('x/1xw $pc')).toBe(before);
  });
});

describe('at most 80 columns have', () => {
  const narrow = (text: string) => Math.max(...text.split('\n').map((line) => line.length)) <= 80;

  test('the helps of all commands, of groups of them, and of none', () => {
    const debug = new DebugSession('exit');
    for (const name of ['', 'info', 'thread', ...COMMANDS.map((row) => row.name)])
      expect(debug.do(`help ${name}`), name).toSatisfy(narrow);
  });

  test('all lists, at every moment of a run', () => {
    const debug = new DebugSession(WORKLOAD, { settings: { harts: 3 } });
    debug.do('continue');
    const { end } = debug.session.timeline.line;
    const lists = COMMANDS.filter(({ name, group }) => name.startsWith('info ') || group === 'kernel').map(
      ({ name }) => name,
    );
    for (let step = 0; step <= end; step += Math.floor(end / 12)) {
      debug.do(`seek #${step}`);
      for (const name of [...lists, 'backtrace', 'disassemble', 'when', 'ps', 'ptree', 'why', 'branch'])
        expect(debug.do(name), name).toSatisfy(narrow);
    }
  });
});

test('a breakpoint is passed as often as ignore says', () => {
  const debug = new DebugSession('li s0, 5\nloop: addi s0, s0, -1\nbnez s0, loop\nexit');
  debug.do('break loop');
  expect(debug.do('ignore 1 0')).toBe('breakpoint 1 stops the next time\n');
  expect(debug.do('ignore 1 1')).toBe('breakpoint 1 will be passed once\n');
  expect(debug.do('ignore 1 3')).toBe('breakpoint 1 will be passed 3 times\n');
  debug.do('continue');
  expect(debug.register('s0')).toBe(2);
  for (const line of ['ignore 7 1', 'condition 7 1', 'commands 7 bt'])
    expect(debug.do(line)).toBe('there is no breakpoint 7 (info breakpoints)\n');
  for (const line of ['ignore', 'ignore 1', 'ignore 1 x']) expect(debug.do(line)).toContain('ignore NUMBER COUNT');
});

test('after the end of a program, one is told of the end and that there is no thread', () => {
  const debug = new DebugSession('exit 3\n.data\nresult: .word 1');
  debug.do('continue');
  const ended = /^the program has ended with status 3\nt=\d+ no thread\n$/;
  for (const line of ['seek end', 'seek +1', 'continue']) expect(debug.do(line)).toMatch(ended);
  debug.do('seek start');
  expect(debug.do('back')).toMatch(ended);
  for (const line of ['print result', 'print $a0', 'print *0x11000', 'watch result', 'x result'])
    expect(debug.do(line)).toBe('there is no thread to look at\n');
  expect(debug.do('print 1 + 1')).toBe('$1 = 2\n');
  debug.do('seek start');
  expect(debug.do('print nothing')).toBe("there is no symbol 'nothing' in this program\n");
});

test('a name that is nearly right is suggested', () => {
  const debug = new DebugSession('counter: j counter');
  for (const [line, meant] of [
    ['stpe', 'step'],
    ['info thraeds', 'threads'],
    ['break countr', 'counter'],
  ] as const)
    expect(debug.do(line).replaceAll('\n', ' ')).toContain(`; did you mean '${meant}'?`);
});

test('a breakpoint is refused where no code can be', () => {
  const debug = new DebugSession('exit');
  expect(debug.do('break 9999')).toBe('guest.s has no code at line 9999 or after it\n');
  expect(debug.do('break *0x10102')).toBe('no instruction stands at 0x10102: its address is a multiple of 4\n');
  expect(debug.do('break other.s:9999')).toContain('waits for a program that has this place');
  expect(debug.session.points.list).toHaveLength(1);
});

test('a temporary breakpoint is named at its stop', () => {
  const debug = new DebugSession('nop\nthere: exit');
  debug.do('tbreak there');
  expect(debug.do('continue')).toContain('temporary breakpoint 1 (there)\n');
  expect(debug.session.points.list).toEqual([]);
});

test('values that were printed can be used again', () => {
  const debug = new DebugSession('exit');
  expect(debug.all('print 5', 'print $1 + 2')).toBe('$2 = 7\n');
  expect(debug.do('print -$ * $1')).toBe('$3 = -35 (0xffffffdd)\n');
  debug.do('set $a0 = $2');
  expect(debug.register('a0')).toBe(7);
  expect(debug.do('print $9')).toBe("there is no register '$9'\n");
});

test('list shows a range of lines', () => {
  const debug = new DebugSession('exit', { debug: { readSource: () => 'one\ntwo\nthree\nfour\nfive' } });
  expect(debug.do('list 2,3')).toBe(' 2     two\n 3     three\n');
  expect(debug.do('list')).toBe(' 4     four\n 5     five\n');
});

import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/asm/assemble.ts';
import { MESSAGES } from '../../src/asm/messages.ts';
import { renderDiagnostic } from '../../src/base/diagnostics.ts';
import { makeSource } from '../../src/base/source.ts';
import { assembleText, filesReader, messagesOf } from './assembling.ts';

/** A program around `line`, which is line 3. */
const around = (line: string) => `.globl _start\n_start:\n${line}\n    li a7, 93\n    ecall\n`;
const firstLine = (text: string) => messagesOf(around(text)).split('\n')[0];

describe('messages as they are printed', () => {
  test('a number that does not fit, with the range and both ways out', () => {
    expect(messagesOf(around('    andi t0, a0, 0xF00'))).toBe(
      [
        'error[E0203]: immediate 0xF00 (3840) does not fit in 12 signed bits',
        ' --> test.s:3:18',
        '  |',
        '3 |     andi t0, a0, 0xF00',
        '  |                  ^^^^^ allowed: -2048 to 2047',
        'help: for the bit pattern 0xF00 write -256; for the value 3840: li t1, 0xF00 then and t0, a0, t1',
        '',
      ].join('\n'),
    );
  });

  test('a missing comma, with the caret at the gap', () => {
    expect(messagesOf(around('    li a0 5'))).toBe(
      [
        'error[E0105]: expected `,` between operands',
        ' --> test.s:3:10',
        '  |',
        '3 |     li a0 5',
        '  |          ^',
        'help: write `li rd, imm`',
        '',
      ].join('\n'),
    );
  });

  test('a mistake in a macro shows the body and the call', () => {
    const text =
      '.globl _start\n.macro print n\n    li a7, 1\n    addi a0, zero, \\n\n    ecall\n.endm\n_start:\n    print 5000\n';
    expect(messagesOf(text)).toBe(
      [
        'error[E0203]: immediate 5000 does not fit in 12 signed bits in expansion of macro `print` (call at 8:5, body at 4:20)',
        ' --> test.s:4:20',
        '  |',
        '4 |     addi a0, zero, \\n',
        '  |                    ^^ allowed: -2048 to 2047',
        ' --> test.s:8:11',
        '  |',
        '8 |     print 5000',
        '  |           ^^^^ in this call of `print`',
        'help: for the value 5000: li t1, 5000 then add a0, zero, t1',
        '',
      ].join('\n'),
    );
  });

  test('a label that is defined twice points at the first definition', () => {
    expect(messagesOf(around('loop: nop\nloop: nop'))).toBe(
      [
        'error[E0301]: `loop` is defined twice',
        ' --> test.s:4:1',
        '  |',
        '4 | loop: nop',
        '  | ^^^^',
        ' --> test.s:3:1',
        '  |',
        '3 | loop: nop',
        '  | ^^^^ first defined here',
        '',
      ].join('\n'),
    );
  });
});

describe('what is wrong is named', () => {
  const cases: Record<string, string> = {
    'addii a0, a0, 1': 'error[E0101]: unknown instruction `addii`',
    'ADD a0, a0, a1': 'error[E0101]: unknown instruction `ADD`',
    '.wrod 5': 'error[E0102]: unknown directive `.wrod`',
    'li a0, 09': 'error[E0103]: `09` is no octal number, which a leading 0 makes it',
    'li a0, 12ab': 'error[E0103]: `12ab` is not a number',
    '.asciz "abc': 'error[E0104]: this text has no closing quote',
    '.word (1 + 2': 'error[E0105]: expected `)` or an operator at the end of the statement',
    'nop /* never': 'error[E0106]: this comment has no `*/`',
    'lw a0, 4[sp]': 'error[E0107]: unexpected character `[`',
    '.include "none.s"': 'error[E0108]: cannot read `none.s`',
    '.endif': 'error[E0109]: `.endif` without an `.if` before it',
    '.error "stop here"': 'error[E0110]: stop here',
    'add a0, a1': 'error[E0201]: `add` takes 3 operands, not 2',
    'ret a0': 'error[E0201]: `ret` takes no operands, not 1',
    'add a0, a1, x32': 'error[E0202]: unknown register `x32` (x0 to x31)',
    'lw a0, sp': 'error[E0202]: expected a memory operand such as 4(sp) or a label, found register `sp`',
    'slli a0, a0, 32': 'error[E0203]: immediate 32 does not fit in 5 unsigned bits',
    'li a0, 0x100000000': 'error[E0203]: immediate 0x100000000 (4294967296) does not fit in a register of 32 bits',
    'csrr a0, mstatus': 'error[E0204]: unknown control and status register `mstatus`',
    '.if later\n.endif': 'error[E0205]: the value of `later` is not known here',
    '.align 40': 'error[E0207]: alignment 2^40 is too large: the argument is a power of two',
    'lw a0, %hi(_start)(a0)': 'error[E0208]: `%hi` belongs to `lui` or `auipc`',
    'j lop': 'error[E0302]: undefined symbol `lop`',
    'j 1b': 'error[E0303]: there is no label `1:` above',
    'j 1f': 'error[E0303]: there is no label `1:` below',
    'addi a0, a0, %pcrel_lo(_start)': 'error[E0305]: no `%pcrel_hi` at this label',
    '.macro m x:req\n.endm\nm': 'error[E0402]: macro `m` needs its argument `x`',
    '.macro m\n.endm\nm 1': 'error[E0403]: macro `m` takes no arguments',
    '.macro m x\n.endm\nm y=1': 'error[E0404]: macro `m` has no parameter `y`',
    '.macro m\n.endm\n.macro m\n.endm': 'error[E0401]: macro `m` is defined twice',
    '.endm': 'error[E0407]: `.endm` without a `.macro` before it',
    '.macro m\nli a0, \\y\n.endm\nm':
      'error[E0410]: `\\y` is no parameter here in expansion of macro `m` (call at 6:1, body at 4:8)',
    '.org 0x100\n.org 4': 'error[E0503]: `.org` goes back by 252 bytes',
    '.space 1 << 40': 'error[E0504]: 1099511627776 bytes are more than a program can have',
    '.bss\n.word 1\n.text': 'error[E0505]: a value in .bss, which holds no data',
    'j _start + 1': 'error[E0506]: the target is 1 bytes away, an odd number',
    '.popsection': 'error[E0507]: `.popsection` without `.pushsection`',
    '.byte 300\n.align 2': 'warning[W0603]: value 0x12c truncated to 0x2c',
    '.warning "look"': 'warning[W0604]: look',
    '.option rvc': 'warning[W0606]: compressed instructions are never made',
  };
  for (const [line, message] of Object.entries(cases)) {
    test(line.replaceAll('\n', ' | '), () => expect(firstLine(line)).toBe(message));
  }

  test('jumps and branches that reach too far', () => {
    expect(firstLine('j far\n.space 2097148\nfar:')).toBe(
      'error[E0502]: jump target is 2,097,152 bytes away, the limit of `jal` is 1 MiB',
    );
    expect(firstLine('beqz a0, far\n.space 3000000\nfar:')).toContain('error[E0502]: jump target is');
  });

  test('warnings about where a program starts and ends', () => {
    expect(messagesOf('nop\n')).toContain('warning[W0602]: no `_start`: the program starts at the first instruction');
    expect(messagesOf('.globl main\nmain: ecall\n')).toContain('no `_start`: the program starts at `main`');
    expect(messagesOf('.globl _start\n_start: li a7, 93\n')).toContain(
      'warning[W0601]: execution can run off the end of .text',
    );
    expect(messagesOf('.globl _start\n_start: ret\n')).toBe('');
  });

  test('instructions behind odd data', () => {
    expect(messagesOf(around('.byte 1'))).toContain('warning[W0605]: the instruction lies at 0x10101');
  });
});

describe('suggestions', () => {
  test('a near name is suggested', () => {
    expect(messagesOf(around('addii a0, a0, 1'))).toContain('help: did you mean `addi`?');
    expect(messagesOf(around('.wrod 5'))).toContain('help: did you mean `.word`?');
    expect(messagesOf(around('.macro print x\n.endm\nprnt 5'))).toContain('help: did you mean `print`?');
    expect(messagesOf(around('lw a0, sp'))).toContain('help: did you mean `0(sp)`?');
  });

  test('a near label is suggested with its line', () => {
    expect(messagesOf(around('loop: j lop'))).toContain('help: `loop` is defined at line 3');
  });

  test('a label of another file that is not shared is pointed out', () => {
    const sources = [makeSource('a.s', around('call helper')), makeSource('b.s', 'helper: ret\n')];
    const text = assemble(sources, { reader: filesReader() }).diagnostics.map((diagnostic) =>
      renderDiagnostic(diagnostic),
    );
    expect(text.join('')).toContain('`helper` is defined in b.s: make it visible there with `.globl helper`');
  });
});

test('all mistakes of all files are reported in one run, in order', () => {
  const sources = [makeSource('a.s', 'addd\nj nowhere\nli a0\n'), makeSource('b.s', 'sub a0\n.wrod 1\n')];
  const { elf, diagnostics } = assemble(sources, { reader: filesReader() });
  expect(elf).toBeUndefined();
  const places = diagnostics.map(
    ({ code, labels }) => `${code} ${labels[0]?.span.source.name}:${labels[0]?.span.start}`,
  );
  expect(places.filter((place) => place.startsWith('E'))).toEqual([
    'E0101 a.s:0',
    'E0302 a.s:7',
    'E0201 a.s:15',
    'E0201 b.s:0',
    'E0102 b.s:7',
  ]);
});

test('a mistake causes no others', () => {
  for (const line of [
    '.equ X, (1\nli a0, X',
    'label: frobnicate\nj label',
    '.macro m x:req\nli a0, \\x\n.endm\nm',
    '.include "no.s"\ncall in_it',
  ]) {
    expect(assembleText(around(line)).diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  }
});

test('each code has an explanation', () => {
  for (const [code, { title, text }] of Object.entries(MESSAGES)) {
    expect(code).toMatch(/^(E0[1-5]|W06)\d\d$/);
    expect(title.length).toBeGreaterThan(3);
    expect(text).toMatch(/\.$/);
  }
});

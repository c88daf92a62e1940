import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { assemble, type IncludeReader } from '../../src/asm/assemble.ts';
import { renderDiagnostic } from '../../src/base/diagnostics.ts';
import { makeSource } from '../../src/base/source.ts';
import { oracleTest } from '../oracle.ts';
import { assembleText } from './assembling.ts';
import { firstDifference, GNU_TOOLS, gnuSections, gnuSectionsOfText, loadedSections } from './gnu.ts';
import { randomProgram } from './random-program.ts';

const programs = fileURLToPath(new URL('../../programs/', import.meta.url));
const library = join(programs, 'lib');

const reader: IncludeReader = {
  read(path, from) {
    const found = [dirname(from), library].map((folder) => join(folder, path)).find((file) => existsSync(file));
    return found === undefined ? undefined : { name: found, bytes: readFileSync(found) };
  },
};

function ourSections(...paths: string[]) {
  const sources = paths.map((path) => makeSource(path, readFileSync(path, 'utf8')));
  const { elf, diagnostics } = assemble(sources, { reader });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  return loadedSections(elf ?? new Uint8Array());
}

function compareText(text: string): void {
  const { elf, diagnostics } = assembleText(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  expect(firstDifference(loadedSections(elf ?? new Uint8Array()), gnuSectionsOfText(text))).toBe('');
}

describe('the programs have the bytes that GNU as and ld give them', () => {
  const folder = join(programs, 'bin');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.s')) : [];
  for (const file of files) {
    oracleTest(GNU_TOOLS, file, () => {
      const path = join(folder, file);
      expect(firstDifference(ourSections(path), gnuSections([path], [library]))).toBe('');
    });
  }
});

describe('generated programs have the bytes that GNU as and ld give them', () => {
  for (let seed = 1; seed <= 25; seed++) oracleTest(GNU_TOOLS, `seed ${seed}`, () => compareText(randomProgram(seed)));
});

describe('details agree with GNU as and ld', () => {
  const cases: Record<string, string> = {
    'branches that are just in reach and just out of it': branchLadder(),
    'a branch to a global of another section':
      '.globl _start\n_start: beqz a0, other\nnop\n.section .text.startup,"ax"\nother: ret\n',
    'a branch to a weak symbol': '.globl _start\n.weak near\n_start: bnez a0, near\nnear: ret\n',
    'merged strings': mergedStrings(),
    'merged constants':
      '.globl _start\n_start: lui a0,%hi(c)\nlui a1,%hi(d+4)\naddi a1,a1,%lo(d+4)\n.section .rodata.cst8,"aM",@progbits,8\n.align 3\nc: .word 1,2\n.word 3,4\nd: .word 1,2\n',
    'pairs of %pcrel_hi and %pcrel_lo':
      '.globl _start\n_start:\n1: auipc a0, %pcrel_hi(x)\nlw a1, %pcrel_lo(1b)(a0)\nsw a1, %pcrel_lo(1b)(a0)\naddi a0, a0, %pcrel_lo(1b)\n.data\n.space 5000\nx: .word x\n',
    'room of .lcomm behind the rest of .bss':
      '.globl _start\n_start: la a0, a\nla a1, b\n.lcomm a, 9\n.bss\nb: .space 3\n.lcomm c, 1\n.space 9\n.text\nla a2, c\n',
    'a weak symbol that is nowhere defined':
      '.globl _start\n.weak none\n_start: la a0, none\ncall none\ntail none\nbeqz a0, none\nlw a0, none\n.data\n.word none\n',
    'shared and local room':
      '.globl _start\n_start: la a0, c\nla a1, l\nla a2, m\n.comm c, 100, 16\n.lcomm l, 5\n.lcomm m, 9\n.data\n.word c, l, m\n',
    'LEB128 numbers':
      '.globl _start\n_start: nop\na: .skip 130\nb: ret\n.data\n.uleb128 0\n.uleb128 127\n.uleb128 128\n.uleb128 0xffffffff\n.sleb128 -1\n.sleb128 63\n.sleb128 64\n.sleb128 -65\n',
    '.org and a moved dot':
      '.globl _start\n_start: ret\n.org 0x40\n.word 1\n.data\n.word 1\n. = . + 12\n.word 2\n.org 0x30, 7\n.byte 1\n',
    'dwords, fills and spaces':
      '.globl _start\n_start: ret\n.data\n.quad 0x123456789abcdef0, -1, x\n.fill 3, 2, 0x1234\n.fill 2, 8, -1\n.fill 2\n.space 3, 0xee\n.zero 2\nx: .2byte 5\n.4byte 7\n.8byte 9\n',
    'alignment with a value, a limit, and in code':
      '.globl _start\n_start: nop\n.p2align 4,,4\nnop\n.p2align 4,,15\nnop\n.data\n.byte 1\n.balign 8, 0xaa\n.byte 1\n.p2align 3,,2\n.byte 2\n.balignw 4, 0x1234\n',
    'symbols that the linker provides':
      '.globl _start\n_start: la a0, _end\nla a1, __bss_start\nla a2, _edata\nla a3, __global_pointer$\nla a4, etext\n.data\n.word 1\n.bss\n.space 10\n',
    'values behind the symbols of .set':
      '.globl _start\n_start: .set a, 5\n.word a\n.set a, a + 1\n.word a\nb = . - _start\n.word b, c\n.equ c, d - _start\n.data\n.word c\n.text\nd: ret\n',
    conditions:
      '.globl _start\n_start:\n.if 1 == 1\n.word 1\n.elseif 1\n.word 2\n.else\n.word 3\n.endif\n.ifdef nothing\n.word 4\n.else\n.word 5\n.endif\n.ifc a b, a b\n.word 6\n.endif\n.ifnc x,y\n.word 7\n.endif\n.ifeq 0\n.word 8\n.endif\n.ifb\n.word 9\n.endif\n.ifnb x\n.word 10\n.endif\n.if 0\n.if 1\n.word 11\n.else\n.word 12\n.endif\n.endif\n.ifgt 3\n.word 13\n.endif\n',
    'macro arguments': macroArguments(),
    'previous sections and stacks of them':
      '.globl _start\n_start: nop\n.data\n.word 1\n.previous\nret\n.pushsection .rodata,"a"\n.word 2\n.pushsection .data\n.word 3\n.popsection\n.word 4\n.popsection\nnop\n.section .data.rel.ro,"aw"\n.word 5\n.section .sdata,"aw"\n.word 6\n.section .srodata,"a"\n.word 7\n.section .text.hot,"ax"\nebreak\n.section .init,"ax"\nnop\n',
    'instructions by their numbers':
      '.globl _start\n_start: .insn r OP, 1, 2, a0, a1, a2\n.insn i 0x13, 0, a0, a1, -5\n.insn i LOAD, 2, a0, 8(a1)\n.insn s STORE, 2, a0, 8(a1)\n.insn b BRANCH, 1, a0, a1, _start\n.insn u LUI, a0, 0x12345\n.insn j JAL, ra, _start\n.insn 0x13\n.insn 4, 0x13\n',
    'addresses as targets': '.globl _start\n_start: j 0x10110\nbeq a0, a1, 0x10104\ncall 0x10200\nla a0, 0x12345678\n',
  };
  for (const [name, text] of Object.entries(cases)) oracleTest(GNU_TOOLS, name, () => compareText(text));

  oracleTest(GNU_TOOLS, 'several files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernlet-files-'));
    try {
      const paths = ['a.s', 'b.s'].map((name) => join(folder, name));
      writeFileSync(
        paths[0]!,
        '.globl _start, shared\n.text\n_start: call f\nlocal: j local\n.data\nshared: .byte 1\n.bss\n.space 3\n.weak w\n.data\nw: .byte 9\n',
      );
      writeFileSync(
        paths[1]!,
        '.globl f, w\n.align 4\nf: la a0, shared\nlocal: j local\n.data\n.align 3\nw: .byte 2\n.section .rodata\n.word w, shared\n.bss\n.align 2\n.space 4\n.text\nla a0, w\n',
      );
      expect(firstDifference(ourSections(...paths), gnuSections(paths))).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what gcc -S writes assembles unchanged, to the bytes of GNU as and ld', () => {
  const source = fileURLToPath(new URL('compiled.c', import.meta.url));
  for (const options of [
    ['-O0'],
    ['-O1'],
    ['-O2'],
    ['-Os', '-g'],
    ['-O3', '-ffunction-sections', '-fdata-sections', '-fcommon'],
  ]) {
    oracleTest([...GNU_TOOLS, 'riscv64-unknown-elf-gcc'], options.join(' '), () => {
      const folder = mkdtempSync(join(tmpdir(), 'kernlet-gcc-'));
      try {
        const path = join(folder, 'compiled.s');
        const flags = [
          '-march=rv32ima',
          '-mabi=ilp32',
          '-ffreestanding',
          '-fno-tree-loop-distribute-patterns',
          ...options,
        ];
        const { status, stderr } = spawnSync('riscv64-unknown-elf-gcc', [...flags, '-S', source, '-o', path], {
          encoding: 'utf8',
        });
        expect(status, stderr).toBe(0);
        expect(firstDifference(ourSections(path), gnuSections([path]))).toBe('');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

/** Branches over stretches around 4 KiB, forwards and backwards, whose growth moves others out of reach. */
function branchLadder(): string {
  const lines = ['.globl _start', '_start:'];
  for (let i = 0; i < 12; i++) {
    lines.push(
      `back${i}: nop`,
      `beq a0, a1, ahead${i}`,
      `.rept ${1012 + i}`,
      'nop',
      '.endr',
      `bltu a2, a3, back${i}`,
      `ahead${i}: bge a4, a5, back${i}`,
    );
  }
  lines.push('ret');
  return `${lines.join('\n')}\n`;
}

function mergedStrings(): string {
  const texts = ['hello', 'lo', 'hello', 'shell', 'hell', '', 'a', 'hello world', 'world', 'orld'];
  const strings = (section: string, label: string) => [
    `.section ${section},"aMS",@progbits,1`,
    '.align 2',
    ...texts.flatMap((text, index) => [
      `.L${label}${index}: .string "${text}${label === 'b' && index % 3 === 0 ? 'x' : ''}"`,
      ...(index % 2 === 0 ? ['.align 2'] : []),
    ]),
  ];
  const words = (label: string) => texts.map((_, index) => `.word .L${label}${index}, .L${label}${index} + 1`);
  return [
    '.globl _start',
    '_start: ret',
    ...strings('.rodata.str1.4', 'a'),
    ...strings('.rodata.main.str1.4', 'b'),
    '.data',
    ...words('a'),
    ...words('b'),
    '',
  ].join('\n');
}

function macroArguments(): string {
  return `.globl _start
_start:
.macro three a, b=2, c=3
  .word \\a, \\b, \\c
.endm
three 1
three 1, , 5
three 1 2 3
three 1 + 1, 2 * 3, (4 + 5)
three c=7, a=8
.macro rest first, others:vararg
  .word \\first
  .ifnb \\others
  rest \\others
  .endif
.endm
rest 1, 2, 3, 4
.macro text t, name
  \\name\\()_label: .asciz "\\t"
.endm
text "a, \\"b\\" c", first
text word second
text hello third
.macro outer x
  .macro inner\\x y
    .word \\x, \\y
  .endm
  inner\\x 9
.endm
outer 4
inner4 5
.macro early n
  .word \\n
  .if \\n
  .exitm
  .endif
  .word 99
.endm
early 0
early 1
.irpc d, 123
.byte \\d
.endr
.irp x, 1, 2 3
.byte \\x
.endr
.macro count
.byte \\@
.endm
count
count
.macro quoted a
.byte \\a
.endm
quoted "1, 2"
quoted 'x'
.purgem count
.macro count
.byte 77
.endm
count
`;
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { assembleText } from '../asm/assembling.ts';
import { oracleTest } from '../oracle.ts';

const SOURCE = `.globl _start
.include "lib.s"
_start:
    li a0, 0x12345
    twice a0
    call helper
    li a7, 93
    ecall
    .section .text.startup, "ax"
early:
    nop
    ret
`;
const LIBRARY = '.macro twice r\n    add \\r, \\r, \\r\n    nop\n.endm\nhelper:\n    addi a0, a0, 1\n    ret\n';

/** What gdb prints for `commands` on the program. */
function gdb(...commands: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-gdb-'));
  try {
    const { elf } = assembleText(SOURCE, { 'lib.s': LIBRARY });
    writeFileSync(join(folder, 'program'), elf ?? new Uint8Array());
    writeFileSync(join(folder, 'test.s'), SOURCE);
    writeFileSync(join(folder, 'lib.s'), LIBRARY);
    const args = ['-nx', '-batch', ...commands.flatMap((command) => ['-ex', command]), 'program'];
    return spawnSync('gdb-multiarch', args, { cwd: folder, encoding: 'utf8', timeout: 20_000 }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('gdb reads our line table', () => {
  oracleTest(['gdb-multiarch'], 'it knows the line of a label, and lists it', () => {
    const text = gdb('info line _start', 'list _start,+1');
    expect(text).toContain('Line 4 of "test.s" starts at address');
    expect(text).toContain('4\t    li a0, 0x12345');
  });

  oracleTest(['gdb-multiarch'], 'an instruction of a macro belongs to the call', () => {
    expect(gdb('info line *(_start + 12)')).toContain('Line 5 of "test.s"');
  });

  oracleTest(['gdb-multiarch'], 'included files are files of their own', () => {
    expect(gdb('info line helper')).toContain('Line 6 of "lib.s"');
  });

  oracleTest(['gdb-multiarch'], 'other sections of code have lines too', () => {
    expect(gdb('info line early')).toContain('Line 11 of "test.s"');
  });

  oracleTest(['gdb-multiarch'], 'breakpoints can be set by line', () => {
    expect(gdb('break test.s:6', 'info breakpoints')).toMatch(/test\.s:6/);
  });
});

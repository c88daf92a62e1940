import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRoot, oracleTest } from '../oracle.ts';
import { byteString } from './bytes.ts';
import { C_COMPILER, compileForRoot } from './c-programs.ts';
import { runInKernlet } from './kernlet.ts';

const QEMU = 'qemu-riscv32-static';
const name = 'several users may under Kernlet what they may under Linux';

// A user namespace of a user maps him alone, so that this is for the real root.
if (isRoot()) {
  oracleTest([C_COMPILER, QEMU], name, () => {
    const program = compileForRoot();
    const folder = mkdtempSync(join(tmpdir(), 'kernlet-users-'));
    try {
      chmodSync(folder, 0o755);
      const file = join(folder, 'program');
      const work = join(folder, 'work');
      writeFileSync(file, program.bytes, { mode: 0o755 });
      mkdirSync(work);
      chmodSync(work, 0o777);
      const linux = spawnSync(QEMU, [file, work], { cwd: folder, timeout: 60_000 });
      const kernlet = runInKernlet({ program: program.path, args: ['/tmp'] }, [program]);
      expect(kernlet.stdout).toMatch(/\nend\n$/);
      expect(kernlet.stdout.split('\n')).toEqual(byteString(linux.stdout).split('\n'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  test.skip(`${name} (only as root)`, () => {});
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradeSubmission } from '../../src/grade/grade.ts';
import type { SubmissionResult } from '../../src/grade/results.ts';
import { kernlet } from './command-line.ts';
import { assignmentOf, gradingTools, messageOf } from './submissions.ts';

const SOURCES = join(import.meta.dirname, '../guest/hostile');
const good = readFileSync(join(SOURCES, 'good.s'), 'utf8');
const results = new Map<string, SubmissionResult>();
let folder: string;

/** A tar of one entry. */
function tar(name: string, content: string, type = '0', link = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\0', 257);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, Buffer.from(content), padding]);
}

const TAR_END = Buffer.alloc(1024);

/** A zip whose names are as they are given, whatever they say. */
function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries));
}

/** A gibibyte of zeros, deflated to a megabyte: the same block again and again, and an empty last one. */
function deflatedGibibyte(): Buffer {
  const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: 1024 }, () => block), Buffer.from([3, 0])]);
}

/** A zip of that, which says that it unpacks to `size` bytes. */
function zipBomb(size: number): Buffer {
  const data = deflatedGibibyte();
  const name = Buffer.from('answer.s');
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(size, 18);
  facts.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, data]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), facts, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-hostile-'));
  const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.s') && name !== 'secret.s');
  for (const name of sources) writeFileSync(join(folder, name), readFileSync(join(SOURCES, name)));
  writeFileSync(join(folder, 'outside.zip'), zip({ '../evil.s': good, 'answer.s': good }));
  writeFileSync(join(folder, 'absolute.tgz'), gzipSync(Buffer.concat([tar('/tmp/kernlet-evil', good), TAR_END])));
  writeFileSync(join(folder, 'outside.tgz'), gzipSync(Buffer.concat([tar('a/../../evil.s', good), TAR_END])));
  writeFileSync(join(folder, 'link.tgz'), gzipSync(Buffer.concat([tar('answer.s', '', '2', '/etc/passwd'), TAR_END])));
  writeFileSync(join(folder, 'bomb.zip'), zipBomb(2 ** 30));
  writeFileSync(join(folder, 'lying.zip'), zipBomb(100));
  writeFileSync(join(folder, 'bomb.tgz'), gzipSync(Buffer.alloc(2 ** 27)));
  writeFileSync(join(folder, 'cut.zip'), zip({ 'answer.s': good }).subarray(0, 60));
  writeFileSync(join(folder, 'text.zip'), good);
  writeFileSync(
    join(folder, 'crowd.zip'),
    zip(Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`${n}.s`, '']))),
  );
  writeFileSync(join(folder, 'good.zip'), zip({ 'project/answer.s': good, 'project/notes.txt': 'hello' }));
  writeFileSync(join(folder, 'good.tgz'), gzipSync(Buffer.concat([tar('./answer.s', good), TAR_END])));
  mkdirSync(join(folder, 'linked'));
  symlinkSync('/etc/passwd', join(folder, 'linked', 'answer.s'));
  mkdirSync(join(folder, 'cheats'));
  writeFileSync(
    join(folder, 'cheats', 'answer.s'),
    '.include "secret.s"\n.globl _start\n_start: li a0, SECRET\nli a7, 93\necall\n',
  );
  writeFileSync(join(folder, 'cheats', 'secret.s'), '.equ SECRET, 13');
  mkdirSync(join(folder, 'empty'));
  const names = readdirSync(folder);
  const { stdout } = await kernlet(
    ['grade', join(SOURCES, 'assignment.yaml'), ...names, '-j', '2', '--format', 'json'],
    folder,
  );
  const graded: SubmissionResult[] = JSON.parse(stdout);
  for (const result of graded) results.set(result.submission, result);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['fork-bomb.s', 'it made more than 5000 system calls'],
  ['memory-bomb.s', 'it was ended by SIGKILL: no memory was left'],
  ['output-flood.s', 'it wrote more than 65536 bytes'],
  ['endless-loop.s', 'it did not end within 2000000 cycles'],
  ['kill-all.s', 'it was ended by SIGKILL at `_start+20`'],
  ['writes-everywhere.s', 'it was ended by SIGSEGV at `_start+8`, which touched address 0x0'],
  ['many-files.s', 'it made more than 5000 system calls'],
  ['reads-the-host.s', '`/etc/passwd` is outside of the submission'],
  ['macro-bomb.s', 'macros and repetitions come to more than 2000000 characters'],
  ['huge-program.s', '.data would have 2147483647 bytes, more than 4194304'],
  ['broken.s', '`lui` takes 2 operands, not 1'],
  ['outside.zip', "the submission was refused: it has a file that would lie outside of it: '../evil.s'"],
  ['outside.tgz', "the submission was refused: it has a file that would lie outside of it: 'a/../../evil.s'"],
  ['absolute.tgz', "the submission was refused: it has a file with an absolute path: '/tmp/kernlet-evil'"],
  ['link.tgz', "the submission was refused: it has a link: 'answer.s'"],
  ['linked', "the submission was refused: it has a symbolic link: 'answer.s'"],
  ['bomb.zip', 'the submission was refused: its files have more than 8388608 bytes'],
  ['lying.zip', 'the submission was refused: it is no archive that can be read: too many bytes in the stream'],
  ['bomb.tgz', 'the submission was refused: it unpacks to more than'],
  ['cut.zip', 'the submission was refused: it is no archive that can be read'],
  ['text.zip', 'the submission was refused: it is no archive, although it is called so'],
  ['crowd.zip', 'the submission was refused: it has more than 500 files'],
  ['empty', 'the submission lacks `answer.s`'],
])('%s is graded 0, and the reason said', (name, reason) => {
  const result = results.get(name)!;
  const [problem] = result.tests[0]!.problems;
  expect(result.score).toBe(0);
  expect(`${problem!.message}\n${problem!.got ?? ''}`).toContain(reason);
});

test.each(['good.s', 'good.zip', 'good.tgz'])('%s beside them gets all points', (name) => {
  expect(results.get(name)).toMatchObject({ score: 15, points: 15 });
});

test("a file of the instructor's stands in place of the student's", () => {
  expect(results.get('cheats')!.tests[0]!.problems[0]).toMatchObject({ expected: '0', got: '42' });
});

test.each([
  ['nothing but the first bytes', (elf: Buffer) => elf.subarray(0, 16)],
  [
    'a program header table beyond the end',
    (elf: Buffer) => Buffer.concat([elf.subarray(0, 28), Buffer.alloc(4, 0xff), elf.subarray(32)]),
  ],
  ['no ELF at all', () => Buffer.from('hello\n')],
])('a malformed executable is graded 0: %s', async (_, spoil) => {
  const programs =
    'assignment: elf\nbuild: { student: [answer], programs: { answer: [answer] } }\ntests: [{ name: it, points: 1 }]\n';
  const { tools, library } = await gradingTools();
  const elf = Buffer.from(tools[0]!.bytes);
  const files = new Map([['answer', new Uint8Array(spoil(elf))]]);
  const result = gradeSubmission(assignmentOf(programs), { name: 'it', files, key: '' }, { tools, library });
  expect(result.score).toBe(0);
  expect(messageOf(result.tests[0]!)).toBe('`answer` cannot be executed: exec format error');
});

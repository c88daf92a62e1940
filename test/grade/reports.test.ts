import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Parser } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { gradescopeReport } from '../../src/grade/report-gradescope.ts';
import { htmlReport } from '../../src/grade/report-html.ts';
import { junitReport } from '../../src/grade/report-junit.ts';
import { tableReport } from '../../src/grade/report-table.ts';
import { tapReport } from '../../src/grade/report-tap.ts';
import { textReport } from '../../src/grade/report-text.ts';
import type { SubmissionResult } from '../../src/grade/results.ts';
import { oracleTest } from '../oracle.ts';
import { assignmentOf, grade, program } from './submissions.ts';

/** One test of each outcome, with texts that forms must not stumble over. */
const SPEC = `assignment: nasty
build: { student: [prog.s] }
tests:
  - { name: right, points: 4, title: 'a # title <with> "signs" & more' }
  - { name: wrong, points: 3, stdout: "]]> & <b> # ... --- \\\\ \\n", hint: 'ok 1 - no' }
  - { name: crashed, points: 2, run: prog crash, visibility: hidden }
  - { name: skipped, points: 1, depends: [wrong], visibility: after_due_date }
`;
const PROGRAM = program(`
    lw a0, 4(a1)
    beqz a0, 1f
    lw a0, 0(zero)
1:  say "<a>\\x01\\xff & # \\n---\\n...\\nnot ok 5\\n"`);

const result = await grade(assignmentOf(SPEC), { 'prog.s': PROGRAM });
const other: SubmissionResult = { ...result, submission: 'another & "one"' };

test('the outcomes are as meant', () => {
  expect(result.tests.map(({ status }) => status)).toEqual(['passed', 'failed', 'error', 'skipped']);
});

describe('the text report', () => {
  test('says what was expected, what came, and how to see it again', () => {
    const text = textReport(result, 'instructor');
    expect(text).toContain('FAIL  wrong (0/3)\n      standard output is wrong in line 1\n        expected:\n');
    expect(text).toContain('        | <a>\\x01');
    expect(text).toContain('      hint: ok 1 - no\n      again: npx kernlet run --harts 2 --ram 8M');
    expect(text).toContain('crashed (0/2)\n      it was ended by SIGSEGV at `main+8`, which touched address 0x0\n');
    expect(text).toContain('1 of 4 tests passed, 4 of 10 points\n');
  });

  test('keeps hidden tests, and points that tell of them, from students', () => {
    const text = textReport(result, 'student');
    expect(text).not.toMatch(/crashed|skipped|points/);
    expect(text).toContain('2 tests are not shown\n');
  });

  test('a table has a line for each submission', () => {
    expect(tableReport([result, other]).split('\n')[0]).toBe(
      'submission           4/10  not passed: wrong, crashed, skipped',
    );
  });
});

describe('the report for Gradescope', () => {
  const report: Record<string, unknown> = JSON.parse(gradescopeReport([result]));
  const tests = report.tests as Record<string, unknown>[];
  const visibilities = ['hidden', 'after_due_date', 'after_published', 'visible'];

  test('has the fields of its schema, and no others', () => {
    const top = [
      'score',
      'execution_time',
      'output',
      'output_format',
      'visibility',
      'stdout_visibility',
      'extra_data',
      'tests',
    ];
    const each = [
      'score',
      'max_score',
      'status',
      'name',
      'number',
      'output',
      'output_format',
      'tags',
      'visibility',
      'extra_data',
    ];
    expect(Object.keys(report).filter((key) => !top.includes(key))).toEqual([]);
    expect(tests.flatMap((row) => Object.keys(row)).filter((key) => !each.includes(key))).toEqual([]);
    expect([report.visibility, report.stdout_visibility].every((value) => visibilities.includes(String(value)))).toBe(
      true,
    );
    for (const row of tests) {
      expect([typeof row.score, typeof row.max_score, typeof row.name, typeof row.number]).toEqual([
        'number',
        'number',
        'string',
        'string',
      ]);
      expect(['passed', 'failed']).toContain(row.status);
      expect(['text', 'html', 'simple_format', 'md', 'ansi']).toContain(row.output_format);
      expect(visibilities).toContain(row.visibility);
    }
  });

  test('gives the points', () => {
    expect(report.score).toBe(4);
    expect(tests.map((row) => [row.score, row.max_score])).toEqual([
      [4, 4],
      [0, 3],
      [0, 2],
      [0, 1],
    ]);
    expect(tests[2]!.visibility).toBe('hidden');
  });
});

describe('the report of JUnit', () => {
  const xml = junitReport([result, other]);

  test('tells wrong answers, crashes and what was skipped apart', () => {
    expect(xml).toContain('<testsuites name="kernlet" tests="8" failures="2" errors="2" skipped="2"');
    expect(xml).toContain('<testcase name="right" classname="nasty.submission" time="0.0000');
    expect(xml).toMatch(/<failure message="standard output is wrong in line 1" type="wrong">/);
    expect(xml).toMatch(/<error message="it was ended by SIGSEGV[^"]*" type="crash">/);
    expect(xml).toMatch(/<skipped message="it needs `wrong`, which was not passed">/);
  });

  oracleTest(['xmllint'], 'is valid by the schema', () => {
    const schema = join(import.meta.dirname, 'junit.xsd');
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], {
      input: xml,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '- validates\n']);
  });
});

describe('the report in TAP', () => {
  const found = Parser.parse(tapReport([result, other]));

  test('is read by a parser as it was meant', () => {
    const asserts = found.filter(([kind]) => kind === 'assert').map((event) => event[1] as Record<string, unknown>);
    expect(asserts.map(({ ok, name }) => [ok, name]).slice(0, 4)).toEqual([
      [true, 'submission: right'],
      [false, 'submission: wrong'],
      [false, 'submission: crashed'],
      [true, 'submission: skipped'],
    ]);
    expect(asserts[3]!.skip).toBe('it needs `wrong`, which was not passed');
    expect(asserts[1]!.diag).toMatchObject({ message: 'standard output is wrong in line 1', points: 3 });
    expect(found.filter(([kind]) => kind === 'extra')).toEqual([]);
    expect(found.find(([kind]) => kind === 'plan')![1]).toMatchObject({ start: 1, end: 8 });
    expect(found.at(-1)![1] ?? found.find(([kind]) => kind === 'complete')![1]).toBeDefined();
    expect(found.find(([kind]) => kind === 'complete')![1]).toMatchObject({
      count: 8,
      pass: 4,
      fail: 4,
      skip: 2,
      failures: expect.any(Array),
    });
  });
});

test('the summary of a class is one page that needs nothing else, and shows what happened', () => {
  const html = htmlReport([result, other]);
  expect(html).not.toMatch(/(?:src|href)=|@import|url\(/);
  expect(html).toContain('2 submissions, 10 points; mean 4.0, median 4.0');
  expect(html).toContain(
    '<td>wrong</td><td>wrong</td><td class="number">3</td><td class="number">0</td><td class="number">2</td>',
  );
  expect(html).toContain('another &amp; &quot;one&quot;');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAssignment, readTree } from '../../src/cli/grade-assignment.ts';
import { loadPlugin } from '../../src/cli/grade-plugin.ts';
import { loadStudentPolicy } from '../../src/cli/grade-policy.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { gradeSubmission } from '../../src/grade/grade.ts';
import { compareMarks, readMarks, spoil } from '../../src/grade/marks.ts';
import { textReport } from '../../src/grade/report-text.ts';
import { inCi, thorough } from '../thorough.ts';
import { gradingTools } from './submissions.ts';

const FOLDER = join(PROJECT_FOLDER, 'programs', 'assignments');
/** With how many seeds solutions are graded; and the assignments whose wrong solutions are tried every day. */
const MOST_SEEDS = thorough(1, Infinity);
const EVERY_DAY = ['fault-repair', 'xargs'];

describe.each(readdirSync(FOLDER))('the assignment %s', (name) => {
  const folder = join(FOLDER, name);
  const { assignment } = loadAssignment(join(folder, 'assignment.yaml'));
  const { marks, diagnostics } = readMarks('marks.yaml', readFileSync(join(folder, 'marks.yaml'), 'utf8'));
  const solution = readTree(join(folder, 'solution'));

  const grade = async (files: ReadonlyMap<string, Uint8Array>, mostSeeds?: number) => {
    const plugin = await loadPlugin(assignment);
    const { scheduler } = assignment.spec.build;
    const makePolicy = scheduler === undefined ? undefined : await loadStudentPolicy(files, scheduler);
    return gradeSubmission(assignment, { name: 'it', files, key: '' }, await gradingTools(), {
      plugin,
      makePolicy,
      mostSeeds,
    });
  };

  test('gives its own solution all points', async () => {
    const result = await grade(solution, MOST_SEEDS);
    expect(textReport(result, 'instructor')).not.toContain('FAIL');
    expect([result.score, result.points]).toEqual([100, 100]);
  }, 120_000);

  test('has four wrong solutions and more, which lose points', () => {
    expect(diagnostics).toEqual([]);
    expect(marks!.wrong.length).toBeGreaterThanOrEqual(4);
    expect(marks!.wrong.filter(({ score }) => score >= 100)).toEqual([]);
  });

  // They run with all of their seeds: without them some would pass.
  const wrongs = inCi || EVERY_DAY.includes(name) ? marks!.wrong : [];
  test.each(wrongs.map((wrong) => [wrong.name, wrong] as const))(
    'finds what is wrong with %s',
    async (_, wrong) => {
      const files = spoil(solution, wrong);
      if (typeof files === 'string') throw new Error(files);
      expect(compareMarks(wrong, await grade(files))).toEqual([]);
    },
    120_000,
  );

  test('has a handout, and a start that can be built and is not the solution', async () => {
    const handout = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(handout).toMatch(/^# /);
    for (const { name: test, title = test, points, visibility = 'visible' } of assignment.spec.tests) {
      expect(handout).toContain(`| ${visibility === 'visible' ? title : '(shown after the deadline)'} | ${points} |`);
    }
    const result = await grade(readTree(join(folder, 'starter')), MOST_SEEDS);
    expect(result.tests.flatMap(({ problems }) => problems.filter(({ kind }) => kind === 'unusable'))).toEqual([]);
    expect(result.score).toBeLessThan(50);
  }, 120_000);
});

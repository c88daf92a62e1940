import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { median, timeCommand } from './cpu-time.ts';

/** Assignments of several weights: a few short runs, a shell with many processes, fifty interleavings. */
const ASSIGNMENTS = ['fault-repair', 'shell', 'ping-pong'];
/** Submissions of one measurement. */
const COUNT = 20;

/** How many submissions a core grades in a minute: `kernlet` is the command line, without a command. */
export function measureGrading(kernlet: readonly string[], folder: string, runs: number): string {
  const rows = ASSIGNMENTS.map((name) => {
    const assignment = join(PROJECT_FOLDER, 'programs', 'assignments', name);
    const place = join(folder, 'submissions', name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const submissions = Array.from({ length: COUNT }, (_, index) => join(place, `student${index}`));
    for (const submission of submissions) cpSync(join(assignment, 'solution'), submission, { recursive: true });
    const command = [
      ...kernlet,
      'grade',
      join(assignment, 'assignment.yaml'),
      ...submissions,
      '-j',
      '1',
      '--no-progress',
    ];
    const seconds = median(Array.from({ length: runs }, () => timeCommand(command).seconds));
    return `  ${name.padEnd(14)} ${Math.round((COUNT / seconds) * 60)
      .toLocaleString('en')
      .padStart(6)} a minute and core\n`;
  });
  return rows.join('');
}

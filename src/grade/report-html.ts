import type { SubmissionResult, TestResult } from './results.ts';

/** How many bars the distribution has. */
const BARS = 10;

/** A summary of a class as one HTML page that needs nothing else: the distribution of points, each test's rate, and all submissions. */
export function htmlReport(results: readonly SubmissionResult[]): string {
  const assignment = results[0]?.assignment ?? '';
  const points = Math.max(0, ...results.map((result) => result.points));
  const scores = results.map(({ score }) => score).sort((a, b) => a - b);
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const median = scores.length === 0 ? 0 : (scores[(scores.length - 1) >> 1]! + scores[scores.length >> 1]!) / 2;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(assignment)}: results</title>
<style>${STYLE}</style>
<h1>${htmlText(assignment)}</h1>
<p>${results.length} submissions, ${points} points; mean ${mean.toFixed(1)}, median ${median.toFixed(1)}</p>
<h2>Points</h2>
${distribution(scores, points)}
<h2>Tests</h2>
${testTable(results)}
<h2>Submissions</h2>
${submissionTable(results)}
</html>
`;
}

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #ddd; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.bar { fill: #3a6ea5; }
.passed { color: #1a7a34; } .failed { color: #a32020; } .error { color: #a35a00; } .skipped { color: #666; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818; } th, td { border-color: #444; } .bar { fill: #7fb0e6; } text { fill: #ddd; }
  .passed { color: #6fd08a; } .failed { color: #ff8a8a; } .error { color: #ffb866; } .skipped { color: #999; }
}
`;

/** A bar for each tenth of the points; full marks count to the last. */
function distribution(scores: readonly number[], points: number): string {
  const counts = Array.from({ length: BARS }, () => 0);
  for (const score of scores) {
    const share = points === 0 ? 1 : score / points;
    counts[Math.min(BARS - 1, Math.floor(share * BARS))]!++;
  }
  const most = Math.max(1, ...counts);
  const bars = counts.map((count, index) => {
    const height = Math.round((count / most) * 120);
    const label = `${Math.round((index * points) / BARS)}`;
    const x = index * 60;
    return [
      `<rect class="bar" x="${x + 4}" y="${140 - height}" width="52" height="${height}"><title>${count}</title></rect>`,
      `<text x="${x + 30}" y="${134 - height}" text-anchor="middle" font-size="12">${count === 0 ? '' : count}</text>`,
      `<text x="${x + 4}" y="158" font-size="12">${label}</text>`,
    ].join('');
  });
  return `<svg viewBox="0 0 600 165" role="img" aria-label="distribution of points">${bars.join('')}</svg>`;
}

/** How many submissions passed each test. */
function testTable(results: readonly SubmissionResult[]): string {
  const first = results[0]?.tests ?? [];
  const rows = first.map((test) => {
    const all = results.flatMap(({ tests }) => tests.filter(({ name }) => name === test.name));
    const count = (status: TestResult['status']) => all.filter((result) => result.status === status).length;
    const rate = all.length === 0 ? 0 : (count('passed') / all.length) * 100;
    const cells = [count('passed'), count('failed'), count('error'), count('skipped')].map(
      (value) => `<td class="number">${value}</td>`,
    );
    return `<tr><td>${htmlText(test.name)}</td><td>${htmlText(test.title)}</td><td class="number">${test.points}</td>${cells.join('')}<td class="number">${rate.toFixed(0)}%</td></tr>`;
  });
  const heads = ['points', 'passed', 'failed', 'crashed or cut', 'skipped', 'rate'];
  return `<table><tr><th>test</th><th></th>${heads.map((head) => `<th class="number">${head}</th>`).join('')}</tr>${rows.join('\n')}</table>`;
}

function submissionTable(results: readonly SubmissionResult[]): string {
  const rows = results.map(({ submission, score, points, tests }) => {
    const marks = tests.map(
      ({ name, status, problems }) =>
        `<span class="${status}" title="${htmlText(problems[0]?.message ?? '')}">${htmlText(name)}</span>`,
    );
    return `<tr><td>${htmlText(submission)}</td><td class="number">${score}/${points}</td><td>${marks.join(' ')}</td></tr>`;
  });
  return `<table><tr><th>submission</th><th class="number">points</th><th>tests</th></tr>${rows.join('\n')}</table>`;
}

/** Text in HTML, in attributes too. */
function htmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

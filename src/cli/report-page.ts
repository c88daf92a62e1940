import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportData } from '../trace/report-data.ts';
import type { PageParts } from './page-bundle.ts';

/** The file with the parts of the page, beside the command line when Kernlet has been built. */
export const REPORT_PARTS = 'report.json';

/** The page of a report: one file that needs nothing else, nor any network. */
export async function reportPage(data: ReportData): Promise<string> {
  const { script, style } = await loadParts();
  const title = `Kernlet: ${data.run.program.join(' ')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This page draws a run of a virtual computer, which needs JavaScript.</noscript>
<script type="application/json" id="data">${escapeJson(JSON.stringify(data))}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

async function loadParts(): Promise<PageParts> {
  if (!import.meta.filename.endsWith('.ts'))
    return JSON.parse(readFileSync(join(import.meta.dirname, REPORT_PARTS), 'utf8'));
  const { bundleReportPage } = await import('./page-bundle.ts');
  return bundleReportPage();
}

/** JSON that no tag can end. */
function escapeJson(text: string): string {
  return text.replaceAll('<', '\\u003c');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

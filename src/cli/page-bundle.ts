import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT_FOLDER } from './project.ts';

/** The script and the style of a page, whole in themselves. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** Makes one script and one style sheet of the sources of the page of reports. */
export async function bundleReportPage(): Promise<PageParts> {
  const folder = join(PROJECT_FOLDER, 'src', 'web', 'report');
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts'), join(folder, 'style.css')],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
  return { script: textOf('.js'), style: textOf('.css') };
}

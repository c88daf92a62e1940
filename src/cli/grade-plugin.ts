import type { PluginCheck } from '../grade/grade.ts';
import type { Assignment } from '../grade/read-spec.ts';
import { Failure, STATUS } from './failure.ts';

/** The checks that the assignment's plug-in exports, by name. It is the instructor's own code and runs as such. */
export async function loadPlugin({ spec, files }: Assignment): Promise<ReadonlyMap<string, PluginCheck>> {
  const { plugin } = spec;
  if (plugin === undefined) return new Map();
  const text = Buffer.from(files.get(plugin)!).toString('utf8');
  const module: Record<string, unknown> = await importText(text, plugin);
  const checks = Object.entries(module).filter(
    (entry): entry is [string, PluginCheck] => typeof entry[1] === 'function',
  );
  for (const name of new Set(spec.tests.flatMap(({ checks: names = [] }) => names))) {
    if (checks.some(([known]) => known === name)) continue;
    throw new Failure(`the plug-in '${plugin}' exports no function '${name}'`, STATUS.wrongUsage);
  }
  return new Map(checks);
}

/** Runs a module that stands in `text`; types are taken out of it first. */
async function importText(text: string, name: string): Promise<Record<string, unknown>> {
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    loader: name.endsWith('.ts') ? 'ts' : 'js',
    format: 'esm',
    target: 'node20',
  });
  return import(`data:text/javascript;base64,${Buffer.from(code, 'utf8').toString('base64')}`);
}

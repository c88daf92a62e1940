import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { bundleReportPage } from './page-bundle.ts';
import { assemblePrograms } from './programs.ts';
import { PROGRAM_FOLDER, PROJECT_FOLDER } from './project.ts';
import { REPORT_PARTS } from './report-page.ts';

const DIST = join(PROJECT_FOLDER, 'dist');

/** Libraries that are no ES modules ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Makes the command line as JavaScript in `folder`, which must lie in the project, and the parts of its pages. */
export async function bundleCommandLine(folder: string): Promise<void> {
  await build({
    // What a command alone needs (the assembler) goes into files of its own, read when it is used.
    entryPoints: {
      kernlet: join(PROJECT_FOLDER, 'src', 'cli', 'main.ts'),
      // What runs in threads of its own.
      'grade-worker': join(PROJECT_FOLDER, 'src', 'cli', 'grade-worker.ts'),
    },
    external: ['esbuild', 'bullmq', 'ioredis', 'quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'],
    outdir: folder,
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    minifySyntax: true,
    // Less to read at each start; names stay, for traces.
    minifyWhitespace: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  writeFileSync(join(folder, REPORT_PARTS), JSON.stringify(await bundleReportPage()));
}

/** Makes `dist/`: the command line, and the programs of the guest's /bin. */
async function buildAll(): Promise<void> {
  // The programs stay, for who runs an older build meanwhile, and since most are up to date.
  for (const file of existsSync(DIST) ? readdirSync(DIST).filter((name) => name !== basename(PROGRAM_FOLDER)) : [])
    rmSync(join(DIST, file), { recursive: true });
  await bundleCommandLine(DIST);
  await assemblePrograms();
}

if (process.argv[1] === import.meta.filename) {
  await buildAll();
  process.stdout.write(`built ${DIST}\n`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { oracleTest } from '../oracle.ts';
import { thorough } from '../thorough.ts';
import { kernlet, outcomeOf, startKernlet } from './command-line.ts';

const ASSIGNMENT = join(PROJECT_FOLDER, 'programs', 'assignments', 'ping-pong');
const SPEC = join(ASSIGNMENT, 'assignment.yaml');
const COUNT = thorough(3, 24);

let folder: string;
let names: string[];
const running: ChildProcess[] = [];

/** A port that nobody listens to. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Resolves when `child` has written `text`. */
function says(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const look = (piece: Buffer) => {
      seen += piece.toString();
      if (seen.includes(text)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`it ended without '${text}': ${seen}`)));
  });
}

async function startRedis(): Promise<string> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(redis);
  await says(redis, 'Ready to accept connections');
  return `redis://127.0.0.1:${port}`;
}

async function startWorker(url: string): Promise<ChildProcess> {
  const worker = await startKernlet(['worker', '--queue', url, '-j', '1'], folder);
  running.push(worker);
  await says(worker, 'waiting for submissions');
  return worker;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-queue-'));
  names = Array.from({ length: COUNT }, (_, index) => `student${String(index).padStart(2, '0')}`);
  for (const name of names) cpSync(join(ASSIGNMENT, 'solution'), join(folder, name), { recursive: true });
});

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('a queue', () => {
  oracleTest(
    ['redis-server'],
    'gives what this machine gives, though a worker is killed in the middle of a submission',
    async () => {
      const url = await startRedis();
      const [first] = [await startWorker(url)];
      const grading = await startKernlet(['grade', SPEC, ...names, '--queue', url, '--results', 'queue.jsonl'], folder);
      running.push(grading);
      const graded = outcomeOf(grading);
      // It has done one and is at another when it is killed; that one comes back to the queue when its lock has run out.
      await says(first!, 'graded student');
      first!.kill('SIGKILL');
      const second = await startWorker(url);
      expect(await graded).toMatchObject({ status: 0, stderr: '' });
      const ended = outcomeOf(second);
      second.kill('SIGTERM');
      expect((await ended).status).toBe(0);
      const here = await kernlet(['grade', SPEC, ...names, '-j', '2', '--results', 'here.jsonl'], folder);
      expect(here.status).toBe(0);
      expect(readFileSync(join(folder, 'queue.jsonl'), 'utf8')).toBe(readFileSync(join(folder, 'here.jsonl'), 'utf8'));
    },
    120_000,
  );

  oracleTest(['redis-server'], 'that is not there is said at once', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    for (const args of [
      ['worker', '--queue', url],
      ['grade', SPEC, names[0]!, '--queue', url],
    ]) {
      const { status, stderr } = await kernlet(args, folder);
      expect([status, stderr.split('\n')[0]]).toEqual([
        2,
        expect.stringContaining(`kernlet: cannot reach Redis at '${url}': connect ECONNREFUSED`),
      ]);
    }
    const { status, stderr } = await kernlet(['worker', '--queue', 'localhost'], folder);
    expect([status, stderr.split('\n')[0]]).toEqual([
      2,
      "kernlet: --queue must be the address of a Redis, such as redis://localhost:6379, not 'localhost'",
    ]);
  });
});

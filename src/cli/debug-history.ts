import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const FILE = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'kernlet', 'debug-history');
const MOST = 1000;

/** The lines that were typed at the debugger's prompt, now and before: the latest first, as readline wants them. */
export class DebugHistory {
  readonly lines: string[];

  constructor() {
    let text = '';
    try {
      text = readFileSync(FILE, 'utf8');
    } catch {
      // There is none yet.
    }
    this.lines = text
      .split('\n')
      .filter((line) => line !== '')
      .reverse();
  }

  /** Notes a line, and keeps it for the next time. What cannot be written is forgotten with the session. */
  add(line: string): void {
    if (line.trim() === '' || line === this.lines[0]) return;
    this.lines.unshift(line);
    this.lines.length = Math.min(this.lines.length, MOST);
    try {
      mkdirSync(dirname(FILE), { recursive: true, mode: 0o700 });
      writeFileSync(FILE, `${[...this.lines].reverse().join('\n')}\n`, { mode: 0o600 });
    } catch {
      // A home that cannot be written.
    }
  }
}

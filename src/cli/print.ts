import { STATUS } from './failure.ts';
import { Output } from './output.ts';

/** Writes `text` to standard output (1) or standard error (2), whole and at once. */
export function print(fd: 1 | 2, text: string): void {
  const output = new Output(() => process.exit(STATUS.brokenPipe));
  output.write(fd, Buffer.from(text, 'utf8'));
  output.flush();
}

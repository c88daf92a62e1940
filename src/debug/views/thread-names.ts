import { type Thread, threadName } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { idOf } from '../threads.ts';

/** `2.1 sh, 3.1 cat`; undefined for nobody. */
export function threadNames({ numbers }: Debugger, threads: readonly Thread[]): string | undefined {
  if (threads.length === 0) return undefined;
  return threads.map((thread) => `${numbers.text(idOf(thread))} ${threadName(thread)}`).join(', ');
}

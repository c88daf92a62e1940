import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Gives the lines of a stream one by one, each when it is asked for; undefined at the end. */
export function lineReader(input: Readable): () => Promise<string | undefined> {
  const lines = createInterface({ input })[Symbol.asyncIterator]();
  return async () => {
    const next = await lines.next();
    return next.done === true ? undefined : next.value;
  };
}

import { Recorder } from '../../src/trace/recorder.ts';
import type { EventRecord, RecordKind } from '../../src/trace/records.ts';
import { Timeline } from '../../src/trace/timeline.ts';
import { Guest, type GuestOptions } from '../system/guest.ts';

/** A run and everything that was recorded of it. */
export interface Recording {
  readonly guest: Guest;
  readonly records: readonly EventRecord[];
}

/** Runs a program to its end, or to a deadlock or `limit`, and records it whole. */
export function record(
  program: string | Uint8Array,
  options: GuestOptions & { readonly limit?: number } = {},
): Recording {
  const records: EventRecord[] = [];
  let recorder: Recorder | undefined;
  const guest = new Guest(program, {
    ...options,
    watch: (computer) => {
      recorder = new Recorder(computer, [(each) => records.push(each)], {
        program: ['guest'],
        pages: true,
        texts: true,
      });
    },
  });
  const halt = guest.run({ limit: options.limit ?? 1e9 });
  recorder!.finish(halt.kind);
  return { guest, records };
}

/** The records of one kind. */
export function ofKind<K extends RecordKind>(
  { records }: Pick<Recording, 'records'>,
  kind: K,
): readonly Extract<EventRecord, { kind: K }>[] {
  return records.filter((each): each is Extract<EventRecord, { kind: K }> => each.kind === kind);
}

/** The model of a run; with a `capacity` for so many intervals. */
export function timelineOf({ records }: Pick<Recording, 'records'>, capacity?: number): Timeline {
  const timeline = new Timeline(capacity);
  for (const each of records) timeline.take(each);
  return timeline;
}

import type { Host, HostFolder } from '../kernel/host.ts';
import { Computer } from './computer.ts';
import { type FlatGraph, flatten, unflatten } from './graph.ts';
import type { Settings } from './settings.ts';
import { namedParts, restoreSnapshot, type Snapshot, takeSnapshot } from './snapshot.ts';
import { STATE_CLASSES } from './state-classes.ts';

/** Changes whenever the state of a computer is made of other objects, or objects with other fields, than before. */
export const SAVED_VERSION = 2;

/** A whole computer, as plain data that can be written down: it goes on elsewhere as it would have here. */
export interface SavedComputer {
  readonly settings: Settings;
  /** Whether somebody can type. */
  readonly hasTerminal: boolean;
  /** The contents of the files that were there at the start. */
  readonly images: readonly Uint8Array[];
  readonly snapshot: FlatGraph;
}

/** Saves a computer. Throws on settings that are no plain data, such as a scheduler that a user wrote. */
export function saveComputer(computer: Computer): SavedComputer {
  const { settings, hasTerminal, kernel } = computer;
  const snapshot = flatten(takeSnapshot(computer), namedParts(computer), STATE_CLASSES);
  return { settings, hasTerminal, images: kernel.files.images, snapshot };
}

/** A computer that was saved, with the same folders of the host. */
export function loadComputer(saved: SavedComputer, host: Host, folders: readonly HostFolder[]): Computer {
  const { settings, hasTerminal, images } = saved;
  const terminal = hasTerminal ? { rows: 24, columns: 80 } : undefined;
  const computer = new Computer(settings, host, { folders, terminal });
  computer.kernel.files.images.push(...images);
  // `saveComputer` flattened a snapshot.
  restoreSnapshot(computer, unflatten(saved.snapshot, namedParts(computer), STATE_CLASSES) as Snapshot);
  return computer;
}

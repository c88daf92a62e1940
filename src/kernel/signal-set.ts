/** A set of signals 1 to 64, as two words of 32: bit n-1 stands for signal n. */
export interface SignalSet {
  low: number;
  high: number;
}

/** The empty set, or a copy of `from`. */
export function newSignalSet(from?: SignalSet): SignalSet {
  return from === undefined ? { low: 0, high: 0 } : { low: from.low, high: from.high };
}

export function hasSignal(set: SignalSet, signal: number): boolean {
  return signal <= 32 ? ((set.low >>> (signal - 1)) & 1) !== 0 : ((set.high >>> (signal - 33)) & 1) !== 0;
}

export function addSignal(set: SignalSet, signal: number): void {
  if (signal <= 32) set.low |= 1 << (signal - 1);
  else set.high |= 1 << (signal - 33);
}

export function removeSignal(set: SignalSet, signal: number): void {
  if (signal <= 32) set.low &= ~(1 << (signal - 1));
  else set.high &= ~(1 << (signal - 33));
}

/** Makes `set` equal to `from`. */
export function copySignals(set: SignalSet, from: SignalSet): void {
  set.low = from.low;
  set.high = from.high;
}

/** The lowest signal that is in `pending` or `alsoPending` and not in `blocked`; 0 if there is none. */
export function lowestDeliverable(pending: SignalSet, alsoPending: SignalSet, blocked: SignalSet): number {
  const low = (pending.low | alsoPending.low) & ~blocked.low;
  if (low !== 0) return 32 - Math.clz32(low & -low);
  const high = (pending.high | alsoPending.high) & ~blocked.high;
  return high === 0 ? 0 : 64 - Math.clz32(high & -high);
}

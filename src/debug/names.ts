import { SIGNALS } from '../abi/signals.ts';

/** The number of the signal with this name or number; undefined if there is none. */
export function signalNumber(text: string): number | undefined {
  const wanted = text.toUpperCase();
  return SIGNALS.find(({ number, name }) => name === wanted || name === `SIG${wanted}` || String(number) === text)
    ?.number;
}

/** An address or word in hexadecimal, unsigned. */
export function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

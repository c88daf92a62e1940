import { Failure, STATUS } from './failure.ts';
import { parseCount } from './numbers.ts';

/** Reads the value of option `name`, a whole number from `min` to `max`; throws a Failure for wrong usage. */
export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = parseCount(text);
    if (value !== undefined && value >= min && value <= max) return value;
    throw new Failure(`${name} must be a whole number from ${min} to ${max}, not '${text}'`, STATUS.wrongUsage);
  };
}

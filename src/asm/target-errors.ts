import { lineAt } from '../base/source.ts';
import type { Instruction } from '../isa/instruction.ts';
import type { Failure } from './expression.ts';
import { type Place, spanOf } from './place.ts';
import type { Report } from './report.ts';
import { nearest } from './suggest.ts';
import type { AsmSymbol } from './symbol.ts';

/** Reports why an expression has no value. An undefined symbol is only noted: it is reported once, with suggestions. */
export function reportFailure(failure: Failure, place: Place, report: Report): void {
  switch (failure.failure) {
    case 'undefined':
      failure.symbol.missing ??= place;
      return;
    case 'circular':
      report('E0304', place, `the value of \`${failure.symbol.name}\` depends on itself`);
      return;
    case 'division':
      report('E0206', place, 'division by zero');
      return;
    case 'deep':
      report('E0304', place, 'this value hangs on thousands of others');
      return;
    case 'unknown':
      report('E0205', place, 'this has no address in the program');
  }
}

const decimal = (value: number) => String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ',');

/** Reports that `insn` cannot reach `distance` bytes. */
export function reportTarget(insn: Instruction, distance: number, place: Place, report: Report): void {
  if (distance % 2 !== 0) {
    report('E0506', place, `the target is ${decimal(distance)} bytes away, an odd number`, {
      help: ['instructions lie at even addresses: align the label with `.align 2`'],
    });
    return;
  }
  const limit = -(insn.format.range?.min ?? 0);
  const reach = limit >= 2 ** 20 ? `${limit / 2 ** 20} MiB` : `${limit / 2 ** 10} KiB`;
  const isJump = insn.format.name === 'J';
  report(
    isJump ? 'E0502' : 'E0501',
    place,
    `${isJump ? 'jump' : 'branch'} target is ${decimal(distance)} bytes away, the limit of \`${insn.name}\` is ${reach}`,
    { help: ['use `call` or `tail`'] },
  );
}

/**
 * Reports that `symbol` is used without being defined. `known` are the symbols that could have been meant, `elsewhere`
 * is one of that name in another source.
 */
export function reportUndefined(
  symbol: AsmSymbol,
  known: ReadonlyMap<string, AsmSymbol> | undefined,
  elsewhere: AsmSymbol | undefined,
  report: Report,
): void {
  const help: string[] = [];
  const guess = known === undefined ? undefined : nearest(symbol.name, definedNames(known));
  const place = guess === undefined ? undefined : known?.get(guess)?.defined;
  if (elsewhere?.defined !== undefined) {
    const { source } = spanOf(elsewhere.defined);
    help.push(`\`${symbol.name}\` is defined in ${source.name}: make it visible there with \`.globl ${symbol.name}\``);
  } else if (place !== undefined) {
    const { source, start } = spanOf(place);
    help.push(`\`${guess}\` is defined at line ${lineAt(source, start)}`);
  }
  report('E0302', symbol.missing, `undefined symbol \`${symbol.name}\``, { help });
}

function* definedNames(symbols: ReadonlyMap<string, AsmSymbol>): Iterable<string> {
  for (const [name, { value }] of symbols) if (value.kind !== 'undefined') yield name;
}

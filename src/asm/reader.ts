import { StatementLexer, type Token } from './lexer.ts';
import type { Input, Place } from './place.ts';
import type { Statement, Unit } from './unit.ts';

/** A conditional that is open: whether its current branch is assembled, and whether one has been. */
export interface Condition {
  isActive: boolean;
  wasActive: boolean;
  hasElse: boolean;
  readonly place: Place;
}

/** An input that is being read, and the conditionals that were opened in it. */
interface Frame {
  readonly input: Input;
  lexer: StatementLexer;
  readonly conditions: Condition[];
  /** The input to read when this one is at its end, for repetitions. */
  readonly again: () => Input | undefined;
}

/** How deep inputs may nest; GNU as allows 100 macros within each other. */
const DEEPEST = 100;

/** Reads the statements of a source, going down into included files and expansions and back. */
export class StatementReader {
  readonly unit: Unit;
  private readonly frames: Frame[] = [];

  constructor(unit: Unit) {
    this.unit = unit;
    this.push(unit.input);
  }

  get input(): Input {
    return this.frames[this.frames.length - 1]!.input;
  }

  /** The next statement that has tokens; undefined at the end of the source. */
  next(): Statement | undefined {
    for (;;) {
      const frame = this.frames[this.frames.length - 1];
      if (frame === undefined) return undefined;
      if (this.unit.effort.isOver) {
        this.unit.report('E0508', { input: frame.input, start: 0, end: 0 }, this.unit.effort.message);
        return undefined;
      }
      const tokens = frame.lexer.next();
      if (tokens === undefined) this.endFrame(frame);
      else if (tokens.length > 0) return makeStatement(frame.input, tokens);
    }
  }

  /** Reads `input` next; then what `again` gives, until that is nothing; then the rest of the present one. */
  push(input: Input, again: () => Input | undefined = () => undefined): boolean {
    if (this.frames.length > DEEPEST) return false;
    this.unit.effort.spend(input.text.length + 1);
    this.frames.push({ input, lexer: new StatementLexer(input.text), conditions: [], again });
    return true;
  }

  /** Leaves the innermost macro or repetition; false if there is none. */
  leaveExpansion(): boolean {
    let index = this.frames.length - 1;
    while (index >= 0 && !isMacro(this.frames[index]!.input)) index--;
    if (index < 0) return false;
    this.frames.length = index;
    return true;
  }

  /** Ends the source here. */
  stop(): void {
    this.frames.length = 0;
  }

  /** The conditionals that are open in the present input, outermost first. */
  get conditions(): Condition[] {
    return this.frames[this.frames.length - 1]!.conditions;
  }

  /** Whether statements are skipped because a condition is false. */
  get isSkipping(): boolean {
    const { conditions } = this.frames[this.frames.length - 1]!;
    return conditions.length > 0 && !conditions[conditions.length - 1]!.isActive;
  }

  /**
   * The text up to the statement that closes the block that `opener` opened, which is taken too. `opens` and `closes`
   * name the directives. Undefined, and reported, if the input ends before.
   */
  readBlock(opener: Place, opens: readonly string[], closes: readonly string[]): Place | undefined {
    const { lexer, input } = this.frames[this.frames.length - 1]!;
    const start = lexer.offset;
    let depth = 1;
    for (;;) {
      const end = lexer.offset;
      const tokens = lexer.next();
      if (tokens === undefined) {
        const name = input.text.slice(opener.start, opener.end);
        this.unit.report('E0406', opener, `\`${name}\` without its \`${closes[0]}\``);
        return undefined;
      }
      const head = tokens[headIndex(tokens)]?.text.toLowerCase() ?? '';
      if (opens.includes(head)) depth++;
      else if (closes.includes(head)) depth--;
      if (depth === 0) return { input, start, end };
    }
  }

  private endFrame(frame: Frame): void {
    for (const { place } of frame.conditions.splice(0)) {
      this.unit.report('E0109', place, 'this condition has no `.endif`');
    }
    const next = frame.again();
    this.frames.pop();
    if (next !== undefined) this.push(next, frame.again);
  }
}

function isMacro(input: Input): boolean {
  return input.kind === 'expansion' && !input.name.startsWith('.');
}

/** The index of the first token behind the labels. */
export function headIndex(tokens: readonly Token[]): number {
  let index = 0;
  while (tokens[index + 1]?.type === 'colon' && (tokens[index]!.type === 'name' || tokens[index]!.type === 'number')) {
    index += 2;
  }
  return index;
}

function makeStatement(input: Input, tokens: readonly Token[]): Statement {
  const last = tokens[tokens.length - 1]!;
  return { input, tokens, start: tokens[0]!.offset, end: last.offset + last.text.length };
}

/** The text behind token `index` of a statement. */
export function textAfter(statement: Statement, index: number): Place {
  const next = statement.tokens[index + 1];
  return { input: statement.input, start: next?.offset ?? statement.end, end: statement.end };
}

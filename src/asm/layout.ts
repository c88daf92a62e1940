import { alignUp } from '../base/bits.ts';
import { encodeLeb128 } from './data.ts';
import type { Effort } from './effort.ts';
import { type AddressFinder, type Expr, evaluate, positionOf } from './expression.ts';
import type { Report } from './report.ts';
import { type Fragment, offsetOf, type Position, type Section, type Tail } from './section.ts';

/** Bytes of a branch, and of the inverted branch and jump that replace it when its target is too far. */
const SHORT_BRANCH = 4;
export const LONG_BRANCH = 8;
const BRANCH_REACH = 4096;

/**
 * It hardly ever takes ten passes. After so many, branches only grow, which ends what might go on for ever; after more,
 * whatever is far at all becomes long at once; and at last only sizes that depend on themselves can be left.
 */
const FREE_PASSES = 100;
const EXACT_PASSES = 2000;
const MOST_PASSES = 4000;

/** A tail whose size depends on others, with the target of a branch found once. */
interface Variable {
  readonly fragment: Fragment;
  readonly fixedSize: number;
  readonly tail: Tail;
  readonly target: { readonly position: Position; readonly addend: bigint } | undefined;
}

interface Plan {
  readonly section: Section;
  readonly variables: readonly Variable[];
}

/** How the sizes of branches are chosen in a pass. */
interface Rule {
  readonly mayShrink: boolean;
  readonly reach: number;
}

/**
 * Gives every fragment of a source its offset. Pass after pass, each tail gets the size that it needs where it lies,
 * until nothing moves. As in GNU as (gas/write.c, relax_segment), everything lies at 0 in the first pass, and what is
 * further down lies where the pass before has put it: so the same branches become long where there is a choice.
 */
export function layOut(sections: Iterable<Section>, report: Report, effort: Effort): void {
  const plans = Array.from(sections, planOf);
  let changed = true;
  for (let pass = 0; changed && pass < MOST_PASSES; pass++) {
    if (effort.isOver) {
      report('E0508', undefined, effort.message);
      return;
    }
    for (const { variables } of plans) effort.spend(variables.length);
    const rule = { mayShrink: pass < FREE_PASSES, reach: pass < EXACT_PASSES ? BRANCH_REACH : BRANCH_REACH / 2 };
    changed = false;
    for (const plan of plans) changed = placeFragments(plan, rule) || changed;
  }
  if (changed) reportCycle(plans, report);
  for (const { variables } of plans) {
    for (const { fragment, fixedSize, tail } of variables) checkTail(tail, fragment.offset + fixedSize, report);
  }
}

function reportCycle(plans: readonly Plan[], report: Report): void {
  for (const { variables } of plans) {
    const cyclic = variables.find(({ tail }) => tail.kind === 'space' || tail.kind === 'org' || tail.kind === 'leb128');
    if (cyclic !== undefined) report('E0304', cyclic.tail.place, 'the size of this depends on itself');
  }
}

function planOf(section: Section): Plan {
  // Every fragment but the last has a tail.
  const variables = section.fragments.slice(0, -1).map((fragment, index): Variable => {
    const { tail } = fragment;
    if (tail === undefined) throw new Error(`fragment ${index} of ${section.name} has no tail`);
    const target = tail.kind === 'branch' && !isWeak(tail.target) ? positionOf(tail.target) : undefined;
    return { fragment, fixedSize: section.fixedSize(index), tail, target };
  });
  return { section, variables };
}

/** A weak definition may give way to another one, so nothing is known of its distance. */
function isWeak(expr: Expr): boolean {
  return typeof expr !== 'bigint' && expr.kind === 'symbol' && expr.symbol.binding === 'weak';
}

/** Computes the sizes of all tails and puts each fragment behind the tail before it; whether anything moved. */
function placeFragments({ section, variables }: Plan, rule: Rule): boolean {
  let offset = 0;
  let changed = false;
  variables.forEach((variable, index) => {
    const { fixedSize, tail } = variable;
    offset += fixedSize;
    const size = tailSize(section, variable, offset, rule);
    tail.size = size;
    offset += size;
    const next = section.fragments[index + 1]!;
    changed ||= next.offset !== offset;
    next.offset = offset;
  });
  section.size = offset + section.fixedSize(section.fragments.length - 1);
  return changed;
}

function tailSize(section: Section, { tail, target }: Variable, offset: number, rule: Rule): number {
  switch (tail.kind) {
    case 'fill':
      return tail.size;
    case 'align': {
      const size = alignUp(offset, tail.boundary) - offset;
      return size <= tail.most ? size : 0;
    }
    case 'branch':
      if (tail.size === LONG_BRANCH && !rule.mayShrink) return LONG_BRANCH;
      return isFar(section, target, offset, rule.reach) ? LONG_BRANCH : SHORT_BRANCH;
    case 'space':
      return Math.max(0, Number(distanceOf(tail.count) ?? 0n));
    case 'org':
      return Math.max(0, (orgTarget(tail.target) ?? 0) - offset);
    case 'leb128':
      return Math.max(tail.size, encodeLeb128(distanceOf(tail.value) ?? 0n, tail.signed).length);
  }
}

function isFar(section: Section, target: Variable['target'], offset: number, reach: number): boolean {
  if (target === undefined || target.position.section !== section) return true;
  const distance = offsetOf(target.position) + Number(target.addend) - offset;
  return distance < -reach || distance >= reach;
}

const sectionOffset: AddressFinder = (position) => BigInt(offsetOf(position));

/** The value of an expression in which addresses only occur as distances; undefined for others. */
function distanceOf(expr: Expr): bigint | undefined {
  const value = evaluate(expr, sectionOffset);
  const moved = evaluate(expr, (position) => BigInt(offsetOf(position)) + 0x10000000n);
  return typeof value === 'bigint' && value === moved ? value : undefined;
}

/** `.org` takes a place of the section, or its distance from the start. */
function orgTarget(expr: Expr): number | undefined {
  const value = evaluate(expr, sectionOffset);
  return typeof value === 'bigint' ? Number(value) : undefined;
}

function checkTail(tail: Tail, offset: number, report: Report): void {
  if (tail.kind === 'org') {
    const target = orgTarget(tail.target);
    if (target === undefined) report('E0205', tail.place, 'the target of `.org` is no place of this section');
    else if (target < offset) report('E0503', tail.place, `\`.org\` goes back by ${offset - target} bytes`);
  } else if (tail.kind === 'space' || tail.kind === 'leb128') {
    const value = distanceOf(tail.kind === 'space' ? tail.count : tail.value);
    if (value === undefined) report('E0205', tail.place, 'this is no number, nor a distance between labels');
    else if (tail.kind === 'space' && value < 0n) report('E0207', tail.place, `a size of ${value} bytes`);
    else if (tail.kind === 'space' && value > 2n ** 31n)
      report('E0504', tail.place, `${value} bytes are more than a program can have`);
  }
}

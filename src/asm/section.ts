import { ByteWriter } from '../base/bytes.ts';
import type { Instruction } from '../isa/instruction.ts';
import type { Expr } from './expression.ts';
import type { Place } from './place.ts';

/** What a section is for, as the letters of `.section` give it. */
export interface SectionFlags {
  readonly allocated: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  /** Equal entries of the sections of one name are stored once. */
  readonly mergeable: boolean;
  readonly strings: boolean;
  /** It occupies memory but nothing in the file. */
  readonly empty: boolean;
  /** Bytes of an entry, for mergeable sections. */
  readonly entrySize: number;
}

/** A place in a section: `offset` bytes into fragment number `fragment`. */
export interface Position {
  readonly section: Section;
  readonly fragment: number;
  readonly offset: number;
}

/**
 * A section of one source, as it grows: fixed bytes, cut into fragments. Behind each fragment but the last lies its
 * tail: bytes whose number may be known only when all is read.
 *
 *     fragment 0        tail 0     fragment 1        tail 1     fragment 2
 *     +----------------+----------+-----------------+----------+-----------
 *     | fixed bytes    | align    | fixed bytes     | branch   | ...
 */
export interface Fragment {
  /** Where its fixed bytes start in the section's `bytes`. */
  readonly start: number;
  tail: Tail | undefined;
  /** Its offset in the section, once tails have their sizes. */
  offset: number;
  /** Fragments with the same anchor lie at known distances: `anchorOffset` bytes behind the anchor. */
  readonly anchor: number;
  readonly anchorOffset: number;
}

/** Bytes of variable number; `size` is how many there are at the moment. */
export type Tail = { size: number; readonly place: Place } & (
  | { readonly kind: 'align'; readonly boundary: number; readonly fill: AlignFill; readonly most: number }
  | { readonly kind: 'fill'; readonly value: number }
  | { readonly kind: 'space'; readonly count: Expr; readonly value: number }
  | { readonly kind: 'org'; readonly target: Expr; readonly value: number }
  | {
      readonly kind: 'branch';
      readonly insn: Instruction;
      readonly rs1: number;
      readonly rs2: number;
      readonly target: Expr;
    }
  | { readonly kind: 'leb128'; readonly signed: boolean; readonly value: Expr }
);

/** What alignment inserts: instructions that do nothing, or a value of some bytes over and over. */
export type AlignFill = 'nops' | { readonly value: number; readonly bytes: number };

/** What is still to be put into fixed bytes when all addresses are known. */
export type Fixup = {
  readonly fragment: number;
  readonly offset: number;
  readonly expr: Expr;
  readonly place: Place;
} & (
  | { readonly kind: 'data'; readonly bytes: number }
  | { readonly kind: 'field'; readonly insn: Instruction; readonly part: AddressPart }
);

/** Which part of a value goes into the immediate of an instruction. */
export type AddressPart =
  | 'value'
  | 'target' // the distance from the instruction
  | 'hi' // bits 31 to 12, rounded so that the sign-extended low part completes them
  | 'lo'
  | 'pcrelHi' // the same of the distance from the instruction
  | 'pcrelLo' // the low part of the %pcrel_hi at the given label
  | 'pairLo'; // the low part of the %pcrel_hi just before

/** A statement that made bytes: for the listing and for the debugger. */
export interface Mark {
  readonly fragment: number;
  readonly offset: number;
  readonly place: Place;
  readonly isCode: boolean;
}

/** One section of one source. */
export class Section {
  readonly name: string;
  readonly flags: SectionFlags;
  alignment = 1;
  readonly bytes = new ByteWriter();
  readonly fragments: Fragment[] = [{ start: 0, tail: undefined, offset: 0, anchor: 0, anchorOffset: 0 }];
  readonly fixups: Fixup[] = [];
  readonly marks: Mark[] = [];
  /** Its final number of bytes and address, set by layout and linking. */
  size = 0;
  addr = 0;
  /** For merged sections: where the byte at an offset of this section has gone. */
  moved: ((offset: number) => number) | undefined;

  constructor(name: string, flags: SectionFlags) {
    this.name = name;
    this.flags = flags;
  }

  /** Where the next byte goes. */
  here(): Position {
    const fragment = this.fragments.length - 1;
    return { section: this, fragment, offset: this.bytes.length - this.fragments[fragment]!.start };
  }

  /** Whether nothing has been put here. */
  get isUnused(): boolean {
    return this.fragments.length === 1 && this.bytes.length === 0;
  }

  /** Ends the current fragment with `tail`. If its size can change, distances across it are unknown from now on. */
  endFragment(tail: Tail): void {
    const last = this.fragments[this.fragments.length - 1]!;
    last.tail = tail;
    const start = this.bytes.length;
    const known = tail.kind === 'fill';
    this.fragments.push({
      start,
      tail: undefined,
      offset: 0,
      anchor: known ? last.anchor : last.anchor + 1,
      anchorOffset: known ? last.anchorOffset + start - last.start + tail.size : 0,
    });
  }

  /** The number of fixed bytes of fragment `index`. */
  fixedSize(index: number): number {
    const next = this.fragments[index + 1];
    return (next === undefined ? this.bytes.length : next.start) - this.fragments[index]!.start;
  }
}

/** The distance from `from` to `to` if it can no longer change. */
export function knownDistance(from: Position, to: Position): number | undefined {
  if (from.section !== to.section) return undefined;
  const a = from.section.fragments[from.fragment]!;
  const b = to.section.fragments[to.fragment]!;
  return a.anchor === b.anchor ? b.anchorOffset + to.offset - (a.anchorOffset + from.offset) : undefined;
}

/** The offset of `position` in its section, when the fragments have their places. */
export function offsetOf({ section, fragment, offset }: Position): number {
  return section.fragments[fragment]!.offset + offset;
}

/** The final address of `position`. */
export function addressOf(position: Position): number {
  const { section } = position;
  const offset = offsetOf(position);
  return section.moved === undefined ? section.addr + offset : section.moved(offset);
}

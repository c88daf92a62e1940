import { rangeOf } from '../../src/asm/code.ts';
import { type Form, formsOf, mnemonics, type Slot } from '../../src/asm/syntax.ts';
import { drawBelow, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { CSRS, csrByNumber } from '../../src/isa/csrs.ts';
import { REGISTERS } from '../../src/isa/registers.ts';

/** Names that GNU as does not know. */
const NOT_GNU = new Set(['b']);

/** All forms of all instructions and pseudo-instructions that GNU as has too. */
const GNU_FORMS: readonly Form[] = [...mnemonics()]
  .filter((name) => !NOT_GNU.has(name))
  .flatMap((name) => formsOf(name) ?? []);

/** A source for GNU as and for ours: every form once, in random order, among labels, data and expressions. */
export function randomProgram(seed: number): string {
  const random = new Chooser(seed);
  const lines = ['.globl _start', '.equ EARLY, 1234', '_start:'];
  const labels = Array.from({ length: 12 }, (_, index) => `label${index}`);
  const forms = random.shuffled(GNU_FORMS);
  const step = Math.ceil(forms.length / labels.length);
  forms.forEach((form, index) => {
    if (index % step === 0) lines.push(`${labels[index / step]}:`);
    if (random.below(20) === 0) lines.push(random.of(['1:', '2:']));
    lines.push(`    ${form.name} ${form.slots.map((slot) => random.operand(form, slot, labels)).join(', ')}`);
    if (random.below(12) === 0) lines.push(...random.data(labels, index));
  });
  lines.push(
    ...labels.slice(Math.ceil(forms.length / step)).map((label) => `${label}:`),
    '1:',
    '2: ecall',
    '.data',
    'datum: .word 1, 2, 3',
  );
  return `${lines.join('\n')}\n`;
}

/** Random pieces of source, the same for the same seed. */
class Chooser {
  private readonly state: PrngState;

  constructor(seed: number) {
    this.state = seedPrng(seed);
  }

  below(bound: number): number {
    return drawBelow(this.state, bound);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const rest = [...items];
    return items.map(() => rest.splice(this.below(rest.length), 1)[0]!);
  }

  between(min: number, max: number): number {
    const edges = [min, max, Math.max(min, 0), Math.min(max, 1)];
    return this.below(3) === 0 ? this.of(edges) : min + this.below(max - min + 1);
  }

  register(): string {
    const number = this.below(32);
    return this.of([REGISTERS[number]!.abiName, `x${number}`]);
  }

  operand(form: Form, slot: Slot, labels: readonly string[]): string {
    switch (slot.kind) {
      case 'register':
        return this.register();
      case 'number':
        return this.number(form, slot);
      case 'constant':
        return this.word();
      case 'memory':
        return this.of([
          `${this.between(-2048, 2047)}(${this.register()})`,
          `(${this.register()})`,
          `%lo(datum+4)(${this.register()})`,
        ]);
      case 'address':
        return this.of([`(${this.register()})`, `0(${this.register()})`]);
      case 'target':
        return this.of([...labels, '1b', '1f', '2f', '.', '.+8', `${labels[3]}-4`]).replace('1b', '_start');
      case 'csr':
        return this.of([CSRS[this.below(CSRS.length)]!.name, `0x${csrByNumber(0xc01)!.number.toString(16)}`]);
      case 'fence':
        return this.of(['iorw', 'rw', 'r', 'w', 'io', 'i', 'orw']);
    }
  }

  private number(form: Form, slot: Slot): string {
    if (form.steps === 'constant') return this.of([this.word(), this.expression(3)]);
    if (slot.name === 'uimm') return String(this.below(32));
    const { format } = form.steps[form.steps.length - 1]!.insn;
    const { min, max } = rangeOf(format);
    const value = this.between(min, max);
    const plain = [String(value), `${value}`, `${value} + 0`, `(${value})`];
    if (format.name === 'U') return this.of([...plain, `0x${value.toString(16)}`, '%hi(datum)']);
    return format.name === 'I' ? this.of([...plain, '%lo(datum)', '%lo(0x12345678)']) : this.of(plain);
  }

  /** A number of 32 bits, often near the places where li changes its form. */
  private word(): string {
    const value = this.of([
      0,
      2047,
      2048,
      -2048,
      -2049,
      4096,
      0x7ffff7ff,
      0x7ffff800,
      0x7fffffff,
      -(2 ** 31),
      0xffffffff,
      0xfffff800,
    ]);
    return this.of([
      String(value),
      `0x${(value >>> 0).toString(16)}`,
      String(this.below(2 ** 32)),
      'EARLY',
      "'a'",
      "'\\n'",
      '0b1011',
      '0755',
    ]);
  }

  /** An expression of small numbers, of every operator; divisors are never 0. */
  expression(depth: number): string {
    if (depth === 0)
      return this.of([String(this.below(200)), `-${this.below(100)}`, 'EARLY', `0x${this.below(99).toString(16)}`]);
    const left = this.expression(depth - 1);
    const right = this.expression(depth - 1);
    switch (this.below(8)) {
      case 0:
        return `(${left})`;
      case 1:
        return `${this.of(['-', '~', '!', '+'])}(${left})`;
      case 2:
        return `(${left}) ${this.of(['/', '%'])} ${1 + this.below(9)}`;
      case 3:
        return `(${left}) << ${this.below(4)}`;
      default:
        return `${left} ${this.of(['+', '-', '*', '|', '&', '^', '!', '==', '!=', '<>', '<', '<=', '>', '>=', '&&', '||'])} ${right}`;
    }
  }

  data(labels: readonly string[], index: number): string[] {
    switch (this.below(9)) {
      case 0:
        return [
          `.word (${this.expression(3)}) & 0xffffffff, ${this.of(labels)}, . - _start, ${this.of(labels)} - ${this.of(labels)}`,
        ];
      case 1:
        return [
          '.pushsection .rodata',
          `text${index}: .asciz "a\\t\\"b\\101\\x41"`,
          '.popsection',
          `la a0, text${index}`,
        ];
      case 2:
        return [`.byte ${this.below(256)}, -1, 5, 6`, `.p2align ${3 + this.below(3)}`];
      case 3:
        return ['.section .data', `.half (${this.expression(2)}) & 0xffff`, `.balign ${2 ** this.below(5)}`, '.text'];
      case 4:
        return [`.fill ${this.below(5)}, ${this.of([4, 8])}, ${this.below(1000)}`, '.align 3'];
      case 5:
        return [`.set moving, ${this.below(100)}`, 'li a5, moving', '.set moving, moving + 5000', 'li a5, moving'];
      case 6:
        return [`.rept ${this.below(4)}`, 'nop', '.endr', '.irp r, a0, a1', 'addi \\r, \\r, 1', '.endr'];
      case 7:
        return [`.if ${this.expression(2)}`, 'nop', '.else', 'ebreak', '.endif'];
      default:
        return [
          `.macro m${index} x, y=5`,
          'li \\x, \\y',
          `.Lm${index}\\@: j .Lm${index}\\@`,
          '.endm',
          `m${index} a0`,
          `m${index} a1, 7`,
          `m${index} y=9, x=a2`,
        ];
    }
  }
}

import { PSEUDO } from '../asm/pseudo.ts';
import { unreachable } from '../base/unreachable.ts';
import { CSRS, type Csr } from '../isa/csrs.ts';
import { disassemble, ORDERING_SUFFIXES } from '../isa/disassemble.ts';
import { encode } from '../isa/encode.ts';
import type { OperandKind } from '../isa/formats.ts';
import type { Extension, Instruction } from '../isa/instruction.ts';
import { REGISTERS } from '../isa/registers.ts';
import { INSTRUCTIONS, instructionByName } from '../isa/table.ts';
import { type Effect, formatTerm } from '../isa/terms.ts';
import { listNames, twoColumns, wrap } from './columns.ts';
import { encodingDiagram } from './encoding-diagram.ts';

/** The headings of the extensions. */
export const ISA_TITLES: Readonly<Record<Extension, string>> = {
  I: 'Base instructions (RV32I)',
  M: 'Multiplication and division (M)',
  A: 'Atomic memory operations (A)',
  Zicsr: 'Control and status registers (Zicsr)',
  Zifencei: 'Instruction fetch fence (Zifencei)',
};
const NAME_COLUMN = 12;

/** Every name that has a page. */
export const ISA_NAMES: readonly string[] = [
  ...new Set([
    ...INSTRUCTIONS.map(({ name }) => name),
    ...PSEUDO.map(([name]) => name),
    ...CSRS.map(({ name }) => name),
    ...REGISTERS.map(({ abiName }) => abiName),
  ]),
];

/** All that the instruction set has, a line each. */
export function isaOverview(): string {
  const extensions = Object.keys(ISA_TITLES) as Extension[];
  const sections = extensions.map((extension) => {
    const rows = INSTRUCTIONS.filter((insn) => insn.extension === extension);
    return [
      ISA_TITLES[extension],
      ...twoColumns(
        rows.map(({ name, summary }) => [`  ${name}`, summary]),
        NAME_COLUMN,
      ),
    ];
  });
  const pseudo = [...new Set(PSEUDO.map(([name]) => name))].filter((name) => instructionByName(name) === undefined);
  const lines = [
    ...sections.flatMap((section) => [...section, '']),
    'Pseudo-instructions: the assembler makes real ones of them',
    ...listNames(pseudo),
    '',
    'Counters, for csrr and rdcycle',
    ...twoColumns(
      CSRS.map(({ name, summary }) => [`  ${name}`, summary]),
      NAME_COLUMN,
    ),
    '',
    'Registers',
    ...REGISTERS.map((_, number) => `  ${registerLine(number)}`),
    '',
    'kernlet isa NAME tells more of one.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** All that is called `name`; undefined if nothing is. */
export function isaPage(name: string): string | undefined {
  const insn = instructionByName(name);
  const pseudo = PSEUDO.filter((row) => row[0] === name);
  const csr = CSRS.find((row) => row.name === name);
  const register = REGISTERS.findIndex(({ abiName }, number) => abiName === name || `x${number}` === name);
  const parts = [
    insn === undefined ? [] : instructionPage(insn),
    pseudo.length === 0 ? [] : pseudoPage(pseudo),
    csr === undefined ? [] : csrPage(csr),
    register < 0 ? [] : [registerLine(register)],
  ].filter((part) => part.length > 0);
  if (parts.length === 0) return undefined;
  return parts.map((part) => part.map((line) => `${line}\n`).join('')).join('\n');
}

function instructionPage(insn: Instruction): string[] {
  const { name, format, extension, summary, effects } = insn;
  return [
    `${name} ${format.operands.map(operandText).join(', ')}`.trim(),
    `  ${wrap(summary, 2)}`,
    '',
    `Meaning${effects.length > 1 ? ', all at once' : ''}`,
    ...instructionMeaning(insn).map((line) => `  ${line}`),
    '',
    `Encoding (format ${format.name}, ${ISA_TITLES[extension]})`,
    ...encodingDiagram(insn).map((line) => `  ${line}`),
    ...immediateLines(insn),
    '',
    'Example',
    `  ${exampleOf(insn)}`,
  ];
}

/** How the reference writes an operand. */
function operandText(kind: OperandKind): string {
  if (kind === 'fence') return 'before, after';
  return kind === 'offset(rs1)' ? 'imm(rs1)' : kind;
}

function immediateLines({ format, extension }: Instruction): string[] {
  if (extension === 'A')
    return [`  imm is the ordering: ${ORDERING_SUFFIXES.map((suffix) => suffix || 'none').join(', ')}`];
  const { range } = format;
  if (range === undefined || !format.operands.some((kind) => ['imm', 'offset(rs1)', 'target'].includes(kind)))
    return [];
  const bits = Math.log2(range.step);
  if (bits >= 12)
    return [`  imm is written without its low ${bits} bits: 0 to 0x${(2 ** (32 - bits) - 1).toString(16)}`];
  const steps = range.step === 1 ? '' : `, a multiple of ${range.step}`;
  return [`  imm is ${range.min} to ${range.max}${steps}`];
}

/** What an instruction does, an effect a line. */
export function instructionMeaning({ effects }: Instruction): string[] {
  return effects.length === 0 ? ['nothing else: memory is always in order here'] : effects.map(describeEffect);
}

function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'setRd':
      return `rd = ${formatTerm(effect.value)}`;
    case 'jump':
      return `pc = ${formatTerm(effect.target)}`;
    case 'branch':
      return `if ${formatTerm(effect.condition)}: pc = ${formatTerm(effect.target)}`;
    case 'load': {
      const { bytes, signed } = effect.access;
      const extension = bytes === 4 ? '' : signed ? ', sign-extended' : ', zero-extended';
      return `rd = ${memory(bytes)}[${formatTerm(effect.addr)}]${extension}`;
    }
    case 'store':
      return `${memory(effect.access.bytes)}[${formatTerm(effect.addr)}] = ${formatTerm(effect.value)}`;
    case 'loadReserved':
      return 'rd = word[rs1]; the hart remembers address and value (the reservation)';
    case 'storeConditional':
      return 'if word[rs1] still is what was reserved: word[rs1] = rs2, rd = 0; else rd = 1';
    case 'amo':
      return `mem = word[rs1]; rd = mem; word[rs1] = ${formatTerm(effect.value)}`;
    case 'csr':
      return `rd = csr; csr ${{ write: '=', set: '|=', clear: '&= ~' }[effect.action]} ${formatTerm(effect.source)}`;
    case 'trapOnZeroDivisor':
      return `if ${formatTerm(effect.divisor)} == 0 and the divide trap is on: SIGFPE instead`;
    case 'fenceInstructions':
      return 'instructions are fetched anew';
    case 'environmentCall':
      return 'trap: system call a7 with arguments a0 to a5; its result comes in a0';
    case 'breakpoint':
      return 'trap: the debugger, or SIGTRAP';
    default:
      return unreachable(effect);
  }
}

function memory(bytes: 1 | 2 | 4): string {
  return { 1: 'byte', 2: 'half', 4: 'word' }[bytes];
}

/** A line of assembly with the word that it makes. */
export function exampleOf(insn: Instruction): string {
  const { format } = insn;
  const has = (kind: string) => format.operands.some((operand) => operand.includes(kind));
  const isCsr = has('csr');
  const operands = {
    rd: has('rd') ? 10 : 0,
    rs1: has('rs1') && !isCsr ? 11 : 0,
    rs2: has('rs2') ? 12 : 0,
    imm: isCsr ? CSRS[0]!.number : has('fence') ? 0x33 : exampleImmediate(insn),
  };
  const word = encode(insn, operands);
  const place = has('target') ? ', at address 0x10000' : '';
  return `${disassemble(word, 0x10000).padEnd(32)} # ${word.toString(16).padStart(8, '0')}${place}`;
}

function exampleImmediate({ format }: Instruction): number {
  const isWritten = format.operands.some((kind) => ['imm', 'offset(rs1)', 'target'].includes(kind));
  return isWritten && format.range !== undefined ? Math.max(16, format.range.step) : 0;
}

function pseudoPage(rows: typeof PSEUDO): string[] {
  return rows.flatMap(([name, operands, expansion, summary], index) => [
    ...(index > 0 ? [''] : []),
    `${name} ${operands}`.trim(),
    `  ${wrap(summary, 2)}`,
    '  stands for:',
    ...expansion
      .split(/; */)
      .map((line) => `    ${line.replace(/^constant .*/, 'lui, addi or both, as the number needs')}`),
  ]);
}

function csrPage({ name, number, summary }: Csr): string[] {
  return [
    `${name}: control and status register 0x${number.toString(16)}, read only`,
    `  ${summary}`,
    '',
    'Example',
    `  csrrs a0, ${name}, zero`,
  ];
}

function registerLine(number: number): string {
  const { abiName, use, saver } = REGISTERS[number]!;
  const kept = saver === 'nobody' ? '' : `, kept by the ${saver}`;
  return `${`x${number}`.padEnd(4)} ${abiName.padEnd(5)} ${use}${kept}`;
}

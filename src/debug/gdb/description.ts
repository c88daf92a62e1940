import { REGISTERS } from '../../isa/registers.ts';

/** gdb's register numbers are those of the instruction set; the pc follows. */
export const PC_NUMBER = REGISTERS.length;

/** What gdb is told of the processor (`target.xml`): 32 registers and the pc, no floating point. */
export function targetDescription(): string {
  const registers = REGISTERS.map(({ abiName }, number) => registerXml(abiName, number, typeOf(abiName)));
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE target SYSTEM "gdb-target.dtd">',
    '<target version="1.0">',
    '<architecture>riscv:rv32</architecture>',
    // With an operating system gdb would step by putting breakpoints into the program.
    '<osabi>none</osabi>',
    '<feature name="org.gnu.gdb.riscv.cpu">',
    ...registers,
    registerXml('pc', PC_NUMBER, 'code_ptr'),
    '</feature>',
    '</target>',
    '',
  ].join('\n');
}

function registerXml(name: string, number: number, type: string): string {
  return `<reg name="${name}" bitsize="32" regnum="${number}" type="${type}"/>`;
}

function typeOf(name: string): string {
  if (name === 'ra') return 'code_ptr';
  return name === 'sp' || name === 'gp' || name === 'tp' ? 'data_ptr' : 'int';
}

/** `text` as it stands in an XML attribute or between tags. */
export function xmlText(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

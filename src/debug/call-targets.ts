import type { ElfSection } from '../elf/symbols.ts';
import { type Decoded, decode } from '../isa/decode.ts';
import { RA } from '../isa/registers.ts';
import type { Term } from '../isa/terms.ts';

/** The other link register (RISC-V unprivileged specification, "Unconditional Jumps"). */
const ALTERNATE_LINK = 5;

/** Whether an instruction jumps and leaves the way back in a link register. */
export function isCall({ insn, rd }: Decoded): boolean {
  return insn.effects.some(({ kind }) => kind === 'jump') && (rd === RA || rd === ALTERNATE_LINK);
}

/**
 * The addresses that the code of an executable calls, where that can be seen: a jump by itself, or one through a register that
 * the instruction before has filled (what the assembler makes of `call`).
 */
export function callTargets(sections: readonly ElfSection[]): ReadonlySet<number> {
  const targets = new Set<number>();
  for (const { addr: start, bytes, executable } of sections) {
    if (!executable) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let before: Decoded | undefined;
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const decoded = decode(view.getUint32(at, true));
      if (decoded !== undefined && isCall(decoded)) {
        const target = targetOf(decoded, before, start + at);
        if (target !== undefined) targets.add(target >>> 0);
      }
      before = decoded;
    }
  }
  return targets;
}

function targetOf(call: Decoded, before: Decoded | undefined, pc: number): number | undefined {
  if (!call.insn.format.fields.includes('rs1')) return pc + call.imm;
  // The other half of the address: relative to where it was computed.
  if (before?.insn.format.name !== 'U' || before.rd !== call.rs1) return undefined;
  const isRelative = before.insn.effects.some((effect) => effect.kind === 'setRd' && usesPc(effect.value));
  return isRelative ? pc - 4 + before.imm + call.imm : before.imm + call.imm;
}

/** Whether a term has the pc in it. */
function usesPc(term: Term): boolean {
  if (term.kind === 'leaf') return term.name === 'pc';
  return term.kind === 'apply' && (usesPc(term.a) || usesPc(term.b));
}

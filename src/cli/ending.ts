import { BUS_ADRALN, CLD_KILLED, SEGV_ACCERR, SIG, SIGNALS, signalName } from '../abi/signals.ts';
import { hex32 } from '../base/bits.ts';
import type { Ending, FatalFault, Process } from '../kernel/process.ts';
import type { Computer } from '../system/computer.ts';

/** Signals whose senders know best: shells are silent about them too. */
const USUAL: readonly number[] = [SIG.SIGINT, SIG.SIGPIPE];

/** What to say of a first program that a signal killed; undefined if it ended in another way, or as somebody wanted. */
export async function describeDeath(computer: Computer): Promise<string | undefined> {
  const { main, mainEnding } = computer.kernel;
  if (main === undefined || mainEnding?.code !== CLD_KILLED || main.style === 'windows') return undefined;
  const { status, fault } = mainEnding;
  if (USUAL.includes(status)) return undefined;
  const text = SIGNALS[status - 1]?.text;
  const killed = `killed by ${signalName(status)}${text === undefined ? '' : ` (${text})`}`;
  if (fault === undefined) return killed;
  return `${killed}: ${explain(mainEnding, fault)}\n  at ${await placeOf(computer, main, fault.pc)}`;
}

function explain({ status }: Ending, { pc, addr, code }: FatalFault): string {
  const where = `0x${hex32(addr)}`;
  switch (status) {
    case SIG.SIGKILL:
      return `no frame of memory was free for ${where} (--ram)`;
    case SIG.SIGSEGV:
      if (addr === pc) return `no code may be executed at ${where}`;
      return code === SEGV_ACCERR ? `the memory at ${where} may not be used so` : `there is no memory at ${where}`;
    case SIG.SIGBUS:
      return code === BUS_ADRALN ? `${where} is not aligned` : `the file ends before what is at ${where}`;
    case SIG.SIGFPE:
      return 'division by zero';
    case SIG.SIGTRAP:
      return 'ebreak without a debugger';
    default:
      return 'what is there is no instruction';
  }
}

/** An address of code with its label and source line, as far as they are known. */
async function placeOf(computer: Computer, process: Process, pc: number): Promise<string> {
  // Only a program that went wrong is looked into.
  const { Programs } = await import('../debug/program.ts');
  const program = new Programs().of(computer.kernel, process);
  const line = program?.lineAt(pc);
  const known = [program?.describe(pc), line && `${line.file}:${line.line}`].filter((part) => part !== undefined);
  return known.length === 0 ? `pc 0x${hex32(pc)}` : `${known.join(', ')} (pc 0x${hex32(pc)})`;
}

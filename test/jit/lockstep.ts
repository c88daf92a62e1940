import { drawBelow, drawUint32, seedPrng } from '../../src/base/prng.ts';
import { ENVIRONMENT_CALL } from '../../src/isa/traps.ts';
import { installTranslator, type JitMode } from '../../src/jit/translator.ts';
import { Machine } from '../../src/machine/machine.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../src/machine/memory.ts';
import { makePte, PageTable, PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X } from '../../src/machine/page-table.ts';
import { CODE_AT, CODE_PAGES, DATA_AT, DATA_PAGES, type RandomCode, randomCode } from './random-code.ts';

const READ = PTE_V | PTE_U | PTE_R | PTE_A;
const READ_WRITE = READ | PTE_W | PTE_D;

/** A random program in a machine of its own, with a kernel that answers every trap in some way. */
export class RandomRun {
  readonly machine = new Machine({ harts: 2, frames: 64 });
  readonly program: RandomCode;
  private readonly prng;
  private traps = 0;

  constructor(seed: number, mode: JitMode) {
    installTranslator(this.machine, mode, 1 + (seed % 20));
    this.program = randomCode(seed);
    this.prng = seedPrng(seed + 1);
    const { machine } = this;
    const table = PageTable.create(machine)!;
    const map = (addr: number, flags: number): number => {
      const frame = machine.frames.allocate();
      table.set(addr >>> PAGE_SHIFT, makePte(frame, flags));
      return frame;
    };
    for (let page = 0; page < CODE_PAGES; page++) {
      const frame = map(CODE_AT + page * PAGE_SIZE, READ_WRITE | PTE_X);
      const words = this.program.words.slice(page * 1024, (page + 1) * 1024);
      machine.memory.i32.set(words, machine.memory.frameAddr(frame) >>> 2);
    }
    for (let page = 0; page <= DATA_PAGES; page++) {
      const frame = map(DATA_AT + page * PAGE_SIZE, page === DATA_PAGES ? READ : READ_WRITE);
      const words = Int32Array.from({ length: 1024 }, () => drawUint32(this.prng));
      machine.memory.i32.set(words, machine.memory.frameAddr(frame) >>> 2);
    }
    // The second hart stays idle: translations must not care which hart block they use.
    const { hart } = this;
    hart.loadSpace(table.root);
    hart.divTrap = seed % 5 === 0;
    this.restart();
  }

  get hart() {
    return this.machine.harts[1]!;
  }

  /** Runs for `cycles` cycles, over all traps, and says what was found then. */
  run(cycles: number): string {
    const { hart } = this;
    const end = hart.cycle + cycles;
    const trapped: string[] = [];
    while (hart.cycle < end) {
      const reason = hart.run(end);
      if (reason === 'limit') break;
      if (reason === 'stop') {
        trapped.push(`stop at ${hart.pc.toString(16)} cycle ${hart.cycle}`);
        continue;
      }
      trapped.push(`${hart.trapCause} ${hart.trapValue.toString(16)} at ${hart.pc.toString(16)} cycle ${hart.cycle}`);
      this.answerTrap();
    }
    const { pc, cycle, instret } = hart;
    return [...trapped, `${pc.toString(16)} ${cycle} ${instret}`, hart.x.subarray(0, 32).join(' ')].join('\n');
  }

  /** A number for all frames. */
  get memoryHash(): number {
    const { memory } = this.machine;
    let hash = 0;
    for (let at = memory.framesAt >>> 2; at < memory.i32.length; at++)
      hash = Math.imul(hash ^ memory.i32[at]!, 0x01000193);
    return hash;
  }

  private answerTrap(): void {
    const { hart } = this;
    this.traps++;
    hart.cycle += 3;
    if (hart.trapCause === ENVIRONMENT_CALL) {
      hart.x[10] = this.traps;
      hart.retireCall();
    } else if (this.traps % 3 === 0) {
      this.restart();
    } else {
      // As a signal handler that skips the instruction.
      hart.pc = (hart.pc + 4) >>> 0;
    }
    if (hart.pc < CODE_AT || hart.pc >= CODE_AT + CODE_PAGES * PAGE_SIZE) this.restart();
  }

  private restart(): void {
    const { hart, program } = this;
    hart.pc = program.functions[drawBelow(this.prng, program.functions.length)]!;
    hart.x[1] = program.functions[0]!;
    hart.x[2] = DATA_AT + 2048 + drawBelow(this.prng, 500) * 16 + (drawBelow(this.prng, 8) === 0 ? 2 : 0);
    for (const base of [8, 9, 18]) hart.x[base] = DATA_AT + 4 * drawBelow(this.prng, 2000);
  }
}

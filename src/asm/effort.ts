import type { AssembleLimits } from './options.ts';

/** What no program needs: a file may hold 256 MiB of data. */
const USUAL_LIMITS: AssembleLimits = { characters: Infinity, sectionBytes: 2 ** 28 };

/** How much may still be read, over all sources of a program. It counts what is done and not time, so that it is the same everywhere. */
export class Effort {
  left: number;
  readonly sectionBytes: number;
  private readonly all: number;

  constructor({ characters, sectionBytes }: AssembleLimits = USUAL_LIMITS) {
    this.left = characters;
    this.all = characters;
    this.sectionBytes = sectionBytes;
  }

  get isOver(): boolean {
    return this.left < 0;
  }

  get message(): string {
    return `macros and repetitions come to more than ${this.all} characters`;
  }

  spend(characters: number): void {
    this.left -= characters;
  }
}

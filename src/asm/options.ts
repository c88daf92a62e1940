/** Gives the files that `.include` and `.incbin` name. */
export interface IncludeReader {
  /**
   * The file called `path` in the file `from`: looked for beside that file, then in the folders given for includes.
   * `name` is what messages call it. Undefined if there is none.
   */
  read(path: string, from: string): { name: string; bytes: Uint8Array } | undefined;
}

/** How much work sources from strangers may make. Usual ones stay far below: a thousand lines are some 40,000 characters. */
export interface AssembleLimits {
  /** Characters that are read, those of expansions and repetitions included. */
  readonly characters: number;
  /** Bytes that each section of the file may hold. */
  readonly sectionBytes: number;
}

/** What is asked of the assembler beside its sources. */
export interface AssembleOptions {
  readonly reader: IncludeReader;
  /** The symbol to start at instead of `_start`. */
  readonly entry?: string;
  /** Whether line numbers for debuggers are added; they are unless this is false. */
  readonly debug?: boolean;
  /** By default only what no program needs is too much. */
  readonly limits?: AssembleLimits;
}

/** The words of a `debug` command that were spelt as for gdb, where `-ex` and `-batch` have one dash, as we spell them. */
export function spellOut(args: readonly string[]): string[] {
  if (args[0] !== 'debug') return [...args];
  return args.map((word) => (/^-(ex|batch)$/.test(word) ? `-${word}` : word));
}

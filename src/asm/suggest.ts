/** The candidate most like `name`, if one is near enough to be meant: at most a third of the letters differ. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** The lines of help for an unknown `name`: "did you mean", or none. */
export function didYouMean(name: string, candidates: Iterable<string>): string[] {
  const guess = nearest(name, candidates);
  return guess === undefined ? [] : [`did you mean \`${guess}\`?`];
}

/** How many letters must be inserted, removed, replaced or swapped with their neighbour to turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old: number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, older[j - 2]! + 1);
      row.push(least);
    }
    older = old;
    old = row;
  }
  return old[b.length]!;
}

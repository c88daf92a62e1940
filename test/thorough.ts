/** How often a random test goes: `quick` times for a developer, `inCi` times in continuous integration (CI=true). */
export function thorough(quick: number, inCi: number): number {
  return process.env.CI === 'true' ? inCi : quick;
}

/** Whether this is continuous integration: what is too long for every day runs with `test.runIf(inCi)`. */
export const inCi = process.env.CI === 'true';

/** How often a random test goes: `quick` times for a developer, `inCi` times in continuous integration (CI=true). */
export function thorough(quick: number, inCi: number): number {
  return process.env.CI === 'true' ? inCi : quick;
}

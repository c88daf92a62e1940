/** A control and status register that user code can name. */
export interface Csr {
  readonly name: string;
  readonly number: number;
  /** Which 64-bit counter it shows, and which half. */
  readonly counter: 'cycle' | 'time' | 'instret';
  readonly half: 'low' | 'high';
  readonly summary: string;
}

/**
 * The user counters (specification, chapter "Zicntr"): all are read-only, so a write is an illegal instruction, and so
 * is any access to another number.
 */
// biome-ignore format: a table
export const CSRS: readonly Csr[] = [
  { name: 'cycle',    number: 0xc00, counter: 'cycle',   half: 'low',  summary: 'virtual time in cycles, low word' },
  { name: 'time',     number: 0xc01, counter: 'time',    half: 'low',  summary: 'virtual time in cycles (100 million a second), low word' },
  { name: 'instret',  number: 0xc02, counter: 'instret', half: 'low',  summary: 'instructions this hart has retired, low word' },
  { name: 'cycleh',   number: 0xc80, counter: 'cycle',   half: 'high', summary: 'virtual time in cycles, high word' },
  { name: 'timeh',    number: 0xc81, counter: 'time',    half: 'high', summary: 'virtual time in cycles, high word' },
  { name: 'instreth', number: 0xc82, counter: 'instret', half: 'high', summary: 'instructions this hart has retired, high word' },
];

const byNumber = new Map(CSRS.map((csr) => [csr.number, csr]));
const byName = new Map(CSRS.map((csr) => [csr.name, csr]));

/** The CSR with `number`, if there is one. */
export function csrByNumber(number: number): Csr | undefined {
  return byNumber.get(number);
}

/** The CSR called `name`, if there is one. */
export function csrByName(name: string): Csr | undefined {
  return byName.get(name);
}

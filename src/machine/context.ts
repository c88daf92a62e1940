/** What LR leaves for SC: the address and the value that was there; `valid` is 1 or 0. */
export interface Reservation {
  valid: number;
  addr: number;
  value: number;
}

/** A thread's view of its hart: what is saved when it stops running and loaded when it runs again. */
export interface Context {
  /** x0 to x31. */
  readonly x: Int32Array;
  pc: number;
  readonly reservation: Reservation;
}

/** A context of zeros. */
export function newContext(): Context {
  return { x: new Int32Array(32), pc: 0, reservation: { valid: 0, addr: 0, value: 0 } };
}

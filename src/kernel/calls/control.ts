import * as c from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import { SIGNAL_MAX } from '../../abi/signals.ts';
import { stringBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { threadName } from '../thread.ts';

/** Nanoseconds by which Linux lets a wake-up be late; here none is late at all. */
const TIMER_SLACK = 50_000;

type Option = (call: Call) => number;

/** prctl by option: most are about the process, the name is the thread's. */
const OPTIONS: ReadonlyMap<number, Option> = new Map<number, Option>([
  [c.PR_SET_PDEATHSIG, setParentDeathSignal],
  [c.PR_GET_PDEATHSIG, (call) => writeWord(call, call.process.parentDeathSignal)],
  [c.PR_SET_NAME, setName],
  [c.PR_GET_NAME, getName],
  [c.PR_GET_DUMPABLE, (call) => Number(call.process.isDumpable)],
  [c.PR_SET_DUMPABLE, (call) => setFlag(call, 1, (value) => (call.process.isDumpable = value))],
  [c.PR_GET_KEEPCAPS, () => 0],
  [c.PR_SET_KEEPCAPS, (call) => (call.args[1] === 0 ? 0 : -E.EINVAL)],
  [c.PR_CAPBSET_READ, (call) => (call.args[1]! <= c.CAP_LAST_CAP ? 1 : -E.EINVAL)],
  [c.PR_SET_TIMERSLACK, () => 0],
  [c.PR_GET_TIMERSLACK, () => TIMER_SLACK],
  [c.PR_SET_CHILD_SUBREAPER, setSubreaper],
  [c.PR_GET_CHILD_SUBREAPER, (call) => writeWord(call, Number(call.process.isSubreaper))],
  [c.PR_SET_NO_NEW_PRIVS, setNoNewPrivileges],
  [c.PR_GET_NO_NEW_PRIVS, (call) => (hasRest(call, 1) ? -E.EINVAL : Number(call.process.hasNoNewPrivileges))],
]);

/** prctl(2); what is not in the table is EINVAL, as for an older Linux. */
export const controlCalls = {
  prctl: (call: Call) => OPTIONS.get(call.int(0))?.(call) ?? -E.EINVAL,
};

function setParentDeathSignal(call: Call): number {
  const signal = call.args[1]!;
  if (signal > SIGNAL_MAX) return -E.EINVAL;
  call.process.parentDeathSignal = signal;
  return 0;
}

/** At most 15 bytes of the name count. */
function setName(call: Call): number {
  const text = call.memory.readString(call.args[1]!, c.TASK_NAME_MAX);
  if (text === undefined) return -E.EFAULT;
  const name = text ?? String.fromCharCode(...call.memory.read(call.args[1]!, c.TASK_NAME_MAX)!);
  if (call.thread.tid === call.process.pid) call.process.name = name;
  else call.thread.name = name;
  return 0;
}

function getName(call: Call): number {
  const bytes = new Uint8Array(c.TASK_NAME_MAX + 1);
  bytes.set(stringBytes(threadName(call.thread)));
  return call.memory.write(call.args[1]!, bytes) ? 0 : -E.EFAULT;
}

function setSubreaper(call: Call): number {
  call.process.isSubreaper = call.args[1] !== 0;
  return 0;
}

function setNoNewPrivileges(call: Call): number {
  if (call.args[1] !== 1 || hasRest(call, 2)) return -E.EINVAL;
  call.process.hasNoNewPrivileges = true;
  return 0;
}

function setFlag(call: Call, index: number, set: (value: boolean) => void): number {
  const value = call.args[index]!;
  if (value > 1) return -E.EINVAL;
  set(value === 1);
  return 0;
}

/** Whether an argument from `index` on is not 0. */
function hasRest(call: Call, index: number): boolean {
  return call.args.slice(index, 5).some((value) => value !== 0);
}

function writeWord(call: Call, value: number): number {
  return call.memory.writeWord(call.args[1]!, value) ? 0 : -E.EFAULT;
}

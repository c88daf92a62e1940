import { E } from '../abi/errno.ts';
import { SYSCALLS, type SyscallName } from '../abi/syscalls.ts';
import { A0, A7 } from '../isa/registers.ts';
import type { Hart } from '../machine/hart.ts';
import { BLOCKED, type Call, callSite, GONE, type Handler, INTERRUPTED, STALLED } from './call.ts';
import { accountingCalls } from './calls/accounting.ts';
import { controlCalls } from './calls/control.ts';
import { copyingCalls } from './calls/copying.ts';
import { directoryCalls } from './calls/directories.ts';
import { epollCalls } from './calls/epoll.ts';
import { eventSourceCalls } from './calls/event-sources.ts';
import { fileSpaceCalls } from './calls/file-space.ts';
import { fileCalls } from './calls/files.ts';
import { futexCalls } from './calls/futex.ts';
import { handleCalls } from './calls/handles.ts';
import { identityCalls } from './calls/identity.ts';
import { lockCalls } from './calls/locks.ts';
import { mappingCalls } from './calls/mappings.ts';
import { memoryCalls } from './calls/memory.ts';
import { messageCalls } from './calls/messages.ts';
import { pollCalls } from './calls/poll.ts';
import { processCalls } from './calls/processes.ts';
import { queuedSignalCalls } from './calls/queued-signals.ts';
import { schedulingCalls } from './calls/scheduling.ts';
import { signalCalls } from './calls/signals.ts';
import { socketCalls } from './calls/sockets.ts';
import { storageCalls } from './calls/storage.ts';
import { systemCalls } from './calls/system.ts';
import { timeCalls } from './calls/time.ts';
import { timerCalls } from './calls/timers.ts';
import { transferCalls } from './calls/transfer.ts';
import { userCalls } from './calls/users.ts';
import type { Kernel } from './kernel.ts';
import { isCutShort } from './signal.ts';
import type { Thread } from './thread.ts';
import { MemoryPeek } from './vm/peek.ts';
import { windowsCalls } from './windows/windows.ts';

/** Every call of the table has a handler: the compiler says which one is missing. */
const HANDLERS: Record<SyscallName, Handler> = {
  ...accountingCalls,
  ...controlCalls,
  ...copyingCalls,
  ...directoryCalls,
  ...epollCalls,
  ...eventSourceCalls,
  ...fileCalls,
  ...fileSpaceCalls,
  ...futexCalls,
  ...handleCalls,
  ...identityCalls,
  ...lockCalls,
  ...mappingCalls,
  ...memoryCalls,
  ...messageCalls,
  ...pollCalls,
  ...processCalls,
  ...queuedSignalCalls,
  ...schedulingCalls,
  ...signalCalls,
  ...socketCalls,
  ...storageCalls,
  ...systemCalls,
  ...timeCalls,
  ...timerCalls,
  ...transferCalls,
  ...userCalls,
  ...windowsCalls,
};

/** Calls that tell what is written down about their caller, and change nothing. */
const QUESTIONS: readonly SyscallName[] = ['getpid', 'getppid', 'gettid', 'getuid', 'geteuid', 'getgid', 'getegid'];
/** Calls that leave the code and the registers of their caller as they are, whatever else they do. */
const SIMPLE: readonly SyscallName[] = [
  ...QUESTIONS,
  'clock_gettime64',
  'close',
  'dup',
  'dup3',
  'fcntl64',
  'futex_time64',
  'llseek',
  'pipe2',
  'ppoll_time64',
  'read',
  'readv',
  'rt_sigprocmask',
  'sched_yield',
  'waitid',
  'write',
  'writev',
];
const byNumber = handlersOf(SYSCALLS.map(({ name }) => name));
const questions = handlersOf(QUESTIONS);
const simpleCalls = handlersOf(SIMPLE);

/** The handlers of the calls of these names, by number. Without holes, of which there would be so many that the array was a slow one. */
function handlersOf(names: readonly SyscallName[]): readonly (Handler | undefined)[] {
  const wanted = new Set(names);
  const handlers = Array<Handler | undefined>(SYSCALLS.at(-1)!.number + 1).fill(undefined);
  for (const { name, number } of SYSCALLS) if (wanted.has(name)) handlers[number] = HANDLERS[name];
  return handlers;
}

/** Whether the next call of the thread on `hart` is one after which its code and registers, but for a0, are what they were. */
export function isSimpleCall(hart: Hart): boolean {
  return simpleCalls[hart.x[A7]! >>> 0] !== undefined;
}

/** The handler of the next call of the thread on `hart`, if that is a mere question. */
export function questionOf(hart: Hart): Handler | undefined {
  return questions[hart.x[A7]! >>> 0];
}

/**
 * Answers the `question` that the thread on `hart` is about to ask: with that all is done that entering the kernel would do,
 * but for the clock, provided that no signal or other thread waits for the hart.
 */
export function answerQuestion(kernel: Kernel, hart: Hart, question: Handler): void {
  const thread = kernel.running[hart.index]!;
  const { call } = kernel;
  thread.interruptedCall = undefined;
  // Who asks is all that the answer depends on.
  if (call.thread !== thread || call.hart !== hart) call.begin(kernel, thread, hart, undefined);
  hart.x[A0] = question(call);
}

/**
 * Executes the system call at the pc of the thread on `hart`, for the first time or, after a wait, again. A call that
 * completes puts its result into a0 and retires; one that blocks leaves the pc where it is and frees the hart.
 */
export function executeCall(kernel: Kernel, thread: Thread, hart: Hart): void {
  const { wait } = thread;
  const wasInterrupted = wait?.isInterrupted === true;
  thread.wait = undefined;
  thread.interruptedCall = undefined;
  const { call } = kernel;
  call.begin(kernel, thread, hart, wait);
  const site = kernel.isObserved ? callSite(hart) : undefined;
  if (site !== undefined && wait === undefined && !kernel.isRoundEnd) {
    const memory = new MemoryPeek(kernel, thread.process);
    kernel.emit({ kind: 'call', cycle: kernel.now(), thread, call: site, memory });
  }
  const handler = byNumber[call.number];
  const result = handler === undefined ? -E.ENOSYS : handler(call);
  if (result === GONE) return;
  if (result === STALLED) {
    thread.wait = wait;
    kernel.stall(hart);
    return;
  }
  if (result === BLOCKED || result === INTERRUPTED) {
    pauseCall(kernel, thread, call, result, wasInterrupted);
    return;
  }
  hart.x[A0] = result | 0;
  kernel.retireCall(hart);
  if (site === undefined) return;
  const memory = new MemoryPeek(kernel, thread.process);
  kernel.emit({ kind: 'return', cycle: kernel.now(), thread, call: site, result: result | 0, memory });
}

/** The call did not complete: the thread waits, or, if there is a signal for it, the signal comes first. */
function pauseCall(kernel: Kernel, thread: Thread, call: Call, result: number, wasInterrupted: boolean): void {
  if (thread.wait === undefined) thread.wait = call.wait;
  if (isCutShort(thread) || (result === INTERRUPTED && wasInterrupted)) {
    kernel.leaveQueues(thread);
    if (thread.wait !== undefined) thread.wait.isInterrupted = false;
    // Started again, a futex wait with a time limit would begin its time anew (futex(2)).
    const isTimed = thread.wait?.reason === 'futex' && thread.wait.deadline !== Infinity;
    const { restart } = call.row!;
    thread.interruptedCall = restart === 'never blocks' || isTimed ? 'interrupted' : restart;
    return;
  }
  if (thread.wait === undefined) throw new Error(`call ${call.number} was interrupted without having waited`);
  kernel.block(thread);
}

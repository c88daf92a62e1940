import { PROT_READ, PROT_WRITE, TRAMPOLINE_EXIT_THREAD } from '../../abi/memory.ts';
import { CLD_EXITED } from '../../abi/signals.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import { A0, GP, RA, SP } from '../../isa/registers.ts';
import { type Call, GONE, STALLED } from '../call.ts';
import { endThread, forkThread } from '../lifecycle.ts';
import { exceedsMemoryLimit, isProcessTableFull } from '../limits.ts';
import type { Thread } from '../thread.ts';
import type { Space } from '../vm/space.ts';
import { threadExitCode } from './exit-code.ts';
import { fail } from './failure.ts';
import { giveHandle, hasRoom, readInheritance, threadOf } from './handles.ts';
import { beginThread, resumeThread, suspendThread } from './suspension.ts';
import { nameThread } from './thread-object.ts';

const PAGE = 4096;

/** Windows-style calls about threads. */
export const windowsThreadCalls = {
  CreateThread(call: Call): number {
    const [security, size, , , flags, idAddr] = call.args as [number, number, number, number, number, number];
    const { kernel, process } = call;
    const inherits = readInheritance(call, security);
    if (inherits === undefined) return fail(call, ERROR.ERROR_NOACCESS);
    if ((flags & ~w.CREATE_SUSPENDED) !== 0) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if (idAddr !== 0 && !call.memory.prepare(idAddr, 4, true)) return fail(call, ERROR.ERROR_NOACCESS);
    if (isProcessTableFull(kernel, process)) return fail(call, ERROR.ERROR_NO_SYSTEM_RESOURCES);
    if (!hasRoom(process, 1)) return fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES);
    const pages = Math.ceil((size === 0 ? w.DEFAULT_STACK_SIZE : size) / PAGE);
    const stack = exceedsMemoryLimit(process, pages, true) ? undefined : addStack(process.space, pages);
    if (stack === undefined) return fail(call, ERROR.ERROR_NOT_ENOUGH_MEMORY);
    const thread = makeThread(call, stack);
    const object = nameThread(thread, kernel.files.newAnonymous());
    const handle = giveHandle(call, process, object, { inherits, access: w.THREAD_ALL_ACCESS });
    if (idAddr !== 0) call.memory.writeWord(idAddr, thread.tid);
    if (kernel.isFollowed) kernel.tell({ kind: 'fork', cycle: kernel.now(), parent: call.thread, child: thread });
    beginThread(kernel, thread, (flags & w.CREATE_SUSPENDED) !== 0);
    return handle;
  },

  /** The stack that CreateThread made goes too. */
  ExitThread(call: Call): number {
    const { kernel, process, thread, hart } = call;
    const { space } = process;
    const { ownStack } = thread;
    if (ownStack !== undefined && kernel.mustStall(space, hart)) return STALLED;
    const exitCode = call.args[0]!;
    hart.retireCall();
    if (ownStack !== undefined) space.remove(ownStack.start, ownStack.end);
    endThread(kernel, thread, { code: CLD_EXITED, status: exitCode & 0xff, exitCode });
    return GONE;
  },

  SuspendThread(call: Call): number {
    const thread = threadOf(call, call.args[0]!, w.THREAD_SUSPEND_RESUME);
    if (typeof thread === 'number') return fail(call, thread);
    const isRefused = thread.state === 'ended' || thread.suspendCount >= w.MAXIMUM_SUSPEND_COUNT;
    if (isRefused) return fail(call, ERROR.ERROR_ACCESS_DENIED);
    suspendThread(call.kernel, thread);
    return thread.suspendCount - 1;
  },

  ResumeThread(call: Call): number {
    const thread = threadOf(call, call.args[0]!, w.THREAD_SUSPEND_RESUME);
    if (typeof thread === 'number') return fail(call, thread);
    const before = thread.suspendCount;
    resumeThread(call.kernel, thread);
    return before;
  },

  GetExitCodeThread(call: Call): number {
    const thread = threadOf(call, call.args[0]!, w.THREAD_QUERY_INFORMATION);
    if (typeof thread === 'number') return fail(call, thread);
    return call.memory.writeWord(call.args[1]!, threadExitCode(thread)) ? 1 : fail(call, ERROR.ERROR_NOACCESS);
  },

  GetCurrentThreadId: (call: Call) => call.thread.tid,
};

/** A stack of `pages` pages above one that nobody may touch; undefined if there is no room for it. */
function addStack(space: Space, pages: number): Thread['ownStack'] {
  const start = space.findGap(pages + 1);
  if (start < 0) return undefined;
  const end = start + pages + 1;
  const common = { isShared: false, backing: { kind: 'anonymous' }, label: '' } as const;
  space.add({ ...common, start, end: start + 1, prot: 0 });
  space.add({ ...common, start: start + 1, end, prot: PROT_READ | PROT_WRITE });
  return { start, end };
}

/** A thread that will begin at address a2 with a3 in a0, and whose return is its end. */
function makeThread(call: Call, stack: NonNullable<Thread['ownStack']>): Thread {
  const [, , start, parameter] = call.args as [number, number, number, number];
  const thread = forkThread(call.kernel, call.thread);
  thread.ownStack = stack;
  const { context } = thread;
  context.x.fill(0);
  context.x[A0] = parameter;
  context.x[SP] = stack.end * PAGE;
  context.x[RA] = TRAMPOLINE_EXIT_THREAD;
  context.x[GP] = call.hart.x[GP]!;
  context.pc = start;
  return thread;
}

import { E } from '../../abi/errno.ts';
import { ARG_MAX, ARG_STRLEN_MAX } from '../../abi/memory.ts';
import * as p from '../../abi/processes.ts';
import { CLD_EXITED, SIGNAL_MAX } from '../../abi/signals.ts';
import { A0, SP, TP } from '../../isa/registers.ts';
import { type Call, GONE, STALLED } from '../call.ts';
import { areTooLarge, enterImage, loadImage, startContext } from '../exec.ts';
import { endProcess, endThread, forkProcess, forkThread, leaveOtherThreads } from '../lifecycle.ts';
import { isProcessTableFull } from '../limits.ts';
import type { Thread } from '../thread.ts';
import { memoryOf } from '../vm/present.ts';
import { waitForChild } from '../wait.ts';
import { waitForPages } from './disk-wait.ts';

/** What clone can do besides the signal in its low byte, for a new process and for a new thread. */
const PROCESS_FLAGS =
  p.CSIGNAL |
  p.CLONE_VM |
  p.CLONE_VFORK |
  p.CLONE_SETTLS |
  p.CLONE_PARENT_SETTID |
  p.CLONE_CHILD_SETTID |
  p.CLONE_CHILD_CLEARTID;
const THREAD_NEEDS = p.CLONE_VM | p.CLONE_FS | p.CLONE_FILES | p.CLONE_SIGHAND | p.CLONE_THREAD;
const THREAD_FLAGS = PROCESS_FLAGS | THREAD_NEEDS | p.CLONE_SYSVSEM | p.CLONE_DETACHED;

/** Where execve looks for what a file is: its first page. */
const HEADER_BYTES = 4096;

/** The size of struct robust_list_head on a 32-bit system. */
const ROBUST_LIST_HEAD_SIZE = 12;

/** Calls that make, replace, end and wait for processes. */
export const processCalls = {
  /**
   * Fork; vfork, when the child borrows the memory of the parent, which waits; with CLONE_THREAD a thread of the same
   * process, which shares everything.
   */
  clone(call: Call): number {
    if (call.wait !== undefined) return finishVfork(call);
    const flags = call.args[0]!;
    const isThread = (flags & p.CLONE_THREAD) !== 0;
    const isComplete = !isThread || (flags & THREAD_NEEDS) === THREAD_NEEDS;
    if ((flags & ~(isThread ? THREAD_FLAGS : PROCESS_FLAGS)) !== 0 || !isComplete) return -E.EINVAL;
    if ((flags & p.CSIGNAL) > SIGNAL_MAX) return -E.EINVAL;
    if (isProcessTableFull(call.kernel, call.process)) return -E.EAGAIN;
    const parentTid = (flags & p.CLONE_PARENT_SETTID) !== 0 ? call.args[2]! : 0;
    const child = isThread ? cloneThread(call) : cloneProcess(call, flags);
    if (typeof child === 'number') return child;
    startChild(call, child, flags);
    // As under Linux a bad address is nobody's error.
    if (parentTid !== 0) call.memory.writeWord(parentTid, child.tid);
    const { kernel, thread } = call;
    if (kernel.isFollowed) kernel.tell({ kind: 'fork', cycle: kernel.now(), parent: thread, child });
    kernel.makeReady(child);
    const waits = (flags & p.CLONE_VFORK) !== 0;
    return waits ? call.block('vfork', child.process.vforkDone, { value: child.tid }) : child.tid;
  },

  execve(call: Call): number {
    const { kernel, process, thread, hart } = call;
    const path = call.path(call.args[0]!);
    if (typeof path === 'number') return path;
    const args = readStrings(call, call.args[1]!);
    if (typeof args === 'number') return args;
    const environment = readStrings(call, call.args[2]!);
    if (typeof environment === 'number') return environment;
    const strings = { args: args.length === 0 ? [''] : args, environment };
    if (areTooLarge(process, strings)) return -E.E2BIG;
    const file = kernel.files.find(process, path);
    // The headers of the executable; its other pages are read as they are touched.
    const waiting = typeof file === 'number' ? 0 : waitForPages(call, file, 0, HEADER_BYTES);
    if (waiting !== 0) return waiting;
    if (kernel.mustStall(process.space, hart)) return STALLED;
    const image = loadImage(kernel, process, path, strings);
    if (typeof image === 'number') return image;
    leaveOtherThreads(kernel, thread);
    thread.name = undefined;
    thread.clearTidAddr = 0;
    thread.robustList = 0;
    thread.ownStack = undefined;
    thread.exception = undefined;
    thread.signalStack = { addr: 0, size: 0, flags: 2 };
    enterImage(kernel, process, image);
    startContext(image, thread.context);
    hart.retireCall();
    hart.load(process.space.table.root, thread.context);
    hart.divTrap = process.divTrap;
    if (kernel.isFollowed) kernel.tell({ kind: 'exec', cycle: kernel.now(), thread, path });
    return GONE;
  },

  exit(call: Call): number {
    retireLast(call);
    endThread(call.kernel, call.thread, {
      code: CLD_EXITED,
      status: call.args[0]! & 0xff,
    });
    return GONE;
  },

  exit_group(call: Call): number {
    retireLast(call);
    endProcess(call.kernel, call.process, {
      code: CLD_EXITED,
      status: call.args[0]! & 0xff,
    });
    return GONE;
  },

  waitid: waitForChild,

  set_tid_address(call: Call): number {
    call.thread.clearTidAddr = call.args[0]!;
    return call.thread.tid;
  },

  set_robust_list(call: Call): number {
    if (call.args[1] !== ROBUST_LIST_HEAD_SIZE) return -E.EINVAL;
    call.thread.robustList = call.args[0]!;
    return 0;
  },

  get_robust_list(call: Call): number {
    const [tid, headAddr, sizeAddr] = call.args as [number, number, number];
    const thread = tid === 0 ? call.thread : call.kernel.threads.get(tid);
    if (thread === undefined) return -E.ESRCH;
    if (!call.memory.writeWord(sizeAddr, ROBUST_LIST_HEAD_SIZE)) return -E.EFAULT;
    return call.memory.writeWord(headAddr, thread.robustList) ? 0 : -E.EFAULT;
  },
};

/** The last instruction of a thread counts as every other: the end comes when it has retired. */
function retireLast({ kernel, hart }: Call): void {
  kernel.retireCall(hart);
  kernel.setClock(hart.cycle);
}

/** The parent of a vfork goes on when its child has given the memory back. */
function finishVfork(call: Call): number {
  const { wait, kernel } = call;
  const child = kernel.processes.get(wait!.value);
  const isBorrowed = child !== undefined && child.ending === undefined && child.space === call.process.space;
  if (!isBorrowed) return wait!.value;
  return call.block('vfork', child.vforkDone);
}

function cloneThread(call: Call): Thread {
  call.hart.saveContext(call.thread.context);
  return forkThread(call.kernel, call.thread);
}

function cloneProcess(call: Call, flags: number): Thread | number {
  const { kernel, thread, process, hart } = call;
  const sharesMemory = (flags & p.CLONE_VM) !== 0;
  if (!sharesMemory && kernel.mustStall(process.space, hart)) return STALLED;
  const space = sharesMemory ? process.space : process.space.fork();
  if (space === undefined) return -E.ENOMEM;
  if (sharesMemory) space.users++;
  hart.saveContext(thread.context);
  return forkProcess(kernel, thread, space, flags & p.CSIGNAL);
}

/** The child returns 0 from the same call, on its own stack if one is given. */
function startChild(call: Call, child: Thread, flags: number): void {
  const [, stack, , tls, childTid] = call.args as [number, number, number, number, number];
  const { context } = child;
  context.pc = (context.pc + 4) >>> 0;
  context.x[A0] = 0;
  if (stack !== 0) context.x[SP] = stack;
  if ((flags & p.CLONE_SETTLS) !== 0) context.x[TP] = tls;
  if ((flags & p.CLONE_CHILD_CLEARTID) !== 0) child.clearTidAddr = childTid;
  if ((flags & p.CLONE_CHILD_SETTID) !== 0) memoryOf(call.kernel, child.process).writeWord(childTid, child.tid);
}

/** The strings that an array of pointers at `addr` names, up to ARG_MAX; a null array is an empty one, as under Linux. */
function readStrings(call: Call, addr: number): string[] | number {
  const strings: string[] = [];
  let bytes = 0;
  for (let at = addr; addr !== 0; at += 4) {
    const pointer = call.memory.readWord(at);
    if (pointer === undefined) return -E.EFAULT;
    if (pointer === 0) break;
    const text = call.memory.readString(pointer >>> 0, ARG_STRLEN_MAX);
    if (text === undefined) return -E.EFAULT;
    if (text === null) return -E.E2BIG;
    bytes += text.length + 1 + 4;
    if (bytes > ARG_MAX) return -E.E2BIG;
    strings.push(text);
  }
  return strings;
}

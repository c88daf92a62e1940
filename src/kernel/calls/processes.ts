import { E } from '../../abi/errno.ts';
import { ARG_STRLEN_MAX } from '../../abi/memory.ts';
import * as p from '../../abi/processes.ts';
import { CLD_EXITED, SIGNAL_MAX } from '../../abi/signals.ts';
import { A0, SP, TP } from '../../isa/registers.ts';
import { type Call, GONE } from '../call.ts';
import { areTooLarge, enterImage, loadImage, startContext } from '../exec.ts';
import { endProcess, endThread, forkProcess, isProcessTableFull } from '../lifecycle.ts';
import type { Thread } from '../thread.ts';
import { memoryOf } from '../vm/present.ts';
import { waitForChild } from '../wait.ts';

/** What clone can do here besides the signal in its low byte: fork, and vfork. */
const CLONE_SUPPORTED =
  p.CSIGNAL |
  p.CLONE_VM |
  p.CLONE_VFORK |
  p.CLONE_SETTLS |
  p.CLONE_PARENT_SETTID |
  p.CLONE_CHILD_SETTID |
  p.CLONE_CHILD_CLEARTID;

/** The most strings that execve takes, so that hostile arrays end. */
const STRINGS_MAX = 0x20000;

/** Calls that make, replace, end and wait for processes. */
export const processCalls = {
  /** Fork, or vfork: with CLONE_VM the child borrows the memory of the parent, which waits (CLONE_VFORK). */
  clone(call: Call): number {
    const { kernel, thread, hart, wait } = call;
    if (wait !== undefined) return finishVfork(call);
    const [flags, stack, parentTid, tls, childTid] = call.args as [number, number, number, number, number];
    const sharesMemory = (flags & p.CLONE_VM) !== 0;
    const waits = (flags & p.CLONE_VFORK) !== 0;
    if ((flags & ~CLONE_SUPPORTED) !== 0 || sharesMemory !== waits || (flags & p.CSIGNAL) > SIGNAL_MAX) {
      return -E.EINVAL;
    }
    if (isProcessTableFull(kernel, call.process)) return -E.EAGAIN;
    if ((flags & p.CLONE_PARENT_SETTID) !== 0 && !call.memory.prepare(parentTid, 4, true)) return -E.EFAULT;
    const space = sharesMemory ? call.process.space : call.process.space.fork();
    if (space === undefined) return -E.ENOMEM;
    if (sharesMemory) space.users++;
    hart.saveContext(thread.context);
    const child = forkProcess(kernel, thread, space, flags & p.CSIGNAL);
    startChild(child, stack, (flags & p.CLONE_SETTLS) !== 0 ? tls : undefined);
    const memory = memoryOf(kernel, child.process);
    if ((flags & p.CLONE_CHILD_CLEARTID) !== 0) child.clearTidAddr = childTid;
    if ((flags & p.CLONE_CHILD_SETTID) !== 0) memory.writeWord(childTid, child.tid);
    if ((flags & p.CLONE_PARENT_SETTID) !== 0) call.memory.writeWord(parentTid, child.tid);
    if (kernel.isObserved) kernel.emit({ kind: 'fork', cycle: kernel.now(), parent: thread, child });
    kernel.makeReady(child);
    return waits ? call.block('vfork', [child.process.vforkDone], { value: child.tid }) : child.tid;
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
    if (areTooLarge(strings)) return -E.E2BIG;
    const image = loadImage(kernel, process, path, strings);
    if (typeof image === 'number') return image;
    for (const other of [...process.threads]) {
      if (other !== thread) endThread(kernel, other, { code: CLD_EXITED, status: 0 });
    }
    thread.clearTidAddr = 0;
    thread.signalStack = { addr: 0, size: 0, flags: 2 };
    enterImage(kernel, process, image);
    startContext(image, thread.context);
    hart.retireCall();
    hart.loadContext(thread.context);
    hart.loadSpace(process.space.table.root);
    hart.divTrap = process.divTrap;
    if (kernel.isObserved) kernel.emit({ kind: 'exec', cycle: kernel.now(), thread, path });
    return GONE;
  },

  exit(call: Call): number {
    call.hart.retireCall();
    endThread(call.kernel, call.thread, {
      code: CLD_EXITED,
      status: call.args[0]! & 0xff,
    });
    return GONE;
  },

  exit_group(call: Call): number {
    call.hart.retireCall();
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

  /** The list is only looked at when a thread dies with locks held, which needs threads. */
  set_robust_list: (call: Call) => (call.args[1] === 12 ? 0 : -E.EINVAL),
};

/** The parent of a vfork goes on when its child has given the memory back. */
function finishVfork(call: Call): number {
  const { wait, kernel } = call;
  const child = kernel.processes.get(wait!.value);
  const isBorrowed = child !== undefined && child.ending === undefined && child.space === call.process.space;
  if (!isBorrowed) return wait!.value;
  return call.block('vfork', [child.vforkDone]);
}

/** The child returns 0 from the same call, on its own stack if one is given. */
function startChild(child: Thread, stack: number, tls: number | undefined): void {
  const { context } = child;
  context.pc = (context.pc + 4) >>> 0;
  context.x[A0] = 0;
  if (stack !== 0) context.x[SP] = stack;
  if (tls !== undefined) context.x[TP] = tls;
}

/** The strings that an array of pointers at `addr` names; a null array is an empty one, as under Linux. */
function readStrings(call: Call, addr: number): string[] | number {
  const strings: string[] = [];
  for (let at = addr; addr !== 0; at += 4) {
    const pointer = call.memory.readWord(at);
    if (pointer === undefined) return -E.EFAULT;
    if (pointer === 0) break;
    if (strings.length === STRINGS_MAX) return -E.E2BIG;
    const text = call.memory.readString(pointer >>> 0, ARG_STRLEN_MAX);
    if (text === undefined) return -E.EFAULT;
    if (text === null) return -E.E2BIG;
    strings.push(text);
  }
  return strings;
}

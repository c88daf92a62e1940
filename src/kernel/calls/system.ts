import { E } from '../../abi/errno.ts';
import { SYSTEM_NAMES } from '../../abi/names.ts';
import { CYCLES_PER_SECOND, RLIMIT_COUNT } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { stringBytes, wordBytes } from '../../base/bytes.ts';
import { drawUint32 } from '../../base/prng.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { Call } from '../call.ts';

const NAMES = Object.values(SYSTEM_NAMES);
const RANDOM_MAX = 0x1ffffff;
const RLIM_INFINITY = 2 ** 64;

/** Calls about the system as a whole. */
export const systemCalls = {
  uname(call: Call): number {
    const bytes = new Uint8Array(STRUCTS.utsname.bytes);
    const fields = Object.values(STRUCTS.utsname.fields);
    for (const [index, name] of NAMES.entries()) bytes.set(stringBytes(name), fields[index]);
    return call.memory.write(call.args[0]!, bytes) ? 0 : -E.EFAULT;
  },

  sysinfo(call: Call): number {
    const { machine, processes } = call.kernel;
    const uptime = Math.floor(call.kernel.now() / CYCLES_PER_SECOND);
    const { total, freeCount } = machine.frames;
    // uptime, three load averages, total, free, shared, buffer, total and free swap; processes; high memory; the unit.
    const words = [uptime, 0, 0, 0, total, freeCount, 0, 0, 0, 0, processes.size & 0xffff, 0, 0, PAGE_SIZE, 0, 0];
    return call.memory.write(call.args[0]!, wordBytes(words)) ? 0 : -E.EFAULT;
  },

  getrandom(call: Call): number {
    const [addr, count, flags] = call.args as [number, number, number];
    if ((flags & ~7) !== 0) return -E.EINVAL;
    const bytes = new Uint8Array(Math.min(count, RANDOM_MAX));
    if (!call.memory.prepare(addr, bytes.length, true)) return -E.EFAULT;
    for (let at = 0; at < bytes.length; at++) bytes[at] = drawUint32(call.kernel.entropy);
    call.memory.write(addr, bytes);
    return bytes.length;
  },

  prlimit64(call: Call): number {
    const [, resource, newAddr, oldAddr] = call.args as [number, number, number, number];
    const pid = call.int(0);
    const process = pid === 0 ? call.process : call.kernel.processes.get(pid);
    if (process === undefined) return -E.ESRCH;
    if (resource >= RLIMIT_COUNT) return -E.EINVAL;
    const limit = process.limits[resource]!;
    const bytes = newAddr === 0 ? undefined : call.memory.read(newAddr, 16);
    if (newAddr !== 0 && bytes === undefined) return -E.EFAULT;
    const old = [...limitWords(limit.soft), ...limitWords(limit.hard)];
    if (oldAddr !== 0 && !call.memory.writeWords(oldAddr, old)) return -E.EFAULT;
    if (bytes === undefined) return 0;
    const soft = readLimit(bytes, 0);
    const hard = readLimit(bytes, 8);
    if (soft > hard) return -E.EINVAL;
    limit.soft = soft;
    limit.hard = hard;
    return 0;
  },

  /** The quantum ends with this call: whoever is ready comes first. */
  sched_yield(call: Call): number {
    call.kernel.timers[call.hart.index] = call.kernel.now();
    return 0;
  },
};

function limitWords(limit: number): [number, number] {
  return limit === Infinity ? [-1, -1] : [limit | 0, Math.floor(limit / 2 ** 32)];
}

function readLimit(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer);
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  return value >= RLIM_INFINITY - 2 ** 12 ? Infinity : value;
}

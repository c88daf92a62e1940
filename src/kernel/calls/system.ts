import { E } from '../../abi/errno.ts';
import { SYSTEM_NAMES } from '../../abi/names.ts';
import { CYCLES_PER_SECOND } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { stringBytes, wordBytes } from '../../base/bytes.ts';
import { drawUint32 } from '../../base/prng.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { Call } from '../call.ts';

const NAMES = Object.values(SYSTEM_NAMES);
const RANDOM_MAX = 0x1ffffff;

/** Calls about the system as a whole. */
export const systemCalls = {
  uname(call: Call): number {
    const bytes = new Uint8Array(STRUCTS.utsname.bytes);
    const fields = Object.values(STRUCTS.utsname.fields);
    for (const [index, name] of NAMES.entries()) bytes.set(stringBytes(name), fields[index]);
    return call.memory.write(call.args[0]!, bytes) ? 0 : -E.EFAULT;
  },

  sysinfo(call: Call): number {
    const { machine, threads } = call.kernel;
    const uptime = Math.floor(call.kernel.now() / CYCLES_PER_SECOND);
    const { total, freeCount } = machine.frames;
    const [one, five, fifteen] = call.kernel.loadAverage.scaled as [number, number, number];
    // uptime, three load averages, total, free, shared, buffer, total and free swap; processes; high memory; the unit.
    // biome-ignore format: in the order of struct sysinfo
    const words = [
      uptime, one, five, fifteen, total, freeCount, 0, 0, 0, 0, threads.size & 0xffff, 0, 0, PAGE_SIZE, 0, 0,
    ];
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
};

import * as control from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import { wordBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { type CapabilitySet, type Credentials, hasCapability, setFileUser, setUsers } from '../credentials.ts';

/** The most supplementary groups. */
const NGROUPS_MAX = 65536;
/** "Leave it as it is." */
const KEEP = -1;

/** Calls about users, groups and capabilities (credentials(7)). */
export const userCalls = {
  getuid: (call: Call) => call.process.credentials.uid,
  geteuid: (call: Call) => call.process.credentials.euid,
  getgid: (call: Call) => call.process.credentials.gid,
  getegid: (call: Call) => call.process.credentials.egid,

  getresuid(call: Call): number {
    const { uid, euid, suid } = call.process.credentials;
    return writeIds(call, [uid, euid, suid]);
  },

  getresgid(call: Call): number {
    const { gid, egid, sgid } = call.process.credentials;
    return writeIds(call, [gid, egid, sgid]);
  },

  /** Root sets all three, others the effective one, to the real or the saved one. */
  setuid(call: Call): number {
    const { credentials } = call.process;
    const id = call.int(0);
    if (id === KEEP) return -E.EINVAL;
    if (hasCapability(credentials, control.CAP_SETUID)) return changeUsers(call, { uid: id, euid: id, suid: id });
    if (id !== credentials.uid && id !== credentials.suid) return -E.EPERM;
    return changeUsers(call, { uid: credentials.uid, euid: id, suid: credentials.suid });
  },

  setgid(call: Call): number {
    const { credentials } = call.process;
    const id = call.int(0);
    if (id === KEEP) return -E.EINVAL;
    if (hasCapability(credentials, control.CAP_SETGID)) return changeGroups(call, { gid: id, egid: id, sgid: id });
    if (id !== credentials.gid && id !== credentials.sgid) return -E.EPERM;
    return changeGroups(call, { gid: credentials.gid, egid: id, sgid: credentials.sgid });
  },

  setreuid(call: Call): number {
    const { credentials } = call.process;
    const { uid: oldReal, euid: oldEffective, suid: oldSaved } = credentials;
    const [real, effective] = [call.int(0), call.int(1)];
    const error = checkIds(credentials, control.CAP_SETUID, [real], [oldReal, oldEffective]);
    const failure = error || checkIds(credentials, control.CAP_SETUID, [effective], [oldReal, oldEffective, oldSaved]);
    if (failure !== 0) return failure;
    const uid = real === KEEP ? oldReal : real;
    const euid = effective === KEEP ? oldEffective : effective;
    const movesSaved = real !== KEEP || (effective !== KEEP && effective !== oldReal);
    return changeUsers(call, { uid, euid, suid: movesSaved ? euid : oldSaved });
  },

  setregid(call: Call): number {
    const { credentials } = call.process;
    const { gid: oldReal, egid: oldEffective, sgid: oldSaved } = credentials;
    const [real, effective] = [call.int(0), call.int(1)];
    const error = checkIds(credentials, control.CAP_SETGID, [real], [oldReal, oldEffective]);
    const failure = error || checkIds(credentials, control.CAP_SETGID, [effective], [oldReal, oldEffective, oldSaved]);
    if (failure !== 0) return failure;
    const gid = real === KEEP ? oldReal : real;
    const egid = effective === KEEP ? oldEffective : effective;
    const movesSaved = real !== KEEP || (effective !== KEEP && effective !== oldReal);
    return changeGroups(call, { gid, egid, sgid: movesSaved ? egid : oldSaved });
  },

  setresuid(call: Call): number {
    const { credentials } = call.process;
    const { uid, euid, suid } = credentials;
    const wanted = [call.int(0), call.int(1), call.int(2)];
    const error = checkIds(credentials, control.CAP_SETUID, wanted, [uid, euid, suid]);
    if (error !== 0) return error;
    const [newReal, newEffective, newSaved] = chosen(wanted, [uid, euid, suid]);
    return changeUsers(call, { uid: newReal!, euid: newEffective!, suid: newSaved! });
  },

  setresgid(call: Call): number {
    const { credentials } = call.process;
    const { gid, egid, sgid } = credentials;
    const wanted = [call.int(0), call.int(1), call.int(2)];
    const error = checkIds(credentials, control.CAP_SETGID, wanted, [gid, egid, sgid]);
    if (error !== 0) return error;
    const [newReal, newEffective, newSaved] = chosen(wanted, [gid, egid, sgid]);
    return changeGroups(call, { gid: newReal!, egid: newEffective!, sgid: newSaved! });
  },

  /** Both give the id before, whether they could change it or not. */
  setfsuid(call: Call): number {
    const { credentials } = call.process;
    const { uid, euid, suid, fsuid } = credentials;
    const id = call.int(0);
    if (id !== KEEP && checkIds(credentials, control.CAP_SETUID, [id], [uid, euid, suid, fsuid]) === 0)
      change(call, () => setFileUser(credentials, id));
    return fsuid;
  },

  setfsgid(call: Call): number {
    const { credentials } = call.process;
    const { gid, egid, sgid, fsgid } = credentials;
    const id = call.int(0);
    if (id !== KEEP && checkIds(credentials, control.CAP_SETGID, [id], [gid, egid, sgid, fsgid]) === 0)
      change(call, () => Object.assign(credentials, { fsgid: id }));
    return fsgid;
  },

  getgroups(call: Call): number {
    const { groups } = call.process.credentials;
    const count = call.int(0);
    if (count < 0) return -E.EINVAL;
    if (count === 0) return groups.length;
    if (count < groups.length) return -E.EINVAL;
    return call.memory.writeWords(call.args[1]!, groups) ? groups.length : -E.EFAULT;
  },

  setgroups(call: Call): number {
    const { credentials } = call.process;
    const count = call.args[0]!;
    if (!hasCapability(credentials, control.CAP_SETGID)) return -E.EPERM;
    if (count > NGROUPS_MAX) return -E.EINVAL;
    const bytes = call.memory.read(call.args[1]!, count * 4);
    if (bytes === undefined) return -E.EFAULT;
    // Linux keeps them sorted.
    credentials.groups = [...new Uint32Array(bytes.buffer)].sort((a, b) => a - b);
    return 0;
  },

  capget(call: Call): number {
    const [header, data] = call.args as [number, number];
    const words = capabilityWords(call, header, data === 0);
    if (typeof words === 'number') return words;
    const process = words.pid === 0 ? call.process : call.kernel.threads.get(words.pid)?.process;
    if (words.pid < 0) return -E.EINVAL;
    if (process === undefined) return -E.ESRCH;
    if (data === 0) return 0;
    const { effective, permitted, inheritable } = process.credentials.capabilities;
    const values = [0, 1].flatMap((half) => [effective[half]!, permitted[half]!, inheritable[half]!]);
    return call.memory.writeWords(data, values.slice(0, words.sets * 3)) ? 0 : -E.EFAULT;
  },

  /** Only the caller's own can be set, and nothing be permitted that was not. */
  capset(call: Call): number {
    const [header, data] = call.args as [number, number];
    const words = capabilityWords(call, header, false);
    if (typeof words === 'number') return words;
    if (words.pid !== 0 && words.pid !== call.thread.tid) return -E.EPERM;
    const bytes = call.memory.read(data, words.sets * 12);
    if (bytes === undefined) return -E.EFAULT;
    const given = new Int32Array(bytes.buffer);
    const setAt = (index: number): CapabilitySet => [given[index]!, given[index + 3] ?? 0];
    const [effective, permitted, inheritable] = [setAt(0), setAt(1), setAt(2)];
    const { credentials } = call.process;
    const old = credentials.capabilities;
    const mayInherit: CapabilitySet = [old.inheritable[0] | old.permitted[0], old.inheritable[1] | old.permitted[1]];
    const isAllowed = isWithin(permitted, old.permitted) && isWithin(effective, permitted);
    if (!isAllowed || !isWithin(inheritable, mayInherit)) return -E.EPERM;
    credentials.capabilities = { effective, permitted, inheritable };
    return 0;
  },
};

/** The version (as how many 32-bit sets it has) and pid of a struct cap_user_header; an unknown version is put right. */
function capabilityWords(call: Call, header: number, isProbe: boolean): { sets: number; pid: number } | number {
  const bytes = call.memory.read(header, 8);
  if (bytes === undefined) return -E.EFAULT;
  const [version, pid] = new Int32Array(bytes.buffer) as unknown as [number, number];
  if (version === control.LINUX_CAPABILITY_VERSION_1) return { sets: 1, pid };
  if (version === control.LINUX_CAPABILITY_VERSION_2 || version === control.LINUX_CAPABILITY_VERSION_3) {
    return { sets: 2, pid };
  }
  if (!call.memory.write(header, wordBytes([control.LINUX_CAPABILITY_VERSION_3]))) return -E.EFAULT;
  return isProbe ? 0 : -E.EINVAL;
}

function isWithin(set: CapabilitySet, limit: CapabilitySet): boolean {
  return (set[0] & ~limit[0]) === 0 && (set[1] & ~limit[1]) === 0;
}

function writeIds(call: Call, ids: readonly number[]): number {
  return ids.every((id, index) => call.memory.writeWord(call.args[index]!, id)) ? 0 : -E.EFAULT;
}

/** Without the capability each of `wanted` must be one of `allowed`. */
function checkIds(
  credentials: Credentials,
  capability: number,
  wanted: readonly number[],
  allowed: readonly number[],
): number {
  if (hasCapability(credentials, capability)) return 0;
  return wanted.every((id) => id === KEEP || allowed.includes(id)) ? 0 : -E.EPERM;
}

function chosen(wanted: readonly number[], old: readonly number[]): number[] {
  return wanted.map((id, index) => (id === KEEP ? old[index]! : id));
}

function changeUsers(call: Call, users: { uid: number; euid: number; suid: number }): number {
  change(call, (credentials) => setUsers(credentials, users));
  return 0;
}

function changeGroups(call: Call, groups: { gid: number; egid: number; sgid: number }): number {
  change(call, (credentials) => Object.assign(credentials, groups, { fsgid: groups.egid }));
  return 0;
}

/** Changes the credentials. Who acts for somebody else from now on keeps what is in its memory to itself (PR_SET_DUMPABLE). */
function change({ process }: Call, apply: (credentials: Credentials) => void): void {
  const { credentials } = process;
  const { euid, egid, fsuid, fsgid } = credentials;
  apply(credentials);
  const actsAsBefore = credentials.euid === euid && credentials.egid === egid;
  process.isDumpable &&= actsAsBefore && credentials.fsuid === fsuid && credentials.fsgid === fsgid;
}

import * as c from '../abi/control.ts';
import { S_ISGID, S_ISUID, S_IXGRP } from '../abi/files.ts';

/** A set of capabilities: bits 0 to 31 and 32 to 63. */
export type CapabilitySet = readonly [low: number, high: number];

/** As whom a process acts (credentials(7)). */
export interface Credentials {
  /** Real, effective and saved user and group. */
  uid: number;
  euid: number;
  suid: number;
  gid: number;
  egid: number;
  sgid: number;
  /** The user and group for file access; they follow the effective ones. */
  fsuid: number;
  fsgid: number;
  /** Supplementary groups. */
  groups: readonly number[];
  capabilities: {
    readonly effective: CapabilitySet;
    readonly permitted: CapabilitySet;
    readonly inheritable: CapabilitySet;
  };
}

const NO_CAPABILITIES: CapabilitySet = [0, 0];
/** Every capability that there is. */
export const ALL_CAPABILITIES: CapabilitySet = [-1, 2 ** (c.CAP_LAST_CAP - 31) - 1];
/** Those about files, which come and go with the file user id 0. */
const FILE_CAPABILITIES = setOf([
  c.CAP_CHOWN,
  c.CAP_DAC_OVERRIDE,
  c.CAP_DAC_READ_SEARCH,
  c.CAP_FOWNER,
  c.CAP_FSETID,
  c.CAP_LINUX_IMMUTABLE,
  c.CAP_MKNOD,
  c.CAP_MAC_OVERRIDE,
]);

/** Those of root, with every capability. */
export function rootCredentials(): Credentials {
  return {
    ...{ uid: 0, euid: 0, suid: 0, gid: 0, egid: 0, sgid: 0, fsuid: 0, fsgid: 0 },
    groups: [],
    capabilities: { effective: ALL_CAPABILITIES, permitted: ALL_CAPABILITIES, inheritable: NO_CAPABILITIES },
  };
}

/** Whether `capability` (CAP_) is among the effective ones. */
export function hasCapability({ capabilities: { effective } }: Credentials, capability: number): boolean {
  const half = capability < 32 ? effective[0] : effective[1];
  return ((half >>> (capability & 31)) & 1) !== 0;
}

/** Whether `sender` may send signals to, and open, a process with the credentials `target` (kill(2)). */
export function maySignal(sender: Credentials, target: Credentials): boolean {
  const isTheirs = (id: number) => id === target.uid || id === target.suid;
  return isTheirs(sender.euid) || isTheirs(sender.uid) || hasCapability(sender, c.CAP_KILL);
}

/** Whether a file of group `gid` is of a group of the process. */
export function isInGroup({ fsgid, groups }: Credentials, gid: number): boolean {
  return gid === fsgid || groups.includes(gid);
}

/**
 * Sets the user ids. Capabilities follow as capabilities(7) has it: without any user id 0 all go, and the effective ones
 * come and go with the effective user id 0.
 */
export function setUsers(credentials: Credentials, users: { uid: number; euid: number; suid: number }): void {
  const hadRoot = [credentials.uid, credentials.euid, credentials.suid].includes(0);
  const wasRoot = credentials.euid === 0;
  Object.assign(credentials, users, { fsuid: users.euid });
  const { permitted, inheritable } = credentials.capabilities;
  if (hadRoot && ![users.uid, users.euid, users.suid].includes(0)) {
    credentials.capabilities = { effective: NO_CAPABILITIES, permitted: NO_CAPABILITIES, inheritable };
  } else if (wasRoot !== (users.euid === 0)) {
    credentials.capabilities = { effective: wasRoot ? NO_CAPABILITIES : permitted, permitted, inheritable };
  }
}

/** Sets the user id for file access; the capabilities about files follow. */
export function setFileUser(credentials: Credentials, fsuid: number): void {
  const { effective, permitted, inheritable } = credentials.capabilities;
  const change = (half: 0 | 1) => {
    const files = FILE_CAPABILITIES[half];
    return fsuid === 0 ? effective[half] | (permitted[half] & files) : effective[half] & ~files;
  };
  if ((credentials.fsuid === 0) !== (fsuid === 0))
    credentials.capabilities = { effective: [change(0), change(1)], permitted, inheritable };
  credentials.fsuid = fsuid;
}

/**
 * Those of a process after execve of a file. If it `mayGain` privileges, set-user-ID and set-group-ID bits make its owner
 * and group the effective ones. Root has all capabilities then, and everybody else none (capabilities(7)).
 */
export function programCredentials(
  old: Credentials,
  file: { readonly mode: number; readonly uid: number; readonly gid: number },
  mayGain: boolean,
): Credentials {
  const { inheritable } = old.capabilities;
  const setsGroup = mayGain && (file.mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP);
  const euid = mayGain && (file.mode & S_ISUID) !== 0 ? file.uid : old.euid;
  const egid = setsGroup ? file.gid : old.egid;
  const permitted = old.uid === 0 || euid === 0 ? ALL_CAPABILITIES : inheritable;
  const effective = euid === 0 ? permitted : NO_CAPABILITIES;
  const users = { euid, suid: euid, fsuid: euid };
  const groups = { egid, sgid: egid, fsgid: egid };
  return { ...old, ...users, ...groups, capabilities: { effective, permitted, inheritable } };
}

/** Those with which access(2) looks: the real user and group, who has capabilities if it is root. */
export function realCredentials(credentials: Credentials): Credentials {
  const { uid, gid, capabilities } = credentials;
  const effective = uid === 0 ? capabilities.permitted : NO_CAPABILITIES;
  return { ...credentials, fsuid: uid, fsgid: gid, capabilities: { ...capabilities, effective } };
}

/** Whether the process acts for another user or group than the one who started it. */
export function actsForOther({ uid, euid, gid, egid }: Credentials): boolean {
  return uid !== euid || gid !== egid;
}

function setOf(capabilities: readonly number[]): CapabilitySet {
  const bits = (from: number) =>
    capabilities.reduce((set, number) => (number >>> 5 === from >>> 5 ? set | (1 << (number & 31)) : set), 0);
  return [bits(0), bits(32)];
}

import { CAP_LAST_CAP } from '../abi/control.ts';

/** A set of capabilities: bits 0 to 31 and 32 to 63. */
export type CapabilitySet = readonly [low: number, high: number];

/** As whom a process acts (credentials(7)). Permission bits of files are kept and shown, but forbid nothing. */
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
export const ALL_CAPABILITIES: CapabilitySet = [-1, 2 ** (CAP_LAST_CAP - 31) - 1];

/** Those of root, with every capability. */
export function rootCredentials(): Credentials {
  return {
    ...{ uid: 0, euid: 0, suid: 0, gid: 0, egid: 0, sgid: 0, fsuid: 0, fsgid: 0 },
    groups: [],
    capabilities: { effective: ALL_CAPABILITIES, permitted: ALL_CAPABILITIES, inheritable: NO_CAPABILITIES },
  };
}

/** Whether the process may do what is for root alone. */
export function isPrivileged({ euid }: Credentials): boolean {
  return euid === 0;
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

/** execve gives root all capabilities, and everybody else none (capabilities(7)). */
export function enterProgram(credentials: Credentials): void {
  const { uid, euid } = credentials;
  const { inheritable } = credentials.capabilities;
  const permitted = uid === 0 || euid === 0 ? ALL_CAPABILITIES : inheritable;
  const effective = euid === 0 ? permitted : NO_CAPABILITIES;
  credentials.capabilities = { effective, permitted, inheritable };
  credentials.suid = credentials.euid;
  credentials.sgid = credentials.egid;
}

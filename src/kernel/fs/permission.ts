import { CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID } from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import { R_OK, S_ISGID, S_ISUID, S_ISVTX, S_IXGRP, W_OK, X_OK } from '../../abi/files.ts';
import { type Credentials, hasCapability, isInGroup } from '../credentials.ts';
import type { DirectoryInode, Inode } from './inode.ts';

/*
 * Who may do what with files: path_resolution(7), inode(7), capabilities(7). What is refused is a negative error, and what
 * is allowed 0.
 */

/** Who follows paths and uses files: a process. */
export interface FileUser {
  /** 0 for who is no process. */
  readonly pid: number;
  /** Where paths that begin with a slash start, and which `..` does not leave; and where other paths start. */
  readonly directory: { readonly root: DirectoryInode; readonly current: DirectoryInode };
  readonly credentials: Credentials;
}

/** The bits that let anybody execute a file, in any of the three classes. */
const EXECUTABLE = 0o111;

/** Whether `user` may do with an inode what `wanted` says: R_OK, W_OK and X_OK, which is to search a directory. */
export function isPermitted({ pid, credentials }: FileUser, inode: Inode, wanted: number): boolean {
  if ((bitsFor(credentials, inode) & wanted) === wanted || isOwnDescriptors(pid, inode)) return true;
  const onlyReads = inode.kind === 'directory' ? (wanted & W_OK) === 0 : wanted === R_OK;
  if (onlyReads && hasCapability(credentials, CAP_DAC_READ_SEARCH)) return true;
  const mayExecute = (wanted & X_OK) === 0 || inode.kind === 'directory' || (inode.mode & EXECUTABLE) !== 0;
  return mayExecute && hasCapability(credentials, CAP_DAC_OVERRIDE);
}

/** Whether `user` counts as the owner of an inode. */
export function isOwner({ credentials }: FileUser, inode: Inode): boolean {
  return credentials.fsuid === inode.uid || hasCapability(credentials, CAP_FOWNER);
}

/** Whether names may be made in a directory. */
export function refuseMaking(user: FileUser, directory: DirectoryInode): number {
  return isPermitted(user, directory, W_OK | X_OK) ? 0 : -E.EACCES;
}

/** Whether a name of `inode` may be taken out of a directory; out of a sticky one only owners may. */
export function refuseRemoving(user: FileUser, directory: DirectoryInode, inode: Inode): number {
  if (!isPermitted(user, directory, W_OK | X_OK)) return -E.EACCES;
  const isSticky = (directory.mode & S_ISVTX) !== 0;
  return isSticky && directory.uid !== user.credentials.fsuid && !isOwner(user, inode) ? -E.EPERM : 0;
}

/** Whether the owner and group may be set to these; -1 leaves one as it is. */
export function refuseOwner(user: FileUser, inode: Inode, uid: number, gid: number): number {
  const { credentials } = user;
  if (withoutSetIds(inode) !== inode.mode && !isOwner(user, inode)) return -E.EPERM;
  if (hasCapability(credentials, CAP_CHOWN)) return 0;
  const isOwn = credentials.fsuid === inode.uid;
  const maySetUser = uid === -1 || (isOwn && uid === inode.uid);
  const maySetGroup = gid === -1 || (isOwn && (gid === inode.gid || isInGroup(credentials, gid)));
  return maySetUser && maySetGroup ? 0 : -E.EPERM;
}

/** The permission bits that an inode gets when `user` asks for `mode`: the set-group-ID bit is for members of the group. */
export function modeFor({ credentials }: FileUser, inode: Inode, mode: number): number {
  const isMember = isInGroup(credentials, inode.gid) || hasCapability(credentials, CAP_FSETID);
  return isMember ? mode : mode & ~S_ISGID;
}

/** Takes the set-user-ID and set-group-ID bits of a file away as its content changes, unless the user may keep them. */
export function dropSetIds({ credentials }: FileUser, inode: Inode): void {
  if ((inode.mode & (S_ISUID | S_ISGID)) === 0 || hasCapability(credentials, CAP_FSETID)) return;
  inode.mode = withoutSetIds(inode);
}

/** The mode after a change of the owner: without set-user-ID and set-group-ID bits, but for directories. */
export function withoutSetIds({ kind, mode }: Inode): number {
  if (kind === 'directory') return mode;
  return mode & ~S_ISUID & ~((mode & S_IXGRP) !== 0 ? S_ISGID : 0);
}

/** A new inode with its owner and group: those of `user`, or the group of a directory that hands it on (set-group-ID). */
export function owned<T extends Inode>({ credentials }: FileUser, inode: T, parent?: DirectoryInode): T {
  const inherits = parent !== undefined && (parent.mode & S_ISGID) !== 0;
  inode.uid = credentials.fsuid;
  inode.gid = inherits ? parent.gid : credentials.fsgid;
  if (inherits && inode.kind === 'directory') inode.mode |= S_ISGID;
  return inode;
}

/** Whether an inode is /proc/PID/fd of the process `pid`, which may always look there. */
function isOwnDescriptors(pid: number, inode: Inode): boolean {
  if (inode.kind !== 'directory' || inode.source?.kind !== 'proc') return false;
  return inode.source.pid === pid && inode.source.file === 'fd';
}

/** The bits of the one class, of owner, group and others, that `credentials` are in. */
function bitsFor(credentials: Credentials, { mode, uid, gid }: Inode): number {
  if (credentials.fsuid === uid) return mode >>> 6;
  return isInGroup(credentials, gid) ? mode >>> 3 : mode;
}

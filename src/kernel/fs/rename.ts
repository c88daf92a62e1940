import { E } from '../../abi/errno.ts';
import { NAME_MAX, RENAME_EXCHANGE, RENAME_NOREPLACE, W_OK } from '../../abi/files.ts';
import type { FileSystem } from './file-system.ts';
import { hostChildPath, moveSource } from './host-tree.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { isSpecialName } from './path-walk.ts';
import { type FileUser, isPermitted, refuseMaking, refuseRemoving } from './permission.ts';

/** A name in a directory. */
export interface Name {
  readonly parent: DirectoryInode;
  readonly name: string;
}

/** Gives what `from` names the name `to`, replacing what has it, or exchanges the two: rename(2). 0 or a negative error. */
export function rename(files: FileSystem, user: FileUser, from: Name, to: Name, flags: number): number {
  if (flags !== 0 && flags !== RENAME_NOREPLACE && flags !== RENAME_EXCHANGE) return -E.EINVAL;
  if (from.parent.device !== to.parent.device) return -E.EXDEV;
  if (isSpecialName(from.name) || isSpecialName(to.name)) return -E.EBUSY;
  if (to.name.length > NAME_MAX) return -E.ENAMETOOLONG;
  const moved = files.child(from.parent, from.name);
  const replaced = files.child(to.parent, to.name);
  if (typeof moved === 'number') return moved;
  if (typeof replaced === 'number') return replaced;
  if (moved === undefined) return -E.ENOENT;
  if (replaced !== undefined && flags === RENAME_NOREPLACE) return -E.EEXIST;
  if (replaced === undefined && flags === RENAME_EXCHANGE) return -E.ENOENT;
  if (from.parent.source?.kind === 'proc') return -E.EPERM;
  if (to.parent.links === 0) return -E.ENOENT;
  if (moved.kind === 'directory' && moved.isMountPoint) return -E.EBUSY;
  if (moved.device !== to.parent.device) return -E.EXDEV;
  if (isAncestor(moved, to.parent)) return -E.EINVAL;
  const isExchange = flags === RENAME_EXCHANGE;
  if (replaced !== undefined && isAncestor(replaced, from.parent)) return isExchange ? -E.EINVAL : -E.ENOTEMPTY;
  if (moved === replaced) return 0;
  const forbidden = refuseMoving(user, from, to, moved, replaced, isExchange);
  if (forbidden < 0) return forbidden;
  if (isExchange) return exchange(files, from, to, moved, replaced!);
  const refused = refuseReplacing(files, moved, replaced);
  return refused < 0 ? refused : move(files, from, to, moved, replaced);
}

/** 0 if `user` may take the names away and give them; a directory that gets another parent must be writable too. */
function refuseMoving(
  user: FileUser,
  from: Name,
  to: Name,
  moved: Inode,
  replaced: Inode | undefined,
  isExchange: boolean,
): number {
  const refused =
    refuseRemoving(user, from.parent, moved) ||
    (replaced === undefined ? refuseMaking(user, to.parent) : refuseRemoving(user, to.parent, replaced));
  if (refused < 0 || from.parent === to.parent) return refused;
  const movers = isExchange ? [moved, replaced!] : [moved];
  return movers.every((inode) => inode.kind !== 'directory' || isPermitted(user, inode, W_OK)) ? 0 : -E.EACCES;
}

/** 0 if `moved` may take the place of `replaced`, or the error. */
function refuseReplacing(files: FileSystem, moved: Inode, replaced: Inode | undefined): number {
  if (replaced === undefined) return 0;
  if (replaced.kind === 'directory') return moved.kind === 'directory' ? files.refuseEmptying(replaced) : -E.EISDIR;
  return moved.kind === 'directory' ? -E.ENOTDIR : 0;
}

function move(files: FileSystem, from: Name, to: Name, moved: Inode, replaced: Inode | undefined): number {
  const error = moveOnHost(files, to, moved, replaced);
  if (error < 0) return error;
  if (replaced !== undefined) {
    files.detach(to.parent, to.name);
    files.loseName(to.parent, replaced);
  }
  files.detach(from.parent, from.name);
  files.attach(to.parent, to.name, moved);
  if (moved.kind === 'directory') {
    from.parent.links--;
    to.parent.links++;
  }
  moved.changed = files.now();
  return 0;
}

/** What lives in memory only moves in memory, but what it replaces may be the host's. */
function moveOnHost(files: FileSystem, to: Name, moved: Inode, replaced: Inode | undefined): number {
  const movedOnHost = files.writableFolder(moved);
  const replacedOnHost = replaced === undefined ? undefined : files.writableFolder(replaced);
  if (replaced !== undefined && replacedOnHost !== undefined) files.keepData(replaced);
  if (movedOnHost !== undefined && to.parent.source?.kind === 'host') {
    const path = hostChildPath(to.parent.source, to.name);
    const error = movedOnHost.folder.rename(movedOnHost.path, path);
    if (error === 0) moveSource(moved, path);
    return error;
  }
  if (replacedOnHost === undefined) return 0;
  return replacedOnHost.folder.remove(replacedOnHost.path, replaced?.kind === 'directory');
}

function exchange(files: FileSystem, from: Name, to: Name, first: Inode, second: Inode): number {
  if (second.kind === 'directory' && second.isMountPoint) return -E.EBUSY;
  if (second.device !== from.parent.device) return -E.EXDEV;
  // A host folder has no call for it.
  if (files.writableFolder(first) !== undefined || files.writableFolder(second) !== undefined) return -E.EINVAL;
  files.detach(from.parent, from.name);
  files.detach(to.parent, to.name);
  files.attach(from.parent, from.name, second);
  files.attach(to.parent, to.name, first);
  if (first.kind === 'directory') {
    from.parent.links--;
    to.parent.links++;
  }
  if (second.kind === 'directory') {
    to.parent.links--;
    from.parent.links++;
  }
  first.changed = second.changed = files.now();
  return 0;
}

/** Whether `inode` is `directory` or one of those above it. */
function isAncestor(inode: Inode, directory: DirectoryInode): boolean {
  for (let at = directory; ; at = at.parent) {
    if (at === inode) return true;
    if (at.parent === at) return false;
  }
}

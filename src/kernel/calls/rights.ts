import { E } from '../../abi/errno.ts';
import * as s from '../../abi/sockets.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { wordBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { release } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import { install } from './descriptor.ts';

const { bytes: HEADER, fields: CMSG } = STRUCTS.cmsghdr;
/** More control data than any message needs. */
const CONTROL_MAX = 1 << 16;

/** The control data of a message. */
interface Control {
  readonly control: number;
  readonly controlSize: number;
}

/** The open objects whose descriptors the message passes (SCM_RIGHTS), or a negative error number. */
export function readRights(call: Call, { control, controlSize }: Control): OpenObject[] | number {
  const rights: OpenObject[] = [];
  if (control === 0 || controlSize < HEADER) return rights;
  if (controlSize > CONTROL_MAX) return -E.ENOBUFS;
  const bytes = call.memory.read(control, controlSize);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + HEADER <= controlSize; ) {
    const size = view.getUint32(at + CMSG.len, true);
    if (size < HEADER || at + size > controlSize) return -E.EINVAL;
    // What is for another protocol is passed over.
    if (view.getUint32(at + CMSG.level, true) === s.SOL_SOCKET) {
      if (view.getUint32(at + CMSG.type, true) !== s.SCM_RIGHTS) return -E.EINVAL;
      for (let fd = at + HEADER; fd + 4 <= at + size; fd += 4) {
        const object = call.object(view.getInt32(fd, true));
        if (object === undefined) return -E.EBADF;
        rights.push(object);
      }
    }
    at += Math.ceil(size / 4) * 4;
  }
  return rights.length > s.SCM_MAX_FD ? -E.EINVAL : rights;
}

/** Gives passed objects descriptors, as many as there is room for; the rest are closed. */
export function deliverRights(
  call: Call,
  { control, controlSize }: Control,
  rights: readonly OpenObject[],
  flags: number,
): { controlSize: number; isCut: boolean } {
  const room = control === 0 ? 0 : Math.max(0, Math.floor((controlSize - HEADER) / 4));
  const fds: number[] = [];
  for (const object of rights) {
    const hasRoom = fds.length < room && call.memory.prepare(control, HEADER + (fds.length + 1) * 4, true);
    const fd = hasRoom ? install(call, object, (flags & s.MSG_CMSG_CLOEXEC) !== 0) : -1;
    if (fd >= 0) fds.push(fd);
    // The message's own reference goes; the descriptor, if there is one, has another.
    release(call.kernel, object);
  }
  if (fds.length === 0) return { controlSize: 0, isCut: rights.length > 0 };
  const size = HEADER + fds.length * 4;
  call.memory.write(control, wordBytes([size, s.SOL_SOCKET, s.SCM_RIGHTS, ...fds]));
  return { controlSize: size, isCut: fds.length < rights.length };
}

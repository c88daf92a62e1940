import { E } from '../../abi/errno.ts';
import * as f from '../../abi/files.ts';
import { SIGNAL_MAX } from '../../abi/signals.ts';
import type { Call } from '../call.ts';
import type { OpenObject } from '../io/object.ts';
import { type NoticeOwner, noticeOf } from '../signal-notice.ts';

/** F_OWNER_ numbers of struct f_owner_ex, by index. */
const OWNER_KINDS = ['thread', 'process', 'group'] as const;

/** The commands of fcntl that say who is told of events, and by which signal. */
export function noticeControl(call: Call, object: OpenObject, command: number, argument: number): number {
  switch (command) {
    case f.F_SETOWN: {
      const id = argument | 0;
      if (id === -(2 ** 31)) return -E.EINVAL;
      return setOwner(call, object, { kind: id < 0 ? 'group' : 'process', id: Math.abs(id) });
    }
    case f.F_GETOWN: {
      const owner = ownerOf(object);
      return owner.kind === 'group' ? -owner.id : owner.id;
    }
    case f.F_SETOWN_EX: {
      const bytes = call.memory.read(argument, 8);
      if (bytes === undefined) return -E.EFAULT;
      const [type, id] = [...new Int32Array(bytes.buffer)];
      const kind = OWNER_KINDS[type];
      return kind === undefined ? -E.EINVAL : setOwner(call, object, { kind, id });
    }
    case f.F_GETOWN_EX: {
      const { kind, id } = ownerOf(object);
      return call.memory.writeWords(argument, [OWNER_KINDS.indexOf(kind), id]) ? 0 : -E.EFAULT;
    }
    case f.F_SETSIG:
      if (argument > SIGNAL_MAX) return -E.EINVAL;
      noticeOf(object).signal = argument;
      return 0;
    case f.F_GETSIG:
      return object.notice?.signal ?? 0;
    default:
      throw new Error(`fcntl command ${command} is not about notices`);
  }
}

function ownerOf(object: OpenObject): NoticeOwner {
  return object.notice?.owner ?? { kind: 'process', id: 0 };
}

function setOwner(call: Call, object: OpenObject, owner: NoticeOwner): number {
  if (owner.id !== 0 && !exists(call, owner)) return -E.ESRCH;
  noticeOf(object).owner = owner.id === 0 ? undefined : owner;
  return 0;
}

function exists(call: Call, { kind, id }: NoticeOwner): boolean {
  const { kernel } = call;
  if (kind === 'group') return kernel.groups.has(id);
  return kind === 'thread' ? kernel.threads.has(id) : kernel.processes.has(id);
}

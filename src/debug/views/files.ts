import { O_ACCMODE, O_APPEND, O_NONBLOCK } from '../../abi/files.ts';
import type { OpenObject } from '../../kernel/io/object.ts';
import { type Pipe, PipeEnd } from '../../kernel/io/pipe.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Process } from '../../kernel/process.ts';
import type { Debugger } from '../debugger.ts';
import { livingProcesses } from '../threads.ts';
import { threadNames } from './thread-names.ts';
import type { View } from './view.ts';

const PREVIEW = 32;

/** What the descriptors of a process name. */
export function handleView({ kernel }: Debugger, process: Process): View {
  const rows = process.handles
    .entries()
    .map(([number, { object, closeOnExec }]) => [
      number,
      object.kind,
      modeText(object),
      closeOnExec ? 'exec' : undefined,
      object.references,
      objectText(kernel, object),
    ]);
  return { columns: ['fd', 'kind', 'mode', 'closed on', 'handles', 'what'], rows, empty: 'no descriptor is open' };
}

/** The pipes that somebody has open, with what they hold. */
export function pipeView(session: Debugger): View {
  const { kernel } = session;
  const pipes = new Map<Pipe, { inode: number; readers: Set<number>; writers: Set<number> }>();
  for (const { pid, handles } of livingProcesses(kernel)) {
    for (const [, { object }] of handles.entries()) {
      if (!(object instanceof PipeEnd)) continue;
      const entry = pipes.get(object.pipe) ?? { inode: object.inode.number, readers: new Set(), writers: new Set() };
      pipes.set(object.pipe, entry);
      const mode = object.flags & O_ACCMODE;
      if (mode !== 1) entry.readers.add(pid);
      if (mode !== 0) entry.writers.add(pid);
    }
  }
  const rows = [...pipes].map(([pipe, { inode, readers, writers }]) => [
    inode,
    [...writers].join(',') || 'nobody',
    [...readers].join(',') || 'nobody',
    `${pipe.length}/${pipe.capacity}`,
    threadNames(session, [...pipe.readable.waiters, ...pipe.writable.waiters]),
    pipe.length === 0 ? undefined : preview(pipe.peek(PREVIEW), pipe.length),
  ]);
  return { columns: ['pipe', 'writers', 'readers', 'bytes', 'waiting', 'contents'], rows, empty: 'no pipe is open' };
}

/** Bytes as a text in quotes, with escapes. */
export function preview(bytes: Uint8Array, total: number): string {
  const text = [...bytes].map((byte) => {
    if (byte === 10) return '\\n';
    if (byte === 9) return '\\t';
    if (byte === 34 || byte === 92) return `\\${String.fromCharCode(byte)}`;
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${text.join('')}"${total > bytes.length ? '...' : ''}`;
}

function modeText({ flags }: OpenObject): string {
  const mode = ['r', 'w', 'rw'][flags & O_ACCMODE] ?? '?';
  return [mode, (flags & O_APPEND) !== 0 ? 'append' : '', (flags & O_NONBLOCK) !== 0 ? 'nonblock' : '']
    .filter(Boolean)
    .join(' ');
}

function objectText(kernel: Kernel, object: OpenObject): string {
  if (object instanceof PipeEnd) return `pipe ${object.inode.number}, ${object.pipe.length} bytes in it`;
  const path = kernel.files.shownPath(object.inode);
  const offset = 'offset' in object && typeof object.offset === 'number' ? ` at ${object.offset}` : '';
  if (path !== undefined) return `${path}${offset}`;
  return object.kind === 'stream' ? 'a stream of the host' : `inode ${object.inode.number}`;
}

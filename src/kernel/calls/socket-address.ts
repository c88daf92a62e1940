import { E } from '../../abi/errno.ts';
import { W_OK } from '../../abi/files.ts';
import { AF_UNIX, SOCK_DGRAM, UNIX_PATH_MAX } from '../../abi/sockets.ts';
import { byteString, stringBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { isPermitted } from '../fs/permission.ts';
import { abstractKey, type Socket } from '../io/socket.ts';

/** The two bytes of the family in front of the path. */
const PATH_AT = 2;

/** The address of `size` bytes at `addr`: a path without its zero byte, or an abstract name with the zero before it. */
export function readAddress(call: Call, addr: number, size: number): string | number {
  if (size < PATH_AT || size > PATH_AT + UNIX_PATH_MAX) return -E.EINVAL;
  const bytes = call.memory.read(addr, size);
  if (bytes === undefined) return -E.EFAULT;
  if (bytes[0] !== AF_UNIX || bytes[1] !== 0) return -E.EINVAL;
  const text = byteString(bytes.subarray(PATH_AT));
  if (text.startsWith('\0')) return text;
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Writes an address where `sizeAddr` says how long it may be, and there how long it is. 0 or a negative error number. */
export function writeAddress(call: Call, bytes: Uint8Array, addr: number, sizeAddr: number): number {
  const room = call.memory.readWord(sizeAddr);
  if (room === undefined) return -E.EFAULT;
  if (room < 0) return -E.EINVAL;
  if (!call.memory.write(addr, bytes.subarray(0, room))) return -E.EFAULT;
  return call.memory.writeWord(sizeAddr, bytes.length) ? 0 : -E.EFAULT;
}

/** struct sockaddr_un: the family, and for a bound socket the path with a zero byte, or the abstract name as it is. */
export function addressBytes(address: string | undefined): Uint8Array {
  const path = address === undefined || address === '' || address.startsWith('\0') ? (address ?? '') : `${address}\0`;
  const bytes = new Uint8Array(PATH_AT + path.length);
  bytes[0] = AF_UNIX;
  bytes.set(stringBytes(path), PATH_AT);
  return bytes;
}

/** Gives `socket` the address: an abstract name, or a new name in a directory. 0 or a negative error number. */
export function bindAddress(call: Call, socket: Socket, address: string): number {
  const { kernel, process } = call;
  if (address === '') return socket.address === undefined ? bindAddress(call, socket, freeName(call, socket)) : 0;
  if (address.startsWith('\0')) {
    if (kernel.abstractSockets.has(abstractKey(socket, address))) return -E.EADDRINUSE;
    if (socket.address !== undefined) return -E.EINVAL;
    kernel.abstractSockets.set(abstractKey(socket, address), socket);
    socket.abstractNames = kernel.abstractSockets;
  } else {
    const place = kernel.files.lookupParent(process, process.directory.current, address);
    if (typeof place === 'number') return place;
    if (place.found !== undefined) return -E.EADDRINUSE;
    if (socket.address !== undefined) return -E.EINVAL;
    const inode = kernel.files.makeSocket(process, place.parent, place.name, 0o777 & ~process.umask);
    if (typeof inode === 'number') return inode === -E.EEXIST ? -E.EADDRINUSE : inode;
    inode.listener = socket;
    socket.bound = inode;
  }
  socket.address = address;
  return 0;
}

/** The name that an empty address stands for: five hexadecimal digits that nobody has. */
function freeName(call: Call, socket: Socket): string {
  for (let number = 0; ; number++) {
    const name = `\0${number.toString(16).padStart(5, '0')}`;
    if (!call.kernel.abstractSockets.has(abstractKey(socket, name))) return name;
  }
}

/** The socket that is bound to `address` and has the type of `from`, or a negative error number. */
export function socketAt(call: Call, from: Socket, address: string): Socket | number {
  const found = address.startsWith('\0')
    ? call.kernel.abstractSockets.get(abstractKey(from, address))
    : socketAtPath(call, address);
  if (typeof found === 'number') return found;
  if (found === undefined) return -E.ECONNREFUSED;
  if (found.type !== from.type) return -E.EPROTOTYPE;
  const takesConnections = found.state === 'listening' && !found.hasShutRead;
  return from.type === SOCK_DGRAM || takesConnections ? found : -E.ECONNREFUSED;
}

function socketAtPath(call: Call, path: string): Socket | undefined | number {
  const { kernel, process } = call;
  const inode = kernel.files.find(process, path);
  if (typeof inode === 'number') return inode;
  if (!isPermitted(process, inode, W_OK)) return -E.EACCES;
  return inode.kind === 'socket' ? inode.listener : -E.ECONNREFUSED;
}

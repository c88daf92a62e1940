/** Numbers of the socket interface: socket(2), unix(7), send(2), recv(2). */

export const AF_UNSPEC = 0;
export const AF_UNIX = 1;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_SEQPACKET = 5;
/** The bits of a type that are flags; both have the values of O_NONBLOCK and O_CLOEXEC. */
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;

export const MSG_PEEK = 0x02;
export const MSG_CTRUNC = 0x08;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_EOR = 0x80;
export const MSG_WAITALL = 0x100;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_CMSG_CLOEXEC = 0x40000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_TYPE = 3;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_KEEPALIVE = 9;
export const SO_LINGER = 13;
export const SO_PEERCRED = 17;
export const SO_ACCEPTCONN = 30;
export const SO_PROTOCOL = 38;
export const SO_DOMAIN = 39;

/** The kind of control message that passes descriptors, and how many one may hold. */
export const SCM_RIGHTS = 1;
export const SCM_MAX_FD = 253;

/** The longest path of an address, and how many connections may wait to be accepted. */
export const UNIX_PATH_MAX = 108;
export const SOMAXCONN = 4096;
/** How many bytes may wait in a socket (net.core.rmem_default). */
export const SOCKET_CAPACITY = 212992;

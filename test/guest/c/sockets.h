/* Structures and numbers of sockets, for the programs that test them. */
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_SEQPACKET 5
#define SOCK_NONBLOCK 04000
#define SOCK_CLOEXEC 02000000
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#define MSG_PEEK 2
#define MSG_CTRUNC 8
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100
#define MSG_NOSIGNAL 0x4000
#define MSG_CMSG_CLOEXEC 0x40000000
#define SOL_SOCKET 1
#define SO_TYPE 3
#define SO_ERROR 4
#define SO_PEERCRED 17
#define SO_ACCEPTCONN 30
#define SCM_RIGHTS 1

struct address {
  unsigned short family;
  char path[108];
};
struct vector {
  void *base;
  u32 length;
};
struct message {
  void *name;
  u32 name_size;
  struct vector *parts;
  u32 count;
  void *control;
  u32 control_size, flags;
};
struct control {
  u32 size;
  int level, type, fds[4];
};

/* The address of a path, or of an abstract name if it begins with @; its size in `size`. */
static struct address *address_of(const char *name, u32 *size) {
  static struct address address;
  memset(&address, 0, sizeof address);
  address.family = AF_UNIX;
  memcpy(address.path, name, length_of(name));
  if (name[0] == '@') address.path[0] = 0;
  *size = 2 + length_of(name) + (name[0] != '@');
  return &address;
}
static int bind_to(int fd, const char *name) {
  u32 size;
  struct address *address = address_of(name, &size);
  return CALL(bind, fd, address, size);
}
static int connect_to(int fd, const char *name) {
  u32 size;
  struct address *address = address_of(name, &size);
  return CALL(connect, fd, address, size);
}
static int send_to(int fd, const char *name, const char *text) {
  u32 size;
  struct address *address = address_of(name, &size);
  return CALL(sendto, fd, text, length_of(text), 0, address, size);
}
static void say_address(const char *what, const struct address *address, u32 size) {
  say("%s: size %u", what, size);
  if (size > 2) say(" family %d %s%s", address->family, address->path[0] ? "" : "@", address->path + !address->path[0]);
  say("\n");
}
static int new_socket(int type) { return CALL(socket, AF_UNIX, type, 0); }
/* A socket that listens at `name`. */
static int listener(int type, const char *name, int backlog) {
  int fd = new_socket(type);
  bind_to(fd, name);
  CALL(listen, fd, backlog);
  return fd;
}
static int pair[2];
static void make_pair(int type) { CALL(socketpair, AF_UNIX, type, 0, pair); }
static void close_all(void) { CALL(close_range, 3, ~0u, 0); }

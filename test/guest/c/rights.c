/* Descriptors passed over sockets (SCM_RIGHTS), and messages with several parts. */
#include "guest.h"
#include "events.h"
#include "sockets.h"

static char buffer[200];

/* Sends `text` with `count` descriptors. */
static int pass(int socket, const char *text, const int *fds, u32 count, int flags) {
  struct vector part = {(void *)text, length_of(text)};
  struct control control = {12 + 4 * count, SOL_SOCKET, SCM_RIGHTS, {0}};
  memcpy(control.fds, fds, 4 * count);
  struct message message = {0, 0, &part, 1, &control, control.size, 0};
  return CALL(sendmsg, socket, &message, flags | MSG_NOSIGNAL);
}
/* Receives up to `size` bytes and `room` descriptors; says all, and gives the first descriptor. */
static int receive(const char *name, int socket, u32 size, u32 room, int flags) {
  struct vector part = {buffer, size};
  struct control control = {0};
  struct message message = {0, 0, &part, 1, room ? &control : 0, room ? 12 + 4 * room : 0, 77};
  memset(buffer, 0, sizeof buffer);
  int count = CALL(recvmsg, socket, &message, flags);
  if (count < 0) {
    fact(name, count);
    return -1;
  }
  say("%s: %d, %s, flags %x, control %d", name, count, buffer, message.flags, message.control_size);
  if (message.control_size >= 12) say(": %d of type %d of %d", control.size, control.type, control.level);
  say("\n");
  return message.control_size > 12 ? control.fds[0] : -1;
}
static void pipe_with(int fds[2], const char *text) {
  CALL(pipe2, fds, 0);
  CALL(write, fds[1], text, length_of(text));
}
static void read_from(const char *name, int fd) {
  char text[32] = {0};
  int count = CALL(read, fd, text, 31);
  if (count < 0) fact(name, count);
  else say("%s: %d, %s\n", name, count, text);
}
/* Whether the write end of a pipe still exists: reading from an empty one says so. */
static void is_open(const char *name, int reader) {
  struct pollfd one = {reader, POLLIN, 0};
  struct timespec now = {0, 0, 0};
  CALL(ppoll_time64, &one, 1, &now, 0, 8);
  say("%s: %s\n", name, one.revents & POLLHUP ? "closed" : "open");
}

static void passing(int type) {
  int fds[2], other[2];
  make_pair(type);
  pipe_with(fds, "through a pipe");
  fact("sendmsg", pass(pair[0], "text", fds, 1, 0));
  CALL(close, fds[0]);
  int fd = receive("recvmsg", pair[1], 60, 4, 0);
  read_from("the passed one", fd);
  fact("close-on-exec", CALL(fcntl64, fd, F_GETFD));
  pass(pair[0], "two", fds, 2, 0);
  fact("a bad one", pass(pair[0], "two", fds, 2, 0));
  CALL(pipe2, fds, 0);
  pass(pair[0], "two", fds, 2, 0);
  fd = receive("close-on-exec", pair[1], 60, 4, MSG_CMSG_CLOEXEC);
  fact("it is", CALL(fcntl64, fd, F_GETFD));
  pass(pair[0], "two", fds, 2, 0);
  receive("room for one", pair[1], 60, 1, 0);
  pass(pair[0], "two", fds, 2, 0);
  receive("room for none", pair[1], 60, 0, 0);
  pipe_with(other, "");
  pass(pair[0], "read", other + 1, 1, 0);
  CALL(close, other[1]);
  is_open("on its way", other[0]);
  receive("peek", pair[1], 60, 4, MSG_PEEK);
  CALL(close_range, other[0] + 1, ~0u, 0);
  is_open("after a peek", other[0]);
  CALL(read, pair[1], buffer, 60);
  is_open("read closes it", other[0]);
  CALL(close, other[0]);
  pipe_with(other, "");
  pass(pair[0], "read", other + 1, 1, 0);
  CALL(close, other[1]);
  CALL(close, pair[0]);
  is_open("its sender is closed", other[0]);
  CALL(close, pair[1]);
  is_open("and its receiver", other[0]);
  close_all();
}

static void streams(void) {
  int fds[2];
  make_pair(SOCK_STREAM);
  pipe_with(fds, "x");
  CALL(write, pair[0], "before ", 7);
  pass(pair[0], "with", fds, 1, 0);
  CALL(write, pair[0], " behind", 7);
  receive("up to what it came with", pair[1], 60, 4, 0);
  receive("and on", pair[1], 60, 4, 0);
  pass(pair[0], "first", fds, 1, 0);
  pass(pair[0], "second", fds, 2, 0);
  receive("a part", pair[1], 3, 4, 0);
  receive("the rest of it and the second", pair[1], 60, 4, 0);
  receive("nothing", pair[1], 60, 4, MSG_DONTWAIT);
  pass(pair[0], "first", fds, 1, 0);
  receive("waiting for all", pair[1], 5, 4, MSG_WAITALL);
  close_all();
}

static void between_processes(void) {
  int fds[2];
  make_pair(SOCK_STREAM);
  int child = fork();
  if (child == 0) {
    CALL(close, pair[0]);
    int fd = receive("the child", pair[1], 60, 4, 0);
    say("offset %d\n", (int)seek(fd, 0, SEEK_CUR));
    seek(fd, 2, SEEK_SET);
    CALL(write, pair[1], "done", 4);
    exit_with(0);
  }
  put("file", "0123456789");
  int fd = open("file", O_RDWR);
  seek(fd, 5, SEEK_SET);
  pass(pair[0], "a file", &fd, 1, 0);
  CALL(read, pair[0], buffer, 4);
  ending("the child", child);
  say("the offset is shared: %d\n", (int)seek(fd, 0, SEEK_CUR));
  child = fork();
  if (child == 0) {
    CALL(close_range, pair[1], pair[1], 0);
    pipe_with(fds, "left by the dead");
    pass(pair[0], "gift", fds, 1, 0);
    exit_with(0);
  }
  ending("the giver", child);
  read_from("its gift", receive("from the dead", pair[1], 60, 4, 0));
  close_all();
}

/* Linux looks for circles when some socket is closed for good, and then not at once. */
static void look_for_circles(void) {
  CALL(close, new_socket(SOCK_DGRAM));
  sleep_ms(30);
}
/* Sockets that are only in each other's queues can never be received: they must go, and what is with them. */
static void circles(void) {
  int fds[2], second[2];
  CALL(pipe2, fds, 0);
  make_pair(SOCK_STREAM);
  int with[2] = {pair[1], fds[1]};
  fact("passed over itself", pass(pair[0], "circle", with, 2, 0));
  CALL(close, fds[1]);
  is_open("with both ends open", fds[0]);
  CALL(close, pair[0]);
  is_open("with one end open", fds[0]);
  CALL(close, pair[1]);
  look_for_circles();
  is_open("with none", fds[0]);
  CALL(close, fds[0]);
  CALL(pipe2, fds, 0);
  make_pair(SOCK_DGRAM);
  memcpy(second, pair, sizeof pair);
  make_pair(SOCK_DGRAM);
  int across[2] = {second[0], fds[1]}, back[1] = {pair[0]};
  pass(pair[1], "a circle", across, 2, 0);
  pass(second[1], "of two", back, 1, 0);
  CALL(close, fds[1]);
  CALL(close, pair[0]);
  CALL(close, pair[1]);
  CALL(close, second[1]);
  is_open("one of four", fds[0]);
  CALL(close, second[0]);
  look_for_circles();
  is_open("none of four", fds[0]);
  CALL(close, fds[0]);
  CALL(pipe2, fds, 0);
  int server = listener(SOCK_STREAM, "@circle", 4), client = new_socket(SOCK_STREAM);
  connect_to(client, "@circle");
  int given[2] = {server, fds[1]};
  pass(client, "never accepted", given, 2, 0);
  CALL(close, fds[1]);
  is_open("in a connection that waits", fds[0]);
  CALL(close, server);
  look_for_circles();
  is_open("that nobody can accept", fds[0]);
  close_all();
}

static void parts(void) {
  char first[4] = {0}, second[8] = {0};
  struct vector out[3] = {{"ab", 2}, {"", 0}, {"cdefg", 5}}, in[2] = {{first, 3}, {second, 7}};
  struct message message = {0, 0, out, 3, 0, 0, 0};
  make_pair(SOCK_SEQPACKET);
  fact("sendmsg", CALL(sendmsg, pair[0], &message, 0));
  message = (struct message){0, 0, in, 2, 0, 0, 0};
  fact("recvmsg", CALL(recvmsg, pair[1], &message, 0));
  say("%s %s\n", first, second);
  message.count = 2000;
  fact("too many parts", CALL(sendmsg, pair[0], &message, 0));
  message = (struct message){0, 0, 0, 0, 0, 0, 0};
  fact("no parts", CALL(sendmsg, pair[0], &message, 0));
  fact("recvmsg", CALL(recvmsg, pair[1], &message, 0));
  fact("a bad address", CALL(sendmsg, pair[0], 16, 0));
  int a = new_socket(SOCK_DGRAM), b = new_socket(SOCK_DGRAM);
  struct address from;
  u32 size;
  bind_to(a, "@from");
  bind_to(b, "@to");
  struct address *to = address_of("@to", &size);
  message = (struct message){to, size, out, 3, 0, 0, 0};
  fact("to a name", CALL(sendmsg, a, &message, 0));
  memset(&from, 0, sizeof from);
  message = (struct message){&from, sizeof from, in, 2, 0, 0, 0};
  fact("recvmsg", CALL(recvmsg, b, &message, 0));
  say_address("from", &from, message.name_size);
  close_all();
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  say("streams\n");
  passing(SOCK_STREAM);
  say("datagrams\n");
  passing(SOCK_DGRAM);
  streams();
  between_processes();
  circles();
  parts();
  return 0;
}

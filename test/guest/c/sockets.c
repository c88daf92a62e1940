/* Sockets of the family AF_UNIX: streams, datagrams and sequenced packets; names, connections, ends. */
#include "guest.h"
#include "events.h"
#include "sockets.h"

static char buffer[400000];

/* "name: count, text" of a receive. */
static int receive(const char *name, int fd, u32 count, int flags) {
  memset(buffer, 0, 64);
  int result = CALL(recvfrom, fd, buffer, count, flags, 0, 0);
  if (result > 0 && result < 64) say("%s: %d, %s\n", name, result, buffer);
  else fact(name, result);
  return result;
}
static void send(const char *name, int fd, const char *text, int flags) {
  fact(name, CALL(sendto, fd, text, length_of(text), flags | MSG_NOSIGNAL, 0, 0));
}
static void poll_of(const char *name, int fd) {
  struct pollfd one = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
  struct timespec now = {0, 0, 0};
  CALL(ppoll_time64, &one, 1, &now, 0, 8);
  say("%s:%s%s%s%s%s\n", name, one.revents & POLLIN ? " in" : "", one.revents & POLLOUT ? " out" : "",
      one.revents & POLLERR ? " error" : "", one.revents & POLLHUP ? " hung up" : "",
      one.revents & POLLRDHUP ? " no more" : "");
}
static int option(int fd, int which) {
  int value = -77;
  u32 size = 4;
  int result = CALL(getsockopt, fd, SOL_SOCKET, which, &value, &size);
  return result < 0 ? result : value;
}

static void making(void) {
  fact("another family", CALL(socket, 77, SOCK_STREAM, 0));
  fact("an unknown type", CALL(socket, AF_UNIX, 9, 0));
  fact("unknown flags", CALL(socket, AF_UNIX, SOCK_STREAM | 0x100, 0));
  fact("another protocol", CALL(socket, AF_UNIX, SOCK_STREAM, 5));
  int fd = new_socket(SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
  fact("descriptor flags", CALL(fcntl64, fd, F_GETFD));
  fact("flags", CALL(fcntl64, fd, F_GETFL));
  fact("type", option(fd, SO_TYPE));
  fact("error", option(fd, SO_ERROR));
  fact("listens", option(fd, SO_ACCEPTCONN));
  struct statx facts;
  CALL(statx, fd, "", AT_EMPTY_PATH, 0x7ff, &facts);
  say("mode %o\n", facts.mode);
  fact("seek", seek(fd, 0, SEEK_SET));
  fact("pread", CALL(pread64, fd, buffer, 1, 0, 0));
  poll_of("new", fd);
  fact("read", CALL(read, fd, buffer, 1));
  fact("write", CALL(sendto, fd, buffer, 1, MSG_NOSIGNAL, 0, 0));
  fact("write, with a signal", ({
         on_signal(SIGPIPE, SIG_IGN, 0, 0);
         CALL(write, fd, buffer, 1);
       }));
  fact("shutdown", CALL(shutdown, fd, SHUT_WR));
  fact("shutdown in an unknown way", CALL(shutdown, fd, 3));
  fact("listen without a name", CALL(listen, fd, 1));
  fact("accept", CALL(accept, fd, 0, 0));
  fact("on a file", CALL(listen, 1, 1));
  fact("on nothing", CALL(listen, 77, 1));
  int packets = new_socket(SOCK_SEQPACKET), datagrams = new_socket(SOCK_DGRAM);
  poll_of("packets", packets);
  poll_of("datagrams", datagrams);
  receive("packets", packets, 1, 0);
  send("packets", packets, "x", 0);
  receive("datagrams", datagrams, 1, MSG_DONTWAIT);
  send("datagrams", datagrams, "x", 0);
  fact("listen for datagrams", CALL(listen, datagrams, 1));
  fact("accept datagrams", CALL(accept, datagrams, 0, 0));
  fact("a pair of another family", CALL(socketpair, 77, SOCK_STREAM, 0, pair));
  fact("a pair at a bad address", CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, 16));
  close_all();
}

static void streams(void) {
  make_pair(SOCK_STREAM);
  poll_of("a pair", pair[0]);
  send("send", pair[0], "hello", 0);
  send("send", pair[0], " world", 0);
  poll_of("something to read", pair[1]);
  receive("peek", pair[1], 7, MSG_PEEK);
  receive("peek across", pair[1], 60, MSG_PEEK);
  receive("a part", pair[1], 2, 0);
  receive("across writes", pair[1], 60, 0);
  receive("nothing there", pair[1], 60, MSG_DONTWAIT);
  CALL(fcntl64, pair[1], F_SETFL, O_NONBLOCK);
  fact("read", CALL(read, pair[1], buffer, 1));
  CALL(fcntl64, pair[1], F_SETFL, 0);
  fact("read nothing", CALL(read, pair[1], buffer, 0));
  send("send nothing", pair[0], "", 0);
  struct vector parts[2] = {{"one", 3}, {"two", 3}};
  fact("writev", CALL(writev, pair[0], parts, 2));
  receive("all of it", pair[1], 60, 0);
  int child = fork();
  if (child == 0) {
    CALL(write, pair[0], "abc", 3);
    sleep_ms(30);
    CALL(write, pair[0], "def", 3);
    exit_with(0);
  }
  receive("waiting for all", pair[1], 6, MSG_WAITALL);
  ending("the sender", child);
  child = fork();
  if (child == 0) {
    u32 total = 0;
    for (int count; total < 350000 && (count = CALL(recvfrom, pair[1], buffer, 350000 - total, MSG_WAITALL)) > 0;)
      total += count;
    say("received %u\n", total);
    exit_with(0);
  }
  int sent = CALL(sendto, pair[0], buffer, 350000, 0, 0, 0);
  ending("the receiver", child);
  fact("a large send", sent);
  int count = CALL(sendto, pair[0], buffer, 400000, MSG_DONTWAIT, 0, 0);
  say("a part of it: %d\n", count > 100000 && count < 400000);
  send("then it is full", pair[0], "x", MSG_DONTWAIT);
  poll_of("full", pair[0]);
  poll_of("the other way", pair[1]);
  close_all();
}

static void ends_of_streams(void) {
  make_pair(SOCK_STREAM);
  send("send", pair[1], "last", 0);
  fact("shutdown", CALL(shutdown, pair[1], SHUT_WR));
  send("after that", pair[1], "x", 0);
  poll_of("the other end", pair[0]);
  poll_of("this end", pair[1]);
  receive("what was sent", pair[0], 60, 0);
  receive("the end", pair[0], 60, 0);
  send("the other way", pair[0], "still", 0);
  receive("works", pair[1], 60, 0);
  fact("shutdown reading", CALL(shutdown, pair[1], SHUT_RD));
  send("the other way", pair[0], "x", 0);
  receive("the end", pair[1], 60, 0);
  poll_of("the other end", pair[0]);
  poll_of("this end", pair[1]);
  close_all();
  make_pair(SOCK_STREAM);
  send("send", pair[1], "last", 0);
  CALL(close, pair[1]);
  poll_of("closed, with something to read", pair[0]);
  receive("what was sent", pair[0], 2, 0);
  receive("what was sent", pair[0], 60, 0);
  receive("the end", pair[0], 60, 0);
  send("to nobody", pair[0], "x", 0);
  CHILD("without MSG_NOSIGNAL", {
    on_signal(SIGPIPE, SIG_DFL, 0, 0);
    CALL(sendto, pair[0], "x", 1, 0, 0, 0);
  });
  poll_of("closed", pair[0]);
  struct address address;
  u32 size = sizeof address;
  fact("getpeername", CALL(getpeername, pair[0], &address, &size));
  close_all();
  make_pair(SOCK_STREAM);
  send("never read", pair[0], "lost", 0);
  CALL(close, pair[1]);
  poll_of("reset", pair[0]);
  fact("its error", option(pair[0], SO_ERROR));
  receive("after that", pair[0], 60, 0);
  close_all();
  make_pair(SOCK_STREAM);
  send("never read", pair[0], "lost", 0);
  CALL(close, pair[1]);
  send("send", pair[0], "x", 0);
  receive("receive", pair[0], 60, 0);
  receive("again", pair[0], 60, 0);
  close_all();
}

static void messages(int type, const char *name) {
  say("%s\n", name);
  make_pair(type);
  send("one", pair[0], "first", 0);
  send("two", pair[0], "", 0);
  send("three", pair[0], "third", 0);
  receive("peek", pair[1], 2, MSG_PEEK);
  receive("its length", pair[1], 2, MSG_PEEK | MSG_TRUNC);
  receive("cut", pair[1], 2, 0);
  receive("an empty one", pair[1], 60, 0);
  receive("whole", pair[1], 60, 0);
  receive("none", pair[1], 60, MSG_DONTWAIT);
  struct vector parts[2] = {{"one", 3}, {"two", 3}};
  fact("writev", CALL(writev, pair[0], parts, 2));
  CALL(write, pair[0], "next", 4);
  char first[5] = {0}, second[9] = {0};
  struct vector places[2] = {{first, 4}, {second, 8}};
  fact("readv", CALL(readv, pair[1], places, 2));
  say("%s %s\n", first, second);
  struct message message = {0, 0, places, 1, 0, 0, 77};
  send("cut in two", pair[0], "abcdefgh", 0);
  CALL(read, pair[1], buffer, 4);
  fact("recvmsg", CALL(recvmsg, pair[1], &message, 0));
  say("flags %x\n", message.flags);
  fact("a large one", CALL(sendto, pair[0], buffer, 100000, 0, 0, 0));
  fact("received", CALL(read, pair[1], buffer, sizeof buffer));
  fact("too large", CALL(sendto, pair[0], buffer, 300000, MSG_DONTWAIT, 0, 0));
  int count = 0, error;
  while ((error = CALL(sendto, pair[0], "x", 1, MSG_DONTWAIT, 0, 0)) == 1) count++;
  fact("full", error);
  say("after some hundreds: %d\n", count > 100 && count < 1000);
  poll_of("full", pair[0]);
  while (CALL(recvfrom, pair[1], buffer, 9, MSG_DONTWAIT, 0, 0) > 0) count--;
  say("all there: %d\n", count);
  poll_of("empty", pair[0]);
  fact("shutdown", CALL(shutdown, pair[1], SHUT_RD));
  poll_of("shut", pair[1]);
  send("to one that reads no more", pair[0], "x", 0);
  receive("reads no more", pair[1], 60, 0);
  receive("without waiting", pair[1], 60, MSG_DONTWAIT);
  fact("shutdown", CALL(shutdown, pair[0], SHUT_WR));
  send("that writes no more", pair[0], "x", 0);
  receive("the other end", pair[1], 60, 0);
  close_all();
  make_pair(type);
  send("send", pair[1], "last", 0);
  CALL(close, pair[1]);
  poll_of("closed", pair[0]);
  receive("what was sent", pair[0], 60, MSG_DONTWAIT);
  receive("the end", pair[0], 60, MSG_DONTWAIT);
  send("to nobody", pair[0], "x", 0);
  send("again", pair[0], "x", 0);
  close_all();
  make_pair(type);
  send("never read", pair[0], "lost", 0);
  send("back", pair[1], "back", 0);
  CALL(close, pair[1]);
  poll_of("closed", pair[0]);
  receive("receive", pair[0], 60, MSG_DONTWAIT);
  receive("receive", pair[0], 60, MSG_DONTWAIT);
  close_all();
}

static void names(void) {
  struct address address;
  u32 size = sizeof address;
  int fd = listener(SOCK_STREAM, "socket", 0), other = new_socket(SOCK_STREAM);
  poll_of("a listener", fd);
  fact("getsockname", CALL(getsockname, fd, &address, &size));
  say_address("it", &address, size);
  size = 5;
  memset(&address, 0, sizeof address);
  fact("with little room", CALL(getsockname, fd, &address, &size));
  say_address("it", &address, size);
  size = -1;
  fact("with a negative size", CALL(getsockname, fd, &address, &size));
  fact("at a bad address", CALL(getsockname, fd, 16, &size));
  size = sizeof address;
  fact("without a peer", CALL(getpeername, fd, &address, &size));
  size = sizeof address;
  fact("of one without a name", CALL(getsockname, other, &address, &size));
  say_address("it", &address, size);
  fact("a name that is taken", bind_to(other, "socket"));
  fact("in no folder", bind_to(other, "none/socket"));
  fact("a second name", bind_to(fd, "another"));
  fact("connect to nothing", connect_to(other, "none"));
  put("file", "x");
  fact("connect to a file", connect_to(other, "file"));
  int deaf = new_socket(SOCK_STREAM);
  bind_to(deaf, "deaf");
  fact("connect to one that does not listen", connect_to(other, "deaf"));
  fact("with another type", connect_to(new_socket(SOCK_DGRAM), "socket"));
  fact("of the listener", connect_to(fd, "socket"));
  fact("connect", connect_to(other, "socket"));
  poll_of("somebody waits", fd);
  int third = new_socket(SOCK_STREAM | SOCK_NONBLOCK);
  fact("one more", connect_to(third, "socket"));
  send("before it is accepted", other, "early", 0);
  size = sizeof address;
  int end = CALL(accept4, fd, &address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  say_address("accepted, from", &address, size);
  say("flags %d %d\n", CALL(fcntl64, end, F_GETFL), CALL(fcntl64, end, F_GETFD));
  receive("what it sent", end, 60, 0);
  size = sizeof address;
  CALL(getsockname, end, &address, &size);
  say_address("the server's end", &address, size);
  size = sizeof address;
  CALL(getpeername, other, &address, &size);
  say_address("the client's peer", &address, size);
  size = sizeof address;
  memset(&address, 9, sizeof address);
  send("from the server", end, "reply", 0);
  fact("recvfrom", CALL(recvfrom, other, buffer, 9, 0, &address, &size));
  say_address("came from", &address, size);
  fact("sendto with an address", send_to(other, "socket", "x"));
  fact("sendto with an address, unconnected", send_to(third, "socket", "x"));
  fact("now there is room", connect_to(third, "socket"));
  int fourth = new_socket(SOCK_STREAM | SOCK_NONBLOCK);
  fact("and then not", connect_to(fourth, "socket"));
  fact("a longer queue", CALL(listen, fd, 5));
  fact("has room", connect_to(fourth, "socket"));
  fact("connected already", connect_to(fourth, "socket"));
  CALL(close, fd);
  receive("never accepted", third, 9, 0);
  receive("never accepted", third, 9, 0);
  send("never accepted", fourth, "x", 0);
  send("the accepted one", end, "on", 0);
  receive("goes on", other, 60, 0);
  fact("nobody listens any more", connect_to(new_socket(SOCK_STREAM), "socket"));
  fact("the name is still there", bind_to(new_socket(SOCK_STREAM), "socket"));
  fact("until it is removed", CALL(unlinkat, AT_FDCWD, "socket", 0));
  fact("bind", bind_to(new_socket(SOCK_STREAM), "socket"));
  close_all();
  CALL(unlinkat, AT_FDCWD, "socket", 0);
  CALL(unlinkat, AT_FDCWD, "deaf", 0);
  fd = listener(SOCK_SEQPACKET, "@hidden", 5);
  size = sizeof address;
  CALL(getsockname, fd, &address, &size);
  say_address("an abstract name", &address, size);
  fact("it is taken", bind_to(new_socket(SOCK_SEQPACKET), "@hidden"));
  fact("but not for another type", connect_to(new_socket(SOCK_STREAM), "@hidden"));
  other = new_socket(SOCK_SEQPACKET);
  bind_to(other, "@client");
  fact("connect", connect_to(other, "@hidden"));
  memset(&address, 0, sizeof address);
  size = sizeof address;
  end = CALL(accept, fd, &address, &size);
  say_address("accepted, from", &address, size);
  fact("packets do not look at an address", send_to(other, "@nobody", "packet"));
  receive("there", end, 60, 0);
  CALL(close, fd);
  fact("it is free", bind_to(new_socket(SOCK_SEQPACKET), "@hidden"));
  fd = new_socket(SOCK_DGRAM);
  fact("any name", CALL(bind, fd, &address, 2));
  size = sizeof address;
  CALL(getsockname, fd, &address, &size);
  say("size %u, abstract: %d\n", size, address.path[0] == 0);
  fact("too short", CALL(bind, new_socket(SOCK_DGRAM), &address, 1));
  fact("too long", CALL(bind, new_socket(SOCK_DGRAM), &address, 200));
  address.family = AF_INET;
  fact("of another family", CALL(bind, new_socket(SOCK_DGRAM), &address, 10));
  fact("at a bad address", CALL(bind, new_socket(SOCK_DGRAM), 16, 10));
  close_all();
}

static void waiting(void) {
  int fd = listener(SOCK_STREAM, "@server", 0), child = fork();
  if (child == 0) {
    sleep_ms(30);
    int mine = new_socket(SOCK_STREAM);
    fact("connected", connect_to(mine, "@server"));
    exit_with(CALL(read, mine, buffer, 60));
  }
  int end = CALL(accept, fd, 0, 0);
  sleep_ms(30);
  int cred[3] = {0};
  u32 size = 12;
  fact("credentials", CALL(getsockopt, end, SOL_SOCKET, SO_PEERCRED, cred, &size));
  say("of the child: %d, %d, %d\n", cred[0] == child, cred[1], cred[2]);
  sleep_ms(30);
  send("reply", end, "hello", 0);
  ending("the child", child);
  CALL(close, end);
  connect_to(new_socket(SOCK_STREAM), "@server");
  child = fork();
  if (child == 0) {
    fact("after waiting", connect_to(new_socket(SOCK_STREAM), "@server"));
    exit_with(0);
  }
  sleep_ms(50);
  CALL(accept, fd, 0, 0);
  ending("one more", child);
  child = fork();
  if (child == 0) {
    CALL(close, fd);
    fact("refused while waiting", connect_to(new_socket(SOCK_STREAM), "@server"));
    exit_with(0);
  }
  sleep_ms(50);
  CALL(close, fd);
  ending("refused", child);
  make_pair(SOCK_STREAM);
  size = 12;
  CALL(getsockopt, pair[0], SOL_SOCKET, SO_PEERCRED, cred, &size);
  say("of a pair: %d\n", cred[0] == CALL(getpid));
  size = 12;
  CALL(getsockopt, new_socket(SOCK_STREAM), SOL_SOCKET, SO_PEERCRED, cred, &size);
  say("of none: %d %d %d\n", cred[0], cred[1], cred[2]);
  close_all();
}

static void datagrams(void) {
  struct address address;
  u32 size = sizeof address;
  int a = new_socket(SOCK_DGRAM), b = new_socket(SOCK_DGRAM), none = new_socket(SOCK_DGRAM);
  bind_to(a, "@a");
  bind_to(b, "@b");
  fact("to a name", send_to(a, "@b", "from a"));
  fact("from one without a name", send_to(none, "@b", "from none"));
  memset(&address, 0, sizeof address);
  fact("recvfrom", CALL(recvfrom, b, buffer, 60, 0, &address, &size));
  say_address("the sender", &address, size);
  size = sizeof address;
  fact("recvfrom", CALL(recvfrom, b, buffer, 60, 0, &address, &size));
  say_address("the sender", &address, size);
  fact("to nobody", send_to(a, "@nobody", "x"));
  fact("connect", connect_to(a, "@b"));
  size = sizeof address;
  CALL(getpeername, a, &address, &size);
  say_address("its peer", &address, size);
  send("without an address", a, "hello", 0);
  receive("there", b, 60, 0);
  fact("to another", send_to(a, "@a", "self"));
  fact("connect back", connect_to(b, "@a"));
  fact("a third sends", send_to(none, "@b", "x"));
  fact("a third connects", connect_to(none, "@b"));
  struct address nowhere = {AF_UNSPEC};
  fact("connect to nowhere", CALL(connect, b, &nowhere, 2));
  fact("a third sends", send_to(none, "@b", "third"));
  receive("there", b, 60, 0);
  CALL(close, b);
  send("to one that was closed", a, "x", 0);
  send("once more", a, "x", 0);
  b = new_socket(SOCK_DGRAM | SOCK_NONBLOCK);
  bind_to(b, "@b");
  connect_to(none, "@b");
  int count = 0, error;
  while ((error = CALL(sendto, none, "x", 1, MSG_DONTWAIT, 0, 0)) == 1) count++;
  say("%d waiting, ", count);
  fact("then", error);
  poll_of("full", none);
  int child = fork();
  if (child == 0) {
    sleep_ms(30);
    exit_with(CALL(read, b, buffer, 9));
  }
  send("and one more fits", none, "y", 0);
  ending("the child", child);
  close_all();
}

int program(int argc, char **argv, char **envp, u32 *auxv) {
  making();
  streams();
  ends_of_streams();
  messages(SOCK_SEQPACKET, "sequenced packets");
  messages(SOCK_DGRAM, "datagrams");
  names();
  waiting();
  datagrams();
  return 0;
}

/* What CoreMark does, in a program of our own: a linked list, matrices, a state machine over text, and a CRC over it all. */
#include "bench.h"

enum { NODES = 120, SIZE = 12, TEXT = 600 };

struct node {
  struct node *next;
  short key, value;
};
static struct node nodes[NODES];
static int left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];
static char text[TEXT];

static NOINLINE u32 crc(u32 sum, u32 word) {
  for (int bit = 0; bit < 16; bit++) {
    u32 carry = (word ^ sum) & 1;
    word >>= 1;
    sum >>= 1;
    if (carry) sum ^= 0xa001;
  }
  return sum;
}

static NOINLINE struct node *reverse(struct node *list) {
  struct node *done = 0;
  while (list) {
    struct node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

static NOINLINE struct node *find(struct node *list, int key) {
  while (list && list->key != key) list = list->next;
  return list;
}

/* Merge sort of a list by keys, from the bottom up. */
static NOINLINE struct node *sort(struct node *list) {
  for (int run = 1;; run *= 2) {
    struct node *rest = list, *tail = 0;
    int merges = 0;
    list = 0;
    while (rest) {
      struct node *a = rest, *b = rest;
      int a_count = 0, b_count = run;
      merges++;
      while (a_count < run && b) {
        a_count++;
        b = b->next;
      }
      while (a_count > 0 || (b_count > 0 && b)) {
        struct node *taken;
        if (a_count > 0 && (b_count == 0 || !b || a->key <= b->key)) {
          taken = a;
          a = a->next;
          a_count--;
        } else {
          taken = b;
          b = b->next;
          b_count--;
        }
        if (tail) tail->next = taken;
        else list = taken;
        tail = taken;
      }
      rest = b;
    }
    tail->next = 0;
    if (merges <= 1) return list;
  }
}

static NOINLINE u32 lists(u32 seed) {
  u32 sum = 0;
  for (int at = 0; at < NODES; at++) {
    nodes[at].next = at + 1 < NODES ? &nodes[at + 1] : 0;
    nodes[at].key = next_random(&seed) >> 20;
    nodes[at].value = at;
  }
  struct node *list = reverse(nodes);
  for (int at = 0; at < NODES; at += 4) {
    struct node *found = find(list, nodes[at].key);
    if (found) sum = crc(sum, found->value);
  }
  for (struct node *node = sort(list); node; node = node->next) sum = crc(sum, node->key);
  return sum;
}

static NOINLINE u32 matrices(u32 seed) {
  u32 sum = 0;
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++) {
      left[row][column] = (short)(next_random(&seed) >> 16);
      right[row][column] = (short)(next_random(&seed) >> 18);
    }
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++) {
      int total = 0;
      for (int at = 0; at < SIZE; at++) total += left[row][at] * right[at][column];
      product[row][column] = total;
    }
  for (int row = 0; row < SIZE; row++)
    for (int column = 0; column < SIZE; column++) sum = crc(sum, (u32)product[row][column] >> 4);
  return sum;
}

/* How many numbers of each form are in the text: integer, fraction, with an exponent, none. */
static NOINLINE u32 machine(u32 seed) {
  u32 counts[4] = {0, 0, 0, 0};
  enum { START, INTEGER, FRACTION, EXPONENT, INVALID } state = START;
  for (int at = 0; at < TEXT; at++) text[at] = "0123456789.e,,x-"[next_random(&seed) >> 28];
  for (int at = 0; at < TEXT; at++) {
    char c = text[at];
    if (c == ',') {
      if (state != START) counts[state - 1]++;
      state = START;
      continue;
    }
    switch (state) {
      case START:
        state = c >= '0' && c <= '9' ? INTEGER : c == '.' ? FRACTION : c == '-' ? INTEGER : INVALID;
        break;
      case INTEGER:
        if (c == '.') state = FRACTION;
        else if (c == 'e') state = EXPONENT;
        else if (c < '0' || c > '9') state = INVALID;
        break;
      case FRACTION:
        if (c == 'e') state = EXPONENT;
        else if (c < '0' || c > '9') state = INVALID;
        break;
      case EXPONENT:
        if ((c < '0' || c > '9') && c != '-') state = INVALID;
        break;
      case INVALID:
        break;
    }
  }
  u32 sum = 0;
  for (int form = 0; form < 4; form++) sum = crc(sum, counts[form]);
  return sum;
}

static u32 pass(void) {
  u32 sum = 0;
  for (u32 round = 0; round < 20; round++) {
    sum = crc(sum, lists(round));
    sum = crc(sum, matrices(round));
    sum = crc(sum, machine(round));
  }
  return sum;
}

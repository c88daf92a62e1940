import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import * as f from '../../../src/abi/files.ts';
import { byteString, stringBytes } from '../../../src/base/bytes.ts';
import type { FifoInode } from '../../../src/kernel/fs/inode.ts';
import { makePipe, openFifo, type PipeEnd } from '../../../src/kernel/io/pipe.ts';
import { runGuest } from '../../system/guest.ts';
import { Tree } from '../fs/tree.ts';
import { ServicesDouble } from './services-double.ts';

function setUp() {
  const services = new ServicesDouble();
  const tree = new Tree();
  const { reader, writer } = makePipe(services, tree.files, tree.user);
  const write = (text: string) => writer.write(services, stringBytes(text));
  const read = (size: number) => {
    const target = new Uint8Array(size);
    const count = reader.read(services, target);
    return count < 0 ? count : byteString(target.subarray(0, count));
  };
  services.woken.length = 0;
  return { services, tree, reader, writer, pipe: reader.pipe, read, write };
}

describe('a pipe', () => {
  test('gives bytes in the order they came, whatever the sizes', () => {
    const { read, write } = setUp();
    write('abc');
    write('defg');
    expect([read(2), read(4), read(9)]).toEqual(['ab', 'cdef', 'g']);
  });

  test('goes round its buffer', () => {
    const { read, write, pipe } = setUp();
    let sent = '';
    let received = '';
    for (let i = 0; i < 500; i++) {
      const text = `${i},`.repeat(200);
      sent += text;
      expect(write(text)).toBe(text.length);
      const part = read(i % 2 === 0 ? text.length - 1 : text.length + 1);
      received += part;
    }
    expect(received === sent.slice(0, received.length) && pipe.length === sent.length - received.length).toBe(true);
  });

  test('would block when empty, and is at its end when no writer is left', () => {
    const { services, writer, read, write } = setUp();
    expect(read(1)).toBe(-E.EAGAIN);
    write('x');
    writer.close(services);
    expect([read(5), read(5)]).toEqual(['x', '']);
  });

  test('gives EPIPE when no reader is left', () => {
    const { services, reader, write } = setUp();
    reader.close(services);
    expect(write('x')).toBe(-E.EPIPE);
  });

  test('holds 65536 bytes', () => {
    const { write } = setUp();
    expect(write('x'.repeat(70_000))).toBe(65_536);
    expect(write('x'.repeat(70_000))).toBe(-E.EAGAIN);
  });

  test('takes up to PIPE_BUF bytes whole or not at all', () => {
    const { read, write } = setUp();
    write('x'.repeat(65_536 - 4095));
    expect(write('y'.repeat(4096))).toBe(-E.EAGAIN);
    expect(write('y'.repeat(4095))).toBe(4095);
    read(4096);
    expect(write('z'.repeat(4096))).toBe(4096);
  });

  test('takes what fits of a larger write', () => {
    const { write } = setUp();
    write('x'.repeat(65_000));
    expect(write('y'.repeat(5000))).toBe(536);
  });

  test('wakes readers for each write, and nobody without one', () => {
    const { services, pipe, read, write } = setUp();
    read(1);
    expect(services.woken).toEqual([]);
    write('x');
    expect(services.takeWoken(pipe.readable)).toBe(true);
  });

  test('wakes writers when it was too full to be written', () => {
    const { services, pipe, read, write } = setUp();
    write('x'.repeat(f.PIPE_CAPACITY - f.PIPE_BUF));
    read(1);
    expect(services.takeWoken(pipe.writable)).toBe(false);
    write('x'.repeat(2));
    read(1);
    expect(services.takeWoken(pipe.writable)).toBe(true);
  });

  test('wakes the other side when it closes', () => {
    const { services, pipe, reader, writer } = setUp();
    reader.close(services);
    expect(services.takeWoken(pipe.writable)).toBe(true);
    writer.close(services);
    expect(services.takeWoken(pipe.readable)).toBe(true);
  });

  test('polls as readable, writable, hung up', () => {
    const { services, reader, writer, write } = setUp();
    expect([reader.poll(), writer.poll()]).toEqual([0, f.POLLOUT]);
    write('x'.repeat(65_000));
    expect([reader.poll(), writer.poll()]).toEqual([f.POLLIN, 0]);
    writer.close(services);
    expect(reader.poll()).toBe(f.POLLIN | f.POLLHUP);
    reader.close(services);
    expect(writer.poll() & f.POLLERR).toBe(f.POLLERR);
  });

  test('changes its capacity in powers of two, not below what it holds', () => {
    const { services, pipe, write, read } = setUp();
    write('x'.repeat(6000));
    expect(pipe.resize(services, 5000)).toBe(8192);
    expect(write('y'.repeat(5000))).toBe(2192);
    expect(pipe.resize(services, 4096)).toBe(-E.EBUSY);
    expect(pipe.resize(services, 2 ** 21)).toBe(-E.EPERM);
    expect(read(10_000)).toBe('x'.repeat(6000) + 'y'.repeat(2192));
  });
});

describe('a named pipe', () => {
  function fifo() {
    const services = new ServicesDouble();
    const tree = new Tree();
    const inode = tree.files.makeFifo(tree.user, tree.root, 'fifo', 0o600);
    if (typeof inode === 'number') throw new Error(`makeFifo: ${inode}`);
    return { services, inode };
  }

  function open(services: ServicesDouble, inode: FifoInode, flags: number): PipeEnd {
    const end = openFifo(services, inode, flags);
    if (typeof end === 'number') throw new Error(`openFifo: ${end}`);
    return end;
  }

  test('connects a reader with a writer that comes later', () => {
    const { services, inode } = fifo();
    const reader = open(services, inode, f.O_RDONLY);
    expect(reader.isConnected).toBe(false);
    const writer = open(services, inode, f.O_WRONLY);
    expect([reader.isConnected, writer.isConnected]).toEqual([true, true]);
    expect(services.takeWoken(reader.pipe.openers)).toBe(true);
    writer.write(services, stringBytes('hi'));
    expect(reader.read(services, new Uint8Array(5))).toBe(2);
  });

  test('connects a reader with a writer that has gone again', () => {
    const { services, inode } = fifo();
    const reader = open(services, inode, f.O_RDONLY);
    open(services, inode, f.O_WRONLY).close(services);
    expect(reader.isConnected).toBe(true);
    expect(reader.poll()).toBe(f.POLLHUP);
  });

  test('is not hung up before a writer has opened it', () => {
    const { services, inode } = fifo();
    expect(open(services, inode, f.O_RDONLY | f.O_NONBLOCK).poll()).toBe(0);
  });

  test('is hung up when the writer that was there first has gone', () => {
    const { services, inode } = fifo();
    const writer = open(services, inode, f.O_WRONLY);
    const reader = open(services, inode, f.O_RDONLY);
    writer.close(services);
    expect(reader.poll()).toBe(f.POLLHUP);
  });

  test('refuses a writer that will not wait, if there is no reader', () => {
    const { services, inode } = fifo();
    expect(openFifo(services, inode, f.O_WRONLY | f.O_NONBLOCK)).toBe(-E.ENXIO);
    expect(inode.pipe).toBeUndefined();
  });

  test('opened for both never waits and is its own reader', () => {
    const { services, inode } = fifo();
    const both = open(services, inode, f.O_RDWR);
    expect(both.isConnected).toBe(true);
    both.write(services, stringBytes('x'));
    expect(both.read(services, new Uint8Array(1))).toBe(1);
    expect(both.read(services, new Uint8Array(1))).toBe(-E.EAGAIN);
  });

  test('loses its bytes when the last end closes', () => {
    const { services, inode } = fifo();
    const both = open(services, inode, f.O_RDWR);
    both.write(services, stringBytes('x'));
    both.close(services);
    expect(inode.pipe).toBeUndefined();
  });
});

test('a read asks for bytes before it asks whether their address is good, and loses none for a bad one', () => {
  const read = (address: string) => `
    lw      a0, ends
    ${address}
    li      a2, 9
    syscall read
    mv      s0, a0
    put     s0`;
  const { words } = runGuest(`
    la      a0, ends
    li      a1, O_NONBLOCK
    syscall pipe2
    ${read('li a1, 16')}
    lw      a0, ends+4
    la      a1, four
    li      a2, 4
    syscall write
    ${read('li a1, 16')}
    ${read('la a1, got')}
    lw      s0, got
    put     s0
    exit
    .data
    .balign 4
four: .word 1234
ends: .zero 8
got:  .zero 12`);
  expect(words).toEqual([-E.EAGAIN, -E.EFAULT, 4, 1234]);
});

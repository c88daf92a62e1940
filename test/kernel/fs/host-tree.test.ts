import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { RENAME_EXCHANGE } from '../../../src/abi/files.ts';
import { stringBytes } from '../../../src/base/bytes.ts';
import { HostDouble } from './host-double.ts';
import { Tree } from './tree.ts';

const FILES = { 'b.txt': 'bee', 'a.txt': 'x'.repeat(5000), 'sub/deep/f': 'deep', 'sub/out': '-> /etc/passwd' };

function mounted(writable: boolean): { tree: Tree; host: HostDouble } {
  const host = new HostDouble(writable, FILES);
  const tree = new Tree({ folders: [host] });
  tree.files.mount('/mnt/host', 0);
  return { tree, host };
}

describe('a host folder', () => {
  test('appears at its path, sorted by name', () => {
    expect(mounted(false).tree.names('/mnt/host')).toEqual(['a.txt', 'b.txt', 'sub']);
  });

  test('is not looked at before it is used, and a directory is read once', () => {
    const { tree, host } = mounted(false);
    expect(host.calls).toEqual([]);
    tree.names('/mnt/host');
    tree.look('/mnt/host/nothing');
    tree.look('/mnt/host/sub');
    expect(host.calls).toEqual(['list ']);
    tree.look('/mnt/host/sub/x');
    expect(host.calls).toEqual(['list ', 'list sub']);
  });

  test('gives its pages when they are first touched, each once', () => {
    const { tree, host } = mounted(false);
    expect(tree.read('/mnt/host/a.txt')).toBe('x'.repeat(5000));
    expect(tree.read('/mnt/host/a.txt')).toBe('x'.repeat(5000));
    expect(host.calls.slice(1)).toEqual(['read a.txt 0 4096', 'read a.txt 4096 904']);
  });

  test('shows the mode and time of its files', () => {
    const { mode, modified } = mounted(false).tree.at('/mnt/host/b.txt');
    expect(mode).toBe(0o100640);
    expect(modified).toEqual({ seconds: 1_700_000_000, nanoseconds: 500_000_000 });
  });

  test('is not left through .. or a link', () => {
    const { tree } = mounted(false);
    tree.make('/etc', "/etc/passwd=the guest's own");
    expect(tree.look('/mnt/host/sub/../../..')).toBe(tree.root);
    expect(tree.look('/mnt/host/sub/out')).toBe(tree.file('/etc/passwd'));
  });

  test('is another device: rename and link give EXDEV', () => {
    const { tree } = mounted(false);
    tree.make('/f=x');
    expect(tree.rename('/f', '/mnt/host/f')).toBe(-E.EXDEV);
    expect(tree.link('/f', '/mnt/host/f')).toBe(-E.EXDEV);
  });

  test('is neither removed nor renamed where it is mounted', () => {
    const { tree } = mounted(false);
    expect(tree.removeDirectory('/mnt/host')).toBe(-E.EBUSY);
    expect(tree.rename('/mnt/host', '/mnt/other')).toBe(-E.EBUSY);
  });

  test('can be the root, with what is added in memory', () => {
    const host = new HostDouble(true, { 'etc/motd': 'hi' });
    const tree = new Tree({ folders: [host] });
    tree.files.mount('/', 0);
    expect(tree.files.addFile('/bin/sh', stringBytes('shell'), 0o755)).toBe(0);
    expect(tree.read('/etc/motd')).toBe('hi');
    expect(tree.read('/bin/sh')).toBe('shell');
    expect([...host.nodes.keys()]).toEqual(['etc', 'etc/motd']);
  });
});

describe('a read-only host folder', () => {
  test('keeps changes in memory', () => {
    const { tree, host } = mounted(false);
    tree.write('/mnt/host/b.txt', 1, 'OO');
    tree.make('/mnt/host/new=made');
    tree.rename('/mnt/host/sub', '/mnt/host/moved');
    tree.unlink('/mnt/host/a.txt');
    expect(tree.read('/mnt/host/b.txt')).toBe('bOO');
    expect(tree.read('/mnt/host/moved/deep/f')).toBe('deep');
    expect(tree.names('/mnt/host')).toEqual(['b.txt', 'new', 'moved']);
    expect(host.text('b.txt')).toBe('bee');
    expect([...host.nodes.keys()]).toEqual([...new HostDouble(false, FILES).nodes.keys()]);
  });

  test('what was cut off does not come back from the host', () => {
    const { tree } = mounted(false);
    tree.files.data.truncate(tree.file('/mnt/host/b.txt'), 1);
    tree.files.data.truncate(tree.file('/mnt/host/b.txt'), 3);
    expect(tree.read('/mnt/host/b.txt')).toBe('b\0\0');
  });

  test('cutting a page in two keeps its first part', () => {
    const { tree } = mounted(false);
    tree.files.data.truncate(tree.file('/mnt/host/a.txt'), 4100);
    expect(tree.read('/mnt/host/a.txt')).toBe('x'.repeat(4100));
  });
});

describe('a writable host folder', () => {
  test('gets what is written as part of the call', () => {
    const { tree, host } = mounted(true);
    tree.write('/mnt/host/b.txt', 3, '!');
    tree.make('/mnt/host/new=made', '/mnt/host/dir', '/mnt/host/dir/l->../new');
    tree.files.data.truncate(tree.file('/mnt/host/a.txt'), 2);
    expect([host.text('b.txt'), host.text('new'), host.text('a.txt')]).toEqual(['bee!', 'made', 'xx']);
    expect(host.nodes.get('dir/l')).toEqual({ kind: 'link', target: '../new' });
  });

  test('gets removals and new modes and times', () => {
    const { tree, host } = mounted(true);
    tree.unlink('/mnt/host/b.txt');
    tree.files.setMode(tree.user, tree.file('/mnt/host/a.txt'), 0o600);
    tree.files.setTimes(tree.file('/mnt/host/a.txt'), undefined, { seconds: 5, nanoseconds: 500_000_000 });
    expect(host.nodes.has('b.txt')).toBe(false);
    expect(host.calls.slice(-2)).toEqual(['mode a.txt 600', 'modified a.txt 5.5']);
  });

  test('a refusal of the host is the result, and changes nothing', () => {
    const { tree, host } = mounted(true);
    host.failure = -E.ENOSPC;
    expect(tree.write('/mnt/host/b.txt', 0, 'new')).toBe(-E.ENOSPC);
    expect(tree.files.makeFile(tree.user, tree.directory('/mnt/host'), 'f', 0o644)).toBe(-E.ENOSPC);
    expect(tree.unlink('/mnt/host/a.txt')).toBe(-E.ENOSPC);
    expect(tree.names('/mnt/host')).toEqual(['a.txt', 'b.txt', 'sub']);
    expect(tree.read('/mnt/host/b.txt')).toBe('bee');
  });

  test('a renamed directory is followed to its new name', () => {
    const { tree, host } = mounted(true);
    tree.look('/mnt/host/sub/deep/f');
    expect(tree.rename('/mnt/host/sub', '/mnt/host/moved')).toBe(0);
    expect(tree.read('/mnt/host/moved/deep/f')).toBe('deep');
    tree.write('/mnt/host/moved/deep/f', 4, 'er');
    expect(host.text('moved/deep/f')).toBe('deeper');
  });

  test('an unlinked file that is open can still be read', () => {
    const { tree } = mounted(true);
    const file = tree.file('/mnt/host/b.txt');
    tree.files.hold(file);
    tree.unlink('/mnt/host/b.txt');
    expect(tree.content(file)).toBe('bee');
  });

  test('a file that was replaced while open can still be read', () => {
    const { tree, host } = mounted(true);
    const file = tree.file('/mnt/host/b.txt');
    tree.files.hold(file);
    expect(tree.rename('/mnt/host/a.txt', '/mnt/host/b.txt')).toBe(0);
    expect(tree.content(file)).toBe('bee');
    expect(host.text('b.txt')).toBe('x'.repeat(5000));
  });

  test('what it cannot do is refused: hard links and exchanges', () => {
    const { tree } = mounted(true);
    expect(tree.link('/mnt/host/a.txt', '/mnt/host/c')).toBe(-E.EPERM);
    expect(tree.rename('/mnt/host/a.txt', '/mnt/host/b.txt', RENAME_EXCHANGE)).toBe(-E.EINVAL);
  });
});

import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { RENAME_EXCHANGE, RENAME_NOREPLACE, S_IFDIR, S_IFMT } from '../../../src/abi/files.ts';
import { Tree } from './tree.ts';

describe('making names', () => {
  test('a name that is taken gives EEXIST', () => {
    const tree = new Tree().make('/f=x');
    expect(tree.files.makeDirectory(tree.user, tree.root, 'f', 0o755)).toBe(-E.EEXIST);
    expect(tree.files.makeFile(tree.user, tree.root, '.', 0o644)).toBe(-E.EEXIST);
    expect(tree.files.makeDirectory(tree.user, tree.root, '/', 0o755)).toBe(-E.EEXIST);
  });

  test('nothing is made in a removed directory', () => {
    const tree = new Tree().make('/d');
    const removed = tree.directory('/d');
    tree.removeDirectory('/d');
    expect(tree.files.makeFile(tree.user, removed, 'f', 0o644)).toBe(-E.ENOENT);
  });

  test('a directory has two links and one for each directory in it', () => {
    const tree = new Tree().make('/d', '/d/e', '/d/f', '/d/g=x');
    expect(tree.directory('/d').links).toBe(4);
    tree.removeDirectory('/d/e');
    expect(tree.directory('/d').links).toBe(3);
  });

  test("the type bits of the mode are the kernel's own", () => {
    const tree = new Tree();
    const made = tree.files.makeDirectory(tree.user, tree.root, 'd', 0o100755);
    expect(typeof made !== 'number' && made.mode & S_IFMT).toBe(S_IFDIR);
  });

  test('making a name notes the change of its directory', () => {
    const tree = new Tree().make('/d');
    tree.cycles = 250_000_003;
    tree.make('/d/f=x');
    expect(tree.directory('/d').modified).toEqual({ seconds: 1_767_225_602, nanoseconds: 500_000_030 });
  });

  test('an empty link target gives ENOENT', () => {
    const tree = new Tree();
    expect(tree.files.makeLink(tree.user, tree.root, 'l', '')).toBe(-E.ENOENT);
  });
});

describe('hard links', () => {
  test('two names share data and count as two', () => {
    const tree = new Tree().make('/f=one');
    expect(tree.link('/f', '/g')).toBe(0);
    tree.write('/g', 0, 'two');
    expect(tree.read('/f')).toBe('two');
    expect(tree.file('/f').links).toBe(2);
  });

  test('the data goes with the last name', () => {
    const tree = new Tree().make('/f=x');
    const before = tree.freeFrames;
    tree.link('/f', '/g');
    tree.unlink('/f');
    expect(tree.freeFrames).toBe(before);
    tree.unlink('/g');
    expect(tree.freeFrames).toBe(before + 1);
  });

  test('a directory gets no second name', () => {
    const tree = new Tree().make('/d');
    expect(tree.link('/d', '/e')).toBe(-E.EPERM);
  });

  test('a file without names gets none again', () => {
    const tree = new Tree().make('/f=x');
    const file = tree.file('/f');
    tree.files.hold(file);
    tree.unlink('/f');
    expect(tree.files.link(tree.user, file, tree.root, 'g')).toBe(-E.ENOENT);
  });
});

describe('removing names', () => {
  test('unlink refuses directories', () => {
    const tree = new Tree().make('/d');
    expect(tree.unlink('/d')).toBe(-E.EISDIR);
    expect(tree.unlink('/d/.')).toBe(-E.EISDIR);
  });

  test('unlink removes a link, not its target', () => {
    const tree = new Tree().make('/f=x', '/l->f');
    expect(tree.unlink('/l')).toBe(0);
    expect(tree.read('/f')).toBe('x');
  });

  test('an unlinked file that is in use keeps its data until it is dropped', () => {
    const tree = new Tree().make('/f=still here');
    const file = tree.file('/f');
    const before = tree.freeFrames;
    tree.files.hold(file);
    tree.unlink('/f');
    expect(tree.look('/f')).toBe(-E.ENOENT);
    expect(tree.content(file)).toBe('still here');
    tree.files.drop(file);
    expect(tree.freeFrames).toBe(before + 1);
  });

  test('only empty directories are removed', () => {
    const tree = new Tree().make('/d', '/d/f=x', '/f=x');
    expect(tree.removeDirectory('/d')).toBe(-E.ENOTEMPTY);
    tree.unlink('/d/f');
    expect(tree.removeDirectory('/d')).toBe(0);
    expect(tree.removeDirectory('/f')).toBe(-E.ENOTDIR);
  });

  test('. and .. and / are not removed', () => {
    const tree = new Tree().make('/d');
    expect(tree.removeDirectory('/d/.')).toBe(-E.EINVAL);
    expect(tree.removeDirectory('/d/..')).toBe(-E.ENOTEMPTY);
    expect(tree.removeDirectory('/')).toBe(-E.EBUSY);
  });
});

describe('rename', () => {
  test('moves a file and leaves the old name free', () => {
    const tree = new Tree().make('/d', '/f=x');
    expect(tree.rename('/f', '/d/g')).toBe(0);
    expect(tree.look('/f')).toBe(-E.ENOENT);
    expect(tree.read('/d/g')).toBe('x');
  });

  test('replaces a file and gives its data back', () => {
    const tree = new Tree().make('/f=new', '/g=old');
    const before = tree.freeFrames;
    expect(tree.rename('/f', '/g')).toBe(0);
    expect(tree.read('/g')).toBe('new');
    expect(tree.freeFrames).toBe(before + 1);
  });

  test('two names of one file stay as they are', () => {
    const tree = new Tree().make('/f=x');
    tree.link('/f', '/g');
    expect(tree.rename('/f', '/g')).toBe(0);
    expect(tree.names('/')).toEqual(['f', 'g']);
  });

  test('a directory moves with what is in it, and .. leads to the new parent', () => {
    const tree = new Tree().make('/a', '/a/d', '/a/d/f=x', '/b');
    expect(tree.rename('/a/d', '/b/e')).toBe(0);
    expect(tree.read('/b/e/f')).toBe('x');
    expect(tree.look('/b/e/..')).toBe(tree.directory('/b'));
    expect([tree.directory('/a').links, tree.directory('/b').links]).toEqual([2, 3]);
  });

  test('a directory replaces only an empty directory', () => {
    const tree = new Tree().make('/a', '/b', '/b/f=x', '/c', '/f=x');
    expect(tree.rename('/a', '/b')).toBe(-E.ENOTEMPTY);
    expect(tree.rename('/a', '/f')).toBe(-E.ENOTDIR);
    expect(tree.rename('/f', '/a')).toBe(-E.EISDIR);
    expect(tree.rename('/a', '/c')).toBe(0);
    expect(tree.names('/')).toEqual(['b', 'f', 'c']);
    expect(tree.root.links).toBe(4);
  });

  test('a directory does not move into itself', () => {
    const tree = new Tree().make('/a', '/a/b');
    expect(tree.rename('/a', '/a/b/c')).toBe(-E.EINVAL);
    expect(tree.rename('/a', '/a')).toBe(0);
  });

  test('a directory does not replace one above it', () => {
    const tree = new Tree().make('/a', '/a/b');
    expect(tree.rename('/a/b', '/a')).toBe(-E.ENOTEMPTY);
  });

  test('RENAME_NOREPLACE refuses a name that is taken', () => {
    const tree = new Tree().make('/f=x', '/g=y');
    expect(tree.rename('/f', '/g', RENAME_NOREPLACE)).toBe(-E.EEXIST);
    expect(tree.rename('/f', '/h', RENAME_NOREPLACE)).toBe(0);
  });

  test('RENAME_EXCHANGE swaps a file and a directory', () => {
    const tree = new Tree().make('/a', '/a/f=x', '/d', '/d/g=y');
    expect(tree.rename('/a/f', '/d', RENAME_EXCHANGE)).toBe(0);
    expect(tree.read('/d')).toBe('x');
    expect(tree.read('/a/f/g')).toBe('y');
    expect(tree.files.pathOf(tree.directory('/a/f'))).toBe('/a/f');
    expect([tree.root.links, tree.directory('/a').links]).toEqual([3, 3]);
  });

  test('RENAME_EXCHANGE needs both names', () => {
    const tree = new Tree().make('/f=x');
    expect(tree.rename('/f', '/g', RENAME_EXCHANGE)).toBe(-E.ENOENT);
    expect(tree.rename('/f', '/f', RENAME_EXCHANGE | RENAME_NOREPLACE)).toBe(-E.EINVAL);
  });

  test('. and .. are not renamed', () => {
    const tree = new Tree().make('/d');
    expect(tree.rename('/d/.', '/e')).toBe(-E.EBUSY);
    expect(tree.rename('/d', '/d/..')).toBe(-E.EBUSY);
  });
});

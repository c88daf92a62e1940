import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import * as f from '../../../src/abi/files.ts';
import { Tree } from './tree.ts';

function sample(): Tree {
  return new Tree().make('/a', '/a/b', '/a/b/f=text', '/a/up->../g', '/g=other', '/abs->/a/b', '/loop->loop');
}

describe('paths', () => {
  test('a path is followed name by name', () => {
    const tree = sample();
    expect(tree.look('/a/b/f')).toBe(tree.file('/a/b/f'));
    expect(tree.look('//a///b/./f')).toBe(tree.file('/a/b/f'));
  });

  test('a relative path begins at the start directory', () => {
    const tree = sample();
    expect(tree.look('b/f', true, tree.directory('/a'))).toBe(tree.file('/a/b/f'));
  });

  test('.. goes up and stays at the root', () => {
    const tree = sample();
    expect(tree.look('/a/b/../..')).toBe(tree.root);
    expect(tree.look('/../../g')).toBe(tree.file('/g'));
  });

  test('.. does not leave another root', () => {
    const tree = sample();
    const jail = tree.directory('/a');
    const inside = tree.directory('/a/b');
    tree.jail = jail;
    expect(tree.look('../../b', true, jail)).toBe(inside);
    expect(tree.look('/../../g', true, jail)).toBe(-E.ENOENT);
  });

  test('an empty path is not there', () => {
    expect(sample().look('')).toBe(-E.ENOENT);
  });

  test('what is missing on the way or at the end gives ENOENT', () => {
    expect(sample().look('/a/x/f')).toBe(-E.ENOENT);
    expect(sample().look('/a/x')).toBe(-E.ENOENT);
  });

  test('a file on the way gives ENOTDIR', () => {
    expect(sample().look('/g/x')).toBe(-E.ENOTDIR);
    expect(sample().look('/g/..')).toBe(-E.ENOTDIR);
  });

  test('a slash after a file gives ENOTDIR', () => {
    expect(sample().look('/g/')).toBe(-E.ENOTDIR);
    expect(sample().look('/g//')).toBe(-E.ENOTDIR);
  });

  test('a slash after a directory changes nothing', () => {
    const tree = sample();
    expect(tree.look('/a/b/')).toBe(tree.directory('/a/b'));
  });

  test('relative links start in their own directory', () => {
    const tree = sample();
    expect(tree.look('/a/up')).toBe(tree.file('/g'));
  });

  test('links on the way are always followed', () => {
    const tree = sample();
    expect(tree.look('/abs/f', false)).toBe(tree.file('/a/b/f'));
  });

  test('the last link is followed only if asked', () => {
    const tree = sample();
    expect(tree.look('/abs', false)).toBe(tree.at('/abs'));
    expect(tree.look('/abs', true)).toBe(tree.directory('/a/b'));
  });

  test('a slash after a link follows it', () => {
    const tree = sample();
    expect(tree.look('/abs/', false)).toBe(tree.directory('/a/b'));
    expect(tree.look('/a/up/', false)).toBe(-E.ENOTDIR);
  });

  test('a link to itself gives ELOOP', () => {
    expect(sample().look('/loop')).toBe(-E.ELOOP);
    expect(sample().look('/loop/x')).toBe(-E.ELOOP);
  });

  test('forty links are followed, forty-one give ELOOP', () => {
    const tree = new Tree().make('/f0=end');
    for (let i = 1; i <= 41; i++) tree.make(`/f${i}->f${i - 1}`);
    expect(tree.look('/f40')).toBe(tree.file('/f0'));
    expect(tree.look('/f41')).toBe(-E.ELOOP);
  });

  test('names of 255 bytes are the longest', () => {
    const tree = new Tree().make(`/${'n'.repeat(255)}=long`);
    expect(tree.look(`/${'n'.repeat(255)}`)).toBe(tree.file(`/${'n'.repeat(255)}`));
    expect(tree.look(`/${'n'.repeat(256)}`)).toBe(-E.ENAMETOOLONG);
    expect(tree.files.makeFile(tree.user, tree.root, 'n'.repeat(256), 0o644)).toBe(-E.ENAMETOOLONG);
  });

  test('paths of 4095 bytes are the longest', () => {
    const tree = sample();
    expect(tree.look(`${'/'.repeat(4094)}a`)).toBe(tree.directory('/a'));
    expect(tree.look(`${'/'.repeat(4095)}a`)).toBe(-E.ENAMETOOLONG);
  });

  test('the path of a directory is found again, also after a rename', () => {
    const tree = sample();
    const inner = tree.directory('/a/b');
    expect(tree.files.pathOf(inner)).toBe('/a/b');
    expect(tree.files.pathOf(tree.root)).toBe('/');
    tree.rename('/a', '/z');
    expect(tree.files.pathOf(inner)).toBe('/z/b');
  });

  test('a removed directory has no path', () => {
    const tree = new Tree().make('/d');
    const directory = tree.directory('/d');
    tree.removeDirectory('/d');
    expect(tree.files.pathOf(directory)).toBe(-E.ENOENT);
  });
});

describe('open', () => {
  const open = (tree: Tree, path: string, flags: number) =>
    tree.files.openPath(tree.user, tree.root, path, flags, 0o600);

  test('O_CREAT makes a file with the mode', () => {
    const tree = sample();
    expect(open(tree, '/new', f.O_CREAT | f.O_WRONLY)).toBe(tree.file('/new'));
    expect(tree.file('/new').mode).toBe(f.S_IFREG | 0o600);
  });

  test('O_CREAT opens what is there', () => {
    const tree = sample();
    expect(open(tree, '/g', f.O_CREAT | f.O_RDWR)).toBe(tree.file('/g'));
    expect(tree.read('/g')).toBe('other');
  });

  test('O_EXCL refuses what is there, links too', () => {
    const tree = sample().make('/dangling->nowhere');
    expect(open(tree, '/g', f.O_CREAT | f.O_EXCL)).toBe(-E.EEXIST);
    expect(open(tree, '/dangling', f.O_CREAT | f.O_EXCL)).toBe(-E.EEXIST);
  });

  test('O_CREAT through a dangling link makes its target', () => {
    const tree = sample().make('/a/dangling->../made');
    expect(open(tree, '/a/dangling', f.O_CREAT | f.O_WRONLY)).toBe(tree.file('/made'));
  });

  test('O_NOFOLLOW refuses a link', () => {
    expect(open(sample(), '/a/up', f.O_NOFOLLOW)).toBe(-E.ELOOP);
    expect(open(sample(), '/a/up', f.O_NOFOLLOW | f.O_CREAT)).toBe(-E.ELOOP);
  });

  test('O_PATH with O_NOFOLLOW opens the link itself', () => {
    const tree = sample();
    expect(open(tree, '/a/up', f.O_NOFOLLOW | f.O_PATH)).toBe(tree.at('/a/up'));
  });

  test('O_DIRECTORY refuses a file', () => {
    expect(open(sample(), '/g', f.O_DIRECTORY)).toBe(-E.ENOTDIR);
  });

  test('a directory opens to be read only', () => {
    const tree = sample();
    expect(open(tree, '/a', f.O_RDONLY)).toBe(tree.directory('/a'));
    expect(open(tree, '/a', f.O_WRONLY)).toBe(-E.EISDIR);
    expect(open(tree, '/a', f.O_CREAT)).toBe(-E.EISDIR);
    expect(open(tree, '/new/', f.O_CREAT)).toBe(-E.EISDIR);
  });

  test('O_TRUNC empties the file', () => {
    const tree = sample();
    open(tree, '/g', f.O_WRONLY | f.O_TRUNC);
    expect(tree.file('/g').size).toBe(0);
  });

  test('O_TRUNC with O_PATH changes nothing', () => {
    const tree = sample();
    open(tree, '/g', f.O_PATH | f.O_TRUNC);
    expect(tree.read('/g')).toBe('other');
  });
});

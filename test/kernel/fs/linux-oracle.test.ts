import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errnoByNumber } from '../../../src/abi/errno.ts';
import * as f from '../../../src/abi/files.ts';
import { stringBytes } from '../../../src/base/bytes.ts';
import { drawBelow, type PrngState, seedPrng } from '../../../src/base/prng.ts';
import { rootCredentials, setUsers } from '../../../src/kernel/credentials.ts';
import type { Inode } from '../../../src/kernel/fs/inode.ts';
import { isRoot } from '../../oracle.ts';
import { thorough } from '../../thorough.ts';
import { Tree } from './tree.ts';

// Names that make directories, files and links meet often. No target leads up, and no path has more than one `..`, after a
// name: so none leaves the folder of the host.
const NAMES = ['a', 'b', 'c', 'd'];
const TARGETS = ['a', 'b', './c/d', 'a/', 'a/b', 'd'];
const USERS = [1000, 1001];
/** Groups of users other than root, beside their own. */
const GROUPS = [50];
const MODES = [
  0o755, 0o777, 0o700, 0o600, 0o640, 0o644, 0o444, 0o222, 0o111, 0o070, 0o007, 0, 0o1777, 0o2775, 0o6755, 0o2644,
];
const STEPS = 60;
const SEQUENCES = 60;

/** What an operation gave: `ok`, an error, or something that was looked at. */
type Outcome = string;

/** The operations, once on our file system and once on the host's. */
interface Operation {
  readonly name: string;
  readonly args: readonly string[];
  ours(tree: Tree): Outcome;
  theirs(at: (path: string) => string): Outcome;
}

function outcome(result: number | Inode): Outcome {
  if (typeof result !== 'number' || result >= 0) return 'ok';
  return errnoByNumber(-result)?.name ?? String(result);
}

/** Runs an operation with the place that `path` names. */
function atPlace(tree: Tree, path: string, run: (place: ReturnType<Tree['place']>) => number | Inode): Outcome {
  const place = tree.files.lookupParent(tree.user, tree.root, path);
  return outcome(typeof place === 'number' ? place : run(place));
}

function host(run: () => void): Outcome {
  try {
    run();
    return 'ok';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function drawPath(prng: PrngState): string {
  const depth = 1 + drawBelow(prng, 3);
  const parts = Array.from({ length: depth }, () => NAMES[drawBelow(prng, NAMES.length)]!);
  if (drawBelow(prng, 12) === 0) parts.splice(1 + drawBelow(prng, depth), 0, drawBelow(prng, 2) === 0 ? '..' : '.');
  return `/${parts.join('/')}`;
}

function drawOperation(prng: PrngState): Operation {
  const path = drawPath(prng);
  const other = drawPath(prng);
  const target = TARGETS[drawBelow(prng, TARGETS.length)]!;
  const flags = [0, f.O_CREAT, f.O_CREAT | f.O_EXCL, f.O_NOFOLLOW, f.O_DIRECTORY, f.O_TRUNC | f.O_RDWR, f.O_RDWR][
    drawBelow(prng, 7)
  ]!;
  const slash = drawBelow(prng, 4) === 0 ? '/' : '';
  const operations: (() => Operation)[] = [
    () => ({
      name: 'mkdir',
      args: [path],
      ours: (tree) =>
        atPlace(tree, path, ({ parent, name }) => tree.files.makeDirectory(tree.user, parent, name, 0o755)),
      theirs: (at) => host(() => fs.mkdirSync(at(path))),
    }),
    () => ({
      name: 'rmdir',
      args: [path],
      ours: (tree) => atPlace(tree, path, ({ parent, name }) => tree.files.removeDirectory(tree.user, parent, name)),
      theirs: (at) => host(() => fs.rmdirSync(at(path))),
    }),
    () => ({
      name: 'unlink',
      args: [path],
      ours: (tree) => atPlace(tree, path, ({ parent, name }) => tree.files.unlink(tree.user, parent, name)),
      theirs: (at) => host(() => fs.unlinkSync(at(path))),
    }),
    () => ({
      name: 'symlink',
      args: [target, path],
      ours: (tree) => atPlace(tree, path, ({ parent, name }) => tree.files.makeLink(tree.user, parent, name, target)),
      theirs: (at) => host(() => fs.symlinkSync(target, at(path))),
    }),
    () => ({
      name: 'link',
      args: [path, other],
      ours(tree) {
        const inode = tree.look(path, false);
        if (typeof inode === 'number') return outcome(inode);
        return atPlace(tree, other, ({ parent, name }) => tree.files.link(tree.user, inode, parent, name));
      },
      theirs: (at) => host(() => fs.linkSync(at(path), at(other))),
    }),
    () => ({
      name: 'rename',
      args: [path, other],
      ours: (tree) =>
        atPlace(tree, path, (old) => {
          const place = tree.files.lookupParent(tree.user, tree.root, other);
          if (typeof place === 'number') return place;
          return tree.files.rename(tree.user, old, place, 0);
        }),
      theirs: (at) => host(() => fs.renameSync(at(path), at(other))),
    }),
    () => ({
      name: 'open',
      args: [path + slash, flags.toString(8)],
      ours: (tree) => outcome(tree.files.openPath(tree.user, tree.root, path + slash, flags, 0o644)),
      theirs: (at) => host(() => fs.closeSync(fs.openSync(at(path + slash), hostFlags(flags), 0o644))),
    }),
    () => ({
      name: 'append',
      args: [path, target],
      ours(tree) {
        const inode = tree.files.openPath(tree.user, tree.root, path, f.O_WRONLY, 0);
        if (typeof inode === 'number') return outcome(inode);
        if (inode.kind !== 'file') return `a ${inode.kind}`;
        return outcome(tree.files.data.write(inode, inode.size, stringBytes(target)));
      },
      theirs: (at) =>
        host(() => {
          const handle = fs.openSync(at(path), fs.constants.O_WRONLY | fs.constants.O_APPEND);
          fs.writeSync(handle, target);
          fs.closeSync(handle);
        }),
    }),
  ];
  return operations[drawBelow(prng, operations.length)]!();
}

/** What has to do with permissions, and with being one user or another. */
function drawPermissionOperation(prng: PrngState): Operation {
  const path = drawPath(prng);
  const mode = MODES[drawBelow(prng, MODES.length)]!;
  const [uid, gid] = [drawId(prng), drawId(prng)];
  const access = [f.O_RDONLY, f.O_WRONLY, f.O_RDWR, f.O_DIRECTORY][drawBelow(prng, 4)]!;
  const withInode = (tree: Tree, followLast: boolean, run: (inode: Inode) => number) => {
    const inode = tree.look(path, followLast);
    return outcome(typeof inode === 'number' ? inode : run(inode));
  };
  const operations: (() => Operation)[] = [
    () => ({
      name: 'chmod',
      args: [path, mode.toString(8)],
      ours: (tree) => withInode(tree, true, (inode) => tree.files.setMode(tree.user, inode, mode)),
      theirs: (at) => host(() => fs.chmodSync(at(path), mode)),
    }),
    () => ({
      name: 'lchown',
      args: [path, String(uid), String(gid)],
      ours: (tree) => withInode(tree, false, (inode) => tree.files.setOwner(tree.user, inode, uid, gid)),
      theirs: (at) => host(() => fs.lchownSync(at(path), uid, gid)),
    }),
    () => ({
      name: 'open',
      args: [path, access.toString(8)],
      ours: (tree) => outcome(tree.files.openPath(tree.user, tree.root, path, access, 0)),
      theirs: (at) => host(() => fs.closeSync(fs.openSync(at(path), hostFlags(access)))),
    }),
  ];
  return operations[drawBelow(prng, operations.length)]!();
}

/** An owner or group to set: -1 for none. */
function drawId(prng: PrngState): number {
  return [-1, 0, ...USERS][drawBelow(prng, 2 + USERS.length)]!;
}

/** Makes this process, which root has started, act for a user and the group of the same number. */
function actAs(id: number): void {
  if (process.geteuid!() === id) return;
  process.seteuid!(0);
  process.setegid!(id);
  process.setgroups!(id === 0 ? [0] : GROUPS);
  process.seteuid!(id);
}

/** The flags as the host's C library has them; the numbers of some differ between architectures. */
function hostFlags(flags: number): number {
  const { constants } = fs;
  const pairs = [
    [f.O_WRONLY, constants.O_WRONLY],
    [f.O_RDWR, constants.O_RDWR],
    [f.O_CREAT, constants.O_CREAT],
    [f.O_EXCL, constants.O_EXCL],
    [f.O_TRUNC, constants.O_TRUNC],
    [f.O_NOFOLLOW, constants.O_NOFOLLOW],
    [f.O_DIRECTORY, constants.O_DIRECTORY],
  ] as const;
  return pairs.reduce((set, [ours, theirs]) => ((flags & ours) !== 0 ? set | theirs : set), 0);
}

/** Every name below a directory with its type, links, permissions, owner and content, as lines. */
function describeOurs(tree: Tree, path = ''): string[] {
  const names = tree.names(path === '' ? '/' : path).sort();
  return names.flatMap((name) => {
    const at = `${path}/${name}`;
    const inode = tree.at(at);
    const facts = `${inode.links} ${(inode.mode & 0o7777).toString(8)} ${inode.uid} ${inode.gid}`;
    if (inode.kind === 'directory') return [`${at} directory ${facts}`, ...describeOurs(tree, at)];
    if (inode.kind === 'link') return [`${at} link ${facts} ${inode.target}`];
    return [`${at} file ${facts} ${inode.kind === 'file' ? tree.content(inode) : ''}`];
  });
}

function describeTheirs(root: string, path = ''): string[] {
  const names = fs.readdirSync(root + path).sort();
  return names.flatMap((name) => {
    const at = `${path}/${name}`;
    const stat = fs.lstatSync(root + at);
    const facts = `${stat.nlink} ${(stat.mode & 0o7777).toString(8)} ${stat.uid} ${stat.gid}`;
    if (stat.isDirectory()) return [`${at} directory ${facts}`, ...describeTheirs(root, at)];
    if (stat.isSymbolicLink()) return [`${at} link ${facts} ${fs.readlinkSync(root + at)}`];
    return [`${at} file ${facts} ${fs.readFileSync(root + at, 'latin1')}`];
  });
}

/** What a test does with operations in sequences, each on new trees. */
interface Sequences {
  readonly count: number;
  readonly steps: number;
  /** Makes the trees ready: ours, and the host's in the folder `root`. */
  begin(tree: Tree, root: string): void;
  /** The next operation, for which it lets both sides act for whom it likes; undefined for none. */
  draw(tree: Tree, step: number): Operation | undefined;
  /** Makes this process act for whom it did before. */
  end(): void;
}

/** Compares what the operations give on both sides, and the trees that they leave. */
function compare({ count, steps, begin, draw, end }: Sequences): void {
  const folder = fs.mkdtempSync(join(tmpdir(), 'kernlet-'));
  fs.chmodSync(folder, 0o755);
  try {
    for (let sequence = 0; sequence < count; sequence++) {
      const root = `${folder}/${sequence}`;
      fs.mkdirSync(root);
      const tree = new Tree({ frames: 256 });
      begin(tree, root);
      const log: string[] = [];
      for (let step = 0; step < steps; step++) {
        const operation = draw(tree, step);
        if (operation === undefined) continue;
        const ours = operation.ours(tree);
        const theirs = operation.theirs((path) => root + path);
        log.push(`${operation.name} ${operation.args.join(' ')}: ${theirs}`);
        expect(ours, log.join('\n')).toBe(theirs);
      }
      end();
      tree.credentials = rootCredentials();
      expect(describeOurs(tree), log.join('\n')).toEqual(describeTheirs(root));
    }
  } finally {
    end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the host lets nobody link to what is another's (proc(5), protected_hardlinks). */
const protectsLinks = isRoot() && fs.readFileSync('/proc/sys/fs/protected_hardlinks', 'latin1').trim() !== '0';

test.runIf(isRoot())('random operations of several users end as on Linux (as root only)', () => {
  const prng = seedPrng(2);
  compare({
    count: thorough(10, SEQUENCES),
    steps: 4 * STEPS,
    begin(tree, root) {
      fs.chmodSync(root, 0o777);
      tree.root.mode |= 0o777;
    },
    draw(tree, step) {
      const operation = step < STEPS || drawBelow(prng, 2) === 0 ? drawOperation(prng) : drawPermissionOperation(prng);
      const id = drawBelow(prng, 4) === 0 ? 0 : USERS[drawBelow(prng, USERS.length)]!;
      if (operation.name === 'link' && id !== 0 && protectsLinks) return undefined;
      tree.credentials = rootCredentials();
      Object.assign(tree.credentials, { egid: id, fsgid: id, groups: id === 0 ? [] : GROUPS });
      setUsers(tree.credentials, { uid: 0, euid: id, suid: 0 });
      actAs(id);
      return { ...operation, name: `${id}: ${operation.name}` };
    },
    end: () => actAs(0),
  });
});

test.runIf(process.platform === 'linux')('random operations end as on Linux, and leave the same tree', () => {
  const prng = seedPrng(1);
  compare({
    count: SEQUENCES,
    steps: STEPS,
    begin(tree) {
      // What is made belongs to who runs this test.
      Object.assign(tree.credentials, { fsuid: process.geteuid!(), fsgid: process.getegid!() });
    },
    draw: () => drawOperation(prng),
    end() {},
  });
});

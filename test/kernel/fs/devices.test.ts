import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { O_PATH, O_RDWR } from '../../../src/abi/files.ts';
import { stringBytes } from '../../../src/base/bytes.ts';
import { DEVICES } from '../../../src/kernel/fs/device-file.ts';
import type { OpenObject } from '../../../src/kernel/io/object.ts';
import { ServicesDouble } from '../io/services-double.ts';
import { Tree } from './tree.ts';

const services = new ServicesDouble();

function open(name: string, flags = O_RDWR): OpenObject | number {
  const tree = new Tree();
  for (const row of DEVICES) tree.files.addDevice(`/dev/${row.name}`, 0o666, row.major, row.minor);
  return tree.files.open(tree.at(`/dev/${name}`), flags);
}

function opened(name: string, flags = O_RDWR): OpenObject {
  const object = open(name, flags);
  if (typeof object === 'number') throw new Error(`${name}: ${object}`);
  return object;
}

describe('devices', () => {
  test('null takes everything and is at its end', () => {
    expect(opened('null').write(services, stringBytes('abc'))).toBe(3);
    expect(opened('null').read(services, new Uint8Array(4))).toBe(0);
  });

  test('zero gives zeros', () => {
    const target = new Uint8Array(3).fill(7);
    expect(opened('zero').read(services, target)).toBe(3);
    expect([...target]).toEqual([0, 0, 0]);
  });

  test('full takes nothing', () => {
    expect(opened('full').write(services, stringBytes('abc'))).toBe(-E.ENOSPC);
  });

  test('urandom gives bytes that differ within a run and not between runs', () => {
    const draw = () => {
      const device = opened('urandom');
      const first = new Uint8Array(16);
      const second = new Uint8Array(16);
      device.read(services, first);
      device.read(services, second);
      return { first, second };
    };
    const { first, second } = draw();
    expect(first).not.toEqual(second);
    expect(draw().first).toEqual(first);
  });

  test('terminals and unknown devices are not opened here', () => {
    expect(open('tty')).toBe(-E.ENXIO);
    expect(open('console')).toBe(-E.ENXIO);
  });

  test('O_PATH opens anything, to be neither read nor written', () => {
    const object = opened('tty', O_PATH);
    expect(object.read(services, new Uint8Array(1))).toBe(-E.EBADF);
    expect(object.write(services, new Uint8Array(1))).toBe(-E.EBADF);
  });
});

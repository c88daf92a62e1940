import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { HandleTable } from '../../../src/kernel/io/handles.ts';
import { makePipe } from '../../../src/kernel/io/pipe.ts';
import { Tree } from '../fs/tree.ts';
import { ServicesDouble } from './services-double.ts';

function setUp() {
  const services = new ServicesDouble();
  const { files } = new Tree();
  const { reader, writer } = makePipe(services, files, files.superuser);
  const table = new HandleTable();
  const install = (object = reader, from = 0, closeOnExec = false) =>
    table.install(object, { closeOnExec, from, limit: 5 });
  return { services, reader, writer, table, install };
}

describe('a handle table', () => {
  test('gives the lowest free number', () => {
    const { services, table, install } = setUp();
    expect([install(), install(), install()]).toEqual([0, 1, 2]);
    table.close(services, 1);
    expect([install(), install()]).toEqual([1, 3]);
  });

  test('gives the lowest free number from a given one on', () => {
    const { reader, install } = setUp();
    expect([install(reader, 3), install(reader, 3), install(reader)]).toEqual([3, 4, 0]);
  });

  test('gives EMFILE at the limit and counts no reference', () => {
    const { reader, install } = setUp();
    for (let i = 0; i < 5; i++) install();
    expect(install()).toBe(-E.EMFILE);
    expect(reader.references).toBe(5);
  });

  test('closes an object with its last handle', () => {
    const { services, reader, table, install } = setUp();
    install();
    install();
    table.close(services, 0);
    expect(reader.pipe.readerCount).toBe(1);
    table.close(services, 1);
    expect(reader.pipe.readerCount).toBe(0);
  });

  test('gives EBADF for a number that is not open', () => {
    const { services, table } = setUp();
    expect(table.close(services, 0)).toBe(-E.EBADF);
    expect(table.close(services, -1)).toBe(-E.EBADF);
    expect(table.get(7)).toBeUndefined();
  });

  test('replacing a number closes what it named', () => {
    const { services, reader, writer, table, install } = setUp();
    install();
    table.replace(services, 0, writer, true);
    expect(reader.pipe.readerCount).toBe(0);
    expect(table.get(0)).toEqual({ object: writer, closeOnExec: true });
  });

  test('replacing a number with the same object keeps it open', () => {
    const { services, reader, table, install } = setUp();
    install();
    table.replace(services, 0, reader, false);
    expect([reader.references, reader.pipe.readerCount]).toEqual([1, 1]);
  });

  test('a duplicate refers to the same objects and is closed on its own', () => {
    const { services, reader, table, install } = setUp();
    install(reader, 2);
    const copy = table.duplicateAll();
    expect(reader.references).toBe(2);
    table.closeAll(services);
    expect(copy.get(2)?.object).toBe(reader);
    expect(reader.pipe.readerCount).toBe(1);
    copy.closeAll(services);
    expect(reader.pipe.readerCount).toBe(0);
  });

  test('execve closes only what is marked', () => {
    const { services, reader, writer, table, install } = setUp();
    install(reader, 0, true);
    install(writer);
    table.closeOnExec(services);
    expect([table.get(0), table.get(1)?.object]).toEqual([undefined, writer]);
  });

  test('the mark for execve belongs to the handle, not to the object', () => {
    const { table, install, reader } = setUp();
    install(reader, 0, true);
    const copy = table.duplicateAll();
    table.get(0)!.closeOnExec = false;
    expect(copy.get(0)!.closeOnExec).toBe(true);
  });
});

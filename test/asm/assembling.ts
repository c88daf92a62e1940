import { expect } from 'vitest';
import { type Assembly, assemble, type IncludeReader } from '../../src/asm/assemble.ts';
import { renderDiagnostic } from '../../src/base/diagnostics.ts';
import { makeSource } from '../../src/base/source.ts';
import { readSections } from '../../src/elf/symbols.ts';

const encoder = new TextEncoder();

/** A reader for files that are texts here. */
export function filesReader(files: Readonly<Record<string, string>> = {}): IncludeReader {
  return {
    read: (path) => (files[path] === undefined ? undefined : { name: path, bytes: encoder.encode(files[path]) }),
  };
}

/** Assembles `text` as the file `test.s`. */
export function assembleText(text: string, files: Readonly<Record<string, string>> = {}): Assembly {
  return assemble([makeSource('test.s', text)], { reader: filesReader(files) });
}

/** What the assembler says about `text`, as it is printed. */
export function messagesOf(text: string, files: Readonly<Record<string, string>> = {}): string {
  return assembleText(text, files)
    .diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))
    .join('\n');
}

/** The bytes of section `name` of the program that `text` makes; it must have no errors. */
export function bytesOf(text: string, name: string, files: Readonly<Record<string, string>> = {}): Uint8Array {
  const { elf, diagnostics } = assembleText(text, files);
  expect(
    diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => renderDiagnostic(diagnostic)),
  ).toEqual([]);
  return readSections(elf ?? new Uint8Array()).find((section) => section.name === name)?.bytes ?? new Uint8Array();
}

/** The words of .text of the program that `text` makes. */
export function wordsOf(text: string, files: Readonly<Record<string, string>> = {}): number[] {
  const bytes = bytesOf(`.globl _start\n_start:\n${text}\n`, '.text', files);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getUint32(4 * index, true));
}

/** The bytes that `text` puts into .data. */
export function dataOf(text: string, files: Readonly<Record<string, string>> = {}): number[] {
  return [...bytesOf(`.data\n${text}\n.text\n.globl _start\n_start: ecall\n`, '.data', files)];
}

/** The 32-bit values of the expressions `texts`. */
export function valuesOf(...texts: string[]): number[] {
  const bytes = Uint8Array.from(dataOf(`.word ${texts.join(', ')}`));
  const view = new DataView(bytes.buffer);
  return texts.map((_, index) => view.getInt32(4 * index, true));
}

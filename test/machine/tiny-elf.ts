/** A static ELF32 executable for `qemu-riscv32`: `words` at `addr`, executed from there, and zeros up to `end`, all rwx. */
export function tinyElf(words: readonly number[], addr: number, end: number): Uint8Array {
  // Offset and address of a segment must agree within a page, so the words begin a page into the file.
  const file = new Uint8Array(4096 + words.length * 4);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  // e_type, e_machine; e_version, e_entry, e_phoff, e_shoff, e_flags; e_ehsize, e_phentsize, e_phnum.
  for (const [index, half] of [2, 243].entries()) view.setUint16(16 + index * 2, half, true);
  for (const [index, word] of [1, addr, 52, 0, 0].entries()) view.setUint32(20 + index * 4, word, true);
  for (const [index, half] of [52, 32, 1].entries()) view.setUint16(40 + index * 2, half, true);
  const segment = [1, 4096, addr, addr, words.length * 4, end - addr, 7, 4096];
  for (const [index, word] of segment.entries()) view.setUint32(52 + index * 4, word, true);
  for (const [index, word] of words.entries()) view.setUint32(4096 + index * 4, word, true);
  return file;
}

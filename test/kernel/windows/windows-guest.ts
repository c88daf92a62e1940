import { ERROR } from '../../../src/abi/windows-errors.ts';
import { assembleGuest, Guest, type GuestOptions, runGuest } from '../../system/guest.ts';

/** What the texts of these tests use beside the prelude of all guests. */
const MACROS = `
    j       begin
.include "windows.s"
.macro tell                     # write a0 to standard output as a word
    put     a0
.endm
.macro tell_failure             # write a0 and the last error
    put     a0
    syscall GetLastError
    put     a0
.endm
.macro call2 name:req, a:req, b=0, c=0, d=0, e=0, f=0, g=0      # a call with constant arguments
    li      a0, \\a
    li      a1, \\b
    li      a2, \\c
    li      a3, \\d
    li      a4, \\e
    li      a5, \\f
    li      a6, \\g
    syscall \\name
.endm
.macro with name:req, register:req, b=0, c=0, d=0, e=0          # a call whose first argument is in a register
    mv      a0, \\register
    li      a1, \\b
    li      a2, \\c
    li      a3, \\d
    li      a4, \\e
    syscall \\name
.endm
.data
.balign 4
pipe_read:  .word 0
pipe_write: .word 0
number:     .word 0
bytes:      .zero 64
.text
begin:
`;

/** The text of a guest that makes Windows-style calls. */
function windowsText(text: string): string {
  return MACROS + text;
}

/** A guest with other programs, by their names in /bin. */
export function windowsGuest(
  text: string,
  programs: Readonly<Record<string, string>> = {},
  options: GuestOptions = {},
): Guest {
  return new Guest(windowsText(text), { ...options, files: { ...options.files, ...filesOf(programs) } });
}

/** Runs such a guest to its end. */
export function runWindows(
  text: string,
  programs: Readonly<Record<string, string>> = {},
  options: GuestOptions = {},
): ReturnType<typeof runGuest> {
  return runGuest(windowsText(text), { ...options, files: { ...options.files, ...filesOf(programs) } });
}

/** What `tell_failure` writes for a call that fails with `result` and leaves the error called `name`. */
export function failure(name: keyof typeof ERROR, result = 0): number[] {
  return [result, ERROR[name]];
}

function filesOf(programs: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [`/bin/${name}`, assembleGuest(windowsText(program))]),
  );
}

import { describe, expect, test } from 'vitest';
import { stringBytes } from '../../../src/base/bytes.ts';
import { audit } from '../../system/audit.ts';
import type { GuestOptions } from '../../system/guest.ts';
import { failure, runWindows } from './windows-guest.ts';

const PIPE = `
    la      a0, pipe_read
    la      a1, pipe_write
    li      a2, 0
    li      a3, 0
    syscall CreatePipe
    lw      s0, pipe_read
    lw      s1, pipe_write
`;
/** `open ACCESS, DISPOSITION, SHARE` opens the file called `path`. */
const OPEN = `
    .macro  open access=GENERIC_READ, disposition=OPEN_EXISTING, share=7
    la      a0, path
    li      a1, \\access
    li      a2, \\share
    li      a3, 0
    li      a4, \\disposition
    li      a5, FILE_ATTRIBUTE_NORMAL
    li      a6, 0
    syscall CreateFile
    .endm
    .data
path: .asciz "/tmp/file"
    .text
`;
const withFile: GuestOptions = { files: { '/tmp/file': stringBytes('content') } };

describe('a pipe', () => {
  test('carries bytes from WriteFile to ReadFile, and ends when nobody can write', () => {
    const { words, guest } = runWindows(`${PIPE}
    la_string a1, "hello"
    mv      a0, s1
    li      a2, 5
    la      a3, number
    li      a4, 0
    syscall WriteFile
    tell
    lw      a0, number
    tell
    with    CloseHandle, s1
    mv      a0, s0
    la      a1, bytes
    li      a2, 64
    call    read_handle
    tell
    mv      a0, s0
    la      a1, bytes
    li      a2, 64
    la      a3, number
    li      a4, 0
    syscall ReadFile
    tell_failure
    exit`);
    expect(words).toEqual([1, 5, 5, ...failure('ERROR_BROKEN_PIPE')]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('that nobody reads gives an error and no SIGPIPE', () => {
    const { words } = runWindows(`${PIPE}
    with    CloseHandle, s0
    la_string a1, "x"
    mv      a0, s1
    call    write_text
    tell_failure
    exit`);
    expect(words).toEqual(failure('ERROR_NO_DATA'));
  });

  test('can be made smaller or larger, and inheritable', () => {
    const { words } = runWindows(`
    inheritable yes
    la      a0, pipe_read
    la      a1, pipe_write
    la      a2, yes
    li      a3, 100000
    syscall CreatePipe
    tell
    call2   fcntl64, 3, F_GETPIPE_SZ
    tell
    call2   fcntl64, 3, F_GETFD
    tell
    exit`);
    expect(words).toEqual([1, 131072, 0]);
  });

  test('cannot be made with bad addresses, or without free handles', () => {
    const { words, guest } = runWindows(
      `
    call2   CreatePipe, 4, 4
    tell_failure
    la      a0, pipe_read
    la      a1, pipe_write
    li      a2, 4
    syscall CreatePipe
    tell_failure
    ${PIPE}${PIPE}
    tell_failure
    exit`,
      {},
      { settings: { maxOpenFiles: 6 } },
    );
    expect(words).toEqual([
      ...failure('ERROR_NOACCESS'),
      ...failure('ERROR_NOACCESS'),
      ...failure('ERROR_TOO_MANY_OPEN_FILES'),
    ]);
    expect(audit(guest.computer)).toEqual([]);
  });
});

describe('ReadFile and WriteFile', () => {
  test('give 0 bytes at the end of a file, and that is no failure', () => {
    const { words } = runWindows(
      `${OPEN}
    open
    mv      s0, a0
    .rept   2
    mv      a0, s0
    la      a1, bytes
    li      a2, 64
    la      a3, number
    li      a4, 0
    syscall ReadFile
    tell
    lw      a0, number
    tell
    .endr
    exit`,
      {},
      withFile,
    );
    expect(words).toEqual([1, 7, 1, 0]);
  });

  test('a wait for a terminal that signals cut short goes on', () => {
    const { words } = runWindows(`${PIPE}
    fork
    bnez    a0, 1f
    call2   Sleep, 5
    mv      a0, s1
    la_string a1, "late"
    call    write_text
    exit
1:  mv      a0, s0
    la      a1, bytes
    li      a2, 64
    call    read_handle
    tell
    exit`);
    expect(words).toEqual([4]);
  });

  test.each([
    ['a handle that is not open', 'ReadFile', '4096, 0, 0', 'ERROR_INVALID_HANDLE'],
    ['a handle to something else', 'ReadFile', '16, 0x1000, 4', 'ERROR_INVALID_HANDLE'],
    ['an end of a pipe to write', 'ReadFile', '24, 0x1000, 4', 'ERROR_INVALID_HANDLE'],
    ['an end of a pipe to read', 'WriteFile', '20, 0x1000, 4', 'ERROR_INVALID_HANDLE'],
    ['a bad buffer', 'WriteFile', '24, 4, 4', 'ERROR_NOACCESS'],
    ['a bad address for the number', 'WriteFile', '24, 0, 0, 4', 'ERROR_NOACCESS'],
    ['an overlapped operation', 'WriteFile', '24, 0, 0, 0, 1', 'ERROR_NOT_SUPPORTED'],
  ] as const)('%s: %s fails', (_, name, args, error) => {
    const { words } = runWindows(`
    call2   CreateEvent, 0, 1, 1    # 16, and the pipe is 20 and 24
    ${PIPE}
    call2   ${name}, ${args}
    tell_failure
    exit`);
    expect(words).toEqual(failure(error));
  });
});

describe('CreateFile', () => {
  /** What each disposition does to a file that is there, and to one that is not: the last error, and the size. */
  test.each([
    ['CREATE_NEW', failure('ERROR_FILE_EXISTS', -1), [16, 0, 0]],
    ['CREATE_ALWAYS', [16, 183, 0], [16, 0, 0]],
    ['OPEN_EXISTING', [16, 0, 7], failure('ERROR_FILE_NOT_FOUND', -1)],
    ['OPEN_ALWAYS', [16, 183, 7], [16, 0, 0]],
    ['TRUNCATE_EXISTING', [16, 0, 0], failure('ERROR_FILE_NOT_FOUND', -1)],
  ] as const)('%s', (disposition, ifThere, ifNot) => {
    const text = `${OPEN}
    open    GENERIC_READ|GENERIC_WRITE, ${disposition}
    mv      s0, a0
    tell_failure
    bltz    s0, 1f
    li      a0, 3                   # its descriptor
    li      a1, 0
    li      a2, 0
    la      a3, bytes
    li      a4, SEEK_END
    syscall llseek
    lw      a0, bytes
    tell
1:  exit`;
    expect(runWindows(text, {}, withFile).words).toEqual(ifThere);
    expect(runWindows(text).words).toEqual(ifNot);
  });

  test('is denied what another handle does not share', () => {
    const { words, guest } = runWindows(
      `${OPEN}
    open    GENERIC_READ, OPEN_EXISTING, FILE_SHARE_READ
    mv      s0, a0
    open    GENERIC_READ, OPEN_EXISTING, FILE_SHARE_READ
    tell
    open    GENERIC_WRITE, OPEN_EXISTING, 7
    tell_failure
    open    GENERIC_READ, OPEN_EXISTING, FILE_SHARE_WRITE
    tell_failure
    with    CloseHandle, s0
    call2   CloseHandle, 20
    open    GENERIC_WRITE, OPEN_EXISTING, 0
    tell
    open
    tell_failure
    exit`,
      {},
      withFile,
    );
    expect(words).toEqual([
      20,
      ...failure('ERROR_SHARING_VIOLATION', -1),
      ...failure('ERROR_SHARING_VIOLATION', -1),
      16,
      ...failure('ERROR_SHARING_VIOLATION', -1),
    ]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('appends with FILE_APPEND_DATA; reads and writes only what was asked for', () => {
    const { words } = runWindows(
      `${OPEN}
    open    FILE_APPEND_DATA
    mv      s0, a0
    la_string a1, "!"
    call    write_text
    mv      a0, s0
    la      a1, bytes
    li      a2, 4
    li      a3, 0
    li      a4, 0
    syscall ReadFile
    tell_failure
    open
    mv      s1, a0
    la      a1, bytes
    li      a2, 64
    call    read_handle
    tell
    mv      a0, s1
    la_string a1, "!"
    call    write_text
    tell_failure
    open    0
    la      a1, bytes
    li      a2, 64
    li      a3, 0
    li      a4, 0
    syscall ReadFile
    tell_failure
    exit`,
      {},
      withFile,
    );
    const invalid = failure('ERROR_INVALID_HANDLE');
    expect(words).toEqual([...invalid, 8, ...invalid, ...invalid]);
  });

  test('waits with a named pipe for the other end', () => {
    const { words } = runWindows(`${OPEN}
    li      a0, AT_FDCWD
    la      a1, path
    li      a2, S_IFIFO | 0600
    li      a3, 0
    syscall mknodat
    fork
    beqz    a0, 1f
    open
    la      a1, bytes
    li      a2, 64
    call    read_handle
    tell
    exit
1:  call2   Sleep, 3
    open    GENERIC_WRITE
    la_string a1, "through"
    call    write_text
    exit`);
    expect(words).toEqual([7]);
  });

  test('opens the console as CONOUT$', () => {
    const { guest } = runWindows(
      `
    la_string a0, "CONOUT$"
    li      a1, GENERIC_WRITE
    li      a2, 7
    li      a3, 0
    li      a4, OPEN_EXISTING
    li      a5, 0
    li      a6, 0
    syscall CreateFile
    la_string a1, "shown"
    call    write_text
    exit`,
      {},
      { streams: ['terminal', 'stream', 'stream'], terminal: { rows: 24, columns: 80 } },
    );
    expect(guest.screen).toBe('shown');
  });

  test.each([
    ['a bad path', 'li a0, 4', 'ERROR_NOACCESS'],
    ['a disposition that is none', 'li a4, 9', 'ERROR_INVALID_PARAMETER'],
    ['a template', 'li a6, 4', 'ERROR_INVALID_PARAMETER'],
    ['bad attributes of security', 'li a3, 4', 'ERROR_NOACCESS'],
    ['attributes that are not known', 'li a5, 0x40000000', 'ERROR_NOT_SUPPORTED'],
    ['a directory to write', 'la_string a0, "/tmp"\n li a1, GENERIC_WRITE', 'ERROR_ACCESS_DENIED'],
    ['a path through a file', 'la_string a0, "/tmp/file/x"', 'ERROR_PATH_NOT_FOUND'],
    ['emptying what is not to be written', 'li a4, TRUNCATE_EXISTING', 'ERROR_INVALID_PARAMETER'],
  ] as const)('fails for %s', (_, change, error) => {
    const { words } = runWindows(
      `
    la_string a0, "/tmp/file"
    li      a1, GENERIC_READ
    li      a2, 7
    li      a3, 0
    li      a4, OPEN_EXISTING
    li      a5, FILE_ATTRIBUTE_NORMAL
    li      a6, 0
    ${change}
    syscall CreateFile
    tell_failure
    exit`,
      {},
      withFile,
    );
    expect(words).toEqual(failure(error, -1));
  });
});

import { E } from '../../abi/errno.ts';
import { failureOf } from '../../abi/syscall-row.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import type { Call } from '../call.ts';

/** What the errors of the kernel are in Windows; any other is ERROR_GEN_FAILURE. */
const FROM_ERRNO: ReadonlyMap<number, number> = new Map([
  [E.EPERM, ERROR.ERROR_ACCESS_DENIED],
  [E.ENOENT, ERROR.ERROR_FILE_NOT_FOUND],
  [E.EIO, ERROR.ERROR_IO_DEVICE],
  [E.E2BIG, ERROR.ERROR_FILENAME_EXCED_RANGE],
  [E.ENOEXEC, ERROR.ERROR_BAD_EXE_FORMAT],
  [E.EBADF, ERROR.ERROR_INVALID_HANDLE],
  [E.EAGAIN, ERROR.ERROR_NO_DATA],
  [E.ENOMEM, ERROR.ERROR_NOT_ENOUGH_MEMORY],
  [E.EACCES, ERROR.ERROR_ACCESS_DENIED],
  [E.EFAULT, ERROR.ERROR_NOACCESS],
  [E.ETXTBSY, ERROR.ERROR_SHARING_VIOLATION],
  [E.EEXIST, ERROR.ERROR_FILE_EXISTS],
  [E.ENOTDIR, ERROR.ERROR_PATH_NOT_FOUND],
  [E.EISDIR, ERROR.ERROR_ACCESS_DENIED],
  [E.EINVAL, ERROR.ERROR_INVALID_PARAMETER],
  [E.EMFILE, ERROR.ERROR_TOO_MANY_OPEN_FILES],
  [E.EFBIG, ERROR.ERROR_FILE_TOO_LARGE],
  [E.ENOSPC, ERROR.ERROR_DISK_FULL],
  [E.ESPIPE, ERROR.ERROR_SEEK_ON_DEVICE],
  [E.EROFS, ERROR.ERROR_WRITE_PROTECT],
  [E.EPIPE, ERROR.ERROR_NO_DATA],
  [E.ENAMETOOLONG, ERROR.ERROR_FILENAME_EXCED_RANGE],
  [E.ELOOP, ERROR.ERROR_CANT_RESOLVE_FILENAME],
]);

/** Lets the call fail: gives the result that says so, and leaves `error` for GetLastError. */
export function fail(call: Call, error: number): number {
  call.thread.lastError = error;
  return failureOf(call.row!)!;
}

/** Lets the call fail with what a negative error number of the kernel is in Windows. */
export function failWith(call: Call, negativeErrno: number): number {
  return fail(call, windowsError(negativeErrno));
}

/** The Windows error for a negative error number of the kernel. */
export function windowsError(negativeErrno: number): number {
  return FROM_ERRNO.get(-negativeErrno) ?? ERROR.ERROR_GEN_FAILURE;
}

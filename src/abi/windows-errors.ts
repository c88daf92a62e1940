/** One error number of Windows. */
interface WindowsErrorRow {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

/**
 * The error numbers that the Windows-style calls leave for GetLastError, with the names, values and texts of Windows
 * (learn.microsoft.com, "System Error Codes"). They are in ascending order.
 */
// biome-ignore format: a table
const ROWS = [
  { number: 0,    name: 'ERROR_SUCCESS',              text: 'The operation completed successfully.' },
  { number: 2,    name: 'ERROR_FILE_NOT_FOUND',       text: 'The system cannot find the file specified.' },
  { number: 3,    name: 'ERROR_PATH_NOT_FOUND',       text: 'The system cannot find the path specified.' },
  { number: 4,    name: 'ERROR_TOO_MANY_OPEN_FILES',  text: 'The system cannot open the file.' },
  { number: 5,    name: 'ERROR_ACCESS_DENIED',        text: 'Access is denied.' },
  { number: 6,    name: 'ERROR_INVALID_HANDLE',       text: 'The handle is invalid.' },
  { number: 8,    name: 'ERROR_NOT_ENOUGH_MEMORY',    text: 'Not enough memory resources are available to process this command.' },
  { number: 19,   name: 'ERROR_WRITE_PROTECT',        text: 'The media is write protected.' },
  { number: 31,   name: 'ERROR_GEN_FAILURE',          text: 'A device attached to the system is not functioning.' },
  { number: 32,   name: 'ERROR_SHARING_VIOLATION',    text: 'The process cannot access the file because it is being used by another process.' },
  { number: 50,   name: 'ERROR_NOT_SUPPORTED',        text: 'The request is not supported.' },
  { number: 80,   name: 'ERROR_FILE_EXISTS',          text: 'The file exists.' },
  { number: 87,   name: 'ERROR_INVALID_PARAMETER',    text: 'The parameter is incorrect.' },
  { number: 109,  name: 'ERROR_BROKEN_PIPE',          text: 'The pipe has been ended.' },
  { number: 112,  name: 'ERROR_DISK_FULL',            text: 'There is not enough space on the disk.' },
  { number: 132,  name: 'ERROR_SEEK_ON_DEVICE',       text: 'The file pointer cannot be set on the specified device or file.' },
  { number: 183,  name: 'ERROR_ALREADY_EXISTS',       text: 'Cannot create a file when that file already exists.' },
  { number: 193,  name: 'ERROR_BAD_EXE_FORMAT',       text: 'The file is not a valid application.' },
  { number: 206,  name: 'ERROR_FILENAME_EXCED_RANGE', text: 'The filename or extension is too long.' },
  { number: 223,  name: 'ERROR_FILE_TOO_LARGE',       text: 'The file size exceeds the limit allowed and cannot be saved.' },
  { number: 232,  name: 'ERROR_NO_DATA',              text: 'The pipe is being closed.' },
  { number: 267,  name: 'ERROR_DIRECTORY',            text: 'The directory name is invalid.' },
  { number: 288,  name: 'ERROR_NOT_OWNER',            text: 'Attempt to release mutex not owned by caller.' },
  { number: 298,  name: 'ERROR_TOO_MANY_POSTS',       text: 'Too many posts were made to a semaphore.' },
  { number: 487,  name: 'ERROR_INVALID_ADDRESS',      text: 'Attempt to access invalid address.' },
  { number: 998,  name: 'ERROR_NOACCESS',             text: 'Invalid access to memory location.' },
  { number: 1117, name: 'ERROR_IO_DEVICE',            text: 'The request could not be performed because of an I/O device error.' },
  { number: 1314, name: 'ERROR_PRIVILEGE_NOT_HELD',   text: 'A required privilege is not held by the client.' },
  { number: 1450, name: 'ERROR_NO_SYSTEM_RESOURCES',  text: 'Insufficient system resources exist to complete the requested service.' },
  { number: 1921, name: 'ERROR_CANT_RESOLVE_FILENAME', text: 'The name of the file cannot be resolved by the system.' },
] as const;

type WindowsErrorName = (typeof ROWS)[number]['name'];

/** Every error number, ascending. */
export const WINDOWS_ERRORS: readonly WindowsErrorRow[] = ROWS;

/** Error numbers by name: `ERROR.ERROR_INVALID_HANDLE` is 6. */
export const ERROR = Object.fromEntries(ROWS.map(({ name, number }) => [name, number])) as Record<
  WindowsErrorName,
  number
>;

/** The row of an error number. */
export function windowsErrorByNumber(number: number): WindowsErrorRow | undefined {
  return WINDOWS_ERRORS.find((row) => row.number === number);
}

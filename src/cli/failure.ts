/** Exit statuses of the command line, besides those of guests: as timeout(1), env(1) and shells have them. */
export const STATUS = {
  /** A limit was reached. */
  limit: 124,
  /** The guest could not be started. */
  notStarted: 125,
  notExecutable: 126,
  notFound: 127,
  /** The source has errors, or a name is not in a table. */
  sourceErrors: 1,
  wrongUsage: 2,
  /** The user left with Ctrl-], as if by SIGINT. */
  left: 130,
  /** Standard output was closed, as if by SIGPIPE. */
  brokenPipe: 141,
  /** An error of our own (EX_SOFTWARE of sysexits.h). */
  ourFault: 70,
} as const;

/** Thrown for what the user or the host did: shown as `kernlet: message`; then the process ends with `status`. */
export class Failure {
  /** Lower case, no full stop; further lines stand below it as they are. */
  readonly message: string;
  readonly status: number;

  constructor(message: string, status: number) {
    this.message = message;
    this.status = status;
  }
}

/** The reason in an error of `node:fs`, as strerror would put it, such as `no such file or directory`. */
export function hostReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const match = /^[A-Z0-9]+: ([^,]+)/.exec(error.message);
  return match?.[1] ?? error.message;
}

/** The code in an error of `node:fs`, such as `ENOENT`; '' if it has none. */
export function hostCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

import { SI_QUEUE, SI_TIMER, SIG_DFL, SIG_IGN, SIGNAL_MAX, signalName } from '../abi/signals.ts';
import { STRUCTS } from '../abi/structs.ts';
import { byteString } from '../base/bytes.ts';
import type { MemoryPeek } from '../kernel/vm/peek.ts';
import { flagNames, hex, nameOf, SYMBOLS } from './symbols.ts';
import { quote, SHOWN_BYTES } from './text.ts';

/** How many members of an array are shown, and how many are looked at. */
const SHOWN_MEMBERS = 32;

/** `count` bytes at `addr` in quotes. */
export function formatBuffer(memory: MemoryPeek, addr: number, count: number): string {
  const bytes = memory.read(addr, Math.min(count, SHOWN_BYTES + 1));
  return bytes === undefined ? hex(addr) : quote(byteString(bytes));
}

/** The path at `addr`, whole. */
export function formatPath(memory: MemoryPeek, addr: number): string {
  const text = memory.readString(addr, 4096);
  return text === undefined ? hex(addr) : quote(text, true);
}

/** An array of strings that ends with a null pointer. */
export function formatStrings(memory: MemoryPeek, addr: number): string {
  const strings: string[] = [];
  for (let at = addr; ; at += 4) {
    const pointer = memory.readWord(at);
    if (pointer === undefined) return hex(addr);
    if (pointer === 0) return `[${strings.join(', ')}]`;
    if (strings.length === SHOWN_MEMBERS) return `[${strings.join(', ')}, ...]`;
    const text = memory.readString(pointer, SHOWN_BYTES + 1);
    strings.push(text === undefined ? hex(pointer) : quote(text));
  }
}

/** `count` struct iovec, of whose buffers `available` bytes are meaningful. */
export function formatVectors(memory: MemoryPeek, addr: number, count: number, available: number): string {
  const vectors: string[] = [];
  let rest = available;
  for (let index = 0; index < Math.min(count, SHOWN_MEMBERS); index++) {
    const base = memory.readWord(addr + index * 8);
    const length = memory.readWord(addr + index * 8 + 4);
    if (base === undefined || length === undefined) return hex(addr);
    const shown = Math.min(length, rest);
    rest -= shown;
    vectors.push(`{iov_base=${formatBuffer(memory, base, shown)}, iov_len=${length}}`);
  }
  return `[${vectors.join(', ')}${count > SHOWN_MEMBERS ? ', ...' : ''}]`;
}

/** Two descriptors. */
export function formatPair(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 2, ([first, second]) => `[${first}, ${second}]`);
}

/** A timespec with 64-bit seconds. */
export function formatTimespec(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 3, ([low, high, nanoseconds]) => {
    return `{tv_sec=${(high! | 0) * 2 ** 32 + low!}, tv_nsec=${nanoseconds}}`;
  });
}

/** Access and modification time for utimensat. */
export function formatTimespecPair(memory: MemoryPeek, addr: number): string {
  const times = [formatTimespec(memory, addr), formatTimespec(memory, addr + 16)];
  return `[${times.map(nameSpecialTime).join(', ')}]`;
}

/** UTIME_NOW and UTIME_OMIT (utimensat(2)) stand in the nanoseconds. */
function nameSpecialTime(time: string): string {
  if (time.endsWith(`tv_nsec=${2 ** 30 - 1}}`)) return 'UTIME_NOW';
  return time.endsWith(`tv_nsec=${2 ** 30 - 2}}`) ? 'UTIME_OMIT' : time;
}

/** Interval and value of a timer, with 64-bit seconds. */
export function formatItimerspec(memory: MemoryPeek, addr: number): string {
  const { interval, value } = STRUCTS.itimerspec.fields;
  return `{it_interval=${formatTimespec(memory, addr + interval)}, it_value=${formatTimespec(memory, addr + value)}}`;
}

/** Interval and value of a timer, in seconds and microseconds. */
export function formatItimerval(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 4, (words) => {
    const [interval, value] = [0, 2].map((at) => `{tv_sec=${words[at]! | 0}, tv_usec=${words[at + 1]! | 0}}`);
    return `{it_interval=${interval}, it_value=${value}}`;
  });
}

/** What ppoll is asked for: `count` descriptors with their events. */
export function formatPollfds(memory: MemoryPeek, addr: number, count: number): string {
  return formatArray(memory, addr, count, STRUCTS.pollfd.bytes, ([fd, events]) => {
    return `{fd=${fd! | 0}, events=${flagNames(SYMBOLS.pollEvents, events! & 0xffff)}}`;
  });
}

/** `count` events of an epoll set, or what one is asked for. */
export function formatEpollEvents(memory: MemoryPeek, addr: number, count: number): string {
  return formatArray(memory, addr, count, STRUCTS.epoll_event.bytes, ([events, , low, high]) => {
    const data = (BigInt(high!) << 32n) | BigInt(low!);
    return `{events=${flagNames(SYMBOLS.epollEvents, events!)}, data=0x${data.toString(16)}}`;
  });
}

/** What waitid tells of a child. */
export function formatSiginfo(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 6, ([signal, , code, pid, uid, status]) => {
    return signal === 0
      ? '{}'
      : formatSignalFacts(signal!, { code: code! | 0, pid: pid!, uid: uid!, status: status!, addr: 0 });
  });
}

/** A signal set of 64 bits: `[INT CHLD]`, or `~[KILL]` where most are in it. */
export function formatSignalSet(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 2, ([low, high]) => signalSetText(low!, high!));
}

/** struct sigaction of riscv: handler, flags, mask. */
export function formatSignalAction(memory: MemoryPeek, addr: number): string {
  return formatWords(memory, addr, 4, ([handler, flags, low, high]) => {
    const name = handler === SIG_DFL ? 'SIG_DFL' : handler === SIG_IGN ? 'SIG_IGN' : hex(handler!);
    const flagText = flagNames(SYMBOLS.actionFlags, flags!);
    return `{sa_handler=${name}, sa_mask=${signalSetText(low!, high!)}, sa_flags=${flagText}}`;
  });
}

/** What a siginfo says of a signal, by its kind: the fault, the child, or the sender. */
export function formatSignalFacts(
  signal: number,
  details: {
    readonly code: number;
    readonly pid: number;
    readonly uid: number;
    readonly status: number;
    readonly addr: number;
    readonly words?: readonly number[];
  },
): string {
  const name = signalName(signal);
  const codes = SYMBOLS.faultCodes[name];
  const ownCode = codes === undefined ? undefined : nameOf(codes, details.code);
  const code = ownCode ?? nameOf(SYMBOLS.anyCodes, details.code) ?? String(details.code);
  const start = `si_signo=${name}, si_code=${code}`;
  if (name === 'SIGCHLD' && ownCode !== undefined) {
    const status = ownCode === 'CLD_EXITED' ? details.status : signalName(details.status);
    return `{${start}, si_pid=${details.pid}, si_uid=${details.uid}, si_status=${status}}`;
  }
  const [first, second, value] = details.words ?? [details.pid, details.uid, details.status];
  const valueText = `si_value={int=${value! | 0}, ptr=${value === 0 ? 'NULL' : hex(value!)}}`;
  if (details.code === SI_TIMER) return `{${start}, si_timerid=${hex(first!)}, si_overrun=${second}, ${valueText}}`;
  if (details.code === SI_QUEUE) return `{${start}, si_pid=${first}, si_uid=${second}, ${valueText}}`;
  if (name === 'SIGIO' && ownCode !== undefined) return `{${start}, si_band=${first}, si_fd=${second}}`;
  if (ownCode !== undefined) return `{${start}, si_addr=${details.addr === 0 ? 'NULL' : hex(details.addr)}}`;
  return code === 'SI_KERNEL' ? `{${start}}` : `{${start}, si_pid=${details.pid}, si_uid=${details.uid}}`;
}

function signalSetText(low: number, high: number): string {
  const has = (signal: number) => ((signal <= 32 ? low >>> (signal - 1) : high >>> (signal - 33)) & 1) === 1;
  const all = Array.from({ length: SIGNAL_MAX }, (_, index) => index + 1);
  const members = all.filter(has);
  const isMost = members.length > SIGNAL_MAX / 2;
  const listed = isMost ? all.filter((signal) => !has(signal)) : members;
  return `${isMost ? '~' : ''}[${listed.map((signal) => signalName(signal).replace(/^SIG/, '')).join(' ')}]`;
}

/** An array of `count` structures of `size` bytes, from the words of each. */
function formatArray(
  memory: MemoryPeek,
  addr: number,
  count: number,
  size: number,
  format: (words: readonly number[]) => string,
): string {
  const members: string[] = [];
  for (let index = 0; index < Math.min(count, SHOWN_MEMBERS); index++) {
    const at = addr + index * size;
    if (memory.readWord(at + size - 4) === undefined) return hex(addr);
    members.push(formatWords(memory, at, size / 4, format));
  }
  return `[${members.join(', ')}${count > SHOWN_MEMBERS ? ', ...' : ''}]`;
}

function formatWords(
  memory: MemoryPeek,
  addr: number,
  count: number,
  format: (words: readonly number[]) => string,
): string {
  const words: number[] = [];
  for (let index = 0; index < count; index++) {
    const word = memory.readWord(addr + index * 4);
    if (word === undefined) return hex(addr);
    words.push(word);
  }
  return format(words);
}

import { Children } from '../kernel/children.ts';
import { CpuLimit } from '../kernel/cpu-limit.ts';
import { CpuAlarm } from '../kernel/cpu-timers.ts';
import { Deadlines } from '../kernel/deadlines.ts';
import { Disk } from '../kernel/disk.ts';
import { DeviceFile } from '../kernel/fs/device-file.ts';
import { FileData } from '../kernel/fs/file-data.ts';
import { FileSystem } from '../kernel/fs/file-system.ts';
import { FileLocks } from '../kernel/fs/locks.ts';
import { OpenDirectory } from '../kernel/fs/open-directory.ts';
import { OpenFile, OpenPath, OpenText } from '../kernel/fs/open-file.ts';
import { PageCache } from '../kernel/fs/page-cache.ts';
import { Memberships } from '../kernel/groups.ts';
import { Epoll, EpollEntry } from '../kernel/io/epoll.ts';
import { EventFd } from '../kernel/io/event-fd.ts';
import { HandleTable } from '../kernel/io/handles.ts';
import { HostStream } from '../kernel/io/host-stream.ts';
import { LineBuffer } from '../kernel/io/line-buffer.ts';
import { LineEditor } from '../kernel/io/line-editor.ts';
import { OpenTerminal } from '../kernel/io/open-terminal.ts';
import { Pipe, PipeEnd } from '../kernel/io/pipe.ts';
import { ProcessObject } from '../kernel/io/process-object.ts';
import { SignalFd } from '../kernel/io/signal-fd.ts';
import { Socket } from '../kernel/io/socket.ts';
import { SocketQueue } from '../kernel/io/socket-queue.ts';
import { Terminal } from '../kernel/io/terminal.ts';
import { TerminalModes } from '../kernel/io/terminal-modes.ts';
import { TerminalOutput } from '../kernel/io/terminal-output.ts';
import { TimerFd } from '../kernel/io/timer-fd.ts';
import { Clock, Kernel } from '../kernel/kernel.ts';
import { LoadAverage } from '../kernel/load-average.ts';
import { ProcProcesses } from '../kernel/process-table.ts';
import { Affine } from '../kernel/sched/affine.ts';
import { ByPriority } from '../kernel/sched/by-priority.ts';
import { Caches } from '../kernel/sched/caches.ts';
import { Fair } from '../kernel/sched/fair.ts';
import { FeedbackQueue } from '../kernel/sched/feedback.ts';
import { HartSet } from '../kernel/sched/hart-set.ts';
import { Lottery } from '../kernel/sched/lottery.ts';
import { MultiQueue } from '../kernel/sched/multi.ts';
import { Plugged } from '../kernel/sched/plugged.ts';
import { Ranked } from '../kernel/sched/ranked.ts';
import { Ranking } from '../kernel/sched/ranking.ts';
import { ReadyQueue } from '../kernel/sched/ready-queue.ts';
import { RealTime } from '../kernel/sched/real-time.ts';
import { RoundRobin } from '../kernel/sched/round-robin.ts';
import { Scripted } from '../kernel/sched/scripted.ts';
import { ShortestFirst, ShortestRemaining } from '../kernel/sched/shortest.ts';
import { Stride } from '../kernel/sched/stride.ts';
import { SignalNotice } from '../kernel/signal-notice.ts';
import { Thread } from '../kernel/thread.ts';
import { Timer } from '../kernel/timer.ts';
import { Space } from '../kernel/vm/space.ts';
import { WaitQueue } from '../kernel/wait-queue.ts';
import { Synchronizer } from '../kernel/windows/synchronizer.ts';
import { ThreadObject } from '../kernel/windows/thread-object.ts';
import { PageTable } from '../machine/page-table.ts';
import { Start } from './boot.ts';
import type { NamedClasses } from './graph.ts';
import { Rounds } from './rounds.ts';

/** The classes of all objects that a computer's state consists of: a saved computer names them. */
export const STATE_CLASSES: NamedClasses = {
  Affine,
  ByPriority,
  Caches,
  Children,
  Clock,
  CpuAlarm,
  CpuLimit,
  Deadlines,
  DeviceFile,
  Disk,
  Epoll,
  EpollEntry,
  EventFd,
  Fair,
  FeedbackQueue,
  FileLocks,
  FileData,
  FileSystem,
  HandleTable,
  HartSet,
  HostStream,
  Kernel,
  LineBuffer,
  LineEditor,
  LoadAverage,
  Lottery,
  Memberships,
  MultiQueue,
  OpenDirectory,
  OpenFile,
  OpenPath,
  OpenTerminal,
  OpenText,
  PageCache,
  PageTable,
  Pipe,
  PipeEnd,
  Plugged,
  ProcProcesses,
  ProcessObject,
  Ranked,
  Ranking,
  ReadyQueue,
  RealTime,
  RoundRobin,
  Rounds,
  Scripted,
  ShortestFirst,
  ShortestRemaining,
  SignalFd,
  SignalNotice,
  Socket,
  SocketQueue,
  Space,
  Start,
  Stride,
  Synchronizer,
  Terminal,
  TerminalModes,
  TerminalOutput,
  Thread,
  ThreadObject,
  Timer,
  TimerFd,
  WaitQueue,
};

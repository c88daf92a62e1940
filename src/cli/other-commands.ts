import type { Command } from 'commander';
import { addAsmCommand } from './asm.ts';
import { addDebugCommand } from './debug.ts';
import { addDisasmCommand } from './disasm.ts';
import { addGradeCommand } from './grade.ts';
import { addInitCommand } from './init.ts';
import { addIsaCommand } from './isa.ts';
import { addLessonCommand } from './lesson.ts';
import { addMergeCommand } from './merge.ts';
import { addReportCommand } from './report.ts';
import { addSchedCommand } from './sched.ts';
import { addStartCommand } from './start.ts';
import { addSyscallsCommand } from './syscalls.ts';
import { addWorkerCommand } from './worker.ts';

/** What adds all other commands, in the order of the help. */
export const OTHER_COMMANDS: Readonly<Record<string, (program: Command) => void>> = {
  debug: addDebugCommand,
  asm: addAsmCommand,
  disasm: addDisasmCommand,
  report: addReportCommand,
  isa: addIsaCommand,
  syscalls: addSyscallsCommand,
  lesson: addLessonCommand,
  grade: addGradeCommand,
  merge: addMergeCommand,
  worker: addWorkerCommand,
  init: addInitCommand,
  sched: addSchedCommand,
  start: addStartCommand,
};

import { describe, expect, it } from 'vitest';
import { hasTool } from '../oracle.ts';
import { C_COMPILER, C_PROGRAMS, compilePrograms } from './c-programs.ts';
import { binPrograms, testUnderAllSettings, usualOutcome } from './compare.ts';
import type { GuestOutcome } from './guest-run.ts';
import { LinuxSession } from './linux.ts';

/** A stretch of lines in which qemu 7.2 (user mode) does not do what Linux does; the manual page decides. */
interface Difference {
  readonly reason: string;
  readonly linux: readonly string[];
  readonly qemu: readonly string[];
}

const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  control: [
    {
      reason: 'qemu does not pass PR_SET_CHILD_SUBREAPER on',
      qemu: [
        'prctl(PR_GET_CHILD_SUBREAPER, &is): EINVAL',
        '77',
        'prctl(PR_SET_CHILD_SUBREAPER, 1): EINVAL',
        'prctl(PR_GET_CHILD_SUBREAPER, &is): EINVAL',
        '77',
        'its own: 77',
        'the middle one: exited 0',
        'a grandchild to wait for: 0',
        'status 0',
        'prctl(PR_SET_CHILD_SUBREAPER, 0): EINVAL',
      ],
      linux: [
        'prctl(PR_GET_CHILD_SUBREAPER, &is): 0',
        '0',
        'prctl(PR_SET_CHILD_SUBREAPER, 1): 0',
        'prctl(PR_GET_CHILD_SUBREAPER, &is): 0',
        '1',
        'its own: 0',
        'the middle one: exited 0',
        'a grandchild to wait for: 1',
        'status 42',
        'prctl(PR_SET_CHILD_SUBREAPER, 0): 0',
      ],
    },
  ],
  copies: [
    {
      reason: 'qemu does not know preadv2 and pwritev2',
      qemu: [
        'preadv2 at an offset: ENOSYS',
        'onet',
        'preadv2 from here: ENOSYS',
        'onet, and on to 6',
        'pwritev2 from here: ENOSYS',
        'on to 0',
      ],
      linux: [
        'preadv2 at an offset: 3',
        'twot',
        'preadv2 from here: 4',
        'netw, and on to 10',
        'pwritev2 from here: 3',
        'on to 3',
      ],
    },
    {
      reason: 'qemu does not look at the size that statfs64 is given',
      qemu: ['another size: 0'],
      linux: ['another size: EINVAL'],
    },
  ],
  events: [
    {
      reason: 'qemu does not look at the size of the mask of signalfd',
      qemu: ['signalfd4(-1, &mask, 4, 0): 6'],
      linux: ['signalfd4(-1, &mask, 4, 0): EINVAL'],
    },
  ],
  exec: [
    {
      reason: 'qemu turns the environment around and drops what has no equals sign or no name',
      qemu: ['envp[0] "=C"', 'envp[1] "B="', 'envp[2] "A=1"'],
      linux: ['envp[0] "A=1"', 'envp[1] "B="', 'envp[2] "=C"', 'envp[3] "no equals sign"'],
    },
  ],
  faults: ['load', 'store'].map((access, index) => ({
    reason: 'of a SIGBUS, qemu gives an address of its own',
    qemu: [
      `a0 42, pc is right: 1; ${access} behind the end of a file: signal 7 code 2 at 3fffc0${index === 0 ? '00' : '10'}`,
    ],
    linux: [`a0 42, pc is right: 1; ${access} behind the end of a file: signal 7 code 2 at the address`],
  })),
  futex: [
    {
      reason: 'qemu does not know robust lists',
      qemu: ['set_robust_list: ENOSYS'],
      linux: [
        'set_robust_list: 0',
        'of another size: EINVAL',
        'get_robust_list: 0',
        '1 12',
        'woken by the end of the owner: 0',
        'the word: c0000000',
        'the same for a lock it was about to take: 0',
        'the word: c0000000',
      ],
    },
  ],
  jobs: [
    {
      reason: 'qemu does not pass SA_NOCLDSTOP on',
      qemu: ['SA_NOCLDSTOP: code 5'],
      linux: ['SA_NOCLDSTOP: code 0'],
    },
  ],
  mappings: [
    {
      reason: 'qemu asks whether there is room before it asks whether there is a size',
      qemu: ['no size: ENOMEM'],
      linux: ['no size: EINVAL'],
    },
    {
      reason: 'where the guest has nothing, the host has reserved the address',
      qemu: ['nothing there: EINVAL'],
      linux: ['nothing there: EFAULT'],
    },
    {
      reason: 'qemu does not pass all advice on',
      qemu: ['unknown advice: 0'],
      linux: ['unknown advice: EINVAL'],
    },
    {
      reason: 'qemu: where the guest has a hole, the host has none',
      qemu: ['over a hole: 0'],
      linux: ['over a hole: ENOMEM'],
    },
    {
      reason: 'qemu does not know mlock2',
      qemu: ['mlock2: ENOSYS', 'with an unknown flag: ENOSYS'],
      linux: ['mlock2: 0', 'with an unknown flag: EINVAL'],
    },
    {
      reason: 'qemu: where the guest has a hole, the host has none',
      qemu: ['munlock over a hole: 0'],
      linux: ['munlock over a hole: ENOMEM'],
    },
  ],
  memory: [
    {
      reason: 'qemu takes MAP_FIXED_NOREPLACE for a hint',
      qemu: ['no replacing: 1073721344'],
      linux: ['no replacing: EEXIST'],
    },
    {
      reason: 'qemu checks the range of an empty mprotect',
      qemu: ['mprotect nothing: ENOMEM'],
      linux: ['mprotect nothing: 0'],
    },
    {
      reason: 'qemu skips holes in mprotect, where Linux stops with ENOMEM',
      qemu: ['mprotect over a hole: 0', 'writing before the hole: killed 11', 'writing behind the hole: killed 11'],
      linux: [
        'mprotect over a hole: ENOMEM',
        'writing before the hole: killed 11',
        'writing behind the hole: exited 0',
      ],
    },
  ],
  notices: [
    {
      reason: 'of a siginfo that F_SETSIG asked for, qemu loses the descriptor',
      qemu: ['told: 1, signal 40, code 1, band 0x41, the descriptor: 0'],
      linux: ['told: 1, signal 40, code 1, band 0x41, the descriptor: 1'],
    },
  ],
  processes: [
    {
      reason: 'qemu makes a vfork a fork',
      qemu: ['after vfork: 0'],
      linux: ['after vfork: 2'],
    },
    {
      reason: 'qemu makes a vfork a fork',
      qemu: ['after vfork and exec: 0'],
      linux: ['after vfork and exec: 17'],
    },
  ],
  queues: [
    {
      reason: 'qemu does not have rt_tgsigqueueinfo',
      qemu: ['to a thread: ENOSYS', 'the child: exited 0', 'to a thread of another: ENOSYS', 'to no thread: ENOSYS'],
      linux: ['to a thread: 0', 'the child: exited 0', 'to a thread of another: ESRCH', 'to no thread: EINVAL'],
    },
  ],
  scheduling: [
    {
      reason: 'a process under qemu has a second thread, whose nice value stays as it is',
      qemu: ['of the group: 20', 'of the own group: 20', 'the child: exited 17', 'the best of the group: 20'],
      linux: ['of the group: 17', 'of the own group: 17', 'the child: exited 17', 'the best of the group: 17'],
    },
  ],
  rights: [
    {
      reason: 'qemu gives the host more room for control data than the program gave',
      qemu: ['room for one: 3, two, flags 0, control 16: 16 of type 1 of 1'],
      linux: ['room for one: 3, two, flags 8, control 16: 16 of type 1 of 1'],
    },
    {
      reason: 'qemu gives the host more room for control data than the program gave',
      qemu: ['room for one: 3, two, flags 0, control 16: 16 of type 1 of 1'],
      linux: ['room for one: 3, two, flags 8, control 16: 16 of type 1 of 1'],
    },
  ],
  signals: [
    {
      reason: 'qemu does not know SA_NOCLDWAIT',
      qemu: ['or that has SA_NOCLDWAIT: 0'],
      linux: ['or that has SA_NOCLDWAIT: ECHILD'],
    },
  ],
  sockets: [
    {
      reason: 'qemu drops unknown flags of a socket',
      qemu: ['unknown flags: 3'],
      linux: ['unknown flags: EINVAL'],
    },
  ],
};

const programs = hasTool(C_COMPILER) ? [...(await binPrograms()), ...compilePrograms(C_PROGRAMS)] : [];
const runs = C_PROGRAMS.map((name) => ({ name, program: `/test/${name}` }));

describe('C programs see under Kernlet what they see under Linux', () => {
  const linux = new LinuxSession(runs, programs);
  runs.forEach((run, index) => {
    const check = (outcome: GuestOutcome) => {
      const kernlet = usualOutcome(run, programs);
      expect(kernlet.stdout).toMatch(/\nend\n$/);
      expect(kernlet).toEqual(corrected(outcome, DIFFERENCES[run.name] ?? []));
    };
    linux.test(run.name, index, check, [C_COMPILER]);
  });
});

describe('a correction of qemu', () => {
  it('fails when qemu does not differ any more', () => {
    const difference = { reason: 'a test', qemu: ['one'], linux: ['two'] };
    const outcome = { stdout: 'two\n', stderr: '', status: 0, files: {} };
    expect(() => corrected(outcome, [difference])).toThrow('a test');
  });
});

if (hasTool(C_COMPILER)) {
  describe('C programs see the same under all settings', () => testUnderAllSettings(runs, programs));
}

/** What Linux would have given; a difference that is not there any more is an error. */
function corrected(outcome: GuestOutcome, differences: readonly Difference[]): GuestOutcome {
  let { stdout } = outcome;
  for (const { qemu, linux, reason } of differences) {
    const [from, to] = [qemu, linux].map((lines) => lines.map((line) => `${line}\n`).join('')) as [string, string];
    if (!stdout.includes(from)) throw new Error(`qemu no longer differs: ${reason}`);
    stdout = stdout.replace(from, to);
  }
  return { ...outcome, stdout };
}

import { expect, test } from 'vitest';
import { parseJobs } from '../../src/cli/job-list.ts';
import { readWorkloadFile } from '../../src/cli/workload-file.ts';

test('a workload file says all that a job can have', () => {
  const { file, errors } = readWorkloadFile(`
policy: mlfq:quantum=5
harts: 2
jobs:
  - name: a
    arrival: 3
    run: 10
    io: { every: 2, length: 4 }
    tickets: 7
    priority: 2
    nice: -3
    realTime: { policy: rr, priority: 9 }
    affinity: [0, 1]
    workingSet: 50
  - run: 1
`);
  expect(errors).toEqual([]);
  expect(file).toMatchObject({ policy: 'mlfq:quantum=5', harts: 2 });
  expect(file.jobs).toEqual([
    {
      name: 'a',
      arrival: 3,
      run: 10,
      io: { every: 2, length: 4 },
      tickets: 7,
      priority: 2,
      nice: -3,
      realTime: { policy: 'rr', priority: 9 },
      affinity: [0, 1],
      workingSet: 50,
    },
    { name: '1', arrival: 0, run: 1 },
  ]);
});

test.each([
  ['jobs: []', 1, 'a workload needs jobs'],
  ['harts: 2', 1, 'a workload needs jobs'],
  ['jobs:\n  - arrival: 1', 2, 'a job needs `run`'],
  ['jobs:\n  - run: 0', 2, '`run` must be a whole number from 1, not 0'],
  ['jobs:\n  - run: 1\n    nice: 20', 3, '`nice` must be a whole number from -20 to 19, not 20'],
  ['jobs:\n  - run: 1\n    tickts: 20', 3, "a job has no 'tickts' (did you mean `tickets`?)"],
  ['jobs:\n  - run: 1\n    io: 5', 3, '`io` is a mapping with every, length'],
  ['jobs:\n  - run: 1\n    affinity: 0', 3, '`affinity` is a list of harts'],
  ['jobs:\n  - run: 1\n  - run: 1\n    name: 0', 4, "two jobs are called '0'"],
  ['jobs:\n  - run: [1', 2, 'Flow sequence'],
])('%j is told with its line', (text, line, message) => {
  const { errors } = readWorkloadFile(text);
  expect(errors[0]).toMatchObject({ line, message: expect.stringContaining(message) });
});

test('the lists of the simulators are understood', () => {
  expect(parseJobs('5,10', 5, false)).toEqual([
    { name: '0', arrival: 0, run: 5 },
    { name: '1', arrival: 0, run: 10 },
  ]);
  expect(parseJobs('0,20,0:7,5,3', 4, false)).toEqual([
    { name: '0', arrival: 0, run: 20 },
    { name: '1', arrival: 7, run: 5, io: { every: 3, length: 4 } },
  ]);
  expect(parseJobs('10:100,20:50', 5, false)).toMatchObject([{ tickets: 100 }, { tickets: 50 }]);
  expect(parseJobs('a:10:100,b:20:50', 5, false)).toMatchObject([
    { name: 'a', workingSet: 100 },
    { name: 'b', run: 20 },
  ]);
});

test('three numbers are one job for mlfq, else three jobs', () => {
  expect(parseJobs('1,20,3', 5, true)).toMatchObject([{ arrival: 1, run: 20, io: { every: 3 } }]);
  expect(parseJobs('1,20,3', 5, false)).toHaveLength(3);
});

test.each(['', '0', '5,x', 'a:1:2,a:1:2', '1,2,3:4,5', 'a:b:c:d', '5:'])('%j is no list of jobs', (text) => {
  expect(typeof parseJobs(text, 5, false)).toBe('string');
});

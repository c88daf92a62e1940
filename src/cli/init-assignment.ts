import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { specSchema } from '../grade/json-schema.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { buildGradescopeZip, GRADESCOPE_FILES } from './gradescope.ts';
import type { InitOptions } from './init.ts';
import { print } from './print.ts';

/** Makes an assignment to begin with in `folder`, or, if there is one, only the zip for Gradescope. */
export function initAssignment(folder: string, { gradescope }: InitOptions): void {
  const isThere = existsSync(join(folder, 'assignment.yaml'));
  if (isThere && gradescope !== true) throw wrong(`'${folder}' has an assignment already`);
  if (!isThere && existsSync(folder)) throw wrong(`'${folder}' is there already, and is no assignment`);
  const name = basename(folder);
  if (!/^[A-Za-z][\w-]*$/.test(name))
    throw wrong(`'${name}' is no name for an assignment: use letters, digits, - and _`);
  if (!isThere) {
    for (const [path, text] of Object.entries(filesOf(name))) write(join(folder, path), text);
    print(1, `${folder}/ has been made; try: npx kernlet grade ${folder}/assignment.yaml --self-check\n`);
  }
  if (gradescope !== true) return;
  const zip = join(folder, 'gradescope.zip');
  write(zip, buildGradescopeZip(folder));
  print(1, `${zip} has been made: upload it as the autograder of a programming assignment\n`);
}

function write(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: /\.sh$|run_autograder$/.test(path) ? 0o755 : 0o644 });
  } catch (error) {
    throw wrong(`cannot write '${path}': ${hostReason(error)}`);
  }
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}

/** The files of a new assignment: a program that adds up its arguments, to be replaced. */
function filesOf(name: string): Readonly<Record<string, string>> {
  return {
    'README.md': handout(name),
    'assignment.yaml': spec(name),
    'assignment.schema.json': specSchema(),
    'marks.yaml': marks(name),
    [`starter/${name}.s`]: source(name, STARTER_BODY),
    [`solution/${name}.s`]: source(name, SOLUTION_BODY),
    '.github/workflows/grade.yml': workflow(name),
    ...GRADESCOPE_FILES,
  };
}

const handout = (name: string) => `# ${name}

Write \`${name}.s\`: it prints the sum of the numbers on its command line.

    $ npx kernlet run ${name}.s 1 2 3
    6

Begin with \`starter/${name}.s\`. Grade yourself: \`npx kernlet grade assignment.yaml FOLDER\`.
`;

const spec = (name: string) => `# What is tested, and for how many points: see docs/grading.md.
# yaml-language-server: $schema=assignment.schema.json
assignment: ${name}
title: A sum
machine:
  harts: 1
  limits: { cycles: 5M, processes: 8, output: 16K }
build:
  student: [${name}.s]
tests:
  - name: one
    title: a single number
    points: 40
    run: ${name} 7
    stdout: "7\\n"
  - name: many
    title: several numbers
    points: 40
    depends: [one]
    run: ${name} 1 2 3 100
    stdout: "106\\n"
  - name: none
    title: no number at all
    points: 20
    run: ${name}
    stdout: "0\\n"
`;

const marks = (
  name: string,
) => `# Wrong solutions: how each differs from the one in solution/, what it gets, and which tests say why.
# npx kernlet grade assignment.yaml --self-check
wrong:
  - name: last-number
    about: it prints the last number
    score: 60
    fails:
      many: standard output is wrong in line 1
    edits:
      - file: ${name}.s
        replace: "    add     s1, s1, a0\\n"
        by: "    mv      s1, a0\\n"
  - name: begins-with-one
    about: the sum starts with 1
    score: 0
    fails:
      one: standard output is wrong in line 1
      none: standard output is wrong in line 1
    edits:
      - file: ${name}.s
        replace: "    li      s1, 0\\n"
        by: "    li      s1, 1\\n"
`;

const source = (name: string, body: string) => `# ${name}: the sum of the numbers on the command line

.include "start.s"

usage "${name} NUMBER..."

    .text

# s0 = next argument, s1 = sum
main:
    enter   2
    addi    s0, a1, 4
    li      s1, 0
${body}    mv      a0, s1
    call    print_udec
    li      a0, '\\n'
    call    print_char
    li      a0, 0
    leave
`;

const STARTER_BODY = `    # add up what the words from 0(s0) on say, until a word is 0
`;

const SOLUTION_BODY = `1:  lw      a0, 0(s0)
    beqz    a0, 2f
    call    parse_udec
    add     s1, s1, a0
    addi    s0, s0, 4
    j       1b
2:
`;

const workflow = (name: string) => `# Grades what is pushed. The submission is the repository itself.
name: grade
on: [push]
jobs:
  grade:
    runs-on: ubuntu-latest
    env:
      # Where Kernlet comes from: a git address or a package that npm can install.
      KERNLET: \${{ vars.KERNLET }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm install --no-save "$KERNLET"
      - run: npx kernlet grade assignment.yaml ${name}.s --format junit -o results.xml
      - if: always()
        run: npx kernlet grade assignment.yaml ${name}.s
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: results, path: results.xml }
`;

import { Argument, type Command } from 'commander';

/** The options of `init`, as commander gives them. */
export interface InitOptions {
  readonly gradescope?: true;
}

/** `kernlet init`: folders and files to begin with. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .summary('begin an assignment, or debugging in VS Code')
    .description(
      'init assignment makes the folder NAME with an assignment to begin with: handout, ' +
        'starter, spec, reference solution and wrong ones, and files for CI services and ' +
        'Gradescope. With --gradescope also the zip that Gradescope wants; if the folder is ' +
        'there already, only that. init vscode puts the debug type kernlet among the ' +
        "user's extensions of VS Code, and a launch file into the folder NAME.",
    )
    .addArgument(new Argument('<kind>', 'what to begin').choices(['assignment', 'vscode']))
    .argument('<name>', 'the folder')
    .option('--gradescope', 'make NAME/gradescope.zip')
    .addHelpText('after', EXAMPLES)
    .action(async (kind: string, name: string, options: InitOptions) => {
      if (kind === 'vscode') {
        const { initVscode } = await import('./init-vscode.ts');
        initVscode(name);
        return;
      }
      const { initAssignment } = await import('./init-assignment.ts');
      initAssignment(name, options);
    });
}

const EXAMPLES = `
Examples:
  kernlet init assignment counting
  kernlet grade counting/assignment.yaml --self-check
  kernlet init assignment counting --gradescope
  kernlet init vscode .`;

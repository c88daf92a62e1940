/** The parts of nearley's compiler that have no published types. */
declare module 'nearley/lib/compile.js' {
  const compile: (
    structure: unknown,
    options: { readonly args: readonly string[] },
  ) => { rules: never[]; start: string };
  export = compile;
}

declare module 'nearley/lib/nearley-language-bootstrapped.js' {
  import type { CompiledRules } from 'nearley';

  const rules: CompiledRules;
  export = rules;
}

import { DEFINITIONS, SPEC } from './spec.ts';

/** The JSON schema (draft 2020-12) of specs, by which editors check and complete them. */
export function specSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Kernlet assignment',
    ...SPEC.schema,
    $defs: DEFINITIONS,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/**
 * What a field begins with that is to count beyond 2^31, before its constructor sets it to 0. V8 holds a field as a float for good
 * if its first value is none of its small integers; else it does so at 2^31, and drops all optimised code that reads the
 * field: 5 to 8 % of a run of a second (`npm run bench -- alu`).
 */
export const AS_FLOAT = Infinity;

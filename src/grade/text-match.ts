import { byteString, decodeUtf8, encodeUtf8, stringBytes } from '../base/bytes.ts';
import type { Files } from './build.ts';
import type { Problem } from './results.ts';
import type { Expectation, NumberRange, SourceText } from './spec.ts';

/** How much of a text a report shows. */
const LONGEST_SHOWN = 2000;

/** The bytes of a text of the spec, or of the file that it names. */
export function bytesOfText(text: SourceText, files: Files): Uint8Array {
  return typeof text === 'string' ? encodeUtf8(text) : files.get(text.file)!;
}

/** The problems of `got`, a byte string, where `expectation` says what it must be. `what` names it: `standard output`. */
export function matchText(what: string, got: string, expectation: Expectation, files: Files): Problem[] {
  if (typeof expectation === 'string' || 'file' in expectation) {
    return matchWhole(what, got, expected(expectation, files), exactLines);
  }
  const problems: Problem[] = [];
  const { exact, normalised, unordered, regex, contains, lacks } = expectation;
  if (exact !== undefined) problems.push(...matchWhole(what, got, expected(exact, files), exactLines));
  if (normalised !== undefined) problems.push(...matchWhole(what, got, expected(normalised, files), normalLines));
  if (unordered !== undefined) problems.push(...matchWhole(what, got, expected(unordered, files), sortedLines));
  if (regex !== undefined && !new RegExp(regex, 'm').test(got)) {
    problems.push({ kind: 'wrong', message: `${what} does not match the pattern`, expected: regex, got: shown(got) });
  }
  for (const text of textsOf(contains)) {
    if (got.includes(byteText(text))) continue;
    problems.push({ kind: 'wrong', message: `${what} lacks a text`, expected: text, got: shown(got) });
  }
  for (const text of textsOf(lacks)) {
    if (!got.includes(byteText(text))) continue;
    problems.push({ kind: 'wrong', message: `${what} has a text that must not be there: ${text}`, got: shown(got) });
  }
  return problems;
}

/** The problems of a number. */
export function matchNumber(what: string, got: number | undefined, range: NumberRange): Problem[] {
  const { min, max } = typeof range === 'number' ? { min: range, max: range } : range;
  if (got !== undefined && got >= (min ?? -Infinity) && got <= (max ?? Infinity)) return [];
  const shownGot = got === undefined ? 'nothing' : String(got);
  return [{ kind: 'wrong', message: `${what} is wrong`, expected: describeRange(range), got: shownGot }];
}

function describeRange(range: NumberRange): string {
  if (typeof range === 'number') return String(range);
  const { min, max } = range;
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  return min !== undefined ? `at least ${min}` : `at most ${max}`;
}

/** A byte string as people read it, cut to what a report shows. */
export function shown(bytes: string): string {
  const text = decodeUtf8(stringBytes(bytes.slice(0, LONGEST_SHOWN)));
  // What a terminal or XML would not show.
  const plain = text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return bytes.length > LONGEST_SHOWN ? `${plain}\n... and ${bytes.length - LONGEST_SHOWN} bytes more` : plain;
}

/** The lines of a text that are compared. */
type Lines = (text: string) => readonly string[];

const exactLines: Lines = (text) => text.split('\n');

const normalLines: Lines = (text) => {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  while (lines.at(-1) === '') lines.pop();
  return lines;
};

const sortedLines: Lines = (text) => [...text.split('\n')].sort();

/** Compares whole texts by their lines and points at the first that differs. */
function matchWhole(what: string, got: string, wanted: string, linesOf: Lines): Problem[] {
  const [gotLines, wantedLines] = [linesOf(got), linesOf(wanted)];
  const most = Math.max(gotLines.length, wantedLines.length);
  let line = 0;
  while (line < most && gotLines[line] === wantedLines[line]) line++;
  if (line === most) return [];
  const where = linesOf === sortedLines ? 'has not the lines it should have' : `is wrong in line ${line + 1}`;
  const isMissing = got === '' && wanted !== '';
  const message = isMissing ? `${what} is empty` : `${what} ${where}`;
  return [{ kind: 'wrong', message, expected: shown(wanted), got: shown(got) }];
}

function expected(text: SourceText, files: Files): string {
  return byteString(bytesOfText(text, files));
}

function textsOf(texts: string | readonly string[] | undefined): readonly string[] {
  return texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts;
}

/** A text of the host as the guest's bytes. */
export function byteText(text: string): string {
  return byteString(encodeUtf8(text));
}

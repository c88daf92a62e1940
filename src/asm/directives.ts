import { alignToBytes, alignToPower, org } from './alignment.ts';
import { fill, insnWord, integers, leb128, space, strings } from './data.ts';
import type { Arguments } from './operands.ts';
import { popSection, previous, pushSection, section, standardSection } from './section-directives.ts';
import { common, eachSymbol, equate, localCommon, symbolSize, symbolType } from './symbol-directives.ts';

/** What a directive does with its operands, and the form in which messages and the reference show it. */
interface Directive {
  readonly form: string;
  readonly run: (args: Arguments) => void;
  /** Each operand counts by itself, so that a list may be read in parts. */
  readonly isList: boolean;
}

const row = (form: string, run: (args: Arguments) => void): Directive => ({
  form,
  run,
  isList: /^(value|"text"|symbol), \.\.\.$/.test(form),
});
const ignore = () => {};

/** The directives whose operands are expressions, names and strings; the others are in `line-directives.ts`. */
// biome-ignore format: a table
export const DIRECTIVES: Readonly<Record<string, Directive>> = {
  '.text':        row('',                                  standardSection),
  '.data':        row('',                                  standardSection),
  '.rodata':      row('',                                  standardSection),
  '.bss':         row('',                                  standardSection),
  '.section':     row('name, "flags", @type',              section),
  '.pushsection': row('name, "flags", @type',              pushSection),
  '.popsection':  row('',                                  popSection),
  '.previous':    row('',                                  previous),

  '.globl':       row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { if (symbol.binding === 'local') symbol.binding = 'global'; })),
  '.global':      row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { if (symbol.binding === 'local') symbol.binding = 'global'; })),
  '.local':       row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.binding = 'local'; args.unit.declaredLocal.add(symbol); })),
  '.weak':        row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.binding = 'weak'; })),
  '.hidden':      row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.hidden = true; })),
  '.internal':    row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.hidden = true; })),
  '.protected':   row('symbol, ...',                       ignore),
  '.extern':      row('symbol',                            ignore),
  '.comm':        row('symbol, size, alignment',           common),
  '.lcomm':       row('symbol, size',                      localCommon),
  '.equ':         row('symbol, value',                     (args) => equate(args, 'again')),
  '.set':         row('symbol, value',                     (args) => equate(args, 'again')),
  '.equiv':       row('symbol, value',                     (args) => equate(args, 'once')),
  '.type':        row('symbol, @function',                 symbolType),
  '.size':        row('symbol, size',                      symbolSize),

  '.byte':        row('value, ...',                        (args) => integers(args, 1)),
  '.half':        row('value, ...',                        (args) => integers(args, 2)),
  '.short':       row('value, ...',                        (args) => integers(args, 2)),
  '.hword':       row('value, ...',                        (args) => integers(args, 2)),
  '.2byte':       row('value, ...',                        (args) => integers(args, 2)),
  '.word':        row('value, ...',                        (args) => integers(args, 4)),
  '.int':         row('value, ...',                        (args) => integers(args, 4)),
  '.long':        row('value, ...',                        (args) => integers(args, 4)),
  '.4byte':       row('value, ...',                        (args) => integers(args, 4)),
  '.dword':       row('value, ...',                        (args) => integers(args, 8)),
  '.quad':        row('value, ...',                        (args) => integers(args, 8)),
  '.8byte':       row('value, ...',                        (args) => integers(args, 8)),
  '.insn':        row('word | length, word',                 insnWord),
  '.uleb128':     row('value, ...',                        (args) => leb128(args, false)),
  '.sleb128':     row('value, ...',                        (args) => leb128(args, true)),
  '.ascii':       row('"text", ...',                       (args) => strings(args, false)),
  '.asciz':       row('"text", ...',                       (args) => strings(args, true)),
  '.asciiz':      row('"text", ...',                       (args) => strings(args, true)),
  '.string':      row('"text", ...',                       (args) => strings(args, true)),
  '.zero':        row('size',                              space),
  '.space':       row('size, value',                       space),
  '.skip':        row('size, value',                       space),
  '.fill':        row('count, size, value',                fill),

  '.align':       row('power of two, value, most',         (args) => alignToPower(args)),
  '.p2align':     row('power of two, value, most',         (args) => alignToPower(args)),
  '.p2alignw':    row('power of two, value, most',         (args) => alignToPower(args, 2)),
  '.p2alignl':    row('power of two, value, most',         (args) => alignToPower(args, 4)),
  '.balign':      row('bytes, value, most',                (args) => alignToBytes(args)),
  '.balignw':     row('bytes, value, most',                (args) => alignToBytes(args, 2)),
  '.balignl':     row('bytes, value, most',                (args) => alignToBytes(args, 4)),
  '.org':         row('place, value',                      org),
};

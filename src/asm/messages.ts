/** What the reference says about a code. */
interface Explanation {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it is wrong and what to do. */
  readonly text: string;
}

/** Every error and warning of the assembler. E01 syntax, E02 operands, E03 symbols, E04 macros, E05 layout, W06 doubts. */
// biome-ignore format: a table
export const MESSAGES = {
  E0101: { title: 'unknown instruction',            text: 'The first word of a statement is an instruction, a directive or a macro. RV32IMA with the counters of Zicsr is supported; there are no compressed, floating-point or 64-bit instructions.' },
  E0102: { title: 'unknown directive',              text: 'A word that starts with a full stop is a directive unless a colon follows it.' },
  E0103: { title: 'malformed number',               text: 'Numbers are decimal, 0x hexadecimal, 0b binary, octal with a leading 0, or a character such as \'a\'. 1b and 1f name the nearest label 1: before and after.' },
  E0104: { title: 'text without its closing quote', text: 'A string ends on the line it starts on. Write \\n for a line end and \\" for a quote.' },
  E0105: { title: 'syntax error',                   text: 'The statement stops making sense at the caret. Operands are separated by commas.' },
  E0106: { title: 'comment without its end',        text: 'A comment that starts with /* runs to the next */.' },
  E0107: { title: 'unexpected character',           text: 'The character begins nothing of the assembly language.' },
  E0108: { title: 'file cannot be read',            text: '.include and .incbin look beside the file that names them, then in the folders given with -I.' },
  E0109: { title: 'conditional without its partner', text: 'Each .if has one .endif, in the same file or macro; .else and .elseif stand between them.' },
  E0110: { title: '.error',                         text: 'The source itself asked for this error with .error.' },
  E0201: { title: 'wrong number of operands',       text: 'The message shows the form that the instruction has.' },
  E0202: { title: 'wrong kind of operand',          text: 'A register, a number, a label or a memory operand such as 4(sp) stands where another kind is needed.' },
  E0203: { title: 'immediate out of range',         text: 'An instruction word has few bits for a number: 12 in most, 20 in lui and auipc, 5 in shifts. Put larger numbers into a register with li.' },
  E0204: { title: 'unknown control and status register', text: 'User programs can read cycle, time, instret and their high halves cycleh, timeh, instreth. Other registers can be named by number.' },
  E0205: { title: 'value not known here',           text: 'Conditions, counts and sizes are needed while the source is read, so they may use only numbers, symbols that are set above, and distances between labels above.' },
  E0206: { title: 'division by zero',               text: 'The right side of / or % is zero.' },
  E0207: { title: 'wrong argument of a directive',  text: 'The message says what the directive takes.' },
  E0208: { title: 'misplaced relocation operator',  text: '%hi and %pcrel_hi belong to lui and auipc; %lo and %pcrel_lo to instructions with a 12-bit immediate.' },
  E0301: { title: 'symbol defined twice',           text: 'A label can be defined once in a file, and a global one once in the program. Numeric labels (1:) can be used again, and .set gives a symbol a new value.' },
  E0302: { title: 'undefined symbol',               text: 'No label or constant has this name. A label of another file must be made visible there with .globl.' },
  E0303: { title: 'no such numeric label',          text: '1b needs a label 1: above, 1f one below, in the same file.' },
  E0304: { title: 'circular definition',            text: 'The value of the symbol depends on itself.' },
  E0305: { title: '%pcrel_lo without its %pcrel_hi', text: '%pcrel_lo names the label of the auipc that has the %pcrel_hi, not the target.' },
  E0401: { title: 'macro defined twice',            text: 'Remove one definition with .purgem before the second, or rename it.' },
  E0402: { title: 'missing macro argument',         text: 'The parameter is marked :req, so each call must give it.' },
  E0403: { title: 'too many macro arguments',       text: 'Arguments are separated by commas or spaces. Quote an argument that holds a space or a comma; :vararg takes all that are left.' },
  E0404: { title: 'wrong macro parameter',          text: 'Parameters are names with an optional default (x=1) or :req or :vararg; each once. A call gives them by place or as name=value.' },
  E0405: { title: 'expansion too deep',             text: 'A macro that expands itself needs an .if that ends it.' },
  E0406: { title: 'block without its end',          text: '.macro ends with .endm (or .end_macro); .rept, .irp and .irpc end with .endr.' },
  E0407: { title: 'end without its block',          text: '.endm and .exitm belong to a .macro, .endr to .rept, .irp or .irpc.' },
  E0410: { title: 'unknown name in a macro body',   text: 'After a backslash stands a parameter of the macro, @ (the number of the expansion), or () (nothing).' },
  E0501: { title: 'branch target too far',          text: 'A branch reaches 4 KiB; a farther target is reached by an inverted branch and a jump, which reaches 1 MiB.' },
  E0502: { title: 'jump target too far',            text: 'jal reaches 1 MiB either way. call and tail reach everything.' },
  E0503: { title: '.org goes back',                 text: '.org moves forward only: the place it names is behind what is there already.' },
  E0504: { title: 'program too large',              text: 'Sections must end below 2 GiB, and a file may hold 256 MiB of data.' },
  E0505: { title: 'data in a section without data', text: '.bss holds zeros only: reserve room with .zero or .space, or put values into .data.' },
  E0506: { title: 'odd target address',             text: 'Instructions lie at even addresses. Align the label with .align 2.' },
  E0507: { title: 'bad section',                    text: 'A section keeps the attributes it was first given.' },
  E0508: { title: 'too much to read',               text: 'Sources from strangers are read with a limit. Macros and repetitions count with what they expand to.' },
  W0601: { title: 'execution can run off the end',  text: 'The last instruction of .text is no jump and no ecall, so the processor goes on into whatever follows.' },
  W0602: { title: 'no _start',                      text: 'A program starts at the global label _start; without it at main, else at the start of .text.' },
  W0603: { title: 'value truncated',                text: 'The value needs more bytes than the directive stores; the high ones are dropped, as GNU as does.' },
  W0604: { title: '.warning',                       text: 'The source itself asked for this warning with .warning.' },
  W0605: { title: 'instruction at an odd place',    text: 'Instructions must lie at multiples of 4: put .align 2 after data in .text.' },
  W0606: { title: 'ignored',                        text: 'The statement is accepted for the sake of other assemblers and has no effect.' },
} as const satisfies Record<string, Explanation>;

/** The name of an error or a warning. */
export type MessageCode = keyof typeof MESSAGES;

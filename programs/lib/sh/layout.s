# layout.s: structures of the shell
#
# Every offset and code that two parts share is named here.
#
# Text becomes words (lexer.s), words become nodes (parser.s), and nodes are executed (execute.s). Words, nodes and the
# results of expansion live in the arena (memory.s) until their command has ended; what outlives a command
# (variables, jobs, history, open sources) is on the heap.

# ---- a word is a list of parts: ab"$X"$(date) is  literal  parameter  substitution ----------------------------------
.equ PART_NEXT,      0              # the next part of the same word, or 0
.equ PART_KIND,      4
.equ PART_QUOTED,    8              # 1 within quotes: no field splitting and no pattern characters
.equ PART_TEXT,     12              # literal: the text; parameter: its name; substitution: a node
.equ PART_OP,       16              # parameter: one of the operators below
.equ PART_WORD,     20              # parameter: the parts after the operator; arithmetic: the expression's parts
.equ PART_BYTES,     24

.equ PART_LITERAL,    0
.equ PART_PARAMETER,  1
.equ PART_COMMAND,    2             # $(...) and `...`
.equ PART_ARITHMETIC, 3             # $((...))

.equ OP_NONE,      0                # $X ${X}
.equ OP_DEFAULT,   1                # ${X-word}
.equ OP_ASSIGN,    2                # ${X=word}
.equ OP_ERROR,     3                # ${X?word}
.equ OP_ALTERNATE, 4                # ${X+word}
.equ OP_LENGTH,    5                # ${#X}
.equ OP_PREFIX,    6                # ${X#pattern}
.equ OP_PREFIXES,  7                # ${X##pattern}
.equ OP_SUFFIX,    8                # ${X%pattern}
.equ OP_SUFFIXES,  9                # ${X%%pattern}
.equ OP_COLON,    16                # added to the first four by ':' : an empty value counts as unset

# ---- a list of words -------------------------------------------------------------------------------------------------
.equ WORD_NEXT,      0
.equ WORD_PARTS,     4
.equ WORD_NAME,      8              # assignments only: the name before '='
.equ WORD_BYTES,     12

# ---- a redirection ---------------------------------------------------------------------------------------------------
.equ REDIR_NEXT,     0
.equ REDIR_OP,       4
.equ REDIR_FD,       8              # the descriptor that changes
.equ REDIR_PARTS,   12              # the word after the operator; for << the document
.equ REDIR_BYTES,    16

.equ REDIR_READ,     0              # <
.equ REDIR_WRITE,    1              # >  >|
.equ REDIR_APPEND,   2              # >>
.equ REDIR_UPDATE,   3              # <>
.equ REDIR_COPY,     4              # <&  >&
.equ REDIR_HERE,     5              # <<
.equ REDIR_HERE_TABS, 6             # <<-  (becomes REDIR_HERE when the document has been read)

# ---- a node of the syntax tree ---------------------------------------------------------------------------------------
.equ NODE_NEXT,      0              # the next command of a list or pipeline
.equ NODE_KIND,      4
.equ NODE_REDIRS,    8
.equ NODE_A,        12
.equ NODE_B,        16
.equ NODE_C,        20
.equ NODE_TEXT,     24              # source text, for the messages of job control
.equ NODE_BYTES,     28

.equ NODE_SIMPLE,    0              # A = words         B = assignments
.equ NODE_PIPELINE,  1              # A = first command B = their number
.equ NODE_NOT,       2              # A = pipeline
.equ NODE_AND,       3              # A && B
.equ NODE_OR,        4              # A || B
.equ NODE_LIST,      5              # A = first command
.equ NODE_BACKGROUND, 6             # A = command
.equ NODE_SUBSHELL,  7              # A = list
.equ NODE_GROUP,     8              # A = list
.equ NODE_IF,        9              # A = condition     B = then       C = else, or 0
.equ NODE_WHILE,    10              # A = condition     B = body
.equ NODE_UNTIL,    11              # A = condition     B = body
.equ NODE_FOR,      12              # A = words (-1: "$@")  B = body   C = name
.equ NODE_CASE,     13              # A = word's parts  B = first clause
.equ NODE_CLAUSE,   14              # A = patterns      B = body
.equ NODE_FUNCTION, 15              # A = body          C = name

# ---- tokens ----------------------------------------------------------------------------------------------------------
.equ TOKEN_END,      0              # end of input
.equ TOKEN_NEWLINE,  1
.equ TOKEN_WORD,     2
.equ TOKEN_REDIR,    3
.equ TOKEN_SEMI,     4              # ;
.equ TOKEN_DSEMI,    5              # ;;
.equ TOKEN_AMP,      6              # &
.equ TOKEN_AND,      7              # &&
.equ TOKEN_BAR,      8              # |
.equ TOKEN_OR,       9              # ||
.equ TOKEN_LEFT,    10              # (
.equ TOKEN_RIGHT,   11              # )

# ---- where commands are read from ------------------------------------------------------------------------------------
.equ SOURCE_OUTER,   0              # the source that this one interrupts
.equ SOURCE_KIND,    4
.equ SOURCE_NEXT,    8              # the next character ...
.equ SOURCE_LIMIT,  12              # ... and the end of those at hand
.equ SOURCE_FD,     16
.equ SOURCE_LINE,   20              # number of the line being read
.equ SOURCE_BUFFER, 24              # files: 4 bytes for characters put back, then SOURCE_CHUNK bytes
.equ SOURCE_BYTES,   32
.equ SOURCE_CHUNK,  1024

.equ SOURCE_STRING,   0
.equ SOURCE_FILE,     1             # read in blocks
.equ SOURCE_STDIN,    2             # read byte by byte: commands read the rest of it themselves
.equ SOURCE_TERMINAL, 3             # the line editor

# ---- variables -------------------------------------------------------------------------------------------------------
.equ VAR_NEXT,       0
.equ VAR_FLAGS,      4
.equ VAR_TEXT,       8              # "NAME=value" on the heap, fit for an environment
.equ VAR_LENGTH,    12              # length of NAME
.equ VAR_BYTES,      16

.equ VAR_EXPORTED,   1
.equ VAR_READONLY,   2
.equ VAR_UNSET,      4              # has flags but no value

# What the assignments of a command, or the local variables of a function, hide until it ends: a chain
.equ HIDDEN_NEXT,    0
.equ HIDDEN_NAME,    4
.equ HIDDEN_VALUE,   8              # a copy, or 0 if it was not set
.equ HIDDEN_FLAGS,  12
.equ HIDDEN_BYTES,  16

# ---- functions -------------------------------------------------------------------------------------------------------
.equ FUNCTION_NEXT,  0
.equ FUNCTION_NAME,  4
.equ FUNCTION_BODY,  8
.equ FUNCTION_BYTES, 12

# ---- jobs ------------------------------------------------------------------------------------------------------------
.equ JOB_NEXT,       0              # jobs stand in the order of their numbers
.equ JOB_NUMBER,     4
.equ JOB_GROUP,      8              # process group, or 0 without job control
.equ JOB_TEXT,      12
.equ JOB_FLAGS,     16
.equ JOB_STAMP,     20              # the highest one is the current job
.equ JOB_COUNT,     24              # processes started so far
.equ JOB_PROCESSES, 28              # JOB_COUNT records of:
.equ PROCESS_PID,    0
.equ PROCESS_STATE,  4              # 0 while it runs, otherwise CLD_EXITED, CLD_KILLED, CLD_DUMPED or CLD_STOPPED
.equ PROCESS_STATUS, 8              # exit status or signal
.equ PROCESS_BYTES,  12

.equ JOB_BACKGROUND, 1              # has been in the background: its number and its end are shown
.equ JOB_CHANGED,    2              # its state is to be shown before the next prompt

.equ RUNNING,        0              # the state of a job
.equ STOPPED,        1
.equ DONE,           2

# ---- flags for execute -----------------------------------------------------------------------------------------------
.equ EXEC_LAST,      1              # nothing follows in this process: a program may replace it
.equ EXEC_TESTED,    2              # the status is a condition: set -e does not apply

# ---- what a command asks of the commands around it (variable `escape`) -----------------------------------------------
.equ ESCAPE_NONE,     0
.equ ESCAPE_BREAK,    1             # leave `escape_levels` loops
.equ ESCAPE_CONTINUE, 2             # leave all but the last of them and go on with that one
.equ ESCAPE_RETURN,   3             # leave the function or sourced file
.equ ESCAPE_ALL,      4             # back to the prompt: the foreground job was interrupted

# ---- rows of tables --------------------------------------------------------------------------------------------------
.equ BUILTIN_NAME,    0
.equ BUILTIN_CODE,    4                 # a0 = number of arguments, a1 = arguments -> a0 = exit status
.equ BUILTIN_SPECIAL, 8                 # 1: assignments before it stay in force
.equ BUILTIN_HELP,   12
.equ BUILTIN_BYTES,  16

.equ OPERATOR_LEVEL,  0                 # of arithmetic: the higher, the tighter it binds
.equ OPERATOR_LENGTH, 4
.equ OPERATOR_CODE,   8                 # works on a0 and a1; 0 for && and ||
.equ OPERATOR_TEXT,  12
.equ OPERATOR_BYTES, 16

.equ COMPARISON_NUMBERS, 0              # of test: 1 if it compares numbers
.equ COMPARISON_TRUE,    4              # the results for which it holds: 1 less, 2 equal, 4 greater
.equ COMPARISON_TEXT,    8
.equ COMPARISON_BYTES,  12

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the shell that expands them
/**
 * The cases of the shell: each is a script for `sh -c`, to be run under Kernlet and under qemu-riscv32 in a fresh
 * directory, with PATH=/bin and empty standard input, with the same standard output, standard error, exit status and
 * files after it. They depend on no clock, process number, user or absolute path but /bin, /dev and /.
 */
export interface ShellCase {
  /** A sentence, or the subject, after the group that it belongs to. */
  readonly name: string;
  /** The commands, for `sh -c`. */
  readonly script: string;
  /** `$0`, `$1` and so on. */
  readonly args?: readonly string[];
  /** Standard input; empty when absent. */
  readonly stdin?: string;
  /** The files of the directory before the script: path and content. Folders are made for paths with `/`. */
  readonly files?: Readonly<Record<string, string>>;
}

const lines = (...text: string[]) => text.join('\n');

export const shellCases: readonly ShellCase[] = [
  // quoting
  { name: 'quoting: single quotes keep everything', script: "echo 'a  b' '$X' '`' '\\' '\"'" },
  {
    name: 'quoting: double quotes keep blanks and expand',
    script: 'X=\'a  b\'; echo "$X" "\\$X" "\\"" "\\\\" "\\q" "`echo t`"',
  },
  { name: 'quoting: a backslash quotes one character', script: 'echo a\\ \\ b \\$X \\" \\\' \\\\' },
  {
    name: 'quoting: a backslash before a newline joins lines',
    script: lines('echo one\\', 'two "three\\', 'four"'),
  },
  { name: 'quoting: quotes may stand within a word', script: 'echo a\'b c\'d"e f"g' },
  { name: 'quoting: empty quotes are a word', script: 'set -- \'\' "" a; echo $#; echo "[$1][$2][$3]"' },
  { name: 'quoting: an unset variable without quotes is no word', script: 'set -- $NONE a; echo $#' },
  {
    name: 'quoting: a comment begins only at the start of a word',
    script: lines('echo a#b # c', '# whole line', 'echo d'),
  },
  {
    name: 'quoting: quotes span lines',
    script: lines('echo "a', 'b" \'c', "d'"),
  },

  // parameters
  {
    name: 'parameters: a parameter that is not set takes its default',
    script: 'echo ${X-a} ${X:-b}; X=; echo ${X-a} "[${X:-b}]"; X=c; echo ${X-a} ${X:-b}',
  },
  { name: 'parameters: a default may assign', script: 'echo ${X:=one} $X; echo ${X:=two} $X' },
  {
    name: 'parameters: an alternate replaces a value',
    script: 'echo "[${X+set}]"; X=; echo "[${X+set}][${X:+full}]"; X=1; echo "[${X:+full}]"',
  },
  { name: 'parameters: the length of a value', script: 'X=hello; echo ${#X} ${#NONE} ${#}' },
  {
    name: 'parameters: prefixes and suffixes are cut off by patterns',
    script: 'F=/usr/lib/lib.tar.gz; echo ${F#*/} ${F##*/} ${F%.*} ${F%%.*} ${F%x} ${F#"/usr"}',
  },
  {
    name: 'parameters: quotes in a cutting pattern are literal',
    script: 'X=\'a*b*c\'; echo "${X%\'*\'*}" "${X#a"*"}"',
  },
  { name: 'parameters: braces end a name', script: 'X=a; echo ${X}b "$Xb" "${X}c"' },
  {
    name: 'parameters: the status of the last command',
    script: "true; echo $?; false; echo $?; sh -c 'exit 42'; echo $?",
  },
  { name: 'parameters: positional parameters', script: "sh -c 'echo $# $0 $1 $2 ${3}' name a 'b c' d" },
  {
    name: 'parameters: ten and more positional parameters need braces',
    script: 'set -- a b c d e f g h i j k; echo ${10} ${11} $10',
  },
  { name: 'parameters: "$@" keeps the words apart', script: 'set -- \'a b\' c; for i in "$@"; do echo "[$i]"; done' },
  { name: 'parameters: "$*" joins the words', script: 'set -- a b c; echo "$*"; IFS=-; echo "$*"' },
  { name: 'parameters: $@ without quotes splits', script: 'set -- \'a b\' c; for i in $@; do echo "[$i]"; done' },
  { name: 'parameters: "$@" without parameters is no word', script: 'set --; set -- "$@" x; echo $#' },
  {
    name: 'parameters: text beside "$@" sticks to the first and last word',
    script: 'set -- a b; for i in "<$@>"; do echo $i; done',
  },
  {
    name: 'parameters: shift drops parameters',
    script: 'set -- a b c d; shift; echo $*; shift 2; echo $*; shift 5; echo $?',
  },
  { name: 'parameters: a default word is expanded', script: 'Y=y; echo ${X:-$Y-$(echo z)} "${X:-"a b"}"' },
  {
    name: 'parameters: a parameter that must be set ends the shell',
    script: 'echo ${X:?is missing}; echo not reached',
  },
  { name: 'parameters: unset forgets a variable', script: 'X=1; unset X; echo "[$X]"' },
  { name: 'parameters: a variable that may not change', script: 'readonly X=1; X=2; echo $X' },
  { name: 'parameters: set -u complains about unset variables', script: 'set -u; echo $NONE; echo not reached' },

  // splitting
  { name: 'splitting: values are split at blanks', script: 'X=\' a  b\tc \'; for i in $X; do echo "[$i]"; done' },
  {
    name: 'splitting: other delimiters keep empty fields',
    script: 'IFS=:; X=a::b:; for i in $X; do echo "[$i]"; done',
  },
  {
    name: 'splitting: blanks around a delimiter belong to it',
    script: "IFS=' :'; X='a : b  c'; for i in $X; do echo \"[$i]\"; done",
  },
  { name: 'splitting: an empty IFS does not split', script: 'IFS=; X=\'a b\'; for i in $X; do echo "[$i]"; done' },
  { name: 'splitting: assignments do not split', script: 'X=\'a  b\'; Y=$X; echo "$Y"' },

  // path names
  {
    name: 'path names: a star stands for names',
    script: 'echo *.txt; echo *; echo ?.log; echo [ab].*; echo [!a].txt',
    files: { 'b.txt': '1', 'a.txt': '2', 'c.log': '3' },
  },
  { name: 'path names: a pattern without matches stays', script: 'echo *.none \'*\' "*" \\*' },
  {
    name: 'path names: patterns work in folders',
    script: 'echo */x.c d/*; echo d/*.h',
    files: { 'd/x.c': '1', 'd/y.c': '1', 'e/x.c': '1' },
  },
  {
    name: 'path names: names with a dot are hidden',
    script: 'echo *; echo .h*',
    files: { '.hidden': '1', shown: '1' },
  },
  {
    name: 'path names: a pattern in a variable is one, in quotes it is none',
    script: 'X=\'*\'; echo $X "$X"',
    files: { a: '1', b: '1' },
  },
  { name: 'path names: set -f leaves patterns alone', script: 'set -f; echo *; set +f; echo *', files: { a: '1' } },
  { name: 'path names: a tilde is the home', script: 'HOME=/here; echo ~ ~/x "~" a~; X=~/y; echo $X' },

  // command substitution
  { name: 'command substitution: the output of a command', script: 'echo $(echo a; echo b) "$(echo a; echo b)"' },
  { name: 'command substitution: newlines at the end are dropped', script: 'X=$(echo a; echo; echo); echo "[$X]"' },
  { name: 'command substitution: substitutions nest', script: 'echo $(echo $(echo $(echo deep)))' },
  {
    name: 'command substitution: quotes within a substitution are its own',
    script: 'X=\'a  b\'; echo "$(echo "$X")" "$(echo $X)"',
  },
  { name: 'command substitution: backquotes', script: 'echo `echo a` `echo \\`echo b\\`` "`echo \'c  d\'`"' },
  {
    name: 'command substitution: an assignment has the status of its substitution',
    script: 'X=$(exit 3); echo $?; X=1; echo $?',
  },
  {
    name: 'command substitution: a substitution runs in a process of its own',
    script: 'X=1; Y=$(X=2; echo $X); echo $X $Y',
  },
  { name: 'command substitution: a long output', script: 'X=$(seq 1 2000); echo ${#X}' },
  {
    name: 'command substitution: a case command within a substitution',
    script: 'echo $(case a in (a) echo yes;; esac)',
  },

  // arithmetic
  { name: 'arithmetic: precedence', script: 'echo $((1+2*3)) $(((1+2)*3)) $((10-3-2)) $((2*3%4)) $((1<<2+1))' },
  { name: 'arithmetic: division rounds towards zero', script: 'echo $((7/2)) $((-7/2)) $((7%3)) $((-7%3))' },
  {
    name: 'arithmetic: comparisons and logic',
    script: 'echo $((1<2)) $((2<=1)) $((3==3)) $((3!=3)) $((1&&0)) $((1||0)) $((!5)) $((~5))',
  },
  { name: 'arithmetic: bits', script: 'echo $((6&3)) $((6|3)) $((6^3)) $((1<<10)) $((-16>>2))' },
  {
    name: 'arithmetic: variables and assignment',
    script: 'X=5; echo $((X+1)) $(($X*2)) $((X=7)) $X $((X+=3)) $X $((NONE+1))',
  },
  { name: 'arithmetic: a condition', script: 'X=3; echo $((X>2?10:20)) $((X>5?10:20))' },
  { name: 'arithmetic: octal and hexadecimal', script: 'echo $((010)) $((0x1F)) $((0xff+1))' },
  { name: 'arithmetic: division by zero is an error', script: 'echo $((1/0)); echo not reached' },
  {
    name: 'arithmetic: the side that is not needed is not evaluated',
    script: 'X=1; echo $((0&&(X=5))) $((1||(X=6))) $X',
  },

  // pipelines
  { name: 'pipelines: two commands', script: 'echo hello | cat' },
  { name: 'pipelines: ten commands', script: 'seq 1 100 | cat | cat | cat | cat | cat | cat | cat | cat | wc -l' },
  {
    name: 'pipelines: forty commands',
    script:
      'seq 1 9 | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | tail -n 1',
  },
  { name: 'pipelines: the status is that of the last command', script: 'false | true; echo $?; true | false; echo $?' },
  { name: 'pipelines: a negated pipeline', script: '! true; echo $?; ! false | false; echo $?' },
  { name: 'pipelines: a writer ends when nobody reads', script: 'yes | head -n 3' },
  {
    name: 'pipelines: a pipeline over several lines',
    script: lines('echo abc |', '  grep b |', '  wc -l'),
  },
  {
    name: 'pipelines: compound commands in a pipeline',
    script: 'for i in c a b; do echo $i; done | sort | while read x; do echo "<$x>"; done',
  },
  { name: 'pipelines: variables set in a pipeline are lost', script: 'X=1; echo 2 | read X; echo $X' },
  {
    name: 'pipelines: grep finds lines',
    script: 'cat access.log | grep 404 | sort -r | head -n 1',
    files: { 'access.log': 'GET /a 200\nGET /b 404\nGET /c 200\nGET /d 404\n' },
  },
  { name: 'pipelines: standard error through a pipe', script: '{ echo out; echo err >&2; } 2>&1 | sort' },
  { name: 'pipelines: more than a pipe holds', script: 'yes abcdefghi | head -n 30000 | cat | tail -n 1 | wc -c' },

  // redirection
  { name: 'redirection: output to a file and input from it', script: 'echo hello >f; cat <f' },
  { name: 'redirection: output at the end of a file', script: 'echo a >f; echo b >>f; echo c >>f; cat f' },
  { name: 'redirection: output replaces a file', script: 'echo long text >f; echo x >f; cat f' },
  { name: 'redirection: standard error to a file', script: 'cat nofile 2>err; echo $?; grep -c nofile err' },
  { name: 'redirection: both to one file', script: '{ echo out; echo err >&2; } >f 2>&1; cat f' },
  {
    name: 'redirection: the order of redirections matters',
    script: '{ echo out; echo err >&2; } 2>&1 >f; echo --; cat f',
  },
  { name: 'redirection: output to standard error', script: 'echo message >&2' },
  { name: 'redirection: a descriptor is closed', script: '{ echo lost >&1; } >&- 2>err; echo $?' },
  { name: "redirection: a descriptor of one's own", script: 'exec 3>f; echo a >&3; echo b >&3; exec 3>&-; cat f' },
  {
    name: 'redirection: input from a descriptor',
    script: 'exec 4<f; read x <&4; read y <&4; echo $y $x; exec 4<&-',
    files: { f: 'one\ntwo\n' },
  },
  { name: 'redirection: reading and writing', script: 'echo abc >f; cat <>f; echo x 1<>f; cat f' },
  { name: 'redirection: redirections may stand first', script: '>f echo hello; <f cat' },
  { name: 'redirection: a redirection alone makes a file', script: '>f; [ -f f ] && echo there; wc -c <f' },
  { name: 'redirection: a redirection of a group', script: '{ echo a; echo b; } >f; (echo c; echo d) >>f; cat f' },
  {
    name: 'redirection: a redirection of a loop',
    script: 'while read x; do echo "<$x>"; done <f >g; cat g',
    files: { f: 'a\nb\nc\n' },
  },
  {
    name: 'redirection: a redirection of a builtin is undone',
    script: 'cd . >f; echo shown; pwd >/dev/null; echo also shown',
  },
  { name: 'redirection: a file that is not there', script: 'cat <nofile; echo $?' },
  { name: 'redirection: a file that cannot be made', script: 'echo x >nodir/f; echo $?' },
  { name: 'redirection: a bad descriptor', script: 'echo x >&9; echo $?' },
  { name: 'redirection: a name made by an expansion', script: 'X=f; echo hi >$X.txt; cat "$X".txt' },
  {
    name: 'redirection: a here-document',
    script: lines('X=val; cat <<END', 'a $X $(echo sub) \\$X "q" \'q\'', '  b', 'END', 'echo after'),
  },
  {
    name: 'redirection: a quoted here-document',
    script: lines("X=val; cat <<'END'", 'a $X $(echo sub) \\$X', 'END'),
  },
  {
    name: 'redirection: a here-document without its tabs',
    script: lines('if true; then', '\tcat <<-END', '\t\tindented', '\tless', '\tEND', 'fi'),
  },
  {
    name: 'redirection: two here-documents in a line',
    script: lines('cat <<A; cat <<B', 'first', 'A', 'second', 'B'),
  },
  {
    name: 'redirection: a here-document in a pipeline',
    script: lines('cat <<END | sort', 'b', 'a', 'END'),
  },
  {
    name: 'redirection: a long here-document',
    script: lines('X=$(seq 1 3000); cat <<END | wc -l', '$X', 'END'),
  },

  // lists
  { name: 'lists: and, or', script: 'true && echo a; false && echo b; true || echo c; false || echo d' },
  {
    name: 'lists: and, or from left to right',
    script: 'false && echo a || echo b && echo c; true || echo d && echo e',
  },
  {
    name: 'lists: a list over several lines',
    script: lines('true &&', '  echo a ||', '  echo b'),
  },
  { name: 'lists: a subshell keeps its variables', script: 'X=1; (X=2; cd /; echo $X); echo $X' },
  { name: 'lists: a group does not', script: 'X=1; { X=2; echo $X; }; echo $X' },
  { name: 'lists: the status of a subshell', script: '(exit 5); echo $?; (false; true); echo $?' },
  { name: 'lists: subshells nest', script: '(echo a; (echo b; (echo c)))' },

  // control flow
  {
    name: 'control flow: if, elif, else',
    script: 'for i in 1 2 3; do if [ $i = 1 ]; then echo one; elif [ $i = 2 ]; then echo two; else echo more; fi; done',
  },
  { name: 'control flow: an if without a branch taken', script: 'if false; then echo a; fi; echo $?' },
  { name: 'control flow: while', script: 'i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; echo $?' },
  { name: 'control flow: until', script: 'i=3; until [ $i -eq 0 ]; do echo $i; i=$((i-1)); done' },
  { name: 'control flow: for over words', script: 'for i in a \'b c\' $(echo d e); do echo "[$i]"; done' },
  { name: 'control flow: for over the parameters', script: 'set -- x \'y z\'; for i; do echo "[$i]"; done' },
  { name: 'control flow: for over nothing', script: 'for i in; do echo never; done; echo $?' },
  {
    name: 'control flow: break and continue',
    script: 'for i in 1 2 3 4 5; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done',
  },
  {
    name: 'control flow: break out of two loops',
    script: 'for i in 1 2; do for j in a b; do echo $i$j; break 2; done; done; echo end',
  },
  {
    name: 'control flow: continue with the outer loop',
    script: 'for i in 1 2; do for j in a b; do echo $i$j; continue 2; done; done',
  },
  {
    name: 'control flow: case',
    script:
      'for i in apple bat c42 \'d e\' x; do case $i in a*) echo A;; b?t|c[0-9]*) echo BC;; "d e") echo D;; *) echo other;; esac; done',
  },
  {
    name: 'control flow: case with a quoted pattern',
    script: "case '*' in '*') echo star;; esac; case a in '*') echo star;; *) echo no;; esac",
  },
  { name: 'control flow: case without a match', script: 'case a in b) echo b;; esac; echo $?' },
  {
    name: 'control flow: reserved words are ordinary as arguments',
    script: 'echo if then else fi do done while for case esac in { } !',
  },
  { name: 'control flow: functions', script: 'f() { echo "$# $1"; }; f a b; f; f \'c d\'' },
  {
    name: 'control flow: functions return a status',
    script: 'f() { return 7; echo never; }; f; echo $?; g() { false; }; g; echo $?',
  },
  { name: 'control flow: functions see and set variables', script: 'X=1; f() { echo $X; X=2; }; f; echo $X' },
  {
    name: 'control flow: functions have parameters of their own',
    script: 'set -- a b; f() { shift; echo $1; set -- p q r; echo $#; }; f x y; echo $1 $#',
  },
  {
    name: 'control flow: functions call themselves',
    script: 'f() { [ $1 -gt 0 ] || return 0; echo $1; f $(($1-1)); }; f 3',
  },
  {
    name: 'control flow: local variables end with their function',
    script:
      'x=1 y=out; f() { local x=2 y z; echo $x $y "[$z]"; z=3 y=in; g; echo $x $y $z; }; g() { echo g $x $y $z; local x=7; unset x; }; f; echo $x $y "[$z]"',
  },
  {
    name: 'control flow: local variables of a function that calls itself',
    script: 'f() { local n=$1; [ $n = 0 ] || f $((n-1)); echo $n; }; f 3; echo "[$n]"',
  },
  {
    name: 'control flow: local variables keep their flags',
    script:
      'f() { local q=1; readonly q; echo $q; }; f; f; export e=1; g() { local e=2; env | grep ^e=; }; g; env | grep ^e=; h() { local 1x; }; (h); local a; echo never',
  },
  {
    name: 'control flow: a function is replaced',
    script: 'f() { echo one; }; f; f() { echo two; }; f; unset -f f; f; echo $?',
  },
  {
    name: 'control flow: assignments before a command are for it alone',
    script: lines("X=1; X=2 sh -c 'echo $X'; echo $X; X=3 true; echo $X; IFS=: read a b <<E", 'p:q', 'E', 'echo $a $b'),
  },
  {
    name: 'control flow: a loop reads its input to the end',
    script: 'while read name number; do case $number in 2) continue;; esac; echo "$number:$name"; done <list',
    files: { list: 'one 1\ntwo 2\nthree 3\n' },
  },
  {
    name: 'control flow: a loop over many files',
    script:
      'for i in 1 2 3 4 5 6 7 8 9; do echo $i >f$i; done; for f in f*; do cat $f; done | sort -rn | head -n 2; rm f*; echo *',
  },
  {
    name: 'control flow: conditions may be lists',
    script: lines(
      'if echo a; false; true; then echo yes; fi; while read x; [ "$x" != stop ]; do echo $x; done <<E',
      '1',
      '2',
      'stop',
      '3',
      'E',
    ),
  },

  // programs
  { name: 'programs: a program that is not there', script: 'nosuchcommand; echo $?' },
  { name: 'programs: a path that is not there', script: './nosuch; echo $?' },
  { name: 'programs: a folder is no program', script: 'mkdir d; ./d; echo $?' },
  { name: 'programs: a program killed by a signal', script: "sh -c 'kill -KILL $$'; echo $?" },
  { name: 'programs: a program ended by SIGTERM', script: "sh -c 'kill -TERM $$'; echo $?" },
  { name: 'programs: a segmentation fault is reported', script: "sh -c 'kill -SEGV $$'; echo $?" },
  { name: 'programs: a pipe that breaks is not reported', script: "sh -c 'kill -PIPE $$'; echo $?" },
  {
    name: 'programs: exported variables reach programs',
    script: 'X=1; Y=2; export Y Z=3; sh -c \'echo "[$X][$Y][$Z]"\'',
  },
  {
    name: 'programs: a script with arguments',
    script: "sh s.sh a 'b c' d; echo $?",
    files: { 's.sh': 'echo "$0 $# $1"\nshift\necho "$@"\nexit 3\n' },
  },
  { name: 'programs: a script that is not there', script: 'sh nofile.sh; echo $?' },
  {
    name: 'programs: a script that is sourced',
    script: 'set -- outer; . ./s.sh; echo $? $X',
    files: { 's.sh': 'X=5\necho "in $1"\nreturn 4\necho never\n' },
  },
  {
    name: 'programs: a script reads its own input',
    script: '{ echo a; echo b; } | sh s.sh',
    files: { 's.sh': 'read x\nread y\necho "$y $x"\n' },
  },
  {
    name: 'programs: commands from standard input',
    script: lines('echo \'echo hi; read x; echo "got $x"', "the rest' | sh; echo $?"),
  },
  { name: 'programs: options and a name for -c', script: "sh -c 'echo $0 $1' me arg; sh -c 'echo $0'" },
  {
    name: 'programs: exec replaces the shell',
    script: "sh -c 'exec echo replaced; echo never'; (exec sh -c 'exit 9'); echo $?",
  },
  {
    name: 'programs: the exit status of the shell',
    script: "sh -c 'exit 300'; echo $?; sh -c 'false'; echo $?; sh -c 'true; exit'; echo $?",
  },
  { name: 'programs: set -e stops at a failure', script: "sh -c 'set -e; echo a; false; echo b'; echo $?" },
  {
    name: 'programs: set -e does not stop at conditions',
    script: "sh -ec 'false || echo a; if false; then :; fi; ! true; echo b; (exit 4); echo c'; echo $?",
  },
  { name: 'programs: set -x shows commands', script: "set -x; X=1; echo a $X 'b c'" },
  { name: 'programs: a trap at the end', script: 'sh -c \'trap "echo bye" EXIT; echo hi; exit 3\'; echo $?' },
  {
    name: 'programs: a trap for a signal runs after the command, and keeps $?',
    script: 'trap "echo got $?" TERM; (kill -TERM $$; exit 3); echo $?; kill -s TERM $$; echo on; trap - TERM',
  },
  {
    name: 'programs: a trap may take itself back, and take another',
    script: 'trap "echo once; trap - USR1" USR1; trap "kill -USR1 $$; echo two" USR2; kill -USR2 $$; echo end',
  },
  {
    name: 'programs: a signal with a trap ends wait',
    // The shell sleeps once the `sleep` is there: then it waits.
    script:
      '(until pgrep -xP $$ sleep >f && [ "$(ps -o s= -p $$)" = S ]; do sleep .02; done; rm f; kill -USR2 $$) & trap "echo usr2" USR2; sleep 9 & wait $!; echo $?; kill %2; wait',
  },
  {
    name: 'programs: subshells and programs have no traps, and keep what is ignored',
    script:
      'trap "echo no" USR1; trap "" USR2; (trap "echo mine" HUP; kill -HUP $(sh -c "echo \\$PPID"); echo sub); sh -c "kill -USR2 \\$\\$; echo kept"; (sh -c "kill -USR1 \\$\\$"); echo $?',
  },
  {
    name: 'programs: a trap keeps the shell from becoming its last command',
    script: 'sh -c "trap \'echo bye\' EXIT; sleep 0"; sh -c "trap \'echo end \\$?\' EXIT; exit 5"; echo $?',
  },
  {
    name: 'programs: trap refuses what is no signal',
    script: 'trap "echo x" NOSUCH; echo $?; trap x 99; echo $?; trap; echo $?',
  },
  {
    name: 'programs: ulimit sets limits for programs',
    script:
      'ulimit -n 20; ulimit -n; ulimit -Hn; ulimit -Sn 10; ulimit -n; ulimit -H -n; sh -c "ulimit -n; exec 12>f; echo \\$?"; ulimit -Hn 15; (ulimit -n 12; ulimit -n); ulimit -n; ulimit -Hn',
  },
  {
    name: 'programs: ulimit -f keeps files short',
    script: 'trap "" XFSZ; ulimit -f; ulimit -f 1; ulimit; head -c 1000 /dev/zero >f; echo $?; wc -c <f',
  },
  {
    name: 'programs: ulimit refuses what it does not know',
    script:
      'ulimit -z; echo $?; ulimit -n x; echo $?; ulimit 1 2; echo $?; ulimit -n -1; echo $?; ulimit -f 8388609; ulimit -f',
  },
  {
    name: 'programs: umask',
    script: 'umask; umask 27; umask; echo >f; umask 7; umask; umask x; echo $?; umask 777; umask; umask 0; umask',
  },
  {
    name: 'programs: a file without a known format runs as a script',
    script: 'cp /bin/true prog; cat s.sh >prog; ./prog arg; echo $?',
    files: { 's.sh': 'echo "script $1"\n' },
  },
  {
    name: 'programs: data does not run as a script',
    script: 'cp /bin/true prog; head -c 100 /dev/zero >prog; ./prog; echo $?',
  },
  { name: 'programs: a pipeline of a builtin and a program', script: 'type cd | cat; : | wc -c; export A=1 | cat' },

  // background
  { name: 'background: wait for all', script: 'sleep 0.2 & sleep 0.1 & wait; echo $?' },
  {
    name: 'background: wait for one gives its status',
    script: "(exit 7) & wait $!; echo $?; sh -c 'exit 8' & wait $!; echo $?",
  },
  { name: 'background: wait for one that a signal ended', script: 'sleep 10 & kill $!; wait $!; echo $?' },
  { name: 'background: wait for what is no child', script: 'wait 1; echo $?' },
  {
    name: 'background: background output is complete after wait',
    script: '(for i in 1 2 3; do echo $i; done) >f & wait; cat f',
  },
  { name: 'background: a background pipeline', script: 'seq 1 5 | tail -n 1 >f & wait; cat f' },
  { name: 'background: background jobs read nothing', script: 'echo lost | { cat & wait; echo end; }' },
  { name: 'background: kill by job number', script: 'sleep 10 & kill %1; wait %1; echo $?' },
  {
    name: 'background: many in the background',
    script: 'for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >out.$i & done; wait; cat out.* | sort -n',
  },

  // builtins
  { name: 'builtins: colon, true, false', script: ': ignored; echo $?; true; echo $?; false; echo $?' },
  { name: 'builtins: eval', script: 'X=\'echo $Y\'; Y=1; eval $X; eval "Z=2; echo \\$Z"; eval; echo $?' },
  {
    name: 'builtins: cd',
    script:
      'mkdir -p d/e; cd d; cd e; pwd >/dev/null; cd ../..; cd nodir; echo $?; cd /; pwd; cd - >/dev/null; cd d && echo ok',
  },
  { name: 'builtins: cd keeps PWD', script: 'cd /; echo $PWD; cd bin; echo $PWD $OLDPWD' },
  {
    name: 'builtins: test compares texts',
    script:
      '[ a = a ] && echo 1; [ a != b ] && echo 2; [ a = b ] || echo 3; [ -z "" ] && echo 4; [ -n x ] && echo 5; [ x ] && echo 6; [ "" ] || echo 7',
  },
  {
    name: 'builtins: test compares numbers',
    script:
      '[ 1 -eq 1 ] && [ 1 -ne 2 ] && [ 1 -lt 2 ] && [ 2 -le 2 ] && [ 3 -gt 2 ] && [ 3 -ge 3 ] && [ -5 -lt 3 ] && echo ok; [ 10 -lt 9 ] || echo ok',
  },
  {
    name: 'builtins: test looks at files',
    script:
      'mkdir d; [ -e f ] && [ -f f ] && [ -d d ] && [ ! -f d ] && [ -s f ] && [ ! -s empty ] && [ -c /dev/null ] && [ ! -e none ] && echo ok',
    files: { f: 'x', empty: '' },
  },
  {
    name: 'builtins: test combines',
    script:
      "[ a = a -a b = b ] && echo 1; [ a = b -o b = b ] && echo 2; [ ! a = b ] && echo 3; test '(' a = a ')' -a ! '' && echo 4",
  },
  {
    name: 'builtins: test takes operators as texts',
    script: '[ = ] && echo 1; [ ! ] && echo 2; [ -f ] && echo 3; [ ! = x ]; echo $?; [ -n = -n ]; echo $?',
  },
  { name: 'builtins: test complains', script: '[ a -eq 1 ]; echo $?; [ a b c ]; echo $?; [ a; echo $?' },
  { name: 'builtins: read splits a line', script: 'echo \'a b  c d \' | { read x y; echo "[$x][$y]"; }' },
  {
    name: 'builtins: read takes backslashes away unless told otherwise',
    script: 'echo \'a\\ b c\\\\\' | { read x y; echo "[$x][$y]"; }; echo \'a\\ b\' | { read -r x y; echo "[$x][$y]"; }',
  },
  {
    name: 'builtins: read joins lines',
    script: '{ read x; read y; echo "$x/$y"; } <f',
    files: { f: 'one \\\ntwo\nthree\n' },
  },
  {
    name: 'builtins: read at the end',
    script: 'echo a | { read x; echo $?; read x; echo "$? [$x]"; }; true | read x || echo end',
  },
  {
    name: 'builtins: export shows its variables only to programs',
    script: "X=1; export X; X=2; sh -c 'echo $X'; unset X; sh -c 'echo \"[$X]\"'",
  },
  {
    name: 'builtins: type and command',
    script:
      'f() { :; }; type f cd nosuch; command -v cd; command -v nosuch; echo $?; f() { echo f; }; echo() { :; }; command echo real',
  },
  { name: 'builtins: exit in a subshell', script: '(exit 3; echo never); echo $?' },
  {
    name: 'builtins: set prints and sets parameters',
    script: 'set -- -a b; echo "$1 $2 $#"; set -- ; echo $#; set x y; echo $2',
  },
  { name: 'builtins: kill tells what is wrong', script: 'kill -NOSUCH 1; echo $?; kill abc; echo $?' },

  // errors
  { name: 'errors: an unexpected token', script: "sh -c 'echo a; )'; echo $?" },
  {
    name: 'errors: the line of an error',
    script: lines("sh -c 'echo a", 'echo b', "if true; then )'; echo $?"),
  },
  { name: 'errors: a missing fi', script: "sh -c 'if true; then echo a'; echo $?" },
  { name: 'errors: a missing quote', script: "sh -c 'echo \"abc'; echo $?" },
  { name: 'errors: a missing brace', script: "sh -c 'echo ${X'; echo $?; sh -c 'echo $(echo a'; echo $?" },
  { name: 'errors: a reserved word out of place', script: "sh -c 'done'; echo $?; sh -c 'then echo'; echo $?" },
  {
    name: 'errors: an empty command before a pipe',
    script: "sh -c '| cat'; echo $?; sh -c 'echo a && && echo b'; echo $?; sh -c ';; '; echo $?",
  },
  { name: 'errors: a redirection without a name', script: "sh -c 'echo >'; echo $?; sh -c 'echo > ; echo b'; echo $?" },
  {
    name: 'errors: lines before an error run',
    script: lines("sh -c 'echo first", "echo second )'; echo $?"),
  },
  { name: 'errors: a bad substitution', script: "sh -c 'echo ${X!}'; echo $?" },
  { name: 'errors: a failed expansion skips the rest', script: "sh -c 'echo ${X?}; echo never'; echo $?" },

  // size
  { name: 'size: a line of 20,000 characters', script: 'X=$(seq 1 4000); set -- $X; echo $#; Y="$*"; echo ${#Y}' },
  { name: 'size: a long loop', script: 'i=0; while [ $i -lt 300 ]; do i=$((i+1)); X=$(( X + i )); done; echo $X' },
  { name: 'size: deep nesting', script: '( ( ( ( ( ( ( ( ( ( echo deep ) ) ) ) ) ) ) ) ) )' },
  { name: 'size: a word of many parts', script: 'X=a; echo $X$X$X$X"$X$X"\'x\'$X${X}b$(echo c)$((1+1))\\ d' },
];

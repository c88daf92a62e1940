/**
 * Cases about the life of processes: tools that look at them, daemons, init, queues, a server. Each is a script for
 * programs/bin/sh, to be run under Kernlet and under qemu-riscv32 in a fresh directory, with the same outputs, exit status
 * and files after it. A script waits for what it needs (`until`), so nothing depends on how fast a process is.
 */
export interface LifeCase {
  /** A sentence that says what happens. */
  readonly name: string;
  readonly script: string;
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');
/** Waits for a file that says that somebody is ready. */
const until = (condition: string) => `until ${condition}; do sleep .02; done`;
/** Messages of the log without their time and computer. */
const plainLog = 'cut -c 17- messages | cut -d " " -f 2-';

export const lifeCases: readonly LifeCase[] = [
  // ps, pgrep, pstree
  {
    name: 'ps shows that a process is stopped, and that it goes on',
    script: lines(
      'sleep 9 &',
      until('[ "$(ps -o comm= -p $!)" = sleep ]'),
      'kill -STOP $!',
      until('[ "$(ps -o s= -p $!)" = T ]'),
      'ps -o stat=,comm= -p $!; kill -CONT $!',
      until('[ "$(ps -o s= -p $!)" = S ]'),
      'ps -o s=,comm= -p $!; kill $!; wait',
    ),
  },
  {
    name: 'ps shows a child that nobody waits for as a zombie',
    script: lines(
      "sh -c '/bin/true & exec sleep 9' &",
      until('pgrep -P $! -x true >f'),
      until('[ "$(ps -o s= -p $(cat f))" = Z ]'),
      'ps -o s=,args= -p $(cat f); rm f; kill $!; wait',
    ),
  },
  {
    name: 'an orphan gets process 1 as its parent',
    script: lines("sh -c 'sleep 9 & echo $! >f'", 'ps -o ppid= -p $(cat f); kill $(cat f); rm f'),
  },
  { name: 'ps prints a header if a column has one', script: 'ps -o pid,comm= -p 999999; echo $?' },
  { name: 'ps -p finds nothing', script: 'ps -o pid= -p 999999; echo $?' },
  { name: 'ps shows the user', script: 'ps -o uid,comm= -p $$; ps -o uid= -p 999999; echo $?' },
  { name: 'ps refuses unknown columns', script: 'ps -o pid,foo; echo $?; ps -p x; echo $?' },
  { name: 'pstree draws a process and its children', script: 'sleep 9 & pstree $$; kill $!; wait' },
  {
    name: 'pstree draws branches and counts equal ones',
    script: lines(
      "sh -c 'sleep 9; true' & a=$!",
      'sleep 9 & b=$!; sleep 9 & c=$!',
      until('[ "$(pgrep -P $a sleep)" ]'),
      until('[ "$(pgrep -xP $$ sleep | wc -l)" = 2 ]'),
      'pstree $$; kill $(pgrep -P $a) $a $b $c; wait',
    ),
  },
  {
    name: 'pstree refuses what is no process',
    script: 'pstree 999999; echo $?; pstree x; echo $?; pstree 1 2; echo $?',
  },
  {
    name: 'pgrep -P alone takes every child',
    script: lines(
      "sh -c 'sleep 9 & wait' & a=$!",
      until('[ "$(pgrep -P $a)" ]'),
      'kill $(pgrep -P $a); wait $a; echo $?',
    ),
  },
  { name: 'pgrep tells when there is none', script: 'pgrep nosuch; echo $?; pgrep; echo $?' },
  {
    name: 'pkill ends processes by their names',
    script: lines(
      'sleep 9 & sleep 8 & cat /dev/zero >/dev/null & p=$!',
      until('[ $(pgrep -xP $$ sleep | wc -l) = 2 ]'),
      'pkill -xP $$ sleep; echo $?; pkill -xP $$ sleep; echo $?',
      until('pgrep -x cat >/dev/null'),
      'pkill -KILL -n -f "cat /dev"; wait $p; echo $?; pkill -9 nosuch; echo $?; wait',
    ),
  },
  {
    name: 'pkill complains',
    script: 'pkill; echo $?; pkill -NOSUCH x; echo $?; pkill -s 99 x; echo $?; pkill a b; echo $?; pkill -P x; echo $?',
  },
  {
    name: 'pgrep -x takes the whole name',
    script: lines('sleep 9 &', until('pgrep -x sleep >/dev/null'), 'pgrep -x slee; echo $?; kill $!; wait'),
    files: { f: '' },
  },

  // the system as a whole
  { name: 'free has a line for memory and one for swap', script: 'free | wc -l; free x; echo $?' },
  {
    name: 'top -b shows a picture and ends',
    script: 'top -b -n 1 >f; head -n 1 f | cut -c 1-6; grep -c "^  PID  PPID" f; rm f',
  },
  { name: 'top -b shows another one after a while', script: 'top -b -n 2 -d .1 >f; grep -c "^Tasks:" f; rm f' },
  { name: 'top refuses bad numbers', script: 'top -d x; echo $?; top -n 0; echo $?; top x; echo $?' },
  { name: 'uname knows the system and the machine', script: 'uname; uname -sm; uname x; echo $?' },
  { name: 'id is root', script: 'id; id -u; id -g; id -un; id x; echo $?' },
  { name: 'sync writes files', script: 'sync; echo $?; sync f nosuch; echo $?', files: { f: 'x' } },
  {
    name: 'which finds programs',
    script: 'which sh nosuch cat; echo $?; which -a ls; which ./f; echo $?',
    files: { f: 'x' },
  },

  // stat, find, xargs
  {
    name: 'stat knows types, sizes and permissions',
    script: 'ln -s f l; mkfifo p; stat -c "%n %s %F %a %A %h" f e l p d; stat -L -c %F l; stat -c %N f l',
    files: { f: 'abc\n', e: '', 'd/': '' },
  },
  {
    name: 'stat tells times and owners',
    script: 'touch -d @86399 f 2>/dev/null; stat -c "%u %U %g %G %% %q" f',
    files: { f: '' },
  },
  {
    name: 'stat misses a file',
    script: 'stat nosuch; echo $?; stat; echo $?; stat -c %n f nosuch; echo $?',
    files: { f: '' },
  },
  {
    name: 'find looks through folders',
    script: 'find d | sort; find d -type f -name "*.c" | sort; find d -name e -prune -o -type f -print | sort',
    files: { 'd/a.c': '', 'd/b.h': 'x', 'd/e/c.c': '', 'd/e/f/g': '' },
  },
  {
    name: 'find joins tests',
    script:
      'find d ! -type d -a \\( -empty -o -size +1c \\) | sort; find d -mindepth 2 -maxdepth 2 | sort; find d -false -o -name a.c',
    files: { 'd/a.c': '', 'd/b.h': 'x', 'd/e/c.c': 'long', 'd/e/f/g': '' },
  },
  {
    name: 'find runs a command for each file',
    script: 'find d -type f -exec echo "<{}>" \\; | sort; find d -exec false \\; -print',
    files: { 'd/a': '', 'd/b': '' },
  },
  {
    name: 'find deletes',
    script: 'find d -name "*.o" -delete; find e -delete',
    files: { 'd/a.o': '', 'd/b': '', 'e/f/g': '' },
  },
  {
    name: 'find complains',
    script:
      'find nosuch; echo $?; find -foo; echo $?; find \\( -name x; echo $?; find -exec ls; echo $?; find -type x; echo $?',
  },
  { name: 'xargs puts arguments into one command', script: 'printf "a b\\n\\"c d\\" e\\\\\\\\ f" | xargs echo x' },
  { name: 'xargs -n limits the arguments', script: 'seq 5 | xargs -n 2 echo; seq 3 | xargs -n 1' },
  { name: 'xargs -I takes lines', script: 'printf "a b\\n  c\\n" | xargs -I {} echo "<{}> {}{}"' },
  { name: 'xargs -0 takes everything as it is', script: 'printf "a \'b\\0c\\n" | xargs -0 -n 1 echo' },
  { name: 'xargs without arguments', script: 'echo | xargs echo once; echo | xargs -r echo never' },
  { name: 'xargs fills commands', script: 'seq 100000 | xargs | wc' },
  {
    name: 'xargs tells how the commands ended',
    script: lines(
      "echo 1 0 | xargs -n 1 -t sh -c 'exit $0'; echo $?",
      "echo 1 | xargs sh -c 'exit 255'; echo $?",
      "echo 1 | xargs sh -c 'kill -9 $$'; echo $?",
      'echo 1 | xargs nosuch; echo $?',
      'echo "\'" | xargs; echo $?',
    ),
  },
  {
    name: 'xargs -P runs several at the same time',
    script: 'mkfifo p; printf "cat p\\necho x >p" | xargs -P 2 -I C sh -c C',
  },

  // programs that run programs
  { name: 'timeout ends a command', script: 'timeout .1 sleep 9; echo $?; timeout 9 sh -c "exit 3"; echo $?' },
  {
    name: 'timeout sends another signal',
    script: 'timeout -s KILL .1 sleep 9; echo $?; timeout -s INT .1 sleep 9; echo $?',
  },
  { name: 'timeout kills what does not listen', script: 'timeout -k .1 .1 sh -c "trap \'\' TERM; sleep 9"; echo $?' },
  {
    name: 'timeout ends what the command has started',
    script: "timeout .2 sh -c 'sleep 9 & echo $! >f; wait'; ps -o comm= -p $(cat f); rm f",
  },
  {
    name: 'timeout complains',
    script: 'timeout x ls; echo $?; timeout 1 nosuch; echo $?; timeout 1; echo $?; timeout -s X 1 ls; echo $?',
  },
  { name: 'nice adds to the nice value', script: 'nice; nice nice; nice -n 5 nice -n 3 nice; nice -n 100 nice' },
  { name: 'nice complains', script: 'nice -n x ls; echo $?; nice nosuch; echo $?; nice -n 1; echo $?' },
  {
    name: 'renice changes a process',
    script: lines(
      'sleep 9 &',
      'renice 7 $! | cut -d "(" -f 2',
      'ps -o ni= -p $!; renice 3 999999; echo $?; kill $!; wait',
    ),
  },
  {
    name: 'nohup lets a program survive the end of its terminal',
    script: "nohup sh -c 'kill -HUP $$; echo alive'; sh -c 'kill -HUP $$; echo alive'; echo $?",
  },
  {
    name: 'setsid makes a session',
    script: "setsid -w sh -c '[ $(ps -o sid= -p $$) = $$ ] && echo leader; exit 3'; echo $?; setsid nosuch; echo $?",
  },
  {
    name: 'mkfifo makes a pipe between two programs',
    script: 'mkfifo p; echo through >p & cat p; mkfifo p; echo $?; mkfifo -m 600 q; mkfifo -m 9 r; echo $?',
  },

  // daemons and queues
  {
    name: 'syslogd keeps what logger sends',
    script: lines(
      'syslogd -n -p log -o messages &',
      `${until('logger -p log -t tag one message 2>/dev/null')}; printf "two\\nthree\\n" | logger -p log -t tag -s`,
      until('[ "$(wc -l <messages)" = 3 ]'),
      `${plainLog}; kill $!; wait; logger -p log lost; echo $?; rm log messages`,
    ),
  },
  {
    name: 'syslogd opens its file anew after SIGHUP',
    script: lines(
      'syslogd -n -p log -o messages &',
      `${until('logger -p log -t a one 2>/dev/null')}; ${until('[ -s messages ]')}`,
      'mv messages old; kill -HUP $!; logger -p log -t a two',
      until('[ -s messages ]'),
      `${plainLog}; wc -l <old; kill $!; wait; rm log messages old`,
    ),
  },
  {
    name: 'a daemon has no terminal, leads no session and belongs to process 1',
    script: lines(
      'syslogd -p /tmp/log -o /tmp/messages; echo $?',
      until('[ -s /run/syslogd.pid ]'),
      'd=$(cat /run/syslogd.pid); ps -o ppid=,tty=,s=,comm= -p $d; [ $(ps -o sid= -p $d) -ne $d ] && echo no leader',
      'kill $d; rm /run/syslogd.pid',
    ),
  },
  {
    name: 'lpd prints files one after the other',
    script: lines(
      'lpq -d q; lpr -d q a; lpr -d q <b; lpq -d q',
      'lpd -n -d q -s 100000 &',
      until('[ "$(lpq -d q)" = "no entries" ]'),
      'lpr -d q a nosuch; echo $?',
      until('[ "$(lpq -d q)" = "no entries" ]'),
      'cat q/printer.out; kill $!; wait',
    ),
    files: { a: 'first\n', b: 'second\n' },
  },
  {
    name: 'lpd begins again what was cut short',
    script: lines(
      'lpd -n -d q -s 10 & lpr -d q a 2>/dev/null',
      until('[ -s q/printer.out ]'),
      'kill -9 $!; wait; rm q/printer.out; lpq -d q; lpd -n -d q -s 100000 &',
      until('[ "$(lpq -d q)" = "no entries" ]'),
      'tail -n 1 q/printer.out; kill $!; wait',
    ),
    files: { a: 'a text that takes a while to print\n' },
  },
  {
    name: 'batchd runs jobs in their order',
    script: lines(
      'for i in 1 2 3; do echo "echo $i >>out" | batch -d q; done; batchq -d q',
      'batchd -n -d q &',
      until('[ "$(batchq -ad q | grep -c exit)" = 3 ]'),
      'cat out; batchq -d q; batchq -ad q; batchq -rd q; batchq -ad q; kill $!; wait',
    ),
  },
  {
    name: 'batch -w gives the output and the status of a job',
    script: lines(
      'batchd -n -d q &',
      until('[ -e q/wake ]'),
      'echo "echo out; echo err >&2; exit 3" | batch -wd q; echo $?',
      'batch -wd q s; echo $?; batchq -rd q; kill $!; wait',
    ),
    files: { s: 'kill -9 $$' },
  },
  {
    name: 'batchd runs no more jobs at the same time than it is told',
    script: lines(
      'for i in 1 2 3; do echo "until [ -e go ]; do sleep .02; done" | batch -d q; done',
      'batchd -n -j 2 -d q &',
      until('[ "$(batchq -d q | grep -c running)" = 2 ]'),
      'batchq -d q; >go',
      until('[ "$(batchq -ad q | grep -c exit)" = 3 ]'),
      'batchq -d q; batchq -rd q; kill $!; wait',
    ),
  },
  {
    name: 'a batch job that loses its daemon is lost',
    script: lines(
      'batchd -n -d q & echo "echo $$ >p; exec sleep 9" | batch -d q 2>/dev/null',
      until('[ "$(batchq -d q | grep running)" ]'),
      'kill -9 $!; wait; batchd -n -d q &',
      until('[ "$(batchq -ad q | grep lost)" ]'),
      'batchq -ad q; kill $!; wait; rm -r q; rm -f p',
    ),
  },

  // init
  {
    name: 'init starts what its table names, in order',
    script: 'init -f tab; echo $?',
    files: {
      tab: lines(
        '# a comment',
        '',
        'c:console:until [ -e o ]; do sleep .02; done; echo console; exit 5',
        'o:once:echo once; >o',
        'w:wait:sleep .1; echo wait',
        's:sysinit:echo  sysinit ',
      ),
    },
  },
  {
    name: 'init starts a daemon again that ends',
    script: 'init -f tab; echo $?; rm f',
    files: {
      tab: lines(
        'r:respawn:echo x >>f; sleep .1',
        'c:console:until [ $(wc -l <f) -ge 3 ]; do sleep .02; done; echo again and again',
      ),
      f: '',
    },
  },
  {
    name: 'init pauses when a daemon ends again and again',
    script: 'init -f tab; echo $?; cat f',
    files: {
      tab: lines('r:respawn:echo x >>f', 'c:console:until [ $(wc -l <f) = 5 ]; do sleep .02; done; sleep .5'),
      f: '',
    },
  },
  {
    name: 'init reports what it cannot understand',
    script: 'init -f tab; echo $?; init -f nosuch; echo $?; init -f; echo $?; init nosuch; echo $?',
    files: { tab: lines('nonsense', 'a:b', 'x:start:ls', 'y:once:', 'c:console:sh -c "exit 1"') },
  },
  {
    name: 'init ends everything after SIGTERM',
    script: lines('init -f tab &', until('[ -e ready ]'), 'kill $!; wait $!; echo $?; pgrep -x sleep; echo $?'),
    files: { tab: lines('d:respawn:sleep 77', 'c:console:>ready; sleep 78') },
  },
  {
    name: 'init without a table runs one program',
    script: "init sh -c 'echo main; exit 4'; echo $?; init sh -c 'kill -9 $$'; echo $?",
  },

  // the four ways a process ends
  {
    name: 'a server sees its workers end in every way, and replaces them',
    script: lines(
      'prefork -w 1 s &',
      until('ask s hello 2>/dev/null'),
      'ask s exit 0; ask s one; ask s exit 3; ask s two; ask s crash; ask s three',
      'kill -9 $(ask s pid | cut -c 4-); ask s four; kill $!; wait $!; echo $?; ask s five; echo $?',
    ),
  },
  {
    name: 'workers retire',
    script: lines('prefork -w 1 -n 2 s &', until('ask s 1 2>/dev/null'), 'ask s 2; ask s 3; kill $!; wait'),
  },
  {
    name: 'the ways out: normal, an error, a fault, a kill',
    script: "true; echo $?; cat nosuch; echo $?; sh -c 'kill -SEGV $$'; echo $?; sh -c 'kill $$'; echo $?",
  },
];

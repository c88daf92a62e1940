# Four ways in which processes come to be.
until pgrep batchd >/dev/null; do sleep .1; done

echo 'At the start of the system: init made these, before anybody asked.'
ps -o pid,ppid,comm -p $(pgrep init),$(pgrep batchd),$$

echo 'By a user who asks for it: the command is a new process, a child of the shell.'
ps -o pid,ppid,comm

echo 'By a running program: xargs makes one for each line.'
echo 'echo made by $(ps -o comm= -p $(ps -o ppid= -p $$))' >/tmp/who
printf '/tmp/who\n/tmp/who\n' | xargs -n 1 sh

echo 'As a batch job: it waits in a queue until the daemon has time for it.'
batch -w /tmp/who

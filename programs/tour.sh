# Kernlet: a computer with four cores and a UNIX-like kernel. Its shell and
# its tools are RISC-V machine code, assembled from programs/bin.

ls /bin | wc -l

# Each program runs as a process of its own. init is the first of all:
ps

# A pipe carries what one process writes to the next, which sleeps until then:
seq 100 | grep 7 | wc -l
echo 'to be or not to be' | tr ' ' '\n' | sort | uniq -c | sort -rn

# A process in the background writes a log, two lines a second ...
cd /tmp
write() { echo "GET /$1 $2" >> access.log; sleep 0.5; }
for n in 1 2 3 4; do write cats 200; write "dogs?page=$n" 404; done &

# ... and two others look for what failed. They would wait for more for ever:
# sleeping costs nothing. So they are killed when the log is complete.
tail -f access.log | grep 404 &
wait %1; sleep 1; kill %2; wait

# That was all. A shell of your own: npx kernlet boot, on a terminal.
# Programs of your own: npx kernlet run FILE.s; see npx kernlet --help.

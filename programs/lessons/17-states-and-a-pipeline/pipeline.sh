#!/bin/sh
# Who is in which state while a pipeline waits and works.
cd /tmp
show() { echo "$1"; ps -o pid,s,wchan,comm -p $(pgrep -x tail),$(pgrep -x grep); }

echo 'GET /index.html 200' >access.log
tail -f access.log | grep 404 &
sleep .2
show 'Nothing happens:'

echo 'GET /cats.html 200' >>access.log
sleep .2
show 'A line that grep does not want:'

echo 'GET /dogs.html 404' >>access.log
sleep .2
show 'A line that it wants:'

kill -STOP $(pgrep -x grep)
echo 'GET /fish.html 404' >>access.log
sleep .2
show 'grep is stopped:'

kill -CONT $(pgrep -x grep)
sleep .2
kill $(pgrep -x tail)
wait

#!/bin/sh
# Who may kill whose process, and read whose file.
cd /tmp
echo 'a diary' >diary
chown 1000 diary
chmod 600 diary
setuidgid 1000 sleep 9 &
sleep .1
ps -o uid,pid,comm -p $!

echo 'User 1001 tries:'
setuidgid 1001 cat diary
setuidgid 1001 kill $!

echo 'User 1000 tries:'
setuidgid 1000 cat diary
setuidgid 1000 kill $!
wait $!
echo "the program ended with status $?"

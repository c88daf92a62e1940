#!/bin/sh
# One run for linux-session.sh, as process 1 of its own namespace: linux-case.sh ROOT CASE.
# CASE holds `command` (which starts the program), `stdin` and `work`; it gets `stdout`, `stderr` and `status`.
root=$1 case=$2
mount --bind "$case/work" "$root/folder"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
export root

# Pipes on all three streams, read to their ends: what processes in the background print belongs to the run.
{
  cat "$case/stdin" | {
    sh "$case/command" 2>&5 5>&-
    echo $? >"$case/status"
  } 2>/dev/null | cat >"$case/stdout"
} 5>&1 | cat >"$case/stderr"

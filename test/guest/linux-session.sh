#!/bin/sh
# Runs guest programs under real Linux: qemu-riscv32 executes their instructions, the kernel of this machine their calls.
# Usage: linux-session.sh ROOT CASES, in namespaces of its own (see linux.ts).
# ROOT holds riscv32 programs only and becomes their root directory; CASES holds a folder for each run.
set -e
root=$1 cases=$2
here=$(dirname "$0")

# A private register of executable formats: execve of a riscv32 program starts qemu (P keeps argv[0], F opens qemu now).
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
magic='\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf %s ":riscv32:M::$magic:$mask:$(command -v qemu-riscv32-static):PF" >/proc/sys/fs/binfmt_misc/register

for device in null zero full random tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ulimit -c 0
umask 022
printf '%s\n' "$cases"/* |
  xargs -P "$(nproc)" -I {} sh -c 'timeout -s KILL 60 unshare --mount --pid --fork --kill-child sh "$0" "$1" "$2" || true' \
    "$here/linux-case.sh" "$root" {}

# steady state: MIPS of kernlet and of qemu
for b in "alu 300" "fib 400" "sieve 100" "memcpy 300" "quicksort 300" "mixture 1000" "getpid 100"; do
set -- $b
k=$(timeout 100 node --import tsx scratch.ts $1 $2 ${MODE:-on} | grep MIPS)
ins=$(echo "$k" | sed 's/.*instret \([0-9.]*\) M.*/\1/')
t=$( { TIMEFORMAT="%U %S"; time qemu-riscv32 node_modules/.cache/kernlet-bench/$1.guest $2 >/dev/null; } 2>&1 | awk '{print $1+$2}')
echo "$k" "qemu $(python3 -c "print(round($ins/$t), 'MIPS ratio', round(float('$(echo $k | sed 's/.* ms \([0-9]*\) MIPS.*/\1/')')/($ins/$t),2))")"
done

# The loop of sum.c in Python.
import sys


def one_pass():
    total = 0
    for number in range(10000000):
        total += number
    return total & 0xFFFFFFFF


found = 0
for _ in range(int(sys.argv[1])):
    found = one_pass()
print(f"{found:08x}")

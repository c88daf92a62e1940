"""Types keys at Linux's own terminals: cases as JSON on standard input, what was read and echoed on standard output."""

import fcntl
import json
import os
import pty
import sys
import termios
import time


def drain(handle):
    fcntl.fcntl(handle, fcntl.F_SETFL, os.O_NONBLOCK)
    echoed = b""
    while True:
        try:
            chunk = os.read(handle, 65536)
        except OSError:
            return echoed
        if not chunk:
            return echoed
        echoed += chunk


def read_or_none(handle, size):
    try:
        return os.read(handle, size).decode("latin1")
    except BlockingIOError:
        return None


def run(case):
    outside, inside = pty.openpty()
    modes = termios.tcgetattr(inside)
    modes[0], modes[1], modes[3] = case["input"], case["output"], case["local"]
    for index, value in case["characters"]:
        modes[6][index] = bytes([value])
    termios.tcsetattr(inside, termios.TCSANOW, modes)
    fcntl.fcntl(inside, fcntl.F_SETFL, os.O_NONBLOCK)
    os.write(inside, case["prompt"].encode("latin1"))
    os.write(outside, case["keys"].encode("latin1"))
    time.sleep(0.01)
    reads = [read_or_none(inside, size) for size in case["sizes"]]
    echo = drain(outside).decode("latin1")
    os.close(outside)
    os.close(inside)
    return {"reads": reads, "screen": echo}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)

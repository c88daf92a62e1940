"""Types keys at a program in a terminal of 80 columns. Standard input: JSON with `command`, `folder`, `environment` and `keys`, pairs of
a text to wait for and what is typed then. Standard output: JSON with all that was shown, and the exit status."""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

PATIENCE = 20
# Keys that come in one piece count as pasted.
BETWEEN_KEYS = 0.02


def start(case):
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(case["folder"])
        os.environ.update(case["environment"])
        os.execvp(case["command"][0], case["command"])
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return pid, handle


def main():
    case = json.load(sys.stdin)
    pid, handle = start(case)
    shown = b""
    seen = 0

    def read(seconds):
        nonlocal shown
        ready, _, _ = select.select([handle], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(handle, 65536)
        except OSError:
            return False
        shown += piece
        return len(piece) > 0

    def wait_for(text):
        nonlocal seen
        end = time.time() + PATIENCE
        while True:
            at = shown.find(text.encode(), seen)
            if at >= 0:
                seen = at + len(text.encode())
                return True
            if time.time() > end or not read(0.1):
                return False

    missed = None
    for expected, keys in case["keys"]:
        if not wait_for(expected):
            missed = expected
            break
        for key in keys:
            os.write(handle, key.encode())
            time.sleep(BETWEEN_KEYS)
    end = time.time() + PATIENCE
    while missed is None and time.time() < end and read(0.2):
        pass
    if missed is not None:
        os.kill(pid, 9)
    _, status = os.waitpid(pid, 0)
    print(json.dumps({"shown": shown.decode("latin1"), "missed": missed, "status": os.waitstatus_to_exitcode(status)}))


main()

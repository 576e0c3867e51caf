"""Run a server for as long as a test run lives: ``python guard.py PID REMOVE COMMAND...``.

Ends the command when the process PID (the pytest that shares the server) is gone, however it
went, and then removes the directory REMOVE; or when this guard is told to end, and then keeps it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

LOOK_EVERY = 0.2  # seconds


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def let_go(guard: "subprocess.Popen[bytes]") -> None:
    """Wait for a guard no more, and be not warned that it still runs: it lives with the whole test run."""
    guard.returncode = 0


def main() -> int:
    owner, remove, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    ending = False

    def end(*_: object) -> None:
        nonlocal ending
        ending = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest; we follow it
    child = subprocess.Popen(command)
    while not ending and child.poll() is None and _alive(owner):
        time.sleep(LOOK_EVERY)
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if not ending:
        shutil.rmtree(remove, ignore_errors=True)
    return child.returncode or 0


if __name__ == "__main__":
    sys.exit(main())

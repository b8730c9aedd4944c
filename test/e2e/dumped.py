"""Abort a command in the middle, and tell whether the kernel wrote a core.

    dumped.py CONDITION COMMAND...

Runs COMMAND with no limit on core files, waits until CONDITION (for bash) is
true, sends it SIGABRT, and prints "dumped" or "not dumped". Fails when it ended
in another way.
"""

import os
import resource
import signal
import subprocess
import sys
import time

PATIENCE_S = 20


def without_limit():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def main():
    condition, command = sys.argv[1], sys.argv[2:]
    child = subprocess.Popen(command, preexec_fn=without_limit)
    until = time.monotonic() + PATIENCE_S
    while subprocess.run(["bash", "-c", condition], check=False).returncode:
        if time.monotonic() > until:
            child.kill()
            sys.exit(f"not true: {condition}")
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGABRT)
    status = os.waitpid(child.pid, 0)[1]
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGABRT:
        sys.exit(f"ended otherwise: {status}")
    print("dumped" if os.WCOREDUMP(status) else "not dumped")


main()

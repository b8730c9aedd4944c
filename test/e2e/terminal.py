"""Run a command on a terminal of its own.

    terminal.py INPUT COMMAND...

INPUT is typed once the command has said something that ends in a space or
colon: a question. A NEXT in it waits for the next question. A SIGTERM at its end is sent as a signal, after what stands
before it was typed. Prints what was said, then whether the terminal's settings
are what they were, and how the command ended: its status, or minus the number
of a signal.
"""

import os
import pty
import select
import signal
import sys
import termios
import time

PATIENCE_S = 20


def read_some(fd, until):
    """What there is to read; b"" at the end, None when nothing comes."""
    ready, _, _ = select.select([fd], [], [], max(0, until - time.monotonic()))
    if not ready:
        return None
    try:
        return os.read(fd, 65536)
    except OSError:  # the other side of a terminal is closed
        return b""


def has_ended(pid):
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, pid, flags) is not None


def question(fd, pid, until):
    """What is said up to the end of a question, or to the command's."""
    said = b""
    while not said.endswith((b" ", b":")) and time.monotonic() < until:
        more = read_some(fd, time.monotonic() + 0.05)
        said += more or b""
        if more == b"" or (more is None and has_ended(pid)):
            break
    return said


def main():
    typed, command = os.fsencode(sys.argv[1]), sys.argv[2:]
    outer, inner = pty.openpty()
    before = termios.tcgetattr(inner)
    pid = os.fork()
    if pid == 0:
        os.close(outer)
        os.login_tty(inner) if hasattr(os, "login_tty") else take(inner)
        os.execvp(command[0], command)
    said = b""
    until = time.monotonic() + PATIENCE_S
    *before_last, last = typed.split(b"NEXT")
    for answer in before_last:
        said += question(outer, pid, until)
        os.write(outer, answer)
    said += question(outer, pid, until)
    text, marker, _ = last.partition(b"SIGTERM")
    os.write(outer, text)
    if marker:
        time.sleep(0.2)
        os.kill(pid, signal.SIGTERM)
    status = None
    while status is None and time.monotonic() < until:
        more = read_some(outer, time.monotonic() + 0.05)
        said += more or b""
        done, raw = os.waitpid(pid, os.WNOHANG)
        if done:
            status = os.waitstatus_to_exitcode(raw)
    while more := read_some(outer, time.monotonic() + 0.2):
        said += more
    if status is None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    same = "same" if termios.tcgetattr(inner) == before else "changed"
    sys.stdout.write(said.decode("utf-8", "backslashreplace"))
    sys.stdout.write(f"\nterminal: {same}, status: {status}\n")


def take(inner):
    """Make the terminal ours, as login_tty does in later Pythons."""
    os.setsid()
    import fcntl

    fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(inner, fd)
    os.close(inner)


main()

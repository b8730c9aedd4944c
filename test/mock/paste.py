"""Be the person who pastes where a browser was sent back to.

    paste.py address|code|wrong COMMAND...

Runs the command on a terminal, opens the address that it shows, and types in
the address that this leads to, the code in it, or the same with another state.
Prints what was said and "status: N".
"""

import os
import pty
import re
import select
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PATIENCE_S = 30


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def led_to(url):
    opener = urllib.request.build_opener(
        Stay, urllib.request.ProxyHandler({})
    )
    try:
        opener.open(url, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise SystemExit("no redirect")


def typed(way, address):
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
    if way == "code":
        return query["code"]
    if way == "wrong":
        return address.replace(query["state"], query["state"][::-1])
    return address


def main():
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["COLUMNS"] = "2000"
        os.execvp(sys.argv[2], sys.argv[2:])
    said, answered, until = b"", set(), time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        ready, _, _ = select.select([fd], [], [], 1)
        try:
            more = os.read(fd, 65536) if ready else b""
        except OSError:
            break
        if ready and not more:
            break
        said += more
        if b"Client secret" in said and b"secret" not in answered:
            answered.add(b"secret")
            os.write(fd, b"\n")
        asked = re.search(rb"(http://\S+)\r?\n(?s:.*)not shown\): $", said)
        if asked and b"address" in said and b"paste" not in answered:
            answered.add(b"paste")
            os.write(
                fd,
                typed(sys.argv[1], led_to(asked[1].decode())).encode() + b"\n",
            )
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    sys.stdout.write(said.decode("utf-8", "backslashreplace"))
    print(f"status: {os.waitstatus_to_exitcode(status)}")


main()

#!/usr/bin/env python3
"""Run a command where the only name server never answers.

usage: unshare --mount --net mute-dns.py RESOLV_CONF COMMAND...

In namespaces of its own: brings the loopback interface up, holds port 53
there without a word, and lays RESOLV_CONF, which it writes, over the
machine's.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys

SIOCSIFFLAGS = 0x8914
IFF_UP = 1


def main():
    resolv_conf, command = sys.argv[1], sys.argv[2:]
    mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(mute, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))
    mute.bind(("127.0.0.1", 53))
    with open(resolv_conf, "w") as file:
        file.write("nameserver 127.0.0.1\n")
    real = os.path.realpath("/etc/resolv.conf")
    subprocess.run(["mount", "--bind", resolv_conf, real], check=True)
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())

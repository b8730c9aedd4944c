"""Send requests to a port that waits for a browser, none of them the true one.

    forge.py REDIRECT-URI COUNT|slow

Prints "half" in the middle, then the statuses that came, each once. "slow"
opens 200 connections that never get to the end of a request, each as soon as
an older one has given way to it, and goes on adding to those that are left, a
byte at a time.
"""

import socket
import sys
import time
import urllib.parse

URL = urllib.parse.urlsplit(sys.argv[1])
AT = (URL.hostname, URL.port)
HELD = 64  # LOOPBACK_CONNECTIONS_MAX
FORGED = [
    "GET /callback?code=x HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "GET /callback?code=x&state={junk} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "GET /callback?error=access_denied HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "GET /callback?error=e&state={junk} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "GET /callback?code=x&state={junk} HTTP/1.1\r\nHost: evil.test\r\n\r\n",
    "POST /callback HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9\r\n\r\ncode=code",
    "GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "GET /callback?{large} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "GET /callback?code=",
]


def forge(number):
    text = FORGED[number % len(FORGED)].format(
        host=URL.netloc, junk=f"{number:043d}", large="x" * 20000
    )
    with socket.create_connection(AT, timeout=10) as link:
        link.sendall(text.encode("latin-1"))
        if number % len(FORGED) == len(FORGED) - 1:
            return None  # gone without a word
        answer = link.recv(12)
        return answer[9:12].decode() or None


def hold():
    links = []
    for _ in range(200):
        links.append(socket.create_connection(AT, timeout=10))
        if len(links) > HELD:
            links.pop(0).recv(1)  # the end: it was closed
    print("half", flush=True)
    while links:
        for link in links.copy():
            try:
                link.send(b"G")
            except OSError:
                links.remove(link)
        time.sleep(0.05)


def main():
    if sys.argv[2] == "slow":
        hold()
        return
    count, statuses = int(sys.argv[2]), set()
    for number in range(count):
        if number == count // 2:
            print("half", flush=True)
        try:
            statuses.add(forge(number))
        except OSError:
            pass  # refused, or reset with the request half read
    print(sorted(status for status in statuses if status))


main()

"""A server that answers reads, and carries writes out without a word.

    act-and-close.py LOG

Prints its port. A GET is answered with {"data": {"id": ID}} and the
connection stays open, as a client likes it. Any other request is read whole
and noted in LOG, one "METHOD PATH" a line, then the connection is closed: the
server has acted, and the client has no answer.
"""

import socket
import sys
import threading


def read_request(stream):
    """The first line of a whole request; None at the end."""
    first = stream.readline().decode().strip()
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)
    return first.rsplit(" ", 1)[0] if first else None


def serve(connection, log):
    with connection, connection.makefile("rb") as stream:
        while request := read_request(stream):
            if not request.startswith("GET "):
                with open(log, "a") as file:
                    file.write(request + "\n")
                return
            name = request.rsplit("/", 1)[1]
            answer = b'{"data": {"id": "%s", "name": "x"}}' % name.encode()
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer))


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, sys.argv[1]),
                             daemon=True).start()


main()

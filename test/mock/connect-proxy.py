#!/usr/bin/env python3
"""A proxy for tests that writes down every byte its clients send.

    connect-proxy.py RECORD TARGET-PORT [STATUS]

Prints its port. Whatever host is asked for, the tunnel goes to TARGET-PORT of
this machine; with a STATUS other than 200 there is no tunnel.
"""

import socket
import sys
import threading


def pump(source, target, record):
    while data := source.recv(65536):
        if record:
            record.write(data)
            record.flush()
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def serve(client, record, port, status):
    head = b""
    while b"\r\n\r\n" not in head:
        data = client.recv(65536)
        if not data:
            return
        head += data
    record.write(head)
    record.flush()
    client.sendall(f"HTTP/1.1 {status} As Told\r\n\r\n".encode())
    if status != "200":
        client.close()
        return
    server = socket.create_connection(("127.0.0.1", port))
    back = threading.Thread(target=pump, args=(server, client, None), daemon=True)
    back.start()
    pump(client, server, record)


def quiet_serve(*arguments):
    try:
        serve(*arguments)
    except OSError:
        pass


def main():
    status = sys.argv[3] if len(sys.argv) > 3 else "200"
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    with open(sys.argv[1], "wb") as record:
        while True:
            client, _ = listener.accept()
            threading.Thread(
                target=quiet_serve,
                args=(client, record, int(sys.argv[2]), status),
                daemon=True,
            ).start()


if __name__ == "__main__":
    main()

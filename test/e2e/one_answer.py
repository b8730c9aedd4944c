#!/usr/bin/env python3
"""Answer every request with what is on standard input; print the port.

An argument is its Content-Type, instead of that of JSON.

A second page of it is an empty list.

"@N" in it stands for N letters.
"""

import http.server
import re
import sys

BODY = re.sub(
    r"@(\d+)", lambda found: "x" * int(found[1]), sys.stdin.read()
).encode()

TYPE = (sys.argv[1:] or ["application/json"])[0]


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        is_first = not re.search(r"[?&]page=(?!1(&|$))", self.path)
        body = BODY if is_first else b'{"data": []}'
        self.send_response(200)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
print(server.server_address[1], flush=True)
server.serve_forever()

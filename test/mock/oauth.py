"""An authorization server and a scrap of an API that misbehave on request.

    oauth.py FOLDER SECRET

Prints "port N" and serves on 127.0.0.1. Everything it gives away has SECRET in
it: the code is "code-SECRET", the tokens "access-SECRET" and "refresh-SECRET";
it knows the client "app-1" with "client-SECRET", and the public client
"app-public". FOLDER/authorize and FOLDER/token hold one word each: what to do
next; see the methods of Handler. FOLDER/revoke holds the status of a revocation,
200 if there is none. FOLDER/log gets a line of JSON for every
request.
"""

import base64
import hashlib
import http.server
import json
import pathlib
import sys
import time
import urllib.parse

FOLDER, SECRET = pathlib.Path(sys.argv[1]), sys.argv[2]
CLIENTS = {"app-1": f"client-{SECRET}", "app-public": ""}
ASKED = {}
REVOKED = set()


def word(name):
    path = FOLDER / name
    return path.read_text().strip() if path.exists() else ""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def note(self, **more):
        with open(FOLDER / "log", "a", encoding="utf-8") as log:
            log.write(json.dumps({"at": self.path, **more}) + "\n")

    def answer(self, status, body=b"", kind="application/json", **headers):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.note(authorization=self.headers.get("Authorization", ""))
        if url.path == "/oauth/authorize":
            self.authorize(dict(urllib.parse.parse_qsl(url.query)))
        elif not url.path.startswith("/v1/"):
            self.answer(404, {"error": "not_found"})
        elif (
            self.headers.get("Authorization") == f"Bearer access-{SECRET}"
            and f"access-{SECRET}" not in REVOKED
        ):
            meta = {"current_page": 1, "total_pages": 1, "total_count": 0}
            self.answer(200, {"data": [], "meta": meta})
        else:
            self.answer(401, {"error": "unauthorized"})

    def authorize(self, asked):
        ASKED.clear()
        ASKED.update(asked)
        right = (
            asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256"
            and asked.get("client_id") in CLIENTS
        )
        back = {"state": asked.get("state", ""), "code": f"code-{SECRET}"}
        todo, _, rest = word("authorize").partition(" ")
        if todo == "error":
            del back["code"]
            back["error"], _, text = rest.partition(" ")
            if text:
                back["error_description"] = text.encode().decode(
                    "unicode_escape"
                )
        elif todo == "iss":
            back["iss"] = rest.replace("SELF", self.headers["Host"])
        target = f"{asked.get('redirect_uri')}?{urllib.parse.urlencode(back)}"
        if right:
            self.answer(302, Location=target)
        else:
            self.answer(400, {"error": "invalid_request"})

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        self.note(form=form, authorization=self.headers.get("Authorization"))
        if self.path == "/oauth/revoke":
            self.revoke(form)
            return
        todo, _, rest = word("token").partition(" ")
        if todo == "cut":
            self.close_connection = True
        elif todo == "status":
            status, _, body = rest.partition(" ")
            self.answer(
                int(status),
                body.encode(),
                "text/html" if body.startswith("<") else "application/json",
                Location="http://127.0.0.1:9/elsewhere",
            )
        elif todo == "hold":
            while not (FOLDER / "go").exists():
                time.sleep(0.02)
            self.trade(form, None)
        elif todo == "huge":
            self.huge()
        else:
            self.trade(form, rest if todo == "scope" else None)

    def revoke(self, form):
        status = int(word("revoke") or 200)
        if status == 200:
            REVOKED.add(form.get("token"))
        self.answer(status, {})

    def huge(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            for _ in range(34):
                self.wfile.write(b"x" * 1024 * 1024)
        except OSError:
            pass
        self.close_connection = True

    def trade(self, form, scope):
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        client = form.get("client_id")
        if CLIENTS.get(client) != form.get("client_secret", ""):
            self.answer(401, {"error": "invalid_client"})
        elif (
            form.get("grant_type") != "authorization_code"
            or form.get("code") != f"code-{SECRET}"
            or client != ASKED.get("client_id")
            or form.get("redirect_uri") != ASKED.get("redirect_uri")
            or challenge != ASKED.get("code_challenge")
        ):
            self.answer(400, {"error": "invalid_grant"})
        else:
            given = {
                "access_token": f"access-{SECRET}",
                "token_type": "Bearer",
                "expires_in": 3600,
                "refresh_token": f"refresh-{SECRET}",
            }
            REVOKED.clear()
            if scope is not None:
                given["scope"] = scope
            self.answer(200, given)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()

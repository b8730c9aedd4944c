"""An authorization server whose good answers look odd, and which detects reuse.

    odd_tokens.py FOLDER SECRET    serve
    odd_tokens.py --list COUNT     print answers of that kind, one a line

Serves on 127.0.0.1 after "port N". A code, and a refresh token in whose place
another was given, is good once: a second time is "reuse", ends all tokens and is
noted in FOLDER/reuse. FOLDER/answer is the body of the next answers of the token
endpoint, with ACCESS and REFRESH for new tokens, which have SECRET in them; all
is well without it. FOLDER/asked gets a line for each request for tokens.
"""

import http.server
import itertools
import json
import pathlib
import random
import sys
import urllib.parse

GOOD = '{"access_token":"ACCESS","token_type":"Bearer","expires_in":3600,"refresh_token":"REFRESH"}'
VALUES = [0, -1, 0.5, 3600.0, 2**32, 1e300, "3600", "", "soon", True, [], [5],
          {}, {"a": [1]}, "a\u202eb", "\x00", "x y\n", None]  # fmt: skip
MEMBERS = ["expires_in", "refresh_expires_in", "refresh_token_expires_in",
           "scope", "refresh_token", "token_type", "id_token", "x"]  # fmt: skip


# No strict parser takes these, and each has a good pair of tokens in it.
NOT_JSON = [
    GOOD[:-1] + ',"x":1,"x":2}',
    GOOD[:-1] + ',"expires_in":3600}',
    GOOD[:-1] + ',"x":NaN}',
    "\ufeff" + GOOD,
    GOOD[:-1] + ',"x":"a\tb"}',
    GOOD[:-1] + ',"x":' + "[" * 100 + "]" * 100 + "}",
    GOOD[:-1] + ',"scope":"a\tb","refresh_expires_in":Infinity}',
    GOOD[:-1] + ",}",
    GOOD + "}",
    '{"access_token":"early",' + GOOD[1:],
]


def odd_answers(count):
    """Good answers, one to three members of each with a value by chance."""
    yield from NOT_JSON
    yield '{"data":' + GOOD + "}"
    chance = random.Random(count)
    pairs = [
        pair
        for pair in itertools.product(MEMBERS, VALUES)
        # a type that is a word other than Bearer cannot be used, and what
        # could be a refresh token is one
        if not (pair[0] == "token_type" and isinstance(pair[1], str) and pair[1])
        and (pair[0] != "refresh_token" or pair[1] not in ("3600", "soon"))
    ]
    chance.shuffle(pairs)
    for start in range(count):
        answer = json.loads(GOOD)
        for name, value in [pairs[start % len(pairs)]] + chance.sample(
            pairs, start % 3
        ):
            answer[name] = value
        yield json.dumps(answer)


if sys.argv[1] == "--list":
    print("\n".join(odd_answers(int(sys.argv[2]))))
    sys.exit()

FOLDER, SECRET = pathlib.Path(sys.argv[1]), sys.argv[2]
NUMBERS = itertools.count(1)
ALIVE, SPENT = set(), set()


def note(name, text):
    with open(FOLDER / name, "a", encoding="utf-8") as file:
        file.write(text + "\n")


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body=b"{}", **headers):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        bearer = self.headers.get("Authorization", "")[len("Bearer ") :]
        if url.path == "/oauth/authorize":
            code = f"code-{next(NUMBERS)}-{SECRET}"
            ALIVE.add(code)
            back = urllib.parse.urlencode({"code": code, "state": asked["state"]})
            self.answer(302, Location=f"{asked['redirect_uri']}?{back}")
        elif bearer in ALIVE:
            meta = {"current_page": 1, "total_pages": 1, "total_count": 0}
            self.answer(200, json.dumps({"data": [], "meta": meta}).encode())
        else:
            self.answer(401)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        if self.path != "/oauth/token":
            self.answer(200)
            return
        grant = form.get("code") or form.get("refresh_token")
        note("asked", form["grant_type"])
        if grant in SPENT:
            note("reuse", form["grant_type"])
            ALIVE.clear()
        if grant not in ALIVE:
            self.answer(400, b'{"error":"invalid_grant"}')
            return
        self.trade(grant)

    def trade(self, grant):
        path = FOLDER / "answer"
        body = path.read_text(encoding="utf-8") if path.exists() else GOOD
        is_granted = "REFRESH" in body or "code" in grant or "ACCESS" not in body
        if is_granted and '"error"' not in body:
            ALIVE.discard(grant)
            SPENT.add(grant)
        for word in ("ACCESS", "REFRESH"):
            token = f"{word.lower()}-{next(NUMBERS)}-{SECRET}"
            if word in body:
                ALIVE.add(token)
            body = body.replace(word, token)
        self.answer(200, body.encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()

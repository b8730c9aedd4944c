"""A server that repeats every secret it was sent, wherever a reply has room.

    echo.py FOLDER

Prints its port and serves on 127.0.0.1. FOLDER/mode holds a word and a number,
read for each request: how to answer, see MODES; and which command asks: what an
earlier one sent is not repeated to another. FOLDER/secrets gets each secret on a
line of its own, as it comes: what an Authorization header carries, what a form
has of a login, and the tokens that are given out.
"""

import base64
import http.server
import json
import pathlib
import random
import re
import sys
import urllib.parse

FOLDER = pathlib.Path(sys.argv[1])
IN_FORMS = ("refresh_token", "client_secret", "code", "token", "code_verifier")
SECRETS = ["0"]  # behind the number of the command that sent them

# A status, or the name of a method of Handler.
MODES = """400 401 403 404 409 422 429 500 501 503 418 text page
    records object array words nothing half away within junk closed""".split()


def note(secret):
    if secret and secret not in SECRETS:
        SECRETS.append(secret)
        with open(FOLDER / "secrets", "a", encoding="utf-8") as file:
            file.write(secret + "\n")


def percent(text):
    return "".join(f"%{ord(c):02x}" for c in text)


def spread(text):
    """With what no reader sees between the characters."""
    return (
        "\u200b".join(text),
        "\u202e\u2066".join(text),
        "\u00ad".join(text),
        "\x1b[31m".join(text),
        "&#8203;".join(text),
        "\\u200b".join(text),
        "%E2%80%8B".join(text),
    )


def folded(code):
    """As mail and PEM have it."""
    return tuple(end.join(re.findall(".{1,16}", code)) for end in ("\r\n", "\\n", " "))


def part(secret):
    """What is left when a text is cut within it."""
    return [secret[:17], secret[-17:]] if len(secret) > 17 else []


def hidden(secret):
    """In encodings that not each place of an answer can bear as they are."""
    code = base64.b64encode(secret.encode()).decode()
    digits = secret.encode().hex()
    return [*spread(secret), *folded(code), *folded(digits)]


def spellings(secret):
    """As it is, and in the encodings that a server may have at hand."""
    bearer, pair = f"Bearer {secret}".encode(), f"id:{secret}".encode()
    return [
        secret,
        f"Bearer {secret}",
        urllib.parse.quote(secret, safe=""),
        percent(secret),
        percent(secret).replace("%", "%25").upper(),
        "".join(f"&#{ord(c)};" for c in secret),
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(bearer).decode(),
        base64.urlsafe_b64encode(pair).decode().rstrip("="),
        secret.encode().hex(),
        secret.encode().hex().upper(),
        *part(secret),
    ]


def echo(more=spellings):
    """Each command meets another way first, since long texts are cut."""
    ways = [s for secret in SECRETS[1:] for s in more(secret)]
    turn = int(SECRETS[0]) * 5 % max(1, len(ways))
    return " ".join(ways[turn:] + ways[:turn])


def echo_all():
    return echo(lambda secret: spellings(secret) + hidden(secret))


def in_head(text):
    """What a line of a head can bear, UTF-8 included."""
    text = re.sub("[\x00-\x1f\x7f]", " ", text)
    return text.encode().decode("latin-1")


def token_chars(text):
    """What may stand in the name of a header or host."""
    return re.sub(r"[^A-Za-z0-9-]", "-", text)


def as_json(value):
    """JSON in which each secret is also spelt in escapes."""
    text = json.dumps(value)
    for secret in SECRETS[1:]:
        escaped = "".join(f"\\u{ord(c):04x}" for c in secret)
        text = text.replace("ESCAPED", escaped + " " + secret.replace("/", "\\/"))
    return text.encode()


def error():
    said = echo_all() + " ESCAPED"
    rows = [{"field": said, "message": said}, {said: [said]}, said]
    return {
        "error": {"code": said, "message": said, "details": rows, said: said},
        "error_description": said,
        "errors": {said: said},
        said: said,
    }


def record():
    said = echo_all()
    return {"id": "r-1 " + said, "name": said, "status": said, said: said}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def learn(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode(errors="replace")
        said = self.headers.get("Authorization") or ""
        if said.startswith("Basic "):
            note(said[6:])
            pair = base64.b64decode(said[6:]).decode()
            note(urllib.parse.unquote(pair.partition(":")[2]))
        elif " " in said:
            note(said.split(" ", 1)[1])
        for name, values in urllib.parse.parse_qs(body).items():
            if name in IN_FORMS:
                note(values[0])

    def answer(self, status, body, kind="application/json", more=(), cut=0):
        said = echo()
        self.send_response_only(status, said)
        self.send_header("Content-Type", f'{kind}; profile="{said}"')
        self.send_header("Content-Length", str(len(body) + cut))
        for name in (
            "Server X-Request-Id ETag Retry-After Warning Link Via Age Vary "
            "X-RateLimit-Limit X-RateLimit-Reset Last-Modified Expires "
            "Cache-Control Set-Cookie"
        ).split():
            self.send_header(name, f'"{said}"' if name == "ETag" else said)
        for secret in SECRETS[1:]:
            self.send_header("X-" + token_chars(secret), said)
        self.send_header(
            "WWW-Authenticate",
            f'Bearer realm="{said}", scope="{SECRETS[-1]}"'
            f', error="{said}", error_description="{said}"',
        )
        for name, value in more:
            self.send_header(name, value)
        self.send_header("X-Hidden", in_head(echo(hidden)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do(self):
        mode, number = (FOLDER / "mode").read_text().split()
        if SECRETS[:1] != [number]:
            SECRETS[:] = [number]
        self.learn()
        if self.path.startswith("/oauth/token") and mode.startswith("renew-"):
            return self.renew()
        mode = mode.removeprefix("renew-")
        if mode.isdigit():
            return self.answer(int(mode), as_json(error()))
        return getattr(self, mode)()

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = do

    def renew(self):
        fresh = [f"fresh-{random.randrange(10**20):020}" for _ in range(2)]
        for secret in fresh:
            note(secret)
        grant = {
            "access_token": fresh[0],
            "refresh_token": fresh[1],
            "token_type": "Bearer",
            "expires_in": 3600,
        }
        self.answer(200, json.dumps(grant).encode())

    def text(self):
        self.answer(400, echo_all().encode(), "text/plain")

    def page(self):
        title = f"<html><title>{echo_all()}</title><p>{echo_all()}"
        self.answer(502, title.encode(), "text/html")

    def records(self):
        path = urllib.parse.urlsplit(self.path)
        page = urllib.parse.parse_qs(path.query).get("page", ["1"])[0]
        meta = {"total_count": 1, "page": echo(), echo(): echo()}
        if self.command != "GET" or re.search(r"-1$|/warranty$", path.path):
            self.answer(200, as_json({"data": record(), "meta": meta}))
        elif page == "1":
            self.answer(200, as_json({"data": [record()], "meta": meta}))
        else:
            self.answer(200, as_json({"data": [], "meta": meta}))

    def object(self):
        self.answer(200, as_json(error()))

    def array(self):
        self.answer(200, as_json([echo_all(), [echo_all()]]))

    def words(self):
        self.answer(200, echo_all().encode())

    def nothing(self):
        self.answer(200, b"")

    def half(self):
        body = as_json({"data": [record()]})
        self.answer(200, body[: len(body) // 2], cut=len(body))

    def away(self):
        host = token_chars(SECRETS[-1]).strip("-").lower()[:60]
        place = f"https://{host}.invalid/{SECRETS[-1]}?{percent(echo())}"
        self.answer(302, b"", more=[("Location", place)])

    def within(self):
        place = "/v1/" + percent(SECRETS[-1]) + "?a=" + percent(
            SECRETS[-1]
        )
        self.answer(302, b"", more=[("Location", place)])

    def junk(self):
        self.wfile.write(echo().encode() + b"\r\n" + echo().encode())
        self.close_connection = True

    def closed(self):
        self.close_connection = True


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()

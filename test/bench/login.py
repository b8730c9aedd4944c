"""Measure what a login by OAuth costs beside a token in the environment, and
what it costs to wait for another process that refreshes it.

Called by run.sh in a session with a keyring; the environment says where the
programs are. FENTU_API_URL, FENTU_CLIENT_ID and FENTU_CLIENT_SECRET are those
of a sandbox. With "tls" as argument it speaks TLS, and the login is measured
alone.
"""

import json
import os
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request

FENTU = os.environ["BENCH_FENTU"]
KEYRING = os.environ["BENCH_KEYRING"]
ROUNDS = int(os.environ["BENCH_ROUNDS"])
ROOT = os.environ["FENTU_API_URL"].removesuffix("/v1")
LIST = [FENTU, "wo", "list", "--limit", "1", "-o", "id"]
TLS = sys.argv[1:] == ["tls"]
ROOTS = "/etc/ssl/certs/ca-certificates.crt"


def control(path, value):
    request = urllib.request.Request(
        f"{ROOT}/_sandbox/{path}", json.dumps(value).encode()
    )
    trust = ssl.create_default_context(cafile=ROOTS) if TLS else None
    with urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=trust),
    ).open(request) as answer:
        return json.load(answer)["data"]


def store(tokens):
    now = int(time.time())
    record = {
        "v": 1,
        "kind": "oauth",
        "access": tokens["access_token"],
        "refresh": tokens["refresh_token"],
        "created_at": now,
        "obtained_at": now - 3600,
        "access_expires_at": now + tokens["expires_in"],
        "client_id": os.environ["FENTU_CLIENT_ID"],
        "root": ROOT,
    }
    request = {"protocol": 2, "op": "put", "kind": "login", "origin": ROOT}
    request |= {"profile": "default", "record": record}
    said = subprocess.run(
        [KEYRING], input=json.dumps(request).encode(), capture_output=True
    )
    assert json.loads(said.stdout)["outcome"] == "done", said.stdout


def run_ms(environment=None):
    begin = time.monotonic()
    subprocess.run(
        LIST,
        env=os.environ | (environment or {}),
        check=True,
        capture_output=True,
    )
    return (time.monotonic() - begin) * 1000


def row(what, value_ms, peer, value, unit, limit=None):
    """One line; without a limit it is there to be compared with others."""
    line = f"{what:<34} {value_ms:9.1f} ms  {peer:<26} {value:8.2f}{unit:<3}"
    met = limit is None or value <= limit
    if limit is not None:
        line += f" <= {limit:g}{unit:<3} {'ok' if met else 'MISSED'}"
    print(line.rstrip())
    return met


def keyring_beside_environment():
    tokens = control("tokens", {})
    store(tokens)
    given = {"FENTU_TOKEN": tokens["access_token"]}
    run_ms(), run_ms(given)
    rows = [(run_ms(), run_ms(given)) for _ in range(ROUNDS * 20)]
    kept, bare = (statistics.median(side) for side in zip(*rows))
    said = f"FENTU_TOKEN {bare:.1f} ms"
    if TLS:
        return row("login in the keyring", kept, said, kept / bare, "x", 1.6)
    return row("login in the keyring, no TLS", kept, said, kept / bare, "x")


def wait_for_another():
    """Both refresh one login; the one that waits ends so much later."""
    late = []
    for _ in range(ROUNDS * 3):
        store(control("tokens", {"access_ttl": -5}))
        control("faults", {"path": "/oauth/token", "delay": 400})
        both = [
            subprocess.Popen([*LIST, "-q"], stdout=subprocess.DEVNULL)
            for _ in "ab"
        ]
        ends = []
        while len(ends) < len(both):
            os.wait()
            ends.append(time.monotonic())
        late.append((ends[1] - ends[0]) * 1000)
    wait = statistics.median(late)
    return row("wait for another's refresh", wait, "", wait, " ms", 50)


if __name__ == "__main__":
    met = [keyring_beside_environment()]
    met += [] if TLS else [wait_for_another()]
    sys.exit(0 if all(met) or os.environ["BENCH_SMOKE"] else 1)

#!/usr/bin/env python3
"""Two commands of fentu that write one login, started at the same time.

	races.py RACE ROUNDS

RACE is login, logout, rotate or revoke. The environment is that of a bats
test, with a sandbox at SANDBOX_URL that revokes only the token it is given.
Nothing is delayed: the second command starts at any moment of the first.
Prints one JSON object; each member of "bad" should be 0, and "late" says how
often the other command came while the refresh was under way.
"""
import json
import os
import random
import subprocess
import sys
import time
import urllib.request

FENTU = os.environ["FENTU"]
KEYRING = os.environ["KEYRING"]
URL = os.environ["SANDBOX_URL"]
CLIENT = os.environ["SANDBOX_CLIENT"]
SECRET = os.environ["SANDBOX_SECRET"]
OLD = 1000  # created_at of a login that was there before

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
bad = {"undone": 0, "overwritten": 0, "alive": 0, "lost": 0, "failed": 0}
late = 0
spread_s = 0.0  # as long as a refresh takes here


def control(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with opener.open(f"{URL}/_sandbox/{path}", data, timeout=20) as reply:
        return json.load(reply)["data"]


def ask(op, kind="login", record=None):
    request = {"protocol": 2, "op": op, "kind": kind, "origin": URL,
               "profile": "default"}
    if record:
        request["record"] = record
    done = subprocess.run([KEYRING], input=json.dumps(request), text=True,
                          capture_output=True, timeout=30, check=True)
    answer = json.loads(done.stdout)
    if answer["outcome"] not in ("found", "absent", "done"):
        raise SystemExit(f"{op}: {answer['outcome']} {answer.get('reason')}")
    return answer.get("record")


def stored():
    return ask("get") or {}


def alive(text):
    return control("token", {"token": text})["alive"]


def count():
    return control("counters")["alive"]


def put_login():
    """An access token that has expired, and a refresh token that has not."""
    tokens = control("tokens", {"access_ttl": -5})
    now = int(time.time())
    ask("put", "client", {"v": 1, "kind": "client", "access": SECRET,
                          "client_id": CLIENT})
    ask("put", "login", {
        "v": 1, "kind": "oauth", "access": tokens["access_token"],
        "created_at": OLD, "refresh": tokens["refresh_token"],
        "access_expires_at": now - 5, "obtained_at": now - 3600,
        "scopes": tokens["scope"], "client_id": CLIENT, "root": URL})


def new_key():
    return control("keys", {"scopes": "admin"})["key"]


def start(argv, given=""):
    child = subprocess.Popen([FENTU, *argv], stdin=subprocess.PIPE, text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    child.stdin.write(given)
    child.stdin.close()
    child.stdin = None
    return child


def race(first, second):
    """Run both; each is a list of arguments and what it reads. What each said,
    and its exit status."""
    global late
    swapped = random.random() < 0.25
    order = (second, first) if swapped else (first, second)
    one = start(*order[0])
    time.sleep(random.uniform(0, spread_s))
    late += not swapped and one.poll() is None
    two = start(*order[1])
    ended = [(child.communicate(timeout=60)[1], child.returncode)
             for child in (one, two)]
    return ended[::-1] if swapped else ended


REFRESH = (["token", "refresh"],)


def login_key():
    put_login()
    key = new_key()
    _, (said, status) = race(REFRESH, (["login", "--key-stdin"], key + "\n"))
    bad["failed"] += status != 0
    bad["overwritten"] += stored().get("access") != key


def login_web():
    put_login()
    web = ["login", "--web", "--client-id", CLIENT, "--client-secret-stdin",
           "--for", "wo list"]
    _, (said, status) = race(REFRESH, (web, SECRET + "\n"))
    login = stored()
    bad["failed"] += status != 0
    bad["overwritten"] += login.get("created_at", OLD) == OLD
    bad["lost"] += "refresh" not in login or not alive(login["refresh"])


def end(argv, words, first=REFRESH):
    before = count()
    put_login()
    _, (said, status) = race(first, (argv,))
    bad["failed"] += status != 0
    bad["undone"] += bool(stored())
    if words in said:
        bad["alive"] += count() > before


def logout():
    end(["logout"], "no longer accepts")


def revoke():
    end(["token", "revoke"], "does not accept it any more")


def rotate_login():
    put_login()
    (_, refreshed), (_, rotated) = race(REFRESH, (["token", "rotate"],))
    bad["failed"] += refreshed != 0 or rotated != 0
    bad["lost"] += not alive(stored().get("refresh", "none"))


def rotate_and_logout():
    end(["logout"], "no longer accepts", (["token", "rotate"],))


def rotate_key():
    """The key of a login is replaced while somebody logs out."""
    old, new = new_key(), new_key()
    ask("put", "login", {"v": 1, "kind": "api_key", "access": old,
                         "created_at": OLD})
    rotation = (["token", "rotate", "--key-stdin"], new + "\n")
    (_, rotated), (_, status) = race(rotation, (["logout"],))
    bad["failed"] += status != 0
    bad["undone"] += bool(stored()) or ask("get", "former") is not None
    bad["lost"] += rotated == 0 and not alive(new)


RACES = {
    "login": (login_key, login_web),
    "logout": (logout,),
    "revoke": (revoke,),
    "rotate": (rotate_login, rotate_key, rotate_and_logout),
}


def time_refresh():
    put_login()
    begun = time.monotonic()
    start(*REFRESH).communicate(timeout=60)
    return time.monotonic() - begun


def main():
    global spread_s
    spread_s = time_refresh()
    kinds = RACES[sys.argv[1]]
    rounds = int(sys.argv[2])
    for n in range(rounds):
        kinds[n % len(kinds)]()
    for kind in ("login", "client", "former"):
        ask("drop", kind)
    print(json.dumps({"rounds": rounds, "late": late, "bad": bad}))


main()

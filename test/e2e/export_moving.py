"""Export while records are entered, changed and deleted; again and again.

    export_moving.py FENTU ROUNDS [SHARDS]

With SHARDS there are so many exports side by side, which are then joined.
The environment names a sandbox. A customer that is there from the start of an
export to its end must be in the file exactly once; an export may end with 7
instead, and must then have written no file. Prints what was seen.
"""

import collections
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import urllib.request

FENTU, ROUNDS = sys.argv[1], int(sys.argv[2])
SHARDS = int(sys.argv[3]) if len(sys.argv) > 3 else 0
SEED = int(os.environ.get("SEED", "20250304"))
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, path, body=None):
    request = urllib.request.Request(
        os.environ["FENTU_API_URL"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["FENTU_API_KEY"],
            "Content-Type": "application/json",
        },
    )
    with OPENER.open(request) as reply:
        text = reply.read()
    return json.loads(text)["data"] if text else None


def all_ids():
    ids, page = [], 1
    while True:
        some = call("GET", f"/customers?per_page=100&page={page}")
        ids += [record["id"] for record in some]
        if len(some) < 100:
            return ids
        page += 1


class Mover(threading.Thread):
    """Changes one record after the other until it is told to stop."""

    def __init__(self, ids, rng):
        super().__init__()
        self.ids, self.rng = list(ids), rng
        self.gone, self.changes = set(), 0
        self.stop = threading.Event()

    def run(self):
        while not self.stop.wait(self.rng.random() * 0.01):
            what = self.rng.random()
            if what < 0.4 and len(self.ids) > 300:
                chosen = self.ids.pop(self.rng.randrange(len(self.ids)))
                self.gone.add(chosen)
                call("DELETE", f"/customers/{chosen}")
            elif what < 0.8:
                call("POST", "/customers", {"name": f"New {self.changes}"})
            else:
                call("PATCH", f"/customers/{self.rng.choice(self.ids)}",
                     {"name": f"Changed {self.changes}"})
            self.changes += 1


def export(folder, concurrency):
    """The exit status, and what was said."""
    wish = [FENTU, "export", "customers", "--concurrency", concurrency]
    if not SHARDS:
        done = subprocess.run([*wish, "--dir", str(folder)],
                              capture_output=True, text=True)
        return done.returncode, done.stderr
    places = [folder / f"s{i + 1}" for i in range(SHARDS)]
    jobs = []
    for i, place in enumerate(places):
        place.mkdir()
        share = ["--shard", f"{i + 1}/{SHARDS}", "--dir", str(place), "-q"]
        jobs.append(subprocess.Popen([*wish, *share]))
    codes = [job.wait() for job in jobs]
    if any(codes):
        return max(codes), "a shard failed"
    done = subprocess.run(
        [FENTU, "export", "--dir", str(folder), "--merge", *map(str, places)],
        capture_output=True, text=True)
    return done.returncode, done.stderr


def one_round(rng):
    folder = pathlib.Path("moving")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    before = all_ids()
    mover = Mover(before, rng)
    mover.start()
    code, said = export(folder, str(rng.choice([1, 3, 6])))
    mover.stop.set()
    mover.join()
    path = folder / "customers.ndjson"
    if code == 7:
        assert not path.exists(), "a file, though it failed"
        return mover.changes, 1, 0
    assert code == 0, said
    times = collections.Counter(
        json.loads(line)["id"] for line in path.open())
    lost = [i for i in before if i not in mover.gone and times[i] != 1]
    assert not lost, f"not exactly once: {lost[:10]}"
    assert max(times.values()) == 1, "a record came twice"
    entry = json.loads((folder / "manifest.json").read_text())["files"][0]
    return mover.changes, 0, entry["gaps_read_again"]


def main():
    rng = random.Random(SEED)
    seen = [one_round(rng) for _ in range(ROUNDS)]
    changes, given_up, repairs = (sum(column) for column in zip(*seen))
    if not changes:
        sys.exit("nothing changed meanwhile")
    print(f"{ROUNDS} exports, {changes} changes meanwhile, {repairs} gaps "
          f"read again, {given_up} given up, none lost")


main()

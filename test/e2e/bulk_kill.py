"""Kill a bulk run again and again, then let it end, and count.

    bulk_kill.py FENTU KILLS ROWS [cut]

The environment names a sandbox. `cut`: connections die after the request was
sent, too. Whatever happens, no row may be there twice, and one that is not
there must be told as failed or unknown. Prints what was seen.
"""

import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import time
import urllib.request

FENTU, KILLS, ROWS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
CUT = "cut" in sys.argv[4:]
SEED = int(os.environ.get("SEED", "20250304"))
URL = os.environ["FENTU_API_URL"].removesuffix("/v1")
RESULTS = pathlib.Path("rows.csv.results.ndjson")
COMMAND = [FENTU, "customers", "create", "--from", "rows.csv", "-o", "id",
           "--concurrency"]
# acted on or not, and the client cannot tell
FAULTS = [{"no-answer": True}, {"act": True, "reset": True}, {"reset": True},
          {"act": True, "cut-head": 12}, {"act": True, "cut": 9}]


def control(what, value):
    request = urllib.request.Request(
        f"{URL}/_sandbox/{what}", data=json.dumps(value).encode())
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)


def break_connections(rng):
    control("faults", [{"method": "POST", "skip": at, **rng.choice(FAULTS)}
                       for at in range(5, ROWS, 29)])


def start(concurrency):
    return subprocess.Popen([*COMMAND, str(concurrency)],
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def kill_at_random(rng):
    """At a few rows a run, so that they last for all the kills."""
    process = start(rng.choice([1, 2, 4]))
    time.sleep(rng.random() * 0.08)
    process.kill()
    return process.wait() == -9


def names_there():
    listed = subprocess.run(
        [FENTU, "customers", "list", "--all", "--fields", "name", "-o", "tsv",
         "--no-header"], capture_output=True, text=True, check=True).stdout
    return collections.Counter(name for name in listed.splitlines()
                               if name.startswith("bulk-"))


def outcomes():
    lines = RESULTS.read_text().splitlines()[1:]
    last = {}
    for line in lines:
        note = json.loads(line)
        last[note["row"]] = note["outcome"]
    return last


def main():
    rng = random.Random(SEED)
    rows = "".join(f"bulk-{row}\n" for row in range(1, ROWS + 1))
    pathlib.Path("rows.csv").write_text("name\n" + rows)
    if CUT:
        break_connections(rng)
    control("settings", {"latency": "20"})
    killed = sum(kill_at_random(rng) for _ in range(KILLS))
    control("settings", {"latency": "0"})
    for _ in range(100):
        if start(8).wait() in (0, 7) and len(outcomes()) == ROWS:
            break
    there, said = names_there(), outcomes()
    doubled = [name for name, count in there.items() if count > 1]
    lost = [row for row in range(1, ROWS + 1)
            if not there[f"bulk-{row}"] and said.get(row) == "done"]
    untold = [row for row in range(1, ROWS + 1)
              if said.get(row) not in ("done", "sent", "unknown")]
    unknown = sum(1 for word in said.values() if word in ("sent", "unknown"))
    print(f"{killed} killed, {len(there)} of {ROWS} there, {unknown} unknown, "
          f"{len(doubled)} doubled, {len(lost)} lost, {len(untold)} untold")
    good = killed >= KILLS * 3 // 4 and len(there) >= ROWS - unknown
    return 0 if good and not doubled and not lost and not untold else 1


if __name__ == "__main__":
    sys.exit(main())

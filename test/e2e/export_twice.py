"""Kill an export at random moments, go on, and count what was asked twice.

    export_twice.py FENTU KILLS CONCURRENCY

The environment names a sandbox, whose data stand still. Each export is killed
once. Of what an undisturbed run asks, at most twice as many requests as are
under way at once may be made again. Prints what was seen.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import urllib.request

FENTU, KILLS, CONCURRENCY = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SEED = int(os.environ.get("SEED", "20250304"))
COUNTERS = os.environ["FENTU_API_URL"].removesuffix("/v1") + "/_sandbox/counters"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def requests():
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(COUNTERS, timeout=10) as answer:
        return json.load(answer)["data"]["requests"]


def command(folder, *more):
    return [FENTU, "export", "assets", "--concurrency", str(CONCURRENCY),
            "--dir", str(folder), *more]


def is_killed(folder, wanted):
    """At so many requests; False: it had come to its end."""
    process = subprocess.Popen(command(folder), **QUIET)
    while process.poll() is None:
        if requests() >= wanted:
            process.kill()
            break
    return process.wait() != 0


def main():
    rng = random.Random(SEED)
    folder = pathlib.Path("twice")
    before = requests()
    subprocess.run(command("undisturbed"), check=True, **QUIET)
    once = requests() - before
    kills = worst = 0
    while kills < KILLS:
        shutil.rmtree(folder, ignore_errors=True)
        before = requests()
        if not is_killed(folder, before + rng.randrange(2 * CONCURRENCY, once)):
            continue
        kills += 1
        at_kill = requests() - before
        subprocess.run(command(folder, "--resume"), check=True, **QUIET)
        twice = requests() - before - once
        worst = max(worst, twice)
        if twice > 2 * CONCURRENCY:
            sys.exit(f"killed after {at_kill} of {once} requests, "
                     f"{twice} were made twice")
    print(f"{kills} kills, at most {worst} of {once} requests were made twice")


main()

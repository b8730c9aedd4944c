"""Kill an export at random moments and go on, until it is done; again.

    export_kill.py FENTU KILLS [ARGUMENT...]

The environment names a sandbox, whose data stand still. Each time it is done
the files must be those of a run that nothing disturbed, nothing else may be
left in the folder, and --verify must agree. Prints what was seen.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

FENTU, KILLS, WISH = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
SEED = int(os.environ.get("SEED", "20250304"))
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}


def export(folder, *more):
    return [FENTU, "export", *WISH, "--dir", str(folder), *more]


def contents(folder):
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.name != "manifest.json"
    }


def run_killed(folder, longest, rng):
    """True: it came to its end before the kill."""
    again = [export(folder), export(folder, "--resume")]
    journal = folder / ".fentu-export.journal"
    if journal.exists() and b" secret " in journal.read_bytes():
        again.append([FENTU, "export", "--resume", "--dir", str(folder)])
    process = subprocess.Popen(rng.choice(again), **QUIET)
    try:
        _, said = process.communicate(timeout=rng.random() * longest)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    if process.returncode != 0:
        sys.exit(f"exit {process.returncode}: {said.decode()}")
    return True


def check(folder, wanted):
    found = contents(folder)
    if found != wanted:
        sys.exit(f"{sorted(found)} differ from {sorted(wanted)}")
    subprocess.run(
        [FENTU, "export", "--verify", "--dir", str(folder)], check=True, **QUIET
    )


def main():
    rng = random.Random(SEED)
    whole, folder = pathlib.Path("whole"), pathlib.Path("killed")
    whole.mkdir()
    start = time.monotonic()
    subprocess.run(export(whole), check=True, **QUIET)
    longest = (time.monotonic() - start) * 1.2
    wanted = contents(whole)
    kills = exports = 0
    while kills < KILLS:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        while not run_killed(folder, longest, rng):
            kills += 1
            if kills >= KILLS:
                longest = 1000
        check(folder, wanted)
        exports += 1
    print(f"{kills} kills, {exports} exports, all whole")


main()

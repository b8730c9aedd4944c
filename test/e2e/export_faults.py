"""Let each system call of an export fail on what it writes, one at a time.

    export_faults.py FENTU FEW

The environment names a sandbox, whose data stand still. For each call and
error, FEW are tried of all places where it can happen: ways to export, and
how often the call went well before. An export may end with 0 and must then have written the files of a run that
nothing disturbed; else it must say something, must not have written a file
that differs from them, and must be gone on with to the same bytes. Prints
what was seen.
"""

import collections
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

FENTU, FEW = sys.argv[1], int(sys.argv[2])
SEED = int(os.environ.get("SEED", "20250304"))
AT_ONCE = 4  # most of the time is spent waiting for the disk

# How to export, and the name of the file.
WAYS = [
    (["assets"], "assets.ndjson"),
    (["assets", "--gzip"], "assets.ndjson.gz"),
    (["assets", "--format", "csv"], "assets.csv"),
    (["assets", "--format", "json"], "assets.json"),
]
# What each call may say on a disk; with "+", from then on always.
DISK = ["EIO", "ENOSPC", "EIO+", "ENOSPC+"]
CALLS = {
    "write": DISK + ["EINTR"],
    "fsync": DISK + ["EINTR"],
    "renameat": DISK + ["EINTR"],
    "ftruncate": ["EIO", "EIO+", "EINTR"],
    "close": ["EIO", "ENOSPC", "EIO+", "EINTR"],
    "openat": ["EIO", "ENOSPC", "EMFILE"],
    "fchmod": ["EIO", "EPERM"],
    "unlinkat": ["EIO"],
    "read": ["EIO", "EINTR"],
    "lseek": ["EIO"],
}


def run(command):
    done = subprocess.run(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=100)
    return done.returncode, done.stderr


class Export:
    """A way to export, into a folder of its own."""

    def __init__(self, way, name, folder):
        self.way, self.name = way, name
        self.folder = pathlib.Path(folder).resolve()
        self.noise = self.folder.with_suffix(".strace")

    def begin(self, half=None):
        """An empty folder, or that of an export which was cut off."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if half:
            shutil.copytree(half.folder, self.folder)
        else:
            self.folder.mkdir()

    def command(self, *more):
        return [FENTU, "export", *self.way, "--dir", str(self.folder), "-q",
                *more]

    def run(self, *more):
        return run(self.command(*more))

    def run_traced(self, options, *more):
        """Under strace, which looks at the folder alone."""
        paths = [self.folder, self.folder / ".fentu-export.journal"]
        for base in (self.name, "manifest.json"):
            paths += [self.folder / base, self.folder / f".{base}.part"]
        only = [word for path in paths for word in ("-P", str(path))]
        return run(["strace", "-f", "-qq", "-o", str(self.noise), *only,
                    *options, *self.command(*more)])

    def count_calls(self, *more):
        """How often each call is made when all goes well."""
        status, said = self.run_traced(["-e", "trace=" + ",".join(CALLS)],
                                       *more)
        assert status == 0, said
        return collections.Counter(re.findall(
            r"^\d+ +(\w+)\(", self.noise.read_text(), re.MULTILINE))

    def bytes(self):
        return (self.folder / self.name).read_bytes()

    def check(self, wanted):
        """After a run of whatever end: nothing half, and it goes on."""
        path = self.folder / self.name
        assert not path.exists() or self.bytes() == wanted, "half a file"
        status, said = self.run("--resume")
        assert status == 0, f"does not go on: {said}"
        assert self.bytes() == wanted, "gone on to other bytes"
        status, said = run([FENTU, "export", "--verify", "--dir",
                            str(self.folder)])
        assert status == 0, f"--verify: {said}"
        left = {entry.name for entry in self.folder.iterdir()}
        assert left == {self.name, "manifest.json"}, f"left behind: {left}"
        shutil.rmtree(self.folder)


Fault = collections.namedtuple("Fault", "way name half wanted call error nth")


def try_fault(number, fault):
    """True: the export failed; else it came to the right end."""
    export = Export(fault.way, fault.name, f"faulty-{number}")
    more = ["--resume"] if fault.half else []
    export.begin(fault.half)
    when = f"{fault.nth}+" if fault.error.endswith("+") else str(fault.nth)
    error = fault.error.rstrip("+")
    status, said = export.run_traced(
        ["-e", f"trace={fault.call}", "-e",
         f"inject={fault.call}:error={error}:when={when}"], *more)
    try:
        assert status >= 0, f"ended by signal {-status}"
        if status == 0:
            assert export.bytes() == fault.wanted, "a silent loss"
        else:
            assert "fentu: error: " in said, "failed without a word"
        export.check(fault.wanted)
    except AssertionError as wrong:
        sys.exit(f"{' '.join(fault.way + more)}: {fault.call} {fault.error} "
                 f"at {fault.nth}: {wrong}\n{said}")
    return status != 0


def all_faults():
    """Each way from the start, and from where an earlier run stopped."""
    for way, name in WAYS:
        whole = Export(way, name, "whole-" + name)
        whole.begin()
        counts = [(None, whole.count_calls())]
        half = Export(way, name, "half-" + name)
        half.begin()
        assert half.run("--max-requests", "2")[0] == 6
        again = Export(way, name, "again-" + name)
        again.begin(half)
        counts.append((half, again.count_calls("--resume")))
        for start, count in counts:
            for call, errors in CALLS.items():
                for error in errors:
                    for nth in range(1, count[call] + 1):
                        yield Fault(way, name, start, whole.bytes(), call,
                                    error, nth)


def main():
    rng = random.Random(SEED)
    groups = collections.defaultdict(list)
    for fault in all_faults():
        groups[fault.call, fault.error].append(fault)
    chosen = [fault for group in groups.values()
              for fault in rng.sample(group, min(FEW, len(group)))]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        ends = list(pool.map(try_fault, range(len(chosen)), chosen))
    if not any(ends):
        sys.exit("no export failed")
    calls = {fault.call for fault in chosen}
    print(f"{len(chosen)} faults in {len(calls)} calls, {sum(ends)} exports "
          "failed and went on, 0 losses")


main()

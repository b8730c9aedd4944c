"""Cut the power of fentu at any moment, and see what is left of its promises.

    power.py STAGE PRELOAD SOURCE SAMPLES [SCENARIO...]

The environment names a sandbox and has its key. Each scenario runs a command
once, noting down what it does to its files (power_log.c), and goes through
states of the disk that a cut may leave (power_disk.py): after each call the
extremes, and so many by chance. In each the promises must hold.

Then each call that syncs is left out, one at a time, from the same notes: in
some state a promise must be broken, or the call, or the test, is good for
nothing. Every fsync and fdatasync in the sources must have been seen.
"""

import collections
import concurrent.futures
import copy
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import zlib

from power_disk import Disk, Sites, key_of, put_down, read_log

STAGE, PRELOAD, SOURCE = map(pathlib.Path, sys.argv[1:4])
SAMPLES, WANTED = int(sys.argv[4]), sys.argv[5:]
FENTU = STAGE / "bin" / "fentu"
SITES = Sites(FENTU, STAGE / "libexec" / "fentu" / "fentu-http.so")
SEED = int(os.environ.get("SEED", "20250304"))
AT_ONCE = 4
URL = os.environ["FENTU_API_URL"].removesuffix("/v1")
KEY = os.environ["FENTU_API_KEY"]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
WORK = pathlib.Path("power").resolve()

# What need not be on the disk, and why; nothing may count on it.
NEEDLESS = {
    "file_sync_folder < file_write < results_finish in results_finish.c":
        "results that were put in order say the same as those that were not",
    "results_sync < results_create < run in bulk.c":
        "the first row syncs it, too; it comes before the first request",
    "file_sync_folder < file_make_dir < lock in usage.c":
        "the count of requests may be lost",
    "file_sync_folder < file_make_dir < open_record in budget.c":
        "the count of requests may be lost",
    "file_sync_folder < file_make_dir < ctx_lock_path in ctx_lock.c":
        "there are only locks",
}

Moment = collections.namedtuple("Moment", "sent is_over")


class Broken(Exception):
    """A promise is."""


def expect(truth, *why):
    if not truth:
        raise Broken(" ".join(map(str, why)))


def control(path, body):
    request = urllib.request.Request(
        f"{URL}/_sandbox/{path}", json.dumps(body).encode(), method="POST")
    with OPENER.open(request, timeout=20) as answer:
        return json.load(answer)


def run(command, given="", **environment):
    for name in [name for name, value in environment.items() if value is None]:
        environment.pop(name)
        environment[f"-{name}"] = ""
    env = {name: value for name, value in {**os.environ, **environment}.items()
           if f"-{name}" not in environment}
    done = subprocess.run(list(map(str, command)), input=given, env=env,
                          capture_output=True, text=True, timeout=100)
    return done.returncode, done.stdout, done.stderr


class Scenario:
    """A command in a folder of its own."""

    needed = True  # does every call that syncs have to be?

    def home(self, folder):
        return {"HOME": str(folder), "XDG_CONFIG_HOME": f"{folder}/config",
                "XDG_STATE_HOME": f"{folder}/state"}

    def environment(self, folder):
        return {}

    def prepare(self, folder):
        """What is there before, all of it on the disk."""

    def command(self, folder):
        raise NotImplementedError

    given = ""

    def check(self, folder, moment):
        """The promises; raises Broken."""
        raise NotImplementedError

    def traced(self, folder, log):
        return run([FENTU, *self.command(folder)], self.given,
                   LD_PRELOAD=str(PRELOAD), POWER_FOLDER=str(folder),
                   POWER_LOG=str(log), **self.environment(folder))


def whole(folder, wish):
    """The files of an export that nothing disturbed."""
    status, _, said = run([FENTU, "export", *wish, "--dir", folder])
    assert status == 0, said
    return {path.name: path.read_bytes() for path in folder.iterdir()
            if path.name != "manifest.json"}


class Export(Scenario):
    def __init__(self, *wish, unfinished=None):
        """unfinished: what becomes of an earlier one."""
        self.wish = wish
        self.unfinished = unfinished
        self.name = " ".join(("export", *wish, *([unfinished] if unfinished
                                                 else [])))

    def data(self, folder):
        return folder / "deep" / "data"

    def prepare(self, folder):
        self.claimed = b""
        if self.unfinished:
            status, _, said = run([FENTU, "export", *self.wish, "--dir",
                                   self.data(folder), "--max-requests", "3"])
            assert status == 6, said
        if self.unfinished == "resumed":
            self.add_lost_pages(self.data(folder) / ".fentu-export.journal")
        self.wanted = whole(WORK / f"whole-{id(self)}", self.wish)

    @staticmethod
    def add_lost_pages(journal):
        """Lines of pages that were not synced, and did not come to the disk."""
        lines = journal.read_bytes().splitlines()
        crc = int(lines[-1][:8], 16)
        words = [line for line in lines if b" page " in line][-1].split(b" ")[1:]
        for _ in range(8):
            words[12:14] = b"%d" % (int(words[12]) + 999), b"1"
            text = b" ".join(words)
            crc = zlib.crc32(text, crc)
            lines.append(b"%08x %s" % (crc, text))
        journal.write_bytes(b"\n".join([*lines, b""]))

    def command(self, folder):
        words = ["export", *self.wish, "--dir", self.data(folder), "-q"]
        return words + {None: [], "anew": RESTART,
                        "resumed": ["--resume"]}[self.unfinished]

    def check_claim(self, data, is_over):
        path = data / "manifest.json"
        text = path.read_bytes() if path.exists() else b""
        expect(text or not is_over, "no manifest")
        if is_over:
            left = [path.name for path in data.iterdir()
                    if path.name.startswith(".")]
            expect(not left, "left behind:", left)
        if not text or (text == self.claimed and not is_over):
            return
        try:
            files = json.loads(text)["files"]
        except ValueError:
            raise Broken("the manifest is damaged") from None
        for file in files:
            path = data / file["file"]
            expect(path.exists() and hashlib.sha256(
                path.read_bytes()).hexdigest() == file["sha256"],
                "the manifest claims", file["file"])

    def is_known(self, data, name):
        """Does the journal say that it is whole?"""
        journal = data / ".fentu-export.journal"
        return journal.exists() and hashlib.sha256(
            (data / name).read_bytes()).hexdigest() in journal.read_text(
                errors="replace")

    def check(self, folder, moment):
        data = self.data(folder)
        if data.exists() or moment.is_over:
            expect(data.exists(), "the folder is gone")
            self.check_claim(data, moment.is_over)
            names = {path.name for path in data.iterdir()}
            expect("manifest.json" in names or all(
                self.is_known(data, name) for name in names & set(self.wanted)),
                "a whole file is not known of:", sorted(names))
        status, _, said = run([FENTU, "export", *self.wish, "--dir", data,
                               "--resume"])
        expect(status == 0, "--resume:", said)
        found = {path.name: path.read_bytes() for path in data.iterdir()
                 if path.name != "manifest.json"}
        expect(found == self.wanted, "other files:", sorted(found))
        self.check_claim(data, True)


class Progress(Scenario):
    """A long export from a slow server: how much of it a cut costs."""

    name = "export: what is made again"
    CONCURRENCY = 2

    def prepare(self, folder):
        self.server = subprocess.Popen(
            [STAGE / "libexec" / "fentu" / "fentu-sandbox", "--listen",
             "127.0.0.1:0", "--records", "2000", "--latency", "250"],
            stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().split("=")[1].strip("'\n")

    def environment(self, folder):
        return {"FENTU_API_URL": self.url}

    def command(self, folder):
        return ["export", "assets", "--dir", folder / "data", "-q",
                "--concurrency", self.CONCURRENCY]

    def traced(self, folder, log):
        try:
            return super().traced(folder, log)
        finally:
            self.server.terminate()
            self.server.communicate()

    def check(self, folder, moment):
        data = folder / "data"
        if moment.is_over or (data / "manifest.json").exists():
            return
        journal, requests = data / ".fentu-export.journal", 0
        for line in (journal.read_bytes().split(b"\n")[:-1]
                     if journal.exists() else ()):
            words = line.split(b" ")
            if words[1:2] == [b"done"]:
                return
            if words[1:2] == [b"page"] and b"\0" not in line:
                requests = int(words[9])
        recent = [ms for ms, _ in moment.sent if ms > moment.sent[-1][0] - 1500]
        made_again = len(moment.sent) - requests
        expect(made_again <= max(2 * self.CONCURRENCY, len(recent) + 1),
               made_again, "of", len(moment.sent), "requests are made again,",
               len(recent), "in the last 1.5 s")


class Bulk(Scenario):
    name = "create --from"
    ROWS = [f"row{number}x" for number in range(7)]

    def prepare(self, folder):
        (folder / "rows.csv").write_text("\n".join(["name", *self.ROWS, ""]))

    def command(self, folder):
        return ["customers", "create", "--from", folder / "rows.csv", "-q",
                "--concurrency", "2"]

    def posted(self, sent):
        text = b"".join(data for _, data in sent)
        return [row for row in self.ROWS for _ in re.findall(
            rb'"name": ?"' + row.encode(), text)]

    def check(self, folder, moment):
        log = folder.with_suffix(".log")
        log.unlink(missing_ok=True)
        before = self.posted(moment.sent)
        status, _, said = self.traced(folder, log)
        expect(status in (0, 7), "again:", status, said)
        after = [] if not log.exists() else self.posted(
            [(op.ms, op.data) for op in read_log(log, SITES)
             if op.kind == "send"])
        expect(not set(before) & set(after), "doubled:",
               set(before) & set(after))
        lines = [json.loads(line) for line in
                 (folder / "rows.csv.results.ndjson").read_text().splitlines()]
        outcomes = [line["outcome"].replace("sent", "unknown") for line in lines if "outcome" in line]
        expect(len(outcomes) == len(self.ROWS), "results:", outcomes)
        expect(set(outcomes) <= {"done", "unknown"}, "results:", outcomes)
        sent = set(before) | set(after)
        expect(len(sent) >= outcomes.count("done"), "done without a request")
        expect(len(self.ROWS) - len(sent) <= outcomes.count("unknown"),
               "lost:", set(self.ROWS) - sent)
        if moment.is_over:
            expect(not after and set(outcomes) == {"done"}, "not done:",
                   outcomes)


class Login(Scenario):
    """A login in a file: the old one or the new one."""

    OLD, NEW = "old-key-0123456789", "new-key-0123456789"

    def __init__(self, *command, old=None, new=None, given=""):
        self.words, self.old, self.new = command, old, new
        self.given = given
        self.name = " ".join(command[:1]) + (" over another" if old else "")

    def environment(self, folder):
        return {**self.home(folder), "FENTU_API_KEY": None}

    def prepare(self, folder):
        if self.old:
            status, _, said = run(
                [FENTU, "login", "--key-stdin", "--store", "file",
                 "--no-verify"], self.old, **self.environment(folder))
            assert status == 0, said

    def command(self, folder):
        return self.words

    def check(self, folder, moment):
        status, key, said = run([FENTU, "token", "print"],
                                **self.environment(folder))
        expect(status in (0, 4), "token print:", said)
        key = key.strip() or None
        expect(key in ([self.new] if moment.is_over else [self.old, self.new]),
               "the key is", key)
        status, text, said = run([FENTU, "status", "--offline", "-o", "json"],
                                 **self.environment(folder))
        expect(status == (0 if key else 4), "status:", status, said)
        expect(json.loads(text)["masked"] is None or key, "masked:", text)


class Setting(Scenario):
    def __init__(self, *values):
        self.values = values
        self.name = "config set" + (" again" if len(values) > 1 else "")

    def environment(self, folder):
        return self.home(folder)

    def set(self, value):
        return [FENTU, "config", "set", "timeout", value]

    def prepare(self, folder):
        for value in self.values[:-1]:
            status, _, said = run(self.set(value), **self.environment(folder))
            assert status == 0, said

    def command(self, folder):
        return self.set(self.values[-1])[1:]

    def check(self, folder, moment):
        status, value, said = run([FENTU, "config", "get", "timeout"],
                                  **self.environment(folder))
        expect(status in (0, 1), "config get:", status, said)
        last = self.values[-2] if len(self.values) > 1 else "30"
        expect(value.strip() in (self.values[-1:] if moment.is_over else
                                 (last, self.values[-1], "")),
               "the value is", value)


class Rotate(Login):
    """A key that works is stored, and nothing is left to do by hand."""

    def __init__(self):
        super().__init__("token", "rotate", "--key-stdin", old=self.OLD,
                         new=self.NEW, given=self.NEW)
        self.name = "token rotate"
        self.turn = threading.Lock()  # there is one server

    def prepare(self, folder):
        super().prepare(folder)
        self.make_valid(self.OLD)
        self.make_valid(self.NEW)

    def make_valid(self, key):
        control("keys", {"key": key, "scopes": "admin"})

    def is_valid(self, key):
        request = urllib.request.Request(
            f"{URL}/v1/assets?per_page=1",
            headers={"Authorization": f"Bearer {key}"})
        try:
            with OPENER.open(request, timeout=20):
                return True
        except urllib.error.HTTPError:
            return False

    def expect_over(self, folder):
        _, key, _ = run([FENTU, "token", "print"], **self.environment(folder))
        expect(key.strip() == self.NEW, "stored is", key)
        expect(not self.is_valid(self.OLD), "the old key is valid")
        records = [str(path) for path in folder.rglob("*.journal")]
        expect(not records, "left behind:", records)
        kept = list((folder / "state/fentu/credentials").glob("[!.]*.json"))
        expect(len(kept) == 1, "kept:", kept)

    def check(self, folder, moment):
        with self.turn:
            self.make_valid(self.OLD)
            self.make_valid(self.NEW)
            if any(b"/oauth/revoke" in data for _, data in moment.sent):
                control("keys", {"revoke": self.OLD})
            _, key, said = run([FENTU, "token", "print"],
                               **self.environment(folder))
            expect(self.is_valid(key.strip() or "none"), "stored is", key, said)
            if moment.is_over:
                return self.expect_over(folder)
            status, _, said = run([FENTU, "token", "rotate", "--key-stdin"],
                                  self.NEW, **self.environment(folder))
            expect(status == 0 or "stored already" in said, "rotate:", said)
            return self.expect_over(folder)


class Hand(Rotate):
    """The old key is valid until a program was given the new one."""

    def __init__(self):
        super().__init__()
        self.name = "token rotate --exec"
        self.program = WORK / "take-it"
        self.words += ("--exec", str(self.program))

    def prepare(self, folder):
        super().prepare(folder)
        self.program.write_text("#!/bin/sh\ncat >/dev/null\n")
        self.program.chmod(0o755)

    def check(self, folder, moment):
        with self.turn:
            self.make_valid(self.OLD)
            self.make_valid(self.NEW)
            if any(b"take-it" in data for _, data in moment.sent):
                return
            _, key, _ = run([FENTU, "token", "print"],
                            **self.environment(folder))
            if key.strip() != self.NEW:
                return
            # what is begun is gone on with, and not otherwise
            run([FENTU, "token", "rotate"], **self.environment(folder))
            expect(self.is_valid(self.OLD), "revoked before it was handed on")


class Merge(Scenario):
    name = "export --merge"

    def prepare(self, folder):
        for shard in (1, 2):
            status, _, said = run([FENTU, "export", "assets", "--shard",
                                   f"{shard}/2", "--dir", folder / f"s{shard}"])
            assert status == 0, said
        self.wanted = whole(WORK / "whole-merge", ["assets"])

    def command(self, folder):
        return ["export", "--merge", folder / "s1", folder / "s2", "--dir",
                folder / "data", "-q"]

    def check(self, folder, moment):
        data = folder / "data"
        if moment.is_over or (data / "manifest.json").exists():
            Export.check_claim(ANY_EXPORT, data, moment.is_over)
        status, _, said = run([FENTU, *self.command(folder)])
        expect(status == 0, "again:", said)
        found = {path.name: path.read_bytes() for path in data.iterdir()
                 if path.name != "manifest.json"}
        expect(found == self.wanted, "other files:", sorted(found))


class Verdict:
    """States of one scenario, each looked at once."""

    def __init__(self, scenario, number):
        self.scenario, self.number = scenario, number
        self.folder = WORK / f"run-{number}"
        self.log = WORK / f"log-{number}"
        self.lock, self.next = threading.Lock(), 0
        self.seen = set()

    def record(self):
        self.folder.mkdir()
        self.scenario.prepare(self.folder)
        self.before = Disk(self.folder)
        status, _, said = self.scenario.traced(self.folder, self.log)
        assert status == 0, f"{self.scenario.name}: {said}"
        self.ops = read_log(self.log, SITES)

    def replay(self, ignored=()):
        """Each moment, and the disk then."""
        disk = copy.deepcopy(self.before)
        sent = []
        yield 0, disk, Moment([], False)
        for number, op in enumerate(self.ops, 1):
            if op.kind == "send":
                sent.append((op.ms, op.data))
            elif op.kind == "exec":
                sent.append((op.ms, op.args[0].encode()))
            else:
                disk.do(op, {*NEEDLESS, *ignored})
            yield number, disk, Moment(list(sent), number == len(self.ops))

    def look(self, state, moment):
        """None, or what is broken."""
        with self.lock:
            self.next += 1
            folder = WORK / f"state-{self.number}-{self.next}"
        put_down(state, folder)
        try:
            self.scenario.check(folder, moment)
        except Broken as broken:
            return str(broken)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            folder.with_suffix(".log").unlink(missing_ok=True)
        return None

    def states(self, ignored=(), samples=0):
        rng = random.Random(SEED)
        for number, disk, moment in self.replay(ignored):
            for state in [*disk.extremes(), *disk.samples(rng, samples)]:
                sends = len(moment.sent)
                key = (key_of(state), sends, moment.is_over)
                if key not in self.seen:
                    self.seen.add(key)
                    yield number, state, moment


def explain(verdict, number, why):
    ops = [op for op in verdict.ops[:number] if op.kind != "send"]
    last = ops[-1] if ops else None
    return (f"{verdict.scenario.name}: after call {number} of "
            f"{len(verdict.ops)} ({last and (last.kind, last.args)}): {why}")


def check_states(verdict, pool):
    """Every promise in every state; how many there were."""
    found = list(verdict.states(samples=SAMPLES))
    for (number, _, _), why in zip(found, pool.map(
            lambda item: verdict.look(item[1], item[2]), found)):
        if why:
            sys.exit(explain(verdict, number, why))
    return len(found)


def breaks(verdict, site, pool):
    """The promise that is broken without it; what would be so at once, first."""
    *_, (_, disk, moment) = verdict.replay()
    why = verdict.look(disk.state(lambda node: node.full(),
                                  lambda node: node.full()), moment)
    assert not why, explain(verdict, len(verdict.ops), why)
    known = set(verdict.seen)
    found = list(verdict.states(ignored={site}))
    verdict.seen = known
    found.sort(key=lambda item: not item[2].is_over)
    for at in range(0, len(found), AT_ONCE):
        batch = found[at:at + AT_ONCE]
        for (number, _, _), why in zip(batch, pool.map(
                lambda item: verdict.look(item[1], item[2]), batch)):
            if why:
                return explain(verdict, number, why)
    return None


def check_sites(verdicts, pool):
    """The calls that sync: each is needed by some scenario."""
    seen, needless = {}, 0
    for verdict in verdicts:
        for op in verdict.ops:
            if op.kind == "sync":
                seen.setdefault(op.site, []).append(verdict)
    for (site, place), users in sorted(seen.items()):
        if site in NEEDLESS:
            continue
        users = list(dict.fromkeys(users))
        why = next(filter(None, (breaks(verdict, site, pool)
                                 for verdict in users)), None)
        if why:
            print(f"without {site}: {why}", file=sys.stderr)
        elif "file_make_dir" in site:
            # it does not know what the folder is for: locks, say
            print(f"{site}: not needed", file=sys.stderr)
        else:
            print(f"{site} ({place}): nothing is broken without it, in "
                  + ", ".join(user.scenario.name for user in users))
            needless += 1
    if needless:
        sys.exit(f"{needless} calls that sync are good for nothing")
    return seen


def check_sources(seen):
    """Is there a call that no scenario has come to?"""
    places = {place for _, place in seen}
    for path in sorted([*SOURCE.glob("lib/**/*.c"), *SOURCE.glob("cmd/**/*.c")]):
        if "sandbox" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\b(fsync|fdatasync|sync_file_range|syncfs|sync)\(",
                         line) and not line.lstrip().startswith("*"):
                place = f"{path.relative_to(SOURCE)}:{number}"
                if place not in places:
                    sys.exit(f"{place}: no scenario comes here: {places}")


RESTART = (["--restart"] if "--restart" in run([FENTU, "export", "--help"])[1]
           else [])
ANY_EXPORT = Export()
ANY_EXPORT.claimed = b""
SCENARIOS = [
    Export("assets"),
    Export("assets", "work-orders", "--gzip", "--format", "csv"),
    Export("assets", unfinished="anew"),
    Export("assets", unfinished="resumed"),
    Merge(),
    Progress(),
    Bulk(),
    Login("login", "--key-stdin", "--store", "file", "--no-verify",
          new=Login.NEW, given=Login.NEW),
    Login("login", "--key-stdin", "--store", "file", "--no-verify",
          old=Login.OLD, new=Login.NEW, given=Login.NEW),
    Login("logout", "--no-revoke", old=Login.OLD),
    Setting("12"),
    Setting("12", "13"),
    Rotate(),
    Hand(),
]


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    verdicts, states = [], 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for number, scenario in enumerate(SCENARIOS):
            if WANTED and not any(word in scenario.name for word in WANTED):
                continue
            verdict = Verdict(scenario, number)
            verdict.record()
            count = check_states(verdict, pool)
            print(f"{scenario.name}: {len(verdict.ops)} calls, {count} states",
                  file=sys.stderr)
            states += count
            verdicts.append(verdict)
        seen = check_sites(verdicts, pool)
    if not WANTED:
        check_sources(seen)
    needed = [site for site, _ in seen if site not in NEEDLESS]
    print(f"{len(verdicts)} scenarios, {states} states, all promises held; "
          f"{len(needed)} calls that sync, each of them needed")


main()

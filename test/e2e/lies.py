#!/usr/bin/env python3
"""Run one command against every lie of test/mock/liar.py.

    lies.py FENTU TABLE FOLDER COMMAND

TABLE says for each lie what must come of COMMAND, a column: exit statuses
("7", "0|7"), "x" for any failure but a usage error, "-" where the lie has
nothing to do with it, and "." for success. Behind a colon, words that stderr
has to hold, joined by "+". Whatever the cell says, these hold in each:

- what the server says never ends in 2, and nothing hangs;
- success means the truth: each record once, a whole manifest, a record;
- a failure says why, and an export that failed does not call itself complete;
- every line on stderr says who speaks;
- the credential is in nothing that was said, and no other server hears it.

Under a sanitizer, where each cell takes several times as long, a third of the
cells is tried, unless FENTU_TEST_FULL is set: some of each row and column.

A lie without a row, and a row without a lie, are failures.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "mock"))
import liar

ROWS = "name\nAnna\nBert\nCleo\n"
TIME_MAX_S = 90
SLOW = {"silent"}  # the others answer at once, on a machine that is not busy
# Answers to a write that may stand for success, and hold no record.
NO_RECORD = {"null_data", "nothing_204", "empty_200"}

COMMANDS = {
    "list": "customers list --all -o id",
    "some": "customers list --limit 30 -o id",
    "active": "customers list --status active --all -o id",
    "view": "customers view cust-007 -o json",
    "create": "customers create --name Anna -o json",
    "update": "customers update cust-007 --name Anna -o json",
    "delete": "customers delete cust-007 --yes",
    "bulk": "customers create --from rows.csv",
    "export": "export customers --dir out",
    "plain": "export customers --dir out --paging plain --format csv",
    "tasks": "export tasks --dir out",
    "api": "api customers?per_page=100",
    "pages": "api --paginate customers?per_page=100 --jq .[].id",
    "status": "status",
    "login": "login --key-stdin --store file",
}


class Run:
    """One cell: the command, carried out in a home of its own."""

    def __init__(self, fentu, folder, command, name, server):
        self.name = name
        self.home = folder / f"{command}-{name}"
        self.home.mkdir(parents=True)
        (self.home / "rows.csv").write_text(ROWS)
        done = subprocess.run(
            [fentu, "--retries", "0", "--max-wait", "1"]
            + ["--timeout", "1" if name in SLOW else "30"]
            + COMMANDS[command].split(),
            cwd=self.home,
            env=self.environment(server.url(name), command == "login"),
            input=f"{liar.KEY}\n" if command == "login" else "",
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=TIME_MAX_S,
        )
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def environment(self, url, is_login):
        kept = {
            name: os.environ[name]
            for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "G_SLICE")
            if name in os.environ
        }
        given = {} if is_login else {"FENTU_API_KEY": liar.KEY}
        return {
            **kept,
            **given,
            "HOME": str(self.home),
            "FENTU_API_URL": url,
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        }

    # ---- what holds in every cell; each yields what is wrong ----

    def check_status(self, wanted):
        words = wanted.split(":", 1)
        fits = {
            ".": self.status == 0,
            "x": self.status not in (0, 2) and self.status < 20,
        }.get(words[0], str(self.status) in words[0].split("|"))
        if not fits:
            yield f"exit {self.status}, wanted {words[0]}"
        for word in words[1].split("+") if len(words) > 1 else ():
            if word not in self.err:
                yield f"stderr does not hold '{word}'"

    def check_stderr(self):
        if self.status and not self.err:
            yield "a failure without a word"
        for line in self.err.splitlines():
            if not line.startswith(("fentu: ", "hint: ", '{"error":')):
                yield f"a line on stderr without a speaker: {line}"
        if self.status and "fentu: error: " not in self.err:
            yield "a failure without an error"

    def check_secret(self):
        kept = "config/fentu/credentials"
        if liar.KEY in self.out + self.err:
            yield "the credential was shown"
        for path in self.home.rglob("*"):
            if path.is_file() and kept not in str(path):
                if liar.KEY.encode() in path.read_bytes():
                    if "credential" not in path.name and "login" not in str(path):
                        yield f"the credential is in {path.name}"

    def truth(self, is_active=False):
        rows = [r for r in liar.CUSTOMERS if not is_active or r["status"] == "active"]
        ids = [row["id"] for row in rows]
        if self.name == "number_ids":
            ids = [str(int(row["id"][-3:])) for row in rows]
        if self.name == "odd_id":
            ids[0] = ".."
        return ids

    def compare(self, ids, wanted):
        if len(set(ids)) != len(ids):
            yield f"{len(ids) - len(set(ids))} records twice"
        if sorted(set(ids)) != sorted(wanted):
            yield f"success with {len(set(ids))} of {len(wanted)} records"

    # ---- what success means ----

    def check_list(self):
        yield from self.compare(self.out.split(), self.truth())

    check_pages = check_list

    def check_active(self):
        yield from self.compare(self.out.split(), self.truth(True))

    def check_some(self):
        yield from self.compare(self.out.split(), self.truth()[:30])

    def check_record(self):
        try:
            record = json.loads(self.out)
        except ValueError:
            yield f"no JSON: {self.out[:60]!r}"
            return
        if not isinstance(record, dict) or not record.get("id"):
            yield f"no record: {self.out[:60]!r}"

    def check_view(self):
        yield from self.check_record()
        if '"cust-007"' not in self.out:
            yield "another record"

    # The server need not return what was written, and is not believed when it
    # returns something else.
    def holds_no_record(self):
        return self.name in NO_RECORD and "cust-new" not in self.out

    def check_create(self):
        if not self.holds_no_record():
            yield from self.check_record()
        elif self.out != "null\n":
            yield f"not null: {self.out[:60]!r}"

    def check_update(self):
        if not self.holds_no_record():
            yield from self.check_view()
        elif json.loads(self.out) not in (None, {"id": "cust-007"}):
            yield f"more than the id: {self.out[:60]!r}"

    def check_delete(self):
        if self.out:
            yield "words on stdout"

    def check_bulk(self):
        lines = (self.home / "rows.csv.results.ndjson").read_text().splitlines()
        wanted = self.name not in NO_RECORD
        if any('"id"' in line for line in lines) != wanted:
            yield "no ids in the results"

    def exported(self, resource):
        paths = list((self.home / "out").glob(f"{resource}.*"))
        text = paths[0].read_text()
        if paths[0].suffix == ".csv":
            return [line.split(",")[0] for line in text.splitlines()[1:]]
        return [str(json.loads(line)["id"]) for line in text.splitlines()]

    def manifest(self):
        path = self.home / "out" / "manifest.json"
        return json.loads(path.read_text()) if path.exists() else None

    def check_export(self):
        if not (self.manifest() or {}).get("complete"):
            yield "success without a whole manifest"
        yield from self.compare(self.exported("customers"), self.truth())

    check_plain = check_export

    def check_tasks(self):
        wanted = [
            row["id"]
            for order, rows in liar.TASKS.items()
            for row in rows
            if (self.name, order) != ("order_deleted", "wo-2")
        ]
        yield from self.compare(self.exported("tasks"), wanted)

    def check_api(self):
        # One is deeper than Python reads, the other is no JSON.
        if self.name not in ("deep", "html_200"):
            json.loads(self.out or "null")
        return ()

    def check_status_report(self):
        return ()

    def check_login(self):
        if not list(self.home.rglob("*credential*")):
            yield "success, and nothing stored"

    def check_failed(self, command):
        if command in ("export", "plain", "tasks"):
            if (self.manifest() or {}).get("complete"):
                yield "failed, and calls itself complete"
        if command in ("view", "create", "update") and self.out:
            yield f"failed, and printed {self.out[:60]!r}"

    def check(self, command, wanted):
        yield from self.check_status(wanted)
        yield from self.check_stderr()
        if command != "api":  # its stdout is the server's own
            yield from self.check_secret()
        if self.status:
            yield from self.check_failed(command)
        else:
            name = "status_report" if command == "status" else command
            yield from getattr(self, f"check_{name}")()


def read_table(path):
    lines = [
        re.sub(r"#.*", "", line).split() for line in path.read_text().splitlines()
    ]
    head, *rows = [line for line in lines if line]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def cell(fentu, folder, command, name, server, wanted):
    try:
        run = Run(fentu, folder, command, name, server)
        said = list(run.check(command, wanted))
        detail = [f"    {line}" for line in run.err.splitlines()[:4]]
    except subprocess.TimeoutExpired:
        said, detail = ["it hangs"], []
    except (OSError, LookupError, ValueError) as problem:
        said, detail = [f"{type(problem).__name__}: {problem}"], []
    return [f"{command} / {name}: {line}" for line in said] + (detail if said else [])


def chosen(rows, command):
    if "ASAN_OPTIONS" not in os.environ or "FENTU_TEST_FULL" in os.environ:
        return rows
    column = list(COMMANDS).index(command)
    return [row for at, row in enumerate(rows) if (at + column) % 3 == 0]


def main():
    fentu, table, folder, command = sys.argv[1:]
    rows = read_table(pathlib.Path(table))
    said = [f"{name}: in lies.table alone" for name in rows.keys() - liar.LIES.keys()]
    said += [f"{name}: has no row" for name in liar.LIES.keys() - rows.keys()]
    cells = [
        (name, row[command])
        for name, row in chosen(list(rows.items()), command)
        if name in liar.LIES and row[command] != "-"
    ]
    server = liar.Liar()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(
                cell, fentu, pathlib.Path(folder), command, name, server, wanted
            )
            for name, wanted in cells
        ]
        said += [line for job in jobs for line in job.result()]
    if any(server.other.heard):
        said.append("another server has heard the credential")
    server.stop()
    print("\n".join([f"{len(cells)} cells", *said]))
    return 1 if said or not cells else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure fentu beside its peers, interleaved, in one run.

Called by run.sh, which has built what this needs and started the sandboxes;
the environment says where they are.
"""

import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys

TIMED = os.environ["BENCH_TIMED"]
EMPTY = os.environ["BENCH_EMPTY"]
FENTU = os.environ["BENCH_FENTU"]
WORK = pathlib.Path(os.environ["BENCH_WORK"])
FAST_URL = os.environ["BENCH_FAST_URL"]  # answers at once
SLOW_URL = os.environ["BENCH_SLOW_URL"]  # takes LATENCY_MS for each answer
WRITE_URL = os.environ["BENCH_WRITE_URL"]  # takes WRITE_LATENCY_MS
HUGE_URL = os.environ["BENCH_HUGE_URL"]  # ten times the pages
SMALL_URL = os.environ["BENCH_SMALL_URL"]  # a tenth of the pages
KEY = os.environ["BENCH_KEY"]
PAGES = int(os.environ["BENCH_PAGES"])
ROUNDS = int(os.environ["BENCH_ROUNDS"])
LATENCY_MS = int(os.environ["BENCH_LATENCY_MS"])
WRITES = int(os.environ["BENCH_WRITES"])
WRITE_LATENCY_MS = int(os.environ["BENCH_WRITE_LATENCY_MS"])
SIDE_BY_SIDE = 8

HEADER = f"Authorization: Bearer {KEY}"


class Run:
    """The medians of one command over all rounds."""

    def __init__(self, name, rows):
        self.name = name
        wall, cpu, rss = zip(*rows)
        self.wall_ms = statistics.median(wall) / 1000
        self.cpu_ms = statistics.median(cpu) / 1000
        self.rss_mb = max(rss) / 1024


def once(name, command, url):
    environment = os.environ | {"FENTU_API_URL": url, "FENTU_API_KEY": KEY}
    # A credential of its own lets gh start; the sandbox sees ours.
    environment |= {"GH_TOKEN": "none", "GH_NO_UPDATE_NOTIFIER": "1"}
    done = subprocess.run(
        [TIMED, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    words = done.stdout.split()
    if done.returncode or words[3] != "0":
        sys.exit(f"bench: {name} failed: {done.stdout}{done.stderr[-2000:]}")
    return [int(word) for word in words[:3]]


def measure(commands, url=FAST_URL, rounds=ROUNDS):
    """Without rounds it is the first run that counts, whatever it takes."""
    rows = {name: [] for name in commands}
    for name, command in commands.items():  # warm the caches
        rows[name] = [once(name, command, url)]
    if rounds > 0:
        rows = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            rows[name].append(once(name, command, url))
    return {name: Run(name, row) for name, row in rows.items()}


def shell(line):
    return ["sh", "-c", line]


def curl_pages(url, pages, extra=""):
    """Download pages 1 to `pages` into files with one curl."""
    (WORK / "pages").mkdir(exist_ok=True)
    target = shlex.quote(f"{url}/work-orders?per_page=100&page=[1-{pages}]")
    out = shlex.quote(str(WORK / "pages" / "#1.json"))
    return f"curl -sS {extra} -H {shlex.quote(HEADER)} -o {out} {target}"


def row(what, run, peer, value, limit, unit="x"):
    verdict = "ok" if value <= limit else "MISSED"
    print(
        f"{what:<34} {run.wall_ms:9.1f} ms  {peer:<26}"
        f" {value:8.2f}{unit:<3} <= {limit:g}{unit:<3} {verdict}"
    )
    return value <= limit


def ratio_row(what, run, peer, limit):
    said = f"{peer.name} {peer.wall_ms:.1f} ms"
    return row(what, run, said, run.wall_ms / peer.wall_ms, limit)


def start_up():
    runs = measure(
        {
            "empty program": [EMPTY],
            "--version": [FENTU, "--version"],
            "help wo": [FENTU, "help", "wo"],
            "completion": [FENTU, "__complete", "wo", "li"],
        },
        rounds=ROUNDS * 20,
    )
    empty = runs.pop("empty program")
    return [ratio_row(name, run, empty, 2) for name, run in runs.items()]


def one_page():
    url = shlex.quote(f"{FAST_URL}/work-orders?per_page=100")
    runs = measure(
        {
            "fentu": [FENTU, "wo", "list", "-o", "json"],
            "curl | jq": shell(
                f"curl -sS -H {shlex.quote(HEADER)} {url} | jq .data"
            ),
        },
        rounds=ROUNDS * 4,
    )
    return [ratio_row("one page, json", runs["fentu"], runs["curl | jq"], 0.8)]


def all_pages():
    url = f"{FAST_URL}/work-orders?per_page=100"
    download = curl_pages(FAST_URL, PAGES)
    files = f"{shlex.quote(str(WORK / 'pages'))}/*.json"
    runs = measure(
        {
            "fentu": [FENTU, "wo", "list", "--all", "-o", "ndjson"],
            "gh": ["gh", "api", "--paginate", "-H", HEADER, url],
            "curl": shell(download),
            "curl, jq": shell(f"{download} && cat {files} | jq -c '.data[]'"),
        }
    )
    fentu, curl = runs["fentu"], runs["curl"]
    cpu = f"curl {curl.cpu_ms:.0f} ms CPU, fentu {fentu.cpu_ms:.0f}"
    return [
        ratio_row(f"{PAGES} pages, ndjson", fentu, runs["gh"], 0.4),
        ratio_row(f"{PAGES} pages, ndjson", fentu, runs["curl, jq"], 0.4),
        row(f"{PAGES} pages, CPU", fentu, cpu, fentu.cpu_ms / curl.cpu_ms, 3),
    ]


def all_pages_slow():
    extra = f"-Z --parallel-max {SIDE_BY_SIDE}"
    runs = measure(
        {
            "fentu": [FENTU, "wo", "list", "--all", "-o", "ndjson"]
            + ["--concurrency", str(SIDE_BY_SIDE)],
            "curl -Z": shell(curl_pages(SLOW_URL, PAGES, extra)),
        },
        url=SLOW_URL,
        rounds=max(ROUNDS // 3, 1),
    )
    fentu, curl = runs["fentu"], runs["curl -Z"]
    bound = PAGES * LATENCY_MS / SIDE_BY_SIDE
    said = f"bound {bound:.0f}, curl -Z {curl.wall_ms:.0f} ms"
    what = f"{PAGES} pages, {LATENCY_MS} ms each, {SIDE_BY_SIDE} at once"
    return [row(what, fentu, said, fentu.wall_ms / bound, 1.1)]


def many_creates():
    """From a file, each row durably noted, beside curl a process a row."""
    rows = "".join(f"bench-{number}\n" for number in range(WRITES))
    (WORK / "rows.csv").write_text("name\n" + rows)
    results = WORK / "results"
    create = shlex.join(
        [FENTU, "customers", "create", "--from", str(WORK / "rows.csv")]
        + ["--results", str(results), "-o", "id"]
        + ["--concurrency", str(SIDE_BY_SIDE)]
    )
    curl = shlex.join(
        ["xargs", "-P", str(SIDE_BY_SIDE), "-I{}", "curl", "-sS"]
        + ["-o", "/dev/null", "-H", HEADER]
        + ["-H", "Content-Type: application/json"]
        + ["--data", '{"name": "{}"}', f"{WRITE_URL}/customers"]
    )
    runs = measure(
        {
            "fentu": shell(f"rm -f {shlex.quote(str(results))}; {create}"),
            "xargs curl": shell(
                f"tail -n +2 {shlex.quote(str(WORK / 'rows.csv'))} | {curl}"
            ),
        },
        url=WRITE_URL,
        rounds=max(ROUNDS // 3, 1),
    )
    fentu, peer = runs["fentu"], runs["xargs curl"]
    bound = WRITES * WRITE_LATENCY_MS / SIDE_BY_SIDE
    said = f"bound {bound:.0f}, xargs {peer.wall_ms:.0f} ms"
    what = f"{WRITES} creates, {WRITE_LATENCY_MS} ms, {SIDE_BY_SIDE} at once"
    return [row(what, fentu, said, fentu.wall_ms / bound, 1.15)]


def memory():
    command = {"fentu": [FENTU, "wo", "list", "--all", "-o", "ndjson"]}
    runs = {
        PAGES // 10: measure(
            {
                "fentu": [FENTU, "wo", "list", "-o", "ndjson"]
                + ["--limit", str(PAGES * 10)]
            },
            rounds=0,
        )["fentu"],
        PAGES * 10: measure(command, url=HUGE_URL, rounds=0)["fentu"],
    }
    return [
        row(f"{pages} pages, peak memory", run, "", run.rss_mb, 40, " MB")
        for pages, run in runs.items()
    ]


def export(*options):
    """Into a folder of its own, which is emptied before."""
    folder = shlex.quote(str(WORK / "export"))
    words = [FENTU, "export", "work-orders", "-q", *options, "--dir"]
    return shell(
        f"rm -rf {folder}; mkdir {folder}; {shlex.join(words)} {folder}"
    )


def exports():
    url = f"{FAST_URL}/work-orders?per_page=100"
    files = f"{shlex.quote(str(WORK / 'pages'))}/*.json"
    target = shlex.quote(str(WORK / "peer.ndjson"))
    gh = shlex.join(["gh", "api", "--paginate", "-H", HEADER, url])
    runs = measure(
        {
            "fentu": export(),
            "gh, jq": shell(f"{gh} | jq -c '.data[]' >{target}"),
            "curl, jq": shell(
                f"{curl_pages(FAST_URL, PAGES)} &&"
                f" cat {files} | jq -c '.data[]' >{target}"
            ),
        }
    )
    fentu = runs.pop("fentu")
    what = f"export of {PAGES} pages"
    return [ratio_row(what, fentu, peer, 0.4) for peer in runs.values()]


def exports_slow():
    run = measure(
        {"fentu": export("--concurrency", str(SIDE_BY_SIDE))},
        url=SLOW_URL,
        rounds=max(ROUNDS // 3, 1),
    )["fentu"]
    manifest = json.loads((WORK / "export" / "manifest.json").read_text())
    windows = manifest["files"][0]["requests"]
    bound = windows * LATENCY_MS / SIDE_BY_SIDE
    said = f"{windows} windows, bound {bound:.0f}"
    what = f"export, {LATENCY_MS} ms each, {SIDE_BY_SIDE} at once"
    return [row(what, run, said, run.wall_ms / bound, 1.1)]


def export_memory():
    """Whatever the number of pages, the same."""
    runs = {
        pages: measure({"fentu": export()}, url=url, rounds=0)["fentu"]
        for pages, url in (
            (PAGES // 10, SMALL_URL),
            (PAGES, FAST_URL),
            (PAGES * 10, HUGE_URL),
        )
    }
    least = min(run.rss_mb for run in runs.values())
    most = max(runs.values(), key=lambda run: run.rss_mb)
    return [
        row("export, peak memory", most, "", most.rss_mb, 40, " MB"),
    ] + [
        row(
            f"export of {pages} pages, peak memory",
            run,
            f"{run.rss_mb:.1f} MB",
            run.rss_mb / least,
            1.1,
        )
        for pages, run in runs.items()
    ]


def main():
    met = [
        *start_up(),
        *one_page(),
        *all_pages(),
        *all_pages_slow(),
        *many_creates(),
        *memory(),
        *exports(),
        *exports_slow(),
        *export_memory(),
    ]
    return 0 if all(met) or os.environ["BENCH_SMOKE"] else 1


if __name__ == "__main__":
    sys.exit(main())

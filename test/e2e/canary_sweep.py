"""Run every command against echo.py, and look for what it repeats.

    canary_sweep.py FENTU FOLDER MANY ECHO PREFIX

ECHO is the path of echo.py, FOLDER its folder; PREFIX stands before each of its
modes. The commands come
from fentu itself: one that has no line in ARGUMENTS fails the sweep. With MANY
every command meets every mode of the server, else each meets a few of them.
What was said, and each file below HOME, must be free of the secrets in
FOLDER/secrets in any encoding. What belongs to the server is left out: records
that a command prints or exports, what fentu api prints.
"""

import base64
import html
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

FENTU, FOLDER, MANY = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3] == "1"
HOME = pathlib.Path(os.environ["HOME"])
KEY = "another-key-0123456789"

# Several ways to call a command are several lines; None: it is not run. An @ is
# the number of the run.
WORK = ["--customer", "cust-1", "--description", "x"]
ARGUMENTS = {
    "login": [["--key-stdin"]],
    "logout": [[], ["--revoke", "--yes"]],
    "status": [[], ["--offline"]],
    "token print": [[]],
    "token refresh": [[]],
    "token revoke": [["--token-stdin"], ["--yes", "--keep"]],
    "token rotate": [["--key-stdin", "--yes"]],
    "token list": [[]],
    "doctor": [[]],
    "scopes": [[]],
    "profile list": [[]],
    "profile use": [["default"]],
    "profile remove": [["other", "--yes"]],
    "config list": [[]],
    "config get": [["timeout"]],
    "config set": [["timeout", "9"]],
    "config unset": [["timeout"]],
    "wo list": [[], ["--all"], ["--cache", "1m"]],
    "wo view": [["wo-1"], ["wo-1", "wo-2"]],
    "wo create": [WORK, ["--from", "rows.csv", "--results", "results-@"]],
    "wo update": [["wo-1", "--status", "open"]],
    "wo delete": [["wo-1", "--yes"]],
    "task list": [["wo-1"]],
    "task view": [["task-1"]],
    "task create": [["wo-1", "--name", "x"]],
    "task update": [["task-1", "--status", "completed"]],
    "task delete": [["task-1", "--yes"]],
    "customers list": [["--search", "x"]],
    "customers view": [["cust-1"]],
    "customers create": [["--name", "x", "--type", "commercial"]],
    "customers update": [["cust-1", "--name", "x"]],
    "customers delete": [["cust-1", "--yes"]],
    "assets list": [[]],
    "assets view": [["asset-1"]],
    "assets create": [["--data", "asset.json"]],
    "assets update": [["asset-1", "--status", "active"]],
    "assets delete": [["asset-1", "--yes"]],
    "assets history": [["asset-1"]],
    "assets parts": [["asset-1"]],
    "assets add-part": [["asset-1", "--data", "part.json"]],
    "assets warranty": [["asset-1"]],
    "export": [["all", "--dir", "export-@"], ["work-orders", "--dir", "export-@"]],
    "api": [["work-orders"], ["POST", "work-orders", "-f", "a=b"]],
    "usage": [[], ["--forget"]],
    "sandbox": None,  # serves, and speaks to nobody
    "completion": [["bash"]],
    "help": [["environment"]],
    "version": [[]],
}
FORMATS = ["json", "table", "ndjson", "csv", "tsv", "id"]
OWN_WORDS = ("api", "token print")  # stdout is what was asked for
RECORDS = ("wo ", "task ", "customers ", "assets ")


def run(words, given=""):
    return subprocess.run(
        [FENTU, *words],
        input=given,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
    )


def commands(path=()):
    """The leaves of the tree of commands, as its own help lists them."""
    text = run([*path, "--help"]).stdout
    if not path:
        names = re.findall(r"^  ([a-z-]+)  +\S", text.split("Global options")[0], re.M)
    else:
        part = re.search(r"^Commands:\n((?:  .*\n)*)", text, re.M)
        names = re.findall(r"^  ([a-z-]+)  ", part[1], re.M) if part else []
    if not names:
        yield " ".join(path)
    for name in names:
        yield from commands((*path, name))


UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
    r"|(\x1b|\\x1b|\\u001b)\[[0-9;]*[A-Za-z]|\\u(00ad|20[0-9a-f]{2})"
)


def plain(text):
    """Each stage of a text whose escapes are undone, over and over."""
    for _ in range(4):
        yield text
        yield UNSEEN.sub("", text)
        text = urllib.parse.unquote(text, errors="replace")
        text = re.sub(r"\\+u00([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), text)
        text = html.unescape(re.sub(r"\\+(.)", r"\1", text))


def base64_runs(text):
    for run_ in re.findall(r"[A-Za-z0-9+/_-]{11,}", text):
        for skip in range(4):
            part = run_[skip:].replace("-", "+").replace("_", "/")
            part = part[: len(part) // 4 * 4]
            yield base64.b64decode(part).decode("latin-1")


def hex_runs(text):
    for run_ in re.findall(r"[0-9a-fA-F]{16,}", text):
        for skip in range(2):
            part = run_[skip:]
            part = part[: len(part) // 2 * 2]
            yield bytes.fromhex(part).decode("latin-1")


def unfolded(text):
    """Without line ends and blanks, in the escapes that lines are kept in."""
    return re.sub(r"\\+[rn]|\s+", "", text)


def parts(secret):
    """It, and the ends of it that are enough to know it by."""
    return {secret, secret[:16], secret[-16:]}


def found(text, secrets):
    texts = set(plain(text))
    texts |= {unfolded(one) for one in texts}
    stages = texts | {b for one in texts for b in (*base64_runs(one), *hex_runs(one))}
    stages = [stage.lower() for stage in stages]
    return [
        s for s in secrets if any(p.lower() in stage for p in parts(s) for stage in stages)
    ]


def secrets():
    path = FOLDER / "secrets"
    known = path.read_text(encoding="utf-8").split() if path.exists() else []
    return sorted({s for s in known if len(s) >= 8})


def is_data(path):
    """Records that were exported, replies that --cache keeps, a stored login."""
    parts = path.relative_to(HOME).parts
    return (
        "cache" in parts
        or "credentials" in parts
        or (parts[0].startswith("export-") and path.name not in ("manifest.json", ".fentu-journal"))
    )


def complain(problems, where, text):
    for secret in sorted(set(found(text, secrets()))):
        at = text.lower().find(secret.lower())
        problems.append(f"{where}: {secret}: {text[max(0, at - 80) : at + 120]!r}")


def look_at_files(problems, where):
    for path in HOME.rglob("*"):
        if path.is_file() and not path.is_symlink() and not is_data(path):
            text = path.read_bytes().decode("utf-8", errors="replace")
            complain(problems, f"{where}: {path}", text)


def try_one(problems, mode, name, words, output):
    options = ["--debug", "--retries", "0", "--timeout", "5", "--no-input"]
    if name not in ("version", "help", "completion", "export"):
        options += ["-o", output]
    line = [*name.split(), *words, *options]
    done = run(line, KEY + "\n")
    where = f"{mode}: fentu {' '.join(line)}"
    complain(problems, where + ": stderr", done.stderr)
    data = mode.rsplit("-", maxsplit=1)[-1] in (
        "records object array words half".split()
    ) and name.startswith(RECORDS)
    if name not in OWN_WORDS and not data:
        complain(problems, where + ": stdout", done.stdout)
    if done.returncode not in (*range(10), 130):
        problems.append(f"{where}: ended with {done.returncode}")


def main():
    spec = importlib.util.spec_from_file_location("echo", sys.argv[4])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    modes = [sys.argv[5] + mode for mode in module.MODES]
    names = list(commands())
    missing = [name for name in names if name not in ARGUMENTS]
    if missing or len(names) < 30:
        sys.exit(f"no arguments for: {missing} (of {len(names)} commands)")
    problems, count = [], 0
    every = 15 if sys.argv[6] else 5  # a login each time takes its time
    (HOME / "rows.csv").write_text("customer.id,description\ncust-1,x\n")
    (HOME / "asset.json").write_text("{}")
    (HOME / "part.json").write_text("{}")
    for at, mode in enumerate(modes):
        for number, name in enumerate(names):
            for way, words in enumerate(ARGUMENTS[name] or []):
                turn = number + way + at
                if not MANY and turn % every:
                    continue
                (FOLDER / "mode").write_text(f"{mode} {count + 1}")
                if sys.argv[6]:
                    subprocess.run(sys.argv[6], shell=True, check=True, stdout=-3)
                output = FORMATS[(turn // every + at) % len(FORMATS)]
                count += 1
                words = [word.replace("@", str(count)) for word in words]
                try_one(problems, mode, name, words, output)
        look_at_files(problems, mode)
    print(f"{count} runs, {len(secrets())} secrets")
    for problem in problems[:40]:
        print(problem)
    if problems or not secrets():
        sys.exit(f"{len(problems)} places with a secret, {len(secrets())} secrets")


main()

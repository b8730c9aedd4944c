#!/usr/bin/env python3
"""Run the examples of the manual that show output, and compare.

    examples.py FILE...

In a block, a line that begins with "fentu " and lines that a shell knows are
commands; what follows a command and is none is its output, in which "..." stands
for any text, and a line end may stand anywhere, since pages are narrow. Prints "ok" or "not ok" for each, and fails when one differs, or
when output stands in a block without its command.
"""

import re
import subprocess
import sys


def blocks(path):
    """The examples of a page: (line number, lines)."""
    lines = open(path, encoding="utf-8").read().split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if path.endswith(".md"):
            if line.startswith("    "):
                yield number, [line[4:]]
        elif line == "```":
            if start is not None:
                yield start, lines[start:number - 1]
            start = None if start is not None else number
    assert start is None, f"{path}: a block is not closed"


def is_command(line):
    """Does a shell know its first word, or is it part of a compound?"""
    word = line.split(None, 1)[0] if line.split() else "#"
    if re.match(r"[a-z_]+=|#|[0-9|*]+\)|esac\b|\t|PATH=", line):
        return True
    return re.fullmatch(r"[a-z][a-z0-9_-]*", word) is not None \
        and not looks_like_output(line)


def continues(output, line):
    """A sentence of the output that was broken."""
    return bool(output) and not line.startswith("fentu ")


def looks_like_output(line):
    return re.match(r"(fentu|hint): |[\[{]\"|[\[{]$", line) is not None


def examples(path):
    """(line number, command, wanted output), where there is some."""
    for number, lines in blocks(path):
        is_shown = bool(lines) and lines[0].startswith("fentu ")
        if not is_shown:
            if any(looks_like_output(line) for line in lines):
                yield number, None, lines
            continue
        command, output = None, []
        for line in lines:
            if command and command.endswith("\\\\"):
                command = command[:-2] + line.strip()
            elif is_command(line) and not continues(output, line):
                if output:
                    yield number, command, output
                command, output = line, []
            else:
                output.append(line.replace("\\\\", "\\"))
        if output:
            yield number, command, output


def run(command):
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60)
    return done.stdout.decode().rstrip("\n")


def main():
    failed = 0
    for path in sys.argv[1:]:
        for number, command, wanted in examples(path):
            wanted = "\n".join(wanted).rstrip("\n")
            got = run(command) if command else "(no command)"
            pattern = re.escape(wanted).replace(r"\.\.\.", ".*") \
                .replace("\\\n", r"\s*")
            ok = command and re.fullmatch(pattern, got, re.DOTALL)
            failed += not ok
            print(f"{'ok' if ok else 'not ok'} {path}:{number} {command}")
            if not ok:
                print(f"# shown:\n{wanted}\n# comes:\n{got}")
    return 1 if failed else 0


sys.exit(main())

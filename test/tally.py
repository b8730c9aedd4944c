#!/usr/bin/env python3
"""Sum up test results and show what failed.

usage: tally.py FOLDER

FOLDER holds one file for each group of tests: TAP (*.tap), or the log that
meson writes (*.json: one JSON object a line, with each program's TAP inside).
Every subtest counts. A group that ends before its plan is done counts as one
more failure, and so does a skipped subtest: a test that did not run proves
nothing. The last line is "N passed, N failed".
"""

import json
import pathlib
import re
import sys

RESULT = re.compile(r"^(not )?ok\b\s*\d*\s*(?:- )?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
OUTPUT_LINES = 60  # of each failure
SKIP = re.compile(r"#\s*(skip|todo)\b", re.IGNORECASE)


class Tally:
    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []  # (group, title, lines of output)

    def tap(self, group, text, ended_well=True, errors=()):
        """Count one TAP stream. `errors` is what the program said beside."""
        lines = [*text.splitlines(), *errors]
        plan, count, failed, notes = None, 0, 0, []
        for line in text.splitlines():
            planned = PLAN.match(line)
            result = RESULT.match(line)
            if planned:
                plan = int(planned.group(1))
            elif result:
                count += 1
                notes = []
                if result.group(1):
                    failed += 1
                    self.failures.append((group, result.group(2), notes))
                elif SKIP.search(result.group(2)):
                    self.skipped += 1
                else:
                    self.passed += 1
            else:
                notes.append(line)
        if plan is None or count != plan:
            wanted = "no plan" if plan is None else f"{plan} planned"
            title = f"ended early: {wanted}, {count} ran"
            self.failures.append((group, title, lines))
        elif not ended_well and not failed:
            title = "all tests passed, but the program failed"
            self.failures.append((group, title, lines))
        elif failed:
            notes.extend(errors)

    def meson(self, group, text):
        for line in text.splitlines():
            test = json.loads(line)
            name = f"{group}: {test['name']}"
            errors = test.get("stderr", "").splitlines()
            self.tap(name, test["stdout"], test["result"] == "OK", errors)


def main():
    folder = pathlib.Path(sys.argv[1])
    tally = Tally()
    for path in sorted(folder.iterdir()):
        text = path.read_text(errors="replace")
        if path.suffix == ".tap":
            tally.tap(path.stem, text)
        elif path.suffix == ".json":
            tally.meson(path.stem, text)

    for group, title, output in tally.failures:
        print(f"\nFAILED {group}: {title}")
        for line in output[-OUTPUT_LINES:]:
            print(f"    {line}")
    summary = f"{tally.passed} passed, {len(tally.failures)} failed"
    if tally.skipped:
        summary += f", {tally.skipped} skipped"
    print(f"\n{summary}")
    return 0 if tally.passed and not tally.failures and not tally.skipped else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Generated records through out_probe, read back by Python's csv and json.

csv and json must say what was sent; of csv and tsv, controls are made visible
here in the same way, by a second implementation of the rule.
"""

import csv
import io
import json
import random
import subprocess
import sys

FIELDS = ["id", "text", "number", "truth", "list", "inner.part"]
CHARS = ["a", "Z", "0", " ", ",", '"', "'", ";", "\t", "\n", "\r", "\\", "=",
         "+", "-", "@", "\0", "\x1b", "\x7f", "\u009b", "\u00e9", "\u202e",
         "\u200b", "\u200d", "\u2028", "\ufeff", "\u20ac", "\u65e5", "\U0001f69c", "\U000e0041"]
NUMBERS = ["0", "-5", "1.50", "1e400", "123456789012345678901234567890.10"]


def make_text(rng):
    return "".join(rng.choice(CHARS) for _ in range(rng.choice([0, 1, 2, 9])))


def make_record(rng, index):
    """A record as JSON text, since numbers must keep their spelling."""
    text, part = make_text(rng), make_text(rng)
    truth = rng.choice(["true", "false", "null"])
    number = rng.choice(NUMBERS)
    inner = json.dumps({"part": part}) if rng.random() < 0.8 else "null"
    source = '{"id": "r-%d", "text": %s, "number": %s, "truth": %s, ' \
        '"list": %s, "inner": %s, "unknown": [%s]}' % (
            index, json.dumps(text, ensure_ascii=rng.random() < 0.5), number,
            truth, json.dumps([text, 1]), inner, number)
    cells = {"id": "r-%d" % index, "text": text, "number": number,
             "truth": "" if truth == "null" else truth,
             "list": json.dumps([text, 1], separators=(",", ":")),
             "inner.part": "" if inner == "null" else part}
    return source, cells


def is_forbidden(code):
    return code < 0x20 or 0x7f <= code < 0xa0


def visible(text, kept):
    out = []
    for char in text:
        code = ord(char)
        if not is_forbidden(code) or char in kept:
            out.append(char)
        elif char in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char])
        elif code < 0x80:
            out.append("\\x%02x" % code)
        elif code < 0x10000:
            out.append("\\u%04x" % code)
        else:
            out.append("\\U%08x" % code)
    return "".join(out)


def run(probe, form, records, fields=()):
    done = subprocess.run([probe, form, *fields], check=True,
                          input=("[%s]" % ",".join(records)).encode(),
                          stdout=subprocess.PIPE)
    return done.stdout.decode()


def exact(text):
    return json.loads(text, parse_float=str, parse_int=str)


def csv_is_read_back(probe, rows):
    text = run(probe, "csv", [source for source, _ in rows], FIELDS)
    got = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    wanted = [FIELDS] + [[visible(cells[name], "\n\r\t") for name in FIELDS]
                         for _, cells in rows]
    return got == wanted and text.endswith("\r\n")


def one_empty_column_is_read_back(probe, _):
    text = run(probe, "csv", ['{"a":""}', '{}', '{"a":"x"}'], ["a"])
    got = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return got == [["a"], [""], [""], ["x"]]


def tsv_is_read_back(probe, rows):
    text = run(probe, "tsv", [source for source, _ in rows], FIELDS)
    got = [line.split("\t") for line in text.split("\n")[:-1]]
    wanted = [FIELDS] + [
        ["\\\\".join(visible(part, "") for part in cells[name].split("\\"))
         for name in FIELDS] for _, cells in rows]
    return got == wanted


def json_is_read_back(probe, rows):
    sources = [source for source, _ in rows]
    text = run(probe, "json", sources)
    return exact(text) == [exact(source) for source in sources] \
        and text.count("\n") == 1


def ndjson_is_read_back(probe, rows):
    sources = [source for source, _ in rows]
    lines = run(probe, "ndjson", sources).split("\n")
    return lines.pop() == "" \
        and [exact(line) for line in lines] == [exact(s) for s in sources]


def main():
    probe, count = sys.argv[1], int(sys.argv[2])
    rng = random.Random(7)
    rows = [make_record(rng, i) for i in range(count)]
    tests = [csv_is_read_back, one_empty_column_is_read_back,
             tsv_is_read_back, json_is_read_back, ndjson_is_read_back]
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        ok = test(probe, rows)
        print("%sok %d - %s" % ("" if ok else "not ", number, test.__name__))


main()

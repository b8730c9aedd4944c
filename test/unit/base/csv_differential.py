#!/usr/bin/env python3
"""Generated CSV, whole and damaged, through csv_probe and Python's csv.

What csv_probe accepts must say the same to Python in its strict mode; what
Python refuses must be refused. csv.h is stricter in three ways, and only in
these: a quote within a plain cell, a NUL, invalid UTF-8.
"""

import csv
import io
import json
import random
import struct
import subprocess
import sys

csv.field_size_limit(1 << 30)
CELL_MAX = 128 * 1024
CHARS = list("aZ ,\"\n\r;\t'") + ["\r\n", "\u00e4", "\u20ac", "\U0001f600",
                                  "\ufeff", "\u0085", "\u2028"]
DAMAGE = list(b'",\n\r a\x00\x80\xc3\xff')
STRICTER = ("a quote within a cell", "a NUL byte", "invalid UTF-8")


def make_cell(rng):
    long = rng.random() < 0.1
    text = "".join(rng.choice(CHARS)
                   for _ in range(rng.randrange(40 if long else 4)))
    plain = not any(char in text for char in ',"\n\r')
    if plain and rng.random() < 0.7:
        return text
    return '"%s"' % text.replace('"', '""')


def make_text(rng):
    rows = [",".join(make_cell(rng) for _ in range(rng.randrange(1, 6)))
            for _ in range(rng.randrange(8))]
    end = rng.choice(["\n", "\r\n", "\r"])
    text = end.join(rows) + rng.choice(["", end, end + end])
    return rng.choice(["", "", "\ufeff"]) + text


def damage(rng, text):
    text = bytearray(text)
    for _ in range(rng.choice([0, 0, 1, 2])):
        at = rng.randrange(len(text) + 1)
        way = rng.randrange(3)
        if way == 0:
            text.insert(at, rng.choice(DAMAGE))
        elif way == 1 and at < len(text):
            del text[at]
        elif at < len(text):
            text[at] = rng.choice(DAMAGE)
    return bytes(text)


def reference(text):
    """The rows, or None for what is to be refused."""
    try:
        file = io.StringIO(text.decode("utf-8-sig"), newline="")
        rows = [row for row in csv.reader(file, strict=True) if row]
    except (UnicodeError, csv.Error):
        return None
    return rows


def main():
    probe, count = sys.argv[1], int(sys.argv[2])
    rng = random.Random(20250304)
    texts = [damage(rng, make_text(rng).encode()) for _ in range(count)]
    texts += [b"a\n" + b"x" * 1000000, b'a\n"' + b"x" * 1000000 + b'"',
              b"x" * CELL_MAX]
    stdin = b"".join(struct.pack("<I", len(t)) + t for t in texts)
    lines = subprocess.run([probe], input=stdin, stdout=subprocess.PIPE,
                           check=True, timeout=100).stdout.split(b"\n")
    assert lines.pop() == b"" and len(lines) == len(texts)
    print("1..3")
    good = 0
    for text, line in zip(texts[:count], lines):
        wanted, said = reference(text), json.loads(line)
        refused = isinstance(said, str)
        stricter = refused and any(why in said for why in STRICTER)
        if not stricter and (None if refused else said) != wanted:
            sys.exit("not ok 1 - they differ on %r: %r" % (text, line))
        good += not refused
    print("ok 1 - they agree on %d documents" % count)
    enough = good > count / 3 and count - good > count / 10
    print("%s 2 - %d of them are CSV" % ("ok" if enough else "not ok", good))
    long = [json.loads(line) for line in lines[count:]]
    told = all(said.startswith("line 2, cell 1: 1000000 bytes")
               for said in long[:2]) and long[2] == [["x" * CELL_MAX]]
    print("%s 3 - a cell of 1,000,000 bytes is refused with its line"
          % ("ok" if told else "not ok"))


if __name__ == "__main__":
    main()

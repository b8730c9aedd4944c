#!/usr/bin/env python3
"""Generated documents, whole and damaged, through js_probe and Python's json.

Both must agree on what is JSON, and on what it says. Where Python is laxer
than RFC 8259 or than js.h (NaN, doubled keys, depth) the reference below is
made as strict. A surrogate that stands alone is U+FFFD to both.
"""

import json
import random
import re
import struct
import subprocess
import sys

DEPTH_MAX = 64
CHARS = ["a", "Z", " ", "/", "\\", '"', "\n", "\0", "\x1f", "\x7f", "\u0085",
         "\u00e9", "\u20ac", "\u202e", "\ud7ff", "\ue000", "\uffff",
         "\U0001f600", "\U0010ffff"]
NUMBERS = ["0", "-0", "1", "-17", "3.50", "1e400", "-1E-7", "0.0e+0",
           "18446744073709551616", "123456789012345678901234567890"]
DAMAGE = list(b'{}[]:,"\\ \t\n\r0159-+.eEutfn/\x00\x1f\x80\xbf\xc0\xc3\xe2'
              b'\xed\xf0\xf4\xff')


def spell(rng, text):
    out = ['"']
    for char in text:
        code = ord(char)
        way = rng.random()
        if char in '"\\' or code < 0x20 or way < 0.2:
            short = {'"': '"', "\\": "\\", "/": "/", "\n": "n"}.get(char)
            if short and way < 0.5:
                out.append("\\" + short)
            elif code > 0xffff:
                code -= 0x10000
                out.append("\\u%04x\\u%04X" % (0xd800 + (code >> 10),
                                               0xdc00 + (code & 0x3ff)))
            else:
                out.append("\\u%04x" % code)
        else:
            out.append(char)
    return "".join(out) + '"'


def make_string(rng):
    long = rng.random() < 0.2
    return "".join(rng.choice(CHARS)
                   for _ in range(rng.randrange(40 if long else 4)))


def space(rng):
    return rng.choice(["", "", "", " ", "\n\t", "\r\n  "])


def make_value(rng, depth):
    kind = rng.randrange(4 if depth > 5 else 8)
    if kind == 0:
        return rng.choice(["null", "true", "false"])
    if kind == 1:
        return rng.choice(NUMBERS)
    if kind < 4:
        return spell(rng, make_string(rng))
    count = rng.randrange(60 if rng.random() < 0.03 else 6)
    parts = []
    for _ in range(count):
        part = make_value(rng, depth + 1)
        if kind >= 6:
            key = spell(rng, make_string(rng))
            part = key + space(rng) + ":" + space(rng) + part
        parts.append(space(rng) + part + space(rng))
    inside = ",".join(parts) or space(rng)
    return "{%s}" % inside if kind >= 6 else "[%s]" % inside


def damage(rng, text):
    text = bytearray(text)
    for _ in range(rng.choice([0, 1, 1, 2])):
        at = rng.randrange(len(text) + 1)
        way = rng.randrange(4)
        if way == 0:
            text.insert(at, rng.choice(DAMAGE))
        elif way == 1 and at < len(text):
            del text[at]
        elif way == 2 and at < len(text):
            text[at] = rng.choice(DAMAGE)
        elif way == 3:
            del text[at:]
    return bytes(text)


def refuse(what):
    raise ValueError(what)


def replace(value):
    """Surrogates that stand alone become U+FFFD, as in js_text."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [replace(part) for part in value]
    return value


def no_doubled_keys(pairs):
    result = {replace(key): replace(value) for key, value in pairs}
    return result if len(result) == len(pairs) else refuse("doubled key")


def depth_of(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return 0
    return 1 + max((depth_of(part) for part in value), default=0)


def number(text):
    """A number as it was written, equal to nothing else."""
    return ("number", text)


def reference(text):
    """The value, or None for what is to be refused."""
    try:
        value = json.loads(text.decode("utf-8"), parse_int=number,
                           parse_float=number, parse_constant=refuse,
                           object_pairs_hook=no_doubled_keys)
        value = replace(value)
    except ValueError:  # UnicodeError and JSONDecodeError are kinds of it
        return None
    return None if depth_of(value) > DEPTH_MAX else (value,)


def reread(text):
    return replace(json.loads(text, parse_int=number, parse_float=number,
                              object_pairs_hook=no_doubled_keys))


def main():
    probe, count = sys.argv[1], int(sys.argv[2])
    rng = random.Random(20250304)
    texts = [damage(rng, (space(rng) + make_value(rng, 0)).encode("utf-8"))
             for _ in range(count)]
    texts += [b"[" * n + b"]" * n for n in (63, 64, 65, 5000)]
    stdin = b"".join(struct.pack("<I", len(t)) + t for t in texts)
    lines = subprocess.run([probe], input=stdin, stdout=subprocess.PIPE,
                           check=True, timeout=100).stdout.split(b"\n")
    assert lines.pop() == b"" and len(lines) == len(texts)
    good = 0
    print("1..2")
    for text, line in zip(texts, lines):
        try:
            wanted = reference(text)
        except RecursionError:
            wanted = None
        if (wanted is None) != line.startswith(b"no "):
            sys.exit("not ok 1 - they differ on %r: %r" % (text, line))
        if wanted is None:
            continue
        good += 1
        for form in line[4:].split(b"\t"):
            if reread(form.decode("utf-8")) != wanted[0]:
                sys.exit("not ok 1 - %r became %r" % (text, form))
    print("ok 1 - they agree on %d documents" % len(texts))
    enough = good > count / 10 and len(texts) - good > count / 10
    print("%s 2 - %d of them are JSON" % ("ok" if enough else "not ok", good))


if __name__ == "__main__":
    main()

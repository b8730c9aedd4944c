"""What a loss of power may leave of files that a program was writing.

Reads what test/mock/power_log.c noted down, and builds states of the disk. The
rules are those that every file system keeps, and no more:

- what was written to a file is there for certain once the file was synced;
  before, it may be missing, be cut short, or read as zeros, block by block;
- a name that was made, replaced or removed is so for certain once its folder
  was synced; before, each may have come to the disk or not, in any order;
- a rename is there or not, never half.

A call that syncs is known by who made it: the names of three functions,
innermost first.
"""

import collections
import functools
import pathlib
import random
import shutil
import subprocess

BLOCK = 512

Op = collections.namedtuple("Op", "ms kind args data site")


class Sites:
    """The names of functions, from addresses in the programs of a build."""

    DEPTH = 3

    def __init__(self, *programs):
        self.programs = {path.name: path for path in programs}

    @functools.lru_cache(maxsize=None)
    def functions(self, frame):
        """What one frame stands for, inlined functions first, with places."""
        module, offset = frame.split("+")
        if module not in self.programs:
            return ()
        said = subprocess.run(
            ["addr2line", "-f", "-i", "-e", self.programs[module], offset],
            check=True, capture_output=True, text=True).stdout.split("\n")
        return tuple(zip(said[0::2], said[1::2]))

    def chain(self, frames):
        return [pair for frame in frames for pair in self.functions(frame)]

    def name(self, frames):
        pairs = self.chain(frames)[:self.DEPTH]
        place = pairs[-1][1].rpartition("/")[2].partition(":")[0]
        return " < ".join(name for name, _ in pairs) + f" in {place}"

    def place(self, frames):
        """FILE:LINE of the call itself."""
        place = self.chain(frames)[0][1].split(" ")[0]
        return place.rpartition("../")[2]


def read_log(path, sites):
    ops = []
    for line in path.read_text().splitlines():
        ms, kind, *args = line.split(" ")
        data = site = None
        if kind in ("write", "send"):
            data = bytes.fromhex(args.pop())
        elif kind == "sync":
            args, frames = args[:1], args[1:]
            site = (sites.name(frames), sites.place(frames))
        elif kind in ("create", "mkdir"):
            args = args[:2] + [" ".join(args[2:])]
        elif kind in ("rename", "link", "unlink", "exec"):
            args = " ".join(args).split("\t")
        ops.append(Op(int(ms), kind, args, data, site))
    return ops


class File:
    def __init__(self, mode, data=b""):
        self.mode, self.durable, self.pending = mode, data, []

    def synced(self):
        self.durable, self.pending = self.full(), []

    def full(self, ops=None):
        data = bytearray(self.durable)
        for kind, at, more in self.pending if ops is None else ops:
            if kind == "truncate":
                del data[at:]
                data.extend(bytes(at - len(data)))
            else:
                data.extend(bytes(max(0, at - len(data))))
                data[at:at + len(more)] = more
        return bytes(data)

    def zeroed(self):
        """The length is there, what was not synced reads as zeros."""
        return self.full([(kind, at, more if kind == "truncate" else
                           bytes(len(more))) for kind, at, more in self.pending])

    def untruncated(self):
        """What was cut off is there, what was written later, too."""
        return self.full([op for op in self.pending if op[0] == "write"])

    def some(self, rng):
        """Any of it."""
        full = bytearray(self.full())
        if not self.pending:
            return bytes(full)
        way = rng.randrange(7)
        if way == 0:
            return self.durable
        if way == 1:
            return self.zeroed()
        if way == 5:
            return self.untruncated()
        if way == 2:
            return self.full(self.pending[:rng.randrange(len(self.pending) + 1)])
        if way == 3 and len(full) > len(self.durable):
            return bytes(full[:rng.randrange(len(self.durable), len(full))])
        if way == 4:
            zeroed = self.zeroed()
            for at in range(0, len(full), BLOCK):
                if rng.randrange(2):
                    full[at:at + BLOCK] = zeroed[at:at + BLOCK]
        return bytes(full)


class Folder:
    def __init__(self, mode):
        self.mode, self.durable, self.pending = mode, {}, []

    def synced(self):
        self.durable, self.pending = self.full(), []

    def full(self, ops=None):
        names = dict(self.durable)
        for kind, name, node in self.pending if ops is None else ops:
            if kind == "add":
                names[name] = node
            elif kind == "remove":
                names.pop(name, None)
            else:
                if names.get(name) is node[1]:
                    del names[name]
                names[node[0]] = node[1]
        return names


class Disk:
    """From a folder as it is; then one call after the other."""

    def __init__(self, folder):
        self.numbers = {}
        self.root = self.take(folder)

    def take(self, path):
        stat = path.lstat()
        if path.is_dir():
            node = Folder(stat.st_mode & 0o777)
            node.durable = {entry.name: self.take(entry)
                            for entry in sorted(path.iterdir())}
        else:
            node = File(stat.st_mode & 0o777, path.read_bytes())
        self.numbers[stat.st_ino] = node
        return node

    def folder(self, path):
        node = self.root
        for part in path.split("/")[:-1]:
            node = node.full()[part]
        return node, path.split("/")[-1]

    def find(self, path):
        folder, name = self.folder(path)
        return folder.full()[name]

    def do(self, op, ignored=()):
        kind, args = op.kind, op.args
        if kind == "sync":
            if op.site[0] not in ignored and int(args[0]) in self.numbers:
                self.numbers[int(args[0])].synced()
        elif kind in ("create", "mkdir"):
            node = (File if kind == "create" else Folder)(int(args[1], 8))
            self.numbers[int(args[0])] = node
            folder, name = self.folder(args[2])
            folder.pending.append(("add", name, node))
        elif kind == "write":
            self.numbers[int(args[0])].pending.append(
                ("write", int(args[1]), op.data))
        elif kind == "truncate":
            self.numbers[int(args[0])].pending.append(
                ("truncate", int(args[1]), None))
        elif kind == "chmod":
            self.numbers[int(args[0])].mode = int(args[1], 8)
        elif kind == "unlink":
            folder, name = self.folder(args[0])
            folder.pending.append(("remove", name, None))
        elif kind == "link":
            folder, name = self.folder(args[1])
            folder.pending.append(("add", name, self.find(args[0])))
        elif kind == "rename":
            folder, name = self.folder(args[0])
            to_folder, to_name = self.folder(args[1])
            assert folder is to_folder, "a rename to another folder"
            node = self.find(args[0])
            folder.pending.append(("rename", name, (to_name, node)))

    # ---- states ----

    def state(self, names, data):
        """names(folder) and data(file) choose what there is."""
        found = {}

        def walk(folder, path):
            for name, node in sorted(names(folder).items()):
                at = f"{path}{name}"
                if isinstance(node, Folder):
                    found[at + "/"] = (node.mode, None)
                    walk(node, at + "/")
                else:
                    found[at] = (node.mode, data(node))

        walk(self.root, "")
        return found

    def extremes(self):
        old, new = (lambda node: node.durable), (lambda node: node.full())
        zeroed = lambda node: node.zeroed()
        yield self.state(old, old)
        yield self.state(new, new)
        yield self.state(new, old)
        yield self.state(new, zeroed)
        yield self.state(old, new)
        yield self.state(old, zeroed)
        yield self.state(new, lambda node: node.untruncated())
        folders = [node for node in set(self.numbers.values())
                   if isinstance(node, Folder) and len(node.pending) > 1]
        for folder in folders:
            for at in range(len(folder.pending)):
                for ops in ([folder.pending[at]],
                            folder.pending[:at] + folder.pending[at + 1:]):
                    names = lambda node, ops=ops, folder=folder: (
                        node.full(ops) if node is folder else node.full())
                    yield self.state(names, new)
                    yield self.state(names, old)

    def samples(self, rng, count):
        for _ in range(count):
            yield self.state(
                lambda node: node.full([op for op in node.pending
                                        if rng.randrange(2)]),
                lambda node: node.some(rng))


def key_of(state):
    return hash(tuple(sorted(state.items())))


def put_down(state, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for path, (mode, data) in state.items():
        at = pathlib.Path(folder, path)
        if data is None:
            at.mkdir()
        else:
            at.write_bytes(data)
        at.chmod(mode)

"""Runs that are killed, or fail, at one call that changes something on disk (points.c), and what must be true afterwards.

A scenario is a run with many changes at a tiny service: what was on the disk before it, the program's arguments, and the
result of an undisturbed run. A trial disturbs that run once or several times, and then lets the program run again
undisturbed. Whatever happened, each change must then be in one published run, the state must be that of undisturbed runs,
and nothing else may be left.

What this cannot show: a machine that loses power also loses what was written but never synced. A killed process does not.
That each step is synced before the next begins is read from the log of calls (test_kill_points.py, Order).
"""

import csv
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import zlib
from collections import Counter
from contextlib import closing, contextmanager

from harness import HANG_SECONDS, KEY, RELEASE, TABLES
from tiny import Account, Answers, Tiny

HERE = os.path.dirname(os.path.abspath(__file__))
WARM, BEFORE, DISTURBED, AGAIN, BETWEEN, LATER = ("2026-11-0%dT02:00:00Z" % day for day in (1, 2, 3, 4, 5, 6))
OTHER = "other.db"
MEMORY = (
    "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
)  # thousands of small files; on a disk they take twice as long
KILLED = -signal.SIGKILL
PERHAPS = ": perhaps committed; the next run publishes it or removes it"
# The last two come without a state, and need two failures: a renamed run cannot be renamed back, or cannot be synced.
PUBLISHED = (PERHAPS, ": committed; the next run publishes it", " is published although ", " is published, but ")


def build(folder):
    """The library to be preloaded."""
    library = os.path.join(folder, "points.so")
    flags = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-D_FILE_OFFSET_BITS=64", "-O1", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", library, os.path.join(HERE, "points.c"), "-ldl"], check=True)
    return library


def three_runs():
    """The service for three runs. In the third there are rows that are new, changed, gone, and back again."""
    first, second, third = Account(), Account(), Account()
    for one in (second, third):
        one.users["2"]["last_name"] = "changed"
    for records in (second.candidates, second.applications):
        del records["4"]  # in the third run they are back
    third.users["4"] = {**third.users["1"], "first_name": "new"}
    third.jobs["1"]["title"] = "changed"
    third.stages["12"] = ("1", "changed")
    third.questions["22"] = ("1", "new?")
    third.candidates["5"] = {"first_name": "new", "last_name": "y", "tags": ["red", "new"]}
    third.applications["5"] = {**third.applications["1"], "candidate_id": "5"}
    third.candidates["1"]["first_name"] = "changed"
    third.candidates["3"]["tags"] = ["tall"]
    for records in (third.candidates, third.applications, third.interviews):
        del records["2"]
    return Tiny(Answers(first), Answers(second), Answers(third))


class Point:
    """One call of an undisturbed run, from its log."""

    def __init__(self, number, line, folder):
        self.number = number
        self.call, size, name = line.split(" ", 2)
        self.bytes, self.name = int(size), "." if name == folder else name.replace(folder + "/", "")

    @property
    def kind(self):
        """Calls of one kind do the same to the same kind of file."""
        last = self.name.rsplit("/", 1)[-1]
        if last[:2] == "20":
            return self.call, "marker" if last.endswith(".state") else "run"
        sort = last.split(".", 1)[-1] if last.endswith(".gz") else last
        return self.call, sort

    def __str__(self):
        return "%d (%s %s)" % (self.number, self.call, self.name)


class Place:
    """A folder with an output directory in it, and the program run there."""

    def __init__(self, library, tiny, arguments, template=None):
        self.library, self.tiny, self.arguments = library, tiny, arguments
        self.folder = tempfile.mkdtemp(prefix="pinpoint-points-", dir=MEMORY)
        self.output = os.path.join(self.folder, "output")
        self.state = os.path.join(self.output, ".state")
        self.database = os.path.join(*((self.folder, OTHER) if OTHER in arguments else (self.state, "acme.db")))
        self.between = ()  # arguments of the run that comes next, if they are others
        self.temporary = os.path.join(self.folder, "temporary")
        os.mkdir(self.temporary)
        if template:
            shutil.copytree(template, self.folder, symlinks=True, dirs_exist_ok=True)

    def remove(self):
        shutil.rmtree(self.folder)

    def run(self, stand, now, at=None, log=None, arguments=None):
        """(status, lines that say why it failed)."""
        env = {"PATH": "/usr/bin:/bin", "HOME": self.folder, "TMPDIR": self.temporary, "PINPOINT_API_KEY": KEY}
        env.update(
            {"LD_PRELOAD": self.library, **({"POINTS_AT": at} if at else {}), **({"POINTS_LOG": log} if log else {})}
        )
        command = [
            RELEASE,
            "export",
            "--base-url",
            self.tiny.base(stand),
            "--account",
            "acme",
            "-o",
            "output",
            "--now",
            now,
        ]
        command += ["--concurrency", "1", "--threads", "1", *(self.arguments if arguments is None else arguments)]
        done = subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, timeout=HANG_SECONDS, stdin=subprocess.DEVNULL
        )
        assert not done.stdout, done.stdout
        said = [line for line in done.stderr.decode().splitlines() if line.startswith("pinpoint-export: ")]
        return done.returncode, [line for line in said if not line.startswith("pinpoint-export: warning: ")]

    def points(self, stand, now):
        """All calls of an undisturbed run."""
        log = os.path.join(self.folder, "log")
        status, said = self.run(stand, now, log=log)
        assert (status, said) == (0, []), (status, said)
        with open(log) as file:
            return [Point(1 + i, line.rstrip("\n"), self.folder) for i, line in enumerate(file)]

    # --- what is there

    def runs(self):
        if not os.path.isdir(self.output):
            return []
        return sorted(name for name in os.listdir(self.output) if name[0] == "2")

    def read_run(self, run):
        """(manifest, rows by table) of a complete run, which contains exactly what its manifest says."""
        folder, listed, rows = os.path.join(self.output, run), {"manifest.json"}, {}
        with open(os.path.join(folder, "manifest.json")) as file:
            manifest = json.load(file)
        assert manifest["run_id"] == run and manifest["complete"], run
        for name, table in manifest["tables"].items():
            rows[name] = []
            for one in table["files"]:
                listed.add(one["path"])
                with open(os.path.join(folder, one["path"]), "rb") as file:
                    raw = file.read()
                assert hashlib.sha256(raw).hexdigest() == one["sha256"], one["path"]
                text = zlib.decompress(raw, 31).decode()
                rows[name] += list(csv.DictReader(io.StringIO(text, newline="")))
            assert len(rows[name]) == table["rows"]["written"], name
        assert set(os.listdir(folder)) == listed, run
        return manifest, rows

    def latest(self):
        link = os.path.join(self.output, "latest")
        return os.readlink(link) if os.path.lexists(link) else None

    def dump(self):
        """The content of the state, with each time since the disturbed run replaced by the same one, and the runs."""
        if not os.path.exists(self.database) or os.path.getsize(self.database) == 0:
            return {}, {}
        with closing(sqlite3.connect(self.database)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            disturbed = db.execute("SELECT unixepoch(?)", (DISTURBED,)).fetchone()[0]
            content = {}
            for (name,) in db.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'runs'"
            ).fetchall():
                content[name] = sorted(
                    repr([new_as_one(value, disturbed) for value in row]) for row in db.execute("SELECT * FROM " + name)
                )
            runs = dict(db.execute("SELECT strftime('%Y%m%dT%H%M%SZ', at, 'unixepoch'), complete FROM runs").fetchall())
        return content, runs


def new_as_one(value, disturbed):
    return "new" if isinstance(value, int) and disturbed <= value < disturbed + 100 * 86400 else value


def changes_of(place, runs):
    """Each row that a run found new, changed or deleted, without its time; how often in all."""
    found = Counter()
    for run in runs:
        manifest, tables = place.read_run(run)
        for name, rows in tables.items():
            for row in rows:
                if row.pop("changed_at") == manifest["watermark"]:
                    gone = row["remote_deleted_at"]
                    row["remote_deleted_at"] = bool(gone)
                    assert gone in ("", manifest["watermark"]), (name, row)
                    found[name, tuple(row.values())] += 1
                else:
                    assert manifest["mode"] == "snapshot", (name, row)
    return found


class Scenario:
    """`first`: there was no run before. The place it begins from, and the result of an undisturbed run.

    `between`: arguments of runs of which each in turn is the one that comes next, before those of the scenario itself.
    """

    def __init__(self, library, tiny, name, arguments, first=False, between=()):
        self.library, self.tiny, self.name, self.arguments, self.first = library, tiny, name, arguments, first
        self.between = between
        self.with_state = "--no-state" not in arguments
        self.prepare()
        with self.place() as place:
            self.state_before = place.dump()
            self.points = place.points(2, DISTURBED)
            self.run(place, AGAIN)
            assert changes_of(place, place.runs()[-1:]) == Counter() or not self.with_state
            self.changes = changes_of(place, place.runs()[self.runs_before : self.runs_before + 1])
            self.state = place.dump()[0]

    def prepare(self):
        self.template = tempfile.mkdtemp(prefix="pinpoint-points-", dir=MEMORY)
        with closing_place(Place(self.library, self.tiny, self.arguments)) as place:
            for stand, now in () if self.first else ((0, WARM), (1, BEFORE)):
                assert place.run(stand, now) == (0, [])
            os.makedirs(place.output, exist_ok=True)
            for run in place.runs()[:-1]:
                shutil.rmtree(os.path.join(place.output, run))  # pruned, which anybody may do
            self.runs_before = len(place.runs())
            shutil.move(place.output, self.template)
            if os.path.exists(place.database):
                shutil.move(place.database, self.template)

    def remove(self):
        shutil.rmtree(self.template)

    @contextmanager
    def place(self, point=None):
        with closing_place(Place(self.library, self.tiny, self.arguments, self.template)) as place:
            if point and self.between:
                place.between = self.between[point.number % len(self.between)]
            yield place

    def run(self, place, now, at=None, arguments=None):
        return place.run(2, now, at, arguments=arguments or None)

    # --- trials

    def kill(self, point, how, again=()):
        """Killed there, and at other calls when it runs again. How many of these kills happened."""
        with self.place(point) as place:
            status, _ = self.run(place, DISTURBED, "%s %d 0" % (how, point.number))
            assert status == KILLED, status
            kills = 1
            self.check_visible(place)
            for number in again:
                status, _ = self.run(place, AGAIN, "before %d 0" % number, place.between)
                assert status in (KILLED, 0), status
                kills += status == KILLED
                self.check_visible(place)
            self.check_next(place)
            return kills

    def fail(self, point, number, how="fail"):
        """The status of a run in which that call fails."""
        with self.place(point) as place:
            status, said = self.run(place, DISTURBED, "%s %d %d" % (how, point.number, number))
            self.check_failed(place, status, said, 7)
            return status

    def interrupt(self, point, number):
        with self.place(point) as place:
            status, said = self.run(place, DISTURBED, "signal %d %d" % (point.number, number))
            if status == -number:  # it came before the program handled signals
                assert said == [], said
                self.check_visible(place)
                self.check_next(place)
            else:
                self.check_failed(place, status, said, 128 + number)
            return status

    def check_failed(self, place, status, said, failure):
        assert status in (0, failure), (status, said)
        assert len(said) == (status != 0), said
        text = "".join(said)
        seen = len(place.runs()) - self.runs_before
        self.check_visible(place)
        if status == 0:
            assert seen == 1
        elif not any(part in text for part in PUBLISHED):
            assert seen == 0, text
            assert place.dump() == self.state_before, text
            self.check_left(place)
        runs = self.check_next(place)
        whole = status == 0 or any(part in text for part in PUBLISHED[1:])
        assert PERHAPS in text or len(runs) == 1 + whole, text

    # --- checks

    def check_visible(self, place):
        """At any time: every visible run is complete, and what a consumer read does not change."""
        runs = [run for run in place.runs() if place.read_run(run)]
        latest = place.latest()
        assert latest is None or latest in runs, latest
        assert latest is not None or self.first, "the link was there before"

    def check_left(self, place):
        names = set(os.listdir(place.output)) if os.path.isdir(place.output) else set()
        assert names - {".state", "latest"} == set(place.runs()), names
        inside = set(os.listdir(place.state)) if os.path.isdir(place.state) else set()
        assert inside <= {"lock", "acme.db"}, inside
        assert os.listdir(place.temporary) == [], place.temporary

    def check_next(self, place):
        """The next run is undisturbed, and everything is as the scenario says. Its own runs since it began."""
        taken = {run: place.read_run(run)[0] for run in place.runs()}
        if place.between:
            assert self.run(place, BETWEEN, None, place.between) == (0, [])
            self.check_left(place)
        assert self.run(place, LATER) == (0, [])
        runs = place.runs()
        self.check_left(place)
        for run, manifest in taken.items():
            assert place.read_run(run)[0] == manifest, "%s is not what it was" % run
        assert place.latest() == runs[-1]
        new = runs[self.runs_before :]
        if not self.with_state:  # each run has everything
            assert all(changes_of(place, [run]) == self.changes for run in new), new
            return new
        state, known = place.dump()
        if place.between:  # their runs are of another state, or of none
            new = [run for run in new if run in known]
        assert changes_of(place, new) == self.changes, "changes are missing or reported twice"
        assert state == self.state, "the state differs from that of undisturbed runs"
        assert set(known) - set(self.state_before[1]) == set(new), (known, new)
        return new


@contextmanager
def closing_place(place):
    try:
        yield place
    finally:
        place.remove()


assert len(TABLES) == 12

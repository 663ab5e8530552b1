#!/usr/bin/env python3
"""Killed, or failing, at every call that changes something on disk: each change in one published run, and nothing left.

`make check` tries a sample of the points, `make check-kill` and `make check-long` each of them. See points.py.
"""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import LONG, RELEASE, default_signals, sample  # noqa: E402
from points import OTHER, Scenario, build, three_runs  # noqa: E402

WORKERS = 2
HARMLESS = ("unlink output/latest.new", "fchown output/.state/acme.db-journal", "fsync output/.state")
HARMLESS += ("chmod output/.state/acme.db", "chmod %s" % OTHER)  # done again after the next commit
HARMLESS += ("fchown %s-journal" % OTHER, "fsync .", "unlink marker", "unlink output/.state/latest.new")
SCENARIOS = (
    ("changes", ("--mode", "changes"), False, ()),
    ("snapshot", ("--mode", "snapshot"), False, ()),
    ("first run", ("--mode", "changes"), True, ()),
    ("without a state", ("--no-state",), False, ()),
    # The next run knows nothing of that state: it has none, or the usual one.
    ("state elsewhere", ("--mode", "changes", "--state", OTHER), False, (("--no-state",), ("--mode", "changes"))),
)
# What changes a file, by the names in the C library; whatever of it the program or SQLite calls has to be counted.
CHANGING = re.compile(
    r"(creat|f?reopen|fopen|open|openat|tmpfile|mkd?temp|mko?stemps?|p?write|p?writev|fsync|fdatasync|sync|syncfs"
    r"|sync_file_range|rename|renameat2?|link|linkat|symlink|symlinkat|unlink|unlinkat|remove|rmdir|mkdir|mkdirat|mknod"
    r"|mkfifo|f?truncate|fallocate|posix_fallocate|f?chmod|fchmodat|[fl]?chown|fchownat|utime|utimes|futimens|utimensat"
    r"|sendfile|splice|copy_file_range|f?setxattr|process_vm_writev)(64|64v2|v2)?"
)


class Points(unittest.TestCase):
    tried, scenarios = Counter(), []

    def sample(self, points, every, shift):
        """All points in `make check-long`; otherwise the first ones of some kinds, and every so many of the rest."""
        if LONG:
            return points
        firsts = {point.kind: point for point in reversed(points)}
        kinds = sorted(firsts.values(), key=lambda point: point.number)
        some = set(kinds[shift % 11 :: 11]) | set(points[shift % every :: every])
        return sorted(some, key=lambda point: point.number)

    def database(self, scenario):
        return OTHER if OTHER in scenario.arguments else "output/.state/acme.db"

    def each(self, word, trial, cases):
        """trial(scenario, case) for all of them; the message names all that go wrong. Counts what the trials returned."""
        began, results, wrong = time.monotonic(), Counter(), []

        def one(case):
            try:
                return trial(*case)
            except Exception as problem:
                wrong.append("%s, %s at %s: %r" % (case[0].name, word, " ".join(map(str, case[1:])), problem))

        with ThreadPoolExecutor(WORKERS) as pool:
            for case, result in zip(cases, pool.map(one, cases)):
                results[result] += 1
                self.tried[case[0].name, word] += 1
        if LONG:
            print(
                "%s: %d trials, %d wrong, %.1f s" % (word, len(cases), len(wrong), time.monotonic() - began), flush=True
            )
        self.assertEqual(wrong, [])
        self.assertGreater(len(cases), 8)
        return results


class Counted(Points):
    def test_every_call_that_changes_a_file_is_counted(self):
        listed = subprocess.run(["ldd", RELEASE], check=True, capture_output=True, text=True).stdout
        sqlite = re.search(r"libsqlite3\S* => (\S+)", listed).group(1)
        for path in (RELEASE, sqlite):
            wanted = {name for name in self.symbols(path, "U") if CHANGING.fullmatch(name)}
            self.assertGreater(len(wanted), 5)
            self.assertLessEqual(wanted, self.symbols(self.library, "T"), path)

    def symbols(self, path, letter):
        listed = subprocess.run(["nm", "-D", path], check=True, capture_output=True, text=True).stdout
        return set(re.findall(r" %s (\w+)" % letter, listed))

    def test_a_run_has_points_of_every_kind(self):
        for scenario in self.scenarios:
            kinds = {point.kind for point in scenario.points}
            wanted = {("write", "csv.gz"), ("write", "manifest.json"), ("rename", "run"), ("symlink", "latest.new")}
            if scenario.with_state:
                database = self.database(scenario).rsplit("/")[-1]
                journal = database + "-journal"
                wanted |= {("pwrite", database), ("pwrite", journal), ("unlink", journal)}
            self.assertLessEqual(wanted, kinds, scenario.name)

    def test_only_a_run_with_another_state_has_a_marker(self):
        for scenario in self.scenarios:
            calls = [point.call for point in scenario.points if point.kind[1] == "marker"]
            self.assertEqual(calls, ["open", "write", "fsync", "unlink"] if OTHER in scenario.arguments else [])


class Killed(Points):
    def test_before_a_call(self):
        cases = [(one, point) for n, one in enumerate(self.scenarios) for point in self.sample(one.points, 173, n)]
        self.each("killed before", lambda one, point: one.kill(point, "before"), cases)

    def test_after_a_call(self):
        cases = [(one, point) for n, one in enumerate(self.scenarios) for point in self.sample(one.points, 173, n + 1)]
        self.each("killed after", lambda one, point: one.kill(point, "after"), cases)

    def test_during_a_write(self):
        def writes(scenario):
            return [point for point in scenario.points if point.bytes > 1]

        cases = [(one, point) for n, one in enumerate(self.scenarios) for point in self.sample(writes(one), 31, n)]
        self.each("killed during", lambda one, point: one.kill(point, "half"), cases)

    def test_again_while_it_recovers(self):
        """Kills after kills. Recovery is among the first calls, so most trials are there."""
        cases = []
        for n, one in enumerate(self.scenarios):
            late = [
                point for point in one.points if point.kind[0] != "write" and point.number > len(one.points) * 2 // 3
            ]
            for i, point in enumerate(late[:: 2 if LONG else 23] + one.points[n :: 23 if LONG else 113]):
                seconds = [*range(1, 24, 2), 40, 70, 100] if LONG else [7 + (i + n) % 9]
                cases += [(one, point, (second, 1 + (i + 7 * n) % 24)) for second in seconds]
        kills = self.each("killed again", lambda one, point, again: one.kill(point, "after", again), cases)
        self.assertGreater(sum(kills[n] for n in kills if n > 1), len(cases) // 2, kills)


class Failing(Points):
    def check(self, reason, how, every):
        def trial(one, point):
            status = one.fail(point, reason, how)
            harmless = {"%s %s" % (point.call, point.name), "%s %s" % point.kind} & set(HARMLESS)
            whole = how == "fail" and harmless or point.kind == ("unlink", "marker")  # the last call of all
            assert status == 7 or whole, status
            return status

        cases = [
            (one, point) for n, one in enumerate(self.scenarios) for point in self.sample(one.points, every, n + reason)
        ]
        word = errno.errorcode[reason] + (" from there on" if how == "onward" else "")
        self.each(word, trial, cases)

    def test_the_disk_fails_once(self):
        self.check(errno.EIO, "fail", 199)

    def test_the_disk_is_full_once(self):
        self.check(errno.ENOSPC, "fail", 199)

    def test_the_disk_stays_full(self):
        self.check(errno.ENOSPC, "onward", 173)


class Interrupted(Points):
    def test_by_signals(self):
        for number, every in ((signal.SIGTERM, 211), (signal.SIGINT, 257)):
            cases = [
                (one, point) for n, one in enumerate(self.scenarios) for point in self.sample(one.points, every, n)
            ]
            cases += [(one, one.points[3]) for one in self.scenarios]  # before the first request: it ends the run
            statuses = self.each(number.name, lambda one, point, sent=number: one.interrupt(point, sent), cases)
            self.assertLessEqual(set(statuses), {0, 128 + number, -number})
            self.assertTrue(statuses[128 + number] and statuses[0], statuses)


class Order(Points):
    """Each step is on disk before the next begins, as far as the log shows it: this matters when a machine loses power."""

    def first(self, points, call, name):
        return self.after(points, 0, call, name)

    def after(self, points, number, call, name):
        return next(p.number for p in points if p.number > number and (p.call, p.name) == (call, name))

    def last(self, points, call, name):
        return max(point.number for point in points if (point.call, point.name) == (call, name))

    def test_each_step_is_synced_before_the_next_begins(self):
        for scenario in self.scenarios:
            with self.subTest(scenario.name):
                self.check(scenario.points, self.database(scenario) if scenario.with_state else None)

    def check(self, points, database):
        published = next(point.name for point in points if point.kind == ("rename", "run"))
        staging = published.replace("output/", "output/.state/")
        files = {point.name for point in points if point.call in ("open", "write") and point.name.startswith(staging + "/")}
        self.assertEqual(len(files), 13)
        steps = [self.last(points, "fsync", name) for name in files]
        for name in files:
            self.assertLess(self.last(points, "write", name), self.last(points, "fsync", name), name)
        order = []
        if database == OTHER:
            order = [self.first(points, call, staging + ".state") for call in ("write", "fsync")]
            order.append(self.first(points, "mkdir", staging))
        order += [max(steps), self.first(points, "fsync", staging)]
        if database:
            order += [self.after(points, order[-1], "fsync", "output/.state"), self.first(points, "pwrite", database)]
            order += [self.last(points, "pwrite", database), self.last(points, "fsync", database)]
            order.append(self.last(points, "unlink", database + "-journal"))
            order.append(
                self.after(points, order[-1], "fsync", os.path.dirname(database) or ".")
            )  # SQLite's, PRAGMA synchronous = EXTRA
        order.append(self.first(points, "rename", published))
        order.append(self.after(points, order[-1], "fsync", "output"))
        order += [self.last(points, "symlink", "output/.state/latest.new"), self.last(points, "rename", "output/latest")]
        order.append(self.last(points, "fsync", "output"))
        if database == OTHER:
            order.append(self.first(points, "unlink", staging + ".state"))
        self.assertEqual(order, sorted(order))
        self.assertEqual(len(set(order)), len(order))


def setUpModule():
    default_signals()
    folder = tempfile.mkdtemp(prefix="pinpoint-points-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    Points.library, tiny = build(folder), three_runs()
    unittest.addModuleCleanup(tiny.close)
    for case in SCENARIOS:
        Points.scenarios.append(Scenario(Points.library, tiny, *case))
        unittest.addModuleCleanup(Points.scenarios[-1].remove)


def tearDownModule():
    if LONG:
        words = Counter()
        for (_, word), count in Points.tried.items():
            words[word] += count
        print("%d trials: %s" % (sum(words.values()), ", ".join("%d %s" % (n, word) for word, n in words.items())))


if __name__ == "__main__":
    unittest.main()

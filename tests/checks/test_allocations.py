#!/usr/bin/env python3
"""Allocations fail (alloc.c, preloaded), no matter who requests them: the program, libcurl, OpenSSL, yajl, zlib, SQLite, the C library.

Either the run ends as out of memory: status 1, one line, nothing published, and the next run reports what this one would
have reported. Or the failure is survived, because the request is retried or a cache is optional, and the run is complete.
A run that ends does not free its memory. That surviving runs leak nothing is checked with valgrind.

A sample is part of `make check`; `make check-alloc` and `make check-long` let every one fail.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

from harness import LONG, RELEASE, TABLES, Service, main, sample  # noqa: E402

AT_ONCE = 2
SHOWN = 20  # failures
OUT_OF_MEMORY = "pinpoint-export: out of memory; free some memory and run again: nothing was lost or half published\n"
COMMITTED = "pinpoint-export: out of memory: committed; the next run publishes it\n"
PUBLISHED = "pinpoint-export: warning: out of memory, but the run is published whole\n"
AROUND_A_REQUEST = 520  # allocations before the end of a run that asks once
SURVIVED = re.compile(r"pinpoint-export: warning: /[\w/]+[,:] .*\(.*([Oo]ut of memory|no memory is left|memory shortage|Could not resolve host).*\).*; retrying (in|at once).*")
CHANGES = [
    {"name": "update", "resource": "candidates"},
    {"name": "add", "resource": "jobs"},
    {"name": "delete", "resource": "interviews"},
]


class Allocations(Service):
    program, size = RELEASE, 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = os.path.join(os.path.dirname(RELEASE), "alloc-%d.so" % os.getpid())
        subprocess.run(
            ["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1", "-shared", "-fPIC", "-o", cls.library]
            + [os.path.join(HERE, "alloc.c")],
            check=True,
        )
        cls.addClassCleanup(os.unlink, cls.library)

    def export_to(self, output, *arguments, fail=None, count=None):
        env = {"LD_PRELOAD": self.library, "ALLOC_FAIL": fail, "ALLOC_COUNT": count}
        return self.export("-o", output, *arguments, env=env)

    def how_many(self, *arguments, before=None):
        """Allocations of the undisturbed run, and what it says of the rows."""
        output, count = self.begin("undisturbed", before), self.path("count")
        self.assert_status(self.export_to(output, *arguments, count=count), 0)
        with open(count) as file:
            return int(file.read()), self.reported(output)

    def begin(self, name, before):
        output = self.path("run-" + name)
        if before:
            shutil.copytree(before, output, symlinks=True)
        return output

    def reported(self, output):
        """All the rows of all runs, by table and what became of them."""
        self.output, reported = output, Counter()
        for run in self.runs():
            for name, table in self.manifest(run)["tables"].items():
                reported.update({(name, kind): table["rows"][kind] for kind in ("created", "changed", "deleted")})
        return reported

    def check_case(self, case, arguments, before, wanted):
        """Each in a folder of its own; the checks of the harness look into `output`."""
        one = type(self)(self._testMethodName)
        one.folder, one.output = self.folder, self.begin(case, before)
        runs = one.runs()
        result = one.export_to(one.output, *arguments, fail=case)
        lines = result.err.splitlines(keepends=True)
        said = [line for line in lines if line.startswith("pinpoint-export: ") and not SURVIVED.match(line) and line != PUBLISHED]
        if result.status == 0:
            one.assertEqual(said, [], str(result))
        elif result.status == 7:
            # After the commit, be it before the rename or between that and `latest`: the next run does the rest.
            one.assertEqual((said, one.runs()[: len(runs)]), ([COMMITTED], runs), str(result))
            one.assertLessEqual(len(one.runs()), len(runs) + 1)
        else:
            one.assertEqual((result.status, said, one.runs()), (1, [OUT_OF_MEMORY], runs), str(result))
        if result.status:
            one.assertEqual(result.out, b"")
            one.assert_status(one.export("-o", one.output, *arguments), 0)
            one.assertEqual(len(one.runs()) - len(runs), 2 if result.status == 7 else 1, str(result))
        one.assertEqual(one.reported(one.output), wanted, str(result))
        for run in one.runs():
            one.assert_sound(run)
        shutil.rmtree(one.output)
        one.doCleanups()
        return result.status, any(SURVIVED.match(line) for line in lines)

    def check(self, arguments, before=None, once=1, all_later=1):
        """`once` and `all_later`: every how manyth of the allocations is tried."""
        arguments = ("--threads", "1", "--concurrency", "1", *arguments)
        count, wanted = self.how_many(*arguments, before=before)
        cases = [str(number) for number in range(1, count + 1, once)]
        cases += ["%d-" % number for number in range(1 + all_later // 2, count + 1, all_later)]

        def try_case(case):
            try:
                return self.check_case(case, arguments, before, wanted)
            except Exception as problem:
                failures.append("allocation %s: %s" % (case, problem))
                return None, False

        failures = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            seen = Counter(pool.map(try_case, cases))
        self.assertEqual(len(failures), 0, "\n\n".join(failures[:SHOWN]))
        print("%s: %d of %d allocations failed once, %d with all later ones; survived %d (%d with a retry), out of memory %d, "
              "after the commit %d" % (self._testMethodName, len(range(1, count + 1, once)), count,
              len(range(1 + all_later // 2, count + 1, all_later)), seen[0, False] + seen[0, True], seen[0, True],
              seen[1, False] + seen[1, True], seen[7, False] + seen[7, True]))  # fmt: skip
        self.assertGreater(seen[1, False], 0)
        return seen

    def test_a_first_run(self):
        self.check((), once=7 if LONG else 2003, all_later=61 if LONG else 5003)

    def test_a_second_run_with_changes(self):
        before = self.path("before")
        self.assert_status(self.export("-o", before), 0)
        self.sandbox.control({"changes": CHANGES})
        self.check(("--mode", "changes"), before, once=1 if LONG else 1601, all_later=29 if LONG else 3607)

    def ask(self, fail=None, count=None):
        env = {"LD_PRELOAD": self.library, "ALLOC_FAIL": fail, "ALLOC_COUNT": count}
        service = ("--base-url", self.base, "--account", "acme", "--tables", "jobs")
        return self.run_program("check", *service, "--retries", "1", env=env)

    def test_no_request_goes_without_its_query(self):
        """libcurl left out the query when it had no memory for it. The answer then has another form, and its rows are wrong."""
        count = self.path("count")
        self.assert_status(self.ask(count=count), 0)
        with open(count) as file:
            last = int(file.read())
        self.sandbox.log.clear()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            numbers = sample(range(last - AROUND_A_REQUEST, last + 1), 130)
            seen = Counter(pool.map(lambda number: self.ask(str(number)).status, numbers))
        self.assertLessEqual(seen.keys(), {0, 1})
        self.assertGreater(min(seen[0], seen[1]), 0)
        self.assertEqual([one.query for one in self.requests() if "page[number]" not in one.query], [])


if __name__ == "__main__":
    main()

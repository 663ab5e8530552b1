#!/usr/bin/env python3
"""Whole runs of the program under a watcher: valgrind's memcheck, or as a build with ThreadSanitizer in it.

`watched.py valgrind PROGRAM`, `watched.py threads PROGRAM`; make check-valgrind and make check-threads call it. Each run
has to end with the status it should have and to leave sound files; the watcher turns what it finds into another status.
"""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

from harness import TABLES, Service, main  # noqa: E402

FOUND = 99  # the status in which a watcher ends a run that it found something in
WATCHERS = {
    "valgrind": (
        ["valgrind", "-q", "--error-exitcode=%d" % FOUND, "--leak-check=full", "--show-leak-kinds=definite,possible",
         "--errors-for-leak-kinds=definite,possible", "--track-fds=no", "--child-silent-after-fork=yes"],
        {},
    ),
    "threads": ([], {"TSAN_OPTIONS": "exitcode=%d:halt_on_error=0:second_deadlock_stack=1" % FOUND}),
}  # fmt: skip
SECONDS = 300
watcher, seen = None, 0


class Watched(Service):
    size, heavy = 8, 40_000

    def launch(self, *arguments, env=None, **further):
        command, variables = WATCHERS[watcher]
        if command:
            # Seen as the program to start, so that the harness does the rest.
            script = self.path("watched")
            if not os.path.exists(script):
                self.write("watched", "#!/bin/sh\nexec %s %s \"$@\"\n" % (" ".join(command), PROGRAM), 0o700)
            self.program = script
        else:
            self.program = PROGRAM
        return super().launch(*arguments, env={**variables, **(env or {})}, **further)

    def run_program(self, *arguments, seconds=SECONDS, **further):
        global seen
        result = super().run_program(*arguments, seconds=seconds, **further)
        seen += 1
        self.assertNotEqual(result.status, FOUND, str(result))
        self.assertNotIn("==", result.err.replace("===", ""), str(result))
        return result

    def export_to_output(self, *arguments, status=0):
        result = self.export(*arguments)
        self.assert_status(result, status)
        return self.assert_sound()

    def several_runs(self, *arguments):
        """A first run, one with changes of every kind, one without, a snapshot; then the last run is verified."""
        self.export_to_output(*arguments)
        for change in ("update", "add", "delete"):
            for resource in ("jobs", "candidates", "applications", "interviews"):
                self.sandbox.control({"changes": [{"name": change, "resource": resource}]})
        manifest = self.export_to_output("--mode", "changes", *arguments)
        self.assertGreater(sum(table["rows"]["deleted"] for table in manifest["tables"].values()), 0)
        self.export_to_output("--mode", "changes", *arguments)
        self.export_to_output("--mode", "delta", *arguments)
        self.export_to_output(*arguments)
        self.assert_status(self.run_program("verify", os.path.join(self.output, self.runs()[-1])), 0)
        self.assert_status(self.run_program("status", "-o", self.output), 0)

    def test_csv_with_state_over_five_runs(self):
        self.several_runs("--threads", "2", "--concurrency", "4", "--page-size", "3")

    def test_ndjson_with_state_over_five_runs(self):
        self.several_runs("--format", "ndjson", "--threads", "4", "--max-file-size", "20KB")

    def test_without_state_and_to_standard_output(self):
        self.export_to_output("--no-state", "--threads", "4")
        self.assert_status(self.export("--stdout", "--tables", "candidates", "--threads", "4", "--gzip"), 0)

    def test_a_service_that_fails(self):
        self.faults(
            "status:resource=candidates,page=2,times=1,code=503",
            "cut:resource=jobs,times=1,at=900",
            "status:resource=interviews,code=403",
        )
        self.export_to_output("--page-size", "3", "--threads", "2", status=3)

    def test_runs_that_end_early(self):
        self.faults("status:resource=candidates,code=500")
        self.assert_failed(self.export("--retries", "1", "--threads", "2"), 5)
        self.faults("status:code=401")
        self.assert_failed(self.export(), 4)

    def test_golden_pages(self):
        golden = os.path.join(ROOT, "tests", "golden")
        for table in TABLES:
            folder = os.path.join(golden, table)
            pages = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
            for form in ("csv", "ndjson") if pages else ():
                result = self.run_program(
                    *("map", table, *(os.path.join(folder, name) for name in pages), "--format", form),
                    *("--account", "golden", "--now", "2026-11-23T02:00:00Z"),
                )
                self.assert_status(result, 0)
                with open(os.path.join(folder, "%s.%s" % (table, form)), "rb") as file:
                    self.assertEqual(result.out, file.read(), table)

    def test_schema_and_check(self):
        self.assert_status(self.run_program("check", "--base-url", self.base), 0)
        for form in ("text", "json"):
            self.assert_status(self.run_program("schema", "--as", form), 0)


if __name__ == "__main__":
    watcher, PROGRAM = sys.argv[1], os.path.abspath(sys.argv[2])
    if WATCHERS[watcher][0] and not shutil.which(WATCHERS[watcher][0][0]):
        sys.exit("watched: %s is not installed" % WATCHERS[watcher][0][0])
    subprocess.run([PROGRAM, "--version"], check=True, stdout=subprocess.DEVNULL)
    del sys.argv[1:3]
    main()

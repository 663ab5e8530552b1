#!/usr/bin/env python3
"""One case of each kind with sanitizers: `make check` runs most other cases with the release build (harness.py)."""

import base64
import json
import os
import re
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import CHECKED, HANG_SECONDS, ROOT, main  # noqa: E402
from several_runs import SeveralRuns  # noqa: E402
from stored import Stored  # noqa: E402

# What follows each command; the words in capitals stand for what the test made.
COMMANDS = {
    "export": ("SERVICE", "--mode", "changes", "--format", "ndjson"),
    "map": ("candidates", "PAGE"),
    "schema": ("jobs", "--as", "postgres"),
    "check": ("SERVICE",),
    "verify": ("RUN",),
    "status": ("-o", "OUTPUT"),
    "manual": ("man",),
    "load": ("RUN", "--as", "duckdb"),
    "push": ("STORE", "-o", "OUTPUT"),
    "report": ("OUTPUT",),
    "prune": ("-o", "OUTPUT", "--keep", "1"),
}
# How a run ends, and which fault of the service causes that.
FAULTS = (
    (0, "cut:resource=candidates,times=1,at=900"),
    (0, "status:resource=jobs,times=1,code=503"),
    (0, "reject:resource=jobs,part=stats"),
    (0, "heavy:resource=candidates,size=12", "--page-size", 20, "--retries", 3),
    (3, "forbid:resource=jobs"),
    (3, "status:resource=jobs,code=404,body=html"),
    (4, "forbid"),
    (4, "status:code=401"),
    (5, "status:resource=jobs,code=503"),
    (5, "cut:resource=candidates,at=900"),
    (5, "redirect:resource=users"),
    (5, "errors:resource=interviews"),
    (6, "body:resource=users,base64=" + base64.b64encode(b'{"data":[{"id":\xff}]}').decode()),
    (6, "data:resource=jobs,as=nested"),
    (6, "links:resource=candidates,next=https://elsewhere.invalid/"),
)


class Sanitized(Stored, SeveralRuns):
    program = CHECKED

    def test_each_command(self):
        self.next_run()
        listed = self.run_program("--help").out.decode().split("Commands:\n")[1].split("\n\n")[0]
        self.assertEqual(set(re.findall(r"^  (\w+)", listed, re.M)), set(COMMANDS), "each command needs a row above")
        page = json.dumps({"data": [one for one in self.sandbox.account.records("users")][:3]})
        known = {
            "SERVICE": self.service_arguments(),
            "PAGE": (self.write("page.json", page),),
            "RUN": (os.path.join(self.output, self.runs()[0]),),
            "OUTPUT": (self.output,),
            "STORE": self.destination(),
        }
        for command, arguments in COMMANDS.items():
            with self.subTest(command):
                words = [one for word in arguments for one in known.get(word, (word,))]
                self.assert_status(self.run_program(command, *words), 0)

    def test_each_mode_and_format_after_each_kind_of_change(self):
        for mode in ("snapshot", "changes", "delta"):
            for form in ("csv", "ndjson"):
                self.next_run("--format", form, mode=mode)
                for resource in ("jobs", "candidates", "applications"):
                    for change in ("add", "update", "delete"):
                        self.changes({"name": change, "resource": resource})

    def test_each_kind_of_fault(self):
        for status, line, *further in FAULTS:
            with self.subTest(line):
                self.sandbox.control({"reset": True})
                self.faults(line)
                self.next_run("--retries", "1", "--page-size", 8, *further, status=status)

    def test_each_status(self):
        with open(os.path.join(ROOT, "output", "README.md")) as file:
            listed = file.read().split("\n## Exit status\n")[1].split("\n## ")[0]
        statuses = {int(status) for status in re.findall(r"^\| (\d+) \|", listed, re.M)}
        here = {int(name.rpartition("_")[2]) for name in dir(self) if re.fullmatch(r"test_\w+_status_\d+", name)}
        self.assertEqual(statuses - {1}, here | {status for status, *_ in FAULTS}, "1 is a defect")

    def test_bad_usage_is_status_2(self):
        for arguments in (("--bogus",), ("--mode", "sometimes"), ("--tables", "none"), ("--config", "missing")):
            self.assert_one_error(self.export(*arguments), 2)
        self.assert_one_error(self.export("--config", self.write("config", "page-size = 0\n")), 2)

    def test_no_place_for_the_output_is_status_7(self):
        self.assert_one_error(self.export("--output", self.write("file", "")), 7)

    def hold(self, *arguments):
        self.faults("latency:resource=interviews,seconds=1000")
        process = self.launch_export(*arguments)
        self.wait_for(lambda: self.requests("interviews"))
        return process

    def test_a_locked_directory_is_status_8(self):
        self.hold()
        self.assert_one_error(self.export(), 8)

    def test_too_many_missing_records_are_status_9(self):
        self.account(size=60)
        self.next_run()
        for _ in range(25):
            self.changes({"name": "delete", "resource": "candidates"})
        self.next_run(status=9)

    def test_a_flipped_byte_is_status_10(self):
        self.next_run()
        (path,) = self.files("jobs")
        with open(path, "r+b") as file:
            file.seek(40)
            byte = file.read(1)
            file.seek(40)
            file.write(bytes([byte[0] ^ 1]))
        result = self.run_program("verify", os.path.join(self.output, self.runs()[0]))
        self.assert_status(result, 10)
        self.assertIn("jobs", result.err)

    def test_a_run_that_cannot_be_pushed_is_status_11(self):
        self.assert_status(self.export("--publish-to", "s3://none/exports", *self.destination()[2:]), 11)

    def test_signals(self):
        process = self.hold()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(HANG_SECONDS), 128 + signal.SIGTERM)
        self.assert_nothing_left()

    def test_a_reader_that_went_away(self):
        self.account(size=300)
        process = self.launch_export("--stdout", "--tables", "applications")
        process.stdout.close()
        self.assertEqual(process.wait(HANG_SECONDS), 141)


if __name__ == "__main__":
    main()

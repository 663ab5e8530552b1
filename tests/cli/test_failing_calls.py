#!/usr/bin/env python3
"""Disks that fail at any step, and clocks that jump: the run leaves nothing or is complete, and the next one succeeds."""

import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, main, sample  # noqa: E402
from shim import Shimmed, fault  # noqa: E402

DAY = 86400
YEAR = 365 * DAY
STEPS = (
    ("mkdir", "output"),
    ("mkdir", "/.state"),
    ("mkdir", "/.state/2"),
    ("open", "/.state/lock"),
    ("pwrite", "/.state/lock"),
    ("open", "/users.csv.gz"),
    ("open", "/manifest.json"),
    ("write", "/jobs.csv.gz"),
    ("write", "/manifest.json"),
    ("fsync", "/tags.csv.gz"),
    ("fsync", "/manifest.json"),
    ("fsync", "/.state/2"),
    ("close", "/interviews.csv.gz"),
    ("close", "/manifest.json"),
    ("rename", "output/2"),
)
REASONS = {"EIO": "Input/output error", "ENOSPC": "space", "EDQUOT": "quota", "EROFS": "Read-only"}


class Calls(Shimmed):
    def check_end(self, step, result):
        """One line, status 7, and no part of a run is visible."""
        self.assertEqual((result.status, len(result.errors), result.out), (7, 1, b""), "%s: %s" % (step, result))
        self.assertLessEqual(set(os.listdir(self.folder)), {"output"})
        seen = set(os.listdir(self.output)) if os.path.isdir(self.output) else set()
        self.assertLessEqual(seen, {".state"}, step)

    def check_next(self, step):
        result = self.export()
        self.assert_status(result, 0)
        self.assertEqual(result.errors, [])
        for run in self.runs():
            self.assert_sound(run)
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), self.runs()[-1])
        self.assertEqual(self.ids("candidates"), self.listed("candidates"), step)

    def test_every_step_for_every_reason(self):
        def check(one, case):
            (call, part), reason = case
            result = one.shimmed(faults=[fault(call, reason, part)])
            one.check_end(case, result)
            one.assertIn(REASONS[reason], result.errors[0])
            one.assertIn(one.output[len(one.folder) + 1 :], result.errors[0])
            one.check_next(case)

        cases = [(step, "EIO") for step in STEPS]
        cases += [(step, reason) for step in STEPS[4:8:2] + STEPS[-1:] for reason in ("ENOSPC", "EDQUOT", "EROFS")]
        self.each(check, sample(cases, 5))

    def test_a_file_system_that_cannot_sync_directories_causes_one_warning(self):
        """POSIX lets it refuse. The first sync of a directory shows it."""

        def check(one, reason):
            result = one.shimmed(faults=[fault("fsync", reason, "output/.state", 0, 1)])
            one.assert_exported(result)
            one.assertEqual(len(result.warnings), 1, str(result))
            one.assertIn("cannot sync directories", result.warnings[0])

        self.each(check, ("EINVAL", "ENOTSUP", "ENOTTY", "EIO"))
        result = self.shimmed(faults=[fault("fsync", "ENOSPC", "output/.state", 0, 1)])
        self.assert_one_error(result, 7, "output/.state", "free some space")
        self.assertEqual(self.requests(), [])

    def test_a_file_system_that_cannot_lock_files_is_named_before_the_first_request(self):
        result = self.shimmed(faults=[fault("fcntl", "ENOLCK", "/lock")])
        self.assert_one_error(result, 7, "output/.state/lock", "cannot be locked", "--output")
        self.assertEqual(self.requests(), [])

    def test_the_link_to_the_latest(self):
        """The last step: if it fails, the run is complete or not visible, and the next run corrects it."""

        def check(one, case):
            result = one.shimmed(faults=[fault(case[0], case[1], "/latest")])
            one.assert_one_error(result, 7, "latest")
            one.assertFalse(os.path.lexists(os.path.join(one.output, "latest")))
            one.check_next(case)

        self.each(check, [(call, reason) for call in ("symlink", "rename") for reason in ("EIO", "ENOSPC")])

    def test_a_disk_that_fills_up_after_any_write(self):
        """Each write in turn writes half and fails."""

        def check(one, skip):
            result = one.shimmed("--gzip-level", "1", faults=[fault("write", "ENOSPC", "output", skip)])
            one.check_end(skip, result)
            one.check_next(skip)

        self.each(check, range(0, 13, 3))

    def test_leftovers_that_cannot_be_removed(self):
        """They change neither the message of the failed run nor the next run."""
        result = self.shimmed(faults=[fault("write", "ENOSPC", "/jobs.csv.gz"), fault("unlink", "EIO", "csv.gz")])
        self.assert_one_error(result, 7, "jobs.csv.gz", "space")
        self.check_next("leftovers")

    def test_rows_that_wait(self):
        self.account(size=100, heavy=200_000)
        for reason in ("EIO", "ENOSPC"):
            # An unlinked file: its name in /proc ends so.
            result = self.shimmed("--tables", "candidates", faults=[fault("pwrite", reason, "(deleted)")])
            self.assert_failed(result, 7, REASONS[reason])

    def test_the_metrics_file(self):
        """The run succeeds, and the last numbers stay."""
        old = "# HELP pinpoint_export_rows of an older run\n"
        self.write("run.prom", old)
        for call, part in (("open", "run.prom"), ("write", "run.prom"), ("fsync", "run.prom"), ("rename", "run.prom")):
            result = self.shimmed("--metrics-file", "run.prom", faults=[fault(call, "EIO", part)])
            self.assert_status(result, 0)
            self.assertEqual(len(result.warnings), 1)
            self.assertIn("--metrics-file", result.warnings[0])
            with open(self.path("run.prom")) as file:
                self.assertEqual(file.read(), old)
            self.assertFalse(os.path.exists(self.path("run.prom.new")), call)

    def test_standard_output(self):
        for reason in ("EIO", "ENOSPC"):
            result = self.shimmed("--stdout", "--tables", "users", faults=[fault("write", reason, "pipe:", 1, 1)])
            self.assertIn(result.status, (0, 7))  # the pipe may be standard error's
        with open(self.path("rows"), "wb") as rows:
            result = self.shimmed("--stdout", "--tables", "users", stdout=rows, faults=[fault("write", "EIO", "/rows")])
        self.assert_one_error(result, 7, "standard output", "Input/output error")

    def test_a_signal_right_before_a_call_that_blocks(self):
        """It does not interrupt that call, and still ends the run."""
        self.account(size=3000)
        env = {"LD_PRELOAD": self.library, "SHIM_FAULTS": "blocked %d 0 1 pipe:" % signal.SIGTERM}
        for process in (
            self.launch_export("--stdout", "--tables", "applications", env=env),
            self.launch("map", "users", stdin=subprocess.PIPE, env=env),
        ):
            self.assertEqual(process.wait(HANG_SECONDS), 128 + signal.SIGTERM)

    def test_a_committed_run_stays_if_its_manifest_cannot_be_looked_up(self):
        """Only a run without a manifest was not committed; others are not removed."""
        self.assert_status(self.export("--now", "2026-11-01T02:00:00Z"), 0)
        run = self.runs()[0]
        os.rename(self.path("output", run), self.path("output", ".state", run))
        result = self.shimmed("--now", "2026-11-02T02:00:00Z", faults=[fault("lstat", "EIO", "/manifest.json")])
        self.assert_status(result, 0)
        self.assertEqual(self.runs(), [run, "20261102T020000Z"])

    def silent(self, *arguments):
        service = ("--base-url", "https://silent.invalid/api/v1", "--account", "acme", "--retries", "0", *arguments)
        env = {"LD_PRELOAD": self.library, "SHIM_FAULTS": "getaddrinfo 1000 0 0 silent"}
        return self.launch("export", *service, env=env)

    def test_a_name_server_that_is_silent(self):
        """It delays neither a time-out nor a signal."""
        process = self.silent("--timeout", "1")
        _, err = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual((process.returncode, b"timed out" in err), (5, True), err)
        process = self.silent()
        self.wait_for(lambda: os.path.isdir(self.path("output", ".state")))
        self.wait_until_idle(process)
        process.terminate()
        self.assertEqual(process.wait(HANG_SECONDS), 128 + 15)


class State(Shimmed):
    """The state file may fail at any step too: each change is in exactly one run, and the message of the failed run is true."""

    CASES = (
        *(("open", ".db", 0), ("pwrite", ".db", 0), ("pwrite", ".db", 1), ("pwrite", ".db", 3), ("pwrite", ".db", 6)),
        *(("fsync", ".db", 0), ("fsync", ".db", 1), ("fsync", ".db", 2), ("open", ".db-journal", 0)),
        *(("pwrite", ".db-journal", 0), ("rename", "output/2", 0), ("symlink", "latest", 0), ("rename", "latest", 0)),
    )

    def changed(self):
        return [self.manifest(run)["tables"]["candidates"]["rows"]["changed"] for run in self.runs()]

    def check(self, case, times):
        call, part, skip = case
        self.assert_status(self.export(), 0)
        self.faults("update:resource=candidates,attribute=first_name,value=%22Zed%22")
        result = self.shimmed("--mode", "changes", faults=[fault(call, "EIO", part, skip, times)])
        self.assertIn(result.status, (0, 7), str(result))
        self.assertEqual(len(result.errors), int(result.status == 7), str(result))
        committed = result.status == 0 or ": committed; the next run publishes it" in result.err
        unknown = ": perhaps committed; the next run publishes it or removes it" in result.err
        self.assertFalse(unknown and times, "the disk is well again, and can be asked")
        before = len(self.runs())
        self.assert_status(self.export("--mode", "changes"), 0)
        self.assertEqual(sum(self.changed()), 1, str(result))
        self.assertIn(len(self.runs()), (2, 3) if unknown else (3,) if committed else (2,), str(result))
        self.assertLessEqual(before, len(self.runs()) - 1)
        for run in self.runs():
            self.assert_sound(run)

    def test_each_step_fails_once_or_always(self):
        cases = [(case, 1) for case in self.CASES] + [(case, 0) for case in self.CASES[::4]]
        self.each(lambda one, case: one.check(*case), sample(cases, 5))

    def test_a_first_run(self):
        def check(one, case):
            call, part, skip = case
            one.assertIn(one.shimmed(faults=[fault(call, "ENOSPC", part, skip)]).status, (0, 7))
            one.assert_status(one.export(), 0)
            for run in one.runs():
                one.assert_sound(run)
            one.assertEqual(one.ids("candidates"), one.listed("candidates"))

        self.each(check, self.CASES[1::3])


class Clock(Shimmed):
    def check(self, result):
        self.assert_exported(result)
        for resource in ("users", "jobs", "candidates", "applications", "interviews"):
            self.assertEqual(self.ids(resource), self.listed(resource))
        manifest = self.manifest()
        self.assertLessEqual(manifest["started_at"], manifest["finished_at"])
        return manifest

    def test_it_jumps_during_a_run(self):
        """The first reading of the clock is not the run's time. A jump after that may be seen by the first answer."""

        def check(one, case):
            calls, seconds = case
            one.account(size=30)
            one.faults("status:resource=candidates,page=2,times=1,code=503")
            result = one.shimmed("--page-size", "7", "--log-format", "json", clock="%d %d" % case)
            for line in result.err.splitlines():
                json.loads(line)
            if calls == 1 or result.status == 7:
                one.assert_status(result, 7)
                one.assertIn("this machine's clock is", result.err)
                one.assert_nothing_left()
            else:
                one.assert_status(result, 0)
                one.check(result)

        cases = [(calls, jump) for calls in (1, 2, 4, 1000) for jump in (YEAR, -YEAR, 70 * YEAR)]
        self.each(check, sample(cases, 4))

    def test_it_is_wrong_from_the_start(self):
        """Before 1970, after 2038, after 2106, and by a day: nothing is published. Then it is set."""
        cases = (
            *((-100 * YEAR, "36500 days behind"), (15 * YEAR, "5475 days ahead of"), (100 * YEAR, "36500 days ahead of")),
            *((DAY + 3600, "25 hours ahead of"), (-DAY - 3600, "hours behind")),
        )
        for seconds, words in cases:
            result = self.shimmed(clock="0 %d" % seconds)
            self.assert_failed(result, 7, "this machine's clock is ", words + " the service's", "set the clock")
        self.assertEqual(self.check(self.export())["previous_run_id"], None)

    def test_standard_output_too(self):
        result = self.shimmed("--stdout", "--tables", "users", clock="0 %d" % YEAR)
        self.assertEqual((result.status, len(result.errors)), (7, 1), str(result))

    def test_some_minutes_are_a_warning(self):

        def check(one, case):
            seconds, words = case
            result = one.shimmed(clock="0 %d" % seconds)
            one.check(result)
            one.assertEqual(len(result.warnings), 1 if words else 0, str(result))
            one.assertIn(words, result.err)

        self.each(
            check,
            (
                *((600, "10 minutes ahead of the service's"), (-7200 - 60, "2 hours behind the service's")),
                *((DAY - 3600, "23 hours ahead of the service's"), (240, ""), (-240, "")),
            ),
        )

    def test_the_service_may_be_the_one_that_is_wrong(self):
        """A time given by the user is not compared."""
        self.faults("clock:offset=%d" % -YEAR)
        self.assert_failed(self.export(), 7, "365 days ahead of the service's")
        result = self.export("--now", "2026-11-28T02:00:00Z")
        self.check(result)
        self.assertEqual(result.warnings, [])

    def test_only_an_answer_with_records_tells_the_time(self):
        """The others may come from a balancer."""
        wrong = "header:resource=users,times=1,field=Date,value=Tue%2C 01 Jan 2030 00:00:00 GMT"
        self.faults(wrong, "status:resource=users,times=1,code=503,body=html")
        self.assert_exported(self.export("--tables", "users"))
        self.faults(wrong)
        self.assert_failed(self.export("--tables", "users"), 7, "behind the service's", runs=self.runs())

    def test_an_answer_without_a_date_or_with_nonsense_tells_nothing(self):
        for value in ("", ",value=soon"):
            self.faults("header:field=Date" + value)
            self.assertEqual(self.shimmed("--no-state", clock="0 %d" % YEAR).warnings, [])

    def test_how_far_names_run_ahead_of_it(self):
        self.assert_status(self.export("--now", "2041-05-01T02:00:00Z"), 0)
        for second in (1, 2):
            result = self.export()
            self.check(result)
            self.assertEqual(self.runs()[-1], "20410501T02000%dZ" % second)
            self.assertEqual(len(result.warnings), 1)
            self.assertRegex(result.warnings[0], r"the last run is \d+ days ahead of this machine's clock.*20410501T02")

    def test_a_year_past_9999(self):
        result = self.shimmed(clock="0 %d" % (9000 * YEAR))
        self.assert_failed(result, 7, "clock")


if __name__ == "__main__":
    main()

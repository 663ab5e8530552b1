#!/usr/bin/env python3
"""The parts of scripts/fleet/ that need no engine: the list of accounts, the shares of the limit, the table, the schedule."""

import datetime
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from fractions import Fraction
from unittest import mock

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FLEET = os.path.join(ROOT, "scripts", "fleet")
sys.path.insert(0, FLEET)

import accounts  # noqa: E402
import export  # noqa: E402
import kubernetes  # noqa: E402
import night as nights  # noqa: E402
import pace  # noqa: E402
import summary  # noqa: E402
from accounts import Problem  # noqa: E402

HANG_SECONDS = 300
NOON = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.timezone.utc)


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, text="", mode=0o600):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path


class List(InFolder):
    def test_a_folder(self):
        paths = [self.write("list/%s" % name) for name in ("b.conf", "a-1.conf", "a.key")]
        self.assertEqual(accounts.read(self.folder + "/list"), [("a-1", paths[1]), ("b", paths[0])])

    def test_a_file(self):
        path = self.write("list", "# accounts\n\nb.conf\n  deep/a.conf  \n/c.conf\n")
        configs = [os.path.join(self.folder, name) for name in ("b.conf", "deep/a.conf")] + ["/c.conf"]
        self.assertEqual(accounts.read(path), list(zip("bac", configs)))

    def test_what_is_no_list(self):
        for text, problem in (
            ("# none\n", "lists no account"),
            ("a.conf\nb/a.conf\n", "two config files are named a"),
            ("a b.conf\n", "a b.conf: the name"),
            (".conf\n", "the name of an account"),
            ("-rf.conf\n", "the name of an account"),
            ("a" * 64 + ".conf\n", "63 at most"),
        ):
            with self.assertRaisesRegex(Problem, problem):
                accounts.read(self.write("list", text))
        with self.assertRaisesRegex(Problem, "cannot read the list"):
            accounts.read(self.folder + "/nowhere")

    def test_parts(self):
        listed = [("a%d" % number, "") for number in range(50)]
        parts = [accounts.part_of(listed, "%d/3" % part) for part in (1, 2, 3)]
        self.assertEqual(sorted(sum(parts, [])), sorted(listed))
        self.assertTrue(all(len(part) > 5 for part in parts))
        self.assertEqual(accounts.part_of(listed[:20], "2/3"), [one for one in parts[1] if one in listed[:20]])
        for text in ("0/3", "4/3", "1", "1/0", "a/b", "1/3 "):
            with self.assertRaisesRegex(Problem, "not a part"):
                accounts.part_of(listed, text)


class Shares(InFolder):
    def most_in_a_window(self, shared, jobs):
        """Requests in the worst window of the limit, if each place makes requests as fast as it may."""
        step = Fraction(shared.seconds, shared.share)
        times = [Fraction(place, 1000) + step * number for place in range(jobs) for number in range(3 * shared.share)]
        return max(sum(begin <= one < begin + shared.seconds for one in times) for begin in times)

    def test_all_places_together_keep_to_the_limit(self):
        for limit, jobs in (("120/60", 7), ("240/480", 4), ("240/480", 9), ("10/60", 10), ("11/3", 4)):
            shared = pace.Pace(limit, jobs)
            self.assertLessEqual(self.most_in_a_window(shared, jobs), shared.requests, (limit, jobs))
            self.assertGreater(shared.share * jobs, shared.requests / 2)

    def test_the_usual_limit_keeps_to_120_a_minute_too(self):
        shared = pace.Pace(pace.LIMIT, pace.JOBS)
        self.assertLessEqual(shared.requests / shared.seconds * 60, 120)
        self.assertEqual((shared.rate, shared.rest, shared.gap), ("60/480", 8, 2))

    def test_what_is_no_limit(self):
        for limit, jobs in (("240", 1), ("0/60", 1), ("240/0", 1), ("1/86401", 1), ("x/60", 1), ("240/480", 0), ("4/60", 5)):
            with self.assertRaises(Problem):
                pace.Pace(limit, jobs)

    def test_a_turn_comes_a_gap_after_the_last_one(self):
        path, waits = self.folder + "/starts", []
        with mock.patch.object(pace.time, "sleep", waits.append):
            for now in (100, 101, 110, 50):
                with mock.patch.object(pace.time, "time", lambda now=now: now):
                    pace.wait_for_turn(path, 3)
            with open(path, "w") as file:
                file.write("\0" * 8)
            pace.wait_for_turn(path, 3)
        self.assertEqual(waits, [0, 2, 0, 3, 0])


class Nights(InFolder):
    def test_a_night_goes_from_noon_to_noon(self):
        names = [nights.name_of_now(NOON + datetime.timedelta(hours=hours)) for hours in (-0.1, 0, 11, 13, 23.9)]
        self.assertEqual(names, ["20261127", "20261128", "20261128", "20261128", "20261128"])

    def test_what_was_published_is_not_missing(self):
        one = nights.Night(self.folder)
        listed = [("a%d" % status, "") for status in (0, 3, 11, 4, 143)] + [("damaged", ""), ("never", "")]
        for status in (0, 3, 11, 4, 143):
            one.record("a%d" % status, status, "", "")
        self.write("damaged.status", '{"status"')
        self.assertEqual([name for name, _ in one.missing(listed)], ["a4", "a143", "damaged", "never"])

    def test_the_last_line(self):
        self.write("a.log", "first\nsecond\n\n")
        self.write("b.log", "")
        one = nights.Night(self.folder)
        self.assertEqual([one.last_line(name) for name in "abc"], ["second", "", ""])


class Summary(unittest.TestCase):
    def test_the_exit_status(self):
        for statuses, status in (
            ([0, 0], 0), ([0, 3], 3), ([3, 11, 0], 11), ([0, 5], 12), ([11, 3, None], 12), ([0, 143], 12), ([1], 12),
        ):  # fmt: skip
            self.assertEqual(summary.exit_status(statuses), status, statuses)

    def test_the_table(self):
        lines = summary.table({"acme": 0, "bolt": 5, "cube": None, "dot": 0, "elk": 143}, {"bolt": "no answer"}.get)
        self.assertEqual(
            [line.replace("None", "").rstrip() for line in lines],
            [
                "status  accounts  meaning",
                "     0         2  complete",
                "     5         1  service or network",
                "   143         1  stopped by signal 15",
                "     -         1  not run, or not to its end",
                "               5  accounts",
                "",
                "bolt    5  no answer",
                "cube    -",
                "elk   143",
            ],
        )


class Schedule(InFolder):
    def options(self, **changed):
        known = {"limit": "240/480", "image": "registry/x:1", "claim": "data", "begin": "22:00", "hours": 8, "minutes": 60}
        return mock.Mock(**{**known, **changed})

    def test_starts_are_spread_over_the_night(self):
        self.assertEqual(kubernetes.starts(4, "22:00", 8), [1320, 0, 120, 240])
        self.assertEqual(kubernetes.starts(3, "00:30", 1), [30, 50, 70])

    def at_once(self, begins, minutes):
        """By counting, minute by minute over a day, who may still run."""
        late = kubernetes.LATE_MINUTES
        return max(sum((minute - begin) % 1440 <= minutes + late for begin in begins) for minute in range(1440))

    def test_how_many_run_at_once(self):
        for count, hours, minutes in ((1, 8, 60), (10, 8, 60), (200, 8, 60), (1000, 8, 5), (7, 24, 600), (5, 1, 1400)):
            begins = kubernetes.starts(count, "22:00", hours)
            self.assertEqual(kubernetes.at_once(begins, minutes), self.at_once(begins, minutes), (count, hours, minutes))

    def written(self, configs, further=(), **changed):
        listed = [(name, self.write(name + ".conf", text)) for name, text in configs.items()]
        to = io.StringIO()
        kubernetes.write(self.options(**changed), listed, further, to)
        return to.getvalue()

    def test_the_share_is_that_of_those_that_run_at_once(self):
        text = self.written({"a%d" % number: "" for number in range(32)}, minutes=30)  # a start each 15 minutes
        self.assertEqual(text.count('"--rate", "80/480"'), 32)
        self.assertEqual(text.count("activeDeadlineSeconds: 1800"), 32)

    def test_text_of_a_config_file_stays_text(self):
        hostile = 'subdomain = acme\n---\nkind: Pod # $name "{}\t\u00e9\U0001f600'
        line = next(line for line in self.written({"acme": hostile}).split("\n") if "account.conf:" in line)
        self.assertEqual(json.loads(line.split(":", 1)[1]), hostile)

    def test_what_cannot_be_written(self):
        for name in ("A", "a_b", "a.b", "a" * 37, "-a", "a-"):
            with self.assertRaisesRegex(Problem, "for Kubernetes"):
                kubernetes.name_of(name)
        for changed in ({"begin": "24:00"}, {"hours": 0}, {"minutes": 0}, {"claim": "a b"}):
            with self.assertRaises(Problem):
                self.written({"a": ""}, **changed)
        with self.assertRaisesRegex(Problem, "cannot share"):
            self.written({"a%d" % number: "" for number in range(300)}, hours=1)

    def pod(self, account, minute, **state):
        at = (NOON + datetime.timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
        labels = {"pinpoint-export/account": account}
        return {
            "metadata": {"name": "pod-%s-%d" % (account, minute), "creationTimestamp": at, "labels": labels},
            "status": {"containerStatuses": [{"state": state}]} if state else {},
        }

    def test_pods(self):
        ended = lambda status: {"terminated": {"exitCode": status}}  # noqa: E731
        pods = [
            self.pod("a", 5, **ended(0)), self.pod("a", 0, **ended(5)), self.pod("b", 0, **ended(3)), self.pod("c", 0, running={}),
            self.pod("d", 0), self.pod("e", -1500, **ended(0)), self.pod("gone", 0, **ended(0)),
        ]  # fmt: skip
        found, more = kubernetes.statuses([(name, "") for name in "abcde"], io.StringIO(json.dumps({"items": pods})), NOON)
        self.assertEqual(found, {"a": 0, "b": 3, "c": None, "d": None, "e": None})
        self.assertEqual([more("a"), more("e")], ["pod-a-5", "no pod in the last 24 hours"])
        for text in ("", "[]", '{"items": [1]}', '{"items": [{"metadata": {}}]}'):
            with self.assertRaisesRegex(Problem, "no list of pods"):
                kubernetes.statuses([("a", "")], io.StringIO(text), NOON)


class One(InFolder):
    """What an engine starts for an account, with a program of the test's own."""

    def setUp(self):
        super().setUp()
        self.night = nights.Night(self.folder)

    def start(self, script, rest=0, before=()):
        program = self.write("program", "#!/bin/sh\n" + script, 0o700)
        self.night.write_plan(
            {"program": program, "options": ["-q", "x y"], "accounts": [["a", "/a.conf"], ["b", "/b.conf"]], "rate": "1/2", "rest": rest, "gap": 0}
        )
        process = subprocess.Popen([*before, sys.executable, os.path.join(FLEET, "fleet.py"), "one", self.folder, "2"])
        self.addCleanup(process.kill)
        return process

    def wait_for(self, condition):
        end = time.monotonic() + HANG_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def test_it_runs_the_program_and_records_the_status(self):
        process = self.start('printf "<%s>" "$@" >&2; exit 5\n')
        self.assertEqual(process.wait(HANG_SECONDS), 5)
        self.assertEqual((self.night.status("a"), self.night.status("b")), (None, 5))
        self.assertEqual(self.night.last_line("b"), "<export><--config></b.conf><--rate><1/2><--no-progress><-q><x y>")

    def test_a_signal_reaches_the_program(self):
        process = self.start('trap "exit 143" TERM; echo ready >&2; while :; do sleep 0.05; done\n', rest=86400)
        self.wait_for(lambda: self.night.last_line("b") == "ready")
        process.send_signal(signal.SIGTERM)
        self.assertEqual((process.wait(HANG_SECONDS), self.night.status("b")), (143, 143))

    def test_a_signal_that_comes_before_the_program_is_known(self):
        running = export.Export.__new__(export.Export)
        running.process, running.has_begun, running.stopped = None, False, None

        def started(*_, **__):
            running.stop(signal.SIGTERM, None)
            return process

        process = mock.Mock(wait=lambda: 143)
        with mock.patch.object(export.subprocess, "Popen", started):
            self.assertEqual(running.run(["program"], None), 143)
        process.send_signal.assert_called_once_with(signal.SIGTERM)

    def test_a_signal_ends_the_rest(self):
        process = self.start("exit 3\n", rest=86400)
        self.wait_for(lambda: self.night.status("b") == 3)
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.wait(HANG_SECONDS), (3, 143))  # as it comes before the rest or within it

    def test_what_nohup_ignores_stays_ignored(self):
        process = self.start('echo ready >&2; until [ -e "${0%/*}/go" ]; do sleep 0.05; done\n', before=["nohup"])
        self.wait_for(lambda: self.night.last_line("b") == "ready")
        process.send_signal(signal.SIGHUP)
        self.write("go")
        self.assertEqual((process.wait(HANG_SECONDS), self.night.status("b")), (0, 0))

    def test_a_program_that_is_killed(self):
        self.assertEqual((self.start("kill -9 $$\n").wait(HANG_SECONDS), self.night.status("b")), (137, 137))

    def test_a_program_that_is_not_there(self):
        process = self.start("")
        os.unlink(self.folder + "/program")
        self.assertEqual(process.wait(HANG_SECONDS), 127)
        self.assertIn("cannot start", self.night.last_line("b"))


class CommandLine(InFolder):
    def fleet(self, *arguments, **further):
        command = [sys.executable, os.path.join(FLEET, "fleet.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=HANG_SECONDS, check=False, **further)

    def test_wrong_usage_is_status_2_and_one_line(self):
        self.write("list/a.conf")
        listed, to = self.folder + "/list", self.folder + "/nights"
        for arguments, problem in (
            (("sum", self.folder + "/nowhere", to), "cannot read"),
            (("sum", listed, to, "--part", "3/2"), "not a part"),
            (("parallel", listed, to, "--program", "/nowhere/program"), "not there"),
            (("parallel", listed, to, "--limit", "1", "--program", "/bin/true"), "not a limit"),
        ):
            done = self.fleet(*arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertRegex(done.stderr, "^fleet: .*" + problem)

    def test_an_engine_that_is_not_installed(self):
        self.write("list/a.conf")
        done = self.fleet("slurm", self.folder + "/list", self.folder + "/nights", "--program", "/bin/true", env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("sbatch and squeue and scancel is not installed", done.stderr)

    def test_the_sum_of_a_night(self):
        for name in ("a", "b"):
            self.write("list/%s.conf" % name)
        night = nights.Night(self.folder + "/nights/n.2of2")
        os.makedirs(night.folder)
        part = accounts.part_of(accounts.read(self.folder + "/list"), "2/2")
        for name, _ in part:
            night.record(name, 3, "", "")
        done = self.fleet("sum", self.folder + "/list", self.folder + "/nights", "--night", "n", "--part", "2/2")
        self.assertEqual(done.returncode, 3, done)
        self.assertIn("%6d  %8d  published, but incomplete" % (3, len(part)), done.stdout)
        self.assertEqual(self.fleet("sum", self.folder + "/list", self.folder + "/nights", "--night", "n").returncode, 12)


if __name__ == "__main__":
    unittest.main()

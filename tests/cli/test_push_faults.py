#!/usr/bin/env python3
"""Pushes that are interrupted, refused or disturbed: what is visible is complete at any time, and the next push does the rest."""

import fcntl
import os
import pty
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import closing

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, QUICK, RELEASE, ROOT, main, sample  # noqa: E402
from stored import NIGHTS, PREFIX, REGION, URL, Stored, run_of  # noqa: E402

FEW = ("--tables", "users,jobs,tags")
AT_ONCE = ("--retries", "2")  # tries follow within a second or two


class Small(Stored):
    """Runs of three files."""

    def nights(self, count, *arguments):
        return super().nights(count, *FEW, *arguments)

    def assert_pushed(self, result):
        self.assert_status(result, 0)
        self.assertEqual(result.errors, [], str(result))


class Killed(Small):
    program = QUICK

    def setUp(self):
        super().setUp()
        self.template = self.path("template")

    def launched(self):
        return self.launch_push("--output", self.output)

    def kill_at(self, number, done):
        """Kills a push as the store gets that request; `done`: the store does what it asks for all the same."""
        shutil.copytree(self.template, self.output, symlinks=True)
        self.store.reset()
        killed = threading.Event()
        process = None

        def each(request):
            if request.number != number:
                return
            killed.set()
            process.kill()
            process.wait(HANG_SECONDS)
            if not done:
                raise ConnectionError

        self.store.each = each
        gate = threading.Event()
        self.store.fault("stall", until=gate)
        process = self.launched()
        self.wait_for(lambda: self.store.log)
        gate.set()
        process.wait(HANG_SECONDS)
        self.assertTrue(killed.is_set())
        self.store.each = None
        self.assert_whole()
        self.assert_pushed(self.push())
        self.assertEqual(self.unpushed(), [])
        asked = len(self.store.log)
        self.assert_pushed(self.push())
        self.assertEqual(len(self.store.log), asked)
        shutil.rmtree(self.output)

    def test_before_each_request(self):
        runs = self.nights(2)
        shutil.copytree(self.output, self.template, symlinks=True)
        self.assert_pushed(self.push())
        whole = {key: one.body for key, one in self.store.objects.items()}
        requests = len(self.store.log)
        self.assertEqual(requests, 2 * (2 + 2 * 3 + 2))
        shutil.rmtree(self.output)
        for number, done in sample([(number, done) for number in range(1, requests) for done in (False, True)], 14):
            with self.subTest(number=number, done=done):
                self.kill_at(number, done)
                self.assertEqual({key: one.body for key, one in self.store.objects.items()}, whole)
                # What was there was not sent again, except what was on its way.
                again = [key for key, one in self.store.objects.items() if one.written > 1]
                self.assertLessEqual(len(again), 4 + 1, again)
        self.assertEqual(len(runs), 2)

    def test_an_export_after_its_commit(self):
        """Killed as it pushes: the run is published, and the next one sends it."""
        gate = threading.Event()
        self.store.fault("stall", until=gate)
        process = self.launch_export(*self.destination(), *FEW, "--now", NIGHTS[0])
        self.wait_for(lambda: self.store.log)
        process.kill()
        process.wait(HANG_SECONDS)
        gate.set()
        self.assertEqual((self.runs(), self.stored_runs()), ([run_of(NIGHTS[0])], []))
        self.assert_exported(self.export_to_store(*FEW, "--now", NIGHTS[1]))
        self.assert_stored([run_of(now) for now in NIGHTS[:2]])

    def test_between_commit_and_rename(self):
        """push publishes the run first, as the next export would."""
        runs = self.nights(2)
        os.rename(self.path("output", runs[1]), self.path("output", ".state", runs[1]))
        os.remove(self.path("output", "latest"))
        os.symlink(runs[0], self.path("output", "latest"))
        self.assert_pushed(self.push())
        self.assertEqual(self.runs(), runs)
        self.assertEqual(os.readlink(self.path("output", "latest")), runs[1])
        self.assert_stored(runs)

    def test_a_run_that_was_never_committed_is_not_pushed(self):
        runs = self.nights(1)
        shutil.copytree(self.path("output", runs[0]), self.path("output", ".state", "20261122T030000Z"))
        self.assert_pushed(self.push())
        self.assert_stored(runs)
        self.assert_nothing_left(runs)


class AtTheSameTime(Small):
    def test_two_pushers(self):
        """The first is held before its manifest until the second is done."""
        runs = self.nights(1)
        gate = threading.Event()
        self.store.fault("stall", method="PUT", key="manifest.json", until=gate)
        first = self.launch_push()
        self.wait_for(lambda: self.store.requests("PUT", "manifest.json"))
        self.assert_pushed(self.push())
        self.assert_stored(runs)
        gate.set()
        self.assertEqual(first.wait(HANG_SECONDS), 0)
        self.assert_stored(runs)
        self.assertIn(412, [one.status for one in self.store.requests("PUT", "manifest.json")])
        self.assertEqual(self.store.objects["%s/%s/manifest.json" % (PREFIX, runs[0])].written, 1)

    def test_latest_is_moved_by_another_meanwhile(self):
        runs = self.nights(2)
        self.assert_pushed(self.push(self.path("output", runs[0])))
        self.store.fault(
            "call", method="PUT", key="/latest",
            what=lambda: self.store.put(PREFIX + "/latest", {}, b"20300101T000000Z\n"),
        )
        self.assert_pushed(self.push(self.path("output", runs[1])))
        self.assertEqual(self.latest(), "20300101T000000Z")

    def test_while_another_run_holds_the_state(self):
        """What cannot be noted is found out by the next push."""
        runs = self.nights(1)
        with closing(sqlite3.connect(self.path("output", ".state", "acme.db"), isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            result = self.push()
        self.assert_pushed(result)
        self.assertTrue(any("cannot be noted" in line for line in result.warnings), str(result))
        self.assert_stored(runs)
        before = len(self.store.log)
        self.assert_pushed(self.push())
        self.assertEqual([one.method for one in self.store.log[before:]], ["GET", "GET"])
        self.assertEqual(self.unpushed(), [])
        self.assert_written_once()

    def test_a_run_waits_for_a_note(self):
        """Also while it is being committed, when nobody else may read."""
        self.nights(1)
        for night, how in zip(NIGHTS[1:], ("IMMEDIATE", "EXCLUSIVE")):
            with closing(sqlite3.connect(self.path("output", ".state", "acme.db"), isolation_level=None)) as note:
                note.execute("BEGIN " + how)
                export = self.launch_export(*FEW, "--now", night)
                time.sleep(0.3)
                note.execute("COMMIT")
            self.assertEqual(export.wait(HANG_SECONDS), 0, how)

    def test_an_export_may_run_meanwhile(self):
        self.nights(1)
        self.sandbox.log.clear()
        self.faults("stall:resource=users,at=10,seconds=30")
        export = self.launch_export(*FEW, "--now", NIGHTS[1])
        self.wait_for(lambda: self.requests("users"))
        self.assert_pushed(self.push())
        self.assertIsNone(export.poll())
        self.assertEqual(self.stored_runs(), [run_of(NIGHTS[0])])


class OnDisk(Small):
    def damage(self, name, change):
        path = self.path("output", name)
        with open(path, "rb") as file:
            bytes_of = file.read()
        with open(path, "wb") as file:
            file.write(change(bytes_of))
        return bytes_of

    def test_a_damaged_file_is_refused_and_does_not_hold_up_the_others(self):
        runs = self.nights(3)
        name = os.path.join(runs[1], "users.csv.gz")
        changes = (
            (lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], "XAmzContentSHA256Mismatch"),
            (lambda data: data[:-1], "its manifest says"),
            (lambda data: data + b"x", "its manifest says"),
        )
        for change, words in changes:
            before = self.damage(name, change)
            self.assert_one_error(self.push(), 7, "users.csv.gz", words, "pinpoint-export verify")
            self.assertEqual(self.stored_runs(), [runs[0], runs[2]])
            self.assertEqual(self.unpushed(), [(runs[1], False)])
            self.damage(name, lambda _: before)
        self.assert_pushed(self.push())
        self.assert_stored(runs)

    def test_files_that_are_missing_or_links(self):
        runs = self.nights(1)
        path = self.path("output", runs[0], "users.csv.gz")
        os.rename(path, self.path("aside"))
        self.assert_one_error(self.push(), 7, "users.csv.gz", "no such file")
        os.symlink(self.path("aside"), path)
        self.assert_one_error(self.push(), 7, "users.csv.gz", "a symbolic link")
        os.remove(path)
        os.rename(self.path("aside"), path)
        self.assert_pushed(self.push())

    def test_runs_that_are_being_deleted(self):
        """By hand, in the middle: they are left alone, and status lists them."""
        runs = self.nights(3)
        os.remove(self.path("output", runs[0], "manifest.json"))
        for name in os.listdir(self.path("output", runs[1])):
            os.remove(self.path("output", runs[1], name))
        result = self.push()
        self.assert_pushed(result)
        self.assertEqual(sum("has no manifest.json" in line for line in result.warnings), 2, str(result))
        self.assertEqual(self.stored_runs(), runs[2:])
        self.assertEqual([run for run, _ in self.unpushed()], runs[:2])
        # Deleted as it is being pushed: that run ends, the next one goes on.
        self.store.fault(
            "call", method="GET", key=runs[2], what=lambda: shutil.rmtree(self.path("output", runs[2]))
        )
        self.store.objects.clear()
        self.assert_one_error(self.push("--no-state"), 7, "no such file", "verify")
        self.assertEqual(self.stored_runs(), [])

    def test_manifests_that_are_none(self):
        runs = self.nights(2)
        whole = self.damage(runs[0] + "/manifest.json", lambda data: data[: len(data) // 2])
        self.assert_one_error(self.push(), 7, runs[0], "verify")
        self.damage(runs[0] + "/manifest.json", lambda _: whole.replace(b'"sha256": "', b'"sha256": "\\r\\nX-Evil: 1', 1))
        self.assert_one_error(self.push(), 7, "sha256")
        self.assertEqual(self.stored_runs(), runs[1:])
        for one in self.store.log:
            self.assertNotIn("X-Evil", one.headers)

    def test_another_run_of_that_name_is_never_written_over(self):
        runs = self.nights(2)
        key = "%s/%s/manifest.json" % (PREFIX, runs[0])
        self.store.put(key, {}, b"{}")
        self.assert_one_error(self.push(), 7, key, "another run", "another prefix")
        self.assertEqual(self.store.body(key), b"{}")
        self.assertEqual(self.store.requests("PUT", runs[0]), [])
        self.assertIn("%s/%s/manifest.json" % (PREFIX, runs[1]), self.store.objects)

    def test_another_run_that_comes_in_between(self):
        runs = self.nights(1)
        key = "%s/%s/manifest.json" % (PREFIX, runs[0])
        self.store.fault("call", method="PUT", key="manifest.json", what=lambda: self.store.put(key, {}, b"{}"))
        self.assert_one_error(self.push(), 7, key, "another run")
        self.assertEqual(self.store.body(key), b"{}")
        self.assertIsNone(self.latest())


class Answers(Small):
    def refused(self, expected, *parts, **fault):
        """A store that always answers so: the status of a push, and 11 of an export."""
        self.store.fault("refuse", times=-1, **fault)
        result = self.push(*AT_ONCE)
        self.assert_one_error(result, expected, *parts)
        return result

    def test_what_passes_is_asked_again(self):
        runs = self.nights(1)
        cases = (
            dict(do="refuse", status=503, code="SlowDown", method="PUT", key="users"),
            dict(do="refuse", status=503, code="SlowDown", headers=[("Retry-After", "1")], method="PUT", key="jobs"),
            dict(do="refuse", status=500, code="InternalError", method="PUT", key="manifest"),
            dict(do="refuse", status=409, code="ConditionalRequestConflict", method="PUT", key="manifest"),
            dict(do="refuse", status=409, code="", method="PUT", key="/latest"),
            dict(do="refuse", status=400, code="RequestTimeout", method="PUT", key="tags"),
            dict(do="refuse", status=408, code="", method="HEAD", key="users"),
            dict(do="refuse", status=429, code="", method="GET", key="manifest"),
            dict(do="refuse", status=502, code="", method="PUT", key="users"),
            dict(do="refuse", status=504, code="", method="PUT", key="users"),
            dict(do="html", status=403, method="PUT", key="users"),
            dict(do="reset", method="HEAD", key="users"),
            dict(do="reset", method="PUT", key="jobs"),
        )
        for case in cases:
            self.store.fault(**case)
        result = self.push("--no-state", "--retries", "8")
        self.assert_pushed(result)
        self.assert_stored(runs)
        # libcurl itself tries again where a connection that it used before was closed.
        closed = sum(case["do"] == "reset" for case in cases)
        self.assertIn(len(result.warnings), range(len(cases) - closed, len(cases) + 1), str(result))
        self.assertNotIn("HTTP 100", result.err)
        for part in ("SlowDown", "retrying in", "an HTML page", "(try 2 of 9)", "request id REQ"):
            self.assertIn(part, result.err)

    def test_done_but_never_answered(self):
        """The second try finds what the first one did, the manifest too."""
        runs = self.nights(1)
        for key in ("users", "manifest", "/latest"):
            self.store.fault("reset-after", method="PUT", key=key)
        self.assert_pushed(self.push())
        self.assert_stored(runs)
        self.assertEqual([one.status for one in self.store.requests("PUT", "manifest")], [200, 412])

    def test_a_store_that_stays_down(self):
        self.nights(1)
        result = self.refused(5, "HTTP 503 (SlowDown", "gave up after 3 tries", status=503, code="SlowDown")
        self.assertEqual(len(result.warnings), 2)
        self.assertEqual(len(self.store.log), 3)

    def test_a_wait_beyond_the_budget_does_not_begin(self):
        self.nights(1)
        self.store.fault("refuse", times=-1, status=503, code="SlowDown", headers=[("Retry-After", "2000")])
        self.assert_one_error(self.push(), 5, "2000 s", "retry budget of 900 s")
        self.assertEqual(len(self.store.log), 1)

    def test_nobody_listens(self):
        self.nights(1)
        result = self.run_program(
            "push", "--publish-to", URL, "--s3-region", REGION, "--s3-endpoint", "http://127.0.0.1:9", *AT_ONCE
        )
        self.assert_one_error(result, 5, "no answer", "gave up after 3 tries")

    def test_refusals_name_their_code_and_what_to_do(self):
        self.nights(1)
        cases = (
            (4, "InvalidAccessKeyId", 403, "credentials"),
            (4, "SignatureDoesNotMatch", 403, "credentials"),
            (4, "ExpiredToken", 400, "renew"),
            (7, "RequestTimeTooSkewed", 403, "clock"),
            (2, "NoSuchBucket", 404, "makes none"),
            (5, "InvalidRequest", 400, "ask its operator"),
            (4, "", 401, "credentials"),
        )
        for status, code, http, advice in cases:
            self.store.reset()
            self.refused(status, code, "HTTP %d" % http, advice, status=http, code=code)
            self.assertLessEqual(len(self.store.log), 2)
            self.assertEqual(self.store.objects, {})

    def test_a_code_that_is_not_known_is_not_shown(self):
        self.nights(1)
        result = self.refused(5, "HTTP 418", status=418, code="Surprise")
        self.assertNotIn("Surprise", result.err)

    def test_a_clock_that_is_wrong(self):
        self.nights(1)
        self.store.skew = 7200
        self.assert_one_error(self.push(), 7, "RequestTimeTooSkewed", "this machine's clock is wrong")

    def test_the_time_of_now_is_not_that_of_signatures(self):
        self.assert_exported(self.export_to_store(*FEW, "--now", "2001-01-01T00:00:00Z"))
        self.assert_stored(["20010101T000000Z"])

    def test_another_secret(self):
        self.nights(1)
        result = self.push(env={"AWS_SECRET_ACCESS_KEY": "another/one"})
        self.assert_one_error(result, 4, "SignatureDoesNotMatch")

    def test_a_bucket_that_is_not_there_is_never_made(self):
        self.nights(1)
        self.store.buckets.clear()
        self.assert_one_error(self.push(), 2, "NoSuchBucket")
        self.assertEqual({one.method for one in self.store.log}, {"GET"})

    def test_another_region_is_named_and_not_followed(self):
        self.nights(1)
        elsewhere = [("Location", "http://127.0.0.1:9/elsewhere"), ("x-amz-bucket-region", "ap-south-1")]
        for http, code in ((301, "PermanentRedirect"), (307, "TemporaryRedirect"), (301, "")):
            self.store.reset()
            self.refused(5, "ap-south-1", "--s3-region", status=http, code=code, headers=elsewhere)
            self.assertEqual(len(self.store.log), 1)
        self.store.reset()
        self.store.region = "ap-south-1"
        self.assert_one_error(self.push(), 5, "AuthorizationHeaderMalformed", "--s3-region ap-south-1")

    def test_an_export_ends_with_11_whatever_the_reason(self):
        for case in (dict(status=404, code="NoSuchBucket"), dict(status=400, code="InvalidRequest")):
            self.store.fault("refuse", times=-1, **case)
        result = self.export_to_store(*FEW, "--now", NIGHTS[0])
        self.assert_one_error(result, 11, "published here, not yet at", "NoSuchBucket")
        self.store.skew = 7200
        self.store.faults.clear()
        result = self.export_to_store(*FEW, "--now", NIGHTS[1])
        self.assert_one_error(result, 11, "published here", "RequestTimeTooSkewed")


class Rights(Small):
    def test_without_the_right_to_list(self):
        """A missing object is then 403 and not 404."""
        runs = self.nights(2)
        self.store.may_list = False
        self.assert_pushed(self.push())
        self.assert_stored(runs)
        self.assert_pushed(self.push("--no-state"))
        self.assert_written_once()

    def test_with_the_right_to_write_only(self):
        runs = self.nights(2)
        self.store.may_list = self.store.may_read = False
        result = self.push()
        self.assert_pushed(result)
        self.assertEqual(result.warnings, [])
        self.assert_stored(runs)
        result = self.push("--no-state")
        self.assert_pushed(result)
        self.assertEqual(sum("taken as pushed before" in line for line in result.warnings), 2, str(result))
        self.assert_stored(runs)

    def test_without_the_right_to_write(self):
        self.nights(1)
        self.store.fault("refuse", times=-1, method="PUT", status=403, code="AccessDenied")
        self.assert_one_error(self.push(), 4, "AccessDenied", "s3:PutObject")


class Conditions(Small):
    def stores(self):
        for knows in (False, 501):
            self.store.reset()
            self.store.conditions = knows
            shutil.rmtree(self.output, ignore_errors=True)
            yield self.nights(2)

    def test_a_store_that_knows_no_conditions(self):
        """It is right all the same, since keys and bytes are fixed, and the manifest is looked at before."""
        for runs in self.stores():
            self.assert_pushed(self.push())
            self.assert_stored(runs)
            self.assert_pushed(self.push("--no-state"))
            self.assert_written_once()
            self.store.put("%s/%s/manifest.json" % (PREFIX, runs[0]), {}, b"{}")
            self.assert_one_error(self.push("--no-state"), 7, "another run")

    def test_a_store_that_keeps_etags_without_quotes(self):
        runs = self.nights(2)
        self.store.bare_tags = True
        result = self.push()
        self.assert_pushed(result)
        self.assertEqual(result.warnings, [])
        self.assert_stored(runs)

    def test_a_store_that_answers_304(self):
        self.nights(1)
        self.store.fault("reset-after", method="PUT", key="manifest")
        self.store.fault("refuse", method="PUT", key="manifest", status=304)
        self.assert_pushed(self.push())


class Flow(Stored):
    def held(self, *arguments, **further):
        """A push whose PUTs wait for the gate."""
        gate = threading.Event()
        self.addCleanup(gate.set)
        self.store.fault("stall", method="PUT", times=-1, until=gate, seconds=HANG_SECONDS)
        return self.launch_push(*arguments, **further), gate

    def test_as_many_requests_in_flight_as_asked_for(self):
        runs = self.nights(1)
        for arguments, most in (((), 4), (("--concurrency", "1"), 1), (("--concurrency", "9"), 9)):
            self.store.reset()
            process, gate = self.held("--no-state", *arguments)
            self.wait_for(lambda: len(self.store.requests("PUT")) >= most)
            time.sleep(0.3)  # for one too many to come
            self.assertEqual(len(self.store.requests("PUT")), most)
            gate.set()
            self.assertEqual(process.wait(HANG_SECONDS), 0)
            self.assert_stored(runs)

    def test_as_many_in_flight_after_hundreds_of_requests(self):
        """Stores do not count requests in windows, as the service does."""
        runs = self.nights(2)
        self.assert_status(self.push(self.path("output", runs[0])), 0)
        many = [self.path("output", runs[0])] * 120
        process, gate = self.held("--no-state", "--retries", "0", *many, self.path("output", runs[1]))

        def sent():
            return len({one.key for one in self.store.requests("PUT") if runs[1] in one.key})

        self.wait_for(lambda: sent() >= 4 or process.poll() is not None)
        self.assertEqual(sent(), 4)
        self.assertGreater(len(self.store.log), len(many))
        gate.set()
        self.assertEqual(process.wait(HANG_SECONDS), 0)
        self.assert_stored(runs)

    def test_parts_of_a_table(self):
        self.account(size=60)
        self.assert_exported(self.export_to_store("--max-file-size", "20KB"))
        self.assertTrue(self.store.keys_with(".00002.csv.gz"))
        self.assert_stored(self.runs())

    def test_a_store_that_does_not_answer(self):
        self.nights(1, *FEW)
        gate = threading.Event()
        self.addCleanup(gate.set)
        self.store.fault("stall", method="PUT", key="users", until=gate)
        result = self.push("--timeout", "1", "--retries", "0")
        self.assert_one_error(result, 5, "users.csv.gz", "no answer in time", "gave up after 1 try")
        self.assertEqual(self.stored_runs(), [])

    def test_progress_on_a_terminal(self):
        run = self.nights(1, *FEW)[0]
        outer, inner = pty.openpty()
        fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        process, gate = self.held(stderr=inner, env={"TERM": "xterm"})
        os.close(inner)
        seen = b""
        try:
            while seen.count(run.encode()) < 2:
                seen += os.read(outer, 4096)
        finally:
            os.close(outer)
        text = re.sub(rb"\x1b\[\d*[AKJ]", b"", seen[: seen.rindex(run.encode())]).decode()
        block = [line for line in re.split(r"[\r\n]+", text) if line][-3:]
        for line, name in zip(block, ("users.csv.gz", "jobs.csv.gz", "tags.csv.gz"), strict=True):
            self.assertRegex(line, r"^%s +\[[#-]+\] +\d+ %% +\d+ of \d+ kB$" % name)
        gate.set()
        process.wait(HANG_SECONDS)


class Memory(Small):
    """Allocations fail (tests/checks/alloc.c): a push ends, or goes on, and the next one does the rest."""

    program = RELEASE

    def setUp(self):
        super().setUp()
        self.library = self.path("alloc.so")
        source = os.path.join(ROOT, "tests", "checks", "alloc.c")
        flags = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1", "-shared", "-fPIC"]
        subprocess.run(["cc", *flags, "-o", self.library, source], check=True)

    def cases(self, count):
        """Each allocation once, and all from it on."""
        return sample([str(number) + end for number in range(1, count + 1) for end in ("", "-")], 40)

    def count(self, run):
        self.assert_status(run(env={"LD_PRELOAD": self.library, "ALLOC_COUNT": self.path("count")}), 0)
        with open(self.path("count")) as file:
            return int(file.read())

    def failing(self, case):
        return {"LD_PRELOAD": self.library, "ALLOC_FAIL": case}

    def test_a_push(self):
        runs = self.nights(1)
        for case in self.cases(self.count(lambda **how: self.push("--no-state", **how))):
            self.store.reset()
            result = self.push("--no-state", env=self.failing(case))
            self.assertIn(result.status, (0, 1), str(result))
            self.assertEqual(result.status == 1, "out of memory; free some memory" in result.err, str(result))
            self.assert_whole()
            self.assert_pushed(self.push("--no-state"))
            self.assert_stored(runs)

    def test_an_export_whose_run_is_published(self):
        """The status says what became of the run, also where there is no memory to say more."""
        def export(output, **how):
            self.output = self.path(output)
            return self.export_to_store("-o", output, *FEW, "--now", NIGHTS[0], "--threads", "1", **how)

        count, ends = self.count(lambda **how: export("undisturbed", **how)), set()
        pushing = count // 2  # well before the run is published
        for case in self.cases(count - pushing):
            self.store.reset()
            number = case.rstrip("-")
            result = export("run-" + case, env=self.failing(case.replace(number, str(int(number) + pushing))))
            ends.add(result.status)
            self.assertIn(result.status, (0, 1, 7, 11), str(result))
            self.assertEqual(bool(self.runs()), result.status in (0, 11), str(result))
            if result.status == 11:
                self.assertIn("published here, not yet", result.errors[-1])
            self.assert_whole()
            self.assert_status(export("run-" + case), 0)
            self.assertEqual(self.stored_runs(), self.runs())
        self.assertIn(11, ends)


class Signals(Small):
    def held(self, launch):
        gate = threading.Event()
        self.addCleanup(gate.set)
        self.store.log.clear()
        self.store.fault("stall", method="PUT", until=gate)
        process = launch()
        self.wait_for(lambda: self.store.requests("PUT"))
        return process

    def ended(self, process, number):
        process.send_signal(number)
        _, said = process.communicate(timeout=HANG_SECONDS)
        return process.returncode, said.decode()

    def test_a_push_ends_cleanly(self):
        self.nights(1)
        for number in (signal.SIGTERM, signal.SIGINT):
            status, said = self.ended(self.held(self.launch_push), number)
            self.assertEqual(status, 128 + number, said)
        self.store.faults.clear()
        self.assert_pushed(self.push())

    def test_an_export_that_is_published_ends_with_11(self):
        process = self.held(lambda: self.launch_export(*self.destination(), *FEW, "--now", NIGHTS[0]))
        status, said = self.ended(process, signal.SIGTERM)
        self.assertEqual(status, 11, said)
        self.assertIn("published here, not yet at", said)
        self.assertIn("stopped by signal 15", said)


if __name__ == "__main__":
    main()

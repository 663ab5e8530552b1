#!/usr/bin/env python3
"""Every personal value of an account is a needle (tests/sandbox/needles.py); it must not be found where it was left out or hashed."""

import hashlib
import hmac
import json
import os
import re
import resource
import shutil
import signal
import tempfile
import zlib

import points
from harness import KEY, RELEASE, main, sample, start
from needles import MARKS, NEEDLES, SURPRISE, NeedleSandbox, needles_in
from several_runs import SeveralRuns

SECRET = b"0123456789abcdef0123456789abcdef"
TOKEN = re.compile(b"[0-9a-f]{32}")
SHOWN_MAX = 20
HASHED = ("text", "json")
ALL = ",".join("@" + name for name in MARKS.values())


def token(text):
    return hmac.new(SECRET, text.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


def unpacked(data):
    """What a gzip file holds, as far as it goes."""
    return zlib.decompressobj(31).decompress(data) if data[:2] == b"\x1f\x8b" else b""


class Needles(SeveralRuns):
    size = 8

    @classmethod
    def setUpClass(cls):
        cls.sandbox = NeedleSandbox(cls.seed, cls.size, cls.heavy, KEY)
        cls.server = start(cls.sandbox)
        cls.base = "http://127.0.0.1:%d/api/v1" % cls.server.server_port

    def setUp(self):
        super().setUp()
        self.keys = self.path("keys")
        os.mkdir(self.keys)
        self.key = self.write("keys/hash.key", SECRET)
        self.said = b""

    def remove_output(self):
        shutil.rmtree(self.output, ignore_errors=True)

    def night(self, *arguments, **further):
        result = self.next_run("--tables", "all", "-vv", "--metrics-file", self.path("metrics"), *arguments, **further)
        self.said += self.last.err.encode()
        return result

    def schema(self):
        return json.loads(self.run_program("schema", "--as", "json").out)["tables"]

    def kept_readable(self):
        """Columns with a mark that cannot be hashed, as a list for --exclude-columns."""
        return ",".join(
            "%s.%s" % (table, column["name"])
            for table, known in self.schema().items()
            for column in known["columns"]
            if column["marks"] and column["type"] not in HASHED
        )

    def hashing(self, columns=ALL):
        return ("--hash-columns", columns, "--hash-key-file", self.key, "--exclude-columns", self.kept_readable())

    # --- the search

    def everything(self):
        """All bytes that the runs left, wherever: files of the folder, unpacked too, and what was said."""
        yield "what was said", self.said
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if folder != self.keys and not os.path.islink(path) and path != self.program:
                    yield from self.bytes_of(path)

    def bytes_of(self, path):
        with open(path, "rb") as file:
            data = file.read()
        yield path, data
        yield path + " unpacked", unpacked(data)

    def found(self):
        """Needles by name, and where each one was first seen."""
        found, known = {}, NEEDLES.known
        for path, data in self.everything():
            for name in needles_in(data):
                if name in known:
                    found.setdefault(name, path)
        return found

    def assert_none(self, letters, found=None):
        """No needle with one of these marks."""
        known = NEEDLES.known
        found = self.found() if found is None else found
        wrong = {known[name][:3] + (path,) for name, path in found.items() if set(letters) & set(known[name].marks)}
        self.assertEqual(sorted(wrong)[:SHOWN_MAX], [])

    def tokens(self):
        """All texts of 32 hexadecimal digits in the files of the runs."""
        found = set()
        for path, data in self.everything():
            if path.endswith("unpacked"):
                found.update(part.decode() for part in data.replace(b"\\", b'"').split(b'"') if TOKEN.fullmatch(part))
        return found


class Plain(Needles):
    def test_needles_arrive_where_nothing_is_left_out(self):
        """So the search finds what is there: some needle of every attribute that deserves care."""
        self.night()
        found, known = self.found(), NEEDLES.known
        seen = {(known[name].kind, known[name].attribute) for name in found}
        expected = {(one.kind, one.attribute) for one in known.values() if one.attribute != SURPRISE}
        self.assertEqual(expected - seen, set())
        print("%d needles, %d found, of %d attributes" % (len(known), len(found), len(expected)))


    def test_a_report_shows_no_value(self):
        self.night(mode="snapshot")
        self.changes({"name": "update", "resource": "candidates"}, {"name": "delete", "resource": "applications"})
        self.night()
        report = self.run_program("report", self.output)
        self.assert_status(report, 0)
        self.assertIn(b"candidates", report.out)
        self.assertEqual(needles_in(report.out) & set(NEEDLES.known), set())


class Excluded(Needles):
    def test_one_mark(self):
        for letter, name in MARKS.items():
            with self.subTest(name):
                self.remove_output()
                self.night("--exclude-columns", "@" + name)
                found = self.found()
                self.assert_none(letter, found)
                self.assertGreater(len(found), 200)

    def test_all_marks_in_all_that_the_program_writes(self):
        without = ("--exclude-columns", ALL)
        self.night(*without, mode="snapshot")
        self.changes({"name": "update", "resource": "candidates"}, {"name": "delete", "resource": "applications"})
        self.night(*without)
        self.night(*without, "--format", "ndjson", "--log-format", "json", mode="snapshot")
        self.changes({"name": "update", "resource": "users"})
        self.night(*without, mode="delta")
        for run in self.runs():
            for command in (("verify", run), ("load", run, "--as", "postgres")):
                path = os.path.join(self.output, command[1])
                self.keep(self.run_program(command[0], path, *command[2:]))
        self.keep(self.run_program("status", "-o", self.output, "--json"))
        self.keep(self.run_program("report", self.output))
        self.keep(self.export("--stdout", "--tables", "pinpoint_candidates", *without, "-vv"))
        self.assert_none(MARKS)

    def keep(self, result):
        self.assert_status(result, 0)
        self.said += result.out + result.err.encode()


class Hashed(Needles):
    def expected_tokens(self, found):
        """Those of the needles that a run without options wrote. A number or a time is not hashed."""
        return {token(NEEDLES.known[name].value) for name in found if name.startswith("zq")}

    def assert_hashed(self):
        """Columns of numbers and times are left out; numbers within JSON stay as they are."""
        self.assert_none(MARKS, {name: path for name, path in self.found().items() if not name.startswith("777")})

    def test_no_needle_but_its_token(self):
        self.night(mode="snapshot")
        expected = self.expected_tokens(self.found())
        self.assertGreater(len(expected), 2000)
        self.said, first = b"", None
        for form in ("csv", "ndjson"):
            self.remove_output()
            self.night(*self.hashing(), "--format", form, mode="snapshot")
            self.assert_hashed()
            tokens = self.tokens()
            self.assertEqual(expected - tokens, set())
            first = first or tokens
            self.assertEqual(tokens, first)
        print("%d tokens" % len(expected))

    def test_nights(self):
        """Changes, deltas and other lists of columns: a needle that came once would stay in a file."""
        self.night(*self.hashing(), mode="snapshot")
        before = self.tokens()
        without = ("--exclude-columns", ALL)
        for mode, options in (("changes", self.hashing()), ("delta", self.hashing()), ("changes", without), ("snapshot", self.hashing())):
            self.changes(*({"name": "update", "resource": kind} for kind in ("users", "candidates", "applications")))
            self.changes({"name": "delete", "resource": "interviews"})
            self.night(*options, mode=mode)
            self.assert_hashed()
        self.assertGreater(len(self.tokens() - before), 0)


class Stopped(Needles):
    """Runs that end in the middle: killed before a call that changes something on disk, in any of its files (points.c)."""

    program = RELEASE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = tempfile.mkdtemp(prefix="pinpoint-needles-")
        cls.library = points.build(cls.place)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.place)

    def disturbed(self, *arguments, **env):
        """A run with the library; core files are welcome."""

        def all_of_it():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)

        shutil.rmtree(self.output, ignore_errors=True)
        result = self.export("--tables", "all", "-vv", *arguments, env={"LD_PRELOAD": self.library, **env}, preexec_fn=all_of_it)
        self.said += result.err.encode()
        return result

    def calls(self, *arguments):
        log = self.path("calls")
        self.assert_status(self.disturbed(*arguments, POINTS_LOG=log), 0)
        with open(log) as file:
            return len(file.readlines())

    def check(self, arguments, wanted):
        """`wanted` picks the needles that must not be there; how many others there were."""
        others = 0
        for number in sample(range(1, self.calls(*arguments) + 1), 5):
            for how, end in (("before", signal.SIGKILL), ("signal", signal.SIGABRT)):
                result = self.disturbed(*arguments, POINTS_AT="%s %d %d" % (how, number, end))
                self.assert_status(result, -end)
                found = self.found()
                self.assert_none(MARKS, {name: path for name, path in found.items() if wanted(name)})
                self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("core")], [])
                others += len(found)
        return others

    def test_excluded(self):
        self.assertEqual(self.check(("--exclude-columns", ALL), lambda name: True), 0)

    def test_hashed(self):
        self.check(self.hashing(), lambda name: not name.startswith("777"))

    def test_the_search_sees_unfinished_runs(self):
        self.assertGreater(self.check((), lambda name: False), 1000)


class Waiting(Needles):
    """Records that wait for the end of a page do so in a file without a name, once memory has no room for them."""

    heavy, size = 1_000_000, 12
    ROOM = 5 << 20  # in memory

    def waiting_file(self, process):
        """The file without a name, through the process that has it open."""
        folder = "/proc/%d/fd" % process.pid
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and os.stat(path).st_nlink == 0:
                with open(path, "rb") as file:
                    yield file.read()

    def bytes_waiting(self, *arguments):
        self.faults("stall:resource=candidates,at=-10,seconds=60")
        process = self.launch_export("--tables", "candidates", *arguments)
        self.addCleanup(self.sandbox.control, {"reset": True})
        if not os.access("/proc/%d/fd" % process.pid, os.R_OK):
            self.skipTest("only root can look there")
        self.wait_for(lambda: sum(map(len, self.waiting_file(process))) > self.ROOM)
        self.wait_until_idle(process)
        data = b"".join(self.waiting_file(process))
        process.kill()
        return data

    def test_it_can_be_read_by_nobody_else(self):
        for arguments in ((), self.hashing()):
            data = self.bytes_waiting(*arguments)
            self.assertEqual(sorted(needles_in(data) & set(NEEDLES.known))[:SHOWN_MAX], [])
            self.assertNotIn(b"candidates", data)
            self.assertGreater(len(zlib.compress(data, 1)), len(data) * 0.99)


if __name__ == "__main__":
    main()

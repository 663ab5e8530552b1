"""What the command-line tests share: a sandbox in this process, the program in an empty folder, what it left behind."""

import csv
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "sandbox"))

from answers import Sandbox  # noqa: E402
from faults import from_text  # noqa: E402
from sandbox import start  # noqa: E402
from values import Longest  # noqa: E402

RELEASE = os.environ.get("PINPOINT_EXPORT_RELEASE", os.path.join(ROOT, "build", "pinpoint-export"))
CHECKED = os.environ.get("PINPOINT_EXPORT", os.path.join(ROOT, "build", "check", "pinpoint-export"))
LONG = os.environ.get("CHECK_LONG") == "1"  # make check-long
QUICK = CHECKED if LONG else RELEASE  # for cases with many runs: both builds write the same
SEED = int(os.environ.get("CHECK_SEED", "1"))
KEY = "s3cret-Key-of-the-sandbox"
if not LONG:
    Longest.description //= 10  # a third of the CPU of a small export; test_tables.py has the whole length
TABLES = (
    "users jobs candidates application_stages applications screening_questions tags interviews candidate_tags "
    "job_application_stages job_screening_questions job_hiring_team"
).split()
RESOURCES = ("users", "jobs", "candidates", "applications", "interviews")
CHILDREN = {
    "users": ["users"],
    "jobs": [
        "jobs",
        "application_stages",
        "screening_questions",
        "job_application_stages",
        "job_screening_questions",
        "job_hiring_team",
    ],
    "candidates": ["candidates", "tags", "candidate_tags"],
    "applications": ["applications"],
    "interviews": ["interviews"],
}
HANG_SECONDS = 300  # more than ten times what anything here takes: only a hang is ended
NOBODY = 65534
AT_ONCE = 8
SETTLE_SECONDS = 5  # for connections that the test before left; they are gone at once on a quiet machine
SANITIZED_EACH = 12  # of so many cases `make check` runs one with sanitizers; test_sanitized.py has one of each kind
csv.field_size_limit(1 << 30)


def sample(cases, count):
    """All cases in `make check-long`; in `make check` so many of them, spread over the list, chosen by CHECK_SEED."""
    cases = list(cases)
    if LONG or len(cases) <= count:
        return cases
    print("CHECK_SEED=%d: %d of %d cases" % (SEED, count, len(cases)))
    chance = random.Random(SEED)
    return [cases[int((part + chance.random()) * len(cases) / count)] for part in range(count)]


def sampled_build(case):
    """The build for a case whose class names none: with sanitizers in `make check-long`, and for some in `make check`."""
    return CHECKED if (zlib.crc32(case.encode()) + SEED) % SANITIZED_EACH == 0 else QUICK


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err.decode()

    @property
    def errors(self):
        """Lines that say why a run failed."""
        own = [line for line in self.err.splitlines() if line.startswith("pinpoint-export: ")]
        return [line for line in own if not line.startswith("pinpoint-export: warning: ")]

    @property
    def warnings(self):
        return [line for line in self.err.splitlines() if line.startswith("pinpoint-export: warning: ")]

    def __str__(self):
        return "status %d\nstderr:\n%s\nstdout: %r" % (self.status, self.err, self.out[:2000])


class Folder(unittest.TestCase):
    """The program in an empty folder, without a service."""

    program = None  # chosen for each case
    environment = {}

    def setUp(self):
        self.program = self.program or sampled_build(self.id())
        self.folder = tempfile.mkdtemp(prefix="pinpoint-cli-")
        self.addCleanup(self.remove_folder)
        self.output = os.path.join(self.folder, "output")

    def remove_folder(self):
        for path, _, _ in os.walk(self.folder):
            if not os.path.islink(path):
                os.chmod(path, 0o700)
        shutil.rmtree(self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(self.path(name), mode)
        return self.path(name)

    def environ(self, changes):
        """A minimal environment; None removes a variable."""
        known = {"PATH": "/usr/bin:/bin", "HOME": self.folder, "TMPDIR": self.folder, **self.environment, **changes}
        return {name: value for name, value in known.items() if value is not None}

    def launch(self, *arguments, env=None, **further):
        """The program, started; the test ends it."""
        further = {
            "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder, **further,
        }
        process = subprocess.Popen([self.program, *map(str, arguments)], env=self.environ(env or {}), **further)
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()

    def run_program(self, *arguments, env=None, stdin=b"", seconds=HANG_SECONDS, **further):
        process = self.launch(*arguments, env=env, **{"stdin": subprocess.PIPE, **further})
        out, err = process.communicate(stdin, timeout=seconds)
        return Result(process.returncode, out or b"", err or b"")

    def wait_for(self, condition, seconds=HANG_SECONDS):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "timed out")
            time.sleep(0.005)

    def wait_until_idle(self, process):
        """Until the process handles signals and sleeps. Then only what it waits for can wake it."""

        def is_idle():
            with open("/proc/%d/status" % process.pid) as file:
                known = dict(line.split(":", 1) for line in file)
            caught = int(known["SigCgt"], 16) >> (signal.SIGTERM - 1) & 1
            return caught and known["State"].split()[0] == "S"

        self.wait_for(is_idle)

    def as_nobody(self):
        """Arguments of launch() for a user to whom file modes apply (not root); hand_over() gives files to that user."""
        self.program = shutil.copy(self.program, self.folder)
        if os.geteuid() != 0:
            return {}
        os.chmod(self.folder, 0o755)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def hand_over(self, *paths):
        for path in paths:
            os.chown(path, NOBODY if os.geteuid() == 0 else -1, -1)

    # --- what a run left

    def runs(self):
        if not os.path.isdir(self.output):
            return []
        return sorted(name for name in os.listdir(self.output) if name not in (".state", "latest"))

    def manifest(self, run=None):
        with open(os.path.join(self.output, run or self.runs()[-1], "manifest.json")) as file:
            return json.load(file)

    def files(self, table, run=None):
        run = run or self.runs()[-1]
        return [os.path.join(self.output, run, one["path"]) for one in self.manifest(run)["tables"][table]["files"]]

    def rows(self, table, run=None):
        rows = []
        for path in self.files(table, run):
            with gzip.open(path, "rt", newline="") as file:
                rows += list(csv.DictReader(file))
        return rows

    def ids(self, table, run=None):
        return [row["remote_id"] for row in self.rows(table, run)]

    # --- checks

    def assert_status(self, result, status):
        self.assertEqual(result.status, status, str(result))

    def assert_one_error(self, result, status, *parts):
        """The status, and exactly one line that says what failed; nothing on standard output."""
        self.assert_status(result, status)
        self.assertEqual(len(result.errors), 1, str(result))
        self.assertEqual(result.out, b"", str(result))
        for part in parts:
            self.assertIn(part, result.errors[0])
        self.assertGreater(len(result.errors[0]), len("pinpoint-export: ") + 15)
        self.assert_no_secret(result)

    def assert_no_secret(self, result):
        self.assertNotIn(KEY, result.err)
        self.assertNotIn(KEY.encode(), result.out)

    def assert_nothing_left(self, runs=()):
        """No other run, no link without a run, nothing unfinished."""
        self.assertEqual(self.runs(), sorted(runs))
        if not runs:
            self.assertFalse(os.path.lexists(os.path.join(self.output, "latest")))
        state = os.path.join(self.output, ".state")
        if os.path.isdir(state):
            left = [name for name in os.listdir(state) if name != "lock" and not name.endswith(".db")]
            self.assertEqual(left, [])

    def assert_sound(self, run=None):
        """The manifest describes every file of the run correctly, and no other file."""
        run = run or self.runs()[-1]
        folder, listed = os.path.join(self.output, run), {"manifest.json"}
        manifest = self.manifest(run)
        for name, table in manifest["tables"].items():
            rows = 0
            for file in table["files"]:
                listed.add(file["path"])
                rows += self.check_file(os.path.join(folder, file["path"]), file, table, manifest["format"])
            self.assertEqual(rows, table["rows"]["written"], name)
        self.assertEqual(set(os.listdir(folder)), listed)
        self.assert_nothing_left(self.runs())
        return manifest

    def check_file(self, path, entry, table, form):
        with open(path, "rb") as file:
            raw = file.read()
        self.assertEqual((len(raw), hashlib.sha256(raw).hexdigest()), (entry["bytes"], entry["sha256"]), path)
        text = gzip.decompress(raw)
        self.assertEqual(len(text), entry["uncompressed_bytes"], path)
        columns = [column["name"] for column in table["columns"]]
        if form == "csv":
            lines = list(csv.reader(io.StringIO(text.decode(), newline="")))
            self.assertEqual(lines[0], columns, path)
            self.assertTrue(all(len(line) == len(columns) for line in lines), path)
            count = len(lines) - 1
        else:
            lines = text.decode().split("\n")[:-1]
            self.assertTrue(all(list(json.loads(line)) == columns for line in lines), path)
            count = len(lines)
        self.assertEqual(count, entry["rows"], path)
        return count


class Service(Folder):
    """The same with a sandbox, one for the whole class; each test begins with its account and no faults."""

    seed, size, heavy = 1, 8, 0
    environment = {"PINPOINT_API_KEY": KEY}
    # Most of a small export's CPU is compression, and few tests are about that.
    compression = () if LONG else ("--gzip-level", "1")

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(cls.seed, cls.size, cls.heavy, KEY)
        cls.server = start(cls.sandbox)
        cls.base = "http://127.0.0.1:%d/api/v1" % cls.server.server_port

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def setUp(self):
        super().setUp()
        self.sandbox.control({"reset": True})
        self.server.settle(SETTLE_SECONDS)
        self.sandbox.control({"reset": True})

    def alone(self):
        """Another test of this class, with its own sandbox and folder."""
        other = type(self)(self._testMethodName)
        self.addCleanup(other.doCleanups)
        other.sandbox = Sandbox(self.seed, self.size, self.heavy, KEY)
        other.server = start(other.sandbox)
        other.addCleanup(other.server.close)
        other.base = "http://127.0.0.1:%d/api/v1" % other.server.server_port
        other.setUp()
        return other

    def each(self, check, cases):
        """check(test, case) for all cases, several at once, since most of their time is waiting."""

        def run(case):
            try:
                check(self.alone(), case)
            except Exception as problem:
                raise AssertionError("%r: %s" % (case, problem)) from problem

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(run, cases))

    def account(self, **wanted):
        self.sandbox.control({"account": wanted})

    def faults(self, *lines):
        self.sandbox.control({"clear": True, "faults": [from_text(line) for line in lines]})

    def listed(self, resource):
        """Remote ids in the order of the service; all, also what is hidden unless asked for."""
        return [record["id"] for record in self.sandbox.account.records(resource)]

    def requests(self, resource=None):
        with self.sandbox.lock:
            log = list(self.sandbox.log)
        return [one for one in log if resource in (None, one.resource)]

    def service_arguments(self):
        # The twelve tables by name: a mapping that the sandbox has no endpoint for changes no test.
        return ("--base-url", self.base, "--account", "acme", "--tables", ",".join(TABLES))

    def export(self, *arguments, **further):
        return self.run_program("export", *self.service_arguments(), *self.compression, *arguments, **further)

    def launch_export(self, *arguments, **further):
        return self.launch("export", *self.service_arguments(), *self.compression, *arguments, **further)

    def assert_failed(self, result, status, *parts, runs=()):
        self.assert_one_error(result, status, *parts)
        self.assert_nothing_left(runs)

    def assert_exported(self, result, status=0):
        """Published, sound, and every record of every readable resource is there once, in the service's order."""
        self.assert_status(result, status)
        self.assertEqual((result.out, result.errors), (b"", []), str(result))
        self.assert_no_secret(result)
        manifest = self.assert_sound()
        self.assertEqual(manifest["complete"], status == 0)
        return manifest

    def assert_all_there(self, result, *resources):
        manifest = self.assert_exported(result)
        for resource in resources or RESOURCES:
            self.assertEqual(self.ids(resource), self.listed(resource), resource)
        return manifest


def default_signals():
    """
    What this process ignores (nohup, a job in the background of a script), the program would ignore, too. A handled
    signal is the default again for a program that is started, and this process goes on ignoring it.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    default_signals()
    unittest.main()

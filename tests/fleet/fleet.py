#!/usr/bin/env python3
"""Many accounts in one night, with each engine: killed in the middle, run again, a third of them failing.

`make check-fleet` runs it. The accounts are config files for a few sandboxes, one for each way in which an account fails. All of
them count their requests together, as the service counts those of one address. An engine that is not installed is skipped by name.
"""

import collections
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import slurm

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tests", "sandbox"), os.path.join(ROOT, "tests", "cli")]

from answers import Sandbox  # noqa: E402
from harness import KEY, RELEASE  # noqa: E402
from limits import WINDOWS, Limits  # noqa: E402
from sandbox import start  # noqa: E402

FLEET = os.path.join(ROOT, "scripts", "fleet", "fleet.py")
ACCOUNTS = int(os.environ.get("FLEET_ACCOUNTS", "200"))
JOBS = 8
# The service's limits, so many times faster: 120 requests in a second, 240 in eight.
FACTOR = 60
# The launcher's. What is on its way, four requests for each account at once, may arrive late and all at the same time. So there
# is room for that, and how fast the machine is does not matter.
LIMIT = "%d/%d" % (240 - 5 * JOBS, 480 // FACTOR)
HANG_SECONDS = 1800
NODE_MODULES = os.path.join(ROOT, "build", "node", "node_modules")
MODULES = ("kubernetes-models", "@kubernetes/client-node", "yaml")
PUBLISHED = (0, 3, 11)
OPTIONS = ("--limit", LIMIT, "--jobs", str(JOBS), "--program", os.path.abspath(RELEASE))


class SharedLimits(Limits):
    """Of several sandboxes at once."""

    def __init__(self):
        super().__init__(FACTOR)
        self.lock = threading.Lock()

    def refusal(self):
        with self.lock:
            return super().refusal()


# how an account fares: (arguments of its sandbox, its key, the exit status)
KINDS = {
    "good": ({}, KEY, 0),
    "partial": ({"service": {"denied": ["Interview"]}}, KEY, 3),
    "wrong_key": ({}, "another-key", 4),
    "forbidden": ({"faults": [{"name": "forbid"}]}, KEY, 4),
    "broken": ({"faults": [{"name": "status", "code": 500}]}, KEY, 5),
    "no_key": ({}, None, 2),
}
FAILING = ("wrong_key", "forbidden", "broken", "no_key")


def kind_of(number):
    """A third fails, each kind in turn; every twelfth account is published without its interviews."""
    if number % 3 == 0:
        return FAILING[number // 3 % len(FAILING)]
    return "partial" if number % 12 == 1 else "good"


class Fleet:
    """The sandboxes, the config files and the launcher."""

    def __init__(self, folder, count, environment):
        self.folder, self.environment, self.servers = folder, environment, {}
        self.kinds = {"account%04d" % number: kind_of(number) for number in range(count)}
        limits = SharedLimits()
        for kind, (arguments, _, _) in KINDS.items():
            self.servers[kind] = start(Sandbox(1, 8, key=KEY, **arguments))
            self.servers[kind].sandbox.limits = limits
        os.mkdir(self.path("accounts"))
        for kind, (_, key, _) in KINDS.items():
            if key:
                self.write_key(kind, key)
        for name, kind in self.kinds.items():
            self.configure(name, kind)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write_key(self, kind, key):
        with open(os.open(self.path(kind + ".key"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(key + "\n")

    def configure(self, name, kind):
        lines = {
            "base-url": "http://127.0.0.1:%d/api/v1" % self.servers[kind].server_port, "account": name,
            "api-key-file": self.path(kind + ".key"), "output": self.path("output", name), "retries": 0,
        }  # fmt: skip
        with open(self.path("accounts", name + ".conf"), "w") as file:
            file.writelines("%s = %s\n" % line for line in lines.items())

    def close(self):
        for server in self.servers.values():
            server.close()

    def repair(self):
        """All that fails is put right."""
        for kind in FAILING:
            self.servers[kind].sandbox.control({"clear": True})
            self.write_key(kind, KEY)

    def command(self, engine, *arguments):
        return [sys.executable, FLEET, engine, self.path("accounts"), self.path("nights"), "--night", "tonight", *arguments]

    def launch(self, engine, *arguments):
        return subprocess.Popen(
            self.command(engine, *OPTIONS, *arguments), env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def statuses(self):
        found = {}
        for name in self.kinds:
            try:
                with open(self.path("nights", "tonight", name + ".status")) as file:
                    found[name] = json.load(file)["status"]
            except FileNotFoundError:
                pass
        return found

    def published(self):
        return {name for name, status in self.statuses().items() if status in PUBLISHED}

    def runs(self, name):
        folder = self.path("output", name)
        return {run for run in os.listdir(folder) if run.startswith("2")} if os.path.isdir(folder) else set()

    def requests(self):
        return [one for server in self.servers.values() for one in list(server.sandbox.log)]

    def is_held(self):
        """Does a launcher, or anything that one has started, hold the night?"""
        with open(self.path("nights", "tonight", "lock")) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


class Nights:
    """The same for each engine; `more` are further options."""

    engine, more, count = None, (), ACCOUNTS
    environment = dict(os.environ)

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="pinpoint-fleet-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.fleet = Fleet(self.folder, self.count, self.environment)
        self.addCleanup(self.fleet.close)

    def launch(self):
        process = self.fleet.launch(self.engine, *self.more)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.terminate()
        process.communicate()

    def run_whole(self):
        """Exit status, lines of the table, what it said."""
        process = self.launch()
        out, err = process.communicate(timeout=HANG_SECONDS)
        return process.returncode, out.splitlines(), err

    def wait_for(self, condition, process=None):
        end = time.monotonic() + HANG_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), end, "timed out")
            if process and process.poll() is not None:
                self.fail("the launcher ended early: %r" % (process.communicate(),))
            time.sleep(0.05)

    def wait_until_ended(self, share, process):
        self.wait_for(lambda: len(self.fleet.statuses()) >= self.count * share, process)

    def kill(self, process):
        """As a crash of the launcher and of what shares its group."""
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def expected(self):
        return {name: KINDS[kind][2] for name, kind in self.fleet.kinds.items()}

    def assert_table(self, lines, statuses):
        counts = collections.Counter(statuses.values())
        table = lines[1 : len(counts) + 1]
        self.assertEqual([tuple(map(int, line.split()[:2])) for line in table], sorted(counts.items()), lines)
        named = {line.split()[0]: int(line.split()[1]) for line in lines[len(counts) + 3 :]}
        self.assertEqual(named, {name: status for name, status in statuses.items() if status}, lines)

    def assert_within_the_limits(self):
        refused = [one.path for one in self.fleet.requests() if "limits" in one.faults]
        self.assertEqual(refused, [])
        self.assertGreater(len(self.fleet.requests()), 4 * self.count * 2 / 3)

    def waiting_program(self):
        """Notes that it waits until there is a file `go`, and that it ends by a signal."""
        path = self.fleet.path("program")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o700), "w") as file:
            file.write("#!/bin/sh\ntrap 'echo >>ended; exit 143' TERM\necho >>waiting\nuntil [ -e go ]; do sleep 0.05; done\n")
        return path

    def noted(self, name):
        """How many programs have noted this."""
        try:
            return os.path.getsize(self.fleet.path(name))
        except FileNotFoundError:
            return 0

    def test_a_signal_ends_every_account_cleanly(self):
        self.more = (*self.more, "--program", self.waiting_program())
        process = self.launch()
        self.wait_for(lambda: self.noted("waiting") == JOBS, process)
        process.terminate()
        out, err = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual((process.returncode, self.noted("waiting"), self.noted("ended")), (143, JOBS, JOBS), err)
        self.assertEqual(list(self.fleet.statuses().values()), [143] * JOBS)
        self.assertIn("stopped by signal 15", out)
        self.assertFalse(self.fleet.is_held())

    def test_a_night_that_is_broken_off_twice(self):
        first = self.launch()
        self.wait_until_ended(0.2, first)
        done_before = self.fleet.published()
        self.assertGreater(len(done_before), 0)
        self.kill(first)
        self.check_what_a_kill_leaves()
        runs_before = {name: self.fleet.runs(name) for name in self.fleet.published()}

        second = self.launch()
        self.wait_until_ended(0.5, second)
        second.terminate()
        out, err = second.communicate(timeout=HANG_SECONDS)
        self.assertEqual(second.returncode, 128 + signal.SIGTERM, err)
        self.assertIn("not run, or not to its end", out)
        self.assertFalse(self.fleet.is_held())
        runs_before.update({name: self.fleet.runs(name) for name in self.fleet.published()})

        status, lines, err = self.run_whole()
        self.assertEqual((status, self.fleet.statuses()), (12, self.expected()), err)
        self.assert_table(lines, self.expected())
        for name, runs in runs_before.items():
            self.assertEqual(self.fleet.runs(name), runs, "%s was done already" % name)
        self.check_each_account_once()
        self.assert_within_the_limits()
        self.check_that_only_the_failed_ones_are_done_again()

    def check_each_account_once(self):
        """Or twice, if it was published when a kill came, and that was not recorded."""
        often = [len(self.fleet.runs(name)) for name in self.fleet.published()]
        self.assertLessEqual(sum(often) - len(often), 2 * JOBS)
        self.assertTrue(all(1 <= runs <= 3 for runs in often), often)
        for name, kind in self.fleet.kinds.items():
            if kind in FAILING:
                self.assertEqual(self.fleet.runs(name), set(), name)

    def check_that_only_the_failed_ones_are_done_again(self):
        runs_before = {name: self.fleet.runs(name) for name in self.fleet.published()}
        self.fleet.repair()
        status, lines, err = self.run_whole()
        repaired = {name: 0 if kind in FAILING else KINDS[kind][2] for name, kind in self.fleet.kinds.items()}
        self.assertEqual((status, self.fleet.statuses()), (3, repaired), err)
        self.assert_table(lines, repaired)
        for name, runs in runs_before.items():
            self.assertEqual(self.fleet.runs(name), runs, name)
        asked = len(self.fleet.requests())
        self.assertEqual(self.run_whole()[:2], (status, lines))
        self.assertEqual(len(self.fleet.requests()), asked)
        self.assert_within_the_limits()


class Parallel(Nights, unittest.TestCase):
    engine = "parallel"

    @classmethod
    def setUpClass(cls):
        if not shutil.which("parallel"):
            raise unittest.SkipTest("GNU parallel is not installed")

    def check_what_a_kill_leaves(self):
        """Accounts that still run hold the night until they have ended."""
        self.wait_for(lambda: not self.fleet.is_held())


class Slurm(Nights, unittest.TestCase):
    engine = "slurm"
    more = ("--poll", "0.5", "--array-size", str(ACCOUNTS // 2 + 1))  # two arrays, one after the other

    @classmethod
    def setUpClass(cls):
        if slurm.missing():
            raise unittest.SkipTest("Slurm: " + slurm.missing())
        folder = tempfile.mkdtemp(prefix="pinpoint-slurm-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.slurm = slurm.Slurm(folder)
        cls.addClassCleanup(cls.slurm.close)
        cls.slurm.start()
        cls.environment = cls.slurm.environment

    def check_what_a_kill_leaves(self):
        """The job goes on. A launcher that is started again waits for it and starts nothing twice."""
        self.assertIn("pinpoint", self.slurm.ask("squeue", "--noheader", "--format=%j"))
        second = self.launch()
        self.assertIn("an earlier launcher", second.stderr.readline())
        self.kill(second)


class Few(Nights, unittest.TestCase):
    """What needs only a few accounts."""

    engine, count = "parallel", 6
    test_a_night_that_is_broken_off_twice = test_a_signal_ends_every_account_cleanly = None
    setUpClass = classmethod(lambda cls: Parallel.setUpClass())

    def test_accounts_that_outlive_their_launcher_keep_others_out(self):
        self.more = ("--program", self.waiting_program())
        first = self.launch()
        self.wait_for(lambda: self.noted("waiting"), first)
        self.kill(first)
        status, lines, err = self.run_whole()
        with open(self.fleet.path("go"), "w"):
            pass
        self.assertEqual((status, lines, err.count("\n")), (8, [], 1), err)
        self.assertIn("still works in", err)
        self.wait_for(lambda: not self.fleet.is_held())
        self.assertEqual(self.run_whole()[0], 0)

    def test_parts_are_disjoint_and_complete(self):
        self.fleet.repair()
        for part in ("1/3", "2/3", "3/3"):
            process = self.fleet.launch("parallel", "--part", part)
            process.communicate(timeout=HANG_SECONDS)
            self.assertIn(process.returncode, (0, 2, 3))
        self.assertEqual([len(self.fleet.runs(name)) for name in self.fleet.kinds], [1] * self.count)

    def test_without_shares_the_service_refuses(self):
        """So the sandboxes do count, and the other tests would show it."""
        self.fleet.repair()
        self.more = ("--limit", "99999/1")
        limits = self.fleet.servers["good"].sandbox.limits
        limits.factor = 1e-9  # one endless window
        limits.counted = {length: (0, most - 1) for length, most in WINDOWS}
        process = self.launch()
        self.wait_for(lambda: any("limits" in one.faults for one in self.fleet.requests()), process)
        self.end(process)


class Kubernetes(unittest.TestCase):
    """The manifests, against the published schema."""

    @classmethod
    def setUpClass(cls):
        lacking = [name for name in MODULES if not os.path.isdir(os.path.join(NODE_MODULES, name))]
        if lacking or not shutil.which("node"):
            raise unittest.SkipTest("Kubernetes: %s not installed" % ", ".join(lacking or ["node"]))
        cls.folder = tempfile.mkdtemp(prefix="pinpoint-manifests-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for number in range(ACCOUNTS):
            with open(os.path.join(cls.folder, "account-%d.conf" % number), "w") as file:
                file.write('subdomain = acme%d\nexclude-columns = *.remote_data # "{}: $x\n' % number)
        command = [sys.executable, FLEET, "kubernetes", cls.folder, "--image", "registry.example/pinpoint-export:1", "--minutes", "10"]
        cls.text = subprocess.run([*command, "--", "--mode", "changes"], check=True, capture_output=True, text=True).stdout

    def check(self, text):
        command = ["node", os.path.join(HERE, "manifests.mjs"), NODE_MODULES]
        found = json.loads(subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout)
        return found["manifests"], found["mistakes"]

    def test_the_manifests_are_as_the_schema_says(self):
        manifests, mistakes = self.check(self.text)
        self.assertEqual(mistakes, [])
        self.assertEqual(collections.Counter(one["kind"] for one in manifests), {"ConfigMap": ACCOUNTS, "CronJob": ACCOUNTS})
        self.assertEqual(len({one["metadata"]["name"] for one in manifests}), ACCOUNTS)
        pod = manifests[-1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        mounted = {one["name"] for one in pod["containers"][0]["volumeMounts"]}
        self.assertEqual(mounted, {one["name"] for one in pod["volumes"]})
        self.assertEqual(pod["containers"][0]["args"][-2:], ["--mode", "changes"])

    def test_mistakes_are_found(self):
        first = self.text.split("---\n")[2]
        for right, wrong, said in (
            ("concurrencyPolicy: Forbid", "concurrencyPolicy: Never", "must be equal to one of"),
            ("concurrencyPolicy:", "concurencyPolicy:", "/spec/concurencyPolicy is not in the schema"),
            ("backoffLimit: 0", "backoffLimit: none", "must be integer"),
            ("image:", "img:", "/containers/0/img is not in the schema"),
            ("mountPath:", "path:", "must have required property"),
            ("  schedule:", "  times:", "must have required property"),
            ("key: api-key", "kee: api-key", "/secretKeyRef/kee is not in the schema"),
        ):
            self.assertIn(right, first)
            _, mistakes = self.check(first.replace(right, wrong))
            self.assertIn(said, " ".join(mistakes), wrong)

    def test_the_program_takes_the_arguments(self):
        manifests, _ = self.check(self.text)
        arguments = manifests[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"]
        config = os.path.join(self.folder, "account-0.conf")
        local = [{"/config/account.conf": config, "/data/output": self.folder + "/output"}.get(one, one) for one in arguments]
        command = [RELEASE, "check", "--plan", *local[1:]]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, env={"PINPOINT_API_KEY": KEY}, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()

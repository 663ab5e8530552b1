#!/usr/bin/env python3
"""A machine that does not cooperate: full or read-only disks, closed descriptors, odd environments, few descriptors."""

import os
import random
import resource
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, LONG, RELEASE, TABLES, Service, main, sample  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
NAME = "20261123T020000Z"


def limit(kind, most):
    return lambda: resource.setrlimit(kind, (most, most))


class Disk(Service):
    def test_a_file_that_cannot_grow(self):
        result = self.export(preexec_fn=limit(resource.RLIMIT_FSIZE, 4096))
        self.assert_failed(result, 7, ".csv.gz", "output")

    def test_a_full_disk(self):
        """/dev/full answers like a full disk; here it is standard output, to which the rows go."""
        with open("/dev/full", "wb") as full:
            for arguments in (
                self.service_arguments() + ("--stdout", "--tables", "jobs"),
                self.service_arguments() + ("--stdout", "--gzip", "--tables", "users"),
                ("schema",),
                ("--help",),
                ("check", "--base-url", self.base),
            ):
                self.assert_one_error(self.run_program(*arguments, stdout=full), 7, "standard output", "space")

    def test_a_full_file_system(self):
        os.makedirs(self.path("small"))
        if os.system("mount -t tmpfs -o size=128k tmpfs '%s' 2>/dev/null" % self.path("small")) != 0:
            self.skipTest("needs the right to mount")
        self.addCleanup(os.system, "umount '%s'" % self.path("small"))
        self.output = self.path("small", "output")
        self.assert_failed(self.export("-o", self.output), 7, "space")
        self.assert_exported(self.export("-o", self.output, "--tables", "users"))

    def test_no_room_for_rows_that_wait(self):
        """Past 8 MiB they wait in a temporary file, and that file cannot grow."""
        self.account(size=150, heavy=100_000)

        little_room = limit(resource.RLIMIT_FSIZE, 1 << 20)
        self.assert_failed(self.export("--tables", "candidates", preexec_fn=little_room), 7)

    def test_an_output_that_is_a_file(self):
        self.write("output", "mine")
        self.assert_one_error(self.export(), 7, "output")
        with open(self.output) as file:
            self.assertEqual(file.read(), "mine")
        self.assertEqual(self.requests(), [])

    def test_an_output_below_a_file(self):
        self.write("file", "mine")
        self.assert_one_error(self.export("-o", "file/output"), 7, "file")
        self.assertEqual(self.requests(), [])

    def test_an_output_that_cannot_be_made(self):
        self.assert_one_error(self.export("-o", "/proc/none/output"), 7, "/proc/none")

    def test_an_output_folder_that_may_not_be_written_to(self):
        further = self.as_nobody()
        for mode in (0o500, 0o000):
            os.makedirs(self.output)
            self.hand_over(self.output)
            os.chmod(self.output, mode)
            self.assert_one_error(self.export(**further), 7, "output")
            os.chmod(self.output, 0o700)
            self.assertEqual(os.listdir(self.output), [])
            os.rmdir(self.output)
        self.assertEqual(self.requests(), [])

    def test_a_staging_folder_that_is_in_the_way(self):
        os.makedirs(os.path.join(self.output, ".state"))
        with open(os.path.join(self.output, NAME), "w") as file:
            file.write("mine")
        self.assert_status(self.export("--now", NOW, "--tables", "users"), 0)
        self.assertEqual(self.runs(), [NAME, "20261123T020001Z"])

    def test_links_are_not_followed_when_leftovers_are_removed(self):
        os.makedirs(self.path("precious"))
        self.write("precious/file", "mine")
        os.makedirs(os.path.join(self.output, ".state"))
        os.symlink(self.path("precious"), os.path.join(self.output, ".state", NAME))
        self.assert_exported(self.export("--tables", "users"))
        self.assertEqual(os.listdir(self.path("precious")), ["file"])

    def test_a_lock_that_is_a_link_is_not_followed(self):
        self.write("precious", "mine")
        os.makedirs(os.path.join(self.output, ".state"))
        os.symlink(self.path("precious"), os.path.join(self.output, ".state", "lock"))
        self.assert_one_error(self.export("--tables", "users"), 7, "lock")
        with open(self.path("precious")) as file:
            self.assertEqual(file.read(), "mine")

    def test_no_temporary_folder(self):
        self.assert_exported(self.export(env={"TMPDIR": "/nowhere"}))
        for heavy in (0, 100_000):
            self.account(size=100, heavy=heavy)
            result = self.export("--stdout", "--tables", "candidates", env={"TMPDIR": "/nowhere"})
            self.assertEqual(result.status, 7 if heavy else 0, str(result))
            self.assertEqual(len(result.errors), 1 if heavy else 0, str(result))

    def test_few_descriptors(self):
        result = self.export("--concurrency", "16", "--page-size", "1", preexec_fn=limit(resource.RLIMIT_NOFILE, 20))
        if result.status == 0:
            self.assert_sound()
        else:
            self.assertIn(result.status, (5, 7), str(result))
            self.assertEqual(len(result.errors), 1, str(result))
            self.assert_nothing_left()


    def test_fewer_and_fewer_descriptors(self):
        """Whatever cannot be opened: one line, status 7, nothing left. With enough descriptors the run succeeds."""

        def check(one, most):
            result = one.export("--page-size", "3", preexec_fn=limit(resource.RLIMIT_NOFILE, most))
            statuses[most] = result.status
            if result.status != 0:
                one.assert_failed(result, 7, "Too many open files")
            one.assert_exported(one.export())

        statuses = {}
        self.each(check, [4, *sample(range(7, 31, 3), 3), 31])
        self.assertEqual((statuses[4], statuses[31]), (7, 0))

    def test_a_folder_removed_while_a_run_writes_to_it(self):
        """Early, when no file is open yet, and late, when all are."""

        def check(one, case):
            resource_name, removed = case
            one.faults("stall:resource=%s,at=10,seconds=3" % resource_name)
            process = one.launch_export()
            one.wait_for(lambda: one.requests(resource_name))
            one.wait_until_idle(process)  # what came before is written
            while os.path.lexists(os.path.join(one.output, removed)):  # the run may write between two steps of it
                shutil.rmtree(os.path.join(one.output, removed), ignore_errors=True)
            out, err = process.communicate(timeout=HANG_SECONDS)
            one.assertEqual((process.returncode, out, err.count(b"pinpoint-export: ")), (7, b"", 1), err)
            one.assertIn(b"No such file", err)
            one.sandbox.control({"clear": True})
            one.assert_exported(one.export())
            one.assertEqual(len(one.runs()), 1)

        self.each(check, [(name, removed) for name in ("users", "interviews") for removed in ("", ".state")])


class Memory(Service):
    program, heavy = RELEASE, 100_000  # the sanitizers want terabytes of addresses

    def test_less_and_less_memory(self):
        """Wherever memory runs out: one line, status 1, nothing published, and the next run succeeds."""

        def check(one, mebibytes):
            few = limit(resource.RLIMIT_AS, mebibytes << 20)
            result = one.export("--page-size", "3", "--threads", "2", preexec_fn=few)
            statuses[mebibytes] = result.status
            if result.status == 0:
                one.assert_exported(result)
                return
            if result.status == 127 and b"shared" in result.err.encode():
                return  # not even the libraries had room
            one.assert_one_error(result, 1, "out of memory")
            one.assertEqual(one.runs(), [])
            one.assert_exported(one.export())

        statuses = {}
        self.each(check, [*sample(range(16, 61, 3), 6), 61])
        self.assertIn(1, statuses.values())
        self.assertEqual(statuses[61], 0)


class Interrupted(Service):
    NUMBERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def interrupt(self, number, requests):
        """After so many requests; 0: as soon as it was started."""
        process = self.launch_export("--page-size", "3")
        self.wait_for(lambda: len(self.requests()) >= requests or process.poll() is not None)
        process.send_signal(number)
        out, err = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(out, b"")
        return process.returncode, err.decode()

    def test_signals_at_any_time(self):
        """Before its commit a run leaves nothing; after it, the run is complete."""
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)

        def check(one, case):
            number, requests = case
            status, err = one.interrupt(number, requests)
            if status == 0:
                one.assert_sound()
            elif status == -number:  # it came before anything had begun
                one.assertEqual((err, one.runs()), ("", []))
            else:
                one.assertEqual((status, err.count("pinpoint-export: ")), (128 + number, 1), err)
                one.assertIn("signal %d" % number, err)
                one.assert_nothing_left()
            one.assert_status(one.export(), 0)
            one.assert_sound()

        cases = [(self.NUMBERS[n % 3], chance.randrange(20)) for n in range(18 if LONG else 6)]
        with self.subTest(seed=seed):
            self.each(check, cases)

    def test_a_second_signal_ends_the_run_at_once(self):
        self.faults("stall:resource=users,at=10,seconds=30")
        process = self.launch_export()
        self.wait_for(lambda: self.requests("users"))
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(HANG_SECONDS), (-signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGINT))
        self.sandbox.control({"clear": True})
        self.assert_exported(self.export())


class Environment(Service):
    def outputs(self, **further):
        """All files of a run."""
        self.output = self.path(str(len(os.listdir(self.folder))))
        self.assert_exported(self.export("--now", NOW, "-o", self.output, **further))
        found = {}
        for name in TABLES:
            with open(os.path.join(self.output, NAME, name + ".csv.gz"), "rb") as file:
                found[name] = file.read()
        return found

    def test_the_environment_does_not_change_a_byte(self):
        usual = self.outputs()
        for env in (
            {"HOME": None, "PATH": None, "TMPDIR": None},
            {"HOME": "/nowhere"},
            {"TZ": "Asia/Kolkata"},
            {"TZ": "ODD-14:30:59"},
            {"TZ": ":/etc/passwd"},
            {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"},
            {"LC_ALL": "nonsense"},
            {"LC_ALL": "C"},
            {"LC_ALL": "en_US.ISO-8859-1", "LANG": "ja_JP.SJIS", "LC_CTYPE": "ISO-8859-15", "CHARSET": "KOI8-R"},
        ):
            with self.subTest(env=env):
                self.assertEqual(self.outputs(env=env), usual)

    def test_a_netrc_is_not_read(self):
        self.write(".netrc", "machine 127.0.0.1 login eve password Sesame\n")
        self.assert_exported(self.export("--tables", "users"))
        self.assertNotIn("authorization", {name.lower() for name, _ in self.requests()[0].headers})

    def test_the_time_zone_does_not_move_a_run(self):
        self.assert_exported(self.export("--tables", "users", env={"TZ": "Pacific/Kiritimati"}))
        self.assertRegex(self.runs()[0], r"\A\d{8}T\d{6}Z\Z")
        started = self.manifest()["started_at"]
        self.assertEqual(started[:19].translate({ord("-"): None, ord(":"): None}) + "Z", self.runs()[0])

    def closed(self, *descriptors):
        return lambda: [os.close(one) for one in descriptors]

    def test_closed_descriptors(self):
        for descriptors in ((0,), (1,), (0, 1)):
            self.output = self.path("output%s" % len(self.requests()))
            result = self.export("-o", self.output, preexec_fn=self.closed(*descriptors))
            self.assert_exported(result)

    def test_all_descriptors_closed(self):
        result = self.export(preexec_fn=self.closed(0, 1, 2))
        self.assertEqual((result.status, result.err), (0, ""))
        self.assert_sound()
        self.assertEqual(self.ids("jobs"), self.listed("jobs"))

    def test_rows_for_a_closed_standard_output(self):
        for arguments in (("--stdout", "--tables", "users"), ("--stdout", "--tables", "users", "--gzip")):
            result = self.export(*arguments, preexec_fn=self.closed(1))
            self.assert_one_error(result, 7, "standard output")
        for arguments in (("schema",), ("--version",)):
            self.assert_one_error(self.run_program(*arguments, preexec_fn=self.closed(1)), 7, "standard output")

    def test_a_standard_input_that_is_closed_is_an_empty_document(self):
        result = self.run_program("map", "users", preexec_fn=self.closed(0))
        self.assertEqual((result.status, len(result.errors)), (6, 1), str(result))

    def test_standard_output_in_nonblocking_mode(self):
        """A pipe that is soon full, because its reader begins late."""
        self.account(size=300)
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        process = self.launch_export("--stdout", "--tables", "applications", stdout=writing)
        os.close(writing)
        self.wait_for(lambda: self.requests("applications"))
        with os.fdopen(reading, "rb") as file:
            rows = file.read()
        self.assertEqual(process.wait(HANG_SECONDS), 0)
        usual = self.export("--stdout", "--tables", "applications", "--exclude-columns", "*.remote_data")
        self.assertEqual(rows.count(b"\n\""), usual.out.count(b"\n\""))

    def test_a_standard_error_whose_reader_has_ended(self):
        reading, writing = os.pipe()
        os.close(reading)
        result = self.export("-v", stderr=writing)
        os.close(writing)
        self.assert_status(result, 0)
        self.assert_sound()

    def test_descriptors_that_were_closed_do_not_get_our_files(self):
        """No message may end up in a table, and no table in what has the descriptors 0, 1 and 2."""
        result = self.export("-vv", preexec_fn=self.closed(0, 1, 2))
        self.assertEqual((result.status, result.out, result.err), (0, b"", ""))
        self.assert_sound()
        self.output = self.path("held")
        self.sandbox.control({"reset": True})
        self.faults("stall:resource=interviews,at=10,seconds=30")
        process = self.launch_export("-o", self.output, preexec_fn=self.closed(0, 1, 2))
        self.wait_for(lambda: self.requests("interviews"))
        for number in (0, 1, 2):
            self.assertEqual(os.readlink("/proc/%d/fd/%d" % (process.pid, number)), "/dev/null")

    def test_no_standard_error_to_write_to(self):
        with open("/dev/full", "wb") as full:
            result = self.export("-v", stderr=full)
        self.assert_status(result, 0)
        self.assert_sound()


if __name__ == "__main__":
    main()

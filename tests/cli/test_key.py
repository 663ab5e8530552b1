#!/usr/bin/env python3
"""Where the API key must not be found: command line, log, files, memory that others can read, core files."""

import os
import resource
import shutil
import signal
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, KEY, RELEASE, Service, main  # noqa: E402

NOBODY = 65534
UNLIMITED = resource.RLIM_INFINITY


class Key(Service):
    def all_files(self):
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    yield os.path.join(folder, name), file.read()

    def held(self, **further):
        """A run that waits for an answer."""
        self.faults("stall:resource=users,at=10,seconds=30")
        process = self.launch_export(**further)
        self.wait_for(lambda: self.requests("users"))
        return process

    def process_file(self, process, name):
        with open("/proc/%d/%s" % (process.pid, name), "rb") as file:
            return file.read()

    def test_no_log_contains_it_however_verbose(self):
        key_file = self.write("key", KEY + "\n")
        cases = (
            [],
            ["status:code=401"],
            ["status:code=400"],
            ["status:resource=jobs,code=503"],
            ["redirect:location=https://elsewhere.example/x"],
            ["redirect:location=https://elsewhere.example/" + KEY],
            ["cut:resource=users,at=1"],
            ["reset:resource=users,at=0"],
        )
        ways = (
            (["-vv"], {}),
            (["-vvv", "--log-format", "json", "--api-key-file", key_file], {"PINPOINT_API_KEY": None}),
        )
        for faults in cases:
            self.faults(*faults)
            for arguments, env in ways:
                result = self.export("--retries", "0", *arguments, env=env)
                self.assertIn(result.status, (0, 4, 5), str(result))
                self.assert_no_secret(result)
                self.assertNotIn("x-api-key", result.err.lower())
        os.remove(key_file)
        for path, content in self.all_files():
            self.assertNotIn(KEY.encode(), content, path)

    def test_curl_prints_nothing(self):
        result = self.export("-vv", env={"CURL_DEBUG": "all", "CURL_VERBOSE": "1"})
        self.assert_status(result, 0)
        for line in result.err.splitlines():
            self.assertFalse(line.startswith(("* ", "> ", "< ")), line)

    def test_a_run_removes_it_from_its_environment(self):
        process = self.held()
        try:
            environment = self.process_file(process, "environ")
        except PermissionError:
            return  # so nobody can look there
        self.assertIn(b"TMPDIR", environment)
        self.assertNotIn(KEY.encode(), environment)

    def test_other_processes_cannot_read_it(self):
        """If /proc belongs to root, no process of the same user can read it, and no core file is written."""
        further = {}
        if os.geteuid() == 0:
            further = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chmod(self.folder, 0o777)
        self.program = shutil.copy(RELEASE, self.folder)
        process = self.held(**further)
        self.assertEqual(os.stat("/proc/%d/mem" % process.pid).st_uid, 0)
        self.assertNotEqual(further.get("user", os.geteuid()), 0)

    def test_no_core_file(self):
        def all_of_it():
            resource.setrlimit(resource.RLIMIT_CORE, (UNLIMITED, resource.getrlimit(resource.RLIMIT_CORE)[1]))

        process = self.held(preexec_fn=all_of_it)
        limits = self.process_file(process, "limits").decode().splitlines()
        self.assertRegex([line for line in limits if line.startswith("Max core file size")][0], r" 0 +0 ")
        process.send_signal(signal.SIGQUIT)
        self.assertEqual(process.wait(HANG_SECONDS), -signal.SIGQUIT)
        self.assertEqual([name for name in os.listdir(self.folder) if "core" in name], [])

    def test_a_key_file_that_others_can_read_causes_a_warning(self):
        for mode, warned in ((0o600, 0), (0o400, 0), (0o640, 1), (0o604, 1), (0o644, 1)):
            self.write("key", KEY, mode)
            result = self.export("--tables", "users", "--api-key-file", "key")
            self.assert_status(result, 0)
            self.assertEqual(len(result.warnings), warned, oct(mode))
            self.assertEqual(sum("chmod 600" in line for line in result.warnings), warned)
            os.remove(self.path("key"))

    def test_a_key_from_a_pipe(self):
        result = self.export("--tables", "users", "--api-key-file", "/dev/stdin", stdin=KEY.encode())
        self.assert_exported(result)

    def test_key_files_without_a_key(self):
        self.write("binary", b"\x00" * 100)
        self.write("long", "k" * 5000)
        self.write("spaced", "two words")
        os.mkdir(self.path("folder"))
        for name in ("binary", "long", "spaced", "folder", "missing"):
            result = self.export("--api-key-file", name)
            self.assert_one_error(result, 2)
            self.assertRegex(result.errors[0], "(?i)key")
            self.assertNotIn("two words", result.err)
        self.assertEqual(self.requests(), [])

    def test_key_files_keep_their_mode(self):
        self.write("key", KEY, 0o640)
        self.export("--tables", "users", "--api-key-file", "key")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("key")).st_mode), 0o640)


if __name__ == "__main__":
    main()

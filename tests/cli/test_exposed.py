#!/usr/bin/env python3
"""Files that other users can get at: key files, output directory, state and runs cause one warning, with what to do."""

import errno
import json
import os
import shlex
import stat
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import KEY, NOBODY, Service, main  # noqa: E402
from test_check import read_screen  # noqa: E402

SOMEBODY = 4321
NIGHT = "2026-11-23T02:00:00Z"
RUN = "20261123T020000Z"
AS_ROOT = unittest.skipUnless(os.geteuid() == 0, "needs root, to give files to other users")
USER, OWN_GROUP, GROUP, MASK, OTHERS = 2, 4, 8, 16, 32  # entries of an access list


class Exposed(Service):
    environment = {}

    def setUp(self):
        super().setUp()
        self.key = self.write("key", KEY)

    def export(self, *arguments, **further):
        return super().export("--api-key-file", self.key, "-o", self.output, "--now", NIGHT, *arguments, **further)

    def check(self, *arguments, **further):
        return self.run_program("check", "--base-url", self.base, "--account", "acme", "--api-key-file", self.key, "-o", self.output,
                                *arguments, **further)  # fmt: skip

    def warned(self, result, status=0):
        """The warnings, without the program's name, and what `check` notes about files."""
        self.assert_status(result, status)
        self.assert_no_secret(result)
        row = read_screen(result.out.decode())[0].get("files")
        noted = [row.text] if row and row.verdict == "note" else []
        return [line.removeprefix("pinpoint-export: warning: ") for line in result.warnings] + noted

    def assert_warned(self, result, line, status=0):
        self.assertEqual(self.warned(result, status), [line])

    def of(self, *names):
        return os.path.join(self.output, *names)

    def entries(self):
        for folder, _, names in os.walk(self.output):
            yield from (os.path.join(folder, name) for name in names if not os.path.islink(os.path.join(folder, name)))
            yield folder

    def set_access_list(self, path, *entries):
        no_id, users = 0xFFFFFFFF, dict.fromkeys((1, OWN_GROUP, OTHERS), 0)
        users[1] = 4
        listed = [(tag, allowed, no_id) for tag, allowed in users.items()] + list(entries)
        try:
            os.setxattr(path, "system.posix_acl_access",
                        struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *one) for one in sorted(listed)))  # fmt: skip
        except OSError as problem:
            if problem.errno != errno.ENOTSUP:
                raise
            self.skipTest("no access lists on this file system")


class Runs(Exposed):
    def test_what_a_run_leaves_is_not_exposed(self):
        for umask in ("077", "027", "022", "000"):
            self.output = self.path("output-" + umask)
            self.assertEqual(self.warned(self.export("-o", self.output, "--umask", umask)), [])
            self.assertEqual(self.warned(self.check("--umask", umask)), [])

    def test_a_file_of_a_run(self):
        self.export()
        path = self.of(RUN, "users.csv.gz")
        for mode, what in ((0o644, "read"), (0o640, "read"), (0o604, "read"), (0o620, "change"), (0o602, "change")):
            os.chmod(path, mode)
            line = "other users can %s %s: run chmod -R go-rwx %s/2*Z" % (what, path, self.output)
            self.assert_warned(self.check(), line)
        for mode in (0o600, 0o400, 0o711):
            os.chmod(path, mode)
            self.assertEqual(self.warned(self.check()), [])

    def test_an_export_looks_at_its_own_run(self):
        """What its file system, or somebody else, made of it meanwhile; older runs are for `check`."""
        self.faults("stall:resource=users,at=10,seconds=1")
        process = self.launch_export("--api-key-file", self.key, "--now", NIGHT, "-o", self.output)
        self.wait_for(lambda: self.requests("users"))
        os.chmod(self.of(".state", RUN), 0o755)
        line = "other users can open the run {0}: run chmod -R go-rwx {0}".format(self.of(RUN))
        _, err = process.communicate()
        self.assertEqual(process.returncode, 0)
        self.assertIn("pinpoint-export: warning: " + line, err.decode().splitlines())
        self.faults()
        self.assertEqual(self.warned(self.export("--now", "2026-11-24T02:00:00Z")), [])
        self.assert_warned(self.check(), "other users can open the run %s: run chmod -R go-rwx %s/2*Z" % (self.of(RUN), self.output))

    def test_what_the_umask_allows_is_not_exposed(self):
        self.export("--umask", "027")
        self.assertEqual(self.warned(self.check("--umask", "027")), [])
        os.chmod(self.of(RUN), 0o755)
        self.assert_warned(self.check("--umask", "027"),
                           "other users can open the run %s: run chmod -R g-w,o-rwx %s/2*Z" % (self.of(RUN), self.output))  # fmt: skip
        self.assertEqual(self.warned(self.check("--umask", "022")), [])

    def test_the_directory_and_the_state(self):
        self.export()
        state, unfinished = self.of(".state", "acme.db"), self.of(".state")
        os.chmod(state, 0o640)
        self.assert_warned(self.export(), "other users can read the state %s: run chmod go-rw %s" % (state, state))
        self.assertEqual(self.warned(self.export("--no-state", "--mode", "snapshot")), [])
        os.chmod(state, 0o600)
        os.chmod(unfinished, 0o711)
        self.assert_warned(self.export(), "other users can open %s: run chmod go-rwx %s" % (unfinished, unfinished))
        os.chmod(unfinished, 0o700)
        # An administrator's choice, as long as nobody else can put or rename things there.
        for mode in (0o755, 0o775, 0o2770):
            os.chmod(self.output, mode)
            self.assertEqual(self.warned(self.export()), [])
        os.chmod(self.output, 0o777)
        self.assert_warned(self.export(), "other users can change the output directory {0}: run chmod o-w {0}".format(self.output))

    def test_the_hash_key_file(self):
        hash_key = self.write("hash.key", "k" * 32, 0o640)
        hashing = ("--hash-columns", "candidates.last_name", "--hash-key-file", hash_key)
        line = "other users can read the hash key file {0}: run chmod 600 {0}".format(hash_key)
        for command in (self.export, self.check):
            self.assert_warned(command(*hashing), line)
        os.chmod(self.key, 0o604)
        self.assert_warned(self.export(*hashing),
                           "other users can read the API key file {0}, the first of 2 exposed files: run chmod 600 {0}".format(self.key))  # fmt: skip
        document = json.dumps({"data": [{"type": "candidates", "id": "1", "attributes": {"last_name": "Ann"}}]}).encode()
        self.assert_warned(self.run_program("map", "candidates", *hashing, stdin=document), line)
        os.chmod(hash_key, 0o600)
        self.assertEqual(self.warned(self.run_program("map", "candidates", *hashing, stdin=document)), [])

    def test_check_refuses_what_an_export_would_refuse(self):
        short = self.write("short.key", "k" * 31)
        for arguments, named in (
            (("--hash-columns", "candidates.last_name"), "--hash-key-file"),
            (("--hash-columns", "candidates.last_name", "--hash-key-file", short), "31 bytes"),
            (("--hash-columns", "candidates.lost_name", "--hash-key-file", short), "lost_name"),
        ):
            result = self.check(*arguments)
            self.assert_status(result, 2)
            self.assertEqual(len(result.errors), 1, str(result))
            self.assertIn(named, result.errors[0])
            self.assert_one_error(self.export(*arguments), 2, named)

    def test_a_named_state(self):
        state = self.path("state.db")
        self.export("--state", state)
        os.chmod(state, 0o604)
        for command in (self.export, self.check):
            self.assert_warned(command("--state", state), "other users can read the state {0}: run chmod go-rw {0}".format(state))

    def test_one_warning_for_all_of_it(self):
        self.export()
        os.chmod(self.key, 0o644)
        for name in ("jobs.csv.gz", "users.csv.gz", "manifest.json"):
            os.chmod(self.of(RUN, name), 0o644)
        os.chmod(self.of(".state", "acme.db"), 0o644)
        self.assert_warned(self.check(), "other users can read the API key file {0}, the first of 5 exposed files: run chmod 600 {0}"
                           .format(self.key))  # fmt: skip
        self.assertEqual(self.check("-q").warnings, [])

    def test_the_command_that_it_names_helps(self):
        self.export()
        for path in self.entries():
            os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | 0o666)
        os.chmod(self.key, 0o666)
        commands = []
        for _ in range(9):
            lines = self.warned(self.check())
            if not lines:
                break
            commands.append(lines[0].rpartition(": run ")[2])
            self.assertEqual(shlex.split(commands[-1])[0], "chmod")
            subprocess.run(["sh", "-c", commands[-1]], check=True)
        self.assertEqual(lines, [])
        self.assertEqual(len(commands), 5, commands)
        for path in (*self.entries(), self.key):
            if path not in (self.output, self.of(".state", "lock")):
                self.assertEqual(os.stat(path).st_mode & 0o066, 0, path)

    def test_a_run_that_fails_warns_as_well(self):
        os.chmod(self.key, 0o640)
        self.faults("status:code=401")
        result = self.export()
        self.assert_one_error(result, 4)
        self.assertEqual([line for line in self.warned(result, 4) if "other users" in line],
                         ["other users can read the API key file {0}: run chmod 600 {0}".format(self.key)])  # fmt: skip
        self.assertLess(result.err.index("other users"), result.err.index(result.errors[0]))

    def test_rows_on_standard_output_leave_no_files(self):
        self.export()
        os.chmod(self.of(RUN), 0o755)
        os.chmod(self.of(".state", "acme.db"), 0o644)
        result = super().export("--api-key-file", self.key, "--tables", "users", "--stdout")
        self.assertEqual([line for line in self.warned(result) if "other users" in line], [])

    def test_links_and_what_is_no_run_are_passed_over(self):
        self.export()
        os.symlink("/etc/passwd", self.of(RUN, "link"))
        os.symlink(self.folder, self.of("20261101T020000Z"))
        os.mkdir(self.of("notes"))
        os.chmod(self.of("notes"), 0o777)
        os.mkfifo(self.of(RUN, "pipe"))
        os.chmod(self.of(RUN, "pipe"), 0o666)
        self.assertEqual(self.warned(self.check()), [])

    def test_as_json(self):
        os.chmod(self.key, 0o644)
        lines = [json.loads(line) for line in self.export("--log-format", "json").err.splitlines()]
        self.assertEqual(len([one for one in lines if "other users can read" in one["message"]]), 1)


class Owners(Exposed):
    @AS_ROOT
    def test_what_belongs_to_somebody_else(self):
        self.export()
        for path, what in (
            (self.key, "the API key file "),
            (self.output, "the output directory "),
            (self.of(".state"), ""),
            (self.of(".state", "acme.db"), "the state "),
            (self.of(RUN), "the run "),
            (self.of(RUN, "manifest.json"), ""),
        ):
            os.chown(path, SOMEBODY, -1)
            self.assert_warned(self.check(), "%s%s belongs to the user %d, but the user %d runs this: run it as that user, or change "
                               "the owner with chown" % (what, path, SOMEBODY, os.geteuid()))  # fmt: skip
            os.chown(path, os.geteuid(), -1)
        self.assertEqual(self.warned(self.check()), [])

    @AS_ROOT
    def test_root_may_own_all_of_it(self):
        """An administrator's key file that a group may read: its group is named, since others are in it, too."""
        self.export()
        further = self.as_nobody()
        os.chmod(self.key, 0o444)
        self.assert_warned(self.check("--state", self.path("none"), **further),
                           "other users can read the API key file {0}: run chmod 600 {0}".format(self.key), 7)  # fmt: skip

    @AS_ROOT
    def test_an_access_list_that_names_only_this_user(self):
        """As systemd hands over credentials."""
        further = self.as_nobody()
        self.set_access_list(self.key, (USER, 4, NOBODY), (MASK, 4, 0xFFFFFFFF))
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o440)
        self.assertEqual(self.warned(self.check(**further), 7), [])

    def test_access_lists_that_name_others(self):
        line = "other users can read the API key file {0}: run chmod 600 {0}".format(self.key)
        for entry in ((USER, 4, SOMEBODY), (GROUP, 4, SOMEBODY)):
            self.set_access_list(self.key, entry, (MASK, 4, 0xFFFFFFFF))
            self.assert_warned(self.check(), line)
            self.set_access_list(self.key, entry, (MASK, 0, 0xFFFFFFFF))
            self.assertEqual(self.warned(self.check()), [])
        self.set_access_list(self.key, (USER, 4, 0), (MASK, 6, 0xFFFFFFFF))
        self.assertEqual(self.warned(self.check()), [])

    @AS_ROOT
    def test_what_cannot_be_looked_at_is_passed_over(self):
        self.export()
        further = self.as_nobody()
        os.chown(self.key, NOBODY, -1)
        for mode in (0o000, 0o700):
            os.chmod(self.output, mode)
            self.assertEqual(self.warned(self.check(**further), 7), [])


if __name__ == "__main__":
    main()

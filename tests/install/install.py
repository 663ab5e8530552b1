#!/usr/bin/env python3
"""What `make install` leaves: the program, its manual page and completions that the shells accept; and equal builds.

`make check-install` runs it. Options and commands are taken from --help, which the tests of the command line hold against the
option table.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 600
SHOWN = 4000
SHARE = "usr/share/"
UNIT = "usr/lib/systemd/system/pinpoint-export@.service"
EXPOSURE_MAX = 20  # tenths, of 100
FLEET = sorted(name for name in os.listdir(os.path.join(ROOT, "scripts", "fleet")) if name.endswith((".py", ".yaml")))
INSTALLED = [
    "usr/bin/pinpoint-export",
    UNIT,
    "usr/lib/systemd/system/pinpoint-export@.timer",
    "usr/lib/sysusers.d/pinpoint-export.conf",
    "usr/lib/tmpfiles.d/pinpoint-export.conf",
    SHARE + "bash-completion/completions/pinpoint-export",
    SHARE + "fish/vendor_completions.d/pinpoint-export.fish",
    SHARE + "man/man1/pinpoint-export.1",
    SHARE + "pinpoint-export/blank-person.py",
    *(SHARE + "pinpoint-export/fleet/" + name for name in FLEET),
    SHARE + "pinpoint-export/grafana-dashboard.json",
    SHARE + "zsh/site-functions/_pinpoint-export",
]
ZSH = r"""
autoload -U compinit && compinit -D -u
zmodload zsh/zpty
zpty shell "zsh -f"
zpty -w shell "fpath=($1 \$fpath); autoload -U compinit && compinit -D -u; PROMPT=; setopt no_beep; zstyle ':completion:*' list-prompt ''; echo rea''dy"
zpty -r shell seen '*ready*'
zpty -w -n shell "pinpoint-export $2"$'\t'
zpty -r shell seen "*$3*" && print -r -- "$seen"
zpty -d shell
"""


def run(*command, **more):
    more = {"capture_output": True, "timeout": SECONDS, "cwd": ROOT, "check": True, **more}
    return subprocess.run(command, **more)


def files_below(folder):
    found = [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names]
    return sorted(os.path.relpath(path, folder) for path in found)


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="install.")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.make("install")
        cls.help = run(cls.path("bin/"), "--help").stdout.decode()
        cls.options = re.findall(r"^ +(?:-., )?--([a-z0-9-]+)", cls.help, re.M)
        cls.commands = re.findall(r"^  ([a-z]+)", cls.help.split("\nCommands:\n")[1].split("\n\n")[0], re.M)

    @classmethod
    def make(cls, target):
        run("make", "-s", target, "DESTDIR=" + cls.folder, "PREFIX=/usr")

    @classmethod
    def path(cls, what):
        """The installed file whose path has `what` in it."""
        return os.path.join(cls.folder, next(path for path in INSTALLED if what in path))

    def text(self, what):
        with open(self.path(what), encoding="utf-8") as file:
            return file.read()

    def test_the_files(self):
        self.assertEqual(files_below(self.folder), INSTALLED)
        self.assertEqual([oct(os.stat(self.path(path)).st_mode & 0o777) for path in INSTALLED], ["0o755"] + ["0o644"] * (len(INSTALLED) - 1))

    def test_uninstall_removes_what_install_made(self):
        foreign = os.path.join(self.folder, "usr/bin/other")
        with open(foreign, "w", encoding="utf-8"):
            pass
        self.make("uninstall")
        self.assertEqual(files_below(self.folder), ["usr/bin/other"])
        os.unlink(foreign)
        self.make("install")

    def test_the_launcher_for_many_accounts_runs(self):
        done = run("python3", "-B", self.path("fleet.py"), "--help")
        self.assertIn(b"fleet.py parallel ACCOUNTS", done.stdout)

    def test_the_script_that_blanks_a_person_reads_what_the_program_prints(self):
        known = run(self.path("bin/"), "schema", "all", "--as", "json").stdout
        done = run("python3", "-B", self.path("blank-person.py"), "42", "--as", "postgres", input=known)
        self.assertIn(b'UPDATE "candidates" SET "first_name" = NULL', done.stdout)

    def test_the_manual_page_has_no_mistake(self):
        done = run("mandoc", "-T", "lint", self.path("/man"), check=False)
        self.assertEqual((done.returncode, done.stdout.decode()), (0, ""))

    def test_every_form_has_every_option_and_command(self):
        self.assertGreater(len(self.options), 30)
        self.assertGreater(len(self.commands), 5)
        for option in self.options:
            self.assertRegex(self.text("/bash"), r"--%s\b" % option)
            self.assertRegex(self.text("/fish"), r"-l %s\b" % option)
            self.assertRegex(self.text("/man"), r"Fl Fl %s\b" % option)
            self.assertRegex(self.text("/zsh"), r"--%s\b" % option)
        for command in self.commands:
            self.assertRegex(self.text("/bash"), r"\b%s\b" % command)
            self.assertRegex(self.text("/fish"), r"-a %s " % command)
            self.assertRegex(self.text("/man"), r"\.It Cm %s\b" % command)
            self.assertRegex(self.text("/zsh"), r"'%s:" % command)

    def test_the_manual_page_shows_every_exit_status(self):
        shown = run("mandoc", "-T", "utf8", self.path("/man")).stdout.decode()
        shown = re.sub(".\b", "", shown)
        for status in re.findall(r"(?:^|  )( *\d+) [a-z]", self.help.split("\nExit status:\n")[1], re.M):
            self.assertRegex(shown.split("EXIT STATUS")[1], r"\n *%s +[a-z]" % status.strip())

    def test_the_service_is_hardened(self):
        done = run(
            "systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=%d" % EXPOSURE_MAX, self.path(UNIT), check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout.decode()[-SHOWN:])

    def test_the_units_have_no_mistake(self):
        with tempfile.TemporaryDirectory(prefix="units.") as folder:
            run("make", "-s", "install", "PREFIX=" + folder)
            units = os.path.join(folder, "lib/systemd/system")
            for kind in ("service", "timer"):
                done = run("systemd-analyze", "verify", "--man=no", "%s/pinpoint-export@acme.%s" % (units, kind), check=False)
                self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
            done = run("systemd-sysusers", "--dry-run", os.path.join(folder, "lib/sysusers.d/pinpoint-export.conf"))
            self.assertIn(b"pinpoint-export", done.stdout + done.stderr)

    def bash(self, *words):
        script = (
            'source "$1"; shift; COMP_WORDS=(pinpoint-export "$@"); COMP_CWORD=$#; compopt() { :; };'
            ' _pinpoint_export; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return run("bash", "-c", script, "bash", self.path("/bash"), *words).stdout.decode().split()

    def test_bash(self):
        self.assertEqual(self.bash("ver"), ["verify"])
        self.assertEqual(self.bash("export", "--mode", "d"), ["delta"])
        self.assertEqual(self.bash("export", "--max-d"), ["--max-delete-ratio"])
        self.assertEqual(self.bash("verify", "Makef"), ["Makefile"])

    def fish(self, line):
        done = run("fish", "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', self.path("/fish"), line)
        return [found.split("\t")[0] for found in done.stdout.decode().splitlines()]

    def test_fish(self):
        self.assertEqual(self.fish("pinpoint-export ver"), ["verify"])
        self.assertEqual(self.fish("pinpoint-export export --mode d"), ["delta"])
        self.assertEqual(self.fish("pinpoint-export export --max-d"), ["--max-delete-ratio"])

    def zsh(self, line, wanted):
        folder = os.path.dirname(self.path("/zsh"))
        environment = {**os.environ, "HOME": self.folder, "TERM": "dumb", "ZDOTDIR": self.folder}
        done = run("zsh", "-f", "-c", ZSH, "zsh", folder, line, wanted, env=environment, timeout=60)
        return done.stdout.decode()

    def test_zsh(self):
        self.assertIn("verify", self.zsh("ver", "verify"))
        self.assertIn("delta", self.zsh("export --mode d", "delta"))
        self.assertIn("max-delete-ratio", self.zsh("export --max-d", "max-delete-ratio"))


class Builds(unittest.TestCase):
    def build(self, folder):
        """The program of the last commit, built from its archive in a folder of that name."""
        run("make", "-s", "dist")
        archive = next(name for name in os.listdir(os.path.join(ROOT, "build")) if name.endswith(".tar.gz"))
        os.makedirs(folder)
        run("tar", "-xzf", os.path.join(ROOT, "build", archive), "--strip-components=1", "-C", folder)
        run("make", "-s", cwd=folder)
        with open(os.path.join(folder, "build", "pinpoint-export"), "rb") as file:
            return file.read()

    def test_two_builds_are_one_program(self):
        with tempfile.TemporaryDirectory(prefix="builds.") as folder:
            first = self.build(os.path.join(folder, "one"))
            second = self.build(os.path.join(folder, "another", "place"))
        self.assertTrue(first == second, "two builds of one commit differ")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Golden folders: saved pages in, the rows of their tables out. See README.md in this folder.

python3 tests/golden/test_golden.py --rewrite [FOLDER...]    writes what the program prints now; then read the diff
"""

import difflib
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from oracle.__main__ import COLUMNS, rows  # noqa: E402

PROGRAM = os.environ.get("PINPOINT_EXPORT", str(HERE.parent.parent / "build" / "pinpoint-export"))
RELEASE = os.environ.get("PINPOINT_EXPORT_RELEASE", PROGRAM)
# Both forms come from the same cells: in `make check` one of them with sanitizers is enough.
QUICK = PROGRAM if os.environ.get("CHECK_LONG") == "1" else RELEASE
BUILDS = {"csv": PROGRAM, "ndjson": QUICK}
NOW, ACCOUNT = "2026-11-23T02:00:00Z", "golden"
FORMS = ("csv", "ndjson")
SHOWN = 60  # lines of a difference
SECONDS = 30


def run(*arguments, stdin=b"", program=PROGRAM):
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, timeout=SECONDS, env=environment)
    if done.returncode:
        raise AssertionError("%s: status %d\n%s" % (arguments, done.returncode, done.stderr.decode()))
    return done.stdout


def mapped(table, form, files, stdin=b""):
    return run("map", table, *files, "--now", NOW, "--account", ACCOUNT, "--format", form, stdin=stdin, program=BUILDS[form])


def pages(folder):
    return sorted(folder.glob("*.json"))


def expected(folder, form):
    return sorted(path for path in folder.glob("*." + form))


def folders():
    return sorted(path for path in HERE.iterdir() if pages(path))


def known_tables():
    return list(json.loads(run("schema", "--as", "json"))["tables"])


def show(name, wanted, found):
    lines = difflib.unified_diff(wanted.decode().split("\n"), found.decode().split("\n"), name, "the program", "", "", 0)
    return "\n".join(line[:2000] for line in list(lines)[:SHOWN])


class Golden(unittest.TestCase):
    def check(self, path, found):
        wanted = path.read_bytes()
        self.assertTrue(wanted == found, show(str(path.relative_to(HERE)), wanted, found))

    def check_folder(self, folder):
        """Rows in both formats, and the columns of the table."""
        for form in FORMS:
            for path in expected(folder, form):
                self.check(path, mapped(path.stem, form, pages(folder)))
        for path in expected(folder, "txt"):
            self.check(path, run("schema", path.stem))

    def check_against_oracle(self, folder):
        bodies = [page.read_bytes() for page in pages(folder)]
        for form in FORMS:
            for path in expected(folder, form):
                if path.stem in COLUMNS:
                    self.check(path, rows(path.stem, form, bodies, ACCOUNT, NOW)[0])

    def check_completeness(self, folder):
        names = [{path.stem for path in expected(folder, form)} for form in FORMS]
        self.assertTrue(names[0])
        self.assertEqual(*names)
        known = set(pages(folder)).union(*(expected(folder, form) for form in (*FORMS, "txt")))
        self.assertEqual(sorted(path.name for path in set(folder.iterdir()) - known), [])

    def test_every_table_has_rows_and_a_snapshot_somewhere(self):
        for form in (*FORMS, "txt"):
            there = {path.stem for folder in folders() for path in expected(folder, form)}
            self.assertEqual(sorted(set(known_tables()) - there), [], "no golden .%s" % form)

    def test_standard_input_is_as_good_as_a_file(self):
        folder = next(folder for folder in folders() if len(pages(folder)) == 1)
        path = expected(folder, "ndjson")[0]
        self.check(path, mapped(path.stem, "ndjson", [], pages(folder)[0].read_bytes()))


def add_tests():
    for folder in folders():
        for check in (Golden.check_folder, Golden.check_against_oracle, Golden.check_completeness):
            name = "test_%s_%s" % (folder.name, check.__name__)
            setattr(Golden, name, lambda self, check=check, folder=folder: check(self, folder))


def tables_of(folder):
    """The tables that the folder has; for a new folder, all that its pages fill."""
    named = {path.stem for form in (*FORMS, "txt") for path in expected(folder, form)}
    return named or {table for table in known_tables() if mapped(table, "ndjson", pages(folder))}


def rewrite(names):
    for folder in folders():
        if names and folder.name not in names:
            continue
        for table in tables_of(folder):
            for form in FORMS:
                (folder / ("%s.%s" % (table, form))).write_bytes(mapped(table, form, pages(folder)))
            if table == folder.name or not any(HERE.glob("*/%s.txt" % table)) or (folder / (table + ".txt")).exists():
                (folder / (table + ".txt")).write_bytes(run("schema", table))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rewrite"]:
        rewrite(sys.argv[2:])
    else:
        add_tests()
        unittest.main()

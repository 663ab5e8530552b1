#!/usr/bin/env python3
"""A mistake in a mapping gives a few lines of the compiler, which name the line of the mistake."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ("Makefile", "src", "tests", "scripts")
LINES_MAX = 12  # two errors with three notes each, two lines of includes, and how many errors are shown
FILE = "mappings/native/comments.c"
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]
TABLE = """#include "columns.h"

// clang-format off
TABLE(comments, RECORDS("/comments"),
	TEXT("first", NONE, "Test"),
	%s,
	TEXT("last", NONE, "Test"),
	OTHER_ATTRIBUTES)
"""
LINE = 6  # of the mistake
MISTAKES = (
    'TEXTT("body", NONE, "Test")',
    'TEXT("body", PERSONL, "Test")',
    'TEXT("body", NONE, "Test", OWN("body"))',
    'COL("body", NONE, "Test", OWNN("body"))',
    'COL("body", NONE, "Test", OWN("body"), AS_NUMBR)',
    'COL("body", NONE, "Test", OWN("body"), MEMBER("body", "text"))',
    'COL("body", "Test", OWN("body"))',
)


class Misspelled(unittest.TestCase):
    def errors(self, folder, compiler, mistake):
        """What the compiler says of a table with this mistake."""
        (folder / FILE).write_text(TABLE % mistake)
        target = "build/check/obj/" + FILE[:-2] + ".o"
        environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = subprocess.run(
            ["make", "FLAVOUR=check", f"CC={compiler}", target], cwd=folder, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=170, check=False,
        )
        return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith(("make", "cc1: all"))]

    def test_each_mistake_is_told_in_a_few_lines(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for shared in SHARED:
                (folder / shared).symlink_to(ROOT / shared)
            shutil.copytree(ROOT / "mappings", folder / "mappings")
            for compiler in COMPILERS:
                for mistake in MISTAKES:
                    with self.subTest(compiler=compiler, mistake=mistake):
                        status, said = self.errors(folder, compiler, mistake)
                        self.assertNotEqual(status, 0)
                        self.assertTrue([line for line in said if line.startswith(f"{FILE}:{LINE}:")], said)
                        self.assertLessEqual(len(said), LINES_MAX, said)
                self.assertEqual(self.errors(folder, compiler, 'TEXT("body", NONE, "Test")')[0], 0)


if __name__ == "__main__":
    unittest.main()

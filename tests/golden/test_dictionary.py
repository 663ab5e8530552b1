#!/usr/bin/env python3
"""mappings/TABLES.md is what `pinpoint-export schema --as markdown` prints, so that an edit of a mapping is a readable diff.

python3 tests/golden/test_dictionary.py --rewrite    writes what the program prints now; then read the diff
"""

import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "mappings/TABLES.md"
PROGRAM = os.environ.get("PINPOINT_EXPORT", str(ROOT / "build" / "pinpoint-export"))
SECONDS = 30


def printed():
    return subprocess.run(
        [PROGRAM, "schema", "--as", "markdown"], stdout=subprocess.PIPE, check=True, timeout=SECONDS, env={"PATH": "/usr/bin:/bin"}
    ).stdout.decode()


class Dictionary(unittest.TestCase):
    maxDiff = 4000

    def test_tables_md_is_what_the_program_prints(self):
        self.assertEqual(TABLES.read_text().splitlines(), printed().splitlines())


if __name__ == "__main__":
    if sys.argv[1:] == ["--rewrite"]:
        TABLES.write_text(printed())
    else:
        unittest.main()

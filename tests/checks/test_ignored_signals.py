#!/usr/bin/env python3
"""The tests of signals also pass if their own process ignores signals: under nohup, in the background of a script."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKED = Path(os.environ.get("PINPOINT_EXPORT", ROOT / "build/check/pinpoint-export")).parent
SECONDS = 600
CASES = (
    (CHECKED / "tests/unit/cli/test_system",),
    (sys.executable, "-W", "ignore", ROOT / "tests/cli/test_key.py", "Key.test_no_core_file"),
    (sys.executable, "-W", "ignore", ROOT / "tests/cli/test_output.py", "Lock.test_signals_end_a_run_and_nothing_is_left"),
)


class IgnoredSignals(unittest.TestCase):
    def test_they_pass_with_signals_ignored(self):
        for case in CASES:
            with self.subTest(case=str(case[-1])):
                done = subprocess.run(
                    ["sh", "-c", 'trap "" HUP INT QUIT TERM; exec "$@"', "sh", *map(str, case)], cwd=ROOT, timeout=SECONDS,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False,
                )
                self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()

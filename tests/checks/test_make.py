#!/usr/bin/env python3
"""`make -jN` compiles N files at a time, although the Makefile calls make again for each flavour.

The compiler is a stand-in that waits until four of it run at once. So nothing is compiled, and no clock decides: where the
jobs are not passed on, the first one waits alone, and says so.
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = 4
SHARED = ("Makefile", "src", "mappings", "tests", "scripts")
PATIENCE = 20  # seconds that a lonely compiler waits

# Its marks are files, since it runs as many processes. Four of it, and the build may end: the proof is there.
COMPILER = f"""#!/bin/sh
case " $* " in *' -c '*) ;; *) exit 0 ;; esac
case " $* " in *' /dev/null '*) exit 0 ;; esac
: >"$MARKS/$$"
waited=0
while [ $(ls "$MARKS" | wc -l) -lt {JOBS} ]; do
    waited=$((waited + 1))
    [ $waited -gt {PATIENCE * 10} ] && exit 2
    sleep 0.1
done
exit 1
"""


class Jobs(unittest.TestCase):
    def build(self, *words):
        """Builds a copy of the project with the stand-in: how many ran at once, and what make wrote."""
        with tempfile.TemporaryDirectory() as folder:
            copy, marks, compiler = Path(folder, "copy"), Path(folder, "marks"), Path(folder, "compiler")
            copy.mkdir()
            marks.mkdir()
            for name in SHARED:
                (copy / name).symlink_to(ROOT / name)
            compiler.write_text(COMPILER)
            compiler.chmod(0o700)
            environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
            done = subprocess.run(
                ["make", *words, f"CC={compiler}"], cwd=copy, env={**environment, "MARKS": str(marks)},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=170, check=False,
            )
            return len(list(marks.iterdir())), done.stdout

    def test_as_many_files_at_once_as_asked_for(self):
        together, said = self.build(f"-j{JOBS}")
        self.assertEqual(together, JOBS, said)
        self.assertNotIn("jobserver", said)

    def test_no_variable_hides_make(self):
        """What the case above shows for one target holds for all: make sees $(MAKE) only where the recipe itself says it."""
        for path in (ROOT / "Makefile", *ROOT.glob("tests/*.mk"), *ROOT.glob("tests/*/*.mk")):
            with self.subTest(path=path.name):
                self.assertEqual(re.findall(r"^[^\t#\n]*=.*\$[({]MAKE[)}].*$", path.read_text(), re.M), [])


if __name__ == "__main__":
    unittest.main()

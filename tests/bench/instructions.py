#!/usr/bin/env python3
"""Instructions of fixed small runs, counted by callgrind and held against tests/bench/instructions.txt.

They do not depend on how busy or how fast the machine is; they do on compiler, libraries and processor features, so the
recorded numbers are compared on one kind of machine. `map` reads files, so its counts repeat to a few instructions; an export
also counts what receiving takes, which varies by about one per cent with how the bytes arrive.

--record writes the file anew.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nginx import BUILD, ROOT, Nginx
from pages import ALL, KEY, Pages

PROGRAM = ROOT / "build" / "pinpoint-export"
RECORDED = ROOT / "tests" / "bench" / "instructions.txt"
NOW = ["--now", "2026-01-01T00:00:00Z"]
SLIM = ["--exclude-columns", "*.remote_data"]
TOTAL = re.compile(r"Collected : (\d+)")


def count(words, folder):
    """Instructions of one run of the program."""
    environment = {"PATH": os.environ["PATH"], "PINPOINT_API_KEY": KEY}
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(PROGRAM), *words, *NOW]
    result = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, check=False)
    text = result.stderr.decode(errors="replace")
    found = TOTAL.search(text)
    if result.returncode != 0 or not found:
        raise SystemExit("bench: %s\n%s" % (" ".join(command), text[-1000:]))
    return int(found[1])


def cases(pages, base):
    """(name, words, bytes of JSON that they go through)"""
    for table in ("applications", "candidates", "jobs"):
        files = [str(path) for path in pages.files(table)]
        for name, words in (("", SLIM), (" with remote_data", [])):
            yield "map %s%s" % (table, name), ["map", table, *files, *words], pages.bytes(table)
    files = [str(path) for path in pages.files("applications")]
    yield "map applications to NDJSON", ["map", "applications", *files, *SLIM, "--format", "ndjson"], pages.bytes("applications")
    everything = sum(pages.bytes(resource) for resource in ALL)
    export = ["--base-url", base, "--account", "bench", "-q", "--threads", "1", "-o", "out"]
    yield "export of all tables, first run", export, everything
    yield "export of all tables, next run", export, everything


def recorded():
    if not RECORDED.exists():
        return {}
    rows = [line.rsplit(None, 2) for line in RECORDED.read_text().splitlines() if line and not line.startswith("#")]
    return {row[0]: int(row[1]) for row in rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        raise SystemExit("bench: valgrind is not installed")
    known, lines = recorded(), []
    pages = Pages(1000, resources=ALL)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="instructions-") as folder, Nginx(pages.folder) as base:
        print("%-42s %14s %16s %12s" % ("instructions", "now", "a byte of JSON", "recorded"))
        for name, words, size in cases(pages, base):
            now = count(words, folder)
            difference = "%+11.2f%%" % (100 * (now / known[name] - 1)) if name in known else "%12s" % "new"
            print("%-42s %14d %16.2f %s" % (name, now, now / size, difference), flush=True)
            lines.append("%-42s %14d %10d\n" % (name, now, size))
    if options.record:
        RECORDED.write_text("# case, instructions, bytes of JSON: written by tests/bench/instructions.py --record\n" + "".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())

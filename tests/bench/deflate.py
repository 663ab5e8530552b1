#!/usr/bin/env python3
"""What libdeflate and ISA-L would give in zlib's place, over the CSV that we write and the pages that we read."""

import subprocess
import sys
import tempfile
from pathlib import Path

from nginx import BUILD, ROOT
from pages import Pages

PROGRAM = ROOT / "build" / "pinpoint-export"
DEFLATE = ROOT / "build" / "release" / "tests" / "bench" / "deflate"
SLIM = ["--exclude-columns", "*.remote_data"]


def compare(way, title, path):
    print("%s: %.1f MB" % (title, path.stat().st_size / 1e6), flush=True)
    subprocess.run([DEFLATE, way, path], check=True)


def main():
    pages = Pages(5000)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="deflate-") as folder:
        path = Path(folder) / "rows"
        for table, words, title in (
                ("applications", SLIM, "CSV of applications without remote_data, CPU and bytes to zlib -6"),
                ("jobs", SLIM, "CSV of jobs with descriptions, CPU and bytes to zlib -6"),
                ("applications", [], "CSV of applications with remote_data, CPU and bytes to zlib -6")):
            with open(path, "wb") as out:
                subprocess.run([PROGRAM, "map", table, *pages.files(table), *words], stdout=out, check=True)
            compare("pack", title, path)
        with open(path, "wb") as out:
            for page in pages.files("applications"):
                out.write(page.read_bytes())
        compare("unpack", "inflating pages of applications, CPU to zlib", path)
    return 0


if __name__ == "__main__":
    sys.exit(main())

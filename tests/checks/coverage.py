#!/usr/bin/env python3
"""Line coverage by folder of src/ and mappings/, from the counters that a run of the tests left next to the objects (gcov's
JSON, so that nothing else need be installed). Fails where a folder below app is under LEAST percent.

Lines of an inline function in a header count for the header's folder, and as run where any file ran them. Data has no
lines. What a test kills, and what leaves by _exit(), writes no counters: the figures are a little too low, never too high.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST = 90.0
FREE = {"app"}


def read(notes):
    """file -> line -> how often, of one object."""
    done = subprocess.run(
        [os.environ.get("GCOV", "gcov"), "--json-format", "--stdout", str(notes)], capture_output=True, check=True, cwd=ROOT
    )
    lines = defaultdict(dict)
    for document in done.stdout.splitlines():
        for file in json.loads(document)["files"]:
            for line in file["lines"]:
                known = lines[file["file"]].get(line["line_number"], 0)
                lines[file["file"]][line["line_number"]] = max(known, line["count"])
    return lines


def gather(objects):
    whole = defaultdict(lambda: defaultdict(int))
    counters = sorted(objects.rglob("*.gcda"))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for lines in pool.map(read, counters):
            for name, counts in lines.items():
                path = Path(os.path.normpath(ROOT / name))
                if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("src", "mappings"):
                    for line, count in counts.items():
                        whole[path.relative_to(ROOT)][line] = max(whole[path.relative_to(ROOT)][line], count)
    return whole


def ranges(numbers):
    ranges, last = [], None
    for number in sorted(numbers):
        if last is not None and number == last + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
        last = number
    return ",".join("%d" % a if a == b else "%d-%d" % (a, b) for a, b in ranges)


def main():
    objects = Path(sys.argv[1])
    whole = gather(objects)
    # A file that no test program holds has no counters at all.
    missing = [
        source for source in sorted(ROOT.glob("src/*/*.c"))
        if source.relative_to(ROOT) not in whole and (objects / source.relative_to(ROOT)).with_suffix(".gcno").exists()
    ]
    folders = defaultdict(lambda: [0, 0])
    for path, lines in sorted(whole.items()):
        ran = sum(count > 0 for count in lines.values())
        folder = path.parts[1] if path.parts[0] == "src" else path.parts[0]
        folders[folder][0] += len(lines)
        folders[folder][1] += ran
        if "--lines" in sys.argv[2:] and ran < len(lines):
            print("%5.1f %% %s: never %s" % (100 * ran / len(lines), path, ranges(n for n in lines if not lines[n])))
    print("folder        lines    run    share")
    for folder, (all_lines, ran) in sorted(folders.items()):
        print("%-10s %8d %6d  %5.1f %%" % (folder, all_lines, ran, 100 * ran / all_lines))
    low = [name for name, (all_lines, ran) in folders.items() if name not in FREE and 100 * ran < LEAST * all_lines]
    if missing:
        print("coverage: without counters: " + ", ".join(str(path.relative_to(ROOT)) for path in missing))
    if low or missing or not folders:
        print("coverage: under %.0f %%: %s" % (LEAST, ", ".join(low) or "nothing was counted"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

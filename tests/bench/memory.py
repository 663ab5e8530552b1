#!/usr/bin/env python3
"""Memory and time of whole exports with state, for accounts of a thousand to a million records, at --concurrency 16.

A first run that writes all twelve tables, remote_data included, and a second one in which nothing changed. Then one
page of 100 MB of each resource that has heavy records. Peak memory is the kernel's count of resident pages (GNU time).

The pages come from memory: one page of the sandbox's made-up account for each resource, sent again and again with all
ids in it moved on, one id in seven taken, as they lie in a service with other accounts. So records are as large and as
many-sided as the sandbox makes them, and no two have the same id. Of ten records six are applications, three and a
half candidates; of a hundred four are interviews and one is a job.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests" / "bench"))

from answering import Answering, Recorded  # noqa: E402

PROGRAM = ROOT / "build" / "pinpoint-export"
PAGE = 1000
SHARES = {"jobs": 0.01, "candidates": 0.35, "applications": 0.60, "interviews": 0.04}
USERS = 20
CANDIDATES = 12000  # of the sandbox: enough for a full page of jobs
ID = re.compile(rb'("(?:id|[a-z_]+_id)": ?")(\d+)"')
STRIDE = 7
WHOLE_MIB, HEAVY_MIB = 64, 40
HEAVY_BYTES, HEAVY_PAGE = 100_000, 1000
HEAVY = {"applications": HEAVY_PAGE * 2 // 3 + 1, "candidates": HEAVY_PAGE, "jobs": HEAVY_PAGE * 10}  # candidates of each
RECORDS = "received"


class Template:
    """A page cut at its ids, to be put together again with other ones."""

    def __init__(self, body, offset):
        parts, at = [], 0
        self.numbers = []
        for found in ID.finditer(body):
            parts.append(body[at : found.start(2)])
            self.numbers.append(int(found[2]) * STRIDE)
            at = found.end(2)
        self.pieces = [b""] * (2 * len(parts) + 1)
        self.pieces[::2] = [*parts, body[at:]]
        self.offset = offset

    def page(self, number):
        move = number * self.offset
        self.pieces[1::2] = [b"%d" % (one + move) for one in self.numbers]
        return b"".join(self.pieces)


class Account:
    """Any page of an account of so many records; the sandbox is asked for each form of page once."""

    def __init__(self, recorded, records):
        self.recorded, self.templates = recorded, {}
        self.totals = {name: max(1, round(records * share)) for name, share in SHARES.items()}
        self.totals["users"] = USERS
        self.bytes = 0

    def __call__(self, target):
        resource = re.search(r"/([a-z]+)\?", target)[1]
        number = int(re.search(r"page%5Bnumber%5D=(\d+)", target)[1])
        size = int(re.search(r"page%5Bsize%5D=(\d+)", target)[1])
        count = max(0, min(size, self.totals[resource] - (number - 1) * size))
        body = self.template(target, resource, count).page(number)
        self.bytes += len(body)
        return [body]

    def template(self, target, resource, count):
        if (resource, count) not in self.templates:
            self.templates[resource, count] = self.cut(target, resource, count)
        return self.templates[resource, count]

    def cut(self, target, resource, count):
        """Another page of none where none is left."""
        first = re.sub(r"(page%5Bnumber%5D=)\d+", r"\g<1>%d" % (1 if count else 1 << 20), target)
        first = re.sub(r"(page%5Bsize%5D=)\d+", r"\g<1>%d" % (count or 1), first)
        body = self.recorded(first)[0]
        if len(json.loads(body)["data"]) != count:
            raise SystemExit("bench: the sandbox has no %d %s" % (count, resource))
        body = re.sub(rb'("count": ?)\d+', rb"\g<1>%d" % self.totals[resource], body)
        ids = [int(found[2]) for found in ID.finditer(body)] or [0]
        return Template(body, (max(ids) + 1) * STRIDE)


class Run:
    def __init__(self, base, output, *arguments):
        self.output = Path(output)
        with tempfile.NamedTemporaryFile("r") as facts:
            command = ["/usr/bin/time", "-q", "-o", facts.name, "-f", "%e %U %S %M", PROGRAM, "--base-url", base,
                       "--account", "bench", "-q", "-o", output, *arguments]
            done = subprocess.run(list(map(str, command)), env=dict(os.environ, PINPOINT_API_KEY="bench"),
                                  stderr=subprocess.PIPE, text=True, check=False)
            if done.returncode != 0:
                raise SystemExit("bench: %s\nended with %d" % (done.stderr, done.returncode))
            wall, user, system, peak = map(float, facts.read().split())
        self.wall, self.cpu, self.mib = wall, user + system, peak / 1024
        manifest = json.loads((self.output / "latest" / "manifest.json").read_text())
        self.records = sum(one[RECORDS] for one in manifest["resources"].values())
        self.bytes = sum(one["bytes"] for one in manifest["resources"].values())
        self.written = sum(one["rows"]["written"] for one in manifest["tables"].values())


def two_runs(recorded, records, folder):
    """The first and the second."""
    with Answering(Account(recorded, records)) as server:
        output = Path(folder) / str(records)
        common = ["--concurrency", 16, "--page-size", PAGE]
        first = Run(server.base, output, *common)
        second = Run(server.base, output, "--mode", "changes", *common)
    if second.written or not first.written:
        raise SystemExit("bench: the second run wrote %d rows, the first %d" % (second.written, first.written))
    subprocess.run(["rm", "-rf", str(output)], check=True)
    return first, second


LINE = "%9s %9s %8s  %-6s  %8s %8s %8s"


def show(name, run):
    print(LINE % ("%d" % run.records, "%.0f MB" % (run.bytes / 1e6), "%d" % run.written, name,
                  "%.1f s" % run.wall, "%.1f s" % run.cpu, "%.1f MiB" % run.mib), flush=True)


def slope(name, less, more):
    records = more.records - less.records
    print("%s run, from %d to %d records: %.1f us of CPU and %.1f bytes of memory for each more" % (
        name, less.records, more.records, (more.cpu - less.cpu) / records * 1e6,
        (more.mib - less.mib) * (1 << 20) / records))


def accounts(sizes):
    """True if all kept the promise."""
    print(LINE % ("records", "received", "rows", "run", "wall", "CPU", "peak"))
    results = []
    recorded = Recorded(CANDIDATES, plain=True)
    with tempfile.TemporaryDirectory() as folder:
        for records in sizes:
            results.append(two_runs(recorded, records, folder))
            for name, run in zip(("first", "second"), results[-1]):
                show(name, run)
    recorded.close()
    if len(results) > 1:
        for index, name in enumerate(("first", "second")):
            slope(name, results[0][index], results[-1][index])
    return all(run.mib < WHOLE_MIB for pair in results for run in pair)


def heavy_pages():
    good = True
    for resource, candidates in HEAVY.items():
        recorded = Recorded(candidates, heavy=HEAVY_BYTES, plain=True)
        with tempfile.TemporaryDirectory() as folder, Answering(recorded) as server:
            common = ["--tables", resource, "--page-size", HEAVY_PAGE, "--concurrency", 16]
            Run(server.base, folder + "/first", *common)  # the sandbox writes its pages
            run = Run(server.base, folder + "/output", *common)
        recorded.close()
        print("one page of %d %s, %.0f MB: %.1f MiB" % (run.records, resource, run.bytes / 1e6, run.mib), flush=True)
        good = good and run.mib < HEAVY_MIB
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000,1000000", help="records of the accounts")
    parser.add_argument("--no-heavy", action="store_true", help="no pages of 100 MB")
    options = parser.parse_args()
    good = accounts([int(size) for size in options.sizes.split(",")])
    print("whole exports under %d MiB: %s" % (WHOLE_MIB, "yes" if good else "NO"))
    if not options.no_heavy:
        light = heavy_pages()
        print("pages of 100 MB under %d MiB: %s" % (HEAVY_MIB, "yes" if light else "NO"))
        good = good and light
    if not good:
        raise SystemExit("bench: a promise of this page was not kept")


if __name__ == "__main__":
    main()

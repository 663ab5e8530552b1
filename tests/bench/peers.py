#!/usr/bin/env python3
"""pinpoint-export compared with what one would use instead: the same applications from the same nginx, the same attributes, gzip.

Each peer does its best: curl with parallel ranges and jq, then gzip or pigz; Python with a process a core; Node with
pages ahead; DuckDB from local files, so without fetching. Ours resolves keys and writes its twelve columns without
remote_data, the others copy eight attributes as they are. That a peer wrote a row of each record, in order, is checked
once. Printed are ratios of runs that followed each other, peer to ours: the median, in brackets the least and the
greatest. Memory is the sum of the peaks of all processes of a peer, as the kernel reports them. Ours is run with state as
well: nobody else has one. The table is Markdown, to be put into BENCHMARKS.md as it is.
"""

import argparse
import csv
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from nginx import ROOT, Nginx, url
from pages import KEY, Pages

PROGRAM = ROOT / "build" / "pinpoint-export"
PEERS = ROOT / "tests" / "bench" / "peers"
MODULES = ROOT / "build" / "node"
COLUMNS = "hired_at rejected_at stage_id job_id candidate_id created_at updated_at".split()
POLL = 0.01
OURS, STATE = "pinpoint-export", "pinpoint-export with state"


class Peaks(threading.Thread):
    """The greatest resident memory of each process of a session; shells are not counted."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.session, self.over, self.kib = session, False, {}

    def look(self):
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                fields = Path("/proc", name, "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) != self.session:
                    continue
                status = dict(line.split(":", 1) for line in Path("/proc", name, "status").read_text().splitlines())
                if status["Name"].strip() != "bash" and "VmHWM" in status:
                    self.kib[name] = int(status["VmHWM"].split()[0])
            except (OSError, IndexError, KeyError, ValueError):
                pass  # it ended meanwhile

    def run(self):
        while not self.over:
            self.look()
            time.sleep(POLL)

    def mib(self):
        self.over = True
        self.join()
        return sum(self.kib.values()) / 1024


def run(command):
    """(wall, CPU, MiB) of a line for bash."""
    begin = time.monotonic()
    process = subprocess.Popen(["bash", "-o", "pipefail", "-c", command], env=dict(os.environ, PINPOINT_API_KEY=KEY),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    peaks = Peaks(process.pid)
    peaks.start()
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("bench: %s\nended with %d: %s" % (command[:300], process.returncode, message.decode(errors="replace")[-600:]))
    return wall, usage.ru_utime + usage.ru_stime, peaks.mib()


def commands(base, pages, folder):
    """{name: line}, without peers that are not installed; says which those are."""
    count = pages.count("applications")
    address, columns = url(base, "applications", "%s"), " ".join(COLUMNS)
    csv_of = "[.id, %s] | @csv" % ", ".join(".attributes." + name for name in COLUMNS)
    curl = ("mkdir -p %s/got && curl -sS --fail -Z --parallel-max 16 '%s' -o '%s/got/#1.json' && jq -r '.data[] | %s' "
            "$(seq -f '%s/got/%%g.json' 1 %d)" % (folder, url(base, "applications", "[1-%d]" % count), folder, csv_of, folder, count))
    ours = ("exec %s --base-url %s --account bench --page-size %d --concurrency 16 --tables applications "
            "--exclude-columns '*.remote_data' -q --stdout --gzip" % (PROGRAM, base, pages.page))
    known = [
        (OURS, [], "%s > '%s/{}'" % (ours, folder)),
        (STATE, [], "%s --state %s/known.db > '%s/{}'" % (ours, folder, folder)),
        ("curl | jq | gzip", ["curl", "jq", "gzip"], "%s | gzip -6 > '%s/{}'" % (curl, folder)),
        ("curl | jq | pigz", ["curl", "jq", "pigz"], "%s | pigz -6 > '%s/{}'" % (curl, folder)),
        ("Python", [sys.executable], "exec %s %s/peer.py '%s' %d '%s/{}' %s" % (sys.executable, PEERS, address, count, folder, columns)),
        ("Node", ["node"], "exec node %s/peer.mjs '%s' %d '%s/{}' %s" % (PEERS, address, count, folder, columns)),
        ("DuckDB, files", ["node"], "exec node %s/duckdb.mjs %s %s %d '%s/{}' %s" % (
            PEERS, MODULES, pages.folder / "applications", count, folder, columns)),
    ]
    lines = {}
    for name, tools, line in known:
        missing = [tool for tool in tools if not shutil.which(tool)]
        if name.startswith("DuckDB") and not (MODULES / "node_modules" / "@duckdb" / "node-api").is_dir():
            missing = ["@duckdb/node-api"]
        if missing:
            print("skipped: %s (%s is not installed)" % (name, ", ".join(missing)))
        else:
            lines[name] = line.format(file_of(name))
    return lines


def file_of(name):
    return "".join(c if c.isalnum() else "-" for c in name) + ".csv.gz"


def rows(folder, name):
    with gzip.open(Path(folder, file_of(name)), "rt", newline="", encoding="utf-8") as file:
        yield from csv.reader(file)


def differs(folder, name):
    """The first row that is not of the same record as ours, or has another number of columns; None if there is none.

    Values are not compared: among them are odd ones, which ours checks and the others copy.
    """
    ours, theirs = rows(folder, OURS), rows(folder, name)
    remote_id = next(ours).index("remote_id")
    count = 0
    for one in ours:
        other = next(theirs, [])
        count += 1
        if len(other) != len(COLUMNS) + 1 or other[0] != one[remote_id]:
            return count
    return count + 1 if next(theirs, None) is not None or count == 0 else None


def ratio(runs, ours, index, turned=False):
    each = [other[index] / one[index] if turned else one[index] / other[index] for one, other in zip(runs, ours)]
    return "%.2f [%.2f..%.2f]" % (statistics.median(each), min(each), max(each))


def table(results):
    print("| to ours | rows per second | CPU per million rows | peak memory |\n|---|---|---|---|")
    for name, runs in results.items():
        if name != OURS:
            ours = results[OURS]
            print("| %s | %s | %s | %s |" % (
                name.replace("|", "\\|"), ratio(runs, ours, 0, True), ratio(runs, ours, 1), ratio(runs, ours, 2)), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pages = Pages(20000, resources=("applications",))
    with tempfile.TemporaryDirectory() as folder, Nginx(pages.folder) as base:
        lines = commands(base, pages, folder)
        results = {name: [] for name in lines}
        for turn in range(options.rounds + 1):
            for name, line in lines.items():
                one = run(line)
                if turn:
                    results[name].append(one)
        print("%d applications, %.0f MB on %d pages, %d rounds by turns" % (
            pages.records["applications"], pages.bytes("applications") / 1e6, pages.count("applications"), options.rounds))
        table(results)
        wrong = {name: differs(folder, name) for name in lines if name not in (OURS, STATE)}
    for name, row in wrong.items():
        print("%s: %s" % (name, "the same rows" if row is None else "DIFFERS at row %d: not a fair comparison" % row))
    if any(row is not None for row in wrong.values()):
        raise SystemExit("bench: a peer wrote other rows")


if __name__ == "__main__":
    main()

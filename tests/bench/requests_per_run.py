#!/usr/bin/env python3
"""Requests of one run: ours, and those of a fetcher that asks page after page without a size, until one is short.

The service is said to allow 240 requests in eight minutes, 30 a minute in the long run. So requests are what a run is made
of. Both read the same account from the sandbox, which counts them. A second run of ours, in which a hundredth of the
candidates is gone, shows what deletions cost; the fetcher cannot tell deleted records from hidden ones.

Then the requests of a night by the tables that are chosen, as `check --plan` counts them, and what it costs to find out what
an old version of the service lacks: the first run, and the second one, which knows.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "sandbox")]

from answers import Sandbox  # noqa: E402
from sandbox import start  # noqa: E402

PROGRAM = ROOT / "build" / "pinpoint-export"
RESOURCES = ("users", "jobs", "candidates", "applications", "interviews")
KEY = "bench"
CANDIDATES = (60, 1000, 5000, 20000)
SHARE_GONE = 100
CHOICES = ("unified", "native", "all")
NIGHTS = (10**3, 10**5, 10**6)  # records of the account
OLD = "1.0.23"
SAMPLE = 1000  # candidates of the account whose proportions a night has
A_MINUTE = 30
DEFAULT_PAGE = 100


def fetch_by_default(base):
    """As simple as it gets: no includes, no size, no total."""
    for resource in RESOURCES:
        number, records = 0, DEFAULT_PAGE
        while records == DEFAULT_PAGE:
            number += 1
            request = urllib.request.Request("%s/%s?page%%5Bnumber%%5D=%d" % (base, resource, number), headers={"X-API-KEY": KEY})
            with urllib.request.urlopen(request) as answer:
                records = len(json.load(answer)["data"])


def export(base, output):
    command = [PROGRAM, "--base-url", base, "--account", "bench", "-o", output, "-q"]
    tables = "users,jobs,candidates,applications,interviews,tags,application_stages,screening_questions"
    subprocess.run([*command, "--tables", tables], env=dict(os.environ, PINPOINT_API_KEY=KEY), check=True)


def counted(sandbox, work):
    sandbox.log.clear()
    work()
    return len(sandbox.log)


def measure(candidates, folder):
    sandbox = Sandbox(1, candidates, 0, KEY, cache=True)
    server = start(sandbox)
    base = "http://127.0.0.1:%d/api/v1" % server.server_port
    try:
        records = sum(1 for resource in RESOURCES for _ in sandbox.account.records(resource))
        default = counted(sandbox, lambda: fetch_by_default(base))
        first = counted(sandbox, lambda: export(base, folder))
        gone = {"name": "delete", "resource": "candidates"}
        sandbox.control({"changes": [gone] * (candidates // SHARE_GONE)})
        return records, default, first, counted(sandbox, lambda: export(base, folder))
    finally:
        server.close()


def program(base, folder, *arguments):
    """Its standard output. An account that lacks some resources ends with 3."""
    command = [PROGRAM, *arguments, "--base-url", base, "--account", "bench", "-o", folder]
    done = subprocess.run(command, env=dict(os.environ, PINPOINT_API_KEY=KEY), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 3):
        raise SystemExit("%s: %s" % (" ".join(map(str, command)), done.stderr.decode()))
    return done.stdout.decode()


def planned(sandbox, base, choice):
    """What a night costs by the number of records: "REQUESTS (TIME)"."""
    with tempfile.TemporaryDirectory() as folder:
        program(base, folder, "export", "-q", "--tables", choice, "--exclude-columns", "*.remote_data")
        with sqlite3.connect(os.path.join(folder, ".state", "bench.db")) as db:
            names = [name for (name,) in db.execute("SELECT name FROM resources")]
        counts = {name: sum(1 for _ in sandbox.account.records(name)) for name in names}
        for records in NIGHTS:
            with sqlite3.connect(os.path.join(folder, ".state", "bench.db")) as db:
                share = records / sum(counts.values())
                db.executemany("UPDATE resources SET records = ? WHERE name = ?", [(int(n * share), one) for one, n in counts.items()])
            plan = program(base, folder, "check", "--plan", "--tables", choice)
            found = re.search(r"resources?, (\d+) requests?\. .* begins after (.*) at the earliest", plan)
            yield "%s (%s)" % found.groups()


def lacking(choice):
    """Requests of the first run with an old version of the service, and of the second."""
    sandbox = Sandbox(1, 60, 0, KEY, service={"version": OLD})
    server = start(sandbox)
    base = "http://127.0.0.1:%d/api/v1" % server.server_port
    try:
        with tempfile.TemporaryDirectory() as folder:
            return [counted(sandbox, lambda: program(base, folder, "export", "-q", "--tables", choice)) for _ in range(2)]
    finally:
        server.close()


def nights():
    sandbox = Sandbox(1, SAMPLE, 0, KEY, cache=True)
    server = start(sandbox)
    base = "http://127.0.0.1:%d/api/v1" % server.server_port
    try:
        print("\n| tables | %s | with version %s: the first run | the second |" % (
            " | ".join("{:,} records".format(records) for records in NIGHTS), OLD))
        print("|---" * (len(NIGHTS) + 3) + "|")
        for choice in CHOICES:
            print("| `%s` | %s | %d | %d |" % (choice, " | ".join(planned(sandbox, base, choice)), *lacking(choice)), flush=True)
    finally:
        server.close()


def minutes(requests):
    return "%d (%.1f min)" % (requests, requests / A_MINUTE)


def main():
    print("| records | pages of the default size | pinpoint-export | the next run, a hundredth of the candidates deleted |")
    print("|---|---|---|---|")
    for candidates in CANDIDATES:
        with tempfile.TemporaryDirectory() as folder:
            records, *requests = measure(candidates, folder)
        print("| {:,} | {} | {} | {} |".format(records, *map(minutes, requests)), flush=True)
    nights()


if __name__ == "__main__":
    main()

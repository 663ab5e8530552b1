#!/usr/bin/env python3
"""Requests of one run: ours, and those of a fetcher that asks page after page without a size, until one is short.

The service is said to allow 240 requests in eight minutes, 30 a minute in the long run. So requests are what a run is made
of. Both read the same account from the sandbox, which counts them. A second run of ours, in which a hundredth of the
candidates is gone, shows what deletions cost; the fetcher cannot tell deleted records from hidden ones.
"""

import json
import os
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


def minutes(requests):
    return "%d (%.1f min)" % (requests, requests / A_MINUTE)


def main():
    print("| records | pages of the default size | pinpoint-export | the next run, a hundredth of the candidates deleted |")
    print("|---|---|---|---|")
    for candidates in CANDIDATES:
        with tempfile.TemporaryDirectory() as folder:
            records, *requests = measure(candidates, folder)
        print("| {:,} | {} | {} | {} |".format(records, *map(minutes, requests)), flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""pinpoint-export against `curl | jq -r @csv | gzip` on the same pages of the sandbox, run by turns.

Prints rows a second by wall and by CPU, peak memory, and the ratios, each the median over the rounds. The sandbox keeps
rendered pages (--cache) and every page is asked for once before the clock starts, so that it is the limit as little
as possible; its values are plain, since jq 1.6 refuses lone surrogates (and that pipeline then ends with status 0 and no rows).
Ratios of one paired run mean something on a noisy machine; single times do not.
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
KEY = "bench"
PAGE = 1000
COLUMNS = ["id", "created_at", "updated_at", "stage_id", "job_id", "candidate_id", "hired_at", "rejected_at"]


def start_sandbox(size, directory):
    port_file = os.path.join(directory, "port")
    command = [sys.executable, os.path.join(ROOT, "tests/sandbox/sandbox.py"), "--port", "0", "--port-file", port_file,
               "--seed", "1", "--size", str(size), "--key", KEY, "--cache", "--plain"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(600):
        if os.path.exists(port_file):
            return process, "http://127.0.0.1:%s/api/v1" % open(port_file).read().strip()
        time.sleep(0.1)
    raise SystemExit("the sandbox did not start")


def page_url(base, number):
    return ("%s/applications?page%%5Bnumber%%5D=%d&page%%5Bsize%%5D=%d&stats%%5Btotal%%5D=count&sort=id"
            "&filter%%5Bjob_visibility%%5D=external,internal,private_job,confidential"
            "&extra_fields%%5Bapplications%%5D=tags" % (base, number, PAGE))


def warm(base):
    """Asks for every page once; gives how many there are."""
    number = 0
    while True:
        number += 1
        request = urllib.request.Request(page_url(base, number), headers={"X-API-KEY": KEY})
        body = urllib.request.urlopen(request).read()
        if len(body) < 1000:
            return number - 1


def run(command, environment):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode != 0:
        raise SystemExit("%s: %s" % (command[0], result.stderr.decode(errors="replace")))
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, result.stdout


def measured(command, environment):
    """Wall, CPU and peak memory of the largest process, as /usr/bin/time tells of each process by itself."""
    wall, cpu, _ = run(command, environment)
    return wall, cpu


def peak(command, environment):
    result = subprocess.run(["/usr/bin/time", "-f", "%M", *command], env=environment, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, check=True)
    return int(result.stderr.split()[-1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=os.path.join(ROOT, "build/pinpoint-export"))
    parser.add_argument("--size", type=int, default=20000, help="candidates of the sandbox")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for tool in ("curl", "jq", "gzip"):
        if not shutil.which(tool):
            raise SystemExit("%s is not installed: nothing to compare with" % tool)
    with tempfile.TemporaryDirectory() as directory:
        sandbox, base = start_sandbox(options.size, directory)
        try:
            compare(options, base, directory)
        finally:
            sandbox.terminate()
            sandbox.wait()


def compare(options, base, directory):
    pages = warm(base)
    environment = dict(os.environ, PINPOINT_API_KEY=KEY)
    csv = "[.id, " + ", ".join(".attributes.%s" % name for name in COLUMNS[1:]) + "]"
    urls = " ".join("'%s'" % page_url(base, n) for n in range(1, pages + 1))
    theirs = ["sh", "-c", "set -e; curl -sS --globoff --fail -H 'X-API-KEY: %s' %s | jq -r '.data[] | %s | @csv' | "
              "gzip -6 > %s/theirs.csv.gz" % (KEY, urls, csv, directory)]
    ours = [options.program, "--base-url", base, "--account", "bench", "--page-size", str(PAGE), "--tables", "applications",
            "--exclude-columns", "*.remote_data", "-q", "-o", os.path.join(directory, "out")]
    run(ours, environment)
    run(theirs, environment)
    rows = int(subprocess.run(["sh", "-c", "gzip -dc '%s/theirs.csv.gz' | wc -l" % directory], stdout=subprocess.PIPE,
                              check=True).stdout)
    times = {"ours": [], "theirs": []}
    for _ in range(options.rounds):
        times["ours"].append(measured(ours, environment))
        times["theirs"].append(measured(theirs, environment))
    print("%d application rows on %d pages, %d rounds by turns, medians" % (rows, pages, options.rounds))
    for name, label in (("ours", "pinpoint-export"), ("theirs", "curl | jq | gzip")):
        wall, cpu = (statistics.median(t[i] for t in times[name]) for i in (0, 1))
        print("%-18s %9.0f rows/s of wall  %9.0f rows/s of CPU" % (label, rows / wall, rows / cpu))
    for i, name in ((0, "wall"), (1, "CPU")):
        ratios = [a[i] / b[i] for a, b in zip(times["ours"], times["theirs"])]
        print("%s, ours to theirs: %.3f (%.3f to %.3f)" % (name, statistics.median(ratios), min(ratios), max(ratios)))
    print("peak memory of pinpoint-export: %.1f MiB" % peak(ours, environment))


if __name__ == "__main__":
    main()

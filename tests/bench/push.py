#!/usr/bin/env python3
"""A run pushed to Ceph's gateway on this machine, compared with rclone and awscli: the same files, the same disk, by turns.

Printed are wall time and CPU as ratios to ours (the median of runs that followed each other, in brackets the least and the
greatest), and peak memory. Each copies with its defaults, and rclone once more with one PUT a file, as ours does. Ours also asks
for each object before it sends it, and keeps the order; the others do not. The gateway runs on the same cores, so wall time is
mostly its own; CPU is that of the client alone.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import by_turns, median, ratio

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tests", part) for part in ("s3", "store", "sandbox")]

from answers import Sandbox  # noqa: E402
from ceph import KEY_ID, REGION, SECRET, Ceph  # noqa: E402
from sandbox import start  # noqa: E402

PROGRAM = os.path.join(ROOT, "build", "pinpoint-export")
KEY, RUN = "key-of-the-bench", "20261123T020000Z"


def export(folder):
    """A small run of the sandbox, whose files are then made larger."""
    server = start(Sandbox(1, 8, 0, KEY))
    subprocess.run(
        [PROGRAM, "--base-url", "http://127.0.0.1:%d/api/v1" % server.server_port, "--account", "acme", "-o", folder,
         "--now", "2026-11-23T02:00:00Z", "--no-state", "-q"],
        env={"PINPOINT_API_KEY": KEY}, check=True,
    )
    server.close()


def enlarge(run, megabytes):
    """Random bytes, which no client can compress or guess, in place of the files; the manifest fits them."""
    path = os.path.join(run, "manifest.json")
    with open(path) as file:
        manifest = json.load(file)
    files = [one for table in manifest["tables"].values() for one in table["files"]]
    for one in files:
        body = gzip.compress(b"") + os.urandom(megabytes * 1000000 // len(files))
        one["bytes"], one["sha256"] = len(body), hashlib.sha256(body).hexdigest()
        with open(os.path.join(run, one["path"]), "wb") as file:
            file.write(body)
    with open(path, "w") as file:
        json.dump(manifest, file)
    return len(files)


def commands(ceph, run):
    """By name; each run of each goes to a prefix of its own, or there would be nothing to send."""
    remote = ":s3,provider=Ceph,env_auth=true,endpoint='%s':bench" % ceph.url()
    place = "bench/$(date +%s%N)"
    return {
        "pinpoint-export push": "%s push --no-state -q --publish-to s3://%s --s3-endpoint %s --s3-region %s %s"
        % (PROGRAM, place, ceph.url(), REGION, run),
        "rclone copy": "rclone copy --config /dev/null %s \"%s/$(date +%%s%%N)\"" % (run, remote),
        "rclone copy, one PUT a file": "rclone copy --config /dev/null --s3-upload-cutoff 4G %s \"%s/$(date +%%s%%N)\""
        % (run, remote),
        "aws s3 cp": "/usr/bin/aws --endpoint-url %s --region %s s3 cp --only-show-errors --recursive %s s3://%s"
        % (ceph.url(), REGION, run, place),
    }


def peaks_of(folder, name):
    return os.path.join(folder, name.replace(" ", "-"))


def report(results, folder):
    ours = next(iter(results))
    print("| client | wall, x ours | CPU, x ours | peak MiB |")
    print("|---|---|---|---|")
    for name, runs in results.items():
        ratios = [ratio(results, [name], [ours], what) for what in ("wall", "cpu")]
        with open(peaks_of(folder, name)) as file:
            peak = statistics.median(int(line) for line in file) / 1024
        cells = ["%.2f (%.2f-%.2f)" % one for one in ratios] if name != ours else [
            "%.2f s" % median(runs, what) for what in ("wall", "cpu")
        ]
        print("| %s | %s | %s | %.1f |" % (name, *cells, peak))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="pinpoint-bench-")
    ceph = Ceph(tempfile.mkdtemp(prefix="ceph-", dir=folder), (chosen.rounds + 1) * 4 * chosen.megabytes * 2000000)
    os.environ.update({"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET})
    os.environ.pop("AWS_CA_BUNDLE", None)
    try:
        export(os.path.join(folder, "output"))
        run = os.path.join(folder, "output", RUN)
        count = enlarge(run, chosen.megabytes)
        ceph.start()
        status, text = ceph.send("PUT", "/bench")
        assert status == 200, text
        print("%d files, %d MB, %d rounds" % (count, chosen.megabytes, chosen.rounds))
        # GNU time is small, so its child's peak is its own; ours would be that of this process at the fork.
        timed = {
            name: "/usr/bin/time -a -f %%M -o %s %s" % (peaks_of(folder, name), command)
            for name, command in commands(ceph, run).items()
        }
        report(by_turns(timed, chosen.rounds), folder)
    finally:
        ceph.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

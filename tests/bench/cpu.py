#!/usr/bin/env python3
"""CPU of exports from a local nginx, as ratios: to receiving and parsing alone, to gzip, and to `curl | jq -r @csv | gzip`.

Each figure is the median, and in brackets the least and the greatest, of ratios of runs that followed each other (the
yardstick runs again before each command that is compared with it, since the machine's speed drifts); CPU is user
and system time of all processes that a command started. nginx itself is not counted. Applications are 3.4 kB a record, of
which ten short columns are picked; jobs come with what they include, and their descriptions are exported.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import measure
from nginx import BUILD, ROOT, Nginx, url
from pages import KEY, Pages

PROGRAM = ROOT / "build" / "pinpoint-export"
YARDSTICK = ROOT / "build" / "release" / "tests" / "bench" / "yardstick"
COPIES = {"applications": 2, "jobs": 5}  # of 20,000 candidates: 60,000 applications of 205 MB, 10,000 jobs of 180 MB
# The attributes that our columns are made of.
ATTRIBUTES = {
    "applications": "hired_at rejected_at stage_id job_id candidate_id created_at updated_at",
    "jobs": "title description visibility employment_type status url compensation_minimum compensation_maximum "
    "compensation_currency compensation_frequency opened_at closed_at created_at updated_at",
}
# Columns that no one attribute gives, left out where jq is to write the same ones.
COMPOSED = {"applications": "", "jobs": "confidential,department,location,custom_fields,integration_fields,contact_id"}


# What is compared with the yardstick: label, command, the target for applications.
TO_YARDSTICK = (
    ("CSV without remote_data, no state / yardstick", "slim", 1.4),
    ("the same with state, all rows known / yardstick", "slim_state", 1.7),
    ("the same with state, all rows new / yardstick", "slim_first", 1.7),
    ("CSV with remote_data, no state / yardstick", "whole", 2.0),
    ("the same with state, all rows known / yardstick", "whole_state", 2.3),
)


class Bench:
    def __init__(self, rounds, folder):
        self.rounds, self.folder = rounds, folder

    def ours(self, base, resource, words, into):
        return "exec %s --base-url %s --account bench --page-size 500 --tables %s -q --stdout %s > %s/%s" % (
            PROGRAM, base, resource, words, self.folder, into)

    def ratio(self, results, label, over, under, target, what="cpu"):
        median, least, most = measure.ratio(results, over, under, what)
        verdict = "" if target is None else "at most %.2f: %s" % (target, "yes" if median <= target else "NO")
        print("  %-66s %6.3f  (%.3f to %.3f)  %s" % (label, median, least, most, verdict), flush=True)

    def commands(self, base, pages, resource):
        slim = "--exclude-columns '*.remote_data' "
        state, fresh = ("%s/%s.db" % (self.folder, name) for name in ("known", "fresh"))
        csv = "[.id, %s] | @csv" % ", ".join(".attributes." + name for name in ATTRIBUTES[resource].split())
        raw = csv.replace("] |", ', ({"/%s": .} | tojson)] |' % resource)
        excluded = ",".join(["*.remote_data", *("%s.%s" % (resource, name) for name in COMPOSED[resource].split(",") if name)])
        curl = "curl -sS --fail '%s'" % url(base, resource, "[1-%d]" % pages.count(resource))
        yardstick = [YARDSTICK, url(base, resource, "%s"), 1, pages.count(resource)]
        commands = {
            "slim": self.ours(base, resource, slim, "slim.csv"),
            "slim_state": self.ours(base, resource, slim + "--state " + state, "state.csv"),
            "slim_first": "rm -f %s*; " % fresh + self.ours(base, resource, slim + "--state " + fresh, "state.csv"),
            "whole": self.ours(base, resource, "", "whole.csv"),
            "whole_state": self.ours(base, resource, "--state %s.whole" % state, "state.csv"),
            "slim_gzip": self.ours(base, resource, slim + "--gzip", "slim.csv.gz"),
            "gzip_slim": "exec gzip -6 < %s/slim.csv > %s/gzip.gz" % (self.folder, self.folder),
            "whole_gzip": self.ours(base, resource, "--gzip --threads 2", "whole.csv.gz"),
            "gzip_whole": "exec gzip -6 < %s/whole.csv > %s/gzip.gz" % (self.folder, self.folder),
            "same_gzip": self.ours(base, resource, "--exclude-columns '%s' --gzip" % excluded, "slim.csv.gz"),
            "jq": "%s | jq -r '.data[] | %s' | gzip -6 > %s/jq.gz" % (curl, csv, self.folder),
            "jq_whole": "%s | jq -r '.data[] | %s' | gzip -6 > %s/jq.gz" % (curl, raw, self.folder),
        }
        compared = {name for _, name, _ in TO_YARDSTICK}
        in_order = {}
        for name, command in commands.items():
            if name in compared:
                in_order[name + " yardstick"] = yardstick
            in_order[name] = command
        return in_order

    def compare(self, resource, jq_target):
        pages = Pages(20000, resources=(resource,), copies=COPIES[resource])
        print("%s: %d records, %.0f MB, %d pages, %d rounds" % (
            resource, pages.records[resource], pages.bytes(resource) / 1e6, pages.count(resource), self.rounds), flush=True)
        with Nginx(pages.folder) as base:
            results = measure.by_turns(self.commands(base, pages, resource), self.rounds, {"PINPOINT_API_KEY": KEY})
        alone = [one for name, runs in results.items() if name.endswith("yardstick") for one in runs]
        print("  %-66s %6.2f s" % ("CPU of receiving and parsing alone, the yardstick", measure.median(alone, "cpu")))
        targets = resource == "applications"
        for label, name, target in TO_YARDSTICK:
            self.ratio(results, label, [name], [name + " yardstick"], target if targets else None)
        self.ratio(results, "gzip without remote_data / (CSV + gzip -6 of it)", ["slim_gzip"], ["slim", "gzip_slim"], 1.15)
        self.ratio(results, "gzip with remote_data / (CSV + gzip -6 of it)", ["whole_gzip"], ["whole", "gzip_whole"], 1.15)
        self.ratio(results, "gzip of the columns that jq writes too / curl | jq -r @csv | gzip -6", ["same_gzip"], ["jq"], jq_target)
        self.ratio(results, "gzip with remote_data / curl | jq -r @csv | gzip -6", ["whole_gzip"], ["jq_whole"], 0.36 if targets else None)
        self.ratio(results, "wall, remote_data, --threads 2 / wall of gzip -6 of the CSV", ["whole_gzip"], ["gzip_whole"], 0.65, "wall")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("resources", nargs="*", default=["applications", "jobs"])
    options = parser.parse_args()
    for tool in ("curl", "jq", "gzip"):
        if not shutil.which(tool):
            raise SystemExit("bench: %s is not installed" % tool)
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="cpu-") as folder:
        bench = Bench(options.rounds, Path(folder))
        for resource in options.resources:
            bench.compare(resource, {"applications": 0.25, "jobs": 0.36}[resource])
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs of an account that changes from night to night, in both formats, and what the last snapshot says of each table."""

import datetime
import decimal
import gzip
import json
import os
import re

from engines import exact
from harness import RESOURCES, TABLES
from several_runs import SeveralRuns

# A line `\.` ends the data of psql's \copy, and CSV's characters, the empty string and controls have their own traps.
HOSTILE_TEXTS = [
    *("before\n\\.\nafter", "\\.", "\n\\.\n", "", " ", "NULL", "\\N", "null", '"', '""', "'", "''", ",", "\r\n", "\t", "\\", "\\'"),
    *("\\n", "\\u0041", "\x01", "x01", "\x01\x02", "\x1f", "\x7f", "=1+1", "2026-11-23", "{}", "[1]", "007", "1e5", "true"),
    *("a\u2028b", "\U0001f600", "$table", "`id`", "$(id)", "'; DROP TABLE users; --", "\ufeff", "#"),
]
# Salaries that every warehouse can hold.
MODEST = ["patch:resource=jobs,path=attributes.compensation_minimum,value=0.01",
          "patch:resource=jobs,path=attributes.compensation_maximum,value=40000.5"]  # fmt: skip
CSV_FIELD = re.compile(r'("(?:[^"]|"")*"|[^,\n]*)([,\n])')


def csv_rows(text):
    """Rows of fields as they are spelled, so that NULL and the empty text differ."""
    row = []
    for field, end in CSV_FIELD.findall(text):
        row.append(field)
        if end == "\n":
            yield row
            row = []


class Nights(SeveralRuns):
    """self.output has two folders, `csv` and `ndjson`, with the same runs."""

    size, heavy = 42, 0
    chosen, excluded = ",".join(TABLES), []  # tables of every night, and columns that none has

    def setUp(self):
        super().setUp()
        self.faults(*MODEST)

    def night(self, *arguments, exclude=(), **further):
        """A run in each format, at the same time; its name."""
        if [*exclude, *self.excluded]:
            arguments = ("--exclude-columns", ",".join([*exclude, *self.excluded]), *arguments)
        base, hour = os.path.join(self.folder, "output"), self.hour
        for form in ("csv", "ndjson"):
            self.output, self.hour = os.path.join(base, form), hour
            self.next_run("--format", form, "-o", self.output, *arguments, **further)
        self.output = os.path.join(base, "ndjson")
        return self.runs()[-1]

    def service_arguments(self):
        return ("--base-url", self.base, "--account", "acme", "--tables", self.chosen)

    def tables(self, run):
        """Those that have files."""
        return [name for name, table in self.manifest(run)["tables"].items() if table["files"]]

    def directory(self, form, run):
        return os.path.join(self.folder, "output", form, run)

    def hostile(self):
        """Every hostile text becomes somebody's name, and JSON has keys that differ in case only."""
        people = self.listed("candidates")
        self.assertGreaterEqual(len(people), len(HOSTILE_TEXTS))
        self.changes(*({"name": "update", "resource": "candidates", "id": one, "attribute": "last_name", "value": json.dumps(text)}
                       for one, text in zip(people, HOSTILE_TEXTS)))  # fmt: skip
        self.changes(*({"name": "update", "resource": "jobs", "id": one, "attribute": "description", "value": '{"Key": 1, "key": {"a": 2, "A": 3}}'}
                       for one in self.listed("jobs")[:4]))  # fmt: skip

    def several_nights(self):
        """Nights with changes of every kind, and a last snapshot that says how it must look: (runs, snapshot)."""
        runs = [self.night(exclude=["jobs.description", "candidates.last_name"], mode="snapshot")]
        self.hostile()
        self.changes(*({"name": name, "resource": one} for name in ("update", "add", "delete") for one in RESOURCES[1:]))
        runs.append(self.night("--max-file-size", "1KB", "--overlap", "0"))
        gone = self.changes({"name": "delete", "resource": "candidates"})
        runs.append(self.night())
        self.changes(*({"name": "restore", "resource": "candidates", "id": one} for one in gone))
        runs.append(self.night())
        self.changes({"name": "update", "resource": "applications"}, {"name": "add", "resource": "jobs"})
        runs.append(self.night(mode="delta"))
        self.faults(*MODEST, "forbid:resource=jobs")
        self.changes({"name": "update", "resource": "candidates"})
        runs.append(self.night(status=3))
        self.faults(*MODEST)
        runs.append(self.night())
        return runs, self.night(mode="snapshot")

    def types(self, table, run):
        return {one["name"]: one["type"] for one in self.manifest(run)["tables"][table]["columns"]}

    def expected(self, table, run):
        """The rows of a run by id, from its NDJSON."""
        types = self.types(table, run)
        lines = [line for path in self.files(table, run) for line in gzip.open(path, "rt", encoding="utf-8", newline="\n")]
        return by_id(map(exact, lines), types, json_is_text=False)

    def counts(self, table, run):
        """Of each column: how many NULL and how many empty texts the CSV of a run holds."""
        counts = {}
        for one in self.manifest(run)["tables"][table]["files"]:
            path = os.path.join(self.directory("csv", run), one["path"].replace(".ndjson.", ".csv."))
            header, *rows = csv_rows(gzip.open(path, "rt", encoding="utf-8", newline="").read())
            for column, name in enumerate(header):
                fields = [row[column] for row in rows]
                nulls, empty = counts.get(name, (0, 0))
                counts[name] = nulls + fields.count(""), empty + fields.count('""')
        return counts


def same_value(value, kind, json_is_text):
    """A value as Python has it, whichever way a warehouse spells it."""
    if value is None:
        return None
    if kind == "timestamp":
        time = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        return time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)
    if kind in ("number", "integer"):
        return decimal.Decimal(str(value))
    if kind == "boolean":
        return bool(value)
    if kind == "json" and json_is_text:
        return exact(value)
    return value


def by_id(rows, types, json_is_text):
    return {row["id"]: {name: same_value(row.get(name), kind, json_is_text) for name, kind in types.items()} for row in rows}

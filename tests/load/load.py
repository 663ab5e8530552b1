#!/usr/bin/env python3
"""The README's recipes for PostgreSQL and DuckDB, as printed there, over many runs against a sandbox that changes.

`make check-load` runs it: a PostgreSQL of its own in a temporary folder, on a Unix socket, and DuckDB (its shell where there is
one, else the library by duckdb.mjs). After the runs each warehouse must hold what a snapshot says.
"""

import datetime
import decimal
import glob
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

from harness import RELEASE, RESOURCES, TABLES, main  # noqa: E402
from several_runs import SeveralRuns  # noqa: E402

MODULES = os.path.join(ROOT, "build", "node")
SECONDS = 120
TIMES = {"changed_at", "remote_deleted_at", "opened_at", "closed_at", "starting_at", "ending_at",
         "remote_created_at", "remote_updated_at"}  # fmt: skip


def readme_block(heading, section="Loading into a warehouse"):
    """The indented lines of the README after a line that begins so: (the first, all others)."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read().split("## %s\n" % section)[1].split("\n## ")[0]
    block = re.search(r"^%s.*\n(?:.+\n)*\n((?:    .*\n)+)" % re.escape(heading), text, re.M).group(1)
    lines = [line[4:] for line in block.splitlines(keepends=True)]
    return lines[0], "".join(lines[1:])


class PostgreSQL:
    heading = "**PostgreSQL**"
    format = "ndjson"
    select = "SELECT row_to_json(one) FROM %s AS one"

    def __init__(self, folder):
        self.folder, self.count = os.path.join(folder, "postgresql"), 0
        os.mkdir(self.folder, 0o755)
        # The server refuses to be root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            os.chmod(folder, 0o755)
            shutil.chown(self.folder, self.user)
        self.bin = max(glob.glob("/usr/lib/postgresql/*/bin"), default=os.path.dirname(shutil.which("initdb") or "/initdb"))
        self.server("initdb", "-D", self.path("data"), "-A", "trust", "-U", "loader", "-E", "UTF8", "--locale=C", "--no-sync")
        options = "-c listen_addresses= -c fsync=off -k %s" % self.folder
        self.server("pg_ctl", "-D", self.path("data"), "-w", "-l", self.path("log"), "-o", options, "start")

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, program, *arguments):
        subprocess.run([os.path.join(self.bin, program), *arguments], user=self.user, group=self.user, extra_groups=[] if self.user else None,
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL)  # fmt: skip

    def environment(self, folder):
        self.count += 1
        names = {"PGHOST": self.folder, "PGUSER": "loader", "PGTZ": "UTC"}
        subprocess.run(["psql", "-q", "-d", "postgres", "-c", "CREATE DATABASE warehouse_%d" % self.count],
                       env={**os.environ, **names}, check=True)  # fmt: skip
        return {**names, "PGDATABASE": "warehouse_%d" % self.count}

    def query(self, text):
        return ["psql", "--quiet", "--tuples-only", "--no-align", "--command", text], b""

    def close(self):
        self.server("pg_ctl", "-D", self.path("data"), "-m", "immediate", "stop")


class DuckDB:
    heading = "**DuckDB**"
    format = "csv"
    select = "SELECT to_json(one)::VARCHAR AS json FROM %s AS one"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "bin")
        os.mkdir(self.folder)
        if not shutil.which("duckdb"):
            path = os.path.join(self.folder, "duckdb")
            with open(path, "w", encoding="utf-8") as file:
                file.write('#!/bin/sh\nexec node "%s/duckdb.mjs" "%s" "$@"\n' % (HERE, MODULES))
            os.chmod(path, 0o700)

    def environment(self, folder):
        return {"PATH": self.folder + ":" + os.environ["PATH"], "TZ": "UTC"}

    def query(self, text):
        return ["duckdb", "-bail", "warehouse.duckdb"], (text + ";").encode()

    def close(self):
        pass


# A line `\.` ends the data of psql's \copy, and CSV's characters, the empty string and controls have their own traps.
HOSTILE_TEXTS = [
    *("before\n\\.\nafter", "\\.", "\n\\.\n", "", " ", "NULL", "\\N", "null", '"', '""', "'", ",", "\r\n", "\t", "\\"),
    *("\\n", "\\u0041", "\x01", "\x01\x02", "\x7f", "=1+1", "2026-11-23", "{}", "[1]", "007", "1e5", "true"),
    *("a\u2028b", "\U0001f600", "$table", "`id`", "$(id)"),
]
HOSTILE_KEYS = ["A", "a", "\\.", "x\n\\.\ny", "", " ", "\x01", "Größe", "GRÖSSE", "id"]


def hostile_jobs():
    def custom(place, **further):
        return {"type": "custom_attributes", "id": str(place), **further}

    def job(number, text):
        attributes = {"title": text, "compensation_minimum": "0.000000001", "deadline_at": text}
        attributes.update({key: text for key in HOSTILE_KEYS})
        links = [custom(place) for place in range(len(HOSTILE_KEYS))]
        return {"id": str(number), "type": "jobs", "attributes": attributes,
                "relationships": {"custom_attributes": {"data": links}}}  # fmt: skip

    fields = enumerate(HOSTILE_KEYS)
    return {
        "data": [job(number, text) for number, text in enumerate(HOSTILE_TEXTS, 1)],
        "included": [custom(place, attributes={"field_name": key, "value": "value of " + key}) for place, key in fields],
    }


def hostile_records(kind, *names):
    texts = enumerate(HOSTILE_TEXTS, 1)
    return [{"id": str(n), "type": kind, "attributes": dict.fromkeys(names, text)} for n, text in texts]


def hostile_candidates():
    return hostile_records("candidates", "first_name", "last_name", "phone", "town")


class Loading(SeveralRuns):
    """A warehouse that a test makes lies in a folder of its own, where build/ is as in the checkout."""

    program = RELEASE
    size, heavy = 20, 0
    kind = None
    # Salaries that DuckDB's DECIMAL can hold.
    modest = ["patch:resource=jobs,path=attributes.compensation_minimum,value=0.01", "patch:resource=jobs,path=attributes.compensation_maximum,value=40000.5"]

    def setUp(self):
        super().setUp()
        self.made = 0
        self.faults(*self.modest)
        folder = tempfile.mkdtemp(prefix="pinpoint-load-")
        self.addCleanup(shutil.rmtree, folder)
        self.engine = self.kind(folder)
        self.addCleanup(self.engine.close)

    def next_run(self, *arguments, **further):
        return super().next_run("--format", self.kind.format, *arguments, **further)

    def warehouse(self):
        self.made += 1
        folder = self.path("warehouse-%d" % self.made)
        os.mkdir(folder)
        os.symlink(os.path.join(ROOT, "build"), os.path.join(folder, "build"))
        return folder, {**os.environ, **self.engine.environment(folder)}

    def latest(self, warehouse):
        """Where the recipes for a single file look for it."""
        return os.path.join(warehouse[0], "output", "latest")

    def shell(self, warehouse, script, **variables):
        folder, environment = warehouse
        return subprocess.run(["sh", "-c", script], cwd=folder, env={**environment, **variables}, timeout=SECONDS, capture_output=True)

    def succeed(self, warehouse, script, **variables):
        done = self.shell(warehouse, script, **variables)
        self.assertEqual((done.returncode, done.stderr[-2000:].decode()), (0, ""), script)

    def load(self, warehouse, run, make=False):
        tables, rows = readme_block(self.kind.heading)
        for script in [tables] * make + [rows]:
            self.succeed(warehouse, script, run=os.path.join(self.output, run))

    def content(self, warehouse, table):
        folder, environment = warehouse
        command, stdin = self.engine.query(self.kind.select % table)
        done = subprocess.run(command, input=stdin, cwd=folder, env=environment, timeout=SECONDS, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return {row["id"]: row for row in map(read, done.stdout.decode().split("\n")[:-1])}

    def eight_runs(self):
        """Eight runs with changes of every kind; their names, and a last snapshot that says how it must look."""
        self.next_run(mode="snapshot")
        self.changes(*({"name": name, "resource": one} for name in ("update", "add", "delete") for one in RESOURCES[1:]))
        self.next_run("--max-file-size", "1KB", "--overlap", "0")
        gone = self.changes({"name": "delete", "resource": "candidates"})
        self.next_run()
        self.changes(*({"name": "restore", "resource": "candidates", "id": one} for one in gone))
        self.next_run()
        self.changes({"name": "update", "resource": "applications"}, {"name": "add", "resource": "jobs"})
        self.next_run(mode="delta")
        self.faults(*self.modest, "forbid:resource=jobs")
        self.changes({"name": "update", "resource": "candidates"})
        self.next_run(status=3)
        self.faults(*self.modest)
        self.next_run()
        self.next_run(mode="snapshot")
        runs = self.runs()
        super().next_run("--format", "ndjson", mode="snapshot")
        return runs, self.runs()[-1]

    def expected(self, table, run):
        lines = [line for path in self.files(table, run) for line in gzip.open(path, "rt", encoding="utf-8", newline="\n")]
        return {row["id"]: row for row in map(read, lines)}

    def assert_holds(self, warehouse, run):
        for table in TABLES:
            expected = self.expected(table, run)
            self.assertTrue(expected, table)
            content = self.content(warehouse, table)
            self.assertEqual(sorted(content), sorted(expected), table)
            for key, row in expected.items():
                self.assertEqual(content[key], row, table)

    def mapped(self, table, page, run, file_format=None):
        """A file of `table` in the folder `run`, with the rows of one page; the rows by id."""
        os.makedirs(run, exist_ok=True)
        raw = json.dumps({"data": page} if isinstance(page, list) else page).encode()
        for name in (file_format or self.kind.format, "ndjson"):
            made = self.run_program("map", table, "--format", name, "--now", "2026-11-23T02:00:00Z", stdin=raw)
            self.assert_status(made, 0)
            with gzip.open(os.path.join(run, "%s.%s.gz" % (table, name)), "wb") as file:
                file.write(made.out)
        return {row["id"]: row for row in map(read, made.out.decode().split("\n")[:-1])}


class Recipes:
    def test_runs_in_order_and_in_any_order_give_what_a_snapshot_says(self):
        runs, snapshot = self.eight_runs()
        deleted = [row for row in self.expected("candidates", snapshot).values() if row["remote_deleted_at"]]
        self.assertTrue(deleted)
        warehouse = self.warehouse()
        for run in runs[:-1]:  # the snapshot among them would repair what the others lack
            self.load(warehouse, run, make=run == runs[0])
        self.assert_holds(warehouse, snapshot)
        # Any order, some of them twice.
        warehouse = self.warehouse()
        order = runs + runs[1:4]
        random.Random(5).shuffle(order)
        for n, run in enumerate(order):
            self.load(warehouse, run, make=n == 0)
        self.assert_holds(warehouse, snapshot)

    def test_a_run_that_breaks_off_leaves_nothing_and_is_loaded_again(self):
        self.next_run()
        run = self.runs()[0]
        broken = self.files("job_hiring_team", run)[0]
        with open(broken, "rb") as file:
            whole = file.read()
        os.chmod(broken, 0o600)
        warehouse = self.warehouse()
        tables, rows = readme_block(self.kind.heading)
        self.succeed(warehouse, tables)
        for bad in self.broken(whole):
            with open(broken, "wb") as file:
                file.write(bad)
            done = self.shell(warehouse, rows, run=os.path.join(self.output, run))
            self.assertNotEqual(done.returncode, 0)
            for table in TABLES:
                self.assertEqual(self.content(warehouse, table), {}, table)
        with open(broken, "wb") as file:
            file.write(whole)
        self.load(warehouse, run)
        self.assertEqual(len(self.content(warehouse, "users")), self.manifest(run)["tables"]["users"]["rows"]["written"])

    def broken(self, whole):
        """Files that are no good: a time that is none."""
        return [gzip.compress(gzip.decompress(whole).replace(b'"2026-', b'"times: '))]

    def test_excluded_columns_stay_null(self):
        self.next_run("--exclude-columns", "*.remote_data,jobs.description")
        warehouse = self.warehouse()
        self.load(warehouse, self.runs()[0], make=True)
        jobs = self.content(warehouse, "jobs").values()
        self.assertEqual({(row["description"], row["remote_data"]) for row in jobs}, {(None, None)})

    def test_the_first_quotation_mark_comes_late(self):
        """Past the rows that a loader looks at to guess what quotes and escapes."""
        users = [{"id": str(n), "type": "users", "attributes": {"first_name": "x"}} for n in range(1, 3001)]
        users[-1]["attributes"]["first_name"] = 'Bob "Bobby"'
        run = self.path("run")
        expected = self.mapped("users", users, run)
        warehouse = self.warehouse()
        self.load(warehouse, run, make=True)
        self.assertEqual(self.content(warehouse, "users"), expected)

    def test_hostile_texts_and_keys(self):
        run = self.path("run")
        pages = {"candidates": hostile_candidates(), "jobs": hostile_jobs()}
        expected = {table: self.mapped(table, page, run) for table, page in pages.items()}
        warehouse = self.warehouse()
        self.load(warehouse, run, make=True)
        for table, rows in expected.items():
            self.assertEqual(self.content(warehouse, table), rows)


class LoadingPostgreSQL(Recipes, Loading):
    kind = PostgreSQL

    def broken(self, whole):
        # The second one has each line, but its gzip trailer is missing.
        return [*super().broken(whole), whole[:-8]]

    def test_salaries_beyond_all_decimals(self):
        self.faults()
        self.next_run()
        run = self.runs()[0]
        warehouse = self.warehouse()
        self.load(warehouse, run, make=True)
        salaries = {key: row["salary_amount_to"] for key, row in self.expected("jobs", run).items()}
        self.assertTrue([one for one in salaries.values() if one and len(str(one)) > 30])
        self.assertEqual({key: row["salary_amount_to"] for key, row in self.content(warehouse, "jobs").items()}, salaries)

    def test_one_file(self):
        """The recipe for a single file, also where a column was excluded."""
        applications = hostile_records("applications", "job_id", "stage_id", "candidate_id")
        warehouse = self.warehouse()
        expected = self.mapped("applications", applications, self.latest(warehouse))
        self.succeed(warehouse, "".join(readme_block(self.kind.heading, "Loading a file")))
        self.assertEqual(self.content(warehouse, "applications"), expected)


class LoadingDuckDB(Recipes, Loading):
    kind = DuckDB

    def test_salaries_beyond_all_decimals(self):
        self.faults()
        self.next_run()
        run = self.runs()[0]
        expected = [row["salary_amount_to"] for row in self.rows("jobs", run) if len(row["salary_amount_to"]) > 30]
        self.assertTrue(expected)
        warehouse = self.warehouse()
        tables, rows = readme_block(self.kind.heading)
        self.succeed(warehouse, tables)
        done = self.shell(warehouse, rows, run=os.path.join(self.output, run))
        self.assertIn(b"salary_amount_to", done.stderr)
        wider, _ = readme_block("DuckDB's `DECIMAL(38,9)`")
        for line in (wider, wider.replace("_to", "_from")):
            self.succeed(warehouse, line)
        self.load(warehouse, run)
        content = [row["salary_amount_to"] for row in self.content(warehouse, "jobs").values()]
        self.assertIn("%.16e" % float(expected[0]), ["%.16e" % one for one in content if one is not None])

    def test_one_file_of_csv(self):
        warehouse = self.warehouse()
        expected = self.mapped("jobs", hostile_jobs(), self.latest(warehouse))
        self.succeed(warehouse, "".join(readme_block(self.kind.heading, "Loading a file")))
        content = self.content(warehouse, "jobs")  # each column is text
        self.assertEqual(list(content), list(expected))
        for key, row in expected.items():
            found = content[key]
            self.assertEqual((found["name"], found["department"]), (row["name"], row["department"]))
            self.assertEqual(json.loads(found["custom_fields"]), row["custom_fields"])

    def test_one_file_of_ndjson(self):
        warehouse = self.warehouse()
        expected = self.mapped("candidates", hostile_candidates(), self.latest(warehouse), "ndjson")
        self.succeed(warehouse, "".join(readme_block("Or from NDJSON", "Loading a file")))
        self.assertEqual(self.content(warehouse, "candidates"), expected)

    def test_structures_refuse_keys_that_differ_only_in_case(self):
        """Why the README does not let read_json make the columns."""
        warehouse = self.warehouse()
        self.mapped("jobs", hostile_jobs(), warehouse[0], "ndjson")
        query = "FROM read_json('jobs.ndjson.gz', format = 'newline_delimited');"
        done = self.shell(warehouse, 'echo "%s" | duckdb -bail warehouse.duckdb' % query)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b'Duplicate name "a"', done.stderr)


def read(line):
    """A row as Python has it, whichever way times and numbers are spelled."""
    row = json.loads(line, parse_float=decimal.Decimal, parse_int=decimal.Decimal)
    for name in TIMES & row.keys():
        if row[name] is not None:
            row[name] = datetime.datetime.fromisoformat(row[name])
    return row


if __name__ == "__main__":
    main()

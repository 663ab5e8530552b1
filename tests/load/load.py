#!/usr/bin/env python3
"""The README's recipes for PostgreSQL and DuckDB, as printed there, over many runs against a sandbox that changes.

`make check-load` runs it: a PostgreSQL of its own in a temporary folder, on a Unix socket, and DuckDB (its shell where there is
one, else the library by duckdb.mjs). After the nights each warehouse must hold what a snapshot says.
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


def readme_block(heading):
    """The indented lines of the README after a line that begins so: (the first, all others)."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read().split("## Loading into a warehouse")[1]
    block = re.search(r"^%s.*\n(?:.+\n)*\n((?:    .*\n)+)" % re.escape(heading), text, re.M).group(1)
    lines = [line[4:] for line in block.splitlines(keepends=True)]
    return lines[0], "".join(lines[1:])


class PostgreSQL:
    heading = "**PostgreSQL**"
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


class Loading(SeveralRuns):
    """A warehouse that a test makes lies in a folder of its own, where build/ is as in the checkout."""

    program = RELEASE
    size, heavy = 20, 0
    kinds = (PostgreSQL, DuckDB)
    # Salaries that DuckDB's DECIMAL can hold.
    modest = ["patch:resource=jobs,path=attributes.compensation_minimum,value=0.01", "patch:resource=jobs,path=attributes.compensation_maximum,value=40000.5"]

    def setUp(self):
        super().setUp()
        self.made = 0
        self.faults(*self.modest)

    def engine(self, kind):
        folder = tempfile.mkdtemp(prefix="pinpoint-load-")
        self.addCleanup(shutil.rmtree, folder)
        engine = kind(folder)
        self.addCleanup(engine.close)
        return engine

    def warehouse(self, engine):
        self.made += 1
        folder = self.path("warehouse-%d" % self.made)
        os.mkdir(folder)
        os.symlink(os.path.join(ROOT, "build"), os.path.join(folder, "build"))
        return folder, {**os.environ, **engine.environment(folder)}

    def shell(self, engine, warehouse, script, **variables):
        folder, environment = warehouse
        return subprocess.run(["sh", "-c", script], cwd=folder, env={**environment, **variables}, timeout=SECONDS, capture_output=True)

    def load(self, engine, warehouse, run, make=False):
        tables, rows = readme_block(engine.heading)
        for script in [tables] * make + [rows]:
            done = self.shell(engine, warehouse, script, run=os.path.join(self.output, run))
            self.assertEqual((done.returncode, done.stderr[-2000:].decode()), (0, ""), engine.heading + run)

    def content(self, engine, warehouse, table):
        folder, environment = warehouse
        command, stdin = engine.query(engine.select % table)
        done = subprocess.run(command, input=stdin, cwd=folder, env=environment, timeout=SECONDS, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return {row["id"]: row for row in map(read, done.stdout.decode().split("\n")[:-1])}

    def nights(self):
        """Eight nights with changes of every kind; the runs to load, and a last snapshot that tells how it must look."""
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
        self.next_run("--format", "ndjson", mode="snapshot")
        return runs, self.runs()[-1]

    def expected(self, table, run):
        lines = [line for path in self.files(table, run) for line in gzip.open(path, "rt", encoding="utf-8", newline="\n")]
        return {row["id"]: row for row in map(read, lines)}

    def assert_holds(self, engine, warehouse, run):
        for table in TABLES:
            expected = self.expected(table, run)
            self.assertTrue(expected, table)
            content = self.content(engine, warehouse, table)
            self.assertEqual(sorted(content), sorted(expected), table)
            for key, row in expected.items():
                self.assertEqual(content[key], row, "%s in %s" % (table, engine.heading))

    def test_every_night_in_order_gives_what_a_snapshot_says(self):
        runs, snapshot = self.nights()
        deleted = [row for row in self.expected("candidates", snapshot).values() if row["remote_deleted_at"]]
        self.assertTrue(deleted)
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            for run in runs[:-1]:  # the snapshot among them would mend what the others lack
                self.load(engine, warehouse, run, make=run == runs[0])
            self.assert_holds(engine, warehouse, snapshot)

    def test_any_order_and_twice_gives_the_same(self):
        runs, snapshot = self.nights()
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            order = runs + runs[1:4]
            random.Random(5).shuffle(order)
            for n, run in enumerate(order):
                self.load(engine, warehouse, run, make=n == 0)
            self.assert_holds(engine, warehouse, snapshot)

    def test_a_run_that_breaks_off_leaves_nothing_and_is_loaded_again(self):
        self.next_run()
        run = self.runs()[0]
        broken = self.files("job_hiring_team", run)[0]
        with open(broken, "rb") as file:
            whole = file.read()
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            tables, rows = readme_block(engine.heading)
            os.chmod(broken, 0o600)
            with open(broken, "wb") as file:
                file.write(gzip.compress(gzip.decompress(whole).replace(b',"20', b',"times: ')))
            self.assertEqual(self.shell(engine, warehouse, tables).returncode, 0)
            done = self.shell(engine, warehouse, rows, run=os.path.join(self.output, run))
            self.assertNotEqual(done.returncode, 0, engine.heading)
            for table in TABLES:
                self.assertEqual(self.content(engine, warehouse, table), {}, table)
            with open(broken, "wb") as file:
                file.write(whole)
            self.load(engine, warehouse, run)
            self.assertEqual(len(self.content(engine, warehouse, "users")), len(self.rows("users", run)))

    def test_excluded_columns_stay_null(self):
        self.next_run("--exclude-columns", "*.remote_data,jobs.description")
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            self.load(engine, warehouse, self.runs()[0], make=True)
            jobs = self.content(engine, warehouse, "jobs").values()
            self.assertEqual({(row["description"], row["remote_data"]) for row in jobs}, {(None, None)})

    def test_the_first_quotation_mark_comes_late(self):
        """Past the rows that a loader looks at to guess what quotes and escapes."""
        users = [{"id": str(n), "type": "users", "attributes": {"first_name": "x"}} for n in range(1, 3001)]
        users[-1]["attributes"]["first_name"] = 'Bob "Bobby"'
        page = json.dumps({"data": users}).encode()
        made = self.run_program("map", "users", stdin=page)
        run = self.path("run")
        os.mkdir(run)
        with gzip.open(os.path.join(run, "users.csv.gz"), "wb") as file:
            file.write(made.out)
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            self.load(engine, warehouse, run, make=True)
            names = [row["first_name"] for row in self.content(engine, warehouse, "users").values()]
            self.assertEqual((len(names), names.count('Bob "Bobby"')), (3000, 1), engine.heading)

    def test_salaries_beyond_all_decimals(self):
        self.faults()
        self.next_run()
        run = self.runs()[0]
        expected = [row["salary_amount_to"] for row in self.rows("jobs", run) if len(row["salary_amount_to"]) > 30]
        self.assertTrue(expected)
        for kind in self.kinds:
            engine = self.engine(kind)
            warehouse = self.warehouse(engine)
            tables, rows = readme_block(engine.heading)
            self.shell(engine, warehouse, tables)
            if kind is DuckDB:
                done = self.shell(engine, warehouse, rows, run=os.path.join(self.output, run))
                self.assertIn(b"salary_amount_to", done.stderr)
                wider, _ = readme_block("DuckDB's `DECIMAL(38,9)`")
                for line in (wider, wider.replace("_to", "_from")):
                    done = self.shell(engine, warehouse, line)
                    self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.load(engine, warehouse, run)
            content = [row["salary_amount_to"] for row in self.content(engine, warehouse, "jobs").values()]
            self.assertIn(expected[0] if kind is PostgreSQL else "%.16e" % float(expected[0]),
                          [str(one) if kind is PostgreSQL else "%.16e" % one for one in content if one is not None])  # fmt: skip


def read(line):
    """A row as Python has it, whichever way times and numbers are spelled."""
    row = json.loads(line, parse_float=decimal.Decimal, parse_int=decimal.Decimal)
    for name in TIMES & row.keys():
        if row[name] is not None:
            row[name] = datetime.datetime.fromisoformat(row[name])
    return row


if __name__ == "__main__":
    main()

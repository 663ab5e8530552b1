#!/usr/bin/env python3
"""`load` for every warehouse that can be run here, over several nights of a sandbox that changes.

`make check-load` runs it. After the runs each warehouse must hold what a snapshot says, row by row, and as many NULL and empty
texts in each column. An engine that is not installed is skipped by name.
"""

import base64
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

from harness import RELEASE, TABLES, Folder, main  # noqa: E402
from engines import MODULES, ROOT, ClickHouse, DuckDB, MariaDB, PostgreSQL, Redshift, SQLite, needs  # noqa: E402
from loaded import MODEST, Nights, by_id, csv_rows  # noqa: E402
import blanked  # noqa: E402


class InEngine:
    """A case with an engine of its `kind`."""

    program = RELEASE
    kind = None

    @classmethod
    def setUpClass(cls):
        missing = cls.kind.missing()
        if missing:
            raise unittest.SkipTest("%s is not installed: %s" % (cls.kind.name, missing))
        super().setUpClass()
        cls.around = tempfile.mkdtemp(prefix="pinpoint-load-")
        cls.addClassCleanup(shutil.rmtree, cls.around)
        cls.engine = cls.kind(cls.around)
        cls.addClassCleanup(cls.engine.close)

    def native_numbers(self):
        """The sandbox sends numbers of more digits than some warehouses hold: those leave these columns out."""
        known = json.loads(self.run_program("schema", "--as", "json", "native").out)["tables"]
        numbers = [name + "." + one["name"] for name, table in known.items() for one in table["columns"] if one["type"] == "number"]
        return [] if self.engine.keeps == "all" else numbers


class Loading(InEngine, Nights):
    def script(self, run, *arguments, form=None):
        directory = self.directory(form or self.engine.formats[0], run)
        made = self.run_program("load", directory, "--as", self.engine.name, *self.engine.where(directory), *arguments,
                                env={"TMPDIR": self.engine.folder})  # fmt: skip
        self.assert_status(made, 0)
        return made.out

    def load(self, warehouse, run, *arguments, **further):
        done = self.engine.run(warehouse, self.script(run, *arguments, **further))
        self.assertEqual((done.returncode, done.stderr[-3000:].decode()), (0, ""), run)
        self.assertEqual(done.stdout, b"")

    def contents(self, warehouse, tables, run, schema=""):
        """The rows of each table, by id."""
        types = {table: self.types(table, run) for table in tables}
        found = self.engine.rows(warehouse, {schema + table: types[table] for table in tables})
        return {table: by_id(found[schema + table], types[table], self.engine.json_is_text) for table in tables}

    def content(self, warehouse, table, run):
        return self.contents(warehouse, [table], run)[table]

    def assert_holds(self, warehouse, run, schema=""):
        contents = self.contents(warehouse, self.tables(run), run, schema)
        for table, content in contents.items():
            expected = self.expected(table, run)
            self.assertTrue(expected or table not in TABLES, table)
            self.assertEqual(sorted(content), sorted(expected), table)
            for key, row in expected.items():
                self.assertEqual(content[key], row, table)
            found = {name: (sum(row[name] is None for row in content.values()), sum(row[name] == "" for row in content.values()))
                     for name in self.types(table, run)}  # fmt: skip
            self.assertEqual(found, self.counts(table, run), table)

    def assert_empty(self, warehouse, run):
        tables = self.tables(run)
        there = [table for table in self.engine.tables(warehouse) if table in tables]
        self.assertEqual(self.contents(warehouse, there, run), {table: {} for table in there})


def readme_query():
    """How many offers each department made, as the README asks."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        return re.search(r"^    SELECT departments\.name.*?(?=;$)", file.read(), re.M | re.S).group()


def keys(value):
    """All keys in a JSON value, however deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*(value if isinstance(value, dict) else ()), *(key for one in inner for key in keys(one))]


class Warehouse:
    def test_several_nights_of_both_models_in_order_and_in_any_order(self):
        self.chosen, self.excluded = "all", self.native_numbers()
        runs, snapshot = self.several_nights()
        deleted = [row for row in self.expected("candidates", snapshot).values() if row["remote_deleted_at"]]
        self.assertTrue(deleted)
        self.assertTrue(any({"Key", "key"} <= set(keys(row["remote_data"])) for row in self.expected("jobs", snapshot).values()))
        for form in self.engine.formats:
            warehouse = self.engine.warehouse()
            for run in runs:
                self.load(warehouse, run, form=form)
            self.assert_holds(warehouse, snapshot)
            self.assert_runs(warehouse, runs)
            # Any order, some of them twice.
            warehouse = self.engine.warehouse()
            order = [*runs, snapshot, *runs[1:4]]
            random.Random(5).shuffle(order)
            for run in order:
                self.load(warehouse, run, form=form)
            self.assert_holds(warehouse, snapshot)
            self.assert_runs(warehouse, [*runs, snapshot])

    def test_progress(self):
        """The client shows a line for each table, and loads as ever."""
        run = self.night()
        warehouse = self.engine.warehouse()
        done = self.engine.run(warehouse, self.script(run, "--progress"))
        self.assertEqual((done.returncode, done.stderr[-3000:].decode()), (0, ""))
        self.assert_holds(warehouse, run)
        if done.stdout:
            self.assertEqual([table for table in self.tables(run) if (table + ": ").encode() not in done.stdout], [])

    def assert_runs(self, warehouse, runs):
        types = {"run_id": "text", "account": "text", "previous_run_id": "text", "watermark": "timestamp", "mode": "text",
                 "complete": "boolean", "finished_at": "timestamp", "loaded_at": "timestamp"}  # fmt: skip
        rows = self.engine.rows(warehouse, {"pinpoint_runs": types})["pinpoint_runs"]
        found = by_id([{**row, "id": row["run_id"]} for row in rows], types, True)
        self.assertEqual(sorted(found), sorted(runs))
        for run in runs:
            manifest = self.manifest(run)
            expected = by_id([{**manifest, "id": run, "loaded_at": None}], {name: types[name] for name in list(types)[:-2]}, True)[run]
            self.assertEqual({name: found[run][name] for name in expected}, expected)
            self.assertTrue(found[run]["loaded_at"])

    def test_a_script_that_breaks_off_anywhere_is_run_again(self):
        run = self.night()
        lines = self.script(run).decode().splitlines(keepends=True)
        warehouse = self.engine.warehouse()
        for part in range(1, 6):
            self.engine.run(warehouse, "".join(lines[: len(lines) * part // 6]))
            if self.engine.transaction:
                self.assert_empty(warehouse, run)
        self.load(warehouse, run)
        self.assert_holds(warehouse, run)

    def test_a_damaged_file_ends_the_script(self):
        run = self.night()
        path = self.directory(self.engine.formats[0], run)
        file = os.path.join(path, sorted(name for name in os.listdir(path) if name.startswith("job_hiring_team"))[0])
        with open(file, "rb") as opened:
            whole = opened.read()
        os.chmod(file, 0o600)
        warehouse = self.engine.warehouse()
        rows = gzip.decompress(whole)
        fewer = rows[: rows.rindex(b"\n", 0, -1) + 1]
        damaged = [whole[: len(whole) // 2], gzip.compress(fewer)]
        if self.engine.checks_times:
            damaged.append(gzip.compress(rows.replace(b'"2026-', b'"times: ')))
        for bad in damaged:
            with open(file, "wb") as opened:
                opened.write(bad)
            done = self.engine.run(warehouse, self.script(run))
            self.assertNotEqual(done.returncode, 0, bad)
            if self.engine.transaction:
                self.assert_empty(warehouse, run)
        with open(file, "wb") as opened:
            opened.write(whole)
        self.load(warehouse, run)
        self.assert_holds(warehouse, run)

    def test_replace_after_the_state_was_lost(self):
        runs = [self.night(mode="snapshot")]
        self.changes({"name": "update", "resource": "candidates"}, {"name": "delete", "resource": "jobs"})
        runs.append(self.night())
        for form in ("csv", "ndjson"):
            shutil.rmtree(os.path.join(self.folder, "output", form, ".state"))
        self.changes(*({"name": "delete", "resource": one} for one in ("users", "jobs", "candidates", "applications")))
        snapshot = self.night(mode="snapshot")
        for form in self.engine.formats:
            warehouse = self.engine.warehouse()
            for run in runs:
                self.load(warehouse, run, form=form)
            before = self.contents(warehouse, self.tables(snapshot), snapshot)
            self.load(warehouse, runs[0], "--replace", form=form)  # an older snapshot deletes nothing that is newer
            self.assertEqual(self.contents(warehouse, self.tables(snapshot), snapshot), before)
            self.load(warehouse, snapshot, form=form)
            self.assertGreater(len(self.content(warehouse, "jobs", snapshot)), len(self.expected("jobs", snapshot)))
            self.load(warehouse, snapshot, "--replace", form=form)
            self.assert_holds(warehouse, snapshot)

    def test_a_newer_row_without_a_column_leaves_nothing_in_it(self):
        first = self.night(mode="snapshot")
        self.changes({"name": "delete", "resource": "candidates"})
        run = self.night(exclude=["*.remote_data", "candidates.last_name"])
        warehouse = self.engine.warehouse()
        for one in (first, run):
            self.load(warehouse, one)
        gone = [row for row in self.content(warehouse, "candidates", first).values() if row["remote_deleted_at"]]
        self.assertEqual([(row["last_name"], row["remote_data"]) for row in gone], [(None, None)])

    def test_a_schema_of_its_own(self):
        if not self.engine.schema:
            self.skipTest("%s has no schemas" % self.engine.name)
        run = self.night(mode="snapshot")
        schema = ("--schema", self.engine.schema)
        warehouse = self.engine.warehouse()
        for _ in range(2):
            self.load(warehouse, run, *schema, "--replace")
        self.assert_holds(warehouse, run, self.engine.schema + ".")

    def test_into_tables_that_schema_made(self):
        run = self.night(mode="snapshot")
        warehouse = self.engine.warehouse()
        made = self.engine.run(warehouse, self.run_program("schema", "--as", self.engine.name).out)
        self.assertEqual((made.returncode, made.stderr), (0, b""))
        self.load(warehouse, run)
        self.assert_holds(warehouse, run)

    def test_the_native_tables_and_the_query_of_the_readme(self):
        self.chosen, self.excluded = "native", self.native_numbers()
        run = self.night(mode="snapshot")
        for form in self.engine.formats:
            warehouse = self.engine.warehouse()
            self.load(warehouse, run, form=form)
            self.assert_holds(warehouse, run)
            if self.engine.name in ("postgres", "duckdb"):
                found = [(row["department"], int(row["offers"]), int(row["accepted"])) for row in self.engine.ask(warehouse, readme_query())]
                self.assertEqual(found, self.offers_by_department(run))

    def offers_by_department(self, run):
        offers, applications, jobs, departments = (
            self.expected("pinpoint_" + name, run) for name in ("offers", "applications", "jobs", "departments")
        )
        counts = {}
        for offer in offers.values():
            job = jobs.get(applications.get(offer["application_id"], {}).get("job_id"))
            if job:
                name = departments.get(job["department_id"], {}).get("name")
                count = counts.setdefault(name, [0, 0])
                count[0] += 1
                count[1] += offer["result"] == "accepted"
        self.assertGreater(len(counts), 1)
        return sorted(((name, *count) for name, count in counts.items()), key=lambda one: (-one[1], one[0] is None, one[0]))

    def test_json_columns_answer_the_engines_own_operators(self):
        run = self.night(mode="snapshot")
        warehouse = self.engine.warehouse()
        self.load(warehouse, run)
        expected = {}
        for row in self.expected("jobs", run).values():
            country = (row["location"] or {}).get("country")
            if country:
                expected[country] = expected.get(country, 0) + 1
        self.assertTrue(0 < sum(expected.values()) < len(self.expected("jobs", run)))
        for country, count in expected.items():
            query = "SELECT count(*) AS n FROM jobs WHERE %s = '%s'" % (self.engine.country, country.replace("'", "''"))
            if self.engine.name == "mysql":
                query = query.replace("count(*) AS n", "JSON_OBJECT('n', count(*))")
            self.assertEqual(int(self.engine.ask(warehouse, query)[0]["n"]), count, country)

    def test_numbers_are_kept_or_refused(self):
        for digits in ("0.0000000001", "1" * 30, "1" * 38, "0." + "0" * 36 + "1", "-0." + "1" * 27, "1" * 11 + "." + "1" * 27):
            self.faults(*("patch:resource=jobs,path=attributes.compensation_%s,value=%s" % (end, digits) for end in ("minimum", "maximum")))
            run = self.night("--tables", "jobs", "--no-state", mode="snapshot")
            before, after = len(digits.strip("-").split(".")[0]), len(digits.partition(".")[2])
            most = [38, 38] if self.engine.keeps == "all" else [int(one) for one in self.engine.keeps.split(".")]
            warehouse = self.engine.warehouse()
            if before <= most[0] and after <= most[1]:
                self.load(warehouse, run)
                self.assertEqual(self.content(warehouse, "jobs", run), self.expected("jobs", run))
            else:
                done = self.engine.run(warehouse, self.script(run))
                self.assertNotEqual(done.returncode, 0, digits)
                self.assertIn(b"salary_amount_", done.stderr)


class LoadingPostgreSQL(Warehouse, Loading):
    kind = PostgreSQL


class LoadingRedshift(Warehouse, Loading):
    """Its statements in PostgreSQL; see what stands in for Redshift there."""

    kind = Redshift


class LoadingDuckDB(Warehouse, Loading):
    kind = DuckDB

    def test_both_models_within_512_megabytes(self):
        self.chosen, self.excluded = "all", self.native_numbers()
        run = self.night(mode="snapshot")
        for form in self.engine.formats:
            warehouse = self.engine.warehouse()
            done = self.engine.run(warehouse, b"SET memory_limit = '512MB';\n" + self.script(run, form=form))
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assert_holds(warehouse, run)


class LoadingClickHouse(Warehouse, Loading):
    kind = ClickHouse


class LoadingSQLite(Warehouse, Loading):
    kind = SQLite


class LoadingMariaDB(Warehouse, Loading):
    kind = MariaDB

    def test_two_clients_with_the_same_run(self):
        run = self.night()
        warehouse, script = self.engine.warehouse(), self.script(run)
        first = subprocess.Popen(self.engine.command(warehouse), stdin=subprocess.PIPE, cwd=self.engine.folder)
        half = script.index(b"START TRANSACTION;")
        first.stdin.write(script[:half])
        first.stdin.flush()
        while not any(name.startswith("pinpoint-export-load-") for name in os.listdir(self.engine.folder)):
            self.assertIsNone(first.poll())
            time.sleep(0.05)
        second = self.engine.run(warehouse, script)
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(b"another client is loading run " + run.encode(), second.stderr)
        first.communicate(script[half:], timeout=300)
        self.assertEqual(first.returncode, 0)
        self.assert_holds(warehouse, run)


class Blanking(InEngine):
    """scripts/blank-person.py, in a warehouse that `load` filled."""

    def setUp(self):
        super().setUp()
        self.faults(*MODEST)

    def too_long(self):
        return self.native_numbers()

    def load(self, warehouse, run):
        directory = self.directory(run)
        made = self.run_program("load", directory, "--as", self.engine.name, env={"TMPDIR": self.engine.folder})
        done = self.engine.run(warehouse, made.out)
        self.assertEqual((done.returncode, done.stderr[-3000:].decode()), (0, ""), run)


class BlankingPostgreSQL(Blanking, blanked.Blanked):
    kind = PostgreSQL


class BlankingDuckDB(Blanking, blanked.Blanked):
    kind = DuckDB


class BlankingSQLite(Blanking, blanked.Blanked):
    kind = SQLite


class BlankingMariaDB(Blanking, blanked.Blanked):
    kind = MariaDB


class Dashboard(Nights):
    """The five questions of scripts/dashboard.sql have the same answers in PostgreSQL and DuckDB."""

    program = RELEASE
    chosen = "all"

    def test_the_answers_are_the_same(self):
        sys.path.insert(0, os.path.join(ROOT, "scripts"))
        from dashboard import picture, questions

        known = json.loads(self.run_program("schema", "--as", "json", "native").out)["tables"]
        self.excluded = [name + "." + one["name"] for name, table in known.items() for one in table["columns"] if one["type"] == "number"]
        run, answers = self.night(mode="snapshot"), []
        for kind in (PostgreSQL, DuckDB):
            if kind.missing():
                self.skipTest("%s is not installed: %s" % (kind.name, kind.missing()))
            around = tempfile.mkdtemp(prefix="pinpoint-load-")
            self.addCleanup(shutil.rmtree, around)
            engine = kind(around)
            self.addCleanup(engine.close)
            warehouse = engine.warehouse()
            script = self.run_program("load", self.directory("csv", run), "--as", engine.name).out
            self.assertEqual(engine.run(warehouse, script).returncode, 0)
            answers.append([engine.ask(warehouse, query.strip().rstrip(";")) for _, _, query in questions()])
        rows = [[[str(value) for value in row.values()] for row in rows] for rows in answers[0]]
        self.assertEqual(rows, [[[str(value) for value in row.values()] for row in rows] for rows in answers[1]])
        self.assertEqual(len(rows), 5)
        self.assertTrue(all(rows[number] for number in (0, 2, 3, 4)), rows)
        drawn = picture([(title, subtitle, [], found) for (title, subtitle, _), found in zip(questions(), rows)])
        self.assertEqual(drawn.count("<rect x="), sum(map(len, rows)))


# What the parsers do not know, though the vendor documents it: how it is spelled, and what they get in its place.
UNKNOWN_TO_PARSERS = {
    "bigquery": [("LOAD DATA OVERWRITE TEMP TABLE ", "LOAD DATA OVERWRITE ")],
    "databricks": [("MERGE WITH SCHEMA EVOLUTION INTO ", "MERGE INTO ")],
    "redshift": [(" FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS", " FORMAT CSV GZIP")],
    "snowflake": [('"RECRUITING".', "")],  # no name with a dot after USING
}


class Parsed(Folder):
    """The warehouses that cannot be run here: independent parsers take every statement."""

    program = RELEASE

    def setUp(self):
        missing = needs(["node"], ["@polyglot-sql/sdk", "sql-parser-cst"])
        if missing:
            self.skipTest("not installed: %s" % missing)
        super().setUp()

    def refused(self, dialect, script):
        for spelled, known in UNKNOWN_TO_PARSERS[dialect]:
            script = script.replace(spelled, known)
        lines = [line for line in script.splitlines() if not line.startswith(("--", "\\"))]
        statements = [one.strip() for one in re.sub(r" \\gexec$", ";", "\n".join(lines), flags=re.M).split(";\n")]
        done = subprocess.run(["node", os.path.join(HERE, "parse.cjs"), MODULES], check=True, stdout=subprocess.PIPE,
                              input=json.dumps([{"dialect": dialect, "sql": one.rstrip(";")} for one in statements if one]).encode())  # fmt: skip
        self.assertGreater(len(statements), 10)
        return json.loads(done.stdout)

    def test_the_scripts_of_load(self):
        for dialect in UNKNOWN_TO_PARSERS:
            with open(os.path.join(HERE, "statements", dialect + ".sql"), encoding="utf-8") as file:
                self.assertEqual(self.refused(dialect, file.read()), [], dialect)

    def test_the_tables_of_schema(self):
        for dialect in UNKNOWN_TO_PARSERS:
            made = self.run_program("schema", "--as", dialect, "--schema", "recruiting")
            self.assertEqual(self.refused(dialect, made.out.decode()), [], dialect)

    def test_a_statement_that_is_none_is_refused(self):
        for dialect in UNKNOWN_TO_PARSERS:
            script = "".join("CREATE TABLE t (a INT INT, );\n" for _ in range(11))
            self.assertEqual(len(self.refused(dialect, script)), 11)


UNIVOCITY = "/usr/share/java/univocity-parsers.jar"


class SparkCSV(Nights):
    """Databricks' options for CSV, in the parser that Spark reads CSV with."""

    program = RELEASE
    chosen = "all"

    def setUp(self):
        missing = needs(["javac"]) or (None if os.path.exists(UNIVOCITY) else "libunivocity-parsers-java")
        if missing:
            self.skipTest("not installed: %s" % missing)
        super().setUp()

    def options(self, run):
        """Those that the script of `load` has, as Spark gets them."""
        directory = self.directory("csv", run)
        made = self.run_program("load", directory, "--as", "databricks", "--from", "s3://bucket" + directory).out.decode()
        found = set(re.findall(r"format => 'csv', schema => '[^']*', (header => .*?)\)", made, re.S))
        self.assertEqual(len(found), 1)
        values = dict(re.findall(r"(\w+) => ('[^']*'|\w+)", found.pop()))
        return {name: value.strip("'").encode().decode("unicode_escape") for name, value in values.items()}

    def read(self, options, paths):
        """The rows of each file."""
        command = ["java", "-cp", UNIVOCITY, os.path.join(HERE, "spark.java"), *("%s=%s" % (name, quote(value)) for name, value in options.items())]
        done = subprocess.run(command, check=True, input="\n".join(paths).encode(), stdout=subprocess.PIPE)
        files = done.stdout.decode("ascii").split(".\n")
        self.assertEqual(files.pop(), "")
        return [[[self.value(one) for one in row.split(" ")] for row in file.split("\n") if row] for file in files]

    @staticmethod
    def value(field):
        return None if field == "-" else base64.b64decode(field[1:]).decode("utf-8")

    @staticmethod
    def spelled(path):
        _, *rows = csv_rows(gzip.open(path, "rt", encoding="utf-8", newline="").read())
        return [[None if one == "" else one[1:-1].replace('""', '"') if one[0] == '"' else one for one in row] for row in rows]

    def test_what_spark_reads_and_what_it_would_with_other_options(self):
        runs, snapshot = self.several_nights()
        paths = [os.path.join(self.directory("csv", run), name) for run in (*runs, snapshot)
                 for name in sorted(os.listdir(self.directory("csv", run))) if name.endswith(".csv.gz")]  # fmt: skip
        expected, options = [self.spelled(path) for path in paths], self.options(snapshot)
        fields = [one for rows in expected for row in rows for one in row]
        self.assertTrue({None, "", "\\N", "\x01", "\r\n"} <= set(fields))
        self.assertEqual(self.read(options, paths), expected)
        for name, value in (("nullValue", ""), ("nullValue", "\x01"), ("nullValue", "\\N"), ("escape", "\\"), ("quote", "'"), ("multiLine", "false")):
            other = self.read({**options, name: value}, paths)
            self.assertNotEqual(other, expected, (name, value))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""scripts/blank-person.py: what it says in each dialect, and that it works in SQLite; tests/load has the other warehouses."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import Folder, main  # noqa: E402
import blanked  # noqa: E402


class Database:
    """SQLite by Python's module, so that no shell is needed."""

    name, formats = "sqlite", ("ndjson",)

    class Done:
        returncode, stderr = 0, b""

    def warehouse(self):
        db = sqlite3.connect(":memory:")
        db.row_factory = sqlite3.Row
        return db

    def run(self, db, script):
        db.executescript(script.decode())
        return self.Done

    def rows(self, db, columns):
        return {table: [dict(row) for row in db.execute('SELECT * FROM "%s"' % table)] for table in columns}

    def insert(self, db, table, columns, rows):
        db.execute('CREATE TABLE IF NOT EXISTS "%s" (%s, PRIMARY KEY (id))' % (table, ", ".join('"%s"' % name for name in columns)))
        values = ([value if value is None or isinstance(value, str) else json.dumps(value) for value in row.values()] for row in rows)
        db.executemany('INSERT OR IGNORE INTO "%s" VALUES (%s)' % (table, ", ".join("?" * len(columns))), values)


class InSQLite(blanked.Blanked):
    engine = Database()

    def load(self, db, run):
        for name, table in self.manifest(run)["tables"].items():
            rows = [json.loads(line) for path in self.files(name, run) for line in gzip.open(path, "rt", encoding="utf-8", newline="\n")]
            if table["files"]:
                self.engine.insert(db, name, [one["name"] for one in table["columns"]], rows)


class Script(Folder):
    def schema(self, *tables):
        return self.run_program("schema", *(tables or ["all"]), "--as", "json").out

    def blank(self, *arguments, known=None):
        return subprocess.run([sys.executable, blanked.SCRIPT, *arguments], input=known or self.schema(), capture_output=True)

    def test_every_dialect_of_load(self):
        for dialect, quoted in (("postgres", '"candidates"'), ("duckdb", '"candidates"'), ("sqlite", '"candidates"'), ("redshift", '"candidates"'),
                                ("snowflake", '"CANDIDATES"'), ("mysql", "`candidates`"), ("bigquery", "`candidates`"),
                                ("databricks", "`candidates`")):  # fmt: skip
            done = self.blank("42", "--as", dialect, "--schema", "ats")
            self.assertEqual((done.returncode, done.stderr), (0, b""), dialect)
            first = next(line for line in done.stdout.decode().splitlines() if line.startswith("UPDATE "))
            self.assertIn("." + quoted, first)
            self.assertIn("'42'", first)

    def test_columns_that_name_a_type_and_an_id(self):
        """A new one has to be looked at: is the thing a person's?"""
        known = {
            name + "." + column["name"]
            for name, table in json.loads(self.schema())["tables"].items()
            for column in table["columns"]
            if column["name"].endswith("able_type")
        }
        of_persons = {"pinpoint_interviews.interviewable_type", "pinpoint_reference_checks.reference_checkable_type",
                      "pinpoint_comments.commentable_type"}  # fmt: skip
        self.assertEqual(known, of_persons | {"pinpoint_scorecards.scorecardable_type"})

    def test_every_marked_table_is_a_persons_or_is_known_not_to_be(self):
        """A table that the references do not reach would keep what it holds."""
        tables = json.loads(self.schema())["tables"]
        reached = self.blank("42", "--as", "postgres").stdout.decode()
        everything = {"personal", "special", "free_text", "link", "assessment"}
        careful = {
            name
            for name, table in tables.items()
            if any(set(column["marks"]) not in (set(), everything) for column in table["columns"])
            and 'UPDATE "%s" ' % name not in reached
        }
        self.assertEqual(careful, {
            "users", "jobs", "pinpoint_users", "pinpoint_requisition_details", "pinpoint_position_custom_attributes",
            "pinpoint_jobs", "pinpoint_job_custom_attributes", "pinpoint_job_visible_users", "pinpoint_job_postings",
            "pinpoint_job_template_custom_attributes",
        })  # fmt: skip

    def test_mistakes(self):
        for arguments, named in (
            (["x' OR 1=1", "--as", "postgres"], "is not an id"),
            (["42", "--as", "oracle"], "invalid choice"),
            (["42", "--as", "postgres", "--schema", 'a"b'], "is not a name"),
            (["42", "--as", "postgres", "--keep", "secret"], "no column has the mark secret"),
        ):
            done = self.blank(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, b""), arguments)
            self.assertIn(named, done.stderr.decode())
        done = self.blank("42", "--as", "postgres", known=self.schema("users"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("none of these tables holds candidates", done.stderr.decode())


if __name__ == "__main__":
    main()

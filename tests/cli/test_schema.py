"""schema --as: the expected text of each dialect, and the lines of an export checked against the JSON Schema."""

import gzip
import json
import re

from harness import TABLES, Folder, main
from several_runs import SeveralRuns

QUESTIONS = "job_screening_questions"
ID = "^[1-9A-HJ-NP-Za-km-z]{24}$"
# For each: quote, id, text, timestamp, number, integer, boolean, json, what follows the primary key.
DIALECTS = {
    "postgres": ('"', "text", "text", "timestamptz", "numeric", "integer", "boolean", "jsonb", ""),
    "duckdb": ('"', "VARCHAR", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "DECIMAL(38,9)", "INTEGER", "BOOLEAN", "JSON", ""),
    "bigquery": ("`", "STRING", "STRING", "TIMESTAMP", "BIGNUMERIC", "INT64", "BOOL", "JSON", " NOT ENFORCED"),
    "snowflake": ("", "VARCHAR", "VARCHAR", "TIMESTAMP_TZ", "NUMBER(38,9)", "INTEGER", "BOOLEAN", "VARIANT", ""),
    "redshift": ('"', "VARCHAR(24)", "VARCHAR(65535)", "TIMESTAMPTZ", "DECIMAL(38,9)", "INTEGER", "BOOLEAN", "SUPER", ""),
}
FORMS = ["text", "json", "jsonschema", *DIALECTS]
POSTGRES = """\
CREATE TABLE IF NOT EXISTS "tags" (
  "id" text NOT NULL,
  "remote_id" text,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  PRIMARY KEY ("id")
);

CREATE TABLE IF NOT EXISTS "job_screening_questions" (
  "index" integer,
  "required" boolean,
  "precondition_question_id" text,
  "precondition_options" jsonb,
  "job_id" text,
  "question_id" text,
  "id" text NOT NULL,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  PRIMARY KEY ("id")
);
"""
BIGQUERY = """\
CREATE TABLE IF NOT EXISTS `job_screening_questions` (
  `index` INT64,
  `required` BOOL,
  `precondition_question_id` STRING,
  `precondition_options` JSON,
  `job_id` STRING,
  `question_id` STRING,
  `id` STRING NOT NULL,
  `changed_at` TIMESTAMP NOT NULL,
  `remote_deleted_at` TIMESTAMP,
  PRIMARY KEY (`id`) NOT ENFORCED
);
"""


class Schema(Folder):
    def schema(self, *arguments):
        result = self.run_program("schema", *arguments)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        return result.out.decode()

    def expected_table(self, table, columns, dialect):
        quote, identifier, *words, key = DIALECTS[dialect]
        types = dict(zip(("text", "timestamp", "number", "integer", "boolean", "json"), words))
        lines = ["CREATE TABLE IF NOT EXISTS %s%s%s (" % (quote, table, quote)]
        for column in columns:
            name, kind = column["name"], types[column["type"]]
            if name == "id" or (name.endswith("_id") and name != "remote_id" and "NOTHING" not in column["from"]):
                kind = identifier
            suffix = "" if column["nullable"] else " NOT NULL"
            lines.append("  %s%s%s %s%s," % (quote, name, quote, kind, suffix))
        return "\n".join([*lines, "  PRIMARY KEY (%sid%s)%s" % (quote, quote, key), ");", ""])

    def test_the_whole_text_of_two_dialects(self):
        self.assertEqual(self.schema("--as", "postgres", QUESTIONS, "tags"), POSTGRES)
        self.assertEqual(self.schema("--as", "bigquery", QUESTIONS), BIGQUERY)

    def test_every_table_in_every_dialect(self):
        known = json.loads(self.schema("--as", "json"))["tables"]
        for dialect in DIALECTS:
            with self.subTest(dialect):
                expected = [self.expected_table(name, table["columns"], dialect) for name, table in known.items()]
                self.assertEqual(self.schema("--as", dialect), "\n".join(expected))

    def test_jsonschema_of_some_columns(self):
        whole = json.loads(self.schema("--as", "jsonschema", "applications", "jobs", QUESTIONS))
        self.assertEqual(whole["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(list(whole["$defs"]), ["jobs", "applications", QUESTIONS])
        self.assertEqual(whole["anyOf"], [{"$ref": "#/$defs/" + name} for name in whole["$defs"]])
        jobs, applications = whole["$defs"]["jobs"]["properties"], whole["$defs"]["applications"]["properties"]
        self.assertEqual(jobs["id"], {"type": ["string"], "pattern": ID})
        self.assertEqual(jobs["contact_id"], {"type": ["string", "null"], "pattern": ID})
        self.assertEqual(jobs["changed_at"], {"type": ["string"], "format": "date-time"})
        self.assertEqual(jobs["confidential"], {"type": ["boolean", "null"]})
        self.assertEqual(jobs["salary_amount_from"], {"type": ["number", "null"]})
        self.assertEqual(jobs["location"], {"type": ["object", "array", "null"]})
        self.assertEqual(jobs["status"], {"type": ["string", "null"], "examples": ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"]})
        self.assertEqual(applications["outcome"], {"type": ["string", "null"], "enum": ["HIRED", "DECLINED", "PENDING", None]})
        questions = whole["$defs"][QUESTIONS]
        self.assertEqual(questions["properties"]["index"], {"type": ["integer", "null"], "minimum": 0})
        self.assertEqual(questions["required"], list(questions["properties"]))
        self.assertIs(questions["additionalProperties"], False)

    def test_the_help_lists_every_form(self):
        listed = re.search(r"\((text, [^()]*), default text\)", " ".join(self.schema("--help").split())).group(1)
        self.assertEqual(re.split(", | or ", listed), FORMS)

    def test_a_form_or_table_that_is_not_known(self):
        self.assert_one_error(self.run_program("schema", "--as", "oracle"), 2, "--as", *FORMS)
        self.assert_one_error(self.run_program("schema", "--as", "postgres", "jbos"), 2, "jbos")


KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array", type(None): "null"}


def problem_of(rule, value):
    """What is wrong with a value, by the few keywords that are used; None if nothing is."""
    unknown = set(rule) - {"type", "pattern", "format", "enum", "examples", "minimum"}
    kind = KINDS[type(value)]
    if unknown:
        return "keywords %s" % unknown
    if kind not in rule["type"] and not (kind == "integer" and "number" in rule["type"]):
        return "%s is none of %s" % (kind, rule["type"])
    if kind == "string" and not re.search(rule.get("pattern", ""), value):
        return "does not match"
    if kind == "string" and "format" in rule and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value):
        return "is no date-time"
    if "enum" in rule and value not in rule["enum"]:
        return "is none of the enum"
    if kind == "integer" and value < rule.get("minimum", value):
        return "is too small"
    return None


class Lines(SeveralRuns):
    def test_exported_lines_match_the_schema(self):
        tables = json.loads(self.run_program("schema", "--as", "jsonschema").out)["$defs"]
        seen, deleted = dict.fromkeys(TABLES, 0), 0
        self.account(size=60)
        self.next_run("--format", "ndjson")
        for resource in ("jobs", "candidates", "applications", "interviews"):
            self.changes({"name": "delete", "resource": resource})
        self.next_run("--format", "ndjson")
        for table in TABLES:
            for run in self.runs():
                for path in self.files(table, run):
                    for line in gzip.open(path):
                        row = json.loads(line)
                        seen[table] += 1
                        deleted += row["remote_deleted_at"] is not None
                        self.assert_valid(tables[table], row, table)
        self.assertGreater(deleted, 4)
        self.assertEqual([table for table, rows in seen.items() if not rows], [])

    def assert_valid(self, rule, row, table):
        self.assertEqual(list(row), rule["required"], table)
        for name, value in row.items():
            problem = problem_of(rule["properties"][name], value)
            self.assertIsNone(problem, "%s.%s: %r" % (table, name, value))


if __name__ == "__main__":
    main()

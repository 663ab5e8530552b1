"""schema --as: the expected text of each dialect, and the lines of an export checked against the JSON Schema."""

import gzip
import json
import re

from harness import TABLES, Folder, main
from several_runs import SeveralRuns

QUESTIONS = "job_screening_questions"
ID = "^[1-9A-HJ-NP-Za-km-z]{24}$"
# For each: quote, then the types of ids, text, timestamp, number, integer, boolean, json, date, and the end of a statement.
KEY = ",\n  PRIMARY KEY (%s)"
DIALECTS = {
    "postgres": ('"', "text", "text", "timestamptz", "numeric", "bigint", "boolean", "jsonb", "date", KEY + "\n);"),
    "duckdb": ('"', "VARCHAR", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "DECIMAL(38,9)", "BIGINT", "BOOLEAN", "JSON", "DATE", KEY + "\n);"),
    "clickhouse": ("`", "String", "String", "DateTime64(3, 'UTC')", "Decimal(76, 38)", "Int64", "Bool", "String", "String",
                   "\n) ENGINE = ReplacingMergeTree(`changed_at`) ORDER BY %s;"),
    "snowflake": ('"', "VARCHAR", "VARCHAR", "TIMESTAMP_TZ", "NUMBER(38,9)", "NUMBER(38,0)", "BOOLEAN", "VARIANT", "DATE", KEY + "\n);"),
    "bigquery": ("`", "STRING", "STRING", "TIMESTAMP", "BIGNUMERIC", "INT64", "BOOL", "JSON", "DATE", KEY + " NOT ENFORCED\n);"),
    "redshift": ('"', "VARCHAR(255)", "VARCHAR(65535)", "TIMESTAMPTZ", "DECIMAL(38,9)", "BIGINT", "BOOLEAN", "SUPER", "DATE", KEY + "\n);"),
    "databricks": ("`", "STRING", "STRING", "TIMESTAMP", "DECIMAL(38,9)", "BIGINT", "BOOLEAN", "STRING", "DATE", "\n);"),
    "sqlite": ('"', "TEXT", "TEXT", "TEXT", "BLOB", "INTEGER", "BOOLEAN", "TEXT", "TEXT", KEY + "\n);"),
    "mysql": ("`", "VARCHAR(255) COLLATE utf8mb4_bin", "LONGTEXT", "DATETIME(3)", "DECIMAL(65,27)", "BIGINT", "BOOLEAN", "JSON", "DATE",
              KEY + "\n) CHARACTER SET utf8mb4;"),
}  # fmt: skip
MARKS = ["personal", "special", "free_text", "link", "assessment"]
FORMS = [*DIALECTS, "text", "json", "jsonschema", "markdown", "dbt"]
POSTGRES = """\
CREATE TABLE IF NOT EXISTS "tags" (
  "id" text NOT NULL,
  "remote_id" text,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  PRIMARY KEY ("id")
);
COMMENT ON COLUMN "tags"."id" IS '"""
BIGQUERY = """\
CREATE TABLE IF NOT EXISTS `recruiting`.`tags` (
  `id` STRING NOT NULL OPTIONS (description = '"""



class Schema(Folder):
    def schema(self, *arguments):
        result = self.run_program("schema", *arguments)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        return result.out.decode()

    def expected_table(self, table, columns, dialect):
        quote, identifier, *words, end = DIALECTS[dialect]
        types = dict(zip(("text", "timestamp", "number", "integer", "boolean", "json", "date"), words))
        upper = str.upper if dialect == "snowflake" else str
        lines, after = [], []
        inline = {"clickhouse": " COMMENT '%s'", "mysql": " COMMENT '%s'", "snowflake": " COMMENT '%s'", "databricks": " COMMENT '%s'",
                  "bigquery": " OPTIONS (description = '%s')"}  # fmt: skip
        for column in columns:
            name, kind = column["name"], types[column["type"]]
            if name == "id" or "references" in column:
                kind = identifier
            if dialect == "clickhouse":
                kind = "Nullable(%s)" % kind if column["nullable"] else kind
            elif not column["nullable"]:
                kind += " NOT NULL"
            meaning = column["meaning"] + (" (%s)" % ", ".join(column["marks"]) if column["marks"] else "")
            meaning = meaning.replace("'", "''" if quote == '"' or dialect == "mysql" else "\\'")
            if dialect in inline:
                kind += inline[dialect] % meaning
            elif dialect != "sqlite":
                after.append('COMMENT ON COLUMN "%s"."%s" IS \'%s\';\n' % (table, name, meaning))
            lines.append("  %s %s" % (quote + upper(name) + quote, kind))
        begin = "CREATE TABLE IF NOT EXISTS %s (\n" % (quote + upper(table) + quote)
        return begin + ",\n".join(lines) + (end % (quote + upper("id") + quote) if "%s" in end else end) + "\n" + "".join(after)

    def test_how_two_dialects_begin(self):
        self.assertEqual(self.schema("--as", "postgres", "tags")[: len(POSTGRES)], POSTGRES)
        self.assertEqual(self.schema("--as", "bigquery", "tags", "--schema", "recruiting")[: len(BIGQUERY)], BIGQUERY)

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
        self.assertEqual(applications["outcome"], {"type": ["string", "null"], "enum": ["HIRED", "DECLINED", "PENDING", None], "x-marks": ["assessment"]})
        self.assertEqual(jobs["custom_fields"], {"type": ["object", "array", "null"], "x-marks": ["free_text"]})
        self.assertEqual(jobs["remote_data"]["x-marks"], MARKS)
        questions = whole["$defs"][QUESTIONS]
        self.assertEqual(questions["properties"]["index"], {"type": ["integer", "null"], "minimum": 0})
        self.assertEqual(questions["required"], list(questions["properties"]))
        self.assertIs(questions["additionalProperties"], False)

    def test_json_says_what_columns_mean_and_refer_to(self):
        tables = json.loads(self.schema("--as", "json"))["tables"]
        for name, table in tables.items():
            for column in table["columns"]:
                self.assertRegex(column["meaning"], r"^[A-Z0-9a-z_].*[^.]$", (name, column))
                self.assertIn(column.get("references", name), tables, (name, column))
                self.assertEqual(column["marks"], [mark for mark in MARKS if mark in column["marks"]])
        users = {column["name"]: column for column in tables["users"]["columns"]}
        self.assertEqual((users["email"]["marks"], users["id"]["marks"]), (["personal"], []))
        applications = {column["name"]: column.get("references") for column in tables["applications"]["columns"]}
        self.assertEqual((applications["job_id"], applications["candidate_id"], applications["id"]), ("jobs", "candidates", None))

    def test_markdown(self):
        tables, text = json.loads(self.schema("--as", "json"))["tables"], self.schema("--as", "markdown")
        self.assertEqual(re.findall("^## (.*)$", text, re.M), list(tables))
        for line in text.splitlines():
            if line.startswith("|"):
                self.assertTrue(line.endswith("|"), line)
        for name, table in tables.items():
            section = text.split("\n## %s\n" % name)[1].split("\n## ")[0]
            rows = re.findall(r"^\| (\w+) \| (\w+)(\??) \| (.*?)(?:, see \[(\w+)\]\(#\w+\))? \| (.*?) \|$", section.split("# Warehouses")[0], re.M)
            expected = [(one["name"], one["type"], "?" * one["nullable"], one["meaning"], one.get("references", ""), ", ".join(one["marks"]))
                        for one in table["columns"]]  # fmt: skip
            self.assertEqual(rows[-len(expected):], expected, name)
        warehouses = text.split("# Warehouses")[1]
        self.assertEqual(re.findall(r"^\| (\w+) \| [A-Z]", warehouses, re.M), list(DIALECTS))
        self.assertIn("| number | numeric | DECIMAL(38,9) |", warehouses)

    def test_dbt(self):
        tables, text = json.loads(self.schema("--as", "json"))["tables"], self.schema("--as", "dbt")
        self.assertEqual(re.findall("^      - name: (.*)$", text, re.M), ["pinpoint_runs", *tables])
        self.assertEqual(text.count("freshness:"), 1)
        for name, table in tables.items():
            section = text.split("      - name: %s\n" % name)[1].split("\n      - name: ")[0]
            self.assertIn("identifier: \"{{ var('pinpoint_%s_identifier', '%s') }}\"" % (name, name), section)
            columns = section.split("          - name: ")[1:]
            self.assertEqual(len(columns), len(table["columns"]))
            for expected, column in zip(table["columns"], columns):
                lines = [line.strip() for line in column.splitlines()]
                self.assertEqual(lines[0], expected["name"])
                self.assertEqual(json.loads(lines[1].partition(" ")[2]), expected["meaning"])
                self.assertEqual(lines[2], "data_type: " + expected["type"])
                marks = "marks: [%s]" % ", ".join(expected["marks"])
                self.assertEqual(lines[3:6] == ["config:", "meta:", marks], bool(expected["marks"]))
                self.assertEqual("meta:" in lines, bool(expected["marks"]))
                self.assertEqual("- unique" in lines, expected["name"] == "id")
                self.assertEqual("- not_null" in lines, not expected["nullable"])
                self.assertEqual("to: source('pinpoint', '%s')" % expected.get("references") in lines, "references" in expected)

    def test_text(self):
        tables, text = json.loads(self.schema("--as", "json"))["tables"], self.schema()
        for name, table in tables.items():
            lines = text.split("%s  (GET " % name)[1].split("\n\n")[0].splitlines()[1:]
            self.assertEqual(len(lines), len(table["columns"]))
            for column, line in zip(table["columns"], lines):
                self.assertEqual(line.split()[:2], [column["name"], column["type"]])
                marks = re.search(r"  \[([a-z_, ]+)\]$", line)
                self.assertEqual(marks.group(1).split(", ") if marks else [], column["marks"], line)

    def test_dbt_of_some_tables_refers_to_no_other(self):
        text = self.schema("--as", "dbt", "applications", "candidates", "--schema", "recruiting")
        self.assertEqual(set(re.findall(r"source\('pinpoint', '(\w+)'\)", text)), {"candidates"})
        self.assertIn("schema: \"{{ var('pinpoint_schema', 'recruiting') }}\"", text)
        self.assertIn("schema: \"{{ var('pinpoint_schema', target.schema) }}\"", self.schema("--as", "dbt"))

    def test_the_help_lists_every_form(self):
        listed = re.search(r"\((postgres, [^()]*), default text for schema", " ".join(self.schema("--help").split())).group(1)
        self.assertEqual(re.split(", | or ", listed), FORMS)

    def test_a_form_or_table_that_is_not_known(self):
        self.assert_one_error(self.run_program("schema", "--as", "oracle"), 2, "--as", *FORMS)
        self.assert_one_error(self.run_program("schema", "--as", "postgres", "jbos"), 2, "jbos")


KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array", type(None): "null"}


def problem_of(rule, value):
    """What is wrong with a value, by the few keywords that are used; None if nothing is."""
    unknown = set(rule) - {"type", "pattern", "format", "enum", "examples", "minimum", "x-marks"}
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

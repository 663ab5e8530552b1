#!/usr/bin/env python3
"""The scripts of `load`: the whole text for one table and every warehouse, and what a manifest or an argument cannot smuggle in.

    python3 tests/cli/test_load.py               compares with tests/load/statements
    python3 tests/cli/test_load.py --rewrite     writes there what the program prints now; read `git diff` line by line
"""

import copy
import json
import os
import re
import sys
import unittest

from harness import QUICK, RELEASE, ROOT, Folder, main, sample

STATEMENTS = os.path.join(ROOT, "tests", "load", "statements")
PLACES = {"postgres": None, "duckdb": None, "clickhouse": None, "snowflake": "@runs/20261124T020000Z", "bigquery": "gs://bucket/20261124T020000Z",
          "redshift": "s3://bucket/20261124T020000Z", "databricks": "s3://bucket/20261124T020000Z", "sqlite": None, "mysql": None}  # fmt: skip
CSV = ("postgres", "duckdb", "clickhouse", "snowflake", "bigquery", "databricks")
# What would end a literal, a name, a line or a command, and begin something else.
PAYLOADS = ["'", "''", '"', "`", "\\", "\\'", "'; DROP TABLE users; --", '"; DROP TABLE users; --', "`; DROP TABLE users; --", "*/ DROP", "x\n\\! id",
            "x\n.system id", "$(id)", "`id`", "$$", "{table}", "{", "\x00", "\u2028", "\ufeffusers", "users, jobs", "users ", "Users", "naïve", "x" * 10000,
            "../../etc/passwd", "a;b", "a|b", "a b", "-x", "%s%n"]  # fmt: skip


def statements_manifest():
    with open(os.path.join(STATEMENTS, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def in_format(manifest, form):
    return json.loads(json.dumps(manifest).replace(".csv.", ".%s." % form).replace('"csv"', '"%s"' % form))


class Script(Folder):
    program = QUICK

    def setUp(self):
        super().setUp()
        self.run_directory = os.path.join(self.folder, "run")
        os.mkdir(self.run_directory)

    def manifest(self, manifest):
        with open(os.path.join(self.run_directory, "manifest.json"), "w", encoding="utf-8") as file:
            json.dump(manifest, file)

    def load(self, warehouse, *arguments):
        place = PLACES[warehouse]
        where = ["--from", place] if place and "--from" not in arguments else []
        return self.run_program("load", self.run_directory, "--as", warehouse, *where, *arguments)

    def script(self, warehouse, *arguments):
        result = self.load(warehouse, *arguments)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        return result.out.decode()

    def golden(self, warehouse):
        """Both ways to load: as it is, and --replace into a schema."""
        self.manifest(in_format(statements_manifest(), "csv" if warehouse in CSV else "ndjson"))
        scripts = self.script(warehouse), self.script(warehouse, "--replace", "--schema", "recruiting")
        return "\n".join(scripts).replace(os.path.realpath(self.folder), "/runs")


class Statements(Script):
    def test_the_whole_text_for_every_warehouse(self):
        for warehouse in PLACES:
            with self.subTest(warehouse), open(os.path.join(STATEMENTS, warehouse + ".sql"), encoding="utf-8") as file:
                self.assertEqual(self.golden(warehouse), file.read())

    def test_no_name_of_a_template_is_left(self):
        for warehouse in PLACES:
            for form in ("csv", "ndjson"):
                self.manifest(in_format(statements_manifest(), form))
                result = self.load(warehouse, "--replace")
                if warehouse in CSV or form == "ndjson":
                    self.assert_status(result, 0)
                    self.assertEqual(re.findall(rb"\{[a-z_]+\}", result.out), [], warehouse)

    def test_on_a_terminal_the_client_shows_how_far_it_is(self):
        for warehouse in PLACES:
            manifest = statements_manifest()
            self.manifest(manifest if warehouse in CSV else in_format(manifest, "ndjson"))
            line = "\\echo %s\n" if warehouse in ("postgres", "redshift") else "SELECT '%s' AS loading;\n"
            expected = self.script(warehouse)
            shown = self.script(warehouse, "--progress")
            lines = [line % ("%s: %d rows" % (name, table["rows"]["written"])) for name, table in manifest["tables"].items() if table["files"]]
            for one in lines:
                self.assertEqual(shown.count(one), 1, one)
                shown = shown.replace(one, "")
            self.assertEqual(shown, expected, warehouse)

    def test_warehouses_that_cannot_tell_null_in_csv_want_ndjson(self):
        self.manifest(statements_manifest())
        for warehouse in sorted(set(PLACES) - set(CSV)):
            self.assert_one_error(self.load(warehouse), 2, "csv", "--format ndjson")

    def test_tables_without_files_are_left_alone(self):
        self.manifest(statements_manifest())
        for warehouse in CSV:
            self.assertNotIn("secrets", self.script(warehouse, "--replace").lower())

    def test_a_run_without_files_is_recorded(self):
        manifest = statements_manifest()
        manifest["tables"]["things"]["files"] = []
        manifest["previous_run_id"] = None
        self.manifest(manifest)
        for warehouse in CSV:
            script = self.script(warehouse)
            self.assertNotIn("things", script.lower())
            self.assertIn("'20261124T020000Z', 'acme', NULL, ", script)

    def test_latest_is_loaded_under_its_own_name(self):
        self.manifest(statements_manifest())
        os.symlink("run", self.path("latest"))
        result = self.run_program("load", "latest", "--as", "duckdb")
        self.assertIn(os.path.realpath(self.run_directory) + "/things.00001.csv.gz", result.out.decode())


class Arguments(Script):
    def setUp(self):
        super().setUp()
        self.manifest(statements_manifest())

    def test_a_warehouse_is_needed(self):
        for arguments in ((), ("--as", "text"), ("--as", "json")):
            self.assert_one_error(self.run_program("load", self.run_directory, *arguments), 2, *PLACES)
        self.assert_one_error(self.run_program("load", "--as", "duckdb"), 2, "directory of a run")
        self.assert_one_error(self.run_program("load", self.folder, "--as", "duckdb"), 2, "not a run")

    def test_an_option_before_the_command(self):
        result = self.run_program("--as", "duckdb", "load", self.run_directory)
        self.assertEqual(result.out, self.load("duckdb").out)

    def test_where_files_can_be(self):
        for warehouse in ("snowflake", "bigquery", "redshift", "databricks"):
            self.manifest(in_format(statements_manifest(), "ndjson"))
            result = self.run_program("load", self.run_directory, "--as", warehouse)
            self.assert_one_error(result, 2, "--from", "begins with")
        for warehouse, place in (("postgres", "s3://b/r"), ("snowflake", "s3://b/r"), ("bigquery", "/runs"), ("redshift", "gs://b/r"), ("duckdb", "runs/r"),
                                 ("databricks", "/runs"), ("sqlite", "https://h/r")):  # fmt: skip
            self.assert_one_error(self.load(warehouse, "--from", place), 2, "does not read files from there")

    def test_a_place_with_and_without_a_slash(self):
        self.assertEqual(self.script("duckdb", "--from", "s3://b/r"), self.script("duckdb", "--from", "s3://b/r/"))
        self.assertIn("'s3://b/r/things.00001.csv.gz'", self.script("duckdb", "--from", "s3://b/r"))

    def test_characters_that_a_client_would_interpret(self):
        for character in "'\"\\`$*?[]{}\n\t\x7f":
            for warehouse in CSV:
                place = (PLACES[warehouse] or "/runs") + character + "x"
                self.assert_one_error(self.load(warehouse, "--from", place), 2, "--from", "could interpret")
            other = os.path.join(self.folder, "a" + character)
            os.rename(self.run_directory, other)
            self.assert_one_error(self.run_program("load", other, "--as", "postgres"), 2, "could interpret")
            os.rename(other, self.run_directory)

    def test_paths_of_other_alphabets_and_with_blanks(self):
        other = os.path.join(self.folder, "Läufe (neu) & alt; 1")
        os.rename(self.run_directory, other)
        self.assertIn(other, self.run_program("load", other, "--as", "postgres").out.decode())

    def test_names_of_schemas(self):
        for name in ("a'b", 'a"b', "a`b", "a b", "", ".", "a.", ".a", "a..b", "a.b.c", "x" * 129, "ä", "a;b", "$(id)"):
            self.assert_one_error(self.load("duckdb", "--schema=" + name), 2, "--schema")
            self.assert_one_error(self.run_program("schema", "--as", "duckdb", "--schema=" + name), 2, "--schema")
        self.assertIn('"a"."b-1"."things"', self.script("duckdb", "--schema", "a.b-1"))
        self.assertIn('"A"."B"."THINGS"', self.script("snowflake", "--schema", "a.b"))
        self.assertIn("`a`.`b`.`things`", self.script("bigquery", "--schema", "a.b"))
        self.assert_one_error(self.load("postgres", "--schema", "a.b"), 2, "at most 1 part between dots")

    def test_replace_takes_a_complete_snapshot(self):
        for change, part in (({"mode": "changes"}, "no snapshot"), ({"mode": "delta"}, "no snapshot"), ({"complete": False}, "not complete")):
            self.manifest({**statements_manifest(), **change})
            self.assert_one_error(self.load("duckdb", "--replace"), 2, part, "use a complete snapshot")
            self.assert_status(self.load("duckdb"), 0)

    def test_a_temporary_directory_that_cannot_be_written(self):
        self.manifest(in_format(statements_manifest(), "ndjson"))
        for name, used in (("/var/tmp", "/var/tmp"), ("/a'b", "/tmp"), ("tmp", "/tmp"), ("$x", "/tmp")):
            for warehouse in ("sqlite", "mysql"):
                result = self.run_program("load", self.run_directory, "--as", warehouse, env={"TMPDIR": name})
                self.assertIn('%s/pinpoint-export-load-20261124T020000Z' % used, result.out.decode())


def leaves(value, path=()):
    """The paths of all texts and names in a document."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield (*path, key), True
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    elif isinstance(value, str):
        yield path, False


def value_at(document, path):
    for step in path:
        document = document[step]
    return document


def changed(document, path, is_key, payload):
    document = copy.deepcopy(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    if is_key:
        items = [(payload if key == path[-1] else key, value) for key, value in inner.items()]
        inner.clear()
        inner.update(items)
    else:
        inner[path[-1]] = payload
    return document


class Attacks(Script):
    program = RELEASE  # hundreds of scripts

    def attack(self, document, warehouse):
        self.manifest(document)
        result = self.load(warehouse, "--replace")
        if result.status != 0:
            self.assertIn(result.status, (2, 10), str(result))
            self.assert_one_error(result, result.status)
            return None
        return result.out.decode()

    def test_no_text_of_a_manifest_changes_the_script(self):
        """Each text and each key of it is replaced by what would smuggle something in: an error, or the same script as before."""
        for warehouse, form in (("duckdb", "csv"), ("mysql", "ndjson")):
            whole = in_format(statements_manifest(), form)
            expected = self.attack(whole, warehouse)
            cases = [(path, is_key, payload) for path, is_key in leaves(whole) for payload in PAYLOADS]
            for path, is_key, payload in sample(cases, 100):
                script = self.attack(changed(whole, path, is_key, payload), warehouse)
                plain = not is_key and path[-1] in ("account", "path") and re.fullmatch("[A-Za-z0-9.:_-]+", payload)
                known = expected.replace(value_at(whole, path), payload) if plain else expected
                self.assertTrue(script in (None, known), (path, payload))

    def test_what_ends_a_literal_is_refused_wherever_it_would_be_in_one(self):
        whole = statements_manifest()
        things = ("tables", "things")
        for path in (("run_id",), ("account",), ("mode",), ("watermark",), ("finished_at",), ("previous_run_id",), things,
                     (*things, "columns", 3, "name"), (*things, "columns", 3, "type"), (*things, "files", 1, "path")):  # fmt: skip
            for payload in ("'", '"', "`", "\\", "a'; DROP TABLE users; --"):
                self.assertIsNone(self.attack(changed(whole, path, path == things, payload), "duckdb"), (path, payload))

    def test_names_that_the_script_uses_itself(self):
        for name in ("pinpoint_runs", "incoming", "incoming_lines", "lines", "checked", "pinpoint_incoming", "pinpoint_kept"):
            self.assertIsNone(self.attack(changed(statements_manifest(), ("tables", "things"), True, name), "duckdb"))

    def test_columns_twice_and_columns_that_are_missing(self):
        for change in (lambda t: t["columns"].append(t["columns"][4]), lambda t: t["columns"].pop(0), lambda t: t["columns"].pop(1),
                       lambda t: t["columns"][0].update(type="number"), lambda t: t["columns"][1].update(type="text"), lambda t: t.update(columns=[])):  # fmt: skip
            document = statements_manifest()
            change(document["tables"]["things"])
            self.assertIsNone(self.attack(document, "duckdb"))

    def test_the_longest_names(self):
        for length, fits in ((54, True), (55, False)):
            document = changed(statements_manifest(), ("tables", "things"), True, "t" * length)
            document["tables"]["t" * length]["columns"][3]["name"] = "c" * length
            self.assertEqual(self.attack(document, "duckdb") is not None, fits)


def rewrite():
    for warehouse in PLACES:
        test = Script()
        test.setUp()
        with open(os.path.join(STATEMENTS, warehouse + ".sql"), "w", encoding="utf-8") as file:
            file.write(test.golden(warehouse))
        test.doCleanups()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rewrite"]:
        rewrite()
    else:
        main()

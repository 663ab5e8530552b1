#!/usr/bin/env python3
"""--hash-columns and marks: what becomes of texts, what is told, what counts as changed, and where no value may be left."""

import hashlib
import hmac
import json
import os
import re
import subprocess

from harness import KEY, main
from several_runs import SeveralRuns

SECRET = b"one secret of thirty-two bytes.." + b"\n"
OTHER = b"another secret, which is longer than that"
PEOPLE = "*.first_name,*.last_name,*.email"


def token(text, key=SECRET):
    return hmac.new(key, text.strip(" \t\r\n\v\f").lower().encode(), hashlib.sha256).hexdigest()[:32]


class Hashing(SeveralRuns):
    def setUp(self):
        super().setUp()
        self.key = self.write("hash.key", SECRET)

    def hashed(self, columns=PEOPLE):
        return ("--hash-columns", columns, "--hash-key-file", self.key)

    def columns_of(self, manifest, table):
        return {one["name"]: one for one in manifest["tables"][table]["columns"]}


class Tokens(Hashing):
    def test_texts(self):
        self.account(size=12)
        plain = self.next_run(mode="snapshot")
        before = {row["remote_id"]: row for row in self.rows("users")}
        manifest = self.next_run(*self.hashed(), mode="snapshot")
        rows = self.rows("users")
        self.assertEqual([row["remote_id"] for row in rows], list(before))
        seen = 0
        for row in rows:
            old = before[row["remote_id"]]
            for column in ("first_name", "last_name", "email"):
                text = old[column]
                if text.strip() and text.isascii():
                    self.assertEqual(row[column], token(text), text)
                    seen += 1
                elif not text.strip():
                    self.assertEqual(row[column], text)
            self.assertEqual(row["id"], old["id"])
        self.assertGreater(seen, 6)
        columns = self.columns_of(manifest, "users")
        self.assertEqual([name for name, one in columns.items() if one.get("hashed")], ["first_name", "last_name", "email"])
        self.assertEqual(columns["email"], {"name": "email", "type": "text", "nullable": True, "hashed": True})
        self.assertNotIn("hashed", json.dumps(plain))

    def test_the_same_in_all_tables_formats_and_commands(self):
        body = {"data": [{"type": "users", "id": "7", "attributes": {"email": "Ada@X.org", "first_name": "ADA"}}]}
        page = self.write("page.json", json.dumps(body))
        for table in ("users", "pinpoint_users"):
            for form in ("csv", "ndjson"):
                result = self.run_program("map", table, page, "--format", form, *self.hashed())
                self.assert_status(result, 0)
                for text in ("ada", "ada@x.org"):
                    self.assertIn(token(text), result.out.decode())
                self.assertNotIn("@x.org", result.out.decode().lower())

    def test_json(self):
        """Each string but the names of members; numbers, null and blank strings stay."""
        email = {"email": 'a"b\\c\u00e9\n@x.org', "type": ""}
        value = {"key": ["One", {"Two": "Two", "n": 12.5, "t": True, "z": None, "e": "", "b": " "}], 'q"': email}
        body = {"data": [{"type": "users", "id": "7", "attributes": {"unknown": value}}]}
        page = self.write("page.json", json.dumps(body))
        result = self.run_program("map", "pinpoint_users", page, "--format", "ndjson", *self.hashed("*.other_attributes"))
        self.assert_status(result, 0)
        found = json.loads(result.out)["other_attributes"]["unknown"]
        inner = {"Two": token("two"), "n": 12.5, "t": True, "z": None, "e": "", "b": " "}
        expected = {"key": [token("one"), inner], 'q"': {"email": token(email["email"]), "type": ""}}
        self.assertEqual(found, expected)

    def test_json_that_grows_too_long(self):
        """A token is longer than most texts, and memory has an end."""
        attributes = {"unknown": ["a"] * 800000}
        page = self.write("page.json", json.dumps({"data": [{"type": "users", "id": "7", "attributes": attributes}]}))
        result = self.run_program("map", "pinpoint_users", page, *self.hashed("*.other_attributes"))
        self.assert_one_error(result, 6, "pinpoint_users.other_attributes", "once hashed", "--exclude-columns")

    def test_openssl_agrees(self):
        page = self.write("page.json", '{"data":[{"type":"users","id":"7","attributes":{"email":"Ada@X.org"}}]}')
        result = self.run_program("map", "users", page, "--format", "ndjson", *self.hashed("users.email"))
        command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + SECRET.hex()]
        told = subprocess.run(command, input=b"ada@x.org", capture_output=True, check=True).stdout.decode()
        self.assertEqual(json.loads(result.out)["email"], told.split()[-1][:32])

    def test_tokens_do_not_depend_on_the_locale(self):
        page = self.write("page.json", '{"data":[{"type":"users","id":"7","attributes":{"last_name":"\u00c4\u0416\u03a3"}}]}')
        said = set()
        for locale in ("C", "C.UTF-8", "tr_TR.UTF-8", "nowhere"):
            env = {"LC_ALL": locale, "LANG": locale}
            said.add(self.run_program("map", "users", page, "--now", "2026-11-01T00:00:00Z", *self.hashed(), env=env).out)
        self.assertEqual(len(said), 1)
        self.assertIn(token("\u00e4\u0436\u03c3").encode(), said.pop())


class Marks(Hashing):
    def columns(self, *arguments, table="candidates"):
        page = self.write("page.json", '{"data":[]}')
        result = self.run_program("map", table, page, *arguments)
        self.assert_status(result, 0)
        return result.out.decode().strip().split(",")

    def test_excluded_by_mark(self):
        kept = self.columns("--exclude-columns", "@personal")
        self.assertEqual(
            kept,
            ["id", "remote_id", "changed_at", "remote_deleted_at", "source", "remote_created_at", "remote_updated_at"],
        )
        self.assertIn("remote_data", self.columns("--exclude-columns", "users.@personal"))
        self.assertNotIn("remote_data", self.columns("--exclude-columns", "cand*.@assessment"))
        kept = self.columns("--exclude-columns", "@special, @link,@free_text", table="pinpoint_candidates")
        self.assertIn("first_name", kept)
        self.assertNotIn("date_of_birth", kept)

    def test_requests_drop_what_only_excluded_columns_need(self):
        self.assert_status(self.export("--tables", "candidates", "--exclude-columns", "@personal,*.source"), 0)
        asked = [one.query for one in self.requests("candidates")]
        self.assertTrue(asked)
        self.assertNotIn("applications", json.dumps(asked))

    def test_hashed_by_mark(self):
        self.account(size=12)
        manifest = self.next_run(*self.hashed("@personal"), mode="snapshot")
        hashed = {
            "%s.%s" % (table, name)
            for table in manifest["tables"]
            for name, one in self.columns_of(manifest, table).items()
            if one.get("hashed")
        }
        self.assertIn("candidates.phone_numbers", hashed)
        self.assertIn("jobs.remote_data", hashed)
        self.assertNotIn("jobs.name", hashed)

    def test_excluded_and_hashed(self):
        """Excluded columns are not there, so they cannot be hashed."""
        kept = self.columns("--exclude-columns", "@special", *self.hashed("@personal,pinpoint_candidates.date_of_birth"),
                            table="pinpoint_candidates")
        self.assertNotIn("date_of_birth", kept)
        self.assertIn("email", kept)


class Nights(Hashing):
    """The table of output/README.md, "Hashed columns", line by line."""

    def written(self, manifest, *tables):
        return {name: manifest["tables"][name]["rows"]["written"] for name in tables}

    def test_four_nights(self):
        self.account(size=12)
        self.next_run()
        people, jobs = len(self.listed("users")), len(self.listed("jobs"))
        # Columns are hashed that were not: all rows of their tables are changed, and told.
        second = self.next_run(*self.hashed())
        self.assertEqual(self.written(second, "users", "jobs"), {"users": people, "jobs": 0})
        self.assertEqual(second["tables"]["users"]["warnings"]["columns.changed"], 1)
        self.assert_told("users has", "candidates has")
        # The same key: nothing.
        self.changes({"name": "update", "resource": "jobs"})
        third = self.next_run(*self.hashed())
        self.assertEqual(self.written(third, "users", "jobs"), {"users": 0, "jobs": 1})
        self.assertNotIn("columns.changed", third["tables"]["users"]["warnings"])
        self.assertNotIn("hash key", self.last.err)
        # Another key: all rows with hashed columns.
        self.key = self.write("other.key", OTHER)
        fourth = self.next_run(*self.hashed())
        self.assertEqual(self.written(fourth, "users", "jobs"), {"users": people, "jobs": 0})
        self.assertEqual(fourth["tables"]["users"]["warnings"]["columns.changed"], 1)
        self.assertEqual(fourth["tables"]["jobs"]["warnings"].get("columns.changed"), None)
        self.assert_told("users has", "candidates has")
        self.assertGreater(jobs, 0)
        # More columns of one table, then a column that is excluded instead.
        fifth = self.next_run(*self.hashed(PEOPLE + ",jobs.name"))
        self.assertEqual(self.written(fifth, "users", "jobs"), {"users": 0, "jobs": jobs})
        sixth = self.next_run("--exclude-columns", "users.email", *self.hashed(PEOPLE + ",jobs.name"))
        self.assertEqual(self.written(sixth, "users", "jobs"), {"users": people, "jobs": 0})
        # Plain again.
        last = self.next_run()
        self.assertEqual(self.written(last, "users", "jobs"), {"users": people, "jobs": jobs})
        self.assert_told("users has", "jobs has", "candidates has")

    def assert_told(self, *names):
        told = [line.split(": ")[2] for line in self.last.warnings if "hash key" in line]
        self.assertEqual([line.split(" other")[0] for line in told], list(names), str(self.last))

    def test_many_tables(self):
        self.next_run("--tables", "all")
        self.next_run("--tables", "all", *self.hashed("candidates.*name,pinpoint_candidates.*name,pinpoint_candidate_tags.name"))
        self.assert_told("candidates and 2 more tables have")

    def test_another_key_in_a_delta(self):
        """A delta alone would not bring the rows that did not change at the service."""
        self.account(size=12)
        self.next_run(*self.hashed("*.first_name,jobs.name"))
        self.key = self.write("other.key", OTHER)
        manifest = self.next_run(*self.hashed("*.first_name,jobs.name"), mode="delta")
        for table in ("users", "jobs", "candidates"):
            self.assertEqual(manifest["tables"][table]["rows"]["changed"], len(self.listed(table)), table)

    def test_a_change_behind_a_token_is_seen(self):
        self.account(size=12)
        self.next_run(*self.hashed())
        self.changes({"name": "update", "resource": "users"})
        manifest = self.next_run(*self.hashed())
        self.assertEqual(self.counts(manifest, "users"), {"users": {"changed": 1}})
        change = {"name": "update", "resource": "users", "attribute": "last_name"}
        for value, changed in (("Lovelace", 1), (" LOVELACE\t", 0), ("Love lace", 1)):
            self.changes({**change, "id": "95960", "value": json.dumps(value)})
            counts = self.counts(self.next_run(*self.hashed()), "users")
            self.assertEqual(counts, {"users": {"changed": 1}} if changed else {}, value)

    def test_white_space_between_tokens_of_json_does_not_count(self):
        hashed = ("--tables", "candidates", "--no-state", *self.hashed("candidates.remote_data,candidates.location"))
        self.next_run(*hashed, mode="snapshot")
        before = self.read_rows("candidates", self.runs()[-1])
        for style in ("indent", "wild"):
            self.faults("spaces:style=" + style)
            self.next_run(*hashed, mode="snapshot")
            now = self.read_rows("candidates", self.runs()[-1])
            self.assertEqual(re.sub(rb"2026-11-01T0.:00:00.000Z", b"", now), re.sub(rb"2026-11-01T0.:00:00.000Z", b"", before))
            self.sandbox.control({"clear": True})


class BadInput(Hashing):
    def test_columns_that_cannot_be_hashed(self):
        for columns, word in (
            ("candidates.id", "joined"),
            ("candidates.changed_at", "joined"),
            ("applications.candidate_id", "joined"),
            ("jobs.remote_created_at", "timestamp"),
            ("jobs.confidential", "boolean"),
            ("pinpoint_candidates.date_of_birth", "date"),
            ("*.id", "joined"),
            ("*.candidate_id", "joined"),
            ("users.*_at", "joined"),
            ("*.remote_created_at", ": jobs.remote_created_at,candidates.remote_created_at,applications.remote_created_at"),
        ):
            result = self.export(*self.hashed(columns))
            self.assert_failed(result, 2, "--hash-columns", word)
        self.assertEqual(self.requests(), [])

    def test_the_columns_that_marks_leave_readable_are_listed_to_be_excluded(self):
        marks = "@personal,@special,@free_text,@link,@assessment"
        result = self.export("--tables", "all", *self.hashed(marks))
        self.assert_failed(result, 2, "pinpoint_candidates.date_of_birth", "pinpoint_offers.salary_amount")
        listed = result.errors[0].split(": ")[-1]
        self.assertEqual(len(set(listed.split(","))), len(listed.split(",")))
        self.assert_status(self.export("--tables", "all", *self.hashed(marks), "--exclude-columns", listed), 0)

    def test_names(self):
        for columns, part in (
            ("@persona", "@personal"),
            ("users.emial", "email"),
            ("usres.email", "users"),
            ("email", "TABLE.COLUMN"),
            ("users.", "TABLE.COLUMN"),
            ("@", "mark"),
        ):
            self.assert_failed(self.export(*self.hashed(columns)), 2, part)
            self.assert_failed(self.export("--exclude-columns", columns), 2, part)

    def test_keys(self):
        self.assert_failed(self.export("--hash-columns", PEOPLE), 2, "--hash-key-file")
        self.assert_failed(self.export("--hash-key-file", self.key), 2, "--hash-columns")
        self.key = self.path("nowhere")
        self.assert_failed(self.export(*self.hashed()), 2, "cannot open the hash key file")
        for size in (0, 31, 4097):
            self.key = self.write("size.key", b"x" * size)
            self.assert_failed(self.export(*self.hashed()), 2, "hash key file")
        self.key = self.folder
        self.assert_failed(self.export(*self.hashed()), 2, "cannot read the hash key file")

    def test_a_key_that_others_can_read(self):
        self.key = self.write("open.key", SECRET, 0o644)
        result = self.export(*self.hashed())
        self.assert_status(result, 0)
        self.assertEqual(len([line for line in result.warnings if "hash key file" in line and "chmod 600" in line]), 1)

    def test_the_key_is_nowhere(self):
        result = self.export("-v", *self.hashed("@personal"))
        self.assert_status(result, 0)
        for folder, _, names in os.walk(self.output):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(SECRET.strip(), file.read())
        self.assertNotIn(SECRET.decode().strip(), result.err)
        self.assertNotIn(KEY, result.err)
        self.assertFalse(re.search(SECRET.hex(), result.err))


if __name__ == "__main__":
    main()

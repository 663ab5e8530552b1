#!/usr/bin/env python3
"""map: JSON:API documents from files or standard input become rows of one table on standard output."""

import csv
import io
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, Folder, main  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
HEADER = "id,remote_id,changed_at,remote_deleted_at,first_name,last_name,email\n"


def user(number, **attributes):
    return {"id": str(number), "type": "users", "attributes": {"first_name": "Ada", **attributes}}


def document(*records, **further):
    return json.dumps({"data": list(records), **further}).encode()


class Map(Folder):
    def map(self, *arguments, stdin=b"", **further):
        return self.run_program("map", *arguments, "--now", NOW, stdin=stdin, **further)

    def rows(self, result):
        self.assertEqual(result.err, "")
        return self.read(result)

    def read(self, result):
        self.assert_status(result, 0)
        return list(csv.DictReader(io.StringIO(result.out.decode(), newline="")))

    def remote_ids(self, result):
        return [row["remote_id"] for row in self.rows(result)]

    def test_standard_input(self):
        result = self.map("users", stdin=document(user(1), user(2, last_name="")))
        self.assert_status(result, 0)
        lines = result.out.decode().splitlines(True)
        self.assertEqual(lines[0], HEADER)
        self.assertRegex(lines[1], r'\A"\w{24}","1","2026-11-23T02:00:00.000Z",,"Ada",,\n\Z')
        self.assertRegex(lines[2], r'\A"\w{24}","2","2026-11-23T02:00:00.000Z",,"Ada","",\n\Z')

    def test_files_and_a_dash(self):
        one, two = self.write("one.json", document(user(1))), self.write("two.json", document(user(3)))
        result = self.map("users", one, "-", two, stdin=document(user(2)))
        self.assertEqual(self.remote_ids(result), ["1", "2", "3"])

    def test_one_object(self):
        self.assertEqual(self.remote_ids(self.map("users", stdin=b'{"data":%s}' % json.dumps(user(5)).encode())), ["5"])

    def test_no_record(self):
        result = self.map("users", stdin=document())
        self.assertEqual((result.status, result.out.decode()), (0, HEADER))

    def test_other_types_are_ignored(self):
        result = self.map("users", stdin=document({"id": "1", "type": "jobs"}, user(2)))
        self.assertEqual([row["remote_id"] for row in self.read(result)], ["2"])
        self.assertEqual(result.err, "pinpoint-export: warning: users: other_types: 1\n")

    def test_warnings_are_counted_by_name_over_all_files(self):
        twice = b'{"data":{"id":"9","type":"users","attributes":{"email":"a@x.example","email":"b@x.example"}}}'
        files = [
            self.write("one.json", document(user(1, email="x"), user(2, email="y"), user(3, email="a@x.example"))),
            self.write("two.json", document(user(4, email="z", first_name="a\0b\0"), {"id": "1", "type": "jobs"})),
            self.write("three.json", twice),
        ]
        result = self.map("users", *files)
        self.assertEqual([row["remote_id"] for row in self.read(result)], ["1", "2", "3", "4", "9"])
        counts = {"email.invalid": 3, "duplicate_names": 1, "other_types": 1, "replaced_characters": 2}
        lines = ["pinpoint-export: warning: users: %s: %d" % one for one in counts.items()]
        self.assertEqual(result.warnings, lines)
        self.assertEqual(result.err.splitlines(), lines)
        quiet = self.map("-q", "users", *files)
        self.assertEqual((quiet.status, quiet.out, quiet.err), (0, result.out, ""))
        as_json = self.map("--log-format", "json", "users", *files).err.splitlines()
        reported = [(line["level"], line["message"]) for line in map(json.loads, as_json)]
        self.assertEqual(reported, [("warning", "users: %s: %d" % one) for one in counts.items()])

    def test_warnings_are_those_of_the_table(self):
        linked = {"relationships": {"stages": {"data": [{"type": "stages", "id": "7"}]}}}
        job = {"id": "1", "type": "jobs", "attributes": {"status": "new", "closed_at": "soon"}, **linked}
        for table, lines in (
            ("jobs", ["jobs: closed_at.invalid: 1", "jobs: status.unmapped: 1"]),
            ("application_stages", ["application_stages: application_stages.not_included: 1"]),
            ("job_application_stages", []),
        ):
            with self.subTest(table=table):
                result = self.map(table, stdin=document(job))
                self.assert_status(result, 0)
                self.assertEqual(sorted(result.err.splitlines()), ["pinpoint-export: warning: " + one for one in lines])

    def test_a_failure_is_the_only_line(self):
        bad = self.write("bad.json", "nope")
        self.assert_refused(6, self.map("users", "-", bad, stdin=document(user(1, email="x"))), "bad.json")

    def test_a_record_that_appears_twice_is_written_once(self):
        one = self.write("one.json", document(user(1), user(1)))
        self.assertEqual(self.remote_ids(self.map("users", one, one)), ["1"])

    def test_a_signal_while_waiting_for_a_document(self):
        process = self.launch("map", "users", stdin=subprocess.PIPE)
        self.wait_until_idle(process)
        process.terminate()
        self.assertEqual(process.wait(HANG_SECONDS), 128 + 15)

    def test_errors_may_be_null(self):
        self.assertEqual(self.remote_ids(self.map("users", stdin=document(user(1), errors=None))), ["1"])

    def test_an_included_resource_sent_many_times_counts_once(self):
        stage = {"id": "7", "type": "stages", "attributes": {"name": "Applied"}}
        result = self.map("application_stages", stdin=document(included=[stage] * 60000))
        self.assertEqual(self.remote_ids(result), ["7"])

    def test_a_row_beyond_its_limit(self):
        links = [{"id": str(n), "type": "applications"} for n in range(12)]
        person = {"id": "1", "type": "candidates", "attributes": {}, "relationships": {"applications": {"data": links}}}
        included = [
            {**link, "attributes": {"linkedin_url": "https://x.example/in/%s%s" % (link["id"], "y" * 3000000)}}
            for link in links
        ]
        self.assert_one_error(self.map("candidates", stdin=document(person, included=included)), 6, "longer than")

    def test_more_options_or_tags_than_any_record_has(self):
        """Each takes a few bytes in the document, but more in memory, so their number is limited."""
        question = {"question_type": "multiple_choice", "multiple_choice_options": [1] * 600_000}
        job = {"id": "1", "type": "jobs", "relationships": {"questions": {"data": [{"type": "questions", "id": "1"}]}}}
        many = document(job, included=[{"id": "1", "type": "questions", "attributes": question}])
        self.assert_refused(6, self.map("screening_questions", stdin=many), "options", "25165824")
        for count, status in ((100_000, 0), (100_001, 6)):
            candidate = {"id": "1", "type": "candidates", "attributes": {"tags": ["%x" % n for n in range(count)]}}
            result = self.map("tags", stdin=document(candidate))
            self.assert_status(result, status)
        self.assert_refused(6, result, "100000 tags")

    def test_included_may_come_first(self):
        job = {"id": "1", "type": "jobs", "relationships": {"department": {"data": {"type": "departments", "id": "7"}}}}
        included = [{"id": "7", "type": "departments", "attributes": {"name": "Space"}}]
        first = json.dumps({"included": included, "data": [job]}).encode()
        for raw in (first, document(job, included=included)):
            self.assertEqual([row["department"] for row in self.rows(self.map("jobs", stdin=raw))], ["Space"])

    def test_the_account_makes_the_ids(self):
        raw = document(user(1))
        ids = [
            self.rows(self.map("users", *arguments, stdin=raw, env=env))[0]["id"]
            for arguments, env in (
                ((), {}),
                (("--account", "local"), {}),
                (("--account", "acme"), {}),
                (("--subdomain", "ACME"), {}),
                ((), {"PINPOINT_SUBDOMAIN": "acme"}),
            )
        ]
        self.assertEqual((ids[0], ids[2], ids[2]), (ids[1], ids[3], ids[4]))
        self.assertNotEqual(ids[0], ids[2])

    def test_ndjson_and_excluded_columns(self):
        result = self.map("users", "--format", "ndjson", "--exclude-columns", "*.email", stdin=document(user(1)))
        self.assertEqual(list(json.loads(result.out))[-1], "last_name")

    def test_it_needs_neither_key_nor_network(self):
        env = {"PINPOINT_BASE_URL": "http://foreign.example/", "PINPOINT_API_KEY_FILE": "/nowhere"}
        self.assertEqual(self.remote_ids(self.map("users", stdin=document(user(1)), env=env)), ["1"])

    def assert_refused(self, status, result, *parts):
        """Ends with one error line. Rows before the error may have been written, but no incomplete row."""
        self.assert_status(result, status)
        self.assertEqual(len(result.errors), 1, str(result))
        for part in parts:
            self.assertIn(part, result.errors[0])
        self.assertTrue(result.out in (b"",) or result.out.endswith(b"\n"), result.out)

    def test_what_is_not_json_api(self):
        for raw in (
            b"",
            b" ",
            b"<html>Sesame</html>",
            b"Sesame",
            b"[]",
            b"17",
            b"{}",
            b'{"data":17}',
            b'{"data":null}',
            b'{"data":[17]}',
            b'{"data":[[]]}',
            b'{"data":[{"type":"users"}]}',
            b'{"data":[{"id":"1"}]}',
            b'{"data":[{"id":"Sesame","type":"users"}]}',
            b'{"data":[{"id":"1","type":17}]}',
            b'{"errors":[{"title":"Sesame"}]}',
            b'{"data":[]}Sesame',
            b'{"data":[]}{"data":[]}',
            b'{"data":[{"id":"1","type":"users"},',
            b'{"data":[{"id":"1","type":"users","attributes":{"first_name":"\xff"}}]}',
            b'{"data":[{"id":"1","type":"users","attributes":{"a":' + b"[" * 100 + b"]" * 100 + b"}}]}",
        ):
            with self.subTest(raw=raw[:40]):
                result = self.map("users", stdin=raw)
                self.assert_refused(6, result, "standard input")
                self.assertNotIn("Sesame", result.err + result.out.decode())

    def test_each_prefix_of_a_document(self):
        raw = document(user(1), included=[], meta={"a": [1, "x"]})
        for n in range(0, len(raw), 3):
            self.assert_refused(6, self.map("users", stdin=raw[:n]), "standard input")

    def test_the_file_is_named(self):
        good = self.write("good.json", document(user(1)))
        self.assert_refused(6, self.map("users", good, self.write("bad.json", "nope")), "bad.json")
        self.assert_refused(2, self.map("users", good, self.path("none.json")), "none.json")
        self.assert_refused(2, self.map("users", self.folder), self.folder)

    def test_unknown_tables(self):
        self.assert_refused(2, self.map("user", stdin=document()), "did you mean", "users")

    def test_a_closed_pipe(self):
        reading, writing = os.pipe()
        os.close(reading)
        process = self.launch("map", "users", self.write("one.json", document(user(1))), stdout=writing)
        os.close(writing)
        self.assertEqual((process.wait(HANG_SECONDS), process.stderr.read()), (141, b""))


if __name__ == "__main__":
    main()

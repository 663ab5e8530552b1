#!/usr/bin/env python3
"""check: the set-up on one screen. Each row when all is well, and when it is not."""

import fcntl
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import KEY, QUICK, Service, main  # noqa: E402
from stored import REGION, URL, Stored  # noqa: E402

YEAR = 365 * 86400
ROWS = ["service", "key", "permissions", "directory", "state", "free space", "clock", "files", "rate", "destination"]
NIGHT = "2026-11-23T02:00:00Z"


class Row:
    def __init__(self, verdict, text):
        self.verdict, self.text = verdict, text

    def __repr__(self):
        return "%s: %s" % (self.verdict, self.text)


def read_screen(text):
    """The rows of the set-up by name, in order, lines of one row joined; and the lines of the resources."""
    setup, _, resources = text.partition("\n\n")
    rows, last = {}, None
    for line in setup.splitlines():
        if line.startswith(" "):
            rows[last].text += " " + line.strip()
            continue
        last = line[:11].strip()
        rows[last] = Row(line[13:20].strip(), line[22:])
    return rows, resources.splitlines()


class Screen:
    def check(self, *arguments, status=0, problems=(), notes=(), **further):
        """The screen of a run of `check` that ends with this status and has these problems and notes, and no others."""
        result = self.run_program("check", *self.service_arguments(), *arguments, **further)
        self.assert_status(result, status)
        self.assert_no_secret(result)
        self.assertEqual(len(result.errors), 1 if status else 0, str(result))
        rows, self.resources = read_screen(result.out.decode())
        self.assertEqual([name for name in rows if rows[name].verdict == "problem"], list(problems), str(result))
        self.assertEqual([name for name in rows if rows[name].verdict == "note"], list(notes), str(result))
        for line in result.out.decode().split("\n\n")[0].splitlines():
            words = line[22:].split()
            self.assertTrue(len(line) <= 80 or len(words) == 1, line)
            self.assertEqual(line, line.rstrip())
        if status:
            named = rows[problems[0]].text if len(problems) == 1 else ""
            self.assertIn(named, result.err)
        self.result = result
        return rows


class Check(Screen, Service):
    program = QUICK

    def test_all_is_well_before_the_first_run(self):
        rows = self.check()
        self.assertEqual(list(rows), ROWS)
        self.assertEqual(self.result.err, "")
        self.assertEqual(
            self.resources,
            ["%-12s  ok       readable, %d records" % (name, len(self.listed(name))) for name in
             ("users", "jobs", "candidates", "applications", "interviews")],
        )
        self.assertIn(self.base, rows["service"].text)
        self.assertIn("the account acme; from PINPOINT_API_KEY", rows["key"].text)
        self.assertEqual(rows["directory"].text, "output: the first run creates it")
        self.assertEqual(rows["state"].text, "the first run creates it")
        self.assertRegex(rows["free space"].text, r"^[\d.]+ [kMGTP]B; no run is there yet")
        self.assertIn("about 5 requests a run", rows["rate"].text)
        self.assertFalse(os.path.exists(self.output))

    def test_all_is_well_after_a_run(self):
        self.assert_exported(self.export("--now", NIGHT))
        before = sorted(os.listdir(os.path.join(self.output, ".state")))
        rows = self.check("--page-size", "5")
        self.assertEqual(rows["directory"].text, "output: writes, syncs, locks, renames and links")
        self.assertEqual(rows["state"].text, "the last run is 20261123T020000Z, snapshot, complete")
        self.assertRegex(rows["free space"].text, r"the largest of the last runs has [\d.]+ kB$")
        requests = sum(len(self.listed(name)) // 5 + 1 for name in
                       ("users", "jobs", "candidates", "applications", "interviews"))
        self.assertRegex(rows["rate"].text, "^%d requests a run" % requests)
        self.assertEqual(sorted(os.listdir(os.path.join(self.output, ".state"))), before)
        self.assertEqual(len(os.listdir(self.output)), 3)
        self.assert_sound()

    # --- the service and the key

    def test_some_not_readable(self):
        self.faults("forbid:resource=jobs", "missing:resource=interviews")
        rows = self.check(status=3, problems=["permissions"])
        self.assertIn("refused 2 of 5 resources", rows["permissions"].text)
        lines = {line.split()[0]: line for line in self.resources}
        self.assertRegex(lines["jobs"], r"^jobs +problem  not readable \(status 403\)$")
        self.assertRegex(lines["interviews"], r"^interviews +problem  not readable \(status 404\)$")
        self.assertRegex(lines["users"], r"^users +ok       readable, 24 records$")

    def test_none_readable(self):
        self.faults("forbid")
        rows = self.check(status=4, problems=["permissions"], notes=["clock"])
        self.assertIn("refused all resources", rows["permissions"].text)

    def test_a_wrong_key(self):
        rows = self.check(status=4, problems=["key"], notes=["clock"], env={"PINPOINT_API_KEY": "no"})
        self.assertIn("HTTP 401", rows["key"].text)
        self.assertEqual((rows["service"].verdict, self.resources), ("ok", []))

    def test_no_key(self):
        rows = self.check(status=2, problems=["key"], notes=["clock"], env={"PINPOINT_API_KEY": None})
        self.assertIn("--api-key-file", rows["key"].text)
        self.assertNotIn("service", rows)

    def test_a_service_that_fails(self):
        self.faults("status:code=503")
        rows = self.check("--retries", "0", status=5, problems=["service"], notes=["key", "clock"])
        self.assertIn("HTTP 503", rows["service"].text)

    def test_files_that_others_can_read(self):
        key = self.write("key", KEY + "\n")
        rows = self.check("--api-key-file", key, env={"PINPOINT_API_KEY": None})
        self.assertTrue(rows["key"].text.endswith("from " + key), rows["key"])
        self.assertIn("closed to other users", rows["files"].text)
        os.chmod(key, 0o604)
        rows = self.check("--api-key-file", key, notes=["files"], env={"PINPOINT_API_KEY": None})
        self.assertIn("chmod 600 " + key, rows["files"].text)

    def test_the_hash_key(self):
        key = self.write("hash", "x" * 32)
        self.assertIn(key, self.check("--hash-columns", "@personal", "--hash-key-file", key)["hash key"].text)
        self.write("hash", "x" * 31)
        rows = self.check("--hash-columns", "@personal", "--hash-key-file", key, status=2, problems=["hash key"])
        self.assertIn(key, rows["hash key"].text)

    def test_parts_given_up_are_reported(self):
        self.faults("reject:resource=candidates,part=extra_fields")
        self.check()
        self.assertIn("extra_fields", "".join(self.resources))

    def test_only_the_resources_of_the_tables_named(self):
        self.check("--tables", "tags,users")
        self.assertEqual([line.split()[0] for line in self.resources], ["users", "candidates"])

    def test_it_requests_one_record_of_each(self):
        self.sandbox.log.clear()
        self.check()
        # A request with a wrong key has no resource: one of the test before may be logged late.
        self.assertEqual(
            {one.resource: one.query["page[size]"] for one in self.requests() if one.resource},
            {"users": "1", "jobs": "1", "candidates": "1", "applications": "1", "interviews": "1"},
        )

    # --- this machine

    def test_a_directory_of_another_account(self):
        self.assert_exported(self.export())
        rows = self.check("--account", "other", status=2, problems=["directory"])
        self.assertIn("belongs to the account acme", rows["directory"].text)

    def test_a_directory_that_is_held_by_a_run(self):
        self.assert_exported(self.export())
        with open(os.path.join(self.output, ".state", "lock"), "r+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            rows = self.check(status=8, problems=["directory"])
        self.assertIn("another run holds output", rows["directory"].text)
        self.assert_nothing_left(self.runs())

    def test_a_directory_that_is_a_run_or_a_file(self):
        self.assert_exported(self.export("--now", NIGHT))
        run = os.path.join("output", "20261123T020000Z")
        rows = self.check("--output", run, status=2, problems=["directory"])
        self.assertIn("is a published run", rows["directory"].text)
        self.assertEqual(sorted(os.listdir(self.path(run))), sorted(
            ["manifest.json"] + [os.path.basename(path) for table in self.manifest()["tables"]
                                 for path in self.files(table)]))
        self.write("file", "")
        rows = self.check("--output", "file", status=7, problems=["directory"])
        self.assertIn("Not a directory", rows["directory"].text)

    def test_a_directory_that_cannot_be_written(self):
        os.mkdir(self.output, 0o555)
        nobody = self.as_nobody()
        for path in ("output", "output/a/b"):
            rows = self.check("--output", path, status=7, problems=["directory"], **nobody)
            self.assertIn("Permission denied", rows["directory"].text)

    def test_a_trial_that_was_killed_leaves_nothing_for_the_next(self):
        self.assert_exported(self.export())
        left = os.path.join(self.output, ".state", "check.trial")
        os.mkdir(left)
        open(os.path.join(left, "first"), "w").close()
        self.check()
        self.assertFalse(os.path.exists(left))

    def test_a_state_that_is_damaged(self):
        self.assert_exported(self.export())
        with open(os.path.join(self.output, ".state", "acme.db"), "r+b") as file:
            file.write(b"not a database at all")
        rows = self.check(status=7, problems=["state"])
        self.assertIn("acme.db", rows["state"].text)

    def test_a_state_that_is_not_ours(self):
        self.assert_exported(self.export())
        for path in (self.output, os.path.join(self.output, ".state"), os.path.join(self.output, ".state", "lock")):
            self.hand_over(path)
        rows = self.check(status=7, problems=["state"], **self.as_nobody())
        self.assertIn("Permission denied", rows["state"].text)

    def test_a_state_elsewhere(self):
        self.assertEqual(self.check("--state", "elsewhere.db")["state"].text, "the first run creates it")
        rows = self.check("--state", "nowhere/x.db", status=7, problems=["state"])
        self.assertIn("cannot be created", rows["state"].text)
        self.assertIn("--no-state", self.check("--no-state", notes=["state"])["state"].text)

    def test_too_little_space(self):
        """The manifest of the last run says that it was larger than any disk."""
        self.assert_exported(self.export("--now", NIGHT))
        path = os.path.join(self.output, "20261123T020000Z", "manifest.json")
        with open(path) as file:
            text = file.read()
        size = self.manifest()["tables"]["users"]["files"][0]["bytes"]
        with open(path, "w") as file:
            file.write(text.replace('"bytes": %d' % size, '"bytes": %d' % 10**18, 1))
        rows = self.check(status=7, problems=["free space"])
        self.assertIn("has 1000.0 PB", rows["free space"].text)
        self.assertIn("prune", rows["free space"].text)

    def test_the_clock(self):
        self.assertEqual(self.check()["clock"].text, "within 300 seconds of the service's")
        self.faults("clock:offset=-3600")
        self.assertIn("60 minutes ahead of", self.check(notes=["clock"])["clock"].text)
        self.faults("clock:offset=%d" % YEAR)
        self.assertIn("365 days behind", self.check(status=7, problems=["clock"])["clock"].text)
        self.assertIn("--now", self.check("--now", NIGHT, notes=["clock"])["clock"].text)

    def test_the_rate(self):
        rows = self.check("--rate", "10", "--page-size", "1")
        requests = sum(len(self.listed(name)) + 1 for name in
                       ("users", "jobs", "candidates", "applications", "interviews"))
        self.assertRegex(rows["rate"].text, r"^about %d requests a run, at most 10 a second" % requests)
        self.assertTrue(rows["rate"].text.endswith("the last begins after %d s" % ((requests - 1) // 10)), rows["rate"])

    def test_the_worst_decides(self):
        """A run would end with that."""
        self.faults("forbid:resource=jobs", "clock:offset=%d" % YEAR)
        self.check(status=7, problems=["permissions", "clock"])
        self.assertIn("clock", self.result.err)
        self.check("--publish-to", "nonsense", status=2, problems=["permissions", "clock", "destination"])


class Destination(Screen, Stored):
    program = QUICK

    def to_store(self, *arguments, **further):
        rows = self.check(*self.destination(), *arguments, **further)
        self.assertEqual(self.store.requests("PUT"), [])
        return rows["destination"]

    def test_before_and_after_the_first_push(self):
        row = self.to_store()
        self.assertTrue(row.text.startswith(URL), row)
        self.assertIn(" in %s, credentials from the environment: it answers" % REGION, row.text)
        self.assertTrue(row.text.endswith("`latest` is not there yet"), row)
        self.assert_exported(self.export_to_store("--now", NIGHT))
        self.store.log.clear()
        self.assertTrue(self.to_store().text.endswith("`latest` is 20261123T020000Z"))
        self.assertEqual(len(self.store.log), 1)

    def test_credentials_that_may_not_read(self):
        self.store.may_read = self.store.may_list = False
        self.assertIn("may not read `latest`", self.to_store(notes=["destination"]).text)

    def test_a_wrong_secret(self):
        env = {"AWS_SECRET_ACCESS_KEY": "wrong"}
        row = self.to_store(status=11, problems=["destination"], env=env)
        self.assertIn("SignatureDoesNotMatch", row.text)

    def test_no_credentials_and_no_server(self):
        none = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
        row = self.to_store(status=2, problems=["destination"], env={**none, "AWS_EC2_METADATA_DISABLED": "true"})
        self.assertIn("no credentials", row.text)
        row = self.to_store("--s3-endpoint", "http://127.0.0.1:9", "--retries", "0", status=11,
                            problems=["destination"])
        self.assertIn("no answer", row.text)

    def test_a_name_that_no_bucket_has(self):
        rows = self.check("--publish-to", "s3://b", "--s3-region", REGION, status=2, problems=["destination"])
        self.assertIn("no bucket can have that name", rows["destination"].text)


if __name__ == "__main__":
    main()

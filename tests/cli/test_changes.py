"""Modes over several runs: what is written, how it is counted, which times it has."""

import datetime
import json
import os
import re

from harness import HANG_SECONDS, KEY, ROOT, TABLES, Folder, main
from several_runs import SeveralRuns
from tiny import Account, Answers, Tiny, encoded


class Modes(SeveralRuns):
    def test_in_the_first_run_everything_is_new(self):
        manifest = self.next_run()
        self.assertIsNone(manifest["previous_run_id"])
        for name in TABLES:
            rows = manifest["tables"][name]["rows"]
            self.assertEqual(rows["created"], rows["written"], name)
            self.assertEqual(manifest["tables"][name]["watermark"]["changed_at"], manifest["watermark"], name)

    def test_a_run_without_changes_writes_only_headers_and_says_so(self):
        first = self.next_run(mode="snapshot")
        before = self.state_rows()
        quiet = self.next_run()
        self.assertEqual(quiet["previous_run_id"], first["run_id"])
        self.assertEqual(self.counts(quiet), {})
        for name in TABLES:
            rows = quiet["tables"][name]["rows"]
            self.assertEqual((rows["written"], rows["unchanged"]), (0, first["tables"][name]["rows"]["written"]), name)
            self.assertEqual(len(self.read_rows(name, quiet["run_id"]).splitlines()), 1, name)
            self.assertEqual(quiet["tables"][name]["watermark"], first["tables"][name]["watermark"], name)
        self.assertEqual(self.state_rows(), before)
        self.assertIn("nothing changed in 5 resources since the last run: only headers written to", self.last.err)

    def test_the_last_line_agrees_with_its_numbers(self):
        only = ("--tables", "users")
        users = self.next_run(*only)["tables"]["users"]["rows"]["written"]
        self.assertIn("%d rows of 1 resource written to" % users, self.last.err)
        self.changes({"name": "add", "resource": "users"})
        self.next_run(*only)
        self.assertIn("1 row of 1 resource written to", self.last.err)
        self.next_run(*only)
        self.assertIn("nothing changed in 1 resource since", self.last.err)
        self.next_run("--tables", "users,jobs")
        self.assertIn("rows of 2 resources written to", self.last.err)

    def test_the_last_line_counts_only_resources_that_were_read(self):
        self.next_run()
        self.faults("forbid:resource=jobs")
        self.next_run(status=3)
        self.assertIn("nothing changed in 4 resources since the last run: only headers written to", self.last.err)

    def test_a_run_without_changes_writes_few_pages_of_the_state(self):
        self.account(size=300)
        self.next_run()
        path = self.output + "/.state/acme.db"
        with open(path, "rb") as file:
            before = file.read()
        self.next_run()
        with open(path, "rb") as file:
            after = file.read()
        self.assertEqual(len(before), len(after))
        page = 4096
        touched = sum(before[at : at + page] != after[at : at + page] for at in range(0, len(after), page))
        self.assertLessEqual(touched, 3)  # the head, the runs, the resources

    def test_a_snapshot_keeps_changed_at(self):
        first = self.next_run(mode="snapshot")
        (changed,) = self.changes({"name": "update", "resource": "jobs"})
        second = self.next_run(mode="snapshot")
        times = {row["remote_id"]: row["changed_at"] for row in self.rows("jobs")}
        self.assertEqual(times.pop(changed), second["watermark"])
        self.assertEqual(set(times.values()), {first["watermark"]})
        self.assertEqual(len(self.rows("candidates")), first["tables"]["candidates"]["rows"]["written"])

    def test_changes_holds_what_differs_and_nothing_else(self):
        self.next_run()
        (new,) = self.changes({"name": "add", "resource": "jobs"})
        (changed,) = self.changes({"name": "update", "resource": "candidates"})
        manifest = self.next_run()
        self.assertEqual(self.ids("jobs"), [new])
        self.assertEqual(self.ids("candidates"), [changed])
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["created"], 1)
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["changed"], 1)
        self.assertEqual(manifest["tables"]["applications"]["rows"]["written"], 0)
        self.assertTrue(all(row["changed_at"] == manifest["watermark"] for row in self.rows("jobs")))

    def test_a_change_is_written_once(self):
        self.next_run()
        self.changes({"name": "update", "resource": "applications"})
        self.assertEqual(len(self.ids("applications", self.next_run()["run_id"])), 1)
        self.assertEqual(self.ids("applications", self.next_run()["run_id"]), [])

    def test_both_formats_compare_the_same(self):
        self.next_run()
        self.assertEqual(self.counts(self.next_run("--format", "ndjson")), {})
        self.changes({"name": "update", "resource": "jobs"})
        self.assertEqual(self.counts(self.next_run("--format", "ndjson"), "jobs"), {"jobs": {"changed": 1}})

    def test_other_columns_make_every_row_of_the_table_count_as_changed(self):
        first = self.next_run()
        manifest = self.next_run("--exclude-columns", "jobs.description")
        jobs = first["tables"]["jobs"]["rows"]["written"]
        self.assertEqual(self.counts(manifest), {"jobs": {"changed": jobs}})
        self.assertEqual(manifest["tables"]["jobs"]["warnings"].get("columns.changed"), 1)
        self.assertNotIn("columns.changed", manifest["tables"]["users"]["warnings"])
        self.assertEqual(self.counts(self.next_run("--exclude-columns", "jobs.description")), {})

    def test_excluded_columns_are_not_compared(self):
        without = ("--exclude-columns", "*.remote_data,jobs.description,jobs.remote_updated_at")
        self.next_run(*without)
        self.changes({"name": "update", "resource": "jobs", "attribute": "description", "value": '"other words"'})
        self.assertEqual(self.counts(self.next_run(*without)), {})

    def test_the_state_can_be_elsewhere(self):
        state = self.path("elsewhere.db")
        self.next_run("--state", state)
        self.assertEqual(self.counts(self.next_run("--state", state)), {})
        self.assertEqual(len(self.counts(self.next_run())), len(TABLES))  # the usual one knows nothing

    def test_names_that_mean_something_else_to_sqlite_are_files_like_any_other(self):
        for state in (":memory:", "file:kept.db?mode=memory"):
            self.next_run("--state", state)
            self.assertEqual(self.counts(self.next_run("--state", state)), {})
            self.assertGreater(os.path.getsize(self.path(state)), 0)
            status = self.run_program("status", "--state", state, "--json")
            self.assertEqual(len(json.loads(status.out)["runs"]), 2)

    def test_a_run_without_state_counts_everything_as_new_and_leaves_the_state_alone(self):
        self.next_run()
        before = self.state_rows()
        manifest = self.next_run("--no-state", mode="snapshot")
        self.assertIsNone(manifest["previous_run_id"])
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["created"], len(self.listed("jobs")))
        self.assertEqual(self.state_rows(), before)
        self.assertEqual(self.counts(self.next_run()), {})

    def test_comparing_without_a_state_is_refused(self):
        for arguments in (("--no-state", "--mode", "changes"), ("--no-state", "--mode", "delta")):
            self.assert_one_error(self.export(*arguments), 2, "state")
        one = ("--stdout", "--mode", "changes")
        result = self.run_program("export", "--base-url", self.base, "--account", "acme", "--tables", "jobs", *one)
        self.assert_one_error(result, 2, "--stdout")
        self.assert_one_error(self.export("--no-state", "--state", "x.db"), 2, "exclude each other")

    def test_the_command_line_decides_between_state_and_no_state(self):
        self.write("none.conf", "no-state = true\n")
        self.write("kept.conf", "state = kept.db\n")
        self.next_run("--config", self.path("none.conf"), "--state", "named.db")
        self.assertTrue(os.path.exists(self.path("named.db")))
        self.next_run("--config", self.path("kept.conf"), "--no-state", mode="snapshot")
        self.assertFalse(os.path.exists(self.path("kept.db")))
        self.next_run("--state", "named.db", "--no-state", mode="snapshot", status=2)

    def test_the_clock_never_goes_back(self):
        self.next_run()
        self.hour -= 1
        again = self.next_run()
        self.assertEqual(again["run_id"], "20261101T010001Z")
        self.hour -= 1
        self.assertEqual(self.next_run()["run_id"], "20261101T010002Z")


class Delta(SeveralRuns):
    def query(self, resource):
        return [one.query for one in self.requests(resource) if one.status == 200][-1]

    def test_the_first_delta_reads_whole(self):
        manifest = self.next_run(mode="delta")
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["created"], len(self.listed("jobs")))
        self.assertNotIn("updated_at", self.query("jobs"))

    def test_it_requests_what_was_updated_since_the_last_reading_began(self):
        self.next_run()
        self.next_run(mode="delta")
        for resource in ("jobs", "candidates", "applications"):
            self.assertIn("filter[updated_at][gt]", self.query(resource), resource)
        for resource in ("users", "interviews"):
            self.assertNotIn("updated_at", self.query(resource), resource)

    def test_tables_that_were_read_before_get_a_delta_and_the_others_are_read_whole(self):
        some = ("--tables", "candidates,job_hiring_team")
        self.next_run(*some)
        self.next_run(*some, mode="delta")
        for resource in ("jobs", "candidates"):
            self.assertIn("filter[updated_at][gt]", self.query(resource), resource)
        manifest = self.next_run(mode="delta")
        for resource in ("jobs", "candidates"):
            self.assertNotIn("filter[updated_at][gt]", self.query(resource), resource)
        self.assertGreater(manifest["tables"]["tags"]["rows"]["created"], 0)
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["created"], 0)
        self.next_run(mode="delta")
        self.assertIn("filter[updated_at][gt]", self.query("jobs"))

    def test_other_columns_make_a_delta_write_every_row(self):
        self.next_run()
        without = ("--exclude-columns", "jobs.description")
        manifest = self.next_run(*without, mode="delta")
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["changed"], len(self.listed("jobs")))
        self.assertEqual(manifest["tables"]["jobs"]["warnings"]["columns.changed"], 1)
        self.assertIn("filter[updated_at][gt]", self.query("candidates"))
        self.assertEqual(self.counts(self.next_run(*without)), {})

    def asked_since(self, resource):
        since = self.query(resource)["filter[updated_at][gt]"]
        self.assertTrue(since.endswith("+00:00"), since)
        return datetime.datetime.fromisoformat(since)

    def test_the_overlap_reaches_back(self):
        self.next_run()
        self.next_run("--overlap", "0", mode="delta")
        near = self.asked_since("jobs")
        self.next_run("--overlap", "3600", mode="delta")
        self.assertGreater(near - self.asked_since("jobs"), datetime.timedelta(minutes=50))

    def test_a_delta_writes_an_update_once(self):
        self.next_run()
        (changed,) = self.changes({"name": "update", "resource": "candidates"})
        manifest = self.next_run(mode="delta")
        self.assertEqual(self.ids("candidates"), [changed])
        self.assertEqual(self.counts(manifest, "candidates"), {"candidates": {"changed": 1}})
        self.assertEqual(self.counts(self.next_run(mode="delta")), {})

    def test_it_finds_no_deletions_but_the_next_changes_run_does(self):
        self.next_run()
        gone = [self.changes({"name": "delete", "resource": one})[0] for one in ("jobs", "users", "interviews")]
        manifest = self.next_run(mode="delta")
        self.assert_nothing_gone(manifest)
        self.assertTrue(manifest["complete"])
        self.next_run()
        for table, identifier in zip(("jobs", "users", "interviews"), gone):
            self.assertEqual([row["remote_id"] for row in self.tombstones(table)], [identifier], table)

    def test_a_service_that_refuses_the_filter_is_read_whole(self):
        self.next_run()
        self.faults("reject:resource=candidates,part=filter")
        manifest = self.next_run(mode="delta")
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["unchanged"], len(self.listed("candidates")))
        self.assertEqual(manifest["resources"]["candidates"]["given_up"], [])

    def test_a_service_that_lacks_a_part_is_read_whole_without_it(self):
        self.faults("reject:resource=candidates,part=extra_fields")
        self.next_run("--tables", "candidates")
        self.hour += 7 * 24  # until then it is known what the service lacks
        (changed,) = self.changes({"name": "update", "resource": "candidates"})
        manifest = self.next_run("--tables", "candidates", mode="delta")
        self.assertNotIn("updated_at", self.query("candidates"))
        self.assertEqual(manifest["resources"]["candidates"]["given_up"], ["extra_fields"])
        self.assertEqual(manifest["resources"]["candidates"]["received"], len(self.listed("candidates")))
        self.assertEqual(self.ids("candidates"), [changed])


    def test_a_part_that_is_known_to_be_lacking_does_not_matter(self):
        self.faults("reject:resource=candidates,part=extra_fields")
        self.next_run("--tables", "candidates")
        (changed,) = self.changes({"name": "update", "resource": "candidates"})
        manifest = self.next_run("--tables", "candidates", mode="delta")
        self.assertIn("filter[updated_at][gt]", self.query("candidates"))
        self.assertEqual(manifest["resources"]["candidates"]["given_up"], ["extra_fields"])
        self.assertEqual(self.ids("candidates"), [changed])


class Stdout(SeveralRuns):
    service = ("--account", "acme", "--tables", "jobs", "--stdout")

    def test_it_is_refused_with_a_state(self):
        for arguments in (("--state", self.path("s.db")), ("--mode", "changes"), ("--mode", "delta")):
            result = self.run_program("export", "--base-url", self.base, *self.service, *arguments)
            self.assert_one_error(result, 2, "--stdout")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_reader_that_leaves_ends_the_run_silently(self):
        self.account(size=600)
        process = self.launch("export", "--base-url", self.base, *self.service)
        process.stdout.read(10)
        process.stdout.close()
        self.assertEqual((process.wait(HANG_SECONDS), process.stderr.read()), (141, b""))


class FourRuns(Folder):
    """The example of output/README.md, "Modes", and its own lines of what the manifest says of the jobs."""

    environment = {"PINPOINT_API_KEY": KEY}
    week = dict(zip("Mon Tue Wed Thu Fri".split(), range(2, 7)))

    def setUp(self):
        super().setUp()
        monday, tuesday, wednesday = self.accounts()
        thursday = Answers(wednesday)
        thursday.answers["jobs", None] = encoded(403, {"errors": [{"status": "403", "title": "Forbidden"}]})
        self.service = Tiny(Answers(monday), Answers(tuesday), Answers(wednesday), thursday, Answers(wednesday))
        self.addCleanup(self.service.close)

    def accounts(self):
        accounts = [Account(), Account(), Account()]
        for one, cook in zip(accounts, ("Cook", "Chef", "Chef")):
            one.jobs = {"41": {"title": "Baker", "team": "12"}, "42": {"title": cook, "team": "3"}}
            one.stages = {"11": ("41", "Applied"), "12": ("42", "Talk")}
            one.questions = {}
        del accounts[2].jobs["41"]
        return accounts

    def run_on(self, day, status=0):
        stand = self.week[day] - self.week["Mon"]
        service = ("--base-url", self.service.base(stand), "--account", "acme", "--tables", ",".join(TABLES))
        now = "2026-11-%02dT02:00:00Z" % self.week[day]
        self.assert_status(self.run_program("export", *service, "-o", self.output, "--mode", "changes", "--now", now), status)
        return self.manifest()

    def summary(self, manifest):
        jobs = manifest["tables"]["jobs"]
        if jobs["status"] != "complete":
            return "%s, files %s" % (jobs["status"], jobs["files"])
        return ", ".join("%s %d" % count for count in jobs["rows"].items() if count[1])

    def shown(self, table):
        columns = ("remote_id", "name", "job_id", "changed_at", "remote_deleted_at")
        return [[row[name][:10] for name in columns if name in row] for row in self.rows(table)]

    def test_the_runs_are_as_the_example_says(self):
        with open(os.path.join(ROOT, "output/README.md"), encoding="utf-8") as file:
            lines = re.findall(r"^    manifest +jobs: ([^;\n]*)", file.read(), re.M)
        manifests = [self.run_on("Mon")]
        self.assertEqual(self.shown("jobs"), [["41", "Baker", "2026-11-02", ""], ["42", "Cook", "2026-11-02", ""]])
        manifests.append(self.run_on("Tue"))
        self.assertEqual(self.shown("jobs"), [["42", "Chef", "2026-11-03", ""]])
        self.assertEqual(manifests[1]["previous_run_id"], manifests[0]["run_id"])
        manifests.append(self.run_on("Wed"))
        self.assertEqual(self.shown("jobs"), [["41", "", "2026-11-04", "2026-11-04"]])
        ((job, *times),) = self.shown("job_application_stages")
        self.assertEqual((bool(job), times), (True, ["2026-11-04", "2026-11-04"]))
        manifests.append(self.run_on("Thu", 3))
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), manifests[2]["run_id"])
        self.assertEqual([self.summary(manifest) for manifest in manifests], lines)
        self.assertEqual(self.summary(self.run_on("Fri")), "unchanged 1")


if __name__ == "__main__":
    main()

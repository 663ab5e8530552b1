#!/usr/bin/env python3
"""Several runs in a row with native tables: what is new, changed, gone, refused, and asked for only in some of them."""

import csv
import io
import json
import random
import shutil

from harness import TABLES, main, sample
from several_runs import ZERO, SeveralRuns

PREFIX = "pinpoint_"
NOW = "2026-11-23T02:00:00Z"
# Tables whose rows belong to a row of another table of the same endpoint: the column that says to which, and that table.
OWNED = {
    "application_tags": ("application_id", "applications"),
    "application_attachments": ("application_id", "applications"),
    "application_stage_times": ("application_id", "applications"),
    "application_answers": ("application_id", "applications"),
    "application_answer_attachments": ("answer_id", "application_answers"),
    "application_custom_attributes": ("application_id", "applications"),
    "application_structured_section_responses": ("application_id", "applications"),
    "application_structured_section_answers": (
        "structured_section_response_id",
        "application_structured_section_responses",
    ),
    "application_document_requests": ("application_id", "applications"),
    "document_request_attachments": ("document_request_id", "application_document_requests"),
    "document_request_answers": ("document_request_id", "application_document_requests"),
    "application_hris_exports": ("application_id", "applications"),
    "offers": ("application_id", "applications"),
    "offer_attachments": ("offer_id", "offers"),
    "offer_custom_attributes": ("offer_id", "offers"),
    "user_scorecards": ("application_id", "applications"),
    "scorecard_ratings": ("application_id", "applications"),
    "scorecard_notes": ("application_id", "applications"),
    "scorecard_answers": ("application_id", "applications"),
    "interview_parts": ("interview_id", "interviews"),
    "interview_part_users": ("interview_part_id", "interview_parts"),
    "job_stages": ("job_id", "jobs"),
    "job_questions": ("job_id", "jobs"),
    "job_custom_attributes": ("job_id", "jobs"),
    "job_visible_users": ("job_id", "jobs"),
    "custom_field_options": ("custom_field_id", "custom_fields"),
}


# All tables of /applications but two, and few others: most of what can happen happens there.
OF_APPLICATIONS = "pinpoint_application*,pinpoint_offer*,pinpoint_document_request*,pinpoint_scorecard_notes,pinpoint_users"


class Nights(SeveralRuns):
    size = 24
    tables = "native"  # of most nights of a class

    def night(self, *arguments, tables=None, **further):
        return self.next_run("--tables", tables or self.tables, *arguments, **further)

    def update(self, resource, identifier=None, **attributes):
        """Changes the attributes of a record, or of one in the middle; its id."""
        some = [{"name": name, "value": json.dumps(value)} for name, value in attributes.items()]
        for one in some:
            order = {"name": "update", "resource": resource, "attribute": one["name"], "value": one["value"]}
            (identifier,) = self.changes({**order, "id": identifier} if identifier else order)
        return identifier

    def differences(self, manifest):
        """The rows that differ, by table, without the tables in which none does."""
        found = {}
        for name, table in manifest["tables"].items():
            some = {kind: table["rows"][kind] for kind in ZERO if table["rows"][kind]}
            if some:
                found[name] = some
        return found

    def written(self, manifest):
        return {name: table["rows"]["written"] for name, table in manifest["tables"].items() if table["files"]}

    def native_rows(self, name, run=None):
        return self.rows(PREFIX + name, run)

    def contents(self, manifest):
        """The bytes of each table that has files."""
        return {
            name: self.read_rows(name, manifest["run_id"])
            for name, table in manifest["tables"].items()
            if table["files"]
        }

    def owned_by(self, name, identifiers, run):
        """The ids of the rows that belong to rows of a table, by table, at any depth."""
        found = {}
        for child, (column, owner) in OWNED.items():
            if owner != name:
                continue
            ids = {row["id"] for row in self.native_rows(child, run) if row[column] in identifiers}
            found[child] = ids
            for deeper, more in self.owned_by(child, ids, run).items():
                found.setdefault(deeper, set()).update(more)
        return found

    def assert_only_ids(self, rows):
        for row in rows:
            kept = {name for name, value in row.items() if value}
            self.assertEqual(kept, {"id", "changed_at", "remote_deleted_at"})


class Quiet(Nights):
    def test_a_second_night_finds_nothing(self):
        first = self.night(mode="snapshot")
        self.assertTrue(first["complete"])
        self.assertEqual([name for name in first["tables"] if name.startswith(PREFIX) and not self.written(first)[name]], [])
        second = self.night()
        self.assertTrue(second["complete"])
        self.assertEqual(self.differences(second), {})
        unchanged = {name: second["tables"][name]["rows"]["unchanged"] for name in self.written(second)}
        self.assertEqual(unchanged, self.written(first))

    def test_a_second_snapshot_has_the_same_bytes(self):
        first = self.night(mode="snapshot", tables="all")
        second = self.night(mode="snapshot", tables="all")
        self.assertEqual(self.differences(second), {})
        self.assertEqual(self.contents(first), self.contents(second))

    def test_the_unified_tables_are_listed_first_and_native_ones_only_where_one_is_wanted(self):
        manifest = self.night(tables="pinpoint_departments")
        self.assertEqual(list(manifest["tables"])[: len(TABLES)], TABLES)
        self.assertGreater(len(manifest["tables"]), len(TABLES))
        self.assertEqual(manifest["tables"]["pinpoint_offers"]["status"], "not_requested")
        self.assertEqual(list(self.next_run()["tables"]), TABLES)

    def test_remote_updated_at_is_that_of_updated_at(self):
        manifest = self.night(tables="pinpoint_departments", mode="snapshot")
        latest = max(row["updated_at"] for row in self.native_rows("departments"))
        self.assertEqual(manifest["tables"]["pinpoint_departments"]["watermark"]["remote_updated_at"], latest)


class Changed(Nights):
    tables = OF_APPLICATIONS + ",pinpoint_job*"

    def test_what_changes_inside_a_record_changes_its_own_row_only(self):
        first = self.night(mode="snapshot")
        offer = self.update("offers", comment="Other words")
        second = self.night()
        self.assertEqual(self.differences(second), {"pinpoint_offers": {"changed": 1}})
        (row,) = self.native_rows("offers")
        self.assertEqual((row["id"], row["comment"], row["changed_at"]), (offer, "Other words", second["watermark"]))
        before = {one["id"]: one for one in self.native_rows("offers", first["run_id"])}[offer]
        self.assertEqual({name for name in row if row[name] != before[name]} - {"updated_at"}, {"comment", "changed_at"})

    def test_what_is_not_compared_changes_nothing_but_is_written_with_the_rest(self):
        first = self.night(mode="snapshot")
        columns = {one["name"]: one for one in first["tables"]["pinpoint_jobs"]["columns"]}
        self.assertIs(columns["on_hold_in_seconds"]["compared"], False)
        self.assertNotIn("compared", columns["title"])
        job = self.native_rows("jobs")[0]["id"]
        held = "patch:resource=jobs,id=%s,path=attributes.on_hold_in_seconds,value=99999" % job
        self.faults(held)
        self.assertEqual(self.differences(self.night()), {})
        self.faults(held, "patch:resource=jobs,id=%s,path=attributes.title,value=%%22Another%%22" % job)
        self.assertEqual(self.differences(self.night()), {"pinpoint_jobs": {"changed": 1}})
        (row,) = self.native_rows("jobs")
        self.assertEqual((row["title"], row["on_hold_in_seconds"]), ("Another", "99999"))

    def test_delta_brings_what_was_updated(self):
        self.night()
        application = self.listed("applications")[3]
        self.changes({"name": "update", "resource": "applications", "id": application})
        manifest = self.night(mode="delta")
        self.assertEqual(self.differences(manifest), {"pinpoint_applications": {"changed": 1}})
        self.assertEqual([row["id"] for row in self.native_rows("applications")], [application])


class Gone(Nights):
    tables = OF_APPLICATIONS

    def lookups(self):
        return [one for one in self.requests() if one.page == "id"]

    def assert_gone(self, first, second, name, identifier, endpoint):
        """A row and what belongs to it are tombstones now, and no other row of these tables is."""
        expected = self.owned_by(name, {identifier}, first["run_id"])
        expected[name] = {identifier}
        for child in [one for one in OWNED if endpoint in (OWNED[one][1], OWNED.get(OWNED[one][1], ("", ""))[1])]:
            gone = self.tombstones(PREFIX + child)
            self.assertEqual({row["id"] for row in gone}, expected.get(child, set()), child)
            self.assert_only_ids(gone)
            self.assertEqual(second["tables"][PREFIX + child]["rows"]["deleted"], len(gone))
        return sum(map(len, expected.values()))

    def application_with_most(self):
        """An application on which much hangs."""
        rows = {row["id"]: 0 for row in self.native_rows("applications")}
        for child, (column, owner) in OWNED.items():
            if owner == "applications":
                for row in self.native_rows(child):
                    rows[row[column]] += 1
        return max(rows, key=rows.get)

    def test_what_hangs_on_a_deleted_record_goes_with_it_and_comes_back_with_it(self):
        first = self.night(mode="snapshot")
        application = self.application_with_most()
        self.changes({"name": "delete", "resource": "applications", "id": application})
        second = self.night()
        count = self.assert_gone(first, second, "applications", application, "applications")
        self.assertGreater(count, 8)
        self.assertTrue(second["complete"])
        self.assertIn("/applications/" + application, "\n".join(one.path for one in self.lookups()))
        self.changes({"name": "restore", "resource": "applications", "id": application})
        third = self.night()
        names = [PREFIX + name for name in ("applications", *OWNED)]
        back = sum(self.differences(third).get(name, {}).get("changed", 0) for name in names)
        self.assertEqual(back, count)
        self.assertEqual([self.differences(third).get(name, {}).get("created", 0) for name in names], [0] * len(names))

    def test_a_deleted_child_goes_with_what_hangs_on_it(self):
        first = self.night(mode="snapshot")
        owners = {row["offer_id"] for row in self.native_rows("offer_custom_attributes")}
        offer = sorted(owners & {row["offer_id"] for row in self.native_rows("offer_attachments")})[0]
        self.changes({"name": "delete", "resource": "offers", "id": offer})
        second = self.night()
        self.assertGreater(self.assert_gone(first, second, "offers", offer, "applications"), 2)
        self.assertEqual(self.lookups(), [])

    def test_links_below_something_included_go_with_it(self):
        self.tables = "pinpoint_interview*"
        first = self.night(mode="snapshot")
        part = self.native_rows("interview_part_users")[0]["interview_part_id"]
        (interview,) = [row["interview_id"] for row in self.native_rows("interview_parts") if row["id"] == part]
        self.faults("patch:resource=interviews,id=%s,path=relationships.interview_parts.data,value=[]" % interview)
        second = self.night()
        self.assertGreater(self.assert_gone(first, second, "interview_parts", part, "interviews"), 1)

    def test_a_record_in_both_models_is_asked_for_once_and_gone_in_both(self):
        self.tables = "jobs,pinpoint_job*"
        self.night()
        (gone,) = self.changes({"name": "delete", "resource": "jobs"})
        self.night()
        self.assertEqual([one.path.rsplit("/", 1)[-1] for one in self.lookups() if one.resource == "jobs"].count(gone), 1)
        self.assertEqual([row["remote_id"] for row in self.tombstones("jobs")], [gone])
        self.assertEqual([row["id"] for row in self.tombstones("pinpoint_jobs")], [gone])

    def test_the_guard_counts_a_record_of_both_models_once(self):
        self.account(size=120)
        self.tables = "candidates,pinpoint_candidates"
        self.night()
        for _ in range(21):
            self.changes({"name": "delete", "resource": "candidates"})
        result = self.night()
        self.assertEqual(len(self.tombstones("pinpoint_candidates")), 21)
        self.assertTrue(result["complete"])
        for _ in range(21):
            self.changes({"name": "delete", "resource": "candidates"})
        self.night(status=9)
        self.assertIn("/candidates: 21 of 99 known records are missing", self.last.err)

    def test_records_without_lookups_are_gone_after_two_readings(self):
        self.tables = "pinpoint_job_templates,pinpoint_departments"
        self.night()
        (gone,) = self.changes({"name": "delete", "resource": "job_templates"})
        self.sandbox.log.clear()
        self.night()
        self.assertEqual([row["id"] for row in self.tombstones("pinpoint_job_templates")], [gone])
        self.assertEqual([one.page for one in self.requests("job_templates")], [1, 1])

    def test_a_list_that_is_not_sent_says_nothing_and_hinders_no_other(self):
        first = self.night(mode="snapshot")
        with_attributes = {row["offer_id"] for row in self.native_rows("offer_custom_attributes")}
        offers = {row["id"]: row["application_id"] for row in self.native_rows("offers") if row["id"] in with_attributes}
        gone, kept = sorted(offers)[0], sorted(offers)[-1]
        self.assertNotEqual(offers[gone], offers[kept])
        expected = self.owned_by("offers", {gone}, first["run_id"])
        self.changes({"name": "delete", "resource": "offers", "id": gone})
        self.faults("patch:resource=applications,id=%s,path=relationships.offers,drop=1" % offers[kept])
        second = self.night()
        self.assertTrue(second["complete"])
        self.assertEqual([row["id"] for row in self.tombstones("pinpoint_offers")], [gone])
        for child, ids in expected.items():
            self.assertEqual({row["id"] for row in self.tombstones(PREFIX + child)}, ids)
        self.faults()
        self.assertEqual(self.differences(self.night()), {})


class Refused(Nights):
    """Parts of a request that the service refuses for some nights."""

    tables = OF_APPLICATIONS

    def refuse(self, *parts):
        """And show another version, so that the whole request is tried."""
        self.refusals = getattr(self, "refusals", 0) + 1
        header = "header:field=X-Pinpoint-Version,value=1.0.%d" % (30 + self.refusals)
        self.faults(header, *["reject:resource=%s,part=%s,value=%s" % part for part in parts])

    def test_a_column_without_its_part_is_not_compared_until_the_part_is_back(self):
        first = self.night(mode="snapshot")
        stages = {row["id"]: row["furthest_stage_id"] for row in self.native_rows("applications")}
        updated, quiet = [identifier for identifier, stage in stages.items() if stage][:2]
        self.refuse(("applications", "include", "furthest_stage"))
        second = self.night()
        self.assertEqual(self.differences(second), {})
        self.assertEqual(second["resources"]["applications"]["given_up"], ["furthest_stage"])
        self.assertEqual(second["tables"]["pinpoint_applications"]["warnings"]["furthest_stage_id.given_up"], 1)
        self.assertTrue(second["complete"])
        self.changes({"name": "update", "resource": "applications", "id": updated})
        third = self.night()
        self.assertEqual(self.differences(third), {"pinpoint_applications": {"changed": 1}})
        (row,) = self.native_rows("applications")
        self.assertEqual((row["id"], row["furthest_stage_id"]), (updated, ""))
        self.refuse()
        fourth = self.night()
        self.assertEqual(self.differences(fourth), {"pinpoint_applications": {"changed": 1}})
        (row,) = self.native_rows("applications")
        self.assertEqual((row["id"], row["furthest_stage_id"]), (updated, stages[updated]))
        fifth = self.night(mode="snapshot")
        self.assertEqual(self.differences(fifth), {})
        changed_at = {row["id"]: row["changed_at"] for row in self.native_rows("applications")}
        self.assertEqual((changed_at[quiet], changed_at[updated]), (first["watermark"], fourth["watermark"]))

    def test_a_snapshot_without_the_part_makes_all_rows_come_again(self):
        self.night(mode="snapshot")
        count = len(self.native_rows("applications"))
        self.refuse(("applications", "include", "furthest_stage"))
        second = self.night(mode="snapshot")
        self.assertEqual(self.differences(second), {})
        self.assertEqual({row["furthest_stage_id"] for row in self.native_rows("applications")}, {""})
        self.refuse()
        self.assertEqual(self.differences(self.night()), {"pinpoint_applications": {"changed": count}})
        self.assertEqual(self.differences(self.night()), {})

    def test_a_table_without_its_part_is_not_readable_alone(self):
        first = self.night(mode="snapshot")
        self.refuse(("applications", "include", "document_requests"))
        second = self.night(mode="snapshot", status=3)
        lost = [name for name, table in second["tables"].items() if table["status"] == "not_readable"]
        self.assertEqual(
            lost,
            [
                PREFIX + "application_document_requests",
                PREFIX + "document_request_attachments",
                PREFIX + "document_request_answers",
            ],
        )
        for name in lost:
            self.assertEqual(second["tables"][name]["files"], [])
            self.assertEqual(set(second["tables"][name]["rows"].values()), {0})
            self.assertIn(name, self.last.err)
        self.assertFalse(second["complete"])
        self.refuse()
        third = self.night(mode="snapshot")
        self.assertEqual(self.differences(third), {})
        self.assertEqual(self.written(third), self.written(first))

    def test_a_part_that_was_never_there_leaves_the_run_complete_unless_its_table_is_named(self):
        self.refuse(("applications", "include", "document_requests"))
        manifest = self.night()
        self.assertEqual(manifest["tables"]["pinpoint_application_document_requests"]["status"], "not_readable")
        self.assertTrue(manifest["complete"])
        self.assertEqual(self.last.err.count("if the account has them"), 1)
        named = self.night(tables=OF_APPLICATIONS + ",pinpoint_document_request_answers", status=3)
        self.assertFalse(named["complete"])

    def test_a_lost_part_does_not_disturb_the_unified_tables(self):
        self.tables = "applications,candidates," + OF_APPLICATIONS
        first = self.night(mode="snapshot")
        self.changes({"name": "delete", "resource": "applications"})
        self.refuse(("applications", "include", "document_requests"), ("applications", "include", "furthest_stage"))
        self.next_run("--no-state", "--tables", "applications,candidates", mode="snapshot")
        expected = {table: len(self.rows(table)) for table in ("applications", "candidates")}
        self.night(mode="snapshot", status=3)
        self.assertEqual({table: len(self.rows(table)) - len(self.tombstones(table)) for table in expected}, expected)
        self.assertEqual(len(self.tombstones("applications")), 1)
        self.assertTrue(first["complete"])


class Tenants(Nights):
    def service(self, **wanted):
        self.sandbox.control({"service": wanted})

    def test_an_older_tenant_lacks_tables_and_the_run_is_complete(self):
        self.service(version="1.0.23")
        manifest = self.night()
        status = {name: table["status"] for name, table in manifest["tables"].items()}
        self.assertTrue(manifest["complete"])
        self.assertEqual(status["pinpoint_positions"], "not_readable")
        self.assertEqual(status["pinpoint_offers"], "complete")
        self.assertEqual(self.last.err.count("/positions is not readable (status 404"), 1)
        self.service(version="1.0.27")
        self.assertEqual(self.night()["tables"]["pinpoint_positions"]["status"], "complete")
        self.service(version="1.0.23")
        self.assertFalse(self.night(status=3)["complete"])

    def test_a_forbidden_category_is_not_readable_and_nothing_of_it_is_gone(self):
        self.night(tables="pinpoint_comments,pinpoint_departments")
        self.service(denied=["Comment"])
        manifest = self.night(tables="pinpoint_comments,pinpoint_departments", status=3)
        self.assertEqual(manifest["tables"]["pinpoint_comments"]["status"], "not_readable")
        self.service(denied=[])
        self.assertEqual(self.differences(self.night(tables="pinpoint_comments,pinpoint_departments")), {})

    def test_a_category_that_was_always_forbidden_leaves_the_run_complete(self):
        self.service(denied=["Comment"])
        self.assertTrue(self.night(tables="pinpoint_comm*,pinpoint_departments")["complete"])
        self.assertFalse(self.night(tables="pinpoint_comments,pinpoint_departments", status=3)["complete"])


class Switched(Nights):
    def test_tables_that_are_wanted_in_some_nights_only(self):
        def quiet(manifest, tables):
            """Nothing but new rows of these."""
            for name, rows in self.differences(manifest).items():
                self.assertEqual((list(rows), name.startswith(tables)), (["created"], True), name)

        self.next_run(mode="snapshot")
        quiet(self.night(tables="all"), PREFIX)
        quiet(self.next_run(), "nothing")
        quiet(self.night(tables="native"), "nothing")
        quiet(self.night(tables="all"), "nothing")

    def test_what_went_while_a_table_was_not_wanted_is_gone_once_it_is_wanted_again(self):
        self.night(tables="all")
        (job,) = self.changes({"name": "delete", "resource": "jobs"})
        (offer,) = self.changes({"name": "delete", "resource": "offers"})
        unified = self.next_run()
        self.assertEqual([row["remote_id"] for row in self.tombstones("jobs")], [job])
        self.assertNotIn("pinpoint_jobs", unified["tables"])
        native = self.night()
        self.assertEqual([row["id"] for row in self.tombstones("pinpoint_jobs")], [job])
        self.assertEqual([row["id"] for row in self.tombstones("pinpoint_offers")], [offer])
        self.assertTrue(native["complete"])
        self.assertEqual(self.differences(self.night(tables="all")), {})

    def test_a_child_alone_notices_that_its_owner_is_gone(self):
        self.night(tables="pinpoint_job_stages", mode="snapshot")
        stages = self.native_rows("job_stages")
        job = stages[0]["job_id"]
        self.changes({"name": "delete", "resource": "jobs", "id": job})
        self.night(tables="pinpoint_job_stages")
        gone = {row["id"] for row in self.tombstones("pinpoint_job_stages")}
        self.assertEqual(gone, {row["id"] for row in stages if row["job_id"] == job})

    def test_status_counts_both_models(self):
        manifest = self.night(tables="all")
        live = {name: one["live"] for name, one in self.status()["tables"].items()}
        self.assertEqual(live, self.written(manifest))


class Subsets(Nights):
    """Over any subset of tables the files are the same bytes as in a run of all."""

    def setUp(self):
        super().setUp()
        self.whole = self.files_of("all")

    def files_of(self, tables, *arguments):
        """The bytes of the tables, by name."""
        shutil.rmtree(self.output, ignore_errors=True)
        self.assert_status(self.export("--no-state", "--now", NOW, "--tables", tables, *arguments), 0)
        return self.contents(self.assert_sound())

    def check(self, tables):
        found = self.files_of(",".join(tables))
        self.assertEqual(set(found), set(tables))
        for name, rows in found.items():
            self.assertTrue(rows == self.whole[name], "%s of %s" % (name, tables))

    def test_each_table_alone(self):
        for name in sample(self.whole, 8):
            self.check([name])

    def test_each_table_alone_with_an_old_version(self):
        """Also those that it sends only for a longer path than the table needs."""
        self.sandbox.control({"service": {"version": "1.0.23"}})
        self.whole = self.files_of("native")
        parts = PREFIX + "interview_parts"
        for name in [parts, *sample(sorted(set(self.whole) - {parts}), 6)]:
            self.check([name])

    def test_any_tables(self):
        chance = random.Random(7)
        for _ in range(3):
            self.check(sorted(chance.sample(sorted(self.whole), chance.randrange(2, 40))))

    def test_each_model(self):
        for of_model in (False, True):
            self.check([name for name in self.whole if name.startswith(PREFIX) == of_model])

    def test_without_columns(self):
        """Excluded columns change no other one, whatever part of the request goes with them."""
        columns = ["candidates.source", "*.social_media", "*.location", "pinpoint_applications.furthest_stage_id"]
        columns += ["pinpoint_offer*.custom_field_id", "candidates.remote_data", "jobs.remote_data"]
        found = self.files_of("all", "--exclude-columns", ",".join(columns))
        out = {
            "jobs": {"location", "remote_data"},
            "candidates": {"source", "social_media", "location", "remote_data"},
            "pinpoint_companies": {"location"},
            "pinpoint_applications": {"furthest_stage_id"},
            "pinpoint_offer_custom_attributes": {"custom_field_id"},
        }
        for name, rows in found.items():
            if name not in out:
                self.assertTrue(rows == self.whole[name], name)
                continue
            expected = list(csv.DictReader(io.StringIO(self.whole[name].decode(), newline="")))
            for row in expected:
                for column in out[name]:
                    del row[column]
            self.assertEqual(list(csv.DictReader(io.StringIO(rows.decode(), newline=""))), expected, name)


if __name__ == "__main__":
    main()

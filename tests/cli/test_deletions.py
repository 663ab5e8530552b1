"""What counts as gone, step by step, and what is not gone but unknown: output/README.md, "What counts as gone"."""

import json
import os
from base64 import b64encode
from urllib.parse import quote

from harness import TABLES, main
from several_runs import SeveralRuns

LINKS = {"candidate_tags": "candidates", "job_application_stages": "jobs", "job_screening_questions": "jobs"}
KEPT = ("id", "remote_id", "changed_at", "remote_deleted_at", "job_id", "stage_id", "question_id", "user_id",
        "candidate_id", "tag_id")  # fmt: skip


class Gone(SeveralRuns):
    def lookups(self, resource=None):
        """The lookups by id, in the order of their requests."""
        return [one for one in self.requests(resource) if one.page == "id"]

    def delete(self, resource, count=1):
        return [self.changes({"name": "delete", "resource": resource})[0] for _ in range(count)]

    def test_a_deleted_record_leaves_a_tombstone_without_personal_data(self):
        self.next_run()
        (gone,) = self.delete("candidates")
        manifest = self.next_run()
        (row,) = self.tombstones("candidates")
        self.assertEqual((row["remote_id"], row["remote_deleted_at"], row["changed_at"]),
                         (gone, manifest["watermark"], manifest["watermark"]))  # fmt: skip
        self.assertEqual({name for name, value in row.items() if value}, {"id", "remote_id", "changed_at", "remote_deleted_at"})
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["deleted"], 1)
        self.assertTrue(manifest["complete"])

    def test_the_id_of_a_tombstone_is_the_id_of_the_row(self):
        self.next_run(mode="snapshot")
        ids = {table: {row["id"] for row in self.rows(table)} for table in TABLES}
        for resource in ("jobs", "candidates", "applications", "interviews", "users"):
            self.delete(resource)
        self.next_run()
        total = 0
        for table in TABLES:
            gone = {row["id"] for row in self.tombstones(table)}
            self.assertLessEqual(gone, ids[table], table)
            total += len(gone)
        self.assertGreater(total, 8)

    def test_what_lives_in_a_record_is_deleted_with_it_and_keeps_its_ids(self):
        first = self.next_run(mode="snapshot")
        (gone,) = self.delete("jobs")
        (job,) = [row["id"] for row in self.rows("jobs") if row["remote_id"] == gone]
        for table in ("job_application_stages", "job_screening_questions", "job_hiring_team"):
            links = {row["id"]: row for row in self.rows(table, first["run_id"]) if row["job_id"] == job}
            with self.subTest(table):
                if table == "job_application_stages":
                    self.assertGreater(len(links), 0)
        self.next_run()
        for table in ("job_application_stages", "job_screening_questions", "job_hiring_team"):
            links = {row["id"]: row for row in self.rows(table, first["run_id"]) if row["job_id"] == job}
            gone = {row["id"]: row for row in self.tombstones(table)}
            self.assertEqual(set(gone), set(links), table)
            for identifier, row in gone.items():
                for name in row:
                    kept = links[identifier][name] if name.endswith("_id") or name == "id" else ""
                    if name in ("changed_at", "remote_deleted_at"):
                        continue
                    self.assertEqual(row[name], kept, (table, name))
        stages = {row["remote_id"] for row in self.tombstones("application_stages")}
        self.assertTrue(stages)
        again = self.next_run("--tables", "application_stages", mode="snapshot") and self.rows("application_stages")
        self.assertEqual(stages & {row["remote_id"] for row in again if not row["remote_deleted_at"]}, set())

    def test_a_tombstone_is_written_once_and_kept_by_snapshots_for_fourteen_days(self):
        self.next_run()
        self.delete("users")
        self.next_run()
        self.assertEqual(self.tombstones("users", self.next_run()["run_id"]), [])
        self.hour += 24 * 14 - 3
        self.next_run(mode="snapshot")
        self.assertEqual(len(self.tombstones("users")), 1)
        self.assertTrue(self.rows("users")[-1]["remote_deleted_at"])
        self.hour += 1
        self.next_run(mode="snapshot")
        self.assertEqual(self.tombstones("users"), [])

    def test_what_comes_back_counts_as_changed(self):
        self.next_run()
        (gone,) = self.delete("jobs")
        self.next_run()
        self.changes({"name": "restore", "resource": "jobs", "id": gone})
        manifest = self.next_run()
        (row,) = [row for row in self.rows("jobs")]
        self.assertEqual((row["remote_id"], row["remote_deleted_at"], row["changed_at"]), (gone, "", manifest["watermark"]))
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["changed"], 1)
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["created"], 0)
        self.assertGreater(manifest["tables"]["job_application_stages"]["rows"]["changed"], 0)
        self.assertEqual(self.tombstones("jobs", self.next_run(mode="snapshot")["run_id"]), [])

    def test_a_link_that_is_no_longer_listed_is_gone(self):
        self.next_run(mode="snapshot")
        candidate = next(row for row in self.rows("candidate_tags"))["candidate_id"]
        (identifier,) = [row["remote_id"] for row in self.rows("candidates") if row["id"] == candidate]
        links = [row for row in self.rows("candidate_tags") if row["candidate_id"] == candidate]
        self.faults("patch:resource=candidates,id=%s,path=attributes.tags,value=[]" % identifier)
        self.next_run()
        gone = self.tombstones("candidate_tags")
        self.assertEqual({row["id"] for row in gone}, {row["id"] for row in links})
        self.assertEqual({row["tag_id"] for row in gone}, {row["tag_id"] for row in links})
        self.assertEqual({row["candidate_id"] for row in gone}, {candidate})

    def test_every_missing_record_is_looked_up_after_one_that_was_seen(self):
        self.next_run()
        gone = self.delete("applications", 3)
        self.sandbox.log.clear()
        self.next_run()
        ids = [one.path.rsplit("/", 1)[1] for one in self.lookups("applications")]
        self.assertEqual(sorted(ids[1:]), sorted(gone))
        self.assertIn(ids[0], self.listed("applications"))
        self.assertIn("extra_fields[applications]", self.lookups("applications")[0].query)

    def test_a_service_that_answers_404_to_every_id_deletes_nothing(self):
        self.next_run()
        self.delete("jobs", 2)
        self.faults("missing:page=id")
        manifest = self.next_run(status=3)
        self.assert_nothing_gone(manifest)
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["unconfirmed"], 2)
        self.assertEqual(manifest["tables"]["jobs"]["status"], "incomplete")
        self.faults()
        self.assertEqual(self.counts(self.next_run(), "jobs"), {"jobs": {"deleted": 2}})

    def test_an_answer_that_is_not_a_404_of_the_service_itself_deletes_nothing(self):
        for answer in ("404,body=html", "404,body=empty", "410,body=html", "403", "409"):
            test = self.alone()
            test.next_run()
            (gone,) = test.changes({"name": "delete", "resource": "candidates"})
            test.faults("status:page=id,skip=1,code=" + answer)
            manifest = test.next_run(status=3)
            test.assert_nothing_gone(manifest)
            self.assertEqual(manifest["tables"]["candidates"]["rows"]["unconfirmed"], 1, answer)

    def test_a_404_or_410_in_json_deletes_a_record(self):
        for answer in ("404,body=json", "410,body=json", "410,body=errors"):
            self.next_run()
            self.changes({"name": "delete", "resource": "candidates"})
            self.faults("status:page=id,skip=1,code=" + answer)
            rows = self.next_run()["tables"]["candidates"]["rows"]
            self.assertEqual((rows["deleted"], rows["unconfirmed"]), (1, 0), answer)
            self.faults()

    def test_a_record_that_was_merged_into_another_is_gone(self):
        self.next_run()
        (gone,) = self.delete("candidates")
        into = self.listed("candidates")[0]
        self.faults("merged:resource=candidates,id=%s,into=%s" % (gone, into))
        rows = self.next_run(mode="snapshot")["tables"]["candidates"]["rows"]
        self.assertEqual((rows["deleted"], rows["unconfirmed"]), (1, 0))
        self.assertEqual([row["remote_id"] for row in self.tombstones("candidates")], [gone])
        self.assertEqual(self.ids("candidates").count(into), 1)

    def test_a_record_that_slipped_between_pages_is_written_from_its_own_answer(self):
        self.next_run(mode="snapshot")
        changed = self.listed("candidates")[5]
        self.faults("patch:resource=candidates,id=%s,page=list,path=type,value=\"hidden\"" % changed, "total:resource=candidates,plus=-1")
        self.changes({"name": "update", "resource": "candidates", "id": changed})
        manifest = self.next_run(mode="snapshot")
        self.assertEqual(sorted(self.ids("candidates")), sorted(self.listed("candidates")))
        self.assertEqual(self.ids("candidates")[-1], changed)
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["changed"], 1)
        self.assert_nothing_gone(manifest)

    def test_characters_replaced_in_such_an_answer_are_counted(self):
        slipped, counts = self.listed("candidates")[5], []
        for text in ("first", "xx", r"\u0000\ud800"):
            self.faults(
                'patch:resource=candidates,id=%s,page=list,path=type,value="hidden"' % (slipped if counts else "none"),
                'patch:resource=candidates,id=%s,page=id,path=attributes.last_name,value="%s"' % (slipped, text),
                "total:resource=candidates,plus=%d" % (-1 if counts else 0),
            )
            counts.append(self.next_run()["tables"]["candidates"]["replaced_characters"])
        self.assertEqual([row["last_name"] for row in self.rows("candidates")], ["\ufffd\ufffd"])
        self.assertEqual(counts[2], counts[1] + 2)

    def test_a_lookup_answered_400_is_repeated_without_filters(self):
        self.next_run()
        self.delete("jobs")
        self.faults("reject:resource=jobs,page=id,part=filter")
        self.assertEqual(self.counts(self.next_run(), "jobs"), {"jobs": {"deleted": 1}})

    def test_nothing_is_gone_while_the_record_looked_up_first_cannot_be_shown(self):
        self.next_run()
        self.delete("users")
        self.sandbox.log.clear()
        self.faults("status:resource=users,page=id,code=500")
        manifest = self.next_run("--retries", "0", status=3)
        self.assertEqual(self.counts(manifest, "users"), {"users": {"unconfirmed": 1}})
        self.assertEqual(len(self.lookups("users")), 1)
        self.assertIn("/users: a record that this run has read cannot be looked up", self.last.err)
        self.faults()
        self.assertEqual(self.counts(self.next_run(), "users"), {"users": {"deleted": 1}})

    def test_what_exceeds_max_lookups_is_unconfirmed(self):
        self.next_run()
        self.delete("applications", 4)
        manifest = self.next_run("--max-lookups", "3", status=3)
        rows = manifest["tables"]["applications"]["rows"]
        self.assertEqual((rows["deleted"], rows["unconfirmed"]), (2, 2))  # one lookup is for a record that was seen
        self.assertEqual(self.counts(self.next_run(), "applications"), {"applications": {"deleted": 2}})

    def test_nothing_inside_a_resource_is_gone_while_something_is_unconfirmed(self):
        self.next_run()
        self.delete("jobs", 2)
        manifest = self.next_run("--max-lookups", "2", status=3)
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["deleted"], 1)
        for table in ("application_stages", "screening_questions", "job_application_stages", "job_hiring_team"):
            self.assertEqual(manifest["tables"][table]["rows"]["deleted"], 0, table)
            self.assertEqual(manifest["tables"][table]["status"], "incomplete", table)
        manifest = self.next_run()
        self.assertGreater(manifest["tables"]["job_application_stages"]["rows"]["deleted"], 0)
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["deleted"], 1)


class Guard(SeveralRuns):
    size = 60

    def test_too_many_missing_records_end_the_run_before_any_lookup(self):
        self.next_run()
        before = self.state_rows()
        for identifier in self.listed("candidates")[:25]:
            self.changes({"name": "delete", "resource": "candidates", "id": identifier})
        self.sandbox.log.clear()
        self.hour += 1
        result = self.export("--mode", "changes", "--now", "2026-11-02T00:00:00Z")
        self.assert_one_error(result, 9, "/candidates", "25 of 60", "--max-delete-ratio")
        self.assertEqual([one for one in self.requests() if one.page == "id"], [])
        self.assertEqual(self.state_rows(), before)
        self.assertEqual(len(self.runs()), 1)
        manifest = self.next_run("--max-delete-ratio", "1")
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["deleted"], 25)

    def test_twenty_missing_records_always_pass(self):
        self.account(size=22)
        self.next_run()
        for identifier in self.listed("candidates")[:20]:
            self.changes({"name": "delete", "resource": "candidates", "id": identifier})
        self.assertEqual(self.next_run()["tables"]["candidates"]["rows"]["deleted"], 20)


    def test_all_of_few_do_not_pass(self):
        self.account(size=5)
        self.next_run("--tables", "candidates")
        for identifier in self.listed("candidates"):
            self.changes({"name": "delete", "resource": "candidates", "id": identifier})
        self.sandbox.log.clear()
        self.next_run("--tables", "candidates", status=9)
        self.assertIn("/candidates: 5 of 5 known records are missing", self.last.err)
        self.assertEqual([one for one in self.requests() if one.page == "id"], [])
        manifest = self.next_run("--tables", "candidates,users", "--max-delete-ratio", "1")
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["deleted"], 5)

    def test_a_resource_that_suddenly_shows_nothing_is_not_believed(self):
        self.next_run()
        empty = b64encode(b'{"data":[],"meta":{"stats":{"total":{"count":0}}}}').decode()
        for resource in ("users", "jobs", "candidates", "applications", "interviews"):
            self.faults("body:page=list,resource=%s,base64=%s" % (resource, empty))
            self.next_run(status=9)
            self.assertIn("/" + resource, self.last.err)
            self.assertEqual(len(self.runs()), 1)

    def test_all_of_four_pass(self):
        self.account(size=4)
        self.next_run("--tables", "candidates,users")
        for identifier in self.listed("candidates"):
            self.changes({"name": "delete", "resource": "candidates", "id": identifier})
        self.assertEqual(self.next_run("--tables", "candidates,users")["tables"]["candidates"]["rows"]["deleted"], 4)


class VeryMany(SeveralRuns):
    """If more than a thousand records are missing, the resource is read again before any is looked up."""

    def delete(self, count):
        account = self.sandbox.account
        for index in account.listing("candidates")[:count]:
            account.delete("candidates", account.id_of("candidates", index))
        self.sandbox.log.clear()
        manifest = self.next_run("--tables", "candidates", "--max-delete-ratio", "1")
        self.assertEqual(self.counts(manifest), {"candidates": {"deleted": count}})
        self.assertEqual(len([one for one in self.requests() if one.page == "id"]), 1 + count)
        first_pages = [one for one in self.requests() if one.page == 1]
        self.assertEqual(len(first_pages), manifest["resources"]["candidates"]["passes"])
        last_page = max(at for at, one in enumerate(self.requests()) if one.page != "id")
        self.assertEqual([one.page for one in self.requests()[last_page + 1 :]], ["id"] * (1 + count))
        return len(first_pages)

    def test_a_second_reading_precedes_the_lookups_only_if_more_than_a_thousand_are_missing(self):
        self.account(size=2100)
        self.next_run("--tables", "candidates")
        self.assertEqual(self.delete(1000), 1)
        self.assertEqual(self.delete(1001), 2)

    def test_what_the_second_reading_finds_is_not_looked_up(self):
        self.account(size=1100)
        self.next_run("--tables", "candidates")
        empty = "body:resource=candidates,page=list,times=1,base64=" + b64encode(b'{"data":[]}').decode()
        self.faults(empty)
        self.sandbox.log.clear()
        manifest = self.next_run("--tables", "candidates", "--max-delete-ratio", "1")
        self.assertEqual(self.counts(manifest), {})
        self.assertEqual(manifest["resources"]["candidates"]["passes"], 2)
        self.assertEqual([one for one in self.requests() if one.page == "id"], [])


class Unknown(SeveralRuns):
    """None of this makes a tombstone, and the next run finds everything as it was."""

    size = 30

    def check(self, *arguments, status, mode="changes"):
        before = self.live()
        manifest = self.next_run(*arguments, status=status, mode=mode)
        self.assert_nothing_gone(manifest)
        self.assertEqual(self.live(), before)
        return manifest

    def settle(self):
        self.faults()
        manifest = self.next_run()
        self.assertEqual({name: rows for name, rows in self.counts(manifest).items() if rows.keys() - {"changed"}}, {})
        return manifest

    def test_a_resource_that_is_forbidden_once(self):
        self.next_run()
        self.faults("forbid:resource=jobs")
        manifest = self.check(status=3)
        self.assertEqual(manifest["tables"]["job_hiring_team"]["status"], "not_readable")
        self.assertEqual(self.counts(manifest), {})
        self.assertEqual(self.counts(self.settle()), {})

    def test_tags_that_the_service_no_longer_gives(self):
        self.next_run()
        self.faults("reject:part=extra_fields")
        manifest = self.check(status=0)
        self.assertEqual(manifest["resources"]["candidates"]["given_up"], ["extra_fields"])
        rows = manifest["tables"]["candidate_tags"]["rows"]
        self.assertEqual((rows["unchanged"], rows["written"]), (self.live()["candidate_tags"], 0))
        self.settle()

    def test_a_snapshot_that_lacks_them_says_so(self):
        self.next_run()
        self.faults("reject:part=extra_fields")
        manifest = self.check(status=3, mode="snapshot")
        self.assertEqual(manifest["tables"]["candidate_tags"]["status"], "incomplete")
        self.assertEqual(manifest["tables"]["tags"]["status"], "incomplete")
        self.assertEqual(manifest["tables"]["candidates"]["status"], "complete")
        self.settle()

    def test_private_jobs_that_the_service_refuses_to_list(self):
        self.next_run()
        self.faults("reject:resource=jobs,part=filter,value=private_job")
        manifest = self.check(status=3)
        hidden = manifest["tables"]["jobs"]["rows"]["unconfirmed"]
        self.assertGreater(hidden, 0)
        again = self.check(status=3)  # the same narrow view once more: still nothing is gone
        self.assertEqual(again["tables"]["jobs"]["rows"]["unconfirmed"], hidden)
        self.settle()
        self.assertEqual(self.counts(self.next_run()), {})

    def test_a_view_that_stays_narrower_needs_a_new_state_for_complete_runs(self):
        first = self.next_run()
        self.faults("reject:part=filter,value=private_job")
        for _ in range(2):
            self.check(status=3)
        self.assertEqual(os.readlink(self.path("output", "latest")), first["run_id"])
        os.rename(self.path("output", ".state", "acme.db"), self.path("old.db"))
        manifest = self.next_run(mode="snapshot")
        shown = manifest["tables"]["jobs"]["rows"]["created"]
        self.assertLess(shown, first["tables"]["jobs"]["rows"]["created"])
        self.assertEqual(os.readlink(self.path("output", "latest")), manifest["run_id"])
        manifest = self.next_run()
        self.assertEqual((self.counts(manifest), manifest["tables"]["jobs"]["rows"]["unchanged"]), ({}, shown))

    def test_a_job_that_is_deleted_while_private_ones_are_hidden(self):
        self.next_run()
        self.faults("reject:resource=jobs,part=filter,value=private_job")
        hidden = self.check(status=3)["tables"]["jobs"]["rows"]["unconfirmed"]
        shown = [row["remote_id"] for row in self.shown_jobs()]
        self.changes({"name": "delete", "resource": "jobs", "id": shown[0]})
        self.assertEqual(self.check(status=3)["tables"]["jobs"]["rows"]["unconfirmed"], hidden + 1)
        self.check(status=0, mode="delta")  # does not make the narrower view the usual one either
        self.check(status=3)
        self.faults()
        manifest = self.next_run()
        self.assertEqual([row["remote_id"] for row in self.tombstones("jobs")], [shown[0]])
        self.assertGreater(manifest["tables"]["job_application_stages"]["rows"]["deleted"], 0)

    def shown_jobs(self):
        self.next_run("--no-state", mode="snapshot")
        return self.rows("jobs")

    def test_an_attribute_that_is_absent(self):
        self.next_run()
        self.faults("patch:resource=candidates,path=attributes.tags,drop=1")
        self.check(status=0)
        self.settle()

    def test_a_record_without_a_list_does_not_keep_what_only_others_listed(self):
        self.next_run(mode="snapshot")
        remote = {row["id"]: row["remote_id"] for row in self.rows("candidates")}
        holders = {}
        for row in self.rows("candidate_tags"):
            holders.setdefault(row["tag_id"], []).append(remote[row["candidate_id"]])
        first, second = [(tag, *who) for tag, who in holders.items() if len(who) == 1][:2]
        self.assertNotEqual(first[1], second[1])
        self.faults(
            "patch:resource=candidates,id=%s,path=attributes.tags,drop=1" % first[1],
            "patch:resource=candidates,id=%s,path=attributes.tags,value=[]" % second[1],
        )
        self.next_run()
        gone = {row["id"] for row in self.tombstones("tags")}
        self.assertIn(second[0], gone)
        self.assertNotIn(first[0], gone)

    def test_relationships_without_linkage(self):
        self.next_run()
        for name in ("stages", "questions", "hiring_manager_user"):
            self.faults("patch:resource=jobs,path=relationships.%s.data,drop=1" % name)
            self.check(status=0)
        self.settle()

    def team(self, manager, recruiter):
        """A job with this hiring team. None: nobody; an empty text: the service does not say."""

        def patched(who):
            return "drop=1" if who == "" else "value=" + quote(json.dumps(who and {"type": "users", "id": who}))

        people = (("hiring_manager_user", manager), ("recruitment_manager_user", recruiter))
        job = self.listed("jobs")[0]
        patch = "patch:resource=jobs,id=%s,path=relationships.%s.data,%s"
        self.faults(*(patch % (job, name, patched(who)) for name, who in people))

    def test_half_a_hiring_team_takes_no_role_from_those_who_are_known(self):
        one, other = self.listed("users")[:2]
        self.team(one, one)
        self.next_run()
        before = self.state_rows()
        for people in ((one, ""), ("", one)):
            self.team(*people)
            manifest = self.check(status=0)
            self.assertEqual(self.counts(manifest, "job_hiring_team"), {})
            self.assertEqual(manifest["tables"]["job_hiring_team"]["rows"]["unchanged"], self.live()["job_hiring_team"])
            manifest = self.check(status=3, mode="snapshot")
            self.assertEqual(self.counts(manifest, "job_hiring_team"), {"job_hiring_team": {"unconfirmed": 1}})
        team = [row for row in before if row[0] == "job_hiring_team"]
        self.assertEqual([row for row in self.state_rows() if row[0] == "job_hiring_team"], team)
        self.team(other, "")  # a new member is written with what is known of them
        self.assertEqual(self.counts(self.next_run(), "job_hiring_team"), {"job_hiring_team": {"created": 1}})
        self.assertEqual([row["roles"] for row in self.rows("job_hiring_team")], ['["HIRING_MANAGER"]'])
        self.team(one, None)
        self.assertEqual(self.counts(self.next_run(), "job_hiring_team"), {"job_hiring_team": {"changed": 1, "deleted": 1}})
        self.team(other, "")  # and so is one who is back
        self.assertEqual(self.counts(self.next_run(), "job_hiring_team"), {"job_hiring_team": {"changed": 1}})

    def test_stages_that_are_linked_but_not_included(self):
        self.next_run()
        self.faults("omit:resource=jobs,type=stages,every=2")
        self.check(status=0)
        self.settle()

    def test_tables_that_are_not_requested(self):
        self.next_run()
        for identifier in self.listed("jobs")[:2]:
            self.changes({"name": "delete", "resource": "jobs", "id": identifier})
        self.check("--tables", "users,candidates,tags", status=0)
        manifest = self.next_run()
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["deleted"], 2)

    def test_a_delta(self):
        self.next_run()
        self.changes({"name": "delete", "resource": "candidates"}, {"name": "delete", "resource": "users"})
        self.check(status=0, mode="delta")

    def test_a_resource_that_keeps_changing(self):
        self.next_run()
        self.faults("total:resource=jobs,plus=3")
        manifest = self.check(status=3)
        self.assertEqual(manifest["tables"]["jobs"]["warnings"].get("drift"), 1)
        self.settle()


class Unlinked(SeveralRuns):
    """A run that wants things without the links to them still remembers the links: a record that says nothing keeps what
    it listed before."""

    def patch(self, resource, identifier, path, value):
        """The record has this value; None: the service does not say."""
        change = "drop=1" if value is None else "value=" + quote(json.dumps(value))
        return "patch:resource=%s,id=%s,path=%s,%s" % (resource, identifier, path, change)

    def check(self, things, links, shown, silent, gone):
        """The last three are faults: with them a record lists the things, does not say what it lists, lists nothing."""
        self.faults(*shown)
        found = self.next_run("--tables", things)["tables"][things]["rows"]["created"]
        self.assertGreater(found, 0)
        for arguments in ((), (), ("--tables", things), ("--tables", links), ()):
            self.faults(*silent)
            self.assert_nothing_gone(self.next_run(*arguments))
        self.faults(*shown)
        self.assertEqual(self.counts(self.next_run(), things, links), {links: {"created": found}})
        self.faults(*silent)  # the known links say what the record listed
        self.assertEqual(self.counts(self.next_run(), things, links), {})
        self.faults(*gone)
        self.assertEqual(self.counts(self.next_run(), things, links), {one: {"deleted": found} for one in (things, links)})

    def test_tags_that_no_record_mentions(self):
        self.next_run()
        first = self.listed("candidates")[0]
        tags = next(self.sandbox.account.records("candidates"))["attributes"]["tags"]
        more = [*tags, {"context": "x", "name": "of nobody else"}]
        shown, silent = ([self.patch("candidates", first, "attributes.tags", value)] for value in (more, None))
        self.check("tags", "candidate_tags", shown, silent, ())

    def check_inner(self, name, things, links):
        path, order = "relationships.%s.data" % name, "order:resource=jobs,document=data-meta"
        silent_ones = [
            one["id"] for one in self.sandbox.account.records("jobs") if "data" not in one["relationships"].get(name, {})
        ]
        plain = [self.patch("jobs", one, path, []) for one in silent_ones]
        self.faults(*plain)
        self.next_run()
        (new,) = self.changes({"name": "add", "resource": "jobs"})
        silent, gone = ([*plain, order, self.patch("jobs", new, path, value)] for value in (None, []))
        self.check(things, links, plain, silent, gone)

    def test_stages_that_no_record_mentions(self):
        self.check_inner("stages", "application_stages", "job_application_stages")


class Parts(SeveralRuns):
    """A run of some tables leaves the others as they were; the next run of those writes what they missed."""

    def test_a_run_of_links_alone_finds_deleted_parents(self):
        only = ("--tables", "candidate_tags")
        self.next_run(*only)
        parents = {row["candidate_id"] for row in self.rows("candidate_tags")}
        for identifier in self.listed("candidates")[:6]:
            self.changes({"name": "delete", "resource": "candidates", "id": identifier})
        self.next_run(*only)
        gone = {row["candidate_id"] for row in self.tombstones("candidate_tags")}
        self.assertTrue(gone)
        self.assertLess(gone, parents)
        manifest = self.next_run()  # now the parents too: those that are left are new, nothing else is gone
        self.assertEqual(manifest["tables"]["candidates"]["rows"]["created"], len(self.listed("candidates")))
        self.assert_nothing_gone(manifest)

    def test_a_run_of_parents_alone_leaves_their_links_to_the_next_run(self):
        self.next_run()
        self.changes({"name": "delete", "resource": "jobs"})
        manifest = self.next_run("--tables", "jobs")
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["deleted"], 1)
        manifest = self.next_run()
        self.assertEqual(manifest["tables"]["jobs"]["rows"]["deleted"], 0)
        self.assertGreater(manifest["tables"]["job_application_stages"]["rows"]["deleted"], 0)

    def test_a_delta_after_a_run_of_some_tables_misses_nothing(self):
        self.next_run()
        (changed,) = self.changes({"name": "update", "resource": "candidates"})
        self.next_run("--tables", "tags")
        self.next_run(mode="delta")
        self.assertEqual(self.ids("candidates"), [changed])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Checks that the sandbox serves every resource as resources.txt says, and nothing else. Run: python3 test_resources.py"""

import json
import os
import sys
import unittest
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from account import Account  # noqa: E402
from answers import Request, Sandbox  # noqa: E402
from case import Case  # noqa: E402
from encoding import encode  # noqa: E402
from rules import RESOURCES, TYPES  # noqa: E402

LISTS_ONLY = ("job_templates", "questions")
NO_RECORDS = ("position_holders",)  # nothing is known of them but their name
# What the sandbox does not look up from this side.
NOWHERE = {
    "structure_custom_group_ones.jobs", "position_openings.position_holder", "stages.applications", "scorecards.scorecard_notes",
    "scorecards.user_scorecards", "onboarding_answers.document_request",
}  # fmt: skip
WITHOUT_DATES = ("users", "custom_fields", "structure_links")
NO_ID_SORT = ("candidate_assessments",)
SCORES = (
    "/applications?include=offers.custom_attributes.custom_field,answers.question,user_scorecards.user,"
    "user_scorecards.scorecard_ratings,scorecard_ratings.scorecard_option,document_requests.answers,"
    "structured_section_responses.answers&extra_fields[offers]=attachments&page[size]=1000"
)


class TheTypes(unittest.TestCase):
    def test_counts_of_the_documentation(self):
        unnamed = ("scorecard_options", "position_holders")  # have no schema
        known = [one for name, one in TYPES.items() if name not in unnamed]
        attributes = [one for kind in known for one in kind.attributes.values()]
        self.assertEqual((len(known), len(attributes), sum(one.extra for one in attributes)), (56, 579, 25))
        self.assertEqual(sum(len(kind.links) for kind in known), 127)
        self.assertEqual(len(RESOURCES), 31)

    def test_every_relationship_leads_to_a_type(self):
        for name, known in TYPES.items():
            for link in known.links.values():
                self.assertLessEqual(set(link.targets), set(TYPES), (name, link.name))


class TheRecords(unittest.TestCase):
    def records(self, kind, size=60):
        account = Account(1, size)
        return [account.record(kind, index) for index in account.every(kind) if account.exists(kind, index)]

    def test_every_type_has_records_also_in_a_small_account(self):
        account = Account(1, 60)
        counts = {kind: sum(account.exists(kind, index) for index in account.every(kind)) for kind in TYPES}
        self.assertEqual([kind for kind, count in counts.items() if not count], list(NO_RECORDS))

    def test_every_attribute_has_a_value_somewhere(self):
        never = set()
        for kind, known in TYPES.items():
            records = [one["attributes"] for one in self.records(kind, 120)]
            never.update("%s.%s" % (kind, name) for name in known.attributes if all(one.get(name) is None for one in records))
        self.assertEqual({name for name in never if name.partition(".")[0] not in NO_RECORDS}, set())

    def test_every_relationship_leads_somewhere(self):
        nowhere = set()
        for kind, known in TYPES.items():
            records = self.records(kind)
            nowhere.update("%s.%s" % (kind, name) for name in known.links if not any(self.linked(one, name) for one in records))
        self.assertEqual(nowhere, NOWHERE)

    def test_every_list_holds_something(self):
        for kind, known in TYPES.items():
            for name in (one.name for one in known.attributes.values() if one.kind in ("list", "tags", "files")):
                values = [one["attributes"].get(name) for one in self.records(kind)]
                self.assertTrue(any(isinstance(one, list) and one for one in values), (kind, name))

    def test_ids_are_digits_in_strings_and_one_is_an_integer(self):
        for kind in TYPES:
            for record in self.records(kind):
                self.assertTrue(record["id"].isdigit(), record["id"])
        self.assertTrue(all(isinstance(one["attributes"]["access_group_id"], int) for one in self.records("users")))
        groups = {one["id"] for one in self.records("access_groups")}
        self.assertLessEqual({str(one["attributes"]["access_group_id"]) for one in self.records("users")}, groups)

    def test_files_have_a_filename_or_a_name(self):
        found = [one for card in self.records("answers") for one in card["attributes"].get("attachments") or () if one]
        names = Counter(tuple(sorted(one)) for one in found if isinstance(one, dict))
        self.assertLessEqual({("context", "filename", "url"), ("context", "name", "url")}, set(names))

    def test_the_documented_oddities(self):
        self.assertIn("not_started", [one["attributes"].get("status") for one in self.records("onboarding_applications")])
        self.assertIn("beta_notes", [name for one in self.records("comments") for name in one["attributes"]])
        types = [one["attributes"].get("commentable_type") for one in self.records("comments")]
        self.assertLessEqual({"Application", "JobSeeker", "Candidate", "Job", "Task"}, set(types))
        positions = [one["attributes"]["position"] for one in self.records("scorecard_sections")]
        self.assertTrue(all(isinstance(one, str) for one in positions))
        checks = [one["attributes"].get("result_details") for one in self.records("background_checks", 200)]
        self.assertLessEqual({dict, type(None)}, {type(one) for one in checks})

    def test_one_value_of_an_answer_holds(self):
        values = ("text_answer", "boolean_answer", "number_answer", "date_answer", "url_answer", "document_answer")
        for record in self.records("answers"):
            self.assertLessEqual(sum(record["attributes"].get(name) is not None for name in values), 1)

    def test_a_large_account_costs_nothing_until_it_is_read(self):
        account = Account(1, 200_000)
        last = account.record("comments", account.count["comments"] - 1)
        self.assertEqual(json.loads(encode(dict(last, relationships={})))["type"], "comments")
        answers = account.record("applications", 299_000)["relationships"]["answers"]["data"]()
        for one in answers:
            self.assertEqual(account.by_id(one["type"], one["id"])["id"], one["id"])

    def test_owned_records_go_with_their_owner(self):
        account = Account(1, 60)
        index = next(index for index in range(90) if account.record("applications", index)["relationships"]["offers"]["data"]())
        offer = account.record("applications", index)["relationships"]["offers"]["data"]()[0]
        account.delete("applications", account.id_of("applications", index))
        self.assertIsNone(account.by_id("offers", offer["id"]))
        account.restore("applications", account.id_of("applications", index))
        account.update("offers", offer["id"], "comment", "words")
        self.assertEqual(account.by_id("offers", offer["id"])["attributes"]["comment"], "words")
        account.delete("offers", offer["id"])
        left = account.record("applications", index)["relationships"]["offers"]["data"]()
        self.assertNotIn(offer, left)


    def test_what_is_linked_both_ways_agrees(self):
        account = Account(1, 40)
        for kind, name, back in (
            ("applications", "comments", "commentable"), ("applications", "onboarding_application", "application"),
            ("candidates", "job_seekers", "candidate"), ("jobs", "job_postings", "job"),
            ("positions", "child_positions", "parent_position"),
            ("user_scorecards", "scorecard_ratings", "user_scorecard"), ("requisitions", "requisition_details", "requisition"),
        ):  # fmt: skip
            links = [
                (record["id"], one)
                for record in self.records(kind, 40)
                for one in self.linked(record, name)
            ]
            self.assertTrue(links, (kind, name))
            for identifier, one in links:
                there = self.linked(account.by_id(one["type"], one["id"]), back)
                self.assertIn(there, ([], [{"type": kind, "id": identifier}]), (kind, name, one))  # some links are unknown

    def test_some_links_stand_twice(self):
        for kind, name in (("structured_sections", "questions"), ("candidates", "skills")):
            links = [[one["id"] for one in self.linked(record, name)] for record in self.records(kind)]
            self.assertTrue(any(len(set(one)) < len(one) for one in links), kind)

    def linked(self, record, name):
        data = record["relationships"].get(name, {}).get("data")
        data = data() if callable(data) else data
        return data if isinstance(data, list) else [data] if data else []

    def test_accounts_of_nobody(self):
        for size in (0, 1):
            server = Sandbox(seed=3, size=size)
            for resource in RESOURCES:
                visible = "filter[job_visibility]=external" if "job_visibility" in TYPES[resource].filters else ""
                request = Request("GET", "/api/v1/" + resource, visible, ())
                answer = server.answer(request, server.key, None, "http://127.0.0.1")
                self.assertIn("data", json.loads(b"".join(answer.pieces)), resource)

    def test_whatever_is_deleted_the_rest_is_read(self):
        account = Account(1, 40)
        for kind in TYPES:
            for index in list(account.every(kind))[::2]:
                if account.exists(kind, index):
                    account.delete(kind, account.id_of(kind, index))
        for resource in RESOURCES:
            for record in account.records(resource):
                json.loads(encode(record))
                for name in record.get("relationships", {}):
                    for one in self.linked(record, name):
                        account.by_id(one["type"], one["id"])

    def test_an_added_record_changes_no_other(self):
        before, after = Account(1, 40), Account(1, 40)
        for resource in RESOURCES:
            if resource != "custom_attributes":
                after.add(resource)
        for kind in TYPES:
            for index in before.every(kind):
                if kind not in ("candidates", "jobs", "positions"):  # these list what is new among theirs
                    self.assertEqual(encode(before.make(kind, index)), encode(after.make(kind, index)), (kind, index))


class EveryList(Case):
    def test_lists_and_single_records(self):
        for resource in RESOURCES:
            self.assertEqual(TYPES[resource].single, resource not in LISTS_ONLY)
            reply = self.get("/%s?page[size]=2&stats[total]=count" % resource)
            self.assertEqual((reply.status, len(reply.json["data"])), (200, 2), resource)
            self.assertGreaterEqual(reply.json["meta"]["stats"]["total"]["count"], 2)
            one = self.get("/%s/%s" % (resource, reply.json["data"][0]["id"]))
            self.assertEqual(one.status, 404 if resource in LISTS_ONLY else 200, resource)

    def test_answers_by_id_only(self):
        answer = self.sandbox.account.id_of("answers", next(self.sandbox.account.every("answers")))
        reply = self.get("/answers/%s?include=question,answer_options" % answer)
        self.assertEqual(reply.json["data"]["id"], answer)
        self.assertEqual([self.get(path).status for path in ("/answers", "/stages", "/offers/1", "/answers/7")], [404] * 4)

    def test_every_include_and_extra_field_is_taken_and_no_other(self):
        for resource in RESOURCES:
            for name in TYPES[resource].links:
                self.assertEqual(self.get("/%s?include=%s&page[size]=3" % (resource, name)).status, 200, (resource, name))
            extra = [one.name for one in TYPES[resource].attributes.values() if one.extra]
            if extra:
                query = "extra_fields[%s]=%s" % (resource, ",".join(extra))
                self.assertEqual(self.get("/%s?%s" % (resource, query)).status, 200, resource)
                self.assertEqual(self.get("/%s?%s,more" % (resource, query)).status, 400, resource)
            else:
                self.assertEqual(self.get("/%s?extra_fields[%s]=tags" % (resource, resource)).status, 400, resource)
            self.assertEqual(self.get("/%s?include=nothing" % resource).status, 400, resource)
            self.assertEqual(self.get("/%s?fields[%s]=nothing" % (resource, resource)).status, 400, resource)

    def test_every_sort_is_taken_and_no_other(self):
        for resource in RESOURCES:
            for name in ("id", "-id", "created_at", "-updated_at", "start_at", "responded_at", "opened_at", "name"):
                expected = 200 if name.lstrip("-") in TYPES[resource].sorts else 400
                self.assertEqual(self.get("/%s?sort=%s" % (resource, name)).status, expected, (resource, name))
            self.assertEqual("id" not in TYPES[resource].sorts, resource in NO_ID_SORT)

    def test_every_filter_is_taken_and_no_other(self):
        values = {"time": "2024-01-01T00:00:00Z", "flag": "true", "set": "true"}
        for resource in RESOURCES:
            for one in TYPES[resource].filters.values():
                value = one.values[0] if one.values else values.get(one.kind, "1")
                operator = "[gt]" if one.kind == "time" else ""
                path = "/%s?filter[%s]%s=%s" % (resource, one.name, operator, value)
                self.assertEqual(self.get(path).status, 200, path)
            self.assertEqual(self.get("/%s?filter[nothing]=1" % resource).status, 400, resource)
            dates = self.get("/%s?filter[created_at][gt]=2024-01-01T00:00:00Z" % resource).status
            self.assertEqual(dates, 400 if resource in WITHOUT_DATES else 200, resource)

    def test_sorts_and_filters_do_what_they_say(self):
        account = self.sandbox.account
        listed = self.ids("/candidate_assessments?sort=-created_at")
        times = [account.created("candidate_assessments", int(one) - 1) for one in listed]
        self.assertEqual(times, sorted(times, reverse=True))
        check = account.record("background_checks", 1)["attributes"]
        found = self.get("/background_checks?filter[provider_code]=%s" % check["provider_code"]).json["data"]
        self.assertEqual({one["attributes"]["provider_code"] for one in found}, {check["provider_code"]})
        self.assertIn("2", [one["id"] for one in found])
        late = "/comments?filter[created_at][gt]=2023-01-01T00:00:00Z&page[size]=1000"
        expected = [one for one in account.listing("comments") if account.created("comments", one) > 1672531200]
        self.assertEqual(self.ids(late), [account.id_of("comments", one) for one in expected])
        answered = self.get("/candidate_surveys?filter[responded]=true").json["data"]
        self.assertTrue(answered and all(one["attributes"].get("responded_at") for one in answered))
        video = self.get("/one_way_video_interviews?include=application.job&filter[job_visibility]=internal").json
        jobs = [one for one in video["included"] if one["type"] == "jobs"]
        shown = {one["attributes"].get("visibility") for one in jobs}
        self.assertIn("internal", shown)
        self.assertFalse(shown & {"external", "confidential", "private_job"})

    def test_custom_attributes_of_one_kind_of_owner(self):
        path = "/custom_attributes?filter[custom_attributable_type]=%s&include=custom_attributable,custom_field"
        for kind, owner in (("JobTemplate", "job_templates"), ("Offer", "offers"), ("Application", "applications")):
            records = self.get(path % kind).json["data"]
            linked = [one["relationships"]["custom_attributable"].get("data") for one in records]
            self.assertEqual({one["type"] for one in linked if one}, {owner})
        everything = self.get("/custom_attributes?page[size]=1000&stats[total]=count").json
        self.assertEqual(len({one["id"] for one in everything["data"]}), everything["meta"]["stats"]["total"]["count"])
        self.assertEqual(self.get(path % "Interview").status, 400)


class Documents(Case):
    def test_each_included_resource_stands_once_and_is_linked(self):
        document = self.get(SCORES).json
        keys = [(one["type"], one["id"]) for one in document["included"]]
        self.assertEqual(len(keys), len(set(keys)))
        linked = set()
        for record in document["data"] + document["included"]:
            for value in record.get("relationships", {}).values():
                data = value.get("data") or []
                linked.update((one["type"], one["id"]) for one in (data if isinstance(data, list) else [data]))
        self.assertLessEqual(set(keys), linked)
        always = {"jobs", "candidates", "stages"}  # some applications link to these whatever is asked
        self.assertLessEqual({kind for kind, _ in linked - set(keys)}, always)

    def test_only_asked_paths_have_linkage(self):
        included = self.get(SCORES).json["included"]
        unasked = {"meta": {"included": False}}
        for one in included:
            if one["type"] == "user_scorecards":
                self.assertIn("data", one["relationships"]["scorecard_ratings"])
                self.assertEqual(one["relationships"]["scorecard_answers"], unasked)
            if one["type"] == "offers":
                self.assertEqual(one["relationships"]["creator"], unasked)
            if one["type"] == "answers":
                self.assertNotIn("attachments", one["attributes"])

    def test_extra_fields_of_included_types(self):
        plain = "/applications?include=offers&page[size]=1000"
        shown = [
            {name for one in self.get(path).json["included"] for name in one["attributes"]}
            for path in (plain, plain + "&extra_fields[offers]=attachments")
        ]
        self.assertEqual(shown[1] - shown[0], {"attachments"})
        self.assertEqual(self.get(plain + "&extra_fields[offers]=tags").status, 400)

    def test_sparse_fields_of_included_types(self):
        reply = self.get("/job_postings?include=job,location&fields[jobs]=title")
        jobs = [one for one in reply.json["included"] if one["type"] == "jobs"]
        self.assertTrue(jobs and all(set(one["attributes"]) <= {"title"} for one in jobs))
        self.assertTrue(all(one["relationships"] == {} for one in jobs))

    def test_what_was_asked_may_be_without_linkage(self):
        records = self.get("/applications?include=offers&page[size]=1000").json["data"]
        shapes = {json.dumps(one["relationships"]["offers"])[:9] for one in records}
        self.assertLessEqual({'{"data": ', '{"meta": '}, shapes)

    def test_types_without_relationships_have_no_such_member(self):
        for resource in ("users", "departments", "divisions", "job_templates"):
            self.assertTrue(all("relationships" not in one for one in self.get("/" + resource).json["data"]))


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Checks other tenants than the newest without limits: an old version, a key that may not read all, limits.

Run: python3 test_tenants.py
"""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from answers import Sandbox  # noqa: E402
from case import KEY, Case  # noqa: E402
from limits import WINDOWS, Limits  # noqa: E402
from rules import NEW, OLD, RESOURCES, TYPES, Service  # noqa: E402

UNKNOWN = {"meta": {"included": False}}


class AnOldVersion(Case):
    def setUp(self):
        super().setUp()
        self.sandbox.control({"service": {"version": OLD}})

    def statuses(self, *paths):
        return [self.get(path).status for path in paths]

    def test_the_header_says_which(self):
        self.assertEqual(self.get("/users").headers["X-Pinpoint-Version"], OLD)
        self.sandbox.control({"reset": True})
        self.assertEqual(self.get("/users").headers["X-Pinpoint-Version"], NEW)

    def test_new_endpoints_are_missing(self):
        for resource in RESOURCES:
            self.assertEqual(self.get("/" + resource).status, 404 if TYPES[resource].new else 200, resource)
        missing = [name for name in RESOURCES if TYPES[name].new]
        self.assertEqual(len(missing), 13)
        self.assertIn("candidates", missing)

    def test_new_parts_are_refused(self):
        for path in (
            "/jobs?include=company", "/jobs?include=custom_attributes.custom_field", "/applications?include=furthest_stage",
            "/applications?include=scorecard_ratings", "/applications?include=offers.custom_attributes",
            "/interviews?include=interview_parts", "/locations?include=equality_monitoring_template",
            "/jobs?extra_fields[jobs]=users_emails_with_job_level_visibility", "/applications?fields[applications]=uuid",
            "/applications?extra_fields[applications]=days_in_current_stage", "/users?sort=id", "/custom_fields?sort=-id",
            "/users?filter[email]=a@b.example", "/departments?filter[created_at][gt]=2024-01-01T00:00:00Z",
            "/interviews?filter[updated_at][gt]=2024-01-01T00:00:00Z", "/interviews?stats[total]=count",
            "/hiring_workflows?page[size]=5", "/hiring_workflows?include=stages", "/jobs?filter[visibility]=private_job",
            "/applications?filter[job_visibility]=external,private_job", "/jobs?filter[status]=filled",
            "/comments?filter[commentable_type]=Candidate", "/jobs?locale=cy",
        ):  # fmt: skip
            self.assertEqual(self.get(path).status, 400, path)

    def test_old_parts_are_taken(self):
        for path in (
            "/jobs?include=stages,questions,custom_attributes&locale=de&sort=-id", "/applications?include=offers,answers,comments",
            "/applications?include=offers,offers.creator,offers.manager", "/interviews?include=interview_parts.interviewing_users",
            "/requisition_templates?include=requisition_template_fields,requisition_template_fields.template_custom_field",
            "/applications?extra_fields[applications]=tags,average_rating,attachments", "/hiring_workflows", "/users?page[size]=5",
            "/custom_attributes?filter[custom_attributable_type]=JobTemplate&include=custom_attributable,custom_field",
            "/equality_monitoring_categories?include=equality_monitoring_options", "/onboarding_applications?include=application",
        ):  # fmt: skip
            self.assertEqual(self.get(path).status, 200, path)

    def test_new_attributes_and_links_are_not_sent(self):
        application = self.get("/applications").json["data"][0]
        self.assertFalse({"uuid", "candidate_id", "ai_score", "preferred_name"} & set(application["attributes"]))
        self.assertFalse({"candidate", "furthest_stage", "user_scorecards"} & set(application["relationships"]))
        self.assertLessEqual({"offers", "onboarding_application", "scorecard_notes"}, set(application["relationships"]))
        self.assertNotIn("access_group_id", self.get("/users").json["data"][0]["attributes"])

    def test_only_known_versions(self):
        self.assertRaises(ValueError, Service, "1.0.24")


class AKeyWithoutPermissions(Case):
    def deny(self, *categories, includes="refuse"):
        self.sandbox.control({"service": {"denied": categories, "denied_includes": includes}})

    def test_endpoints_are_forbidden(self):
        self.deny("Scorecard", "Comment")
        for resource in RESOURCES:
            status = 403 if resource in ("scorecards", "comments") else 200
            self.assertEqual(self.get("/%s?page[size]=1" % resource).status, status, resource)
        self.assertEqual(self.get("/comments/310").json["errors"][0]["detail"], "Integration not enabled")

    def test_includes_fail_the_request(self):
        self.deny("Scorecard", "Offer")
        for path, status in (
            ("answers", 200), ("offers", 403), ("answers,user_scorecards", 403), ("job.applications.offers", 403),
            ("user_scorecards.user", 403),
        ):  # fmt: skip
            self.assertEqual(self.get("/applications?page[size]=1&include=" + path).status, status, path)

    def test_includes_come_back_unknown_or_empty(self):
        for includes, expected in (("hide", UNKNOWN), ("empty", {"data": []})):
            self.deny("Offer", includes=includes)
            document = self.get("/applications?include=offers,offers.creator,answers&page[size]=1000").json
            self.assertEqual({one["type"] for one in document["included"]} & {"offers", "users"}, set())
            shown = {json.dumps(one["relationships"]["offers"]) for one in document["data"]}
            self.assertEqual(shown, {json.dumps(expected)})
            self.assertIn("answers", {one["type"] for one in document["included"]})

    def test_of_several_types_only_the_forbidden_is_left_out(self):
        self.deny("TalentPipeline")
        document = self.get("/interviews?include=interviewable").json
        linked = {one["relationships"]["interviewable"]["data"]["type"] for one in document["data"]}
        self.assertEqual(linked, {"applications", "job_seekers"})
        self.assertEqual({one["type"] for one in document["included"]}, {"applications"})

    def test_only_known_categories(self):
        self.assertRaises(ValueError, Service, denied=("Scorecards",))
        self.assertRaises(ValueError, Service, denied_includes="sometimes")

    def test_a_reset_gives_all_back(self):
        self.deny("User")
        self.sandbox.control({"reset": True})
        self.assertEqual(self.get("/users").status, 200)


class TheLimits(unittest.TestCase):
    def setUp(self):
        self.time = 1000.0
        self.limits = Limits(clock=lambda: self.time)

    def taken(self, count):
        """How many of so many requests are taken."""
        return sum(self.limits.refusal() is None for _ in range(count))

    def test_a_minute_and_eight(self):
        self.assertEqual(self.taken(200), 120)
        self.time += 59.9
        self.assertEqual(self.taken(1), 0)
        self.time += 0.1
        self.assertEqual(self.taken(200), 39)  # refused requests count too: 201 before
        self.time += 60
        self.assertEqual(self.taken(1), 0)
        self.time = 1000.0 + 480
        self.assertEqual(self.taken(120), 120)

    def test_how_long_to_wait(self):
        self.taken(120)
        self.time += 20
        self.assertEqual(self.limits.refusal(), 40)
        self.taken(119)
        self.assertEqual(self.limits.refusal(), 460)

    def test_scaled(self):
        self.limits = Limits(60, clock=lambda: self.time)
        self.assertEqual(self.taken(130), 120)
        self.time += 0.25
        self.assertEqual(self.limits.refusal(), 0.75)
        self.time += 0.75
        self.assertEqual(self.taken(200), 240 - 131)
        self.assertRaises(ValueError, Limits, 0)


class LimitedRequests(Case):
    def test_refusals_say_when(self):
        self.sandbox.control({"limits": 0.001})  # the windows do not end during the test
        _, most = WINDOWS[0]
        replies = [self.get("/divisions?page[size]=1") for _ in range(most + 2)]
        self.assertEqual([one.status for one in replies], [200] * most + [429] * 2)
        headers, entry = replies[-1].headers, self.sandbox.log[-1]
        self.assertTrue(59_000 < int(headers["Retry-After"]) <= 60_000)
        self.assertGreater(int(headers["X-RateLimit-Reset"]), entry.started + 59_000)
        self.assertEqual(self.sandbox.log[-1].faults, ["limits"])

    def test_without_a_word_there_are_none(self):
        self.assertIsNone(Sandbox(key=KEY).limits)


if __name__ == "__main__":
    unittest.main()

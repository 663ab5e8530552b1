#!/usr/bin/env python3
"""Runs with other tenants: an old version of the service, and a key that may not read all."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import RESOURCES, Service, main  # noqa: E402

OLD = "1.0.23"
NEW_VISIBILITY = "private_job"  # not known to the old version, so these jobs are not requested


class Tenants(Service):
    size = 24

    def tenant(self, **service):
        self.sandbox.control({"service": service})

    def shown(self, resource, visibility_of):
        """Ids of what the old version shows: nothing of a job of the newer visibility."""
        account = self.sandbox.account
        return [account.id_of(resource, one) for one in account.listing(resource) if visibility_of(one) != NEW_VISIBILITY]

    def test_an_old_version(self):
        self.tenant(version=OLD)
        manifest = self.assert_exported(self.export(), 3)
        self.assertEqual(manifest["tables"]["candidates"]["status"], "not_readable")
        given_up = {name: manifest["resources"][name]["given_up"] for name in RESOURCES if name != "candidates"}
        self.assertEqual(
            given_up,
            {
                "users": [],
                "jobs": ["custom_attributes.custom_field", "private_job"],
                "applications": ["private_job"],
                "interviews": ["private_job", "stats"],
            },
        )
        account = self.sandbox.account
        self.assertEqual(self.ids("users"), self.listed("users"))
        self.assertEqual(self.ids("jobs"), self.shown("jobs", account.job_visibility))
        of_job = self.shown("applications", lambda one: account.job_visibility(account.job_of(one)))
        self.assertEqual(self.ids("applications"), of_job)
        self.assertTrue(self.rows("application_stages") and self.rows("screening_questions"))

    def test_the_native_tables_of_an_old_version(self):
        """Complete without what it never had. Its longer path brings the parts of interviews, though it refuses the shorter."""
        self.tenant(version=OLD)
        manifest = self.assert_exported(self.export("--tables", "native"), 0)
        status = {name: table["status"] for name, table in manifest["tables"].items()}
        self.assertIn("interview_parts", manifest["resources"]["interviews"]["given_up"])
        complete = ("interviews", "interview_parts", "interview_part_users", "offers", "requisition_details", "comments")
        for name in (*complete, "hiring_workflows"):
            self.assertEqual(status["pinpoint_" + name], "complete", name)
            self.assertTrue(manifest["tables"]["pinpoint_" + name]["rows"]["written"], name)
        for name in ("positions", "scorecards", "user_scorecards", "companies", "custom_field_options"):
            self.assertEqual(status["pinpoint_" + name], "not_readable", name)

    def test_a_list_without_pages(self):
        """An old version documents no parameter of this list, not even the page."""
        self.tenant(version=OLD)
        workflows = "pinpoint_hiring_workflows"
        for _ in range(2):
            manifest = self.assert_exported(self.export("--tables", workflows), 0)
            self.assertEqual(manifest["resources"]["hiring_workflows"]["given_up"], ["stats", "sort", "page"])
            self.assertEqual([row["id"] for row in self.rows(workflows)], self.listed("hiring_workflows"))
            self.assertEqual(self.requests("hiring_workflows")[-1].query, {})

    def test_a_list_that_is_refused_in_every_form(self):
        """The key is not to blame."""
        self.faults("status:resource=comments,code=400")
        result = self.export("--tables", "pinpoint_comments")
        self.assert_failed(result, 5, "400", "no optional part is left to give up", "request id")

    def test_an_old_version_that_becomes_new(self):
        self.tenant(version=OLD)
        self.assert_exported(self.export(), 3)
        self.tenant()
        self.sandbox.log.clear()
        self.assert_exported(self.export("--mode", "changes"))
        self.assertEqual({one.status for one in self.requests("candidates")}, {200})

    def test_a_key_without_some_permissions(self):
        self.tenant(denied=["Interview"])
        manifest = self.assert_exported(self.export(), 3)
        self.assertEqual(manifest["tables"]["interviews"]["status"], "not_readable")
        for resource in ("users", "jobs", "candidates", "applications"):
            self.assertEqual(self.ids(resource), self.listed(resource), resource)

    def all_tables(self):
        """The manifest of a run with the tables of both models, and how many requests each resource cost."""
        self.sandbox.log.clear()
        result = self.run_program("export", "--base-url", self.base, "--account", "acme", "--tables", "all")
        self.assert_status(result, 0)
        manifest = self.manifest()
        return manifest, {name: len(self.requests(name)) for name in manifest["resources"]}

    def test_both_models_of_an_old_version(self):
        """What the version lacks is found in few requests, and known the next time."""
        self.account(size=60)
        self.tenant(version=OLD)
        manifest, requests = self.all_tables()
        self.assertLessEqual(max(requests.values()), 3 + 12 + 2)  # at last the pages, two where no total was given
        for name in ("applications", "job_seekers"):
            kept = {"stats", "extra_fields", "offers", "answers", "custom_attributes"}
            self.assertEqual(kept & set(manifest["resources"][name]["given_up"]), set(), name)
        status = {name: table["status"] for name, table in manifest["tables"].items()}
        self.assertEqual(status["applications"], "complete")
        self.assertEqual((status["pinpoint_offers"], status["pinpoint_scorecard_notes"]), ("complete", "not_readable"))
        again, fewer = self.all_tables()
        self.assertEqual(again["resources"]["jobs"]["given_up"], manifest["resources"]["jobs"]["given_up"])
        self.assertLessEqual(max(fewer[name] for name in fewer if again["resources"][name]["pages"]), 2)

    def test_includes_that_are_forbidden(self):
        """Documented ones, too: the unified tables are as readable as without the native ones."""
        self.tenant(denied=["Offer"])
        manifest, _ = self.all_tables()
        self.assertEqual(manifest["tables"]["applications"]["status"], "complete")
        self.assertEqual(manifest["tables"]["pinpoint_applications"]["status"], "complete")
        self.assertEqual(manifest["tables"]["pinpoint_offers"]["status"], "not_readable")
        self.assertIn("offers", manifest["resources"]["applications"]["given_up"])
        self.assertEqual(self.all_tables()[1]["applications"], 1)

    def check_documented_part(self, part, *lost):
        """Refused for ever: only the tables that need it are lost, and both models have the rest."""
        self.faults("reject:resource=applications," + part)
        manifest, requests = self.all_tables()
        status = {name: table["status"] for name, table in manifest["tables"].items()}
        self.assertEqual({name for name in status if status[name] != "complete"}, {"pinpoint_" + name for name in lost})
        self.assertEqual(self.ids("applications"), self.listed("applications"))
        self.assertLessEqual(requests["applications"], 4 + 12 + 1)

    def test_a_documented_include_that_is_refused_for_ever(self):
        self.check_documented_part("part=include,value=offers", "offers", "offer_attachments", "offer_custom_attributes")

    def test_an_old_version_with_a_forbidden_include(self):
        """All that the vendor documents is tried before the parts that only newer versions know."""
        self.tenant(version=OLD, denied=["Location"])
        manifest = self.assert_exported(self.export("--tables", "pinpoint_jobs", "--no-state"))
        given_up = manifest["resources"]["jobs"]["given_up"]
        self.assertIn("location", given_up)
        self.assertEqual({"department", "hiring_manager_user", "recruitment_manager_user"} & set(given_up), set())
        self.assertEqual([row["id"] for row in self.rows("pinpoint_jobs")], self.shown("jobs", self.sandbox.account.job_visibility))

    def test_a_documented_extra_field_that_is_refused_for_ever(self):
        self.faults("reject:resource=applications,part=extra_fields,value=attachments")
        tables = ("applications", "pinpoint_applications", "pinpoint_application_tags", "pinpoint_offers")
        files = "pinpoint_offer_attachments"
        manifest = self.assert_exported(self.export("--tables", ",".join((*tables, files))), 3)
        status = {name: manifest["tables"][name]["status"] for name in (*tables, files)}
        self.assertEqual(status, {**{name: "complete" for name in tables}, files: "not_readable"})


if __name__ == "__main__":
    main()

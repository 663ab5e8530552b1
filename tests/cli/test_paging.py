#!/usr/bin/env python3
"""Where a resource ends, links.next, and an account that changes while it is read."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import Service, main  # noqa: E402


class Paging(Service):
    """Eight candidates, with nothing else asked for."""

    def export_candidates(self, *arguments, size=3):
        return self.export("--tables", "candidates", "--page-size", size, *arguments)

    def pages(self):
        return sorted(one.page for one in self.requests("candidates"))

    def resource(self):
        return self.manifest()["resources"]["candidates"]

    def assert_whole(self, pages, size=3, passes=1):
        self.assert_all_there(self.export_candidates(size=size), "candidates")
        self.assertEqual(self.pages(), pages)
        self.assertEqual((self.resource()["passes"], self.resource()["received"]), (passes, 8))

    def assert_incomplete(self, result):
        """Drift in every pass: the run is published as not complete, and says so."""
        manifest = self.assert_exported(result, 3)
        for name in ("candidates",):
            self.assertEqual(manifest["tables"][name]["status"], "incomplete")
            self.assertEqual(manifest["tables"][name]["warnings"].get("drift"), 1)
        self.assertEqual(manifest["resources"]["candidates"]["passes"], 3)
        self.assertFalse(os.path.lexists(os.path.join(self.output, "latest")))
        self.assertTrue(any("/candidates" in line for line in result.warnings), str(result))
        return manifest


class TheEnd(Paging):
    def test_a_short_last_page(self):
        self.assert_whole([1, 2, 3])
        self.assertEqual((self.resource()["pages"], self.resource()["requests"]), (3, 3))

    def test_a_full_last_page(self):
        self.assert_whole([1, 2, 3], size=4)
        self.assertEqual(self.resource()["announced"], 8)

    def test_one_page(self):
        self.assert_whole([1], size=500)

    def test_one_record_a_page(self):
        self.assert_whole(list(range(1, 10)), size=1)

    def test_pages_capped_by_the_service(self):
        self.faults("cap:size=3")
        self.assert_whole([1, 2, 3], size=500)

    def test_capped_pages_that_end_with_a_full_page(self):
        self.faults("cap:size=4")
        self.assert_whole([1, 2, 3], size=500)

    def test_page_numbers_ignored_and_everything_on_one_page(self):
        self.faults("ignore_page", "total:as=absent")
        self.assert_whole([1, 2], size=500)

    def test_page_numbers_ignored_with_a_total(self):
        self.faults("ignore_page")
        self.assert_whole([1], size=500)

    def test_page_numbers_ignored_and_not_everything_on_it(self):
        self.faults("ignore_page")
        self.assert_incomplete(self.export_candidates())
        self.assertEqual(self.ids("candidates"), self.listed("candidates")[:3])

    def test_no_total(self):
        self.faults("total:as=absent")
        self.assert_whole([1, 2, 3, 4])
        self.assertIsNone(self.resource()["announced"])

    def test_no_total_and_a_full_last_page(self):
        self.faults("total:as=absent")
        self.assert_whole([1, 2, 3], size=4)

    def test_no_total_and_capped(self):
        self.faults("total:as=absent", "cap:size=3")
        self.assert_whole([1, 2, 3, 4], size=500)

    def test_total_at_another_place(self):
        self.faults("total:as=meta")
        self.assert_whole([1, 2, 3])
        self.assertEqual(self.resource()["announced"], 8)

    def test_total_as_text(self):
        self.faults("total:as=text")
        self.assert_all_there(self.export_candidates(), "candidates")

    def test_a_total_that_is_too_great(self):
        self.faults("total:plus=1")
        manifest = self.assert_incomplete(self.export_candidates())
        self.assertEqual(manifest["resources"]["candidates"]["announced"], 9)
        self.assertEqual(self.ids("candidates"), self.listed("candidates"))

    def test_a_total_that_is_too_small(self):
        self.faults("total:plus=-3")
        self.assert_incomplete(self.export_candidates())
        self.assertEqual(self.ids("candidates"), self.listed("candidates"))

    def test_a_total_that_is_nonsense(self):
        """Pages ahead are requested up to the total, but not without end."""
        ahead, passes = 32, 3
        for plus in (-9, 10**17):
            self.sandbox.control({"reset": True})
            self.faults("total:plus=%d" % plus)
            self.assertIn(self.export_candidates().status, (0, 3, 6))
            self.assertLessEqual(len(self.requests("candidates")), passes * (4 + ahead))

    def test_an_empty_resource(self):
        changes = [{"name": "delete", "resource": "candidates", "id": one} for one in self.listed("candidates")]
        self.sandbox.control({"changes": changes})
        self.assert_exported(self.export_candidates())
        self.assertEqual((self.pages(), self.rows("candidates")), ([1], []))

    def test_ids_as_integers(self):
        self.faults("ids")
        self.assert_all_there(self.export("--page-size", "3"))

    def test_pages_ahead_come_out_in_order(self):
        self.account(size=60)
        self.faults("latency:page=2,seconds=0.3", "latency:page=5,seconds=0.2")
        result = self.export("--tables", "candidates,applications", "--page-size", "4", "--concurrency", "8")
        self.assert_all_there(result, "candidates", "applications")


class Links(Paging):
    def test_links_within_the_same_origin_are_followed(self):
        for kind in ("relative", "absolute"):
            self.sandbox.control({"reset": True})
            self.faults("links:next=" + kind)
            self.assert_whole([1, 2, 3])

    def test_links_to_another_origin(self):
        port = self.server.server_port
        for target in (
            "foreign",
            "http://127.0.0.1:%d/api/v1/candidates" % (port + 1),
            "https://127.0.0.1:%d/api/v1/candidates" % port,
            "http://localhost:%d/api/v1/candidates" % port,
            "//elsewhere.example/api",
            "http://127.0.0.1:%d@elsewhere.example/" % port,
            "http://user:pass@127.0.0.1:%d/" % port,
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://[",
        ):
            self.sandbox.control({"reset": True})
            self.faults("links:next=" + target.replace("%", "%25").replace(",", "%2C"))
            self.assert_failed(self.export_candidates(), 6, "links.next", "/candidates")
            self.assertEqual(self.pages()[0], 1)

    def test_a_link_to_an_earlier_page(self):
        self.faults("links:next=?page[number]=1&page[size]=3")
        result = self.export_candidates()
        self.assertIn(result.status, (3, 5, 6))
        self.assertLessEqual(len(self.requests("candidates")), 20)


class Drift(Paging):
    def export_candidates(self, *arguments, size=3):
        # One page after the other: what changes between two pages must not find both already sent.
        return super().export_candidates("--concurrency", "1", *arguments, size=size)

    def test_a_record_is_added_between_pages(self):
        self.faults("add:resource=candidates,page=2")
        self.assert_all_there(self.export_candidates(), "candidates")
        self.assertEqual((self.resource()["passes"], self.resource()["announced"]), (2, 9))

    def test_a_record_is_deleted_between_pages_and_another_slips_through(self):
        before = self.listed("candidates")
        self.faults("delete:resource=candidates,page=2,id=" + before[0])
        self.assert_exported(self.export_candidates())
        self.assertEqual(self.ids("candidates"), before[:3] + before[4:] + [before[3]])
        self.assertEqual((self.resource()["passes"], self.resource()["announced"]), (2, 7))

    def test_what_was_replaced_in_a_record_of_the_first_pass_only_is_counted(self):
        counts = []
        for text in ("xx", r"\u0000\ud800"):
            self.sandbox.control({"reset": True})
            first = self.listed("candidates")[0]
            patch = 'patch:resource=candidates,id=%s,path=attributes.last_name,value="%s"' % (first, text)
            self.faults(patch, "delete:resource=candidates,page=2,id=" + first)
            self.assert_exported(self.export_candidates())
            self.assertIn(first, self.ids("candidates"))
            self.assertEqual(self.resource()["passes"], 2)
            counts.append(self.manifest()["tables"]["candidates"]["replaced_characters"])
        self.assertEqual(counts[1], counts[0] + 2)

    def test_the_same_record_on_two_pages(self):
        before = self.listed("candidates")
        self.faults("move:resource=candidates,page=2,id=%s,to=0" % before[-1])
        self.assert_exported(self.export_candidates())
        self.assertEqual(self.ids("candidates"), before)
        self.assertEqual((self.resource()["passes"], self.resource()["received"]), (2, 8))

    def test_a_record_that_moves_to_a_later_page(self):
        before = self.listed("candidates")
        self.faults("move:resource=candidates,page=2,id=%s,to=7" % before[0])
        self.assert_exported(self.export_candidates())
        self.assertEqual(self.ids("candidates"), before[:3] + before[4:] + [before[3]])
        self.assertEqual(self.resource()["passes"], 2)

    def test_a_record_is_updated_between_pages(self):
        before = self.listed("candidates")
        for at in (0, 3, 7):
            self.faults("update:resource=candidates,page=2,id=" + before[at])
            self.assert_all_there(self.export_candidates(), "candidates")
            self.assertEqual(self.resource()["passes"], 1)

    def test_the_same_record_on_two_pages_without_a_total(self):
        before = self.listed("candidates")
        self.faults("total:as=absent", "move:resource=candidates,page=2,id=%s,to=0" % before[-1])
        self.assert_exported(self.export_candidates())
        self.assertEqual(len(set(self.ids("candidates"))), len(self.ids("candidates")))

    def test_an_account_that_changes_during_every_pass(self):
        self.faults("add:resource=candidates,page=2,times=-1")
        self.assert_incomplete(self.export_candidates())
        self.assertEqual(len(set(self.ids("candidates"))), len(self.ids("candidates")))
        self.assertTrue(set(self.listed("candidates")[:8]) <= set(self.ids("candidates")))

    def test_children_are_incomplete_with_their_parent(self):
        self.faults("total:resource=jobs,plus=1")
        manifest = self.assert_exported(self.export("--tables", "job_hiring_team,users"), 3)
        self.assertEqual(manifest["tables"]["job_hiring_team"]["status"], "incomplete")
        self.assertEqual(manifest["tables"]["users"]["status"], "complete")
        self.assertEqual(len(manifest["tables"]["job_hiring_team"]["files"]), 1)

    def test_rows_that_wait_are_written_once_in_every_pass(self):
        self.faults("total:resource=jobs,plus=1")
        self.assert_exported(self.export("--page-size", "3"), 3)
        for table in ("jobs", "application_stages", "screening_questions"):
            self.assertEqual(len(set(self.ids(table))), len(self.rows(table)), table)
        for table in ("job_application_stages", "job_screening_questions", "job_hiring_team"):
            ids = [row["id"] for row in self.rows(table)]
            self.assertEqual(len(set(ids)), len(ids), table)

    def test_a_latest_run_is_kept(self):
        self.assert_exported(self.export_candidates())
        first = self.runs()[0]
        self.faults("total:plus=1")
        self.assert_exported(self.export_candidates(), 3)
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), first)


if __name__ == "__main__":
    main()

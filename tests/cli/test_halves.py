#!/usr/bin/env python3
"""Pages that are too heavy for the service are requested in halves."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import Service, main  # noqa: E402


class Halves(Service):
    """Forty-eight candidates; some pages are too much for the service."""

    def setUp(self):
        super().setUp()
        self.account(size=48)

    def export_candidates(self, *arguments, size):
        return self.export("--tables", "candidates", "--page-size", size, *arguments)

    def resource(self):
        return self.manifest()["resources"]["candidates"]

    def asked(self):
        return [(one.page, int(one.query["page[size]"])) for one in self.requests("candidates")]

    def assert_halved(self, fault, *arguments, size=40):
        self.faults("heavy:resource=candidates," + fault)
        result = self.export_candidates(*arguments, size=size)
        self.assert_all_there(result, "candidates")
        self.assertEqual(self.resource()["passes"], 1)
        return result

    def test_pages_are_halved_down_to_what_the_service_can_answer(self):
        result = self.assert_halved("size=10", "--concurrency", "1")
        self.assertEqual(self.asked(), [(1, 40)] * 3 + [(1, 20)] * 3 + [(one, 10) for one in range(1, 6)])
        smaller = [line for line in result.warnings if "records at a time" in line]
        self.assertEqual(len(smaller), 2, str(result))
        for part in ("/candidates, page 1", "504", "request id", "20 records"):
            self.assertIn(part, smaller[0])
        self.assertEqual(self.resource()["retried"], 6)

    def test_a_later_page_is_the_heavy_one(self):
        self.assert_halved("size=10,at=30", "--concurrency", "1", size=20)
        self.assertEqual(self.asked(), [(1, 20)] + [(2, 20)] * 3 + [(3, 10), (4, 10), (5, 10)])

    def test_any_size_place_and_concurrency(self):
        def check(one, case):
            size, at = case
            one.assert_halved("size=12,at=%d" % at, "--concurrency", 1 + at % 5, size=size)

        self.each(check, [(size, at) for size in (50, 33, 19) for at in (0, 47)])

    def test_the_usual_size_too(self):
        self.faults("heavy:resource=users,size=500")
        self.assert_all_there(self.export("--tables", "users"), "users")
        self.assertEqual([one.query["page[size]"] for one in self.requests("users")], ["1000"] * 3 + ["500"])

    def test_pages_that_keep_breaking_off(self):
        self.faults("cut:resource=candidates,page=1,times=3,at=900")
        self.assert_all_there(self.export_candidates("--concurrency", "1", size=40), "candidates")
        self.assertEqual(self.asked(), [(1, 40)] * 3 + [(1, 20), (2, 20), (3, 20)])

    def test_records_added_between_halves(self):
        self.faults("heavy:resource=candidates,size=10", "add:resource=candidates,page=4")
        self.assert_all_there(self.export_candidates("--concurrency", "1", size=20), "candidates")
        self.assertEqual((self.resource()["passes"], self.resource()["received"]), (2, 49))

    def test_ten_is_the_smallest(self):
        self.faults("heavy:resource=candidates,size=1")
        result = self.export_candidates("--retries", "3", size=20)
        self.assert_failed(result, 5, "/candidates, page 1", "504", "4 tries")
        self.assertEqual(self.asked(), [(1, 20)] * 3 + [(1, 10)] * 4)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""check --plan: the requests of a run, before it makes them."""

import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import QUICK, RESOURCES, Service, main  # noqa: E402

HEAD = re.compile(r"/(\w+): (.*), (at least )?(\d+) requests?$")


class Plan(Service):
    program, size = QUICK, 12

    def plan(self, *arguments, env=None):
        """The plan by resource: records, requests, whether that is exact, parameters, further lines. And the last lines."""
        self.sandbox.log.clear()
        arguments = ("check", "--plan", *self.service_arguments(), *arguments)
        result = self.run_program(*arguments, env={"PINPOINT_API_KEY": None, **(env or {})})
        self.assert_status(result, 0)
        self.assertEqual((self.requests(), result.err), ([], ""))
        resources, further = {}, []
        for line in result.out.decode().splitlines():
            head = HEAD.match(line)
            if head:
                further = []
                resources[head[1]] = (head[2], int(head[4]), not head[3], {}, further)
            elif re.match(r"    \S+=\S", line):
                name, value = line.strip().split("=", 1)
                resources[list(resources)[-1]][3][name] = value
            elif line.startswith("    "):
                further.append(line)
        return resources, result.out.decode().splitlines()[-2:]

    def test_the_next_run_makes_these_requests(self):
        sizes = ("--page-size", "5")
        self.assert_exported(self.export(*sizes))
        resources, last = self.plan(*sizes)
        self.assertEqual(tuple(resources), RESOURCES)
        self.sandbox.log.clear()
        self.assert_exported(self.export(*sizes))
        for name, (records, requests, exact, parameters, _) in resources.items():
            made = self.requests(name)
            self.assertEqual((requests, exact), (len(made), True), name)
            self.assertEqual(records, "%d records" % len(self.listed(name)))
            for one in made:
                self.assertEqual({**parameters, "page[number]": one.query["page[number]"]}, one.query)
        self.assertIn("5 resources, %d requests. " % len(self.requests()), last[0])

    def test_before_the_first_run_the_sizes_are_not_known(self):
        resources, last = self.plan()
        for records, requests, exact, _, _ in resources.values():
            self.assertEqual((records, requests, exact), ("number of records unknown", 1, False))
        self.assertIn("5 resources, at least 5 requests. ", last[0])
        self.assertFalse(os.path.exists(self.output))

    def test_only_the_tables_that_are_wanted(self):
        resources, last = self.plan("--tables", "tags,users")
        self.assertEqual(list(resources), ["users", "candidates"])
        self.assertIn("2 resources", last[0])
        self.assertIn("up to 2000 (--max-lookups)", last[1])
        self.assertIn("2 resources", self.plan("--tables", "tags,users", "--max-lookups", "0")[1][1])

    def test_what_the_service_refused(self):
        self.faults("reject:part=filter,value=private_job", "oversize:size=300")
        self.assert_exported(self.export("--tables", "jobs", "--now", "2026-11-01T02:00:00Z"))
        _, _, _, parameters, further = self.plan("--now", "2026-11-07T02:00:00Z")[0]["jobs"]
        self.assertEqual(parameters["filter[visibility]"], "external,internal,confidential")
        self.assertEqual(parameters["page[size]"], "250")
        expected = "    without what the service refused on 2026-11-01: private_job; tried again from 2026-11-08 on"
        self.assertEqual(further, [expected])
        _, _, _, parameters, further = self.plan("--now", "2026-11-08T02:00:00Z")[0]["jobs"]
        self.assertIn("private_job", parameters["filter[visibility]"])
        self.assertEqual((parameters["page[size]"], further), ("1000", []))

    def test_a_delta(self):
        self.assert_exported(self.export())
        resources, last = self.plan("--mode", "delta")
        records, requests, exact, parameters, _ = resources["jobs"]
        self.assertEqual((requests, exact), (1, False))
        self.assertEqual(records, "what was updated, of %d records" % len(self.listed("jobs")))
        self.sandbox.log.clear()
        self.assert_exported(self.export("--mode", "delta"))
        since = "filter[updated_at][gt]"
        self.assertEqual(
            self.requests("jobs")[0].query[since], parameters[since].replace("%3A", ":").replace("%2B", "+")
        )
        self.assertEqual((resources["users"][1:3]), (1, True))
        self.assertIn("5 resources, at least 5 requests. ", last[0])

    def test_the_least_time(self):
        """Sizes as an account might have them, written into the state."""
        self.assert_exported(self.export("--tables", "users"))
        path = os.path.join(self.output, ".state", "acme.db")
        cases = (
            (0, "1 request.", "0 s"),
            (999, "1 request.", "0 s"),
            (1000, "2 requests.", "0 s"),
            (119999, "120 requests.", "0 s"),
            (120000, "121 requests.", "1 min 0 s"),
            (239999, "240 requests.", "1 min 0 s"),
            (240000, "241 requests.", "8 min 0 s"),
            (359999, "360 requests.", "8 min 0 s"),
            (360000, "361 requests.", "9 min 0 s"),
            (2500000, "2501 requests.", "1 h 20 min 0 s"),
        )
        for records, requests, time in cases:
            with sqlite3.connect(path) as db:
                db.execute("UPDATE resources SET records = ?", (records,))
            (sum_of_all,) = self.plan("--tables", "users", "--max-lookups", "0")[1][1:]
            self.assertIn("1 resource, " + requests, sum_of_all)
            self.assertTrue(sum_of_all.endswith(" begins after %s at the earliest." % time), sum_of_all)
        slower = self.plan("--tables", "users", "--max-lookups", "0", "--rate", "1/4")[1][1]
        self.assertTrue(slower.endswith(" after 2 h 46 min 40 s at the earliest."), slower)

    def test_what_cannot_be_planned(self):
        arguments = ("check", "--plan", *self.service_arguments())
        self.assert_one_error(self.run_program(*arguments, "--tables", "bogus"), 2, "bogus")
        self.assert_one_error(self.run_program(*arguments, "--mode", "delta", "--no-state"), 2, "--no-state")
        self.assert_exported(self.export("--tables", "users"))
        state = os.path.join(self.output, ".state", "acme.db")
        other = ("check", "--plan", "--subdomain", "other", "--state", state)
        self.assert_one_error(self.run_program(*other), 2, "belongs to account acme")
        missing = ("--state", self.path("missing.db"))
        self.assert_one_error(self.run_program(*arguments, *missing), 2, "missing.db")
        self.assertFalse(os.path.exists(self.path("missing.db")))


if __name__ == "__main__":
    main()

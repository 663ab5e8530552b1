#!/usr/bin/env python3
"""The exact requests; which parts are left out after a 400; who may read what."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import CHILDREN, KEY, RESOURCES, TABLES, Service, main  # noqa: E402

ALL = "external,internal,private_job,confidential"
PAGE = {"stats[total]": "count", "page[number]": "1", "page[size]": "1000"}
ASKED = {
    "users": PAGE,
    "jobs": {
        "include": "department,location,hiring_manager_user,recruitment_manager_user,stages,questions,"
        "custom_attributes,custom_attributes.custom_field",
        "filter[visibility]": ALL,
        "sort": "id",
        **PAGE,
    },
    "candidates": {"include": "applications", "extra_fields[candidates]": "tags", "sort": "id", **PAGE},
    "applications": {"extra_fields[applications]": "tags", "filter[job_visibility]": ALL, "sort": "id", **PAGE},
    "interviews": {"include": "stage", "filter[job_visibility]": ALL, "sort": "id", **PAGE},
}
OPTIONAL = {
    "users": ["stats"],
    "jobs": ["custom_attributes.custom_field", "private_job", "stats"],
    "candidates": ["extra_fields", "stats"],
    "applications": ["private_job", "extra_fields", "stats"],
    "interviews": ["private_job", "stats"],
}
REJECTS = {
    "stats": "part=stats",
    "extra_fields": "part=extra_fields",
    "private_job": "part=filter,value=private_job",
    "custom_attributes.custom_field": "part=include,value=custom_attributes.custom_field",
}


def given_up_of(request):
    """Which optional parts are missing from a request."""
    query, missing = request.query, []
    for name in OPTIONAL[request.resource]:
        there = {
            "stats": "stats[total]" in query,
            "extra_fields": any(key.startswith("extra_fields") for key in query),
            "private_job": any("private_job" in query.get(key, "") for key in query if key.startswith("filter")),
            "custom_attributes.custom_field": "custom_attributes.custom_field" in query.get("include", "").split(","),
        }[name]
        if not there:
            missing.append(name)
    return missing


class Asked(Service):
    def test_every_request_exactly(self):
        self.assert_exported(self.export())
        for resource in RESOURCES:
            requests = self.requests(resource)
            self.assertEqual([one.query for one in requests], [ASKED[resource]], resource)
            self.assertEqual((requests[0].method, requests[0].path), ("GET", "/api/v1/" + resource))

    def test_headers(self):
        self.assert_exported(self.export())
        version = self.run_program("--version").out.decode().split()[1]
        for request in self.requests():
            headers = {name.lower(): value for name, value in request.headers}
            self.assertEqual(headers["accept"], "application/vnd.api+json")
            self.assertEqual(headers["user-agent"], "pinpoint-export/" + version)
            self.assertEqual(headers["x-api-key"], KEY)
            self.assertEqual(set(headers), {"host", "accept", "user-agent", "x-api-key", "accept-encoding"})
            self.assertIn("gzip", headers["accept-encoding"])

    def test_one_request_at_a_time(self):
        self.assert_exported(self.export("--concurrency", "1", "--page-size", "4"))
        asked = [one.resource for one in self.requests()]
        self.assertEqual([name for at, name in enumerate(asked) if at == 0 or asked[at - 1] != name], list(RESOURCES))
        self.assertEqual({one.in_flight for one in self.requests()}, {1})

    def test_never_more_in_flight_than_allowed(self):
        self.account(size=60)
        self.faults("latency:seconds=0.1")
        for number in (2, 4):
            self.sandbox.log.clear()
            self.assert_exported(self.export("--concurrency", number, "--page-size", "5"))
            self.assertEqual(max(one.in_flight for one in self.requests()), number)

    def test_page_size_is_for_all_resources(self):
        self.assert_exported(self.export("--page-size", "7"))
        sizes = {name: {one.query["page[size]"] for one in self.requests(name)} for name in RESOURCES}
        self.assertEqual(sizes, {name: {"7"} for name in RESOURCES})

    def test_the_path_of_the_base_url_is_kept(self):
        self.assert_exported(self.run_program("--base-url", self.base + "/", "--tables", "users"))
        self.assertEqual([one.path for one in self.requests()], ["/api/v1/users"])

    def test_a_rate_costs_no_request_more(self):
        """tests/unit/fetch/test_patience.c and test_flow.c show that the rate is kept, with a clock of their own."""
        self.assert_exported(self.export("--rate", "50", "--tables", "candidates", "--page-size", "1"))
        self.assertEqual(len(self.requests()), 9)

    def test_loopback_never_uses_a_proxy(self):
        proxy = "http://127.0.0.1:9"
        env = {"http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy, "ALL_PROXY": proxy}
        self.assert_exported(self.export("--tables", "users", env=env))
        self.assert_exported(self.export("--tables", "users", "--proxy", proxy))

    def test_gzip_answers(self):
        self.faults("gzip")
        self.assert_all_there(self.export())


class Sizes(Service):
    def sizes(self, resource):
        return [int(one.query["page[size]"]) for one in self.requests(resource)]

    def test_a_size_that_is_refused(self):
        def check(one, case):
            (takes, expected), code = case
            one.account(size=260)
            one.faults("oversize:size=%d,code=%d" % (takes, code))
            one.assert_all_there(one.export("--tables", "candidates"), "candidates")
            one.assertEqual(one.sizes("candidates")[: len(expected)], expected)
            one.assertLessEqual(set(one.sizes("candidates")[len(expected) :]), {expected[-1]})
            one.assertEqual(one.manifest()["resources"]["candidates"]["given_up"], [])

        cases = ((999, [1000, 1, 500]), (250, [1000, 1, 500, 250]), (100, [1000, 1, 500, 250, 100]))
        self.each(check, [(case, code) for case in cases for code in (400, 422)])

    def test_it_holds_for_all_resources_that_have_not_begun(self):
        self.faults("oversize:size=250")
        self.assert_all_there(self.export("--concurrency", "1"))
        self.assertEqual(self.sizes("users"), [1000, 1, 500, 250])
        for resource in RESOURCES[1:]:
            self.assertEqual(set(self.sizes(resource)), {250}, resource)

    def test_size_and_parts_at_once(self):
        self.faults("oversize:size=500", "reject:resource=jobs,part=filter,value=private_job")
        manifest = self.assert_exported(self.export("--tables", "jobs"))
        self.assertEqual(manifest["resources"]["jobs"]["given_up"], ["private_job"])
        self.assertEqual(self.sizes("jobs"), [1000, 1, 1, 1, 1, 1, 1000, 500])

    def test_smaller_than_a_hundred_is_not_tried(self):
        self.faults("oversize:size=99")
        result = self.export("--tables", "users")
        self.assert_failed(result, 5, "/users, page 1", "HTTP 400", "none of 100", "--page-size")
        self.assertEqual(self.sizes("users"), [1000, 1, 500, 250, 100])
        self.assert_all_there(self.export("--page-size", "99"))

    def test_on_a_later_page_it_is_an_error_like_any_other(self):
        self.faults("status:page=2,code=422")
        result = self.export("--tables", "candidates", "--page-size", "3")
        self.assert_failed(result, 5, "/candidates, page 2", "HTTP 422")


# In the order in which they are tried.
SEARCHED = {
    name: [part for part in ("stats", "extra_fields", "private_job", "custom_attributes.custom_field") if part in parts]
    for name, parts in OPTIONAL.items()
}


def forms_until_found(names, rejected):
    """The parts that each request leaves out, from the first one without any, until the right form is known."""
    forms, bad, rest, limit = [list(names)], [], list(names), len(names)
    while rest:
        if limit == 1:
            bad.append(rest.pop(0))
            limit = 0
            continue
        tried = limit // 2 or len(rest)
        forms.append(bad + rest[tried:])
        if set(rest[:tried]) & set(rejected):
            limit = tried
        else:
            rest, limit = rest[tried:], max(limit - tried, 0)
    return forms


class GivenUp(Service):
    def assert_given_up(self, resource, rejected):
        self.sandbox.control({"reset": True})
        self.faults(*("reject:resource=%s,%s" % (resource, REJECTS[name]) for name in rejected))
        result = self.export("--tables", resource, "--no-state")  # what is given up compares with nothing
        manifest = self.assert_exported(result)
        first = [one for one in self.requests(resource) if one.page == 1]
        asked = [(one.query["page[size]"], set(given_up_of(one))) for one in first]
        # At first the same for one record, since the size may be the reason; at last the form that was found, in full.
        tried = [("1", set(form)) for form in forms_until_found(SEARCHED[resource], rejected)]
        given_up = [name for name in OPTIONAL[resource] if name in rejected]
        self.assertEqual(asked, [("1000", set()), ("1", set()), *tried, ("1000", set(given_up))])
        self.assertLessEqual(len(asked), 3 + 12 + 1)
        self.assertEqual(manifest["resources"][resource]["given_up"], given_up)
        self.assertEqual(len(result.warnings), 3, str(result))

    def test_each_alone(self):
        for resource, names in OPTIONAL.items():
            for name in names:
                self.assert_given_up(resource, [name])

    def test_pairs(self):
        for resource in ("jobs", "applications"):
            one, two, three = OPTIONAL[resource]
            for rejected in ([one, two], [one, three], [two, three]):
                self.assert_given_up(resource, rejected)

    def test_all(self):
        for resource in ("jobs", "candidates", "applications", "interviews"):
            self.assert_given_up(resource, OPTIONAL[resource])

    def test_later_pages_leave_out_the_same_parts(self):
        self.faults("reject:resource=candidates,part=extra_fields")
        self.assert_exported(self.export("--tables", "tags", "--page-size", "3"))
        later = [one for one in self.requests("candidates") if one.page != 1]
        self.assertEqual([given_up_of(one) for one in later], [["extra_fields"]] * len(later))
        self.assertEqual(sorted(one.page for one in later), [2, 3])  # several in flight arrive in any order

    def test_private_jobs_are_given_up_with_their_rows(self):
        self.account(size=80)
        self.faults("reject:resource=jobs,part=filter,value=private_job")
        manifest = self.assert_exported(self.export("--tables", "jobs"))
        self.assertEqual(manifest["resources"]["jobs"]["given_up"], ["private_job"])
        self.assertLess(len(self.rows("jobs")), len(self.listed("jobs")))
        self.assertNotIn("UNLISTED", {row["visibility"] for row in self.rows("jobs")})

    def test_a_400_that_stays(self):
        for resource in RESOURCES:
            self.sandbox.control({"reset": True})
            self.faults("status:resource=%s,code=400" % resource)
            self.assert_failed(self.export(), 5, "/" + resource, "400", "request id")
            asked = [given_up_of(one) for one in self.requests(resource)]
            self.assertEqual(asked, [[], [], OPTIONAL[resource]])

    def test_a_400_on_a_later_page_is_an_error_like_any_other(self):
        self.faults("status:resource=candidates,page=2,code=400")
        self.assert_failed(self.export("--page-size", "3"), 5, "/candidates", "page 2", "400")


class Remembered(Service):
    """What the service refused is not requested again for a week, if there is a state."""

    def asked(self, day, *options):
        """The first pages that a run on that day of November requests, and how many warnings it has."""
        self.sandbox.log.clear()
        result = self.export("--tables", "jobs", "--now", "2026-11-%02dT02:00:00Z" % day, *options)
        self.assert_exported(result)
        first = [one for one in self.requests("jobs") if one.page == 1]
        return [(one.query["page[size]"], given_up_of(one)) for one in first], len(result.warnings)

    def test_parts(self):
        self.faults("reject:part=filter,value=private_job")
        whole, without = ("1000", []), ("1000", ["private_job"])
        asked, warnings = self.asked(1)
        self.assertEqual((asked[0], asked[-1], warnings), (whole, without, 3))
        self.assertEqual(self.asked(2), ([without], 0))
        self.assertEqual(self.manifest()["resources"]["jobs"]["given_up"], ["private_job"])
        self.assertEqual(self.asked(7), ([without], 0))
        asked, warnings = self.asked(8)
        self.assertEqual((asked[0], asked[-1], warnings), (whole, without, 3))
        self.assertEqual(self.asked(9), ([without], 0))
        self.sandbox.control({"clear": True})
        self.assertEqual(self.asked(14), ([without], 0))
        self.assertEqual(self.asked(15), ([whole], 0))
        self.assertEqual(self.asked(16), ([whole], 0))
        self.assertEqual(self.manifest()["resources"]["jobs"]["given_up"], [])

    def test_sizes(self):
        self.faults("oversize:size=300")
        self.assertEqual([size for size, _ in self.asked(1)[0]], ["1000", "1", "500", "250"])
        self.assertEqual(self.asked(2), ([("250", [])], 0))
        self.assertEqual(self.asked(3, "--page-size", "100"), ([("100", [])], 0))
        self.assertEqual([size for size, _ in self.asked(8)[0]], ["1000", "1", "500", "250"])

    def test_another_version_is_asked_for_all(self):
        whole, without = ("1000", []), ("1000", ["private_job"])
        lacks = "reject:part=filter,value=private_job"
        self.faults(lacks, "header:field=X-Pinpoint-Version,value=1.0.23")
        self.assertEqual(self.asked(1)[0][-1], without)
        self.assertEqual(self.asked(2), ([without], 0))
        self.sandbox.control({"clear": True})
        self.faults(lacks, "header:field=X-Pinpoint-Version,value=1.0.24")
        asked, warnings = self.asked(3)
        self.assertEqual((asked[:2], asked[-1], warnings), ([without, whole], without, 4))
        self.assertEqual(self.asked(4), ([without], 0))
        self.sandbox.control({"clear": True})
        self.faults("header:field=X-Pinpoint-Version,value=1.0.27")
        self.assertEqual(self.asked(5), ([without, whole], 1))
        self.assertEqual(self.asked(6), ([whole], 0))

    def test_without_a_state_nothing(self):
        self.faults("reject:part=filter,value=private_job")
        for day in (1, 2):
            self.assertEqual(self.asked(day, "--no-state")[1], 3)

    def test_a_run_that_fails_leaves_what_was_remembered(self):
        self.faults("reject:part=filter,value=private_job")
        self.asked(1)
        self.faults("status:resource=jobs,code=500")
        arguments = ("--tables", "jobs", "--now", "2026-11-09T02:00:00Z", "--retries", "0")
        self.assert_failed(self.export(*arguments), 5, "/jobs", runs=self.runs())
        self.sandbox.control({"clear": True})
        self.faults("reject:part=filter,value=private_job")
        self.assertEqual(self.asked(2), ([("1000", ["private_job"])], 0))

    def test_a_filter_without_which_known_records_are_hidden_is_tried_each_time(self):
        self.account(size=80)
        self.asked(1)
        self.faults("reject:part=filter,value=private_job")
        for day in (2, 3):
            self.sandbox.log.clear()
            result = self.export("--tables", "jobs", "--now", "2026-11-%02dT02:00:00Z" % day)
            self.assert_status(result, 3)
            self.assertEqual(given_up_of(self.requests("jobs")[0]), [])
        self.sandbox.control({"clear": True})
        self.assertEqual(self.asked(4), ([("1000", [])], 0))

    def test_other_tables_of_the_same_resource(self):
        """What one selection found out holds for the next one."""
        self.faults("reject:part=filter,value=private_job")
        self.asked(1)
        self.sandbox.log.clear()
        self.assert_exported(self.export("--tables", "job_hiring_team", "--now", "2026-11-02T02:00:00Z"))
        (request,) = self.requests("jobs")
        self.assertIn("private_job", given_up_of(request))  # besides what that table does not want


class Permissions(Service):
    def assert_not_readable(self, resource, fault):
        self.sandbox.control({"reset": True})
        self.faults(fault + ":resource=" + resource)
        before = self.runs()
        result = self.export()
        manifest = self.assert_exported(result, 3)
        for name in TABLES:
            table = manifest["tables"][name]
            if name in CHILDREN[resource]:
                self.assertEqual((table["status"], table["files"]), ("not_readable", []), name)
                self.assertEqual(table["rows"]["written"], 0)
                self.assertTrue(table["columns"])
            else:
                self.assertEqual((table["status"], len(table["files"])), ("complete", 1), name)
        self.assertEqual(len(result.warnings), 1, str(result))
        self.assertIn("/" + resource, result.warnings[0])
        self.assertEqual(len(self.requests(resource)), 1)
        self.assertFalse(manifest["complete"])
        self.assertEqual(len(self.runs()), len(before) + 1)
        self.assertFalse(os.path.lexists(os.path.join(self.output, "latest")))

    def test_each_forbidden(self):
        for resource in RESOURCES:
            self.assert_not_readable(resource, "forbid")

    def test_each_missing(self):
        for resource in RESOURCES:
            self.assert_not_readable(resource, "missing")

    def test_a_resource_that_is_not_exported_may_be_forbidden(self):
        self.faults("forbid:resource=jobs")
        self.assert_exported(self.export("--tables", "users,candidates"))

    def test_all_forbidden(self):
        self.faults("forbid")
        self.assert_failed(self.export(), 4, "every requested resource")
        self.sandbox.control({"clear": True})
        self.faults("missing")
        self.assert_failed(self.export(), 4, "every requested resource")

    def test_the_only_one_that_was_asked_for_is_forbidden(self):
        self.faults("forbid:resource=jobs")
        self.assert_failed(self.export("--tables", "application_stages"), 4)

    def test_a_refused_key(self):
        result = self.export(env={"PINPOINT_API_KEY": "another"})
        self.assert_failed(result, 4, "key", "request id")
        self.assertNotIn("another", result.err)

    def test_a_key_that_is_refused_later(self):
        self.faults("status:resource=candidates,page=2,code=401")
        self.assert_failed(self.export("--page-size", "3"), 4, "/candidates", "page 2", "401")

    def test_a_permission_that_is_lost_during_the_run(self):
        for fault in ("forbid", "missing"):
            self.faults(fault + ":resource=candidates,page=2")
            self.assert_failed(self.export("--page-size", "3"), 5, "/candidates", "page 2")


if __name__ == "__main__":
    main()

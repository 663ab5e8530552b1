#!/usr/bin/env python3
"""A service that refuses: what is requested again, after which wait, how often; redirects."""

import base64
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from failing import Failing  # noqa: E402
from harness import KEY, Sandbox, Service, main, start  # noqa: E402


class Statuses(Failing):
    def test_statuses_worth_another_try(self):
        codes = (202, 408, 421, 425, 429, 500, 502, 503, 504, 520, 599)
        self.each(lambda one, code: one.assert_recovers("status:page=2,times=1,code=%d" % code), codes)

    def test_statuses_not_worth_another_try(self):
        for code in (400, 402, 403, 404, 405, 406, 409, 410, 422, 451):
            self.spoil("status:page=2,code=%d" % code)
            self.assert_gives_up(5, 1, "HTTP %d (request id " % code)

    def test_other_2xx_statuses_are_failures(self):
        for code in (201, 203, 204, 206):
            self.spoil("status:page=2,code=%d,body=empty" % code)
            self.assert_gives_up(5, 1, str(code))

    def test_failures_of_the_first_page(self):
        self.each(
            lambda one, lines: one.assert_recovers(lines),
            ["status:page=1,times=1,code=503,body=html", "html:page=1,times=1", "cut:page=1,times=1,at=900"],
        )

    def test_two_failures_in_a_row(self):
        self.assert_recovers("status:page=2,times=2,code=500,body=empty", retried=2)

    def test_no_retries(self):
        self.spoil("status:page=2,times=1,code=503")
        self.assert_gives_up(5, 1, "503", "request id", "1 try", arguments=("--retries", "0"))

    def test_one_retry(self):
        self.spoil("status:page=2,code=503")
        self.assert_gives_up(5, 2, "503", "2 tries")

    def test_retries_are_counted_for_each_page(self):
        self.spoil(*("status:page=%d,times=1,code=503" % page for page in (1, 2, 3)))
        self.assert_all_there(self.candidates("--retries", "1"), "candidates")

    def test_messages_do_not_contain_the_body(self):
        self.spoil("body:code=500,base64=" + base64.b64encode(b"Sesame" * 9).decode())
        result = self.candidates("--retries", "1", "-v")
        self.assert_failed(result, 5)
        self.assertNotIn("Sesame", result.err)


    def test_a_promise_to_answer_later_is_no_answer(self):
        self.spoil("status:page=2,code=202,body=empty")
        self.assert_gives_up(5, 2, "HTTP 202", "a promise to answer later", "2 tries")


class Between(Failing):
    """Something on the way answers in the service's place: its pages are HTML."""

    def test_a_refusal_in_html_is_retried(self):
        def check(one, case):
            one.assert_recovers("status:page=%d,times=1,code=%d,body=html" % case)

        self.each(check, [(page, code) for page in (1, 2) for code in (401, 403)])

    def test_compressed_or_not(self):
        self.assert_recovers("status:page=2,times=1,code=403,body=html", "gzip:as=forced")

    def test_a_refusal_in_html_that_stays(self):
        for code in (401, 403):
            self.spoil("status:page=2,code=%d,body=html" % code)
            self.assert_gives_up(5, 2, "HTTP %d" % code, "HTML", "firewall or proxy in between", "2 tries")

    def test_it_does_not_make_a_resource_unreadable(self):
        self.spoil("status:page=1,code=403,body=html")
        result = self.candidates("--retries", "1")
        self.assert_failed(result, 5, "/candidates, page 1", "firewall or proxy in between")
        self.faults("status:code=403,body=html")
        self.assert_failed(self.export("--retries", "0"), 5, "firewall or proxy in between")

    def test_a_refusal_of_the_service_itself_is_not_retried(self):
        for body in ("errors", "json", "empty"):
            self.spoil("status:page=1,code=403,body=" + body)
            self.assert_exported(self.export("--tables", "candidates,users", "--no-state"), 3)
            self.spoil("status:page=1,code=401,body=" + body)
            self.assert_failed(self.candidates(), 4, "/candidates, page 1", "key was refused", runs=self.runs())
            self.assertEqual(len(self.asked()), 1)

    def test_check_says_so_too(self):
        for code in (401, 403):
            self.faults("status:resource=jobs,code=%d,body=html" % code)
            arguments = ("check", "--base-url", self.base, "--account", "acme", "--retries", "1")
            result = self.run_program(*arguments)
            self.assert_status(result, 5)
            self.assertEqual(len(result.errors), 1, str(result))
            for part in ("/jobs", "firewall or proxy in between", "2 tries"):
                self.assertIn(part, result.errors[0])
        self.faults("status:resource=jobs,times=1,code=403,body=html")
        self.assert_status(self.run_program(*arguments), 0)


class KeyRefused(Failing):
    """A 401 after the key was accepted in this run."""

    def test_it_is_tried_twice_more(self):
        self.assert_recovers("status:page=2,times=2,code=401", retried=2)

    def test_after_two_more_tries_the_run_ends_whatever_retries_says(self):
        for retries in ("0", "8"):
            self.spoil("status:page=2,code=401")
            self.assert_gives_up(4, 3, "HTTP 401", "accepted before in this run", arguments=("--retries", retries))

    def test_another_resource_may_have_shown_that_the_key_is_good(self):
        self.faults("status:resource=jobs,times=2,code=401")
        self.assert_all_there(self.export("--tables", "users,jobs", "--concurrency", "1"), "users", "jobs")


class Waits(Failing):
    """Which wait is planned. tests/unit/fetch/test_pace.c shows that every request keeps it, with a clock of its own."""

    def assert_asked_to_wait(self, seconds):
        """The retry budget does not allow the wait, so it does not begin, and the error line names it."""
        result = self.assert_gives_up(5, 1, "the service asks to wait", "--retry-budget", arguments=())
        named = int(re.search(r"asks to wait (\d+) s", result.errors[0]).group(1))
        self.assertAlmostEqual(named, seconds, delta=100)  # two dates of one answer may be written some time apart

    def test_retry_after_in_seconds(self):
        for code in (429, 503):
            self.spoil("status:page=2,code=%d,retry_after=3600" % code)
            self.assert_asked_to_wait(3600)
        self.spoil("status:page=2,code=429,retry_after=99999999999999999999999")
        self.assert_asked_to_wait(315360000)

    def test_after_the_wait_the_run_continues(self):
        self.assert_recovers("status:page=2,times=1,code=429,retry_after=1")

    def test_retry_after_as_a_date(self):
        self.spoil("status:page=2,code=429,retry_date=3600")
        self.assert_asked_to_wait(3600)

    def test_retry_after_by_the_services_own_clock(self):
        self.spoil("clock:offset=-3600", "status:page=2,code=429,retry_date=3600")
        self.assert_asked_to_wait(3600)

    def test_retry_after_in_the_past_or_nonsense(self):
        values = ("date=-3600", "after=soon", "after=-5", "after=%20", "after=1e9", "after=99999999999999999999x")
        self.each(lambda one, value: one.assert_recovers("status:page=2,times=1,code=429,retry_" + value), values)

    def test_the_retry_budget_ends_a_run(self):
        self.spoil("status:page=2,code=503")
        self.assert_failed(self.candidates("--retry-budget", "2", "--retries", "100"), 5, "retry budget")

    def test_the_others_continue_while_one_resource_waits(self):
        self.faults("status:resource=users,times=3,code=500", "latency:resource=jobs,seconds=0.1")
        self.assert_all_there(self.export("--page-size", "1"))
        users = self.requests("users")
        between = [one for one in self.requests("jobs") if users[0].finished < one.started < users[-1].started]
        self.assertNotEqual(between, [])


class Pace(Failing):
    """tests/unit/fetch/test_pace.c and test_patience.c show how many requests are in flight after a refusal."""

    def test_a_service_that_is_busy_from_time_to_time(self):
        self.account(size=200)
        self.faults("latency:seconds=0.02", "busy:requests=4")
        result = self.export("--page-size", "2", "--concurrency", "16", "--tables", "candidates")
        self.assert_all_there(result, "candidates")
        refused = [one for one in self.requests() if one.status == 429]
        self.assertNotEqual(refused, [])
        self.assertEqual(len(refused), self.resource()["retried"])
        self.assertEqual(len(result.warnings), len(refused))

    def test_one_request_at_a_time(self):
        self.spoil("status:page=2,times=2,code=429")
        self.assert_all_there(self.candidates("--concurrency", "1"), "candidates")
        self.assertEqual({one.in_flight for one in self.requests()}, {1})


class Windows(Service):
    """A service that counts requests as Pinpoint is said to, sixty times faster. tests/unit/fetch/test_windows.c has a clock."""

    size = 110

    def test_a_run_gets_everything_and_is_rarely_refused(self):
        self.sandbox.control({"limits": 60})
        result = self.export("--page-size", "1")
        self.assert_all_there(result)
        refused = [one for one in self.requests() if "limits" in one.faults]
        self.assertGreater(len(self.requests()) - len(refused), 240)  # the windows of a minute and of eight get full
        # Fewer than 480 requests fill at most three windows of a minute and one of eight.
        self.assertLessEqual(len(refused), 3 * (3 + 1))
        self.assertEqual(len(result.warnings), len(refused))
        for line in result.warnings:
            self.assertRegex(line, "HTTP 429.*; retrying in [0-9.]+ s")


class Redirects(Failing):
    def test_no_redirect_is_followed_and_the_key_is_not_sent(self):
        other = Sandbox(key=KEY)
        server = start(other)
        self.addCleanup(server.close)
        for code in (301, 302, 303, 307, 308):
            target = "http://127.0.0.1:%d/api/v1/candidates" % server.server_port
            self.spoil("redirect:page=2,code=%d,location=%s" % (code, target))
            self.assert_gives_up(5, 1, str(code), target)
        self.assertEqual(other.log, [])

    def test_not_even_to_the_same_host(self):
        self.spoil("redirect:page=1,location=/api/v1/users")
        self.assert_failed(self.candidates(), 5, "/api/v1/users", "renamed", "--account OLD --base-url URL")
        self.assertEqual(self.requests("users"), [])

    def test_messages_do_not_contain_secrets_of_the_target(self):
        self.spoil("redirect:page=2,location=https://user:Sesame@elsewhere.example/x?token=Sesame%23Sesame")
        result = self.assert_gives_up(5, 1, "https://elsewhere.example/x")
        self.assertNotIn("Sesame", result.err)

    def test_a_target_with_control_characters(self):
        self.spoil("redirect:page=2,location=https://elsewhere.example/%1b[31m%07")
        result = self.assert_gives_up(5, 1)
        self.assertNotIn("\x1b", result.err)


if __name__ == "__main__":
    main()

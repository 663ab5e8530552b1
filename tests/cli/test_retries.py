#!/usr/bin/env python3
"""A service that refuses: what is asked again, after what wait, how often; redirects."""

import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from failing import Failing  # noqa: E402
from harness import KEY, Sandbox, main, start  # noqa: E402


class Statuses(Failing):
    def test_statuses_worth_another_try(self):
        codes = (408, 429, 500, 502, 503, 504, 520, 599)
        self.each(lambda one, code: one.assert_recovers("status:page=2,times=1,code=%d" % code), codes)

    def test_statuses_not_worth_another_try(self):
        for code in (400, 401, 402, 403, 404, 405, 406, 409, 410, 422, 451):
            self.spoil("status:page=2,code=%d" % code)
            self.assert_gives_up(4 if code == 401 else 5, 1, "HTTP %d (request id " % code)

    def test_successes_that_are_none(self):
        for code in (201, 202, 203, 204, 206):
            self.spoil("status:page=2,code=%d,body=empty" % code)
            self.assert_gives_up(5, 1, str(code))

    def test_what_a_first_page_may_meet(self):
        self.each(
            lambda one, lines: one.assert_recovers(lines),
            ["status:page=1,times=1,code=503,body=html", "html:page=1,times=1", "cut:page=1,times=1,at=900"],
        )

    def test_several_times(self):
        self.assert_recovers("status:page=2,times=2,code=500,body=empty", retried=2)

    def test_retries_none(self):
        self.spoil("status:page=2,times=1,code=503")
        self.assert_gives_up(5, 1, "503", "request id", "1 try", arguments=("--retries", "0"))

    def test_retries_one(self):
        self.spoil("status:page=2,code=503")
        self.assert_gives_up(5, 2, "503", "2 tries")

    def test_retries_count_for_each_page_anew(self):
        self.spoil(*("status:page=%d,times=1,code=503" % page for page in (1, 2, 3)))
        self.assert_all_there(self.candidates("--retries", "1"), "candidates")

    def test_no_byte_of_a_body_is_told(self):
        self.spoil("body:code=500,base64=" + base64.b64encode(b"Sesame" * 9).decode())
        result = self.candidates("--retries", "1", "-v")
        self.assert_failed(result, 5)
        self.assertNotIn("Sesame", result.err)


class Waits(Failing):
    def waited(self):
        """Seconds between the answer to page 2 and its next try."""
        first, second = self.asked(2)[:2]
        return second.started - first.finished

    def test_retry_after_in_seconds(self):
        def check(one, code):
            one.assert_recovers("status:page=2,times=1,code=%d,retry_after=1" % code)
            one.assertGreaterEqual(one.waited(), 0.99)
            one.assertLess(one.waited(), 5)

        self.each(check, (429, 503))

    def test_retry_after_as_a_date(self):
        self.spoil("status:page=2,times=1,code=429,retry_date=2")
        self.assert_all_there(self.candidates(), "candidates")
        self.assertGreaterEqual(self.waited(), 0.99)  # dates have no fractions
        self.assertLess(self.waited(), 6)

    def test_retry_after_in_the_past(self):
        self.assert_recovers("status:page=2,times=1,code=429,retry_date=-3600")
        self.assertLess(self.waited(), 5)

    def test_retry_after_that_is_nonsense(self):
        def check(one, value):
            one.assert_recovers("status:page=2,times=1,code=429,retry_after=" + value)
            one.assertLess(one.waited(), 5)

        self.each(check, ("soon", "-5", "%20", "1e9", "99999999999999999999x"))

    def test_retry_after_by_the_services_own_clock(self):
        self.spoil("clock:offset=-86400", "status:page=2,times=1,code=429,retry_date=2")
        self.assert_all_there(self.candidates(), "candidates")
        self.assertGreaterEqual(self.waited(), 0.99)
        self.assertLess(self.waited(), 6)

    def test_a_wait_beyond_the_budget_is_not_begun(self):
        self.spoil("status:page=2,code=429,retry_after=3600")
        result = self.assert_gives_up(5, 1, "3600 s", "--retry-budget", arguments=())
        self.assertLess(result.seconds, 3)
        self.spoil("status:page=2,code=429,retry_after=99999999999999999999999")
        self.assertLess(self.assert_gives_up(5, 1, arguments=()).seconds, 3)

    def test_a_small_budget_ends_a_run_in_time(self):
        self.spoil("status:page=2,code=503")
        result = self.candidates("--retry-budget", "2", "--retries", "100")
        self.assert_failed(result, 5, "retry budget")
        self.assertLess(result.seconds, 6)

    def test_retry_after_holds_the_whole_run(self):
        self.faults("latency:page=1,seconds=0.1", "status:resource=users,times=1,code=429,retry_after=1")
        self.assert_all_there(self.export("--page-size", "3"))
        refused = self.requests("users")[0].finished
        self.assertEqual([one for one in self.requests() if refused + 0.1 < one.started < refused + 0.95], [])
        self.assertGreater(len([one for one in self.requests() if one.started > refused]), 5)

    def test_the_rest_goes_on_while_one_resource_waits_of_its_own_accord(self):
        self.faults("status:resource=users,times=3,code=500", "latency:resource=jobs,seconds=0.1")
        self.assert_all_there(self.export("--page-size", "1"))
        users = self.requests("users")
        between = [one for one in self.requests("jobs") if users[0].finished < one.started < users[-1].started]
        self.assertNotEqual(between, [])


class Pace(Failing):
    def refused(self):
        return [one for one in self.requests() if one.status == 429]

    def test_a_busy_service_gets_fewer_requests(self):
        self.account(size=200)
        self.faults("latency:seconds=0.02", "busy:requests=4")
        result = self.export("--page-size", "2", "--concurrency", "16", "--tables", "candidates")
        self.assert_all_there(result, "candidates")
        # Ten in flight were asked for and refused once; from then on now and then one is tried, and refused.
        self.assertLess(len(self.refused()), 40)
        self.assertEqual(len(self.refused()), self.resource()["retried"])
        self.assertEqual(len(result.warnings), len(self.refused()))
        late = [one.in_flight for one in self.requests()][40:]
        self.assertLessEqual(max(late), 8)
        self.assertGreaterEqual(max(late), 3)

    def test_speed_comes_back_slowly(self):
        self.account(size=200)
        self.faults("latency:seconds=0.02", "status:resource=candidates,page=20,times=1,code=429")
        result = self.export("--page-size", "2", "--concurrency", "8", "--tables", "candidates")
        self.assert_all_there(result, "candidates")
        refused = self.refused()[0].finished
        later = [one.in_flight for one in self.requests() if one.started > refused]
        self.assertLessEqual(max(later[4:12]), 5)
        self.assertLessEqual(max(later[30:38]), 7)
        self.assertEqual(max(later[-10:]), 8)

    def test_the_first_503_slows_every_resource(self):
        self.account(size=100)
        self.faults("latency:seconds=0.03", "status:resource=users,times=1,code=503,body=html")
        self.assert_all_there(self.export("--page-size", "2", "--concurrency", "16"))
        users = self.requests("users")[0]
        others = [one for one in self.requests() if one.started > users.finished]
        # Half of sixteen, and of what was under way then only the answers are awaited. On a busy machine a few more
        # are begun before the run has heard of it.
        self.assertGreater(len(others), 60)
        self.assertLessEqual(max(one.in_flight for one in others[16:32]), 10)
        self.assertGreaterEqual(max(one.in_flight for one in others[-60:]), 12)

    def test_one_request_at_a_time_keeps_a_distance(self):
        self.spoil("status:page=2,times=2,code=429")
        self.assert_all_there(self.candidates("--concurrency", "1"), "candidates")
        times = [one.started for one in self.asked()]
        self.assertGreater(times[-1] - self.asked(2)[1].finished, 0.24)
        self.assertLess(times[-1] - times[0], 10)


class Redirects(Failing):
    def test_none_is_followed_and_the_key_stays_here(self):
        other = Sandbox(key=KEY)
        server = start(other)
        self.addCleanup(server.close)
        for code in (301, 302, 303, 307, 308):
            target = "http://127.0.0.1:%d/api/v1/candidates" % server.server_port
            self.spoil("redirect:page=2,code=%d,location=%s" % (code, target))
            self.assert_gives_up(5, 1, str(code), target)
        self.assertEqual(other.log, [])

    def test_the_same_host_neither(self):
        self.spoil("redirect:page=1,location=/api/v1/users")
        self.assert_failed(self.candidates(), 5, "/api/v1/users")
        self.assertEqual(self.requests("users"), [])

    def test_secrets_in_the_target_are_not_told(self):
        self.spoil("redirect:page=2,location=https://user:Sesame@elsewhere.example/x?token=Sesame%23Sesame")
        result = self.assert_gives_up(5, 1, "https://elsewhere.example/x")
        self.assertNotIn("Sesame", result.err)

    def test_a_target_with_control_characters(self):
        self.spoil("redirect:page=2,location=https://elsewhere.example/%1b[31m%07")
        result = self.assert_gives_up(5, 1)
        self.assertNotIn("\x1b", result.err)


if __name__ == "__main__":
    main()

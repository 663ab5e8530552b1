"""A service with a handful of records that answers at once: for tests that run the program hundreds of times.

It has fixed accounts, one for each run of a test: http://127.0.0.1:PORT/NUMBER/api/v1. It does not check requests; the
sandbox does.
"""

import json
import re
import socketserver
import threading
from email.utils import formatdate

REQUEST = re.compile(rb"GET /(\d+)/api/v1/([a-z]+)(?:/(\w+))?(?:\?\S*)? HTTP/1\.1\r\n")
END = b"\r\n\r\n"


def link(kind, *ids):
    return {"data": [{"type": kind, "id": one} for one in ids]}


def link_one(kind, identifier):
    return {"data": {"type": kind, "id": identifier} if identifier else None}


def resource(kind, identifier, attributes, **relationships):
    stamp = {"created_at": "2026-01-0%dT10:00:00Z" % (1 + int(identifier) % 9), "updated_at": "2026-02-01T10:00:00Z"}
    return {"id": identifier, "type": kind, "attributes": {**stamp, **attributes}, "relationships": relationships}


class Account:
    """All records of all resources. Tests change them from run to run."""

    def __init__(self):
        self.users = {n: {"first_name": "U" + n, "last_name": "x", "email": "u%s@example.com" % n} for n in "123"}
        self.jobs = {"1": {"title": "Cook", "team": "12"}, "2": {"title": "Baker", "team": "3"}}
        self.stages = {"11": ("1", "Applied"), "12": ("1", "Talk"), "13": ("2", "Applied")}
        self.questions = {"21": ("1", "Why?")}
        self.candidates = {
            n: {"first_name": "C" + n, "last_name": "y", "tags": ["red", "tall"][: int(n) % 3]} for n in "1234"
        }
        self.applications = {n: {"candidate_id": n, "job_id": "1", "stage_id": "11"} for n in "1234"}
        self.interviews = {n: {"interviewable_id": n, "interviewable_type": "Application"} for n in "12"}

    def linked(self, records, job):
        return [identifier for identifier, (owner, _) in records.items() if owner == job]

    def job(self, identifier, title, team):
        return resource(
            "jobs",
            identifier,
            {"title": title},
            hiring_manager_user=link_one("users", team[:1]),
            recruitment_manager_user=link_one("users", team[1:]),
            stages=link("stages", *self.linked(self.stages, identifier)),
            questions=link("questions", *self.linked(self.questions, identifier)),
        )

    def resources(self):
        """By path: the records, and what is included with them."""
        stages = [resource("stages", n, {"name": name, "position": int(n)}) for n, (_, name) in self.stages.items()]
        questions = [
            resource("questions", n, {"title": title, "question_type": "short_text"})
            for n, (_, title) in self.questions.items()
        ]
        applications = [resource("applications", n, values) for n, values in self.applications.items()]
        belong = {
            n: [one["id"] for one in applications if one["attributes"]["candidate_id"] == n] for n in self.candidates
        }
        candidates = [
            resource("candidates", n, values, applications=link("applications", *belong[n]))
            for n, values in self.candidates.items()
        ]
        return {
            "users": ([resource("users", n, values) for n, values in self.users.items()], []),
            "jobs": ([self.job(n, **values) for n, values in self.jobs.items()], stages + questions),
            "candidates": (candidates, applications),
            "applications": (applications, []),
            "interviews": (
                [
                    resource("interviews", n, values, stage=link_one("stages", "12"))
                    for n, values in self.interviews.items()
                ],
                stages,
            ),
        }


def encoded(status, document):
    body = json.dumps(document).encode()
    head = "HTTP/1.1 %d X\r\nDate: %s\r\nContent-Type: application/vnd.api+json\r\nContent-Length: %d\r\n\r\n"
    return (head % (status, formatdate(1793491200, usegmt=True), len(body))).encode() + body


class Answers:
    """The answers for one account."""

    missing = encoded(404, {"errors": [{"status": "404", "title": "Not Found"}]})

    def __init__(self, account):
        self.answers = {}
        for name, (records, included) in account.resources().items():
            meta = {"stats": {"total": {"count": len(records)}}}
            self.answers[name, None] = encoded(200, {"data": records, "included": included, "meta": meta})
            for one in records:
                self.answers[name, one["id"]] = encoded(200, {"data": one, "included": included})

    def answer(self, name, identifier):
        return self.answers.get((name, identifier), self.missing)


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        waiting = b""
        try:
            while piece := self.request.recv(1 << 16):
                waiting += piece
                while END in waiting:
                    head, waiting = waiting.split(END, 1)
                    self.request.sendall(self.server.answer(head + END))
        except ConnectionError:
            pass  # the program was killed


class Tiny(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close, allow_reuse_address, request_queue_size = True, False, True, 64

    def __init__(self, *accounts):
        super().__init__(("127.0.0.1", 0), Connection)
        self.accounts = accounts
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, head):
        number, name, identifier = REQUEST.match(head).groups()
        return self.accounts[int(number)].answer(name.decode(), identifier and identifier.decode())

    def base(self, number):
        return "http://127.0.0.1:%d/%d/api/v1" % (self.server_address[1], number)

    def close(self):
        self.shutdown()
        self.server_close()

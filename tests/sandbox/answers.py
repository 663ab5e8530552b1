"""From a request to an answer: the key, the address, the query, the faults, the document. Knows nothing of sockets."""

import re
import threading
import time
from email.utils import formatdate

import query as queries
from account import Account
from document import Document
from encoding import text_of, utf8
from faults import Faults, Plan
from limits import Limits
from limits import headers as limit_headers
from rules import Service
from selection import Selections, shown

BASE = "/api/v1"
JSON_API = "application/vnd.api+json; charset=utf-8"
ACCEPTED = re.compile(r"\*/\*|application/(\*|json|vnd\.api\+json)")
CACHE_BYTES_MAX = 512 << 20
SMALL_BYTES_MAX = 64 << 20  # of small documents, whatever sandbox of this process wrote them
SMALL_BYTES = 1 << 20
# What changes the bytes of a document; pages under such faults are not kept.
CHANGES_DOCUMENT = {
    "cap",
    "ignore_page",
    "total",
    "links",
    "ids",
    "order",
    "data",
    "duplicate",
    "spaces",
    "omit",
    "definition",
    "patch",
}

ERRORS = {
    400: ("bad_request", "Bad Request", "Malformed query params"),
    401: ("unauthorized", "Unauthorized", "Invalid API key"),
    403: ("forbidden", "Forbidden", "Integration not enabled"),
    404: ("not_found", "Not Found", "Specified Record Not Found"),
    405: ("method_not_allowed", "Method Not Allowed", "This stand-in can only be read"),
    406: ("not_acceptable", "Not Acceptable", "Ask for application/vnd.api+json"),
    429: ("too_many_requests", "Too Many Requests", "Rate limit exceeded"),
    500: ("internal_server_error", "Internal Server Error", "Something went wrong on our side"),
}
HTML = b"<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>We'll be back soon</h1></body></html>\n"


class SmallDocuments:
    """The tests of one program request the same ones again and again."""

    def __init__(self):
        self.documents, self.bytes = {}, 0

    def kept(self, account, request, pieces):
        known = self.documents.get((account.identity(), request))
        if known is not None:
            return known
        return self.keep(account, request, pieces)

    def keep(self, account, request, pieces):
        """The pieces as they are made; kept after the last one if they are few and the account has not changed meanwhile."""
        made, size, key = [], 0, (account.identity(), request)
        for piece in pieces:
            yield piece
            size += len(piece)
            if size <= SMALL_BYTES:
                made.append(piece)
        if size <= SMALL_BYTES and self.bytes + size <= SMALL_BYTES_MAX and key[0] == account.identity():
            self.documents[key] = [b"".join(made)]
            self.bytes += size


SMALL = SmallDocuments()


class Answer:
    def __init__(self, status, pieces, content_type=JSON_API, headers=(), plan=None):
        self.status, self.pieces, self.content_type = status, pieces, content_type
        self.headers, self.plan = list(headers), plan or Plan()


def refusal(status, detail=None, headers=(), plan=None):
    code, title, usual = ERRORS.get(status, ("error", "Error", "Request failed"))
    document = {"errors": [{"code": code, "status": str(status), "title": title, "detail": detail or usual}]}
    return Answer(status, [utf8(text_of(document))], JSON_API.replace("utf-8", "UTF-8"), headers, plan)


class Request:
    """An entry of the log."""

    def __init__(self, method, path, raw_query, headers):
        self.method, self.path, self.raw_query, self.headers = method, path, raw_query, headers
        self.query, self.resource, self.page, self.status = {}, None, None, None
        self.bytes, self.complete, self.faults = 0, False, []
        self.started, self.finished, self.in_flight = time.time(), None, 0

    def to_json(self):
        hidden = {name.lower(): value for name, value in self.headers if name.lower() != "x-api-key"}
        return {
            "method": self.method,
            "path": self.path,
            "raw_query": self.raw_query,
            "query": self.query,
            "resource": self.resource,
            "page": self.page,
            "status": self.status,
            "headers": hidden,
            "bytes": self.bytes,
            "complete": self.complete,
            "faults": self.faults,
            "time": self.started,
            "finished": self.finished,
            "in_flight": self.in_flight,
        }


class Sandbox:
    """The account, its faults and its log, behind one lock. Documents are written outside the lock."""

    def __init__(self, seed=1, size=60, heavy=0, key="sandbox-key", faults=(), cache=False, service=None, limits=None):
        """`service`: arguments of rules.Service by name. `limits`: how many times faster than the service's own; None: none."""
        self.key, self.faults = key, Faults(faults)
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.offset, self.running, self.log = 0.0, 0, []
        self.cache, self.cached_bytes = {} if cache else None, 0
        self.original = (seed, size, heavy)
        self.original_service = dict(service or {}), limits
        self.open_service(*self.original_service)
        self.open_account(*self.original)

    def open_account(self, seed, size, heavy):
        self.account = Account(seed, size, heavy, clock=self.now)
        self.selections = Selections(self.account)
        if self.cache is not None:
            self.cache, self.cached_bytes = {}, 0

    def open_service(self, service, limits):
        self.service, self.limits = Service(**service), Limits(limits) if limits else None

    def now(self):
        return time.time() + self.offset

    # --- control

    def control(self, orders):
        """Carries out a body of POST /_control; ValueError says what is wrong with it."""
        unknown = set(orders) - {"reset", "clear", "service", "limits", "account", "faults", "changes"}
        if unknown:
            raise ValueError("unknown: %s" % ", ".join(sorted(unknown)))
        with self.lock:
            if orders.get("reset"):
                self.faults.reset()
                self.open_account(*self.original)
                self.open_service(*self.original_service)
                self.log, self.offset = [], 0.0
            if orders.get("clear"):
                self.faults.faults = []
            if "service" in orders or "limits" in orders:
                self.open_service(orders.get("service", {}), orders.get("limits"))
            if "account" in orders:
                wanted = dict(seed=self.account.seed, size=self.account.size, heavy=self.account.heavy)
                self.open_account(**{**wanted, **orders["account"]})
            changed = [self.change(fault) for fault in Faults(orders.get("changes", ())).faults]
            self.faults.add(orders.get("faults", ()))
            return {"faults": [fault.to_json() for fault in self.faults.faults], "changed": changed}

    def change(self, fault):
        """Carries out an add, delete, restore, update or move; returns the ids it was about."""
        values, account, resource = fault.values, self.account, fault.resource
        if fault.name == "add":
            return [account.add(resource, values["of"]) for _ in range(values["count"])]
        if fault.name == "update":
            return [account.update(resource, values["id"], values["attribute"], values["value"])]
        if fault.name == "move":
            return [account.move(resource, values["id"], values["to"])]
        if fault.name in ("delete", "restore"):
            return [getattr(account, fault.name)(resource, values["id"])]
        raise ValueError("%s is not a change of the account" % fault.name)

    # --- answers

    def answer(self, request, key, accept, origin):
        early = self.refuse_early(request, key, accept)
        if early:
            return early
        parts = request.path[len(BASE) + 1 :].split("/")
        request.resource, one = parts[0], parts[1] if len(parts) > 1 else None
        request.page = "id" if one is not None else 1
        try:
            request.query = queries.decode(request.raw_query)
            query = queries.parse(self.service, request.resource, request.raw_query, one is not None)
        except queries.BadRequest as problem:
            return refusal(400, str(problem))
        request.page = "id" if one is not None else query.number
        if self.service.refuses(request.resource, query.include):
            return refusal(403)
        with self.lock:
            plan = self.faults.plan(request.resource, request.page, request.query)
            request.faults = plan.names()
            self.offset = plan.get("clock")["offset"] if plan.get("clock") else self.offset
            try:
                for fault in plan.changes():
                    self.change(fault)
            except ValueError as problem:
                return refusal(500, str(problem), plan=plan)
            return self.spoilt(plan, request) or self.document(request, query, one, plan, origin)

    def refuse_early(self, request, key, accept):
        with self.lock:
            wait = self.limits and self.limits.refusal()
        if wait is not None:
            request.faults = ["limits"]
            return refusal(429, headers=limit_headers(wait, self.now()))
        if key != self.key:
            return refusal(401, "X-API-KEY header not provided" if key is None else None)
        parts = request.path.split("/")
        known = request.path.startswith(BASE + "/") and len(parts) in (4, 5)
        if not known or not self.service.has_endpoint(parts[3], len(parts) == 5):
            return refusal(404, "Record not found")
        if request.method != "GET":
            return refusal(405)
        if self.service.denies(parts[3]):
            return refusal(403)
        return None if accept is None or ACCEPTED.search(accept) else refusal(406)

    def spoilt(self, plan, request):
        """An answer that a fault puts in the place of the right one."""
        busy = plan.get("busy")
        if busy is not None and request.in_flight > busy["requests"]:
            return refusal(429, headers=retry_after(busy), plan=plan)
        for name in ("status", "heavy", "oversize", "html", "empty", "errors", "body", "redirect", "forbid", "missing", "reject"):
            fault = plan.get(name)
            if fault is not None:
                return SPOILT[name](self, fault, plan)
        return None

    def status(self, fault, plan):
        headers = retry_after(fault)
        if fault["retry_date"] is not None:
            headers.append(("Retry-After", formatdate(self.now() + fault["retry_date"], usegmt=True)))
        answer = refusal(fault["code"], headers=headers, plan=plan)
        if fault["body"] == "json":
            answer.pieces, answer.content_type = [b'{"error":"Not Found","status":404}'], "application/json"
        if fault["body"] == "html":
            answer.pieces, answer.content_type = [HTML], "text/html; charset=utf-8"
        if fault["body"] == "empty":
            answer.pieces = []
        return answer

    def document(self, request, query, one, plan, origin):
        account, resource, index = self.account, request.resource, None
        one = next((fault["into"] for fault in plan.all("merged") if fault["id"] == one), one)
        chosen = ()
        if one is not None:
            if not re.match(r"\d{1,18}\Z", one, re.ASCII):
                return refusal(400, "Failed to coerce id to a integer_id", plan=plan)
            index = int(one) - account.first[resource]
            if (
                one != str(int(one))
                or not account.exists(resource, index)
                or not shown(account, resource, index, query)
            ):
                return refusal(404, plan=plan)
        else:
            chosen = self.selections.get(resource, query)
        pieces = Document(account, resource, query, plan, chosen, index, origin, self.service).body()
        if self.cache is None:
            if not account.heavy and not plan.has("links"):  # these hold this sandbox's port
                faults = repr([(name, plan.all(name)) for name in plan.names() if name in CHANGES_DOCUMENT])
                pieces = SMALL.kept(account, (self.service.identity, request.path, request.raw_query, faults), pieces)
        elif not CHANGES_DOCUMENT & set(plan.names()):
            pieces = self.kept((account.version, self.service.identity, request.path, request.raw_query), pieces)
        return Answer(200, pieces, plan=plan)

    def kept(self, key, pieces):
        if key not in self.cache:
            body = b"".join(pieces)
            if self.cached_bytes + len(body) > CACHE_BYTES_MAX:
                return [body]
            self.cache[key] = [body]
            self.cached_bytes += len(body)
        return self.cache[key]


def retry_after(fault):
    return [] if fault["retry_after"] is None else [("Retry-After", fault["retry_after"])]


def errors_with(sandbox, fault, plan):
    answer = refusal(500, plan=plan)
    answer.status = fault["code"]
    return answer


SPOILT = {
    "status": Sandbox.status,
    "heavy": lambda sandbox, fault, plan: refusal(fault["code"], plan=plan),
    "oversize": lambda sandbox, fault, plan: refusal(fault["code"], plan=plan),
    "errors": errors_with,
    "html": lambda sandbox, fault, plan: Answer(fault["code"], [HTML], "text/html; charset=utf-8", plan=plan),
    "empty": lambda sandbox, fault, plan: Answer(fault["code"], [], plan=plan),
    "body": lambda sandbox, fault, plan: Answer(fault["code"], [fault["base64"]], fault["type"], plan=plan),
    "redirect": lambda sandbox, fault, plan: Answer(
        fault["code"], [HTML], "text/html; charset=utf-8", [("Location", fault["location"])], plan
    ),
    "forbid": lambda sandbox, fault, plan: refusal(403, plan=plan),
    "missing": lambda sandbox, fault, plan: refusal(404, "Record not found", plan=plan),
    "reject": lambda sandbox, fault, plan: refusal(400, "%s is not supported" % fault["part"], plan=plan),
}

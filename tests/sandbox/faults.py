"""Faults on command. One table says which there are; a request's Plan says which of them apply to it.

To add a fault: one row in KINDS, and `plan.get("name")` where it acts (answers and changes: answers.py, documents:
document.py, bytes on the wire: transport.py). Command line, /_control and --list-faults know no other table.
"""

import base64
import json
from urllib.parse import unquote

from encoding import parse as parse_json
from rules import ENDPOINTS, PAGE_SIZE, TYPES

ALWAYS = -1


def flag(value):
    if value in (True, "1", "true", "yes"):
        return True
    if value in (False, "0", "false", "no"):
        return False
    raise ValueError("not a flag: %r" % (value,))


def text(value):
    return str(value)


def raw(value):
    """A JSON value, given as such (control) or as its text (command line)."""
    return parse_json(value) if isinstance(value, str) else parse_json(json.dumps(value))


def bytes64(value):
    return base64.b64decode(value, validate=True)


def one_of(*words):
    def convert(value):
        if value not in words:
            raise ValueError("%r is none of %s" % (value, ", ".join(words)))
        return value

    return convert


class Kind:
    def __init__(self, explanation, many=False, times=ALWAYS, **parameters):
        """`many`: several of this name may apply to one request, else the first one wins. `times`: the default."""
        self.explanation, self.many, self.times, self.parameters = explanation, many, times, parameters


KINDS = {
    # the whole answer is another one
    "status": Kind(
        "answers with `code`; Retry-After as text, or as a date so many seconds ahead",
        code=(int, 503),
        retry_after=(text, None),
        retry_date=(int, None),
        body=(one_of("errors", "json", "html", "empty"), "errors"),
    ),
    "heavy": Kind(
        "`code` to pages of more than `size` records, or only to those with the record at place `at` of the list",
        size=(int, 10),
        at=(int, None),
        code=(int, 504),
    ),
    "oversize": Kind("`code` to a list in pages of more than `size` records", size=(int, 100), code=(int, 400)),
    "busy": Kind("429 while more than `requests` are in flight", requests=(int, 1), retry_after=(text, None)),
    "html": Kind("an HTML page", code=(int, 200)),
    "empty": Kind("no body at all", code=(int, 200)),
    "errors": Kind("an errors document under a status that does not fit", code=(int, 200)),
    "body": Kind(
        "any bytes (base64)",
        base64=(bytes64, b""),
        code=(int, 200),
        type=(text, "application/vnd.api+json; charset=utf-8"),
    ),
    "redirect": Kind("a redirect", code=(int, 302), location=(text, "https://elsewhere.example/api/v1/jobs")),
    "merged": Kind("the record `id` was merged: by id, the record `into` is shown", many=True, id=(text, None), into=(text, None)),
    "forbid": Kind("403: the key lacks the permission"),
    "missing": Kind("404: this service does not know the endpoint (or record)"),
    "reject": Kind(
        "400 if the query has the part (and `value` in its comma list)",
        many=True,
        part=(one_of("include", "filter", "extra_fields", "fields", "stats", "sort"), "include"),
        value=(text, None),
    ),
    # the page is another one
    "cap": Kind("pages are never larger than `size`", size=(int, 10)),
    "ignore_page": Kind("always the first page"),
    "total": Kind(
        "how the total is given, and how far it is off",
        plus=(int, 0),
        **{"as": (one_of("stats", "meta", "text", "absent"), "stats")}
    ),
    "links": Kind("`links.next` while there is a next page; or any text", next=(text, "absolute")),
    # the document is another one
    "ids": Kind("ids, linked ids and attributes ..._id as integers"),
    "order": Kind(
        "order of members, separated by `-`",
        document=(text, "data-included-meta"),
        record=(text, "id-type-attributes-relationships"),
    ),
    "data": Kind(
        "`data` is missing or of another type",
        **{"as": (one_of("missing", "null", "object", "array", "text", "number", "nested"), "missing")}
    ),
    "duplicate": Kind(
        "a key that is there twice, the first time with the JSON value `first`",
        key=(text, "title"),
        first=(raw, "shadow"),
        where=(one_of("attributes", "record", "document"), "attributes"),
    ),
    "spaces": Kind("white space between tokens", style=(one_of("indent", "wild"), "indent")),
    "omit": Kind(
        "every n-th of a type is linked but not among the included", many=True, type=(text, "stages"), every=(int, 1)
    ),
    "definition": Kind(
        "name of the relationship from an included custom attribute to its field", **{"as": (text, "custom_field")}
    ),
    "patch": Kind(
        "sets (or drops) the value at a dotted path of one record, by place or id, or of all",
        many=True,
        at=(int, None),
        id=(text, None),
        path=(text, "id"),
        value=(raw, None),
        drop=(flag, False),
        where=(one_of("data", "included"), "data"),
    ),
    # the account changes before the request is answered
    "add": Kind("new records (applications: of candidate `of`)", many=True, times=1, count=(int, 1), of=(text, None)),
    "delete": Kind("a record is deleted; without id one in the middle", many=True, times=1, id=(text, None)),
    "restore": Kind("a deleted record is back", many=True, times=1, id=(text, None)),
    "update": Kind(
        "a record is updated: `attribute` gets the JSON `value`, else its main text others words",
        many=True,
        times=1,
        id=(text, None),
        attribute=(text, None),
        value=(raw, None),
    ),
    "move": Kind("a record changes its place in the list", many=True, times=1, id=(text, None), to=(int, 0)),
    # the bytes arrive otherwise; offsets count bytes of the body on the wire, negative ones from its end
    "cut": Kind("the body ends after `at` bytes: no last chunk, or fewer bytes than announced", at=(int, 0)),
    "reset": Kind("the connection is reset after `at` bytes", at=(int, 0)),
    "stall": Kind("silence after `at` bytes", at=(int, 0), seconds=(float, 1.0)),
    "drip": Kind("a wait after each piece of `size` bytes", delay=(float, 0.01), size=(int, 1000)),
    "piece": Kind("pieces (chunks) of `size` bytes", size=(int, 1)),
    "latency": Kind("a wait before the answer", seconds=(float, 0.1)),
    "gzip": Kind("gzip for clients that accept it; `forced`: for all", **{"as": (one_of("on", "off", "forced"), "on")}),
    "framing": Kind("how the end of the body is marked", **{"as": (one_of("chunked", "length", "close"), "length")}),
    "header": Kind(
        "sets a header of the answer; without value it is left out", many=True, field=(text, "Date"), value=(text, None)
    ),
    "clock": Kind("the Date header and the account's clock are off by so many seconds", offset=(float, 0.0)),
}
CHANGES = ("add", "delete", "restore", "update", "move")
PAGES = ("*", "list", "id")


class Fault:
    """One fault as it was ordered: which requests it is for, how often, and its parameters."""

    def __init__(self, order):
        order = dict(order)
        self.order = dict(order)
        self.name = order.pop("name", None)
        if self.name not in KINDS:
            raise ValueError("no such fault: %r; there are %s" % (self.name, ", ".join(KINDS)))
        kind = KINDS[self.name]
        self.resource = order.pop("resource", "*")
        known = tuple(TYPES) if self.name in CHANGES else ENDPOINTS + ("*",)
        if self.resource not in known:
            raise ValueError("%s: not a resource: %r" % (self.name, self.resource))
        page = order.pop("page", "*")
        self.page = page if page in PAGES else int(page)
        self.left = int(order.pop("times", kind.times))
        self.skip = int(order.pop("skip", 0))
        self.values = {name: default for name, (_, default) in kind.parameters.items()}
        for name, value in order.items():
            if name not in kind.parameters:
                raise ValueError("%s has no parameter %r" % (self.name, name))
            self.values[name] = kind.parameters[name][0](value)

    def fits(self, resource, page, given):
        if self.left == 0 or self.resource not in ("*", resource):
            return False
        if not (self.page in ("*", page) or (self.page == "list" and page != "id")):
            return False
        if self.name in ("heavy", "oversize"):
            return self.weighs(page, given)
        return self.name != "reject" or any(self.rejects(name, value) for name, value in given.items())

    def weighs(self, page, given):
        if page == "id":
            return False
        size, at = int(given.get("page[size]", PAGE_SIZE)), self.values.get("at")
        return size > self.values["size"] and (at is None or (page - 1) * size <= at < page * size)

    def rejects(self, name, value):
        part, wanted = self.values["part"], self.values["value"]
        return name.partition("[")[0] == part and (wanted is None or wanted in value.split(","))

    def use(self):
        """Counts a request that fits; False while it is one of those to be let through."""
        if self.skip > 0:
            self.skip -= 1
            return False
        self.left -= self.left > 0
        return True

    def to_json(self):
        return dict(self.order, left=self.left, skip=self.skip)


def from_text(line):
    """NAME or NAME:key=value,key=value, values percent-decoded."""
    name, _, rest = line.partition(":")
    order = {"name": name}
    for part in rest.split(",") if rest else ():
        key, _, value = part.partition("=")
        order[key] = unquote(value)
    return order


class Plan:
    """The faults that apply to one request: their parameters by name."""

    def __init__(self, faults=()):
        self.table = {}
        for fault in faults:
            self.table.setdefault(fault.name, []).append(fault)

    def has(self, name):
        return name in self.table

    def get(self, name):
        """Parameters of the fault (perhaps none of them), or None if it does not apply."""
        return self.table[name][0].values if name in self.table else None

    def all(self, name):
        return [fault.values for fault in self.table.get(name, ())]

    def changes(self):
        return [fault for name in CHANGES for fault in self.table.get(name, ())]

    def names(self):
        return sorted(self.table)


class Faults:
    """All faults that were ordered, in that order. Not thread-safe: the caller holds the sandbox's lock."""

    def __init__(self, orders=()):
        self.permanent = [dict(order) for order in orders]
        self.reset()

    def reset(self):
        """Back to those of the command line."""
        self.faults = [Fault(order) for order in self.permanent]

    def add(self, orders):
        new = [Fault(order) for order in orders]
        self.faults += new

    def plan(self, resource, page, given):
        chosen, taken = [], set()
        for fault in self.faults:
            if not fault.fits(resource, page, given) or (fault.name in taken and not KINDS[fault.name].many):
                continue
            if fault.use():
                chosen.append(fault)
                taken.add(fault.name)
        return Plan(chosen)

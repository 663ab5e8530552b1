"""JSON:API documents as streams of bytes: which members, what each record shows, what is included."""

import copy
from collections import deque
from urllib.parse import urlencode

from encoding import is_ascii_record, pieces, text_of, utf8
from rules import EXTRA_FIELDS, TYPES, Service

NOT_INCLUDED = {"meta": {"included": False}}
RECORD_ORDER = ("id", "type", "attributes", "relationships")
NEXT = {
    "relative": "/api/v1/{resource}?{query}",
    "absolute": "{origin}/api/v1/{resource}?{query}",
    "foreign": "https://elsewhere.example/api/v1/{resource}?{query}",
}


class Document:
    """One answer. `chosen` are the indexes of all records that match; `one` is the index of what was asked by id."""

    def __init__(self, account, resource, query, plan, chosen=(), one=None, origin="", service=None):
        self.service = service or Service()
        self.account, self.resource, self.query, self.plan, self.origin = account, resource, query, plan, origin
        self.one, self.total = one, len(chosen)
        cap = plan.get("cap")
        size = min(query.size, cap["size"]) if cap else query.size
        number = 1 if plan.has("ignore_page") else query.number
        self.page = [one] if one is not None else chosen[(number - 1) * size : number * size]
        self.more = one is None and size > 0 and number * size < self.total
        self.wanted = {}  # (type, id) of what is to be included -> its branch of the include tree
        self.style = (plan.get("spaces") or {}).get("style")
        self.omitted, self.hidden = {}, {}

    def body(self):
        """The document, piece by piece. What is included is known only after the records have passed."""
        order = self.plan.get("order") or {"document": "data-included-meta"}
        members = order["document"].split("-")
        members += ["links"] if self.plan.get("links") and "links" not in members else []
        if "included" in members and members.index("included") < members.index("data"):
            for index in self.page:
                self.note_links(self.account.record(self.resource, index), self.query.include)
        opening = separator = b"{" + self.twice("document", members).encode()
        for name in members:
            begun = False
            for piece in getattr(self, name)():
                if not begun:
                    yield separator
                begun = True
                yield piece
            separator = b"," if begun else separator
        yield b"}" if separator is not opening else opening + b"}"

    def twice(self, where, members):
        """The first of two members with the same key, where that is ordered."""
        fault = self.plan.get("duplicate")
        if not fault or fault["where"] != where or fault["key"] not in members:
            return ""
        return "%s:%s," % (text_of(fault["key"]), text_of(fault["first"]))

    def data(self):
        spoilt = self.plan.get("data")
        if spoilt and spoilt["as"] == "missing":
            return
        yield b'"data":' if not self.style else b'"data" :\t'
        if spoilt and spoilt["as"] not in ("array", "nested"):
            yield {"null": b"null", "object": b"{}", "text": b'"data"', "number": b"17"}[spoilt["as"]]
            return
        brackets = {"array": (b"[", b"]"), "nested": (b"[[", b"]]")}.get(spoilt["as"]) if spoilt else None
        opening, closing = brackets or ((b"", b"") if self.one is not None else (b"[", b"]"))
        yield opening
        for place, index in enumerate(self.page):
            record = self.account.record(self.resource, index)
            if record is not None:
                yield b"," if place else b""
                self.note_links(record, self.query.include)
                yield from self.show(record, self.query.include, place, "data")
        yield closing

    def included(self):
        if not self.wanted:
            return
        written = False
        for place, (kind, identifier) in enumerate(self.reach()):
            record = self.account.by_id(kind, identifier)
            if record is None or self.omits(kind) or self.service.denies(kind):
                continue
            yield b"," if written else (b'"included":[' if not self.style else b'\r\n"included" : [')
            written = True
            yield from self.show(record, self.wanted[kind, identifier], place, "included")
        if written:
            yield b"]"

    def meta(self):
        total = self.plan.get("total") or {"as": "stats", "plus": 0}
        count = self.total + total["plus"]
        shapes = {
            "stats": {"stats": {"total": {"count": count}}},
            "text": {"stats": {"total": {"count": str(count)}}},
            "meta": {"total": count},
            "absent": {},
        }
        yield b'"meta":' + utf8(text_of(shapes[total["as"]] if self.query.total else {}, self.style))

    def links(self):
        kind = self.plan.get("links")["next"]
        given = dict(self.query.given, **{"page[number]": self.query.number + 1})
        address = NEXT.get(kind, kind)
        if kind in NEXT:
            address = address.format(resource=self.resource, query=urlencode(given), origin=self.origin)
        yield b'"links":' + utf8(text_of({"next": address if self.more else None}))

    def note_links(self, record, tree):
        """Enters what a record links to along the include tree; returns the keys that were new or got more."""
        changed = []
        for name, branch in tree.items() if record else ():
            if name not in record.get("relationships", {}) or self.service.denies_link(record["type"], name):
                continue
            for one in self.links_of(record, name):
                key = (one["type"], one["id"])
                new = key not in self.wanted
                if merge(self.wanted.setdefault(key, {}), branch) or new:
                    changed.append(key)
        return changed

    def links_of(self, record, name):
        value = record.get("relationships", {}).get(name, {}).get("data")
        value = value() if callable(value) else value
        return value if isinstance(value, list) else [value] if value else []

    def reach(self):
        """Keys of everything to include, each once, without the records of the page itself."""
        waiting = deque(self.wanted)
        while waiting:
            key = waiting.popleft()
            branch = self.wanted[key]
            record = self.account.by_id(*key) if branch else None
            waiting.extend(self.note_links(record, branch))
        primary = {self.account.id_of(self.resource, index) for index in self.page}
        return [key for key in self.wanted if not (key[0] == self.resource and key[1] in primary)]

    def omits(self, kind):
        for fault in self.plan.all("omit"):
            if fault["type"] == kind:
                self.omitted[kind] = self.omitted.get(kind, 0) + 1
                return self.omitted[kind] % fault["every"] == 0
        return False

    def show(self, record, tree, place, where):
        """The bytes of one record as this query may see it."""
        kind = record["type"]
        hidden, fields = self.hidden_of(kind), self.query.fields.get(kind)
        attributes = record["attributes"]
        if fields is not None or not hidden.isdisjoint(attributes):
            attributes = {
                name: value
                for name, value in attributes.items()
                if name not in hidden and (fields is None or name in fields)
            }
        links = record.get("relationships")
        record = {"id": record["id"], "type": kind, "attributes": attributes}
        if links is not None:
            record["relationships"] = {
                self.shown_name(kind, name, where): self.shown_link(kind, name, value, name in tree)
                for name, value in links.items()
                if name not in hidden and (fields is None or name in fields or name in tree)
            }
        if self.plan.has("patch"):
            record = copy.deepcopy(record)
        if self.plan.has("ids"):
            record = with_integers(record)
        for fault in self.plan.all("patch"):
            if (
                fault["where"] == where
                and fault["at"] in (None, place)
                and fault["id"] in (None, str(record.get("id")))
            ):
                patch(record, fault["path"].split("."), fault)
        return self.text(record)

    def hidden_of(self, kind):
        """Attributes and relationships that are not sent: extra fields nobody asked for, and what the version does not know."""
        if kind not in self.hidden:
            names = list(TYPES[kind].attributes) + list(TYPES[kind].links)
            unknown = {name for name in names if not self.service.shows(kind, name)}
            self.hidden[kind] = unknown | set(EXTRA_FIELDS.get(kind, ())).difference(self.query.extra.get(kind, ()))
        return self.hidden[kind]

    def shown_link(self, kind, name, value, included):
        if not (included or "always" in value):
            return NOT_INCLUDED
        if included and self.service.denies_link(kind, name):
            nothing = {"data": [] if TYPES[kind].links[name].many else None}
            return nothing if self.service.denied_includes == "empty" else NOT_INCLUDED
        if "data" not in value:
            return NOT_INCLUDED
        data = value["data"]
        return {"data": data() if callable(data) else data}

    def shown_name(self, kind, name, where):
        """An included custom attribute calls its definition otherwise than a primary one."""
        if kind == "custom_attributes" and name == "custom_field" and where == "included":
            return (self.plan.get("definition") or {"as": "custom_fields"})["as"]
        return name

    def text(self, record):
        order = self.plan.get("order")
        names = order["record"].split("-") if order else RECORD_ORDER
        record = dict({name: record[name] for name in names if name in record}, **record)
        body = text_of(record, self.style, is_ascii_record(record))
        body = "{" + self.twice("record", record) + body[1:]
        twice = self.twice("attributes", record.get("attributes", ()))
        if twice:
            at = body.index("{", body.index('"attributes"')) + 1
            body = body[:at] + twice + body[at:]
        return pieces(utf8(body))


def merge(known, branch):
    """Adds a branch to an include tree; True if that made it larger."""
    larger = False
    for name, further in branch.items():
        larger |= name not in known
        larger |= merge(known.setdefault(name, {}), further)
    return larger


def patch(record, path, fault):
    """Sets or removes the value at a path; missing members on the way are created."""
    at = record
    for name in path[:-1]:
        at = at[int(name)] if isinstance(at, list) else at.setdefault(name, {})
    if fault["drop"]:
        at.pop(int(path[-1]) if isinstance(at, list) else path[-1], None)
    elif isinstance(at, list):
        at[int(path[-1])] = fault["value"]
    else:
        at[path[-1]] = fault["value"]


def with_integers(record):
    """Ids as numbers, wherever ids stand."""

    def whole(value):
        return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value

    def linked(one):
        return dict(one, id=whole(one["id"])) if one else one

    record["id"] = whole(record["id"])
    record["attributes"] = {
        name: whole(value) if name.endswith("_id") else value for name, value in record["attributes"].items()
    }
    for name, value in record.get("relationships", {}).items():
        if "data" in value:
            data = value["data"]
            record["relationships"][name] = {
                "data": [linked(one) for one in data] if isinstance(data, list) else linked(data)
            }
    return record

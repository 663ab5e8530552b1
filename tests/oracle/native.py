"""The native tables, worked out a second time from native.txt and from the pages alone."""

import hashlib
import re
from collections import Counter, namedtuple
from pathlib import Path

from .reading import Number
from .values import blank, boolean, instant, is_text, number, text, timestamp, to_json

PREFIX = "pinpoint_"
IDENTITY = [("id", "text"), ("changed_at", "timestamp"), ("remote_deleted_at", "timestamp")]
TYPES = {"time": "timestamp"}
HASH_DIGITS = 16
INTEGER_DIGITS_MAX = 18
# Types whose relationship has another name.
TYPE_OF = {
    "company": "companies",
    "equality_monitoring_template": "equality_monitoring_templates",
    "hris_reference": "hris_exports",
    "hris_references": "hris_exports",
}
RELATED = (">", "+", "++")  # rows about what a relationship links to
LISTED = ("#", "~", "~~")  # rows about the elements of a list attribute

Column = namedtuple("Column", "name type source compared")
Thing = namedtuple("Thing", "id resource value place name owner")


class Table:
    def __init__(self, name, where, words):
        self.name, self.where = PREFIX + name, where
        self.endpoint, *rest = where.split()
        self.steps = dict(zip(rest[::2], rest[1::2]))
        self.ignored = {word[1:] for word in words if word.startswith("-")}
        self.columns = [column(word) for word in words if not word.startswith("-")]

    @property
    def resource_type(self):
        """Of what the attributes come from."""
        path = next((self.steps[mark] for mark in RELATED if mark in self.steps), None)
        last = path.split(".")[-1] if path else self.endpoint[1:]
        return TYPE_OF.get(last, last)

    @property
    def shown(self):
        """(name, type) of all columns, as the manifest names them."""
        return IDENTITY + [(one.name, one.type) for one in self.columns]


def column(word):
    if word == "other":
        return Column("other_attributes", "json", "*", True)
    name, _, source = word.partition("=")
    compared = not name.endswith("!")
    name, _, kind = name.rstrip("!").partition(":")
    return Column(name, TYPES.get(kind, kind or "text"), source or name, compared)


def load():
    groups, tables, name, words = {}, [], None, []
    for line in [*Path(__file__).with_name("native.txt").read_text().splitlines(), "end: of all"]:
        if line.startswith(" "):
            words += spread(line, groups)
        elif line.startswith("$"):
            group, _, members = line.partition(" = ")
            groups[group] = spread(members, groups)
        elif line and not line.startswith("#"):
            if name:
                tables.append(Table(name[0], name[2], words))
            name, words = line.partition(": "), []
    return tables


def spread(line, groups):
    return [word for part in line.split() for word in groups.get(part, [part])]


TABLES = load()
RESOURCE_OF = {table.name: table.endpoint[1:] for table in TABLES}
COLUMNS = {table.name: table.shown for table in TABLES}
NOT_COMPARED = {(table.name, one.name) for table in TABLES for one in table.columns if not one.compared}


def taken():
    """(endpoint, type of the resource) -> the attributes that some table takes, the members taken, the endings."""
    out = {}
    for table in TABLES:
        names, members, endings = out.setdefault((table.endpoint, table.resource_type), (set(), {}, []))
        listed = next((table.steps[mark] for mark in LISTED if mark in table.steps), None)
        if listed:
            names.add(listed)
        elif "*" in table.steps:
            endings.append(table.steps["*"])
        else:
            names |= table.ignored
            for one in table.columns:
                for source in re.split(r"[|?]", one.source.partition("=")[0]):
                    attribute, _, member = source.partition(".")
                    if member and not source.endswith("<"):
                        members.setdefault(attribute, set()).add(member)
                    elif re.fullmatch(r"\w+", source) and source != "i":
                        names.add(source)
    return out


TAKEN = taken()


def digest(value):
    return hashlib.sha256(value.encode()).hexdigest()[:HASH_DIGITS]


def day(value):
    return value[:10] if is_text(value) and instant(value) else None


def integer(value):
    digits = number(value)
    return digits if digits is not None and "." not in digits and len(digits.lstrip("-")) <= INTEGER_DIGITS_MAX else None


CONVERT = {"timestamp": timestamp, "date": day, "number": number, "integer": integer, "boolean": boolean}


class NativeTables:
    columns, resource_of, not_compared, updated_at = COLUMNS, RESOURCE_OF, NOT_COMPARED, "updated_at"

    def __init__(self, account, changed_at):
        self.account, self.changed_at = account, changed_at
        self.rows = {table.name: [] for table in TABLES}
        self.warnings = {table.name: Counter() for table in TABLES}
        self.replaced = Counter()
        self.seen = set()

    def read(self, resource, document):
        """One page of an endpoint. Records already seen are skipped."""
        tables = [table for table in TABLES if table.endpoint == "/" + resource]
        for table in tables:
            self.replaced[table.name] += document.replaced
        for record in document.data:
            if record.type == resource and (resource, record.id) not in self.seen:
                self.seen.add((resource, record.id))
                for table in tables:
                    Reading(self, table, document, record).write()


class Reading:
    """The rows of one record in one table."""

    def __init__(self, tables, table, document, record):
        self.tables, self.table, self.document, self.record = tables, table, document, record

    def warn(self, name):
        self.tables.warnings[self.table.name][name] += 1

    def write(self):
        for thing in self.things():
            identity = self.identity(thing)
            if (self.table.name, identity) in self.tables.seen:
                continue
            self.tables.seen.add((self.table.name, identity))
            row = {"id": identity, "changed_at": self.tables.changed_at, "remote_deleted_at": None}
            row.update((one.name, self.cell(one, thing)) for one in self.table.columns)
            self.tables.rows[self.table.name].append(row)

    def identity(self, thing):
        own = thing.owner is None or ">" in self.table.steps and not self.listed()
        return thing.id if own else "%s:%s" % (thing.owner.id, thing.id)

    # --- what the rows are about ---

    def listed(self):
        return next((mark for mark in (*LISTED, "*") if mark in self.table.steps), None)

    def things(self):
        record, steps = self.record, self.table.steps
        if not steps:
            yield Thing(record.id, record, None, 0, None, None)
            return
        mark = next((mark for mark in RELATED if mark in steps), None)
        owners = [record]
        path = steps[mark].split(".") if mark else []
        for step in path if self.listed() else path[:-1]:
            owners = [found for owner in owners for found in self.document.follow(owner, step)]
        for owner in owners:
            yield from self.elements(owner) if self.listed() else self.linked(owner, path[-1], mark)

    def linked(self, owner, relationship, mark):
        for place, link in enumerate(owner.linked(relationship)):
            resource = self.document.included.get(link)
            if resource is None and mark != "+":
                self.warn(self.table.name + ".not_included")
            else:
                yield Thing(link[1], resource, None, place, None, owner)

    def elements(self, owner):
        mark = self.listed()
        name = self.table.steps[mark]
        if mark == "*":
            for attribute, value in owner.attributes.items():
                short = attribute.removesuffix(name)
                if short not in ("", attribute) and value is not None:
                    yield Thing(short, None, value, 0, short, owner)
            return
        values = owner[name]
        if values is not None and not isinstance(values, list):
            self.warn(name + ".invalid")
            return
        seen = set()
        for place, value in enumerate(values or []):
            found = {"#": self.item, "~": self.tag, "~~": self.words}[mark](place, value, owner)
            if found is None:
                self.warn(name + ".invalid")
            elif found.id not in seen:
                seen.add(found.id)
                yield found

    @staticmethod
    def item(place, value, owner):
        return Thing(str(place), None, value, place, None, owner) if isinstance(value, dict) else None

    @staticmethod
    def words(place, value, owner):
        return None if not is_text(value) or blank(value) else Thing(digest(value), None, value, place, None, owner)

    @staticmethod
    def tag(place, value, owner):
        if is_text(value):
            value = {"name": value}
        if not isinstance(value, dict):
            return None
        name = value.get("tag") if blank(value.get("name")) else value["name"]
        context = value.get("context")
        if blank(name) or not all(one is None or isinstance(one, str) for one in (name, context)):
            return None
        identity = digest("%s:%s" % (context or "", name))
        return Thing(identity, None, {"context": context, "name": name}, place, None, owner)

    # --- the cells of a row ---

    def cell(self, one, thing):
        source, _, condition = one.source.partition("?")
        if condition:
            attribute, _, wanted = condition.partition("=")
            if text(thing.resource[attribute]) != wanted:
                return None
        alternatives = source.split("|")
        value = None
        for alternative in alternatives:
            value = self.value(alternative, thing, one.name)
            if not blank(value) or len(alternatives) == 1:
                break
            value = None
        return self.converted(one, value)

    def converted(self, one, value):
        if value is None:
            return None
        if one.type == "text":
            return text(value)
        if one.type == "json":
            return to_json(value)
        if blank(value):
            return None
        out = CONVERT[one.type](value)
        if out is None:
            self.warn(one.name + ".invalid")
        return out

    def value(self, source, thing, name):
        simple = {"^": lambda: thing.owner.id, "^^": lambda: self.record.id, "@": lambda: thing.id}
        simple |= {"i": lambda: Number(thing.place), ".": lambda: thing.value, "..": lambda: thing.name}
        if source in simple:
            return simple[source]()
        if source == "*":
            return self.others(thing.resource)
        if source.startswith("@"):
            links = thing.resource.linked(source[1:]) if thing.resource else []
            return links[0][1] if links else None
        if source.endswith("<"):
            return self.lister(source[:-1], thing)
        attribute, dot, member = source.partition(".")
        holder = thing.value if thing.resource is None else thing.resource.attributes
        value = holder.get(attribute) if holder is not None else None
        if not dot or value is None:
            return value
        if not isinstance(value, dict):
            self.warn(name + ".invalid")
            return None
        return value.get(member)

    def lister(self, path, thing):
        first, second = path.split(".")
        for resource in self.document.follow(self.record, first):
            if (thing.resource.type, thing.resource.id) in resource.linked(second):
                return resource.id
        return None

    def others(self, resource):
        names, members, endings = TAKEN[self.table.endpoint, self.table.resource_type]
        found = {}
        for name, value in resource.attributes.items():
            if value is None or name in names or any(name.endswith(ending) and name != ending for ending in endings):
                continue
            if name in members:
                known = members[name]
                value = isinstance(value, dict) and {one: v for one, v in value.items() if one not in known and v is not None}
                if not value:
                    continue
            found[name] = value
        return found or None

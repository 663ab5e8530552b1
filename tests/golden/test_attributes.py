#!/usr/bin/env python3
"""The native tables and what the vendor documents.

mappings/native/attributes.txt says what resources hold. The test sends all of it in one document, each value another one, and
looks for the values in the rows. What no table takes, and what no document explains, must be what
mappings/native/differences.txt lists. So a new version of the vendor's documents is an edit of attributes.txt, and this test
names the columns that are missing.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
NATIVE = HERE.parent.parent / "mappings" / "native"
# The golden pages run with sanitizers; here only rows are compared.
PROGRAM = os.environ.get("PINPOINT_EXPORT_RELEASE", str(HERE.parent.parent / "build" / "pinpoint-export"))
DAY = datetime.date(1, 1, 1)
PREFIX = "pinpoint_"
OF_THE_PROGRAM = {"id", "changed_at", "remote_deleted_at", "other_attributes"}
SECONDS = 60
DIGITS = (None, False, True)
PLACES = 4  # enough for 80 booleans


class Type:
    def __init__(self):
        self.attributes, self.members, self.relationships = {}, {}, {}


def documented(text):
    types, now = {}, None
    for line in text.splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if not line.startswith(" "):
            now = types.setdefault(words[0], Type())
        elif words[1] == ">":
            now.relationships[words[0]] = ([word for word in words[2:] if word != "*"], words[-1] == "*")
        elif "." in words[0]:
            attribute, member = words[0].split(".")
            now.members.setdefault(attribute, {})[member] = words[1]
        else:
            now.attributes[words[0]] = words[1]
    return types


def a_boolean(number):
    return "boolean %d" % number


class Values:
    """A value of its own for each attribute. A boolean cannot have one: it shows one digit of its number, or is true."""

    def __init__(self, place):
        self.shown = {}  # name: the text or number that rows show
        self.place = place
        self.booleans = 0

    def of(self, name, kind):
        n = 700000 + len(self.shown)
        time = datetime.datetime(2001, 1, 1) + datetime.timedelta(minutes=n)
        value, shown = {
            "string": ("value of " + name, "value of " + name),
            "id": (str(n), str(n)),
            "integer": (n, str(n)),
            "number": (n, str(n)),
            "decimal": ("%d.5" % n, "%d.5" % n),
            "boolean": self.boolean(kind == "boolean"),
            "date": (str(DAY + datetime.timedelta(n)), str(DAY + datetime.timedelta(n))),
            "time": (time.isoformat() + "+00:00", time.isoformat() + ".000Z"),
            "array": (["value of " + name], "value of " + name),
            "object": ({"member": "value of " + name}, "value of " + name),
        }[kind]
        self.shown[name] = shown
        return value

    def boolean(self, one_more):
        self.booleans += one_more
        assert self.booleans < 3**PLACES
        digit = 2 if self.place is None else self.booleans // 3**self.place % 3
        return DIGITS[digit], a_boolean(self.booleans)


class Sender:
    """One resource of each type, and a document that has them all as records and as included ones. All links lead there."""

    def __init__(self, types, place=None):
        self.types, self.values = types, Values(place)

    def document(self):
        resources = [self.resource(name, about) for name, about in self.types.items()]
        return {"data": resources, "included": resources}

    def resource(self, name, about):
        return {
            **self.identifier(name),
            "attributes": {one: self.attribute(name, one, kind) for one, kind in about.attributes.items()},
            "relationships": {
                one: {"data": [self.identifier(targets[0])] if many else self.identifier(targets[0])}
                for one, (targets, many) in about.relationships.items()
            },
        }

    def attribute(self, type_name, name, kind):
        path = "%s.%s" % (type_name, name)
        members = self.types[type_name].members.get(name)
        if not members:
            return self.values.of(path, kind)
        item = {member: self.values.of("%s.%s" % (path, member), of) for member, of in members.items()}
        return [item] if kind == "array" else item

    def identifier(self, name):
        return {"type": name, "id": str(1 + list(self.types).index(name))}


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=SECONDS, env={"PATH": "/usr/bin:/bin"})
    if done.returncode:
        raise AssertionError("%s: status %d\n%s" % (arguments, done.returncode, done.stderr.decode()))
    return done.stdout.decode()


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {one for member in value for one in leaves(member)}
    return {str(value)}


def rows_of(sender, tables):
    """table: its rows."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as page:
        json.dump(sender.document(), page)
        page.flush()
        lines = {table: run("map", table, page.name, "--format", "ndjson").splitlines() for table in tables}
    return {table: [json.loads(line, parse_float=str) for line in lines[table]] for table in tables}


def booleans_seen(types, columns):
    """What Values shows of the booleans that some boolean column has. `columns`: of each table."""
    numbers = {(table, name): 0 for table in columns for name in columns[table]}
    for place in range(PLACES):
        for table, rows in rows_of(Sender(types, place), columns).items():
            for name in columns[table]:
                numbers[table, name] += 3**place * DIGITS.index(rows[0][name])
    return {a_boolean(number) for number in numbers.values()}


def compare(types, tell_booleans=True):
    """(what no table takes, what no document explains): names TYPE.ATTRIBUTE, TABLE.COLUMN or TABLE."""
    sender = Sender(types)
    unexplained = set()
    tables = json.loads(run("schema", "native", "--as", "json"))["tables"]
    booleans = {name: {one["name"] for one in table["columns"] if one["type"] == "boolean"} for name, table in tables.items()}
    seen = set()
    if tell_booleans:
        seen = booleans_seen(types, {name: columns for name, columns in booleans.items() if columns})
    for table, rows in rows_of(sender, tables).items():
        for row in rows:
            row.pop("other_attributes", None)
            seen |= leaves([value for name, value in row.items() if name not in OF_THE_PROGRAM])
        columns = {name for row in rows for name in row} - OF_THE_PROGRAM
        filled = {name for row in rows for name, value in row.items() if value is not None}
        unexplained |= {"%s.%s" % (table, name) for name in columns - filled} if rows else {table}
    return {name for name, value in sender.values.shown.items() if value not in seen}, unexplained


def differences(text):
    """name: reason, of the lines NAME REASON under "not taken:" and "not documented:"."""
    parts = {"not taken:": {}, "not documented:": {}}
    for line in text.splitlines():
        if line in parts:
            now = parts[line]
        elif line.startswith("  "):
            name, _, reason = line.strip().partition(" ")
            now[name] = reason.strip()
    return parts["not taken:"], parts["not documented:"]


TYPES = documented((NATIVE / "attributes.txt").read_text())
NOT_TAKEN, NOT_DOCUMENTED = differences((NATIVE / "differences.txt").read_text())


class Attributes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.untaken, cls.unexplained = compare(TYPES)

    def test_what_no_table_takes_is_listed_in_differences_txt(self):
        self.assertEqual(sorted(self.untaken), sorted(NOT_TAKEN))

    def test_what_no_document_explains_is_listed_in_differences_txt(self):
        self.assertEqual(sorted(self.unexplained), sorted(NOT_DOCUMENTED))

    def test_each_difference_has_a_reason(self):
        self.assertEqual([name for name, reason in {**NOT_TAKEN, **NOT_DOCUMENTED}.items() if not reason], [])

    def test_a_new_attribute_is_named(self):
        later = documented((NATIVE / "attributes.txt").read_text())
        later["offers"].attributes.update({"signed_at": "time", "countersigned": "boolean"})
        self.assertEqual(compare(later)[0] - self.untaken, {"offers.signed_at", "offers.countersigned"})

    def test_an_attribute_that_is_gone_is_named_by_its_column(self):
        later = documented((NATIVE / "attributes.txt").read_text())
        del later["offers"].attributes["salary_amount"]
        self.assertEqual(compare(later, False)[1] - self.unexplained, {"pinpoint_offers.salary_amount"})


if __name__ == "__main__":
    unittest.main()

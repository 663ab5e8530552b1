"""scripts/blank-person.py in a warehouse: no value of the candidate is left, and nobody else lost any.

Every personal value of the account is a needle (tests/sandbox/needles.py). Whose it is follows from the sandbox, not from the
references in the schema, which the script follows.
"""

import collections
import json
import os
import re
import subprocess
import sys

from harness import KEY, ROOT, start
from several_runs import SeveralRuns

import links
import needles
import owned
from interviews import interviewable

SCRIPT = os.path.join(ROOT, "scripts", "blank-person.py")
TO_ONE = ("application", "candidate", "reference_checkable", "commentable", "onboarding_application")


class PlacedNeedles(needles.Needles):
    """Needles that know in which record they are."""

    places = {}

    def make(self, where, marks, spelled, value=None):
        def noted(serial):
            needle = spelled(serial)
            self.places[needle.lower()] = where[:2]
            return needle

        return super().make(where, marks, noted, value)


needles.NEEDLES = PlacedNeedles()


def owner(account, kind, number):
    """The record that one belongs to, or None."""
    if kind == "applications":
        return "candidates", account.candidate_of(number)
    if kind == "interviews":
        of, index = interviewable(account, number)
        return links.SINGULAR[of], index
    if kind == "interview_parts":
        return "interviews", number // 2
    if owned.is_owned(kind, number):
        return (owned.owner(kind, number) or (None,))[:2]
    if kind == "custom_attributes":
        return account.holder(number)[:2]
    names = [name for name in TO_ONE if (kind, name) in links.ONE]
    return links.one(account, kind, number, names[0]) if names else None


def candidate_of(account, place):
    while place and place[0] != "candidates":
        place = owner(account, *place)
    return place and place[1]


class Blanked(SeveralRuns):
    """A class with an `engine` adds load(warehouse, run)."""

    size = 8
    engine = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = needles.NeedleSandbox(cls.seed, cls.size, cls.heavy, KEY)
        cls.server = start(cls.sandbox)
        cls.base = "http://127.0.0.1:%d/api/v1" % cls.server.server_port

    def too_long(self):
        """Columns with numbers that the warehouse cannot hold."""
        return []

    def night(self, *excluded, tables="all"):
        arguments = ["--exclude-columns", ",".join([*excluded, *self.too_long()])] if [*excluded, *self.too_long()] else []
        return self.next_run("--format", self.engine.formats[0], "--tables", tables, *arguments, mode="snapshot")["run_id"]

    def directory(self, run):
        return os.path.join(self.output, run)

    def script(self, candidate, *arguments, dialect=None):
        known = self.run_program("schema", "all", "--as", "json").out
        command = [sys.executable, SCRIPT, candidate, "--as", dialect or self.engine.name, *arguments]
        return subprocess.run(command, input=known, check=True, stdout=subprocess.PIPE).stdout

    def blank(self, warehouse, run, candidate, *arguments):
        if self.too_long():
            arguments = ("--run", self.directory(run), *arguments)
        done = self.engine.run(warehouse, self.script(candidate, *arguments))
        self.assertEqual((done.returncode, done.stderr[-2000:]), (0, b""))

    def content(self, warehouse, run):
        """The rows of each table."""
        known = {name: [one["name"] for one in table["columns"]] for name, table in self.manifest(run)["tables"].items() if table["files"]}
        return self.engine.rows(warehouse, known)

    def found(self, rows):
        text = re.sub(r"([0-9]) ([0-9]{2}:)", r"\1T\2", json.dumps(rows, default=str))  # times as warehouses spell them
        return needles.needles_in(text.encode())

    def needles_of_candidates(self, among):
        """By number of the candidate; those of nobody by None."""
        found = collections.defaultdict(set)
        for name, place in PlacedNeedles.places.items():
            if name in among:
                found[candidate_of(self.sandbox.account, place)].add(name)
        return found

    def most(self, content):
        """The candidate with the most needles: id at the service, names of the needles."""
        found = self.needles_of_candidates(self.found(content))
        number = max((one for one in found if one is not None), key=lambda one: len(found[one]))
        return self.sandbox.account.id_of("candidates", number), found[number]

    def assert_names_nobody(self, row):
        """The service did not say whose the row is."""
        named = [name for name in row if name in ("commentable_id", "reference_check_id", "application_id", "interviewable_type")]
        self.assertTrue(any(row[name] is None for name in named), row)

    def assert_blanked(self, before, after, person):
        lost = self.found(before) - self.found(after)
        self.assertEqual(lost - person, set(), "of somebody else")
        left = person - lost
        for rows in after.values():
            for row in rows:
                if self.found(row) & left:
                    self.assert_names_nobody(row)
        self.assertLess(len(left), len(person) / 20)

    def test_no_value_of_the_person_is_left(self):
        run, warehouse = self.night(), self.engine.warehouse()
        self.load(warehouse, run)
        before = self.content(warehouse, run)
        candidate, person = self.most(before)
        self.assertGreater(len(person), 200)
        self.blank(warehouse, run, candidate)
        after = self.content(warehouse, run)
        self.assert_blanked(before, after, person)
        for name, rows in before.items():
            self.assertEqual(self.kept(after[name]), self.kept(rows), name)
        # What was loaded is not newer, so it changes nothing.
        self.load(warehouse, run)
        self.assertEqual(self.sorted(self.content(warehouse, run)), self.sorted(after))

    def kept(self, rows):
        return sorted((row["id"], str(row["changed_at"])) for row in rows)

    def sorted(self, content):
        return {name: sorted(rows, key=lambda row: row["id"]) for name, rows in content.items()}

    def test_one_model_alone_without_some_columns(self):
        for tables, least in (("unified", 10), ("native", 150)):
            excluded = ("*.remote_data", "*.last_name", "*.other_attributes", *(["pinpoint_offers.comment"] if tables == "native" else []))
            run, warehouse = self.night(*excluded, tables=tables), self.engine.warehouse()
            self.load(warehouse, run)
            before = self.content(warehouse, run)
            candidate, person = self.most(before)
            self.assertGreater(len(person), least, tables)
            self.blank(warehouse, run, candidate, "--run", self.directory(run))
            self.assert_blanked(before, self.content(warehouse, run), person)

    def test_marks_that_are_kept(self):
        run, warehouse = self.night(), self.engine.warehouse()
        self.load(warehouse, run)
        before = self.content(warehouse, run)
        candidate, person = self.most(before)
        self.blank(warehouse, run, candidate, "--keep", "assessment")
        left = self.found(self.content(warehouse, run)) & person
        marks = collections.Counter(needles.NEEDLES.known[name].marks for name in left)
        self.assertEqual(marks.most_common(1)[0][0], "E", marks)
        # Numbers may have been left out because they are too long.
        lost = {name for name in person - left if needles.NEEDLES.known[name].marks == "E"}
        self.assertTrue(all(name.isdigit() for name in lost) if self.too_long() else not lost, lost)

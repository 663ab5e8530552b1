#!/usr/bin/env python3
"""SQL that blanks one candidate in the tables that `pinpoint-export load` filled.

    pinpoint-export schema all --as json | python3 blank-person.py 8863860 --as postgres --run output/2*Z | psql

8863860 is the candidate's id at the service. Every marked column of the candidate's rows becomes NULL: of the candidate, of
applications, of people in the talent pipeline, and of what belongs to them. Which rows these are follows from the references in
the schema. Ids, times and unmarked columns stay, so that counts stay right, and `changed_at` does, so that loading an old
run again brings nothing back. `--run` names the runs that were loaded: only their tables and columns are in the warehouse.
scripts/OPERATING.md, "Personal data", says when this is needed, and what it cannot reach.
"""

import argparse
import json
import os
import re
import sys

# Where a person begins: table and the column that holds the id at the service.
PEOPLE = {"candidates": "remote_id", "pinpoint_candidates": "id"}
# Columns that name a type and an id instead of a reference, and the tables of the types that are a person's.
ABOUT = {
    "pinpoint_interviews": "interviewable",
    "pinpoint_reference_checks": "reference_checkable",
    "pinpoint_comments": "commentable",
}
TYPES = {
    "Application": "pinpoint_applications",
    "JobSeeker": "pinpoint_job_seekers",
    "Candidate": "pinpoint_candidates",
}
# The unified table does not say which person of the talent pipeline an interview is with, the native one does.
TWINS = {"interviews": "pinpoint_interviews"}
# Rows that people share: only those that nobody else has are blanked.
SHARED = {"tags": ("candidate_tags", "tag_id", ["remote_id", "name"])}

BEGIN, COMMIT = "BEGIN;", "COMMIT;"
# name: (quote, names in capitals, begin, end)
DIALECTS = {
    "bigquery": ("`", False, "BEGIN TRANSACTION;", "COMMIT TRANSACTION;"),
    "databricks": ("`", False, "", ""),
    "duckdb": ('"', False, BEGIN, COMMIT),
    "mysql": ("`", False, "START TRANSACTION;", COMMIT),
    "postgres": ('"', False, BEGIN, COMMIT),
    "redshift": ('"', False, BEGIN, COMMIT),
    "snowflake": ('"', True, BEGIN, COMMIT),
    "sqlite": ('"', False, BEGIN, COMMIT),
}


class Writer:
    """SQL of one dialect for one candidate."""

    def __init__(self, tables, dialect, schema, person):
        self.tables, self.schema, self.person = tables, schema, person
        self.quote, self.capitals, self.begin, self.end = DIALECTS[dialect]
        self.rows = {}  # of each table that holds something of the person: a condition

    def name(self, name):
        return self.quote + (name.upper() if self.capitals else name) + self.quote

    def table(self, name):
        return (self.name(self.schema) + "." if self.schema else "") + self.name(name)

    def among(self, column, table, of="id"):
        return "%s IN (SELECT %s FROM %s WHERE %s)" % (
            self.name(column), self.name(of), self.table(table), self.rows[table])  # fmt: skip

    def links(self, name):
        """How rows may lead to a person's: (table, column with its id, what else must hold)."""
        columns = {one["name"]: one for one in self.tables[name]}
        for column in columns.values():
            if column.get("references") in self.tables:
                yield column["references"], column["name"], ""
        kind, thing = (ABOUT.get(name, "") + end for end in ("_type", "_id"))
        for spelled, table in TYPES.items():
            if table in self.tables and kind in columns and thing in columns:
                yield table, thing, "%s = '%s' AND " % (self.name(kind), spelled)
        if TWINS.get(name) in self.tables:
            yield TWINS[name], "remote_id", ""

    def reached(self):
        """The tables with something of the person, the nearest first."""
        reached = [name for name in PEOPLE if name in self.tables]
        for name in reached:
            reached += [one for one in self.tables if one not in reached and name in (link[0] for link in self.links(one))]
        return reached

    def find_rows(self):
        """A table comes after those that it leads to; where they lead in a circle, the nearest comes first."""
        left = self.reached()
        reached = set(left)
        while left:
            leads = {name: {link[0] for link in self.links(name)} & reached - set(self.rows) for name in left}
            name = next((one for one in left if one in PEOPLE or not leads[one]), left[0])
            left.remove(name)
            ways = ["(%s%s)" % (also, self.among(column, table)) for table, column, also in self.links(name) if table in self.rows]
            if name in PEOPLE:
                ways = ["%s = '%s'" % (self.name(PEOPLE[name]), self.person)]
            self.rows[name] = " OR ".join(ways)

    def of_nobody_else(self, name):
        links, column, _ = SHARED[name]
        every = "SELECT {0} FROM {1} WHERE {0} IS NOT NULL AND ".format(self.name(column), self.table(links))
        return "{0} IN ({1}({2})) AND {0} NOT IN ({1}NOT ({2}))".format(self.name("id"), every, self.rows[links])

    def update(self, name, columns, rows):
        return "UPDATE %s SET %s WHERE %s;" % (self.table(name), ", ".join(self.name(one) + " = NULL" for one in columns), rows)

    def script(self, kept):
        self.find_rows()
        yield self.begin
        for name, rows in self.rows.items():
            columns = [one["name"] for one in self.tables[name] if set(one["marks"]) - kept]
            if columns:
                yield self.update(name, columns, rows)
        for name, (links, _, columns) in SHARED.items():
            if name in self.tables and links in self.rows:
                yield self.update(name, columns, self.of_nobody_else(name))
        yield self.end


def loaded(tables, runs):
    """What of the tables the warehouse has after these runs."""
    columns = {}
    for run in runs:
        with open(os.path.join(run, "manifest.json"), encoding="utf-8") as file:
            for name, table in json.load(file)["tables"].items():
                if table["files"]:
                    columns.setdefault(name, set()).update(one["name"] for one in table["columns"])
    return {name: [one for one in tables[name] if one["name"] in columns[name]] for name in tables if name in columns}


def main():
    parser = argparse.ArgumentParser(description="SQL that blanks one candidate in the tables of a warehouse. Reads the tables from "
                                     "standard input: pinpoint-export schema all --as json")  # fmt: skip
    parser.add_argument("candidate", help="id of the candidate at the service")
    parser.add_argument("--as", dest="dialect", required=True, choices=sorted(DIALECTS), help="the warehouse")
    parser.add_argument("--schema", help="as for load")
    parser.add_argument("--run", nargs="+", metavar="RUNDIR", help="runs that were loaded (default: all tables and columns are there)")
    parser.add_argument("--keep", default="", metavar="MARKS", help="marks that alone blank nothing, such as assessment")
    options = parser.parse_args()
    if not re.fullmatch("[0-9]+", options.candidate):
        parser.error("%r is not an id: ids at the service are digits" % options.candidate)
    if options.schema and not re.fullmatch(r"\w+", options.schema):
        parser.error("--schema: %r is not a name" % options.schema)
    tables = {name: table["columns"] for name, table in json.load(sys.stdin)["tables"].items()}
    kept = set(filter(None, options.keep.split(",")))
    unknown = kept - {mark for columns in tables.values() for one in columns for mark in one["marks"]}
    if unknown:
        parser.error("--keep: no column has the mark %s" % ", ".join(sorted(unknown)))
    if options.run:
        tables = loaded(tables, options.run)
    if not set(PEOPLE) & set(tables):
        parser.error("none of these tables holds candidates")
    for line in filter(None, Writer(tables, options.dialect, options.schema, options.candidate).script(kept)):
        print(line)


if __name__ == "__main__":
    main()

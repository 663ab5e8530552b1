"""Several runs, one after the other, and what each of them reports: shared by the tests of the state."""

import gzip
import json
import os
import sqlite3

from harness import CHILDREN, QUICK, TABLES, Service

ZERO = {"created": 0, "changed": 0, "deleted": 0, "unconfirmed": 0}
FULL = TABLES


class SeveralRuns(Service):
    program, size = QUICK, 12

    def setUp(self):
        super().setUp()
        self.hour = 0

    def next_run(self, *arguments, status=0, mode="changes"):
        """A run whose clock is an hour later than that of the last one; its manifest if it was published."""
        self.hour += 1
        now = "2026-11-%02dT%02d:00:00Z" % (1 + self.hour // 24, self.hour % 24)
        result = self.export("--mode", mode, "--now", now, *arguments)
        self.assert_status(result, status)
        self.last = result
        return self.assert_sound() if status in (0, 3) else None

    def changes(self, *changes):
        """Changes records at the service; the ids of those that changed."""
        changed = self.sandbox.control({"changes": list(changes)})["changed"]
        return [identifier for one in changed for identifier in one]

    def counts(self, manifest, *tables):
        """The rows that differ, by table, without the tables in which none does."""
        counts = {}
        for name in tables or TABLES:
            rows = manifest["tables"][name]["rows"]
            some = {kind: rows[kind] for kind in ZERO if rows[kind]}
            if some:
                counts[name] = some
        return counts

    def tombstones(self, table, run=None):
        return [row for row in self.rows(table, run) if row["remote_deleted_at"]]

    def assert_nothing_gone(self, manifest):
        for name in TABLES:
            self.assertEqual(manifest["tables"][name]["rows"]["deleted"], 0, name)
            if manifest["tables"][name]["files"]:
                self.assertEqual(self.tombstones(name, manifest["run_id"]), [], name)

    def state_rows(self):
        """All that the state file holds about rows."""
        path = os.path.join(self.output, ".state", "acme.db")
        with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
            names = dict(db.execute("SELECT place, name FROM tables"))
            rows = db.execute("SELECT place, parent, child, hex(hash), changed_at, deleted_at, own FROM rows")
            return sorted((names[row[0]], *row[1:]) for row in rows)

    def live(self):
        counts = {}
        for row in self.state_rows():
            if row[3] and not row[5]:
                counts[row[0]] = counts.get(row[0], 0) + 1
        return counts

    def read_rows(self, table, run):
        """The bytes of all files of a table."""
        return b"".join(gzip.open(path).read() for path in self.files(table, run))

    def children(self, resource):
        return CHILDREN[resource]

    def status(self, *arguments):
        result = self.run_program("status", "-o", self.output, "--json", *arguments)
        self.assert_status(result, 0)
        return json.loads(result.out)

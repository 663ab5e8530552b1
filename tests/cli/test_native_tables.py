#!/usr/bin/env python3
"""The native tables, to the byte, against rows worked out a second time from the same pages (tests/oracle)."""

import gzip
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness import KEY, QUICK, main  # noqa: E402
from oracle.asking import NATIVE_QUERIES, pages  # noqa: E402
from oracle.manifest import complaints  # noqa: E402
from oracle.native import COLUMNS, RESOURCE_OF, NativeTables  # noqa: E402
from oracle.reading import Document  # noqa: E402
from oracle.writing import FORMATS  # noqa: E402
from test_tables import CHANGED_AT, NOW, Compared  # noqa: E402


class Native(Compared):
    compression = ()
    program, size = QUICK, 24

    def native_bodies(self, size=1000):
        return {resource: pages(self.base, KEY, resource, size, NATIVE_QUERIES) for resource in NATIVE_QUERIES}

    def native_tables(self, bodies=None):
        tables = NativeTables("acme", CHANGED_AT)
        for resource, answers in (bodies or self.native_bodies()).items():
            for body in answers:
                tables.read(resource, Document(body))
        return tables

    def assert_native_export(self, tables, words, form):
        result = self.export("--now", NOW, "--format", form, "--tables", words)
        self.assert_status(result, 0)
        folder = os.path.join(self.output, self.runs()[-1])
        for table in COLUMNS:
            with gzip.open(os.path.join(folder, "%s.%s.gz" % (table, form))) as file:
                self.assert_rows(file.read(), table, form, tables)
        return folder

    def check(self, seed, size, form):
        self.account(seed=seed, size=size)
        tables = self.native_tables()
        self.assertEqual([table for table, rows in tables.rows.items() if not rows], [])
        folder = self.assert_native_export(tables, "native", form)
        self.assertEqual(complaints(folder, form, tables), [])

    def test_csv(self):
        self.check(1, 60, "csv")

    def test_ndjson(self):
        self.check(2, 40, "ndjson")

    def test_both_models_at_once(self):
        self.account(seed=3, size=40)
        folder = self.assert_native_export(self.native_tables(), "all", "csv")
        unified = self.expected()
        for table in unified.columns:
            with gzip.open(os.path.join(folder, table + ".csv.gz")) as file:
                self.assert_rows(file.read(), table, "csv", unified)

    def test_map(self):
        self.account(seed=4, size=24)
        bodies = self.native_bodies(9)
        self.assert_mapped(bodies, RESOURCE_OF, "ndjson", self.native_tables(bodies))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Every table, to the byte, against rows worked out a second time from the same pages (tests/oracle)."""

import gzip
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness import KEY, LONG, QUICK, RELEASE, Longest, Service, main  # noqa: E402
from oracle.asking import QUERIES, pages  # noqa: E402
from oracle.columns import COLUMNS, RESOURCE_OF  # noqa: E402
from oracle.manifest import complaints  # noqa: E402
from oracle.reading import document  # noqa: E402
from oracle.tables import Tables  # noqa: E402
from oracle.writing import FORMATS  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
CHANGED_AT = "2026-11-23T02:00:00.000Z"
SHOWN = 400
Longest.description = 300_000


class Compared(Service):
    program, size = QUICK, 24

    def bodies(self):
        """Every page of the account as the service has it now, without faults of the transport."""
        return {resource: pages(self.base, KEY, resource) for resource in QUERIES}

    def expected(self, bodies=None, account="acme"):
        tables = Tables(account, CHANGED_AT)
        for resource, answers in (bodies or self.bodies()).items():
            for body in answers:
                tables.read(resource, document(body))
        return tables

    def assert_rows(self, found, table, form, tables):
        wanted = FORMATS[form](tables.columns[table], tables.rows[table])
        if found == wanted:
            return
        lines = zip(found.split(b"\n") + [b""], wanted.split(b"\n") + [b""])
        differing = [pair for pair in lines if pair[0] != pair[1]] or [(found[-SHOWN:], wanted[-SHOWN:])]
        same = os.path.commonprefix(differing[0])
        start = max(len(same) - SHOWN // 2, 0)
        shown = tuple(line[start : start + SHOWN] for line in differing[0])
        self.fail("%s.%s: %d lines differ; the first from byte %d:\n%r\n%r" % (table, form, len(differing), start, *shown))

    def assert_mapped(self, bodies, resource_of, form, tables):
        """`map` makes the rows of each table in `resource_of` from its saved pages."""
        for resource, answers in bodies.items():
            for number, body in enumerate(answers):
                self.write("%s.%03d.json" % (resource, number), body)
        for table, resource in resource_of.items():
            names = ["%s.%03d.json" % (resource, number) for number in range(len(bodies[resource]))]
            result = self.run_program("map", table, *names, "--now", NOW, "--format", form)
            self.assert_status(result, 0)
            self.assert_rows(result.out, table, form, tables)

    def assert_export(self, tables, *arguments, form="csv"):
        result = self.export("--now", NOW, "--format", form, "--tables", ",".join(COLUMNS), *arguments)
        self.assert_status(result, 0)
        run = self.runs()[-1]
        for table in COLUMNS:
            with gzip.open(os.path.join(self.output, run, "%s.%s.gz" % (table, form))) as file:
                self.assert_rows(file.read(), table, form, tables)
        return os.path.join(self.output, run)

    def assert_same(self, *faults, arguments=(), tables=None, form="csv"):
        """The faults do not change what is written."""
        tables = tables or self.expected()
        self.faults(*faults)
        self.assert_export(tables, *arguments, form=form)


class Accounts(Compared):
    compression = ()

    def check(self, seed, size, form):
        self.account(seed=seed, size=size)
        tables = self.expected()
        folder = self.assert_export(tables, form=form)
        self.assertEqual(complaints(folder, form, tables), [])

    def test_first_account(self):
        self.check(1, 60, "csv")

    def test_first_account_as_ndjson(self):
        self.check(1, 60, "ndjson")

    def test_second_account(self):
        self.check(2, 60, "csv")

    def test_second_account_as_ndjson(self):
        self.check(2, 60, "ndjson")

    def test_third_account(self):
        self.check(3, 60, "csv")

    def test_third_account_as_ndjson(self):
        self.check(3, 60, "ndjson")


class LargerAccounts(Accounts):
    def check(self, seed, size, form):
        if form == "csv":
            super().check(seed + 3, 400 if LONG else 150, form)
        else:
            super().check(seed + 6, 9, form)


class OtherDocuments(Compared):
    """The service sends the same, or nearly, in another form: the rows follow the page as it came."""

    def check(self, *faults, form="ndjson"):
        self.faults(*faults)
        tables = self.expected()
        folder = self.assert_export(tables, form=form)
        self.assertEqual(complaints(folder, form, tables), [])
        return tables

    def test_integer_ids_change_only_remote_data(self):
        plain = self.expected()
        tables = self.check("ids")
        for table, rows in plain.rows.items():
            for row, other in zip(rows, tables.rows[table], strict=True):
                self.assertEqual({**row, "remote_data": 0}, {**other, "remote_data": 0})

    def test_included_first(self):
        self.check("order:document=included-meta-data")

    def test_type_and_id_after_the_attributes(self):
        self.check("order:record=relationships-attributes-id-type")

    def test_everything_the_other_way_round(self):
        self.check("order:document=meta-included-data,record=attributes-relationships-type-id", form="csv")

    def test_the_other_name_of_the_link_to_a_definition(self):
        self.check("definition:as=custom_field", form="csv")

    def test_definitions_of_custom_attributes_without_link(self):
        tables = self.check("definition:as=something_else")
        self.assertNotIn("custom_field_", "".join(row["integration_fields"] for row in tables.rows["jobs"]))

    def test_what_is_linked_but_not_included(self):
        kinds = "departments locations stages questions custom_attributes applications users"
        tables = self.check(*("omit:type=%s,every=2" % kind for kind in kinds.split()))
        for table in ("jobs", "candidates", "application_stages", "screening_questions", "interviews"):
            self.assertGreater(tables.warnings[table][table + ".not_included"], 0, table)

    def test_nothing_is_included(self):
        self.check("order:document=data-meta")

    def test_white_space_everywhere_and_needless_escapes(self):
        self.check("spaces:style=wild")

    def test_a_repeated_key(self):
        self.faults("duplicate:resource=jobs,key=title,first=%22shadow%22")
        tables = self.expected()
        self.assertIn('"shadow"', tables.rows["jobs"][0]["remote_data"])
        self.assertNotEqual(tables.rows["jobs"][0]["name"], "shadow")
        self.assert_export(tables)


class SameBytes(Compared):
    """None of this may change a byte."""

    def test_white_space(self):
        self.assert_same("spaces:style=indent")

    def test_gzip_off(self):
        self.assert_same("gzip:as=off")

    def test_gzip_always(self):
        self.assert_same("gzip:as=forced", form="ndjson")

    def test_chunked_bodies(self):
        self.assert_same("framing:as=chunked")

    def test_bodies_that_end_with_the_connection(self):
        self.assert_same("framing:as=close")

    def test_single_bytes(self):
        self.account(seed=4, size=8)
        small = ("users", "candidates", "applications", "interviews")
        self.assert_same("piece:resource=jobs,size=61", *("piece:resource=%s,size=1" % name for name in small))

    def test_a_capped_page_size(self):
        self.assert_same("cap:size=10", form="ndjson")

    def test_small_pages_without_a_total(self):
        self.assert_same("total:as=absent", arguments=("--page-size", 7, "--concurrency", 16))

    def test_small_pages_one_request_at_a_time(self):
        self.assert_same(arguments=("--page-size", 7, "--concurrency", 1))

    def test_small_pages_many_requests(self):
        self.assert_same(arguments=("--page-size", 7, "--concurrency", 16), form="ndjson")

    def test_single_records(self):
        self.account(seed=5, size=8)
        self.assert_same(arguments=("--page-size", 1, "--concurrency", 4))

    def test_pages_that_break_off(self):
        self.assert_same("cut:resource=jobs,at=-700,times=1", "cut:resource=candidates,at=2000,times=2", form="ndjson")


class Mapped(Compared):
    """`map` on saved pages writes the same rows."""

    def check(self, form, program):
        self.program = program
        self.account(seed=6, size=24)
        bodies = {resource: pages(self.base, KEY, resource, 9) for resource in QUERIES}
        self.assert_mapped(bodies, RESOURCE_OF, form, self.expected(bodies, "local"))

    def test_csv(self):
        self.check("csv", RELEASE)

    def test_ndjson(self):
        self.check("ndjson", self.program)


if __name__ == "__main__":
    main()

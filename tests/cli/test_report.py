#!/usr/bin/env python3
"""report: the page says what the manifests and the state say, and nothing in them becomes markup."""

import json
import os
import re
import shutil
import sqlite3
import sys
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import Folder, main  # noqa: E402
from nights import night, publish, run_name, table  # noqa: E402
from several_runs import SeveralRuns  # noqa: E402
from stored import NIGHTS, URL, Stored, run_of  # noqa: E402

NOW = "2026-10-31T07:00:00Z"
VOID = {"meta", "br", "path", "wbr"}
ELEMENTS = set(
    "html head meta title style body main header h1 h2 p small b span div section a ul li dl dt dd table thead tbody tr th td svg"
    " path pre wbr details summary footer br".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class style id href scope role viewbox height preserveaspectratio d data-l colspan".split()
)


class Page(HTMLParser):
    """What a reader sees, by section; fails on what the program does not write."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.section, self.sections, self.rows, self.charts = [], "", "head", {}, {}, {}
        self.feed(text)
        self.close()
        if self.open:
            raise AssertionError("still open: %s" % self.open)

    def handle_starttag(self, tag, attributes):
        names = {name for name, _ in attributes}
        if tag not in ELEMENTS or names - ATTRIBUTES:
            raise AssertionError("%s with %s" % (tag, attributes))
        links = [value for name, value in attributes if name == "href"]
        if any(not re.fullmatch("#[a-z]+", link) for link in links):
            raise AssertionError("link to %s" % links)
        if tag == "h2":
            self.section = ""
        if tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        if tag in ("th", "td"):
            self.rows[self.section][-1].append("")
        if tag == "svg":
            self.charts.setdefault(self.section, []).append({"base": 0, "bars": 0, "broken": 0})
        if tag == "path" and "svg" in self.open:
            known, chart = dict(attributes), self.charts[self.section][-1]
            if known.get("class") == "base":
                chart["base"] = known["d"].count("M")
            else:
                chart["broken"] = known["d"].count("l-")
                chart["bars"] = known["d"].count("M") - chart["broken"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError("%s is closed out of order" % tag)

    def handle_data(self, data):
        if "h2" in self.open:
            self.section += data
        elif "style" not in self.open and "head" not in self.open:
            self.sections[self.section] = self.sections.get(self.section, "") + data
            if ("th" in self.open or "td" in self.open) and "title" not in self.open:
                self.rows[self.section][-1][-1] += data
        if "title" in self.open and "svg" in self.open:
            self.charts[self.section][-1]["title"] = data


class Reported(Folder):
    def report(self, *arguments, output=None):
        result = self.run_program("report", output or self.output, "--now", NOW, *arguments)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        self.html = result.out.decode()
        self.assertIn("default-src 'none'", self.html)
        return Page(self.html)

    def publish(self, *manifests):
        for manifest in manifests:
            publish(self.output, manifest)

    def charts(self, page, *of):
        known = {chart["title"].rsplit(", ", 2)[0]: chart for chart in page.charts[of[0]]}
        return known[of[1]]


class FromManifests(Reported):
    def test_what_came_changed_and_went(self):
        self.publish(
            night(0, {"jobs": table(created=900, unchanged=0)}),
            night(1, {"jobs": table(created=3, changed=4, deleted=2, unchanged=891)}),
            night(2, {"jobs": table(changed=1234, unchanged=5)}),
        )
        page = self.report()
        self.assertRegex(page.sections["head"], r"^\s*acme\s+3 nights, 2026-10-01 to 2026-10-03\. Made 2026-10-31 07:00 by pinpoint")
        self.assertRegex(page.sections["head"], r"last night\s*complete\s*began\s*2026-10-03 02:00\s*came\s*0\s*changed\s*1,234")
        self.assertRegex(page.sections["head"], r"time\s*3m 12s\s*requests\s*11")
        rows = page.rows["Table by table"]
        self.assertEqual(rows, [["table", "rows", "came", "changed", "went"], ["jobs", "1,239", "0", "1,234", "0"]])
        self.assertIn("without any change on these nights: users, candidates.", page.sections["Table by table"])
        nights = page.rows["All of these nights"][1:]
        self.assertEqual([row[2:5] for row in nights], [["0", "1,234", "0"], ["3", "4", "2"], ["900", "0", "0"]])
        self.assertEqual(nights[1], ["2026-10-02 02:00", "changes", "3", "4", "2", "3m 12s", "11"])

    def test_charts_have_a_bar_for_each_night_on_which_something_happened(self):
        self.publish(
            night(0, {"jobs": table(created=900, unchanged=0)}),
            night(1, {"jobs": table(created=3, unchanged=900)}),
            night(2, {"jobs": table(status="not_readable", unchanged=0)}, complete=True),
            night(3, {"jobs": table(created=1, deleted=7)}),
        )
        page = self.report()
        came = self.charts(page, "Table by table", "jobs: came")
        self.assertEqual(came, {"base": 3, "bars": 3, "broken": 1, "title": "jobs: came, 4 nights, at most 900"})
        went = self.charts(page, "Table by table", "jobs: went")
        self.assertEqual((went["base"], went["bars"], went["broken"]), (3, 1, 0))
        self.assertEqual(self.charts(page, "Night by night", "requests sent again")["bars"], 4)
        self.assertEqual(self.charts(page, "Night by night", "new rows")["broken"], 1)

    def test_nothing_asks_for_attention(self):
        self.publish(night(28), night(29, {"jobs": table(warnings={"title.invalid": 2})}))
        publish(self.output, night(30, {"jobs": table(warnings={"title.invalid": 3})}))
        page = self.report()
        self.assertIn("Nothing asks for attention.", page.sections["head"])
        self.assertNotIn("▲", self.html)
        self.assertEqual(page.rows["Warnings of the newest night"][1][:5], ["jobs", "title.invalid", "3", "2", "2"])
        self.assertIn("None on these nights.", page.sections["Tables that were not read whole"])

    def test_new_warnings_come_first(self):
        self.publish(
            night(28, {"jobs": table(warnings={"status.unmapped": 1})}),
            night(29, {"jobs": table(warnings={"title.invalid": 2})}),
            night(30, {"jobs": table(warnings={"title.invalid": 2, "status.unmapped": 5}), "users": table(warnings={"drift": 1})}),
        )
        page = self.report()
        self.assertIn("2 warnings are new since the night before", page.sections["head"])
        found = [row[:5] for row in page.rows["Warnings of the newest night"][1:]]
        self.assertEqual(found[0], ["users", "drift ▲ new", "1", "0", "1"])
        self.assertEqual(found[1], ["jobs", "status.unmapped ▲ new", "5", "0", "2"])
        self.assertEqual(found[2], ["jobs", "title.invalid", "2", "2", "2"])

    def test_a_delta_in_between_makes_no_warning_new(self):
        warned = {"jobs": table(warnings={"title.invalid": 2})}
        self.publish(night(28, warned), night(29, mode="delta"), night(30, warned))
        self.assertNotIn("new since the night before", self.report().sections["head"])

    def test_the_first_night_has_no_new_warning(self):
        self.publish(night(30, {"jobs": table(warnings={"title.invalid": 2})}))
        page = self.report()
        self.assertNotIn("▲", self.html)
        self.assertEqual(page.rows["Warnings of the newest night"][1][2:4], ["2", "–"])

    def test_tables_that_were_not_read_whole(self):
        self.publish(
            night(28, {"jobs": table(status="not_readable")}),
            night(29),
            night(30, {"jobs": table(status="incomplete"), "users": table(status="not_readable")}),
        )
        page = self.report()
        self.assertIn("2 tables were not read whole last night", page.sections["head"])
        text = page.sections["Tables that were not read whole"]
        self.assertIn("jobs incomplete, 2 of 3", text)
        self.assertIn("users not readable, 1 of 3", text)
        self.assertNotIn("candidates", text)
        self.assertIn("▲ incomplete", page.rows["All of these nights"][1][0])
        self.assertNotIn("▲ incomplete", page.rows["All of these nights"][2][0])

    def test_an_account_that_never_had_a_table_is_not_alarmed(self):
        self.publish(night(30, {"pinpoint_offers": table(status="not_readable")}, complete=True))
        page = self.report()
        self.assertIn("Nothing asks for attention.", page.sections["head"])
        self.assertIn("pinpoint_offers not readable, 1 of 1", page.sections["Tables that were not read whole"])

    def test_a_night_that_did_not_come(self):
        self.publish(night(27), night(28))
        self.assertIn("No run for more than 26 hours", self.report().sections["head"])

    def test_only_the_newest_nights(self):
        self.publish(*(night(number, {"jobs": table(created=number)}) for number in range(31)))
        page = self.report()
        self.assertIn("30 nights, 2026-10-02 to 2026-10-31, the newest of 31 runs.", page.sections["head"])
        page = self.report("--nights", "5")
        self.assertIn("5 nights, 2026-10-27 to 2026-10-31, the newest of 31 runs.", page.sections["head"])
        self.assertEqual([row[2] for row in page.rows["All of these nights"][1:]], ["30", "29", "28", "27", "26"])
        self.assertEqual(self.charts(page, "Table by table", "jobs: came")["bars"], 5)

    def test_sql_finds_the_runs_that_are_not_loaded(self):
        self.publish(*map(night, (27, 28, 29, 30)))
        self.report()
        sql = re.search(r"<pre id=sql>(.*?)</pre>", self.html, re.S).group(1).replace("&#39;", "'")
        with sqlite3.connect(":memory:") as db:
            db.execute("CREATE TABLE pinpoint_runs (run_id TEXT)")
            db.executemany("INSERT INTO pinpoint_runs VALUES (?)", [(run_name(number),) for number in (27, 29, 99)])
            self.assertEqual(db.execute(sql).fetchall(), [(run_name(28),), (run_name(30),)])

    def test_numbers_of_any_size(self):
        rows = {"99999": "99,999", "100000": "100k", "123456": "123k", "1999999": "1.99M", "45678901": "45.6M", str(2**64 - 1): "18446744T"}
        for number, shown in rows.items():
            shutil.rmtree(self.output, ignore_errors=True)
            self.publish(night(30, {"jobs": table(created=int(number))}))
            self.assertEqual(self.report().rows["All of these nights"][1][2], shown)
        self.publish(night(29, {"jobs": table(changed=2**64 - 1), "users": table(changed=2**64 - 1)}))
        self.assertEqual(self.report().rows["All of these nights"][2][3], "18446744T")

    def test_more_nights_than_one_line_of_a_screen(self):
        self.publish(*(night(number, {"jobs": table(created=number)}) for number in range(400)))
        page = self.report("--nights", "366")
        self.assertIn("366 nights", page.sections["head"])
        self.assertEqual(self.charts(page, "Table by table", "jobs: came")["bars"], 366)
        self.assertLess(len(self.html), 200000)


class Damaged(Reported):
    def test_damaged_missing_and_foreign_manifests_are_named(self):
        self.publish(night(23, {"jobs": table(created=5)}))
        publish(self.output, night(24), json.dumps(night(24))[:-200])
        publish(self.output, night(25), "")
        os.makedirs(os.path.join(self.output, run_name(26)))
        publish(self.output, night(27), json.dumps(night(3)))
        self.publish(night(28, account="other"), night(29, manifest_version=2))
        os.symlink(run_name(23), os.path.join(self.output, run_name(30)))
        self.write("output/notes.txt", "not a run")
        page = self.report("--account", "acme")
        nights = [row[1] for row in page.rows["All of these nights"][1:]]
        self.assertEqual(len(nights), 7)
        for place, part in ((0, "damaged"), (1, "another account"), (2, "another run"), (3, "missing"), (4, "damaged"), (5, "damaged")):
            self.assertRegex(nights[place], "✕ not shown: .*%s" % part)
        self.assertEqual(nights[6], "changes")
        self.assertIn("6 runs cannot be shown", page.sections["head"])
        self.assertEqual(self.charts(page, "Table by table", "jobs: came")["base"], 1)

    def test_no_manifest_at_all(self):
        os.makedirs(os.path.join(self.output, run_name(30)))
        page = self.report()
        self.assertIn("unknown account", page.sections["head"])
        self.assertIn("1 run cannot be shown", page.sections["head"])

    def test_manifests_without_counts_and_requests(self):
        manifest = night(30)
        del manifest["resources"], manifest["started_at"]
        for one in manifest["tables"].values():
            one["rows"] = {"written": 3}
        self.publish(manifest)
        self.assertEqual(self.report().rows["All of these nights"][1][2:], ["0", "0", "0", "–", "0"])

    def test_nothing_becomes_markup(self):
        evil = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></svg></style>", "a\u202eb\x00\x1b[1m", "'&amp;"
        for place, text in enumerate(evil):
            self.publish(
                night(place, {text: table(created=3, warnings={text: 4, text + ".invalid": 1})}, account=text),
                night(place + 10, {text: table(status="not_readable"), "jobs": table(status=text)}, account=text),
                night(place + 20, {text: table(changed=1, warnings={text: 4})}, account=text),
            )
            page = self.report()
            if place == 0:
                self.assertEqual(page.rows["Table by table"][1][0], text)
                self.assertEqual(page.rows["Warnings of the newest night"][1][:2], [text, text])
            for character in "\x00\x1b":
                self.assertNotIn(character, self.html)
            shutil.rmtree(self.output)

    def test_names_of_any_length(self):
        long = "<" * 5000
        self.publish(night(30, {long: table(created=3, warnings={long: 4})}, account=long))
        self.report()
        self.assertLess(len(self.html), 20000)

    def test_too_many_tables(self):
        for number in range(3):
            self.publish(night(number, {"t%d_%d" % (number, one): table(created=1) for one in range(600)}))
        # A heading, and 1,024 names of which the usual three never change.
        self.assertEqual(len(self.report().rows["Table by table"]), 1 + 1024 - 3)

    def test_directories_without_runs(self):
        self.assert_one_error(self.run_program("report", "nowhere"), 2, "nowhere is not a directory")
        os.makedirs(self.output)
        self.assert_one_error(self.run_program("report"), 2, "output holds no published run")
        self.publish(night(30))
        inside = os.path.join(self.output, run_name(30))
        self.assert_one_error(self.run_program("report", inside), 2, "holds no published run")
        self.assert_one_error(self.run_program("report", self.output, "more"), 2, "more")


class WithState(SeveralRuns):
    report = Reported.report
    charts = Reported.charts

    def test_runs_that_are_gone_come_from_the_state(self):
        self.next_run()
        self.changes({"name": "delete", "resource": "users"}, {"name": "add", "resource": "jobs"})
        second = self.next_run()
        self.changes({"name": "update", "resource": "candidates"})
        self.next_run()
        before = self.report("--nights", "9")
        rows = before.rows["Table by table"]
        counts = {row[0]: row[1] for row in rows[1:]}
        self.assertEqual(counts["users"], str(len(self.listed("users"))))
        self.assertEqual(counts["candidates"], str(len(self.listed("candidates"))))
        shutil.rmtree(os.path.join(self.output, second["run_id"]))
        page = self.report("--nights", "9")
        old, new = before.rows["All of these nights"], page.rows["All of these nights"]
        self.assertEqual(new[1:2] + new[3:], old[1:2] + old[3:])
        self.assertEqual(new[2], [old[2][0] + "not here any more"] + old[2][1:-1] + ["–"])
        self.assertEqual(self.charts(page, "Night by night", "to the service")["base"], 2)
        self.assertEqual(self.charts(page, "Night by night", "new rows")["base"], 3)

    def test_nothing_of_a_state_becomes_markup(self):
        run = self.next_run()["run_id"]
        shutil.rmtree(os.path.join(self.output, run))
        with sqlite3.connect(os.path.join(self.output, ".state", "acme.db")) as db:
            db.execute("UPDATE runs SET mode = '<img src=x>', place = '<b onclick=x>'")
            db.execute("INSERT INTO destinations VALUES (1, 's3://<script>', 0)")
        page = self.report()
        self.assertEqual(page.rows["All of these nights"][1][1], "<img src=x>")
        self.assertEqual(page.rows["Runs that are not pushed"][1][:2], [run, "s3://<script>"])

    def test_without_its_state_and_read_only(self):
        self.next_run()
        page = self.report()
        self.assertIn("no run waits for a destination", page.sections["Runs that are not pushed"])
        os.rename(os.path.join(self.output, ".state"), self.path("moved"))
        page = self.report()
        self.assertIn("no state here", page.sections["Runs that are not pushed"])
        self.assertEqual(os.listdir(self.output).count(".state"), 0)
        self.report("--state", self.path("moved", "acme.db"))

    def test_no_value_of_a_row_is_on_the_page(self):
        """What the service sends is strange on purpose: warnings name columns, never what was in them."""
        self.next_run(mode="snapshot")
        self.report()
        page = Page(self.html)
        names = {row[1].replace(" ▲ new", "") for row in page.rows["Warnings of the newest night"][1:]}
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, r"^[a-z_]+(\.[a-z_]+)?$")
        for email in (row["email"] for row in self.rows("users") if row["email"]):
            self.assertNotIn(email, self.html)


class NotPushed(Stored):
    report = Reported.report

    def test_runs_that_wait_and_runs_that_are_lost(self):
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        self.assertIn("no run waits", self.report().sections["Runs that are not pushed"])
        for now in NIGHTS[1:3]:
            self.assert_exported(self.export("--now", now, "--mode", "changes"))
        shutil.rmtree(self.path("output", run_of(NIGHTS[1])))
        page = self.report()
        (_, lost, waiting) = page.rows["Runs that are not pushed"]
        self.assertEqual((lost[0], waiting[0], waiting[2]), (run_of(NIGHTS[1]), run_of(NIGHTS[2]), "waiting"))
        self.assertRegex(lost[2], "^lost: deleted before it was pushed")
        self.assertTrue(lost[1].startswith(URL))
        for part in ("1 run is not yet pushed.", "1 run was deleted before it was pushed."):
            self.assertIn(part, page.sections["head"])


if __name__ == "__main__":
    main()

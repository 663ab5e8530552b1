#!/usr/bin/env python3
"""--metrics-file: how the run ended, for a collector, also if it failed."""

import json
import os
import re
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import CHILDREN, ROOT, TABLES, Service, main  # noqa: E402
from stored import Stored  # noqa: E402


class Metrics(Service):
    def metrics(self):
        with open(os.path.join(self.folder, "run.prom")) as file:
            lines = [line.split() for line in file if not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    def test_a_complete_run_reports_rows_and_requests(self):
        result = self.export("--account", "demo", "--metrics-file", "run.prom")
        self.assert_status(result, 0)
        metrics = self.metrics()
        self.assertEqual(metrics['pinpoint_export_run_exit_status{account="demo"}'], 0)
        self.assertGreater(metrics['pinpoint_export_rows{account="demo",table="users"}'], 0)
        self.assertGreater(metrics['pinpoint_export_requests{account="demo",resource="jobs"}'], 0)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".new")], [])

    def test_tables_that_were_not_read_whole(self):
        self.faults("forbid:resource=jobs")
        self.assert_status(self.export("--metrics-file", "run.prom"), 3)
        for name in TABLES:
            whole = self.metrics()['pinpoint_export_table_whole{account="acme",table="%s"}' % name]
            self.assertEqual(whole, 0 if name in CHILDREN["jobs"] else 1, name)

    def test_a_failed_run_reports_its_status(self):
        result = self.export("--account", "demo", "--metrics-file", "run.prom", env={"PINPOINT_API_KEY": "wrong"})
        self.assert_status(result, 4)
        self.assertIn("401", result.errors[-1])
        self.assertEqual(self.metrics()['pinpoint_export_run_exit_status{account="demo"}'], 4)

    def test_a_collector_can_read_it_whatever_keeps_others_from_the_rows(self):
        for mask, mode in (("077", 0o644), ("027", 0o644), ("022", 0o644), ("002", 0o664), ("0", 0o666)):
            self.assert_status(self.export("--tables", "users", "--umask", mask, "--metrics-file", "run.prom"), 0)
            self.assertEqual(os.stat(self.path("run.prom")).st_mode & 0o777, mode, mask)

    def test_a_file_that_cannot_be_written_is_a_warning(self):
        result = self.export("--metrics-file", "missing/run.prom")
        self.assert_status(result, 0)
        self.assertIn("--metrics-file", result.err)

    def test_what_a_killed_run_left_aside_is_replaced(self):
        self.write("run.prom.new", "# HELP pinpoint_ex")
        self.assert_status(self.export("--tables", "users", "--metrics-file", "run.prom"), 0)
        self.assertIn('pinpoint_export_run_exit_status{account="acme"}', self.metrics())
        self.assertFalse(os.path.exists(self.path("run.prom.new")))

    def test_what_is_no_file_of_metrics_is_not_replaced(self):
        """As root, a renaming onto /dev/null would take it from the whole machine."""
        os.mkfifo(self.path("fifo"))
        os.mkdir(self.path("folder"))
        os.symlink("/dev/null", self.path("link"))
        self.write("notes", "mine")
        with socket.socket(socket.AF_UNIX) as there:
            there.bind(self.path("socket"))
        before = {name: os.lstat(self.path(name)) for name in ("fifo", "folder", "link", "notes", "socket")}
        for name, facts in before.items():
            result = self.export("--tables", "users", "--metrics-file", name)
            self.assert_status(result, 0)
            target = "/dev/null" if name == "link" else name
            self.assertIn("--metrics-file: %s is not replaced" % target, "".join(result.warnings))
            now = os.lstat(self.path(name))
            self.assertEqual((now.st_ino, now.st_mode, now.st_size), (facts.st_ino, facts.st_mode, facts.st_size))
        self.write("run.prom", "")
        os.symlink("run.prom", self.path("linked.prom"))
        self.assertEqual(self.export("--tables", "users", "--metrics-file", "linked.prom").warnings, [])
        self.assertTrue(os.path.islink(self.path("linked.prom")))
        self.assertIn('pinpoint_export_run_exit_status{account="acme"}', self.metrics())
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".new")], [])

    def test_a_dangling_link_is_written_through(self):
        os.mkdir(self.path("kept"))
        os.symlink("kept/second", self.path("first"))
        os.symlink(self.path("kept/run.prom"), self.path("kept/second"))
        for _ in range(2):
            self.assertEqual(self.export("--tables", "users", "--metrics-file", "first").warnings, [])
            self.assertEqual(os.readlink(self.path("first")), "kept/second")
            self.assertTrue(os.path.isfile(self.path("kept/run.prom")))
            self.assertFalse(os.path.islink(self.path("kept/run.prom")))

    def test_a_loop_of_links_ends(self):
        os.symlink("b", self.path("a"))
        os.symlink("a", self.path("b"))
        result = self.export("--tables", "users", "--metrics-file", "a")
        self.assert_status(result, 0)
        self.assertIn("--metrics-file", result.err)
        self.assertTrue(os.path.islink(self.path("a")) and os.path.islink(self.path("b")))

    def test_what_is_not_ours_is_neither_removed_nor_followed_aside(self):
        self.write("precious", "mine")
        aside = self.path("run.prom.new")
        for make in (lambda: self.write("run.prom.new", "mine"), lambda: os.symlink("precious", aside), lambda: os.mkfifo(aside)):
            make()
            before = os.lstat(aside)
            result = self.export("--tables", "users", "--metrics-file", "run.prom")
            self.assert_status(result, 0)
            self.assertIn("run.prom.new is not replaced", "".join(result.warnings))
            now = os.lstat(aside)
            self.assertEqual((now.st_ino, now.st_mode, now.st_size), (before.st_ino, before.st_mode, before.st_size))
            self.assertFalse(os.path.exists(self.path("run.prom")))
            os.unlink(aside)
        with open(self.path("precious")) as file:
            self.assertEqual(file.read(), "mine")

    def test_a_folder_aside_is_not_removed(self):
        os.mkdir(self.path("run.prom.new"))
        self.write("run.prom.new/precious", "mine")
        result = self.export("--tables", "users", "--metrics-file", "run.prom")
        self.assert_status(result, 0)
        self.assertIn("--metrics-file", result.err)
        self.assertTrue(os.path.exists(self.path("run.prom.new", "precious")))


class Dashboard(Stored):
    """scripts/grafana-dashboard.json."""

    def setUp(self):
        super().setUp()
        with open(os.path.join(ROOT, "scripts", "grafana-dashboard.json"), encoding="utf-8") as file:
            self.dashboard = json.load(file)
        self.panels = self.dashboard["panels"]
        self.queries = [target["expr"] for panel in self.panels for target in panel["targets"]]

    def test_it_asks_for_metrics_and_labels_that_there_are(self):
        self.assert_status(self.export_to_store("--metrics-file", "run.prom"), 0)
        with open(self.path("run.prom"), encoding="utf-8") as file:
            lines = [line for line in file if not line.startswith("#")]
        known = {line.split("{")[0]: set(re.findall(r'(\w+)="', line)) for line in lines}
        accounts = self.dashboard["templating"]["list"][1]["query"]["query"]
        asked = set(re.findall(r"pinpoint_export_\w+", " ".join([*self.queries, accounts])))
        self.assertEqual(asked - set(known), set())
        self.assertEqual(set(known) - asked, {"pinpoint_export_runs_pushed", "pinpoint_export_push_seconds"})
        for panel in self.panels:
            for target in panel["targets"]:
                (name, *_) = re.findall(r"pinpoint_export_\w+", target["expr"])
                labels = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
                self.assertEqual(labels - known[name], set(), panel["title"])

    def test_each_exit_status_of_a_run_has_its_words(self):
        (words,) = [panel["fieldConfig"]["defaults"]["mappings"][0]["options"] for panel in self.panels[:1]]
        text = self.run_program("manual", "man").out.decode()
        statuses = set(re.findall(r"^\.It +(\d+)$", text, re.M))
        # Without metrics: 8 another run, 10 verify only.
        self.assertEqual(set(words), statuses - {"8", "10"})

    def test_panels_do_not_overlap(self):
        taken = set()
        for panel in self.panels:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], 24)
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertEqual(cells & taken, set(), panel["title"])
            taken |= cells
        self.assertEqual(len({panel["id"] for panel in self.panels}), len(self.panels))


if __name__ == "__main__":
    main()

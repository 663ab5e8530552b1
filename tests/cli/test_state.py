"""The state file for its owner: status, files that cannot be used, what it may contain."""

import contextlib
import json
import os
import re
import shutil
import sqlite3

from harness import CHECKED, HANG_SECONDS, KEY, ROOT, TABLES, main
from several_runs import SeveralRuns


class Status(SeveralRuns):
    def test_it_shows_runs_watermarks_and_counts(self):
        first = self.next_run(mode="snapshot")
        self.changes({"name": "delete", "resource": "jobs"})
        second = self.next_run()
        status = self.status()
        self.assertEqual(status["account"], "acme")
        self.assertEqual([run["run_id"] for run in status["runs"]], [second["run_id"], first["run_id"]])
        self.assertEqual([run["mode"] for run in status["runs"]], ["changes", "snapshot"])
        self.assertEqual(status["runs"][0]["place"], os.path.join(self.output, second["run_id"]))
        self.assertEqual(list(status["tables"]), TABLES)
        jobs = status["tables"]["jobs"]
        self.assertEqual((jobs["live"], jobs["deleted"]), (len(self.listed("jobs")), 1))
        for name in TABLES:
            self.assertEqual(status["tables"][name]["watermark"], second["tables"][name]["watermark"], name)
        deleted = sum(second["tables"][name]["rows"]["deleted"] for name in TABLES)
        self.assertEqual(status["runs"][0]["rows"]["deleted"], deleted)

    def test_the_same_for_people(self):
        manifest = self.next_run()
        result = self.run_program("status", "-o", self.output)
        self.assert_status(result, 0)
        text = result.out.decode()
        for part in ("acme", manifest["run_id"], "changes", "complete", *TABLES, manifest["watermark"]):
            self.assertIn(part, text)

    def test_it_works_while_a_run_holds_the_state(self):
        self.next_run()
        self.faults("latency:resource=interviews,seconds=3")
        process = self.launch_export("--mode", "changes")
        self.wait_for(lambda: self.requests("interviews"))
        self.assertEqual(len(self.status()["runs"]), 1)
        self.assertEqual(process.wait(HANG_SECONDS), 0)

    def test_where_there_is_nothing_it_says_so(self):
        self.assert_one_error(self.run_program("status", "-o", self.output), 2, "no state")
        self.assert_one_error(self.run_program("status", "-o", self.write("file", "")), 2, "no state")
        self.assert_one_error(self.run_program("status", "--state", self.path("no.db")), 2, "no.db")
        result = self.run_program("status", "--state", self.write("empty.db", ""))
        self.assert_status(result, 0)
        self.assertIn(b"none", result.out)

    def test_paths_that_are_neither_text_nor_fit_for_a_terminal(self):
        folder = os.fsdecode(b"\xff\xfe\x1b[31m\n")
        self.assert_status(self.export("-q", "--tables", "users", "-o", folder), 0)
        status = json.loads(self.run_program("status", "-o", folder, "--json").out.decode())
        self.assertIn("\ufffd\ufffd\x1b[31m\n/", status["runs"][0]["place"])
        text = self.run_program("status", "-o", folder).out.decode()
        self.assertEqual(text.count(r"\xff\xfe\x1b[31m\n/"), 2)

    def test_a_name_is_needed_only_where_there_are_several(self):
        self.next_run()
        os.link(self.output + "/.state/acme.db", self.output + "/.state/other.db")
        self.assert_one_error(self.run_program("status", "-o", self.output), 2, "several")
        self.assert_status(self.run_program("status", "-o", self.output, "--account", "acme"), 0)
        self.assert_one_error(self.run_program("status", "-o", self.output, "--account", "other"), 2, "acme")


class File(SeveralRuns):
    program = CHECKED

    def state(self):
        return self.output + "/.state/acme.db"

    def assert_refused(self, status, *parts, arguments=()):
        """Nothing is published, no request is sent, and the file is as it was."""
        with open(self.state(), "rb") as file:
            before = file.read()
        self.sandbox.log.clear()
        result = self.export("--mode", "changes", *arguments)
        self.assert_one_error(result, status, *parts)
        self.assertEqual(self.requests(), [])
        with open(self.state(), "rb") as file:
            self.assertEqual(file.read(), before)
        return result

    def test_a_newer_version_is_refused(self):
        self.next_run()
        with sqlite3.connect(self.state()) as db:
            db.execute("PRAGMA user_version = 99")
        self.assert_refused(7, "newer")
        self.assert_one_error(self.run_program("status", "-o", self.output), 7, "newer")

    def test_anything_else_is_refused(self):
        self.next_run()
        with open(self.state(), "wb") as file:
            file.write(b"these are notes, no database\n" * 400)
        self.assert_refused(7, "acme.db")
        os.unlink(self.state())
        with sqlite3.connect(self.state()) as db:
            db.execute("CREATE TABLE recipes (name TEXT)")
        self.assert_refused(7, "acme.db")

    def test_an_empty_one_beside_published_runs_is_damaged(self):
        self.next_run()
        with open(self.state(), "wb"):
            pass
        self.assert_refused(7, "acme.db", "empty", "delete it")
        self.assertEqual(os.path.getsize(self.state()), 0)
        os.unlink(self.state())
        self.next_run()

    def test_an_empty_one_without_runs_is_new(self):
        os.makedirs(os.path.dirname(self.state()))
        with open(self.state(), "wb"):
            pass
        self.next_run()

    def test_a_damaged_one_is_refused_or_found_out_before_anything_is_published(self):
        self.account(size=300)
        self.next_run()
        with open(self.state(), "rb") as file:
            whole = file.read()
        for at in range(4096, len(whole), 8192):
            with open(self.state(), "wb") as file:
                file.write(whole[:at] + b"\xa5" * 2048 + whole[at + 2048 :])
            result = self.export("--mode", "changes", "--now", "2026-11-20T00:00:00Z")
            if result.status == 7:
                self.assertIn("acme.db", result.err)
                self.assertEqual(len(self.runs()), 1)
                break
        else:
            self.fail("no damage was noticed")

    def test_the_state_of_another_account_is_refused(self):
        self.next_run()
        arguments = ("--base-url", self.base, "--account", "other", "--state", self.state(), "-o", self.path("new"))
        self.assert_one_error(self.run_program("export", *arguments), 2, "acme", "other")

    def test_one_that_cannot_be_written_is_refused_before_anything_is_fetched(self):
        further = self.as_nobody()
        os.mkdir(self.path("kept"))
        self.next_run("--state", "kept/acme.db")
        self.hand_over(*map(self.path, ("", "kept", "kept/acme.db", "output")))
        shutil.rmtree(self.path("output"))
        self.sandbox.log.clear()
        for mode_of_folder, mode_of_file in ((0o500, 0o600), (0o700, 0o400)):
            os.chmod(self.path("kept"), mode_of_folder)
            os.chmod(self.path("kept", "acme.db"), mode_of_file)
            result = self.export("--state", "kept/acme.db", **further)
            self.assert_one_error(result, 7, "kept/acme.db", "--state")
        self.assertEqual(self.requests(), [])

    def test_a_path_that_is_longer_than_sqlite_takes(self):
        folder = "/".join(["f" * 100] * 5)
        os.makedirs(self.path(folder))
        self.assert_status(self.export("--tables", "users", "--state", "./" + "output/../" * 60 + "short.db"), 0)
        self.sandbox.log.clear()
        for arguments in (("--state", folder + "/acme.db"), ("-o", folder)):
            self.assert_one_error(self.export(*arguments), 7, "longer than", "--state")
        self.assertEqual(self.requests(), [])
        self.assert_status(self.export("--no-state", "-o", folder), 0)

    def test_one_of_another_name_beside_the_usual(self):
        for _ in range(2):
            self.next_run("--state", "output/.state/mine.db")
        self.assertEqual(self.manifest()["previous_run_id"], self.runs()[0])

    def test_it_belongs_to_its_owner_alone(self):
        self.next_run("--umask", "000")
        self.assertEqual(os.stat(self.state()).st_mode & 0o777, 0o600)

    def test_it_holds_no_text_of_a_record(self):
        self.account(size=60)
        self.next_run()
        with open(self.state(), "rb") as file:
            held = file.read()
        for table, columns in (("candidates", ("first_name", "last_name")), ("tags", ("name",)), ("jobs", ("name",))):
            for row in self.rows(table):
                for column in columns:
                    if len(row[column]) > 5:
                        self.assertNotIn(row[column].encode(), held, (table, column))
        self.assertNotIn(KEY.encode(), held)

    def test_a_first_run_that_fails_binds_nobody(self):
        self.faults("status:code=401")
        self.assert_status(self.export(), 4)
        self.assertFalse(os.path.exists(self.state()))
        self.faults()
        arguments = ("--base-url", self.base, "--account", "right", "--tables", ",".join(TABLES))
        self.assert_status(self.run_program("export", *arguments), 0)


class OldestFormat(SeveralRuns):
    """A state that a program of the first version wrote."""

    program, size = CHECKED, 8

    def setUp(self):
        super().setUp()
        os.makedirs(self.output + "/.state")
        with open(os.path.join(ROOT, "tests/cli/state_version_1.sql")) as file, contextlib.closing(self.open_state()) as db:
            db.executescript(file.read().replace("RUNS/", self.output + "/"))
        self.changes({"name": "delete", "resource": "candidates"})
        self.hour = 2

    def open_state(self):
        return sqlite3.connect(self.output + "/.state/acme.db")

    def version(self):
        with contextlib.closing(self.open_state()) as db:
            return db.execute("PRAGMA user_version").fetchone()[0]

    def test_looking_at_it_leaves_it_as_it_is(self):
        result = self.run_program("status", "-o", self.output, "--json")
        self.assert_status(result, 0)
        self.assertEqual([run["run_id"] for run in json.loads(result.out)["runs"]], ["20261101T020000Z", "20261101T010000Z"])
        self.assertEqual(self.version(), 1)

    def test_the_next_run_migrates_it_and_goes_on_from_it(self):
        before = {row[:3]: row[4] for row in self.state_rows()}
        deleted = {row[:3] for row in self.state_rows() if row[5]}
        self.assertEqual((len(before), len(deleted)), (194, 5))
        manifest = self.next_run()
        with open(os.path.join(ROOT, "src/state/state.h")) as file:
            self.assertEqual(self.version(), int(re.search(r"#define STATE_SCHEMA_VERSION (\d+)", file.read())[1]))
        self.assertEqual(manifest["previous_run_id"], "20261101T020000Z")
        rows = [table["rows"] for table in manifest["tables"].values()]
        self.assertEqual(sum(one["created"] + one["deleted"] + one["unconfirmed"] for one in rows), 0, rows)
        # All of them but the deleted ones. Some may differ: the sandbox and the tables may change, the file may not.
        self.assertEqual(sum(one["unchanged"] + one["changed"] for one in rows), 194 - 5)
        self.assertGreater(sum(one["unchanged"] for one in rows), 0)
        self.assertEqual({row[:3] for row in self.state_rows() if row[5]}, deleted)
        self.assertEqual({row[:3] for row in self.state_rows()}, set(before))

    def test_a_run_that_fails_leaves_it_as_it_is(self):
        self.faults("status:code=500")
        self.assert_one_error(self.export("--mode", "changes", "--retries", "0"), 5)
        self.assertEqual(self.version(), 1)


class AtOnce(SeveralRuns):
    """Two runs that want the same: the second ends at once and says who holds it."""

    def hold(self, *arguments):
        self.faults("latency:resource=interviews,seconds=1000")
        before = len(self.requests("interviews"))
        process = self.launch_export("--mode", "changes", *arguments)
        self.wait_for(lambda: len(self.requests("interviews")) > before)
        return process

    def refused(self, process, *arguments):
        result = self.export("--mode", "changes", *arguments)
        self.assert_one_error(result, 8, "process %d" % process.pid)
        self.assertIsNone(process.poll())  # it did not wait for the other
        return result.errors[0]

    def test_one_directory_and_two_states(self):
        process = self.hold("--state", self.path("one.db"))
        line = self.refused(process, "--state", self.path("two.db"))
        self.assertRegex(line, r"output \(process \d+, since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\)")
        self.assertFalse(os.path.exists(self.path("two.db")))

    def test_two_directories_and_one_state(self):
        self.next_run("--state", self.path("one.db"))
        process = self.hold("--state", self.path("one.db"))
        line = self.refused(process, "--state", self.path("one.db"), "-o", self.path("other"))
        self.assertIn("one.db", line)
        self.assertEqual(os.listdir(self.path("other")), [".state"])
        self.assertEqual(os.listdir(self.path("other", ".state")), ["lock"])

    def test_the_same_directory_and_state(self):
        process = self.hold()
        self.assertIn("output", self.refused(process))
        self.assertIn("output", self.refused(process, "--now", "2026-11-23T02:00:00Z"))

    def test_a_run_without_a_state_waits_for_nobody_either(self):
        process = self.hold()
        result = self.export("--no-state")
        self.assert_one_error(result, 8, "process %d" % process.pid)

    def test_looking_is_allowed_meanwhile(self):
        run = self.next_run()["run_id"]
        process = self.hold()
        self.assertEqual([one["run_id"] for one in self.status()["runs"]], [run])
        self.assert_status(self.run_program("verify", os.path.join(self.output, run)), 0)
        self.assert_status(self.run_program("verify", os.path.join(self.output, "latest")), 0)
        self.assertIsNone(process.poll())

    def test_a_first_run_whose_state_is_read_for_too_long_never_was(self):
        """It waits 30 s for the reader, then leaves nothing, as it found nothing."""
        self.faults("latency:resource=interviews,seconds=1")
        process = self.launch_export("--mode", "changes")
        self.wait_for(lambda: self.requests("interviews"))
        path = os.path.join(self.output, ".state", "acme.db")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM sqlite_master").fetchall()
            out, err = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual((process.returncode, out), (7, b""), err)
        self.assertIn(b"another program has been reading it", err)
        self.assertNotIn(b"committed", err)
        self.assert_nothing_left()

    def test_nothing_is_locked_when_a_run_was_killed(self):
        before = self.next_run()
        process = self.hold()
        process.kill()
        process.wait()
        self.faults()
        self.changes({"name": "add", "resource": "users"})
        self.assertEqual(self.counts(self.next_run()), {"users": {"created": 1}})
        self.assertEqual(self.manifest()["previous_run_id"], before["run_id"])


class Elsewhere(SeveralRuns):
    """A run that was killed after its commit to a state that the next run does not have (all the kills: test_kill_points.py)."""

    def leave(self):
        """As such a kill leaves it."""
        self.kept = self.path("kept.db")
        run = self.next_run("--state", self.kept)["run_id"]
        os.rename(self.path("output", run), self.path("output", ".state", run))
        self.write("output/.state/%s.state" % run, self.kept + "\n")
        os.unlink(self.path("output", "latest"))
        return run

    def assert_asked_in_vain(self, run):
        result = self.export("--now", "2026-11-20T00:00:00Z")
        self.assert_one_error(result, 7, run, self.kept, "run again")
        self.assertEqual((self.runs(), self.requests()), ([], []))
        self.assertTrue(os.path.isdir(self.path("output", ".state", run)))

    def test_the_next_run_publishes_it_whatever_its_own_state(self):
        for arguments in ((), ("--no-state",), ("--state", "third.db"), ("--state", "kept.db")):
            test = self.alone()
            run = test.leave()
            later = test.next_run(*arguments, mode="snapshot")
            self.assertEqual(test.runs(), [run, later["run_id"]], arguments)
            self.assertEqual(later["previous_run_id"], run if "kept.db" in arguments else None)

    def test_a_state_that_cannot_tell_ends_the_next_run(self):
        run = self.leave()
        self.sandbox.log.clear()
        with open(self.kept, "rb") as file:
            whole = file.read()
        self.write("kept.db", b"these are notes, no database\n" * 400)
        self.assert_asked_in_vain(run)
        self.write("kept.db", whole)
        with sqlite3.connect(self.kept) as db:
            db.execute("UPDATE meta SET value = 'other' WHERE key = 'account'")
        self.assert_asked_in_vain(run)
        self.write("kept.db", whole)
        later = self.next_run(mode="snapshot")
        self.assertEqual(self.runs(), [run, later["run_id"]])

    def test_of_a_state_that_is_gone_the_run_is_gone_too(self):
        self.leave()
        os.unlink(self.kept)
        later = self.next_run("-q", mode="snapshot")
        self.assertEqual(self.runs(), [later["run_id"]])
        self.assertRegex(self.last.err, r"\Apinpoint-export: the run \S+ in \S+ was written for .*, which is gone.*\n\Z")

    def test_another_directorys_run_of_that_second_is_not_this_one(self):
        """The other state knows a run of that name, which is where it was published."""
        run = self.leave()
        now = "%s-%s-%sT%s:%s:%sZ" % (run[:4], run[4:6], run[6:8], run[9:11], run[11:13], run[13:15])
        self.assert_status(self.export("-o", "another", "--state", "another.db", "--now", now), 0)
        self.assertEqual(os.readlink(self.path("another", "latest")), run)
        os.unlink(self.kept)
        shutil.rmtree(self.path("another", run))  # as anyone may at any time
        later = self.next_run("--state", "another.db", mode="snapshot")
        self.assertEqual(self.runs(), [later["run_id"]])
        self.assertIn("which is gone", self.last.err)

    def test_nor_is_one_of_the_same_state(self):
        """Two directories, one state, and a clock behind its last run: both runs get the second after that."""
        self.next_run("--state", "kept.db")
        run = self.leave()
        with sqlite3.connect(self.kept) as db:  # as if killed before its commit, when another directory's run came
            db.execute("UPDATE runs SET place = ? WHERE at = (SELECT max(at) FROM runs)", (self.path("another", run),))
        os.mkdir(self.path("another"))
        before = self.runs()
        later = self.next_run("--state", "kept.db", mode="snapshot")
        self.assertEqual(self.runs(), before + [later["run_id"]])

    def test_a_run_killed_while_fetching_is_looked_up_in_its_own_state(self):
        self.faults("stall:resource=interviews,at=10,seconds=30")
        process = self.launch_export("--state", "kept.db")
        self.wait_for(lambda: self.requests("interviews"))
        process.kill()
        process.wait()
        left = sorted(os.listdir(self.path("output", ".state")))
        self.assertEqual([name for name in left if name.endswith(".state")], [left[0] + ".state"])
        self.sandbox.control({"clear": True})
        later = self.next_run("--state", "third.db", mode="snapshot")
        self.assertEqual(self.runs(), [later["run_id"]])

    def test_directory_and_state_that_were_moved_together(self):
        for arguments in (("--state", "moved/kept.db"), ("-o", "./moved/output", "--state", "moved/output/.state/acme.db")):
            test = self.alone()
            run = test.leave()
            if "./moved/output" in arguments:
                os.rename(test.kept, test.path("output", ".state", "acme.db"))
            os.mkdir(test.path("moved"))
            for name in set(os.listdir(test.folder)) & {"output", "kept.db"}:
                os.rename(test.path(name), test.path("moved", name))
            test.output = test.path("moved", "output")
            later = test.next_run("-o", "moved/output", *arguments, mode="snapshot")
            self.assertEqual(test.runs(), [run, later["run_id"]], arguments)

    def test_a_run_that_fails_leaves_no_trace_of_its_state(self):
        self.faults("status:resource=interviews,code=401")
        self.assert_failed(self.export("--state", self.path("kept.db")), 4)
        self.assertEqual(os.listdir(self.path("output", ".state")), ["lock"])


class Several(SeveralRuns):
    """Random changes over many runs and modes: a warehouse that applies them ends with the rows of a snapshot."""

    size = 16

    def apply(self, warehouse, run):
        for table in TABLES:
            for row in self.rows(table, run):
                warehouse[table][row["id"]] = row

    def test_loaded_runs_add_up_to_a_snapshot(self):
        warehouse = {table: {} for table in TABLES}
        resources = ("users", "jobs", "candidates", "applications", "interviews")
        modes = ("changes", "changes", "delta", "snapshot")
        gone = []
        for number in range(14):
            manifest = self.next_run(mode=modes[number % 4])
            self.apply(warehouse, manifest["run_id"])
            resource = resources[number % 5]
            self.changes({"name": "update", "resource": resources[(number + 2) % 5]}, {"name": "add", "resource": resource})
            gone += [(resource, one) for one in self.changes({"name": "delete", "resource": resource})]
            if number % 3 == 2:
                back, identifier = gone.pop(0)
                self.changes({"name": "restore", "resource": back, "id": identifier})
        self.apply(warehouse, self.next_run()["run_id"])
        last = self.next_run(mode="snapshot")
        for table in TABLES:
            shown = {row["id"]: row for row in self.rows(table, last["run_id"])}
            self.assertEqual(shown, warehouse[table], table)
        self.next_run("--no-state", mode="snapshot")
        for table in TABLES:
            live = {row["id"] for row in warehouse[table].values() if not row["remote_deleted_at"]}
            self.assertEqual(live, {row["id"] for row in self.rows(table)}, table)


if __name__ == "__main__":
    main()

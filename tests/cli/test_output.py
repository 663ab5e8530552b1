#!/usr/bin/env python3
"""What a run leaves: names, modes, parts, formats, the lock, leftovers of killed runs; and nothing else."""

import csv
import fcntl
import gzip
import io
import json
import os
import shutil
import signal
import stat
import struct
import sys
import termios

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import CHILDREN, HANG_SECONDS, KEY, RESOURCES, TABLES, Service, main  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
NAME = "20261123T020000Z"
PIPE_PAGE = 4096
HANGS = "latency:resource=interviews,seconds=1000"  # until the test ends


class Runs(Service):
    def test_a_whole_run(self):
        manifest = self.assert_all_there(self.export())
        self.assertEqual([name for name in manifest["tables"] if name in TABLES], TABLES)
        self.assertEqual(list(manifest["resources"]), list(RESOURCES))
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), self.runs()[0])
        self.assertEqual(manifest["run_id"], self.runs()[0])
        self.assertEqual({manifest["tables"][name]["status"] for name in TABLES}, {"complete"})

    def test_the_key_is_in_no_file(self):
        self.faults("status:resource=jobs,times=1,code=503")
        result = self.export("-v", "--log-format", "json")
        self.assert_exported(result)
        for path, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(path, name), "rb") as file:
                    raw = file.read()
                self.assertNotIn(KEY.encode(), gzip.decompress(raw) if name.endswith(".gz") else raw, name)

    def test_files_and_directories_are_private(self):
        self.export()
        found = {}
        for path, folders, names in os.walk(self.output):
            for name in folders + names:
                facts = os.lstat(os.path.join(path, name))
                if not stat.S_ISLNK(facts.st_mode):
                    found.setdefault(stat.S_IFMT(facts.st_mode), set()).add(stat.S_IMODE(facts.st_mode))
        self.assertEqual(found, {stat.S_IFDIR: {0o700}, stat.S_IFREG: {0o600}})
        self.assertEqual(stat.S_IMODE(os.stat(self.output).st_mode), 0o700)

    def test_the_umask_option_replaces_the_inherited_one(self):
        before = os.umask(0o077)
        self.addCleanup(os.umask, before)
        self.export("--umask", "027")
        run = os.path.join(self.output, self.runs()[0])
        modes = [stat.S_IMODE(os.stat(path).st_mode) for path in (self.output, run, os.path.join(run, "jobs.csv.gz"),
                 os.path.join(run, "manifest.json"))]
        self.assertEqual(modes, [0o750, 0o750, 0o640, 0o640])
        state = os.path.join(self.output, ".state")
        self.assertEqual([stat.S_IMODE(os.stat(path).st_mode) for path in (state, state + "/lock")], [0o700, 0o600])

    def test_now_names_the_run_and_a_second_is_added_when_it_is_taken(self):
        for number in range(3):
            self.assert_status(self.export("--now", NOW, "--tables", "users"), 0)
        self.assertEqual(self.runs(), [NAME, "20261123T020001Z", "20261123T020002Z"])
        for number, run in enumerate(self.runs()):
            manifest = self.manifest(run)
            self.assertEqual(manifest["watermark"], "2026-11-23T02:00:0%d.000Z" % number)
            self.assertEqual(manifest["started_at"], "2026-11-23T02:00:00.000Z")
            self.assertEqual(manifest["finished_at"], "2026-11-23T02:00:00.000Z")
            self.assertEqual(manifest["tables"]["users"]["rows"]["created"] == 0, number > 0)
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), "20261123T020002Z")

    def test_a_clock_that_went_back_does_not_name_a_run_before_the_last(self):
        self.export("--now", NOW, "--tables", "users")
        self.export("--now", "2020-01-01T00:00:00Z", "--tables", "users")
        self.assertEqual(self.runs(), [NAME, "20261123T020001Z"])

    def test_the_last_run_counts_even_if_it_was_moved_away(self):
        self.export("--now", NOW, "--tables", "users")
        shutil.rmtree(os.path.join(self.output, NAME))
        self.export("--now", NOW, "--tables", "users")
        self.assertEqual(self.runs(), ["20261123T020001Z"])

    def test_fractions_of_now_are_cut(self):
        self.export("--now", "2026-11-23T04:00:00.987+02:00", "--tables", "users")
        self.assertEqual(self.runs(), [NAME])
        self.assertEqual(self.manifest()["watermark"], "2026-11-23T02:00:00.000Z")

    def test_same_account_same_bytes(self):
        self.export("--now", NOW)
        first, self.output = self.output, self.path("other")
        self.export("--now", NOW, "--output", "other", "--page-size", "3", "--concurrency", "1")
        for table in TABLES:
            with open(os.path.join(first, NAME, table + ".csv.gz"), "rb") as one, \
                    open(os.path.join(self.output, NAME, table + ".csv.gz"), "rb") as other:
                self.assertEqual(one.read(), other.read(), table)

    def test_gzip_as_promised(self):
        self.export("--now", NOW)
        for table in TABLES:
            with open(self.files(table)[0], "rb") as file:
                raw = file.read()
            self.assertEqual(raw[:4] + raw[4:8] + raw[9:10], b"\x1f\x8b\x08\x00" + bytes(4) + b"\xff", table)

    def test_gzip_level(self):
        self.export("--now", NOW, "--tables", "jobs", "--gzip-level", "1")
        self.export("--now", NOW, "--tables", "jobs", "--gzip-level", "9")
        large, small = [self.manifest(run)["tables"]["jobs"]["files"][0]["bytes"] for run in self.runs()]
        self.assertGreater(large, small)

    def test_a_nested_output_directory_is_created(self):
        self.output = self.path("a", "b", "c")
        self.assert_exported(self.export("--output", "a/b/c/", "--tables", "users"))

    def test_check_map_and_schema_create_no_directory(self):
        self.run_program("check", "--base-url", self.base)
        self.run_program("schema")
        self.run_program("map", "users", stdin=b'{"data":[]}')
        self.assertEqual(os.listdir(self.folder), [])


class Choosing(Service):
    def test_tables(self):
        manifest = self.assert_exported(self.export("--tables", "tags, job_hiring_team"))
        statuses = {name: table["status"] for name, table in manifest["tables"].items()}
        self.assertEqual([name for name in TABLES if statuses[name] == "complete"], ["tags", "job_hiring_team"])
        self.assertEqual({statuses[name] for name in TABLES} - {"complete"}, {"not_requested"})
        for name in TABLES:
            self.assertEqual(bool(manifest["tables"][name]["files"]), statuses[name] == "complete", name)
        self.assertEqual(list(manifest["resources"]), ["jobs", "candidates"])
        self.assertEqual({one.resource for one in self.requests()}, {"jobs", "candidates"})
        self.assertTrue(self.rows("tags") and self.rows("job_hiring_team"))

    def test_exclude_columns(self):
        manifest = self.assert_exported(self.export("--exclude-columns", "jobs.description, *.remote_data,*.remote_deleted_at,users.id"))
        names = {name: [one["name"] for one in table["columns"]] for name, table in manifest["tables"].items()}
        for columns in names.values():
            self.assertNotIn("remote_data", columns)
        self.assertNotIn("description", names["jobs"])
        self.assertIn("description", names["screening_questions"])
        for column in ("id", "changed_at", "remote_deleted_at"):
            self.assertIn(column, names["users"])
        self.assertEqual(list(self.rows("jobs")[0]), names["jobs"])

    def test_ids_do_not_depend_on_what_is_excluded(self):
        self.export("--tables", "candidates", "--now", NOW)
        self.export("--tables", "candidates", "--now", NOW, "--exclude-columns", "*.remote_data,*.remote_id")
        whole, less = [self.rows("candidates", run) for run in self.runs()]
        self.assertEqual([row["id"] for row in whole], [row["id"] for row in less])
        self.assertNotIn("remote_id", less[0])

    def test_ndjson(self):
        manifest = self.assert_exported(self.export("--format", "ndjson"))
        self.assertEqual(manifest["format"], "ndjson")
        with gzip.open(self.files("jobs")[0], "rt") as file:
            jobs = [json.loads(line) for line in file]
        self.assertEqual([job["remote_id"] for job in jobs], self.listed("jobs"))
        self.assertIsInstance(jobs[0]["remote_data"], dict)
        self.assertIsInstance(jobs[0]["custom_fields"], dict)
        self.assertIsNone(jobs[0]["remote_deleted_at"])
        self.assertTrue(all(job["confidential"] in (True, False, None) for job in jobs))

    def test_empty_tables_are_read_and_empty(self):
        for resource in ("interviews", "users"):
            changes = [{"name": "delete", "resource": resource, "id": one} for one in self.listed(resource)]
            self.sandbox.control({"changes": changes})
        manifest = self.assert_all_there(self.export())
        self.assertEqual(manifest["tables"]["users"]["files"][0]["rows"], 0)
        self.assertEqual(manifest["tables"]["users"]["watermark"], {"changed_at": None, "remote_updated_at": None})
        with gzip.open(self.files("users")[0]) as file:
            self.assertEqual(file.read(), b"id,remote_id,changed_at,remote_deleted_at,first_name,last_name,email\n")
        self.export("--format", "ndjson", "--tables", "users")
        with gzip.open(self.files("users")[0]) as file:
            self.assertEqual(file.read(), b"")


class Parts(Service):
    def test_every_part_has_a_header_and_all_parts_make_the_whole(self):
        self.account(size=120)
        self.export("--tables", "applications", "--now", NOW)
        manifest = self.assert_exported(
            self.export("--tables", "applications", "--now", NOW, "--max-file-size", "5kB")
        )
        files = manifest["tables"]["applications"]["files"]
        self.assertGreater(len(files), 3)
        for number, file in enumerate(files, 1):
            self.assertEqual(file["path"], "applications.%05d.csv.gz" % number)
        for file in files[:-1]:
            self.assertGreaterEqual(file["bytes"], 5000)
        for file in files:
            self.assertGreater(file["rows"], 0)
        self.assertEqual(self.ids("applications"), self.ids("applications", NAME))

    def test_a_table_that_fits_keeps_its_plain_name(self):
        self.assert_exported(self.export("--tables", "users", "--max-file-size", "1MB"))
        self.assertEqual([os.path.basename(path) for path in self.files("users")], ["users.csv.gz"])

    def test_ndjson_parts(self):
        self.account(size=60)
        self.assert_exported(self.export("--format", "ndjson", "--max-file-size", "2KiB", "--tables", "candidates"))
        self.assertEqual(os.path.basename(self.files("candidates")[1]), "candidates.00002.ndjson.gz")


class Stdout(Service):
    def test_rows_only_and_no_files(self):
        result = self.export("--stdout", "--tables", "candidates", "-v", "--progress")
        self.assert_status(result, 0)
        rows = list(csv.DictReader(io.StringIO(result.out.decode(), newline="")))
        self.assertEqual([row["remote_id"] for row in rows], self.listed("candidates"))
        self.assertEqual(os.listdir(self.folder), [])

    def test_the_same_rows_as_in_files(self):
        result = self.export("--stdout", "--tables", "jobs", "--now", NOW)
        self.export("--tables", "jobs", "--now", NOW)
        with gzip.open(self.files("jobs")[0]) as file:
            self.assertEqual(result.out, file.read())

    def test_gzip(self):
        plain = self.export("--stdout", "--tables", "tags", "--now", NOW)
        result = self.export("--stdout", "--gzip", "--tables", "tags", "--now", NOW)
        self.assert_status(result, 0)
        self.assertEqual(gzip.decompress(result.out), plain.out)

    def test_gzip_gives_the_bytes_of_the_file(self):
        self.account(size=300)  # several blocks
        result = self.export("--stdout", "--gzip", "--tables", "applications", "--now", NOW)
        self.export("--tables", "applications", "--now", NOW)
        with open(self.files("applications")[0], "rb") as file:
            self.assertEqual(result.out, file.read())

    def test_ndjson(self):
        result = self.export("--stdout", "--tables", "users", "--format", "ndjson")
        self.assertEqual([json.loads(line)["remote_id"] for line in result.out.splitlines()], self.listed("users"))

    def test_it_needs_no_output_directory_and_takes_no_lock(self):
        self.write("output", "a file")
        self.assert_status(self.export("--stdout", "--tables", "users"), 0)

    def test_what_a_manifest_would_warn_of_is_on_standard_error(self):
        self.assert_status(self.export("--tables", "users"), 0)
        counts = self.manifest()["tables"]["users"]["warnings"]
        self.assertGreater(counts["email.invalid"], 0)
        lines = ["pinpoint-export: warning: users: %s: %d" % one for one in counts.items()]
        replaced = self.manifest()["tables"]["users"]["replaced_characters"]
        if replaced:
            lines.append("pinpoint-export: warning: users: replaced_characters: %d" % replaced)
        result = self.export("--stdout", "--tables", "users")
        self.assert_status(result, 0)
        self.assertEqual(sorted(result.warnings), sorted(lines))
        self.assertEqual(self.export("--stdout", "--tables", "users", "-q").err, "")

    def test_nothing_but_rows_when_it_fails(self):
        self.account(size=40)
        self.faults("forbid:resource=candidates,page=2")
        result = self.export("--stdout", "--tables", "candidates", "--page-size", "20")
        self.assert_status(result, 5)
        self.assertEqual(len(result.errors), 1)
        self.assertNotIn(b"pinpoint-export", result.out)

    def test_not_readable(self):
        self.faults("forbid:resource=users")
        self.assert_one_error(self.export("--stdout", "--tables", "users"), 4)

    def test_a_closed_pipe_ends_the_run_silently(self):
        for gzip_option in ((), ("--gzip",)):
            reading, writing = os.pipe()
            os.close(reading)
            process = self.launch_export("--stdout", "--tables", "jobs", "-v", *gzip_option, stdout=writing)
            os.close(writing)
            _, err = process.communicate(timeout=HANG_SECONDS)
            self.assertEqual(process.returncode, 141)
            self.assertNotIn(b"pinpoint-export:", err)

    def test_a_reader_that_leaves_after_the_first_bytes(self):
        self.account(size=3000)
        process = self.launch_export("--stdout", "--tables", "applications", "--page-size", "50")
        self.assertTrue(process.stdout.read(100).startswith(b"id,remote_id,"))
        process.stdout.close()
        self.assertEqual(process.wait(HANG_SECONDS), 141)
        self.assertEqual([line for line in process.stderr.read().splitlines() if b"pinpoint-export:" in line], [])
        self.assertEqual(os.listdir(self.folder), [])

    def test_help_into_a_closed_pipe(self):
        for arguments in (["--help"], ["schema"], ["--version"]):
            reading, writing = os.pipe()
            os.close(reading)
            process = self.launch(*arguments, stdout=writing)
            os.close(writing)
            self.assertEqual((process.wait(HANG_SECONDS), process.stderr.read()), (141, b""))


class Lock(Service):
    def hold(self, *arguments, **further):
        """A run that has the lock and waits for the service."""
        self.faults(HANGS)
        process = self.launch_export(*arguments, **further)
        self.wait_for(lambda: self.requests("interviews"))
        return process

    def end_held(self, process, number=signal.SIGTERM):
        process.send_signal(number)
        process.wait(HANG_SECONDS)
        self.sandbox.control({"clear": True})

    def test_a_second_run_ends_at_once_and_names_the_first(self):
        process = self.hold()
        before = os.listdir(os.path.join(self.output, ".state"))
        result = self.export()
        self.assert_one_error(result, 8, "output", "process %d" % process.pid)
        self.assertIsNone(process.poll())  # it did not wait for the first
        self.assertEqual(os.listdir(os.path.join(self.output, ".state")), before)
        self.end_held(process)
        self.assert_all_there(self.export())

    def test_another_directory_is_not_locked(self):
        process = self.hold()
        self.sandbox.control({"clear": True})
        self.output = self.path("other")
        self.assert_all_there(self.export("-o", "other"))
        self.end_held(process)

    def test_an_unfinished_run_is_not_visible(self):
        process = self.hold()
        self.assertEqual(sorted(os.listdir(self.output)), [".state"])
        self.end_held(process)
        self.assert_nothing_left()

    def test_signals_end_a_run_and_nothing_is_left(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process = self.hold()
            process.send_signal(number)
            _, err = process.communicate(timeout=HANG_SECONDS)
            self.assertEqual(process.returncode, 128 + number, err)
            self.assertEqual(err.decode().count("pinpoint-export: "), 1)
            self.assertIn("signal %d" % number, err.decode())
            self.assert_nothing_left()
            self.sandbox.control({"reset": True})

    def test_a_signal_during_the_wait_before_a_retry(self):
        self.faults("status:code=503,retry_after=3000")
        process = self.launch_export("--retry-budget", "4000")
        self.wait_for(lambda: len([one for one in self.requests() if one.finished]) >= 4)
        process.terminate()
        self.assertEqual(process.wait(HANG_SECONDS), 128 + 15)
        self.assert_nothing_left()

    def unread(self, pipe):
        """Bytes that wait in it."""
        return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]

    def test_a_signal_while_the_reader_of_standard_output_has_stopped_reading(self):
        self.account(size=3000)
        process = self.launch_export("--stdout", "--tables", "applications")
        self.assertTrue(process.stdout.read(100).startswith(b"id,remote_id,"))
        full = fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ) - 2 * PIPE_PAGE
        self.wait_for(lambda: self.unread(process.stdout) >= full)
        self.wait_until_idle(process)
        process.terminate()
        self.assertEqual(process.wait(HANG_SECONDS), 128 + 15)

    def test_a_signal_that_the_parent_ignores_stays_ignored(self):
        self.faults("latency:resource=interviews,seconds=1")
        process = self.launch_export(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for(lambda: self.requests("interviews"))
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(HANG_SECONDS), 0)

    def test_a_signal_that_the_parent_ignores_stays_ignored_after_another(self):
        process = self.hold(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGSTOP)
        for number in (signal.SIGTERM, signal.SIGCONT, signal.SIGHUP):
            process.send_signal(number)
        self.assertEqual(process.wait(HANG_SECONDS), 128 + signal.SIGTERM)

    def test_a_signal_while_the_config_or_key_file_blocks(self):
        os.mkfifo(self.path("silent"))
        for option in ("--config", "--api-key-file"):
            process = self.launch_export(option, "silent")
            with open(self.path("silent"), "wb"):
                self.wait_until_idle(process)
                process.terminate()
                self.assertEqual(process.wait(HANG_SECONDS), 128 + signal.SIGTERM)

    def test_a_killed_run_leaves_what_the_next_one_removes(self):
        self.export("--tables", "users", "--now", NOW)
        process = self.hold("--now", NOW)
        self.end_held(process, signal.SIGKILL)
        left = [name for name in os.listdir(os.path.join(self.output, ".state"))]
        self.assertEqual(sorted(left), ["20261123T020001Z", "acme.db", "lock"])
        self.assertEqual(self.runs(), [NAME])
        self.assert_all_there(self.export())
        self.assert_nothing_left(self.runs())
        self.assertEqual(len(self.runs()), 2)

    def test_files_of_others_stay(self):
        self.export("--tables", "users", "--now", NOW)
        for path in (".state/notes.txt", "notes.txt"):
            with open(os.path.join(self.output, path), "w") as file:
                file.write("mine")
        self.assert_status(self.export("--tables", "users", "--now", NOW), 0)
        self.assertTrue(os.path.exists(os.path.join(self.output, ".state/notes.txt")))
        self.assertTrue(os.path.exists(os.path.join(self.output, "notes.txt")))

    def test_the_command_line_of_a_run_does_not_hold_the_key(self):
        process = self.hold("--tables", "interviews")
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            self.assertNotIn(KEY.encode(), file.read())
        self.end_held(process)

    def test_the_directory_of_another_account_is_refused(self):
        self.export("--tables", "users", "--now", NOW)
        result = self.run_program("--base-url", self.base, "--account", "other", "--tables", ",".join(TABLES))
        self.assert_failed(result, 2, "acme", "--output", runs=[NAME])
        self.assertEqual(self.requests("jobs"), [])
        self.assert_status(self.export("--tables", "users"), 0)

    def test_a_renamed_subdomain_keeps_ids_and_state_in_the_way_that_the_message_names(self):
        self.assert_status(self.export("--tables", "users", "--now", NOW), 0)
        before = self.rows("users")
        result = self.run_program("--base-url", self.base, "--account", "renamed", "--tables", "users")
        self.assert_failed(result, 2, "renamed, keep its ids and state with --account acme --base-url", runs=[NAME])
        self.assert_status(self.run_program("--base-url", self.base, "--account", "acme", "--tables", "users"), 0)
        self.assertEqual(self.rows("users"), before)
        self.assertEqual(self.manifest()["tables"]["users"]["rows"]["unchanged"], len(before))

    def test_quiet_runs_say_why_they_are_not_complete(self):
        self.faults("forbid:resource=users")
        result = self.export("-q")
        self.assert_status(result, 3)
        self.assertEqual(len(result.errors), 1)
        self.assertIn("/users", result.errors[0])

    def test_what_has_the_name_of_the_link_is_never_replaced(self):
        latest = os.path.join(self.output, "latest")
        os.mkdir(self.output)
        for make in (lambda: self.write("output/latest", "mine"), lambda: os.mkfifo(latest), lambda: os.mkdir(latest)):
            make()
            before = os.lstat(latest)
            for arguments in ((), ("--no-state",), ("--mode", "changes")):
                self.assert_one_error(self.export(*arguments), 7, "latest", "not a symbolic link")
            self.assertEqual(os.lstat(latest)[:8], before[:8])
            os.rmdir(latest) if os.path.isdir(latest) else os.unlink(latest)
        self.assertEqual(self.requests(), [])
        self.assert_all_there(self.export())

    def test_a_folder_in_the_way_of_the_link_is_not_removed(self):
        os.makedirs(os.path.join(self.output, "latest.new", "precious"))
        for arguments in ((), ("--no-state",)):
            self.assert_one_error(self.export("--now", NOW, *arguments), 7, "latest.new", "move it away")
        self.assertEqual(self.requests(), [])
        self.assertTrue(os.path.isdir(os.path.join(self.output, "latest.new", "precious")))

    def test_a_failed_run_does_not_bind_the_directory_to_its_account(self):
        self.faults("forbid")
        self.assert_failed(self.export(), 4)
        self.sandbox.control({"clear": True})
        self.assert_exported(self.run_program("--base-url", self.base, "--account", "other", "--tables", ",".join(TABLES)))


class Latest(Service):
    def test_only_complete_runs_become_the_latest(self):
        self.export("--now", NOW)
        self.faults("forbid:resource=jobs")
        manifest = self.assert_exported(self.export("--now", NOW), 3)
        for name in TABLES:
            table, refused = manifest["tables"][name], name in CHILDREN["jobs"]
            self.assertEqual((table["status"], bool(table["files"])),
                             ("not_readable", False) if refused else ("complete", True), name)
        self.assertEqual(len(self.runs()), 2)
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), NAME)

    def test_a_first_run_that_is_not_complete_makes_no_link(self):
        self.faults("missing:resource=users")
        self.assert_exported(self.export("--now", NOW), 3)
        self.assertEqual(sorted(os.listdir(self.output)), [".state", NAME])

    def test_something_else_that_is_called_latest_is_left_alone(self):
        os.makedirs(os.path.join(self.output, "latest"))
        result = self.export()
        self.assert_one_error(result, 7, "latest")
        self.assertTrue(os.path.isdir(os.path.join(self.output, "latest")))
        self.assertEqual(self.runs(), [])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""prune: old runs go, each whole; what is needed, or is not a run of ours, stays."""

import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, RELEASE, main, sample  # noqa: E402
from points import build  # noqa: E402
from stored import NIGHTS, Stored, run_of  # noqa: E402

AFTER = "2026-12-01T02:00:00Z"  # more than three days after the last of NIGHTS
LINE = "{run}: {what}, 13 files, {bytes} bytes"


class Pruned(Stored):
    # The state of the tests is found by the output directory alone.
    def prune(self, *arguments, **further):
        return self.run_program("prune", "-o", self.output, "--now", AFTER, *arguments, **further)

    def bytes_of(self, run):
        folder = os.path.join(self.output, run)
        return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))

    def assert_lines(self, result, *lines):
        self.assert_status(result, 0)
        self.assertEqual(result.out.decode().splitlines(), list(lines))
        self.assertEqual(result.errors, [])

    def gone(self, run, what="deleted"):
        return LINE.format(run=run, what=what, bytes=self.bytes_of(run))

    def copied(self):
        """The output directory as it is now, to be used again."""
        copy = self.path("copy")
        shutil.copytree(self.output, copy, symlinks=True)
        return copy


class WhatGoes(Pruned):
    def test_all_but_the_newest(self):
        runs = self.nights(4)
        lines = [self.gone(run) for run in runs[:2]]
        self.assert_lines(self.prune("--keep", "2"), *lines)
        self.assert_nothing_left(runs[2:])
        self.assertEqual(os.readlink(os.path.join(self.output, "latest")), runs[3])
        self.assert_lines(self.prune("--keep", "2"))
        self.assert_exported(self.export("--now", AFTER))

    def test_by_age(self):
        runs = self.nights(4)
        # The third one is exactly seven days old.
        now = ("--now", "2026-11-30T02:00:00Z")
        lines = [self.gone(run) for run in runs[:2]]
        self.assert_lines(self.prune("--keep-days", "7", *now), *lines)
        self.assert_nothing_left(runs[2:])

    def test_both_must_hold(self):
        runs = self.nights(4)
        now = ("--now", "2026-11-25T02:00:00Z")
        line = self.gone(runs[0])
        self.assert_lines(self.prune("--keep-days", "3", "--keep", "1", *now), line)
        self.assert_lines(self.prune("--keep-days", "1", "--keep", "3", *now))
        self.assert_nothing_left(runs[1:])

    def test_a_dry_run_changes_nothing(self):
        runs = self.nights(3)
        os.mkdir(os.path.join(self.output, ".state", "20261101T020000Z.gone"))
        result = self.prune("--keep", "1", "--dry-run")
        self.assert_lines(result, *[self.gone(run, "would be deleted") for run in runs[:2]])
        self.assertIn("2 runs would be deleted, %d bytes" % sum(map(self.bytes_of, runs[:2])), result.err)
        self.assertEqual(self.runs(), runs)
        self.assertIn("20261101T020000Z.gone", os.listdir(os.path.join(self.output, ".state")))

    def test_without_a_state(self):
        runs = self.nights(3, "--no-state")
        self.assert_one_error(self.prune("--keep", "1"), 2, "--state", "--no-state")
        self.assert_one_error(self.prune("--keep", "1", "--no-state"), 2, "--account")
        lines = [self.gone(run) for run in runs[:2]]
        self.assert_lines(self.prune("--keep", "1", "--no-state", "--account", "acme"), *lines)
        self.assert_nothing_left(runs[2:])

    def test_options_in_a_file_that_exports_use_too(self):
        runs = self.nights(2)
        config = self.write("config", "keep = 1\naccount = acme\nbase-url = %s\noutput = %s\n" % (self.base, self.output))
        self.assert_status(self.run_program("prune", "--config", config), 0)
        self.assertEqual(self.runs(), runs[1:])


class WhatStays(Pruned):
    def test_the_latest_complete_run_after_others_that_are_not(self):
        runs = self.nights(4)
        self.faults("forbid:resource=interviews")
        for now in NIGHTS[4:6]:
            self.assert_status(self.export("--now", now), 3)
        self.assert_status(self.prune("--keep", "1"), 0)
        self.assertEqual(self.runs(), [runs[3], run_of(NIGHTS[5])])
        self.faults()
        self.changes("jobs")
        self.assert_status(self.export("--now", AFTER), 0)
        self.assertEqual(self.manifest()["tables"]["jobs"]["rows"]["changed"], 1)

    def changes(self, resource):
        self.sandbox.control({"changes": [{"name": "update", "resource": resource}]})

    def test_the_newest_complete_snapshot(self):
        """Runs with changes alone begin nowhere."""
        runs = self.nights(2)
        for now in NIGHTS[2:5]:
            self.assert_status(self.export("--now", now, "--mode", "changes"), 0)
            runs.append(run_of(now))
        lines = [self.gone(runs[0]), runs[1] + ": kept, the newest complete snapshot"]
        self.assert_lines(self.prune("--keep", "3"), *lines)
        self.assertEqual(self.runs(), runs[1:])

    def test_a_snapshot_that_is_not_complete_does_not_count(self):
        runs = self.nights(1)
        self.faults("forbid:resource=interviews")
        self.assert_status(self.export("--now", NIGHTS[1]), 3)
        self.assert_lines(self.prune("--keep", "1"), runs[0] + ": kept, latest points to it")
        os.unlink(os.path.join(self.output, "latest"))
        self.assert_lines(self.prune("--keep", "1"), runs[0] + ": kept, the newest complete snapshot")
        self.assertEqual(len(self.runs()), 2)

    def test_a_snapshot_of_others_or_under_another_name_does_not_count(self):
        runs = self.nights(3)
        copy = "20261128T020000Z"
        shutil.copytree(os.path.join(self.output, runs[0]), os.path.join(self.output, copy))
        with open(os.path.join(self.output, runs[2], "manifest.json"), "r+") as file:
            text = file.read().replace('"account": "acme"', '"account": "else"')
            file.seek(0)
            file.write(text)
        os.unlink(os.path.join(self.output, "latest"))
        lines = [
            self.gone(runs[0]),
            runs[1] + ": kept, the newest complete snapshot",
            runs[2] + ": kept, it is of the account else",
        ]
        self.assert_lines(self.prune("--keep", "1"), *lines)
        self.assertEqual(self.runs(), runs[1:] + [copy])

    def test_what_latest_points_to(self):
        runs = self.nights(3)
        latest = os.path.join(self.output, "latest")
        os.unlink(latest)
        os.symlink(runs[0], latest)
        line = self.gone(runs[1])
        self.assert_lines(self.prune("--keep", "1"), runs[0] + ": kept, latest points to it", line)
        self.assertEqual(self.runs(), [runs[0], runs[2]])

    def test_latest_as_others_spell_it(self):
        runs = self.nights(2)
        latest = os.path.join(self.output, "latest")
        for target in ("./" + runs[0], runs[0] + "/", os.path.join(self.output, runs[0])):
            os.unlink(latest)
            os.symlink(target, latest)
            self.assert_lines(self.prune("--keep", "1"), runs[0] + ": kept, latest points to it")
            self.assertEqual(self.runs(), runs)

    def test_what_is_still_to_be_pushed(self):
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        runs = [run_of(now) for now in NIGHTS[:3]]
        for now in NIGHTS[:3]:
            self.assert_status(self.export_to_store("--now", now), 11)
        kept = [run + ": kept, still to be pushed" for run in runs[:2]]
        self.assert_lines(self.prune("--keep", "1"), *kept)
        self.store.reset()
        self.assert_status(self.push(), 0)
        lines = [self.gone(run) for run in runs[:2]]
        self.assert_lines(self.prune("--keep", "1"), *lines)

    def test_a_destination_that_nothing_was_pushed_to_yet(self):
        runs = self.nights(2)
        result = self.prune("--keep", "1", *self.destination())
        self.assert_lines(result, runs[0] + ": kept, still to be pushed")
        self.assert_status(self.push("-o", self.output), 0)
        line = self.gone(runs[0])
        self.assert_lines(self.prune("--keep", "1", *self.destination()), line)

    def test_what_is_not_as_it_was_published(self):
        runs = self.nights(6)
        folders = [os.path.join(self.output, run) for run in runs]
        os.unlink(os.path.join(folders[0], "manifest.json"))
        with open(os.path.join(folders[1], "notes.txt"), "w") as file:
            file.write("mine")
        os.rename(folders[2], self.path("elsewhere"))
        os.symlink(self.path("elsewhere"), folders[2])
        with open(os.path.join(folders[3], "manifest.json"), "r+") as file:
            text = file.read().replace('"account": "acme"', '"account": "else"')
            file.seek(0)
            file.write(text)
        lines = [
            runs[0] + ": kept, it has no manifest.json that can be read",
            runs[1] + ": kept, it holds notes.txt, which its manifest.json does not list",
            runs[3] + ": kept, it is of the account else",
            self.gone(runs[4]),
        ]
        self.assert_lines(self.prune("--keep", "1"), *lines)
        self.assertEqual(self.runs(), runs[:4] + runs[5:])
        self.assertEqual(len(os.listdir(self.path("elsewhere"))), 13)

    def test_a_run_under_another_name(self):
        runs = self.nights(2)
        other = "20261101T020000Z"
        shutil.copytree(os.path.join(self.output, runs[0]), os.path.join(self.output, other))
        result = self.prune("--keep", "2")
        self.assert_lines(result, "%s: kept, its manifest.json is that of %s" % (other, runs[0]))

    def test_what_bears_the_name_of_a_file_but_is_none(self):
        runs = self.nights(3)
        folder, link = (os.path.join(self.output, run, "tags.csv.gz") for run in runs[:2])
        for path in (folder, link):
            os.unlink(path)
        os.mkdir(folder)
        with open(os.path.join(folder, "notes.txt"), "w") as file:
            file.write("mine")
        os.symlink("notes.txt", link)
        lines = [run + ": kept, its tags.csv.gz is not a regular file" for run in runs[:2]]
        self.assert_lines(self.prune("--keep", "1"), *lines)
        self.assertEqual(self.runs(), runs)
        self.assertTrue(os.path.exists(os.path.join(folder, "notes.txt")))

    def test_files_that_are_missing_do_not_keep_a_run(self):
        runs = self.nights(2)
        os.unlink(os.path.join(self.output, runs[0], "tags.csv.gz"))
        line = "%s: deleted, 12 files, %d bytes" % (runs[0], self.bytes_of(runs[0]))
        self.assert_lines(self.prune("--keep", "1"), line)
        self.assertEqual(self.runs(), runs[1:])


class BadInput(Pruned):
    def test_neither_age_nor_number(self):
        self.nights(1)
        self.assert_one_error(self.prune(), 2, "--keep-days", "--keep")
        for wrong in ("0", "-1", "x", "40000"):
            self.assert_one_error(self.prune("--keep-days", wrong), 2, "--keep-days")
        self.assert_one_error(self.prune("--keep", "0"), 2, "--keep")
        self.assertEqual(len(self.runs()), 1)

    def test_no_directory(self):
        self.assert_one_error(self.prune("--keep", "1", "-o", "nowhere"), 2, "nowhere")
        self.assertFalse(os.path.exists(self.path("nowhere")))

    def test_another_account(self):
        self.nights(2)
        self.assert_one_error(self.prune("--keep", "1", "--account", "other"), 2, "--state")
        self.assert_one_error(self.prune("--keep", "1", "--account", "other", "--no-state"), 2, "acme")
        self.assertEqual(len(self.runs()), 2)

    def test_a_destination_without_a_state(self):
        self.nights(2)
        result = self.prune("--keep", "1", "--no-state", "--account", "acme", *self.destination())
        self.assert_one_error(result, 2, "--no-state", "--publish-to")

    def test_while_an_export_runs(self):
        runs = self.nights(2)
        self.faults("stall:resource=users,at=10,seconds=30")
        asked = len(self.requests("users"))
        export = self.launch_export("--now", NIGHTS[5])
        self.wait_for(lambda: len(self.requests("users")) > asked)
        self.assert_one_error(self.prune("--keep", "1"), 8, "another run")
        export.terminate()
        export.wait(HANG_SECONDS)
        self.assertEqual(self.runs(), runs)

    def test_a_directory_that_cannot_be_changed(self):
        runs = self.nights(2)
        further = self.as_nobody()
        for path, names, files in os.walk(self.output):
            self.hand_over(path, *[os.path.join(path, name) for name in files])
        os.chmod(self.output, 0o500)
        result = self.prune("--keep", "1", **further)
        os.chmod(self.output, 0o700)
        self.assert_one_error(result, 7, self.output)
        self.assertEqual(self.runs(), runs)

    def test_a_reader_that_closed_the_pipe(self):
        self.nights(3)
        reader, writer = os.pipe()
        os.close(reader)
        result = self.prune("--keep", "1", stdout=writer)
        os.close(writer)
        self.assertEqual((result.status, result.err), (141, ""))


class Killed(Pruned):
    """At each call that changes something on disk; then the next prune, or the next export, leaves no trace."""

    program = RELEASE

    def setUp(self):
        super().setUp()
        self.library = build(self.folder)

    def disturbed(self, **points):
        env = {"LD_PRELOAD": self.library, **points}
        return self.prune("--keep", "1", env=env)

    def restore(self, copy):
        shutil.rmtree(self.output)
        shutil.copytree(copy, self.output, symlinks=True)

    def assert_whole_runs(self, runs):
        """What is still visible is whole."""
        self.assertLessEqual(set(self.runs()), set(runs))
        self.assertIn(runs[-1], self.runs())
        for run in self.runs():
            self.assertEqual(len(os.listdir(os.path.join(self.output, run))), 13)

    def test_each_call(self):
        runs = self.nights(3)
        copy, log = self.copied(), self.path("log")
        self.assert_status(self.disturbed(POINTS_LOG=log), 0)
        self.assert_nothing_left(runs[2:])
        with open(log) as file:
            points = len(file.readlines())
        self.assertGreater(points, 2 * 13)
        for point in sample(range(1, points + 1), 12):
            for again in ("prune", "export"):
                with self.subTest(point=point, again=again):
                    self.restore(copy)
                    result = self.disturbed(POINTS_AT="before %d 0" % point)
                    self.assertEqual(result.status, -signal.SIGKILL, str(result))
                    self.assert_whole_runs(runs)
                    if again == "prune":
                        self.assert_status(self.prune("--keep", "1"), 0)
                        self.assert_nothing_left(runs[2:])
                    else:
                        self.assert_status(self.export("--now", AFTER), 0)
                        self.assert_nothing_left(self.runs())


if __name__ == "__main__":
    main()

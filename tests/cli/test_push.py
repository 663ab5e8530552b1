#!/usr/bin/env python3
"""Runs in object storage: once, whole, the manifest last. The store is the stand-in of tests/store."""

import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import main  # noqa: E402
from stored import BUCKET, NIGHTS, PREFIX, REGION, URL, Stored, run_of  # noqa: E402


class Pushing(Stored):
    def test_an_export_with_a_destination(self):
        result = self.export_to_store("--now", NIGHTS[0])
        self.assert_exported(result)
        run = self.runs()[0]
        self.assert_stored([run])
        self.assertEqual(self.unpushed(), [])
        files = len(os.listdir(os.path.join(self.output, run))) - 1
        order = [one.key.rsplit("/", 1)[1] for one in self.store.requests("PUT")]
        self.assertEqual(order[-2:], ["manifest.json", "latest"])
        self.assertEqual(len(order), files + 2)
        # One look at the manifest, one at each file, one at latest; then each is sent.
        self.assertEqual(len(self.store.log), 2 * files + 4)

    def test_what_the_objects_say_of_themselves(self):
        self.assert_exported(self.export_to_store("--s3-kms-key", "alias/exports"))
        run = self.runs()[0]
        manifest = self.manifest(run)
        for table in manifest["tables"].values():
            for file in table["files"]:
                kept = self.store.objects["%s/%s/%s" % (PREFIX, run, file["path"])].headers
                self.assertEqual(kept, {"x-amz-meta-sha256": file["sha256"], "content-type": "application/gzip"})
        self.assertEqual(
            self.store.objects["%s/%s/manifest.json" % (PREFIX, run)].headers["content-type"], "application/json"
        )
        for one in self.store.requests("PUT"):
            self.assertEqual(one.headers["x-amz-server-side-encryption"], "aws:kms")
            self.assertEqual(one.headers["x-amz-server-side-encryption-aws-kms-key-id"], "alias/exports")
            self.assertNotIn("Content-Encoding", one.headers)
            self.assertNotIn("x-amz-checksum-sha256", one.headers)

    def test_push_sends_what_is_not_there_oldest_first(self):
        runs = self.nights(3)
        result = self.push()
        self.assert_status(result, 0)
        self.assertEqual(result.out, b"")
        self.assert_stored(runs)
        manifests = [one.key for one in self.store.requests("PUT", "manifest.json")]
        self.assertEqual(manifests, ["%s/%s/manifest.json" % (PREFIX, run) for run in runs])
        self.assertEqual(self.unpushed(), [])
        asked = len(self.store.log)
        self.assert_status(self.push(), 0)
        self.assertEqual(len(self.store.log), asked, "everything was noted as pushed")

    def test_a_named_run_is_looked_at_again(self):
        runs = self.nights(2)
        self.assert_status(self.push(), 0)
        lost = [key for key in self.store.objects if runs[0] in key and ("users" in key or "manifest" in key)]
        for key in lost:
            del self.store.objects[key]
        before = len(self.store.log)
        self.assert_status(self.push(self.path("output", runs[0])), 0)
        self.assert_stored(runs)
        sent = [one.key for one in self.store.log[before:] if one.method == "PUT"]
        self.assertEqual(sorted(sent), sorted(lost))

    def test_a_run_may_be_named_from_anywhere(self):
        """By whatever path leads to it. It is noted in the state of --output."""
        runs = self.nights(2)
        os.makedirs(self.path("elsewhere"))
        os.symlink(self.path("output", runs[0]), self.path("link"))
        names = {
            "elsewhere": ("../output/" + runs[0], "-o", "../output"),
            "output/" + runs[1]: (".", "-o", ".."),
            "": ("link",), ".": (self.path("output", runs[1]) + "/",),
        }
        for folder, arguments in names.items():
            result = self.push(*arguments, cwd=self.path(folder))
            self.assert_status(result, 0)
        self.assert_stored(runs)
        self.assert_written_once()
        asked = len(self.store.log)
        self.assert_status(self.push(), 0)
        self.assertEqual(len(self.store.log), asked, "both are noted")
        shutil.move(self.path("output", runs[0]), self.path("elsewhere", "renamed"))
        self.store.objects.clear()
        self.assert_status(self.push("elsewhere/renamed"), 0)
        self.assertEqual(self.stored_runs(), runs[:1])

    def test_latest_as_a_run(self):
        runs = self.nights(2)
        self.assert_status(self.push(self.path("output", "latest")), 0)
        self.assert_stored(runs[1:])

    def test_latest_only_moves_forward(self):
        runs = self.nights(3)
        self.assert_status(self.push(self.path("output", runs[2])), 0)
        self.assert_status(self.push(self.path("output", runs[0])), 0)
        self.assert_stored([runs[0], runs[2]], latest=runs[2])
        shutil.rmtree(self.path("output", ".state"))  # so that only the bucket knows
        self.assert_status(self.push(), 0)
        self.assert_stored(runs)

    def test_an_emptied_bucket_is_filled_again(self):
        runs = self.nights(3)
        self.assert_status(self.push(), 0)
        self.store.objects.clear()
        self.assert_status(self.push(*(self.path("output", run) for run in runs)), 0)
        self.assert_stored(runs)

    def test_latest_that_may_not_be_read_only_moves_forward_too(self):
        runs = self.nights(2)
        self.store.may_read = self.store.may_list = False
        self.assert_status(self.push(), 0)
        self.assert_status(self.push(self.path("output", runs[0])), 0)
        self.assert_stored(runs)

    def test_latest_that_is_not_ours_is_left_alone(self):
        runs = self.nights(1)
        self.store.put(PREFIX + "/latest", {}, b"somebody's own text")
        result = self.push()
        self.assert_status(result, 0)
        self.assertIn("does not name a run", result.warnings[0])
        self.assertEqual(self.stored_runs(), runs)
        self.assertEqual(self.latest(), "somebody's own text")

    def test_an_incomplete_run_is_pushed_and_is_not_latest(self):
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        self.faults("status:resource=interviews,code=403")
        self.assert_status(self.export_to_store("--now", NIGHTS[1]), 3)
        self.assertEqual(self.stored_runs(), [run_of(now) for now in NIGHTS[:2]])
        self.assert_whole()
        self.assertEqual(self.latest(), run_of(NIGHTS[0]))

    def test_without_a_state_the_bucket_is_asked(self):
        runs = self.nights(2, "--no-state")
        self.assert_status(self.push(), 0)
        self.assert_stored(runs)
        before = len(self.store.log)
        self.assert_status(self.push(), 0)
        asked = self.store.log[before:]
        self.assertEqual({one.method for one in asked}, {"GET"})
        self.assertLessEqual(len(asked), 4)
        self.assert_written_once()

    def test_without_a_prefix(self):
        run = self.nights(1)[0]
        result = self.run_program("push", *self.destination("s3://" + BUCKET))
        self.assert_status(result, 0)
        self.assertIn(run + "/manifest.json", self.store.objects)
        self.assertEqual(self.store.body("latest").decode(), run + "\n")

    def test_prefixes_with_every_kind_of_character(self):
        self.nights(1)
        hard = ("a b", "dt=1", "a+b", "100%", "%41", "q?x=1", "h#1", "a'b\"c", "caf\u00e9", "(x)", "~tilde", "a:b@c", "a&b;c")
        for prefix in (*hard, "/".join(hard)):
            result = self.run_program("push", *self.destination("s3://%s/%s" % (BUCKET, prefix)))
            self.assert_status(result, 0)
            self.assertIn(prefix + "/latest", self.store.objects)

    def test_two_destinations_are_two(self):
        runs = self.nights(1)
        self.assert_status(self.push(), 0)
        self.assert_status(self.run_program("push", *self.destination(URL + "-2")), 0)
        self.assertEqual(len(self.store.keys_with(runs[0] + "/manifest.json")), 2)
        self.assertEqual(self.unpushed(), [])

    def test_an_account_of_its_own(self):
        self.nights(1)
        self.assert_one_error(self.push("--account", "other", "--no-state"), 2, "another account")
        self.assertEqual(self.store.log, [])


class Waiting(Stored):
    """What status and metrics say about runs that were not pushed."""

    def metrics(self):
        with open(self.path("metrics")) as file:
            lines = [line.split() for line in file if not line.startswith("#")]
        return {name.partition("{")[0].removeprefix("pinpoint_export_"): float(value) for name, value in lines}

    def test_a_run_that_could_not_be_sent_is_sent_by_the_next(self):
        self.store.fault("refuse", times=-1, status=403, code="InvalidAccessKeyId")
        result = self.export_to_store("--now", NIGHTS[0], "--metrics-file", "metrics")
        self.assert_one_error(
            result, 11, "published here, not yet at %s at http://127.0.0.1" % URL, "the next run or push sends it",
            "InvalidAccessKeyId",
        )
        self.assertEqual(self.runs(), [run_of(NIGHTS[0])])
        self.assert_sound()
        self.assertEqual(self.unpushed(), [(run_of(NIGHTS[0]), False)])
        known = self.metrics()
        self.assertEqual((known["runs_unpushed"], known["runs_lost"], known["runs_pushed"]), (1, 0, 0))
        self.assertEqual(known["run_exit_status"], 11)
        self.assertIn("rows", known)
        self.store.faults.clear()
        self.assert_exported(self.export_to_store("--now", NIGHTS[1], "--metrics-file", "metrics"))
        self.assert_stored([run_of(now) for now in NIGHTS[:2]])
        self.assertEqual(self.unpushed(), [])
        known = self.metrics()
        self.assertEqual((known["runs_unpushed"], known["runs_pushed"], known["run_exit_status"]), (0, 2, 0))
        self.assertEqual(known["pushed_bytes"], sum(
            len(one.body) for key, one in self.store.objects.items() if not key.endswith("latest")
        ))

    def test_a_push_updates_its_part_of_the_metrics(self):
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        self.assert_status(self.export_to_store("--now", NIGHTS[0], "--metrics-file", "metrics"), 11)
        before = self.metrics()
        self.assert_status(self.push("--metrics-file", "metrics"), 4)
        self.assertEqual(self.metrics()["runs_unpushed"], 1)
        self.store.faults.clear()
        self.assert_status(self.push("--metrics-file", "metrics"), 0)
        known = self.metrics()
        self.assertEqual((known["runs_unpushed"], known["runs_lost"], known["runs_pushed"]), (0, 0, 1))
        self.assertEqual(known["pushed_bytes"], sum(
            len(one.body) for key, one in self.store.objects.items() if not key.endswith("latest")
        ))
        ours = ("runs_unpushed", "runs_lost", "runs_pushed", "pushed_bytes", "push_seconds")
        self.assertLess(set(ours), set(known))
        self.assertEqual(
            {name: value for name, value in known.items() if name not in ours},
            {name: value for name, value in before.items() if name not in ours},
        )
        with open(self.path("metrics")) as file:
            heads = [line.split()[2] for line in file if line.startswith("# TYPE")]
        self.assertEqual(len(heads), len(set(heads)), "each gauge stands there once")
        self.assertEqual(sorted(heads), sorted("pinpoint_export_" + name for name in known))

    def test_a_push_without_metrics_of_a_run(self):
        self.nights(1)
        self.assert_status(self.push("--metrics-file", "metrics", "--umask", "027"), 0)
        self.assertEqual((self.metrics()["runs_unpushed"], self.metrics()["runs_pushed"]), (0, 1))
        self.assertEqual(os.stat(self.path("metrics")).st_mode & 0o777, 0o644)
        for rest in ("# HELP pinpoint_exp", "# HELP pinpoint_export_push_seconds Cut off\n# TYPE pinpoint_exp"):
            self.write("metrics", rest)
            self.assert_status(self.push("--metrics-file", "metrics"), 0)
            self.assertEqual(self.metrics()["runs_pushed"], 0)
        result = self.push("--no-state", "--metrics-file", "metrics")
        self.assert_status(result, 0)
        self.assertIn("--metrics-file: without a state the account must be named", result.warnings[0])
        self.assert_status(self.push("--no-state", "--account", "acme", "--metrics-file", "metrics"), 0)
        self.assertEqual(self.metrics()["runs_pushed"], 1)

    def test_a_push_replaces_nothing_but_metrics(self):
        self.nights(1)
        for text in ("mine", "# HELP pinpoint_export_rows Rows\n" + "x" * (1 << 20)):
            self.write("metrics", text)
            result = self.push("--metrics-file", "metrics")
            self.assert_status(result, 0)
            self.assertIn("--metrics-file", result.warnings[0])
            with open(self.path("metrics")) as file:
                self.assertEqual(file.read(), text)

    def test_a_push_that_cannot_begin_tells_what_waits(self):
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        self.assert_exported(self.export("--now", NIGHTS[1]))
        none = {"AWS_SECRET_ACCESS_KEY": None}
        self.assert_one_error(self.push("--metrics-file", "metrics", env=none), 2, "AWS_SECRET_ACCESS_KEY")
        self.assertEqual((self.metrics()["runs_unpushed"], self.metrics()["runs_pushed"]), (1, 0))
        line = ("push", "--publish-to", "s3://no", "--s3-region", REGION, "--metrics-file", "metrics")
        self.assert_one_error(self.run_program(*line), 2, "--publish-to")

    def test_an_incomplete_run_that_is_not_sent(self):
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        self.faults("status:resource=interviews,code=403")
        result = self.export_to_store("--now", NIGHTS[0])
        self.assert_status(result, 11)
        self.assertTrue(any("interviews" in line for line in result.err.splitlines()), str(result))

    def test_status_as_text(self):
        runs = self.nights(2)
        self.assert_status(self.push(), 0)
        self.assert_exported(self.export("--now", NIGHTS[2]))
        text = self.run_program("status").out.decode()
        self.assertIn("not yet pushed\n  %s  %s at " % (run_of(NIGHTS[2]), URL), text)
        self.assertNotIn(runs[0] + "  s3://", text)

    def test_a_run_that_was_deleted_before_it_was_pushed(self):
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        for now in NIGHTS[1:3]:
            self.assert_exported(self.export("--now", now, "--mode", "changes"))
        shutil.rmtree(self.path("output", run_of(NIGHTS[1])))
        self.assertEqual(self.unpushed(), [(run_of(NIGHTS[1]), True), (run_of(NIGHTS[2]), False)])
        self.assertIn("lost: deleted before it was pushed", self.run_program("status").out.decode())
        self.assert_exported(self.export_to_store("--now", NIGHTS[3], "--mode", "changes", "--metrics-file", "metrics"))
        self.assertEqual(self.unpushed(), [(run_of(NIGHTS[1]), True)])
        self.assertEqual((self.metrics()["runs_unpushed"], self.metrics()["runs_lost"]), (0, 1))
        # A complete snapshot has all that was lost.
        self.assert_exported(self.export_to_store("--now", NIGHTS[4], "--metrics-file", "metrics"))
        self.assertEqual(self.unpushed(), [])
        self.assertEqual(self.metrics()["runs_lost"], 0)

    def test_a_disk_that_is_lost_while_the_state_is_kept_elsewhere(self):
        kept = ("--state", self.path("kept.db"))
        self.assert_exported(self.export_to_store("--now", NIGHTS[0], *kept))
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        self.assert_status(self.export_to_store("--now", NIGHTS[1], *kept), 11)
        self.store.faults.clear()
        shutil.rmtree(self.output)
        self.assert_exported(
            self.export_to_store("--now", NIGHTS[2], "--mode", "changes", "--metrics-file", "metrics", *kept)
        )
        told = json.loads(self.run_program("status", "--json", *kept).out)["unpushed"]
        self.assertEqual([(one["run_id"], one["lost"]) for one in told], [(run_of(NIGHTS[1]), True)])
        self.assertEqual((self.metrics()["runs_unpushed"], self.metrics()["runs_lost"]), (0, 1))
        self.assertEqual(self.stored_runs(), [run_of(NIGHTS[0]), run_of(NIGHTS[2])])

    def test_a_disk_that_is_lost_with_its_state(self):
        """Every row counts as new, so a reader that loads by id has them all again."""
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        self.assert_status(self.export_to_store("--now", NIGHTS[1]), 11)
        self.store.faults.clear()
        shutil.rmtree(self.output)
        self.assert_exported(self.export_to_store("--now", NIGHTS[2], "--mode", "changes"))
        run = run_of(NIGHTS[2])
        rows = [table["rows"] for table in self.manifest(run)["tables"].values()]
        self.assertTrue(all(one["created"] == one["written"] for one in rows))
        self.assertGreater(sum(one["created"] for one in rows), 0)
        self.assertEqual((self.stored_runs(), self.latest()), ([run_of(NIGHTS[0]), run], run))
        self.assertEqual(self.unpushed(), [])

    def test_runs_before_the_destination_was_used_are_not_lost(self):
        runs = self.nights(2)
        shutil.rmtree(self.path("output", runs[0]))
        self.assert_exported(self.export_to_store("--now", NIGHTS[2]))
        self.assertEqual(self.unpushed(), [])
        self.assert_stored([runs[1], run_of(NIGHTS[2])])

    def test_what_is_not_known_is_not_told(self):
        """A run that failed before it had its state, or that has none, does not say that nothing waits."""
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        self.assert_status(self.export_to_store("--now", NIGHTS[0]), 11)
        for env in ({"AWS_SECRET_ACCESS_KEY": None}, {"PINPOINT_API_KEY": None}):
            self.assert_status(self.export_to_store("--metrics-file", "metrics", env=env), 2)
            self.assertNotIn("runs_unpushed", self.metrics())
        result = self.export_to_store("--no-state", "--now", NIGHTS[1], "--metrics-file", "metrics")
        self.assert_status(result, 11)
        self.assertNotIn("runs_unpushed", self.metrics())
        self.assertEqual(self.metrics()["runs_pushed"], 0)

    def test_a_destination_that_is_given_up(self):
        self.assert_exported(self.export_to_store("--now", NIGHTS[0]))
        self.assert_exported(self.export("--now", NIGHTS[1]))
        asked = len(self.store.log)
        self.assert_one_error(self.push("--forget", self.runs()[0]), 2, "--forget")
        self.assertEqual(self.unpushed(), [(run_of(NIGHTS[1]), False)])
        none = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
        self.assert_status(self.push("--forget", env=none), 0)
        self.assertEqual(self.unpushed(), [])
        self.assert_one_error(self.push("--forget"), 2, "nothing was ever meant for %s" % URL)
        self.assertEqual(len(self.store.log), asked)

    def test_without_a_destination_there_is_nothing_to_tell(self):
        self.assert_exported(self.export("--now", NIGHTS[0], "--metrics-file", "metrics"))
        self.assertEqual(self.unpushed(), [])
        self.assertNotIn("runs_unpushed", self.metrics())
        self.assertNotIn("not yet pushed", self.run_program("status").out.decode())


class BadInput(Stored):
    """One line, status 2, before the first request to either side."""

    def refused(self, arguments, *parts, env=None):
        for command in ("export", "push"):
            own = self.service_arguments() if command == "export" else ()
            result = self.run_program(command, *own, *arguments, env=env)
            self.assert_one_error(result, 2, *parts)
            self.assertFalse(os.path.exists(self.output))
        self.assertEqual((self.requests(), self.store.log), ([], []))

    def test_destinations_that_cannot_be(self):
        end = ("--s3-endpoint", self.store_server.url(), "--s3-region", REGION)
        for url in (
            "bucket/prefix", "https://bucket.s3.amazonaws.com", "s3:/bucket", "S3://bucket-1", "s3://", "s3:///prefix",
            "s3://ab", "s3://" + "a" * 64, "s3://Bucket", "s3://bu_cket", "s3://-bucket", "s3://bucket-", "s3://a..b",
            "s3://bucket//prefix", "s3://bucket/a//b", "s3://bucket/./b", "s3://bucket/a/..", "s3://bucket/a\tb",
            "s3://bucket/" + "a" * 769,
        ):
            self.refused(("--publish-to", url, *end), "--publish-to")
        self.refused((b"--publish-to", b"s3://bucket/\xff", *(one.encode() for one in end)), "--publish-to")

    def test_regions_and_keys_that_cannot_be(self):
        self.refused(("--publish-to", URL), "no region given", "--s3-region", "AWS_REGION")
        self.refused(("--publish-to", URL, "--s3-endpoint", self.store_server.url()), "no region given")
        for region in ("eu central", "EU", "-a", "a/b", "a.b", "x" * 64):
            self.refused(("--publish-to", URL, "--s3-region=" + region), "--s3-region")
        self.refused((*self.destination(), "--s3-kms-key", "two words"), "--s3-kms-key")

    def test_plain_http_to_another_machine_has_to_be_said(self):
        """0.0.0.0 leads here, but is no loopback address."""
        self.nights(1)
        far = self.store_server.url().replace("127.0.0.1", "0.0.0.0")
        line = ("push", "--publish-to", URL, "--s3-region", REGION, "--s3-endpoint", far)
        self.assert_one_error(self.run_program(*line), 2, "--s3-plain-http")
        self.assertEqual(self.store.log, [])
        self.assert_status(self.run_program(*line, "--s3-plain-http"), 0)
        self.assertTrue(self.latest())

    def test_endpoints_that_cannot_be(self):
        def at(endpoint):
            return "--publish-to", URL, "--s3-region", REGION, "--s3-endpoint", endpoint

        self.refused(at("http://store.example:9000"), "--s3-plain-http", "without encryption")
        for endpoint in ("store.example", "ftp://store.example", "https://user@store.example", "https://store.example?x"):
            self.refused(at(endpoint), "--s3-endpoint")

    def test_credentials_half_there(self):
        self.refused(self.destination(), "AWS_SECRET_ACCESS_KEY is not", env={"AWS_SECRET_ACCESS_KEY": None})
        self.refused(self.destination(), "AWS_ACCESS_KEY_ID is not", env={"AWS_ACCESS_KEY_ID": None})
        self.refused(self.destination(), "cannot be an access key", env={"AWS_ACCESS_KEY_ID": "two words"})
        none = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_EC2_METADATA_DISABLED": "true"}
        self.refused(self.destination(), "no credentials", env=none)

    def test_options_that_do_not_go_together(self):
        result = self.export(*self.destination(), "--stdout", "--tables", "users")
        self.assert_one_error(result, 2, "--publish-to")
        # A part is a little longer than what is asked for, since it ends with a block of rows.
        for size in ("6GB", "5GiB", "5000000001"):
            result = self.export(*self.destination(), "--max-file-size", size)
            self.assert_one_error(result, 2, "--max-file-size", "5 GiB", "5GB")
        self.assert_one_error(self.run_program("push"), 2, "--publish-to")
        self.assert_one_error(self.push("-o", "nowhere"), 2, "nowhere")
        self.assertEqual((self.requests(), self.store.log), ([], []))

    def test_a_file_over_5_gib(self):
        run = self.nights(1)[0]
        path = self.path("output", run, "manifest.json")
        with open(path) as file:
            manifest = json.load(file)
        manifest["tables"]["users"]["files"][0]["bytes"] = (5 << 30) + 1
        self.write("output/%s/manifest.json" % run, json.dumps(manifest))
        self.assert_one_error(self.push(), 2, "5 GiB", "--max-file-size")
        self.assertEqual(self.store.log, [])

    def test_what_is_not_a_run(self):
        os.mkdir(self.path("empty"))
        self.assert_one_error(self.push("empty"), 2, "is not a run")
        self.assert_one_error(self.push("missing"), 2, "is not a directory")
        run = os.path.join("output", self.nights(1)[0])
        self.assert_one_error(self.push(run, "missing"), 2, "missing is not a directory")
        self.assertEqual(self.store.log, [])

    def test_variables_of_amazons_tools(self):
        self.nights(1)
        for names in (("AWS_ENDPOINT_URL_S3", "AWS_REGION"), ("AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")):
            self.store.reset()
            env = dict(zip(names, (self.store_server.url(), REGION)))
            url = "%s/%s" % (URL, names[0])
            self.assert_status(self.run_program("push", "--publish-to", url, env=env), 0)
            self.assertTrue(self.store.keys_with("/latest"))


if __name__ == "__main__":
    main()

"""What the tests of pushing share: a sandbox, a stand-in for object storage, and what must be true of a bucket at any time."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import KEY, ROOT, Service  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "tests", "store"))

from store import BUCKET, KEY_ID, REGION, SECRET, Server, Store  # noqa: E402

PREFIX = "exports/acme"
URL = "s3://%s/%s" % (BUCKET, PREFIX)
NIGHTS = ["2026-11-2%dT02:00:00Z" % day for day in range(1, 9)]


def run_of(now):
    return now.replace("-", "").replace(":", "")


class Stored(Service):
    environment = {"PINPOINT_API_KEY": KEY, "AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
    secrets = (KEY, SECRET)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = Store()
        cls.store_server = Server(cls.store)

    @classmethod
    def tearDownClass(cls):
        cls.store_server.close()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.store.reset()

    def alone(self):
        other = super().alone()
        other.store = Store()
        other.store_server = Server(other.store)
        other.addCleanup(other.store_server.close)
        return other

    def assert_no_secret(self, result):
        super().assert_no_secret(result)
        for secret in self.secrets:
            self.assertNotIn(secret, result.err)
            self.assertNotIn(secret.encode(), result.out)

    def destination(self, url=URL):
        return ("--publish-to", url, "--s3-endpoint", self.store_server.url(), "--s3-region", REGION)

    def export_to_store(self, *arguments, **further):
        return self.export(*self.destination(), *arguments, **further)

    def push(self, *arguments, **further):
        return self.run_program("push", *self.destination(), *arguments, **further)

    def launch_push(self, *arguments, **further):
        return self.launch("push", *self.destination(), *arguments, **further)

    def nights(self, count, *arguments):
        """Runs that are published and not pushed. Their names."""
        for now in NIGHTS[:count]:
            self.assert_exported(self.export("--now", now, *arguments))
        return [run_of(now) for now in NIGHTS[:count]]

    # --- the bucket

    def stored_runs(self):
        """The runs that a reader sees: those with a manifest."""
        end = "/manifest.json"
        return [key[len(PREFIX) + 1 : -len(end)] for key in self.store.keys_with(end)]

    def latest(self):
        body = self.store.body(PREFIX + "/latest")
        return None if body is None else body.decode().strip()

    def assert_whole(self):
        """A visible run has all its files, with the bytes that are on disk; nothing else is visible."""
        for run in self.stored_runs():
            folder = os.path.join(self.output, run)
            manifest = json.loads(self.store.body("%s/%s/manifest.json" % (PREFIX, run)))
            listed = [file["path"] for table in manifest["tables"].values() for file in table["files"]]
            for name in [*listed, "manifest.json"]:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertEqual(self.store.body("%s/%s/%s" % (PREFIX, run, name)), file.read(), (run, name))
        latest = self.latest()
        if latest is not None:
            self.assertIn(latest, self.stored_runs())

    def expected_keys(self, runs):
        keys = [PREFIX + "/latest"]
        for run in runs:
            keys += ["%s/%s/%s" % (PREFIX, run, name) for name in os.listdir(os.path.join(self.output, run))]
        return sorted(keys)

    def assert_stored(self, runs, latest=None):
        """Exactly these runs are there, whole, and nothing else."""
        self.assertEqual(self.stored_runs(), sorted(runs))
        self.assert_whole()
        self.assertEqual(self.store.keys_with(), self.expected_keys(runs))
        self.assertEqual(self.latest(), latest or max(runs))

    def assert_written_once(self):
        more = {key: one.written for key, one in self.store.objects.items() if one.written != 1}
        self.assertEqual(list(more), [PREFIX + "/latest"] if more else [])

    def unpushed(self):
        """(run, lost) as `status` tells them."""
        result = self.run_program("status", "--json", "-o", self.output)
        self.assert_status(result, 0)
        return [(one["run_id"], one["lost"]) for one in json.loads(result.out)["unpushed"]]

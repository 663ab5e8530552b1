#!/usr/bin/env python3
"""Runs pushed to a real S3 server, Ceph's gateway, and read back with another client; signatures compared with botocore's.

`make check-s3` runs it. It needs the packages of `scripts/install-deps.sh --s3`.
"""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "cli"), os.path.join(ROOT, "tests", "store")]

from ceph import KEY_ID, REGION, SECRET, Ceph  # noqa: E402
from harness import HANG_SECONDS, KEY, RELEASE, SEED, Service, main  # noqa: E402

SIGN_LINES = os.path.join(ROOT, "build", "check", "tests", "s3", "sign_lines")
DEBIANS_PYTHON = "/usr/bin/python3"
BUCKET = "exports"
NIGHTS = ["2026-11-2%dT02:00:00Z" % day for day in range(1, 9)]
REQUESTS = 300
MODULES = os.path.join(ROOT, "build", "node")


def hexadecimal(text):
    return (text if isinstance(text, bytes) else text.encode()).hex()


class Signatures(unittest.TestCase):
    """Two implementations that know nothing of each other, on the same random requests."""

    def hostile(self, chance, least, most):
        """UTF-8 with every kind of character: what is encoded, what is not, what looks encoded already."""
        pool = "aZ09-._~/ +%=&?#;:@$,!*'()[]{}<>|\\^`\"" + "\u00e9\u4e2d\U0001f600\u0301" + "%41%2F"
        return "".join(chance.choice(pool) for _ in range(chance.randint(least, most)))

    def request(self, chance):
        value = "aZ9 ~!@#$%^&*()_+-=[]{};:',./<>?\"  "
        headers = {
            "host": chance.choice(("a.s3.eu-west-1.amazonaws.com", "127.0.0.1:%d" % chance.randint(1024, 65535))),
            "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(chance.randint(1, 2**32))),
            "x-amz-content-sha256": hashlib.sha256(chance.randbytes(8)).hexdigest(),
        }
        for name in chance.sample(
            ("x-amz-meta-sha256", "x-amz-meta-a", "x-amz-meta-a-b", "if-none-match", "if-match", "x-amz-security-token",
             "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-checksum-sha256"),
            chance.randint(0, 6),
        ):
            headers[name] = "v" + "".join(chance.choice(value) for _ in range(chance.randint(0, 40)))
        fixed = [
            chance.choice(("GET", "PUT", "HEAD")), hexadecimal("/" + self.hostile(chance, 1, 60)),
            headers["x-amz-content-sha256"], headers["x-amz-date"], chance.choice(("us-east-1", "auto", "eu-central-1")),
            "AKID%d" % chance.randint(1, 10**9), hexadecimal("".join(chance.choice(value) for _ in range(40))),
        ]
        order = list(headers.items())
        chance.shuffle(order)
        return "\t".join(fixed + ["%s=%s" % (name, hexadecimal(text)) for name, text in order])

    def answers(self, *command):
        return subprocess.run(command, input=self.lines, capture_output=True, text=True, check=True).stdout.splitlines()

    def test_random_requests_agree_with_botocore(self):
        chance = random.Random(SEED)
        self.requests = [self.request(chance) for _ in range(REQUESTS)]
        self.lines = "\n".join(self.requests) + "\n"
        ours, theirs = self.answers(SIGN_LINES), self.answers(DEBIANS_PYTHON, os.path.join(HERE, "botocore_lines.py"))
        self.assertEqual((len(ours), len(theirs)), (REQUESTS, REQUESTS))
        for request, one, other in zip(self.requests, ours, theirs):
            self.assertEqual(one, other, request)


class Gateway(Service):
    program = RELEASE
    environment = {"PINPOINT_API_KEY": KEY, "AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ceph_folder = tempfile.mkdtemp(prefix="pinpoint-ceph-")
        cls.addClassCleanup(shutil.rmtree, cls.ceph_folder)
        cls.ceph = Ceph(cls.ceph_folder)
        cls.addClassCleanup(cls.ceph.stop)
        cls.ceph.start()
        cls.number = 0

    def setUp(self):
        super().setUp()
        type(self).number += 1
        self.bucket = "%s-%d" % (BUCKET, self.number)
        self.assertEqual(self.ceph.send("PUT", "/" + self.bucket)[0], 200)
        self.url = "s3://%s/pinpoint/acme" % self.bucket

    def get(self, key):
        status, text = self.ceph.send("GET", "/%s/%s" % (self.bucket, quote(key, safe="/~")))
        return text if status == 200 else None

    def destination(self, url=None):
        return ("--publish-to", url or self.url, "--s3-endpoint", self.ceph.url(), "--s3-region", REGION)

    def push(self, *arguments, **further):
        return self.run_program("push", *self.destination(), *arguments, **further)

    def nights(self, count):
        for now in NIGHTS[:count]:
            self.assert_exported(self.export("--now", now))
        return self.runs()

    def download(self):
        """The whole prefix, with rclone."""
        folder = self.path("downloaded")
        shutil.rmtree(folder, ignore_errors=True)
        remote = ":s3,provider=Ceph,env_auth=true,endpoint='%s':%s/pinpoint/acme" % (self.ceph.url(), self.bucket)
        command = ["rclone", "copy", remote, folder, "--config", "/dev/null", "--retries", "1"]
        env = {"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
        subprocess.run(command, check=True, env=env, timeout=HANG_SECONDS, capture_output=True)
        return folder

    def assert_stored(self, runs):
        """Another client finds exactly these runs, and `verify` finds nothing wrong with them."""
        folder = self.download()
        self.assertEqual(sorted(os.listdir(folder)), sorted([*runs, "latest"]))
        with open(os.path.join(folder, "latest")) as file:
            self.assertEqual(file.read(), max(runs) + "\n")
        for run in runs:
            self.assert_status(self.run_program("verify", os.path.join(folder, run)), 0)
            for name in os.listdir(os.path.join(self.output, run)):
                with open(os.path.join(self.output, run, name), "rb") as one, open(os.path.join(folder, run, name), "rb") as other:
                    self.assertEqual(one.read(), other.read(), name)


class Pushes(Gateway):
    def test_three_nights(self):
        for number, now in enumerate(NIGHTS[:3]):
            self.assert_exported(self.export(*self.destination(), "--now", now, *(["--mode", "changes"] if number else [])))
        self.assert_stored(self.runs())
        self.assertEqual(json.loads(self.run_program("status", "--json").out)["unpushed"], [])
        result = self.push("--no-state")
        self.assert_status(result, 0)
        self.assertIn("0 objects sent", result.err)

    def test_prefixes_with_every_kind_of_character(self):
        run = self.nights(1)[0]
        for prefix in ("dt=1/a b+c", "100%/%41/?x=1&y#z", "caf\u00e9/(it's)/~\"x\";:@$,!*[]"):
            self.assert_status(self.run_program("push", *self.destination("s3://%s/%s" % (self.bucket, prefix))), 0)
            self.assertEqual(self.get(prefix + "/latest"), run.encode() + b"\n")

    def test_conditions_and_hashes(self):
        """What the design relies on: this store keeps both."""
        self.assertEqual(self.ceph.send("PUT", "/%s/a" % self.bucket, b"1", if_none_match="*")[0], 200)
        self.assertEqual(self.ceph.send("PUT", "/%s/a" % self.bucket, b"2", if_none_match="*")[0], 412)
        wrong = hashlib.sha256(b"other").hexdigest()
        status, text = self.ceph.send("PUT", "/%s/b" % self.bucket, b"1", x_amz_content_sha256=wrong)
        self.assertEqual((status, b"XAmzContentSHA256Mismatch" in text), (400, True))

    def test_another_run_is_never_written_over(self):
        run = self.nights(1)[0]
        key = "pinpoint/acme/%s/manifest.json" % run
        self.assertEqual(self.ceph.send("PUT", "/%s/%s" % (self.bucket, key), b"{}")[0], 200)
        self.assert_one_error(self.push(), 7, key, "another run")
        self.assertEqual(self.get(key), b"{}")

    def test_a_damaged_file(self):
        run = self.nights(1)[0]
        path = self.path("output", run, "users.csv.gz")
        with open(path, "rb") as file:
            whole = file.read()
        with open(path, "wb") as file:
            file.write(whole[:-1] + bytes([whole[-1] ^ 1]))
        self.assert_one_error(self.push(), 7, "users.csv.gz", "XAmzContentSHA256Mismatch", "verify")
        self.assertIsNone(self.get("pinpoint/acme/%s/manifest.json" % run))
        with open(path, "wb") as file:
            file.write(whole)
        self.assert_status(self.push(), 0)
        self.assert_stored([run])

    def test_refusals(self):
        self.nights(1)
        self.assert_one_error(self.push(env={"AWS_SECRET_ACCESS_KEY": "an/other"}), 4, "SignatureDoesNotMatch")
        self.assert_one_error(self.push(env={"AWS_ACCESS_KEY_ID": "OTHER"}), 4, "InvalidAccessKeyId")
        result = self.run_program("push", *self.destination("s3://no-such-bucket/x"))
        self.assert_one_error(result, 2, "NoSuchBucket")
        self.assertEqual(self.ceph.send("GET", "/no-such-bucket")[0], 404)

    def test_two_at_once(self):
        runs = self.nights(2)
        both = [self.launch("push", *self.destination(), "--no-state") for _ in range(2)]
        for process in both:
            _, said = process.communicate(timeout=HANG_SECONDS)
            self.assertEqual(process.returncode, 0, said)
        self.assert_stored(runs)

    def test_killed_at_any_time(self):
        """Whatever was sent: a manifest that is there has all its files."""
        runs = self.nights(1)
        chance = random.Random(SEED)
        for _ in range(12):
            process = self.launch("push", *self.destination(), "--no-state", "--rate", "200")
            timer = threading.Timer(chance.uniform(0.02, 0.25), process.kill)
            timer.start()
            process.wait(HANG_SECONDS)
            timer.cancel()
            manifest = self.get("pinpoint/acme/%s/manifest.json" % runs[0])
            if manifest is None:
                continue
            for table in json.loads(manifest)["tables"].values():
                for file in table["files"]:
                    body = self.get("pinpoint/acme/%s/%s" % (runs[0], file["path"]))
                    self.assertEqual(hashlib.sha256(body).hexdigest(), file["sha256"])
        self.assert_status(self.push(), 0)
        self.assert_stored(runs)


class Recipes(Gateway):
    """What the page for operators says about other clients, as printed there."""

    def printed(self, heading, word):
        """The lines of the first indented block with that word under the heading."""
        with open(os.path.join(ROOT, "scripts/OPERATING.md")) as file:
            section = file.read().split("\n## Object storage\n")[1].split("\n## ")[0].split("\n### %s\n" % heading)[1]
        blocks = section.split("\n\n    ")[1:]
        block = next(one for one in blocks if word in one.split("\n\n")[0])
        return "\n".join(line.removeprefix("    ") for line in block.split("\n\n")[0].split("\n"))

    def shell(self, script, **env):
        known = {"PATH": os.environ["PATH"], "HOME": self.folder, "AWS_ACCESS_KEY_ID": KEY_ID,
                 "AWS_SECRET_ACCESS_KEY": SECRET, **env}
        done = subprocess.run(
            ["sh", "-euc", script], cwd=self.folder, env=known, capture_output=True, timeout=HANG_SECONDS
        )
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def rclone(self):
        return {
            "RCLONE_CONFIG_REMOTE_TYPE": "s3", "RCLONE_CONFIG_REMOTE_PROVIDER": "Ceph",
            "RCLONE_CONFIG_REMOTE_ENV_AUTH": "true", "RCLONE_CONFIG_REMOTE_ENDPOINT": self.ceph.url(),
        }

    def test_rclone_for_everything_else(self):
        runs = self.nights(2)
        script = self.printed("Other destinations", "rclone").replace("remote:pinpoint/acme", "REMOTE:%s/pinpoint/acme" % self.bucket)
        for _ in range(2):
            self.shell(script, **self.rclone())
        for run in runs:
            for name in os.listdir(os.path.join(self.output, run)):
                with open(os.path.join(self.output, run, name), "rb") as file:
                    self.assertEqual(self.get("pinpoint/acme/%s/%s" % (run, name)), file.read())

    def test_how_a_loader_finds_new_runs(self):
        runs = self.nights(3)
        self.assert_status(self.push(), 0)
        script = self.printed("How a loader finds new runs", "aws s3api").replace("acme-exports", self.bucket).replace(
            "pinpoint/", "pinpoint/acme/"
        ).replace("aws s3api", "aws --endpoint-url %s s3api" % self.ceph.url())
        found = self.shell(
            script, last=runs[0], AWS_DEFAULT_REGION=REGION, PATH="/usr/bin:/bin",
        )
        self.assertEqual(found.split(), runs[1:])


@unittest.skipUnless(os.path.isdir(os.path.join(MODULES, "node_modules", "chdb")), "chdb (ClickHouse) is not installed")
class Warehouse(Gateway):
    """ClickHouse's own S3 client reads the bucket, with the script that `load` prints."""

    def query(self, statements):
        client = os.path.join(ROOT, "tests", "load", "clickhouse.mjs")
        done = subprocess.run(
            ["node", client, MODULES, self.path("warehouse")], input=statements.encode(), capture_output=True,
            timeout=HANG_SECONDS,
        )
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def test_three_nights(self):
        os.mkdir(self.path("warehouse"))
        for number, now in enumerate(NIGHTS[:3]):
            mode = "changes" if number else "snapshot"
            self.assert_exported(self.export(*self.destination(), "--now", now, "--mode", mode))
            run = self.runs()[-1]
            result = self.run_program("load", self.path("output", run), "--as", "clickhouse", "--from", self.url + "/" + run)
            self.assert_status(result, 0)
            here = "s3('%s/%s/" % (self.ceph.url(), self.bucket)
            script = result.out.decode().replace("s3('s3://%s/" % self.bucket, here)
            self.assertIn(here, script)
            self.query(re.sub(r"(s3\('[^']*', )", r"\1'%s', '%s', " % (KEY_ID, SECRET), script))
        for table in ("users", "jobs", "candidates", "applications", "interviews"):
            rows = self.query("SELECT remote_id FROM %s FINAL WHERE remote_deleted_at IS NULL" % table)
            self.assertEqual(sorted(one["remote_id"] for one in rows), sorted(self.listed(table)), table)


if __name__ == "__main__":
    main()

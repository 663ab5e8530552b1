#!/usr/bin/env python3
"""Where credentials for object storage come from, each source as a small stand-in, and where they must not be found."""

import http.server
import json
import os
import re
import resource
import shutil
import signal
import socketserver
import sys
import threading
import time
from urllib.parse import parse_qs

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, KEY, main  # noqa: E402
from shim import Shimmed  # noqa: E402
from stored import KEY_ID, SECRET, Stored  # noqa: E402

FEW = ("--tables", "users,jobs")
PARTS = ("GIVENKEYID", "given/Secret+of/a+source", "given-Token/of+a==source")
HOUR = 3600
NONE = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_EC2_METADATA_DISABLED": "true"}


def at(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


class GiverHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, text = self.server.giver.answer(self.command, self.path, headers, body)
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text if isinstance(text, bytes) else text.encode())

    do_GET = do_PUT = do_POST = serve


class Giver(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """A server that gives credentials. `parts` may be changed; `log` has all requests."""

    daemon_threads, block_on_close = True, False

    def __init__(self):
        self.giver, self.log, self.parts, self.seconds, self.instead = self, [], PARTS, HOUR, None
        super().__init__(("127.0.0.1", 0), GiverHandler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path=""):
        return "http://127.0.0.1:%d%s" % (self.server_address[1], path)

    def handle_error(self, request, address):
        pass  # an answer that is too long is not read to its end

    def close(self):
        self.shutdown()
        self.server_close()

    def document(self, token="Token"):
        key_id, secret, session = self.parts
        return json.dumps(
            {"Code": "Success", "AccessKeyId": key_id, "SecretAccessKey": secret, token: session,
             "Expiration": at(self.seconds), "Version": 1, "More": {"AccessKeyId": "inner", "Token": ["x"]}}
        )

    def answer(self, method, path, headers, body):
        self.log.append((method, path, headers, body))
        if self.instead:
            return self.instead
        if path == "/sts/":
            return self.identity(method, body)
        if path.partition("?")[0] == "/container":
            return (200, self.document()) if headers.get("authorization") == "Bearer of-the-container" else (403, "")
        return self.metadata(method, path, headers)

    def identity(self, method, body):
        asked = parse_qs(body)
        if method != "POST" or asked.get("WebIdentityToken") != ["web/identity+token=="]:
            return 400, "<Error><Code>InvalidIdentityToken</Code></Error>"
        key_id, secret, session = self.parts
        return 200, (
            "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><SessionToken>%s"
            "</SessionToken><SecretAccessKey>\n%s</SecretAccessKey><Expiration>%s</Expiration><AccessKeyId>%s</AccessKeyId>"
            "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
            % (session, secret, at(self.seconds), key_id)
        )

    def metadata(self, method, path, headers):
        if (method, path) == ("PUT", "/latest/api/token"):
            ttl = headers.get("x-aws-ec2-metadata-token-ttl-seconds")
            return (200, "metadata-session") if ttl else (400, "")
        if headers.get("x-aws-ec2-metadata-token") != "metadata-session":
            return 401, ""
        roles = "/latest/meta-data/iam/security-credentials/"
        return {roles: (200, "the-role\n"), roles + "the-role": (200, self.document())}.get(path, (404, ""))


class Given(Stored):
    environment = {**Stored.environment, **NONE}
    secrets = (KEY, SECRET, *PARTS[1:], "web/identity+token==", "of-the-container", "metadata-session")

    def setUp(self):
        super().setUp()
        self.giver = Giver()
        self.addCleanup(self.giver.close)
        self.store.keys[PARTS[0]] = PARTS[1], PARTS[2]
        self.write("token", "web/identity+token==\n")
        self.write("authorization", "Bearer of-the-container\n")

    def sources(self):
        """Each source's variables, in the order in which they are looked for."""
        os.makedirs(self.path(".aws"), exist_ok=True)
        self.write(".aws/credentials", "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                                       "aws_session_token=%s\n" % PARTS)
        return {
            "the environment": {
                "AWS_ACCESS_KEY_ID": PARTS[0], "AWS_SECRET_ACCESS_KEY": PARTS[1], "AWS_SESSION_TOKEN": PARTS[2],
            },
            "web identity": {
                "AWS_WEB_IDENTITY_TOKEN_FILE": self.path("token"), "AWS_ROLE_ARN": "arn:aws:iam::1:role/a b",
                "AWS_ENDPOINT_URL_STS": self.giver.url("/sts"),
            },
            "container": {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": self.giver.url("/container"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": self.path("authorization"),
            },
            "profile": {"HOME": self.folder},
            "instance": {
                "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": None,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.giver.url("/"),
            },
        }

    def send(self, env, *arguments):
        return self.push("--no-state", "--retries", "1", *arguments, env=env)


class Sources(Given):
    def test_each_source(self):
        self.nights(1, *FEW)
        for name, env in self.sources().items():
            with self.subTest(name):
                self.store.objects.clear()
                self.store.log.clear()
                result = self.send(env)
                self.assert_status(result, 0)
                self.assert_no_secret(result)
                used = {re.search(r"Credential=(\w+)/", one.headers["authorization"])[1] for one in self.store.log}
                self.assertEqual(used, {PARTS[0]})
                self.assertEqual({one.headers.get("x-amz-security-token") for one in self.store.log}, {PARTS[2]})
        _, _, _, body = next(one for one in self.giver.log if one[1] == "/sts/")
        self.assertEqual(
            parse_qs(body),
            {"Action": ["AssumeRoleWithWebIdentity"], "Version": ["2011-06-15"], "RoleArn": ["arn:aws:iam::1:role/a b"],
             "RoleSessionName": ["pinpoint-export"], "WebIdentityToken": ["web/identity+token=="]},
        )
        # One fetch serves a whole push.
        self.assertEqual([one[1] for one in self.giver.log].count("/container"), 1)
        self.assertEqual([one[0] for one in self.giver.log if "latest" in one[1]], ["PUT", "GET", "GET"])

    def test_the_first_source_counts(self):
        self.nights(1, *FEW)
        sources, env = self.sources(), {}
        for name, more in reversed(sources.items()):
            env = {**env, **more}
            self.giver.log.clear()
            result = self.send(env)
            self.assert_status(result, 0)
            paths = {one[1].split("/")[1] for one in self.giver.log}
            expected = {"web identity": {"sts"}, "container": {"container"}, "instance": {"latest"}}.get(name, set())
            self.assertEqual(paths, expected, name)

    def test_profiles(self):
        self.nights(1, *FEW)
        keys = "aws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n" % PARTS
        wrong = "aws_access_key_id = OTHER\naws_secret_access_key = other\n"
        cases = (
            ({}, {"AWS_SHARED_CREDENTIALS_FILE": "# ours\n[other]\n%s\n[default]\n%s" % (wrong, keys)}),
            ({"AWS_PROFILE": "mine"}, {"AWS_SHARED_CREDENTIALS_FILE": "[default]\n%s[ mine ]\r\n%s[x]\n%s" % (wrong, keys, wrong)}),
            ({"AWS_PROFILE": "mine"}, {"AWS_CONFIG_FILE": "[profile mine]\nregion = x\ns3 =\n  aws_access_key_id = no\n" + keys}),
            ({}, {"AWS_CONFIG_FILE": "[default]\n" + wrong, "AWS_SHARED_CREDENTIALS_FILE": "\ufeff[default]\n" + keys}),
        )
        for env, files in cases:
            for name, text in files.items():
                env = {**env, name: self.write(name, text)}
            result = self.send(env)
            self.assert_status(result, 0)
            self.assert_no_secret(result)

    def process(self, script, **further):
        self.write("give", "#!/bin/sh\n" + script, 0o700)
        config = self.write("config", "[default]\ncredential_process = %s --an argument\n" % self.path("give"))
        return {"AWS_CONFIG_FILE": config, **further}

    def test_credential_process(self):
        self.nights(1, *FEW)
        self.write("document", self.giver.document("SessionToken"))
        env = self.process('test "$1 $2" = "--an argument" && env >environment && exec cat document')
        result = self.send(env)
        self.assert_status(result, 0)
        self.assert_no_secret(result)
        with open(self.path("environment")) as file:
            text = file.read()
        self.assertIn("HOME=", text)
        self.assertNotIn(KEY, text)

    def test_a_credential_process_that_fails(self):
        self.nights(1, *FEW)
        cases = (
            ("exit 3", "status 3"), ("echo 'no such'; exit 0", "JSON"), ("kill -9 $$", "status 137"),
            ("yes", "more than credentials"), ("echo '{}'", "cannot be an access key"),
        )
        for script, words in cases:
            self.assert_one_error(self.send(self.process(script)), 4, "profile", words)
        self.assertEqual(self.store.log, [])

    def test_a_signal_ends_a_credential_process(self):
        self.nights(1, *FEW)
        process = self.launch_push(env=self.process("echo $$ >id; sleep 1000"))
        self.wait_for(lambda: os.path.exists(self.path("id")) and os.path.getsize(self.path("id")))
        process.terminate()
        self.assertEqual(process.wait(HANG_SECONDS), 128 + 15)
        with open(self.path("id")) as file:
            number = file.read().strip()
        self.wait_for(lambda: self.is_gone(number))

    def is_gone(self, number):
        """Or waits for its parent to look, which may be the process that adopted it."""
        try:
            with open("/proc/%s/stat" % number) as file:
                return file.read().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True


class FixedAddresses(Given, Shimmed):
    """Addresses that Amazon's machines and containers know by heart, led to the stand-in."""

    def asked(self, address, variables):
        self.giver.log.clear()
        self.store.objects.clear()
        env = {"HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": None, **variables}
        link = {"LD_PRELOAD": self.library, "SHIM_LINK": "%s %d" % (address, self.giver.server_address[1])}
        # A proxy would send them on to another machine.
        result = self.send({**env, **link, "http_proxy": "http://127.0.0.1:9", "all_proxy": "http://127.0.0.1:9"})
        self.assert_status(result, 0)
        self.assert_no_secret(result)
        self.assertTrue(self.latest())
        return [(one[1], one[2].get("host")) for one in self.giver.log]

    def test_each_of_them(self):
        self.nights(1, *FEW)
        token = {"AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer of-the-container"}
        path = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
        self.assertEqual(
            self.asked("169.254.170.2", {path: "/container?a=b", **token}), [("/container?a=b", "169.254.170.2")]
        )
        # The relative one counts first, as it does for Amazon's own tools.
        elsewhere = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/elsewhere"}
        self.assertEqual(
            self.asked("169.254.170.2", {path: "/container", **elsewhere, **token}), [("/container", "169.254.170.2")]
        )
        full = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/container"}
        self.assertEqual(self.asked("169.254.170.23", {**full, **token}), [("/container", "169.254.170.23")])
        asked = self.asked("169.254.169.254", {})
        self.assertEqual({host for _, host in asked}, {"169.254.169.254"})
        self.assertEqual(len(asked), 3)


class Refused(Given):
    def test_configurations_that_cannot_work(self):
        """Said before the first request, to the service too."""
        half = self.write("half", "[default]\naws_access_key_id = A\n")
        role = self.write("role", "[profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = default\n")
        cases = (
            ({"AWS_WEB_IDENTITY_TOKEN_FILE": "token"}, "AWS_ROLE_ARN"),
            ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://elsewhere.example/x"}, "without encryption"),
            ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@elsewhere.example/x"}, "slash"),
            ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/a b"}, "no blank"),
            ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/a\r\nHost: x"}, "no blank"),
            ({"AWS_SHARED_CREDENTIALS_FILE": half}, "without the other"),
            ({"AWS_SHARED_CREDENTIALS_FILE": "missing"}, "missing"),
            ({"AWS_PROFILE": "nobody"}, "no profile nobody"),
            ({"AWS_CONFIG_FILE": role, "AWS_PROFILE": "r"}, "credential_process"),
            ({}, "no credentials"),
        )
        for env, words in cases:
            result = self.export_to_store(env=env)
            self.assert_one_error(result, 2, words)
        self.assertEqual((self.requests(), self.store.log, os.path.exists(self.output)), ([], [], False))

    def test_sources_that_give_none(self):
        self.nights(1, *FEW)
        key_id, secret, token = PARTS
        answers = (
            (404, ""), (200, ""), (200, "no JSON"), (200, "{}"), (200, b"\xff"), (302, ""),
            (200, json.dumps({"AccessKeyId": key_id, "SecretAccessKey": secret + "\r\nX-Evil: 1", "Token": token})),
            (200, json.dumps({"AccessKeyId": key_id, "SecretAccessKey": secret, "Token": token, "Expiration": "soon"})),
            (200, json.dumps({"AccessKeyId": [key_id], "SecretAccessKey": secret})),
            (200, "x" * (2 << 20)),
        )
        for name, env in self.sources().items():
            if name in ("the environment", "profile"):
                continue
            for answer in answers:
                self.giver.instead = answer
                result = self.send(env)
                self.assert_one_error(result, 4, "credentials from", name)
                self.assertNotIn("no JSON", result.err)
        self.assertEqual(self.store.log, [])

    def test_a_source_that_passes_is_asked_again(self):
        self.nights(1, *FEW)
        env = self.sources()["container"]
        self.giver.instead = 503, ""
        self.assert_one_error(self.send(env), 4, "HTTP 503")
        self.assertEqual(len(self.giver.log), 3)

    def test_an_instance_without_a_role(self):
        self.nights(1, *FEW)
        env = {**self.sources()["instance"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"}
        self.assert_one_error(self.send(env), 4, "AWS_ACCESS_KEY_ID", "did not answer")


class Expiring(Given):
    def renewing(self, token):
        """The source gives this token from now on, and the store takes no other."""
        self.store.expired.add(self.giver.parts[2])
        self.giver.parts = ("SECONDKEYID", PARTS[1], token)
        self.store.keys["SECONDKEYID"] = PARTS[1], token

    def test_in_the_middle_of_a_push(self):
        """All sources that can renew: the store says ExpiredToken, and each request goes on with new credentials."""
        for name, env in self.sources().items():
            if name in ("the environment", "profile"):
                continue
            with self.subTest(name):
                self.store.reset()
                self.giver.parts = PARTS
                self.store.keys[PARTS[0]] = PARTS[1], PARTS[2]
                shutil.rmtree(self.output, ignore_errors=True)
                runs = self.nights(1, *FEW)
                self.store.fault("call", method="PUT", key="users", what=lambda: self.renewing("another-token/+="))
                result = self.send(env)
                self.assert_status(result, 0)
                self.assert_stored(runs)
                self.assert_written_once()
                self.assertNotIn("another-token", result.err)

    def test_expired_and_not_renewed(self):
        self.nights(1, *FEW)
        self.store.expired.add(PARTS[2])
        for name, env in self.sources().items():
            before = len(self.store.log)
            self.assert_one_error(self.send(env), 4, "ExpiredToken", "renew")
            self.assertEqual(len(self.store.log) - before, 2, name)

    def test_renewed_before_they_end_but_not_before_each_request(self):
        self.nights(2, *FEW)
        env = self.sources()["container"]
        for seconds, fetches in ((HOUR, 1), (200, 1), (-10, 20)):
            self.giver.seconds = seconds
            self.giver.log.clear()
            self.store.objects.clear()
            self.store.log.clear()
            self.assert_status(self.send(env), 0)
            self.assertLessEqual(len(self.giver.log), fetches, seconds)
        # Those that have ended already are fetched before each request; the store decides whether they are good.
        self.assertEqual(len(self.giver.log), len(self.store.log))


class Hidden(Given):
    """The same places as for the API key (test_key.py)."""

    def test_no_log_and_no_file_contains_them(self):
        for name, env in self.sources().items():
            for arguments in (("-vv",), ("-vvv", "--log-format", "json")):
                result = self.export_to_store(*FEW, *arguments, env=env)
                self.assert_status(result, 0)
                self.assert_no_secret(result)
        for folder, _, names in os.walk(self.output):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                for secret in (*self.secrets, KEY_ID, PARTS[0]):
                    self.assertNotIn(secret.encode(), content, name)

    def test_they_are_removed_from_the_environment(self):
        env = self.sources()["the environment"]
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "of-the-container"
        self.nights(1, *FEW)
        gate = threading.Event()
        self.addCleanup(gate.set)
        self.store.fault("stall", until=gate)
        process = self.launch_push("--no-state", env=env)
        self.wait_for(lambda: self.store.log)
        try:
            with open("/proc/%d/environ" % process.pid, "rb") as file:
                environment = file.read()
        except PermissionError:
            return  # so nobody can look there
        self.assertIn(b"TMPDIR", environment)
        for secret in (*self.secrets, PARTS[0]):
            self.assertNotIn(secret.encode(), environment)
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            line = file.read()
        self.assertFalse(any(secret.encode() in line for secret in self.secrets))

    def test_no_core_file(self):
        def all_of_it():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_CORE)[1]))

        self.nights(1, *FEW)
        gate = threading.Event()
        self.addCleanup(gate.set)
        self.store.fault("stall", times=-1, until=gate)
        for name, env in self.sources().items():
            self.store.log.clear()
            process = self.launch_push("--no-state", env=env, preexec_fn=all_of_it)
            self.wait_for(lambda: self.store.log)
            with open("/proc/%d/limits" % process.pid) as file:
                limit = next(line for line in file if line.startswith("Max core file size"))
            self.assertRegex(limit, r" 0 +0 ", name)
            process.send_signal(signal.SIGQUIT)
            self.assertEqual(process.wait(HANG_SECONDS), -signal.SIGQUIT)
            self.assertEqual([name for name in os.listdir(self.folder) if "core" in name], [])

    def test_a_store_that_repeats_them(self):
        self.nights(1, *FEW)
        env = self.sources()["the environment"]
        echo = [("x-amz-request-id", PARTS[2]), ("x-amz-bucket-region", PARTS[2]), ("Location", "http://x/" + PARTS[2])]
        for status in (301, 400, 403, 500):
            self.store.fault("refuse", times=-1, status=status, code=PARTS[2], headers=echo)
            result = self.send(env, "-vv")
            self.assertNotEqual(result.status, 0)
            self.assert_no_secret(result)
            self.store.faults.clear()


if __name__ == "__main__":
    main()

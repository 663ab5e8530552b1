#!/usr/bin/env python3
"""A real TLS server in front of the sandbox: whom the program trusts, and that nobody else gets the key."""

import os
import socket
import ssl
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from authority import FUTURE, HERE, PAST, Authority, Certified, Proxy, serve, set_versions  # noqa: E402
from harness import KEY, TABLES, Sandbox, main, start  # noqa: E402

OLD = {"least": ssl.TLSVersion.TLSv1, "most": ssl.TLSVersion.TLSv1_1}


class Encrypted(Certified):
    def serve(self, files=None, **further):
        self.sandbox = Sandbox(1, 8, 0, KEY)
        self.server = serve(self.sandbox, files or self.pair, **further)
        self.addCleanup(self.server.close)
        return self.server.server_port

    def fetch(self, port, *arguments, host="localhost", ca_file=None, **further):
        base = "https://%s:%d/api/v1" % (host, port)
        return self.run_program(
            *("--base-url", base, "--account", "acme", "--tables", ",".join(TABLES)),
            *("--ca-file", ca_file or self.authority.file) if ca_file != "" else (),
            *arguments,
            **further,
        )

    def assert_exported(self, result):
        self.assertEqual((result.status, result.errors, result.warnings), (0, [], []), str(result))
        self.assert_sound()
        self.assertEqual(self.ids("candidates"), [one["id"] for one in self.sandbox.account.records("candidates")])

    def assert_refused(self, result, *parts):
        """At the first try, before any request; the message says what to do."""
        self.assert_one_error(result, 5, *parts)
        self.assertEqual(result.warnings, [], str(result))
        self.assertEqual(self.sandbox.log, [], "the key reached a server that nobody should trust")
        self.assert_nothing_left()


class Certificates(Encrypted):
    def test_a_valid_certificate(self):
        for host in ("localhost", "127.0.0.1"):
            port = self.serve()
            self.output = self.path(host)
            self.assert_exported(self.fetch(port, "-o", host, host=host))

    def test_the_check_command(self):
        port = self.serve()
        result = self.run_program(
            "check", "--base-url", "https://localhost:%d/api/v1" % port, "--ca-file", self.authority.file
        )
        self.assert_status(result, 0)
        result = self.run_program("check", "--base-url", "https://localhost:%d/api/v1" % port)
        self.assert_status(result, 5)
        for part in ("certificate", "--ca-file"):
            self.assertIn(part, result.errors[0])

    def test_an_unknown_authority(self):
        other = Authority(self.path("other"), "another authority")
        self.assert_refused(self.fetch(self.serve(), ca_file=other.file), "certificate", "--ca-file")

    def test_without_a_ca_file_the_systems_authorities_count(self):
        self.assert_refused(self.fetch(self.serve(), ca_file=""), "certificate", "--ca-file")

    def test_self_signed(self):
        files = self.authority.self_signed("localhost", "own")
        self.assert_refused(self.fetch(self.serve(files)), "self-signed", "--ca-file")
        self.assert_exported(self.fetch(self.serve(files), ca_file=files[0]))

    def test_expired(self):
        files = self.authority.signed("past", time=PAST)
        self.assert_refused(self.fetch(self.serve(files)), "certificate has expired", "clock")

    def test_not_yet_valid(self):
        files = self.authority.signed("future", time=FUTURE)
        self.assert_refused(self.fetch(self.serve(files)), "certificate is not yet valid", "clock")

    def test_a_certificate_of_another_host(self):
        self.assert_refused(
            self.fetch(self.serve(self.authority.signed("other", hosts="DNS:elsewhere.example"))),
            "localhost",
            "--base-url",
        )
        self.assert_refused(
            self.fetch(self.serve(self.authority.signed("name", hosts="DNS:localhost")), host="127.0.0.1"),
            "127.0.0.1",
            "--base-url",
        )

    def test_the_ca_file_replaces_the_systems_authorities(self):
        """The program never opens the folder of the system's certificates."""
        port, traced = self.serve(), self.path("trace")
        files = self.authority.self_signed("localhost", "own")
        real, self.program = self.program, "strace"
        result = self.run_program(
            *("-f", "-e", "trace=open,openat,stat,newfstatat", "-o", traced, real, "export"),
            *("--base-url", "https://localhost:%d" % port, "--ca-file", files[0]),
            env={"ASAN_OPTIONS": "detect_leaks=0"},
        )
        self.assert_one_error(result, 5, "certificate")
        with open(traced) as file:
            asked = file.read()
        self.assertIn("own.pem", asked)
        self.assertNotIn("/etc/ssl/certs", asked)

    def test_files_that_hold_no_certificate(self):
        port = self.serve()
        for text in ("", "nothing of that kind\n"):
            self.write("none.pem", text)
            self.assert_refused(self.fetch(port, ca_file="none.pem"), "--ca-file")

    def test_no_variable_makes_it_write_the_keys_of_a_connection(self):
        self.assert_exported(self.fetch(self.serve(), env={"SSLKEYLOGFILE": self.path("keys")}))
        self.assertFalse(os.path.exists(self.path("keys")))

    def test_variables_do_not_switch_the_check_off(self):
        env = {"CURL_INSECURE": "1", "SSL_CERT_FILE": self.authority.file, "CURL_CA_BUNDLE": self.authority.file}
        self.assert_refused(self.fetch(self.serve(), ca_file="", env=env), "certificate")
        self.write(".curlrc", "insecure\n")
        self.assert_refused(self.fetch(self.serve(), ca_file=""), "certificate")


class Versions(Encrypted):
    def test_tls_1_2_is_enough(self):
        self.assert_exported(self.fetch(self.serve(most=ssl.TLSVersion.TLSv1_2)))

    def test_older_versions_are_refused(self):
        self.assert_refused(self.fetch(self.serve(**OLD)), "TLS 1.2")

    def test_the_server_offers_the_older_version(self):
        """Otherwise the test above would prove nothing."""
        port = self.serve(**OLD)
        context = ssl.create_default_context(cafile=self.authority.file)
        context.set_ciphers("ALL:@SECLEVEL=0")
        set_versions(context, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_1)
        with socket.create_connection(("localhost", port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as connection:
                self.assertEqual(connection.version(), "TLSv1.1")

    def test_a_service_that_speaks_no_tls(self):
        self.sandbox = Sandbox(1, 8, 0, KEY)
        server = start(self.sandbox)
        self.addCleanup(server.close)
        self.assert_refused(self.fetch(server.server_port), "TLS")


class Proxies(Encrypted):
    """The service under a name that only the proxy knows."""

    HOST = "service.example"

    def setUp(self):
        super().setUp()
        port = self.serve(self.authority.signed("proxied", hosts=HERE + ",DNS:" + self.HOST))
        self.proxy = Proxy(port)
        self.addCleanup(self.proxy.close)
        self.port = port

    def through(self, *arguments, port=443, **further):
        return self.fetch(port, *arguments, host=self.HOST, **further)

    def assert_through(self, result):
        self.assert_exported(result)
        self.assertEqual({one.split("\r\n")[0] for one in self.proxy.heads}, {"CONNECT service.example:443 HTTP/1.1"})
        seen = "".join(self.proxy.heads) + self.proxy.passed.decode("latin-1")
        self.assertNotIn(KEY, seen)
        self.assertNotIn("x-api-key", seen.lower())
        self.assertGreater(len(self.proxy.passed), 1000)

    def test_by_option(self):
        self.assert_through(self.through("--proxy", self.proxy.url))

    def test_by_curls_own_variables(self):
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            self.output = self.path(name)
            self.assert_through(self.through("-o", name, env={name: self.proxy.url}))

    def test_the_option_overrides_the_variables(self):
        self.assert_through(self.through("--proxy", self.proxy.url, env={"https_proxy": "http://127.0.0.1:9"}))

    def test_no_proxy_excludes_the_service(self):
        result = self.through("--retries", "0", env={"https_proxy": self.proxy.url, "no_proxy": ".example"})
        self.assert_one_error(result, 5, self.HOST)
        self.assertEqual(self.proxy.heads, [])

    def test_loopback_never_uses_a_proxy(self):
        env = {"https_proxy": self.proxy.url, "ALL_PROXY": self.proxy.url, "no_proxy": ""}
        self.assert_exported(self.fetch(self.port, "--proxy", self.proxy.url, env=env))
        self.assertEqual(self.proxy.heads, [])

    def test_a_proxy_that_wants_a_password(self):
        self.proxy.refuses = b"407 Who are you"
        url = self.proxy.url.replace("http://", "http://eve:Sesame@")
        result = self.through("--proxy", url, "-vv")
        self.assert_refused(result, "--proxy", "407", "password")
        self.assertNotIn("Sesame", result.err)

    def test_a_proxy_that_redirects(self):
        self.proxy.refuses = b"302 Sign in"
        self.assert_refused(self.through("--proxy", self.proxy.url), "--proxy", "302", "redirects")

    def test_a_proxy_that_is_busy_is_asked_again(self):
        for refuses in (b"408 Slow", b"429 Later", b"503 Later"):
            self.proxy.refuses, self.proxy.heads = refuses, []
            result = self.through("--proxy", self.proxy.url, "--retries", "1")
            self.assert_one_error(result, 5, refuses[:3].decode())
            self.assertGreater(len(self.proxy.heads), 1)

    def test_a_proxy_that_intercepts_is_refused(self):
        """It answers instead of the service, with a certificate of its own."""
        other = Authority(self.path("other"), "an eavesdropper")
        self.proxy.target = self.serve(other.signed("service", hosts="DNS:" + self.HOST))
        self.assert_refused(self.through("--proxy", self.proxy.url), "certificate")
        self.assertNotIn(KEY.encode(), bytes(self.proxy.passed))

    def test_a_proxy_that_does_not_work(self):
        for url in ("nonsense://eve:Sesame@127.0.0.1:1", "nonsense://eve:Sesame@[::1"):
            result = self.through("--proxy", url)
            self.assert_one_error(result, 5, "--proxy")
            self.assertNotIn("Sesame", result.err)
        self.assert_one_error(self.through("--proxy", "http://127.0.0.1:9", "--retries", "0"), 5, "127.0.0.1 port 9")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Pushing through TLS and through a proxy: whom the program trusts, and that nobody else gets rows or signatures."""

import os
import ssl
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from authority import HERE, PAST, Authority, Certified, Proxy  # noqa: E402
from harness import main  # noqa: E402
from stored import PREFIX, REGION, SECRET, URL, Stored  # noqa: E402
from store import Server  # noqa: E402

FAR = "store.example"


class Encrypted(Stored, Certified):
    @classmethod
    def setUpClass(cls):
        Stored.setUpClass.__func__(cls)
        Certified.setUpClass.__func__(cls)

    def setUp(self):
        super().setUp()
        self.assert_exported(self.export("--tables", "users,jobs"))

    def behind(self, files):
        """The store behind TLS; its port."""
        server = Server(self.store)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        context.set_alpn_protocols(["h2", "http/1.1"])  # chosen if offered, and then this server understands nothing
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self.addCleanup(server.close)
        return server.server_address[1]

    def push_to(self, place, *arguments, **further):
        line = ("push", "--no-state", "--publish-to", URL, "--s3-region", REGION, "--s3-endpoint", "https://" + place)
        return self.run_program(*line, *arguments, **further)

    def assert_refused(self, result, *parts):
        self.assert_one_error(result, 5, *parts)
        self.assertEqual(result.warnings, [])
        self.assertEqual(self.store.log, [])

    def test_certificates(self):
        port = self.behind(self.pair)
        place = "localhost:%d" % port
        other = Authority(self.path("other"), "another authority")
        self.assert_refused(self.push_to(place), "certificate", "--ca-file")
        self.assert_refused(self.push_to(place, "--ca-file", other.file), "certificate", "--ca-file")
        wrong_host = self.authority.signed("elsewhere", hosts="DNS:elsewhere.example")
        self.assert_refused(
            self.push_to("localhost:%d" % self.behind(wrong_host), "--ca-file", self.authority.file), "--s3-endpoint"
        )
        past = self.authority.signed("past", time=PAST)
        self.assert_refused(
            self.push_to("localhost:%d" % self.behind(past), "--ca-file", self.authority.file), "expired", "clock"
        )
        self.assert_status(self.push_to(place, "--ca-file", self.authority.file), 0)
        self.assert_stored(self.runs())

    def test_a_proxy_sees_neither_rows_nor_signatures(self):
        port = self.behind(self.authority.signed("proxied", hosts=HERE + ",DNS:" + FAR))
        proxy = Proxy(port)
        self.addCleanup(proxy.close)
        for how in ({"arguments": ("--proxy", proxy.url)}, {"env": {"https_proxy": proxy.url}}):
            self.store.objects.clear()
            result = self.push_to(FAR, "--ca-file", self.authority.file, *how.pop("arguments", ()), **how)
            self.assert_status(result, 0)
            self.assertTrue(self.store.keys_with(PREFIX + "/latest"))
        seen = "".join(proxy.heads) + proxy.passed.decode("latin-1")
        self.assertEqual({one.split("\r\n")[0] for one in proxy.heads}, {"CONNECT %s:443 HTTP/1.1" % FAR})
        for secret in (SECRET, "Credential=", "x-amz-", PREFIX):
            self.assertNotIn(secret, seen)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The stand-in for object storage checks what it should: a signer that lets anything pass would prove nothing."""

import hashlib
import http.client
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from signing import canonical_path, canonical_query, signature  # noqa: E402
from store import BUCKET, KEY_ID, REGION, SECRET, Server, Store  # noqa: E402

EXAMPLE = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EMPTY = hashlib.sha256(b"").hexdigest()
WELCOME = hashlib.sha256(b"Welcome to Amazon S3.").hexdigest()


class Examples(unittest.TestCase):
    """The worked examples of the reference of Amazon S3."""

    def expect(self, right, method, path, query="", payload=EMPTY, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers.update(
            {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": payload}
        )
        request = {
            "method": method, "path": path, "query": query, "headers": headers, "signed": sorted(headers),
            "payload": payload, "time": "20130524T000000Z",
        }
        self.assertEqual(signature(EXAMPLE, request, "us-east-1"), right)

    def test_published_signatures(self):
        self.expect(
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", "GET", "/test.txt", range="bytes=0-9"
        )
        self.expect(
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", "PUT", "/test%24file.text",
            payload=WELCOME, date="Fri, 24 May 2013 00:00:00 GMT", x_amz_storage_class="REDUCED_REDUNDANCY",
        )
        self.expect("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", "GET", "/", "lifecycle")
        self.expect("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", "GET", "/", "prefix=J&max-keys=2")

    def test_canonical_forms(self):
        self.assertEqual(canonical_path("/a%20b+c/%7Ed=%C3%A9"), "/a%20b%2Bc/~d%3D%C3%A9")
        self.assertEqual(canonical_query("b=2&a=/&c"), "a=%2F&b=2&c=")


class Checks(unittest.TestCase):
    def setUp(self):
        self.store = Store()
        self.server = Server(self.store)
        self.addCleanup(self.server.close)
        self.host = "127.0.0.1:%d" % self.server.server_address[1]

    def send(self, method, key, body=b"", spoil=lambda headers: None, late=lambda headers: None, path=None):
        """Signs after `spoil`, sends after `late` has changed the headers. The status and the code."""
        headers = {
            "host": self.host,
            "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        }
        spoil(headers)
        path = path or "/%s/%s" % (BUCKET, key)
        signed = sorted(headers)
        request = {
            "method": method, "path": path, "query": "", "headers": headers, "signed": signed,
            "payload": headers["x-amz-content-sha256"], "time": headers["x-amz-date"],
        }
        headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s/%s/s3/aws4_request,SignedHeaders=%s,Signature=%s" % (
            KEY_ID, headers["x-amz-date"][:8], REGION, ";".join(signed), signature(SECRET, request, REGION),
        )
        late(headers)
        connection = http.client.HTTPConnection(self.host)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text.partition("<Code>")[2].partition("</Code>")[0] or text

    def test_what_is_signed_right_is_done(self):
        self.assertEqual(self.send("PUT", "a", b"text"), (200, ""))
        self.assertEqual(self.send("GET", "a"), (200, "text"))
        self.assertEqual(self.send("GET", "b"), (404, "NoSuchKey"))

    def test_everything_else_is_refused(self):
        cases = {
            "another secret": dict(late=lambda h: h.update(authorization=h["authorization"][:-1] + "0")),
            "not signed": dict(late=lambda h: h.update({"x-amz-meta-a": "1"})),
            "a condition that is not signed": dict(late=lambda h: h.update({"if-none-match": "*"})),
            "changed": dict(spoil=lambda h: h.update({"x-amz-meta-a": "1"}), late=lambda h: h.update({"x-amz-meta-a": "2"})),
            "a path that is not encoded": dict(path="/%s/a=b" % BUCKET),
        }
        for name, how in cases.items():
            # A signature that ends with the digit that it is changed to is still right.
            statuses = {self.send("PUT", "a", b"text%d" % i, **how) for i in range(3)}
            self.assertIn((403, "SignatureDoesNotMatch"), statuses, name)
            if name != "another secret":
                self.assertEqual(len(statuses), 1, name)

    def test_a_wrong_hash_clock_or_key_is_named(self):
        wrong = dict(spoil=lambda h: h.update({"x-amz-content-sha256": EMPTY}))
        self.assertEqual(self.send("PUT", "a", b"text", **wrong), (400, "XAmzContentSHA256Mismatch"))
        old = dict(spoil=lambda h: h.update({"x-amz-date": "20200101T000000Z"}))
        self.assertEqual(self.send("PUT", "a", b"text", **old), (403, "RequestTimeTooSkewed"))
        other = dict(late=lambda h: h.update(authorization=h["authorization"].replace(KEY_ID, "OTHER")))
        self.assertEqual(self.send("PUT", "a", b"text", **other), (403, "InvalidAccessKeyId"))
        self.assertEqual(self.store.objects, {})

    def test_conditions(self):
        new = dict(spoil=lambda h: h.update({"if-none-match": "*"}))
        self.assertEqual(self.send("PUT", "a", b"1", **new)[0], 200)
        self.assertEqual(self.send("PUT", "a", b"2", **new), (412, "PreconditionFailed"))
        tag = self.store.objects["a"].etag
        self.assertEqual(self.send("PUT", "a", b"2", spoil=lambda h: h.update({"if-match": tag}))[0], 200)
        self.assertEqual(self.send("PUT", "a", b"3", spoil=lambda h: h.update({"if-match": tag}))[0], 412)


if __name__ == "__main__":
    unittest.main()

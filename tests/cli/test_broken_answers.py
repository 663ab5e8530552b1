#!/usr/bin/env python3
"""Answers that break off, stop or cannot be read: they are requested again, and in the end the run gives up."""

import base64
import gzip
import os
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from failing import Failing  # noqa: E402
from harness import main  # noqa: E402

FRAMINGS = ("chunked", "length", "close")


class Network(Failing):
    def test_a_body_cut_under_every_framing(self):
        self.each(
            lambda one, lines: one.assert_recovers(*lines),
            [
                ("framing:as=" + framing, "cut:page=2,times=1,at=%d" % at)
                for framing in FRAMINGS
                for at in (0, 1, 2000, -1)
            ],
        )

    def test_a_compressed_body_cut(self):
        self.each(
            lambda one, framing: one.assert_recovers(
                "gzip:as=on", "framing:as=" + framing, "cut:page=2,times=1,at=-20"
            ),
            FRAMINGS,
        )

    def test_a_body_that_stays_cut(self):
        def check(one, framing):
            one.spoil("framing:as=" + framing, "cut:page=2,at=1500")
            one.assert_gives_up(5, 2)

        self.each(check, FRAMINGS)

    def test_a_last_chunk_that_never_comes(self):
        self.assert_recovers("framing:as=chunked", "cut:page=2,times=1,at=10000000")

    def test_resets(self):
        self.each(lambda one, at: one.assert_recovers("reset:page=2,times=1,at=%d" % at), (0, 1, 1500))

    def test_resets_at_every_try(self):
        self.spoil("reset:page=2,at=1500")
        self.assert_gives_up(5, 2)

    def test_a_refused_connection(self):
        result = self.run_program("--base-url", "http://127.0.0.1:9/api/v1", "--retries", "0")
        self.assert_failed(result, 5, "page 1")

    def test_an_unknown_host(self):
        result = self.run_program("--base-url", "https://nowhere.invalid/api/v1", "--retries", "0", "--timeout", "5")
        self.assert_failed(result, 5, "page 1")

    def test_a_service_without_tls(self):
        url = "https://127.0.0.1:%d/api/v1" % self.server.server_port
        self.assert_failed(self.run_program("--base-url", url, "--retries", "0"), 5)
        self.assertEqual(self.requests(), [])

    def test_a_tls_handshake_that_stops(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = "https://127.0.0.1:%d/api/v1" % silent.getsockname()[1]
            result = self.run_program("--base-url", url, "--retries", "0", "--timeout", "1", seconds=100)
        self.assert_failed(result, 5, "no answer in time")

    def test_a_slow_drip_is_fine(self):
        self.spoil("drip:page=2,size=2000,delay=0.5")
        result = self.candidates("--timeout", "3")
        self.assert_all_there(result, "candidates")
        self.assertEqual(self.resource()["retried"], 0)
        self.assertGreater(self.asked(2)[0].bytes, 6 * 2000)  # or it would have taken no longer than the time-out

    def test_a_compressed_body_that_gives_no_text_for_a_while_is_fine(self):
        """Its first bytes are the tables of its code. They count as bytes too."""
        text = b'{"data":[{"type":"users","id":"1","attributes":{"first_name":"%s"}}],"meta":{"stats":{"total":{"count":1}}}}' % os.urandom(900).hex().encode()
        body = gzip.compress(text)

        def serve(server):
            connection, _ = server.accept()
            with connection:
                connection.recv(8192)
                head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
                connection.sendall(head.encode())
                for byte in body[:30]:  # longer than the time-out
                    connection.sendall(bytes([byte]))
                    time.sleep(0.1)
                connection.sendall(body[30:])

        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=serve, args=(server,), daemon=True).start()
            url = "http://127.0.0.1:%d/api/v1" % server.getsockname()[1]
            result = self.run_program("--base-url", url, "--retries", "0", "--timeout", "2", "--tables", "users", "--stdout")
        self.assert_status(result, 0)
        self.assertEqual(len(result.out.splitlines()), 2)

    def test_a_stall_beyond_the_timeout_is_retried(self):
        self.spoil("stall:page=2,times=1,at=1000,seconds=400")
        result = self.candidates("--timeout", "1")
        self.assert_all_there(result, "candidates")
        self.assertEqual(self.resource()["retried"], 1)

    def test_no_answer_at_all(self):
        self.spoil("latency:page=2,times=1,seconds=400")
        result = self.candidates("--timeout", "1")
        self.assert_all_there(result, "candidates")
        self.assertIn("in time", result.warnings[0])

    def test_single_bytes(self):
        self.spoil("piece:size=1")
        self.assert_all_there(self.candidates(), "candidates")


class Bodies(Failing):
    """Complete answers that are not what they should be: three tries in all, then 6."""

    def body(self, raw, page=2, times=-1):
        return "body:page=%d,times=%d,base64=%s" % (page, times, base64.b64encode(raw).decode())

    def test_recovers_from_each(self):
        self.each(
            lambda one, fault: one.assert_recovers(fault),
            [
                "html:page=2,times=1",
                "empty:page=2,times=1",
                self.body(b'{"data":[}', times=1),
                self.body(b'{"data":["\xff"]}', times=1),
                "data:page=2,times=1,as=missing",
                "status:page=2,times=1,code=502,body=html",
            ],
        )

    def test_gives_up_after_three_tries(self):
        def check(one, raw):
            one.spoil(one.body(raw))
            one.assert_gives_up(6, 3, "3 times", "request id")

        self.each(
            check,
            [
                b"<!DOCTYPE html><title>Sorry</title>",
                b'{"data":[}',
                b'{"data":[]} x',
                b'{"data":["\xff"]}',
                b'{"data":null}',
                b'{"data":17}',
                b'{"data":[17]}',
                b'{"data":[{"type":"candidates"}]}',
                b'{"data":[{"id":"1"}]}',
                b'{"data":[{"id":"x1","type":"candidates"}]}',
                b'{"data":[{"id":"","type":"candidates"}]}',
                b'{"data":[{"id":null,"type":"candidates"}]}',
                b'{"data":[{"id":1.5,"type":"candidates"}]}',
                b'{"meta":{}}',
                b"[]",
                b"17",
                b"null",
                b'"data"',
                b"[" * 1000 + b"]" * 1000,
                b'{"data":[],"x":' + b"9" * 100_000 + b"}",
            ],
        )

    def test_an_empty_body_stays_empty(self):
        self.spoil("empty:page=2")
        result = self.candidates("--retries", "2")
        self.assertEqual(len(result.errors), 1, str(result))
        self.assertIn(result.status, (5, 6))
        self.assertEqual(len(self.asked(2)), 3)
        self.assert_nothing_left()

    def test_an_errors_document_under_200(self):
        self.spoil("errors:page=2")
        result = self.candidates("--retries", "1")
        self.assert_failed(result, 5, "/candidates, page 2")
        self.assertNotIn("Something went wrong", result.err)

    def test_messages_do_not_contain_the_body(self):
        def check(one, raw):
            one.spoil(one.body(raw))
            result = one.candidates("-v", "--retries", "1")
            one.assertIn(result.status, (5, 6))
            one.assertNotIn("Sesame", result.err)

        self.each(
            check, (b'{"data":[{"id":"Sesame","type":"candidates"}]}', b'{"data":Sesame}', b"Sesame", b'{"Sesame')
        )

if __name__ == "__main__":
    main()

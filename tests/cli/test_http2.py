#!/usr/bin/env python3
"""HTTP/2: connections that fall silent, bodies that are cut. The server speaks just the few frames that this takes."""

import os
import socket
import ssl
import struct
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from authority import Certified  # noqa: E402
from harness import KEY, Folder, main  # noqa: E402

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING = 0, 1, 3, 4, 6
ACK = END_STREAM = 1
END_HEADERS = 4
STATUS_200 = b"\x88"  # HPACK: the eighth entry of its static table
BODY = b'{"data":[],"meta":{"stats":{"total":{"count":0}}}}'


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


class Server:
    """Answers each request with no records. `silent` connections answer two and then nothing; `cut` bodies break off."""

    def __init__(self, files, silent=0, cut=0):
        self.silent, self.cut, self.connections, self.answered = silent, cut, 0, 0
        self.lock = threading.Lock()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        self.context.set_alpn_protocols(["h2"])
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                raw = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(raw,), daemon=True).start()

    def serve(self, raw):
        try:
            with self.context.wrap_socket(raw, server_side=True) as connection, connection.makefile("rb") as stream:
                self.speak(connection, stream)
        except OSError:
            pass

    def speak(self, connection, stream):
        with self.lock:
            self.connections += 1
            falls_silent = self.connections <= self.silent
        assert connection.selected_alpn_protocol() == "h2"
        if stream.read(len(PREFACE)) != PREFACE:
            return
        connection.sendall(frame(SETTINGS, 0, 0))
        answered = 0
        while True:
            head = stream.read(9)
            if len(head) < 9:
                return
            kind, flags, number = struct.unpack(">BBI", head[3:])
            payload = stream.read(int.from_bytes(head[:3], "big"))
            if kind in (SETTINGS, PING) and not flags & ACK:
                connection.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            if kind == HEADERS and not (falls_silent and answered == 2):
                answered += 1
                self.answer(connection, number)

    def answer(self, connection, number):
        with self.lock:
            self.answered += 1
            body = BODY[:20] if self.cut > 0 else BODY
            self.cut -= 1
        connection.sendall(frame(HEADERS, END_HEADERS, number, STATUS_200) + frame(DATA, END_STREAM, number, body))

    def close(self):
        self.socket.close()


class Http2(Certified):
    def fetch(self, *arguments, **faults):
        self.server = Server(self.pair, **faults)
        self.addCleanup(self.server.close)
        base = "https://127.0.0.1:%d/api/v1" % self.server.port
        return self.run_program("--base-url", base, "--account", "acme", "--ca-file", self.authority.file, *arguments)

    def assert_exported(self, result):
        self.assert_status(result, 0)
        self.assertTrue(self.assert_sound()["complete"])

    def test_http2_is_used(self):
        self.assert_exported(self.fetch("--concurrency", "1"))
        self.assertEqual((self.server.answered, self.server.connections), (5, 1))

    def test_a_connection_that_fell_silent_is_not_used_again(self):
        """As if something in between had forgotten it. Otherwise its streams would end by the time-out, one after another."""
        result = self.fetch("--concurrency", "1", "--timeout", "1", "--retries", "1", silent=1)
        self.assert_exported(result)
        self.assertEqual(len(result.warnings), 1, str(result))
        self.assertIn("no byte for 1 s", result.warnings[0])
        self.assertEqual(self.server.connections, 2)

    def test_a_cut_body_is_retried_like_any_other(self):
        """The stream ends normally even if a server behind the service's front end broke off."""
        self.assert_exported(self.fetch("--tables", "users", cut=4))
        result = self.fetch("--tables", "users", "--retries", "3", "-o", "other", cut=99)
        self.assert_one_error(result, 5, "gave up after 4 tries")


class EndlessProxy(Folder):
    environment = {"PINPOINT_API_KEY": KEY}

    def refuse(self, listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            try:
                connection.sendall(b"HTTP/1.1 407 Who are you\r\nContent-Length: 99999999999\r\n\r\n")
                while True:
                    connection.sendall(b"x" * (1 << 16))
            except OSError:
                pass

    def test_an_answer_of_a_proxy_that_does_not_end(self):
        """libcurl reads it in one turn, past the time-out and every signal."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self.refuse, args=(listener,), daemon=True).start()
            url = "http://127.0.0.1:%d" % listener.getsockname()[1]
            service = ("--base-url", "https://service.example/api/v1", "--account", "acme", "--tables", "users")
            result = self.run_program(*service, "--proxy", url, "--retries", "0")
        self.assert_one_error(result, 5, "the proxy's answer does not end")


if __name__ == "__main__":
    main()

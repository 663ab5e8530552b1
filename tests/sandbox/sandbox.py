#!/usr/bin/env python3
"""A stand-in for the Pinpoint service on the loopback interface. See README.md in this folder."""

import argparse
import hashlib
import itertools
import json
import os
import signal
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from answers import BASE, Request, Sandbox, refusal
from faults import KINDS, from_text
from rules import DENIED_INCLUDES, NEW, RESOURCES, VERSIONS
from transport import Sender
from values import Oddity

BODY_MAX = 64 << 20
LOG_MAX = 200_000


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    counter = itertools.count(1)

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            pass  # the client went away

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, raw_query = self.path.partition("?")
        if path == "/_log":
            with self.server.sandbox.lock:
                entries = [entry.to_json() for entry in self.server.sandbox.log]
            return self.reply(200, entries)
        return self.api(path, raw_query)

    def do_POST(self):
        path, _, raw_query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, BODY_MAX))
        if path != "/_control":
            return self.api(path, raw_query)
        try:
            return self.reply(200, self.server.sandbox.control(json.loads(body)))
        except (ValueError, TypeError, KeyError) as problem:
            return self.reply(400, {"problem": str(problem)})

    do_PUT = do_PATCH = do_DELETE = do_POST

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def api(self, path, raw_query):
        sandbox = self.server.sandbox
        began = time.monotonic()
        request = Request(self.command, path, raw_query, self.headers.items())
        with sandbox.lock:
            sandbox.running += 1
            request.in_flight = sandbox.running
            if len(sandbox.log) < LOG_MAX:
                sandbox.log.append(request)

        sender = None

        def ends(whole=False):
            """Before the client can see the end: its next request does not overlap with this one, and a test may look."""
            if request.finished is None:
                request.complete, request.bytes = whole, sender.sent if sender else 0
                request.finished = time.time()
                with sandbox.lock:
                    sandbox.running -= 1

        try:
            answer = self.answer(request)
            request.status = answer.status
            sender = Sender(self, answer, sandbox.stop, lambda: ends(True))
            sender.send(self.usual_headers(answer, raw_query, path, began))
        finally:
            ends()

    def answer(self, request):
        origin = "http://127.0.0.1:%d" % self.server.server_port
        try:
            return self.server.sandbox.answer(
                request, self.headers.get("X-API-KEY"), self.headers.get("Accept"), origin
            )
        except Exception as problem:  # a mistake in the sandbox must show in the test that causes it
            print("sandbox: %s: %r" % (self.path, problem), file=sys.stderr)
            return refusal(500, repr(problem))

    def usual_headers(self, answer, raw_query, path, began):
        sandbox = self.server.sandbox
        digest = hashlib.md5(repr((sandbox.account.version, path, raw_query)).encode()).hexdigest()
        return [
            ("Date", formatdate(sandbox.now(), usegmt=True)),
            ("Content-Type", answer.content_type),
            ("Cache-Control", "max-age=0, private, must-revalidate"),
            ("ETag", 'W/"%s"' % digest),
            ("X-Request-Id", "%08x-0000-4000-8000-%012x" % (sandbox.account.seed & 0xFFFFFFFF, next(self.counter))),
            ("X-Pinpoint-Version", sandbox.service.version),
            ("X-Runtime", "%.6f" % (time.monotonic() - began)),
        ] + answer.headers


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, sandbox, port=0):
        self.sandbox = sandbox
        self.open = 0  # connections
        self.changed = threading.Condition()
        super().__init__(("127.0.0.1", port), Handler)

    def count(self, change):
        with self.changed:
            self.open += change
            self.changed.notify_all()

    def process_request(self, request, client_address):
        self.count(1)
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.count(-1)

    def settle(self, seconds):
        """Waits until nobody is connected, so that a request that its client gave up cannot be noted later."""
        with self.changed:
            self.changed.wait_for(lambda: self.open == 0, seconds)

    def handle_error(self, request, client_address):
        print("sandbox: %r" % (sys.exc_info()[1],), file=sys.stderr)


def start(sandbox, port=0):
    """A running server, also for tests in Python; end it with close()."""
    server = Server(sandbox, port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()

    def close():
        sandbox.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()

    server.close = close
    return server


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--port-file", help="the port is written here when the server is ready")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=60, help="number of candidates; the rest follows from it")
    parser.add_argument("--key", default="sandbox-key", help="the API key to expect")
    parser.add_argument(
        "--heavy", type=int, default=0, metavar="BYTES", help="pads the main text of each record to so many bytes"
    )
    parser.add_argument("--cache", action="store_true", help="keeps the pages it has written, for measurements")
    parser.add_argument("--plain", action="store_true", help="no nasty values: for peers that cannot read them")
    parser.add_argument("--api-version", choices=VERSIONS, default=NEW, help="of the service")
    parser.add_argument("--deny", action="append", default=[], metavar="CATEGORY", help="the key may not read these")
    parser.add_argument("--deny-includes", choices=DENIED_INCLUDES, default=DENIED_INCLUDES[0], help="what includes of them do")
    parser.add_argument("--limits", type=float, metavar="FACTOR", help="limits requests as the service, so many times faster")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME:key=value,...", help="see --list-faults")
    parser.add_argument("--list-faults", action="store_true")
    return parser.parse_args(arguments)


def list_faults():
    print("for every fault: resource=%s|*  page=N|list|id|*  times=N  skip=N\n" % "|".join(RESOURCES))
    for name, kind in KINDS.items():
        print("%-12s %s" % (name, kind.explanation))
        for parameter, (_, default) in kind.parameters.items():
            print("%16s%s%s" % ("", parameter, "" if default is None else "=%s" % (default,)))


def main(arguments=None):
    chosen = options(arguments)
    if chosen.list_faults:
        return list_faults()
    Oddity.on = not chosen.plain
    try:
        faults = [from_text(line) for line in chosen.fault]
        service = {"version": chosen.api_version, "denied": chosen.deny, "denied_includes": chosen.deny_includes}
        sandbox = Sandbox(
            chosen.seed, chosen.size, chosen.heavy, chosen.key, faults, chosen.cache, service, chosen.limits
        )
    except ValueError as problem:
        sys.exit("sandbox: %s" % problem)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    server = start(sandbox, chosen.port)
    if chosen.port_file:
        with open(chosen.port_file + ".new", "w") as file:
            file.write("%d\n" % server.server_port)
        os.replace(chosen.port_file + ".new", chosen.port_file)
    print("listening on http://127.0.0.1:%d%s" % (server.server_port, BASE), flush=True)
    ended.wait()
    server.close()


if __name__ == "__main__":
    sys.exit(main())

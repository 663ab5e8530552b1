#!/usr/bin/env python3
"""
Pages cut at every byte and asked for again: nothing lost, nothing twice, no resource ends early.

Page N of each resource is cut at another byte the first time it is asked for, so a few runs over many small pages
meet every byte of a page, streamed and fetched ahead; the ways to tell the end of a body take turns.
"""

import json
import os
import re
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import KEY, RESOURCES, TABLES, Folder, main, sample  # noqa: E402

FRAMINGS = ("chunked", "length", "close")
PER_PAGE = 2
PAGE = re.compile(r"/(\w+)\?.*page%5Bnumber%5D=(\d+)")


def link(kind, one):
    return {"data": {"type": kind, "id": str(one)}}


def links(kind, one):
    return {"data": [link(kind, one)["data"]]}


def records(resource, number):
    """The two records of a page and what they include; all pages of a resource are equally long."""
    ids = [100_000 + number * PER_PAGE + at for at in range(PER_PAGE)]
    attributes = {
        "users": {"first_name": "Zoë"},
        "jobs": {"title": 'a "b"', "compensation_minimum": 1.50},
        "candidates": {"first_name": "\ud83d", "tags": ["x"]},
        "applications": {"stage_id": 7},
        "interviews": {},
    }[resource]
    data = [{"id": str(one), "type": resource, "attributes": attributes} for one in ids]
    included = []
    if resource == "jobs":
        for one in data:
            one["relationships"] = {"department": link("departments", 7), "stages": links("stages", one["id"])}
            included.append({"id": one["id"], "type": "stages", "attributes": {"name": "s", "position": 1}})
        included.append({"id": "7", "type": "departments", "attributes": {"name": "Dept"}})
    if resource == "candidates":
        for one in data:
            one["relationships"] = {"applications": links("applications", one["id"])}
            included.append({"id": one["id"], "type": "applications", "attributes": {"channel_source": "src"}})
    if resource == "interviews":
        for one in data:
            one["relationships"] = {"stage": link("stages", 7)}
        included.append({"id": "7", "type": "stages", "attributes": {"name": "Talk"}})
    return data, included


def body(resource, number, last, total):
    data, included = records(resource, number) if number <= last else ([], [])
    document = {"data": data, "included": included, "meta": {}}
    if total:
        document["meta"] = {"stats": {"total": {"count": last * PER_PAGE}}}
    return json.dumps(document, separators=(",", ":")).encode()


class Cutting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        found = PAGE.search(self.path)
        resource, number = found.group(1), int(found.group(2))
        with self.server.lock:
            self.server.asked[resource, number] += 1
            first = self.server.asked[resource, number] == 1
        cuts = self.server.cuts[resource]
        raw = body(resource, number, len(cuts), self.server.total)
        at = cuts[number - 1] if first and number <= len(cuts) else None
        self.answer(raw, at, self.server.framing)

    def answer(self, raw, at, framing):
        self.send_response_only(200)
        self.send_header("Content-Type", "application/vnd.api+json")
        if framing == "length":
            self.send_header("Content-Length", str(len(raw)))
        elif framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = at is not None or framing == "close"
        part = raw if at is None else raw[:at]
        if framing != "chunked":
            self.wfile.write(part)
            return
        if part:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        if at is None:
            self.wfile.write(b"0\r\n\r\n")


class EveryByte(Folder):
    environment = {"PINPOINT_API_KEY": KEY}

    def serve(self, framing, total, share, shares):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Cutting)
        server.daemon_threads, server.block_on_close = True, False
        server.lock, server.asked, server.framing, server.total = threading.Lock(), Counter(), framing, total
        # In a body without an announced length, nobody can see that its very end is missing.
        server.cuts = {
            name: range(share, self.length(name, total) + (framing == "chunked"), shares) for name in RESOURCES
        }
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def length(self, resource, total):
        """Of pages whose announced total has as many digits as the longest one."""
        return len(body(resource, 1, 1, False)) + (30 if total else 0)

    def check(self, framing, total, share, shares):
        server = self.serve(framing, total, share, shares)
        name = "%s-%s-%d" % ("ahead" if total else "streamed", framing, share)
        result = self.run_program(
            *("--base-url", "http://127.0.0.1:%d" % server.server_port, "-o", name, "-q", "--retries", "1"),
            *("--tables", ",".join(TABLES)),
            *("--page-size", PER_PAGE, "--concurrency", 16 if total else 5),
        )
        self.assertEqual((result.status, result.err), (0, ""), name)
        return server, name

    def assert_all_there(self, server, name):
        self.output = self.path(name)
        self.assert_sound()
        for resource in RESOURCES:
            pages = len(server.cuts[resource])
            expected = [one["id"] for page in range(1, pages + 1) for one in records(resource, page)[0]]
            self.assertEqual(self.ids(resource), expected, (name, resource))
            self.assertEqual(self.ids("application_stages"), self.ids("jobs"))
            twice = [page for page in range(1, pages + 1) if server.asked[resource, page] == 2]
            self.assertEqual(len(twice), pages, (name, resource))
        self.assertEqual({row["department"] for row in self.rows("jobs")}, {"Dept"})
        self.assertEqual({row["source"] for row in self.rows("candidates")}, {"src"})
        self.assertEqual({row["title"] for row in self.rows("interviews")}, {"Talk"})

    def run_all(self, orders):
        with ThreadPoolExecutor(len(orders)) as pool:
            for server, name in list(pool.map(lambda order: self.check(*order), orders)):
                self.assert_all_there(server, name)

    def test_streamed_and_fetched_ahead(self):
        """Without a total there are no pages ahead: every cut body is streamed."""
        orders = []
        for total, shares in ((False, 18), (True, 6)):
            orders += sample([(FRAMINGS[share % len(FRAMINGS)], total, share, shares) for share in range(shares)], shares // 3)
        self.run_all(orders)


if __name__ == "__main__":
    main()

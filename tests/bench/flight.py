#!/usr/bin/env python3
"""Requests in flight: an account of some 400 small pages from a server that takes 300 ms for each of them.

Wall time by --concurrency; whether every file has the same bytes, and rows come in the order of the pages; how many
connections were made, and how many requests were under way at most. The same over TLS and HTTP/2, from nginx before
the same server. The slowest run goes on while the others run, since all of them only wait.
"""

import argparse
import csv
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path += [str(ROOT / "tests" / name) for name in ("bench", "cli")]

from answering import KEY, Answering, Recorded  # noqa: E402
from authority import Authority  # noqa: E402

PROGRAM = ROOT / "build" / "pinpoint-export"
RESOURCES = ("users", "jobs", "candidates", "applications", "interviews")
CONCURRENCY = (1, 2, 4, 8, 16)
AT_LEAST = 10  # times faster with 16 requests in flight than with one
PAGE_SIZE = 8
CANDIDATES = 1020  # about 400 pages of all resources together
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
	log_format ways '$server_protocol $connection';
	access_log {folder}/access.log ways;
	client_body_temp_path {folder}/body;
	proxy_temp_path {folder}/proxy;
	fastcgi_temp_path {folder}/fastcgi;
	uwsgi_temp_path {folder}/uwsgi;
	scgi_temp_path {folder}/scgi;
	keepalive_requests 100000;
	server {{
		listen 127.0.0.1:{port} ssl http2;
		ssl_certificate {certificate};
		ssl_certificate_key {key};
		location / {{ proxy_pass http://127.0.0.1:{behind}; }}
	}}
}}
"""


def ids_by_page(pages, resource):
    """In the order of the pages."""
    bodies = {}
    for target, body in pages.kept.items():
        number = re.search(r"/%s\?.*page%%5Bnumber%%5D=(\d+)" % resource, target)
        if number:
            bodies[int(number[1])] = body
    return [one["id"] for number in sorted(bodies) for one in json.loads(bodies[number])["data"]]


class Export:
    """One run into a directory of its own."""

    def __init__(self, folder, name, base, concurrency, *more):
        self.output = Path(folder) / name
        command = [PROGRAM, "--base-url", base, "--account", "bench", "--page-size", PAGE_SIZE, "--concurrency", concurrency,
                   "--now", "2026-11-24T02:00:00Z", "-q", "-o", self.output, *more]
        begin = time.monotonic()
        done = subprocess.run(list(map(str, command)), env=dict(os.environ, PINPOINT_API_KEY=KEY), capture_output=True,
                              text=True, check=False)
        self.wall = time.monotonic() - begin
        if done.returncode != 0:
            raise SystemExit("bench: %s\nended with %d" % (done.stderr, done.returncode))

    def files(self):
        """Of the run; the manifest too, since --now fixes all its times."""
        return {path.name: path.read_bytes() for path in sorted((self.output / "latest").iterdir())}

    def ids(self, resource):
        with gzip.open(self.output / "latest" / (resource + ".csv.gz"), "rt", newline="", encoding="utf-8") as file:
            return [row["remote_id"] for row in csv.DictReader(file)]


class Nginx:
    """TLS and HTTP/2 before a server that speaks neither."""

    def __init__(self, folder, behind):
        self.folder = Path(folder) / "nginx"
        self.folder.mkdir()
        authority = Authority(str(self.folder / "authority"))
        certificate, key = authority.signed("server")
        with Answering(None) as free:  # a port that nobody has
            port = free.port
        (self.folder / "nginx.conf").write_text(
            ("user root;" if os.getuid() == 0 else "")
            + NGINX.format(folder=self.folder, port=port, certificate=certificate, key=key, behind=behind))
        self.base, self.authority = "https://localhost:%d/api/v1" % port, authority.file
        self.process = subprocess.Popen(["nginx", "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)],
                                        env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))

    def ways(self):
        return [line.split() for line in (self.folder / "access.log").read_text().splitlines()]

    def close(self):
        self.process.terminate()
        self.process.wait()


def measured(pages, delay, folder, concurrency):
    with Answering(pages, delay) as server:
        export = Export(folder, str(concurrency), server.base, concurrency)
        return export, server


def all_measured(pages, delay, folder):
    results = {}

    def one(concurrency):
        results[concurrency] = measured(pages, delay, folder, concurrency)

    slowest = threading.Thread(target=one, args=(CONCURRENCY[0],))
    slowest.start()
    for concurrency in reversed(CONCURRENCY[1:]):
        one(concurrency)
    slowest.join()
    return results


def over_http2(pages, delay, folder, expected):
    with Answering(pages, delay) as server:
        nginx = Nginx(folder, server.port)
        try:
            export = Export(folder, "http2", nginx.base, CONCURRENCY[-1], "--ca-file", nginx.authority)
            ways = nginx.ways()
        finally:
            nginx.close()
    protocols = sorted({protocol for protocol, _ in ways})
    connections = len({connection for _, connection in ways})
    print("TLS, nginx:  %6.1f s, %d requests as %s over %d connections, bytes %s" % (
        export.wall, len(ways), " and ".join(protocols), connections, same(tables(export), tables(expected))))
    return protocols == ["HTTP/2.0"] and connections <= CONCURRENCY[-1] and tables(export) == tables(expected)


def tables(export):
    return {name: content for name, content in export.files().items() if name != "manifest.json"}


def same(one, other):
    return "the same" if one == other else "DIFFERENT"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--delay", type=float, default=0.3, help="seconds that the server takes for a page")
    parser.add_argument("--candidates", type=int, default=CANDIDATES)
    options = parser.parse_args()
    pages = Recorded(options.candidates)
    with tempfile.TemporaryDirectory() as folder:
        with Answering(pages) as server:
            first = Export(folder, "first", server.base, CONCURRENCY[-1])
            asked = server.requests
        good = report(options, pages, folder, first, asked)
    pages.close()
    if not good:
        raise SystemExit("bench: a promise of this page was not kept")


def report(options, pages, folder, first, asked):
    print("%d pages of at most %d records, %.0f ms each" % (asked, PAGE_SIZE, options.delay * 1000))
    results = all_measured(pages, options.delay, folder)
    slowest = results[CONCURRENCY[0]][0].wall
    good = True
    print("concurrency    seconds  times faster  connections  most in flight  bytes")
    for concurrency in CONCURRENCY:
        export, server = results[concurrency]
        print("%11d  %9.1f  %12.1f  %11d  %14d  %s" % (
            concurrency, export.wall, slowest / export.wall, server.connections, server.most_in_flight,
            same(export.files(), first.files())))
        good = good and export.files() == first.files() and server.connections <= concurrency
    in_order = all(first.ids(resource) == ids_by_page(pages, resource) for resource in RESOURCES)
    print("rows in the order of the pages: %s" % ("yes" if in_order else "NO"))
    times = slowest / results[CONCURRENCY[-1]][0].wall
    print("16 in flight are %.1f times faster than one (wanted: %d)" % (times, AT_LEAST))
    return over_http2(pages, options.delay, folder, first) and good and in_order and times >= AT_LEAST


if __name__ == "__main__":
    main()

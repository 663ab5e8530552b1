#!/usr/bin/env python3
"""Hostile bodies: endless, deep, huge, damaged. A clear status in bounded time and memory, and no wrong row."""

import contextlib
import gzip
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, KEY, RELEASE, Folder, main  # noqa: E402

MIB = 1 << 20
OPENING = b'{"data":[{"id":"1","type":"candidates","attributes":{"first_name":'
CLOSING = b"}}]}"
PEAK_KIB = 128 << 10  # a string of 8 MiB in a record is held as sent, decoded and as a row


def record(value, name="first_name"):
    return b'{"data":[{"id":"1","type":"candidates","attributes":{"%s":%s}}]}' % (name.encode(), value)


class Answers(BaseHTTPRequestHandler):
    """Every first page is the same body, in pieces, as long as somebody reads; later pages are empty."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def page(self):
        return int(re.search(r"page%5Bnumber%5D=(\d+)", self.path).group(1))

    def do_GET(self):
        server = self.server
        server.asked += 1
        self.send_response_only(200)
        first = self.page() == 1
        for name, value in [("Transfer-Encoding", "chunked")] + server.headers * first:
            self.send_header(name, value)
        self.end_headers()
        try:
            for piece in server.body() if first else [b'{"data":[]}']:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                if server.pause and server.ended.wait(server.pause):
                    return
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True


class Hostile(Folder):
    program = RELEASE
    environment = {"PINPOINT_API_KEY": KEY}

    def serve(self, body, headers=(), pause=0):
        """`body`: bytes, or a function that gives pieces."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        server.daemon_threads, server.block_on_close = True, False
        server.handle_error = lambda *_: None  # the client closes the connection when it has seen enough
        server.asked, server.headers, server.pause, server.ended = 0, list(headers), pause, threading.Event()
        server.body = body if callable(body) else lambda: [body]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        for end in (server.server_close, server.shutdown, server.ended.set):
            self.addCleanup(end)
        return server

    def fetch(self, body, *arguments, **further):
        self.server = self.serve(body, **further)
        base = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.output = self.path(str(len(os.listdir(self.folder))))
        return self.run_program(
            *("--base-url", base, "--account", "acme", "--tables", "candidates", "-o", self.output, "--threads", "1"),
            *arguments,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (PEAK_KIB << 11, PEAK_KIB << 11)),
        )

    def each(self, check, cases):
        """check(test, case) for all at once, since most of their time is waiting for the next try."""

        def run(case):
            one = type(self)(self._testMethodName)
            one.setUp()
            try:
                check(one, *case)
            finally:
                one.doCleanups()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(run, cases))

    def map(self, body, *parts, status=6, cpu=1.0, table="candidates"):
        """The rows that one document gives, within time and memory."""
        command = ["/usr/bin/time", "-f", "%U %S %M", self.program, "map", table, "--format", "ndjson"]
        with open(self.path("rows"), "wb") as rows:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=rows, stderr=subprocess.PIPE, env={})
            try:
                for piece in body if not isinstance(body, bytes) else [body]:
                    process.stdin.write(piece)
            except BrokenPipeError:
                pass
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            lines = process.stderr.read().decode().splitlines()
            process.stderr.close()
            self.assertEqual(process.wait(HANG_SECONDS), status, lines)
        user, system, peak = map(float, lines[-1].split())
        self.assertLess(user + system, cpu, lines)
        self.assertLess(peak, PEAK_KIB, lines)
        if status:
            self.assertEqual(len([line for line in lines if line.startswith("pinpoint-export: ")]), 1, lines)
        for part in parts:
            self.assertIn(part, lines[0])
        with open(self.path("rows"), "rb") as rows:
            return [json.loads(line, parse_int=str) for line in rows]


class Ceilings(Hostile):
    """`map` reads each body, so that one reading of it can be measured."""

    def test_nesting(self):
        # document, data, record, attributes
        for depth, status in ((59, 0), (60, 0), (61, 6), (10_000, 6), (1_000_000, 6)):
            for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
                middle = b"" if opening == b"[" else b"1"
                rows = self.map(record(opening * depth + middle + closing * depth), status=status)
                self.assertEqual(len(rows), status == 0)
        self.map(b"[" * 5 * MIB)

    def test_escapes_that_take_yajl_a_minute(self):
        for escape in (b"\\u00e9", b"\\\\", b"\\ud83d\\ude00", b"\\ud83d", b"\\u0000"):
            pieces = [escape * (16384 // len(escape))] * 1024
            self.map([OPENING, b'"', *pieces, b'"', CLOSING], "string", "8388608", cpu=0.5)
            rows = self.map([OPENING, b'"', *pieces[:480], b'"', CLOSING], status=0)
            self.assertEqual(len(rows), 1)
            expected = json.loads(b'"%s"' % escape) if escape not in (b"\\ud83d", b"\\u0000") else "\ufffd"
            self.assertEqual(set(rows[0]["first_name"]), set(expected))

    def test_a_string_over_the_ceiling(self):
        self.assertEqual(len(self.map(record(b'"%s"' % (b"x" * 8 * MIB)), status=0)[0]["first_name"]), 8 * MIB)
        self.map(record(b'"%s"' % (b"x" * (8 * MIB + 1))), "string")
        self.map([OPENING, b'"', *([b"x" * MIB] * 100)], "string")
        self.map([b'{"data":[{"', *([b"x" * MIB] * 100)], "string")

    def test_a_resource_over_the_ceiling(self):
        self.map([OPENING, b"[", *([b'"xyz",' * 10_000] * 300), b"1]", CLOSING], "object", "16777216")
        self.map([OPENING[:-13], b",".join(b'"a%d":1' % n for n in range(2_000_000)), CLOSING], "object")

    def test_records_without_end(self):
        numbers = itertools.count(1)
        one = b'{"id":"%d","type":"candidates"},'
        thousands = (b"".join(one % next(numbers) for _ in range(1000)) for _ in range(2000))
        self.map(itertools.chain([b'{"data":['], thousands), "page", cpu=5)

    def test_white_space_without_end(self):
        self.map([b'{"data":[', *([b" " * MIB] * 50)], "white space")
        self.map([b"\n" * MIB] * 50, "white space")
        self.map(b'{"data":[]}' + b" " * (MIB + 1), "white space")

    def test_a_number(self):
        for number in (b"9" * 10_000, b"1e999999999", b"-1e-999999999", b"1" + b"0" * 38, b"0." + b"0" * 40 + b"1"):
            document = b'{"data":[{"id":"1","type":"jobs","attributes":{"compensation_minimum":%s}}]}' % number
            rows = self.map(document, status=0, table="jobs")
            self.assertEqual(rows[0]["salary_amount_from"], None, number)
            self.assertEqual(rows[0]["remote_data"]["/jobs"]["attributes"]["compensation_minimum"] is not None, True)
        self.map(record(b"9" * MIB), "number", "65536")

    def test_identifiers_in_one_relationship(self):
        links = b",".join([b'{"id":"7","type":"stages"}'] * 200_000)
        document = b'{"data":[{"id":"1","type":"jobs","relationships":{"stages":{"data":[%s]}}}]}' % links
        self.map(document, "100000", table="job_application_stages")


class Characters(Hostile):
    def test_what_is_not_utf8(self):
        for raw in (
            *(b"\xff", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80"),
            *(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80"),
            *(b"\xf0\x8f\xbf\xbf", b"\xf8\x88\x80\x80\x80", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xc3("),
        ):
            self.map(record(b'"a%sb"' % raw), "UTF-8")
            self.map(record(b"1", name="x").replace(b'"x"', b'"%s"' % raw), "UTF-8")
        self.map(record(b'"a\x00b"'), "control character")
        self.map(record(b"\x00"))
        self.map(b"\xef\xbb\xbf" + record(b"1"))

    def test_escapes_that_no_text_can_hold(self):
        for escaped, text in (
            (rb"\u0000", "\ufffd"),
            (rb"\ud800", "\ufffd"),
            (rb"\udfff", "\ufffd"),
            (rb"\ud83d\n", "\ufffd\n"),
            (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
            (rb"\ud83d\u0041", "\ufffdA"),
            (rb"\ude00\ud83d", "\ufffd\ufffd"),
            (rb"\ud83dx", "\ufffdx"),
            (rb"\ud83d\u0000", "\ufffd\ufffd"),
            (rb"\ud83d\ude00", "\U0001f600"),
            (rb"\uD83D\uDE00", "\U0001f600"),
            (rb"\\ud800", "\\ud800"),
            (rb"\\\ud800", "\\\ufffd"),
        ):
            rows = self.map(record(b'"<%s>"' % escaped), status=0)
            self.assertEqual(rows[0]["first_name"], "<%s>" % text, escaped)
            self.assertEqual(rows[0]["remote_data"]["/candidates"]["attributes"]["first_name"], "<%s>" % text, escaped)
            rows = self.map(b'{"data":[{"id":"1","type":"candidates","attributes":{"%s":1}}]}' % escaped, status=0)
            self.assertEqual(list(rows[0]["remote_data"]["/candidates"]["attributes"]), [text], escaped)

    def test_replaced_ones_are_counted(self):
        result = self.fetch(record(rb'"\u0000\ud800 \udc00"'))
        self.assert_status(result, 0)
        self.assertEqual(self.manifest()["tables"]["candidates"]["replaced_characters"], 3)
        self.assertEqual(self.rows("candidates")[0]["first_name"], "\ufffd\ufffd \ufffd")

    def test_duplicate_names(self):
        """The last one counts, at each level."""
        body = (
            b'{"data":[{"id":"9","id":"1","type":"x","type":"candidates",'
            b'"attributes":{"first_name":"A","first_name":"B"},"attributes":{"last_name":"C","last_name":"D"}}]}'
        )
        result = self.fetch(body)
        self.assert_status(result, 0)
        row = self.rows("candidates")[0]
        self.assertEqual((row["remote_id"], row["last_name"]), ("1", "D"))
        self.assertGreater(self.manifest()["tables"]["candidates"]["warnings"]["duplicate_names"], 0)


class Documents(Hostile):
    def test_data_of_every_other_shape(self):
        for data in (b"null", b"17", b'"x"', b"true", b"[17]", b"[null]", b"[[]]", b'["x"]', b"[{}]", b"{}"):
            self.map(b'{"data":%s}' % data)
        self.map(b"{}")
        self.map(b'{"data":[],"data":null}')
        self.assertEqual(self.map(b'{"data":[]}', status=0), [])

    def test_ids_and_types(self):
        for member in (
            *(b'"type":"candidates"', b'"id":"1"', b'"id":"1","type":7', b'"id":"1","type":null'),
            *(b'"id":"x","type":"candidates"', b'"id":"","type":"candidates"', b'"id":"1x","type":"candidates"'),
            *(b'"id":" 1","type":"candidates"', b'"id":"-1","type":"candidates"', b'"id":-1,"type":"candidates"'),
            *(b'"id":1.5,"type":"candidates"', b'"id":1e3,"type":"candidates"', b'"id":true,"type":"candidates"'),
            *(b'"id":["1"],"type":"candidates"', b'"id":{"a":1},"type":"candidates"'),
            *(b'"id":"%s","type":"candidates"' % (b"1" * 100_000), b'"id":"\\u0661","type":"candidates"'),
        ):
            self.map(b'{"data":[{%s}]}' % member)
        for id, text in ((b'"1"', "1"), (b"1", "1"), (b'"007"', "007"), (b"9" * 30, "9" * 30)):
            rows = self.map(b'{"data":[{"id":%s,"type":"candidates"}]}' % id, status=0)
            self.assertEqual(rows[0]["remote_id"], text)

    def test_relationships_of_every_shape(self):
        """Only valid linkage links anything, and no shape makes a wrong row."""
        job = '{"data":[{"id":"1","type":"jobs","attributes":{"title":"T"},"relationships":%s}],"included":[%s]}'
        included = '{"id":"7","type":"departments","attributes":{"name":"D"}}'
        good = '{"department":{"data":{"type":"departments","id":%s}}}'
        shapes = [(good % id, "D") for id in ('"7"', "7")]
        shapes += [('{"department":{"data":[{"type":"departments","id":"7"}]}}', None)]
        for shape in (
            *("null", "{}", '{"department":null}', '{"department":{}}', '{"department":[]}'),
            *('{"department":{"data":null}}', '{"department":{"data":[]}}', '{"department":{"links":{}}}'),
            *('{"department":{"meta":{"included":false}}}', '{"department":{"data":{"type":"locations","id":"7"}}}'),
            *('{"x":{"data":{"type":"x","id":"7"}}}', good % '"8"'),
        ):
            shapes.append((shape, None))
        for shape, department in shapes:
            rows = self.map((job % (shape, included)).encode(), status=0, table="jobs")
            self.assertEqual([(row["remote_id"], row["name"]) for row in rows], [("1", "T")], shape)
            if department or "[{" not in shape:
                self.assertEqual(rows[0]["department"], department, shape)
        odd = ("17", '"x"', "[17]", '{"department":17}', '{"department":{"data":17}}', '{"department":{"data":"7"}}')
        for shape in odd:
            process = self.run_program("map", "jobs", stdin=(job % (shape, included)).encode())
            self.assertIn(process.status, (0, 6), str(process))

    def test_whole_runs_end_by_the_same_rules(self):
        """Three tries, then status 6; nothing is left."""

        def check(one, body, part):
            result = one.fetch(body)
            one.assert_one_error(result, 6, part, "3 times", "/candidates, page 1")
            one.assertEqual(one.server.asked, 3)
            one.assert_nothing_left()

        cases = [(record(b"[" * 100 + b"]" * 100), "64"), (record(b'"%s"' % (b"x" * 9 * MIB)), "string")]
        self.each(check, cases + [(record(b'"\xc0\x80"'), "UTF-8")])


class Endless(Hostile):
    def gzipped(self, piece, count):
        """The piece so many times; after a full flush it is the same bytes each time. Nobody is to get as far as the trailer."""
        squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
        yield squeezer.compress(OPENING + b'"') + squeezer.flush(zlib.Z_FULL_FLUSH)
        yield from [squeezer.compress(piece) + squeezer.flush(zlib.Z_FULL_FLUSH)] * count

    def test_a_gzip_bomb(self):
        bomb = list(self.gzipped(b"x" * MIB, 300))
        self.assertLess(sum(map(len, bomb)), MIB)

        def check(one, body, part):
            one.assert_one_error(one.fetch(body, headers=[("Content-Encoding", "gzip")]), 6, part)
            one.assert_nothing_left()

        cases = [(lambda: bomb, "string"), (gzip.compress(b" " * 50 * MIB, 1), "white space")]
        self.each(check, cases + [(gzip.compress(gzip.compress(record(b"1"))), "JSON")])

    def test_gzip_that_is_damaged_or_cut(self):
        encoded, whole = [("Content-Encoding", "gzip")], gzip.compress(record(b'"%s"' % (b"xy" * 5000)))
        for raw in (whole[:-9], whole[:20], b"no gzip at all", whole[:30] + b"\xff" * 20 + whole[50:]):
            result = self.fetch(raw, "--retries", "0", headers=encoded)
            self.assertIn(result.status, (5, 6))
            self.assert_one_error(result, result.status, "/candidates, page 1")
            self.assert_nothing_left()
        self.assert_status(self.fetch(whole, headers=encoded), 0)

    def test_a_body_that_never_ends(self):
        """As fast as it can be sent."""

        def check(one, opening, piece, part):
            result = one.fetch(lambda: itertools.chain([opening], itertools.repeat(piece)))
            one.assert_one_error(result, 6, part)
            one.assert_nothing_left()

        self.each(check, [(OPENING + b'"', b"x" * 65536, "string"), (OPENING, b" " * 65536, "white space")])

    def test_bytes_that_drip_for_ever_and_make_no_record(self):
        """It stays below every limit for years; the retry budget ends it."""

        def check(one, opening, piece):
            body = lambda: itertools.chain([opening], itertools.repeat(piece))  # noqa: E731
            result = one.fetch(body, "--retry-budget", "1", "--timeout", "5", pause=0.05)
            one.assert_one_error(result, 5, "/candidates, page 1", "--retry-budget")
            one.assert_nothing_left()

        self.each(check, [(b'{"data":[', b" "), (OPENING + b'"', b"x"), (b'{"data":[],"meta":{"a":[1', b",1")])

    def test_a_byte_now_and_then_is_no_time_out(self):
        """Less than one byte per second, for longer than the time-out, which each byte restarts."""
        body = lambda: [b" "] * 5 + [record(b"1")]  # noqa: E731
        self.assert_status(self.fetch(body, "--timeout", "5", "--retries", "0", pause=1.2), 0)

    def test_records_that_drip_are_fine(self):
        """Slow and healthy: each record comes within the budget, the page does not."""
        text = b"x" * MIB
        texts = [b'{"id":"%d","type":"candidates","attributes":{"last_name":"%s"}},' % (n, text) for n in range(9)]
        body = lambda: [b'{"data":[', *texts[:-1], texts[-1][:-1] + b"]}"]  # noqa: E731
        self.assert_status(self.fetch(body, "--retry-budget", "3", pause=0.4), 0)
        self.assertEqual(len(self.rows("candidates")), 9)


if __name__ == "__main__":
    main()

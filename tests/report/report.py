#!/usr/bin/env python3
"""The page of `report` in Chromium: on a phone, on a wide screen, dark, and printed. Without Chromium that is skipped by name.

CHECK_PICTURES=FOLDER keeps the pictures, to look at them.
"""

import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import picture  # noqa: E402
from harness import RELEASE, ROOT, main  # noqa: E402
from nights import night, publish, table, time_of  # noqa: E402
from stored import Stored  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PDFTOTEXT = shutil.which("pdftotext")
PICTURES = os.environ.get("CHECK_PICTURES")
HANG_SECONDS = 300
DARK = "--blink-settings=preferredColorScheme=0"
UNIFIED = (
    "users jobs candidates application_stages applications screening_questions tags interviews candidate_tags"
    " job_application_stages job_screening_questions job_hiring_team"
).split()
SECTIONS = [
    "H1 acme", "H2 Night by night", "H2 Table by table", "H2 Tables that were not read whole",
    "H2 Warnings of the newest night", "H2 Runs that are not pushed", "H2 Runs that are not loaded", "H2 All of these nights",
]  # fmt: skip
WARNINGS = {"email.invalid": 3, "status.unmapped": 1, "columns.changed": 1, "drift": 1, "job_application_stages.not_included": 12345}


class Pages(BaseHTTPRequestHandler):
    """The pages of a test, and the one that measures them."""

    def do_GET(self):
        body = self.server.pages.get(self.path.partition("?")[0].strip("/"))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


class Reported(Stored):
    program, now = RELEASE, "2026-12-01T07:00:00Z"

    def busy_nights(self, count, names=UNIFIED, factor=1):
        """Nights as an account has them, and some that are odd. The same each time."""
        chance = random.Random(count)
        for number in range(count):
            tables = {}
            for name in names:
                some = [int(chance.expovariate(1 / (factor * mean))) for mean in (8, 20, 2)]
                tables[name] = table(*some, unchanged=factor * 4000, warnings=WARNINGS if name == "candidates" else None)
            if number == 0:
                tables = {name: table(created=factor * 4000, unchanged=0) for name in names}
            if number in (5, 6, count - 1):
                tables[names[0]] = table(status="not_readable", unchanged=0)
                tables[names[1]] = table(status="incomplete")
            if number == count - 1:
                tables[names[-1]]["warnings"] = {"phone_numbers.invalid": 2}
            known = night(number, tables, finished_at=time_of(number, 150 + chance.randrange(90)))
            known["resources"]["jobs"] = {"requests": 30 + chance.randrange(9), "retried": 8 * (number % 7 == 4)}
            publish(self.output, known, "damaged" if number == count - 12 else None)
        self.now = time_of(count - 1, 18000)

    def page(self, *arguments):
        result = self.run_program("report", self.output, "--now", self.now, *arguments)
        self.assert_status(result, 0)
        return result.out


class Alone(Reported):
    def test_nothing_comes_from_elsewhere(self):
        self.busy_nights(5)
        text = self.page().decode()
        self.assertNotRegex(text, r"https?:|//[a-z]|url\(|@import|<script|<link|<img|<iframe|\son[a-z]+=")


@unittest.skipUnless(CHROMIUM, "chromium is not installed")
class InABrowser(Reported):
    def setUp(self):
        super().setUp()
        self.web = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        with open(os.path.join(HERE, "measure.html"), "rb") as file:
            self.web.pages = {"measure": file.read()}
        threading.Thread(target=self.web.serve_forever, daemon=True).start()
        self.addCleanup(self.web.server_close)
        self.addCleanup(self.web.shutdown)

    def url(self, width=None):
        base = "http://127.0.0.1:%d/" % self.web.server_port
        return base + ("measure?page=page&width=%d" % width if width else "page")

    def chromium(self, *arguments):
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--no-pdf-header-footer", "--virtual-time-budget=20000",
            "--user-data-dir=" + self.path("profile"), *arguments,
        ]  # fmt: skip
        done = subprocess.run(
            command, env={"PATH": os.environ["PATH"], "HOME": self.folder}, cwd=self.folder, timeout=HANG_SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def measure(self, width, *options):
        text = self.chromium(*options, "--window-size=%d,900" % max(width, 600), "--dump-dom", self.url(width))
        found = re.search(r'<pre id="found" hidden="">(.+?)</pre>', text, re.S)
        self.assertIsNotNone(found, text[-2000:])
        return json.loads(html.unescape(found.group(1)))

    def shoot(self, name, width, height, *options):
        """A picture of the whole page; its brightness, row by row."""
        path = self.path(name + ".png")
        size = "--window-size=%d,%d" % (width, height)
        self.chromium(*options, size, "--screenshot=" + path, self.url())
        self.keep(path)
        return list(picture.rows(path))

    def keep(self, path):
        if PICTURES:
            os.makedirs(PICTURES, exist_ok=True)
            shutil.copy(path, PICTURES)

    def assert_fits(self, found, width):
        """Nothing is cut off, nothing hides something else, everything can be read."""
        self.assertEqual(found["width"], width)
        self.assertEqual((found["outside"], found["overlapping"]), ([], []))
        self.assertLessEqual(found["scroll"], width)
        self.assertGreaterEqual(found["smallest"], 10.5)
        self.assertGreaterEqual(found["contrast"], 4.5)
        self.assertGreaterEqual(found["bars"], 4.5)
        self.assertEqual((found["flat"], found["unnamed"], found["unscoped"], found["dead"]), (0, 0, 0, 0))
        self.assertEqual((found["language"], found["loaded"]), ("en", []))

    def assert_drawn(self, rows, paper):
        """Paper with text and bars on it, from top to bottom."""
        ink = [sum(abs(pixel - paper) > 90 for pixel in row) for row in rows]
        share = sum(ink) / len(rows) / len(rows[0])
        self.assertTrue(0.01 < share < 0.3, share)
        longest = run = 0
        for one in ink:
            run = 0 if one else run + 1
            longest = max(longest, run)
        self.assertLess(longest, 150)

    def test_a_usual_account(self):
        self.busy_nights(30)
        self.web.pages["page"] = self.page()
        for width in (360, 768, 1200):
            found = self.measure(width)
            self.assert_fits(found, width)
            self.assertEqual(found["headings"], SECTIONS)
            self.assertEqual(found["charts"], 7 + 3 * 12 + 2)
            rows = self.shoot("usual-%d" % width, width, found["height"])
            self.assertEqual(len(rows[0]), width)
            self.assert_drawn(rows, 255)

    def test_in_the_dark(self):
        self.busy_nights(30)
        self.web.pages["page"] = self.page()
        for width in (360, 1200):
            found = self.measure(width, DARK)
            self.assertLess(found["paper"], 0.05)
            self.assert_fits(found, width)
        rows = self.shoot("dark-1200", 1200, found["height"], DARK)
        self.assert_drawn(rows, rows[5][5])

    def test_one_night(self):
        publish(self.output, night(30, {"jobs": table(created=7, unchanged=0)}))
        self.web.pages["page"] = self.page()
        for width in (360, 1200):
            self.assert_fits(self.measure(width), width)

    def test_a_year_of_a_large_account(self):
        self.busy_nights(366, factor=100000)
        self.web.pages["page"] = self.page("--nights", "366")
        for width in (360, 1200):
            found = self.measure(width)
            self.assert_fits(found, width)

    def test_many_tables_with_long_names(self):
        names = ["pinpoint_" + "job_seeker_structured_section_response_answers"[: 20 + i % 30] + str(i) for i in range(98)]
        self.busy_nights(30, names)
        self.web.pages["page"] = self.page()
        for width in (360, 1200):
            self.assert_fits(self.measure(width), width)

    def test_runs_that_are_not_pushed(self):
        long = "s3://" + "bucket-with-a-long-name-" * 2 + "x/" + "and/a/long/prefix/" * 6
        self.store.fault("refuse", times=-1, status=403, code="AccessDenied")
        for hour in ("02", "03"):
            self.export(*self.destination(long), "--now", "2026-11-30T%s:00:00Z" % hour)
        self.web.pages["page"] = page = self.page()
        self.assertIn(b"2 runs are not yet pushed", page)
        for width in (360, 1200):
            self.assert_fits(self.measure(width), width)

    @unittest.skipUnless(PDFTOTEXT, "pdftotext is not installed")
    def test_in_print(self):
        self.busy_nights(30)
        self.web.pages["page"] = self.page()
        path = self.path("usual.pdf")
        self.chromium("--print-to-pdf=" + path, DARK, self.url())
        self.keep(path)
        text = subprocess.run([PDFTOTEXT, "-layout", path, "-"], check=True, stdout=subprocess.PIPE).stdout.decode()
        pages = text.split("\f")[:-1]
        self.assertIn(len(pages), (3, 4, 5))
        for section in SECTIONS:
            self.assertEqual(len(re.findall("^ *%s$" % section[3:], text, re.M)), 1, section)
        for page in pages:
            # No heading stands alone at the end of a page.
            self.assertNotIn("H2 " + page.rstrip().rsplit("\n", 1)[-1].strip(), SECTIONS)
        self.assertNotIn("SELECT run_id FROM (", text)
        subprocess.run(["pdftoppm", "-png", "-r", "60", path, self.path("print")], check=True)
        for number in range(1, len(pages) + 1):
            name = self.path("print-%d.png" % number)
            self.keep(name)
            rows = list(picture.rows(name))
            self.assertEqual(rows[2][2], 255, "paper is white")
            self.assertGreater(sum(pixel < 128 for row in rows for pixel in row), 500, name)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()

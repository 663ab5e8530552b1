#!/usr/bin/env python3
"""Code without vector instructions does what the code with them does, to the byte (src/base/vector.h, tests/portable.mk)."""

import json
import os
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("PINPOINT_EXPORT", ROOT / "build/check/pinpoint-export"))
PORTABLE = PROGRAM.parent / "portable" / PROGRAM.name
GOLDEN = ROOT / "tests/golden"
BLOCK = 64  # bytes that are looked at together, at most
ODD = ['"', "\\", "\n", "\x7f", "é", "漢", "😀", ":null,", '","']  # characters that need a second look
BROKEN = [b"\x01", b"\xff", b"\xc3", b"\\x", b'"', b"\\ud800\\u00"]  # what ends a document, or changes it
LONG = 3 * BLOCK
FORMATS = ("csv", "ndjson")
ALL = os.environ.get("CHECK_LONG") == "1"


def both(*arguments, stdin=b""):
    """Status, rows and error lines of the two programs."""
    return [
        (done.returncode, done.stdout, done.stderr)
        for done in (
            subprocess.run([program, "map", *map(str, arguments), "--now", "2026-11-23T02:00:00Z"], input=stdin,
                           capture_output=True, timeout=30, env={"PATH": "/usr/bin:/bin"}, check=False)
            for program in (PROGRAM, PORTABLE)
        )
    ]


def candidates(texts, **form):
    data = [{"type": "candidates", "id": str(i + 1), "attributes": {"first_name": text}} for i, text in enumerate(texts)]
    return json.dumps({"data": data}, **form).encode()


class Portable(unittest.TestCase):
    def expect_same(self, *arguments, stdin=b"", status=0):
        usual, portable = both(*arguments, stdin=stdin)
        self.assertEqual(usual[0], status, usual[2])
        self.assertEqual(usual, portable)

    def test_it_is_other_code(self):
        for source in ("json/fast", "row/csv"):
            objects = [PROGRAM.parent / side / f"src/{source}.o" for side in ("obj", "portable/obj")]
            self.assertNotEqual(*[path.read_bytes() for path in objects])

    def test_golden_pages(self):
        for number, page in enumerate(sorted(GOLDEN.glob("*/*.json"))):
            for form in FORMATS if ALL else FORMATS[number % 2 :][:1]:
                with self.subTest(page=page.relative_to(GOLDEN), form=form):
                    self.expect_same(page.parent.name, page, "--format", form)

    def test_odd_characters_at_each_place_of_a_block(self):
        texts = ["x" * before + odd + "y" * (LONG - before) for odd in ODD for before in range(BLOCK + 1)]
        for form in ({"ensure_ascii": False}, {}, {"indent": 1}, {"separators": (",", ":")}):
            for words in ("csv", "ndjson"):
                with self.subTest(form=form, words=words):
                    self.expect_same("candidates", "--format", words, stdin=candidates(texts, **form))

    def test_broken_strings_at_some_places_of_a_block(self):
        whole = candidates(["x" * LONG])
        begin = whole.index(b"xxx")
        for broken in BROKEN:
            for at in (0, 7, 15, 16, BLOCK - 1, BLOCK):
                with self.subTest(broken=broken, at=at):
                    self.expect_same("candidates", stdin=whole[: begin + at] + broken + whole[begin + at :], status=6)


if __name__ == "__main__":
    unittest.main()

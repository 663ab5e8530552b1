#!/usr/bin/env python3
"""The recipes of src/README.md and mappings/README.md compile as printed, all of them in one copy of the sources."""

import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPILE = "cc -std=c11 -D_XOPEN_SOURCE=700 -Wall -Wextra -Wconversion -Werror -fsyntax-only -Isrc -Itests -include src/base/banned.h"
# Where the code blocks of each recipe go: in front of these texts of a file, or ("=") in their place. Without a text: a new file.
RECIPES = {
    ("src", "Your first option"): (
        ("src/cli/options.h", "char *subdomain;"),
        ("src/cli/option_table.c", '{"subdomain"'),
        ("src/app/cmd_status.c", "const char *path;", "TRY(state_open(",
         "=TRY(state_runs(report->state, STATUS_RUNS, report_add_run, report));",
         "=TRY(state_runs(report->state, STATUS_RUNS, report_add_json_run, report));"),
    ),
    ("src", "Your first warehouse dialect"): (
        ("src/warehouse/trino.c",),
        ("src/warehouse/dialects.h", "extern const struct dialect dialect_postgres"),
        ("src/warehouse/dialects.c", "&dialect_postgres,"),
    ),
    ("src", "Your first output format"): (
        ("src/row/tsv.c",),
        ("src/row/formats.h", "void row_csv_header", "=extern const struct row_reader_type csv_reader_type, ndjson_reader_type;"),
        ("src/row/format.h", "ROW_FORMATS }"),
        ("src/row/format.c", "[ROW_CSV]"),
    ),
    ("mappings", "Your first mapping"): (
        ("mappings/endpoints.c", "END_OF_ENDPOINTS,"),
        ("mappings/endpoints.c", '"job_hiring_team",'),
        ("mappings/unified/departments.c",),
    ),
    ("mappings", "Your first native table"): (("mappings/endpoints.c", "END_OF_ENDPOINTS"), ("mappings/native/referrals.c",)),
    ("mappings", "Your first word"): (
        ("src/map/mapping.h", "SOURCE_KINDS,"),
        ("src/map/words.h", "#define NOTHING "),
        ("src/map/source.c", "enum rc source_raw("),
        ("src/map/sources.h", "source_function question_format;"),
        ("src/map/word_table.c", "[SOURCE_RAW]"),
        ("tests/unit/map/test_convert.c", 'COL("text"', "CONVERSION(text)", '{"text"'),
    ),
}


class Recipes(unittest.TestCase):
    def apply(self, path, texts, block):
        if not texts:
            return path.write_text(block + "\n")
        pieces = re.split(r"\n\n+(?=\S)", block)
        self.assertEqual(len(pieces), len(texts), block)
        for text, piece in zip(texts, pieces):
            self.assertIn(text.lstrip("="), path.read_text(), path)
            new = piece if text.startswith("=") else piece + "\n" + text
            path.write_text(path.read_text().replace(text.lstrip("="), new, 1))

    def test_they_compile(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("src", "mappings", "tests"):
                shutil.copytree(ROOT / name, Path(folder, name))
            for (page, heading), places in RECIPES.items():
                section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", (ROOT / page / "README.md").read_text(), re.M | re.S)
                blocks = [textwrap.dedent(one).strip() for one in re.findall(r"(?:^ {4,}.*\n|^\n(?= {4}))+", section[1], re.M)]
                self.assertGreaterEqual(len(blocks), len(places), heading)
                for (name, *texts), block in zip(places, blocks):
                    self.apply(Path(folder, name), texts, block)
            files = sorted({name for places in RECIPES.values() for name, *_ in places if name.endswith(".c")})
            for name in files:
                done = subprocess.run([*COMPILE.split(), name], cwd=folder, stderr=subprocess.PIPE, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()

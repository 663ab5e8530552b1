#!/usr/bin/env python3
"""Asks the five questions of dashboard.sql and draws the answers.

    scripts/dashboard.py psql --csv --quiet                    both models must be loaded (--tables all)
    scripts/dashboard.py duckdb -csv warehouse.duckdb

The arguments are a client that reads SQL from standard input and writes CSV. Writes scripts/dashboard.svg and prints the answers
as Markdown tables.
"""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
WIDTH, BAR, LABEL, MARGIN = 400, 18, 150, 16
COLUMNS = 2


def questions():
    """(title, subtitle, query) of each statement."""
    for statement in (HERE / "dashboard.sql").read_text(encoding="utf-8").strip().split(";\n"):
        comment, query = statement.strip().removeprefix("-- ").split("\n", 1)
        title, _, subtitle = comment.partition(": ")
        yield title, subtitle, query.rstrip(";") + ";\n"


def ask(client, query):
    """The header and the rows."""
    done = subprocess.run(client, input=query, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(done.stdout))
    return header, rows


def cut(text, most=24):
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= most else text[: most - 1] + "…"


def panel(left, top, title, subtitle, rows):
    """Bars for the second column of the rows, labels from the first one."""
    yield '<text x="%d" y="%d" class="title">%s</text>' % (left, top + 14, escape(title))
    yield '<text x="%d" y="%d" class="note">%s</text>' % (left, top + 30, escape(subtitle))
    greatest = max([float(row[1]) for row in rows] or [1]) or 1
    for place, row in enumerate(rows):
        y = top + 42 + place * BAR
        length = float(row[1]) / greatest * (WIDTH - LABEL - 60)
        yield '<text x="%d" y="%d" class="label">%s</text>' % (left + LABEL - 6, y + 12, escape(cut(row[0])))
        yield '<rect x="%d" y="%d" width="%.1f" height="%d"/>' % (left + LABEL, y, length, BAR - 5)
        yield '<text x="%.1f" y="%d" class="number">%s</text>' % (left + LABEL + length + 5, y + 12, escape(row[1]))


def picture(answers):
    heights = [42 + len(rows) * BAR + MARGIN for _, _, _, rows in answers]
    tops, lines = [MARGIN] * COLUMNS, []
    for (title, subtitle, _, rows), height in zip(answers, heights):
        column = tops.index(min(tops))
        lines += panel(MARGIN + column * (WIDTH + MARGIN), tops[column], title, subtitle, rows)
        tops[column] += height
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">' % (
            COLUMNS * (WIDTH + MARGIN) + MARGIN, max(tops)),
        '<style>.title{font-size:14px;font-weight:bold}.note{fill:#666}.label{text-anchor:end}.number{fill:#444}rect{fill:#3b6ea5}</style>',
        '<rect width="100%" height="100%" style="fill:#fff"/>', *lines, "</svg>", ""])  # fmt: skip


def table(header, rows):
    yield "| %s |" % " | ".join(header)
    yield "|%s" % ("---|" * len(header))
    for row in rows:
        yield "| %s |" % " | ".join(cut(field) for field in row)


def main():
    client = sys.argv[1:]
    if not client:
        sys.exit("dashboard: name a client that reads SQL and writes CSV, such as: psql --csv --quiet")
    answers = [(title, subtitle, *ask(client, query)) for title, subtitle, query in questions()]
    (HERE / "dashboard.svg").write_text(picture(answers), encoding="utf-8")
    for title, subtitle, header, rows in answers:
        print("**%s**: %s\n\n%s\n" % (title, subtitle, "\n".join(table(header, rows))))


if __name__ == "__main__":
    main()

"""Rows of one table from saved pages, as `pinpoint-export map` has to write them."""

import argparse
import sys

from . import columns, native
from .reading import Document
from .tables import Tables
from .values import timestamp
from .writing import FORMATS


COLUMNS = {**columns.COLUMNS, **native.COLUMNS}


def rows(table, form, bodies, account, now):
    changed_at = timestamp(now)
    tables = (Tables if table in columns.COLUMNS else native.NativeTables)(account, changed_at)
    for body in bodies:
        tables.read(tables.resource_of[table], Document(body))
    return FORMATS[form](COLUMNS[table], tables.rows[table]), tables.warnings[table]


def main():
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__)
    parser.add_argument("table", choices=COLUMNS)
    parser.add_argument("file", nargs="+", type=argparse.FileType("rb"))
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--account", default="local")
    parser.add_argument("--now", default="2026-11-23T02:00:00Z")
    chosen = parser.parse_args()
    bodies = [file.read() for file in chosen.file]
    text, warnings = rows(chosen.table, chosen.format, bodies, chosen.account, chosen.now)
    sys.stdout.buffer.write(text)
    for name, count in warnings.items():
        print("%s %d" % (name, count), file=sys.stderr)


if __name__ == "__main__":
    main()

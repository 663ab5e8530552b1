"""Rows as CSV and NDJSON, to the byte."""

from .values import quoted


def csv_cell(kind, value):
    if value is None:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("number", "integer"):
        return str(value)
    return '"%s"' % value.replace('"', '""')


def ndjson_cell(kind, value):
    if value is None:
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    return str(value) if kind in ("number", "integer", "json") else quoted(value)


def as_csv(columns, rows):
    lines = [",".join(name for name, _ in columns)]
    lines += (",".join(csv_cell(kind, row[name]) for name, kind in columns) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def as_ndjson(columns, rows):
    return "".join(
        "{%s}\n" % ",".join('"%s":%s' % (name, ndjson_cell(kind, row[name])) for name, kind in columns) for row in rows
    ).encode()


FORMATS = {"csv": as_csv, "ndjson": as_ndjson}

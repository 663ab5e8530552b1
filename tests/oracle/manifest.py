"""The defects of a manifest as a list of complaints: order of keys, counts, sizes, digests, columns, watermarks."""

import gzip
import hashlib
import json
import os

from .columns import REQUIRED
from .values import timestamp

TOP = (
    "manifest_version tool run_id account mode format complete started_at finished_at previous_run_id watermark tables "
    "resources"
).split()
TABLE = "status watermark rows warnings replaced_characters columns primary_key files".split()
ROWS = "written created changed deleted unchanged unconfirmed".split()
FILE = "path rows bytes uncompressed_bytes sha256".split()
RESOURCE = "given_up announced received pages passes requests retried bytes read_at".split()


class Complaints(list):
    def expect(self, what, found, wanted):
        if found != wanted:
            self.append("%s: found %r, wanted %r" % (what, found, wanted))


def complaints(folder, form, tables):
    """About a complete snapshot under --now with the rows in `tables`. Skips tables that the oracle does not know."""
    out = Complaints()
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    out.expect("keys", list(manifest), TOP)
    for name, wanted in (
        ("manifest_version", 1),
        ("run_id", os.path.basename(folder)),
        ("account", tables.account),
        ("mode", "snapshot"),
        ("format", form),
        ("complete", True),
        ("finished_at", tables.changed_at),
        ("started_at", tables.changed_at),
        ("previous_run_id", None),
        ("watermark", tables.changed_at),
    ):
        out.expect(name, manifest[name], wanted)
    out.expect("tool", (list(manifest["tool"]), manifest["tool"]["name"]), (["name", "version"], "pinpoint-export"))
    out.expect("tables", [table for table in manifest["tables"] if table in tables.columns], list(tables.columns))
    asked = list(dict.fromkeys(tables.resource_of.values()))
    out.expect("resources", [resource for resource in manifest["resources"] if resource in asked], asked)
    for table in tables.columns:
        check_table(out, table, manifest["tables"][table], tables)
        check_files(out, table, manifest["tables"][table], os.path.join(folder, table), form)
    for resource in asked:
        check_resource(out, resource, manifest["resources"][resource], tables)
    return out


def described(tables, table, name, kind):
    out = {"name": name, "type": kind, "nullable": name not in REQUIRED}
    return {**out, "compared": False} if (table, name) in tables.not_compared else out


def check_table(out, table, entry, tables):
    rows = tables.rows[table]
    counts = dict.fromkeys(ROWS, 0) | {"written": len(rows), "created": len(rows)}
    updates = [row[tables.updated_at] for row in rows if row.get(tables.updated_at)]
    watermark = {"changed_at": tables.changed_at if rows else None, "remote_updated_at": max(updates, default=None)}
    columns = [described(tables, table, name, kind) for name, kind in tables.columns[table]]
    out.expect(table, list(entry), TABLE)
    out.expect(table + " order of rows", list(entry["rows"]), ROWS)
    out.expect(table + " order of watermark", list(entry["watermark"]), list(watermark))
    out.expect(table + " order in columns", [list(column) for column in entry["columns"]], [list(column) for column in columns])
    for name, wanted in (
        ("status", "complete"),
        ("watermark", watermark),
        ("rows", counts),
        ("warnings", dict(tables.warnings[table])),
        ("replaced_characters", tables.replaced[table]),
        ("columns", columns),
        ("primary_key", ["id"]),
    ):
        out.expect("%s %s" % (table, name), entry[name], wanted)


def check_files(out, table, entry, path, form):
    out.expect(table + " files", len(entry["files"]), 1)
    for file in entry["files"]:
        out.expect(table + " file", list(file), FILE)
        out.expect(table + " path", file["path"], "%s.%s.gz" % (table, form))
        with open("%s.%s.gz" % (path, form), "rb") as stream:
            raw = stream.read()
        whole = gzip.decompress(raw)
        no_name_no_time, written_by = raw[:8].hex(), raw[9]
        out.expect(table + " gzip header", (no_name_no_time, written_by), ("1f8b080000000000", 255))
        out.expect(table + " bytes", file["bytes"], len(raw))
        out.expect(table + " uncompressed_bytes", file["uncompressed_bytes"], len(whole))
        out.expect(table + " sha256", file["sha256"], hashlib.sha256(raw).hexdigest())
        out.expect(table + " rows", file["rows"], entry["rows"]["written"])


def check_resource(out, resource, entry, tables):
    table = next(name for name, asked in tables.resource_of.items() if asked == resource)
    count = len(tables.rows[table])
    out.expect(resource, list(entry), RESOURCE)
    out.expect(resource + " received", entry["received"], count)
    for name, wanted in (("given_up", []), ("passes", 1), ("retried", 0)):
        out.expect("%s %s" % (resource, name), entry[name], wanted)
    out.expect(resource + " requests", entry["requests"] >= entry["pages"] >= 1, True)
    out.expect(resource + " read_at", timestamp(entry["read_at"]), entry["read_at"])
    out.expect(resource + " bytes", entry["bytes"] > 0, True)

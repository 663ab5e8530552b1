"""Manifests of runs that never were, for tests of `report`: many nights at once, and what no service sends."""

import datetime
import json
import os

FIRST = datetime.datetime(2026, 10, 1, 2, 0)
TABLES = ("users", "jobs", "candidates")


def run_name(number):
    return (FIRST + datetime.timedelta(days=number)).strftime("%Y%m%dT%H%M%SZ")


def time_of(number, seconds=0):
    return (FIRST + datetime.timedelta(days=number, seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def table(created=0, changed=0, deleted=0, unchanged=100, status="complete", warnings=None):
    rows = {"created": created, "changed": changed, "deleted": deleted, "unchanged": unchanged, "unconfirmed": 0}
    return {
        "status": status,
        "watermark": {"changed_at": None, "remote_updated_at": None},
        "rows": {"written": created + changed + deleted, **rows},
        "warnings": warnings or {},
        "replaced_characters": 0,
        "columns": [{"name": "id", "type": "text", "nullable": False}],
        "primary_key": ["id"],
        "files": [],
    }


def night(number, tables=None, **changed):
    """The manifest of that night, in which nothing happened, but for what is given."""
    tables = tables or {}
    return {
        "manifest_version": 1,
        "tool": {"name": "pinpoint-export", "version": "0.1.0"},
        "run_id": run_name(number),
        "account": "acme",
        "mode": "changes",
        "format": "csv",
        "complete": all(one["status"] == "complete" for one in tables.values()),
        "started_at": time_of(number),
        "finished_at": time_of(number, 192),
        "previous_run_id": run_name(number - 1) if number else None,
        "watermark": time_of(number),
        "tables": {**{name: table() for name in TABLES}, **tables},
        "resources": {
            "users": {"given_up": [], "announced": 1, "requests": 4, "retried": 1},
            "jobs": {"given_up": [], "announced": 1, "requests": 7, "retried": 0},
        },
        **changed,
    }


def publish(output, manifest, text=None):
    """Puts the manifest, or another text in its place, where a run of that name would be."""
    folder = os.path.join(output, manifest["run_id"])
    os.makedirs(folder)
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(manifest) if text is None else text)
    return manifest["run_id"]

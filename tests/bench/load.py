#!/usr/bin/env python3
"""Loads a run of a million applications (or as many as the argument says) into the warehouses that can be run here.

    python3 tests/bench/load.py [ROWS] [ENGINE...]

The files are made here, with ids and times as a real account has them and without remote_data. Then the script of `load` goes through
each client twice: into an empty warehouse, and again, when every row is there. Prints the size of the files, seconds of wall time,
and the greatest memory of the client, which for DuckDB and ClickHouse is all of it.
"""

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "load"))

from engines import ENGINES, ROOT  # noqa: E402

PROGRAM = os.path.join(ROOT, "build", "pinpoint-export")
COLUMNS = [("id", "text"), ("remote_id", "text"), ("changed_at", "timestamp"), ("remote_deleted_at", "timestamp"), ("outcome", "text"),
           ("current_stage_id", "text"), ("job_id", "text"), ("candidate_id", "text"), ("remote_created_at", "timestamp"),
           ("remote_updated_at", "timestamp")]  # fmt: skip
OUTCOMES = ("PENDING", "DECLINED", "DECLINED", "DECLINED", "HIRED")
PART_ROWS = 2_500_000
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def identifier(number):
    """24 characters that do not compress, as hashes do not; different for different numbers."""
    left, text = number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 136), ""
    while len(text) < 24:
        left, digit = divmod(left, 58)
        text += ALPHABET[digit]
    return text


def row(number):
    created = "2026-%02d-%02dT%02d:%02d:%02d.000Z" % (number % 11 + 1, number // 11 % 28 + 1, number % 24, number % 60, number * 7 % 60)
    return (identifier(number), str(8000000 + number), "2026-11-23T02:00:00.000Z", None, OUTCOMES[number % 5], identifier(number % 4000),
            identifier(number % 900 + (1 << 40)), identifier(number + (1 << 41)), created, created)  # fmt: skip


def line(values, form):
    if form == "csv":
        return ",".join("" if value is None else '"%s"' % value for value in values) + "\n"
    return json.dumps(dict(zip((name for name, _ in COLUMNS), values)), separators=(",", ":")) + "\n"


def make_run(folder, form, rows):
    files, path = [], os.path.join(folder, form)
    os.mkdir(path)
    for part, first in enumerate(range(0, rows, PART_ROWS), 1):
        count = min(PART_ROWS, rows - first)
        name = "applications.%05d.%s.gz" % (part, form)
        with gzip.open(os.path.join(path, name), "wt", compresslevel=6, newline="\n") as file:
            if form == "csv":
                file.write(",".join(name for name, _ in COLUMNS) + "\n")
            file.writelines(line(row(first + n), form) for n in range(count))
        size = os.path.getsize(os.path.join(path, name))
        files.append({"path": name, "rows": count, "bytes": size, "uncompressed_bytes": 0, "sha256": ""})
    table = {"status": "complete", "rows": {"written": rows}, "files": files,
             "columns": [{"name": name, "type": kind, "nullable": True} for name, kind in COLUMNS]}  # fmt: skip
    manifest = {"manifest_version": 1, "run_id": "20261123T020000Z", "account": "bench", "mode": "snapshot", "format": form, "complete": True,
                "finished_at": "2026-11-23T02:09:00.000Z", "previous_run_id": None, "watermark": "2026-11-23T02:00:00.000Z",
                "tables": {"applications": table}}  # fmt: skip
    with open(os.path.join(path, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file)
    return path, sum(file["bytes"] for file in files)


def child_memory():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def measured(engine, warehouse, path):
    script = subprocess.run([PROGRAM, "load", path, "--as", engine.name], check=True, stdout=subprocess.PIPE).stdout
    began = time.monotonic()
    done = engine.run(warehouse, script)
    assert done.returncode == 0, done.stderr[-2000:]
    return time.monotonic() - began


def one_engine(kind, path, folder):
    """In a process of its own, so that its greatest memory is its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        engine = kind(folder)
        warehouse = engine.warehouse()
        seconds = [measured(engine, warehouse, path) for _ in range(2)]
        memory = child_memory()
        engine.close()
        os.write(writing, json.dumps([*seconds, memory]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    wanted = sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="pinpoint-bench-") as folder:
        os.chmod(folder, 0o755)
        runs = {}
        print("%-11s %-7s %9s %9s %9s %9s" % ("warehouse", "format", "MB", "first s", "again s", "MiB"))
        for kind in ENGINES:
            if kind.missing() or (wanted and kind.name not in wanted):
                continue
            form = kind.formats[0]
            if form not in runs:
                runs[form] = make_run(folder, form, rows)
            path, size = runs[form]
            first, again, memory = one_engine(kind, path, folder)
            print("%-11s %-7s %9.0f %9.1f %9.1f %9d" % (kind.name, form, size / 1e6, first, again, memory), flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""verify: a run that is as it was published is told so; whatever was done to it since is found, and named."""

import gzip
import hashlib
import json
import os
import shutil
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import TABLES, Service, main  # noqa: E402
from shim import Shimmed, fault  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
NAME = "20261123T020000Z"
HEADER_SIZE = 10  # of a gzip member


class Verifying(Service):
    def verify(self, run=None, *arguments, **further):
        return self.run_program("verify", run or self.run_path(), *arguments, **further)

    def run_path(self, *names):
        return os.path.join(self.output, NAME, *names)

    def assert_same(self, run=None):
        result = self.verify(run)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        self.assertRegex(result.out.decode(), r"\A%s: as published, \d+ tables, \d+ files, \d+ rows, \d+ bytes\n\Z" % NAME)
        return result

    def assert_differs(self, file, *parts, run=None):
        """Status 10, one line that names the file, and the same as an object."""
        result = self.verify(run, "--json")
        self.assert_status(result, 10)
        self.assertEqual(len(result.errors), 1, str(result))
        for part in (file, "expected ", "found ", "; the run is not as it was published: ", *parts):
            self.assertIn(part, result.errors[0])
        told = json.loads(result.out)
        self.assertEqual((told["ok"], told["difference"]["file"]), (False, file), result.errors)
        return told["difference"]

    def change(self, name, change):
        """The file's bytes, changed; the modes stay."""
        with open(self.run_path(name), "rb") as file:
            raw = file.read()
        with open(self.run_path(name), "wb") as file:
            file.write(change(raw))

    def change_manifest(self, change):
        def changed(raw):
            manifest = json.loads(raw)
            change(manifest)
            return json.dumps(manifest).encode()

        self.change("manifest.json", changed)

    def rewrite(self, name, text, **told):
        """Another content under a manifest that tells of it rightly, but for what `told` says."""
        raw = gzip.compress(text, mtime=0)
        self.replace(name, raw, uncompressed_bytes=len(text), **told)

    def replace(self, name, raw, **told):
        self.change(name, lambda _: raw)
        told = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), **told}

        def tell(manifest):
            table = manifest["tables"][name.split(".")[0]]
            table["files"][0].update(told)
            table["rows"]["written"] = sum(one["rows"] for one in table["files"])

        self.change_manifest(tell)

    def text(self, name):
        with gzip.open(self.run_path(name)) as file:
            return file.read()


class Good(Verifying):
    def test_both_formats_plain_and_in_parts_and_through_the_link(self):
        for form in ("csv", "ndjson"):
            for further in ((), ("--max-file-size", "1kB"), ("--umask", "022"), ("--gzip-level", "1"),
                            ("--exclude-columns", "*.remote_data,jobs.name"), ("--tables", "tags,users")):
                shutil.rmtree(self.output, ignore_errors=True)
                self.assert_status(self.export("--now", NOW, "--format", form, *further), 0)
                self.assert_same()
                self.assert_same(self.path("output", "latest"))
                self.assert_same("output/latest/")

    def test_large_cells_and_many_rows(self):
        self.account(size=300, heavy=5)
        self.assert_status(self.export("--now", NOW, "--max-file-size", "20kB"), 0)
        self.assertGreater(len(self.manifest()["tables"]["candidates"]["files"]), 2)
        self.assert_same()

    def test_an_empty_account(self):
        self.account(size=0)
        for form in ("csv", "ndjson"):
            shutil.rmtree(self.output, ignore_errors=True)
            self.assert_status(self.export("--now", NOW, "--format", form), 0)
            self.assert_same()

    def test_tables_that_were_not_readable(self):
        self.faults("forbid:resource=jobs")
        self.assert_status(self.export("--now", NOW), 3)
        self.assert_same()

    def test_a_run_may_be_moved_and_is_not_written_to(self):
        self.export("--now", NOW)
        before = {name: os.stat(self.run_path(name)).st_mtime_ns for name in os.listdir(self.run_path())}
        self.assert_same()
        self.assertEqual(before, {name: os.stat(self.run_path(name)).st_mtime_ns for name in os.listdir(self.run_path())})
        shutil.move(self.run_path(), self.path("elsewhere"))
        shutil.rmtree(self.output)
        self.assert_same(self.path("elsewhere"))

    def test_nothing_stands_on_standard_output_where_a_run_differs(self):
        self.export("--now", NOW)
        os.remove(self.run_path("tags.csv.gz"))
        self.assert_one_error(self.verify(), 10, "tags.csv.gz: expected a regular file, found no such file; ")

    def test_json(self):
        self.export("--now", NOW)
        result = self.verify(None, "--json")
        self.assert_status(result, 0)
        manifest, told = self.manifest(), json.loads(result.out)
        files = [file for table in manifest["tables"].values() for file in table["files"]]
        self.assertEqual(told, {
            "ok": True, "run_id": NAME, "account": "acme", "tables": len(TABLES), "files": len(files),
            "rows": sum(file["rows"] for file in files), "bytes": sum(file["bytes"] for file in files), "difference": None,
        })

    def test_keys_of_later_versions_and_another_layout_are_fine(self):
        self.export("--now", NOW)

        def change(manifest):
            manifest["future"] = {"a": [1, {"b": None}], "tables": 7}
            manifest["tables"]["jobs"]["future"] = [True]

        self.change_manifest(change)
        self.assert_same()


class Usage(Verifying):
    def test_what_is_no_run(self):
        self.export("--now", NOW)
        os.mkdir(self.path("empty"))
        self.write("file", "x")
        for path, part in (("nowhere", "no directory"), ("file", "no directory"), ("empty", "no run"),
                           ("output", "output/latest"), ("output/.state", "no run")):
            self.assert_one_error(self.verify(path), 2, path, part)
        self.assert_one_error(self.run_program("verify"), 2, "a run's directory")
        self.assert_one_error(self.run_program("verify", "output/latest", "more"), 2, "more")
        self.assert_one_error(self.run_program("verify", "output/latest", "--tables", "jobs"), 2, "--tables")

    def test_a_broken_link(self):
        self.export("--now", NOW)
        shutil.rmtree(self.run_path())
        self.assert_one_error(self.verify("output/latest"), 2, "output/latest")

    def test_neither_key_nor_account_is_needed(self):
        self.export("--now", NOW)
        self.assert_status(self.verify(None, env={"PINPOINT_API_KEY": None}), 0)

    def test_what_cannot_be_read_is_no_difference(self):
        self.export("--now", NOW)
        os.chmod(self.run_path("users.csv.gz"), 0)
        if os.geteuid() == 0:
            self.assert_same()  # nothing is closed to root
        else:
            self.assert_one_error(self.verify(), 7, "users.csv.gz")

    def test_a_pipe_is_not_waited_for(self):
        self.export("--now", NOW)
        os.remove(self.run_path("tags.csv.gz"))
        os.mkfifo(self.run_path("tags.csv.gz"))
        self.assert_differs("tags.csv.gz", "a regular file")


class Bytes(Verifying):
    def test_flipped_bytes_of_a_file_are_found(self):
        self.account(size=1)
        self.export("--now", NOW, "--tables", "users")
        name = "users.csv.gz"
        size = os.path.getsize(self.run_path(name))

        def flip(at):
            folder = self.path("flip-%d" % at)
            shutil.copytree(self.run_path(), folder)
            with open(os.path.join(folder, name), "r+b") as file:
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ 1 << at % 8]))
            result = self.verify(folder)
            shutil.rmtree(folder)
            return at, result

        with ThreadPoolExecutor(4) as pool:
            for at, result in pool.map(flip, range(0, size, 7)):
                self.assert_one_error(result, 10, name, "sha256")

    def test_truncated_and_lengthened(self):
        self.export("--now", NOW)
        for change in (lambda raw: raw[:-1], lambda raw: raw[:HEADER_SIZE], lambda raw: b"", lambda raw: raw + b"\0",
                       lambda raw: raw + raw):
            shutil.copytree(self.run_path(), self.path("kept"))
            self.change("jobs.csv.gz", change)
            self.assert_differs("jobs.csv.gz", " bytes, found ")
            shutil.rmtree(self.run_path())
            shutil.move(self.path("kept"), self.run_path())

    def test_gzip_that_the_manifest_agrees_with(self):
        self.export("--now", NOW)
        text = self.text("jobs.csv.gz")
        member = gzip.compress(text, mtime=0)
        wrong_crc = member[:-8] + bytes([member[-8] ^ 1]) + member[-7:]
        wrong_length = member[:-1] + bytes([member[-1] ^ 1])
        for raw, part in ((member[:-1], "unexpected end"), (member[:len(member) // 2], "unexpected end"), (b"", "unexpected end"),
                          (member + b"\0", "trailing bytes"), (member + b"more", "trailing bytes"),
                          (member + gzip.compress(b""), "a second member"),
                          (gzip.compress(text[:100]) + gzip.compress(text[100:]), "a second member"),
                          (wrong_crc, "data check"), (wrong_length, "length check"), (zlib.compress(text), "inflated"),
                          (text, "inflated")):
            self.replace("jobs.csv.gz", raw)
            self.assert_differs("jobs.csv.gz", "one whole gzip member", part)

    def test_a_bomb_ends_at_the_size_that_was_told(self):
        self.export("--now", NOW)
        text = self.text("users.csv.gz")
        self.replace("users.csv.gz", gzip.compress(text + b"\n" * (100 << 20)))
        result = self.assert_differs("users.csv.gz", "%d uncompressed bytes, found more" % len(text))
        self.assertIsNone(result["row"])

    def test_hash_and_sizes_in_the_manifest(self):
        self.export("--now", NOW)
        file = self.manifest()["tables"]["jobs"]["files"][0]
        for key, value, part in (("bytes", file["bytes"] + 1, "bytes"), ("rows", file["rows"] + 1, "rows"),
                                 ("uncompressed_bytes", file["uncompressed_bytes"] + 1, "uncompressed bytes"),
                                 ("uncompressed_bytes", file["uncompressed_bytes"] - 1, "uncompressed bytes"),
                                 ("sha256", file["sha256"][::-1], "sha256")):
            self.change_manifest(lambda m: m["tables"]["jobs"]["files"][0].update({**file, key: value}))
            self.change_manifest(lambda m: m["tables"]["jobs"]["rows"].update(written=m["tables"]["jobs"]["files"][0]["rows"]))
            self.assert_differs("jobs.csv.gz", part)


class Names(Verifying):
    def setUp(self):
        super().setUp()
        self.export("--now", NOW)

    def test_a_missing_file(self):
        os.remove(self.run_path("tags.csv.gz"))
        self.assert_differs("tags.csv.gz", "no such file")

    def test_a_file_too_many(self):
        for name in ("notes.txt", "users.00002.csv.gz", ".hidden", "manifest.json.bak"):
            with open(self.run_path(name), "w"):
                pass
            self.assert_differs(name, "only files that the manifest lists")
            os.remove(self.run_path(name))
        os.mkdir(self.run_path("folder"))
        self.assert_differs("folder", "only files")

    def test_a_strange_name_is_shown_as_text(self):
        with open(os.path.join(os.fsencode(self.run_path()), b"\xff\n\x1b[2J"), "w"):
            pass
        self.assert_differs("???[2J", "only files")

    def test_a_link_instead_of_a_file(self):
        shutil.move(self.run_path("jobs.csv.gz"), self.path("jobs.csv.gz"))
        os.symlink(self.path("jobs.csv.gz"), self.run_path("jobs.csv.gz"))
        self.assert_differs("jobs.csv.gz", "a symbolic link")
        os.remove(self.run_path("jobs.csv.gz"))
        os.mkdir(self.run_path("jobs.csv.gz"))
        self.assert_differs("jobs.csv.gz", "a directory")

    def test_paths_that_lead_elsewhere(self):
        shutil.copy(self.run_path("jobs.csv.gz"), os.path.join(self.output, "jobs.csv.gz"))
        for path in ("../jobs.csv.gz", "..", ".", "", "/etc/passwd", "./jobs.csv.gz", "jobs.csv", "users.csv.gz",
                     "jobs.00001.csv.gz", "jobs.csv.gz\u0001", "manifest.json"):
            self.change_manifest(lambda manifest: manifest["tables"]["jobs"]["files"][0].update(path=path))
            self.assert_differs("manifest.json", "jobs.csv.gz")

    def test_a_table_whose_name_leads_elsewhere(self):
        def change(manifest):
            manifest["tables"]["../jobs"] = manifest["tables"].pop("jobs")
            manifest["tables"]["../jobs"]["files"][0]["path"] = "../jobs.csv.gz"

        shutil.copy(self.run_path("jobs.csv.gz"), os.path.join(self.output, "jobs.csv.gz"))
        os.remove(self.run_path("jobs.csv.gz"))
        self.change_manifest(change)
        self.assert_differs("manifest.json", "own directory")

    def test_parts_of_another_run(self):
        shutil.rmtree(self.output)
        self.export("--now", NOW, "--max-file-size", "1kB")
        first, second = [self.run_path("jobs.0000%d.csv.gz" % number) for number in (1, 2)]
        shutil.move(first, self.path("kept"))
        shutil.move(second, first)
        shutil.move(self.path("kept"), second)
        self.assert_differs("jobs.00001.csv.gz")


class Rows(Verifying):
    """The manifest and the bytes agree, and still the rows are not what the manifest promises."""

    def setUp(self):
        super().setUp()
        self.export("--now", NOW)

    def users(self, change, *parts, row=None):
        lines = self.written().split(b"\n")
        self.rewrite("users.csv.gz", b"\n".join(change(list(lines))))
        self.assertEqual(self.assert_differs("users.csv.gz", *parts)["row"], row)

    def written(self):
        if not hasattr(self, "kept"):
            self.kept = self.text("users.csv.gz")
        return self.kept

    def test_a_row_too_few_or_too_many(self):
        self.users(lambda lines: lines[:-2] + [b""], "rows, found")
        self.users(lambda lines: lines[:2] + lines[1:], "rows, found")

    def test_a_header_that_is_not_the_columns(self):
        self.users(lambda lines: [lines[0].replace(b"id,remote_id", b"remote_id,id")] + lines[1:], '"id"', "place 1")
        self.users(lambda lines: [lines[0].replace(b"email", b"e-mail")] + lines[1:], '"email"')
        self.users(lambda lines: [b'"id"' + lines[0][2:]] + lines[1:], '"id"')
        self.users(lambda lines: [lines[0] + b",more"] + lines[1:], "header line", "at least 8")
        self.users(lambda lines: [lines[0].replace(b",email", b"")] + lines[1:], "header line", "found 6")
        self.users(lambda lines: [b"\xef\xbb\xbf" + lines[0]] + lines[1:], '"id"')
        self.users(lambda lines: [b""], "a header line, found none")
        self.users(lambda lines: lines[1:], '"id"')

    def test_a_row_of_another_width(self):
        self.users(lambda lines: lines[:2] + [lines[2] + b","] + lines[3:], "7 columns", "at least 8", row=2)
        self.users(lambda lines: lines[:3] + [lines[3].rsplit(b",", 1)[0]] + lines[4:], "7 columns", "found 6", row=3)
        self.users(lambda lines: lines[:2] + [b""] + lines[2:], "7 columns", "found 0", row=2)

    def test_another_grammar(self):
        self.users(lambda lines: lines[:2] + [lines[2] + b"\r"] + lines[3:], "CSV", row=2)
        self.users(lambda lines: lines[:2] + [b" " + lines[2]] + lines[3:], "CSV", "quotation mark", row=2)
        self.users(lambda lines: lines[:-1], "CSV", "does not end", row=len(self.written().split(b"\n")) - 2)
        self.users(lambda lines: lines[:-2] + [lines[-2].rsplit(b",", 1)[0] + b',"', b""], "CSV", "between quotation marks",
                   row=len(self.written().split(b"\n")) - 2)

    def test_values_that_a_column_does_not_hold(self):
        def cell(number, value):
            def change(lines):
                cells = lines[2].split(b",")
                cells[number] = value
                return lines[:2] + [b",".join(cells)] + lines[3:]

            return change

        self.users(cell(0, b""), '"id"', "NULL", row=2)
        self.users(cell(0, b"bare"), '"id"', "text", row=2)
        self.users(cell(2, b'"2026-11-23T02:00:00Z"'), '"changed_at"', "a time", row=2)
        self.users(cell(4, b'"\xff"'), '"first_name"', "UTF-8", row=2)
        self.users(cell(4, b'"a\0b"'), '"first_name"', "UTF-8", row=2)

    def test_no_content_stands_in_a_message(self):
        secret = b"Secret-Person"
        self.rewrite("users.csv.gz", self.text("users.csv.gz").replace(b"\n", b"\n" + secret, 2))
        result = self.verify(None, "--json")
        self.assert_status(result, 10)
        self.assertNotIn(secret, result.err.encode() + result.out)

    def test_ndjson(self):
        shutil.rmtree(self.output)
        self.export("--now", NOW, "--format", "ndjson")
        kept = self.text("jobs.ndjson.gz")
        lines = kept.split(b"\n")
        first = json.loads(lines[0])
        turned = json.dumps({"remote_id": first["remote_id"], **first}, separators=(",", ":")).encode()
        more = json.dumps({**first, "more": 1}, separators=(",", ":")).encode()
        fewer = json.dumps({name: first[name] for name in list(first)[:-1]}, separators=(",", ":")).encode()
        wrong = json.dumps({**first, "confidential": 1}, separators=(",", ":")).encode()
        spaced = json.dumps(first).encode()
        for line, *parts in ((turned, "name of member 1"), (more, "more than"), (fewer, "members"), (b"[]", "no object"),
                             (b"", "not JSON"), (lines[0][:-1], "not JSON"), (wrong, '"confidential"'),
                             (spaced, "white space"), (lines[0].replace(b'"id"', b'"id\xff"', 1), "not JSON")):
            self.rewrite("jobs.ndjson.gz", b"\n".join([lines[1], line] + lines[2:]))
            self.assertEqual(self.assert_differs("jobs.ndjson.gz", *parts)["row"], 2)
        self.rewrite("jobs.ndjson.gz", kept[:-1])
        self.assert_differs("jobs.ndjson.gz", "does not end")
        self.rewrite("jobs.ndjson.gz", kept + lines[0] + b"\n")
        self.assert_differs("jobs.ndjson.gz", "rows, found")


class Disk(Shimmed):
    """What the disk does not give is neither a difference nor fine."""

    def test_files_that_cannot_be_read(self):
        self.account(size=300)
        self.export("--now", NOW)
        for call, reason, part, skip in (
            ("read", "EIO", "/jobs.csv.gz", 0), ("read", "EIO", "/manifest.json", 0), ("open", "EACCES", "users.csv.gz", 0),
            ("open", "EACCES", "manifest.json", 0), ("open", "EIO", "output/latest", 0), ("read", "EIO", "/applications.csv.gz", 1),
        ):
            env = {"LD_PRELOAD": self.library, "SHIM_FAULTS": fault(call, reason, part, skip)}
            result = self.run_program("verify", "output/latest", "--json", env=env)
            self.assert_one_error(result, 7, part.strip("/"), "cannot be")

    def test_reading_that_is_interrupted(self):
        self.export("--now", NOW)
        env = {"LD_PRELOAD": self.library, "SHIM_FAULTS": fault("read", "EINTR", "/jobs.csv.gz", 0, 2)}
        self.assert_status(self.run_program("verify", "output/latest", env=env), 0)


class Manifest(Verifying):
    def setUp(self):
        super().setUp()
        self.export("--now", NOW)

    def test_missing(self):
        os.remove(self.run_path("manifest.json"))
        self.assert_differs("manifest.json", "no such file")
        self.assert_differs("manifest.json", "no such file", run="output/latest")
        for name in os.listdir(self.run_path()):
            os.remove(self.run_path(name))
        self.assert_differs("manifest.json", "no such file")
        self.assert_differs("manifest.json", "no such file", run="output/latest")

    def test_not_a_file(self):
        shutil.move(self.run_path("manifest.json"), self.path("manifest.json"))
        os.symlink(self.path("manifest.json"), self.run_path("manifest.json"))
        self.assert_differs("manifest.json", "a symbolic link")

    def test_not_json(self):
        with open(self.run_path("manifest.json"), "rb") as file:
            whole = file.read()
        for raw in (b"", b"{", b"hello", b"[]", b"null", b"7", whole[:-3], whole[:len(whole) // 2], whole + b"x",
                    whole + whole, b"\xff" + whole, b"\xef\xbb\xbf" + whole, b"\0" * 100, b"[" * 10000,
                    b'{"manifest_version":1,' + whole[1:]):
            self.change("manifest.json", lambda _: raw)
            self.assert_differs("manifest.json")

    def test_huge(self):
        with open(self.run_path("manifest.json"), "r+b") as file:
            file.truncate(10 << 30)  # sparse
        self.assert_differs("manifest.json")
        with open(self.run_path("manifest.json"), "wb") as file:
            file.write(b'{"more":[' + b"1,\n" * (23 << 20))
        self.assert_differs("manifest.json", "bytes at most")

    def test_every_key_is_needed_and_of_its_kind(self):
        whole = self.manifest()

        def places(value, path):
            if isinstance(value, dict):
                for key in value:
                    yield path + [key]
                    yield from places(value[key], path + [key])
            elif isinstance(value, list) and value:
                yield from places(value[0], path + [0])

        def shape(path):
            """One table and one resource stand for all; warnings may be absent."""
            return ".".join("*" if before in ("tables", "resources") else str(key) for before, key in zip([""] + path, path))

        seen, cases = set(), []
        for path in places(whole, []):
            name = shape(path)
            if name not in seen and not name.endswith("*") and ".warnings." not in name:
                seen.add(name)
                cases.append(path)
        self.assertGreater(len(cases), 40)

        def check(case):
            number, (path, wrong) = case
            manifest = json.loads(json.dumps(whole))
            inner = manifest
            for key in path[:-1]:
                inner = inner[key]
            if wrong is None:
                del inner[path[-1]]
            else:
                inner[path[-1]] = wrong
            folder = self.path("case-%d" % number)
            os.mkdir(folder)
            with open(os.path.join(folder, "manifest.json"), "w") as file:
                json.dump(manifest, file)
            result = self.verify(folder)
            self.assert_one_error(result, 10, "manifest.json", str(path[-1]))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(check, enumerate((path, wrong) for path in cases for wrong in (None, [[]]))))

    def test_what_does_not_hold_together(self):
        def jobs(manifest):
            return manifest["tables"]["jobs"]

        with open(self.run_path("manifest.json"), "rb") as file:
            whole = file.read()
        for change, part in (
            (lambda m: m.update(manifest_version=2), "version 1"),
            (lambda m: m.update(run_id="20261123T020001Z"), "run_id"),
            (lambda m: m.update(watermark="2026-11-23T02:00:00.001Z"), "watermark"),
            (lambda m: m.update(watermark="2026-11-23 02:00:00"), "watermark"),
            (lambda m: m.update(complete=False), "complete"),
            (lambda m: m.update(format="ndjson"), "ndjson"),
            (lambda m: m.update(format="xml"), "format"),
            (lambda m: m["tool"].update(name="another"), "tool.name"),
            (lambda m: jobs(m)["rows"].update(written=0), "rows written"),
            (lambda m: jobs(m)["rows"].update(created=99), "created, changed or deleted"),
            (lambda m: jobs(m)["rows"].update(created=(1 << 64) - 1, changed=9), "created, changed or deleted"),
            (lambda m: jobs(m)["watermark"].update(changed_at=None), "changed_at"),
            (lambda m: jobs(m)["watermark"].update(changed_at="2026-11-23T01:59:59.999Z"), "changed_at"),
            (lambda m: jobs(m)["watermark"].update(changed_at="2026-11-23T02:00:01.000Z"), "changed_at"),
            (lambda m: jobs(m).update(status="not_readable"), "no files"),
            (lambda m: jobs(m).update(files=[]), "files"),
            (lambda m: jobs(m).update(columns=[]), "columns"),
            (lambda m: jobs(m)["columns"].pop(0), '"id"'),
            (lambda m: jobs(m)["columns"].append(jobs(m)["columns"][3]), "once"),
            (lambda m: jobs(m).update(columns=jobs(m)["columns"] * 3), "columns"),
            (lambda m: jobs(m)["columns"][3].update(type="varchar"), "type"),
            (lambda m: jobs(m).update(primary_key=["remote_id"]), "primary_key"),
            (lambda m: jobs(m).update(primary_key=[]), "primary_key"),
            (lambda m: jobs(m)["files"][0].update(rows=-1), "rows"),
            (lambda m: jobs(m)["files"][0].update(rows=1.5), "rows"),
            (lambda m: jobs(m)["files"][0].update(rows=1 << 64), "rows"),
            (lambda m: jobs(m)["files"][0].update(sha256="A" * 64), "sha256"),
            (lambda m: jobs(m)["files"][0].update(sha256="a" * 63), "sha256"),
        ):
            self.change("manifest.json", lambda _: whole)
            self.change_manifest(change)
            self.assert_differs("manifest.json", part)
        self.change("manifest.json", lambda _: whole.replace(b'"users": {', b'"users": {}, "users": {', 1))
        self.assert_differs("manifest.json")
        self.change("manifest.json", lambda _: whole.replace(b'"mode":', b'"mode": "snapshot", "mode":', 1))
        self.assert_differs("manifest.json", "twice")

    def test_columns_that_the_files_do_not_have(self):
        self.change_manifest(lambda m: m["tables"]["users"]["columns"][4].update(name="forename"))
        self.assert_differs("users.csv.gz", '"forename"')


if __name__ == "__main__":
    main()

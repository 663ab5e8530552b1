#!/usr/bin/env python3
"""verify: says that a run is as it was published, or finds and names what was changed since."""

import gzip
import hashlib
import json
import os
import shutil
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import CHECKED, QUICK, TABLES, Service, main, sample  # noqa: E402
from shim import Shimmed, fault  # noqa: E402

NOW = "2026-11-23T02:00:00Z"
NAME = "20261123T020000Z"
HEADER_SIZE = 10  # of a gzip member
GONE = object()


class Verifying(Service):
    program = QUICK

    def verify(self, run=None, *arguments, **further):
        return self.run_program("verify", run or self.run_path(), *arguments, **further)

    def run_path(self, *names):
        return os.path.join(self.output, NAME, *names)

    def assert_same(self, run=None):
        result = self.verify(run)
        self.assert_status(result, 0)
        self.assertEqual(result.err, "")
        self.assertRegex(result.out.decode(), r"\A%s: as published, \d+ tables?, \d+ files?, \d+ rows?, \d+ bytes\n\Z" % NAME)
        return result

    def assert_differs(self, file, *parts, run=None):
        """Status 10, one line that names the file, and the same as an object."""
        result = self.verify(run, "--json")
        self.assert_status(result, 10)
        self.assertEqual(len(result.errors), 1, str(result))
        for part in (file, "expected ", "found ", "; the run is not as it was published: ", *parts):
            self.assertIn(part, result.errors[0])
        said = json.loads(result.out)
        self.assertEqual((said["ok"], said["difference"]["file"]), (False, file), result.errors)
        return said["difference"]

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

    def rewrite(self, name, text, **wrong):
        """Other content with a manifest that describes it, except for what `wrong` changes."""
        raw = gzip.compress(text, 1, mtime=0)
        self.replace(name, raw, uncompressed_bytes=len(text), **wrong)

    def replace(self, name, raw, **members):
        self.change(name, lambda _: raw)
        members = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest(), **members}
        self.change_manifest(lambda manifest: manifest["tables"][name.split(".")[0]]["files"][0].update(members))

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

    def test_the_line_says_1_table_and_1_file(self):
        self.assert_status(self.export("--now", NOW, "--tables", "users"), 0)
        rows = self.manifest()["tables"]["users"]["rows"]["written"]
        self.assertIn(b": as published, 1 table, 1 file, %d rows, " % rows, self.assert_same().out)

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

    def test_a_difference_prints_nothing_on_standard_output(self):
        self.export("--now", NOW)
        os.remove(self.run_path("tags.csv.gz"))
        self.assert_one_error(self.verify(), 10, "tags.csv.gz: expected a regular file, found no such file; ")

    def test_json(self):
        self.export("--now", NOW)
        result = self.verify(None, "--json")
        self.assert_status(result, 0)
        manifest, said = self.manifest(), json.loads(result.out)
        files = [file for table in manifest["tables"].values() for file in table["files"]]
        self.assertEqual(said, {
            "ok": True, "run_id": NAME, "account": "acme", "tables": len(TABLES), "files": len(files),
            "rows": sum(file["rows"] for file in files), "bytes": sum(file["bytes"] for file in files), "difference": None,
        })

    def test_keys_of_later_versions_and_another_layout_are_fine(self):
        self.export("--now", NOW)

        def change(manifest):
            manifest["future"] = {"a": [1, {"b": None}], "tables": 7}
            manifest["tables"]["jobs"]["future"] = [True]
            manifest["tables"]["jobs"]["columns"][1].update(compared=False, type="date")
            manifest["tables"]["jobs"]["files"][0]["future"] = {"path": "../x"}

        self.change_manifest(change)
        self.assert_same()


class Usage(Verifying):
    def test_a_directory_that_is_not_a_run(self):
        self.export("--now", NOW)
        os.mkdir(self.path("empty"))
        self.write("file", "x")
        for path, part in (("nowhere", "not a directory"), ("file", "not a directory"), ("empty", "not a run"),
                           ("output", "output/latest"), ("output/.state", "not a run")):
            self.assert_one_error(self.verify(path), 2, path, part)
        self.assert_one_error(self.run_program("verify"), 2, "the directory of a run")
        self.assert_one_error(self.run_program("verify", "output/latest", "more"), 2, "more")
        self.assert_one_error(self.run_program("verify", "output/latest", "--tables", "jobs"), 2, "--tables")

    def test_a_broken_link(self):
        self.export("--now", NOW)
        shutil.rmtree(self.run_path())
        self.assert_one_error(self.verify("output/latest"), 2, "output/latest")

    def test_neither_key_nor_account_is_needed(self):
        self.export("--now", NOW)
        self.assert_status(self.verify(None, env={"PINPOINT_API_KEY": None}), 0)

    def test_a_file_that_cannot_be_read_is_no_difference(self):
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
    program = CHECKED

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
            for at, result in pool.map(flip, sample(range(size), 15)):
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
                          (member + b"\0", "more data"), (member + b"more", "more data"),
                          (member + gzip.compress(b""), "more data"),
                          (gzip.compress(text[:100]) + gzip.compress(text[100:]), "more data"),
                          (wrong_crc, "data check"), (wrong_length, "length check"), (zlib.compress(text), "inflated"),
                          (text, "inflated")):
            self.replace("jobs.csv.gz", raw)
            self.assert_differs("jobs.csv.gz", "one whole gzip member", part)

    def test_a_gzip_bomb_is_stopped_at_the_size_in_the_manifest(self):
        self.export("--now", NOW)
        text = self.text("users.csv.gz")
        self.replace("users.csv.gz", gzip.compress(text + b"\n" * (100 << 20), 1))
        result = self.assert_differs("users.csv.gz", "%d uncompressed bytes, found more" % len(text))
        self.assertIsNone(result["row"])

    def test_hash_and_sizes_in_the_manifest(self):
        self.export("--now", NOW)
        file = self.manifest()["tables"]["jobs"]["files"][0]
        for key, value, part in (("bytes", file["bytes"] + 1, "bytes"), ("rows", file["rows"] + 1, "rows"),
                                 ("uncompressed_bytes", file["uncompressed_bytes"] + 1, "uncompressed bytes"),
                                 ("uncompressed_bytes", file["uncompressed_bytes"] - 1, "uncompressed bytes"),
                                 ("sha256", file["sha256"][::-1], "sha256")):
            def change(manifest):
                table = manifest["tables"]["jobs"]
                table["files"][0].update({**file, key: value})
                table["rows"]["written"] = table["files"][0]["rows"]

            self.change_manifest(change)
            self.assert_differs("jobs.csv.gz", part)
        self.change_manifest(lambda m: m["tables"]["jobs"]["files"][0].update({**file, "rows": file["rows"] + 1}))
        self.assert_differs("manifest.json", "%d rows written" % file["rows"])


class Names(Verifying):
    def setUp(self):
        super().setUp()
        self.export("--now", NOW)

    def test_a_missing_file(self):
        os.remove(self.run_path("tags.csv.gz"))
        self.assert_differs("tags.csv.gz", "no such file")

    def test_an_additional_file(self):
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

    def test_paths_outside_the_run(self):
        shutil.copy(self.run_path("jobs.csv.gz"), os.path.join(self.output, "jobs.csv.gz"))
        for path in ("../jobs.csv.gz", "..", ".", "", "/etc/passwd", "./jobs.csv.gz", "jobs.csv.gz\u0001", "jobs.csv.gz\u0000",
                     "jobs.csv.gz\u009b2J", "manifest.json"):
            self.change_manifest(lambda manifest: manifest["tables"]["jobs"]["files"][0].update(path=path))
            self.assert_differs("manifest.json", "own directory at tables[\"jobs\"].files[0].path")

    def test_paths_of_other_files(self):
        for path, file, part in (("jobs.csv", "jobs.csv.gz", "only files"), ("jobs.00001.csv.gz", "jobs.csv.gz", "only files"),
                                 ("users.csv.gz", "manifest.json", '"users.csv.gz" twice')):
            self.change_manifest(lambda manifest: manifest["tables"]["jobs"]["files"][0].update(path=path))
            self.assert_differs(file, part)
        os.remove(self.run_path("jobs.csv.gz"))
        self.change_manifest(lambda manifest: manifest["tables"]["jobs"]["files"][0].update(path="jobs.csv"))
        self.assert_differs("jobs.csv", "no such file")

    def test_a_file_listed_twice(self):
        self.change_manifest(lambda manifest: manifest["tables"]["jobs"]["files"].append(manifest["tables"]["jobs"]["files"][0]))
        self.assert_differs("manifest.json", '"jobs.csv.gz" twice')

    def test_files_of_two_tables_exchanged(self):
        shutil.move(self.run_path("jobs.csv.gz"), self.path("kept"))
        shutil.move(self.run_path("users.csv.gz"), self.run_path("jobs.csv.gz"))
        shutil.move(self.path("kept"), self.run_path("users.csv.gz"))
        self.assert_differs("users.csv.gz", " bytes, found ")

    def test_parts_of_another_run(self):
        shutil.rmtree(self.output)
        self.export("--now", NOW, "--max-file-size", "1kB")
        first, second = [self.run_path("jobs.0000%d.csv.gz" % number) for number in (1, 2)]
        shutil.move(first, self.path("kept"))
        shutil.move(second, first)
        shutil.move(self.path("kept"), second)
        self.assert_differs("jobs.00001.csv.gz")


class Rows(Verifying):
    """The manifest and the bytes agree, but the rows are not what the manifest says."""

    def setUp(self):
        super().setUp()
        self.export("--now", NOW, "--tables", "users")

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
        for change in (lambda header: header.replace(b"id,remote_id", b"remote_id,id"),
                       lambda header: header.replace(b"email", b"e-mail"), lambda header: b'"id"' + header[2:],
                       lambda header: header + b",more", lambda header: header.replace(b",email", b""),
                       lambda header: b"\xef\xbb\xbf" + header):
            self.users(lambda lines: [change(lines[0])] + lines[1:], "a header of the manifest's 7 columns in csv", "another header")
        self.users(lambda lines: lines[1:], "another header")
        self.users(lambda lines: [b""], "no complete header")
        self.users(lambda lines: [lines[0]], "no complete header")

    def test_a_row_of_another_width(self):
        self.users(lambda lines: lines[:2] + [lines[2] + b","] + lines[3:], "manifest's 7 columns", "a row of 8 columns", row=2)
        self.users(lambda lines: lines[:3] + [lines[3].rsplit(b",", 1)[0]] + lines[4:], "a row of 6 columns", row=3)
        self.users(lambda lines: lines[:2] + [b""] + lines[2:], "a row of 0 columns", row=2)
        self.users(lambda lines: lines[:2] + [b"1"] + lines[2:], "a row of 1 column;", row=2)

    def test_broken_csv(self):
        last = len(self.written().split(b"\n")) - 2
        self.users(lambda lines: lines[:2] + [b" " + lines[2]] + lines[3:], "csv", "misplaced quote", row=2)
        self.users(lambda lines: lines[:-1], "csv", "unterminated last line", row=last)
        self.users(lambda lines: lines[:-2] + [lines[-2].rsplit(b",", 1)[0] + b',"', b""], "csv", "unterminated quote", row=last)

    def test_no_content_is_in_a_message(self):
        secret = b"Secret-Person"
        self.rewrite("users.csv.gz", self.text("users.csv.gz").replace(b"\n", b"\n" + secret, 2))
        result = self.verify(None, "--json")
        self.assert_status(result, 10)
        self.assertNotIn(secret, result.err.encode() + result.out)

    def test_ndjson(self):
        shutil.rmtree(self.output)
        self.export("--now", NOW, "--format", "ndjson", "--tables", "jobs")
        kept = self.text("jobs.ndjson.gz")
        lines = kept.split(b"\n")
        first = json.loads(lines[0])
        turned = json.dumps({"remote_id": first["remote_id"], **first}, separators=(",", ":")).encode()
        more = json.dumps({**first, "more": 1}, separators=(",", ":")).encode()
        fewer = json.dumps({name: first[name] for name in list(first)[:-1]}, separators=(",", ":")).encode()
        for line, *parts in ((turned, "name of member 1"), (more, "more than"), (fewer, "a row of %d columns" % (len(first) - 1)),
                             (b"[]", "not an object"), (b"", "not JSON"), (lines[0][:-1], "not JSON"),
                             (lines[0].replace(b'"id"', b'"id\xff"', 1), "not JSON")):
            self.rewrite("jobs.ndjson.gz", b"\n".join([lines[1], line] + lines[2:]))
            self.assertEqual(self.assert_differs("jobs.ndjson.gz", *parts)["row"], 2)
        self.rewrite("jobs.ndjson.gz", kept[:-1])
        self.assert_differs("jobs.ndjson.gz", "unterminated last line")
        self.rewrite("jobs.ndjson.gz", kept + lines[0] + b"\n")
        self.assert_differs("jobs.ndjson.gz", "rows, found")


class Disk(Shimmed):
    """A file that cannot be read is an error of its own: status 7, no difference."""

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
        self.assert_one_error(self.verify(), 2, "is not a run, it has no manifest.json")

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
        self.assert_differs("manifest.json", "at most")

    def test_required_members_are_there_once_and_of_their_type(self):
        file = ("tables", "jobs", "files", 0)
        cases = [("manifest_version",), ("run_id",), ("account",), ("format",), ("tables",), ("tables", "jobs", "columns"),
                 ("tables", "jobs", "files"), ("tables", "jobs", "columns", 3, "name"), ("tables", "jobs", "rows", "written"),
                 *(file + (key,) for key in ("path", "rows", "bytes", "uncompressed_bytes", "sha256"))]
        whole = self.manifest()
        for path in cases:
            for wrong in (GONE, [[]], {}, None, True, "", -1):
                manifest = json.loads(json.dumps(whole))
                inner = manifest
                for key in path[:-1]:
                    inner = inner[key]
                inner[path[-1]] = wrong
                if wrong is GONE:
                    del inner[path[-1]]
                if wrong == "" and path[-1] in ("account", "name", "sha256") or wrong == {} and path == ("tables",):
                    continue  # of its kind
                with open(self.run_path("manifest.json"), "w") as out:
                    json.dump(manifest, out)
                self.assert_differs("manifest.json", str(path[-1]))

    def test_values_that_are_out_of_range(self):
        def jobs(manifest):
            return manifest["tables"]["jobs"]

        with open(self.run_path("manifest.json"), "rb") as file:
            whole = file.read()
        for change, file, part in (
            (lambda m: m.update(manifest_version=2), "manifest.json", 'the only version that this release reads, at manifest_version'),
            (lambda m: m.update(run_id="latest"), "manifest.json", "run_id"),
            (lambda m: m.update(run_id="20261123T0200\u009b\u0007"), "manifest.json", "run_id"),
            (lambda m: m.update(format="ndjson"), "users.csv.gz", "ndjson"),
            (lambda m: m.update(format="xml"), "manifest.json", "format"),
            (lambda m: jobs(m).update(files=[]), "jobs.csv.gz", "only files"),
            (lambda m: jobs(m)["rows"].update(written=1), "manifest.json", "1 row written of \"jobs\""),
            (lambda m: jobs(m)["rows"].pop("written"), "manifest.json", "tables[\"jobs\"].rows.written"),
            (lambda m: jobs(m).update(columns=[]), "jobs.csv.gz", "0 columns"),
            (lambda m: jobs(m)["columns"].pop(0), "jobs.csv.gz", "another header"),
            (lambda m: jobs(m)["columns"].append(jobs(m)["columns"][3]), "jobs.csv.gz", "another header"),
            (lambda m: jobs(m).update(columns=jobs(m)["columns"] * 100), "manifest.json", "columns"),
            (lambda m: jobs(m)["files"][0].update(rows=1.5), "manifest.json", "rows"),
            (lambda m: jobs(m)["files"][0].update(rows=1 << 64), "manifest.json", "rows"),
            (lambda m: jobs(m)["files"][0].update(sha256="A" * 64), "jobs.csv.gz", "sha256"),
            (lambda m: jobs(m)["files"][0].update(sha256="\u009b\u0007" * 999), "jobs.csv.gz", "sha256"),
        ):
            self.change("manifest.json", lambda _: whole)
            self.change_manifest(change)
            self.assert_differs(file, part)
        self.change("manifest.json", lambda _: whole.replace(b'"users": {', b'"users": {"status": "", "rows": {"written": 0}, "columns": [], "files": []}, "users": {', 1))
        self.assert_differs("manifest.json", "twice")
        self.change("manifest.json", lambda _: whole.replace(b'"format":', b'"format": "csv", "format":', 1))
        self.assert_differs("manifest.json", "two")

    def test_columns_that_the_files_do_not_have(self):
        self.change_manifest(lambda m: m["tables"]["users"]["columns"][4].update(name="forename"))
        self.assert_differs("users.csv.gz", "another header")


if __name__ == "__main__":
    main()

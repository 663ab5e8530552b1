#!/usr/bin/env python3
"""Checks the stand-in itself: that it is strict, faithful and the same every time. Run: python3 test_sandbox.py"""

import base64
import json
import os
import socket
import sys
import unittest
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from account import Account  # noqa: E402
from answers import Sandbox  # noqa: E402
from case import KEY, Case  # noqa: E402
from encoding import encode  # noqa: E402
from faults import KINDS, Fault, from_text  # noqa: E402
from rules import EXTRA_FIELDS, RELATIONSHIPS, RESOURCES  # noqa: E402
from sandbox import start  # noqa: E402

ALL = "external,internal,private_job,confidential"
JOBS = (
    "/jobs?include=department,location,hiring_manager_user,recruitment_manager_user,stages,questions,custom_attributes,"
    "custom_attributes.custom_field&filter[visibility]=%s&sort=id&page[size]=500&stats[total]=count" % ALL
)


class TheAccount(unittest.TestCase):
    def test_the_same_seed_gives_the_same_bytes(self):
        for resource in RESOURCES:
            one = [encode(record) for record in Account(3, 24).records(resource)]
            self.assertEqual(one, [encode(record) for record in Account(3, 24).records(resource)])
            self.assertNotEqual(one, [encode(record) for record in Account(4, 24).records(resource)])

    def test_every_record_is_json_and_has_only_known_relationships(self):
        account = Account(2, 100)
        for resource in RESOURCES:
            for record in account.records(resource):
                known = json.loads(encode(record))
                self.assertEqual((known["type"], known["id"].isdigit()), (resource, True))
                self.assertLessEqual(set(known.get("relationships", {})), set(RELATIONSHIPS[resource]))

    def test_sizes(self):
        account = Account(1, 60)
        main = ("users", "jobs", "candidates", "applications", "interviews")
        self.assertEqual([len(account.listing(resource)) for resource in main], [24, 8, 60, 90, 30])
        sizes = [len(encode(record)) for record in account.records("applications")]
        self.assertTrue(3000 < sum(sizes) / len(sizes) < 4000)
        self.assertGreater(max(len(encode(record)) for record in account.records("jobs")), 300_000)

    def test_a_large_account_costs_nothing_until_it_is_read(self):
        account = Account(1, 200_000)
        self.assertEqual(account.record("applications", 299_999)["id"], str(8863860 + 299_999))
        self.assertIsNone(account.record("applications", 300_000))

    def test_nasty_text_is_there(self):
        body = b"".join(encode(record) for record in Account(1, 60).records("candidates"))
        for part in (
            rb"\u0000",
            rb"\ud83d end",
            rb"\r\n",
            b"\xf0\x9f\x98\x80",
            b"\xef\xbb\xbf",
            rb"\u003cb\u003e",
            rb"\t",
        ):
            self.assertIn(part, body)

    def test_candidates_and_applications_know_each_other(self):
        account = Account(1, 23)
        listed = [one for index in range(23) for one in account.applications_of(index)]
        self.assertEqual(listed, [account.id_of("applications", index) for index in account.listing("applications")])

    def test_changes(self):
        account = Account(1, 12)
        new = account.add("applications", of=account.id_of("candidates", 2))
        self.assertEqual(account.applications_of(2), [new])
        account.delete("applications", new)
        self.assertIsNone(account.by_id("applications", new))
        account.restore("applications", new)
        account.update("applications", new, "summary", "words")
        self.assertEqual(account.by_id("applications", new)["attributes"]["summary"], "words")
        account.move("applications", new, 0)
        self.assertEqual(next(account.records("applications"))["id"], new)
        account.undo()
        self.assertIsNone(account.by_id("applications", new))


class Strictness(Case):
    def refused(self, path, status=400, **more):
        reply = self.get(path, **more)
        self.assertEqual(reply.status, status, path)
        self.assertEqual(reply.json["errors"][0]["status"], str(status))
        self.assertNotIn("meta", reply.json)

    def test_the_key(self):
        self.refused("/users", 401, key=None)
        self.refused("/users", 401, key="wrong")

    def test_addresses(self):
        for path in ("/stages", "/jobs/1/stages", "/jobs/1", "/jobs/9999999999", "/jobs/0174770"):
            self.refused(path, 404)
        self.refused("/jobs/one", 400)
        self.refused("/jobs", 406, Accept="text/html")

    def test_unknown_parts_are_refused(self):
        for path in (
            "/jobs?include=stage", "/jobs?include=stages.name", "/jobs?include=", "/jobs?includes=stages",
            "/users?sort=created_at", "/jobs?sort=title", "/jobs?sort=id,-id", "/users?include=jobs",
            "/jobs?filter[visibility]=public", "/jobs?filter[job_visibility]=external", "/jobs?filter[x]=1",
            "/jobs?filter[updated_at]=2024-01-01T00:00:00Z", "/jobs?filter[updated_at][gte]=2024-01-01T00:00:00Z",
            "/jobs?filter[updated_at][gt]=2024-01-01T00:00:00+00:00", "/jobs?filter[updated_at][gt]=yesterday",
            "/users?filter[updated_at][gt]=2024-01-01T00:00:00Z", "/candidates?filter[email]=a@b.example",
            "/candidates?extra_fields=tags", "/candidates?extra_fields[candidates]=tag", "/users?extra_fields[users]=tags",
            "/jobs?stats[total]=sum", "/jobs?stats=count", "/jobs?page=1", "/jobs?page[number]=0", "/jobs?page[number]=x",
            "/jobs?page[size]=1001", "/jobs?page[size]=-1", "/jobs?page[size]=", "/jobs?sort=id&sort=id", "/jobs?limit=5",
            "/jobs?include=%zz", "/jobs?include=%ff", "/jobs?include", "/jobs?fields[jobs]=nothing", "/jobs?locale=xx",
            "/jobs/174770?page[size]=1", "/jobs/174770?stats[total]=count",
        ):  # fmt: skip
            self.refused(path)

    def test_known_parts_are_taken_also_percent_encoded(self):
        for path in (
            JOBS, "/users?page%5Bsize%5D=1000&stats%5Btotal%5D=count", "/candidates?include=applications&extra_fields[candidates]=tags",
            "/applications?filter[job_visibility]=external%2Cinternal&extra_fields%5Bapplications%5D=tags&sort=-updated_at",
            "/interviews?include=stage,interview_parts.interviewing_users&sort=start_at",
            "/jobs?filter[updated_at][gt]=2024-01-01T00:00:00%2B00:00", "/jobs?page[size]=0",
        ):  # fmt: skip
            self.assertEqual(self.get(path).status, 200, path)

    def test_every_documented_include_and_extra_field_is_taken(self):
        for resource in RESOURCES:
            for name in RELATIONSHIPS[resource]:
                self.assertEqual(self.get("/%s?include=%s&page[size]=3" % (resource, name)).status, 200, name)
            if resource in EXTRA_FIELDS:
                names = ",".join(EXTRA_FIELDS[resource])
                shown = self.get("/%s?extra_fields[%s]=%s" % (resource, resource, names)).json["data"][1]["attributes"]
                self.assertLessEqual(set(EXTRA_FIELDS[resource]), set(shown))


class Faithfulness(Case):
    def test_headers(self):
        headers = self.get("/users").headers
        self.assertEqual(headers["Content-Type"], "application/vnd.api+json; charset=utf-8")
        self.assertEqual(headers["Transfer-Encoding"], "chunked")
        self.assertTrue(
            headers["ETag"].startswith('W/"') and headers["X-Request-Id"] and headers["X-Runtime"] and headers["Date"]
        )

    def test_what_was_not_included_has_no_linkage(self):
        document = self.get("/jobs").json
        self.assertNotIn("included", document)
        self.assertEqual(document["meta"], {})
        for record in document["data"]:
            for value in record["relationships"].values():
                self.assertEqual(value, {"meta": {"included": False}})

    def test_what_was_included_is_there_once(self):
        document = self.get(JOBS).json
        keys = [(one["type"], one["id"]) for one in document["included"]]
        self.assertEqual(len(keys), len(set(keys)))
        linked = {
            (one["type"], one["id"])
            for record in document["data"] + document["included"]
            for value in record.get("relationships", {}).values()
            for one in (value.get("data") if isinstance(value.get("data"), list) else [value.get("data")])
            if one
        }
        self.assertEqual(linked, set(keys))
        self.assertEqual(document["meta"], {"stats": {"total": {"count": 8}}})
        attribute = next(one for one in document["included"] if one["type"] == "custom_attributes")
        self.assertEqual(set(attribute["relationships"]), {"custom_fields", "custom_attributable"})
        self.assertEqual(attribute["relationships"]["custom_attributable"], {"meta": {"included": False}})

    def test_confidential_jobs_hide(self):
        every = self.ids("/jobs?filter[visibility]=" + ALL)
        self.assertEqual(set(every) - set(self.ids("/jobs")), {"174773"})
        self.assertIn("174773", self.ids("/jobs?filter[visibility]=confidential"))
        self.assertEqual(self.get("/jobs/174773").status, 404)
        self.assertEqual(self.get("/jobs/174773?filter[visibility]=confidential").status, 200)
        shown = self.get("/applications?page[size]=1000").json["data"]
        self.assertNotIn("174773", [record["attributes"].get("job_id") for record in shown])
        self.assertEqual(len(self.ids("/applications?page[size]=1000&filter[job_visibility]=" + ALL)), 90)

    def test_tags_only_as_extra_field(self):
        plain = self.get("/candidates").json["data"]
        self.assertFalse(any("tags" in record["attributes"] for record in plain))

    def test_pages_cover_everything_once(self):
        pages = [self.ids("/candidates?sort=id&page[size]=7&page[number]=%d" % number) for number in range(1, 11)]
        self.assertEqual(sum(pages, []), [record["id"] for record in self.sandbox.account.records("candidates")])
        self.assertEqual((len(pages[8]), len(pages[9])), (4, 0))

    def test_updated_since(self):
        self.sandbox.account.update("jobs", "174771")
        self.assertEqual(self.ids("/jobs?filter[updated_at][gt]=2026-10-31T00:00:00%2B00:00"), ["174771"])

    def test_by_id_and_log(self):
        self.assertEqual(self.get("/candidates/6909495").json["data"]["id"], "6909495")
        self.connection.request("GET", "/_log")
        entry = json.loads(self.connection.getresponse().read())[-1]
        self.assertEqual((entry["path"], entry["page"], entry["status"]), ("/api/v1/candidates/6909495", "id", 200))
        self.assertTrue(entry["complete"] and entry["bytes"])
        self.assertNotIn(KEY, json.dumps(entry))


class FaultsOnCommand(Case):
    def test_unknown_faults_are_refused(self):
        for line in ("nothing", "status:cod=1", "status:resource=stages", "delete", "gzip:as=maybe", "cut:at=x"):
            self.assertRaises(ValueError, Fault, from_text(line))

    def test_which_requests_and_how_often(self):
        self.fault("status:resource=jobs,page=2,times=1,code=429,retry_after=1")
        statuses = [self.get(path).status for path in ("/jobs", "/users?page[number]=2", *["/jobs?page[number]=2"] * 2)]
        self.assertEqual(statuses, [200, 200, 429, 200])
        self.fault("status:code=503,skip=1,retry_date=60,body=html")
        self.assertEqual(self.get("/jobs").status, 200)
        reply = self.get("/jobs")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (503, "text/html; charset=utf-8"))
        self.assertTrue(reply.headers["Retry-After"].endswith("GMT"))

    def test_other_answers(self):
        raw = base64.b64encode(b'{"data":\xff').decode().replace("=", "%3D").replace("+", "%2B")
        for line, status, body in (
            ("html", 200, b"<!DOCTYPE"), ("empty", 200, b""), ("errors", 200, b'{"errors"'), ("body:base64=" + raw, 200, b'{"data":\xff'),
            ("redirect", 302, b"<!"), ("forbid", 403, b'{"errors"'), ("missing", 404, b'{"errors"'),
        ):  # fmt: skip
            self.fault(line)
            reply = self.get("/jobs")
            self.assertEqual((reply.status, reply.body[: len(body) or 9]), (status, body), line)

    def test_pages_that_are_too_heavy(self):
        self.fault("heavy:resource=candidates,size=20,at=45")
        paths = ["/candidates?page[size]=%d&page[number]=%d" % pair for pair in ((30, 1), (30, 2), (20, 3), (60, 1))]
        self.assertEqual([self.get(path).status for path in paths], [200, 504, 200, 504])
        self.fault("heavy:code=500")
        self.assertEqual([self.get(path).status for path in ("/jobs", "/jobs?page[size]=10")], [500, 200])
        first = self.get("/jobs?page[size]=1").json["data"][0]["id"]
        self.assertEqual(self.get("/jobs/" + first).status, 200)

    def test_a_service_that_is_busy(self):
        self.fault("busy:requests=0,retry_after=3")
        reply = self.get("/jobs")
        self.assertEqual((reply.status, reply.headers["Retry-After"]), (429, "3"))
        self.fault("busy:requests=1")
        self.assertEqual(self.get("/jobs").status, 200)

    def test_parts_that_are_refused(self):
        self.fault(
            "reject:part=include,value=custom_attributes.custom_field",
            "reject:part=filter,value=private_job,resource=jobs",
        )
        self.assertEqual(self.get("/jobs?include=stages").status, 200)
        self.assertEqual(self.get("/jobs?include=custom_attributes,custom_attributes.custom_field").status, 400)
        self.assertEqual(self.get("/jobs?filter[visibility]=external,private_job").status, 400)

    def test_other_pages(self):
        self.fault("cap:size=3", "links:next=absolute", "total:plus=2,as=meta")
        document = self.get("/candidates?page[size]=50&stats[total]=count").json
        self.assertEqual((len(document["data"]), document["meta"]), (3, {"total": 62}))
        self.assertIn("page%5Bnumber%5D=2", document["links"]["next"])
        self.fault("ignore_page")
        self.assertEqual(self.ids("/jobs?page[number]=2"), self.ids("/jobs"))

    def test_other_documents(self):
        plain = self.get(JOBS).json
        for line in ("spaces:style=indent", "spaces:style=wild", "duplicate", "order:record=relationships-attributes-id-type",
                     "order:document=meta-included-data"):  # fmt: skip
            self.fault(line)
            other = self.get(JOBS)
            self.assertEqual(other.json, plain, line)
        self.assertLess(other.body.index(b'"included":['), other.body.index(b'"data":[{"id"'))
        self.fault("ids")
        self.assertIsInstance(self.get("/applications").json["data"][0]["attributes"]["job_id"], int)
        self.fault("omit:type=stages")
        self.assertNotIn("stages", {one["type"] for one in self.get(JOBS).json["included"]})
        self.fault(
            "patch:at=0,path=relationships.stages,value=null",
            "patch:at=1,path=id,value=%22x%22",
            "patch:at=2,path=id,drop=1",
        )
        data = self.get(JOBS).json["data"]
        self.assertEqual((data[0]["relationships"]["stages"], data[1]["id"], "id" in data[2]), (None, "x", False))
        for kind, shown in (("missing", None), ("null", None), ("object", {}), ("text", "data"), ("number", 17)):
            self.fault("data:as=" + kind)
            self.assertEqual(self.get("/jobs").json.get("data"), shown)

    def test_the_account_changes_between_pages(self):
        first = self.ids("/candidates?page[size]=30")
        self.fault("delete:resource=candidates,page=2,id=" + first[0])
        self.assertEqual(len(self.ids("/candidates?page[size]=30&page[number]=2")), 29)
        self.assertEqual(self.get("/candidates/" + first[0]).status, 404)
        self.assertEqual(len(self.ids("/candidates?page[size]=30&page[number]=2")), 29)

    def test_broken_bodies(self):
        whole = self.get("/jobs").body
        for line in ("cut:at=100", "cut:at=-1", "cut:at=100000000"):
            self.fault(line)
            reply = self.get("/jobs")
            self.assertFalse(reply.whole, line)
            self.assertEqual(reply.body, whole[: Fault(from_text(line)).values["at"]], line)
        self.fault("cut:at=100", "framing:as=length")
        self.assertFalse(self.get("/jobs").whole)
        self.fault("framing:as=close")
        reply = self.get("/jobs")
        self.assertEqual((reply.body, reply.headers["Content-Length"]), (whole, None))
        self.fault("reset:at=50")
        self.assertRaises(ConnectionResetError, self.get, "/jobs")
        self.connection.close()
        self.fault("piece:size=1", "framing:as=chunked")
        self.assertEqual(self.get("/users").json["meta"], {})
        self.fault("drip:delay=0.001,size=400")
        self.assertEqual(len(self.ids("/users")), 24)

    def test_gzip(self):
        plain = self.get("/users", Accept_Encoding="gzip")
        self.assertIsNone(plain.headers["Content-Encoding"])
        self.fault("gzip")
        packed = self.get("/users", Accept_Encoding="gzip")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(zlib.decompress(packed.body, 31), plain.body)

    def test_headers_and_clock(self):
        self.fault("header:field=Date", "header:field=Content-Type,value=application/json")
        reply = self.get("/users")
        self.assertEqual((reply.headers["Date"], reply.headers["Content-Type"]), (None, "application/json"))

    def test_control_over_http(self):
        self.connection.request("POST", "/_control", json.dumps({"faults": [{"name": "status", "code": 500}]}))
        self.assertEqual(json.loads(self.connection.getresponse().read())["faults"][0]["left"], -1)
        self.assertEqual(self.get("/jobs").status, 500)
        self.connection.request("POST", "/_control", json.dumps({"faults": [{"name": "nothing"}]}))
        reply = self.connection.getresponse()
        self.assertEqual((reply.status, "no such fault" in reply.read().decode()), (400, True))

    def test_every_fault_is_in_the_readme(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")) as file:
            readme = file.read()
        self.assertEqual([name for name in KINDS if "| `%s` |" % name not in readme], [])


class HeavyPages(unittest.TestCase):
    def test_records_are_padded_as_they_stream(self):
        server = start(Sandbox(size=200, heavy=100_000, key=KEY))
        try:
            with socket.create_connection(("127.0.0.1", server.server_port)) as client:
                line = "GET /api/v1/applications?page[size]=200 HTTP/1.0\r\nX-API-KEY: %s\r\n\r\n" % KEY
                client.sendall(line.encode())
                body = b"".join(iter(lambda: client.recv(1 << 20), b""))
            data = json.loads(body[body.index(b"\r\n\r\n") :])["data"]
            self.assertEqual(len(data), 200)
            self.assertTrue(all(len(record["attributes"]["summary"]) > 95_000 for record in data))
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()

"""Static pages for measurements: rendered once by the sandbox, kept under build/bench/, served by nginx.py.

    pages = Pages(candidates=20000)                 applications, and jobs with their included documents
    Pages(20000, resources=ALL, copies=34)          a whole account of about a million applications

Renders what is not there yet. Values are plain (`--plain` of the sandbox), since some peers refuse what the service may send.
A copy is all pages again with other ids; resources of less than a page are not copied, and the last, short page of others
is left out, so that only the last page of a resource may be short.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from measure import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "bench"
KEY = "bench"
PAGE = 500
# What pinpoint-export requests, so that the pages are those that it would get.
VISIBLE = "filter[%s]=external,internal,private_job,confidential"
QUERIES = {
    "users": "",
    "jobs": "include=department,location,hiring_manager_user,recruitment_manager_user,stages,questions,"
    "custom_attributes,custom_attributes.custom_field&sort=id&" + VISIBLE % "visibility",
    "candidates": "include=applications&extra_fields[candidates]=tags&sort=id",
    "applications": "extra_fields[applications]=tags&sort=id&" + VISIBLE % "job_visibility",
    "interviews": "include=stage&sort=id&" + VISIBLE % "job_visibility",
}
ALL = tuple(QUERIES)
EMPTY = b'{"data":[],"meta":{"stats":{"total":{"count":%d}}}}'
AN_ID = re.compile(rb'((?:"|_)id":")(\d+)"')
TOTAL = re.compile(rb'"total":\{"count":\d+\}')
BETWEEN_COPIES = 100_000_000  # added to the ids of one copy to get those of the next


class Pages:
    """folder; records: {resource: how many}; files(resource): paths in order."""

    def __init__(self, candidates, page=PAGE, heavy=0, resources=("jobs", "applications"), copies=1):
        maker = hashlib.sha256()
        for source in [Path(__file__), *sorted((ROOT / "tests/sandbox").glob("*.py"))]:
            maker.update(source.read_bytes())
        maker.update(repr((page, heavy, resources)).encode())
        self.page = page
        self.folder = BUILD / ("pages-%d-%d-%s" % (candidates, copies, maker.hexdigest()[:12]))
        facts = self.folder / "facts.json"
        if not facts.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            facts.parent.mkdir(parents=True)
            facts.write_text(json.dumps(self.make(candidates, heavy, resources, copies)))
        self.records = json.loads(facts.read_text())

    def make(self, candidates, heavy, resources, copies):
        print("bench: rendering the pages of %d times %d candidates, once" % (copies, candidates), file=sys.stderr)
        if copies > 1:
            once = Pages(candidates, self.page, heavy, resources)
            return {resource: self.copy(once, resource, copies) for resource in resources}
        port_file = self.folder / "port"
        sandbox = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/sandbox/sandbox.py"), "--port", "0", "--port-file", str(port_file),
             "--seed", "1", "--size", str(candidates), "--heavy", str(heavy), "--key", KEY, "--plain"],
            stdout=subprocess.DEVNULL)
        try:
            port = wait_for(lambda: port_file.exists() and port_file.read_text().strip())
            return {resource: self.render("http://127.0.0.1:%s/api/v1/%s" % (port, resource), resource)
                    for resource in resources}
        finally:
            sandbox.terminate()
            sandbox.wait()

    def render(self, address, resource):
        folder = self.folder / resource
        folder.mkdir()
        number, total = 0, None
        while total is None or number * self.page < total:
            number += 1
            query = "%s&stats[total]=count&page[number]=%d&page[size]=%d" % (QUERIES[resource], number, self.page)
            query = query.lstrip("&").replace("[", "%5B").replace("]", "%5D")
            request = urllib.request.Request("%s?%s" % (address, query), headers={"X-API-KEY": KEY})
            body = urllib.request.urlopen(request).read()
            total = json.loads(body)["meta"]["stats"]["total"]["count"]
            (folder / ("%d.json" % number)).write_bytes(body)
        (folder / "empty.json").write_bytes(EMPTY % total)
        return total

    def copy(self, once, resource, copies):
        folder = self.folder / resource
        folder.mkdir()
        whole = once.records[resource] // self.page  # pages that are not short
        if not whole:
            shutil.copytree(once.folder / resource, folder, dirs_exist_ok=True)
            return once.records[resource]
        total = whole * self.page * copies
        bodies = [TOTAL.sub(b'"total":{"count":%d}' % total, path.read_bytes()) for path in once.files(resource)[:whole]]
        for turn in range(copies):
            for i, body in enumerate(bodies):
                added = turn * BETWEEN_COPIES
                body = AN_ID.sub(lambda found: found[1] + b'%d"' % (int(found[2]) + added), body) if turn else body
                (folder / ("%d.json" % (turn * whole + i + 1))).write_bytes(body)
        (folder / "empty.json").write_bytes(EMPTY % total)
        return total

    def files(self, resource):
        return [self.folder / resource / ("%d.json" % n) for n in range(1, self.count(resource) + 1)]

    def count(self, resource):
        return -(-self.records[resource] // self.page)

    def bytes(self, resource):
        return sum(path.stat().st_size for path in self.files(resource))

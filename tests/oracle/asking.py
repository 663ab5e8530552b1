"""Every page of a resource, requested with Python's own client: mappings/PINPOINT.md, "Requests"."""

import urllib.request
from pathlib import Path
from urllib.parse import quote

from .reading import document

VISIBLE = "external,internal,private_job,confidential"
INCLUDED_IN_JOBS = (
    "department,location,hiring_manager_user,recruitment_manager_user,stages,questions,custom_attributes,"
    "custom_attributes.custom_field"
)
QUERIES = {
    "users": {},
    "jobs": {"include": INCLUDED_IN_JOBS, "filter[visibility]": VISIBLE, "sort": "id"},
    "candidates": {"include": "applications", "extra_fields[candidates]": "tags", "sort": "id"},
    "applications": {"extra_fields[applications]": "tags", "filter[job_visibility]": VISIBLE, "sort": "id"},
    "interviews": {"include": "stage", "filter[job_visibility]": VISIBLE, "sort": "id"},
}
PAGES_MAX = 10_000


def load_native():
    lines = Path(__file__).with_name("native_requests.txt").read_text().replace("VISIBLE", VISIBLE).splitlines()
    requests = [line.split() for line in lines if not line.startswith("#")]
    return {resource: dict(word.rsplit("=", 1) for word in words) for resource, *words in requests}


NATIVE_QUERIES = load_native()


def ask(base, key, resource, query, page, size):
    query = {**query, "page[number]": page, "page[size]": size, "stats[total]": "count"}
    path = "/%s?%s" % (resource, "&".join("%s=%s" % (quote(name), quote(str(value))) for name, value in query.items()))
    headers = {"X-API-KEY": key, "Accept": "application/vnd.api+json"}
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(urllib.request.Request(base + path, headers=headers), timeout=30) as answer:
        return answer.read()


def pages(base, key, resource, size=1000, queries=QUERIES):
    """Bodies until a page is empty."""
    bodies = []
    for page in range(1, PAGES_MAX):
        body = ask(base, key, resource, queries[resource], page, size)
        if not document(body).data:
            return bodies
        bodies.append(body)
    raise AssertionError("%s never ends" % resource)

"""Does what sign_lines.c does, with botocore: another implementation of the same signatures. Debian's Python runs it."""

import sys
from datetime import datetime
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def text(field):
    return bytes.fromhex(field).decode("latin-1")


class Signer(botocore.auth.S3SigV4Auth):
    def payload(self, request):
        return request.context["given"]


for line in sys.stdin:
    method, key, payload, when, region, key_id, secret, *headers = line.rstrip("\n").split("\t")
    headers = {name: text(value) for name, _, value in (one.partition("=") for one in headers)}
    path = quote(bytes.fromhex(key), safe="/~")
    request = AWSRequest(method=method, url="https://" + headers["host"].strip() + path)
    for name, value in headers.items():
        if name not in ("host", "x-amz-date", "x-amz-content-sha256"):
            request.headers[name] = value
    request.context["given"] = payload

    class Now(datetime):
        @classmethod
        def utcnow(cls):
            return datetime.strptime(when, "%Y%m%dT%H%M%SZ")

    class Clock:
        datetime = Now

    botocore.auth.datetime = Clock
    Signer(Credentials(key_id, text(secret)), "s3", region).add_auth(request)
    found = request.headers["Authorization"]
    print("%s\t%s" % (path, (found if isinstance(found, str) else found.decode()).replace(", ", ",")))

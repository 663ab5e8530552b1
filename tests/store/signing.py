"""AWS Signature Version 4 a second time, in Python, from the reference and not from src/s3: for the strict check of store.py."""

import hashlib
import hmac
import re
from urllib.parse import unquote_to_bytes

PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^,/]+(?:/[^,/]+)*)/(\d{8})/([a-z0-9-]+)/([a-z0-9]+)/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})"
)


def encode(data, keep=b"/"):
    return "".join(chr(c) if c in PLAIN or c in keep else "%%%02X" % c for c in data)


def canonical_path(raw):
    """As the server reads it: decoded once, encoded once."""
    return encode(unquote_to_bytes(raw))


def canonical_query(raw):
    pairs = []
    for part in raw.split("&") if raw else []:
        name, _, value = part.partition("=")
        pairs.append((encode(unquote_to_bytes(name), b""), encode(unquote_to_bytes(value), b"")))
    return "&".join("%s=%s" % pair for pair in sorted(pairs))


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(secret, request, region, service="s3"):
    """request: method, path and query as sent, headers (lower-case names), signed (their names), payload, time."""
    lines = ["%s:%s" % (name, " ".join(request["headers"].get(name, "").split())) for name in request["signed"]]
    whole = "\n".join(
        [
            request["method"],
            canonical_path(request["path"]),
            canonical_query(request["query"]),
            *lines,
            "",
            ";".join(request["signed"]),
            request["payload"],
        ]
    )
    scope = "/".join([request["time"][:8], region, service, "aws4_request"])
    text = "\n".join(["AWS4-HMAC-SHA256", request["time"], scope, hashlib.sha256(whole.encode()).hexdigest()])
    key = digest(b"AWS4" + secret.encode(), request["time"][:8])
    for part in (region, service, "aws4_request"):
        key = digest(key, part)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def must_be_signed(name):
    return name == "host" or name.startswith("x-amz-") or name.startswith("if-") or name == "content-md5"

"""A stand-in for object storage: PUT, GET and HEAD of objects, conditions, a strict check of signatures, and faults.

It believes nothing: each header that matters must be signed, the body must have the hash that was signed, and the path must be
encoded as S3 wants it. What it cannot show is that a real store agrees; `make check-s3` asks Ceph's.
"""

import hashlib
import http.server
import socket
import socketserver
import struct
import threading
import time
from calendar import timegm
from urllib.parse import unquote

from signing import AUTHORIZATION, canonical_path, must_be_signed, signature

KEY_ID, SECRET, REGION, BUCKET = "AKIDOFTHESTORE", "s3cret/of+the/Store+that/nobody/may/see", "eu-test-1", "the.bucket-1"
SKEW_SECONDS = 900
EMPTY = hashlib.sha256(b"").hexdigest()


class Refused(Exception):
    def __init__(self, status, code, headers=()):
        super().__init__(code)
        self.status, self.code, self.headers = status, code, list(headers)


class Object:
    def __init__(self, body, headers):
        self.body, self.headers = body, headers
        self.etag = '"%s"' % hashlib.md5(body).hexdigest()
        self.written = 1


class Request:
    def __init__(self, number, method, key, headers):
        self.number, self.method, self.key, self.headers = number, method, key, headers
        self.status = None

    def __repr__(self):
        return "%s %s %s" % (self.method, self.key, self.status)


class Fault:
    """What happens to the next `times` requests of that method whose key contains the text."""

    def __init__(self, do, method=None, key="", times=1, **values):
        self.do, self.method, self.key, self.times, self.values = do, method, key, times, values

    def takes(self, request):
        if self.times == 0 or self.method not in (None, request.method) or self.key not in request.key:
            return False
        self.times -= 1
        return True


class Store:
    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        with self.lock:
            self.objects, self.log, self.faults = {}, [], []
            self.keys = {KEY_ID: (SECRET, None)}  # secret and token by id
            self.expired = set()  # tokens
            self.conditions = True  # False: ignored; 501: refused as unknown
            self.may_read = self.may_list = True
            self.bare_tags = False  # True: ETags are compared without their quotes
            self.region, self.skew = REGION, 0
            self.buckets = {BUCKET}
            self.each = None  # called with each request before it does anything

    def fault(self, do, **how):
        with self.lock:
            self.faults.append(Fault(do, **how))

    def body(self, key):
        with self.lock:
            return self.objects[key].body if key in self.objects else None

    def keys_with(self, text=""):
        with self.lock:
            return sorted(key for key in self.objects if text in key)

    def requests(self, method=None, text=""):
        with self.lock:
            return [one for one in self.log if method in (None, one.method) and text in one.key]

    # --- one request

    def begin(self, method, key, headers):
        with self.lock:
            request = Request(len(self.log), method, key, headers)
            self.log.append(request)
            fault = next((one for one in self.faults if one.takes(request)), None)
        if self.each:
            self.each(request)
        return request, fault

    def check(self, handler, method, body):
        """Raises Refused unless everything is signed, and signed right."""
        headers = {name.lower(): value for name, value in handler.headers.items()}
        found = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if not found:
            raise Refused(403, "AccessDenied")
        key_id, day, region, service, signed, given = found.groups()
        path, _, query = handler.path.partition("?")
        when = headers.get("x-amz-date", "")
        if key_id not in self.keys:
            raise Refused(403, "InvalidAccessKeyId")
        secret, token = self.keys[key_id]
        if headers.get("x-amz-security-token") != token:
            raise Refused(400 if token else 403, "InvalidToken")
        if token in self.expired:
            raise Refused(400, "ExpiredToken")
        if region != self.region:
            raise Refused(400, "AuthorizationHeaderMalformed", [("x-amz-bucket-region", self.region)])
        if abs(timegm(time.strptime(when, "%Y%m%dT%H%M%SZ")) - time.time() - self.skew) > SKEW_SECONDS:
            raise Refused(403, "RequestTimeTooSkewed")
        missing = [name for name in headers if must_be_signed(name) and name not in signed.split(";")]
        payload = headers.get("x-amz-content-sha256", "")
        request = {
            "method": method, "path": path, "query": query, "headers": headers, "signed": signed.split(";"),
            "payload": payload, "time": when,
        }
        right = signature(secret, request, region)
        if missing or path != canonical_path(path) or when[:8] != day or service != "s3" or right != given:
            raise Refused(403, "SignatureDoesNotMatch")
        if hashlib.sha256(body).hexdigest() != payload:
            raise Refused(400, "XAmzContentSHA256Mismatch")

    def put(self, key, headers, body):
        with self.lock:
            known = self.objects.get(key)
            none, match = headers.get("If-None-Match"), headers.get("If-Match")
            if self.conditions == 501 and (none or match):
                raise Refused(501, "NotImplemented")
            if self.conditions:
                if none == "*" and known:
                    raise Refused(412, "PreconditionFailed")
                if match and not known:
                    raise Refused(404, "NoSuchKey")
                if match and known.etag.strip('"' if self.bare_tags else "") != match:
                    raise Refused(412, "PreconditionFailed")
            kept = {n.lower(): v for n, v in headers.items() if n.lower().startswith("x-amz-meta-")}
            kept["content-type"] = headers.get("Content-Type")
            made = Object(body, kept)
            made.written = known.written + 1 if known else 1
            self.objects[key] = made
            return made

    def get(self, key):
        with self.lock:
            if not self.may_read:
                raise Refused(403, "AccessDenied")
            if key not in self.objects:
                raise Refused(404, "NoSuchKey") if self.may_list else Refused(403, "AccessDenied")
            return self.objects[key]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_PUT(self):
        self.serve("PUT")

    def do_GET(self):
        self.serve("GET")

    def do_HEAD(self):
        self.serve("HEAD")

    def answer(self, status, headers=(), body=b""):
        self.send_response_only(status)
        for name, value in (("Date", self.date_time_string()), ("x-amz-request-id", "REQ%06d" % self.request_number),
                            *headers):
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, request, refused):
        text = "<?xml version='1.0'?>\n<Error><Code>%s</Code><Message>No.</Message></Error>" % refused.code
        request.status = refused.status
        self.answer(refused.status, refused.headers, text.encode() if refused.code else b"")

    def reset_connection(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def split(self):
        """Bucket and key, from the path (this stand-in has path style only)."""
        path = unquote(self.path.partition("?")[0])
        bucket, _, key = path[1:].partition("/")
        return bucket, key

    def serve(self, method):
        store = self.server.store
        bucket, key = self.split()
        length = int(self.headers.get("Content-Length") or 0)
        self.request_number = 0
        request, fault = store.begin(method, key, dict(self.headers.items()))
        self.request_number = request.number
        try:
            body = self.rfile.read(length)
            if len(body) < length:
                raise ConnectionError
            if fault and self.happen(request, fault):
                return
            store.check(self, method, body)
            if bucket not in store.buckets:
                raise Refused(404, "NoSuchBucket")
            self.fulfil(request, key, body, fault and fault.do == "reset-after")
        except Refused as refused:
            self.refuse(request, refused)
        except (ConnectionError, ValueError):
            self.close_connection = True

    def happen(self, request, fault):
        """True if the request ends here."""
        if fault.do == "refuse":
            raise Refused(fault.values["status"], fault.values.get("code", ""), fault.values.get("headers", ()))
        if fault.do == "reset":
            self.reset_connection()
            return True
        if fault.do == "html":
            request.status = fault.values["status"]
            self.answer(fault.values["status"], [("Content-Type", "text/html")], b"<html>Forbidden</html>")
            return True
        if fault.do == "stall":
            fault.values["until"].wait(fault.values.get("seconds", 60))
        if fault.do == "call":
            fault.values["what"]()
        return False

    def fulfil(self, request, key, body, silent):
        if request.method == "PUT":
            made = self.server.store.put(key, self.headers, body)
            request.status = 200
            if silent:
                return self.reset_connection()
            return self.answer(200, [("ETag", made.etag)])
        found = self.server.store.get(key)
        request.status = 200
        kept = [(name, value) for name, value in found.headers.items() if value]
        self.answer(200, [*kept, ("ETag", found.etag), ("Content-Length", str(len(found.body)))], found.body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, block_on_close, allow_reuse_address, request_queue_size = True, False, True, 64

    def __init__(self, store):
        self.store = store
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request, address):
        pass  # clients that are killed close their connections

    def url(self):
        return "http://127.0.0.1:%d" % self.server_address[1]

    def close(self):
        self.shutdown()
        self.server_close()

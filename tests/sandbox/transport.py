"""Writes an answer to a socket: headers, framing, gzip, and the faults that spoil bytes on their way."""

import os
import select
import socket
import struct
import time
import zlib

SEND_BYTES = 1 << 18  # gathered before each write
LOOK_SECONDS = 0.05  # between looks at whether the client is still there


class Broken(Exception):
    """The connection is to end here."""


def compressed(pieces):
    squeezer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        yield squeezer.compress(piece)
    yield squeezer.flush()


def recut(pieces, size):
    """The same bytes in pieces of `size`, or (size None) in pieces worth a write."""
    waiting, length = [], 0
    limit = size or SEND_BYTES
    for piece in pieces:
        if not piece:
            continue
        waiting.append(piece)
        length += len(piece)
        if length < limit:
            continue
        joined = b"".join(waiting)
        whole = length // size * size if size else length
        for at in range(0, whole, size or length):
            yield joined[at : at + (size or length)]
        waiting, length = [joined[whole:]], length - whole
    if length:
        yield b"".join(waiting)


class Sender:
    """One answer on its way."""

    def __init__(self, handler, answer, stop, ends):
        """Calls ends() before the last bytes go out, if the whole answer does."""
        self.handler, self.answer, self.plan, self.stop, self.ends = handler, answer, answer.plan, stop, ends
        self.sent = 0  # bytes of the body
        self.gathered, self.gathered_bytes = [], 0
        self.framing = (self.plan.get("framing") or {"as": "chunked"})["as"]
        if handler.request_version == "HTTP/1.0" and self.framing == "chunked":
            self.framing = "close"

    def send(self, headers):
        pieces = self.encoded(headers)
        places = sorted((self.plan.get(name)["at"], name) for name in ("stall", "cut", "reset") if self.plan.get(name))
        if self.framing == "length" or any(at < 0 for at, _ in places):
            pieces = [b"".join(pieces)]
            places = sorted((at + len(pieces[0]) if at < 0 else at, name) for at, name in places)
        try:
            if self.plan.get("latency"):
                self.pause(self.plan.get("latency")["seconds"])
            self.announce(headers, pieces)
            self.body(pieces, places)
        except Broken:
            self.handler.close_connection = True

    def pause(self, seconds):
        """Nothing, for so long; it ends early where the sandbox or the client does."""
        gone, end = select.poll(), time.monotonic() + seconds
        gone.register(self.handler.connection, select.POLLRDHUP)
        while (left := end - time.monotonic()) > 0 and not self.stop.wait(min(left, LOOK_SECONDS)):
            if gone.poll(0):
                raise Broken

    def encoded(self, headers):
        gzip = self.plan.get("gzip")
        accepts = "gzip" in self.handler.headers.get("Accept-Encoding", "")
        if not gzip or not self.answer.pieces or gzip["as"] == "off" or not (accepts or gzip["as"] == "forced"):
            return self.answer.pieces
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        return compressed(self.answer.pieces)

    def announce(self, headers, pieces):
        if self.framing == "chunked":
            headers.append(("Transfer-Encoding", "chunked"))
        elif self.framing == "length":
            headers.append(("Content-Length", str(len(pieces[0]))))
        else:
            headers.append(("Connection", "close"))
            self.handler.close_connection = True
        for fault in self.plan.all("header"):
            headers[:] = [one for one in headers if one[0].lower() != fault["field"].lower()]
            if fault["value"] is not None:
                headers.append((fault["field"], fault["value"]))
        self.handler.send_response_only(self.answer.status)
        for name, value in headers:
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def body(self, pieces, places):
        drip, piece = self.plan.get("drip"), self.plan.get("piece")
        size = drip["size"] if drip else piece["size"] if piece else None
        at_once = bool(drip) or (bool(piece) and self.framing != "chunked")
        for part in recut(pieces, size):
            while places and places[0][0] < self.sent + len(part):
                at, name = places.pop(0)
                keep = max(0, at - self.sent)
                self.write(part[:keep], True)
                part = part[keep:]
                self.happen(name)
            self.write(part, at_once)
            if drip:
                self.pause(drip["delay"])
        self.flush()
        for _, name in places:
            self.happen(name)
        self.ends()
        if self.framing == "chunked":
            self.handler.wfile.write(b"0\r\n\r\n")

    def write(self, part, at_once):
        if part:
            self.sent += len(part)
            framed = [b"%x\r\n" % len(part), part, b"\r\n"] if self.framing == "chunked" else [part]
            self.gathered += framed
            self.gathered_bytes += len(part) + 8
        if at_once or self.gathered_bytes >= SEND_BYTES:
            self.flush()

    def flush(self):
        if self.gathered:
            self.handler.wfile.write(b"".join(self.gathered))
        self.gathered, self.gathered_bytes = [], 0

    def happen(self, name):
        self.flush()
        if name == "stall":
            self.pause(self.plan.get("stall")["seconds"])
            return
        if name == "reset":
            self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.handler.connection.detach())
        raise Broken

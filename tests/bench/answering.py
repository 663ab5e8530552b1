"""A small server for measurements: one thread, no work except for the pages, and it counts what reaches it.

    with Answering(pages, delay=0.3) as server: …   http://127.0.0.1:PORT/api/v1 is server.base

`pages` is called with the target of each request ("/api/v1/users?…") and gives the body as a list of bytes, or None
for a 404. It is called in the server's own thread. A process of its own would be no faster: the program under
measurement waits for it, and the caller of this only waits for the program.
"""

import asyncio
import sys
import threading
import urllib.request
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "sandbox"))

from answers import Sandbox  # noqa: E402
from sandbox import start  # noqa: E402
from values import Oddity  # noqa: E402

HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/vnd.api+json\r\nContent-Length: %d\r\n\r\n"
REQUEST_MAX = 16 << 10
KEY = "bench"


class Recorded:
    """Pages of a sandbox in this process, each asked for once."""

    def __init__(self, candidates, heavy=0, plain=False):
        Oddity.on = not plain
        self.server = start(Sandbox(1, candidates, heavy, KEY, [], False))
        self.kept = {}

    def __call__(self, target):
        if target not in self.kept:
            address = "http://127.0.0.1:%d%s" % (self.server.server_port, target)
            request = urllib.request.Request(address, headers={"X-API-KEY": KEY})
            self.kept[target] = urllib.request.urlopen(request).read()
        return [self.kept[target]]

    def close(self):
        self.server.close()


class Connection(asyncio.Protocol):
    def __init__(self, server):
        self.server, self.received, self.busy, self.transport = server, b"", False, None

    def connection_made(self, transport):
        self.transport = transport
        self.server.connections += 1

    def data_received(self, data):
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0 and len(self.received) < REQUEST_MAX:
            return
        target = self.received.split(b" ", 2)[1].decode("ascii")
        self.received = self.received[end + 4 :]  # nobody sends the next one before the answer
        self.server.requests += 1
        self.server.in_flight += 1
        self.busy = True
        self.server.most_in_flight = max(self.server.most_in_flight, self.server.in_flight)
        if self.server.delay:
            asyncio.get_running_loop().call_later(self.server.delay, self.answer, target)
        else:
            self.answer(target)

    def answer(self, target):
        self.leave()
        if self.transport.is_closing():
            return
        body = self.server.pages(target)
        status = b"200 OK" if body is not None else b"404 Not Found"
        body = body or []
        self.transport.writelines([HEAD % (status, sum(map(len, body))), *body])

    def leave(self):
        self.server.in_flight -= self.busy
        self.busy = False

    def connection_lost(self, _):
        self.leave()


class Answering:
    def __init__(self, pages, delay=0.0):
        self.pages, self.delay = pages, delay
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.in_flight = 0
        self.reset()

    def reset(self):
        self.connections = self.requests = self.most_in_flight = 0

    def __enter__(self):
        self.thread.start()
        made = self.loop.create_server(lambda: Connection(self), "127.0.0.1", 0, backlog=64)
        self.server = asyncio.run_coroutine_threadsafe(made, self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]
        self.base = "http://127.0.0.1:%d/api/v1" % self.port
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

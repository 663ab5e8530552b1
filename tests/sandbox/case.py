"""What the tests of the sandbox share: a server, and requests to it."""

import http.client
import json
import unittest

from answers import Sandbox
from faults import from_text
from sandbox import start

KEY = "test-key"


class Reply:
    def __init__(self, answer):
        self.status, self.headers = answer.status, answer.headers
        try:
            self.body, self.whole = answer.read(), True
        except http.client.IncompleteRead as cut:
            self.body, self.whole = cut.partial, False

    @property
    def json(self):
        return json.loads(self.body)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(seed=5, size=60, key=KEY)
        cls.server = start(cls.sandbox)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def setUp(self):
        self.sandbox.control({"reset": True})
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)

    def tearDown(self):
        self.connection.close()

    def get(self, path, key=KEY, **headers):
        if key:
            headers["X-API-KEY"] = key
        self.connection.request("GET", "/api/v1" + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        reply = Reply(self.connection.getresponse())
        if not reply.whole:
            self.connection.close()
        return reply

    def fault(self, *lines):
        self.sandbox.control({"clear": True, "faults": [from_text(line) for line in lines]})

    def ids(self, path):
        return [record["id"] for record in self.get(path).json["data"]]

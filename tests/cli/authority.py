"""A certificate authority for tests, made by the openssl command; a sandbox behind TLS; a proxy that records."""

import os
import select
import shutil
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import warnings

from harness import KEY, Folder, start

GOOD = ("20240101000000Z", "20480101000000Z")
PAST = ("20200101000000Z", "20200102000000Z")
FUTURE = ("20480101000000Z", "20490101000000Z")
HERE = "DNS:localhost,IP:127.0.0.1"
SETTINGS = """
[ca]
default_ca = authority
[authority]
database = %(folder)s/index
new_certs_dir = %(folder)s
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
copy_extensions = copy
x509_extensions = server
[server]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[any]
commonName = supplied
"""


class Authority:
    """Signs certificates, in a folder of its own."""

    def __init__(self, folder, name="test authority"):
        self.folder = folder
        os.makedirs(folder)
        with open(self.path("settings"), "w") as file:
            file.write(SETTINGS % {"folder": folder})
        open(self.path("index"), "w").close()
        self.file = self.self_signed(name, "authority")[0]

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def request(self, stem, *further):
        self.openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", stem + ".key", *further),
        )
        return self.path(stem + ".pem"), self.path(stem + ".key")

    def self_signed(self, name, stem, hosts=HERE):
        return self.request(
            *(stem, "-x509", "-days", "3650", "-out", stem + ".pem"),
            *("-subj", "/CN=" + name, "-addext", "subjectAltName=" + hosts),
            *("-addext", "keyUsage=critical,digitalSignature,keyCertSign"),  # Python 3.13 trusts no authority without
        )

    def signed(self, stem, hosts=HERE, time=GOOD):
        """The files of a certificate and its key."""
        files = self.request(stem, "-out", stem + ".csr", "-subj", "/CN=server", "-addext", "subjectAltName=" + hosts)
        self.openssl(
            *("ca", "-batch", "-notext", "-config", "settings", "-cert", "authority.pem", "-keyfile", "authority.key"),
            *("-startdate", time[0], "-enddate", time[1], "-in", stem + ".csr", "-out", stem + ".pem"),
        )
        return files


class Certified(Folder):
    """With an authority and a server's certificate, made once for the class."""

    environment = {"PINPOINT_API_KEY": KEY}

    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.mkdtemp(prefix="pinpoint-keys-")
        cls.addClassCleanup(shutil.rmtree, cls.keys)
        cls.authority = Authority(os.path.join(cls.keys, "trusted"))
        cls.pair = cls.authority.signed("server")


def set_versions(context, least, most):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the old ones
        context.minimum_version, context.maximum_version = least, most


def serve(sandbox, files, most=ssl.TLSVersion.TLSv1_3, least=ssl.TLSVersion.TLSv1_2):
    """The sandbox behind TLS, running; end it with close()."""
    server = start(sandbox)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    if least < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")  # otherwise this side refuses already
    set_versions(context, least, most)
    server.handle_error = lambda *_: None  # many tests want a handshake that the other side ends
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


class Tunnel(socketserver.StreamRequestHandler):
    """CONNECT to any name leads to one port of this machine. The requests and the tunneled bytes are kept."""

    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        self.server.heads.append(head.decode("latin-1"))
        if not head.startswith(b"CONNECT ") or self.server.refuses:
            self.wfile.write(b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n" % (self.server.refuses or b"405 No"))
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as other:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.pump(other)

    def pump(self, other):
        ends = {self.connection: other, other: self.connection}
        while True:
            for source in select.select(list(ends), [], [])[0]:
                try:
                    piece = source.recv(1 << 16)
                    ends[source].sendall(piece)
                except OSError:
                    return
                if not piece:
                    return
                self.server.passed += piece


class Proxy(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close, allow_reuse_address = True, False, True

    def __init__(self, target, refuses=b""):
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.target, self.refuses, self.heads, self.passed = target, refuses, [], bytearray()
        self.url = "http://127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()

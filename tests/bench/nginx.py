"""Serves a folder of static pages as the service would: a private nginx on a free port of the loopback interface.

    with Nginx(pages.folder) as base: …     http://127.0.0.1:PORT/api/v1

/api/v1/RESOURCE?page[number]=N is RESOURCE/N.json, a page past the end RESOURCE/empty.json; nothing else of the query
counts. It needs no root, and keeps what it writes in a folder under build/bench/ that goes with it.
"""

import os
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path

from measure import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "bench"
CONFIGURATION = """
{user}daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
	access_log off;
	sendfile on;
	tcp_nopush on;
	gzip off;
	keepalive_requests 10000000;
	client_body_temp_path {folder}/body;
	proxy_temp_path {folder}/proxy;
	fastcgi_temp_path {folder}/fastcgi;
	uwsgi_temp_path {folder}/uwsgi;
	scgi_temp_path {folder}/scgi;
	types {{ application/vnd.api+json json; }}
	map $args $number {{
		default 1;
		~page(%5B|\\[)number(%5D|\\])=(?<digits>[0-9]+) $digits;
	}}
	server {{
		listen 127.0.0.1:{port};
		root {pages};
		location ~ ^/api/v1/(?<resource>[a-z]+)$ {{
			try_files /$resource/$number.json /$resource/empty.json =404;
		}}
	}}
}}
"""


def url(base, resource, number):
    """`number` may be %s, for programs that fill it in."""
    return "%s/%s?page%%5Bnumber%%5D=%s" % (base, resource, number)


def program():
    return shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")


class Nginx:
    def __init__(self, pages):
        self.pages = Path(pages)

    def __enter__(self):
        if not program():
            raise SystemExit("bench: nginx is not installed (Debian: nginx-light)")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder = BUILD / ("nginx-%d" % port)
        self.folder.mkdir(parents=True)
        # Started by root, the worker would be another user, who may not read the pages.
        user = "user root;\n" if os.getuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            CONFIGURATION.format(user=user, folder=self.folder, port=port, pages=self.pages))
        self.process = subprocess.Popen([program(), "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)],
                                        stderr=subprocess.DEVNULL)
        base = "http://127.0.0.1:%d/api/v1" % port
        resource = next(path.name for path in sorted(self.pages.iterdir()) if path.is_dir())

        def answers():
            try:
                return urllib.request.urlopen(url(base, resource, 1 << 30)).read()
            except OSError:
                return None

        try:
            wait_for(answers, 10)
        except BaseException:
            self.__exit__()
            raise
        return base

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

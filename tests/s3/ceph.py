"""Ceph's gateway, as Debian packages it: a real S3 server that is strict in signatures, hashes and conditions.

One node, data in memory, everything in one folder, on loopback ports of its own. It is stopped by its process ids.
"""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import time
import uuid

from signing import signature

KEY_ID, SECRET, REGION = "AKIDOFTHEGATEWAY", "s3cret/of+the/gateway+of/ceph+++///", "us-east-1"
START_SECONDS = 180  # a busy machine; three otherwise
CONF = """[global]
fsid = {fsid}
mon_host = v2:127.0.0.1:{mon}
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
keyring = {folder}/keyring
run_dir = {folder}
log_file = {folder}/$name.log
pid_file = {folder}/$name.pid
admin_socket = {folder}/$name.asok
crash_dir = {folder}
osd_objectstore = memstore
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
setuser_match_path =
memstore_device_bytes = {room}
rgw_data = {folder}/rgw
[mon]
mon_data = {folder}/mon
[osd]
osd_data = {folder}/osd
[client.rgw.a]
rgw_frontends = beast endpoint=127.0.0.1:{rgw}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Ceph:
    def __init__(self, folder, room=1 << 30):
        """room: bytes that all objects may take together."""
        self.folder, self.fsid = folder, str(uuid.uuid4())
        self.mon, self.rgw = free_port(), free_port()
        self.processes = []
        for name in ("mon", "osd", "rgw"):
            os.makedirs(self.path(name))
        with open(self.path("ceph.conf"), "w") as file:
            file.write(CONF.format(room=room, folder=folder, fsid=self.fsid, mon=self.mon, rgw=self.rgw))

    def path(self, name):
        return os.path.join(self.folder, name)

    def url(self):
        return "http://127.0.0.1:%d" % self.rgw

    def send(self, method, path, body=b"", **more):
        """A request, signed as the stand-in of the other tests checks it. The status, and what was answered."""
        host = "127.0.0.1:%d" % self.rgw
        headers = {
            "host": host, "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        }
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        request = {
            "method": method, "path": path, "query": "", "headers": headers, "signed": sorted(headers),
            "payload": headers["x-amz-content-sha256"], "time": headers["x-amz-date"],
        }
        headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s/%s/s3/aws4_request,SignedHeaders=%s,Signature=%s" % (
            KEY_ID, headers["x-amz-date"][:8], REGION, ";".join(request["signed"]), signature(SECRET, request, REGION),
        )
        connection = http.client.HTTPConnection(host, timeout=START_SECONDS)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, text

    def run(self, program, *arguments):
        known = ("-c", self.path("ceph.conf")) if program not in ("ceph-authtool", "monmaptool") else ()
        done = subprocess.run([program, *known, *arguments], capture_output=True, timeout=START_SECONDS)
        if done.returncode != 0:
            raise RuntimeError("%s %s: %s" % (program, arguments, (done.stderr + done.stdout).decode(errors="replace")))
        return done.stdout.decode()

    def start_daemon(self, program, *arguments):
        with open(self.path(program + ".out"), "wb") as out:
            self.processes.append(
                subprocess.Popen(
                    [program, "-c", self.path("ceph.conf"), "-f", *arguments], stdout=out, stderr=out,
                    stdin=subprocess.DEVNULL,
                )
            )

    def start(self):
        self.make_keys()
        monmap, keyring = self.path("monmap"), self.path("keyring")
        self.run("monmaptool", "--create", "--fsid", self.fsid, "--addv", "a", "[v2:127.0.0.1:%d]" % self.mon, monmap)
        self.run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring)
        self.start_daemon("ceph-mon", "-i", "a")
        osd = str(uuid.uuid4())
        self.run("ceph", "--connect-timeout", str(START_SECONDS), "osd", "new", osd)
        self.run("ceph", "auth", "import", "-i", keyring)
        self.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd)
        self.run("ceph", "osd", "crush", "add", "osd.0", "1", "root=default", "host=localhost")
        self.start_daemon("ceph-osd", "-i", "0")
        self.start_daemon("radosgw", "-n", "client.rgw.a")
        self.wait_for_gateway()
        self.run(
            "radosgw-admin", "user", "create", "--uid=tests", "--display-name=tests", "--access-key=" + KEY_ID,
            "--secret-key=" + SECRET,
        )

    def make_keys(self):
        keyring = self.path("keyring")
        allow = {
            "mon.": ["--cap", "mon", "allow *"],
            "client.admin": [part for one in ("mon", "osd", "mgr") for part in ("--cap", one, "allow *")],
            "client.rgw.a": ["--cap", "mon", "allow *", "--cap", "osd", "allow *"],
            "osd.0": ["--cap", "mon", "allow profile osd", "--cap", "osd", "allow *"],
        }
        self.run("ceph-authtool", "--create-keyring", keyring)
        for name, rights in allow.items():
            self.run("ceph-authtool", keyring, "--gen-key", "-n", name, *rights)

    def wait_for_gateway(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            for process in self.processes:
                if process.poll() is not None:
                    raise RuntimeError("a daemon of Ceph ended: see %s" % self.folder)
            try:
                socket.create_connection(("127.0.0.1", self.rgw), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("Ceph's gateway did not start: see %s" % self.folder)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()

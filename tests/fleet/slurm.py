"""A Slurm of one node, started in a scratch folder, with a munge of its own; nothing of the machine's is used or changed."""

import os
import secrets
import shutil
import socket
import subprocess
import time

NEEDS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")
CPUS = 16  # more than there are: the accounts mostly wait
READY_SECONDS = 300  # only a hang is ended
CONFIG = """
ClusterName=check
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MailProg=/bin/true
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,default_queue_depth=1000
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus}
PartitionName=all Nodes=one Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """What is missing on this machine, or None."""
    lacking = [name for name in NEEDS if not shutil.which(name)]
    if lacking:
        return "%s not installed" % ", ".join(lacking)
    return None if os.geteuid() == 0 else "slurmd needs root"


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Slurm:
    def __init__(self, folder):
        self.folder, self.processes = folder, []
        for name, mode in (("", 0o755), ("munge", 0o711), ("state", 0o700), ("spool", 0o755)):
            os.makedirs(self.path(name), exist_ok=True)
            os.chmod(self.path(name), mode)
        with open(os.open(self.path("munge/key"), os.O_WRONLY | os.O_CREAT, 0o400), "wb") as file:
            file.write(secrets.token_bytes(1024))
        with open(self.path("slurm.conf"), "w", encoding="ascii") as file:
            host = socket.gethostname().split(".")[0]
            file.write(CONFIG.format(host=host, folder=folder, ports=free_ports(2), cpus=CPUS))
        self.environment = {**os.environ, "SLURM_CONF": self.path("slurm.conf")}

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        munge = {"socket": "socket", "key-file": "key", "pid-file": "pid", "seed-file": "seed", "log-file": "log"}
        self.spawn("munged", "--foreground", "--force", *("--%s=%s" % (option, self.path("munge/" + name)) for option, name in munge.items()))
        self.wait_for(lambda: os.path.exists(self.path("munge/socket")))
        self.spawn("slurmctld", "-D")
        self.spawn("slurmd", "-D", "-N", "one")
        self.wait_for(lambda: "idle" in self.ask("sinfo", "--noheader", "--format=%T"))

    def spawn(self, *command):
        with open(self.path(command[0] + ".out"), "wb") as out:
            self.processes.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out))

    def ask(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout

    def wait_for(self, condition):
        end = time.monotonic() + READY_SECONDS
        while not condition():
            if time.monotonic() > end or any(one.poll() is not None for one in self.processes):
                raise AssertionError("Slurm did not start: " + self.said())
            time.sleep(0.1)

    def said(self):
        text = ""
        for name in ("munged.out", "slurmctld.out", "slurmd.out"):
            if os.path.exists(self.path(name)):
                with open(self.path(name), errors="replace") as file:
                    text += file.read()[-1000:]
        return text

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

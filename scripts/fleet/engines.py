"""
The engines: what runs so many accounts at once, starts the next one, and goes on where one fails.

Each engine has run(night, count, jobs, lock), which returns when none of the `count` accounts of the plan runs any more, and
stop(night). Paths are handed on in the environment, where no engine and no shell changes them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

from accounts import Problem

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fleet.py")
ONE = 'exec "$FLEET_PYTHON" "$FLEET_SCRIPT" one "$FLEET_NIGHT" '
ARRAY_SIZE = 1000  # tasks of a job array: Slurm's usual MaxArraySize is 1001
POLL_SECONDS = 10
POLLS_FAILED_MAX = 60  # in a row: Slurm is restarted in less
STOP_SECONDS = 60  # the program ends within a second of SIGTERM


def environment(night, **more):
    return {**os.environ, "FLEET_PYTHON": sys.executable, "FLEET_SCRIPT": SCRIPT, "FLEET_NIGHT": night.folder, **more}


class Parallel:
    """GNU parallel, on this machine."""

    needs = ("parallel",)

    def __init__(self, options):
        self.options, self.process = options.engine_option, None

    def resume(self, night):
        """Nothing runs any more: the lock of the night tells."""

    def run(self, night, count, jobs, lock):
        command = ["parallel", "--will-cite", "--jobs", str(jobs), "--halt", "never", "--termseq", "TERM,%d000,KILL" % STOP_SECONDS]
        numbers = "".join("%d\n" % (number + 1) for number in range(count))
        self.process = subprocess.Popen(
            [*command, *self.options, ONE + "{}"], stdin=subprocess.PIPE, env=environment(night), pass_fds=[lock], text=True
        )
        self.process.communicate(numbers)

    def stop(self, _):
        """A first SIGTERM lets what runs end by itself; the second one ends it."""
        while self.process and self.process.poll() is None:
            self.process.terminate()
            time.sleep(0.2)
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                pass


class Slurm:
    """Job arrays, one after another. The folder of the night and what the config files name are on every node."""

    needs = ("sbatch", "squeue", "scancel")

    def __init__(self, options):
        self.options, self.array_size, self.poll = options.engine_option, options.array_size, options.poll

    @staticmethod
    def job_name(night):
        """The same for each launcher of a night: so one that is started again finds what the last one has submitted."""
        return "pinpoint-export-%s" % hashlib.sha256(night.folder.encode()).hexdigest()[:16]

    def is_there(self, night):
        for _ in range(POLLS_FAILED_MAX):
            done = subprocess.run(["squeue", "--noheader", "--name", self.job_name(night)], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout != ""
            time.sleep(self.poll)
        raise Problem("squeue fails: %s" % done.stderr.strip())

    def wait(self, night):
        while self.is_there(night):
            time.sleep(self.poll)

    def resume(self, night):
        """A launcher that was killed may have left a job."""
        if self.is_there(night):
            print("fleet: waiting for the job that an earlier launcher has submitted", file=sys.stderr)
            self.wait(night)

    def submit(self, night, first, count, jobs):
        command = ["sbatch", "--parsable", "--export=ALL", "--no-requeue", "--output=/dev/null", "--job-name", self.job_name(night)]
        script = "#!/bin/sh\n%s$((FLEET_FIRST + SLURM_ARRAY_TASK_ID))\n" % ONE
        done = subprocess.run(
            [*command, "--array=1-%d%%%d" % (count, jobs), *self.options],
            input=script, env=environment(night, FLEET_FIRST=str(first)), capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise Problem("sbatch fails: %s" % done.stderr.strip())

    def run(self, night, count, jobs, _):
        for first in range(0, count, self.array_size):
            self.submit(night, first, min(count - first, self.array_size), jobs)
            self.wait(night)

    def stop(self, night):
        subprocess.run(["scancel", "--name", self.job_name(night)], check=False)
        self.wait(night)


ENGINES = {"parallel": Parallel, "slurm": Slurm}


def start(options):
    engine = ENGINES[options.command](options)
    lacking = [command for command in engine.needs if not shutil.which(command)]
    if lacking:
        raise Problem("%s is not installed" % " and ".join(lacking))
    return engine

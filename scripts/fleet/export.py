"""Exports one account of a plan and records how that ended. What an engine starts is this."""

import datetime
import signal
import subprocess
import sys
import time

from pace import wait_for_turn

STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NOT_STARTED = 127


def on_stop(handler):
    """What is ignored (nohup, a job in the background of a script) stays ignored."""
    for number in STOPS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


class Export:
    """The program, once it is started. It gets every signal that comes until its status is recorded, and then ends cleanly."""

    def __init__(self):
        self.process, self.has_begun, self.stopped = None, False, None
        on_stop(self.stop)

    def stop(self, number, _):
        self.stopped = number
        if self.process:
            self.process.send_signal(number)
        elif not self.has_begun:
            sys.exit(128 + number)

    def run(self, command, log):
        """The exit status."""
        self.has_begun = True
        try:
            # The program inherits the lock of the night.
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False)
        except OSError as problem:
            log.write(("cannot start %s\n" % problem).encode())
            return NOT_STARTED
        if self.stopped is not None:  # before the process was known here
            self.process.send_signal(self.stopped)
        status = self.process.wait()
        return status if status >= 0 else 128 - status

    def rest(self, seconds):
        """The next account in this place begins with a request at once. A signal ends it."""
        self.process, self.has_begun = None, False
        if self.stopped is None:
            time.sleep(seconds)


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


def export(night, number):
    """The account of this number in the plan, from 1. Returns the program's exit status."""
    plan = night.plan()
    name, config = plan["accounts"][number - 1]
    running = Export()
    wait_for_turn(night.path("starts"), plan["gap"])
    command = [plan["program"], "export", "--config", config, "--rate", plan["rate"], "--no-progress", *plan["options"]]
    started = now()
    with open(night.path(name + ".log"), "ab", buffering=0) as log:
        status = running.run(command, log)
    night.record(name, status, started, now())
    running.rest(plan["rest"])
    return status

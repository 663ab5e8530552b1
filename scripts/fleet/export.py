"""Exports one account of a plan and records how that ended. What an engine starts is this."""

import datetime
import signal
import subprocess
import sys
import time

from pace import wait_for_turn

STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NOT_STARTED = 127


class Export:
    """Passes a signal on to the program, which then ends cleanly."""

    def __init__(self):
        self.process, self.stopped = None, None
        for number in STOPS:
            signal.signal(number, self.stop)

    def stop(self, number, _):
        self.stopped = number
        if self.process is None:
            sys.exit(128 + number)
        self.process.send_signal(number)

    def run(self, command, log):
        """The exit status."""
        try:
            # The program inherits the lock of the night.
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False)
        except OSError as problem:
            log.write(("cannot start %s\n" % problem).encode())
            return NOT_STARTED
        status = self.process.wait()
        self.process = None
        return status if status >= 0 else 128 - status


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
    if running.stopped is None:
        time.sleep(plan["rest"])  # the next account in this place begins with a request at once
    return status

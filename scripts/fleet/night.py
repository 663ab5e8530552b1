"""
The folder of one night: what is to be done (plan.json), how each account ended (NAME.status), what it said (NAME.log).

An account is done once its status says that it published. Everything else is missing, and a launcher that is started again for
the same night does only that.
"""

import datetime
import fcntl
import json
import os

PUBLISHED = {0: "complete", 3: "published, but incomplete", 11: "published, but not yet where --publish-to says"}
NIGHT_BEGINS = datetime.timedelta(hours=12)  # a night goes from noon to noon (UTC), so midnight does not divide it


class Held(Exception):
    """Another launcher, or an account that it started, is still at work; status 8."""


def name_of_now(now=None):
    now = now or datetime.datetime.now(datetime.timezone.utc)
    return (now - NIGHT_BEGINS).strftime("%Y%m%d")


def replace(path, value):
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.replace(path + ".new", path)


class Night:
    def __init__(self, folder):
        self.folder = os.path.abspath(folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def lock(self):
        """The descriptor of a lock. Whatever inherits it holds the lock as well, so the last account that still runs does."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        descriptor = os.open(self.path("lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Held("another launcher, or an account that one has started, still works in %s; wait for it" % self.folder) from None
        return descriptor

    def plan(self):
        with open(self.path("plan.json"), encoding="utf-8") as file:
            return json.load(file)

    def write_plan(self, plan):
        replace(self.path("plan.json"), plan)

    def record(self, name, status, started, ended):
        replace(self.path(name + ".status"), {"status": status, "started": started, "ended": ended})

    def status(self, name):
        """How the account ended, or None if that is not known."""
        try:
            with open(self.path(name + ".status"), encoding="utf-8") as file:
                return int(json.load(file)["status"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def missing(self, accounts):
        return [one for one in accounts if self.status(one[0]) not in PUBLISHED]

    def last_line(self, name):
        """The last thing that the account said."""
        try:
            with open(self.path(name + ".log"), "rb") as file:
                lines = file.read().decode(errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

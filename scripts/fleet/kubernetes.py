"""
Kubernetes: a CronJob for each account, made from cronjob.yaml, and what became of its pods.

A cluster starts jobs by the clock and shares nothing between them, so the share is fixed beforehand. The starts are spread over the
night, a job has so many minutes, and the limit is divided by the number of jobs that can run at once. All of them are taken to have
the same address.
"""

import datetime
import json
import os
import re
import string

from accounts import Problem
from pace import Pace

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cronjob.yaml")
NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
NAME_MAX = 52 - len("pinpoint-export-")  # a CronJob's name has 52 characters at most
CLAIM = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
DAY = 24 * 60
LATE_MINUTES = 2  # a job that cannot start for that long is left out
GRACE_SECONDS = 30
CONFIG_BYTES_MAX = 64 << 10
RECENT = datetime.timedelta(hours=24)


def add_options(parser):
    parser.add_argument("--image", required=True, help="the image that has pinpoint-export")
    parser.add_argument("--claim", default="pinpoint-export", help="the PersistentVolumeClaim of the runs (%(default)s)")
    parser.add_argument("--begin", default="22:00", metavar="HH:MM", help="the first start, UTC (%(default)s)")
    parser.add_argument("--hours", type=int, default=8, help="over which the starts are spread (%(default)s)")
    parser.add_argument("--minutes", type=int, default=60, help="that an account may take (%(default)s)")


def starts(count, begin, hours):
    """The minute of the day at which each job starts."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", begin)
    if not found or not 1 <= hours <= 24:
        raise Problem("--begin is a time such as 22:00, --hours is 1 to 24")
    first = int(found[1]) * 60 + int(found[2])
    return [(first + number * hours * 60 // count) % DAY for number in range(count)]


def at_once(begins, minutes):
    """How many jobs can run at the same time at most: those that start within the time that one can take, delays included."""
    length = min(minutes + LATE_MINUTES + 1, DAY)
    return max(sum((begin - other) % DAY < length for other in begins) for begin in set(begins))


def name_of(name):
    if not NAME.fullmatch(name) or len(name) > NAME_MAX:
        raise Problem("%s: for Kubernetes a name has small letters, digits and hyphens, %d at most" % (name, NAME_MAX))
    return name


def config_of(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if len(text.encode()) > CONFIG_BYTES_MAX:
        raise Problem("%s is larger than %d bytes" % (path, CONFIG_BYTES_MAX))
    return text


def quoted(value):
    """JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def write(options, listed, further, to):
    if not CLAIM.fullmatch(options.claim) or not 1 <= options.minutes < DAY:
        raise Problem("--claim is the name of a claim, --minutes is 1 to %d" % (DAY - 1))
    begins = starts(len(listed), options.begin, options.hours)
    pace = Pace(options.limit, at_once(begins, options.minutes))
    arguments = ["export", "--config", "/config/account.conf", "--output", "/data/output"]
    arguments += ["--rate", pace.rate, "--no-progress", *further]
    with open(TEMPLATE, encoding="utf-8") as file:
        template = string.Template(file.read())
    common = {
        "claim": options.claim, "image": quoted(options.image), "arguments": quoted(arguments),
        "late": LATE_MINUTES * 60, "seconds": options.minutes * 60, "grace": GRACE_SECONDS,
    }
    for (name, config), begin in zip(listed, begins):
        own = {"name": name_of(name), "config": quoted(config_of(config)), "hour": begin // 60, "minute": begin % 60}
        to.write("---\n" + template.substitute(common, **own))


# --- What became of the pods


def started(pod):
    return datetime.datetime.fromisoformat(pod["metadata"]["creationTimestamp"].replace("Z", "+00:00"))


def status_of(pod):
    """The exit status of its container, or None if that has not ended."""
    for container in pod["status"].get("containerStatuses", ()):
        if "terminated" in container["state"]:
            return int(container["state"]["terminated"]["exitCode"])
    return None


def statuses(listed, file, now=None):
    """The status of each account by its latest pod of the last 24 hours, and a function that says more about one."""
    now = now or datetime.datetime.now(datetime.timezone.utc)
    found = {}
    try:
        pods = sorted(json.load(file)["items"], key=started)
        for pod in pods:
            if now - started(pod) < RECENT:
                found[pod["metadata"]["labels"]["pinpoint-export/account"]] = (status_of(pod), pod["metadata"]["name"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Problem("standard input is no list of pods as from kubectl get pods -o json: %r" % problem) from problem
    none = (None, "no pod in the last 24 hours")
    return {name: found.get(name, none)[0] for name, _ in listed}, lambda name: found.get(name, none)[1]

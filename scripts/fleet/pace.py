"""
How the accounts of one address share the requests that the service allows it.

`--limit N/SEC`: at most N requests in SEC seconds, together. With J accounts at once each gets `--rate n/SEC`, n = N / J rounded
down. The program makes one request every SEC/n seconds at most, the first one included, and the place of an account stays empty
for that long after it has ended. So one place makes n requests in any SEC seconds at most, whichever accounts have it, and J places
make N. Retries count, too.
"""

import fcntl
import re
import time

from accounts import Problem

LIMIT = "240/480"  # of the service, by address; keeps to 120 in a minute as well
JOBS = 4
NUMBER_MAX = 86400  # of the program's --rate


class Pace:
    def __init__(self, limit, jobs):
        found = re.fullmatch(r"(\d{1,5})/(\d{1,5})", limit)
        self.requests, self.seconds = map(int, found.groups()) if found else (0, 0)
        if not 1 <= self.requests or not 1 <= self.seconds <= NUMBER_MAX:
            raise Problem('"%s" is not a limit such as %s (requests/seconds)' % (limit, LIMIT))
        if not 1 <= jobs <= self.requests:
            raise Problem("%d accounts at once cannot share %s requests; at least one at once, %d at most" % (jobs, limit, self.requests))
        self.share = self.requests // jobs

    @property
    def rate(self):
        """--rate of one account."""
        return "%d/%d" % (self.share, self.seconds)

    @property
    def rest(self):
        """Seconds for which a place stays empty between two accounts."""
        return self.seconds / self.share

    @property
    def gap(self):
        """Seconds between two starts."""
        return self.seconds / self.requests


def time_of(text):
    try:
        return float(text)
    except ValueError:
        return 0.0  # no start yet, or the machine stopped while the time was written


def wait_for_turn(path, gap):
    """Returns `gap` seconds after the last start of any account at the earliest. The file has the time of that start."""
    with open(path, "a+", encoding="ascii") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        file.seek(0)
        wait = time_of(file.read()) + gap - time.time()
        time.sleep(min(max(wait, 0), gap))  # not longer, even if the clock was set back
        file.seek(0)
        file.truncate()
        file.write("%.3f" % time.time())

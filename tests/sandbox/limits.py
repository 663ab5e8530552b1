"""How many requests the service takes: fixed windows of a minute and of eight minutes, one after another from the start."""

import math
import time

WINDOWS = ((60, 120), (480, 240))  # seconds, requests


class Limits:
    """`factor` times faster than the service's own, so that a test waits for seconds where the service means minutes."""

    def __init__(self, factor=1.0, clock=time.monotonic):
        if not factor > 0:
            raise ValueError("the factor of limits must be greater than 0")
        self.factor, self.clock = factor, clock
        self.began = clock()
        self.counted = {}  # length of a window -> (its number, requests so far)

    def refusal(self):
        """Counts a request. None, or seconds until the last of the windows that are full is over."""
        passed = (self.clock() - self.began) * self.factor
        waits = []
        for length, most in WINDOWS:
            number, count = self.counted.get(length, (0, 0))
            current = int(passed // length)
            count = count + 1 if current == number else 1
            self.counted[length] = (current, count)
            if count > most:
                waits.append((current + 1) * length - passed)
        return max(waits) / self.factor if waits else None


def headers(wait, now):
    """Of a refusal: whole seconds to wait, and when that will be."""
    return [("Retry-After", str(math.ceil(wait))), ("X-RateLimit-Reset", str(math.ceil(now + wait)))]

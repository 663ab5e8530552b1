"""Runs commands by turns and compares them: CPU and wall of all that a command started, peak memory of its largest process."""

import os
import statistics
import subprocess
import time


def wait_for(what, seconds=60):
    """What it gives, as soon as that is something."""
    for _ in range(int(seconds * 50)):
        result = what()
        if result:
            return result
        time.sleep(0.02)
    raise SystemExit("bench: timed out after %d seconds" % seconds)


class Run:
    def __init__(self, cpu, wall, peak):
        self.cpu, self.wall, self.peak = cpu, wall, peak  # seconds, seconds, MiB


def run(command, environment=None, stdout=subprocess.DEVNULL):
    """One run of a list of words, or of a line for bash (pipelines; a failure anywhere in it counts)."""
    words = ["bash", "-o", "pipefail", "-c", command] if isinstance(command, str) else list(map(str, command))
    begin = time.monotonic()
    process = subprocess.Popen(words, env=dict(os.environ, **(environment or {})), stdout=stdout, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise SystemExit("bench: %s\nended with %d: %s" % (
            " ".join(words)[:400], process.returncode, message.decode(errors="replace")[-600:]))
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def by_turns(commands, rounds, environment=None):
    """{name: command} -> {name: [Run, …]}, one round after the other, after one round that does not count."""
    results = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            one = run(command, environment)
            if turn:
                results[name].append(one)
    return results


def median(runs, what):
    return statistics.median(getattr(one, what) for one in runs)


def ratio(results, over, under, what="cpu"):
    """Median, least and greatest of the ratios round by round; `over` and `under` are lists of names to add up."""
    def total(names, turn):
        return sum(getattr(results[name][turn], what) for name in names)

    rounds = len(next(iter(results.values())))
    all_of_them = [total(over, turn) / total(under, turn) for turn in range(rounds)]
    return statistics.median(all_of_them), min(all_of_them), max(all_of_them)

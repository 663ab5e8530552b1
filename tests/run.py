#!/usr/bin/env python3
"""Runs the tests that were built, several at a time, and sums up. The Makefile calls it.

What a test program prints tells how many cases it has: TAP (the cmocka programs), unittest's summary, or a last line
"N passed, N failed". Anything else counts as one case by its exit status. A program without a case has failed: it cannot
find anything. Output is shown of what failed only. The last line is always "N passed, N failed".
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Of a program: only a hang takes that long, on a busy machine too.
HANG_SECONDS = 6 * 3600 if os.environ.get("CHECK_LONG") == "1" else 1200
SHOWN = 12000  # characters of a failure's output
AT_ONCE_PER_CORE = 2  # programs; many wait most of their time
COSTLIEST = 8  # programs named with the CPU they used

MEMORY = "/dev/shm"  # what tests write is synced again and again: on a disk that takes twice as long
MEMORY_MIN = 1 << 30  # bytes free there
ENVIRONMENT = {
    "CMOCKA_MESSAGE_OUTPUT": "TAP",
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "PYTHONPYCACHEPREFIX": str(ROOT / "build/pycache"),
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}


class Outcome:
    def __init__(self, name, passed, failed, output="", seconds=0.0, cpu=0.0):
        self.name, self.passed, self.failed, self.output = name, passed, failed, output
        self.seconds, self.cpu = seconds, cpu


def use_memory():
    """Temporary folders of `make check` lie in memory, where there is enough of it; `make check-long` uses the disk."""
    if os.environ.get("CHECK_LONG") == "1" or "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    facts = os.statvfs(MEMORY)
    if facts.f_bavail * facts.f_frsize >= MEMORY_MIN:
        ENVIRONMENT["TMPDIR"] = MEMORY


def count_cases(output, status):
    """How many cases passed and failed."""
    tap = re.findall(r"^(ok|not ok) \d+", output, re.M)
    ran = re.search(r"^Ran (\d+) tests? in ", output, re.M)
    summary = re.findall(r"^(\d+) passed, (\d+) failed$", output, re.M)
    if tap:
        planned = sum(int(n) for n in re.findall(r"^1\.\.(\d+)", output, re.M))
        passed = tap.count("ok")
        failed = max(len(tap), planned) - passed
    elif ran:
        result = output.rsplit("\n\n", 1)[-1]
        failed = sum(int(n) for n in re.findall(r"(?:failures|errors|unexpected successes)=(\d+)", result))
        skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", result))
        passed = max(int(ran.group(1)) - failed - skipped, 0)
    elif summary:
        passed, failed = map(int, summary[-1])
    else:
        passed, failed = int(status == 0), int(status != 0)
    if (status != 0 and failed == 0) or passed + failed == 0:
        failed += 1
    return passed, failed


def run(name, command):
    began = time.monotonic()
    with tempfile.TemporaryFile() as written:
        try:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**os.environ, **ENVIRONMENT},
            )
        except OSError as problem:
            return Outcome(name, 0, 1, f"{problem}\n")
        late = threading.Timer(HANG_SECONDS, process.kill)
        late.start()
        _, status, used = os.wait4(process.pid, 0)  # unlike wait(), this counts its CPU and that of what it started
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        written.seek(0)
        output = written.read().decode("utf-8", "replace")
    seconds = time.monotonic() - began
    passed, failed = count_cases(output, process.returncode)
    if process.returncode < 0:
        output += f"\nended by signal {-process.returncode} after {seconds:.0f} seconds\n"
    return Outcome(name, passed, failed, output, seconds, used.ru_utime + used.ru_stime)


def unit_programs(build, folder):
    """Those of folders with vector instructions are there twice, see portable.mk."""
    for source in sorted(ROOT.glob(f"tests/unit/{folder or '*'}/test_*.c")):
        for side in (build, build / "portable"):
            program = side / source.relative_to(ROOT).with_suffix("")
            if side == build or program.parent.is_dir():
                yield str(program.relative_to(build)), [str(program)]


def python_tests():
    for source in sorted(ROOT.glob("tests/*/test_*.py")):
        yield str(source.relative_to(ROOT)), [sys.executable, str(source)]


# Tests with a target of their own, since they need more than the packages of `make check`.
APART = {
    "load": "tests/load/load.py",
    "install": "tests/install/install.py",
    "s3": "tests/s3/check_s3.py",
    "fleet": "tests/fleet/fleet.py",
    "report": "tests/report/report.py",
}


def tests_apart(chosen):
    for kind, source in APART.items():
        if getattr(chosen, kind):
            yield source, [sys.executable, source]


def corpus_replays(build):
    for source in sorted(ROOT.glob("tests/fuzz/fuzz_*.c")):
        name = source.stem
        corpus = ROOT / "tests/fuzz/corpus" / name.removeprefix("fuzz_")
        yield f"corpus of {name}", [str(build / "tests/fuzz" / name), str(corpus)]


def scripts():
    yield "scripts/check-walls.py", [sys.executable, "scripts/check-walls.py"]
    yield "scripts/check-size.py", [sys.executable, "scripts/check-size.py"]
    yield "scripts/check-citations.py", [sys.executable, "scripts/check-citations.py"]
    yield "scripts/check-mistakes.sh", ["sh", "scripts/check-mistakes.sh"]


def walls(build):
    """Made by make, one program or stamp a case: it would not have come this far otherwise."""
    counts = (build / "walls/counts").read_text().split()
    return Outcome("linked folders, headers alone, sources read by the other compiler", sum(map(int, counts)), 0)


def main():
    parser = argparse.ArgumentParser(description="Runs the tests that were built.")
    parser.add_argument("--build", type=Path, required=True, help="where the test programs lie")
    parser.add_argument("--program", type=Path, required=True, help="the release build of pinpoint-export")
    parser.add_argument("--folder", default="", help="unit tests of this folder only")
    for kind in ("unit", "python", "fuzz", "scripts", "walls", *APART):
        parser.add_argument(f"--{kind}", action="store_true")
    chosen = parser.parse_args()
    build = chosen.build.resolve()
    ENVIRONMENT["PINPOINT_EXPORT"] = str(build / "pinpoint-export")
    ENVIRONMENT["PINPOINT_EXPORT_RELEASE"] = str(chosen.program.resolve())
    use_memory()

    # What takes longest begins first.
    waiting = [*(python_tests() if chosen.python else ()), *(unit_programs(build, chosen.folder) if chosen.unit else ())]
    waiting += [*tests_apart(chosen), *(corpus_replays(build) if chosen.fuzz else ())]
    waiting += scripts() if chosen.scripts else ()
    outcomes = [walls(build)] if chosen.walls else []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE_PER_CORE * (os.cpu_count() or 1)) as pool:
        for done in concurrent.futures.as_completed([pool.submit(run, *test) for test in waiting]):
            outcomes.append(done.result())
            report(outcomes[-1])
    return summarize(outcomes, build)


def report(outcome):
    word = "FAIL" if outcome.failed else "ok  "
    counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.seconds:.1f} s, CPU {outcome.cpu:.1f} s"
    print(f"  {word} {outcome.name} ({counts})", flush=True)
    if outcome.failed:
        print(outcome.output[-SHOWN:], flush=True)
    elif outcome.name.startswith("scripts/"):
        print("".join(f"       {line}\n" for line in outcome.output.splitlines()), end="", flush=True)


def summarize(outcomes, build):
    failed = [outcome.name for outcome in outcomes if outcome.failed]
    costliest = sorted(outcomes, key=lambda outcome: -outcome.cpu)[:COSTLIEST]
    print(f"CPU: {sum(outcome.cpu for outcome in outcomes):.0f} s, most of it in: ", end="")
    print(", ".join(f"{outcome.name} {outcome.cpu:.1f} s" for outcome in costliest))
    if failed:
        print("failed: " + ", ".join(failed))
    failures = sum(outcome.failed for outcome in outcomes)
    line = f"{sum(outcome.passed for outcome in outcomes)} passed, {failures} failed"
    build.mkdir(parents=True, exist_ok=True)
    (build / "summary").write_text(line + "\n")
    print(line, flush=True)
    return 1 if failures or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())

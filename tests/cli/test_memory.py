#!/usr/bin/env python3
"""One page of 1,000 records of 100 kB each passes in under 40 MiB of memory: the promise that pages are never held."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import RELEASE, Service, main  # noqa: E402

PAGE = 1000
HEAVY = 100_000
LIMIT_KIB = 40 << 10


class Memory(Service):
    program = RELEASE
    heavy = HEAVY
    # how many candidates give as many records of each
    sizes = {"candidates": PAGE, "applications": PAGE * 2 // 3 + 1, "jobs": PAGE * 10}

    def assert_light(self, resource, *arguments):
        self.account(size=self.sizes[resource], heavy=HEAVY)
        command = [self.program, "export", *self.service_arguments(), "--tables", resource, "--page-size", str(PAGE)]
        command += ["--threads", "8"]  # the most there ever are; each has a block of its own
        done = subprocess.run(
            ["/usr/bin/time", "-v", *command, *arguments],
            cwd=self.folder,
            env=self.environ({}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        peak = int(re.search(rb"Maximum resident set size \(kbytes\): (\d+)", done.stderr).group(1))
        manifest = self.manifest()
        read = manifest["resources"][resource]
        self.assertGreaterEqual(read["received"], PAGE)
        self.assertGreater(read["bytes"], 0.98 * PAGE * HEAVY)
        print("%s: %d records, %d MB, %.1f MiB" % (resource, read["received"], read["bytes"] // 10**6, peak / 1024))
        self.assertLess(peak, LIMIT_KIB)
        return manifest

    def test_applications(self):
        self.assert_light("applications")

    def test_candidates_which_wait_for_their_applications(self):
        self.assert_light("candidates")

    def test_jobs_which_wait_for_all_that_is_included(self):
        self.assert_light("jobs")


if __name__ == "__main__":
    main()

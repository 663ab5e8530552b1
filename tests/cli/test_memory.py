#!/usr/bin/env python3
"""
One page of 1,000 records of 100 kB each (40 kB in `make check`) passes in little memory: pages are never held.

What the libraries take differs between systems. So the bound is what the same export of a few users takes here, which is
13.4 MiB on Debian 12 and 15.2 MiB on Debian 13, and 26.5 MiB more for a page: 40 MiB on Debian 12.
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from harness import HANG_SECONDS, LONG, RELEASE, Service, main  # noqa: E402
from oracle.native import RESOURCE_OF  # noqa: E402

PAGE = 1000
HEAVY = 100_000 if LONG else 40_000  # a page of 40 MB that is held is still more than the bound
ALLOWED_KIB = 26 << 10 | 512


class Memory(Service):
    program = RELEASE
    # how many candidates give as many records of each
    sizes = {"candidates": PAGE, "applications": PAGE * 2 // 3 + 1, "jobs": PAGE * 10}

    def peak(self, *arguments):
        """Of one export, in KiB."""
        command = [self.program, "export", *self.service_arguments(), "--page-size", str(PAGE)]
        command += ["--threads", "8"]  # the most there ever are; each has a block of its own
        done = subprocess.run(
            ["/usr/bin/time", "-v", *command, *arguments],
            cwd=self.folder,
            env=self.environ({}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=HANG_SECONDS,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(re.search(rb"Maximum resident set size \(kbytes\): (\d+)", done.stderr).group(1))

    def assert_light(self, resource, tables=None):
        floor = self.peak("--tables", "users", "-o", "small")
        self.account(size=self.sizes[resource], heavy=HEAVY)
        peak = self.peak("--tables", tables or resource)
        manifest = self.manifest()
        read = manifest["resources"][resource]
        self.assertGreaterEqual(read["received"], PAGE)
        self.assertGreater(read["bytes"], 0.98 * PAGE * HEAVY)
        sizes = (read["received"], read["bytes"] // 10**6, peak / 1024, floor / 1024)
        print("%s: %d records, %d MB, %.1f MiB, of which %.1f for nothing" % (resource, *sizes))
        self.assertLess(peak - floor, ALLOWED_KIB)

    def test_applications(self):
        self.assert_light("applications")

    def test_applications_with_all_that_belongs_to_them(self):
        tables = [table for table, resource in RESOURCE_OF.items() if resource == "applications"]
        self.assertEqual(len(tables), 20)
        self.assert_light("applications", ",".join(tables))

    def test_candidates_which_wait_for_their_applications(self):
        self.assert_light("candidates")

    def test_jobs_which_wait_for_all_that_is_included(self):
        self.assert_light("jobs")


if __name__ == "__main__":
    main()

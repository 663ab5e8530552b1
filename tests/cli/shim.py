"""Calls into the C library that fail on command, and a wall clock that jumps: shim.c, compiled and preloaded."""

import errno
import os
import subprocess

from harness import RELEASE, Service

HERE = os.path.dirname(os.path.abspath(__file__))


def fault(call, reason, part, skip=0, times=0):
    """The call on files whose name holds `part` fails: not the first `skip` times, then `times` times (0: always)."""
    return "%s %d %d %d %s" % (call, getattr(errno, reason), skip, times, part)


class Shimmed(Service):
    """The release build, since the sanitizers have to be loaded first themselves."""

    program = RELEASE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = os.path.join(os.path.dirname(RELEASE), "shim-%d.so" % os.getpid())
        subprocess.run(
            ["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-D_FILE_OFFSET_BITS=64", "-shared", "-fPIC"]
            + ["-o", cls.library, os.path.join(HERE, "shim.c"), "-ldl"],
            check=True,
        )
        cls.addClassCleanup(os.unlink, cls.library)

    def shimmed(self, *arguments, faults=(), clock=None, env=None, **further):
        env = {"LD_PRELOAD": self.library, "SHIM_FAULTS": ";".join(faults) or None, "SHIM_CLOCK": clock, **(env or {})}
        return self.export(*arguments, env=env, **further)

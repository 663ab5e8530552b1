#!/usr/bin/env python3
"""Progress on a real terminal (tmux), which stands still while the service asks to wait; and without one."""

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import HANG_SECONDS, KEY, QUICK, RESOURCES, Service, main  # noqa: E402

HELD = "status:resource=candidates,page=3,times=1,code=429,retry_after=300"
DOING = re.compile(r"^\d+ requests?, waiting: rate limit, 4 min \d+ s(, about .*)?$")
BAR = re.compile(r"^(\w+) +\[([#-]+| +)\](?: +(\d+) %)?(?: +(\d+)(?: of (\d+))? records)?$")


class Terminal:
    """What a terminal of tmux shows."""

    def __init__(self, case, columns, rows, command):
        self.case, self.socket = case, case.path("tmux%d" % columns)
        self.call("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", case.folder,
                  *command)  # fmt: skip
        case.addCleanup(self.end)

    def end(self):
        """Ends the program before the test removes its files."""
        self.call("send-keys", "C-c", check=False)
        self.case.wait_for(lambda: self.call("capture-pane", "-p", check=False).split()[-1:] in ([], ["$"], ["ended"]))
        self.call("kill-server", check=False)

    def call(self, *arguments, check=True):
        env = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "$ "}
        return subprocess.run(["tmux", "-S", self.socket, *arguments], check=check, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=HANG_SECONDS).stdout  # fmt: skip

    def lines(self):
        return [line.rstrip() for line in self.call("capture-pane", "-p").rstrip().split("\n")]

    def wait(self, is_shown):
        self.case.wait_for(lambda: is_shown(self.lines()))
        return self.lines()

    def keys(self, *keys):
        self.call("send-keys", *keys)


def is_waiting(lines):
    """And the two pages before the one that is refused have been read."""
    return any(DOING.match(line) for line in lines) and any(re.search(r"^candidates .* 20 of", line) for line in lines)


@unittest.skipUnless(shutil.which("tmux"), "needs tmux")
class OnATerminal(Service):
    program = QUICK

    def command(self, *arguments):
        key = self.write("key", KEY)
        return shlex.join([self.program, *self.service_arguments(), "--api-key-file", key, *map(str, arguments)])

    def show(self, columns, rows, *arguments):
        """A terminal in which an export waits for five minutes, and its lines then."""
        self.account(size=40)
        self.faults(HELD)
        terminal = self.run_in_terminal(columns, rows, "-o", "output%d" % columns, *arguments)
        return terminal, terminal.wait(is_waiting)

    def run_in_terminal(self, columns, rows, *arguments):
        command = "trap : INT; %s; echo ended; sleep %d" % (self.command("--page-size", 10, *arguments), HANG_SECONDS)
        return Terminal(self, columns, rows, ["sh", "-c", command])

    def read_block(self, lines):
        """The bars by name, and the lines above the block. The block is the last thing on the screen."""
        self.assertRegex(lines[-1], DOING)
        first = next(i for i, line in enumerate(lines) if BAR.match(line))
        bars = {}
        for line in lines[first:-1]:
            found = BAR.match(line)
            self.assertTrue(found, (line, lines))
            bars[found[1]] = found
        return bars, lines[:first]

    def check_block(self, lines, columns):
        bars, above = self.read_block(lines)
        self.assertEqual(list(bars), [*RESOURCES, "all"])
        self.assertEqual(len({line.index("[") for line in lines if BAR.match(line)}), 1)
        self.assertTrue(all(len(line) < columns for line in lines[len(above):]), lines)
        self.assertTrue("".join(above).startswith("pinpoint-export: warning: /candidates, page 3: HTTP 429"), above)
        for name in RESOURCES:
            _, bar, percent, done, total = bars[name].groups()
            self.assertEqual(int(total), len(self.listed(name)), lines)
            self.assertAlmostEqual(bar.count("#") / len(bar), int(percent) / 100, delta=1 / len(bar) + 0.01)
        self.assertEqual((bars["candidates"][3], bars["candidates"][4]),
                         (str(20 * 100 // len(self.listed("candidates"))), "20"))  # fmt: skip
        self.assertEqual(int(bars["all"][4]), sum(int(bars[name][4]) for name in RESOURCES))
        return len(bars["users"][2])

    def test_each_resource_has_a_bar(self):
        widths = [self.check_block(self.show(columns, 24)[1], columns) for columns in (60, 80, 200)]
        self.assertEqual(sorted(set(widths)), widths)

    def test_the_time_left_is_no_shorter_than_the_wait(self):
        terminal, _ = self.show(200, 24)
        line = terminal.wait(lambda lines: is_waiting(lines) and " left" in lines[-1])[-1]
        minutes = re.search(r"rate limit, (\d+) min (\d+) s, about (\d+) min (\d+) s left$", line)
        self.assertTrue(minutes, line)
        wait, left = [int(minutes[i]) * 60 + int(minutes[i + 1]) for i in (1, 3)]
        self.assertGreaterEqual(left + 1, wait, line)

    def test_rows_on_the_same_terminal(self):
        self.account(size=40)
        self.faults("status:resource=users,page=2,times=1,code=429,retry_after=1")
        lines = self.run_in_terminal(200, 50, "--stdout", "--tables", "users").wait(lambda lines: lines[-1] == "ended")
        self.assertEqual([line for line in lines if BAR.match(line)], [])

    def test_more_resources_than_lines(self):
        _, lines = self.show(80, 9, "--tables", "all", "--concurrency", 4)
        others = [line for line in lines if re.match(r"\d+ others: \d+ done, \d+ to come$", line)]
        self.assertEqual(len(others), 1, lines)
        self.assertRegex(lines[-1], DOING)
        self.assertTrue(lines[-2].startswith("all "), lines)
        bars = [line for line in lines if BAR.match(line)]
        self.assertIn("candidates", [line.split()[0] for line in bars])
        self.assertLessEqual(len(lines), 9)

    def test_a_window_that_changes_its_size(self):
        terminal, _ = self.show(80, 24)
        for columns in (60, 100, 61):
            terminal.call("resize-window", "-x", str(columns), "-y", "20")
            # It draws at the next step, and the seconds change.
            before = terminal.lines()[-1]
            lines = terminal.wait(lambda lines, before=before: is_waiting(lines) and lines[-1] != before)
            # What tmux moved into its history, as it wrapped the lines, is out of reach.
            bars, _ = self.read_block(lines)
            self.assertEqual(list(bars), [*RESOURCES, "all"])
            self.assertEqual(len([line for line in lines if BAR.match(line)]), len(bars), lines)
            self.assertTrue(all(len(line) < columns for line in lines), lines)
            self.assertEqual(len([line for line in lines if DOING.match(line)]), 1, lines)

    def test_it_is_gone_at_the_end(self):
        self.account(size=40)
        self.faults("status:resource=candidates,page=3,times=1,code=429,retry_after=2")
        lines = self.run_in_terminal(200, 24).wait(lambda lines: lines[-1] == "ended")
        self.assertEqual(len(lines), 3, lines)
        self.assertIn("HTTP 429", lines[0])
        self.assertRegex(lines[1], r"^\d+ rows of 5 resources written to output/")

    def test_it_is_gone_before_an_error(self):
        terminal, _ = self.show(200, 24)
        terminal.keys("C-c")
        lines = terminal.wait(lambda lines: any("stopped by signal 2" in line for line in lines))
        self.assertEqual([line for line in lines if BAR.match(line) or DOING.match(line)], [])

    def test_stopped_and_continued(self):
        """What the shell writes meanwhile stays; in the background nothing is drawn."""
        self.account(size=40)
        self.faults(HELD)
        terminal = Terminal(self, 200, 40, ["sh", "-i"])
        terminal.keys(self.command("--page-size", "10"), "Enter")
        terminal.wait(is_waiting)
        terminal.keys("C-z")
        terminal.wait(lambda lines: any("Stopped" in line for line in lines))
        terminal.keys("echo between", "Enter")
        lines = terminal.wait(lambda lines: "between" in lines)
        terminal.keys("bg", "Enter")
        terminal.keys("echo behind", "Enter")
        behind = terminal.wait(lambda lines: "behind" in lines)
        self.assertEqual(behind[: len(lines) - 1], lines[:-1])
        terminal.keys("fg", "Enter")
        last = terminal.wait(lambda lines: DOING.match(lines[-1]))
        self.assertEqual(last[: len(behind) - 1], behind[:-1])
        self.assertEqual(len([line for line in last[len(behind) - 1:] if BAR.match(line)]), len(RESOURCES) + 1)


class WithoutACursor(Service):
    program = QUICK

    def written(self, term, *arguments):
        """What an export writes to a terminal of that kind."""
        outer, inner = pty.openpty()
        process = self.launch_export("--page-size", "1", *arguments, stderr=inner, env={"TERM": term})
        os.close(inner)
        text = b""
        try:
            while True:
                text += os.read(outer, 65536)
        except OSError:  # it has ended
            pass
        os.close(outer)
        process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 0)
        return text.decode()

    def test_a_terminal_that_cannot_move_its_cursor_gets_lines(self):
        for term in ("dumb", "", None):
            self.assertRegex(self.written(term), r"\A\d+ rows of 5 resources written to [^\r\n]*\r\n\Z")

    def test_a_terminal_without_a_size_gets_one_line(self):
        text = self.written("xterm")
        self.assertIn("of 5 resources read", text)
        self.assertNotRegex(text, r"\x1b\[\d+A")
        self.assertRegex(text, r"\r\x1b\[J\d+ rows of 5 resources written to [^\r\n]*\r\n\Z")

    def test_none_if_it_is_switched_off(self):
        for option in ("--no-progress", "-q"):
            self.assertNotIn("\x1b", self.written("xterm", option))


if __name__ == "__main__":
    main()

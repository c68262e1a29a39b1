#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""README's tour, typed at a terminal line by line as it is printed there.

What a script runs without trouble may stop at a terminal: a job in the background
that reads it, a shell without a controlling terminal.
"""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNEL = os.environ.get("VM_KERNEL", "6.12")
PATIENCE = 240      # seconds of a quiet machine until a prompt comes, a boot included
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
PROMPT = re.compile(r"(?:^|\n)(host\$|bash-[\d.]+#|>) $")


def slow():
    """By how many percent this machine is slower now than a quiet one."""
    return int(subprocess.run([f"{TOP}/tools/vm/slow", "host"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout)


class Terminal:
    """A shell at a terminal in the tree."""

    def __init__(self):
        self.shown = ""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
        env.update(PS1="host$ ", TERM="linux", KERNEL=KERNEL)
        pid, self.fd = pty.fork()
        if not pid:
            os.chdir(TOP)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], env)
        # Wide, so that no line is wrapped in what comes back.
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 250, 0, 0))
        self.prompt = self.wait()

    def wait(self):
        """Shows what comes until there is a prompt; returns the prompt."""
        text = ""
        start = time.monotonic()
        while True:
            # The machine may have become slower meanwhile.
            while not select.select([self.fd], [], [], 5)[0]:
                if time.monotonic() - start > PATIENCE * slow() / 100:
                    raise AssertionError(f"no prompt after {PATIENCE} s of a quiet machine")
            got = CONTROL.sub("", os.read(self.fd, 4096).decode(errors="replace"))
            text += got
            self.shown += got
            match = PROMPT.search(text)
            if match:
                self.answer = text[:match.start()].partition("\n")[2]
                return match[1]

    def type(self, line):
        os.write(self.fd, line.encode() + b"\r")
        self.prompt = self.wait()
        return self.answer

    def status(self):
        """The last command's. A job in the background may write at any time, also
        between a prompt and what is typed there."""
        found = re.findall(r"^status (\d+)$", self.type("echo status $?"), re.MULTILINE)
        return found[-1] if found else ""


def tour():
    with open(f"{TOP}/README.md", encoding="utf-8") as file:
        text = file.read().partition("\n## A tour\n")[2].partition("\n## ")[0]
    return [line[4:] for line in text.splitlines() if line.startswith("    ")]


def test_shell_comes_up(term):
    first = tour()[0]
    assert first.startswith("make shell")
    answer = term.type(first)
    assert term.prompt.startswith("bash"), answer
    assert f"Kernel {KERNEL}" in answer, answer
    assert term.type("stty size").strip() == "40 250"
    assert term.type("tty").strip() == "/dev/ttyS1"


def test_tour_as_printed(term):
    for line in tour()[1:]:
        term.type(line)
        # A command goes on in the next line, or is over.
        if term.prompt != ">":
            assert term.status() == "0", line
    assert term.prompt != ">"


def test_file_arrives(term):
    term.type("wait")
    assert term.type("cmp received /selftests/expected-6.12.txt && echo same") == "same"
    assert "Stopped" not in term.shown


def test_tour_shows_what_it_says(term):
    for command, wanted in (("type show", "ChaChaPolyPrivacy"), ("stack show safe", "safe"),
                            ("policy show", "port 7000"), ("stats show", "tx-messages")):
        assert wanted in term.type(f"seccommctl {command}"), command


def test_shell_ends(term):
    term.type("exit")
    assert term.prompt == "host$"
    assert term.status() == "0"


def test_module_that_fails_says_so(term):
    """On the screen, not in the boot log alone."""
    answer = term.type(f"tools/vm/run --kernel {KERNEL} --append seccomm.family=99")
    assert "vm: modprobe: ERROR: could not insert 'seccomm'" in answer, answer
    term.type("exit")
    assert term.prompt == "host$"


def test_shell_without_terminal(_):
    run = subprocess.run([f"{TOP}/tools/vm/run", "--kernel", KERNEL], check=False, text=True,
                         stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert run.returncode == 1
    assert "a shell wants a terminal" in run.stderr, run.stderr


def main():
    tests = [test_shell_comes_up, test_tour_as_printed, test_file_arrives,
             test_tour_shows_what_it_says, test_shell_ends, test_module_that_fails_says_so,
             test_shell_without_terminal]
    term = Terminal()
    failed = 0
    print(f"KTAP version 1\n1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        term.shown = ""
        verdict = "ok"
        try:
            # Nothing can be typed where a prompt did not come.
            assert not failed, "a test before this one failed"
            test(term)
        except (AssertionError, OSError) as error:
            verdict = "not ok"
            failed += 1
            for line in f"{error!r}\n{term.shown}".splitlines()[-60:]:
                print(f"# {line}")
        print(f"{verdict} {number} {test.__name__.removeprefix('test_')}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-2.0
"""The table of a session's states, read from seccomm_mod/session/state.[ch]."""
import os
import re
import sys

SESSION = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../seccomm_mod/session")


def read(name):
    with open(os.path.join(SESSION, name), encoding="ascii") as file:
        return file.read()


def told(text, prefix):
    """Each name of an enumeration, with what its kernel-doc says."""
    for name, what in re.findall(rf"^ \* @{prefix}_(\w+): ((?:.*\n \*\t)*.*)$", text,
                                 re.MULTILINE):
        yield name, re.sub(r"\s*\n \*\t", " ", what)


def table(text):
    for state, causes in re.findall(
            r"^\t\[SECCOMM_STATE_(\w+)\] = \{\n((?:\t\t.*\n)*)\t\},$", text,
            re.MULTILINE):
        for cause, to, action in re.findall(
                r"\[SECCOMM_CAUSE_(\w+)\] = \{\s*SECCOMM_STATE_(\w+)(?:,\s*"
                r"ACTION_(\w+))? \}", causes):
            yield state, cause, to, action or "NONE"


STATES = list(told(read("state.h"), "SECCOMM_STATE"))
CAUSES = list(told(read("state.h"), "SECCOMM_CAUSE"))
ACTIONS = dict(told(read("state.c"), "ACTION"))
STEPS = list(table(read("state.c")))
NETLINK = dict(re.findall(r"\[SECCOMM_STATE_(\w+)\] = SECCOMM_SESSION_(\w+),",
                          read("state.c")))
# Such as IS_OPEN, over `state[s]`.
PREDICATES = [(name.upper(), re.sub(r"\bstate\b", "state[s]",
                                    " ".join(what.split()).replace("SECCOMM_", "")))
              for name, what in re.findall(
                  r"bool seccomm_state_(is_\w+)\(u8 state\)\n{\n\treturn ([^;]*);$",
                  read("state.h"), re.MULTILINE)]

if len(STEPS) != read("state.c").count("[SECCOMM_CAUSE_"):
    sys.exit("state.c: a step that is not [CAUSE] = { STATE, ACTION },")

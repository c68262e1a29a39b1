#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Reads which way the arrows of the sources run, by includes and by calls.

The rooms of seccomm_mod/ stand in ROOMS from top to bottom. A file may include
headers of, and call functions of, its own room and of rooms below it. What
runs upward must be in exceptions.txt, one "file -> name" a line, which may only
shrink: an exception that nothing needs any more fails, too. The engine and the
algorithms' module see nothing of the family. What a source defines for others is
declared in the header beside it and nowhere else, but for what headers.txt lists,
which may only shrink, too. Every file that where-to-add.md sends its reader to is
there. And no file of the tree, nor a C function, is longer than LONGEST_FILE and
LONGEST_FUNCTION say. Prints KTAP.
"""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
FAMILY = "seccomm_mod"
# Of one line are those that may know each other.
ROOMS = ["main.c demux.c demux.h sysctl.c sysctl.h", "netlink", "socket", "handshake", "session", "stack",
         "keydist", "mp audit", "keys pk", "transport",
         "checker notify.c notify.h wire.h netns.h stats.c stats.h"]
RANK = {name: rank for rank, line in enumerate(ROOMS) for name in line.split()}
OUTSIDE = {"cactus_core": re.compile(r"seccomm"),
           f"{FAMILY}/crypto": re.compile(r"seccomm_(?!crypto)\w+\(")}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)
# A definition begins at the margin; its body's brace does, too.
DEFINITION = re.compile(r"^(?!static\b)[a-z][\w \t*\n]*?\b(seccomm_\w+)\([^;{}]*\)\n\{", re.M)
CALL = re.compile(r"(?<!struct )\b(seccomm_\w+)\b")
# The same for engine and family, and as a header declares it; not an inline one.
FUNCTION = r"^(?!static\b|typedef\b)[a-z_][^;{}#]*?\b((?:cactus|seccomm)_\w+)\([^;{}]*\)"
DEFINED = re.compile(FUNCTION + r"\n\{", re.M)
DECLARED = re.compile(FUNCTION + r";", re.M)
# Declares the operations that the files of netlink/ define.
GENERATED = f"{FAMILY}/netlink/gen.h"
# Lines of a file and of a C function.
LONGEST_FILE = 600
LONGEST_FUNCTION = 80
# From its name's line at the margin to the brace that ends it.
BODY = re.compile(r"^[a-z][^;{}#\n]*?\b(\w+)\([^;{}]*\)\n\{\n.*?^\}", re.M | re.S)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)


def room(path):
    return path.split("/")[0]


def sources(top):
    for folder, folders, files in os.walk(top):
        folders.sort()
        if folder == f"{TOP}/{FAMILY}":
            folders.remove("crypto")
        for file in sorted(files):
            if file.endswith((".c", ".h")) and not file.endswith(".mod.c"):
                path = os.path.join(folder, file)
                with open(path, encoding="utf-8") as text:
                    yield os.path.relpath(path, top), COMMENT.sub(" ", text.read())


def upward(texts):
    """The arrows that run upward: {"file -> header or function"}."""
    home = {}
    for path, text in texts.items():
        for name in DEFINITION.findall(text):
            home[name] = path
    found = set()
    for path, text in texts.items():
        targets = {(header, header) for header in INCLUDE.findall(text)
                   if header in texts}
        targets |= {(name, home[name]) for name in CALL.findall(INCLUDE.sub("", text))
                    if name in home}
        for name, where in targets:
            if RANK[room(where)] < RANK[room(path)]:
                found.add(f"{path} -> {name}")
    return found


def elsewhere(texts):
    """What is not declared beside its source alone: {"source -> function"}. The engine's
    sources have two headers each, for other modules and for its own sources."""
    headers = {}
    for path, text in texts.items():
        if path.endswith(".h"):
            for name in DECLARED.findall(text):
                headers.setdefault(name, set()).add(path)
    found = {}
    for path, text in texts.items():
        if not path.endswith(".c"):
            continue
        for name in DEFINED.findall(text):
            where = headers.get(name, set())
            if where not in ({f"{path[:-1]}h"}, {f"{path[:-2]}_internal.h"},
                             {GENERATED}):
                found[f"{path} -> {name}"] = ", ".join(sorted(where)) or "no header"
    return found


def exceptions(file):
    with open(f"{HERE}/{file}", encoding="ascii") as lines:
        return {line.strip() for line in lines
                if line.strip() and not line.startswith("#")}


def own_header():
    texts = {f"{top}/{path}": text for top in (FAMILY, "cactus_core")
             for path, text in sources(f"{TOP}/{top}")}
    found = elsewhere(texts)
    known = exceptions("headers.txt")
    return ([f"{what}: declared in {found[what]}" for what in sorted(set(found) - known)] +
            [f"no longer needed: {what}" for what in sorted(known - set(found))]), found


def astray():
    """Files that the page of where things go names, and that are not there."""
    with open(f"{TOP}/Documentation/where-to-add.md", encoding="ascii") as file:
        text = file.read()
    named = set(re.findall(r"`([\w.*-]*/[\w./*-]*|[\w*-]+\.(?:c|h|md|yaml))`", text))
    named |= {f"Documentation/{link}" for link in re.findall(r"\]\(([^)]+)\)", text)}
    # NAME stands for what is to be added.
    return [f"no {name}" for name in sorted(named)
            if not any(glob.glob(f"{TOP}/{top}{name.replace('NAME', '*')}")
                       for top in ("", f"{FAMILY}/", "cactus_core/"))]


def sizes():
    """Files and functions that are too long. What is built lies in build/."""
    complaints = []
    for folder, folders, files in os.walk(TOP):
        folders[:] = sorted(set(folders) - {"build", ".git"})
        for file in sorted(files):
            path = os.path.join(folder, file)
            name = os.path.relpath(path, TOP)
            if not file.endswith((".c", ".h", ".py", ".sh")) or file.endswith(".mod.c"):
                continue
            with open(path, encoding="utf-8") as lines:
                text = lines.read()
            if text.count("\n") > LONGEST_FILE:
                complaints.append(f"{name} has {text.count(chr(10))} lines")
            if file.endswith(".c"):
                complaints += [f"{name}: {body[1]}() is too long"
                               for body in BODY.finditer(text)
                               if body[0].count("\n") >= LONGEST_FUNCTION]
    return complaints


def main():
    texts = dict(sources(f"{TOP}/{FAMILY}"))
    results = []

    homeless = sorted(path for path in texts if room(path) not in RANK)
    results.append(("rooms", [f"{path} is in no room" for path in homeless]))
    if not homeless:
        found = upward(texts)
        known = exceptions("exceptions.txt")
        results.append(("arrows_run_downward",
                        [f"runs upward: {arrow}" for arrow in sorted(found - known)]))
        results.append(("exceptions_are_needed",
                        [f"no longer needed: {arrow}" for arrow in sorted(known - found)]))
        if "--list" in sys.argv:
            print("\n".join(sorted(found)))
            return 0
    complaints, found = own_header()
    results.append(("own_header", complaints))
    if "--list-headers" in sys.argv:
        print("\n".join(sorted(found)))
        return 0
    results.append(("page_names_files", astray()))
    results.append(("sizes", sizes()))
    for top, forbidden in OUTSIDE.items():
        complaints = []
        for path, text in sources(f"{TOP}/{top}"):
            complaints += [f"{top}/{path} names {name}" for name in
                           sorted(set(forbidden.findall(text)))]
        results.append((f"{os.path.basename(top)}_knows_no_family", complaints))

    print("KTAP version 1")
    print(f"1..{len(results)}")
    for number, (name, complaints) in enumerate(results, 1):
        for complaint in complaints:
            print(f"# {complaint}")
        print(f"{'not ok' if complaints else 'ok'} {number} {name}")
    return 1 if any(complaints for _, complaints in results) else 0


if __name__ == "__main__":
    sys.exit(main())

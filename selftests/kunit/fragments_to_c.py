#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# fragments_to_c.py VECTORS.json: the fragments as C data, for seccomm_fragment_test.c.

import json
import sys


def data(text):
    raw = bytes.fromhex(text)
    lines = [raw[i : i + 16] for i in range(0, len(raw), 16)]
    return "\n\t".join('"' + "".join(f"\\x{b:02x}" for b in line) + '"' for line in lines)


def piece(text):
    return f"{{ {len(text) // 2}, {data(text)} }}"


def main():
    vectors = json.load(open(sys.argv[1]))
    fragments = vectors["fragments"]
    other = fragments["other"]
    cases = [("M1", fragments["fragments"], fragments["M1"]),
             ("M2", other["fragments"], other["message"])]
    cases += [(case["name"], case["fragments"], "") for case in vectors["negative"]
              if "fragments" in case]

    print("/* Generated from vectors.json. */")
    print(f"static const struct fragment_piece short_m1 =\n\t{piece(fragments['short_M1'])};")
    print("static const struct fragment_case fragment_cases[] = {")
    for name, pieces, whole in cases:
        print(f'\t{{ .name = "{name}", .n_pieces = {len(pieces)},')
        print("\t.pieces = {", ",\n\t".join(piece(p) for p in pieces), "},")
        print(f"\t.whole = {piece(whole) if whole else '{ }'} }},")
    print("};")


main()

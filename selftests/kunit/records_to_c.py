#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# records_to_c.py VECTORS.json: the checkpoint of the vectors' log and the key that has signed
# it, as C data, for seccomm_audit_test.c.

import json
import sys

from vectors_to_c import data, private_key


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        vectors = json.load(file)
    case = next(c for c in vectors["cases"] if c["name"] == "nonrepudiation")
    receiver = vectors["keys"][case["pk"]["5"][1]]
    print("/* Generated from vectors.json. */")
    print(f"static const char receiver_der[] =\n\t{data(private_key(receiver))};")
    print(f"static const char known_checkpoint[] =\n\t{data(case['records'][-1])};")


main()

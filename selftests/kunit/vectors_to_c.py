#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# vectors_to_c.py VECTORS.json: the cases as C data, for seccomm_vectors_test.c.

import json
import re
import sys

NO_SLOT = 0xFF


def data(text):
    raw = bytes.fromhex(text)
    lines = [raw[i : i + 16] for i in range(0, len(raw), 16)] or [b""]
    return "\n\t".join('"' + "".join(f"\\x{b:02x}" for b in line) + '"' for line in lines)


def split(text):
    """Split at the commas outside all parentheses."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == "," and not depth:
            parts.append(text[start:i])
            start = i + 1
    return [p for p in parts + [text[start:]] if p]


def layers(text, parent=-1, out=None):
    """Positions in downward depth-first order, from the canonical form."""
    out = [] if out is None else out
    for part in split(text):
        swapped, name, args = re.fullmatch(r"(~?)(\w+)\((.*)\)", part).groups()
        args = split(args)
        members = [a for a in args if "(" in a]
        slot = next((int(a) for a in args if a.isdigit()), NO_SLOT)
        option = next((a.split("=") for a in args if "(" not in a and "=" in a), None)
        out.append(
            {
                "type": name,
                "parent": parent,
                "swapped": len(swapped),
                "slot": slot,
                "option": f'"{option[0]}", {option[1]}' if option else "NULL, 0",
            }
        )
        layers(",".join(members), len(out) - 1, out)
    return out


def main():
    cases = json.load(open(sys.argv[1]))["cases"]
    print("/* Generated from vectors.json. */")
    for n, case in enumerate(cases):
        form, _, *decls = case["canonical"].split("|")
        slots = {int(s): tuple(how) for s, *how in (d.split(":") for d in decls)}

        print(f"static const struct vt_layer vt_layers_{n}[] = {{")
        for la in layers(form):
            print(
                f'\t{{ "{la["type"]}", {la["parent"]}, {la["swapped"]}, '
                f'{la["slot"]}, {la["option"]} }},'
            )
        print("};")

        print(f"static const struct vt_slot vt_slots_{n}[] = {{")
        for slot, (derive, provider) in sorted(slots.items()):
            secret = case["slot_secrets"][str(slot)]
            print(
                f"\t{{ {slot}, {int(derive == 'raw')}, {int(provider == 'session')}, "
                f"{len(secret) // 2},\n\t"
                f'{data(secret)},\n\t{data(case["roots"][str(slot)])} }},'
            )
        print("\t{ SECCOMM_NO_SLOT },\n};")

        print(f"static const struct vt_packet vt_packets_{n}[] = {{")
        for p in sorted(case["packets"], key=lambda p: (p["dir"], p["msgno"])):
            print(
                f'\t{{ {p["dir"]}, {p["msgno"]}ULL, {len(p["plain"]) // 2}, '
                f'{len(p["packet"]) // 2},\n\t{data(p["plain"])},\n\t{data(p["packet"])} }},'
            )
        print("};")

    print("static const struct vt_case vt_cases[] = {")
    for n, case in enumerate(cases):
        print(f'\t{{ .name = "{case["name"]}",\n\t.canonical = "{case["canonical"]}",')
        print(f"\t.n_layers = ARRAY_SIZE(vt_layers_{n}), .layers = vt_layers_{n},")
        print(f"\t.n_slots = ARRAY_SIZE(vt_slots_{n}) - 1, .slots = vt_slots_{n},")
        print(f"\t.n_packets = ARRAY_SIZE(vt_packets_{n}), .packets = vt_packets_{n},")
        print(f'\t.secret_len = {len(case["session_secret"]) // 2},')
        for field, key in (
            ("secret", "session_secret"),
            ("digest", "digest"),
            ("m1", "M1"),
            ("m2", "M2"),
            ("m3", "M3"),
            ("th1", "th1"),
            ("sid", "sid"),
            ("confirm_i", "confirm_i"),
            ("confirm_r", "confirm_r"),
            ("control_i", "control_i"),
            ("control_r", "control_r"),
            ("conf_r", "conf_R"),
            ("conf_i", "conf_I"),
        ):
            print(f"\t.{field} = {data(case[key])},")
        print("\t},")
    print("};")


main()

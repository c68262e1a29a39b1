#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The netlink specification as a C table for sc_nl_matrix.

usage: spec_to_c.py SPEC >TABLE.c

What an operation or a nest cannot do without is said in its text: "Needs name
and instance.", "Needs nothing.", or "Needs stack, and exactly one of a, b and c."
"""
import re
import sys

import yaml


def words(text):
    return re.sub(r"\s+", " ", text or "")


def needs(doc, names):
    """(said at all, what is needed, one of which is needed)"""
    match = re.search(r"\bNeeds ([^.]*)\.", words(doc))
    if not match:
        return False, [], []
    all_of, _, one_of = match[1].partition("exactly one of")
    found = [re.findall(r"[a-z][a-z0-9-]*", part) for part in (all_of, one_of)]
    return True, *([n for n in part if n in names] for part in found)


class Table:
    def __init__(self, spec):
        self.spec = spec
        self.consts = {d["name"]: d for d in spec["definitions"]}
        self.sets = {s["name"]: s for s in spec["attribute-sets"]}

    def number(self, value):
        return self.consts[value]["value"] if value in self.consts else value

    def bounds(self, attr):
        checks = {k: self.number(v) for k, v in attr.get("checks", {}).items()}
        enum = self.consts.get(attr.get("enum"))
        if enum and enum["type"] == "enum":
            checks.setdefault("max", len(enum["entries"]) - 1)
        if enum and enum["type"] == "flags":
            checks.setdefault("mask", (1 << len(enum["entries"])) - 1)
        return checks

    def attr(self, attr, value, needed):
        fields = [f'.name = "{attr["name"]}"', f".value = {value}",
                  f'.type = SPEC_{attr["type"].upper()}']
        for key, number in self.bounds(attr).items():
            key = key.replace("-", "_")
            fields.append(f".has_{key} = true, .{key} = {number}")
        if attr.get("checks", {}).get("max-len") == "name-max":
            fields.append(".is_name = true")
        if attr.get("multi-attr"):
            fields.append(".multi = true")
        if attr["name"] in needed:
            fields.append(".needed = true")
        if "nested-attributes" in attr:
            fields.append(f'.nest = &set_{ident(attr["nested-attributes"])}')
        return "{ " + ", ".join(fields) + " }"

    def attrs_of(self, name):
        """(attribute, its number) of a set."""
        return [(a, i) for i, a in enumerate(self.sets[name]["attributes"], 1)]

    def print_set(self, name):
        attrs = self.attrs_of(name)
        _, all_of, one_of = needs(self.sets[name].get("doc"),
                                  [a["name"] for a, _ in attrs])
        print(f"static const struct spec_attr attrs_{ident(name)}[] = {{")
        for attr, value in attrs:
            print(f"\t{self.attr(attr, value, all_of + one_of[:1])},")
        print("};")
        print(f"static const struct spec_set set_{ident(name)} = {{ \"{name}\",\n"
              f"\tattrs_{ident(name)}, {len(attrs)}, {len(attrs)} }};")

    def nests(self):
        """Sets that a request may have nested in it, inner ones first."""
        found = []

        def visit(name):
            for attr, _ in self.attrs_of(name):
                if "nested-attributes" in attr:
                    visit(attr["nested-attributes"])
            if name not in found:
                found.append(name)

        for op in self.operations():
            wanted = op["do"].get("request", {}).get("attributes", [])
            for attr, _ in self.attrs_of(op["attribute-set"]):
                if attr["name"] in wanted and "nested-attributes" in attr:
                    visit(attr["nested-attributes"])
        return found

    def operations(self):
        value = 0
        for op in self.spec["operations"]["list"]:
            value = op.get("value", value + 1)
            op["number"] = value
            if "do" in op:
                yield op

    def print_op(self, op):
        wanted = op["do"].get("request", {}).get("attributes", [])
        attrs = [(a, v) for a, v in self.attrs_of(op["attribute-set"])
                 if a["name"] in wanted]
        said, all_of, one_of = needs(op["doc"], wanted)
        name = ident(op["name"])
        print(f"static const struct spec_attr request_{name}[] = {{")
        for attr, value in attrs:
            print(f"\t{self.attr(attr, value, all_of + one_of[:1])},")
        print("};" if attrs else "\t{}\n};")
        errors = " ".join(sorted(set(re.findall(r"\bE[A-Z0-9]{3,}\b", op["doc"]))))
        top = max([v for _, v in attrs], default=0)
        everything = len(self.sets[op["attribute-set"]]["attributes"])
        dump = "true" if "dump" in op else "false"
        host = "true" if "admin-perm" in op.get("flags", []) else "false"
        return (f'\t{{ "{op["name"]}", {op["number"]}, {{ "{op["attribute-set"]}", '
                f"request_{name}, {len(attrs)}, {top} }},\n\t  {everything}, "
                f'{str(said).lower()}, {dump}, {host}, "{errors}" }},')

    def print_all(self):
        print('#include "spec.h"\n')
        nests = self.nests()
        for name in nests:
            print(f"static const struct spec_set set_{ident(name)};")
        for name in nests:
            self.print_set(name)
        rows = [self.print_op(op) for op in self.operations()]
        print("\nconst struct spec_op spec_ops[] = {")
        print("\n".join(rows))
        print("};\n")
        print(f"const unsigned int spec_n_ops = {len(rows)};")
        groups = self.spec["mcast-groups"]["list"]
        print("const char *const spec_groups[] = { "
              + ", ".join(f'"{g["name"]}"' for g in groups) + ", NULL };")


def ident(name):
    return name.replace("-", "_")


with open(sys.argv[1], encoding="ascii") as file:
    Table(yaml.safe_load(file)).print_all()

# SPDX-License-Identifier: GPL-2.0
"""Tables in documents that are made from sources."""
import re


def print_tables(path, tables):
    """Print the document with the table made anew that follows each of its lines
    `<!-- NAME: from FILE by PROGRAM -->`: the lines that tables[NAME]() gives."""
    with open(path, encoding="utf-8") as file:
        parts = re.split(r"^(<!-- (\w+): from .*-->\n)", file.read(),
                         flags=re.MULTILINE)
    print(parts[0], end="")
    for mark, name, after in zip(parts[1::3], parts[2::3], parts[3::3]):
        old = re.match(r"\n(\|.*\n)*\n*", after)
        print(mark, *tables[name](), "", after[old.end():], sep="\n", end="")

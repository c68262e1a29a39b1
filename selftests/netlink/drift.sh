#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What was generated, from uapi/seccomm.yaml, from the tables of what our sockets make
# of UDP's options, and from that of a session's states, is what would be generated now;
# and the tables of options have every option that the kernel has.

top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/selftests/lib/ktap.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

test_generates()
{
	"$top/uapi/regen" "$work"
}

same()
{
	diff -u "$top/$1" "$work/$1"
}

test_uapi_header()
{
	same uapi/linux/seccomm_netlink.h
}

test_kernel_header()
{
	same seccomm_mod/netlink/gen.h
}

test_kernel_source()
{
	same seccomm_mod/netlink/gen.c
}

test_documentation()
{
	same Documentation/netlink.md
}

test_sockets_documentation()
{
	local doc=$top/Documentation/sockets.md

	"$top/selftests/sockets/differences" "$doc" | diff -u "$doc" -
}

test_states_documentation()
{
	local doc=$top/Documentation/sessions-and-keys.md

	"$top/selftests/lifecycle/states" "$doc" | diff -u "$doc" -
}

# A counter without a name would have `stats show` read NULL.
test_counters_have_names()
{
	diff <(sed -n 's/^\tSECCOMM_CNT_\([A-Z0-9_]*\),.*/\1/p' "$top/seccomm_mod/stats.h") \
		<(sed -n 's/^\t\[SECCOMM_CNT_\([A-Z0-9_]*\)\] = ".*/\1/p' "$top/seccomm_mod/stats.c")
}

# Each type is in the catalog that netlink is held against, in the table of what layers do,
# and in a case of the vectors.
test_types_are_told()
{
	local type types canonical

	canonical=$(jq -r '.cases[].canonical' "$top/selftests/vectors.json" \
		"$top/selftests/wire/more.json")
	types=$(sed -n 's/^\t\.name = "\([A-Za-z0-9]*\)",$/\1/p' "$top"/seccomm_mod/checker/types/*.c)
	[ "$(wc -l <<<"$types")" = "$(grep -c '^TYPE(' "$top/seccomm_mod/checker/list.h")" ]
	while read -r type; do
		echo "$type"
		jq -e --arg type "$type" 'any(.[]; .name == $type)' "$top/selftests/netlink/types.json"
		sed -n '/^## What each layer does/,$p' "$top/Documentation/wire-format.md" | grep -q "$type"
		grep -q "$type(" <<<"$canonical"
	done <<<"$types"
}

# The kernel's header files, which name all options.
headers()
{
	local file

	file=$(find "$("$top/tools/vm/kernel" fetch 6.12)/root/usr/src" \
		-path '*/include/uapi/linux/in6.h' -print -quit)
	[ -n "$file" ]
	echo "${file%/uapi/linux/in6.h}"
}

test_option_names()
{
	"$top/selftests/sockets/differences" --names "$(headers)"
}

# The comparison must be able to fail.
test_option_missing()
{
	local copy=$work/sockets

	mkdir "$copy" "$work/lib"
	cp "$top"/selftests/sockets/differences* "$copy/"
	cp "$top/selftests/lib/tables.py" "$work/lib/"
	grep -v IP_FREEBIND "$top/selftests/sockets/options.def" >"$copy/options.def"
	"$copy/differences" --names "$(headers)" >"$copy/told" && return 1
	grep -x 'IP_FREEBIND: only in uapi/linux/in.h' "$copy/told"
}

ktap_start
ktap_run test_generates
ktap_run test_uapi_header
ktap_run test_kernel_header
ktap_run test_kernel_source
ktap_run test_documentation
ktap_run test_sockets_documentation
ktap_run test_states_documentation
ktap_run test_counters_have_names
ktap_run test_types_are_told
ktap_run test_option_names
ktap_run test_option_missing
ktap_end

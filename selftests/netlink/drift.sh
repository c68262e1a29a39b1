#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What was generated, from uapi/seccomm.yaml and from the table of differences
# between our sockets and UDP's, is what would be generated now.

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
	same seccomm_mod/netlink_gen.h
}

test_kernel_source()
{
	same seccomm_mod/netlink_gen.c
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

ktap_start
ktap_run test_generates
ktap_run test_uapi_header
ktap_run test_kernel_header
ktap_run test_kernel_source
ktap_run test_documentation
ktap_run test_sockets_documentation
ktap_end

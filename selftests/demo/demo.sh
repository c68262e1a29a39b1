#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The demo holds what it claims, and fails when it does not:
# one bit of a received file is enough.

# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
out=$(mktemp)
trap 'rm -f "$out"' EXIT

demo()
{
	"$top/tools/demo" --kernel "${VM_KERNEL:-6.12}" "$@" >"$out" 2>&1
}

test_all_claims_hold()
{
	# What has failed stands last, where a reader of many lines looks.
	demo || {
		cat "$out"
		grep -F '[FAILS]' "$out"
		return 1
	}
	! grep -F '[FAILS]' "$out" || return 1
	grep -x 'All [1-9][0-9]* claims held\.' "$out"
	[ "$(grep -c 'is nowhere in the capture (found 0 times)' "$out")" = 2 ]
	[ "$(grep -c 'is in the capture for all to read' "$out")" = 1 ]
}

test_flipped_byte_fails()
{
	local status=0

	demo --flip-byte || status=$?
	cat "$out"
	# As above, what has failed stands last.
	grep -F '[FAILS]' "$out"
	[ "$status" = 1 ]
	[ "$(grep -c -F '[FAILS]' "$out")" = 1 ]
	grep -F '[FAILS]  what alpha sent is what beta has' "$out"
	grep -x 'The demo FAILED: 1 of what it did or claimed did not hold\.' "$out"
}

ktap_start
ktap_run test_all_claims_hold
ktap_run test_flipped_byte_fails
ktap_end

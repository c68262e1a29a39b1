#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Types that another module brings may have what none built in has: an option that
# takes a range.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

a()
{
	seccommctl -n "$A" "$@"
}

# refused TEXT COMMAND...: it fails, and says so
refused()
{
	local text=$1 out rc=0
	shift

	out=$("$@" 2>&1) || rc=$?
	[ "$rc" != 0 ] && grep -q "$text" <<<"$out" && return
	echo "wanted \"$text\", got status $rc: $out"
	return 1
}

# The kernel holds to a range of which netlink does not tell the bounds.
test_option_of_a_range()
{
	a type show SleepingNull | grep -qx '    option pause=any preset 100'
	a -j type show SleepingNull | jq -e '.[0].options == [{"name": "pause",
		"values": [], "preset": 100}]'
	refused option-value a stack add range 'SleepingNull(pause=99)'
	refused option-value a stack add range 'SleepingNull(pause=5001)'
	a stack add range 'SleepingNull(pause=100), SleepingNull(pause=5000), SleepingNull()'
	a -j stack show range | jq -e '.[0].canonical ==
		"SleepingNull(pause=100),SleepingNull(pause=5000),SleepingNull(pause=100)"'
	a stack del range
}

ktap_start
ns_pair
modprobe seccomm_sample
ktap_run test_option_of_a_range
rmmod seccomm_sample
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `seccommctl type test`: every type passes, those of another module too, and those that do not
# do what they say are found.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

# tested TYPE...: what is said of them, with status 0
tested()
{
	seccommctl -j type test "$@" >"$ns_dir/tested"
}

# All lengths and all bytes, or a part of them where a message costs much.
test_all_types()
{
	tested
	cat "$ns_dir/tested"
	[ "$(jq length "$ns_dir/tested")" = "$(seccommctl -j type show | jq length)" ]
	jq -e 'all(.[]; .good and .why == null)' "$ns_dir/tested"
	jq -e 'all(.[] | select(.name | test("DSA|RSA|NonRepudiation") | not); .lengths >= 302)' "$ns_dir/tested"
	jq -e 'all(.[] | select(.name | test("DSA|RSA|NonRepudiation")); .lengths == 6)' "$ns_dir/tested"
	# ChaChaPolyPrivacy: 100 bytes, a tag, and the base header but for the index.
	jq -e '.[] | select(.name == "ChaChaPolyPrivacy") | .flipped == 128' "$ns_dir/tested"
	jq -e '.[] | select(.name == "XORPrivacy") | .flipped == 0' "$ns_dir/tested"
	jq -e 'all(.[] | select(.name | endswith("Integrity")); .flipped >= 128)' "$ns_dir/tested"
}

test_some_types()
{
	seccommctl type test XORPrivacy WindowReplay >"$ns_dir/tested"
	diff "$ns_dir/tested" - <<-'END'
		XORPrivacy              lengths 310  flipped 0  good
		WindowReplay            lengths 310  flipped 128  good
	END
}

test_other_modules_types()
{
	modprobe seccomm_sample
	tested SleepingKeyed FillBlocks NamedNull
	jq -e 'length == 3 and all(.[]; .good and .lengths >= 302)' "$ns_dir/tested"
	busywait 10000 rmmod seccomm_sample 2>/dev/null
}

# failed TYPE TEXT
failed()
{
	local rc=0

	seccommctl type test "$1" >"$ns_dir/tested" || rc=$?
	cat "$ns_dir/tested"
	[ "$rc" = 1 ]
	grep -q "^$1 .*  FAILED: .*$2" "$ns_dir/tested"
}

# A good one among them does not help.
test_broken_types_are_found()
{
	local rc=0

	modprobe seccomm_broken
	failed LooseIntegrity 'with a bit of byte [0-9]* altered a message passed'
	failed ShortPrivacy '257 bytes became others'
	grep -q 'lengths 257 ' "$ns_dir/tested"
	seccommctl -j type test XORPrivacy LooseIntegrity >"$ns_dir/tested" || rc=$?
	[ "$rc" = 1 ]
	jq -e 'map(.good) == [true, false]' "$ns_dir/tested"
	busywait 10000 rmmod seccomm_broken 2>/dev/null
}

test_unknown_type()
{
	refused 'no such type' seccommctl type test NoSuchType
}

test_needs_root()
{
	refused 'needs root' setpriv --reuid 65534 --clear-groups seccommctl type test XORPrivacy
}

# Commands that follow are of the namespace in which the test began.
test_leaves_nothing()
{
	printf '%s\n' 'type test XORPrivacy' 'stack add own NullSecurity()' >"$ns_dir/batch"
	in_ns "$A" seccommctl -b "$ns_dir/batch"
	[ "$(in_ns "$A" seccommctl -j stack show | jq -r '.[].name')" = own ]
	! in_ns "$A" ip link show seccomm-test || return 1
	in_ns "$A" seccommctl stack del own
}

ktap_start
ns_add "$A"
modprobe tun
ktap_run test_all_types
ktap_run test_some_types
ktap_run test_other_modules_types
ktap_run test_broken_types_are_found
ktap_run test_unknown_type
ktap_run test_needs_root
ktap_run test_leaves_nothing
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# net.seccomm.*: each setting's preset, bounds and effect, and that a namespace
# has its own; and what seccommctl says where the module is not loaded.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
b4=${addr_b[4]} b6=${addr_b[6]}
# name, preset, least, most in a child user namespace, most on the host
settings='give_up_seconds 15 1 86400 86400
idle_seconds 180 1 86400 86400
retry_min_ms 250 10 60000 60000
retry_max_ms 4000 10 60000 60000
park_messages 64 1 64 4096
park_bytes 262144 196608 262144 67108864
max_half_open 1024 0 1024 1048576
max_socket_sessions 16384 1 16384 1048576
max_sessions 65536 1 65536 4194304
max_stacks 1024 0 1024 65536
max_keys 65536 0 65536 1048576
max_parked_bytes 67108864 196608 67108864 1073741824
softirq_budget 2000000 0 2000000 1000000000'

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add one 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" one session "$secret"
		key "$ns" one slot 0 "$secret"
		seccommctl -n "$ns" stack add dear "key 0; DESPrivacy(0)$(
			printf ', %.sDESPrivacy(0)' {2..30})"
		key "$ns" dear session "$secret"
		key "$ns" dear slot 0 "$secret"
	done
}

set_a()
{
	in_ns "$A" sysctl -qw "net.seccomm.$1=$2"
}

presets()
{
	local ns name preset rest

	while read -r name preset rest; do
		for ns in "$A" "$B"; do
			in_ns "$ns" sysctl -qw "net.seccomm.$name=$preset"
		done
	done <<<"$settings"
}

# A namespace of its own, that nobody has changed.
test_presets()
{
	local name preset rest

	[ "$(unshare -n ls /proc/sys/net/seccomm | sort)" = \
		"$(cut -d ' ' -f 1 <<<"$settings" | sort)" ]
	while read -r name preset rest; do
		[ "$(unshare -n sysctl -n "net.seccomm.$name")" = "$preset" ]
	done <<<"$settings"
}

# shellcheck disable=SC2034 # child, host: by WHOSE
# bounds WHOSE COMMAND...: the bounds hold where COMMAND runs sysctl.
bounds()
{
	local whose=$1 name preset least child host
	shift

	while read -r name preset least child host; do
		"$@" sysctl -qw "net.seccomm.$name=$least" "net.seccomm.$name=${!whose}"
		if "$@" sysctl -qw "net.seccomm.$name=$((least - 1))"; then
			echo "$name: below its least"
			return 1
		fi
		if "$@" sysctl -qw "net.seccomm.$name=$((${!whose} + 1))"; then
			echo "$name: above its most"
			return 1
		fi
	done <<<"$settings"
}

test_bounds()
{
	bounds host in_ns "$A"
}

test_bounds_in_a_user_namespace()
{
	bounds child unshare -Urn
}

test_namespaces_are_apart()
{
	set_a max_sessions 7
	[ "$(in_ns "$B" sysctl -n net.seccomm.max_sessions)" = 65536 ]
}

# Nobody has that address: messages wait for a handshake that is never answered.
test_park_messages()
{
	set_a park_messages 3
	in_ns "$A" sc_probe stack one nonblock recverr to 10.9.0.77 7000 \
		repeat 3 send x fails ENOBUFS send x
}

test_park_bytes()
{
	set_a park_bytes 196608
	in_ns "$A" sc_probe stack one nonblock recverr to 10.9.0.77 7000 \
		repeat 3 sendsize 60000 fails ENOBUFS sendsize 60000
}

test_max_socket_sessions()
{
	set_a max_socket_sessions 1
	in_ns "$A" sc_probe stack one to "$b4" 7000 send x to "$b6" 7000 \
		fails ENOBUFS send x socket stack one to "$b4" 7000 send x
}

test_max_sessions()
{
	set_a max_sessions 1
	in_ns "$A" sc_probe stack one to "$b4" 7000 send x to "$b6" 7000 \
		fails ENOBUFS send x
}

test_max_half_open()
{
	trap probes_end EXIT
	in_ns "$B" sysctl -qw net.seccomm.max_half_open=0
	probe listener "$B"
	ask listener stack one bind "$b4" 7000
	give_up_in "$A" 5
	in_ns "$A" sc_probe stack one timeout 60000 fails ETIMEDOUT connect "$b4" 7000
	[ "$(counter "$B" hs-drop-half-open)" -gt 0 ]
	in_ns "$B" sysctl -qw net.seccomm.max_half_open=1
	in_ns "$A" sc_probe stack one timeout 60000 connect "$b4" 7000
}

# From 250 ms, doubling, five go within 6 s; each 50 ms, far more.
test_retry()
{
	local before usual

	set_a give_up_seconds 6
	before=$(counter "$A" hs-sent)
	in_ns "$A" sc_probe stack one timeout 60000 fails ECONNREFUSED connect "$b4" 7000
	usual=$(($(counter "$A" hs-sent) - before))
	[ "$usual" -ge 2 ]
	[ "$usual" -le 5 ]
	set_a retry_min_ms 50
	set_a retry_max_ms 50
	in_ns "$A" sc_probe stack one timeout 60000 fails ECONNREFUSED connect "$b4" 7000
	[ "$(counter "$A" hs-sent)" -ge $((before + usual + 8)) ]
}

# contexts NS STACK: where its newest session's messages run
contexts()
{
	seccommctl -n "$1" -j session show | jq -r --arg stack "$2" '
		[.[] | select(.stack == $stack)] | min_by(.age_ms) | "\(.down) \(.up)"'
}

# longest NS STACK BYTES: so long a message of its newest session may run in softirq
longest()
{
	seccommctl -n "$1" -j session show | jq -e --arg stack "$2" --argjson bytes "$3" '
		[.[] | select(.stack == $stack)] | min_by(.age_ms) |
		[.down_longest, .up_longest] == [$bytes, $bytes]'
}

# Sessions keep what they were made with, and each end has its own.
test_softirq_budget()
{
	trap probes_end EXIT
	set_a softirq_budget 0
	probe listener "$B"
	probe first "$A"
	probe second "$A"
	ask listener stack one bind "$b4" 7000
	ask first stack one connect "$b4" 7000 send x sendsize 60000
	ask listener expect x sink 1
	[ "$(contexts "$A" one)" = 'process process' ]
	longest "$A" one null
	[ "$(contexts "$B" one)" = 'softirq softirq' ]
	set_a softirq_budget 2000000
	[ "$(contexts "$A" one)" = 'process process' ]
	ask second stack one connect "$b4" 7000 send x
	[ "$(contexts "$A" one)" = 'softirq softirq' ]
	ask first send y
	ask listener expect x expect y
}

# A message takes 40 million instructions: whoever sends more than may wait is told so,
# by poll() alike, and what is sent later comes later.
test_softirq_budget_makes_senders_wait()
{
	local n=0

	trap probes_end EXIT
	set_a park_messages 2
	probe listener "$B"
	probe sender "$A"
	ask listener stack dear bind "$b6" 7000
	ask sender stack dear connect "$b6" 7000 send x
	ask listener expect x
	longest "$A" dear $(((2000000 - 30 * 1500) / (30 * 86)))
	ask sender nonblock repeat 20 fails EAGAIN sendsize 16000 timeout 0 fails ETIME poll out
	ask sender timeout 60000 poll out send y
	until ask listener timeout 60000 recv >"$ns_dir/got" && grep -q ' y$' "$ns_dir/got"; do
		n=$((n + 1))
		((n < 6))
	done
	[ "$n" -ge 2 ]
	[ "$n" -le 4 ]
}

# The most that there is: nothing is too long.
test_softirq_budget_at_its_most()
{
	trap probes_end EXIT
	set_a softirq_budget 1000000000
	probe listener "$B"
	probe sender "$A"
	ask listener stack dear bind "$b4" 7000
	ask sender stack dear connect "$b4" 7000 send x
	ask listener expect x
	longest "$A" dear $(((1000000000 - 30 * 1500) / (30 * 86)))
	ask sender nonblock repeat 2 sendsize 16000 poll out
	ask listener timeout 60000 sink 2
}

# No module, no family: says what to do.
test_without_the_module()
{
	local said rc=0

	busywait 60000 rmmod seccomm
	said=$(seccommctl stack show 2>&1) || rc=$?
	modprobe seccomm
	echo "$said"
	[ "$rc" = 1 ]
	[[ $said == *'modprobe seccomm'* ]]
	seccommctl -j stack show
}

ns_pair
ktap_start
ktap_run configure
for t in $(ktap_tests); do
	[ "$t" != test_without_the_module ] || continue
	ktap_run "$t"
	presets
done
ns_remove
ktap_run ledger_check ledger
ktap_run test_without_the_module
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How sessions end: under those who wait for them, while they open, and while a
# socket's owner holds its lock.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
a=${addr_a[4]}
b=${addr_b[4]}
port=7000

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add plain 'NullSecurity()'
		key "$ns" plain session "$secret"
	done
}

# Nothing gets from A to B, nor is anyone told.
silence()
{
	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds="$1"
	ip -n "$A" neighbour replace "$b" dev v0 \
		lladdr "$(ip -n "$B" -j link show dev v0 | jq -r '.[0].address')"
	tc -n "$A" qdisc replace dev v0 root netem loss 100%
}

silence_ends()
{
	tc -n "$A" qdisc del dev v0 root
	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds=15
}

# race WAY: sessions end that way just when they open.
race()
{
	local server rc=0

	ip netns exec "$B" sc_probe stack plain bind "$b" "$port" timeout 60000 sink 1000000 \
		>/dev/null &
	server=$!
	ip netns exec "$A" sc_ends plain "$1" "$b" "$port" || rc=1
	kill "$server"
	wait "$server" || true
	busywait 20000 no_sessions
	return "$rc"
}

test_deleted_as_it_opens()
{
	race deleted
}

test_disconnected_as_it_opens()
{
	race disconnected
}

test_held_socket_stops_nobody()
{
	ip netns exec "$A" sc_ends plain stall "$a" "$port"
}

ktap_start
ns_pair
ktap_run configure
silence 3
ktap_program ip netns exec "$A" sc_ends plain table "$b" "$port"
silence_ends
# Both ends are here.
ktap_program ip netns exec "$A" sc_ends plain closed "$a" "$port"
in_ns "$A" sysctl -qw net.seccomm.idle_seconds=1
ktap_program ip netns exec "$A" sc_ends plain collected "$a" "$port"
in_ns "$A" sysctl -qw net.seccomm.idle_seconds=180
ktap_run test_held_socket_stops_nobody
ktap_run test_deleted_as_it_opens
ktap_run test_disconnected_as_it_opens
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Peers that have not confirmed have their messages wait, all of them together within the
# bound of the namespace; when they confirm, there is room for others again.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh

stack=guarded
port=5000
peers=270	# each from an address of its own: no bound of one source is met
messages=5	# of each, 16,000 bytes: no bound of one session is met
length=3200
bound=4194304	# bytes of a namespace

configure()
{
	local ns

	for ns in "$A" "$B"; do
		ip -n "$ns" link set dev v0 mtu 9000
		seccommctl -n "$ns" stack add "$stack" 'NullSecurity()'
		key "$ns" "$stack" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		# None is given up while the test runs.
		in_ns "$ns" sysctl -qw net.seccomm.give_up_seconds=300
	done
	# Every address of the network is A's.
	ip -n "$A" route add local 10.11.0.0/16 dev lo
	ip -n "$B" route add 10.11.0.0/16 via "${addr_a[4]}"
	tc -n "$A" qdisc add dev v0 clsact
	in_ns "$A" ping -c 1 -W 5 "${addr_b[4]}" >/dev/null
}

# No CONFIRM gets from A to B, nor a CONTROL, which would confirm as well.
unconfirmed()
{
	local first

	for first in 0x13 0x16; do
		tc -n "$A" filter add dev v0 egress protocol ip u32 \
			match u8 253 0xff at 9 match u8 "$first" 0xff at 20 action drop
	done
}

# arrived N: so many messages have come to B, and waited or were dropped.
arrived()
{
	[ "$(live | sed -n 's/^message //p')" -ge $(($1 - $(dropped))) ]
}

dropped()
{
	counter "$B" rx-drop-unconfirmed
}

# open_from NAME COUNT FIRST: peers that stay, and what they send
open_from()
{
	start "$1" ip netns exec "$A" sc_opens connect -s "$stack" -n "$2" -p "$port" \
		-m "$messages" -l "$length" "$3" "${addr_b[4]}"
	busywait 60000 says "$1" opened
	[ "$(json "$1" opened)" = "$2" ]
}

confirmed()
{
	[ "$(seccommctl -n "$B" -j session show |
		jq '[.[] | select(.state == "open")] | length')" = $((peers + 1)) ]
}

# One session waits for its peer to confirm, with all that he has sent.
parked_of_one()
{
	[ "$(seccommctl -n "$B" -j session show |
		jq -r '[.[] | select(.state == "accepting")] | map(.parked) | add')" = "$messages" ]
}

test_bound_of_the_namespace()
{
	local -A pid input
	local kept before

	start server ip netns exec "$B" sc_probe stack "$stack" bind :: "$port" say bound wait
	busywait 60000 says server bound
	unconfirmed
	open_from many "$peers" 10.11.1.0
	busywait 30000 arrived $((peers * messages))
	kept=$((peers * messages - $(dropped)))
	echo "$kept messages of $length bytes wait, $(dropped) were dropped"
	((kept * length <= bound))
	# What is counted has no more than a header and a tag besides.
	(((kept + 1) * (length + 64) > bound))
	# One more has no room.
	open_from late 1 10.11.9.1
	busywait 10000 counter_is "$B" rx-drop-unconfirmed $((peers * messages - kept + messages))
	# All confirm, and there is room again.
	tc -n "$A" filter del dev v0 egress
	busywait 120000 confirmed
	unconfirmed
	before=$(dropped)
	open_from again 1 10.11.9.2
	busywait 10000 parked_of_one
	counter_is "$B" rx-drop-unconfirmed "$before"
	finish again
	finish late
	finish many
	finish server
}

ktap_start
ns_pair
ktap_run configure
ktap_run test_bound_of_the_namespace
ns_remove
ktap_run ledger_check ledger
ktap_end

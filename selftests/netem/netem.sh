#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A flood through a network that loses, delays, reorders and doubles: what is
# received is intact and received once, and every message number is accounted for.
# With messages of up to 1200 bytes, and with some as long as the stack takes, which
# IP fragments.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh

stack=flood
port=5000
count=100000
large=10000
[ "$VM_DEBUG" != 1 ] || count=2000 large=600
limit=20000	# packets that netem may hold: more than there ever are
# Every cause for which the first copy of a data message may be dropped.
causes='["rx-drop-short","rx-drop-version","rx-drop-type","rx-drop-reserved",
	"rx-drop-index","rx-drop-epoch","rx-drop-number","rx-drop-stale","rx-drop-time","rx-drop-rate",
	"rx-drop-integrity","rx-drop-layer","rx-drop-park-full","rx-drop-unparked",
	"rx-drop-buffer","rx-drop-filter","rx-drop-memory","rx-drop-closed",
	"rx-drop-device","rx-drop-peer","rx-drop-source"]'

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" \
			'key 0 hkdf psk; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" "$stack" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		key "$ns" "$stack" slot 0 00112233445566778899aabbccddeeff0011
	done
	in_ns "$A" tc qdisc add dev v0 root netem limit "$limit" delay 2ms 1ms \
		loss 5% reorder 10% duplicate 5%
	# What is never completed must not keep the rest from being reassembled.
	in_ns "$B" sysctl -qw net.ipv4.ipfrag_high_thresh=200000000 \
		net.ipv4.ipfrag_time=2 net.ipv4.ipfrag_max_dist=0 \
		net.ipv6.ip6frag_high_thresh=200000000 net.ipv6.ip6frag_time=2
}

# What netem still holds.
netem_is_empty()
{
	tc -n "$A" -s -j qdisc show dev v0 |
		jq -e '.[] | select(.kind == "netem") | .qlen == 0' >/dev/null
}

confirmed()
{
	seccommctl -n "$B" -j session show | jq -e 'any(.state == "open")' >/dev/null
}

dropped_first()
{
	seccommctl -n "$B" -j -s stats show |
		jq --argjson c "$causes" '[.[0].counters[$c[]]] | add'
}

# assert WHAT NUMBER COMPARISON NUMBER, as test(1) compares.
assert()
{
	test "$2" "$3" "$4" || {
		echo "not so: $1: $2 $3 $4"
		return 1
	}
}

test_small()
{
	flood "$count" 80
}

# Of a message of many fragments one is easily lost.
test_large()
{
	flood "$large" 60 -l
}

# flood COUNT ARRIVE OPTION...: COUNT messages, of which ARRIVE % at least arrive.
flood()
{
	local count=$1 arrive=$2
	shift 2
	local -A pid input
	local rc=0 issued delivered first duplicates arrived copies never

	issued=$(counter "$A" tx-numbers)
	delivered=$(counter "$B" rx-messages)
	first=$(dropped_first)
	duplicates=$(counter "$B" rx-drop-duplicate)

	start watch ip netns exec "$B" sc_flood watch "$@" v0
	start recv ip netns exec "$B" sc_flood recv -s "$stack" -n "$count" -S "$v" "$@" "$port"
	busywait 20000 grep -q ready "$ns_dir/watch"
	busywait 20000 grep -q ready "$ns_dir/recv"
	start send ip netns exec "$A" sc_flood send -w -s "$stack" -n "$count" -S "$v" "$@" \
		"${addr_b[$v]}" "$port"
	# What overtakes the handshake's end is parked, or dropped, and its copies too.
	busywait 60000 confirmed
	go send
	busywait 900000 grep -q sent "$ns_dir/send"
	busywait 30000 netem_is_empty
	# What has left netem is judged before the answer to a ping.
	busywait 20000 in_ns "$A" ping -c 1 -W 1 "${addr_b[4]}" >/dev/null
	# The numbers are shown before anything may fail by them.
	finish recv || rc=$?
	finish watch || rc=$?
	finish send || rc=$?
	cat "$ns_dir/send" "$ns_dir/watch" "$ns_dir/recv"
	[ "$rc" = 0 ]

	issued=$(($(counter "$A" tx-numbers) - issued))
	delivered=$(($(counter "$B" rx-messages) - delivered))
	first=$(($(dropped_first) - first))
	duplicates=$(($(counter "$B" rx-drop-duplicate) - duplicates))
	arrived=$(json watch distinct)
	copies=$(json watch data)
	never=$((issued - arrived))

	assert "every message got a number" "$issued" -eq "$count"
	assert "delivered is what was read" "$delivered" -eq "$(json recv received)"
	assert "intact" "$(json recv damaged)" -eq 0
	assert "once" "$(json recv repeated)" -eq 0
	assert "at least $arrive % arrive" $((delivered * 100)) -ge $((count * arrive))
	assert "issued = delivered + dropped + never arrived" \
		"$issued" -eq $((delivered + first + never))
	assert "duplicates are counted apart" $((copies - arrived)) -eq "$duplicates"
	# The network did what it was told to, or nothing of this means anything.
	assert "some never arrived" "$never" -gt $((count / 100))
	assert "some were doubled" "$duplicates" -gt $((count / 100))
	assert "some came late" "$(json recv late)" -gt $((count / 100))
	rm "$ns_dir"/{send,watch,recv}
}

ktap_start
ns_pair
ktap_run configure
# The suite netem_large is this script by another name.
for v in 4 6; do
	if [ "${0##*/}" = large.sh ]; then
		ktap_run test_large "large_ipv$v"
	else
		ktap_run test_small "flood_ipv$v"
	fi
done
ns_remove
ktap_run ledger_check ledger
ktap_end

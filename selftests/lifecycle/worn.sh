#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Keys that come to their cap: the session sends no more, and the next message of
# whichever end opens another one beside it. No call fails, nothing is lost.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

cap=/sys/module/seccomm/parameters/gcm_messages
cap_before=$(cat "$cap")
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
a=${addr_a[4]}
b=${addr_b[4]}
port=7000
messages=60

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add aes 'key 0; WindowReplay(), AESGCMPrivacy(0)'
		key "$ns" aes session "$secret"
		key "$ns" aes slot 0 "$secret"
	done
	echo 16 >"$cap"
}

# A bound socket in B, and one in A.
serve()
{
	port=$((port + 1))
	probe b "$B"
	ask b stack aes bind "$b" "$port"
	probe a "$A"
	ask a stack aes
}

# No message was refused, and sessions came as often as keys wore out: at most one
# for each 12 messages of either end, but for those that both opened at once.
bounded()
{
	local opened

	counter_is "$A" tx-drop-key-cap 0
	counter_is "$B" tx-drop-key-cap 0
	opened=$(($(counter "$A" hs-opened) - opened_before))
	echo "$1 messages, $opened sessions"
	((opened > 1 && opened <= 2 * $1 / 12 + 2))
}

test_connected()
{
	serve
	ask a connect "$b" "$port"
	tell b sink "$messages"
	ask a repeat "$messages" send x
	answer b
	ask b none
	bounded "$messages"
}

test_unconnected()
{
	serve
	tell b sink "$messages"
	ask a to "$b" "$port" repeat "$messages" send x
	answer b
	ask b none
	bounded "$messages"
}

# The server's keys wear out too; its clients have bound nothing.
test_server_answers_clients()
{
	local i n

	serve
	probe c "$A"
	ask c stack aes
	tell b echo $((2 * messages))
	for ((i = 0; i < messages; i++)); do
		for n in a c; do
			ask "$n" to "$b" "$port" send "$n$i" expect "$n$i"
		done
	done
	answer b
	bounded $((4 * messages))
}

# Only the server sends, to a client that never does again.
test_server_sends()
{
	local from

	serve
	ask a to "$b" "$port" send hello
	from=$(ask b recv)
	tell a sink "$messages"
	ask b to "$a" "$(cut -d ' ' -f 3 <<<"$from")" repeat "$messages" send x
	answer a
	ask a none
	bounded "$messages"
}

# Both wear out, and open at once.
test_both_talk()
{
	serve
	ask a bind "$a" "$port" connect "$b" "$port"
	ask b connect "$a" "$port"
	tell a repeat "$messages" send x sink "$messages"
	tell b repeat "$messages" send x sink "$messages"
	answer a
	answer b
	ask a none
	ask b none
	bounded $((2 * messages))
}

# More waits than one key may send.
test_parked()
{
	tc -n "$A" qdisc replace dev v0 root netem loss 100%
	serve
	ask a to "$b" "$port" repeat "$messages" send x
	tc -n "$A" qdisc del dev v0 root
	ask b timeout 20000 sink "$messages" none
	bounded "$messages"
}

# The peer is gone: told once, as of any open.
test_peer_gone()
{
	give_up_in "$A" 4
	serve
	ask a bind "$a" "$port" connect "$b" "$port" repeat 11 send x
	ask b sink 11
	# A session whose peer was never heard would end too, and tell it as well.
	ask b to "$a" "$port" send back
	ask a expect back
	tc -n "$A" qdisc replace dev v0 root netem loss 100%
	ask a repeat 3 send x timeout 60000 fails ETIMEDOUT recv
	tc -n "$A" qdisc del dev v0 root
	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds=15
	ask a send again
	ask b timeout 10000 recv 1
}

test_event()
{
	local event=$ns_dir/event index

	ip netns exec "$A" stdbuf -oL seccommctl -j monitor events >"$event" &
	busywait 10000 listens "$A"
	serve
	ask a connect "$b" "$port"
	index=$(seccommctl -n "$A" -j session show | jq '.[0].index')
	ask a repeat 13 send x
	busywait 10000 grep -q key-worn "$event"
	kill $!
	cat "$event"
	jq -es --argjson i "$index" '[.[] | select(.event == "key-worn")] |
		length == 1 and .[0].session.index == $i and .[0].stack == "aes"' "$event"
}

run()
{
	ktap_run with_probes "${1#test_}"
}

with_probes()
{
	tc -n "$A" qdisc del dev v0 root 2>/dev/null || true
	busywait 20000 no_sessions
	opened_before=$(counter "$A" hs-opened)
	"test_$name"
	probes_end
}

worn_exit()
{
	echo "$cap_before" >"$cap"
	ns_exit
}
trap worn_exit EXIT

ktap_start
ns_pair
ktap_run configure
run test_connected
run test_unconnected
run test_server_answers_clients
run test_server_sends
run test_both_talk
run test_parked
run test_peer_gone
run test_event
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions from open to close, as applications and administrators see them:
# what each call gives when all goes well, and what when it does not.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

chacha='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
aes='key 0; WindowReplay(), AESGCMPrivacy(0)'
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
other_secret=7b1f6c2a4d03c8e7a95b0e11d2f3a4b5
short=4		# seconds to give up in, where that is the matter; else long enough
long=120
a=${addr_a[4]}
b=${addr_b[4]}
parked_max=64
rounds=20	# of opening at once; a quarter of it with several messages
port=7000

configure()
{
	local ns name

	for ns in "$A" "$B"; do
		for name in good misfit session_key slot_key keyless; do
			seccommctl -n "$ns" stack add "$name" "$chacha"
			[ "$name" = keyless ] || {
				key "$ns" "$name" session "$secret"
				key "$ns" "$name" slot 0 "$secret"
			}
		done
	done
	seccommctl -n "$B" stack del misfit
	seccommctl -n "$B" stack add misfit "$aes"
	key "$B" session_key session "$other_secret"
	key "$B" slot_key slot 0 "$other_secret"
}

# Nothing gets from A to B, nor is anyone told; and again all does.
silence()
{
	ip -n "$A" neighbour replace "$b" lladdr "$(link_address "$B")" dev v0
	tc -n "$A" qdisc replace dev v0 root netem loss 100%
}

link_address()
{
	ip -n "$1" -j link show dev v0 | jq -r '.[0].address'
}

silence_ends()
{
	tc -n "$A" qdisc del dev v0 root
}

sessions()
{
	seccommctl -n "$1" -j session show | jq -r ".[] | .$2"
}

open_sessions()
{
	seccommctl -n "$1" -j session show |
		jq -r ".[] | select(.state == \"open\") | .$2"
}

# One open session on each side, and it is the same. There may be one more that
# the peer asked for and never confirmed.
one_pair()
{
	[ "$(open_sessions "$A" state)$(open_sessions "$B" state)" = openopen ] &&
		[ "$(open_sessions "$A" peer_index)" = "$(open_sessions "$B" index)" ] &&
		[ "$(open_sessions "$A" index)" = "$(open_sessions "$B" peer_index)" ]
}

# A bound socket in B: stack and port.
serve()
{
	port=$((port + 1))
	probe b "$B"
	ask b stack "$1" bind "$b" "$port"
	probe a "$A"
	ask a stack "$1"
}

test_default_times()
{
	[ "$(in_ns "$A" sysctl -n net.seccomm.give_up_seconds)" = 15 ]
	[ "$(in_ns "$A" sysctl -n net.seccomm.idle_seconds)" = 180 ]
}

test_times_have_bounds()
{
	if in_ns "$A" sysctl -qw net.seccomm.give_up_seconds=0; then return 1; fi
	if in_ns "$A" sysctl -qw net.seccomm.idle_seconds=86401; then return 1; fi
}

test_no_stack()
{
	probe a "$A"
	ask a fails ENOPROTOOPT connect "$b" 7000
	ask a to "$b" 7000 fails ENOPROTOOPT send hello
}

test_unknown_stack()
{
	probe a "$A"
	ask a fails ENOENT stack nowhere
}

test_no_key()
{
	probe a "$A"
	ask a stack keyless fails ENOKEY connect "$b" 7000
	ask a to "$b" 7000 fails ENOKEY send hello
	no_sessions
}

test_silent_peer_by_default()
{
	local start=$SECONDS

	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds=15
	silence
	serve good
	ask a timeout 60000 fails ETIMEDOUT connect "$b" "$port"
	silence_ends
	echo "after $((SECONDS - start)) s"
	((SECONDS - start >= 14 && SECONDS - start <= $(scaled 40)))
}

test_another_stack()
{
	local event=$ns_dir/event digest

	give_up_after "$short"
	digest=$(seccommctl -n "$B" -j stack show misfit | jq -r '.[0].digest')
	ip netns exec "$A" seccommctl -j monitor events count 1 >"$event" &
	busywait 10000 listens "$A"
	serve misfit
	ask a fails ECONNREFUSED connect "$b" "$port"
	busywait 10000 grep -q open-failed "$event"
	cat "$event"
	jq -es --arg d "${digest:0:16}" '.[0] | .event == "open-failed" and .error == "ECONNREFUSED"
		and (.digest | length) == 64 and .peer_digest == $d' "$event"
}

test_wrong_session_secret()
{
	give_up_after "$short"
	serve session_key
	ask a fails EKEYREJECTED connect "$b" "$port"
}

test_wrong_slot_secret()
{
	give_up_after "$short"
	serve slot_key
	ask a fails EKEYREJECTED connect "$b" "$port"
}

test_no_listener()
{
	give_up_after "$short"
	probe a "$A"
	ask a stack good fails ECONNREFUSED connect "$b" 6999
}

test_told_once()
{
	give_up_after "$short"
	probe a "$A"
	ask a stack good to "$b" 6999 send one
	busywait 20000 session_state "$A" closed
	ask a fails ECONNREFUSED send two
	ask a send three
}

session_state()
{
	[ "$(sessions "$1" state)" = "$2" ]
}

test_nonblocking_connect()
{
	serve good
	# The answer shall not be there before connect() looks for it.
	tc -n "$A" qdisc replace dev v0 root netem delay 1s
	ask a nonblock fails EINPROGRESS connect "$b" "$port"
	[ "$(ask a poll out)" = 'poll out' ]
	tc -n "$A" qdisc del dev v0 root
	[ "$(ask a soerror)" = 'soerror 0' ]
	ask a send hello
	ask b expect hello
}

test_nonblocking_connect_fails()
{
	give_up_after "$short"
	probe a "$A"
	ask a stack good nonblock fails EINPROGRESS connect "$b" 6999
	ask a fails EALREADY connect "$b" 6999
	[[ $(ask a poll out) == *err* ]]
	[ "$(ask a soerror)" = 'soerror ECONNREFUSED' ]
	ask a fails ENOTCONN get peer
	ask a fails EINPROGRESS connect "$b" 6999
}

test_parked_in_order()
{
	local i words=()

	serve good
	for ((i = 0; i < 30; i++)); do
		words+=(send "m$i")
	done
	ask a to "$b" "$port" "${words[@]}"
	ask b recv 30 | awk -v n=0 '$NF != "m" n++ { exit 1 } END { exit n != 30 }'
	one_pair
}

test_lane_full()
{
	local before

	silence
	serve good
	before=$(counter "$A" tx-drop-park-full)
	ask a to "$b" "$port" nonblock repeat "$parked_max" send x
	# To a peer that has not answered yet, more is dropped; who asks is told.
	ask a send lost
	ask a recverr fails ENOBUFS send lost
	counter_is "$A" tx-drop-park-full $((before + 2))
	silence_ends
	# It is sent after all, and then there is room again.
	ask b recv "$parked_max" >"$ns_dir/received"
	[ "$(grep -c ' x$' "$ns_dir/received")" = "$parked_max" ]
	ask a send y
	ask b expect y
}

test_send_buffer_full()
{
	silence
	serve good
	ask a to "$b" "$port" nonblock repeat 20 fails EAGAIN sendsize 50000
	(($(sessions "$A" parked) < 20))
	silence_ends
}

test_close_with_parked()
{
	local before

	silence
	before=$(counter "$A" tx-drop-unparked)
	serve good
	ask a to "$b" "$port" repeat 10 send x
	[ "$(sessions "$A" parked)" = 10 ]
	ask a socket
	[ "$(sessions "$A" state)" = '' ]
	counter_is "$A" tx-drop-unparked $((before + 10))
	silence_ends
}

test_close_is_told()
{
	serve good
	ask a connect "$b" "$port" send hello
	ask b expect hello
	one_pair
	ask a socket
	busywait 10000 no_sessions
}

test_session_del()
{
	serve good
	ask a connect "$b" "$port" send hello
	ask b expect hello
	seccommctl -n "$B" session del "$(sessions "$B" index)"
	busywait 10000 no_sessions
	ask a send again
	ask b expect again
	one_pair
}

test_reopened_from_the_other_side()
{
	local from

	serve good
	ask a bind "$a" 7999 connect "$b" "$port" send hello
	from=$(ask b recv)
	[ "$from" = "from $a 7999 hello" ]
	seccommctl -n "$A" session del "$(sessions "$A" index)"
	busywait 10000 no_sessions
	ask b to "$a" 7999 send back
	ask a expect back
	one_pair
	[ "$(sessions "$B" role)" = initiator ]
}

# Send $1; do both ends have another session than that of index $2?
sends_to_another()
{
	ask a send "$1"
	one_pair && [ "$(open_sessions "$A" index)" != "$2" ]
}

# Is the next message that B receives $1?
hears()
{
	case $(ask b recv) in
	*" $1") ;;
	*) return 1 ;;
	esac
}

# B's socket goes, and its word does not get through; then there is a new one.
test_peer_restarts()
{
	local old

	serve good
	ask a connect "$b" "$port" send hello
	ask b expect hello
	old=$(sessions "$A" index)
	tc -n "$B" qdisc replace dev v0 root netem loss 100%
	ask b socket
	[ "$(sessions "$B" state)" = '' ]
	tc -n "$B" qdisc del dev v0 root
	ask b stack good bind "$b" "$port"
	[ "$(open_sessions "$A" index)" = "$old" ]
	# These are lost, but one of them tells, when B has been silent for a second.
	busywait 10000 sends_to_another lost "$old"
	ask a send found
	busywait 10000 hears found
}

# Has A's session been silent for a second, so that a hint is taken?
is_silent()
{
	[ "$(sessions "$A" idle_ms)" -ge 1000 ]
}

# As before, but nobody takes its place: a connected socket is told.
test_peer_gone_unheard()
{
	serve good
	give_up_after "$short"
	ask a bind "$a" 7999 connect "$b" "$port" send hello
	ask b expect hello
	ask b to "$a" 7999 send back
	ask a expect back
	tc -n "$B" qdisc replace dev v0 root netem loss 100%
	ask b socket
	[ "$(sessions "$B" state)" = '' ]
	tc -n "$B" qdisc del dev v0 root
	busywait 10000 is_silent
	ask a timeout 20000 send lost fails ECONNREFUSED recv
	ask a send more
}

test_stack_in_use()
{
	serve good
	if seccommctl -n "$A" stack del good; then return 1; fi
	ask a connect "$b" "$port"
	probes_end
	busywait 10000 no_sessions
	seccommctl -n "$A" stack del good
	seccommctl -n "$A" stack add good "$chacha"
}

test_simultaneous_open()
{
	local i

	for ((i = 0; i < rounds; i++)); do
		port=$((port + 1))
		probe a "$A"
		probe b "$B"
		ask a stack good bind "$a" "$port"
		ask b stack good bind "$b" "$port"
		tell a connect "$b" "$port" send "from-a-$i" expect "from-b-$i"
		tell b connect "$a" "$port" send "from-b-$i" expect "from-a-$i"
		answer a
		answer b
		busywait 20000 one_pair
		ask a send "more-$i"
		ask b expect "more-$i"
		ask b send "more-$i"
		ask a expect "more-$i"
		probes_end
		busywait 10000 no_sessions
	done
}

test_simultaneous_send()
{
	local i

	for ((i = 0; i < rounds / 4; i++)); do
		port=$((port + 1))
		probe a "$A"
		probe b "$B"
		ask a stack good bind "$a" "$port" to "$b" "$port"
		ask b stack good bind "$b" "$port" to "$a" "$port"
		tell a repeat 5 send "from-a-$i" recv 5
		tell b repeat 5 send "from-b-$i" recv 5
		[ "$(answer a | grep -c " from-b-$i\$")" = 5 ]
		[ "$(answer b | grep -c " from-a-$i\$")" = 5 ]
		busywait 20000 one_pair
		probes_end
		busywait 10000 no_sessions
	done
}

test_idle_is_collected()
{
	local before

	before=$(counter "$A" idle-collected)
	in_ns "$A" sysctl -qw net.seccomm.idle_seconds=1
	serve good
	ask a connect "$b" "$port" send hello
	ask b expect hello
	busywait 20000 no_sessions
	counter_is "$A" idle-collected $((before + 1))
	counter_is "$B" idle-collected 0
	ask a send again
	ask b expect again
	in_ns "$A" sysctl -qw net.seccomm.idle_seconds=180
}

# run TEST: with no session left over from the one before, nor from this one.
run()
{
	ktap_run with_probes "${1#test_}"
}

with_probes()
{
	# What a test that failed has left.
	tc -n "$A" qdisc del dev v0 root 2>/dev/null || true
	tc -n "$B" qdisc del dev v0 root 2>/dev/null || true
	give_up_after "$long"
	busywait 20000 no_sessions
	"test_$name"
	probes_end
}

ktap_start
ns_pair
ktap_run configure
ktap_run test_default_times
run test_times_have_bounds
run test_no_stack
run test_unknown_stack
run test_no_key
run test_silent_peer_by_default
run test_another_stack
run test_wrong_session_secret
run test_wrong_slot_secret
run test_no_listener
run test_told_once
run test_nonblocking_connect
run test_nonblocking_connect_fails
run test_parked_in_order
run test_lane_full
run test_send_buffer_full
run test_close_with_parked
run test_close_is_told
run test_session_del
run test_reopened_from_the_other_side
run test_peer_restarts
run test_peer_gone_unheard
run test_stack_in_use
run test_simultaneous_open
run test_simultaneous_send
run test_idle_is_collected
ns_remove
ktap_run ledger_check ledger
ktap_end

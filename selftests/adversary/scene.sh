# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The scene of the suites of attacks: A and B, with a relay between them, on a stack with
# integrity and replay protection; a socket each, driven by words. Wants ktap.sh and ns.sh.
# shellcheck disable=SC2034,SC2154 # for the suites; and from ns.sh

stack=guarded
expression='key 0 hkdf psk; WindowReplay(), ChaChaPolyPrivacy(0)'
session_secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
slot_secret=00112233445566778899aabbccddeeff0011
port=5000
header=16	# of every message
tag=16
m1_length=114
m2_length=92
m3_length=50
give_up=4
# Offsets in the handshake's messages.
m1_version=16
m1_zero=18
m1_sender=20
m1_sport=24
m1_dport=26
m1_slots=28
m1_nonce=32
m1_digest=64
m1_cookie=96
m1_items=112
m2_sender=16
m2_slots=20
m2_nonce=24
m2_items=56
m2_sealed=58
m2_conf=60
m3_sealed=16
m3_conf=18

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" "$expression"
		key "$ns" "$stack" session "$session_secret"
		key "$ns" "$stack" slot 0 "$slot_secret"
		give_up_in "$ns" "$give_up"
		# Nothing is repeated but what is lost.
		in_ns "$ns" sysctl -qw net.seccomm.retry_min_ms="$(scaled 1000)"
	done
}

# What is unusual in A and B from here on.
mark()
{
	unusual "$A" >"$ns_dir/mark.$A"
	unusual "$B" >"$ns_dir/mark.$B"
}

# moved_is NS WHAT: since the mark, which is then set anew.
moved_is()
{
	local now

	unusual "$1" >"$ns_dir/now"
	now=$(unusual_between "$ns_dir/mark.$1" "$ns_dir/now")
	[ "$now" = "$2" ] || {
		printf '%s moved "%s", not "%s"\n' "$1" "$now" "$2"
		return 1
	}
	mv "$ns_dir/now" "$ns_dir/mark.$1"
}

# moves NS COUNTER [other COUNTER]: in NS this one by one and nothing else; in
# the other namespace nothing, or the one given, by one. What moves later still
# is what the next case stumbles over.
moves()
{
	local other=$B

	[ "$1" = "$A" ] || other=$A
	busywait 10000 moved_is "$1" "$2 1"
	busywait 10000 moved_is "$other" "${4:+$4 1}"
}

declare -A io

# Both ends of a socket each, driven by words; A's is connected to B's.
peers_start()
{
	local n fd

	for n in a.in a.out b.in b.out; do
		mkfifo "$ns_dir/$n"
		exec {fd}<>"$ns_dir/$n"
		io[$n]=$fd
	done
	ip netns exec "$A" sc_probe - <"$ns_dir/a.in" >"$ns_dir/a.out" &
	a_pid=$!
	ip netns exec "$B" sc_probe - <"$ns_dir/b.in" >"$ns_dir/b.out" &
	b_pid=$!
}

# tell WHO COMMAND...: its answers come later.
tell()
{
	local in=${io[$1.in]}
	shift

	echo "$*" >&"$in"
}

# hear WHO: its answers up to "done"; fails with another end.
hear()
{
	local out=${io[$1.out]} line

	while read -r -t "$(scaled 120)" -u "$out" line; do
		[ "$line" != "done" ] || return 0
		printf '%s\n' "$line"
		! [[ $line =~ ^[a-z]+:\ E[A-Z]+$ ]] || return 1
	done
	echo "no answer"
	return 1
}

# say WHO COMMAND...: the same at once
say()
{
	tell "$@"
	hear "$1" || {
		echo "to $*"
		return 1
	}
}

# passed: what the ends have sent and answered is no more on its way: it has passed the relay
# before the answers to pings.
passed()
{
	busywait 20000 in_ns "$A" ping -c 1 -W 1 "${addr_b[$v]}" >/dev/null
	busywait 20000 in_ns "$B" ping -c 1 -W 1 "${addr_a[$v]}" >/dev/null
}

# settled: the sessions of sockets that are gone are closed, of which both ends have heard.
settled()
{
	busywait 10000 no_sessions
	passed
}

# parties: a listening socket of B's, and one of A's; the relay forgets.
parties()
{
	say b socket stack "$stack" bind "${addr_b[$v]}" "$port"
	say a socket stack "$stack"
	settled
	relay_clear
	mark
}

# A new session through the relay, one message each way; the relay forgets.
session_start()
{
	parties
	say a connect "${addr_b[$v]}" "$port"
	good
	back
	passed
	relay_clear
	mark
}

# Hints, which are rationed and have a test of their own, do not get through.
relay_clear()
{
	relay clear
	relay rule a refuse every drop
	relay rule b refuse every drop
	relay rule a unknown every drop
	relay rule b unknown every drop
}

good_count=0

# A message passes, and is the next that the other side reads.
good()
{
	good_count=$((good_count + 1))
	say a send "good-$good_count"
	say b expect "good-$good_count"
	say b none
}

# One the other way, whose arrival ends A's repeats of M3.
back()
{
	say a get name >"$ns_dir/name"
	say b to "${addr_a[$v]}" "$(cut -d ' ' -f 3 "$ns_dir/name")" send back
	say a expect back
}

# handshake RULE...: opens a session while the relay follows the rules, each
# one string, and checks that each that names a number has acted.
handshake()
{
	local rule

	parties
	for rule; do
		# shellcheck disable=SC2086 # words
		relay rule $rule
	done
	sent_a=$(counter "$A" hs-sent)
	sent_b=$(counter "$B" hs-sent)
	say a connect "${addr_b[$v]}" "$port"
	good
	back
	[ "$(relay left)" = 0 ]
	sent_a=$(($(counter "$A" hs-sent) - sent_a))
	sent_b=$(($(counter "$B" hs-sent) - sent_b))
}

# scene_run FAMILIES [STEP...]: run the steps, then all of the suite's functions test_NAME, with
# `both` IPv4 and IPv6, or with `one` that is drawn for each. SEED= repeats what is drawn.
scene_run()
{
	local families=$1 seed=${SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
	shift

	ktap_start
	echo "# seed $seed"
	RANDOM=$seed
	ns_relayed
	peers_start
	for t in configure "$@"; do
		ktap_run "$t"
	done
	if [ "$families" = one ]; then
		for t in $(ktap_tests); do
			v=$((RANDOM % 2 ? 4 : 6))
			ktap_run "$t"
		done
	else
		for v in 4 6; do
			for t in $(ktap_tests); do
				ktap_run "$t" "${t#test_}_ipv$v"
			done
		done
	fi
	kill "$a_pid" "$b_pid"
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

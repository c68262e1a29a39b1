#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the end that refuses an open tells its own administrator: one event for each
# refusal, with peer, ports, digests and the reason, and no flood of them.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

chacha='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
aes='key 0; WindowReplay(), AESGCMPrivacy(0)'
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
other_secret=7b1f6c2a4d03c8e7a95b0e11d2f3a4b5
# shellcheck disable=SC2034 # a6 by reference
a4=${addr_a[4]} a6=${addr_a[6]}
b4=${addr_b[4]} b6=${addr_b[6]}
events=$ns_dir/events

configure()
{
	local ns name

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add one "$chacha"
		seccommctl -n "$ns" stack add two "$aes"
		for name in one two; do
			key "$ns" "$name" session "$secret"
			key "$ns" "$name" slot 0 "$secret"
		done
		give_up_in "$ns" 4
	done
}

digest()
{
	seccommctl -n "$B" -j stack show "$1" | jq -r '.[0].digest'
}

# repeats MS: A repeats M1 so often; 60000: never before it gives up.
repeats()
{
	in_ns "$A" sysctl -qw net.seccomm.retry_min_ms="$1" net.seccomm.retry_max_ms="$1"
}

# B's events, one a line, are in $events from here to the end of the test.
watch()
{
	trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
	ip netns exec "$B" seccommctl -j monitor events >"$events" &
	watcher=$!
	busywait 10000 listening "$B" "$watcher"
}

# listener WORD...: a socket of B's.
listener()
{
	probe listener "$B"
	ask listener "$@"
}

# opens STACK VERSION ERRNO: A's open from port 5000 to B's port 7000 fails so.
opens()
{
	local -n from=a$2 to=b$2

	in_ns "$A" sc_probe stack "$1" timeout 60000 bind "$from" 5000 \
		fails "$3" connect "$to" 7000
}

# refusals [FILTER]: what B has told of them, as a list
refusals()
{
	jq -sc "map(select(.event == \"open-refused\")) | ${1-.}" "$events"
}

refusals_are()
{
	[ "$(refusals length)" = "$1" ]
}

# told VERSION REASON STACK DIGEST ERRNO: the only one is of this open, with these; "null"
# where there is none.
told()
{
	local -n from=a$1

	busywait 10000 refusals_are 1
	refusals
	refusals | jq -e --arg peer "$from" --arg reason "$2" --arg stack "$3" \
		--arg digest "$4" --arg error "$5" --arg one "$one" '
		def text: . // "null";
		length == 1 and (.[0] | .reason == $reason and .peer == $peer and
		.peer_port == 5000 and .local_port == 7000 and .left_out == 0 and
		(.stack | text) == $stack and (.digest | text) == $digest and
		(.error | text) == $error and .peer_digest == $one and
		(now - .time_ms / 1000 | fabs) < 600)' >/dev/null
}

test_nobody_on_the_port()
{
	repeats 60000
	watch
	opens one 4 ECONNREFUSED
	told 4 hs-drop-port null null null
}

test_nobody_on_the_port_ipv6()
{
	repeats 60000
	watch
	opens one 6 ECONNREFUSED
	told 6 hs-drop-port null null null
}

test_policy()
{
	repeats 60000
	watch
	listener bind "$b4" 7000
	opens one 4 ECONNREFUSED
	told 4 hs-drop-policy null null null
}

test_other_stack()
{
	repeats 60000
	watch
	listener stack two bind "$b6" 7000
	opens one 6 ECONNREFUSED
	told 6 hs-drop-digest two "$two" null
}

test_no_key()
{
	repeats 60000
	watch
	listener stack one bind "$b4" 7000
	seccommctl -n "$B" key del one slot 0
	opens one 4 ETIMEDOUT
	key "$B" one slot 0 "$secret"
	told 4 hs-drop-no-key one "$one" ENOKEY
}

# B got the secret when it did not know the stack yet, and so not what fits.
test_key_too_short()
{
	repeats 60000
	watch
	seccommctl -n "$A" stack add short "$chacha"
	key "$A" short session "$secret"
	key "$A" short slot 0 "$secret"
	key "$B" short session "$secret"
	key "$B" short slot 0 "${secret:0:8}"
	seccommctl -n "$B" stack add short "$chacha"
	listener stack short bind "$b4" 7000
	opens short 4 ETIMEDOUT
	told 4 hs-drop-no-key short "$one" EKEYREJECTED
}

# wrong_secret SECRET...: B has another one there. Each end says that keys differ.
wrong_secret()
{
	repeats 200
	watch
	listener stack one bind "$b4" 7000
	key "$B" one "$@" "$other_secret"
	opens one 4 EKEYREJECTED
	busywait 10000 refusals_are 1
	key "$B" one "$@" "$secret"
	told 4 hs-gave-up one "$one" EKEYREJECTED
	jq -se 'map(select(.event == "open-failed") | .error) == ["EKEYREJECTED"]' "$events"
}

test_wrong_session_secret()
{
	wrong_secret session
}

test_wrong_slot_secret()
{
	wrong_secret slot 0
}

# An initiator that is gone has not said that the keys differ.
test_initiator_gone()
{
	repeats 60000
	watch
	listener stack one bind "$b4" 7000
	key "$B" one session "$other_secret"
	opens one 4 EKEYREJECTED
	busywait 10000 grep -q open-failed "$events"
	key "$B" one session "$secret"
	jq -se 'map([.event, .error]) == [["open-failed", "ETIMEDOUT"]]' "$events"
}

test_half_open()
{
	repeats 60000
	watch
	listener stack one bind "$b4" 7000
	in_ns "$B" sysctl -qw net.seccomm.max_half_open=0
	opens one 4 ETIMEDOUT
	in_ns "$B" sysctl -qw net.seccomm.max_half_open=1024
	told 4 hs-drop-half-open one "$one" null
}

test_sessions()
{
	repeats 60000
	watch
	listener stack one bind "$b4" 7000
	probe first "$A"
	ask first stack one timeout 60000 connect "$b4" 7000
	in_ns "$B" sysctl -qw net.seccomm.max_sessions=1
	opens one 4 ETIMEDOUT
	in_ns "$B" sysctl -qw net.seccomm.max_sessions=65536
	told 4 hs-drop-limit one "$one" ENOBUFS
}

# Does B tell of so many, with those that it says were left out?
accounted()
{
	[ "$(refusals 'map(1 + .left_out) | add')" = "$1" ]
}

# all_are_told COUNTER BEFORE: does one more open tell of all that were left out before?
all_are_told()
{
	opens one 4 ECONNREFUSED
	accounted $(($(counter "$B" "$1") - $2))
}

test_flood()
{
	local before

	watch
	before=$(counter "$B" hs-drop-port)
	repeats 10
	opens one 4 ECONNREFUSED
	repeats 60000
	busywait 60000 all_are_told hs-drop-port "$before"
	refusals 'map(.left_out)'
	refusals 'any(.left_out > 0)' | grep -qx true
}

# Has B told of as many opens of its own that found no agent?
agents_are()
{
	[ "$(jq -sc 'map(select(.event == "agent-failed")) | length' "$events")" = "$1" ]
}

# A flood of refused opens hides no event of another kind, and leaves nothing for the tests behind
# this one to be told.
test_kinds()
{
	local before flood

	watch
	seccommctl -n "$B" stack add agent "key session none; key 0 ext(kind=file);
		WindowReplay(), ChaChaPolyPrivacy(0)"
	before=$(counter "$B" hs-drop-digest)
	listener stack two bind "$b4" 7000
	repeats 10
	opens one 4 ECONNREFUSED &
	flood=$!
	busywait 10000 counter_exceeds "$B" hs-drop-digest $((before + 25))
	for _ in {1..5}; do
		in_ns "$B" sc_probe stack agent timeout 60000 fails ESRCH connect "$a4" 7000
	done
	busywait 10000 agents_are 5
	wait "$flood"
	repeats 60000
	busywait 60000 all_are_told hs-drop-digest "$before"
}

test_text()
{
	repeats 60000
	watch
	ip netns exec "$B" seccommctl monitor events count 1 >"$ns_dir/text" &
	busywait 10000 listening "$B" $!
	opens one 4 ECONNREFUSED
	wait $!
	cat "$ns_dir/text"
	grep -qxE "20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z open-refused peer-digest $one \
reason hs-drop-port peer $a4 peer-port 5000 local-port 7000 left-out 0" "$ns_dir/text"
}

ns_pair
ktap_start
ktap_run configure
one=$(digest one) two=$(digest two)
ns_run

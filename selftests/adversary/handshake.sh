#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Attacks on how sessions open: opens that are led elsewhere, replayed or in pieces, what a
# responder sends and keeps before the initiator has confirmed, and whose word an end takes
# for the session.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=scene.sh
. scene.sh

# Another host that holds the secrets, and an address of nobody.
declare -A addr_c=([4]=10.9.0.3 [6]=fd09::3) addr_x=([4]=10.9.0.77 [6]=fd09::77)
fragment=1120	# bytes of each fragment but the last
cookie_length=32
# Seconds to give up in, where that is the matter, with time for what happens before; else long
# enough.
give_up=6
late=120

# B is the other holder as well.
configure_more()
{
	local ns

	ns_end_of_link "$B" "${addr_c[4]}" "${addr_c[6]}"
	for ns in "$A" "$B"; do
		give_up_in "$ns" "$late"
		in_ns "$ns" sysctl -qw net.seccomm.retry_max_ms="$(scaled 1000)"
	done
}

# bytes MESSAGE FROM COUNT: of a message in hex
bytes()
{
	printf '%s' "${1:2 * $2:2 * $3}"
}

zeros()
{
	printf '%0*d' $((2 * $1)) 0
}

# unconfirmed: A opens a session and confirms it, of which B hears nothing.
unconfirmed()
{
	parties
	relay rule a confirm every drop
	relay rule a control every drop
	say a connect "${addr_b[$v]}" "$port"
}

# answers N: so many messages of any kind have come from B.
answers()
{
	[ "$(relay seen b any)" = "$1" ]
}

# moved NS COUNTER: since the mark, by how much
moved()
{
	local old

	old=$(sed -n "s/^$2 //p" "$ns_dir/mark.$1")
	echo $(($(counter "$1" "$2") - ${old:-0}))
}

# moved_by NS COUNTER N: since the mark
moved_by()
{
	[ "$(moved "$1" "$2")" = "$3" ]
}

test_led_to_another_holder()
{
	local here=${addr_b[$v]} there=${addr_c[$v]} opened

	give_up_after "$give_up"
	parties
	relay clear
	say b socket stack "$stack" bind "$there" "$port"
	relay rule a any every destination "$there"
	relay rule b any every source "$here"
	mark
	opened=$(counter "$A" hs-opened),$(counter "$B" hs-opened)
	say a socket stack "$stack" timeout 60000 fails EKEYREJECTED connect "$here" "$port"
	[ "$(counter "$A" hs-opened),$(counter "$B" hs-opened)" = "$opened" ]
	[ "$(relay seen b accept)" -ge 1 ]
	[ "$(moved "$A" hs-drop-confirm)" = "$(relay seen b accept)" ]
	[ "$(relay seen a confirm) $(relay seen a data) $(relay seen b data)" = "0 0 0" ]
	say b none
	# That holder does accept who wants it.
	relay_clear
	say a socket stack "$stack" connect "$there" "$port"
	good
	give_up_after "$late"
}

# What was recorded of a session long over: B cannot know that it has seen it before, and
# answers; nothing that was recorded goes with that answer.
test_open_replayed()
{
	local heard index opened

	give_up_after "$give_up"
	handshake
	say a socket
	settled
	mark
	heard=$(relay seen b any)
	opened=$(counter "$B" hs-opened)
	relay replay a open 1
	relay wait b accept 2 10000
	moves "$A" rx-drop-index
	index=$(bytes "$(relay show b accept 2)" "$m2_sender" 4)
	[ "$(relay show b accept 2 | wc -c)" -le "$(relay show a open 1 | wc -c)" ]
	relay replay a confirm 1 set 4 "$index"
	moves "$B" hs-drop-confirm
	relay replay a data 1 set 4 "$index"
	busywait 60000 no_sessions
	busywait 10000 moved_is "$B" $'rx-drop-unparked 1\nhs-gave-up 1'
	moved_is "$A" ""
	answers $((heard + 1))
	say b none
	[ "$(counter "$B" hs-opened)" = "$opened" ]
	say a socket stack "$stack" connect "${addr_b[$v]}" "$port"
	good
	give_up_after "$late"
}

# session_closed FILE ERRNO: is the event of it in the file?
session_closed()
{
	jq -se --arg error "$2" 'any(.event == "session-closed" and .error == $error)' "$1" >/dev/null
}

# A repeats M3 and asks for a sign of life; B says one M2 and nothing else.
test_never_confirmed()
{
	local watcher

	give_up_after "$give_up"
	ip netns exec "$A" seccommctl -j monitor events >"$ns_dir/events" &
	watcher=$!
	# shellcheck disable=SC2064 # this one
	trap "kill $watcher" EXIT
	busywait 10000 listening "$A" "$watcher"
	unconfirmed
	busywait 60000 session_closed "$ns_dir/events" ETIMEDOUT
	[ "$(relay seen a open) $(relay seen b accept)" = "1 1" ]
	[ "$(relay seen a confirm)" -ge 3 ]
	[ "$(relay seen a control)" -ge 2 ]
	busywait 60000 no_sessions
	answers 1
	moves "$B" hs-gave-up
	give_up_after "$late"
}

# repeat_until N: repeats M1 until so many M2 have come.
repeat_until()
{
	relay replay a open 1
	[ "$(relay seen b accept)" -ge "$1" ]
}

# M2 comes again for M1 alone, the same one, and not more often than ten times a second.
test_accept_is_rationed()
{
	local start seen i

	unconfirmed
	relay wait b accept 1 5000
	start=${EPOCHREALTIME/[^0-9]/}
	for ((i = 0; i < 50; i++)); do
		relay replay a open 1
	done
	busywait 10000 counter_is_more "$B" hs-repeat 50
	seen=$(relay seen b accept)
	((seen - 1 <= (${EPOCHREALTIME/[^0-9]/} - start) / 100000 + 1))
	busywait 10000 repeat_until $((seen + 1))
	[ "$(relay show b accept $((seen + 1)))" = "$(relay show b accept 1)" ]
	answers "$(relay seen b accept)"
}

# counter_is_more NS COUNTER N: it has moved by so many since the mark.
counter_is_more()
{
	[ "$(moved "$1" "$2")" -ge "$3" ]
}

# Until conf_I has come B keeps 8 messages, or 16 KiB of them.
test_parked_unconfirmed()
{
	local i

	unconfirmed
	for ((i = 1; i <= 12; i++)); do
		say a send "early-$i"
	done
	busywait 10000 moved_is "$B" "rx-drop-unconfirmed 4"
	say b none
	relay_clear
	for ((i = 1; i <= 8; i++)); do
		say b expect "early-$i"
	done
	say b none
	good
	unconfirmed
	say a repeat 8 sendsize 3200
	busywait 10000 moved_is "$B" "rx-drop-unconfirmed 3"
	say b none
	relay_clear
	say b sink 5 none
	good
}

test_other_source()
{
	session_start
	good
	mark
	relay replay a data 1 source "${addr_x[$v]}"
	moves "$B" rx-drop-source
	relay replay a data 1
	moves "$B" rx-drop-duplicate
	good
	# A's CLOSE, which B hears from elsewhere first.
	relay rule a control every drop
	say a socket
	relay wait a control 1 5000
	relay replay a control 1 source "${addr_x[$v]}"
	moves "$B" rx-drop-source
	seccommctl -n "$B" -j session show | jq -e 'length == 1' >/dev/null
	relay replay a control 1
	busywait 10000 no_sessions
}

# A session that waits for M2 takes no memory for a fragment of one that is longer than its stack
# has it.
test_accept_too_long()
{
	local m1

	parties
	relay rule b accept every drop
	tell a connect "${addr_b[$v]}" "$port"
	relay wait b accept 1 10000
	m1=$(relay show a open 1)
	relay inject b accept 1 "1a000000$(bytes "$m1" "$m1_sender" 4)0000000000000002$(
		zeros 4)0000$(printf %04x $((2 * fragment)))$(zeros $((16 + 32 + fragment)))"
	busywait 10000 moved_by "$A" frag-drop 1
	reassemblies_are 0
	relay_clear
	hear a
	good
}

# M2 and M3 are taken from the peer's address alone.
test_answers_from_elsewhere()
{
	parties
	relay rule b accept 1 source "${addr_x[$v]}"
	relay rule a confirm 1 source "${addr_x[$v]}"
	say a connect "${addr_b[$v]}" "$port"
	good
	[ "$(moved "$A" hs-drop-stale) $(moved "$B" hs-drop-stale)" = "1 1" ]
}

# pinged RULE: A hears nothing of B's, and asks for a sign of life until it does; it says so
# N times in all.
pinged()
{
	parties
	# shellcheck disable=SC2086 # words
	[ -z "$1" ] || relay rule $1
	say a connect "${addr_b[$v]}" "$port"
	relay wait a control "$2" 10000
	relay wait b control 1 10000
}

test_control_replayed()
{
	pinged "" 1
	good
	back
	mark
	relay replay a control 1
	moves "$B" control-stale
	relay replay b control 1
	moves "$A" control-stale
	# The same under a number that is fresh.
	relay replay a control 1 set 8 0000000000000011
	moves "$B" control-bad
	[ "$(relay seen b control)" = 1 ]
	good
}

# A control message to a host that has forgotten the session is told so, in no more bytes.
test_control_to_nobody()
{
	local hint

	pinged "" 1
	say a socket
	settled
	mark
	relay replay a control 1
	relay wait b unknown 1 5000
	hint=$(relay show b unknown 1)
	[ "${#hint}" = $((2 * header)) ]
	moves "$B" rx-drop-index
}

test_control_altered()
{
	pinged "a control 1 flip $header" 2
	busywait 10000 moved_by "$B" control-bad 1
	[ "$(relay seen b control)" = 1 ]
	pinged "b control 1 flip -1" 2
	busywait 10000 moved_by "$A" control-bad 1
	good
}

# no_version RANGE: A's open, which is altered to ask for these, fails.
no_version()
{
	parties
	relay clear
	relay rule a open every set "$m1_version" "$1"
	say a timeout 60000 fails EPROTONOSUPPORT connect "${addr_b[$v]}" "$port"
	[ "$(moved "$B" rx-drop-version)" = "$(relay seen a open)" ]
	[ "$(bytes "$(relay show b refuse 1)" "$header" 16)" = 04000000000000000101000000000000 ]
	answers "$(relay seen b refuse)"
}

test_no_version_in_common()
{
	give_up_after "$give_up"
	no_version 0203
	no_version 0000
	relay_clear
	session_start
	give_up_after "$late"
}

# foreign_open LENGTH: an M1 of so many bytes, of items that no stack of ours has, in the
# name of a session that A does not have.
foreign_open()
{
	local m1 items=$(($1 - m1_length))

	m1=$(relay show a open 1)
	m1=$(bytes "$m1" 0 "$m1_sender")00000001$(bytes "$m1" "$m1_sport" 8)ffff$(
		bytes "$m1" $((m1_nonce + 2)) $((m1_items - m1_nonce - 2)))
	printf '%s%04x%s' "$m1" "$items" "$(zeros "$items")"
}

test_open_with_items()
{
	handshake
	mark
	relay inject a open 1 "$(foreign_open $((m1_length + 4)))"
	moves "$B" hs-drop-payload
	good
}

# The vectors' opens, which are of a stack like ours; each of those to be refused is, under the
# counter that it names, and the case's own one is answered.
test_open_of_vectors()
{
	local vectors=../vectors.json rule m1 n=0

	give_up_after "$give_up"
	handshake
	mark
	while read -r rule m1; do
		relay inject a open 1 "$m1"
		moves "$B" "$rule"
		n=$((n + 1))
	done < <(jq -r '.negative[] | select(.case == "chachapoly" and .M1) | .rule + " " + .M1' \
		"$vectors")
	[ "$n" = 4 ]
	[ "$(relay seen b accept)" = 1 ]
	relay inject a open 1 "$(jq -r '.cases[] | select(.name == "chachapoly") | .M1' "$vectors")"
	relay wait b accept 2 10000
	moves "$A" rx-drop-index
	# Nobody confirms it.
	busywait 60000 moved_is "$B" "hs-gave-up 1"
	good
	give_up_after "$late"
}

# piece COOKIE HASH M1 N: the N-th fragment of M1, from 0
piece()
{
	local at=$(($4 * fragment))

	relay inject a open 1 "1a000000000000000000000000000001$(bytes "$3" "$m1_sender" 4)$(
		printf %04x%04x "$at" $((${#3} / 2)))$1$2$(bytes "$3" "$at" "$fragment")"
}

reassemblies_are()
{
	[ "$(live | sed -n 's/^reassembly //p')" = "$1" ]
}

# An M1 too long for one packet takes no memory before its sender is known to hear at its
# address, and is then judged like any other.
test_open_in_fragments()
{
	local m1 hash cookie heard

	handshake
	heard=$(relay seen b any)
	mark
	m1=$(foreign_open 2000)
	hash=$(xxd -r -p <<<"$m1" | sha256sum | cut -c 1-64)
	piece "$(zeros 16)" "$hash" "$m1" 1
	moves "$B" frag-drop
	reassemblies_are 0
	answers "$heard"
	# The short M1 is answered by a cookie, which A has not asked for.
	relay inject a open 1 "1101$(bytes "$m1" 2 $((m1_cookie - 2)))$(zeros 16)0020$hash"
	relay wait b cookie 1 10000
	moves "$A" rx-drop-index other hs-cookie
	cookie=$(relay show b cookie 1)
	[ "${#cookie}" = $((2 * cookie_length)) ]
	cookie=$(bytes "$cookie" "$header" 16)
	# It is good for that M1 alone.
	piece "$cookie" "${hash:2}00" "$m1" 1
	moves "$B" frag-drop
	reassemblies_are 0
	piece "$cookie" "$hash" "$m1" 1
	busywait 5000 reassemblies_are 1
	piece "$cookie" "$hash" "$m1" 0
	moves "$B" hs-drop-payload
	reassemblies_are 0
	answers $((heard + 1))
	good
}

scene_run "${FAMILIES-one}" configure_more

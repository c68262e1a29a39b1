#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Attacks on handshakes that make their keys by methods: bytes of any message that are altered,
# of two methods that the seed draws a message each; public values that give away what is agreed
# on, or that are the attacker's own; messages of an earlier session.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=scene.sh
. scene.sh
# shellcheck source-path=SCRIPTDIR source=../keydist/methods.sh
. ../keydist/methods.sh
# shellcheck source-path=SCRIPTDIR source=alter.sh
. alter.sh

# Where the first item's public value starts, behind the list's length and the item's head.
m1_value=$((m1_items + 8))
m2_value=$((m2_items + 8))

test_drawn_message()
{
	local name names all words shares i

	# A test's shell of its own draws anew.
	RANDOM=$((seed + v))
	mapfile -t names < <(methods | cut -d ' ' -f 1)
	for ((i = 0; i < 2; i++)); do
		name=${names[RANDOM % ${#names[@]}]}
		mapfile -t all < <(messages "$name")
		read -ra words <<<"${all[RANDOM % ${#all[@]}]}"
		echo "$name: ${words[1]}"
		altered "$name" "${words[@]}"
	done
}

# refused METHOD OFFSET HEX: the public value of either end is so altered from there on. Who
# gets it drops it, and the honest one is taken when it comes again.
refused()
{
	local stack=$1

	handshake "a open 1 set $((m1_value + $2)) $3"
	moves "$B" hs-drop-payload
	handshake "b accept 1 set $((m2_value + $2)) $3"
	moves "$A" hs-drop-payload other hs-repeat
}

# Points whose multiples by what x25519 draws are all zero: 0, 1, two of order 8, and p - 1, p,
# and p + 1.
test_small_order()
{
	local point ff

	ff=$(printf 'ff%.0s' {1..30})
	for point in "$(printf '%064d' 0)" "01$(printf '%062d' 0)" \
		e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800 \
		5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157 \
		"ec${ff}7f" "ed${ff}7f" "ee${ff}7f"; do
		refused psk-x25519 0 "$point"
	done
}

# A point that is not on the curve, what stands for the one at infinity, and other forms.
test_no_point()
{
	refused psk-p256 1 "$(printf '%0128d' 0)"
	refused psk-p256 1 "$(printf 'ff%.0s' {1..64})"
	refused psk-p256 0 00
	refused psk-p256 0 02
}

# Values of order 1 and 2, and of none: 0, 1, p - 1 and p.
test_small_group()
{
	local prime zeros

	prime=$(openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -quiet |
		openssl asn1parse | sed -n '0,/INTEGER/s/.*INTEGER *://p')
	[ "${#prime}" = 512 ]
	zeros=$(printf '%0510d' 0)
	refused psk-ffdhe2048 0 "${zeros}00"
	refused psk-ffdhe2048 0 "${zeros}01"
	refused psk-ffdhe2048 0 "${prime:0:510}fe"
	refused psk-ffdhe2048 0 "$prime"
}

# A good value that is not the peer's confirms nothing.
test_own_value()
{
	local stack=psk-x25519 base

	base=09$(printf '%062d' 0)
	handshake "a open 1 set $m1_value $base" "b accept repeats drop"
	moves "$A" hs-drop-confirm
	handshake "b accept 1 set $m2_value $base"
	moves "$A" hs-drop-confirm other hs-repeat
}

# M1 and M3 of a session that is over: B draws another value, to which neither M3 nor what it
# has sealed fits.
test_replayed()
{
	local stack opened dropped answers m2

	for stack in psk-x25519 static sig-rsa rsa mixed-2-of-3; do
		handshake
		say a socket
		busywait 10000 no_sessions
		opened=$(counter "$B" hs-opened)
		dropped=$(counter "$B" hs-drop-confirm)
		answers=$(relay seen b accept)
		relay replay a open "$(relay seen a open)"
		relay wait b accept $((answers + 1)) 10000
		m2=$(relay show b accept $((answers + 1)))
		relay replay a confirm 1 set 4 "${m2:2 * m2_sender:8}"
		busywait 10000 counter_is "$B" hs-drop-confirm $((dropped + 1))
		[ "$(counter "$B" hs-opened)" = "$opened" ]
		say b none
	done
}

scene_run "${FAMILIES-one}" configure_methods

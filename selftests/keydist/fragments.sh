#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A stack whose M1, M2 and M3 are too long for a packet: they go in fragments, and when one is lost
# the initiator has the whole message come again, that of the responder, too.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../adversary/scene.sh
. ../adversary/scene.sh

stack=long
# What each end sends when nothing is lost.
m1_fragments=2
m2_fragments=2
m3_fragments=2
short_m1_length=146
most=1232	# bytes of the packet of a handshake
soon=5		# seconds to repeat in, where something is lost
late=12		# where nothing is
# Offsets in a fragment.
fragment_cookie=24
fragment_hash=40

# repeat_after SECONDS: of a quiet machine, on both hosts. Nothing is repeated but what is lost,
# however long RSA takes.
repeat_after()
{
	local ns ms

	ms=$(scaled $(($1 * 1000)))
	for ns in "$A" "$B"; do
		in_ns "$ns" sysctl -qw net.seccomm.retry_max_ms="$ms" net.seccomm.retry_min_ms="$ms"
	done
}

configure()
{
	local ns name

	key_pairs "$ns_dir"
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" "key session none; key 0 all(
			dh(auth=none,group=ffdhe3072), dh(auth=none,group=ffdhe3072), dh(auth=none,group=ffdhe3072),
			rsa(bits=4096,sig=rsa4096)); WindowReplay(), ChaChaPolyPrivacy(0)"
		seccommctl -n "$ns" stack add signed "key session none;
			key 0 dh(auth=sig,group=x25519,sig=rsa4096); WindowReplay(), ChaChaPolyPrivacy(0)"
		give_up_in "$ns" 60
	done
	repeat_after "$soon"
	for name in "$stack" signed; do
		seccommctl -n "$A" key set "$name" slot 0 private "$ns_dir/rsa4096.alice"
		seccommctl -n "$B" key set "$name" slot 0 public "$ns_dir/rsa4096.alice.pub"
	done
	seccommctl -n "$A" key set signed slot 0 public "$ns_dir/rsa4096.bob.pub"
	seccommctl -n "$B" key set signed slot 0 private "$ns_dir/rsa4096.bob"
	seccommctl -n "$A" key set "$stack" slot 0 encrypt "$ns_dir/rsa4096.carol.pub"
	seccommctl -n "$B" key set "$stack" slot 0 decrypt "$ns_dir/rsa4096.carol"
}

# seen DIR TYPE N: just so many.
seen()
{
	local n

	n=$(relay seen "$1" "$2")
	[ "$n" = "$3" ] || {
		echo "$n $2 from $1, not $3"
		return 1
	}
}

# sent OPENS CONFIRMS: M1, and with it M2, so often, and M3 so often.
sent()
{
	seen a open "$1"
	seen b cookie "$1"
	seen a fragment $(($1 * m1_fragments + $2 * m3_fragments))
	seen b fragment $(($1 * m2_fragments))
	seen a confirm 0
	seen b accept 0
}

# fragment DIR N: the N-th.
fragment()
{
	relay show "$1" fragment "$2"
}

# M1's fragments bear the hash that the short M1 has announced, and the cookie that it was answered
# with.
test_opens()
{
	local n short cookie part

	repeat_after "$late"
	handshake
	repeat_after "$soon"
	sent 1 1
	seen b finish 1
	short=$(relay show a open 1)
	[ ${#short} = $((2 * short_m1_length)) ]
	cookie=$(relay show b cookie 1)
	for ((n = 1; n <= m1_fragments; n++)); do
		part=$(fragment a "$n")
		[ "${part:2 * fragment_hash:64}" = "${short: -64}" ]
		[ "${part:2 * fragment_cookie:32}" = "${cookie: -32}" ]
	done
	for ((n = 1; n <= m1_fragments + m3_fragments; n++)); do
		part=$(fragment a "$n")
		[ ${#part} -le $((2 * most)) ]
	done
}

# Of a stack that signs by such a key M2 alone is too long.
test_signed()
{
	stack=signed
	repeat_after "$late"
	handshake
	repeat_after "$soon"
	seen b fragment 2
	seen b accept 0
	seen a confirm 1
	seen a fragment 0
}

# One fragment of M1 is lost: a cookie is asked for anew, and all fragments come again.
test_open_lost()
{
	handshake "a fragment 2 drop"
	seen a open 2
	seen b cookie 2
	seen a fragment $((2 * m1_fragments + m3_fragments))
	seen b fragment "$m2_fragments"
}

test_cookie_lost()
{
	handshake "b cookie 1 drop"
	seen a open 2
	seen a fragment $((m1_fragments + m3_fragments))
}

# The initiator repeats M1, and so the responder M2: all of its fragments, and the same.
test_accept_lost()
{
	local n

	handshake "b fragment 2 drop"
	sent 2 1
	for ((n = 1; n <= m2_fragments; n++)); do
		[ "$(fragment b "$n")" = "$(fragment b $((m2_fragments + n)))" ]
	done
}

test_confirm_lost()
{
	local n at=$m1_fragments

	handshake "a fragment $((m1_fragments + 1)) drop"
	sent 1 2
	seen b finish 1
	for ((n = 1; n <= m3_fragments; n++)); do
		[ "$(fragment a $((at + n)))" = "$(fragment a $((at + m3_fragments + n)))" ]
	done
}

# The session is open at the responder when M3 comes again, which M4 answers again.
test_finish_lost()
{
	handshake "b finish 1 drop"
	sent 1 2
	seen b finish 2
	[ "$(relay show b finish 1)" = "$(relay show b finish 2)" ]
}

# Fragments that come twice, and in another order, are the same message.
test_fragments_twice()
{
	repeat_after "$late"
	handshake "a fragment 1 dup" "b fragment 1 dup" "a fragment $((m1_fragments + 1)) dup"
	repeat_after "$soon"
	seen b finish 1
}

scene_run "${FAMILIES-one}"

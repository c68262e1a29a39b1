#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# seccat: files each way over a bad network and past a key's cap, and what it
# says when it cannot.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

port=5000

add_stack()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$1" "$2"
		key "$ns" "$1" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		key "$ns" "$1" slot 0 00112233445566778899aabbccddeeff0011
	done
}

configure()
{
	add_stack good 'key 0 hkdf psk; WindowReplay(), ChaChaPolyPrivacy(0)'
	# 2^20 blocks of eight bytes, then the key is used up.
	add_stack capped 'key 0 hkdf psk; DESPrivacy(0)'
	seccommctl -n "$A" stack add other 'key 0 hkdf psk; AESGCMPrivacy(0)'
	key "$A" other session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
	key "$A" other slot 0 00112233445566778899aabbccddeeff0011
	seccommctl -n "$A" stack add keyless 'key 0 hkdf psk; AESGCMPrivacy(0)'
}

# exchange STACK BYTES_DOWN BYTES_UP: a file each way; what both ends said is
# in $ns_dir/a.err and b.err.
exchange()
{
	head -c "$2" /dev/urandom >"$ns_dir/down"
	head -c "$3" /dev/urandom >"$ns_dir/up"
	in_ns "$B" seccat -v -l -s "$1" "$port" <"$ns_dir/up" >"$ns_dir/down.got" \
		2>"$ns_dir/b.err" &
	# The handshake is repeated for some seconds: the listener may come late.
	in_ns "$A" seccat -v -s "$1" "${addr_b[$v]}" "$port" <"$ns_dir/down" \
		>"$ns_dir/up.got" 2>"$ns_dir/a.err"
	wait $!
	cat "$ns_dir/a.err" "$ns_dir/b.err"
	cmp "$ns_dir/down" "$ns_dir/down.got"
	cmp "$ns_dir/up" "$ns_dir/up.got"
}

sessions()
{
	grep -oE '[0-9]+ sessions?$' "$ns_dir/a.err" | cut -d ' ' -f 1
}

test_both_ways()
{
	exchange good 300000 200000
	[ "$(sessions)" = 1 ]
}

test_nothing()
{
	exchange good 0 0
}

test_bad_network()
{
	local ns

	for ns in "$A" "$B"; do
		in_ns "$ns" tc qdisc add dev v0 root netem limit 1000 delay 2ms 1ms \
			loss 10% reorder 20% duplicate 10%
	done
	exchange good 300000 200000
	[ "$(grep -oE '[0-9]+ segments sent again' "$ns_dir/a.err" | cut -d ' ' -f 1)" -gt 0 ]
	for ns in "$A" "$B"; do
		in_ns "$ns" tc qdisc del dev v0 root
	done
}

# One key does 8 MiB; what is beyond goes by another session, unseen by seccat.
capped()
{
	local before

	before=$(counter "$A" hs-opened)
	exchange capped "$1" "$2"
	[ "$(sessions)" = 1 ]
	(($(counter "$A" hs-opened) - before >= 2))
}

test_cap_of_the_initiator()
{
	capped 9000000 0
}

test_cap_of_the_listener()
{
	capped 0 9000000
}

# fails_with TEXT ARGUMENT...: seccat in A ends with 1 and says so.
fails_with()
{
	local text=$1 rc=0
	shift

	in_ns "$A" seccat "$@" 2>"$ns_dir/err" >"$ns_dir/out" || rc=$?
	cat "$ns_dir/err"
	[ "$rc" = 1 ]
	grep -q "$text" "$ns_dir/err"
}

test_errors()
{
	fails_with 'there is no stack of that name' -s nosuch "${addr_b[4]}" "$port"
	fails_with 'choose one with -s' "${addr_b[4]}" "$port"
	fails_with 'run seccommctl key set' -s keyless "${addr_b[4]}" "$port"
	fails_with 'another stack, or nobody listens' -s good "${addr_b[4]}" "$port"
}

test_other_stack()
{
	local b

	ip netns exec "$B" seccat -l -s good "$port" >"$ns_dir/out.b" &
	b=$!
	fails_with 'the peer has another stack' -s other "${addr_b[4]}" "$port"
	[ "$(counter "$B" hs-drop-digest)" -gt 0 ]
	kill "$b"
	wait "$b" || true
}

test_other_secret()
{
	local b

	key "$B" good slot 0 ff112233445566778899aabbccddeeff0011
	ip netns exec "$B" seccat -l -s good "$port" >"$ns_dir/out.b" &
	b=$!
	fails_with 'secrets of the two ends differ' -s good "${addr_b[4]}" "$port"
	kill "$b"
	wait "$b" || true
	key "$B" good slot 0 00112233445566778899aabbccddeeff0011
}

# The peer is interrupted: this end says so at once, and fails.
test_peer_gives_up()
{
	local a b a_in b_in rc=0

	mkfifo "$ns_dir/a.in" "$ns_dir/b.in"
	exec {a_in}<>"$ns_dir/a.in" {b_in}<>"$ns_dir/b.in"
	ip netns exec "$B" seccat -l -s good "$port" <&"$b_in" >"$ns_dir/out.b" &
	b=$!
	ip netns exec "$A" seccat -s good "${addr_b[4]}" "$port" <&"$a_in" \
		>"$ns_dir/out.a" 2>"$ns_dir/err" &
	a=$!
	echo hello >&"$a_in"
	busywait 30000 grep -q hello "$ns_dir/out.b"
	kill "$b"
	wait "$b" || true
	wait "$a" || rc=$?
	cat "$ns_dir/err"
	[ "$rc" = 1 ]
	grep -q 'the peer gave up' "$ns_dir/err"
}

ktap_start
ns_pair
ktap_run configure
for v in 4 6; do
	ktap_run test_both_ways "both_ways_ipv$v"
	ktap_run test_nothing "nothing_ipv$v"
	ktap_run test_bad_network "bad_network_ipv$v"
done
v=4
# Twice eight MiB of DES take the debug kernel too long.
if [ "$VM_DEBUG" != 1 ]; then
	ktap_run test_cap_of_the_initiator
	ktap_run test_cap_of_the_listener
fi
ktap_run test_errors
ktap_run test_other_stack
ktap_run test_other_secret
ktap_run test_peer_gives_up
ns_remove
ktap_run ledger_check ledger
ktap_end

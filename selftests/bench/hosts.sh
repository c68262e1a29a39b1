#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The bench's hosts, two namespaces joined by veth, and what they are given to
# talk by: SecComm stacks, WireGuard, ESP. Sourced by what runs in the machine.

A=bench-a B=bench-b
addr_a=10.9.0.1 addr_b=10.9.0.2
from=$addr_a to=$addr_b

# shellcheck source-path=SCRIPTDIR source=wireguard.sh
. ./wireguard.sh

# Self-tests of algorithms that the start has loaded go on for a while; idle
# time costs nothing where instructions are counted.
settle()
{
	sleep 20
}

hosts()
{
	local ns

	for ns in "$A" "$B"; do
		ip netns add "$ns"
		ip netns exec "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1
		ip -n "$ns" link set lo up
	done
	ip link add v0 netns "$A" type veth peer name v0 netns "$B"
	ip -n "$A" address add "$addr_a/24" dev v0
	ip -n "$B" address add "$addr_b/24" dev v0
	ip -n "$A" link set v0 up
	ip -n "$B" link set v0 up
	ip netns exec "$A" ping -q -c 1 "$addr_b" >/dev/null
}

no_hosts()
{
	ip netns del "$A"
	ip netns del "$B"
}

# talk KIND LABEL [OPTION...]: between the hosts
talk()
{
	local kind=$1 label=$2
	shift 2

	sc_bench "$kind" -l "$label" "$@" "$A" "$B" "$from" "$to"
}

# slots STACK: "key SLOT" for each, with "pk ALGORITHM" behind it for one of key pairs
slots()
{
	grep -oE 'key [0-9]+( pk [a-z0-9]+)?' <<<"$1"
}

# pair_file SLOT NS: the private key of the host in NS
pair_file()
{
	echo "slot$1.$2"
}

# pair_add NAME SLOT ALGORITHM: key pairs of its own, at both hosts
pair_add()
{
	local ns peer

	for ns in "$A" "$B"; do
		rm -f "$(pair_file "$2" "$ns")"{,.pub}
		seccommctl key gen "${3%%[0-9]*}" "$(pair_file "$2" "$ns")" >/dev/null
	done
	for ns in "$A" "$B"; do
		[ "$ns" = "$A" ] && peer=$B || peer=$A
		seccommctl -n "$ns" key set "$1" slot "$2" private "$(pair_file "$2" "$ns")"
		seccommctl -n "$ns" key set "$1" slot "$2" public "$(pair_file "$2" "$peer").pub"
	done
}

# stack_add NAME STACK, with secrets of its own, at both hosts. A stack that begins with
# NonRepudiation has a log at each.
stack_add()
{
	local ns slot pk

	head -c 32 /dev/urandom >session.key
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$1" "$2" >/dev/null 2>&1
		seccommctl -n "$ns" key set "$1" session file session.key
	done
	while read -r _ slot pk; do
		if [ -n "$pk" ]; then
			pair_add "$1" "$slot" "${pk#pk }"
			continue
		fi
		head -c 64 /dev/urandom >"slot$slot.key"
		for ns in "$A" "$B"; do
			seccommctl -n "$ns" key set "$1" slot "$slot" file "slot$slot.key"
		done
	done < <(slots "$2")
	[[ $2 == *"; NonRepudiation("* ]] || return 0
	for ns in "$A" "$B"; do
		rm -f "$ns.log"
		seccommctl -n "$ns" audit attach "$1" 0 "$ns.log"
	done
}

stack_del()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack del "$1"
	done
}

# random BYTES, as ip wants a key
random()
{
	echo "0x$(head -c "$1" /dev/urandom | xxd -p | tr -d '\n')"
}

# esp_state REQID ALGORITHM...: a security association each way, at both hosts
esp_state()
{
	local ns id=$1
	shift

	for ns in "$A" "$B"; do
		ip -n "$ns" xfrm state add src "$addr_a" dst "$addr_b" proto esp spi "0x10$id" \
			reqid "$id" mode transport replay-window 32 "$@"
		ip -n "$ns" xfrm state add src "$addr_b" dst "$addr_a" proto esp spi "0x20$id" \
			reqid "$id" mode transport replay-window 32 "$@"
	done
}

# esp_policy REQID...: both ways nothing passes but through these, inner first
esp_policy()
{
	local id out=() back=()

	for id; do
		out+=(tmpl src "$addr_a" dst "$addr_b" proto esp reqid "$id" mode transport)
		back+=(tmpl src "$addr_b" dst "$addr_a" proto esp reqid "$id" mode transport)
	done
	ip -n "$A" xfrm policy add src "$addr_a" dst "$addr_b" dir out "${out[@]}"
	ip -n "$A" xfrm policy add src "$addr_b" dst "$addr_a" dir in "${back[@]}"
	ip -n "$B" xfrm policy add src "$addr_b" dst "$addr_a" dir out "${back[@]}"
	ip -n "$B" xfrm policy add src "$addr_a" dst "$addr_b" dir in "${out[@]}"
}

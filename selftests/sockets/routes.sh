#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Which way packets go and come: VRFs, scopes and devices, rules by mark and class,
# flow labels. A socket is where UDP's would be, and where UDP's would not it is not.
#
#   A 10.9.0.1, fd09::1 -- B 10.9.0.2, fd09::2; and by w0, in B in the VRF red,
#   A 10.9.1.1, fd09:1::1 -- B 10.9.1.2, fd09:1::2

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

port=7000
declare -A red_a=([4]=10.9.1.1 [6]=fd09:1::1) red_b=([4]=10.9.1.2 [6]=fd09:1::2)
declare -A any=([4]=0.0.0.0 [6]=::)

topology()
{
	ns_pair
	ip link add w0 netns "$A" type veth peer name w0 netns "$B"
	ip -n "$B" link add red type vrf table 100
	ip -n "$B" link set red up
	ip -n "$B" link set w0 master red
	ip -n "$A" address add "${red_a[4]}/24" dev w0
	ip -n "$A" address add "${red_a[6]}/64" dev w0 nodad
	ip -n "$B" address add "${red_b[4]}/24" dev w0
	ip -n "$B" address add "${red_b[6]}/64" dev w0 nodad
	ip -n "$A" link set w0 up
	ip -n "$B" link set w0 up
}

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add r 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" r session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		key "$ns" r slot 0 00112233445566778899aabbccddeeff0011
		give_up_in "$ns" 5
	done
	for v in 4 6; do
		busywait 20000 in_ns "$A" ping -c 1 -W 1 "${addr_b[$v]}" >/dev/null
		busywait 20000 in_ns "$A" ping -c 1 -W 1 "${red_b[$v]}" >/dev/null
	done
}

# round_trip WORD...: from a socket of A to one of B that has these words before its end.
round_trip()
{
	probe b "$B"
	ask b timeout 30000 stack r "$@"
	tell b echo 1
	in_ns "$A" sc_probe timeout 30000 stack r connect "${red_b[$v]}" "$port" \
		send hello expect hello
	answer b
	probes_end
}

server_of_vrf_and_address()
{
	round_trip device red bind "${red_b[$v]}" "$port"
}

server_of_vrf()
{
	round_trip device red bind "${any[$v]}" "$port"
}

server_of_slave()
{
	round_trip device w0 bind "${any[$v]}" "$port"
}

# The other way round.
client_of_vrf()
{
	probe a "$A"
	ask a timeout 30000 stack r bind "${red_a[$v]}" "$port"
	tell a echo 1
	in_ns "$B" sc_probe timeout 30000 stack r device red connect "${red_a[$v]}" "$port" \
		send hello expect hello
	answer a
	probes_end
}

# Refused by a hint, that goes by the VRF; a session of the main table is none of the VRF's.
server_of_none()
{
	probe b "$B"
	ask b timeout 30000 stack r bind "${any[$v]}" "$port"
	in_ns "$A" sc_probe timeout 30000 stack r fails ECONNREFUSED \
		connect "${red_b[$v]}" "$port"
	tell b echo 1
	in_ns "$A" sc_probe timeout 30000 stack r connect "${addr_b[$v]}" "$port" \
		send hello expect hello
	answer b
	probes_end
}

# An ICMP error about a session of the main table, by the VRF, to which the same address
# belongs; and by the main table.
error_by_vrf()
{
	local error=(3 3) before bits=32

	[ "$v" = 4 ] || { error=(1 4); bits=128; }
	probe a "$A"
	ask a timeout 30000 stack r bind "${addr_a[$v]}" "$port"
	probe b "$B"
	ask b timeout 30000 stack r connect "${addr_a[$v]}" "$port" send x
	ask a expect x
	ip -n "$B" address add "${addr_b[$v]}/$bits" dev w0
	ip -n "$A" -"$v" route add "${addr_b[$v]}/$bits" via "${red_b[$v]}" dev w0
	before=$(counter "$B" icmp-drop)
	answered "${error[@]}"
	ask b send y
	busywait 20000 counter_is "$B" icmp-drop $((before + 1))
	ask b send z
	ask a expect y expect z
	ip -n "$A" -"$v" route del "${addr_b[$v]}/$bits" via "${red_b[$v]}" dev w0
	ip -n "$B" address del "${addr_b[$v]}/$bits" dev w0
	before=$(counter "$B" icmp)
	answered "${error[@]}"
	ask b send y
	busywait 20000 counter_is "$B" icmp $((before + 1))
	ask b fails ECONNREFUSED send z
	probes_end
}

# answered TYPE CODE: A answers the next message that comes by v0 with an ICMP error.
answered()
{
	: >"$ns_dir/icmp"
	ip netns exec "$A" sc_icmp v0 "$@" >"$ns_dir/icmp" &
	busywait 10000 grep -q ready "$ns_dir/icmp"
}

# Addresses are the table's in which the device is.
address_of_other_table()
{
	in_ns "$B" sc_probe fails EADDRNOTAVAIL bind "${red_b[$v]}" "$port"
	in_ns "$B" sc_probe device red fails EADDRNOTAVAIL bind "${addr_b[$v]}" "$port"
	in_ns "$B" sc_probe device w0 bind "${red_b[$v]}" "$port"
}

link_local()
{
	ip -n "$1" -j -6 address show dev "$2" scope link |
		jq -re '.[0].addr_info[] | select(.local) | .local'
}

# A confined socket is not led elsewhere by a scope, and tells its own.
test_scope_and_device()
{
	local there

	there=$(link_local "$B" v0)
	in_ns "$A" sc_probe stack r device w0 fails EINVAL connect "$there%v0" "$port"
	in_ns "$A" sc_probe stack r device w0 to "$there%v0" "$port" fails EINVAL send x
	in_ns "$A" sc_probe device w0 fails EINVAL bind "$(link_local "$A" v0)%v0" "$port"
	probe b "$B"
	ask b timeout 30000 stack r bind :: "$port"
	in_ns "$A" sc_probe timeout 30000 stack r connect "$there%v0" "$port" get scope |
		grep -qx 'scope v0'
	probes_end
	# Within a VRF the link is the one below it.
	probe c "$B"
	ask c timeout 30000 stack r device red bind :: "$port"
	there=$(link_local "$B" w0)
	tell c echo 1
	in_ns "$A" sc_probe timeout 30000 stack r connect "$there%w0" "$port" send hello expect hello
	answer c
	probes_end
}

# A session's packets come, and then not: what has begun to be set says no.
# loses COMMAND...: messages of an open session from probe a of A to b of B
# come until COMMAND.
loses()
{
	probe b "$B"
	ask b timeout 30000 stack r bind "${any[$v]}" "$port"
	probe a "$A"
	ask a timeout 30000 stack r connect "${addr_b[$v]}" "$port"
	ask a repeat 4 send x
	ask b sink 4
	"$@"
	# Over veth a packet has come, or is lost, before this probe's next command.
	ask a repeat 4 send y
	in_ns "$A" ping -c 1 -W 5 "${red_a[$v]}" >/dev/null
	ask b none
}

# A rule that is asked before the local table, as those by mark are, for a class.
rule_by_class()
{
	ip -n "$B" -"$v" route add blackhole default table 77
	ip -n "$B" -"$v" rule add tos 8 lookup 77 priority 1
	ip -n "$B" -"$v" rule add lookup local priority 2
	ip -n "$B" -"$v" rule del lookup local priority 0
	loses ask a class 8
	ask a class 0 send z
	ask b expect z
	probes_end
	ip -n "$B" -"$v" rule add lookup local priority 0
}

# rp_filter switched on under a session: the way to its source is another one.
test_rp_filter()
{
	v=4
	ip link add x0 netns "$A" type veth peer name x0 netns "$B"
	ip -n "$A" address add 10.9.2.1/24 dev x0
	ip -n "$B" address add 10.9.2.2/24 dev x0
	ip -n "$A" link set x0 up
	ip -n "$B" link set x0 up
	ip -n "$B" route add "${addr_a[4]}/32" via 10.9.2.1
	loses in_ns "$B" sysctl -qw net.ipv4.conf.v0.rp_filter=1
	in_ns "$B" sysctl -qw net.ipv4.conf.v0.rp_filter=0
	ask a send z
	ask b expect z
	probes_end
}

# An open session's route follows its class.
output_by_class()
{
	probe b "$B"
	ask b timeout 30000 stack r bind "${any[$v]}" "$port"
	probe a "$A"
	ask a timeout 30000 stack r connect "${addr_b[$v]}" "$port" send x
	ask b expect x
	ip -n "$A" -"$v" route add blackhole default table 78
	ip -n "$A" -"$v" rule add tos 8 lookup 78 priority 5
	ask a class 8 fails EINVAL send y
	ip -n "$A" -"$v" rule del tos 8 lookup 78 priority 5
	ip -n "$A" -"$v" route del blackhole default table 78
	in_ns "$A" ping -c 1 -W 5 "${red_a[$v]}" >/dev/null
	ask b none
	ask a class 0 send z
	ask b expect z
	probes_end
}

# A filter that drops what has no flow label.
test_flow_label()
{
	v=6
	in_ns "$B" tc qdisc add dev v0 clsact
	in_ns "$B" tc filter add dev v0 ingress protocol ipv6 u32 \
		match u32 0 0x000fffff at 0 match u8 253 0xff at 6 action drop
	probe b "$B"
	ask b timeout 30000 stack r bind :: "$port"
	in_ns "$A" sc_probe timeout 30000 stack r connect "${addr_b[6]}" "$port" send x
	ask b expect x
	in_ns "$A" sysctl -qw net.ipv6.auto_flowlabels=0
	in_ns "$A" sc_probe timeout 30000 stack r fails ETIMEDOUT connect "${addr_b[6]}" "$port"
	in_ns "$A" sysctl -qw net.ipv6.auto_flowlabels=1
	in_ns "$B" tc qdisc del dev v0 clsact
	probes_end
}

ktap_start
topology
ktap_run configure
for v in 4 6; do
	for t in server_of_vrf_and_address server_of_vrf server_of_slave client_of_vrf \
		server_of_none error_by_vrf address_of_other_table; do
		ktap_run "$t" "${t}_ipv$v"
	done
done
ktap_run test_scope_and_device
ktap_run test_flow_label
ktap_run test_rp_filter
for v in 4 6; do
	ktap_run output_by_class "output_by_class_ipv$v"
	ktap_run rule_by_class "rule_by_class_ipv$v"
done
ns_remove
ktap_run ledger_check ledger_balances
ktap_end

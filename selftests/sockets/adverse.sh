#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a network does to open sessions: ICMP errors of each kind, genuine and
# forged, MTUs, links, routes, addresses and devices that change under them.
#
#   A 10.8.1.1, fd08:1::1 -- R .254, ::fe -- B 10.8.2.2, fd08:2::2

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

R=$ns_tag-r
port=7000
give_up=5
declare -A host=([4]=10.8.2.2 [6]=fd08:2::2) near=([4]=10.8.1.254 [6]=fd08:1::fe)
declare -A net=([4]=10.8.2.0/24 [6]=fd08:2::/64)

a_addresses()
{
	ip -n "$A" address add 10.8.1.1/24 dev v0
	ip -n "$A" address add fd08:1::1/64 dev v0 nodad
	ip -n "$A" link set v0 up
	ip -n "$A" route add default via 10.8.1.254
	ip -n "$A" route add default via fd08:1::fe
}

topology()
{
	ns_add "$A"
	ns_add "$R"
	ns_add "$B"
	ip link add v0 netns "$A" type veth peer name ra netns "$R"
	ip link add v0 netns "$B" type veth peer name rb netns "$R"
	a_addresses
	ip -n "$R" address add 10.8.1.254/24 dev ra
	ip -n "$R" address add fd08:1::fe/64 dev ra nodad
	ip -n "$R" address add 10.8.2.254/24 dev rb
	ip -n "$R" address add fd08:2::fe/64 dev rb nodad
	ip -n "$R" link set ra up
	ip -n "$R" link set rb up
	ip -n "$B" address add 10.8.2.2/24 dev v0
	ip -n "$B" address add fd08:2::2/64 dev v0 nodad
	ip -n "$B" link set v0 up
	ip -n "$B" route add default via 10.8.2.254
	ip -n "$B" route add default via fd08:2::fe
}

configure()
{
	local ns

	in_ns "$R" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
	for ns in "$A" "$R" "$B"; do
		seccommctl -n "$ns" stack add adverse 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" adverse session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		key "$ns" adverse slot 0 00112233445566778899aabbccddeeff0011
		give_up_in "$ns" "$give_up"
	done
	for v in 4 6; do
		path_works
	done
}

path_works()
{
	busywait 20000 in_ns "$A" ping -c 1 -W 1 "${host[$v]}" >/dev/null
}

# B has a word for A, which then asks it no more whether it is there.
b_answers()
{
	local from

	from=$(ask a get name)
	# shellcheck disable=SC2086 # name, host, port
	set -- $from
	ask b to "$2" "$3" send there
	ask a expect there
}

# Probes a, connected to b.
connected()
{
	probe b "$B"
	ask b timeout 30000 stack adverse bind "${host[$v]}" "$port"
	probe a "$A"
	ask a timeout 30000 stack adverse connect "${host[$v]}" "$port" send hello
	ask b expect hello
	b_answers
}

# Both ways, by the session that there is; another would be counted.
still_talks()
{
	local opened

	opened=$(counter "$A" hs-opened)
	ask a send still
	ask b expect still
	b_answers
	[ "$(counter "$A" hs-opened)" = "$opened" ]
}

# answered NS DEVICE OPTION... TYPE CODE: NS answers a's next message so.
answered()
{
	local ns=$1 dev=$2
	shift 2

	: >"$ns_dir/icmp"
	ip netns exec "$ns" sc_icmp "${@:1:$#-2}" "$dev" "${@: -2}" >"$ns_dir/icmp" &
	icmp_pid=$!
	busywait 10000 grep -q ready "$ns_dir/icmp"
}

# until NAME BEFORE: A's counter NAME is one above BEFORE.
until_counted()
{
	busywait 20000 counter_is "$A" "$1" $(($2 + 1))
}

# Forged in B about a's message: hard errors are told once, the session goes on.
told()
{
	local type=$1 code=$2 error=$3 before

	before=$(counter "$A" icmp)
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	ask a fails "$error" recv
	[ "$(ask a soerror)" = "soerror 0" ]
	still_talks
}

untold()
{
	local type=$1 code=$2 before

	before=$(counter "$A" icmp)
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	[ "$(ask a soerror)" = "soerror 0" ]
	still_talks
}

test_hard_errors()
{
	connected
	if [ "$v" = 4 ]; then
		told 3 2 ENOPROTOOPT
		told 3 3 ECONNREFUSED
		told 3 6 ENETUNREACH
		told 3 7 EHOSTDOWN
		told 3 9 ENETUNREACH
		told 3 10 EHOSTUNREACH
		told 3 13 EHOSTUNREACH
		told 12 0 EPROTO
	else
		told 1 1 EACCES
		told 1 4 ECONNREFUSED
		told 1 5 EACCES
		told 1 6 EACCES
		told 4 1 EPROTO
	fi
}

test_soft_errors()
{
	connected
	if [ "$v" = 4 ]; then
		untold 3 0
		untold 3 1
		untold 3 5
		untold 3 11
		untold 11 0
	else
		untold 1 0
		untold 1 2
		untold 1 3
		untold 3 0
	fi
}

# A next call of another kind is told as well.
test_told_to_send()
{
	local before type=1 code=4

	[ "$v" = 6 ] || type=3 code=3
	connected
	before=$(counter "$A" icmp)
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	ask a poll in | grep -q err
	ask a fails ECONNREFUSED send more
	still_talks
}

# Eight bytes of ours are enough; another session's index is nobody's.
test_matching()
{
	local before type=1 code=4

	[ "$v" = 6 ] || type=3 code=3
	connected
	before=$(counter "$A" icmp)
	answered "$B" v0 -l 8 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask a fails ECONNREFUSED recv
	ask b expect lost
	before=$(counter "$A" icmp-drop)
	answered "$B" v0 -x "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp-drop "$before"
	ask b expect lost
	[ "$(ask a soerror)" = "soerror 0" ]
	still_talks
}

test_error_queue()
{
	local before type=1 code=3 by=41 error=EHOSTUNREACH

	[ "$v" = 6 ] || type=3 code=1 by=0
	connected
	ask a recverr fails EAGAIN errqueue
	before=$(counter "$A" icmp)
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	ask a poll in | grep -q err
	[ "$(ask a errqueue)" = "error $error level $by type $type code $code info 0 by ${host[$v]} about ${host[$v]} $port" ]
	ask a fails EAGAIN errqueue
	[ "$(ask a soerror)" = "soerror 0" ]
	still_talks
}

# An unconnected socket is told if it asked.
test_unconnected()
{
	local before type=1 code=4

	[ "$v" = 6 ] || type=3 code=3
	probe b "$B"
	ask b timeout 30000 stack adverse bind "${host[$v]}" "$port"
	probe a "$A"
	ask a timeout 30000 stack adverse to "${host[$v]}" "$port" send hello
	ask b expect hello
	before=$(counter "$A" icmp)
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	[ "$(ask a soerror)" = "soerror 0" ]
	ask a recverr
	answered "$B" v0 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp $((before + 1))
	ask b expect lost
	ask a errqueue | grep -q "error ECONNREFUSED .* about ${host[$v]} $port"
}

# While it opens an error is a hint: told when the open is given up.
test_while_opening()
{
	local before start=$SECONDS type=1 code=3

	[ "$v" = 6 ] || type=3 code=1
	seccommctl -n "$B" key del adverse session
	trap 'key "$B" adverse session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5' EXIT
	probe b "$B"
	ask b stack adverse bind "${host[$v]}" "$port"
	before=$(counter "$A" icmp)
	answered "$B" v0 -m 1 "$type" "$code"
	probe a "$A"
	ask a timeout 30000 stack adverse fails EHOSTUNREACH connect "${host[$v]}" "$port"
	((SECONDS - start >= give_up - 1))
	wait "$icmp_pid"
	[ "$(counter "$A" icmp)" = $((before + 1)) ]
}

# R's routes tell a host of an error once in a second: a sends until it is told.
told_by_routes()
{
	! counter_is "$A" icmp $(($1 + 1)) || return 0
	ask a send lost
	return 1
}

# From R's routes: what it says is queued for who asked.
genuine()
{
	local kind=$1 want=$2 before

	before=$(counter "$A" icmp)
	ip -n "$R" route del "${net[$v]}" dev rb
	ip -n "$R" route add "$kind" "${net[$v]}"
	busywait 20000 told_by_routes "$before"
	ask a errqueue >"$ns_dir/error"
	ip -n "$R" route del "$kind" "${net[$v]}"
	ip -n "$R" route add "${net[$v]}" dev rb
	cat "$ns_dir/error"
	grep -q "^error $want by ${near[$v]} about ${host[$v]} $port$" "$ns_dir/error"
	still_talks
}

test_genuine()
{
	connected
	ask a recverr
	if [ "$v" = 4 ]; then
		genuine unreachable 'EHOSTUNREACH level 0 type 3 code 1 info 0'
		genuine prohibit 'EHOSTUNREACH level 0 type 3 code 13 info 0'
		genuine throw 'ENETUNREACH level 0 type 3 code 0 info 0'
	else
		genuine unreachable 'ENETUNREACH level 41 type 1 code 0 info 0'
		genuine prohibit 'EACCES level 41 type 1 code 1 info 0'
	fi
}

test_time_exceeded()
{
	local before type=3

	[ "$v" = 6 ] || type=11
	connected
	before=$(counter "$A" icmp)
	ask a recverr hops 1 send lost
	until_counted icmp "$before"
	ask a errqueue | grep -q "^error EHOSTUNREACH level .* type $type code 0 info 0 by ${near[$v]}"
	ask a hops -1
	still_talks
}

# exchange SIZE: a message of SIZE bytes arrives whole.
exchange()
{
	ask a sendsize "$1"
	[ "$(ask b recv | wc -c)" -gt "$1" ]
}

largest()
{
	ask a get limit | cut -d ' ' -f 2
}

# As large as it may be; and one byte more is refused.
test_fragments()
{
	local limit

	connected
	limit=$(largest)
	[ "$limit" -gt 65000 ]
	exchange "$limit"
	exchange 20000
	ask a fails EMSGSIZE sendsize $((limit + 1))
	still_talks
}

# The link's own MTU changes: what comes next fits.
test_link_mtu()
{
	connected
	exchange 5000
	ip -n "$A" link set v0 mtu 1300
	exchange 5000
	exchange 1400
	ip -n "$A" link set v0 mtu 1500
	exchange 5000
	still_talks
}

# A narrow link further on. IPv4's routers fragment; over IPv6 the sender has to
# learn of it by an ICMP error, for which a message is lost.
test_path_mtu()
{
	local before

	connected
	ip -n "$R" link set rb mtu 1280
	before=$(counter "$A" icmp)
	if [ "$v" = 6 ]; then
		ask a sendsize 1400
		until_counted icmp "$before"
		ip -n "$A" route get "${host[$v]}" | grep -q 'mtu 1280'
	fi
	exchange 1400
	exchange 30000
	[ "$(ask a soerror)" = "soerror 0" ]
	still_talks
	ip -n "$R" link set rb mtu 1500
	ip -n "$A" "-$v" route flush cache
}

# A forged one lowers it no further than IP allows, and for a session only.
test_forged_mtu()
{
	local before type=2 code=0

	[ "$v" = 6 ] || type=3 code=4
	connected
	before=$(counter "$A" icmp)
	answered "$B" v0 -i 100 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp "$before"
	ask b expect lost
	exchange 30000
	before=$(counter "$A" icmp-drop)
	answered "$B" v0 -x -i 1290 "$type" "$code"
	ask a send lost
	wait "$icmp_pid"
	until_counted icmp-drop "$before"
	ask b expect lost
	[[ $(ip -n "$A" route get "${host[$v]}") != *'mtu 1290'* ]]
	still_talks
	ip -n "$A" "-$v" route flush cache
}

# not_sent ERRNO4 ERRNO6: while it lasts, what is sent is dropped, told, and counted.
not_sent()
{
	local before error=$1

	[ "$v" = 4 ] || error=$2
	before=$(counter "$A" tx-drop-route)
	ask a fails "$error" send lost
	until_counted tx-drop-route "$before"
}

test_link_down()
{
	connected
	ip -n "$A" link set v0 down
	not_sent ENETUNREACH EADDRNOTAVAIL
	ip -n "$A" link set v0 up
	[ "$v" = 4 ] || ip -n "$A" address replace fd08:1::1/64 dev v0 nodad
	ip -n "$A" "-$v" route replace default via "${near[$v]}"
	path_works
	still_talks
}

test_route_gone()
{
	connected
	ip -n "$A" "-$v" route del default
	not_sent ENETUNREACH ENETUNREACH
	ip -n "$A" "-$v" route add default via "${near[$v]}"
	still_talks
	ip -n "$A" "-$v" route add blackhole "${net[$v]}"
	not_sent EINVAL EINVAL
	ip -n "$A" "-$v" route del blackhole "${net[$v]}"
	still_talks
}

test_address_gone()
{
	local address=(10.8.1.1/24)

	[ "$v" = 4 ] || address=(fd08:1::1/64 nodad)
	connected
	ip -n "$A" address del "${address[0]}" dev v0
	not_sent ENETUNREACH EADDRNOTAVAIL
	ip -n "$A" address add "${address[@]}" dev v0
	ip -n "$A" "-$v" route replace default via "${near[$v]}"
	path_works
	still_talks
}

# The device goes to another namespace, and comes back.
test_device_moves()
{
	connected
	ip -n "$A" link set v0 netns "$B" name moved
	not_sent ENETUNREACH EADDRNOTAVAIL
	ip -n "$B" link set moved netns "$A" name v0
	a_addresses
	path_works
	still_talks
	# And goes away altogether, under a session.
	ip -n "$A" link add gone type dummy
	ip -n "$A" link set gone up
	ip -n "$A" "-$v" route add "${host[$v]}" dev gone
	ask a send lost
	ip -n "$A" link del gone
	still_talks
}

# An interface is needed to know which link is meant.
test_link_local()
{
	local ours theirs

	busywait 20000 link_local "$A" v0 >/dev/null
	busywait 20000 link_local "$R" ra >/dev/null
	theirs=$(link_local "$R" ra)
	ours=$(link_local "$A" v0)
	probe b "$R"
	ask b timeout 30000 stack adverse fails EINVAL bind "$theirs" "$port" \
		bind "$theirs%ra" "$port"
	probe a "$A"
	ask a timeout 30000 stack adverse fails EINVAL connect "$theirs" "$port" \
		connect "$theirs%v0" "$port" send hello
	ask b recv | grep -q "^from $ours [0-9]* hello"
	[ "$(ask a get peer)" = "peer $theirs $port" ]
	ask a get name | grep -q "^name $ours "
	still_talks_by "$ours%ra"
	exchange 20000
}

link_local()
{
	ip -n "$1" -j -6 address show dev "$2" scope link -tentative |
		jq -er '[.[].addr_info[]? | .local // empty][0] // empty'
}

# b answers to ADDRESS.
still_talks_by()
{
	local p

	p=$(ask a get name | cut -d ' ' -f 3)
	ask b to "$1" "$p" send there
	ask a expect there
}

test_to_many()
{
	probe a "$A"
	ask a stack adverse to 10.8.1.255 "$port" fails EACCES send x \
		to 255.255.255.255 "$port" fails EACCES send x \
		to 224.0.0.1 "$port" fails EINVAL send x \
		to ff02::1%v0 "$port" fails EINVAL send x \
		to ff02::1 "$port" fails EINVAL send x \
		to ff0e::1 "$port" fails EINVAL send x \
		fails EACCES connect 10.8.1.255 "$port" \
		fails EINVAL connect 224.0.0.1 "$port" \
		fails EINVAL connect ff0e::1 "$port"
}

ktap_start
topology
ktap_run configure
ktap_run test_to_many
for v in 4 6; do
	for t in hard_errors soft_errors told_to_send matching error_queue unconnected \
		while_opening genuine time_exceeded fragments link_mtu path_mtu \
		forged_mtu link_down route_gone address_gone device_moves; do
		ktap_run "test_$t" "${t}_ipv$v"
	done
done
ktap_run test_link_local
ns_remove
ktap_run ledger_check ledger
ktap_end

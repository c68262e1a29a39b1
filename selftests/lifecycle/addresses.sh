#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Addresses of our own: that of a session goes and another one comes; and a server that
# has two stays, to each of its clients, who it was.
#
#   A 10.9.0.1, fd09::1 -- B 10.9.0.2, fd09::2 and 10.9.0.22, fd09::22

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
port=7000
declare -A any=([4]=0.0.0.0 [6]=::) first=([4]=10.9.0.1/24 [6]='fd09::1/64 nodad')
declare -A other=([4]=10.9.0.3 [6]=fd09::3) prefix=([4]=/24 [6]='/64 nodad')
declare -A second=([4]=10.9.0.22 [6]=fd09::22)
# Of B's two, the one that routing does not choose by itself, and the other.
declare -A asked=([4]=10.9.0.22 [6]=fd09::2) chosen=([4]=10.9.0.2 [6]=fd09::22)

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add r 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" r session "$secret"
		key "$ns" r slot 0 "$secret"
	done
	for v in 4 6; do
		# shellcheck disable=SC2086 # words
		ip -n "$B" address add "${second[$v]}"${prefix[$v]} dev v0
		busywait 20000 in_ns "$A" ping -c 1 -W 1 "${addr_b[$v]}" >/dev/null
	done
}

# A bound socket in B, and one in A.
serve()
{
	port=$((port + 1))
	probe b "$B"
	ask b stack r bind "${any[$v]}" "$port"
	probe a "$A"
	ask a stack r
}

# IPv4's secondary addresses go with the first one of their network.
# shellcheck disable=SC2086 # words
address_changes()
{
	ip -n "$A" address del ${first[$v]%% *} dev v0
	ip -n "$A" address add "${other[$v]}"${prefix[$v]} dev v0
}

# expect_from PROBE HOST TEXT: its next message.
expect_from()
{
	local line

	line=$(ask "$1" recv) || return 1
	echo "$line"
	[[ $line == "from $2 "*" $3" ]]
}

unconnected()
{
	serve
	ask a to "${addr_b[$v]}" "$port" send before
	expect_from b "${addr_a[$v]}" before
	address_changes
	ask a send after send again
	expect_from b "${other[$v]}" after
	expect_from b "${other[$v]}" again
	ask b none
}

connected()
{
	serve
	ask a connect "${addr_b[$v]}" "$port" send before
	expect_from b "${addr_a[$v]}" before
	address_changes
	ask a send after
	expect_from b "${other[$v]}" after
	ask a get name | grep -q "${other[$v]}"
}

# Many at once: the first one that goes nowhere tells that they are to go elsewhere.
batch()
{
	serve
	ask a connect "${addr_b[$v]}" "$port" send before
	expect_from b "${addr_a[$v]}" before
	address_changes
	ask a batch 20 after
	for _ in {1..20}; do
		expect_from b "${other[$v]}" after
	done
	ask b none
}

# What is bound to an address has no other.
bound()
{
	local error=ENETUNREACH before

	[ "$v" = 4 ] || error=EADDRNOTAVAIL
	serve
	ask a bind "${addr_a[$v]}" 0 connect "${addr_b[$v]}" "$port" send before
	expect_from b "${addr_a[$v]}" before
	before=$(counter "$A" tx-drop-route)
	address_changes
	ask a fails "$error" send after
	ask b none
	counter_is "$A" tx-drop-route $((before + 1))
	address_returns
	ask a send again
	expect_from b "${addr_a[$v]}" again
}

# While a session is being opened.
opening()
{
	serve
	tc -n "$A" qdisc replace dev v0 root netem loss 100%
	ask a to "${addr_b[$v]}" "$port" send x
	address_changes
	tc -n "$A" qdisc del dev v0 root
	expect_from b "${other[$v]}" x
}

sysctl_both()
{
	in_ns "$A" sysctl -qw "net.seccomm.$1"
	in_ns "$B" sysctl -qw "net.seccomm.$1"
}

# The client takes messages from him only to whom it sent, and long after, too.
server_of_two()
{
	local from before

	serve
	sysctl_both idle_seconds=1
	before=$(counter "$A" hs-drop-port)
	ask a connect "${asked[$v]}" "$port" send hello
	from=$(ask b recv)
	busywait 20000 no_sessions
	ask b to "${addr_a[$v]}" "$(cut -d ' ' -f 3 <<<"$from")" send one
	expect_from a "${asked[$v]}" one
	busywait 20000 no_sessions
	ask b send two
	expect_from a "${asked[$v]}" two
	counter_is "$A" hs-drop-port "$before"
}

# That address has gone meanwhile.
server_of_one_left()
{
	local from

	serve
	sysctl_both idle_seconds=1
	ask a bind "${any[$v]}" 0 to "${asked[$v]}" "$port" send hello
	from=$(ask b recv)
	busywait 20000 no_sessions
	# shellcheck disable=SC2086 # words
	ip -n "$B" address del "${asked[$v]}"${prefix[$v]%% *} dev v0
	ask b to "${addr_a[$v]}" "$(cut -d ' ' -f 3 <<<"$from")" send one
	expect_from a "${chosen[$v]}" one
}

# shellcheck disable=SC2086 # words
address_returns()
{
	ip -n "$A" address flush dev v0 scope global
	ip -n "$A" address add ${first[4]} dev v0
	ip -n "$A" address add ${first[6]} dev v0
}

with_probes()
{
	sysctl_both idle_seconds=180
	tc -n "$A" qdisc del dev v0 root 2>/dev/null || true
	address_returns
	busywait 20000 no_sessions
	"$t"
	probes_end
}

ktap_start
ns_pair
ktap_run configure
for v in 4 6; do
	for t in unconnected connected batch bound opening server_of_two server_of_one_left; do
		ktap_run with_probes "${t}_ipv$v"
	done
done
ns_remove
ktap_run ledger_check ledger
ktap_end

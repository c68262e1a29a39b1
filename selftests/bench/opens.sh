#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What opens take, inside the machine: SecComm's by each method of key distribution, and the
# handshakes of WireGuard and TLS 1.3. Prints a JSON object a line.

set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=../keydist/methods.sh
. ../keydist/methods.sh
# shellcheck source-path=SCRIPTDIR source=wireguard.sh
. ./wireguard.sh

# shellcheck disable=SC2034 # of methods.sh
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
count=5

# shakes_hands LABEL ADDRESS-A ADDRESS-B KIND [OPTION...]
shakes_hands()
{
	local label=$1 a=$2 b=$3 kind=$4
	shift 4

	# What those before have left is done by then, and idle time is not counted.
	sleep 3
	sc_bench "$kind" -l "$label" -O -n "$count" "$@" "$A" "$B" "$a" "$b"
}

# agents: of ext, on both hosts
agents()
{
	local ns

	head -c 32 /dev/urandom >"$ns_dir/key"
	chmod 600 "$ns_dir/key"
	for ns in "$A" "$B"; do
		daemon "$ns" file "key * * any $ns_dir/key" >/dev/null
	done
}

methods_one_by_one()
{
	local label how takes pub

	# To make others takes minutes.
	key_pairs "$ns_dir"
	for pub in '' .pub; do
		cp "$ns_dir/rsa2048.alice$pub" "$ns_dir/rsa.$A$pub"
		cp "$ns_dir/rsa2048.bob$pub" "$ns_dir/rsa.$B$pub"
	done
	while IFS='|' read -r label how takes; do
		[[ $label != '#'* ]] || continue
		stack_on_both bench "key 0 $how; $layers" >/dev/null
		take_on_both bench "$takes" >/dev/null
		shakes_hands "$label" "${addr_a[4]}" "${addr_b[4]}" seccomm -s bench
		busywait 20000 seccommctl -n "$A" stack del bench
		busywait 20000 seccommctl -n "$B" stack del bench
	done <methods
}

# An interface that goes down forgets its keys.
wireguard_opens()
{
	local again="ip -n $A link set wg0 down; ip -n $B link set wg0 down;"

	again+="ip -n $A link set wg0 up; ip -n $B link set wg0 up"
	wireguard_add "${addr_a[4]}" "${addr_b[4]}"
	shakes_hands WireGuard 10.10.0.1 10.10.0.2 udp -x "$again"
	[ "$(in_ns "$B" wg show wg0 latest-handshakes | cut -f 2)" != 0 ]
}

# Both ends show a certificate of their own, as both have a key pair in the slot above.
tls_opens()
{
	local ns i=0

	for ns in "$A" "$B"; do
		openssl req -new -x509 -key "$ns_dir/rsa.$ns" -subj "/CN=$ns" -out "tls.$i" \
			-config <(printf '[req]\ndistinguished_name = name\n[name]\n')
		cat "$ns_dir/rsa.$ns" >>"tls.$i"
		i=$((i + 1))
	done
	shakes_hands 'TLS 1.3, psk, x25519' "${addr_a[4]}" "${addr_b[4]}" tls -c psk
	shakes_hands 'TLS 1.3, rsa2048 certificates, x25519' "${addr_a[4]}" "${addr_b[4]}" tls -c cert
}

jq -cn --arg kernel "$(uname -r)" '{about: "kernel", kernel: $kernel}'
ns_pair
for ns in "$A" "$B"; do
	in_ns "$ns" sysctl -qw net.ipv6.conf.v0.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done
in_ns "$A" ping -q -c 1 "${addr_b[4]}" >/dev/null
agents
# Self-tests of algorithms that the start has loaded go on for a while.
sleep 20
methods_one_by_one
wireguard_opens
tls_opens
end_all
jq -cn '{about: "complete"}'

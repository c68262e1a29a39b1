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
# shellcheck source-path=SCRIPTDIR source=../krb5/kdc.sh
. ../krb5/kdc.sh
# shellcheck source-path=SCRIPTDIR source=../mlkem/brought.sh
. ../mlkem/brought.sh
# shellcheck source-path=SCRIPTDIR source=../x509/authority.sh
. ../x509/authority.sh
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

# The key pairs of both hosts. To make others takes minutes.
pairs()
{
	local pub algorithm

	key_pairs "$ns_dir"
	for pub in '' .pub; do
		for algorithm in rsa dsa; do
			cp "$ns_dir/${algorithm}2048.alice$pub" "$ns_dir/$algorithm.$A$pub"
			cp "$ns_dir/${algorithm}2048.bob$pub" "$ns_dir/$algorithm.$B$pub"
		done
	done
}

# What vouches for the hosts: a KDC and its tickets' keys, an authority and its certificates.
authorities()
{
	local ns

	realm_of a b
	kdc
	authority root
	for ns in "$A" "$B"; do
		leaf root "rsa.$ns" "$ns_dir/rsa.$ns" "$ns.example"
	done
}

# agents: of each kind that a method wants, on both hosts
agents()
{
	local ns

	head -c 32 /dev/urandom >"$ns_dir/key"
	chmod 600 "$ns_dir/key"
	brought
	for ns in "$A" "$B"; do
		daemon "$ns" file "key * * any $ns_dir/key"
		daemon "$ns" x509 "trust * * any $ca/root.pem"
		PATH=$ns_dir/bin:$PATH daemon "$ns" mlkem 'serve * * any'
	done
	daemon "$A" krb5 "$(row "$(host b)" a.keytab)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
}

# takes WHAT: the slot does.
takes()
{
	local ns

	[ "$1" = certificates ] || {
		take_on_both bench "$1"
		return
	}
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" key set bench slot 0 private "$ns_dir/rsa.$ns"
		seccommctl -n "$ns" key set bench slot 0 certificate "$ca/rsa.$ns.pem"
	done
	seccommctl -n "$A" peer replace bench any id "name:$B.example"
	seccommctl -n "$B" peer replace bench any id "name:$A.example"
}

methods_one_by_one()
{
	local label how what ns

	while IFS='|' read -r label how what; do
		[[ $label != '#'* ]] || continue
		stack_on_both bench "key 0 $how; $layers" >/dev/null
		takes "$what" >/dev/null
		shakes_hands "$label" "${addr_a[4]}" "${addr_b[4]}" seccomm -s bench
		for ns in "$A" "$B"; do
			busywait 20000 seccommctl -n "$ns" stack del bench
			[ "$what" != certificates ] || seccommctl -n "$ns" peer del bench any
		done
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
pairs >/dev/null
authorities >/dev/null 2>&1
agents >/dev/null
# Self-tests of algorithms that the start has loaded go on for a while.
sleep 20
methods_one_by_one
wireguard_opens
tls_opens
end_all
jq -cn '{about: "complete"}'

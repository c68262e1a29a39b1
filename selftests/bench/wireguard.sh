# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# WireGuard between the hosts A and B: sourced by what runs in the machine.
# shellcheck disable=SC2154 # A, B

# wireguard_add ADDRESS-A ADDRESS-B: wg0 at both, 10.10.0.1 and 10.10.0.2, over these addresses
wireguard_add()
{
	local a b

	a=$(wg genkey) b=$(wg genkey)
	ip -n "$A" link add wg0 type wireguard
	ip -n "$B" link add wg0 type wireguard
	ip netns exec "$A" wg set wg0 listen-port 51820 private-key <(echo "$a") \
		peer "$(wg pubkey <<<"$b")" endpoint "$2:51820" allowed-ips 10.10.0.2/32
	ip netns exec "$B" wg set wg0 listen-port 51820 private-key <(echo "$b") \
		peer "$(wg pubkey <<<"$a")" endpoint "$1:51820" allowed-ips 10.10.0.1/32
	ip -n "$A" address add 10.10.0.1/24 dev wg0
	ip -n "$B" address add 10.10.0.2/24 dev wg0
	ip -n "$A" link set wg0 up
	ip -n "$B" link set wg0 up
}

# wireguard_shakes_hands: so that it has keys from here on
wireguard_shakes_hands()
{
	ip netns exec "$A" ping -q -c 1 10.10.0.2 >/dev/null
}

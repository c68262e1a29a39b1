#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Round trips by the clock, in a machine of two processors: each configuration in
# turn, over and over, so that what disturbs the host disturbs all alike. Each ends on
# processors of its own; both on one; and two pairs of hosts at a time, each on one.

set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh

rounds=5 count=1000
# ESP takes all that passes between two addresses: it has two for itself.
esp_a=10.9.2.1 esp_b=10.9.2.2
shown=('base SecComm' AES-GCM ChaChaPoly 'Multi of both')

# stack_of LABEL: as the file rows has it
stack_of()
{
	awk -F '|' -v label="$1" '$2 == label { print $3 }' rows
}

# A pair of hosts that can talk in all ways at any time.
set_up()
{
	local i

	hosts
	wireguard_add "$addr_a" "$addr_b"
	wireguard_shakes_hands
	ip -n "$A" address add "$esp_a/24" dev v0
	ip -n "$B" address add "$esp_b/24" dev v0
	addr_a=$esp_a addr_b=$esp_b esp_state 1 aead 'rfc4106(gcm(aes))' "$(random 36)" 128
	addr_a=$esp_a addr_b=$esp_b esp_policy 1
	for i in "${!shown[@]}"; do
		stack_add "stack$i" "$(stack_of "${shown[i]}")"
	done
}

# clocked LABEL KIND [OPTION...]
clocked()
{
	local label=$1 kind=$2 second
	shift 2

	talk "$kind" "$label" "$@" -R -C -r 1 -n "$count" -p 0,1
	talk "$kind" "$label, one CPU" "$@" -R -C -r 1 -n "$count" -p 0,0
	A=bench-c B=bench-d talk "$kind" "$label, two at once" "$@" -R -C -r 1 -n "$count" -p 1,1 &
	second=$!
	talk "$kind" "$label, two at once" "$@" -R -C -r 1 -n "$count" -p 0,0
	wait "$second"
}

modprobe -a esp4 xfrm_user
settle
set_up
A=bench-c B=bench-d set_up
for ((round = 1; round <= rounds; round++)); do
	echo "round $round of $rounds" >&2
	clocked UDP udp
	for i in "${!shown[@]}"; do
		clocked "${shown[i]}" seccomm -s "stack$i"
	done
	from=10.10.0.1 to=10.10.0.2 clocked WireGuard udp
	from=$esp_a to=$esp_b clocked 'ESP AES-GCM' udp
done
no_hosts
A=bench-c B=bench-d no_hosts

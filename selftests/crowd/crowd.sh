#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A thousand sessions are opened at once, each with keys of its own by Diffie-Hellman: all open
# and carry a message each way, with nothing dropped but repeats, in bounded memory, and they leave
# nothing.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
stack=crowd
port=7000
sessions=1000
# Each has 25 of the sessions: not more than one address may have half-open.
addresses=40
network=10.10.0.0/24 first=10.10.0.1
repeats=4	# of each handshake, on average: the most
memory=16384	# bytes of a session, its two ends and the socket that opened it: the most

configure()
{
	# All addresses of the network are A's, and no neighbour has to be found for them.
	ip -n "$A" route add local "$network" dev lo
	ip -n "$B" route add "$network" via "${addr_a[4]}"
	in_ns "$A" ping -c 1 -W 5 "${addr_b[4]}" >/dev/null
	stack_on_both "$stack" 'key 0 all(psk,dh(auth=none,group=x25519));
		WindowReplay(), ChaChaPolyPrivacy(0)' 0
	in_ns "$A" sysctl -qw net.seccomm.retry_min_ms="$(scaled 250)"
	give_up_after 60
}

# Bytes of the kernel's slab objects.
slab()
{
	awk 'NR > 2 { sum += $2 * $4 } END { printf "%.0f\n", sum }' /proc/slabinfo
}

# Sessions of NS's that are open.
open_sessions()
{
	seccommctl -n "$1" -j session show |
		jq --arg s "$stack" 'map(select(.stack == $s and .state == "open")) | length'
}

test_all_open()
{
	local -A pid input may=([$A]='|hs-drop-stale' [$B]='')
	local ns before now sent other

	start server ip netns exec "$B" sc_probe stack "$stack" bind "${addr_b[4]}" "$port" \
		buffer 8388608 timeout 120000 say bound echo "$sessions" say all wait
	busywait 60000 says server bound
	before=$(slab)
	start peers ip netns exec "$A" sc_opens connect -s "$stack" -n "$sessions" \
		-a "$addresses" -p "$port" -e "$first" "${addr_b[4]}"
	busywait 120000 says peers opened
	now=$((($(slab) - before) / sessions))
	sent=$(counter "$A" hs-sent)
	echo "# $(json peers opened) of $sessions open after $(json peers ms) ms," \
		"with $((sent - 2 * sessions)) messages repeated; $now bytes for each" >&"$log"
	for ns in "$A" "$B"; do
		echo "# unusual: $(unusual "$ns" | tr '\n' ' ')" >&"$log"
	done
	[ "$(json peers opened)" = "$sessions" ]
	busywait 10000 says server all
	for ns in "$A" "$B"; do
		[ "$(open_sessions "$ns")" = "$sessions" ]
		[ "$(counter "$ns" hs-opened)" = "$sessions" ]
		[ "$(counter "$ns" rx-messages)" = "$sessions" ]
		other=$(unusual "$ns" | grep -vE "^(hs-cookie|hs-repeat${may[$ns]}) " || true)
		[ -z "$other" ]
	done
	# A repeated M1 has M2 sent again, which may come when the first one was taken.
	[ "$(counter "$A" hs-drop-stale)" -le "$(counter "$B" hs-repeat)" ]
	((sent <= (2 + repeats) * sessions))
	((now <= memory))
	finish peers
	finish server
	busywait 30000 no_sessions
}

exec {log}>&1
ktap_start
ns_pair
ktap_run configure
ktap_run test_all_open
ns_remove
ktap_run ledger_check ledger
ktap_end

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# B, whom a flood of M1s from forged addresses reaches by a link of its own, while many honest
# peers open sessions to it from addresses of A's. Wants ktap.sh, ns.sh and lib/flood.sh.
# shellcheck disable=SC2154 # from ns.sh

stack=guarded
port=5000
honest=50
half_open=1024	# the most in a namespace
of_origin=32	# half-open sessions that one address may have
repeats=4	# of each honest peer, on average: the most
memory=16384	# KiB: the most that the flood has the kernel allocate
# The forger's address and B's on the flood's link, by IP version.
declare -A addr_forger=([4]=10.127.0.2 [6]=fd7f::2) addr_victim=([4]=10.127.0.1 [6]=fd7f::1)
declare -A forged=([4]=10.128.0.0/9 [6]=fd80::/16)

configure()
{
	local ns i v mac

	ip link add v1 netns "$B" type veth peer name v1 netns "$M"
	ip -n "$B" link set dev v1 up
	ip -n "$M" link set dev v1 up
	mac=$(ip -n "$M" -j link show dev v1 | jq -r '.[0].address')
	ip -n "$B" address add "${addr_victim[4]}/30" dev v1
	ip -n "$B" address add "${addr_victim[6]}/64" dev v1 nodad
	for v in 4 6; do
		ip -n "$B" neighbour add "${addr_forger[$v]}" lladdr "$mac" dev v1
		ip -n "$B" route add "${forged[$v]}" via "${addr_forger[$v]}" dev v1
	done
	for ((i = 0; i < honest; i++)); do
		ip -n "$A" address add "10.9.0.$((100 + i))/24" dev v0
	done
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" \
			'key 0 hkdf psk; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" "$stack" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		key "$ns" "$stack" slot 0 00112233445566778899aabbccddeeff0011
	done
	in_ns "$A" sysctl -qw net.seccomm.retry_min_ms="$(scaled 250)"
	give_up_in "$A" 15
	in_ns "$A" ping -c 1 -W 5 "${addr_b[4]}" >/dev/null
}

# link_bytes DIRECTION: of B's link to the forger
link_bytes()
{
	in_ns "$B" cat "/sys/class/net/v1/statistics/${1}_bytes"
}

sessions()
{
	live | sed -n 's/^session //p'
}

# Has the flood begun to make itself felt at B?
felt()
{
	(($(link_bytes rx) > received + 20000))
}

# flood VERSION ADDRESSES M1S
flood()
{
	local -A pid input
	local v=$1 received sent digest mac now peak=0 again stop most=$((of_origin * $2))

	digest=$(seccommctl -n "$B" -j stack show "$stack" | jq -r '.[0].digest')
	mac=$(ip -n "$B" -j link show dev v1 | jq -r '.[0].address')
	start server ip netns exec "$B" sc_probe stack "$stack" bind :: "$port" say bound \
		timeout 120000 echo "$honest" say all wait
	busywait 60000 says server bound
	received=$(link_bytes rx) sent=$(link_bytes tx)
	again=$(counter "$A" hs-sent)
	unusual "$B" >"$ns_dir/before"
	start forger ip netns exec "$M" sc_opens forge -d "$digest" -b 1 -n "$3" -a "$2" \
		-p "$port" v1 "$mac" "${addr_victim[$v]}"
	busywait 10000 felt
	start peers ip netns exec "$A" sc_opens connect -s "$stack" -n "$honest" -p "$port" \
		10.9.0.100 "${addr_b[4]}"
	until says peers opened; do
		now=$(sessions)
		peak=$((now > peak ? now : peak))
	done
	# Those that are open hear B all the same.
	busywait 60000 says server all
	stop=${input[forger]}
	echo end >&"$stop"
	until says forger sent; do
		now=$(sessions)
		peak=$((now > peak ? now : peak))
	done
	exec {stop}>&-
	rm "$ns_dir/forger.in"
	wait "${pid[forger]}"
	again=$(($(counter "$A" hs-sent) - again - 2 * honest))
	finish peers
	finish server
	unusual "$B" >"$ns_dir/after"
	received=$(($(link_bytes rx) - received)) sent=$(($(link_bytes tx) - sent))
	{
		echo "# $(json forger sent) M1 from $2 addresses (IPv$v): $(json peers opened)" \
			"honest peers open after $(json peers ms) ms, with $again repeats in all"
		echo "# at most $peak sessions, $(json forger kib) KiB;" \
			"bytes received $received, sent $sent"
		echo "# $(unusual_between "$ns_dir/before" "$ns_dir/after" | tr '\n' ' ')"
	} >&"$log"
	[ "$(json peers opened)" = "$honest" ]
	((again <= repeats * honest))
	((peak <= (most < half_open ? most : half_open) + 3 * honest))
	(($(json forger kib) <= memory))
	((sent <= received))
}

# Run all of the suite's functions test_NAME.
floods_run()
{
	exec {log}>&1
	ktap_start
	ns_pair
	ns_add "$M"
	ktap_run configure
	for t in $(ktap_tests); do
		ktap_run "$t"
	done
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Many sessions with senders on both sides, while all around them is torn down:
# no splat, and in the end not one object is left.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

stack=stress
port=7000
spokes=40	# to each address of a hub; a hub has two
sessions=200
# One line for each pair of hosts; the last one sleeps never, but computes long.
expressions=(
	'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
	'key 0; key 1; WindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))'
	'key 0; key 1; WindowReplay(), HMACSHA256Integrity(0), DESPrivacy(1)')
pairs=${#expressions[@]}
declare -A pid

hub_ns()
{
	echo "$ns_tag-h$1"
}

spoke_ns()
{
	echo "$ns_tag-s$1"
}

# host NS PAIR LAST: addresses, stack, secrets.
host()
{
	local ns=$1 i=$2 last=$3 slot

	ip -n "$ns" address add "10.9.$i.$last/24" dev v0
	ip -n "$ns" address add "fd09:$i::$last/64" dev v0 nodad
	ip -n "$ns" link set v0 up
	seccommctl -n "$ns" stack add "$stack" "${expressions[i % pairs]}"
	key "$ns" "$stack" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
	for slot in 0 1; do
		key "$ns" "$stack" slot "$slot" 00112233445566778899aabbccddeeff0011
	done
}

pair_up()
{
	ns_add "$(hub_ns "$1")"
	ns_add "$(spoke_ns "$1")"
	ip link add v0 netns "$(hub_ns "$1")" type veth peer name v0 netns "$(spoke_ns "$1")"
	host "$(hub_ns "$1")" "$1" 1
	host "$(spoke_ns "$1")" "$1" 2
}

start_hub()
{
	local out=$ns_dir/hub$1

	: >"$out"
	ip netns exec "$(hub_ns "$1")" sc_stress hub "$stack" "$port" >"$out" &
	pid[hub$1]=$!
	disown
}

start_spokes()
{
	local out=$ns_dir/spokes$1

	: >"$out"
	ip netns exec "$(spoke_ns "$1")" sc_stress spokes "$stack" "$spokes" "$port" \
		"10.9.$1.1" "fd09:$1::1" >"$out" &
	pid[spokes$1]=$!
	disown
}

# Sessions of a namespace that are open: their indexes.
open_sessions()
{
	local all try

	# A list that changes while it is read is read again.
	for ((try = 0; try < 20; try++)); do
		all=$(seccommctl -n "$1" -j session show 2>/dev/null) && break
	done
	jq -r '.[] | select(.state == "open") | .index' <<<"$all"
}

enough_sessions()
{
	local i n=0

	for ((i = 0; i < pairs; i++)); do
		n=$((n + $(open_sessions "$(hub_ns "$i")" | wc -l)))
	done
	echo "$n open"
	((n >= sessions))
}

received()
{
	counter "$1" rx-messages
}

received_more()
{
	(($(received "$1") > $2))
}

# Both ends of a pair receive.
traffic()
{
	local ns

	for ns in "$(hub_ns "$1")" "$(spoke_ns "$1")"; do
		busywait 120000 received_more "$ns" "$(($(received "$ns") + 5))"
	done
}

running()
{
	kill -0 "${pid[$1]}" || {
		cat "$ns_dir/$1"
		return 1
	}
}

all_run()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		running "hub$i"
		running "spokes$i"
	done
}

# Sessions end under their senders.
end_some()
{
	local ns=$1 index

	for index in $(open_sessions "$ns" | shuf -n 8); do
		# It may have ended by itself.
		seccommctl -n "$ns" session del "$index" 2>/dev/null || true
	done
}

change_keys()
{
	seccommctl -n "$1" key del "$stack" slot 0
	key "$1" "$stack" slot 0 00112233445566778899aabbccddeeff0011
	key "$1" "$stack" session 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
}

# A host comes and goes with its traffic: its name first, then its senders.
short_life()
{
	local ns=$ns_tag-x

	ip netns add "$ns"
	ip -n "$ns" link set lo up
	ip link add v0 netns "$ns" type veth peer name x0 netns "$ns"
	host "$ns" 9 1
	ip -n "$ns" address add fd09:9::2/64 dev v0 nodad
	ip netns exec "$ns" sc_stress hub "$stack" "$port" >"$ns_dir/xh" &
	pid[xh]=$!
	busywait 20000 grep -q ready "$ns_dir/xh"
	ip netns exec "$ns" sc_stress spokes "$stack" 8 "$port" 127.0.0.1 ::1 >"$ns_dir/xs" &
	pid[xs]=$!
	busywait 60000 received_more "$ns" 50
	ip netns del "$ns"
	running xh
	running xs
	kill -KILL "${pid[xh]}" "${pid[xs]}"
	wait "${pid[xh]}" "${pid[xs]}" 2>/dev/null || true
}

test_hosts()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		host_there "$(hub_ns "$i")"
		host_there "$(spoke_ns "$i")"
	done
}

host_there()
{
	[ "$(seccommctl -n "$1" -j stack show "$stack" | jq -r '.[0].name')" = "$stack" ]
}

test_sessions()
{
	local i

	busywait 240000 enough_sessions || {
		all_run
		false
	}
	for ((i = 0; i < pairs; i++)); do
		traffic "$i"
	done
	all_run
}

test_stack_in_use()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		refused 'in use' seccommctl -n "$(hub_ns "$i")" stack del "$stack"
		refused 'in use' seccommctl -n "$(spoke_ns "$i")" stack del "$stack"
	done
}

test_session_del()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		end_some "$(hub_ns "$i")"
		end_some "$(spoke_ns "$i")"
	done
	traffic $((RANDOM % pairs))
	all_run
}

test_keys()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		change_keys "$(hub_ns "$i")"
		change_keys "$(spoke_ns "$i")"
	done
	all_run
}

test_other_stacks()
{
	local i ns

	for ((i = 0; i < pairs; i++)); do
		ns=$(hub_ns "$i")
		seccommctl -n "$ns" stack add other "${expressions[i % pairs]}"
		seccommctl -n "$ns" stack del other
	done
	all_run
}

test_links()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		ip -n "$(hub_ns "$i")" link set v0 down
		end_some "$(spoke_ns "$i")"
		ip -n "$(hub_ns "$i")" link set v0 up
		# It went with the link.
		ip -n "$(hub_ns "$i")" address replace "fd09:$i::1/64" dev v0 nodad
	done
	for ((i = 0; i < pairs; i++)); do
		traffic "$i"
	done
	all_run
}

test_namespaces()
{
	short_life
	short_life
	all_run
}

# Killed without a word; what takes their place is served.
test_killed()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		kill -KILL "${pid[spokes$i]}"
	done
	for ((i = 0; i < pairs; i++)); do
		busywait 60000 seccommctl -n "$(spoke_ns "$i")" stack del "$stack"
		host_there "$(hub_ns "$i")"
	done
}

restart()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		seccommctl -n "$(spoke_ns "$i")" stack add "$stack" "${expressions[i % pairs]}"
		start_spokes "$i"
	done
}

test_served_again()
{
	local i

	for ((i = 0; i < pairs; i++)); do
		traffic "$i"
	done
	all_run
}

# What the programs say in the end: nothing was damaged, no error unforeseen.
test_programs()
{
	local name

	for name in hub0 spokes0; do
		kill -TERM "${pid[$name]}"
		busywait 60000 grep -q '^sent' "$ns_dir/$name"
		cat "$ns_dir/$name"
		if grep '^sc_stress' "$ns_dir/$name"; then
			return 1
		fi
	done
}

# Hosts go while their senders run; these follow.
test_torn_down()
{
	local i

	for ((i = 1; i < pairs; i++)); do
		ip netns del "$(hub_ns "$i")"
		ip netns del "$(spoke_ns "$i")"
	done
	for ((i = 1; i < pairs; i++)); do
		running "hub$i"
		running "spokes$i"
		kill -KILL "${pid[hub$i]}" "${pid[spokes$i]}"
	done
	ns_made=("$(hub_ns 0)" "$(spoke_ns 0)")
	ns_remove
}

test_reload()
{
	busywait 30000 rmmod seccomm
	modprobe seccomm
	[ "$(seccommctl -j stack show)" = '[]' ]
}

ktap_start
for ((i = 0; i < pairs; i++)); do
	pair_up "$i"
done
for ((i = 0; i < pairs; i++)); do
	start_hub "$i"
	start_spokes "$i"
done
ktap_run test_hosts
ktap_run test_sessions
ktap_run test_stack_in_use
ktap_run test_session_del
ktap_run test_keys
ktap_run test_other_stacks
ktap_run test_links
ktap_run test_namespaces
ktap_run test_killed
restart
ktap_run test_served_again
ktap_run test_programs
ktap_run test_torn_down
# shellcheck disable=SC2034 # for ns_exit
ns_made=()
ktap_run ledger_check ledger
ktap_run test_reload reload
ktap_end

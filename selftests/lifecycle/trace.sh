#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Tracing a running session: what it tells, that nothing else is traced, and that
# turning it on and off under traffic neither loses nor reorders a message.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

tracing=/sys/kernel/tracing
secret=5c1f6c2a4d03c8e7a95b0e11d2f3a4b55c1f6c2a4d03c8e7a95b0e11d2f3a4b5
b=${addr_b[4]}
port=7300
messages=2400
rate=150	# a second
[ "$VM_DEBUG" != 1 ] || { messages=800; rate=50; }
declare -A stacks=(
	[softirq]='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
	[process]='key 0; SleepingNull(), WindowReplay(), ChaChaPolyPrivacy(0)'
)

configure()
{
	local ns stack

	modprobe seccomm_sample
	in_order
	for stack in "${!stacks[@]}"; do
		for ns in "$A" "$B"; do
			seccommctl -n "$ns" stack add "$stack" "${stacks[$stack]}"
			key "$ns" "$stack" session "$secret"
			key "$ns" "$stack" slot 0 "$secret"
		done
	done
}

# session NS STACK: index of its open session
session()
{
	seccommctl -n "$1" -j session show |
		jq -er --arg s "$2" '.[] | select(.stack == $s and .state == "open") | .index'
}

session_trace()
{
	seccommctl -n "$1" session trace "${@:2}"
}

is_traced()
{
	seccommctl -n "$1" -j session show index "$2" | jq -e ".[0].traced == $3" >/dev/null
}

tracepoint()
{
	echo >"$tracing/trace"
	echo "$1" >"$tracing/events/seccomm/seccomm_message/enable"
}

# traced INDEX WAY: "NUMBER LENGTH" of its messages that went this way
traced()
{
	sed -n "s/.*seccomm_message: session=$1 $2 number=\([0-9]*\) len=\([0-9]*\)$/\1 \2/p" \
		"$tracing/trace"
}

pair()
{
	probe b "$B"
	ask b timeout 60000 stack "$1" bind "$b" "$port"
	probe a "$A"
	ask a timeout 60000 stack "$1" connect "$b" "$port" send first
	ask b expect first
}

test_tells_of_each_message()
{
	local index_a index_b

	pair softirq
	index_a=$(busywait 10000 session "$A" softirq)
	index_b=$(busywait 10000 session "$B" softirq)
	tracepoint 1
	ask a send untraced
	ask b expect untraced
	is_traced "$A" "$index_a" false
	session_trace "$A" "$index_a"
	session_trace "$B" "$index_b" on
	is_traced "$A" "$index_a" true
	is_traced "$B" "$index_b" true
	seccommctl -n "$A" session show | grep -q ' traced$'
	session_trace "$A" "$index_a" on
	ask a send 1 send four
	ask b expect 1 expect four
	tell b echo 1
	ask a send answer expect answer
	answer b
	session_trace "$A" "$index_a" off
	session_trace "$A" "$index_a" off
	is_traced "$A" "$index_a" false
	is_traced "$B" "$index_b" true
	ask a send after
	ask b expect after
	cat "$tracing/trace"
	[ "$(traced "$index_a" down | xargs)" = '3 1 4 4 5 6' ]
	[ "$(traced "$index_a" up | xargs)" = '1 6' ]
	[ "$(traced "$index_b" up | xargs)" = '3 1 4 4 5 6 6 5' ]
	[ "$(traced "$index_b" down | xargs)" = '1 6' ]
	tracepoint 0
}

# A session that ends while it is traced leaves nothing; the next one is not.
test_ends_with_the_session()
{
	local index

	pair softirq
	index=$(busywait 10000 session "$A" softirq)
	session_trace "$A" "$index"
	ask a disconnect
	busywait 10000 gone "$index"
	ask a connect "$b" "$port" send again
	ask b expect again
	index=$(busywait 10000 session "$A" softirq)
	is_traced "$A" "$index" false
}

gone()
{
	! seccommctl -n "$A" session show index "$1" 2>/dev/null
}

test_refusals()
{
	local index

	pair softirq
	index=$(busywait 10000 session "$A" softirq)
	refused 'no such session' session_trace "$A" 4711
	refused 'is no index' session_trace "$A" 0
	refused 'Usage' session_trace "$A" "$index" maybe
	refused 'Usage' session_trace "$A"
	refused 'not permitted' in_ns "$A" setpriv --reuid 65534 --clear-groups \
		seccommctl session trace "$index"
	refused 'not permitted' in_ns "$A" setpriv --bounding-set -net_admin \
		--inh-caps -all seccommctl session trace "$index"
	refused 'not permitted' in_ns "$A" unshare -Ur seccommctl session trace "$index"
	is_traced "$A" "$index" false
}

# A flood arrives in order while both ends turn tracing on and off; what does not
# arrive was dropped for the bound of the process lane, and for nothing else.
under_traffic()
{
	local -A pid input
	local stack=$1 index_a index_b way toggles=0 full received

	unusual "$B" >"$ns_dir/before"
	full=$(counter "$B" rx-drop-park-full)
	start recv ip netns exec "$B" sc_flood recv -s "$stack" -n "$messages" "$port"
	busywait 20000 grep -q ready "$ns_dir/recv"
	start send ip netns exec "$A" taskset 1 sc_flood send -s "$stack" \
		-n "$messages" -r "$(paced "$rate")" -w "$b" "$port"
	index_a=$(busywait 20000 session "$A" "$stack")
	index_b=$(busywait 20000 session "$B" "$stack")
	tracepoint 1
	go send
	until grep -q sent "$ns_dir/send"; do
		session_trace "$A" "$index_a" on
		session_trace "$B" "$index_b" on
		session_trace "$A" "$index_a" off
		session_trace "$B" "$index_b" off
		toggles=$((toggles + 1))
	done
	echo "turned on and off $toggles times"
	busywait 30000 accounted "$B" "$stack" "$messages"
	finish recv
	finish send
	unusual "$B" >"$ns_dir/after"
	received=$(json recv received)
	full=$(($(counter "$B" rx-drop-park-full) - full))
	cat "$ns_dir/send" "$ns_dir/recv"
	unusual_between "$ns_dir/before" "$ns_dir/after" >"$ns_dir/unusual"
	cat "$ns_dir/unusual"
	[ "$toggles" -ge 3 ]
	[ "$(json send sent)" = "$messages" ]
	[ $((received + full)) = "$messages" ]
	[ "$received" -ge $((messages * 9 / 10)) ]
	[ "$(json recv late)" = 0 ]
	[ "$(grep -c '^rx-' "$ns_dir/unusual" || true)" = "$((full > 0))" ]
	# Some were seen, none twice, and in order.
	for way in "$index_a down" "$index_b up"; do
		# shellcheck disable=SC2086 # two words
		traced $way >"$ns_dir/traced"
		[ -s "$ns_dir/traced" ]
		awk '$1 <= last { exit 1 } { last = $1 }' "$ns_dir/traced"
	done
	tracepoint 0
	rm "$ns_dir"/{send,recv,traced,before,after,unusual}
}

test_under_traffic_in_softirq()
{
	under_traffic softirq
}

test_under_traffic_in_process_context()
{
	under_traffic process
}

run()
{
	ktap_run with_probes "${1#test_}"
}

with_probes()
{
	busywait 20000 no_sessions
	"test_$name"
	probes_end
}

test_sample_goes()
{
	busywait 20000 no_sessions
	seccommctl -n "$A" stack del process
	seccommctl -n "$B" stack del process
	busywait 10000 rmmod seccomm_sample
}

ktap_start
ns_pair
ktap_run configure
run test_tells_of_each_message
run test_ends_with_the_session
run test_refusals
run test_under_traffic_in_softirq
run test_under_traffic_in_process_context
ktap_run test_sample_goes
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Where handlers run: softirq for stacks whose handlers allow it, a worker of
# the process lane where one may sleep, or where a message is too long for the budget
# of softirqs. Read from ftrace's own context column.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

tracing=/sys/kernel/tracing
secret=$(printf '5a%.0s' {1..32})
port=7100

# trace_messages STACK N: N messages from A to B, traced from when the session
# is confirmed on both sides and the lanes are quiet.
trace_messages()
{
	local stack=$1 n=$2 receiver sender i words=()
	local received=$ns_dir/received sent=$ns_dir/sent go=$ns_dir/go

	port=$((port + 1))
	for ((i = 1; i <= n; i++)); do
		words+=(send "message-$i")
	done
	in_ns "$B" sc_probe stack "$stack" bind "${addr_b[4]}" "$port" say ready \
		timeout 20000 echo 1 recv "$n" >"$received" &
	receiver=$!
	busywait 60000 grep -q ready "$received"
	rm -f "$go"
	mkfifo "$go"
	in_ns "$A" sc_probe stack "$stack" connect "${addr_b[4]}" "$port" timeout 20000 \
		send hello expect hello say met wait "${words[@]}" <"$go" >"$sent" &
	sender=$!
	exec {go_fd}>"$go"
	busywait 20000 grep -q met "$sent"
	echo >"$tracing/trace"
	echo 1 >"$tracing/events/cactus/cactus_handler_entry/enable"
	echo >&"$go_fd"
	wait "$sender" "$receiver"
	exec {go_fd}>&-
	echo 0 >"$tracing/events/cactus/cactus_handler_entry/enable"
	for ((i = 1; i <= n; i++)); do
		echo "message-$i"
	done | diff - <(grep -o 'message-[0-9]*' "$received")
}

# handled BINDING [BYTES]: "TASK FLAGS" of each of its runs, as ftrace saw it.
handled()
{
	sed -n "s/^ *\(.*\)-[0-9]* *\[[0-9]*\] *\([^ ]*\) .*cactus_handler_entry: binding=$1 .*bytes=${2-.*} .*/\1 \2/p" \
		"$tracing/trace"
}

# runs_like BINDING N REGEX [BYTES]: it ran N times, each time so.
runs_like()
{
	[ "$(handled "$1" "${@:4}" | grep -cE "$3")" = "$2" ] &&
		[ "$(handled "$1" "${@:4}" | grep -cvE "$3")" = 0 ] && return
	echo "wanted $2 runs of $1 like $3, saw:"
	handled "$1" "${@:4}"
	return 1
}

# The third character says s in softirq; the first b where softirqs are off.
test_softirq_stack_runs_in_softirq()
{
	stack_on_both fast 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)' 0
	trace_messages fast 20
	runs_like 'ChaChaPolyPrivacy#1' 40 '^sc_probe b.[.]| [^ ][^ ]s'
	[ "$(handled 'ChaChaPolyPrivacy#1' | grep -c '^sc_probe b.[.]')" = 20 ]
	[ "$(handled 'ChaChaPolyPrivacy#1' | grep -c ' [^ ][^ ]s')" = 20 ]
}

test_sleeping_stack_runs_in_process_context()
{
	modprobe seccomm_sample
	stack_on_both slow 'key 0; SleepingNull(), ChaChaPolyPrivacy(0)' 0
	trace_messages slow 50
	runs_like 'SleepingNull#0' 100 '^kworker[^ ]* [^b ][^ ]\.'
	runs_like 'ChaChaPolyPrivacy#1' 100 '^kworker[^ ]* [^b ][^ ]\.'
}

# many TYPE N: a stack of that many layers
many()
{
	local i text='key 0'

	for ((i = 0; i < $2; i++)); do
		text+=", $1(0)"
	done
	echo "${text/,/;}"
}

# submitted BINDING: bytes of each of its runs in the lane whose handlers ran first
submitted()
{
	local lane

	lane=$(sed -n 's/.*cactus_handler_entry: .* lane=//p' "$tracing/trace" | sed -n 1p)
	sed -n "s/.*cactus_handler_entry: binding=$1 .*bytes=\([0-9]*\) .* lane=$lane$/\1/p" \
		"$tracing/trace"
}

# What was received, in any order, long ones by their length
received()
{
	local text

	while read -r _ _ _ text; do
		[ "${#text}" -le 5 ] || text=${#text}
		echo "$text"
	done <"$ns_dir/received" | sort
}

traced()
{
	echo "$1" >"$tracing/events/cactus/cactus_handler_entry/enable"
}

# trace_long VERSION BINDING: over IPv4 or IPv6 two long messages with a short one behind
# each, which the sender's binding has in that order; IP may change it. Then each way a
# message of 5 bytes and one of 60,000, each received before the next is sent.
trace_long()
{
	local to=${addr_b[$1]} from=${addr_a[$1]}

	port=$((port + 1))
	trap probes_end EXIT
	probe here "$A"
	probe there "$B"
	ask there stack long timeout 60000 bind "$to" "$port"
	ask here stack long timeout 60000 bind "$from" "$port" connect "$to" "$port" send hello
	ask there expect hello connect "$from" "$port" send hello
	ask here expect hello
	echo >"$tracing/trace"
	traced 1
	ask here sendsize 60000 send one sendsize 60000 send two
	ask there recv 4 >"$ns_dir/received"
	traced 0
	printf '%s\n' 60000 3 60000 3 | diff - <(submitted "$2")
	printf '%s\n' 60000 60000 one two | diff - <(received)
	echo >"$tracing/trace"
	traced 1
	for way in 'here there' 'there here'; do
		ask "${way% *}" send short
		ask "${way#* }" expect short
		ask "${way% *}" sendsize 60000
		ask "${way#* }" sink 1
	done
	traced 0
	probes_end
}

# Some 150 million instructions each way for the long message.
long_messages()
{
	trace_long "$1" 'DESPrivacy#29'
	runs_like 'DESPrivacy#29' 4 '^sc_probe b.[.]| [^ ][^ ]s' 5
	runs_like 'DESPrivacy#29' 4 '^kworker[^ ]* [^b ][^ ]\.' 60000
}

test_long_message_runs_in_process_context_ipv4()
{
	stack_on_both long "$(many DESPrivacy 30)" 0
	long_messages 4
}

test_long_message_runs_in_process_context_ipv6()
{
	long_messages 6
}

# One modern cipher more takes no more than the budget.
test_longest_modern_message_stays_in_softirq()
{
	seccommctl -n "$A" stack del long
	seccommctl -n "$B" stack del long
	stack_on_both long 'key 0; key 1; WindowReplay(), ChaChaPolyPrivacy(0), AESGCMPrivacy(1)' 0 1
	trace_long 4 'ChaChaPolyPrivacy#1'
	runs_like 'ChaChaPolyPrivacy#1' 2 '^sc_probe b.[.]' 60000
	runs_like 'ChaChaPolyPrivacy#1' 2 ' [^ ][^ ]s' 60016
}

test_type_in_use_keeps_its_module()
{
	if rmmod seccomm_sample; then return 1; fi
	seccommctl -n "$A" stack del slow
	seccommctl -n "$B" stack del slow
	busywait 10000 rmmod seccomm_sample
}

test_ledger_balances()
{
	ns_remove
	ledger_check
}

ktap_start
ns_pair
ktap_run test_softirq_stack_runs_in_softirq
ktap_run test_sleeping_stack_runs_in_process_context
ktap_run test_long_message_runs_in_process_context_ipv4
ktap_run test_long_message_runs_in_process_context_ipv6
ktap_run test_longest_modern_message_stays_in_softirq
ktap_run test_type_in_use_keeps_its_module
ktap_run test_ledger_balances
ktap_end

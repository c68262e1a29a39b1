#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A type that a module brought is retired: new stacks and sessions are refused,
# running sessions go on, and the module goes with the last of them.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

secret=7e1f6c2a4d03c8e7a95b0e11d2f3a4b57e1f6c2a4d03c8e7a95b0e11d2f3a4b5
b=${addr_b[4]}
port=7400
messages=1800
rate=150	# a second
[ "$VM_DEBUG" != 1 ] || { messages=800; rate=50; }
text='key 0; SleepingNull(), ChaChaPolyPrivacy(0)'
other='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'

a()
{
	seccommctl -n "$A" "$@"
}

stack_del()
{
	busywait 20000 seccommctl -n "$A" stack del "$1" 2>/dev/null
	busywait 20000 seccommctl -n "$B" stack del "$1" 2>/dev/null
}

is_open()
{
	a -j session show | jq -e --arg s "$1" 'any(.[]; .stack == $s and .state == "open")' >/dev/null
}

retired()
{
	[ "$(a -j "$1" show "$2" | jq ".[0].retired")" = "$3" ]
}

configure()
{
	in_order
	stack_on_both other "$other" 0
}

# flood STACK PORT: to B, paced
flood_start()
{
	start "recv-$1" ip netns exec "$B" sc_flood recv -s "$1" -n "$messages" "$2"
	busywait 20000 grep -q ready "$ns_dir/recv-$1"
	start "send-$1" ip netns exec "$A" taskset 1 sc_flood send -s "$1" \
		-n "$messages" -r "$(paced "$rate")" -w "$b" "$2"
	busywait 30000 is_open "$1"
}

flood_end()
{
	busywait 120000 grep -q sent "$ns_dir/send-$1"
	busywait 30000 accounted "$B" "$1" "$messages"
	finish "recv-$1"
	finish "send-$1"
	cat "$ns_dir/recv-$1"
	[ "$(json "recv-$1" received)" -ge $((messages * 9 / 10)) ]
	[ "$(json "recv-$1" late)" = 0 ]
	rm "$ns_dir"/{recv,send}-"$1"
}

test_under_traffic()
{
	local -A pid input

	modprobe seccomm_sample
	stack_on_both slow "$text" 0
	flood_start slow "$port"
	flood_start other $((port + 1))
	go send-slow
	go send-other
	refused 'in use' rmmod seccomm_sample
	retired type SleepingNull false
	retired stack slow false
	a type retire SleepingNull
	a type retire SleepingNull
	retired type SleepingNull true
	retired stack slow true
	retired stack other false
	a type show SleepingNull | grep -qx '    retired'
	a stack show slow | grep -q '^stack slow .* retired$'
	# Both run on, to the last message; only then does the module go.
	is_open slow
	refused 'in use' rmmod seccomm_sample
	flood_end slow
	busywait 30000 rmmod seccomm_sample 2>/dev/null
	retired stack slow true
	refused 'no such type' a type show SleepingNull
	flood_end other
	stack_del slow
}

test_new_ones_are_refused()
{
	modprobe seccomm_sample
	stack_on_both slow "$text" 0
	probe b "$B"
	ask b timeout 60000 stack slow bind "$b" "$port"
	probe a "$A"
	ask a timeout 60000 stack slow connect "$b" "$port" send hello
	ask b expect hello
	a type retire SleepingNull
	# What is open stays so, in both directions.
	tell b echo 1
	ask a send hello-again expect hello-again
	answer b
	refused 'a type of this stack is retired' a stack add more "$text"
	probe c "$A"
	ask c stack slow fails ENOPROTOOPT connect "$b" "$port"
	ask c stack slow to "$b" "$port" fails ENOPROTOOPT send x
	refused 'in use' rmmod seccomm_sample
	# After the session's end there is no new one, though its sockets are there.
	ask a disconnect
	ask a fails ENOPROTOOPT connect "$b" "$port"
	busywait 30000 rmmod seccomm_sample 2>/dev/null
	ask a fails ENOPROTOOPT connect "$b" "$port"
	probes_end
	stack_del slow
}

# Its stacks, idle ones, do not keep the module of a retired type.
test_idle_stack_lets_go()
{
	modprobe seccomm_sample
	stack_on_both slow "$text" 0
	refused 'in use' rmmod seccomm_sample
	a type retire SleepingNull
	busywait 10000 rmmod seccomm_sample
	stack_del slow
}

# A stack stays listed after its types' module has gone: nothing that is told of
# it may be read from there.
test_stack_outlives_the_module()
{
	local text='key 0; SleepingKeyed(0)' before after

	modprobe seccomm_sample
	a stack add keyed "$text"
	before=$(a -j stack show keyed | jq -S '.[0].floor')
	grep -q samplefamily <<<"$before"
	a type retire SleepingKeyed
	busywait 10000 rmmod seccomm_sample
	after=$(a -j stack show keyed | jq -S '.[0].floor')
	[ "$after" = "$before" ]
	a stack show keyed | grep -q samplefamily
	a stack show keyed graph >/dev/null
	a stack show | grep -q keyed
	refused SleepingKeyed a check -e "$text"
	a stack del keyed
}

# Loaded again the type is as new; a stack from before is not.
test_comes_back()
{
	modprobe seccomm_sample
	stack_on_both slow "$text" 0
	a type retire SleepingNull
	busywait 10000 rmmod seccomm_sample
	modprobe seccomm_sample
	retired type SleepingNull false
	retired stack slow true
	stack_del slow
	stack_on_both slow "$text" 0
	probe b "$B"
	ask b timeout 60000 stack slow bind "$b" "$port"
	probe a "$A"
	ask a timeout 60000 stack slow connect "$b" "$port" send hello
	ask b expect hello
	probes_end
	stack_del slow
	busywait 10000 rmmod seccomm_sample
}

# Sessions that come and go while the type is retired.
test_retired_as_sessions_open()
{
	local i

	for ((i = 0; i < 5; i++)); do
		modprobe seccomm_sample
		stack_on_both slow "$text" 0
		probe b "$B"
		ask b timeout 60000 stack slow bind "$b" "$port"
		probe a "$A"
		tell a stack slow to "$b" "$port" send x send y send z
		a type retire SleepingNull
		# Sent, or refused for the type: nothing else.
		answer a >"$ns_dir/answer" || grep -q ENOPROTOOPT "$ns_dir/answer"
		probes_end
		busywait 30000 rmmod seccomm_sample 2>/dev/null
		stack_del slow
	done
}

test_refusals()
{
	refused 'built-in' a type retire NullSecurity
	refused 'no such type' a type retire NoSecurity
	refused 'Usage' a type retire
	refused 'not permitted' setpriv --reuid 65534 --clear-groups \
		seccommctl type retire NullSecurity
	# A type is the whole machine's: a namespace's own root may not.
	refused 'not permitted' unshare -Urn seccommctl type retire NullSecurity
}

# What keys are made of has a bound, at which it is refused before anybody needs a key.
test_algorithm_of_type()
{
	local longest

	longest=$(printf '%0127d' 0)
	! grep -q '^seccomm_sample ' /proc/modules || rmmod seccomm_sample
	modprobe seccomm_sample "algorithm=$longest"
	rmmod seccomm_sample
	refused 'Invalid argument' modprobe seccomm_sample "algorithm=x$longest"
}

ktap_start
ns_pair
ktap_run configure
ktap_run test_under_traffic
ktap_run test_new_ones_are_refused
ktap_run test_idle_stack_lets_go
ktap_run test_stack_outlives_the_module
ktap_run test_comes_back
ktap_run test_retired_as_sessions_open
ktap_run test_refusals
ktap_run test_algorithm_of_type
ns_remove
ktap_run ledger_check ledger
ktap_end

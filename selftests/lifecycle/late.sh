#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A secret that comes late: messages park, untouched and in order, and resume on
# the process lane once it is there. Shown by the engine's tracepoints. And one that
# is slow to come, since somebody holds the kernel key: who needs another does not wait.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

tracing=/sys/kernel/tracing
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
b=${addr_b[4]}
port=7000
messages=6
short=3	# seconds to give up in, where nothing comes; else long enough
long=120

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add late 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" late slot 0 "$secret"
		in_ns "$ns" sysctl -qw net.seccomm.give_up_seconds="$long"
	done
	key "$B" late session "$secret"
}

# Somebody in A hears what secrets are asked for; he writes it down.
provider()
{
	: >"$ns_dir/requests"
	ip netns exec "$A" stdbuf -oL seccommctl -j monitor keys >"$ns_dir/requests" &
	provider_pid=$!
	busywait 10000 listens "$A"
}

provider_ends()
{
	kill "$provider_pid"
	wait "$provider_pid" || true
}

parked()
{
	[ "$(seccommctl -n "$A" -j session show | jq -r '.[].parked')" = "$1" ]
}

trace()
{
	local event

	[ "$1" = 0 ] || echo >"$tracing/trace"
	for event in park resume handler_entry; do
		echo "$1" >"$tracing/events/cactus/cactus_$event/enable"
	done
}

# Our down lane's events in order: "TASK FLAGS EVENT NUMBER". It parks first.
lane_events()
{
	local lane

	lane=$(sed -n 's/.*cactus_park: lane=\([^ ]*\).*/\1/p' "$tracing/trace" | head -n 1)
	sed -n "/lane=$lane/s/^ *\(.*\)-[0-9]* *\[[0-9]*\] *\([^ ]*\) .*cactus_\([a-z_]*\): \(.*\)/\1 \2 \3 \4/p" \
		"$tracing/trace" |
		sed 's/binding=\([^ ]*\).*number=\([0-9]*\).*/\1 \2/; s/lane=.*//'
}

test_no_provider()
{
	probe a "$A"
	ask a stack late to "$b" "$port" fails ENOKEY send hello
	ask a fails ENOKEY connect "$b" "$port"
}

# A provider elsewhere is none here.
test_provider_elsewhere()
{
	local pid

	ip netns exec "$B" seccommctl monitor keys >"$ns_dir/elsewhere" &
	pid=$!
	probe a "$A"
	ask a stack late to "$b" "$port" fails ENOKEY send hello
	kill "$pid"
}

test_provider_without_key()
{
	local start=$SECONDS

	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds="$short"
	provider
	probe a "$A"
	ask a stack late fails ENOKEY connect "$b" "$port"
	((SECONDS - start >= short - 1))
	ask a socket stack late to "$b" "$port" send parked
	busywait 20000 parked 0
	# Another peer's secret changes nothing for the session that has failed.
	key "$A" late session peer "${addr_b[6]}" "$secret"
	ask a fails ENOKEY send again
	seccommctl -n "$A" key del late session peer "${addr_b[6]}"
	provider_ends
	in_ns "$A" sysctl -qw net.seccomm.give_up_seconds="$long"
}

test_late_secret()
{
	local i words=()

	provider
	probe b "$B"
	ask b timeout 60000 stack late bind "$b" "$port"
	probe a "$A"
	for ((i = 1; i <= messages; i++)); do
		words+=(send "m$i")
	done
	trace 1
	ask a timeout 60000 stack late to "$b" "$port" "${words[@]}"
	parked "$messages"
	busywait 10000 grep -q key-request "$ns_dir/requests"
	cat "$ns_dir/requests"
	jq -es --arg peer "$b" '.[0] | .event == "key-request" and .stack == "late" and
		.slot == null and (.peer | endswith($peer))' "$ns_dir/requests"
	key "$A" late session "$secret"
	ask b recv "$messages" >"$ns_dir/received"
	trace 0
	cat "$ns_dir/received"
	awk -v n=1 '$NF != "m" n++ { exit 1 } END { exit n != '$((messages + 1))' }' \
		"$ns_dir/received"
	provider_ends
}

# The same, as ftrace saw it: parked, asked, resumed, handled by a worker.
test_late_secret_is_traced()
{
	local events i

	events=$(lane_events)
	echo "$events"
	[[ $(head -n 1 <<<"$events") == *' park '* ]]
	[ "$(grep -c ' PreSharedKey ' <<<"$events")" -ge 1 ]
	[ "$(grep -c ' resume ' <<<"$events")" = 1 ]
	# No layer has touched a message before, and each is the worker's after it.
	[ "$(grep -n ' resume ' <<<"$events" | cut -d : -f 1)" -lt \
		"$(grep -n 'ChaChaPolyPrivacy' <<<"$events" | head -n 1 | cut -d : -f 1)" ]
	[ "$(grep 'ChaChaPolyPrivacy' <<<"$events" | awk '{ print $NF }' | xargs)" = \
		"$(seq 1 "$messages" | xargs)" ]
	# The third flag tells hard and soft interrupts, the first one bottom halves.
	[ "$(grep 'ChaChaPolyPrivacy' <<<"$events" | grep -cE '^kworker[^ ]* [^bB].[.]')" = "$messages" ]
}

# B reads the session secret of A's IPv4 address from a kernel key.
stack_held()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add held 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" held slot 0 "$secret"
		printf '%s' "$secret" | seccommctl -n "$ns" key set held session stdin
	done
	printf '%s' "$secret" | keyctl padd logon seccomm:held @u
	seccommctl -n "$B" key set held session peer "${addr_a[4]}" keyring seccomm:held
}

# accepting COUNT: so many sessions of B's wait for their secret, or for the peer.
accepting()
{
	[ "$(seccommctl -n "$B" -j session show | jq '[.[] | select(.state == "accepting")] | length')" = "$1" ]
}

# sessions_live COUNT: so many have memory yet.
sessions_live()
{
	[ "$(live | awk '$1 == "session" { print $2 }')" = "$1" ]
}

released()
{
	busywait 10000 rmmod seccomm_hold 2>/dev/null
}

test_slow_exchange()
{
	stack_held
	probe b "$B"
	ask b timeout 60000 stack held bind "$b" "$port"
	probe d "$B"
	ask d timeout 60000 stack held bind "${addr_b[6]}" "$port"
	modprobe seccomm_hold key=seccomm:held
	probe a "$A"
	ask a stack held to "$b" "$port" send hello
	busywait 10000 accepting 1
	# Another exchange of the same namespace is through meanwhile, both ways.
	probe c "$A"
	ask c timeout 60000 stack held connect "${addr_b[6]}" "$port" send there
	tell d echo 1
	ask c expect there
	answer d
	accepting 1
	released
	ask b expect hello
}

# Its socket is closed under it: the session is gone at once, its memory later.
test_slow_exchange_ends()
{
	probe b "$B"
	ask b stack held bind "$b" "$port"
	modprobe seccomm_hold key=seccomm:held
	probe a "$A"
	ask a stack held to "$b" "$port" send hello
	busywait 10000 accepting 1
	probes_end
	busywait 10000 no_sessions
	busywait 10000 sessions_live 1
	released
}

# Who opens does not wait in connect() for his own secret, nor at the end.
test_slow_secret_of_ours()
{
	probe b "$B"
	ask b timeout 60000 stack held bind "$b" "$port"
	seccommctl -n "$A" key set held session peer "$b" keyring seccomm:held
	modprobe seccomm_hold key=seccomm:held
	probe a "$A"
	ask a stack held nonblock fails EINPROGRESS connect "$b" "$port"
	probe c "$A"
	ask c stack held nonblock fails EINPROGRESS connect "$b" "$port"
	ask c disconnect
	released
	[ "$(ask a poll out)" = 'poll out' ]
	[ "$(ask a soerror)" = 'soerror 0' ]
	ask a send hello
	ask b expect hello
	keyctl clear @u
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

ktap_start
ns_pair
ktap_run configure
run test_no_provider
run test_provider_elsewhere
run test_provider_without_key
run test_late_secret
run test_late_secret_is_traced
run test_slow_exchange
run test_slow_exchange_ends
run test_slow_secret_of_ours
ns_remove
ktap_run ledger_check ledger
ktap_end

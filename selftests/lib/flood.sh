# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Programs that run beside a test and end when they are told: sc_flood's. Wants
# ns.sh, and in the test: local -A pid input
# shellcheck disable=SC2154,SC2004 # the test's arrays

# start NAME COMMAND...: its output in $ns_dir/NAME
start()
{
	local name=$1 fd
	shift

	mkfifo "$ns_dir/$name.in"
	"$@" <"$ns_dir/$name.in" >"$ns_dir/$name" &
	pid[$name]=$!
	exec {fd}>"$ns_dir/$name.in"
	input[$name]=$fd
}

# says NAME TEXT: in what the program has printed
says()
{
	grep -q "$2" "$ns_dir/$1"
}

# paced RATE: so many in a second of a quiet machine as in a second of this one.
paced()
{
	echo $(($1 * 100 / $(scaled 100)))
}

# go NAME: sc_flood -w begins to send.
go()
{
	printf g >&"${input[$1]}"
}

# accounted NS STACK N: of N messages to its sessions each was queued to the socket
# or dropped, as those are that find the process lane full.
accounted()
{
	[ "$(seccommctl -n "$1" -j session show | jq --arg s "$2" \
		'[.[] | select(.stack == $s) | .rx_messages + .rx_drops] | add')" = "$3" ]
}

# finish NAME: tell it, and wait for its end; fails if it did.
finish()
{
	local name=$1 fd=${input[$1]}

	echo end >&"$fd"
	exec {fd}>&-
	rm "$ns_dir/$name.in"
	wait "${pid[$name]}"
}

# json NAME KEY: of the last line that it printed.
json()
{
	tail -n 1 "$ns_dir/$1" | jq -r ".$2"
}

# in_order: whatever CPU sends, one CPU takes A's packets to B, in order.
in_order()
{
	in_ns "$B" bash -c 'echo 1 >/sys/class/net/v0/queues/rx-0/rps_cpus'
	in_ns "$A" bash -c 'echo 1 >/sys/class/net/v0/queues/rx-0/rps_cpus'
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Key agents for a test: seccommd, and sc_agent, which does what it is told; events; and sockets
# whose session they serve. What a test has started ends with it. Wants ns.sh and probes.sh, and
# in the suite: port
# shellcheck disable=SC2154 # ns_dir, the hosts, their addresses, port, probe_pid

# The programs of processes that a test has started.
declare -A agent_in=() agent_out=()
started=()

# End what a test has started; to be its EXIT trap.
end_all()
{
	local name fd

	# Those that were started behind probes have the ends of their pipes.
	[ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null || true
	probes_end
	for name in "${!agent_in[@]}"; do
		fd=${agent_in[$name]}
		exec {fd}>&-
	done
	wait || true
	agent_in=() agent_out=() started=()
}

# watch NS: its events, in $ns_dir/events.NS, from here on. To be called before agents are there.
watch()
{
	ip netns exec "$1" seccommctl -j monitor events >"$ns_dir/events.$1" &
	started+=($!)
	busywait 10000 listens "$1"
}

# watch_text NS: the same as people read them, in $ns_dir/text.
watch_text()
{
	ip netns exec "$1" seccommctl monitor events >"$ns_dir/text" &
	started+=($!)
	busywait 10000 listening "$1" $!
}

# told NS FILTER: jq's FILTER holds for one of the events.
told()
{
	jq -se "any(.[]; $2)" "$ns_dir/events.$1"
}

# daemon NS KIND ROW...: seccommd with these rows, if it takes them.
daemon()
{
	local ns=$1 kind=$2 conf=$ns_dir/$1.$2.conf
	shift 2

	printf '%s\n' "$@" >"$conf"
	ip netns exec "$ns" seccommd -c "$conf" "$kind" 2>"$conf.log" &
	started+=($!)
	busywait 20000 grep -q 'agent for' "$conf.log"
}

# logged NS KIND TEXT: its daemon has said so.
logged()
{
	local log=$ns_dir/$1.$2.conf.log

	grep -q "$3" "$log" && return
	echo "no \"$3\" in the log of $1:"
	tail -n 20 "$log"
	return 1
}

# agent NAME NS KIND [quiet]: sc_agent, to be told what to do.
agent()
{
	local name=$1 ns=$2 line fd
	shift 2

	rm -f "$ns_dir/$name.in" "$ns_dir/$name.out"
	mkfifo "$ns_dir/$name.in" "$ns_dir/$name.out"
	ip netns exec "$ns" sc_agent "$@" <"$ns_dir/$name.in" >"$ns_dir/$name.out" &
	started+=($!)
	exec {fd}>"$ns_dir/$name.in"
	agent_in[$name]=$fd
	exec {fd}<"$ns_dir/$name.out"
	agent_out[$name]=$fd
	read -r -t "$(scaled 60)" -u "$fd" line
	[ "$line" = here ]
}

# order NAME WORD...: its answer is printed.
order()
{
	local name=$1 line
	shift

	echo "$*" >&"${agent_in[$name]}"
	read -r -t "$(scaled 60)" -u "${agent_out[$name]}" line
	echo "$line"
}

# takes NAME STEP: the next request, which must be for STEP; its words in the array `request`:
# COOKIE STEP STACK SLOT ORDINAL PEER BINDING TOKEN KEEP_MS NAME.
takes()
{
	local line

	line=$(order "$1" accept)
	while [[ $line == EAGAIN* ]]; do
		order "$1" wait >/dev/null
		line=$(order "$1" accept)
	done
	read -r -a request <<<"$line"
	[ "${request[1]}" = "$2" ]
}

# answers NAME OUTCOME WORD...: an answer to `request`.
answers()
{
	local name=$1 outcome=$2 line
	shift 2

	line=$(order "$name" "done" "${request[0]}" "$@")
	[[ $line == "$outcome"* ]]
}

# no_requests: nothing that an agent would be asked waits.
no_requests()
{
	live | grep -qx 'agent-request 0'
}

# Sockets of both ends, that of B's bound. What handshakes of others before have asked agents, which
# B's end keeps for some seconds, is over: no agent takes it for a question of these.
serve()
{
	trap end_all EXIT
	probes_end
	busywait 20000 no_requests
	sockets_on_both "$1"
}

# carries: the connected socket of A's sends a message there, and one comes back.
carries()
{
	ask a send hello
	ask b echo 1
	ask a expect hello
}

# opens STACK IPVERSION
opens()
{
	serve "$1"
	ask a connect "${addr_b[$2]}" "$port"
	carries
	probes_end
}

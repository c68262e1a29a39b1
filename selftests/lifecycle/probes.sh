# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sockets for a test to drive: sc_probe in a namespace, asked line by line.
# They go with the test's shell. Wants ns.sh.
# shellcheck disable=SC2154 # ns_dir

declare -A probe_in=() probe_out=() probe_pid=()

# probe NAME NS
probe()
{
	local name=$1 ns=$2 fd

	rm -f "$ns_dir/$name".{in,out}
	mkfifo "$ns_dir/$name.in" "$ns_dir/$name.out"
	ip netns exec "$ns" sc_probe - <"$ns_dir/$name.in" >"$ns_dir/$name.out" 2>&1 &
	probe_pid[$name]=$!
	exec {fd}>"$ns_dir/$name.in"
	probe_in[$name]=$fd
	exec {fd}<"$ns_dir/$name.out"
	probe_out[$name]=$fd
}

# tell NAME WORD...: commands, whose answer comes later.
tell()
{
	local fd=${probe_in[$1]}
	shift

	echo "$*" >&"$fd"
}

# answer NAME: what it printed; fails if the commands did.
answer()
{
	local line

	while read -r -t "$(scaled 120)" -u "${probe_out[$1]}" line; do
		[ "$line" != "done" ] || return 0
		echo "$line"
		[[ ! $line =~ ^[a-z]+:\ E[A-Z]+$ ]] || return 1
	done
	echo "$1: no answer"
	return 1
}

# ask NAME WORD...
ask()
{
	tell "$@"
	answer "$1"
}

# sockets_on_both STACK: a in A, and b in B, bound to the next port.
sockets_on_both()
{
	port=$((port + 1))
	probe b "$B"
	ask b stack "$1" timeout 60000 bind :: "$port"
	probe a "$A"
	ask a stack "$1" timeout 60000
}

probes_end()
{
	local name fd

	for name in "${!probe_pid[@]}"; do
		fd=${probe_in[$name]}
		exec {fd}>&-
		fd=${probe_out[$name]}
		exec {fd}<&-
	done
	for name in "${!probe_pid[@]}"; do
		wait "${probe_pid[$name]}" || true
	done
	probe_in=() probe_out=() probe_pid=()
}

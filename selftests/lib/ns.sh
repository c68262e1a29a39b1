# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Hosts for the suites: network namespaces of their own names, joined by veth,
# with a man in the middle if wanted; counters, the ledger, and waiting.

ns_tag=sc$$
ns_made=()
ns_dir=$(mktemp -d)
# shellcheck disable=SC2034 # for the suites
A=$ns_tag-a B=$ns_tag-b M=$ns_tag-m
# Addresses of A and B by IP version.
# shellcheck disable=SC2034
declare -A addr_a=([4]=10.9.0.1 [6]=fd09::1) addr_b=([4]=10.9.0.2 [6]=fd09::2)

# scaled NUMBER: so much time of a quiet machine as time of this one: lib/guest says by how
# many percent it is slower.
scaled()
{
	local slow=100

	[ ! -e /run/slow ] || read -r slow </run/slow
	echo $(($1 * slow / 100))
}

# busywait MS COMMAND...: until COMMAND holds; its last output. The milliseconds are
# those of a quiet machine.
busywait()
{
	local ms=$1 out start
	shift

	start=${EPOCHREALTIME/[^0-9]/}
	until out=$("$@"); do
		if ((${EPOCHREALTIME/[^0-9]/} - start > $(scaled "$ms") * 1000)); then
			printf '%s\n' "$out"
			echo "waited $ms ms in vain: $*" >&2
			return 1
		fi
		sleep 0.05
	done
	printf '%s' "$out"
}

# In the background, for a process id to be of use, `ip netns exec` itself.
in_ns()
{
	local ns=$1
	shift

	ip netns exec "$ns" "$@"
}

ns_add()
{
	ip netns add "$1"
	ns_made+=("$1")
	ip -n "$1" link set dev lo up
}

ns_end_of_link()
{
	local ns=$1 v4=$2 v6=$3

	ip -n "$ns" address add "$v4/24" dev v0
	ip -n "$ns" address add "$v6/64" dev v0 nodad
	ip -n "$ns" link set dev v0 up
}

ns_addresses()
{
	ns_end_of_link "$A" "${addr_a[4]}" "${addr_a[6]}"
	ns_end_of_link "$B" "${addr_b[4]}" "${addr_b[6]}"
}

# A and B with their ends of one link, called v0.
ns_pair()
{
	ns_add "$A"
	ns_add "$B"
	ip link add v0 netns "$A" type veth peer name v0 netns "$B"
	ns_addresses
}

# A and B joined through M, where somebody has to copy the frames.
ns_middle()
{
	ns_add "$A"
	ns_add "$B"
	ns_add "$M"
	in_ns "$M" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ip link add v0 netns "$A" type veth peer name ma netns "$M"
	ip link add v0 netns "$B" type veth peer name mb netns "$M"
	ip -n "$M" link set dev ma up
	ip -n "$M" link set dev mb up
	ns_addresses
}

# The same with a relay.
ns_relayed()
{
	local ns

	ns_middle
	mkfifo "$ns_dir/relay.in" "$ns_dir/relay.out"
	exec {relay_in}<>"$ns_dir/relay.in" {relay_out}<>"$ns_dir/relay.out"
	ip netns exec "$M" sc_relay ma mb <"$ns_dir/relay.in" >"$ns_dir/relay.out" &
	read -r -t "$(scaled 20)" -u "$relay_out" _
	# Neighbours are known before the first rule counts frames.
	for ns in 4 6; do
		busywait 20000 in_ns "$A" ping -c 1 -W 1 "${addr_b[$ns]}" >/dev/null
	done
}

# relay WORD...: a command to the relay; its answer without "ok" is printed.
relay()
{
	local answer

	echo "$*" >&"$relay_in"
	read -r -t "$(scaled 60)" -u "$relay_out" answer || return 1
	[[ $answer == ok* ]] || {
		echo "relay: $*: $answer" >&2
		return 1
	}
	answer=${answer#ok}
	printf '%s' "${answer// /}"
}

ns_remove()
{
	local ns pids

	[ -z "${relay_in-}" ] || exec {relay_in}>&- {relay_out}>&-
	for ns in "${ns_made[@]}"; do
		pids=$(ip netns pids "$ns")
		# shellcheck disable=SC2086 # many words
		[ -z "$pids" ] || kill $pids 2>/dev/null
	done
	wait
	for ns in "${ns_made[@]}"; do
		ip netns del "$ns"
	done
	ns_made=()
}

ns_exit()
{
	ns_remove 2>/dev/null
	rm -rf "$ns_dir"
}
trap ns_exit EXIT

# key NS STACK SECRET... HEX: SECRET as seccommctl wants it.
key()
{
	local ns=$1 stack=$2

	printf '%s\n' "${*: -1}" |
		seccommctl -n "$ns" key set "$stack" "${@:3:$#-3}" stdin hex
}

# key_pairs DIR: the vectors' keys as files there, ALGORITHM.END and ALGORITHM.END.pub; to make
# others takes long where processors are emulated.
key_pairs()
{
	local file

	cp "$(dirname "${BASH_SOURCE[0]}")"/keys/* "$1"
	chmod 600 "$1"/[dr]sa*.*
	for file in "$1"/[dr]sa*.*; do
		openssl pkey -in "$file" -pubout -out "$file.pub"
	done
}

# stack_on_both STACK TEXT SLOT...: in A and B, with the test's $secret for the session and each
# slot.
# shellcheck disable=SC2154 # secret
stack_on_both()
{
	local ns slot name=$1 text=$2
	shift 2

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$name" "$text"
		key "$ns" "$name" session "$secret"
		for slot; do
			key "$ns" "$name" slot "$slot" "$secret"
		done
	done
}

# pairs_on_both STACK ALGORITHM: each end has its own key pair in slot 0, and the other's half.
pairs_on_both()
{
	local ns

	for ns in "$A" "$B"; do
		[ -e "$ns_dir/$2.$ns" ] || seccommctl key gen "$2" "$ns_dir/$2.$ns"
		seccommctl -n "$ns" key set "$1" slot 0 private "$ns_dir/$2.$ns"
	done
	seccommctl -n "$A" key set "$1" slot 0 public "$ns_dir/$2.$B.pub"
	seccommctl -n "$B" key set "$1" slot 0 public "$ns_dir/$2.$A.pub"
}

# give_up_after SECONDS: of a quiet machine, on both hosts.
give_up_after()
{
	give_up_in "$A" "$1"
	give_up_in "$B" "$1"
}

# give_up_in NS SECONDS: of a quiet machine.
give_up_in()
{
	in_ns "$1" sysctl -qw net.seccomm.give_up_seconds="$(scaled "$2")"
}

# counter NS NAME
counter()
{
	seccommctl -n "$1" -j stats show "$2" | jq -r ".[0].counters[\"$2\"]"
}

counter_is()
{
	[ "$(counter "$1" "$2")" = "$3" ]
}

# counter_exceeds NS NAME VALUE
counter_exceeds()
{
	[ "$(counter "$1" "$2")" -gt "$3" ]
}

# Counters of the normal course of things: messages, handshakes that succeed
# and closes. All others tell that something else happened.
normal='tx-messages tx-bytes tx-numbers rx-messages rx-bytes hs-sent hs-opened control-rx control-tx'

# unusual NS: "NAME VALUE" of the others that are not 0.
unusual()
{
	local name value

	seccommctl -n "$1" stats show | while read -r name value _; do
		if [[ $value =~ ^[1-9][0-9]*$ && " $normal " != *" $name "* ]]; then
			echo "$name $value"
		fi
	done
}

# unusual_between FILE FILE: "NAME DELTA" between two outputs of `unusual`.
unusual_between()
{
	local -A old=()
	local name value

	while read -r name value; do
		old[$name]=$value
	done <"$1"
	while read -r name value; do
		[ "$value" = "${old[$name]:-}" ] || echo "$name $((value - ${old[$name]:-0}))"
	done <"$2"
}

# capture NS FILE FILTER: what v0 there sees from here on, which tcpdump writes until the process
# $capture_pid is ended.
capture()
{
	rm -f "$ns_dir/tcpdump"
	ip netns exec "$1" tcpdump -Z root -i v0 -U --immediate-mode -w "$2" "$3" 2>"$ns_dir/tcpdump" &
	# shellcheck disable=SC2034 # for the suites
	capture_pid=$!
	busywait 60000 grep -qs 'listening on' "$ns_dir/tcpdump"
}

# Background processes of a test end with it.
end_jobs()
{
	local pids

	# A function's job is a shell: what it started lives in the namespaces.
	pids="$(jobs -p) $(ip netns pids "$A") $(ip netns pids "$B")"
	# shellcheck disable=SC2086 # many words
	[ -z "$pids" ] || kill $pids 2>/dev/null || true
	wait || true
}

# listening NS PID: the process has joined a netlink group.
listening()
{
	in_ns "$1" awk -v pid="$2" '$3 == pid && $4 !~ /^0+$/ { found = 1 }
		END { exit !found }' /proc/net/netlink
}

# Has somebody there joined one?
listens()
{
	[ "$(in_ns "$1" awk '$2 == 16 && $4 != "00000000"' /proc/net/netlink | wc -l)" != 0 ]
}

# refused TEXT COMMAND...: it fails, and says so
refused()
{
	local text=$1 out rc=0
	shift

	out=$("$@" 2>&1) || rc=$?
	[ "$rc" != 0 ] && grep -q "$text" <<<"$out" && return
	echo "wanted \"$text\", got status $rc: $out"
	return 1
}

# Has neither end a session?
no_sessions()
{
	[ "$(seccommctl -n "$A" -j session show)$(seccommctl -n "$B" -j session show)" = '[][]' ]
}

# live: "KIND NUMBER" of the objects that there are.
live()
{
	seccommctl -j stats show | jq -r '.[0] | (.objects + .engine_objects)[] |
		"\(.name) \(.created - .destroyed)"'
}

ledger_before=$(live)

ledger_balances()
{
	local now

	now=$(live)
	[ "$now" = "$ledger_before" ] || {
		diff <(echo "$ledger_before") <(echo "$now")
		return 1
	}
}

# The suite's tests, and its end: they leave nothing.
ns_run()
{
	local t

	for t in $(ktap_tests); do
		ktap_run "$t"
	done
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

# After ns_remove: as many objects of each kind as before the suite.
ledger_check()
{
	busywait 30000 ledger_balances
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The policy of a namespace: who may use which stack with whom, what is told to
# those who may not, and how the administrator says it.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

chacha='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
aes='key 0; WindowReplay(), AESGCMPrivacy(0)'
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
nobody=65534
a4=${addr_a[4]} a6=${addr_a[6]}
b4=${addr_b[4]} b6=${addr_b[6]}

a()
{
	seccommctl -n "$A" "$@"
}

b()
{
	seccommctl -n "$B" "$@"
}

# refused STATUS TEXT COMMAND...: COMMAND ends so and says so.
refused()
{
	local status=$1 text=$2 said rc=0
	shift 2

	said=$("$@" 2>&1) || rc=$?
	if [ "$rc" != "$status" ] || [[ $said != *"$text"* ]]; then
		printf 'status %s: %s\n' "$rc" "$said"
		return 1
	fi
}

# user NS GID WORD...: a socket of somebody without privilege.
user()
{
	in_ns "$1" setpriv --reuid "$nobody" --regid "$2" --clear-groups \
		sc_probe timeout 60000 "${@:3}"
}

# A socket of root's.
root()
{
	in_ns "$1" sc_probe timeout 60000 "${@:2}"
}

# The stack that a session with this peer would have; nobody need be there.
stack_towards()
{
	echo nonblock fails EINPROGRESS connect "$1" 7099 get stack
}

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add one "$chacha"
		seccommctl -n "$ns" stack add two "$aes"
		for name in one two; do
			key "$ns" "$name" session "$secret"
			key "$ns" "$name" slot 0 "$secret"
		done
	done
}

no_policy()
{
	a policy flush
	b policy flush
}

# A socket of nobody's in B, for a test to drive.
listener()
{
	probe listener "$B"
	ask listener become "$nobody" 100
	ask listener socket
	ask listener timeout 60000
	ask listener bind "$1" "$2"
}

test_default_deny()
{
	local probe

	for probe in "user $A 100" "root $A"; do
		# shellcheck disable=SC2086 # many words
		$probe fails ENOPROTOOPT connect "$b4" 7000 fails ENOPROTOOPT get stack \
			to "$b6" 7000 fails ENOPROTOOPT send x
	done
	user "$A" 100 fails ENOENT stack none fails EPERM stack one \
		fails ENOPROTOOPT connect "$b4" 7000
	in_ns "$A" setpriv --bounding-set -net_admin --inh-caps -all \
		sc_probe fails EPERM stack one
	root "$A" stack one get stack | grep -qx 'stack one'
}

test_policy_gives_the_stack()
{
	local host

	trap probes_end EXIT
	a policy add default stack one
	b policy add default stack one
	listener :: 7000
	for host in "$b4" "$b6"; do
		user "$A" 100 connect "$host" 7000 get stack get limit send "to $host" \
			>"$ns_dir/said"
		grep -qx 'stack one' "$ns_dir/said"
		grep -q '^limit [1-9]' "$ns_dir/said"
		ask listener recv | grep "to"
	done
	ask listener fails ENOPROTOOPT get stack
}

test_peers_of_one_socket_have_stacks_of_their_own()
{
	local ns

	trap probes_end EXIT
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" policy add peer 10.9.0.0/24 stack one
		seccommctl -n "$ns" policy add peer fd09::/64 stack two
	done
	listener :: 7000
	probe sender "$A"
	ask sender to "$b4" 7000 send four to "$b6" 7000 send six
	ask listener recv 2
	[ "$(a -j session show | jq -c '[.[] | [.remote, .stack]] | sort')" = \
		"[[\"$b4\",\"one\"],[\"$b6\",\"two\"]]" ]
}

test_order()
{
	a policy add default stack one gid 7
	a policy add peer 10.9.0.0/24 stack one
	a policy add port 7001 stack two
	a policy add peer "$b4" stack two
	a policy add port 7001 peer fd09::/64 stack one
	a policy add default stack two
	diff <(a policy show) - <<-END
		policy port 7001 peer fd09::/64 stack one
		policy port 7001 stack two
		policy peer $b4 stack two
		policy peer 10.9.0.0/24 stack one
		policy default stack one gid 7
		policy default stack two
	END
	# shellcheck disable=SC2046 # many words
	{
		root "$A" bind "$a6" 7001 $(stack_towards "$b6")
		root "$A" bind "$a4" 7001 $(stack_towards "$b4")
		root "$A" $(stack_towards "$b4")
		root "$A" $(stack_towards 10.9.0.77)
		root "$A" $(stack_towards "$b6")
		user "$A" 7 $(stack_towards "$b6")
	} >"$ns_dir/said"
	[ "$(tr -d '\n' <"$ns_dir/said")" = \
		'stack onestack twostack twostack onestack twostack one' ]
}

test_groups()
{
	a policy add default stack one gid 4711 gid 4709
	a policy add default stack two gid 4712
	# shellcheck disable=SC2046 # many words
	{
		user "$A" 4709 $(stack_towards "$b4") | grep -qx 'stack one'
		user "$A" 4712 $(stack_towards "$b4") | grep -qx 'stack two'
		in_ns "$A" setpriv --reuid "$nobody" --regid 100 --groups 8,4712 \
			sc_probe $(stack_towards "$b4") | grep -qx 'stack two'
	}
	user "$A" 4713 fails EPERM connect "$b4" 7000 to "$b4" 7000 fails EPERM send x \
		fails EPERM stack one fails EPERM stack two
	user "$A" 4711 fails EPERM stack two stack one
	root "$A" fails EPERM connect "$b4" 7000
}

# The one who made the socket is asked for, not the one who uses it.
test_the_creator_counts()
{
	a policy add default stack one gid 4711
	# shellcheck disable=SC2046 # many words
	root "$A" become "$nobody" 4711 fails EPERM connect "$b4" 7000 \
		socket $(stack_towards "$b4") | grep -qx 'stack one'
}

test_chosen_stack_needs_its_rule()
{
	a policy add peer "$b4" stack one
	a policy add port 7002 stack one
	a policy add default stack two
	# shellcheck disable=SC2046 # many words
	user "$A" 100 stack two fails EPERM connect "$b4" 7000 \
		$(stack_towards "$b6") | grep -qx 'stack two'
	user "$A" 100 stack two bind "$a6" 7002 fails EPERM connect "$b6" 7000
	# shellcheck disable=SC2046 # many words
	root "$A" stack two $(stack_towards "$b4") | grep -qx 'stack two'
	a policy del default
	user "$A" 100 fails EPERM stack two stack one fails EPERM connect "$b6" 7000
}

test_inbound()
{
	local before

	trap probes_end EXIT
	give_up_in "$A" 5
	b policy add port 7000 peer "$a4" stack one
	b policy add port 7000 peer "$a6" stack two gid 4711
	listener :: 7000
	before=$(counter "$B" hs-drop-policy)
	root "$A" stack two fails ECONNREFUSED connect "$b6" 7000
	[ "$(counter "$B" hs-drop-policy)" -gt "$before" ]
	give_up_in "$A" 60
	root "$A" stack one connect "$b4" 7000 send hello
	ask listener expect hello
}

test_live_sessions_keep_their_stack()
{
	trap probes_end EXIT
	a policy add default stack one
	b policy add default stack one
	listener "$b4" 7000
	probe client "$A"
	ask client timeout 60000 connect "$b4" 7000 send before
	ask listener expect before
	no_policy
	ask client send after get stack | grep -qx 'stack one'
	ask listener expect after
	ask client socket fails ENOPROTOOPT connect "$b4" 7000
	a policy add default stack two
	# shellcheck disable=SC2046 # many words
	ask client socket $(stack_towards "$b6") | grep -qx 'stack two'
}

test_stack_of_a_rule_is_busy()
{
	a stack add ruled "$chacha"
	a policy add port 7000 stack ruled
	a -j stack show ruled | jq -e '.[0].users == 1'
	refused 2 'delete its rules' a stack del ruled
	refused 2 '(Device or resource busy)' a stack del ruled
	a policy del port 7000 stack ruled
	a stack del ruled
}

test_commands()
{
	a policy add port 7000 peer 10.0.0.0/8 stack one gid 1
	a policy add port 7000 peer 10.0.0.0/8 stack two
	refused 2 'rule exists' a policy add port 7000 peer 10.0.0.0/8 stack one
	a policy replace port 7000 peer 10.0.0.0/8 stack one gid 2 gid root
	a policy replace peer ::1 stack one
	diff <(a policy) - <<-END
		policy port 7000 peer 10.0.0.0/8 stack one gid 2 gid 0
		policy port 7000 peer 10.0.0.0/8 stack two
		policy peer ::1 stack one
	END
	[ "$(a policy show stack two)" = 'policy port 7000 peer 10.0.0.0/8 stack two' ]
	[ "$(a policy show peer ::1)" = 'policy peer ::1 stack one' ]
	[ -z "$(a policy show default)" ]
	a policy del port 7000 peer 10.0.0.0/8 stack one
	refused 2 'no such rule' a policy del port 7000 peer 10.0.0.0/8 stack one
	refused 2 'no such rule' a policy del port 7000 peer 10.0.0.0/9
	a policy add port 7000 peer 10.0.0.0/8 stack one
	a policy del port 7000 peer 10.0.0.0/8
	[ "$(a policy show)" = 'policy peer ::1 stack one' ]
	a policy flush
	a policy flush
	[ -z "$(a policy show)" ]
}

test_errors()
{
	refused 2 'no such stack' a policy add default stack none
	refused 1 'is no port' a policy add port 0 stack one
	refused 1 'is no port' a policy add port 65536 stack one
	refused 1 'no address' a policy add peer 10.9.0.300 stack one
	refused 1 'behind its prefix' a policy add peer 10.9.0.1/24 stack one
	refused 1 'is no group' a policy add default stack one gid nogroup-here
	refused 1 'at most 8 groups' a policy add default stack one gid 1 gid 2 gid 3 \
		gid 4 gid 5 gid 6 gid 7 gid 8 gid 9
	refused 1 'say for what' a policy add stack one
	refused 1 'say which stack' a policy add default
	refused 1 '1 to 31' a policy add default stack ''
	refused 1 'unknown here' a policy add default stack one frobnicate 1
	refused 1 'lacks what follows' a policy add default stack
	refused 1 'say for what' a policy del stack one
	refused 1 'deleted by' a policy del default gid 1
	refused 1 'shown by' a policy show gid 1
	refused 1 'Usage' a policy add
	refused 1 'Usage' a policy del
	refused 1 'Usage' a policy flush all
	[ "$(a -j policy show)" = '[]' ]
}

test_json_and_batch()
{
	cat >"$ns_dir/batch" <<-END
		policy add port 7000 peer fd00::/8 stack one gid 4711 gid 12
		policy add peer 10.0.0.0/8 stack two	# no port
		policy add default stack one
	END
	a -b "$ns_dir/batch"
	a -j policy show | jq -e '. == [
		{port: 7000, peer: "fd00::/8", stack: "one", gids: [4711, 12]},
		{port: null, peer: "10.0.0.0/8", stack: "two", gids: []},
		{port: null, peer: "any", stack: "one", gids: []}]'
	[ "$(a -p -j policy show | jq -c .)" = "$(a -j policy show)" ]
	# What is shown says how to add it.
	a policy show | sed 's/^policy/policy add/' | b -b -
	diff <(a policy show) <(b policy show)
	refused 2 "stdin:2: Error: rule exists" a -b - <<-END
		policy del default
		policy add peer 10.0.0.0/8 stack two
		policy flush
	END
	[ "$(a -j policy show | jq length)" = 2 ]
}

test_capability_is_needed()
{
	local word

	a policy add default stack one
	for word in 'policy show' 'policy add port 1 stack one' 'policy del default' \
		'policy flush'; do
		# shellcheck disable=SC2086 # many words
		refused 2 'not permitted' in_ns "$A" setpriv --reuid "$nobody" \
			--clear-groups --bounding-set -all --inh-caps -all seccommctl $word
	done
	[ "$(a policy show)" = 'policy default stack one' ]
}

# An administrator of no more than a namespace knows the groups of that alone.
test_user_namespace()
{
	cat >"$ns_dir/batch" <<-END
		stack add mine 'NullSecurity()'
		policy add default stack mine gid 0
		policy add port 1 stack mine gid 5
	END
	chmod 755 "$ns_dir"
	refused 2 "batch:3: Error: no such group in this user namespace" setpriv \
		--reuid "$nobody" --regid 100 --clear-groups \
		unshare -Urn seccommctl -b "$ns_dir/batch"
}

test_bounds()
{
	local i

	for ((i = 1; i <= 1024; i++)); do
		echo "policy add port $i stack one"
	done >"$ns_dir/batch"
	a -b "$ns_dir/batch"
	refused 2 'too many rules' a policy add default stack one
	[ "$(a policy show | wc -l)" = 1024 ]
}

# Rules come and go while they are dumped: asked again, and no error. The delay
# of each reading makes sure that it happens.
test_interrupted_dump()
{
	local pid i rc=0

	for ((i = 1; i <= 300; i++)); do
		echo "policy add port $i stack one"
	done >"$ns_dir/batch"
	a -b "$ns_dir/batch"
	touch "$ns_dir/go"
	while [ -e "$ns_dir/go" ]; do
		a policy add default stack one
		a policy del default
	done &
	pid=$!
	strace -o "$ns_dir/trace" -e trace=sendto,recvmsg \
		-e inject=recvmsg:delay_enter=200000 \
		seccommctl -n "$A" policy show >"$ns_dir/rules" 2>"$ns_dir/errors" || rc=$?
	rm "$ns_dir/go"
	wait "$pid"
	cat "$ns_dir/errors"
	[ "$rc" = 0 ]
	# The family, the dump, the dump again.
	[ "$(grep -c '^sendto' "$ns_dir/trace")" -ge 3 ]
	[ "$(grep -c '^policy port' "$ns_dir/rules")" = 300 ]
}

ns_pair
ktap_start
ktap_run configure
for t in $(ktap_tests); do
	ktap_run "$t"
	no_policy
done
# What is left goes with its namespace.
a policy add default stack one gid 1
ns_remove
ktap_run ledger_check ledger
ktap_end

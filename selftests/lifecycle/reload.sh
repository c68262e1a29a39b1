#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The modules are loaded and unloaded many times, with traffic before each time:
# the ledger balances, they go, and leave no memory, file or port behind.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

rounds=100
[ "$VM_DEBUG" != 1 ] || rounds=15
every=5		# rounds from one look at the ledger to the next
warm=5		# rounds before memory is looked at: caches of others fill up
slack=2048	# KiB of slab that others may have taken meanwhile
stack='key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
port=7000
b=${addr_b[4]}

write_batches()
{
	echo "$secret" >"$ns_dir/secret"
	cat >"$ns_dir/configure" <<-END
		stack add reload '$stack'
		key set reload session file $ns_dir/secret hex
		key set reload slot 0 file $ns_dir/secret hex
	END
	cat >"$ns_dir/delete" <<-END
		key del reload session
		key del reload slot 0
		stack del reload
	END
}

traffic()
{
	seccommctl -n "$A" -b "$ns_dir/configure"
	seccommctl -n "$B" -b "$ns_dir/configure"
	in_ns "$B" sc_probe stack reload timeout 60000 bind "$b" "$port" recv 5 \
		>"$ns_dir/received" &
	in_ns "$A" sc_probe stack reload timeout 60000 connect "$b" "$port" repeat 5 send x
	wait $!
	[ "$(grep -c ' x$' "$ns_dir/received")" = 5 ]
}

# Sometimes all is taken back and the ledger looked at; else it is the module's
# to clean up, sessions that have not yet ended among it.
one_round()
{
	modprobe seccomm
	[ $(($1 % every)) != 0 ] || live >"$ns_dir/empty"
	traffic
	if [ $(($1 % every)) = 0 ]; then
		busywait 20000 no_sessions
		seccommctl -n "$A" -b "$ns_dir/delete"
		seccommctl -n "$B" -b "$ns_dir/delete"
		busywait 20000 settled
	fi
	busywait 20000 rmmod seccomm
	if lsmod | grep -qw seccomm; then return 1; fi
}

settled()
{
	[ "$(live)" = "$(cat "$ns_dir/empty")" ]
}

slab_kib()
{
	awk '/^Slab:/ { print $2 }' /proc/meminfo
}

test_loads_and_unloads()
{
	local i before=0 after

	for ((i = 1; i <= rounds; i++)); do
		one_round "$i" || {
			echo "in round $i"
			return 1
		}
		[ "$i" != "$warm" ] || before=$(slab_kib)
	done
	after=$(slab_kib)
	echo "slab: $before KiB after $warm rounds, $after KiB after $rounds"
	((after - before < slack))
}

# Nothing of ours is left, and others can have what we had.
test_leaves_nothing()
{
	local names='seccomm|SECCOMM'

	rmmod cactus
	if grep -wE 'seccomm|cactus' /proc/modules; then return 1; fi
	if grep -E "$names" /proc/slabinfo; then return 1; fi
	if grep -E "$names" /proc/net/protocols; then return 1; fi
	if grep -rE "$names" /proc/net/genetlink 2>/dev/null; then return 1; fi
	[ ! -e /proc/sys/net/seccomm ]
	if in_ns "$A" sc_probe stack reload 2>"$ns_dir/error"; then return 1; fi
	if grep -E ' \[(seccomm|cactus)\]' /proc/vmallocinfo; then return 1; fi
}

modules_back()
{
	modprobe seccomm
	seccommctl stats show >/dev/null
}

ktap_start
ns_pair
write_batches
rmmod seccomm
ktap_run test_loads_and_unloads
ktap_run test_leaves_nothing
ktap_run modules_back
ns_remove
ktap_run ledger_check ledger
ktap_end

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the fuzzers' suites share. Their arguments go to the fuzzer; without any it
# runs for $FUZZ_SECONDS, with the seed $FUZZ_SEED if that is set. Whatever it did:
# in the end a fresh pair of hosts can talk, no object is left, and the modules go.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

fuzz_args=("$@")
if [ $# = 0 ]; then
	fuzz_args=(--seconds "${FUZZ_SECONDS:-120}")
	[ -z "${FUZZ_SEED-}" ] || fuzz_args+=(--seed "$FUZZ_SEED")
fi

# Whoever is not answered is told soon: more happens in the same time.
fuzz_sysctl()
{
	in_ns "$1" sysctl -qw net.seccomm.give_up_seconds=1 net.seccomm.idle_seconds=20
}

# fresh_pair IPVERSION
fresh_pair()
{
	local to=${addr_b[$1]}

	rm -f "$ns_dir/fresh"
	in_ns "$B" sc_probe stack fresh timeout 60000 bind "$to" 7000 say bound echo 3 \
		>"$ns_dir/fresh" &
	busywait 60000 grep -q bound "$ns_dir/fresh"
	in_ns "$A" sc_probe stack fresh timeout 60000 connect "$to" 7000 \
		send one expect one send two expect two send three expect three
	wait $!
}

test_alive()
{
	local ns slot v

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add fresh \
			'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		for slot in session 'slot 0'; do
			# shellcheck disable=SC2086 # two words
			key "$ns" fresh $slot 6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
		done
	done
	for v in 4 6; do
		fresh_pair "$v"
	done
}

test_reload()
{
	busywait 60000 rmmod seccomm
	modprobe seccomm
	[ "$(seccommctl -j stack show)" = '[]' ]
}

fuzz_end()
{
	ns_remove
	ns_pair
	ktap_run test_alive alive
	ns_remove
	ktap_run ledger_check ledger
	ktap_run test_reload reload
	ktap_end
}

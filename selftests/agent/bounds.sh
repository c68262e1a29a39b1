#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How many requests wait for key agents, and what becomes of those that find no room; and how long
# an agent keeps what it has offered.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=agents.sh
. agents.sh

# For stack_on_both.
# shellcheck disable=SC2034
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
port=7000

configure()
{
	stack_on_both file 'key 0 ext(kind=file); WindowReplay(), ChaChaPolyPrivacy(0)'
	head -c 32 /dev/urandom >"$ns_dir/key"
	chmod 600 "$ns_dir/key"
	give_up_after 60
}

# Of one address eight M1s wait for the agent at a time.
test_bounds()
{
	local i

	trap end_all EXIT
	give_up_in "$A" 8
	watch "$B"
	daemon "$A" file "key * * any $ns_dir/key"
	agent two "$B" file
	serve file
	for i in {1..9}; do
		probe "a$i" "$A"
		ask "a$i" stack file timeout 60000
	done
	for i in {1..9}; do
		tell "a$i" fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	done
	busywait 20000 told "$B" '.event == "open-refused" and .reason == "hs-drop-daemon" and
		.error == "EBUSY"'
	for i in {1..9}; do
		answer "a$i"
	done
	give_up_after 60
}

# crowd NS COUNT: an unbound socket of NS's asks the agent there for opens to so many ports.
crowd()
{
	local i

	probe crowd "$1"
	ask crowd stack file
	for ((i = 0; i < $2; i++)); do
		ask crowd to "${addr_b[4]}" $((20000 + i)) send x
	done
}

# Too many requests wait when M2 comes: it is dropped, and the open goes on when there is room.
test_shortage()
{
	local dropped

	trap end_all EXIT
	agent one "$A" file
	agent two "$B" file
	dropped=$(counter "$A" hs-drop-daemon)
	serve file
	tell a connect "${addr_b[4]}" "$port"
	takes one offer
	answers one ok token 01
	takes two answer
	crowd "$A" 64
	answers two ok token 02 key "$key"
	busywait 10000 counter_exceeds "$A" hs-drop-daemon "$dropped"
	# The others' time comes to its end.
	until takes one finish; do
		[ "${request[1]}" = offer ]
	done
	answers one ok key "$key"
	answer a
	carries
}

# How long an agent is to keep what it offers it is told with the offer alone; seccommd keeps it
# so long.
test_keeps()
{
	local give_up

	trap end_all EXIT
	give_up_in "$A" 5
	give_up=$(in_ns "$A" sysctl -n net.seccomm.give_up_seconds)
	agent one "$A" file
	agent two "$B" file
	serve file
	tell a connect "${addr_b[4]}" "$port"
	takes one offer
	[ "${request[8]}" -gt "$((give_up * 1000))" ]
	[ "${request[8]}" -le "$(((give_up + 3) * 1000))" ]
	answers one ok token 01
	takes two answer
	[ "${request[8]}" = - ]
	answers two ok token 02 key "$key"
	takes one finish
	[ "${request[8]}" = - ]
	answers one ok key "$key"
	answer a
	sc_offers
	give_up_after 60
}

ns_pair
ktap_start
ktap_run configure
ns_run

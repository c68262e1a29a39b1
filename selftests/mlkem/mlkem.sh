#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose slots get their secrets by ML-KEM-768: with seccommd on both hosts, by an OpenSSL
# that has it, they open over IPv4 and IPv6 beside Diffie-Hellman, a pre-shared secret, a share of
# a secret, or alone, and carry messages. A bad encapsulation key is dropped, a ciphertext of
# another's opens nothing, and an OpenSSL without it is told of.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=brought.sh
. ./brought.sh

# For stack_on_both.
# shellcheck disable=SC2034
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
port=7000
layers='WindowReplay(), ChaChaPolyPrivacy(0)'
stock_seccommd=$(type -P seccommd)
ek_len=1184
ct_len=1088

configure()
{
	local ns

	stack_on_both alone "key 0 mlkem768; $layers"
	stack_on_both psk "key 0 all(psk,mlkem768); $layers" 0
	stack_on_both shared "key 0 kofn(2,mlkem768,dh(auth=none,group=x25519),ext(kind=file)); $layers"
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add dh "key session none;
			key 0 all(dh(auth=static,group=x25519),mlkem768); $layers"
	done
	pairs_on_both dh x25519
	brought
	give_up_after 60
}

daemons()
{
	daemon "$A" mlkem 'serve * * any'
	daemon "$B" mlkem 'serve * * any'
}

# bytes BYTES N: so often, in hexadecimal digits.
bytes()
{
	printf "$1%.0s" $(seq "$2")
}

test_opens()
{
	local ip name refused

	trap end_all EXIT
	refused=$(counter "$A" agent-refused)$(counter "$B" agent-refused)
	daemons
	for name in dh psk alone shared; do
		for ip in 4 6; do
			opens "$name" "$ip"
		done
	done
	[ "$(counter "$A" agent-refused)$(counter "$B" agent-refused)" = "$refused" ]
}

# Nobody is identified by it.
test_identity()
{
	trap end_all EXIT
	daemons
	serve dh
	ask a connect "${addr_b[4]}" "$port"
	carries
	seccommctl -n "$A" -j session show | jq -e '
		[.[] | select(.stack == "dh" and .state == "open") | .method_ids[] | .ordinal] == [0]'
}

# The kernel needs an agent, says which, and drops M1 where there is none.
test_none()
{
	trap end_all EXIT
	watch "$A"
	serve alone
	ask a fails ESRCH connect "${addr_b[4]}" "$port"
	busywait 10000 told "$A" '.event == "agent-failed" and .error == "ESRCH" and
		.agent == "mlkem" and .slot == 0 and .stack == "alone"'
}

# A coefficient that is not reduced is dropped without the agent, which would refuse it, too.
test_unreduced()
{
	local dropped requests ek

	trap end_all EXIT
	give_up_after 2
	agent one "$A" mlkem
	daemon "$B" mlkem 'serve * * any'
	dropped=$(counter "$B" hs-drop-payload)
	requests=$(counter "$B" agent-requests)
	serve alone
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes one offer
	# The last two coefficients are 3,328 and 3,329.
	ek=$(bytes 00 1149)001dd0$(bytes 5a 32)
	[ ${#ek} = $((2 * ek_len)) ]
	answers one ok token "$ek"
	answer a
	[ "$(counter "$B" hs-drop-payload)" -gt "$dropped" ]
	[ "$(counter "$B" agent-requests)" = "$requests" ]
	give_up_after 60
}

# The greatest coefficients that there may be get an answer.
test_reduced()
{
	local ek

	trap end_all EXIT
	give_up_in "$A" 8
	agent one "$A" mlkem
	daemon "$B" mlkem 'serve * * any'
	serve alone
	tell a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	takes one offer
	ek=$(bytes 000dd0 384)$(bytes 5a 32)
	answers one ok token "$ek"
	takes one finish
	[ ${#request[7]} = $((2 * ct_len)) ]
	answers one ok key "$(bytes 11 32)"
	answer a
	give_up_after 60
}

# A ciphertext that is no answer to the key decapsulates to a secret that nobody else has.
test_another()
{
	local dropped

	trap end_all EXIT
	give_up_in "$A" 8
	daemon "$A" mlkem 'serve * * any'
	agent two "$B" mlkem
	dropped=$(counter "$A" hs-drop-confirm)
	serve alone
	tell a fails EKEYREJECTED connect "${addr_b[6]}" "$port"
	takes two answer
	[ ${#request[7]} = $((2 * ek_len)) ]
	answers two ok token "$(bytes c3 "$ct_len")" key "$(bytes 11 32)"
	answer a
	[ "$(counter "$A" hs-drop-confirm)" -gt "$dropped" ]
	give_up_after 60
}

# What is cut or grown is no answer to the step.
test_lengths()
{
	local refused

	trap end_all EXIT
	give_up_after 2
	refused=$(counter "$A" agent-refused)
	agent one "$A" mlkem
	agent two "$B" mlkem
	serve alone
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes one offer
	answers one EINVAL token "$(bytes 00 $((ek_len - 1)))"
	answers one EINVAL token "$(bytes 00 $((ek_len + 1)))"
	answers one EINVAL
	answers one ok token "$(bytes 00 "$ek_len")"
	[ "$(counter "$A" agent-refused)" = $((refused + 3)) ]
	refused=$(counter "$B" agent-refused)
	takes two answer
	answers two EINVAL token "$(bytes 00 $((ct_len - 1)))" key "$(bytes 11 32)"
	answers two EINVAL token "$(bytes 00 "$ct_len")" key "$(bytes 11 33)"
	answers two EINVAL key "$(bytes 11 32)"
	[ "$(counter "$B" agent-refused)" = $((refused + 3)) ]
	[[ $(order two refuse "${request[0]}") == ok ]]
	answer a
	give_up_after 60
}

# A stack that no row is for.
test_rows()
{
	trap end_all EXIT
	daemon "$A" mlkem "serve psk 0 ${addr_b[4]}"
	daemon "$B" mlkem 'serve * * any'
	opens psk 4
	serve alone
	ask a fails EACCES connect "${addr_b[4]}" "$port"
	serve psk
	ask a fails EACCES connect "${addr_b[6]}" "$port"
	logged "$A" mlkem 'stack psk, method 0.1: no key: refused'
}

# The key pair is the agent's alone: another one cannot finish what it has offered.
test_restarted()
{
	local ek

	trap end_all EXIT
	give_up_in "$A" 10
	agent one "$A" mlkem
	daemon "$B" mlkem 'serve * * any'
	relay clear
	relay rule b accept every drop
	serve alone
	tell a fails EACCES connect "${addr_b[4]}" "$port"
	takes one offer
	ek=$(bytes 000dd0 384)$(bytes 5a 32)
	answers one ok token "$ek"
	relay wait b accept 1 10000
	kill "${started[0]}"
	wait "${started[0]}" || true
	daemon "$A" mlkem 'serve * * any'
	relay clear
	answer a
	logged "$A" mlkem 'no key pair is kept'
	give_up_after 60
}

test_check()
{
	local conf=$ns_dir/conf

	good() { printf '%s\n' "$1" >"$conf"; seccommd --check -c "$conf" mlkem; }
	bad() { printf '%s\n' "$1" >"$conf"; refused "$2" seccommd --check -c "$conf" mlkem; }
	good 'serve * * any'
	good 'serve dh 0 10.9.0.0/24'
	bad 'serve dh 0' 'wants .serve STACK SLOT PEERS.$'
	bad 'serve * * any more' 'wants nothing behind the peers'
	bad 'key * * any' 'wants .serve STACK SLOT PEERS.$'
}

# The guest's own OpenSSL has no ML-KEM.
test_lacking()
{
	echo 'serve * * any' >"$ns_dir/conf"
	refused 'has no ML-KEM-768: OpenSSL 3.5 or later has' "$stock_seccommd" --check -c "$ns_dir/conf" mlkem
	refused 'has no ML-KEM-768: OpenSSL 3.5 or later has' \
		ip netns exec "$A" "$stock_seccommd" -c "$ns_dir/conf" mlkem
}

ns_relayed
ktap_start
ktap_run configure
PATH=$ns_dir/bin:$PATH
ns_run

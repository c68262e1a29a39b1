#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose slots get their secrets by Kerberos, from a KDC in A: with seccommd on both hosts
# they open, over IPv4 and IPv6, and carry messages. A key, a ticket, a peer or a token that is
# wrong is refused and told of, and a KDC that is down or hangs fails what wants it alone.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=kdc.sh
. ./kdc.sh

# For stack_on_both.
# shellcheck disable=SC2034
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
port=7000
layers='WindowReplay(), ChaChaPolyPrivacy(0)'

# hears PORT: somebody in A does, by UDP.
hears()
{
	in_ns "$A" ss -Hnul | grep -q ":$1 "
}

hears_not()
{
	! hears "$1"
}

kdc_end()
{
	local pid

	read -r pid <"$ns_dir/kdc.pid"
	kill "$pid"
	busywait 10000 hears_not 88
}

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add krb5 "key session none; key 0 ext(kind=krb5); $layers"
	done
	stack_on_both dh "key 0 all(dh(auth=none,group=x25519),ext(kind=krb5)); $layers"
	stack_on_both psk "key 0 all(psk,ext(kind=krb5)); $layers" 0
	realm_of a b c gone
	cp "$ns_dir/b.keytab" "$ns_dir/stale"
	rm "$ns_dir/b.keytab"
	keytab b b.keytab
	kadmin.local -q "delprinc -force $(host gone)"
	kdc
}

# The daemons, B's with a row of its own if one is given.
daemons()
{
	daemon "$A" krb5 "$(row "$(host b)" a.keytab)"
	daemon "$B" krb5 "${1-$(row "$(host a)" b.keytab)}"
}

# refuses NS ERRNO: its agent has refused or hung, of which the event tells.
refuses()
{
	busywait 10000 told "$1" ".event == \"agent-failed\" and .agent == \"krb5\" and .slot == 0 and
		.stack == \"krb5\" and .error == \"$2\""
}

# fails ERRNO [STACK]: the open does.
fails()
{
	serve "${2-krb5}"
	ask a fails "$1" connect "${addr_b[4]}" "$port"
	probes_end
}

test_opens()
{
	local ip name before

	trap end_all EXIT
	before=$(counter "$A" agent-refused)$(counter "$B" agent-refused)
	daemons
	for name in krb5 dh psk; do
		for ip in 4 6; do
			opens "$name" "$ip"
		done
	done
	[ "$(counter "$A" agent-refused)$(counter "$B" agent-refused)" = "$before" ]
}

# The responder's key is one that the KDC has no more.
test_keys()
{
	local dropped

	trap end_all EXIT
	give_up_after 2
	watch "$B"
	dropped=$(counter "$B" hs-drop-daemon)
	daemons "$(row "$(host a)" stale)"
	fails ETIMEDOUT
	refuses "$B" EACCES
	logged "$B" krb5 'the token is refused'
	[ "$(counter "$B" hs-drop-daemon)" -gt "$dropped" ]
	give_up_after 60
}

# Who opens is not whom the other end expects, which may take any of the realm.
test_peers()
{
	trap end_all EXIT
	give_up_after 2
	watch "$B"
	daemon "$A" krb5 "$(row "$(host b)" c.keytab)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
	fails ETIMEDOUT
	refuses "$B" EACCES
	logged "$B" krb5 "$(host c) is not $(host a)"
	give_up_after 60
	end_all
	daemon "$A" krb5 "$(row "$(host b)" c.keytab)"
	daemon "$B" krb5 "$(row "*@$realm" b.keytab)"
	opens krb5 4
}

# proves NAME NS ADDRESS PRINCIPAL: whom the connected socket's session has, as getsockopt and as
# session show tell it.
proves()
{
	[ "$(ask "$1" get ids)" = "ids address $3 method 0.0 principal $4" ]
	seccommctl -n "$2" -j session show | jq -e --arg principal "$4" '
		[.[] | select(.stack == "krb5" and .state == "open") | .method_ids] ==
		[[{slot: 0, ordinal: 0, kind: "principal", value: $principal}]]'
}

# refused_by NS PRINCIPAL: it has refused the peer, of which the event tells.
refused_by()
{
	busywait 10000 told "$1" ".event == \"peer-refused\" and .stack == \"krb5\" and .identity ==
		{slot: 0, ordinal: 0, kind: \"principal\", value: \"$2\"}"
}

# Each end tells the other one's principal, and refuses it where the stack's peers have another.
test_identity()
{
	local name

	trap end_all EXIT
	watch "$A"
	watch "$B"
	daemons
	busywait 20000 no_sessions
	serve krb5
	ask a connect "${addr_b[4]}" "$port"
	carries
	name=$(ask a get name)
	ask b connect "${addr_a[4]}" "${name##* }"
	proves a "$A" "${addr_b[4]}" "$(host b)"
	proves b "$B" "${addr_a[4]}" "$(host a)"
	probes_end

	seccommctl -n "$A" peer add krb5 any id "principal:$(host b)"
	seccommctl -n "$B" peer add krb5 any id "principal:*@$realm"
	opens krb5 4
	seccommctl -n "$A" peer replace krb5 any id "principal:$(host c)"
	give_up_after 2
	fails EKEYREJECTED
	refused_by "$A" "$(host b)"
	give_up_after 60
	seccommctl -n "$A" peer del krb5 any
	seccommctl -n "$B" peer replace krb5 any id "principal:$(host c)"
	serve krb5
	ask a connect "${addr_b[4]}" "$port"
	refused_by "$B" "$(host a)"
	probes_end
	seccommctl -n "$B" peer del krb5 any
}

# The KDC knows the initiator no more, or never knew the responder.
test_tickets()
{
	trap end_all EXIT
	watch "$A"
	daemon "$A" krb5 "$(row "$(host b)" gone.keytab)"
	fails EACCES
	refuses "$A" EACCES
	logged "$A" krb5 'no credentials'
	end_all
	watch "$A"
	daemon "$A" krb5 "$(row "$(host nobody)" a.keytab)"
	fails EACCES
	refuses "$A" EACCES
	logged "$A" krb5 "$(host nobody)"
}

has_expired()
{
	! klist -s -c "$ns_dir/short"
}

# A ticket that has expired, or was never got, is of no use without the KDC, and is got anew with
# it; one that lasts needs no KDC.
test_down()
{
	trap end_all EXIT
	watch "$A"
	in_ns "$A" kinit -l 2s -k -t "$ns_dir/a.keytab" -c "$ns_dir/short" "$(host a)"
	busywait 20000 has_expired
	daemon "$A" krb5 "$(row "$(host b)" a.keytab short krb5)" \
		"$(row "$(host b)" a.keytab lasting dh)" "$(row "$(host b)" a.keytab absent psk)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
	opens dh 4
	kdc_end
	fails EACCES
	refuses "$A" EACCES
	# In the second in which it expires, the library asks for another one.
	logged "$A" krb5 'stack krb5, .*\(Ticket expired\|Cannot contact any KDC\)'
	fails EACCES psk
	logged "$A" krb5 'stack psk, .*Cannot contact any KDC'
	opens dh 6
	kdc
	opens krb5 4
}

# Has the process a child?
has_child()
{
	pgrep -P "$1" >/dev/null
}

has_none()
{
	! has_child "$1"
}

# The open that waits for the KDC fails in its time; another one, which needs none, does not wait.
test_hangs()
{
	local pid

	trap end_all EXIT
	watch "$A"
	daemon "$A" krb5 "$(row "$(host b)" a.keytab fresh krb5)" "$(row "$(host b)" a.keytab kept dh)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
	opens dh 4
	read -r pid <"$ns_dir/kdc.pid"
	# shellcheck disable=SC2064 # this process
	trap "kill -CONT $pid; end_all" EXIT
	kill -STOP "$pid"
	probe a "$A"
	ask a stack krb5 timeout 60000
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	busywait 10000 has_child "${started[1]}"
	probe d "$B"
	ask d stack dh timeout 60000 bind :: $((port + 1))
	probe c "$A"
	ask c stack dh timeout 60000
	ask c connect "${addr_b[4]}" $((port + 1))
	answer a
	refuses "$A" ETIMEDOUT
	busywait 10000 has_none "${started[1]}"
	logged "$A" krb5 'its time was over'
}

# Does the process run no more? It may not have been waited for.
ended()
{
	! readlink "/proc/$1/exe"
}

# A child that waits for the KDC ends with the daemon that is killed: it has the daemon's sockets,
# for which the kernel would take it for an agent.
test_killed()
{
	local pid child

	trap end_all EXIT
	daemon "$A" krb5 "$(row "$(host b)" a.keytab killed)"
	read -r pid <"$ns_dir/kdc.pid"
	# shellcheck disable=SC2064 # this process
	trap "kill -CONT $pid; end_all" EXIT
	kill -STOP "$pid"
	probe a "$A"
	ask a stack krb5 timeout 60000
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	busywait 10000 has_child "${started[0]}"
	child=$(pgrep -P "${started[0]}")
	kill -KILL "${started[0]}"
	busywait 1000 ended "$child"
	answer a
	probe b "$A"
	ask b stack krb5
	ask b fails ESRCH connect "${addr_b[4]}" "$port"
}

# The same M1 as of a session that is over, which B answers for all that it knows.
test_replayed()
{
	local dropped

	trap end_all EXIT
	watch "$B"
	daemons
	relay clear
	serve krb5
	ask a connect "${addr_b[4]}" "$port"
	carries
	ask a socket
	busywait 20000 no_sessions
	dropped=$(counter "$B" hs-drop-daemon)
	relay replay a open "$(relay seen a open)"
	busywait 10000 counter_is "$B" hs-drop-daemon $((dropped + 1))
	refuses "$B" EACCES
	logged "$B" krb5 'Request is a replay'
}

# The token of another handshake, which nobody has seen before.
test_moved()
{
	local token line

	trap end_all EXIT
	give_up_after 2
	daemon "$A" krb5 "$(row "$(host b)" a.keytab)"
	agent two "$B" krb5
	serve krb5
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes two answer
	token=${request[7]}
	order two refuse "${request[0]}"
	answer a
	# The daemon would be asked for what A has sent again, and see the token.
	line=$(order two accept)
	while [[ $line != EAGAIN* ]]; do
		order two refuse "${line%% *}"
		line=$(order two accept)
	done
	end_all
	watch "$B"
	agent one "$A" krb5
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
	serve krb5
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes one offer
	answers one ok token "$token"
	answer a
	refuses "$B" EACCES
	logged "$B" krb5 'Incorrect channel bindings'
	give_up_after 60
}

# Others ask the DNS for a realm's KDC, where the host's configuration has them do so; seccommd
# does not.
test_names()
{
	trap end_all EXIT
	printf '[libdefaults]\ndns_lookup_kdc = true\n' >"$ns_dir/dns.conf"
	ip netns exec "$A" socat -u UDP4-RECV:53 "OPEN:$ns_dir/asked,creat" &
	started+=($!)
	busywait 10000 hears 53
	KRB5_CONFIG=$ns_dir/dns.conf ip netns exec "$A" kinit -c "$ns_dir/none" user@OTHER.EXAMPLE &
	started+=($!)
	busywait 20000 grep -q OTHER "$ns_dir/asked"
	KRB5_CONFIG=$ns_dir/dns.conf daemon "$A" krb5 "$(row "$(host b)" a.keytab none)"
	fails EACCES
	logged "$A" krb5 'Cannot find KDC'
	! grep -q TEST "$ns_dir/asked" || return 1
}

test_reload()
{
	local conf=$ns_dir/$A.krb5.conf

	trap end_all EXIT
	daemon "$A" krb5 "$(row "$(host b)" gone.keytab)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
	echo 'principal krb5' >"$conf"
	kill -HUP "${started[0]}"
	busywait 10000 logged "$A" krb5 'kept as it was'
	fails EACCES
	row "$(host b)" a.keytab >"$conf"
	kill -HUP "${started[0]}"
	busywait 10000 logged "$A" krb5 'read anew, 1 rows'
	opens krb5 4
}

test_check()
{
	local conf=$ns_dir/conf

	good() { printf '%s\n' "$1" >"$conf"; seccommd --check -c "$conf" krb5; }
	bad() { printf '%s\n' "$1" >"$conf"; refused "$2" seccommd --check -c "$conf" krb5; }
	good "$(row "$(host b)" a.keytab)"
	good "$(row "*@$realm" a.keytab)"
	bad "$(row seccomm/b.example a.keytab)" 'neither seccomm/HOST@REALM nor'
	bad "$(row "$(host b)" none)" 'No such file'
	bad "principal * * any $(host b) $ns_dir/a.keytab" 'wants .PRINCIPAL KEYTAB CCACHE.'
	bad "principal * * any $(host b) $ns_dir/a.keytab MEMORY:" 'not the whole path'
	cp "$ns_dir/a.keytab" "$ns_dir/open"
	chmod 644 "$ns_dir/open"
	bad "$(row "$(host b)" open)" 'chmod 640'
}

ns_relayed
ktap_start
ktap_run configure
for t in $(ktap_tests); do
	# A test that has failed may have left none.
	hears 88 || kdc
	ktap_run "$t"
done
ns_remove
ktap_run ledger_check ledger
ktap_end

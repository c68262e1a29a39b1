#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who may open: what the peer proves to each method is told by getsockopt, in session show and in
# events, on both ends; and entries of who may open a stack from where refuse a peer that proves
# something else, on either end, over IPv4 and IPv6, before any data go.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
other=b5a4f3d2110e5ba97e8c3d042a6c1fb6
port=7000
layers='WindowReplay(), ChaChaPolyPrivacy(0)'
members='dh(auth=psk,group=p256),dh(auth=sig,group=x25519,sig=rsa2048),dh(auth=none,group=x25519)'
watchers=()

configure()
{
	local ns name

	stack_on_both plain "key 0; $layers" 0
	stack_on_both psk "key 0 dh(auth=psk,group=x25519); $layers" 0
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add sig \
			"key session none; key 0 dh(auth=sig,group=x25519,sig=rsa2048); $layers"
		seccommctl -n "$ns" stack add two "key session none;
			key 0 all(dh(auth=none,group=p256),dh(auth=static,group=x25519)); $layers"
	done
	stack_on_both some "key 0 kofn(2,$members); $layers" 0
	stack_on_both most "key 0 kofn(3,$members); $layers" 0
	key_pairs "$ns_dir"
	for name in "$A alice" "$B bob"; do
		cp "$ns_dir/rsa2048.${name#* }" "$ns_dir/rsa.${name% *}"
		cp "$ns_dir/rsa2048.${name#* }.pub" "$ns_dir/rsa.${name% *}.pub"
	done
	pairs_on_both sig rsa
	pairs_on_both some rsa
	pairs_on_both most rsa
	pairs_on_both two x25519
	for name in "$A" "$B"; do
		fingerprint "rsa.$name" >"$ns_dir/rsa.$name.id"
		fingerprint "x25519.$name" >"$ns_dir/x25519.$name.id"
	done
	give_up_after 60
}

# fingerprint FILE
fingerprint()
{
	seccommctl -j key fingerprint "$ns_dir/$1.pub" | jq -r '.. | .fingerprint? // empty'
}

# id ALGORITHM NS: who that end proves to be.
id()
{
	cat "$ns_dir/$1.$2.id"
}

# Sockets of both ends, that of B's bound.
serve()
{
	trap end_all EXIT
	probes_end
	sockets_on_both "$1"
}

end_all()
{
	probes_end
	[ ${#watchers[@]} = 0 ] || kill "${watchers[@]}" 2>/dev/null || true
	wait || true
	watchers=()
}

# watch NS: its events, in $ns_dir/events.NS, from here on.
watch()
{
	ip netns exec "$1" seccommctl -j monitor events >"$ns_dir/events.$1" &
	watchers+=($!)
	busywait 10000 listening "$1" $!
}

# told NS FILTER: jq's FILTER holds for one of the events.
told()
{
	jq -se "any(.[]; $2)" "$ns_dir/events.$1"
}

never_told()
{
	! told "$@"
}

# opens STACK IPVERSION: a message there and one back.
opens()
{
	serve "$1"
	ask a connect "${addr_b[$2]}" "$port" send hello
	ask b echo 1
	ask a expect hello
}

# proves STACK IPVERSION A|B ADDRESS METHODS JSON: in the namespace, which has just opened by
# `opens`, the peer has this address, and these methods' identities, as sc_probe and as session show
# tell them.
proves()
{
	local probe=a

	[ "$3" = "$A" ] || probe=b
	[ "$(ask "$probe" get ids)" = "ids address $4$5" ]
	seccommctl -n "$3" -j session show | jq -e --arg stack "$1" --argjson ids "$6" '
		[.[] | select(.stack == $stack and .state == "open")] | length == 1 and
		.[0].method_ids == $ids'
	busywait 10000 told "$3" ".event == \"session-opened\" and .stack == \"$1\" and
		.session.method_ids == $6"
}

# Both ends of a session that `opens` has opened: B's socket is connected back to A's.
both_prove()
{
	local stack=$1 ip=$2 name
	shift 2

	opens "$stack" "$ip"
	name=$(ask a get name)
	ask b connect "${addr_a[$ip]}" "${name##* }"
	proves "$stack" "$ip" "$A" "${addr_b[$ip]}" "$1" "$2"
	proves "$stack" "$ip" "$B" "${addr_a[$ip]}" "$3" "$4"
	probes_end
}

# one SLOT ORDINAL KIND VALUE: a method's identity as session show has it.
one()
{
	jq -cn --argjson slot "$1" --argjson ordinal "$2" --arg kind "$3" --arg value "$4" \
		'[{slot: $slot, ordinal: $ordinal, kind: $kind, value: $value}]'
}

test_identities()
{
	local ip

	trap end_all EXIT
	watch "$A"
	watch "$B"
	for ip in 4 6; do
		both_prove plain "$ip" '' '[]' '' '[]'
		both_prove psk "$ip" " method 0.0 address ${addr_b[$ip]}" \
			"$(one 0 0 address "${addr_b[$ip]}")" \
			" method 0.0 address ${addr_a[$ip]}" "$(one 0 0 address "${addr_a[$ip]}")"
		both_prove sig "$ip" " method 0.0 key $(id rsa "$B")" \
			"$(one 0 0 key "$(id rsa "$B")")" \
			" method 0.0 key $(id rsa "$A")" "$(one 0 0 key "$(id rsa "$A")")"
		both_prove two "$ip" " method 0.1 key $(id x25519 "$B")" \
			"$(one 0 1 key "$(id x25519 "$B")")" \
			" method 0.1 key $(id x25519 "$A")" "$(one 0 1 key "$(id x25519 "$A")")"
	done
	opens sig 4
	seccommctl -n "$A" session show | grep " method 0.0 key:$(id rsa "$B") "
}

# peers NS WORD...
peers()
{
	seccommctl -n "$1" peer "${@:2}"
}

# All entries of both hosts.
forget()
{
	local ns stack prefix rest

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" -j peer show | jq -r '.[] | "\(.stack) \(.peer) \(.port // "")"' |
			while read -r stack prefix rest; do
				peers "$ns" del "$stack" "$prefix" ${rest:+port "$rest"}
			done
		[ "$(seccommctl -n "$ns" -j peer show)" = '[]' ]
	done
}

# refused_here STACK IPVERSION FILTER: the initiator refuses, and says why, while the other end
# opens nothing.
refused_here()
{
	local before

	give_up_after 2
	watch "$A"
	watch "$B"
	before=$(counter "$A" hs-drop-identity)
	serve "$1"
	ask a fails EKEYREJECTED connect "${addr_b[$2]}" "$port"
	[ "$(counter "$A" hs-drop-identity)" -gt "$before" ]
	busywait 10000 told "$A" ".event == \"peer-refused\" and .error == \"EKEYREJECTED\" and
		.stack == \"$1\" and .peer == \"${addr_b[$2]}\" and $3"
	busywait 10000 told "$A" '.event == "open-failed" and .error == "EKEYREJECTED"'
	# It has not even said who it is.
	never_told "$B" '.event == "session-opened"'
	end_all
	give_up_after 60
}

# refused_there STACK IPVERSION FILTER: the responder refuses, and takes no data.
refused_there()
{
	local before received

	watch "$B"
	before=$(counter "$B" hs-drop-identity)
	received=$(counter "$B" rx-messages)
	serve "$1"
	ask a connect "${addr_b[$2]}" "$port" send hello
	busywait 10000 told "$B" ".event == \"peer-refused\" and .error == \"EKEYREJECTED\" and
		.stack == \"$1\" and .peer == \"${addr_a[$2]}\" and $3"
	busywait 10000 told "$B" '.event == "open-failed" and .error == "EACCES"'
	[ "$(counter "$B" hs-drop-identity)" -gt "$before" ]
	never_told "$B" '.event == "session-opened"'
	[ "$(counter "$B" rx-messages)" = "$received" ]
	end_all
}

# unconfirmed_there STACK IPVERSION FILTER: the same of a stack whose initiator waits for M4.
unconfirmed_there()
{
	give_up_after 2
	watch "$B"
	serve "$1"
	ask a fails ETIMEDOUT connect "${addr_b[$2]}" "$port"
	busywait 10000 told "$B" ".event == \"peer-refused\" and .stack == \"$1\" and $3"
	busywait 10000 told "$B" '.event == "open-failed" and .error == "EACCES"'
	never_told "$B" '.event == "session-opened"'
	end_all
	give_up_after 60
}

# identity KIND VALUE [SLOT ORDINAL]: a filter for what a refused peer has proved.
identity()
{
	echo ".identity.kind == \"$1\" and .identity.value == \"$2\" and
		.identity.slot == ${3:-null} and .identity.ordinal == ${4:-null}"
}

test_by_key()
{
	local ip

	trap end_all EXIT
	for ip in 4 6; do
		peers "$A" add sig "${addr_b[$ip]}" id "key:$(id rsa "$B")"
		peers "$B" add sig "${addr_a[$ip]}" slot 0 id "key:$(id rsa "$A")"
		opens sig "$ip"
		probes_end
		peers "$A" replace sig "${addr_b[$ip]}" id "key:$(id rsa "$A")"
		refused_here sig "$ip" "$(identity key "$(id rsa "$B")" 0 0)"
		peers "$A" replace sig "${addr_b[$ip]}" id "key:$(id rsa "$B")" id "name:b"
		peers "$B" replace sig "${addr_a[$ip]}" id "key:$(id rsa "$B")"
		refused_there sig "$ip" "$(identity key "$(id rsa "$A")" 0 0)"
		peers "$B" replace sig "${addr_a[$ip]}" slot 1 id "key:$(id rsa "$A")"
		refused_there sig "$ip" "$(identity key "$(id rsa "$A")" 0 0)"
		forget
	done
}

# An identity for one method of a slot is for no other.
test_by_method()
{
	trap end_all EXIT
	peers "$A" add two any slot 0.1 id "key:$(id x25519 "$B")"
	peers "$B" add two any slot 0 id "key:$(id x25519 "$A")"
	opens two 4
	opens two 6
	probes_end
	peers "$A" replace two any slot 0.0 id "key:$(id x25519 "$B")"
	refused_here two 4 "$(identity key "$(id x25519 "$B")" 0 1)"
	peers "$A" replace two any
	refused_here two 6 "$(identity key "$(id x25519 "$B")" 0 1)"
	forget
}

# proven NS: the members of `some` to which the peer has proved who it is.
proven()
{
	seccommctl -n "$1" -j session show | jq -c '[.[] | select(.stack == "some" and
		.state == "open") | .method_ids[].ordinal]'
}

# member_refused NS IPVERSION PEER: there, who PEER is fails a member, and not the open.
member_refused()
{
	watch "$A"
	watch "$B"
	peers "$1" add some any id "key:$(id rsa "$1")"
	opens some "$2"
	[ "$(proven "$1")" = '[0]' ]
	busywait 10000 told "$1" ".event == \"peer-refused\" and .stack == \"some\" and
		$(identity key "$(id rsa "$3")" 0 1)"
	busywait 10000 told "$1" '.event == "member-failed" and .slot == 0 and .method == 1 and
		.error == "EKEYREJECTED"'
}

# Who may not open fails one of several methods alone, as long as enough are left; and a method
# whose secret the peer has not shown to have proves nobody.
test_by_member()
{
	local ip

	trap end_all EXIT
	for ip in 4 6; do
		member_refused "$A" "$ip" "$B"
		busywait 10000 told "$B" '.event == "member-failed" and .method == 1 and
			.error == "EACCES"'
		[ "$(proven "$B")" = '[0]' ]
		end_all
		forget
		member_refused "$B" "$ip" "$A"
		[ "$(proven "$A")" = '[0,1]' ]
		end_all
		forget
		peers "$A" add most any id "key:$(id rsa "$A")"
		refused_here most "$ip" "$(identity key "$(id rsa "$B")" 0 1)"
		forget
		peers "$B" add most any id "key:$(id rsa "$B")"
		unconfirmed_there most "$ip" "$(identity key "$(id rsa "$A")" 0 1)"
		forget
	done
	key "$B" some slot 0 "$other"
	opens some 4
	[ "$(proven "$B")" = '[1]' ]
	probes_end
	key "$B" some slot 0 "$secret"
	opens some 4
	[ "$(proven "$B")" = '[0,1]' ]
}

# A stack that has peers is closed to all others; a stack that has none is not.
test_by_address()
{
	trap end_all EXIT
	peers "$B" add plain 10.9.0.0/24
	peers "$B" add psk 10.9.0.0/24
	opens plain 4
	opens psk 4
	opens two 6
	probes_end
	refused_there plain 6 "$(identity address "${addr_a[6]}")"
	refused_there psk 6 "$(identity address "${addr_a[6]}")"
	peers "$B" add plain fd09::/64
	opens plain 6
	probes_end
	peers "$A" add plain 10.9.0.1
	refused_here plain 4 "$(identity address "${addr_b[4]}")"
	forget
}

# The port is that which is opened, on both ends, and an entry for it goes before a longer prefix.
test_by_port()
{
	local next

	trap end_all EXIT
	next=$((port + 1))
	peers "$A" add sig any id "key:$(id rsa "$B")"
	peers "$A" add sig any port "$next" id "key:$(id rsa "$A")"
	peers "$A" add sig "${addr_b[4]}" id "key:$(id rsa "$B")"
	refused_here sig 4 "$(identity key "$(id rsa "$B")" 0 0)"
	opens sig 4
	probes_end
	peers "$B" add sig any port $((port + 1)) id "key:$(id rsa "$B")"
	peers "$B" add sig any id "key:$(id rsa "$A")"
	refused_there sig 6 "$(identity key "$(id rsa "$A")" 0 0)"
	opens sig 6
	probes_end
	forget
}

# names NS LOCAL REMOTE
names()
{
	key "$1" plain session local "$2" remote "$3" "$secret"
}

# Who the peer is as an end, by a name, its end or another one; without identities any name is.
test_by_name()
{
	trap end_all EXIT
	names "$A" a.example.org b.example.com
	names "$B" b.example.com a.example.org
	peers "$B" add plain any
	opens plain 4
	peers "$B" replace plain any id name:a.example.org
	opens plain 4
	peers "$B" replace plain any id 'name:*.example.org'
	opens plain 6
	probes_end
	peers "$B" replace plain any id 'name:*.example.com' id 'principal:*@example.org' \
		slot 0 id name:a.example.org
	refused_there plain 6 "$(identity name a.example.org)"
	peers "$A" add plain any id name:example.com
	refused_here plain 4 "$(identity name b.example.com)"
	forget
	key "$A" plain session "$secret"
	key "$B" plain session "$secret"
}

# What is shown makes the same entry again, and what is wrong is refused.
test_show()
{
	local key

	key=$(id rsa "$B")
	peers "$A" add later any id anonymous slot 3 id "name:*.x" slot 3.7 id 'principal:*@R' port 80
	peers "$A" add later 10.0.0.0/8 id "key:$key"
	peers "$A" show >"$ns_dir/before"
	grep -qx "peer later any port 80 id anonymous slot 3 id name:\*\.x slot 3\.7 id principal:\*@R" \
		"$ns_dir/before"
	grep -qx "peer later 10.0.0.0/8 id key:$key" "$ns_dir/before"
	forget
	sed 's/^peer/peer add/' "$ns_dir/before" | seccommctl -n "$A" -b -
	peers "$A" show | diff "$ns_dir/before" -
	[ "$(peers "$A" show other)" = '' ]
	refused 'delete or replace' peers "$A" add later 10.0.0.0/8
	refused 'no such peers' peers "$A" del later 10.0.0.0/16
	refused 'no identity' peers "$A" add later ::1 id address:::1
	refused 'no fingerprint' peers "$A" add later ::1 id key:00
	refused 'a name has' peers "$A" add later ::1 id 'name:*x'
	refused 'lacks the identity' peers "$A" add later ::1 slot 1
	refused 'a name has' peers "$A" add later ::1 id principal:
	forget
}

ns_pair
ktap_start
ktap_run configure
ns_run

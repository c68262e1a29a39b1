#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose slot has a method for each of three KDCs, which are hosts and realms of their own:
# where two of them are enough, one that is dead, hangs or lies is named, and the session opens
# without it, over IPv4 and IPv6, and carries messages; where all are wanted, it fails the open and
# is named, too. So it is where Kerberos stands beside Diffie-Hellman, and with four other methods.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=../keydist/methods.sh
. ../keydist/methods.sh
# shellcheck source-path=SCRIPTDIR source=../mlkem/brought.sh
. ../mlkem/brought.sh
# shellcheck source-path=SCRIPTDIR source=kdc.sh
. ./kdc.sh

# For stack_on_both.
# shellcheck disable=SC2034
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
other=b5a4f3d2110e5ba97e8c3d042a6c1fb6
port=7000
three='ext(kind=krb5),ext(kind=krb5),ext(kind=krb5)'
realms=(ONE TWO THREE)
# A's ends of the links to the KDCs, and the KDCs'.
near=(10.8.0.1 10.8.1.1 fd08:2::1)
far=(10.8.0.2 10.8.1.2 fd08:2::2)

# at NUMBER: of that KDC's realm is spoken from here on.
at()
{
	use "${realms[$1]}.EXAMPLE" "$ns_dir/$1" "$ns_tag-$1" "${far[$1]}"
}

# The KDC's host, which has a link to A.
kdc_host()
{
	local bits=24

	[[ ${near[$1]} != *:* ]] || bits=64
	ns_add "$ns_tag-$1"
	ip link add "k$1" netns "$A" type veth peer name v0 netns "$ns_tag-$1"
	ip -n "$A" address add "${near[$1]}/$bits" dev "k$1" ${2:+"$2"}
	ip -n "$ns_tag-$1" address add "${far[$1]}/$bits" dev v0 ${2:+"$2"}
	ip -n "$A" link set dev "k$1" up
	ip -n "$ns_tag-$1" link set dev v0 up
}

configure()
{
	local i ns

	for i in 0 1 2; do
		mkdir "$ns_dir/$i"
		at "$i"
		[[ $realm_at != *:* ]] || realm_at="[$realm_at]"
		realm_of a b
		kdc
	done
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add some "key session none; key 0 kofn(2,$three); $layers"
		seccommctl -n "$ns" stack add every "key session none; key 0 all($three); $layers"
		seccommctl -n "$ns" stack add dh "key session none;
			key 0 all(dh(auth=none,group=x25519),ext(kind=krb5)); $layers"
	done
	stack_on_both mixed "key 0 kofn(3,psk,dh(auth=none,group=x25519),`
		`rsa(bits=2048,sig=rsa2048),ext(kind=krb5),mlkem768); $layers" 0
	key_pairs "$ns_dir"
	for ns in "alice rsa.$A" "bob rsa.$B" "carol receiver.$A" "carol receiver.$B"; do
		cp "$ns_dir/rsa2048.${ns% *}" "$ns_dir/${ns#* }"
		cp "$ns_dir/rsa2048.${ns% *}.pub" "$ns_dir/${ns#* }.pub"
	done
	take_on_both mixed 'rsa receivers'
	brought
	give_up_after 60
}

# rows PEER HOST [REALM...]: the host's rows for the three methods, each of its own realm or of
# those given; and for the stacks that have one method of the kind, of the first realm.
rows()
{
	local peer=$1 name=$2 i=0 number
	shift 2

	[ $# != 0 ] || set -- 0 1 2
	at 0
	row "$(host "$peer")" "$name.keytab" "$name.ccache" dh 0.1
	row "$(host "$peer")" "$name.keytab" "$name.ccache" mixed 0.3
	for number; do
		at "$number"
		row "$(host "$peer")" "$name.keytab" "$name.ccache" '*' "0.$i"
		i=$((i + 1))
	done
}

# daemons [REALM...]: of both hosts, A's with rows of these realms; it has no tickets yet.
daemons()
{
	local all=$ns_dir/0/krb5.conf:$ns_dir/1/krb5.conf:$ns_dir/2/krb5.conf

	rm -f "$ns_dir"/[012]/*.ccache
	rows b a "$@" >"$ns_dir/rows.$A"
	rows a b >"$ns_dir/rows.$B"
	KRB5_CONFIG=$all daemon "$A" krb5 "$(cat "$ns_dir/rows.$A")"
	KRB5_CONFIG=$all daemon "$B" krb5 "$(cat "$ns_dir/rows.$B")"
}

# Of the kind mlkem.
mlkem_daemons()
{
	PATH=$ns_dir/bin:$PATH daemon "$A" mlkem 'serve * * any'
	PATH=$ns_dir/bin:$PATH daemon "$B" mlkem 'serve * * any'
}

# begin [REALM...]: daemons, whose events are watched.
begin()
{
	watch "$A"
	watch "$B"
	daemons "$@"
}

# Has the process ended? It has no parent here.
gone()
{
	[ ! -e "/proc/$1" ]
}

# dead NUMBER: the KDC's process is no more, of which its host tells at once.
dead()
{
	local pid

	read -r pid <"$ns_dir/$1/kdc.pid"
	kill "$pid"
	busywait 10000 gone "$pid"
}

# hung NUMBER: nothing of what the KDC's host says arrives.
hung()
{
	ip -n "$ns_tag-$1" route add blackhole "${near[$1]}"
}

# lying NUMBER: the KDC's database has another key for B, of the same number.
lying()
{
	at "$1"
	kadmin.local -q "delprinc -force $(host b)"
	kadmin.local -q "addprinc -randkey $(host b)"
	keytab b forged
}

# well NUMBER: the KDC is as it was, whatever was wrong with it.
well()
{
	local pid

	at "$1"
	ip -n "$realm_in" route del blackhole "${near[$1]}" 2>/dev/null || true
	if [ -e "$realm_dir/forged" ]; then
		mv "$realm_dir/forged" "$realm_dir/b.keytab"
	fi
	read -r pid <"$realm_dir/kdc.pid"
	[ -e "/proc/$pid" ] || kdc
}

all_well()
{
	local i

	for i in 0 1 2; do
		well "$i"
	done
}

# After each test.
recover()
{
	end_all
	all_well
}

# fails NS METHOD ERRNO: the event names the method of the kofn.
fails()
{
	busywait 10000 told "$1" ".event == \"member-failed\" and .slot == 0 and .method == $2 and
		.error == \"$3\""
}

# refuses NS METHOD ERRNO: the event names the method for which the agent gave no key.
refuses()
{
	busywait 10000 told "$1" ".event == \"agent-failed\" and .agent == \"krb5\" and .slot == 0 and
		.method == $2 and .error == \"$3\""
}

# blamed METHOD...: these alone are named by events of either end.
blamed()
{
	[ "$(cat "$ns_dir/events.$A" "$ns_dir/events.$B" | jq -cs '
		[.[] | select(.event == "member-failed" or .event == "agent-failed" or
			.event == "key-inconsistent") | .method] | unique')" = "[$(IFS=, && echo "$*")]" ]
}

# proven STACK: by method and principal, whom the open session has.
proven()
{
	seccommctl -n "$A" -j session show | jq -c "[.[] | select(.stack == \"$1\" and
		.state == \"open\") | .method_ids[] | [.ordinal, .value]]"
}

test_alive()
{
	local ip name whole

	trap recover EXIT
	begin
	mlkem_daemons
	for name in some every dh mixed; do
		for ip in 4 6; do
			opens "$name" "$ip"
		done
	done
	blamed
	whole=$(for i in 0 1 2; do at "$i"; printf '[%d,"%s"]\n' "$i" "$(host b)"; done | paste -sd ,)
	busywait 20000 no_sessions
	serve some
	ask a connect "${addr_b[4]}" "$port"
	carries
	[ "$(proven some)" = "[$whole]" ]
	probes_end
}

# Each of the three in its turn, over IPv4 and IPv6.
each()
{
	local i ip

	trap recover EXIT
	for i in 0 1 2; do
		for ip in 4 6; do
			begin
			"$1" "$i"
			opens some "$ip"
			trap recover EXIT
			"$2" "$i"
			blamed "$i"
			recover
		done
	done
}

# It is A's agent that gets no ticket, as A tells B.
is_dead()
{
	refuses "$A" "$1" EACCES
	fails "$A" "$1" EACCES
	fails "$B" "$1" EACCES
	logged "$A" krb5 "stack some, method 0.$1: .*Cannot contact any KDC for realm .${realms[$1]}"
}

test_dead()
{
	each dead is_dead
}

is_hung()
{
	refuses "$A" "$1" ETIMEDOUT
	fails "$A" "$1" ETIMEDOUT
	fails "$B" "$1" EACCES
	busywait 10000 logged "$A" krb5 "stack some, method 0.$1: killed, since its time was over"
}

test_hung()
{
	each hung is_hung
}

# It is B's agent that refuses the token, as B tells A.
is_lying()
{
	refuses "$B" "$1" EACCES
	fails "$B" "$1" EACCES
	fails "$A" "$1" EACCES
	logged "$B" krb5 "stack some, method 0.$1: the token is refused"
}

test_lying()
{
	each lying is_lying
}

# take_three NAME STEP: the requests for the three methods, whose cookies are in the array `asked`.
take_three()
{
	local i

	asked=()
	for i in 0 1 2; do
		takes "$1" "$2"
		asked[request[4]]=${request[0]}
	done
	[ ${#asked[@]} = 3 ]
}

# bytes BYTE: a key of it, in hexadecimal digits.
bytes()
{
	printf "$1%.0s" {1..32}
}

# Of one method both agents are given a key, but another one each.
test_unlike()
{
	local i ip=4 asked key

	for liar in 0 1 2; do
		trap recover EXIT
		watch "$A"
		watch "$B"
		agent one "$A" krb5
		agent two "$B" krb5
		sockets_on_both some
		tell a connect "${addr_b[$ip]}" "$port"
		take_three one offer
		for i in 0 1 2; do
			[ "$(order one "done" "${asked[$i]}" token "0$i")" = ok ]
		done
		take_three two answer
		for i in 0 1 2; do
			[ "$(order two "done" "${asked[$i]}" token "1$i" key "$(bytes "2$i")")" = ok ]
		done
		take_three one finish
		for i in 0 1 2; do
			key=2$i
			[ "$i" != "$liar" ] || key=66
			[ "$(order one "done" "${asked[$i]}" key "$(bytes "$key")")" = ok ]
		done
		answer a
		carries
		busywait 10000 told "$B" ".event == \"key-inconsistent\" and .slot == 0 and .method == $liar"
		blamed "$liar"
		recover
		ip=6
	done
}

# A KDC cannot stand for two: what it vouches for is another realm's to vouch for.
test_twice()
{
	trap recover EXIT
	begin 0 0 2
	opens some 4
	trap recover EXIT
	refuses "$B" 1 EACCES
	fails "$A" 1 EACCES
	blamed 1
}

# fails_to_open ERRNO STACK
fails_to_open()
{
	sockets_on_both "$2"
	ask a fails "$1" connect "${addr_b[4]}" "$port"
	probes_end
	busywait 10000 told "$A" ".event == \"open-failed\" and .stack == \"$2\" and .error == \"$1\""
}

# Of two that are gone each is named.
test_two_dead()
{
	trap recover EXIT
	begin
	dead 0
	dead 2
	fails_to_open EACCES some
	fails "$A" 0 EACCES
	fails "$A" 2 EACCES
	refuses "$A" 0 EACCES
	refuses "$A" 2 EACCES
	blamed 0 2
}

# One that hangs fails last.
test_dead_and_hung()
{
	trap recover EXIT
	begin
	dead 1
	hung 2
	fails_to_open ETIMEDOUT some
	fails "$A" 1 EACCES
	fails "$A" 2 ETIMEDOUT
	blamed 1 2
}

# B says nothing to who has too few. The third method's token, which comes again with each repeat,
# is a replay then.
test_two_lying()
{
	local dropped

	trap 'give_up_after 60; recover' EXIT
	give_up_after 3
	begin
	lying 0
	lying 1
	dropped=$(counter "$B" hs-drop-daemon)
	fails_to_open ETIMEDOUT some
	fails "$B" 0 EACCES
	fails "$B" 1 EACCES
	counter_exceeds "$B" hs-drop-daemon "$dropped"
}

# Where all are wanted none is a member: the open fails by the agent's errno.
test_every()
{
	local i

	trap recover EXIT
	for i in 0 1 2; do
		begin
		hung "$i"
		fails_to_open ETIMEDOUT every
		refuses "$A" "$i" ETIMEDOUT
		blamed "$i"
		recover
		trap recover EXIT
		begin
		dead "$i"
		fails_to_open EACCES every
		refuses "$A" "$i" EACCES
		blamed "$i"
		recover
		trap recover EXIT
	done
	begin
	opens every 6
	trap recover EXIT
	blamed
}

test_dh()
{
	trap recover EXIT
	begin
	hung 0
	fails_to_open ETIMEDOUT dh
	refuses "$A" 1 ETIMEDOUT
	well 0
	opens dh 4
	trap recover EXIT
	blamed 1
}

# With two of five gone, and with one that is gone and one that lies; not with three.
test_mixed()
{
	trap recover EXIT
	begin
	dead 0
	opens mixed 4
	trap recover EXIT
	refuses "$A" 3 EACCES
	fails "$A" 3 EACCES
	fails "$A" 4 ESRCH
	fails "$B" 4 EACCES
	blamed 3 4
	end_all

	trap 'key "$B" mixed slot 0 "$secret"; recover' EXIT
	watch "$A"
	watch "$B"
	daemons
	mlkem_daemons
	key "$B" mixed slot 0 "$other"
	opens mixed 6
	trap 'key "$B" mixed slot 0 "$secret"; recover' EXIT
	busywait 10000 told "$B" '.event == "key-inconsistent" and .slot == 0 and .method == 0'
	fails "$A" 3 EACCES
	blamed 0 3
	end_all

	trap 'receivers_on_both mixed; recover' EXIT
	key "$B" mixed slot 0 "$secret"
	begin
	seccommctl -n "$A" key del mixed slot 0 encrypt
	# The KDC's refusal comes last.
	fails_to_open EACCES mixed
	fails "$A" 2 ENOKEY
	blamed 2 3 4
}

ns_pair
kdc_host 0
kdc_host 1
kdc_host 2 nodad
ktap_start
ktap_run configure
ns_run

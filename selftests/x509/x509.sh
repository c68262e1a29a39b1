#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose ends show certificates: by keys of RSA and DSA they open over IPv4 and IPv6, and who
# the peer is is its name. Certificates that are of another name, expired, revoked, altered, of
# another authority or of another key open nothing, and neither does a host without an agent.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=authority.sh
. ./authority.sh

# For stack_on_both.
# shellcheck disable=SC2034
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
port=7000
layers='WindowReplay(), ChaChaPolyPrivacy(0)'
# The stacks, their methods, and the algorithm of the keys that sign.
stacks='sig-rsa:dh(auth=sig,group=x25519,sig=rsa2048):rsa
	sig-dsa:dh(auth=sig,group=x25519,sig=dsa2048):dsa
	rsa:rsa(bits=2048,sig=rsa2048):rsa
	all:all(dh(auth=sig,group=p256,sig=rsa2048),rsa(bits=2048,sig=rsa2048)):rsa
	shared:kofn(2,dh(auth=sig,group=x25519,sig=rsa2048),dh(auth=none,group=x25519),rsa(bits=2048,sig=rsa2048)):rsa'
declare -A end=([$A]=a [$B]=b) holder=([$A]=alice [$B]=bob)

# show NS STACK CERTIFICATE [SLOT]: that end shows it.
show()
{
	seccommctl -n "$1" key set "$2" slot 0 certificate "$ca/$3.pem"
}

# give NS STACK ALGORITHM: its keys, and their certificates.
give()
{
	local name=${end[$1]}

	seccommctl -n "$1" key set "$2" slot 0 private "$ns_dir/$3.$1"
	show "$1" "$2" "$3.$name.chain"
	[[ $2 != rsa && $2 != all && $2 != shared ]] ||
		{ seccommctl -n "$1" key set "$2" slot 0 decrypt "$ns_dir/receiver.$1" &&
			show "$1" "$2" "receiver.$name.chain"; }
}

# The certificates of one end, by the intermediate authority, with its own behind them.
certificates()
{
	local ns=$1 kind name=${end[$1]}

	for kind in '' .pub; do
		cp "$ns_dir/keys/rsa2048.${holder[$ns]}$kind" "$ns_dir/rsa.$ns$kind"
		cp "$ns_dir/keys/dsa2048.${holder[$ns]}$kind" "$ns_dir/dsa.$ns$kind"
		cp "$ns_dir/keys/rsa2048.carol$kind" "$ns_dir/receiver.$ns$kind"
	done
	for kind in rsa dsa receiver; do
		leaf middle "$kind.$name" "$ns_dir/$kind.$ns" "$name.example"
		cat "$ca/$kind.$name.pem" "$ca/middle.pem" >"$ca/$kind.$name.chain.pem"
	done
}

configure()
{
	local ns name how kind

	mkdir "$ns_dir/keys"
	key_pairs "$ns_dir/keys"
	authority root
	authority middle root
	authority stranger
	certificates "$A"
	certificates "$B"
	while IFS=: read -r name how kind; do
		for ns in "$A" "$B"; do
			seccommctl -n "$ns" stack add "$name" "key session none; key 0 $how; $layers"
			give "$ns" "$name" "$kind"
		done
		expect "$A" "$name" b.example
		expect "$B" "$name" a.example
	done < <(tr -d '\t' <<<"$stacks")
	give_up_after 60
}

# expect NS STACK NAME: it opens to whoever has that name.
expect()
{
	seccommctl -n "$1" peer replace "$2" any id "name:$3"
}

daemons()
{
	daemon "$A" x509 "trust * * any $ca/root.pem"
	daemon "$B" x509 "trust * * any $ca/root.pem"
}

# proved NS STACK NAME: the open session's peer has it by all methods that say who it is.
proved()
{
	seccommctl -n "$1" -j session show | jq -e --arg stack "$2" --arg name "$3" '
		[.[] | select(.stack == $stack and .state == "open") | .method_ids[]] |
		length > 0 and all(.kind == "name" and .value == $name)'
}

test_opens()
{
	local name rest ip

	trap end_all EXIT
	daemons
	while IFS=: read -r name rest; do
		for ip in 4 6; do
			serve "$name"
			ask a connect "${addr_b[$ip]}" "$port"
			carries
			proved "$A" "$name" b.example
			proved "$B" "$name" a.example
			probes_end
		done
	done < <(tr -d '\t' <<<"$stacks")
}

# refuses EVENT_ERROR ERRNO IPVERSION: A does not open `sig-rsa`, is told ERRNO, and an event says why.
refuses()
{
	watch "$A"
	serve sig-rsa
	ask a fails "$2" connect "${addr_b[$3]}" "$port"
	busywait 10000 told "$A" '.event == "agent-failed" and .agent == "x509" and .slot == 0 and
		.stack == "sig-rsa" and .error == "'"$1"'"'
}

# instead IPVERSION CERTIFICATE [ERROR]: B shows another certificate of its key, and A refuses it.
instead()
{
	local error=${3-EKEYREJECTED}

	trap end_all EXIT
	daemons
	give_up_in "$A" 4
	show "$B" sig-rsa "$2"
	refuses "$error" "$error" "$1"
	show "$B" sig-rsa rsa.b.chain
	give_up_after 60
}

test_wrong_name()
{
	local ip

	trap end_all EXIT
	daemons
	watch "$A"
	give_up_in "$A" 4
	expect "$A" sig-rsa c.example
	for ip in 4 6; do
		serve sig-rsa
		ask a fails EKEYREJECTED connect "${addr_b[$ip]}" "$port"
	done
	busywait 10000 told "$A" '.event == "peer-refused" and .stack == "sig-rsa" and
		.identity.value == "b.example"'
	expect "$A" sig-rsa b.example
	give_up_after 60
	opens sig-rsa 4
}

# A name ends with what follows the asterisk of the entry.
test_suffix()
{
	trap end_all EXIT
	daemons
	expect "$A" sig-rsa '*.example'
	opens sig-rsa 6
	expect "$A" sig-rsa b.example
}

test_expired()
{
	leaf middle old "$ns_dir/rsa.$B" b.example -startdate 20200101000000Z -enddate 20200201000000Z
	cat "$ca/old.pem" "$ca/middle.pem" >"$ca/old.chain.pem"
	instead 4 old.chain EKEYEXPIRED
}

test_early()
{
	leaf middle early "$ns_dir/rsa.$B" b.example -startdate 20900101000000Z -enddate 20910101000000Z
	cat "$ca/early.pem" "$ca/middle.pem" >"$ca/early.chain.pem"
	instead 6 early.chain EKEYEXPIRED
}

test_stranger()
{
	leaf stranger strange "$ns_dir/rsa.$B" b.example
	cat "$ca/strange.pem" "$ca/stranger.pem" >"$ca/strange.chain.pem"
	instead 4 strange.chain
}

# Without the one in between nobody knows who has signed.
test_gap()
{
	instead 6 rsa.b
}

# Who has a certificate is no authority for others.
test_no_authority()
{
	certify middle end "$ca/root.key" 'basicConstraints = critical,CA:false'
	mkdir -p "$ca/end"
	sed "s=$ca/root=$ca/end=g" "$ca/root/conf" >"$ca/end/conf"
	: >"$ca/end/index"
	echo 1000 >"$ca/end/serial"
	cp "$ca/root.key" "$ca/end.key"
	leaf end below "$ns_dir/rsa.$B" b.example
	cat "$ca/below.pem" "$ca/end.pem" "$ca/middle.pem" >"$ca/below.chain.pem"
	instead 4 below.chain
}

# A certificate that is for something else.
test_purpose()
{
	certify middle code "$ns_dir/rsa.$B" 'subjectAltName = DNS:b.example
		extendedKeyUsage = codeSigning'
	cat "$ca/code.pem" "$ca/middle.pem" >"$ca/code.chain.pem"
	instead 6 code.chain
}

# trusting_lists NS: its agent asks what the authorities have revoked.
trusting_lists()
{
	daemon "$1" x509 "trust * * any $ca/root.pem $ca/crl.pem"
}

test_revoked()
{
	trap end_all EXIT
	leaf middle gone "$ns_dir/rsa.$B" b.example
	cat "$ca/gone.pem" "$ca/middle.pem" >"$ca/gone.chain.pem"
	revoked root middle
	show "$B" sig-rsa gone.chain
	trusting_lists "$A"
	daemon "$B" x509 "trust * * any $ca/root.pem"
	opens sig-rsa 4
	openssl ca -batch -config "$ca/middle/conf" -revoke "$ca/gone.pem"
	revoked root middle
	give_up_in "$A" 4
	kill -HUP "${started[0]}"
	busywait 10000 logged "$A" x509 'read anew'
	refuses EKEYREVOKED EKEYREVOKED 4
	end_all
	trusting_lists "$A"
	daemon "$B" x509 "trust * * any $ca/root.pem"
	give_up_after 60
	show "$B" sig-rsa rsa.b.chain
	opens sig-rsa 6
}

# An authority whose list is not there may have revoked anything.
test_list_missing()
{
	trap end_all EXIT
	revoked middle
	trusting_lists "$A"
	daemon "$B" x509 "trust * * any $ca/root.pem"
	give_up_in "$A" 4
	refuses EKEYREJECTED EKEYREJECTED 4
	logged "$A" x509 'unable to get certificate CRL'
	give_up_after 60
}

# The kernel needs an agent, says which, and does so at once.
test_none()
{
	trap end_all EXIT
	watch "$A"
	watch_text "$A"
	serve sig-rsa
	ask a fails ESRCH connect "${addr_b[4]}" "$port"
	busywait 10000 told "$A" '.event == "agent-failed" and .error == "ESRCH" and
		.agent == "x509" and .slot == 0 and .stack == "sig-rsa" and .peer == "10.9.0.2"'
	serve rsa
	ask a fails ESRCH connect "${addr_b[6]}" "$port"
	busywait 10000 grep -q 'agent x509 peer fd09::2: start seccommd@x509' "$ns_dir/text"
	serve shared
	ask a fails ESRCH connect "${addr_b[4]}" "$port"
	busywait 10000 told "$A" '.event == "agent-failed" and .stack == "shared" and .method == 2'
}

# The other end has none: it says so, and the initiator gives up in its time.
test_none_there()
{
	trap end_all EXIT
	daemon "$A" x509 "trust * * any $ca/root.pem"
	watch "$B"
	give_up_in "$A" 4
	serve sig-rsa
	ask a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	busywait 10000 told "$B" '.event == "agent-failed" and .error == "ESRCH" and .agent == "x509"'
	give_up_after 60
}

# An agent that has taken the request and does not answer.
test_hung()
{
	local ip

	trap end_all EXIT
	daemon "$B" x509 "trust * * any $ca/root.pem"
	agent one "$A" x509
	watch "$A"
	for ip in 4 6; do
		serve sig-rsa
		tell a fails ETIMEDOUT connect "${addr_b[$ip]}" "$port"
		takes one verify
		answer a
	done
	busywait 10000 told "$A" '.event == "agent-failed" and .error == "ETIMEDOUT" and
		.agent == "x509" and .stack == "sig-rsa"'
}

# The same at the end that is opened to, which A hears of no more.
test_hung_there()
{
	trap end_all EXIT
	daemon "$A" x509 "trust * * any $ca/root.pem"
	agent two "$B" x509
	watch "$B"
	serve sig-rsa
	ask a connect "${addr_b[6]}" "$port"
	takes two verify
	busywait 10000 told "$B" '.event == "agent-failed" and .error == "ETIMEDOUT" and
		.agent == "x509" and .stack == "sig-rsa"'
	busywait 10000 told "$B" '.event == "open-failed" and .error == "ETIMEDOUT"'
}

# spki FILE: in hexadecimal digits.
spki()
{
	openssl pkey -in "$1" -pubout -outform DER | xxd -p -c 4096
}

# What an agent answers is a public key of the algorithm that the slot takes, and the peer's.
test_lies()
{
	local dsa ours theirs

	trap end_all EXIT
	daemon "$B" x509 "trust * * any $ca/root.pem"
	agent one "$A" x509
	give_up_in "$A" 8
	dsa=$(spki "$ns_dir/dsa.$B") ours=$(spki "$ns_dir/rsa.$A") theirs=$(spki "$ns_dir/rsa.$B")
	serve sig-rsa
	tell a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	takes one verify
	[ "${request[9]}" = b.example ]
	answers one EINVAL
	answers one EINVAL token 00 key "$(printf '11%.0s' {1..32})"
	answers one EINVAL token 00 identity b.example
	answers one EINVAL token 00 error 13
	[[ $(order one refuse "${request[0]}" error 1) == EINVAL* ]]
	answers one ok token "$dsa"
	answer a
	serve sig-rsa
	tell a fails EKEYREJECTED connect "${addr_b[6]}" "$port"
	takes one verify
	answers one ok token "$ours"
	answer a
	serve sig-rsa
	tell a fails EKEYREJECTED connect "${addr_b[6]}" "$port"
	takes one verify
	answers one ok token 3003020100
	answer a
	give_up_after 60
	serve sig-rsa
	tell a connect "${addr_b[6]}" "$port"
	takes one verify
	answers one ok token "$theirs"
	answer a
	carries
}

# Bytes of the certificates that are cut or altered: OpenSSL is given what the kernel was.
test_altered()
{
	local chain

	trap end_all EXIT
	daemons
	give_up_in "$A" 4
	chain=$ca/altered.chain.pem
	openssl x509 -in "$ca/rsa.b.pem" -outform DER >"$ca/der"
	# The last byte is the signature's.
	head -c -1 "$ca/der" >"$ca/other"
	tail -c 1 "$ca/der" | tr '\000-\377' '\001-\377\000' >>"$ca/other"
	{ openssl x509 -inform DER -in "$ca/other"; cat "$ca/middle.pem"; } >"$chain"
	show "$B" sig-rsa altered.chain
	refuses EKEYREJECTED EKEYREJECTED 6
	give_up_after 60
	show "$B" sig-rsa rsa.b.chain
}

# Who is to have a name does not come by a key alone, and who is to have a key by no name.
test_other_type()
{
	local ip rejected

	trap end_all EXIT
	daemons
	give_up_in "$A" 4
	seccommctl -n "$B" key set sig-rsa slot 0 private "$ns_dir/rsa.$B"
	for ip in 4 6; do
		rejected=$(counter "$A" hs-drop-identity)
		serve sig-rsa
		ask a fails EKEYREJECTED connect "${addr_b[$ip]}" "$port"
		[ "$(counter "$A" hs-drop-identity)" -gt "$rejected" ]
	done
	# It is the peer's key, but nobody of that name.
	seccommctl -n "$A" key set sig-rsa slot 0 public "$ns_dir/rsa.$B.pub"
	serve sig-rsa
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	show "$B" sig-rsa rsa.b.chain
	serve sig-rsa
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	seccommctl -n "$A" key del sig-rsa slot 0 public
	give_up_after 60
	opens sig-rsa 4
}

# One end shows certificates, and the other a key that was set.
test_mixed()
{
	local ip

	trap end_all EXIT
	daemon "$A" x509 "trust * * any $ca/root.pem"
	seccommctl -n "$A" key set sig-rsa slot 0 private "$ns_dir/rsa.$A"
	seccommctl -n "$B" key set sig-rsa slot 0 public "$ns_dir/rsa.$A.pub"
	seccommctl -n "$B" peer replace sig-rsa any id "key:$(seccommctl -j key fingerprint \
		"$ns_dir/rsa.$A" | jq -r '.[0].fingerprint')"
	for ip in 4 6; do
		opens sig-rsa "$ip"
	done
	seccommctl -n "$B" key del sig-rsa slot 0 public
	show "$A" sig-rsa rsa.a.chain
	expect "$B" sig-rsa a.example
}

# Without an entry that names somebody a key has to be set.
test_unnamed()
{
	trap end_all EXIT
	daemons
	seccommctl -n "$A" peer del sig-rsa any
	serve sig-rsa
	ask a fails ENOKEY connect "${addr_b[4]}" "$port"
	expect "$A" sig-rsa b.example
	opens sig-rsa 4
}

# What is set is looked at.
test_set()
{
	refused 'is of no private key of the slot: set that first' \
		show "$A" sig-rsa rsa.b.chain
	refused 'is of no private key of the slot: set that first' \
		show "$A" sig-rsa receiver.a.chain
	refused 'no certificate, PEM or DER' \
		seccommctl -n "$A" key set sig-rsa slot 0 certificate "$ns_dir/rsa.$A.pub"
	refused 'has no dNSName c.example' seccommctl -n "$A" key set sig-rsa slot 0 \
		certificate "$ca/rsa.a.pem" local c.example
	leaf middle wild "$ns_dir/rsa.$A" '*.example'
	refused 'no dNSName that is no wildcard' show "$A" sig-rsa wild
	cat "$ca/rsa.a.chain.pem" "$ca/middle.pem" "$ca/middle.pem" "$ca/middle.pem" >"$ca/long.pem"
	refused 'more than 4 certificates' show "$A" sig-rsa long
	certify middle large "$ns_dir/rsa.$A" "subjectAltName = DNS:a.example
		nsComment = $(printf 'x%.0s' {1..4000})"
	refused 'have more than 4096 bytes' show "$A" sig-rsa large
	openssl x509 -in "$ca/rsa.a.pem" -outform DER >"$ca/leaf.der"
	seccommctl -n "$A" key set sig-rsa slot 0 certificate "$ca/leaf.der"
	seccommctl -n "$A" -j key show sig-rsa | jq -e \
		'[.[] | select(.kind == "private")][0].local_name == "a.example"'
	show "$A" sig-rsa rsa.a.chain
	# Fewer bytes are left where a list has more credentials.
	seccommctl -n "$A" stack add many "key session none; key 0 all($(
		printf 'dh(auth=sig,group=x25519,sig=rsa2048)%.0s,' {1..6})dh(auth=none,group=x25519)); $layers"
	seccommctl -n "$A" key set many slot 0 private "$ns_dir/rsa.$A"
	refused 'too long for the stack' show "$A" many rsa.a.chain
	seccommctl -n "$A" stack del many
	seccommctl -n "$A" key del many slot 0 private
	# Only methods show certificates.
	seccommctl -n "$A" stack add signs "key 0; key 1 pk rsa2048; RSAAuthenticity(1), $layers"
	seccommctl -n "$A" key set signs slot 1 private "$ns_dir/rsa.$A"
	refused 'no method of the stack' seccommctl -n "$A" key set signs slot 1 certificate "$ca/rsa.a.pem"
	seccommctl -n "$A" stack del signs
	seccommctl -n "$A" key del signs slot 1 private
}

# Rows are for stacks and peers.
test_rows()
{
	trap end_all EXIT
	daemon "$A" x509 "trust sig-dsa * any $ca/root.pem" "trust sig-rsa 0 ${addr_b[6]} $ca/root.pem"
	daemon "$B" x509 "trust * * any $ca/root.pem"
	opens sig-rsa 6
	give_up_in "$A" 4
	refuses EACCES EACCES 4
	logged "$A" x509 'no row is for them'
	give_up_after 60
}

test_check()
{
	local conf=$ns_dir/conf

	good() { printf '%s\n' "$1" >"$conf"; seccommd --check -c "$conf" x509; }
	bad() { printf '%s\n' "$1" >"$conf"; refused "$2" seccommd --check -c "$conf" x509; }
	revoked root middle
	good "trust * * any $ca/root.pem"
	good "trust sig-rsa 0 10.9.0.0/24 $ca/root.pem $ca/crl.pem"
	bad 'trust * * any' 'wants .trust STACK SLOT PEERS. and what it is to do'
	bad "trust * * any $ca/root.pem $ca/crl.pem more" 'wants a file of authorities behind the peers'
	bad "trust * * any $ca/crl.pem" 'no certificate in it, PEM'
	bad "trust * * any $ca/root.pem $ca/root.pem" 'no list of revoked certificates in it, PEM'
	bad "trust * * any $ca/none" 'No such file'
	bad "trust * * any $ca" 'no regular file'
	cp "$ca/root.pem" "$ca/open.pem"
	chmod 666 "$ca/open.pem"
	bad "trust * * any $ca/open.pem" 'others may change it: chmod 644'
}

ns_pair
ktap_start
ktap_run configure
ns_run

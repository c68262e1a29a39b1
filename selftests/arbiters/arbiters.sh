#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is left of a session when who gave its keys is compromised, or keys are stolen after the
# fact: an adversary with the capture, and with each set of what there is to take, reads what the
# checker says of the slot's methods, and nothing more. The sessions are those of the vectors, with
# all that could be broken, and of this kernel and its agents, with what can be stolen.

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
# shellcheck source-path=SCRIPTDIR source=../krb5/kdc.sh
. ../krb5/kdc.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
constant=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
port=7000
# Four families, so that a slot's key is easier to get than all of them.
layers='WindowReplay(), ChaChaPolyPrivacy(0), AESGCMPrivacy(0), SerpentPrivacy(0), CamelliaPrivacy(0)'

# Name; all, or how many of its methods are enough, or alone; the methods.
compositions()
{
	cat <<-EOF
		all all psk ext(kind=file) ext(kind=exec)
		two_of_three 2 psk ext(kind=file) ext(kind=exec)
		three_of_four 3 psk ext(kind=file) ext(kind=exec) dh(auth=none,group=x25519)
		two_with_dh 2 ext(kind=exec) dh(auth=static,group=x25519) dh(auth=none,group=p256)
		backdoored alone ext(kind=exec)
		backdoored_all all ext(kind=file) ext(kind=exec)
		dh_exec all dh(auth=none,group=x25519) ext(kind=exec)
		krb5 alone ext(kind=krb5)
		krb5_two 2 psk ext(kind=krb5)
		krb5_dh all dh(auth=none,group=x25519) ext(kind=krb5)
		rsa alone rsa(bits=2048,sig=rsa2048)
		rsa_dh all rsa(bits=2048,sig=rsa2048) dh(auth=none,group=p256)
		signed alone dh(auth=sig,group=x25519,sig=rsa2048)
		static alone dh(auth=static,group=x25519)
	EOF
}

# keys HOW METHOD...: their slot's declaration.
keys()
{
	local how=$1 methods
	shift

	methods=$(IFS=, && echo "$*")
	case $how in
	alone) ;;
	all) methods="all($methods)" ;;
	*) methods="kofn($how,$methods)" ;;
	esac
	echo "key session none; key 0 $methods;"
}

# give STACK METHOD: what a method takes of its slot.
give()
{
	case $2 in
	psk) take_on_both "$1" secret ;;
	rsa*) take_on_both "$1" 'rsa receivers' ;;
	dh*auth=sig*) take_on_both "$1" rsa ;;
	dh*auth=static*) take_on_both "$1" x25519 ;;
	esac
}

# A program that keeps what it gave, as who runs it can; and one that gives what somebody knows.
programs()
{
	cat >"$ns_dir/honest" <<-END
		#!/bin/bash
		key=\$(printf %s "\$SECCOMM_NONCE_I\$SECCOMM_NONCE_R$secret" | sha256sum | cut -c -64)
		[ "\$SECCOMM_STEP" = finish ] || echo token 01
		[ "\$SECCOMM_STEP" != offer ] || exit 0
		echo "\$key" >"$ns_dir/gave.\$SECCOMM_STACK"
		echo "key \$key"
	END
	cat >"$ns_dir/backdoor" <<-END
		#!/bin/bash
		[ "\$SECCOMM_STEP" = finish ] || echo token 01
		[ "\$SECCOMM_STEP" = offer ] || echo key $constant
	END
	chmod 700 "$ns_dir/honest" "$ns_dir/backdoor"
}

configure()
{
	local name how methods method ns

	key_pairs "$ns_dir"
	for method in "alice rsa.$A" "bob rsa.$B" "carol receiver.$B"; do
		cp "$ns_dir/rsa2048.${method% *}" "$ns_dir/${method#* }"
		cp "$ns_dir/rsa2048.${method% *}.pub" "$ns_dir/${method#* }.pub"
	done
	head -c 32 /dev/urandom >"$ns_dir/key"
	chmod 600 "$ns_dir/key"
	programs
	realm_of a b
	kdc
	while read -r name how methods; do
		for ns in "$A" "$B"; do
			# shellcheck disable=SC2086 # many words
			seccommctl -n "$ns" stack add "$name" "$(keys "$how" $methods) $layers"
		done
		for method in $methods; do
			give "$name" "$method"
		done
	done < <(compositions)
	give_up_after 60
}

daemons()
{
	local ns

	for ns in "$A" "$B"; do
		daemon "$ns" file "key * * any $ns_dir/key"
		daemon "$ns" exec "run backdoored * any $ns_dir/backdoor" \
			"run backdoored_all * any $ns_dir/backdoor" "run * * any $ns_dir/honest"
	done
	daemon "$A" krb5 "$(row "$(host b)" a.keytab)"
	daemon "$B" krb5 "$(row "$(host a)" b.keytab)"
}

# Who listens has heard all that was sent before a ping of "end".
heard_all()
{
	in_ns "$A" ping -c 1 -W 1 -p 656e64 "${addr_b[4]}" >/dev/null && grep -q endendend "$ns_dir/pcap"
}

# A message of each composition, all in one capture.
test_sessions()
{
	local name rest

	trap end_all EXIT
	capture "$A" "$ns_dir/pcap" 'ip proto 253 or icmp'
	started+=("$capture_pid")
	daemons
	while read -r name rest; do
		echo "$name"
		opens "$name" 4
	done < <(compositions)
	busywait 20000 heard_all
}

# The database of the KDC as somebody has it who has copied its files: with it all keys.
test_kdc()
{
	local stolen=$ns_dir/stolen

	mkdir "$stolen"
	cp "$ns_dir"/principal* "$ns_dir/stash" "$stolen"
	sed "s|$ns_dir/|$stolen/|" "$KRB5_KDC_PROFILE" >"$stolen/kdc.conf"
	KRB5_KDC_PROFILE=$stolen/kdc.conf kadmin.local -q "ktadd -norandkey -k $stolen/keytab $(host b)"
	[ -s "$stolen/keytab" ]
}

# piece ATOM WHAT ORDINAL END HOW VALUE: what goes with the breaking of an atom; HOW is hex or file.
piece()
{
	printf '{"atom": "%s", "what": "%s", "slot": 0, "ordinal": %s, "end": %s, "%s": "%s"}\n' "$@"
}

# A private key of x25519, which is what its DER ends with.
private()
{
	openssl pkey -in "$1" -outform DER | tail -c 32 | xxd -p -c 64
}

# loot STACK ORDINAL METHOD: what there is of a method to take after the session, and by whose
# breaking.
loot()
{
	local given=$constant

	case $3 in
	psk) piece 'slot 0' psk "$2" 0 hex "$secret" ;;
	*kind=file*) piece file file "$2" 0 hex "$(xxd -p -c 64 "$ns_dir/key")" ;;
	*kind=exec*)
		[[ $1 == backdoored* ]] || given=$(cat "$ns_dir/gave.$1")
		piece exec key "$2" 0 hex "$given"
		;;
	*kind=krb5*) piece krb5 keytab "$2" 0 file "$ns_dir/stolen/keytab" ;;
	rsa*)
		piece rsa enc "$2" 1 file "$ns_dir/receiver.$B"
		piece 'receiver 0' enc "$2" 1 file "$ns_dir/receiver.$B"
		piece 'pair 0' sign "$2" 0 file "$ns_dir/rsa.$A"
		;;
	*auth=sig*)
		piece 'pair 0' sign "$2" 0 file "$ns_dir/rsa.$A"
		piece 'pair 0' sign "$2" 1 file "$ns_dir/rsa.$B"
		;;
	*auth=static*)
		piece 'pair 0' s "$2" 0 hex "$(private "$ns_dir/x25519.$A")"
		piece 'pair 0' s "$2" 1 hex "$(private "$ns_dir/x25519.$B")"
		;;
	esac
}

# loot_of STACK METHOD...
loot_of()
{
	local name=$1 ordinal=0
	shift

	while (($#)); do
		loot "$name" "$((ordinal++))" "$1"
		shift
	done
}

# The cases of the sessions, each with the capture.
sessions()
{
	local name how methods

	while read -r name how methods; do
		# shellcheck disable=SC2086 # many words
		printf '{"name": "%s", "keys": "%s", "capture": "%s", "body": "%s", "loot": [%s]}\n' \
			"$name" "$(keys "$how" $methods)" "$ns_dir/pcap" "$(printf hello | xxd -p)" \
			"$(loot_of "$name" $methods | paste -sd ,)"
	done < <(compositions)
}

# The cases, each with what the checker says of its slot, but for those that it refuses.
test_cases()
{
	local keys

	sessions >"$ns_dir/sessions"
	jq -c -f vectors.jq ../vectors.json >"$ns_dir/vectors"
	jq -r .keys "$ns_dir/sessions" "$ns_dir/vectors" | while read -r keys; do
		seccommctl -j check -e "$keys $layers" || [ $? = 1 ]
	done >"$ns_dir/checked"
	jq -s -f verdicts.jq "$ns_dir/checked" --slurpfile sessions "$ns_dir/sessions" \
		--slurpfile vectors "$ns_dir/vectors" >"$ns_dir/cases"
	# All sessions are among them, and enough of the vectors.
	jq -e --slurpfile sessions "$ns_dir/sessions" '($sessions | map(.name)) - map(.name) == [] and
		length > ($sessions | length) + 10' "$ns_dir/cases"
}

# One value of a case altered: what the adversary finds is another thing then, and told.
test_altered()
{
	jq "[.[] | select(.name == \"$case\") | $change]" "$ns_dir/cases" >"$ns_dir/altered"
	sc_arbiters "$ns_dir/altered" >"$ns_dir/told" || [ $? = 1 ]
	grep -x "not ok 1 $case" "$ns_dir/told"
}

altered()
{
	local case=$1 change=$2

	ktap_run test_altered "altered_$3"
}

ns_pair
ktap_start
ktap_run configure
ktap_run test_sessions
ktap_run test_kdc
ktap_run test_cases
ktap_program sc_arbiters "$ns_dir/cases"
altered two_of_three '.floor.least = 1' floor_too_low
altered rsa '.floor.least = 2' floor_too_high
altered two_of_three '.floor.witness = ["file"]' witness
altered dh_exec '.floor.witness = ["exec"]' witness_of_dh
altered signed '.secrecy = false' secrecy_denied
altered krb5 '.secrecy = true' secrecy_claimed
altered all 'del(.loot[0])' less_to_take
altered backdoored '.loot[0].hex |= sub("^00"; "01")' other_constant
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose slots get their secrets from key agents: with seccommd on both hosts they open,
# over IPv4 and IPv6, and carry messages both ways. An agent that is not there, hangs, refuses,
# lies, answers late, twice, unasked or badly is told apart, and nothing waits for it longer
# than its time.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=agents.sh
. agents.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
port=7000
layers='WindowReplay(), ChaChaPolyPrivacy(0)'

configure()
{
	local ns

	stack_on_both file "key 0 ext(kind=file); $layers"
	stack_on_both exec "key 0 ext(kind=exec); $layers"
	stack_on_both long "key 0 all(ext(kind=krb5),ext(kind=krb5)); $layers"
	stack_on_both both "key 0 all(dh(auth=none,group=x25519),ext(kind=file),ext(kind=exec));
		$layers"
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add sealed "key session none;
			key 0 all(dh(auth=static,group=x25519),ext(kind=file)); $layers"
	done
	pairs_on_both sealed x25519
	head -c 32 /dev/urandom >"$ns_dir/key"
	head -c 64 /dev/urandom >"$ns_dir/key.other"
	chmod 600 "$ns_dir/key" "$ns_dir/key.other"
	cat >"$ns_dir/program" <<-'END'
		#!/bin/bash
		key()
		{
			echo "key $(printf %s "$SECCOMM_BINDING$SECCOMM_NONCE_I$SECCOMM_NONCE_R" |
				sha256sum | cut -c -64)"
		}
		read -r _ token
		read -r _ own
		[ "$SECCOMM_STACK" != file ] && [ "$SECCOMM_SLOT" = 0 ] || exit 1
		case $SECCOMM_STEP,$token,$own in
		offer,,) echo token 0102 ;;
		answer,0102,)
			echo token 0304
			key
			;;
		finish,0304,0102) key ;;
		*) exit 1 ;;
		esac
	END
	printf '#!/bin/bash\nsleep 1234\n' >"$ns_dir/hangs"
	printf '#!/bin/bash\necho key 00\n' >"$ns_dir/fails"
	chmod 700 "$ns_dir/program" "$ns_dir/hangs" "$ns_dir/fails"
	give_up_after 60
}

# Both daemons on both hosts.
daemons()
{
	local ns

	for ns in "$A" "$B"; do
		daemon "$ns" file "key * * any $ns_dir/key"
		daemon "$ns" exec "run exec 0 ::/0 $ns_dir/fails" "run both 0 10.9.0.0/24 $ns_dir/program" \
			"run * * any $ns_dir/program"
	done
}

test_canonical()
{
	seccommctl -n "$A" -j stack show both | jq -e '.[0].canonical == "WindowReplay(),'`
		`'ChaChaPolyPrivacy(0)|s:psk|0:hkdf:all(dh(auth=none,group=x25519,sig=none),'`
		`'ext(kind=file),ext(kind=exec))"'
	seccommctl -n "$A" -j stack show both | jq -r '.[0].flat' >"$ns_dir/again"
	seccommctl -n "$A" stack add again file "$ns_dir/again"
	[ "$(seccommctl -n "$A" -j stack show again | jq -r '.[0].digest')" = \
		"$(seccommctl -n "$A" -j stack show both | jq -r '.[0].digest')" ]
	seccommctl -n "$A" stack del again
}

test_opens()
{
	local ip name before

	trap end_all EXIT
	before=$(counter "$A" agent-refused)$(counter "$B" agent-refused)
	for name in "$A" "$B"; do
		daemon "$name" file "key * * any $ns_dir/key"
		daemon "$name" exec "# any" "" "run * * any $ns_dir/program"
	done
	for name in file exec both; do
		for ip in 4 6; do
			opens "$name" "$ip"
		done
	done
	trap end_all EXIT
	[ "$(counter "$A" agent-refused)$(counter "$B" agent-refused)" = "$before" ]
}

# Agents give what the first stage has, before the lists that are sealed, and there is no session
# secret. What a key pair is wrong for is told apart from what an agent is.
test_sealed()
{
	local dropped

	trap end_all EXIT
	daemons
	opens sealed 4
	opens sealed 6
	trap end_all EXIT
	give_up_after 5
	seccommctl -n "$A" key set sealed slot 0 public "$ns_dir/x25519.$A.pub"
	dropped=$(counter "$A" hs-drop-identity)
	serve sealed
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	[ "$(counter "$A" hs-drop-identity)" -gt "$dropped" ]
	probes_end
	seccommctl -n "$A" key set sealed slot 0 public "$ns_dir/x25519.$B.pub"
	give_up_after 60
	opens sealed 4
}

# Sockets that are closed while agents are asked, of each end: what they had is given back, which
# the ledger tells at the end, and M1s that waited for the agent, sent again meanwhile or not, are dropped by one rule.
test_closed()
{
	local stale

	trap end_all EXIT
	stale=$(counter "$B" hs-drop-stale)
	agent one "$A" file
	agent two "$B" file
	serve sealed
	tell a connect "${addr_b[4]}" "$port"
	takes one offer
	kill -KILL "${probe_pid[a]}"
	probes_end
	serve sealed
	tell a connect "${addr_b[4]}" "$port"
	takes one offer
	answers one ok token 01
	takes two answer
	kill -KILL "${probe_pid[a]}" "${probe_pid[b]}"
	probes_end
	busywait 10000 counter_exceeds "$B" hs-drop-stale "$stale"
}

# proves NAME ADDRESS WORDS: whom the connected socket's session has, and its method's agent named.
proves()
{
	[ "$(ask "$1" get ids)" = "ids address $2 method 0.0 $3" ]
}

# Who has the other key, as a row or a program says, is the peer's identity; an agent need not
# know, and then only an entry that says so lets the peer open.
test_identity()
{
	local ip name

	trap end_all EXIT
	printf '#!/bin/bash\n%s || exit 1\n[ "$SECCOMM_STEP" = offer ] || echo identity b.example\n' \
		"$ns_dir/program" >"$ns_dir/names"
	chmod 700 "$ns_dir/names"
	watch "$A"
	watch "$B"
	daemon "$A" file "key * * any $ns_dir/key a/b@c"
	daemon "$A" exec "run * * any $ns_dir/names"
	daemon "$B" file "key * * any $ns_dir/key"
	daemon "$B" exec "run * * any $ns_dir/program"
	for ip in 4 6; do
		opens exec "$ip"
		serve file
		ask a connect "${addr_b[$ip]}" "$port"
		carries
		proves a "${addr_b[$ip]}" 'name a/b@c'
		name=$(ask a get name)
		ask b connect "${addr_a[$ip]}" "${name##* }"
		proves b "${addr_a[$ip]}" anonymous
		probes_end
	done
	serve exec
	ask a connect "${addr_b[4]}" "$port"
	proves a "${addr_b[4]}" 'name b.example'
	probes_end

	seccommctl -n "$A" peer add file any id 'name:*.example'
	seccommctl -n "$A" peer add exec any id 'name:*.example'
	seccommctl -n "$B" peer add exec any
	give_up_after 2
	serve file
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	busywait 10000 told "$A" '.event == "peer-refused" and .stack == "file" and
		.identity == {slot: 0, ordinal: 0, kind: "name", value: "a/b@c"}'
	serve exec
	ask a connect "${addr_b[6]}" "$port"
	busywait 10000 told "$B" '.event == "peer-refused" and .stack == "exec" and
		.identity.kind == "anonymous"'
	probes_end
	give_up_after 60
	seccommctl -n "$B" peer replace exec any slot 0 id anonymous
	opens exec 6
	seccommctl -n "$A" peer del file any
	seccommctl -n "$A" peer del exec any
	seccommctl -n "$B" peer del exec any
}

# The first row that fits answers: for stack exec a program that fails.
test_rows()
{
	trap end_all EXIT
	daemons
	serve exec
	ask a fails EACCES connect "${addr_b[4]}" "$port"
	probes_end
	opens both 4
}

# At once, by errno and event, which says what to start.
test_none()
{
	trap end_all EXIT
	watch "$A"
	watch_text "$A"
	serve file
	ask a fails ESRCH connect "${addr_b[4]}" "$port"
	busywait 10000 told "$A" '.event == "agent-failed" and .error == "ESRCH" and
		.agent == "file" and .slot == 0 and .method == 0 and .stack == "file" and
		.peer == "10.9.0.2"'
	busywait 10000 told "$A" '.event == "open-failed" and .error == "ESRCH"'
	serve exec
	ask a fails ESRCH connect "${addr_b[6]}" "$port"
	busywait 10000 grep -q 'slot 0 method 0 agent exec peer fd09::2: start seccommd@exec' "$ns_dir/text"
}

# The other end has none: it says so, and the initiator gives up in its time.
test_none_there()
{
	local dropped

	trap end_all EXIT
	give_up_after 5
	watch "$B"
	daemon "$A" file "key * * any $ns_dir/key"
	dropped=$(counter "$B" hs-drop-daemon)
	serve file
	ask a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	[ "$(counter "$B" hs-drop-daemon)" -gt "$dropped" ]
	busywait 10000 told "$B" '.event == "open-refused" and .reason == "hs-drop-daemon" and
		.error == "ESRCH"'
	busywait 10000 told "$B" '.event == "agent-failed" and .error == "ESRCH" and .peer == "10.9.0.1"'
	give_up_after 60
}

# hangs KIND: within its three seconds.
hangs()
{
	local start=${EPOCHREALTIME/[^0-9]/} ms

	serve "$1"
	ask a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	ms=$(((${EPOCHREALTIME/[^0-9]/} - start) / 1000))
	[ "$ms" -ge 2900 ]
	[ "$ms" -lt "$(scaled 30000)" ]
	busywait 10000 told "$A" ".event == \"agent-failed\" and .error == \"ETIMEDOUT\" and
		.agent == \"$1\""
	probes_end
}

# One that listens and takes nothing; one that takes and says nothing; a program that hangs.
test_hangs()
{
	trap end_all EXIT
	watch "$A"
	agent deaf "$A" file
	hangs file
	serve file
	tell a fails ETIMEDOUT connect "${addr_b[6]}" "$port"
	takes deaf offer
	answer a
	probes_end
	daemon "$A" exec "run * * any $ns_dir/hangs"
	hangs exec
	trap end_all EXIT
	# Nothing is left of the program, nor of one whose agent ends first.
	busywait 10000 no_process 'sleep 1234'
	serve exec
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	busywait 10000 pgrep -f '^sleep 1234'
	kill "${started[-1]}"
	busywait 10000 no_process 'sleep 1234'
	answer a
}

no_process()
{
	! pgrep -f "^$1" >/dev/null
}

# An answer whose time is over, by one that then answers the next request.
test_late()
{
	local refused

	trap end_all EXIT
	watch "$A"
	refused=$(counter "$A" agent-refused)
	agent one "$A" file
	serve file
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes one offer
	answer a
	answers one ENOENT token 01
	[ "$(counter "$A" agent-refused)" = $((refused + 1)) ]
}

# An agent is one of its kind alone, and none becomes one without privilege.
test_kinds()
{
	trap end_all EXIT
	agent one "$A" file
	agent two "$A" file
	[[ $(order one accept) == EAGAIN* ]]
	[ "$(order one drop)" = ok ]
	[ "$(order two drop)" = ok ]
	[[ $(order one accept) == EAGAIN* ]]
	[[ $(order one other) == EPERM* ]]
	[[ $(order two accept) == EPERM* ]]
}

# All of a handshake by hand: what each step has, twice.
test_twice()
{
	local binding refused_a refused_b

	trap end_all EXIT
	refused_a=$(counter "$A" agent-refused)
	refused_b=$(counter "$B" agent-refused)
	agent one "$A" file
	agent two "$B" file
	# A socket that has become an agent with privilege serves without.
	[[ $(order two accept) == EAGAIN* ]]
	[ "$(order two drop)" = ok ]
	serve file
	tell a connect "${addr_b[4]}" "$port"
	takes one offer
	[ "${request[*]:2:4}" = "file 0 0 ::ffff:10.9.0.2" ]
	[ "${request[7]}" = - ]
	binding=${request[6]}
	answers one ok token 0badcafe
	answers one ENOENT token 0badcafe
	takes two answer
	[ "${request[*]:2:4}" = "file 0 0 ::ffff:10.9.0.1" ]
	[ "${request[*]:6:2}" = "$binding 0badcafe" ]
	answers two ok key "$key"
	answers two ENOENT key "$key"
	takes one finish
	[ "${request[*]:6:2}" = "$binding -" ]
	answers one ok key "$key"
	answers one ENOENT key "$key"
	answer a
	carries
	[ "$(counter "$A" agent-refused)" = $((refused_a + 2)) ]
	[ "$(counter "$B" agent-refused)" = $((refused_b + 1)) ]
}

# What is no answer to the step, and who has not taken the request; the request waits on.
test_unfit()
{
	local refused

	trap end_all EXIT
	refused=$(counter "$A" agent-refused)
	agent one "$A" file
	agent other "$A" file quiet
	[[ $(order other accept) == EAGAIN* ]]
	serve file
	tell a fails EACCES connect "${addr_b[4]}" "$port"
	takes one offer
	answers other ENOENT token 01
	answers one EINVAL key "$key"
	answers one EINVAL token "$(printf '00%.0s' {1..257})"
	answers one EINVAL key "${key:2}"
	[[ $(order one "done" $((request[0] ^ 1)) token 01) == ENOENT* ]]
	[[ $(order one refuse "${request[0]}") == ok ]]
	answer a
	answers one EINVAL token "$(printf '00%.0s' {1..4097})"
	# What no kind says has no request to be counted for.
	[ "$(counter "$A" agent-refused)" = $((refused + 4)) ]
}

# Tokens of the most bytes, two of each end, go in fragments.
test_long_tokens()
{
	local token ip

	trap end_all EXIT
	token=$(printf '5a%.0s' {1..2048})
	agent one "$A" krb5
	agent two "$B" krb5
	for ip in 4 6; do
		serve long
		tell a connect "${addr_b[$ip]}" "$port"
		for _ in 1 2; do
			takes one offer
			answers one ok token "$token"
		done
		for _ in 1 2; do
			takes two answer
			[ "${request[7]}" = "$token" ]
			answers two ok token "$token" key "$key"
		done
		for _ in 1 2; do
			takes one finish
			[ "${request[7]}" = "$token" ]
			answers one ok key "$key"
		done
		answer a
		carries
	done
}

# Both agents give keys, but not the same.
test_lies()
{
	local rejected

	trap end_all EXIT
	give_up_in "$A" 8
	agent one "$A" file
	agent two "$B" file
	rejected=$(counter "$A" hs-drop-confirm)
	serve file
	tell a fails EKEYREJECTED connect "${addr_b[6]}" "$port"
	takes one offer
	answers one ok token 01
	takes two answer
	answers two ok token 02 key "$key"
	takes one finish
	answers one ok key "${key//0/1}"
	answer a
	[ "$(counter "$A" hs-drop-confirm)" -gt "$rejected" ]
	give_up_after 60
}

test_refuses()
{
	local dropped

	trap end_all EXIT
	watch "$A"
	agent one "$A" file
	agent two "$B" file
	serve file
	tell a fails EACCES connect "${addr_b[4]}" "$port"
	takes one offer
	[[ $(order one refuse "${request[0]}") == ok ]]
	answer a
	busywait 10000 told "$A" '.event == "agent-failed" and .error == "EACCES"'
	# The responder's refuses: the initiator hears nothing.
	give_up_in "$A" 5
	dropped=$(counter "$B" hs-drop-daemon)
	serve file
	tell a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	takes one offer
	answers one ok token 01
	takes two answer
	[[ $(order two refuse "${request[0]}") == ok ]]
	answer a
	[ "$(counter "$B" hs-drop-daemon)" -gt "$dropped" ]
	give_up_after 60
}

# Rows that are wrong change nothing; others hold from then on.
test_reload()
{
	local conf_a=$ns_dir/$A.file.conf conf_b=$ns_dir/$B.file.conf

	trap end_all EXIT
	daemon "$A" file "key * * any $ns_dir/key"
	daemon "$B" file "key * * any $ns_dir/key"
	echo 'key file' >"$conf_a"
	kill -HUP "${started[0]}"
	busywait 10000 grep -q 'kept as it was' "$conf_a.log"
	opens file 4
	trap end_all EXIT
	# B learns of the other key first, and so takes both.
	echo "key * * any $ns_dir/key.other" >>"$conf_b"
	kill -HUP "${started[1]}"
	busywait 10000 grep -q 'read anew, 2 rows' "$conf_b.log"
	opens file 4
	trap end_all EXIT
	echo "key * * any $ns_dir/key.other" >"$conf_a"
	kill -HUP "${started[0]}"
	busywait 10000 grep -q 'read anew, 1 rows' "$conf_a.log"
	opens file 6
}

# What --check says, of rows and of the files that they name.
test_check()
{
	local conf=$ns_dir/conf

	good() { printf '%s\n' "$2" >"$conf"; seccommd --check -c "$conf" "$1"; }
	bad() { printf '%s\n' "$2" >"$conf"; refused "$3" seccommd --check -c "$conf" "$1"; }
	good file "key web 31 10.0.0.0/8 $ns_dir/key"
	good file "# nothing"
	good exec "run * * fd00::/8 /bin/true and its words"
	bad file "run web 0 any $ns_dir/key" 'wants .key STACK SLOT PEERS.'
	bad file "key web 0 any" 'wants .key STACK SLOT PEERS.'
	bad file "key web 32 any $ns_dir/key" 'from 0 to 31'
	good file "key web 31.7 any $ns_dir/key"
	bad file "key web 32.0 any $ns_dir/key" 'from 0 to 31'
	bad file "key web 0.8 any $ns_dir/key" 'from 0 to 31.\.0-7'
	bad file "key web 0. any $ns_dir/key" 'from 0 to 31.\.0-7'
	bad file "key web 0.1.2 any $ns_dir/key" 'from 0 to 31.\.0-7'
	bad file "key web *.1 any $ns_dir/key" 'from 0 to 31.\.0-7'
	bad file "key web 0 10.0.0.0/33 $ns_dir/key" 'neither any nor'
	bad file "key web 0 any /no/such" 'No such file'
	head -c 31 /dev/urandom >"$ns_dir/short"
	chmod 600 "$ns_dir/short"
	bad file "key web 0 any $ns_dir/short" '32 to 64 bytes'
	cp "$ns_dir/key" "$ns_dir/open"
	chmod 644 "$ns_dir/open"
	bad file "key web 0 any $ns_dir/open" 'chmod 640'
	mkfifo "$ns_dir/fifo"
	bad file "key web 0 any $ns_dir/fifo" 'no regular file'
	bad file "key web 0 any $ns_dir/key two names" 'at most the name'
	bad file "key web 0 any $ns_dir/key $(printf 'n%.s' {1..254})" 'letters'
	bad file "key web 0 any $ns_dir/key b,c" 'letters'
	bad exec "run web 0 any true" 'whole path'
	bad exec "run web 0 any $ns_dir" 'whole path'
	refused Usage seccommd pigeon
}

test_floor()
{
	local both='DESPrivacy(0), AESGCMPrivacy(0), ChaChaPolyPrivacy(0)'

	floor() { seccommctl -j check -e "$1" | jq -c ".floor.$2 | [.least, [.witness[] |
		.family // .agent // .kind]]"; }
	[ "$(floor "key 0 ext(kind=file); $both" privacy)" = '[1,["file"]]' ]
	[ "$(floor "key 0 all(dh(auth=none,group=x25519),ext(kind=exec)); $both" privacy)" = \
		'[2,["x25519","exec"]]' ]
	[ "$(floor "key 0 all(dh(auth=none,group=x25519),ext(kind=exec)); $both" active)" = \
		'[2,["x25519","exec"]]' ]
	[ "$(floor "key 0 all(ext(kind=file),ext(kind=exec)); $both" privacy)" = \
		'[2,["file","exec"]]' ]
	[ "$(floor "key session none; key 0 all(dh(auth=static,group=x25519),ext(kind=exec)); $both" \
		active)" = '[2,["x25519","exec"]]' ]
	[ "$(floor "key session none; key 0 all(dh(auth=none,group=x25519),dh(auth=none,group=p256));
		key 1 ext(kind=exec); $both, Poly1305Integrity(1)" active)" = '[1,["exec"]]' ]
}

ns_pair
ktap_start
ktap_run configure
ns_run

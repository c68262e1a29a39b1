#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# seccommctl and the netlink family: every command with good and bad input, its
# status and what it says; JSON; namespaces; capabilities; events.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

cascade='key 0; key 1; WindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))'
secret=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

# refused STATUS TEXT COMMAND...: COMMAND ends so and says so.
refused()
{
	local status=$1 text=$2 said rc=0
	shift 2

	said=$("$@" 2>&1) || rc=$?
	if [ "$rc" != "$status" ] || [[ $said != *"$text"* ]]; then
		printf 'status %s: %s\n' "$rc" "$said"
		return 1
	fi
}

# What stands behind a rule's name in an ack: the remedy, but before 6.3 an ack can
# point at constant text only, and the reason of the errno follows.
remedy_mark()
{
	case $(uname -r) in
	6.1.*) printf ' (' ;;
	*) printf ': ' ;;
	esac
}

# absent TEXT FILE: in no case of letters.
absent()
{
	if grep -aiF "$1" "$2"; then
		return 1
	fi
}

a()
{
	seccommctl -n "$A" "$@"
}

b()
{
	seccommctl -n "$B" "$@"
}

# Each test finds both namespaces empty.
clear_all()
{
	local ns name slot peer

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" -j key show |
			jq -r '.[] | "\(.stack) \(.slot) \(.peer)"' |
			while read -r name slot peer; do
				[ "$slot" = null ] && slot=session || slot="slot $slot"
				# shellcheck disable=SC2086 # two words
				seccommctl -n "$ns" key del "$name" $slot peer "$peer"
			done
		seccommctl -n "$ns" -j stack show | jq -r '.[].name' |
			while read -r name; do
				busywait 10000 seccommctl -n "$ns" stack del "$name"
			done
	done
}

# monitor NS FILE WORD...
monitor()
{
	local ns=$1 file=$2
	shift 2

	seccommctl -n "$ns" -j monitor "$@" >"$file" &
	busywait 10000 listening "$ns" $!
}

test_stack_add_show_del()
{
	a stack add cascade "$cascade"
	a stack show cascade | grep -q '^stack cascade '
	a stack show cascade | grep -q 'canonical WindowReplay(),MultiSecurity('
	a stack show cascade graph | grep -q dataMsgFromBelow
	a -j stack show cascade | jq -e '.[0] | .name == "cascade" and .users == 0 and
		(.digest | length) == 64 and .grow_mul == 0 and .grow_add == 32 and
		.limit == 65467 and (.flat | contains("MultiSecurity(msgFromAbove")) and
		(.nested | contains("ChaChaPolyPrivacy(0)")) and (.warnings | type) == "array"'
	a stack del cascade
	[ "$(a -j stack show)" = '[]' ]
}

test_both_forms_are_the_same_stack()
{
	a stack add one "$cascade"
	a -j stack show one | jq -r '.[0].flat' >"$ns_dir/flat"
	a -j stack show one | jq -r '.[0].nested' >"$ns_dir/nested"
	a stack add two file "$ns_dir/flat"
	a stack add three file - <"$ns_dir/nested"
	[ "$(a -j stack show | jq -r '.[].digest' | sort -u | wc -l)" = 1 ]
	[ "$(a -j stack show | jq -r '.[].name' | tr '\n' ' ')" = "one two three " ]
	for name in one two three; do
		a stack del "$name"
	done
}

test_stack_errors()
{
	a stack add here 'NullSecurity()'
	refused 2 'delete it first' a stack add here 'NullSecurity()'
	refused 2 "Error: slot-undeclared$(remedy_mark)" a stack add bad 'ChaChaPolyPrivacy(0)'
	refused 2 'Declare slot 0 of instance 1' a stack add bad 'ChaChaPolyPrivacy(0)'
	refused 2 'bad:1:1: refused' a stack add bad 'ChaChaPolyPrivacy(0)'
	refused 2 '(Invalid argument)' a stack add bad 'NoSecurity()'
	refused 2 'type-unknown' a stack add bad 'NoSecurity()'
	refused 1 'bad:1:' a stack add bad 'NullSecurity('
	refused 1 'No such file' a stack add bad file /none
	refused 1 'at most 31' a stack add 01234567890123456789012345678901 'NullSecurity()'
	refused 2 'letters' a stack add 'a/b' 'NullSecurity()'
	refused 1 'Usage' a stack add bad
	refused 1 'Usage' a stack frobnicate
	refused 2 'no such stack' a stack del none
	refused 2 'no such stack' a stack show none
	refused 1 'Usage' a stack del
	a stack del here
}

test_refusal_is_the_checkers()
{
	local rule

	rule=$(seccommctl -j check -e 'ChaChaPolyPrivacy(0)' |
		jq -r '.findings[0].rule') || true
	refused 2 "Error: $rule$(remedy_mark)" a stack add bad 'ChaChaPolyPrivacy(0)'
}

test_warnings_are_shown()
{
	a stack add weak 'key 0; DESPrivacy(0)' 2>"$ns_dir/warnings"
	grep -q '^weak:1:8: warning: ' "$ns_dir/warnings" ||
		grep -q '^warning: ' "$ns_dir/warnings"
	a -j stack show weak | jq -e '.[0].warnings | length > 0'
	a stack del weak
}

test_key_set_show_del()
{
	key "$A" keys session "$secret"
	key "$A" keys slot 0 peer 10.9.0.0/24 "$secret"
	key "$A" keys slot 31 peer fd09::2 "$secret"
	printf '%s' 12345678 | a key set keys slot 3 stdin
	a key show keys | grep -qx 'key keys session peer any length 32'
	a key show keys | grep -qx 'key keys slot 0 peer 10.9.0.0/24 length 32'
	a key show keys | grep -qx 'key keys slot 31 peer fd09::2 length 32'
	a -j key show | jq -e 'length == 4 and .[0] == {stack: "keys", slot: null,
		kind: "secret", peer: "any", length: 32, kernel_key: false, local_name: null,
		remote_name: null, algorithm: null, fingerprint: null} and .[3].length == 8'
	key "$A" keys slot 31 peer fd09::2 00112233445566778899aabbccddeeff
	a key show | grep -qx 'key keys slot 31 peer fd09::2 length 16'
	# In the order in which they were set, and what is replaced stays where it was.
	a -j key show | jq -e 'map(.slot) == [null, 0, 31, 3]'
	a key del keys session
	a key del keys slot 0 peer 10.9.0.0/24
	a key del keys slot 31 peer fd09::2
	a key del keys slot 3
	[ "$(a -j key show)" = '[]' ]
}

test_key_errors()
{
	refused 2 '16 to 128 bytes' key "$A" k session 0011
	refused 1 '1 to 128 bytes' key "$A" k session ''
	refused 1 'hexadecimal' key "$A" k session 001
	refused 1 'hexadecimal' key "$A" k session 0g
	refused 1 'is no slot' key "$A" k slot 32 "$secret"
	refused 1 'no address' key "$A" k session peer 10.9.0.300 "$secret"
	refused 1 'behind its prefix' key "$A" k session peer 10.9.0.1/24 "$secret"
	refused 1 'is no prefix length' key "$A" k session peer 10.9.0.0/33 "$secret"
	refused 1 'either session or slot' key "$A" k "$secret"
	refused 1 'either session or slot' key "$A" k session slot 1 "$secret"
	refused 1 'No such file' a key set k session file /none
	refused 1 'one of them' a key set k session
	refused 1 'one of them' a key set k session file /none keyring seccomm:a
	refused 1 'longer than 128' a key set k session file /bin/true
	refused 2 'no such key' a key del k session
	refused 2 'no logon key' a key set k session keyring seccomm:none
	refused 1 'Usage' a key set
	refused 1 'unknown here' a key set k session frobnicate 1
	[ "$(a -j key show)" = '[]' ]
}

test_key_names()
{
	key "$A" named session local alpha@R1 remote beta/x.y_z-1 "$secret"
	a key show named | grep -qx \
		'key named session peer any length 32 local alpha@R1 remote beta/x.y_z-1'
	a -j key show | jq -e '.[0] | .local_name == "alpha@R1" and .remote_name == "beta/x.y_z-1"'
	key "$A" named session remote other peer 10.9.0.0/24 local own "$secret"
	a key show | grep -qx 'key named session peer 10.9.0.0/24 length 32 local own remote other'
	# Without names in place of one with names, and one with a kernel key.
	key "$A" named session "$secret"
	a -j key show | jq -e '.[0] | .local_name == null and .remote_name == null'
	xxd -r -p <<<"$secret" >"$ns_dir/raw"
	keyctl padd logon seccomm:named @u <"$ns_dir/raw"
	a key set named session local k1 remote k2 keyring seccomm:named
	a key show | grep -qx 'key named session peer any length 32 keyring local k1 remote k2'
	keyctl clear @u
	a key del named session
	a key del named session peer 10.9.0.0/24
	[ "$(a -j key show)" = '[]' ]
}

test_key_names_errors()
{
	local long

	long=$(printf 'n%.0s' {1..254})
	refused 2 'both ends or neither' key "$A" k session local x "$secret"
	refused 2 'both ends or neither' key "$A" k session remote x "$secret"
	refused 2 'same name' key "$A" k session local x remote x "$secret"
	refused 2 '1 to 253' key "$A" k session local '' remote x "$secret"
	refused 2 '1 to 253' key "$A" k session local x remote 'a b' "$secret"
	refused 2 'session secret' key "$A" k slot 1 local x remote y "$secret"
	refused 1 'at most 253' key "$A" k session local "$long" remote y "$secret"
	refused 1 'only' a key del k session local x remote y
	[ "$(a -j key show)" = '[]' ]
}

# A secret that somebody has thought up can be guessed.
test_text_for_a_secret()
{
	printf '%s\n' 'correct horse battery' | a key set guess session stdin 2>"$ns_dir/said"
	grep -q 'Warning: .*random' "$ns_dir/said"
	printf '%s\xff' 'correct horse battery' >"$ns_dir/raw"
	a key set guess session file "$ns_dir/raw" 2>"$ns_dir/said"
	key "$A" guess session "$secret" 2>>"$ns_dir/said"
	[ ! -s "$ns_dir/said" ]
	a key del guess session
}

test_keyring()
{
	local serial

	printf '%s' "0123456789abcdef0123456789abcdef" >"$ns_dir/raw"
	serial=$(keyctl padd logon seccomm:test @u <"$ns_dir/raw")
	a key set ring session keyring seccomm:test
	a key set ring slot 1 serial "$serial"
	a -j key show | jq -e 'length == 2 and (map(.kernel_key) | all) and
		(map(.length == 32) | all)'
	serial=$(keyctl padd user seccomm:user @u <"$ns_dir/raw")
	refused 2 'not of type logon' a key set ring slot 2 serial "$serial"
	a key del ring session
	a key del ring slot 1
	keyctl clear @u
}

test_secrets_are_never_shown()
{
	local word

	a stack add shown "$cascade"
	key "$A" shown session "$secret"
	printf '%s' 'never shown, never' | a key set shown slot 0 stdin
	for word in 'stack show' 'key show' 'session show' 'type show' 'stats show'; do
		# shellcheck disable=SC2086 # two words
		{
			a -d $word
			a -s -j $word
			a -p -j $word
		} >>"$ns_dir/all"
	done
	dmesg >>"$ns_dir/all"
	absent "$secret" "$ns_dir/all"
	absent 'never shown' "$ns_dir/all"
	absent "$(printf '%s' 'never shown' | xxd -p)" "$ns_dir/all"
	a key del shown session
	a key del shown slot 0
	a stack del shown
}

# The upward way has the growth of both layers in it, the downward that of the first.
test_stack_costs()
{
	a stack add costs 'key 0; key 1; ChaChaPolyPrivacy(0), AESGCMPrivacy(1)'
	a -j stack show costs | jq -e '.[0] | .cost_byte == 8000 and .cost_message == 3668'
	a stack show costs | grep -q '^stack costs .* limit 65467 cost 3668+8\*n$'
	a type show DESPrivacy | grep -q ' growth 0\*n+0 cost 1500+86\*n module '
	a type show XORPrivacy | grep -q ' cost 100+0.8\*n module '
	a stack del costs
}

test_types_are_the_golden_ones()
{
	a -j type show | jq -S . >"$ns_dir/types"
	diff types.json "$ns_dir/types"
}

test_type_by_name()
{
	a -j type show DESPrivacy | jq -e 'length == 1 and .[0].algorithm == "cfb(des)" and
		.[0].runnable'
	a type show MultiSecurity | grep -q '^    flags meta'
	refused 2 'no such type' a type show NoSecurity
}

test_stats()
{
	a -j stats show | jq -e '.[0] | .counters["tx-messages"] >= 0 and
		([.objects[].name] | index("session")) != null and
		([.engine_objects[].name] | index("plan")) != null'
	[ "$(a stats show rx-drop-stale)" = 'rx-drop-stale            0' ]
	[ "$(a -s stats show | grep -c '^[rth]x-\|^hs-')" -gt 40 ]
	refused 2 'no such counter' a stats show none
}

test_sessions_none()
{
	[ "$(a -j session show)" = '[]' ]
	refused 2 'no such session' a session show index 4711
	refused 2 'no such session' a session del 4711
	refused 1 'is no index' a session del 0
	refused 1 'is no index' a session del x
	refused 1 'Usage' a session del
}

test_json_is_valid()
{
	local word

	a stack add json "$cascade"
	key "$A" json session "$secret"
	for word in 'stack show' 'stack show json' 'key show' 'session show' \
		'type show' 'stats show'; do
		# shellcheck disable=SC2086 # two words
		a -j $word | jq -e 'type == "array"'
		# shellcheck disable=SC2086 # two words
		[ "$(a -j -p $word | jq -cS .)" = "$(a -j $word | jq -cS .)" ]
	done
	a -j stats show >/dev/null
	a key del json session
	a stack del json
}

test_check_asks_like_add()
{
	seccommctl check -e "$cascade"
	refused 1 'slot-undeclared' seccommctl check -e 'ChaChaPolyPrivacy(0)'
}

# The stacks of the checker's suite through the kernel too: the same are refused,
# by the same rule, and of the others the same is said. Where the notation or the
# netlink policy refuses, no checker was asked.
test_kernel_and_tool_agree()
{
	local stack n=0 refused=0

	for stack in ../check/cases/*.stack; do
		seccommctl -j check "$stack" >>"$ns_dir/tool" || true
		if a stack add agree file "$stack" 2>"$ns_dir/said"; then
			a -j stack show agree >>"$ns_dir/kernel"
			a stack del agree
		else
			sed -n "s/^Error: \\([a-z-]*\\)$(remedy_mark).*/\\1/p" "$ns_dir/said" \
				>>"$ns_dir/rules"
			refused=$((refused + 1))
		fi
		n=$((n + 1))
	done
	[ "$n" -ge 75 ]
	jq -c 'select(.accepted) | [.canonical, .grow_mul, .grow_add, .longest_body,
		.flat, .floor]' "$ns_dir/tool" >"$ns_dir/tool-says"
	jq -c '.[0] | [.canonical, .grow_mul, .grow_add, .limit, .flat, .floor]' \
		"$ns_dir/kernel" >"$ns_dir/kernel-says"
	diff "$ns_dir/tool-says" "$ns_dir/kernel-says"
	jq -r 'select(.accepted | not) | .findings[0].rule' "$ns_dir/tool" >"$ns_dir/refused"
	[ "$(wc -l <"$ns_dir/refused")" = "$refused" ]
	grep -vx 'syntax\|slot-range\|stack-empty' "$ns_dir/refused" | diff - "$ns_dir/rules"
	[ "$(wc -l <"$ns_dir/kernel-says")" -ge 15 ]
	[ "$(wc -l <"$ns_dir/rules")" -ge 30 ]
}

test_floor_is_shown()
{
	a stack add floor "$cascade"
	a stack show floor >"$ns_dir/text"
	grep -qx '    floor privacy    2: break chacha20 and aes' "$ns_dir/text"
	grep -qx '    floor packets    2: break chacha20 and aes' "$ns_dir/text"
	grep -qx '    floor freshness  2: break chacha20 and aes' "$ns_dir/text"
	grep -qx '    floor assumes HKDF-SHA256, the random generator, this handshake' \
		"$ns_dir/text"
	a -j stack show floor | jq -e '.[0].floor | .privacy == {least: 2, or_more: false,
		passive_only: false, passive_beyond: null, witness: [{kind: "family", family: "chacha20"},
		{kind: "family", family: "aes"}]} and .freshness.least == 2 and
		(.assumed | length) == 3'
	a stack del floor
	a stack add floor 'key 0 session; key 1 session; key 2; ChaChaPolyPrivacy(0),
		AESGCMPrivacy(1), MultiSecurity(DESPrivacy(2), XORPrivacy(2))' 2>/dev/null
	a -j stack show floor | jq -e '.[0].floor | .privacy.witness ==
		[{kind: "family", family: "des"}, {kind: "session"}] and
		.integrity.witness == [{kind: "session"}] and .freshness.witness == []'
	a stack del floor
}

test_graph_as_dot()
{
	local stack=../check/cases/cascade-nested.stack

	a stack add a-b:c.d file "$stack"
	a stack show a-b:c.d graph dot >"$ns_dir/dot"
	sed '1s/"stack"/"a-b:c.d"/' ../check/cascade-nested.dot | diff - "$ns_dir/dot"
	a -j stack show a-b:c.d graph dot | jq -j '.[0].dot' | diff "$ns_dir/dot" -
	refused 1 'Usage' a stack show a-b:c.d graph svg
	a stack del a-b:c.d
}

# What this kernel's types are, for check elsewhere; those of its modules too.
test_catalog()
{
	a -j type show >"$ns_dir/catalog"
	seccommctl check --catalog "$ns_dir/catalog" -e "$cascade"
	jq 'map(.runnable = false | .lacks = "ghost")' "$ns_dir/catalog" >"$ns_dir/poor"
	refused 1 'that kernel lacks ghost' \
		seccommctl check --catalog "$ns_dir/poor" -e "$cascade"
}

test_batch()
{
	cat >"$ns_dir/batch" <<-END
		# two stacks
		stack add b1 'NullSecurity()'

		stack add b2 \\
			'NullSecurity(), NullSecurity()'	# joined
		stack del b1
		stack frobnicate b2
		stack del b2
	END
	refused 1 "$ns_dir/batch:7: Error: \"frobnicate\" is unknown" \
		a -b "$ns_dir/batch"
	[ "$(a -j stack show | jq -r '.[].name')" = b2 ]
	echo 'stack del b2' | a -b -
	refused 2 'stdin:1: Error: no such stack' a -b - <<<'stack del b2'
	refused 1 'a quote is not closed' a -b - <<<"stack add x 'y"
	refused 1 'commands already' a -b - <<<'key set k session stdin'
}

test_words()
{
	seccommctl help | grep -q '^Usage: seccommctl'
	for object in stack key peer policy session type stats monitor check audit; do
		seccommctl "$object" help | grep -q "^Usage: seccommctl $object"
	done
	refused 1 'may be stack or session' a s show
	refused 1 '"frob" is unknown' a frob
	refused 1 'Usage' seccommctl
	refused 1 'Usage' seccommctl -x
	refused 1 'network namespace "none"' seccommctl -n none stack show
	[ "$(a -j ty sh | jq length)" = "$(a -j type show | jq length)" ]
}

test_namespaces_are_apart()
{
	a stack add apart 'NullSecurity()'
	key "$A" apart session "$secret"
	[ "$(b -j stack show)" = '[]' ]
	[ "$(b -j key show)" = '[]' ]
	b stack add apart 'NullSecurity(), NullSecurity()'
	[ "$(a -j stack show | jq -r '.[0].digest')" != \
		"$(b -j stack show | jq -r '.[0].digest')" ]
	refused 2 'no such key' b key del apart session
	a key del apart session
	a stack del apart
	b stack del apart
}

test_capability_is_needed()
{
	local word

	for word in 'stack show' 'stack del x' 'stack add x NullSecurity()' 'key show' \
		'key del x session' 'session show' 'session del 1' 'type show' \
		'stats show' 'monitor events' 'monitor keys'; do
		# shellcheck disable=SC2086 # many words
		refused 2 'not permitted' setpriv --reuid 65534 --clear-groups \
			--bounding-set -all --inh-caps -all seccommctl $word
	done
	refused 2 'not permitted' setpriv --bounding-set -net_admin --inh-caps -all \
		seccommctl stack show
}

test_own_namespace_is_enough()
{
	setpriv --reuid 65534 --clear-groups unshare -Urn \
		seccommctl -j stack show | jq -e 'length == 0'
}

test_stack_in_use()
{
	trap end_jobs EXIT
	a stack add used "$cascade"
	{ echo 'stack used bind 10.9.0.1 4711'; sleep 60; } |
		in_ns "$A" sc_probe - >"$ns_dir/probe" &
	busywait 10000 grep -q '^done' "$ns_dir/probe"
	refused 2 'in use' a stack del used
	refused 2 '(Device or resource busy)' a stack del used
	a -j stack show used | jq -e '.[0].users == 1'
	end_jobs
	busywait 10000 a stack del used
}

test_monitor_stacks()
{
	trap end_jobs EXIT
	monitor "$A" "$ns_dir/events" events count 2
	b stack add other 'NullSecurity()'
	a stack add seen 'NullSecurity()'
	a stack del seen
	b stack del other
	wait
	jq -se 'map([.event, .stack]) == [["stack-added", "seen"],
		["stack-deleted", "seen"]]' "$ns_dir/events"
}

test_key_request_and_late_key()
{
	local ns

	trap end_jobs EXIT
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add late "$cascade"
		key "$ns" late slot 0 "$secret"
		key "$ns" late slot 1 "$secret"
	done
	key "$B" late session "$secret"
	in_ns "$B" sc_probe stack late timeout 60000 bind 10.9.0.2 4712 recv recv \
		>"$ns_dir/got" &
	monitor "$A" "$ns_dir/requests" keys
	monitor "$A" "$ns_dir/opened" events
	in_ns "$A" sc_probe stack late timeout 60000 to 10.9.0.2 4712 send hello recv \
		>/dev/null 2>&1 &
	busywait 10000 grep -q key-request "$ns_dir/requests"
	jq -se '.[0] == {event: "key-request", stack: "late", slot: null,
		kind: "secret", peer: "10.9.0.2"}' "$ns_dir/requests"
	a -j session show | jq -e '.[0].state == "keyless"'
	key "$A" late session "$secret"
	busywait 10000 grep -q session-opened "$ns_dir/opened"
	a -j session show | jq -e '.[0] | .state == "open" and .role == "initiator" and
		.remote == "10.9.0.2" and .remote_port == 4712 and .stack == "late"'
	b -s session show | grep -q ' responder '
	busywait 10000 grep -q hello "$ns_dir/got"
	a session del "$(a -j session show | jq '.[0].index')"
	busywait 10000 grep -q session-closed "$ns_dir/opened"
	end_jobs
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" key del late session
		seccommctl -n "$ns" key del late slot 0
		seccommctl -n "$ns" key del late slot 1
		busywait 10000 seccommctl -n "$ns" stack del late
	done
}

test_no_listener_no_waiting()
{
	trap end_jobs EXIT
	a stack add silent "$cascade"
	# One who listens in another namespace is no provider here.
	monitor "$B" "$ns_dir/elsewhere" keys
	in_ns "$A" sc_probe stack silent timeout 30000 fails ENOKEY connect 10.9.0.2 4713
	a stack del silent
}

ns_pair
ktap_start
for t in $(ktap_tests); do
	ktap_run "$t"
	clear_all
done
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A man in the middle alters, repeats, cuts, reflects and forges messages, on a
# stack with integrity and replay protection. Each case moves one named counter
# by one, or gives the error that the sockets' table says; then a good message passes.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

stack=guarded
expression='key 0 hkdf psk; WindowReplay(), ChaChaPolyPrivacy(0)'
session_secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
slot_secret=00112233445566778899aabbccddeeff0011
port=5000
header=16	# of every message
tag=16
m1_length=114
m2_length=92
m3_length=50
give_up=4
# Offsets in the handshake's messages.
m1_version=16
m1_zero=18
m1_sender=20
m1_sport=24
m1_dport=26
m1_slots=28
m1_nonce=32
m1_digest=64
m1_cookie=96
m1_items=112
m2_sender=16
m2_slots=20
m2_nonce=24
m2_items=56
m2_sealed=58
m2_conf=60
m3_sealed=16
m3_conf=18

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" "$expression"
		key "$ns" "$stack" session "$session_secret"
		key "$ns" "$stack" slot 0 "$slot_secret"
		# Nothing is repeated but what is lost.
		in_ns "$ns" sysctl -qw net.seccomm.give_up_seconds="$give_up" \
			net.seccomm.retry_min_ms=1000
	done
}

# What is unusual in A and B from here on.
mark()
{
	unusual "$A" >"$ns_dir/mark.$A"
	unusual "$B" >"$ns_dir/mark.$B"
}

# moved_is NS WHAT: since the mark, which is then set anew.
moved_is()
{
	local now

	unusual "$1" >"$ns_dir/now"
	now=$(unusual_between "$ns_dir/mark.$1" "$ns_dir/now")
	[ "$now" = "$2" ] || {
		printf '%s moved "%s", not "%s"\n' "$1" "$now" "$2"
		return 1
	}
	mv "$ns_dir/now" "$ns_dir/mark.$1"
}

# moves NS COUNTER [other COUNTER]: in NS this one by one and nothing else; in
# the other namespace nothing, or the one given, by one. What moves later still
# is what the next case stumbles over.
moves()
{
	local other=$B

	[ "$1" = "$A" ] || other=$A
	busywait 10000 moved_is "$1" "$2 1"
	busywait 10000 moved_is "$other" "${4:+$4 1}"
}

declare -A io

# Both ends of a socket each, driven by words; A's is connected to B's.
peers_start()
{
	local n fd

	for n in a.in a.out b.in b.out; do
		mkfifo "$ns_dir/$n"
		exec {fd}<>"$ns_dir/$n"
		io[$n]=$fd
	done
	ip netns exec "$A" sc_probe - <"$ns_dir/a.in" >"$ns_dir/a.out" &
	a_pid=$!
	ip netns exec "$B" sc_probe - <"$ns_dir/b.in" >"$ns_dir/b.out" &
	b_pid=$!
}

# say WHO COMMAND...: its answers up to "done"; fails with another end.
say()
{
	local in=${io[$1.in]} out=${io[$1.out]} line
	shift

	echo "$*" >&"$in"
	while read -r -t 40 -u "$out" line; do
		[ "$line" != "done" ] || return 0
		printf '%s\n' "$line"
		! [[ $line =~ ^[a-z]+:\ E[A-Z]+$ ]] || return 1
	done
	echo "no answer to $*"
	return 1
}

# A new session through the relay, one message each way; the relay forgets.
session_start()
{
	say b socket stack "$stack" bind "${addr_b[$v]}" "$port"
	say a socket stack "$stack" connect "${addr_b[$v]}" "$port"
	good
	back
	relay_clear
	mark
}

# Hints, which are rationed and have a test of their own, do not get through.
relay_clear()
{
	relay clear
	relay rule a refuse every drop
	relay rule b refuse every drop
	relay rule a unknown every drop
	relay rule b unknown every drop
}

good_count=0

# A message passes, and is the next that the other side reads.
good()
{
	good_count=$((good_count + 1))
	say a send "good-$good_count"
	say b expect "good-$good_count"
	say b none
}

# One the other way, whose arrival ends A's repeats of M3.
back()
{
	say a get name >"$ns_dir/name"
	say b to "${addr_a[$v]}" "$(cut -d ' ' -f 3 "$ns_dir/name")" send back
	say a expect back
}

# altered COUNTER CHANGE...: a data message of A's, changed on its way.
altered()
{
	local counter=$1
	shift

	relay rule a data 1 "$@"
	say a send altered
	moves "$B" "$counter"
	good
}

test_data_flipped()
{
	local byte counter

	session_start
	for ((byte = 0; byte < header + 7 + tag; byte++)); do
		case "$byte" in
		0) counter=rx-drop-version ;;
		1) counter=rx-drop-reserved ;;
		2 | 3) counter=rx-drop-epoch ;;
		4 | 5 | 6 | 7) counter=rx-drop-index ;;
		*) counter=rx-drop-integrity ;;
		esac
		altered "$counter" flip "$byte" 80
	done
}

test_data_other_type()
{
	session_start
	# FINISH and COOKIE have lengths of their own; a number that no type has.
	altered hs-drop-length set 0 14
	altered hs-drop-length set 0 17
	altered rx-drop-type set 0 1f
}

test_data_wrong_version()
{
	session_start
	altered rx-drop-version set 0 25
	altered rx-drop-version set 0 05
}

test_data_unknown_index()
{
	session_start
	altered rx-drop-index set 4 00000000
}

test_data_number_zero()
{
	session_start
	altered rx-drop-number set 8 0000000000000000
}

test_data_truncated()
{
	session_start
	for bytes in 1 7 8 $tag $((tag + 7)); do
		altered rx-drop-integrity cut "$bytes"
	done
	altered rx-drop-short cut $((tag + 8))
}

test_data_extended()
{
	session_start
	for bytes in 1 16 500; do
		altered rx-drop-integrity extend "$bytes"
	done
}

test_data_replayed()
{
	local old i

	session_start
	good
	old=$(relay show a data 1)
	mark
	relay replay a data 1
	moves "$B" rx-drop-duplicate
	good
	# Again, when it is older than the window of 8192.
	for ((i = 0; i < 83; i++)); do
		say a repeat 100 send flood
		say b sink 100
	done
	mark
	relay inject a data "$(relay seen a data)" "$old"
	moves "$B" rx-drop-stale
	good
}

test_data_reflected()
{
	session_start
	good
	mark
	relay replay a data 1 reflect
	moves "$A" rx-drop-index
	good
}

# All that A says comes back to it as if B had said it, to a server that A has on the
# same port: A must not take itself for B.
all_reflected()
{
	local from=${addr_a[$v]} before server

	relay_clear
	before=$(counter "$A" hs-drop-reflected)
	relay rule a any every reflect
	mark
	mkfifo "$ns_dir/server.in"
	ip netns exec "$A" sc_probe - <"$ns_dir/server.in" >"$ns_dir/server" &
	server=$!
	exec {fd}>"$ns_dir/server.in"
	echo "stack $stack bind $from $port timeout 2000 recv" >&"$fd"
	say a socket stack "$stack" timeout 20000 fails ETIMEDOUT connect "${addr_b[$v]}" "$port"
	exec {fd}>&-
	wait "$server"
	rm "$ns_dir/server.in"
	grep -q 'recv: EAGAIN' "$ns_dir/server"
	[ "$(counter "$A" hs-drop-reflected)" -gt "$before" ]
	relay_clear
}

test_all_reflected()
{
	all_reflected
	session_start
	good
}

# The same where the secret comes with names.
test_all_reflected_named()
{
	key "$A" "$stack" session local alice remote bob "$session_secret"
	key "$B" "$stack" session local bob remote alice "$session_secret"
	all_reflected
	session_start
	good
	key "$A" "$stack" session "$session_secret"
	key "$B" "$stack" session "$session_secret"
}

# A packet of an older session, with the index of the one that lives.
test_data_other_session()
{
	local old

	session_start
	good
	old=$(relay show a data 1)
	session_start
	good
	relay inject a data 1 "${old:0:8}$(relay show a data 1 | cut -c 9-16)${old:16:14}7f${old:32}"
	moves "$B" rx-drop-integrity
	good
}

test_close_altered()
{
	local index

	session_start
	# A close that A never sent: its own data header as CONTROL.
	good
	index=$(relay show a data 1 | cut -c 9-16)
	mark
	relay inject a data 1 "16000000${index}0000000000000001$(printf '%034d' 0)"
	moves "$B" control-bad
	good
}

# hint_taken INDEX BEFORE: a forged UNKNOWN is one more than BEFORE that did something.
hint_taken()
{
	relay inject b data 1 "19000000${1}0000000000000000"
	counter_is "$A" hint-refused $(($2 + 1))
}

# UNKNOWN from the path, first about an index that is not the session's, then about the one
# that is: a session that hears its peer stays; a silent one is made anew, and no message
# lost; a second hint comes too soon.
test_hint_forged()
{
	local index taken

	session_start
	good
	index=$(relay show a data 1 | cut -c 9-16)
	back
	mark
	relay inject b data 1 "19000000${index:0:7}$(
		printf '%x' $((0x${index:7} ^ 1)))0000000000000000"
	moves "$A" hint-drop-bogus
	good
	back
	mark
	relay inject b data 1 "19000000${index}0000000000000000"
	moves "$A" hint-drop-bogus
	good
	taken=$(counter "$A" hint-refused)
	busywait 20000 hint_taken "$index" "$taken"
	good
	back
	mark
	relay inject b data 1 "19000000${index}0000000000000000"
	moves "$A" hint-drop-bogus
	good
}

# handshake RULE...: opens a session while the relay follows the rules, each
# one string, and checks that each that names a number has acted.
handshake()
{
	local rule

	say b socket stack "$stack" bind "${addr_b[$v]}" "$port"
	say a socket stack "$stack"
	relay_clear
	mark
	for rule; do
		# shellcheck disable=SC2086 # words
		relay rule $rule
	done
	sent_a=$(counter "$A" hs-sent)
	sent_b=$(counter "$B" hs-sent)
	say a connect "${addr_b[$v]}" "$port"
	good
	back
	[ "$(relay left)" = 0 ]
	sent_a=$(($(counter "$A" hs-sent) - sent_a))
	sent_b=$(($(counter "$B" hs-sent) - sent_b))
}

test_open_dropped()
{
	handshake "a open 1 drop"
	moved_is "$A" ""
	moved_is "$B" ""
	# One message more than a handshake has.
	[ "$sent_a $sent_b" = "3 1" ]
}

test_open_duplicated()
{
	# B's repeated answer would go on to move A's counter.
	handshake "a open 1 dup" "b accept repeats drop"
	moves "$B" hs-repeat
}

# open_altered NS COUNTER CHANGE: what B answers to the altered one, if it does,
# it answers once.
open_altered()
{
	handshake "a open 1 $3" "b accept repeats drop"
	moves "$1" "$2"
}

test_open_altered()
{
	open_altered "$B" rx-drop-version "flip 0 80"
	open_altered "$B" rx-drop-reserved "flip 1 02"
	open_altered "$B" rx-drop-reserved "flip 2"
	open_altered "$B" rx-drop-reserved "flip 4"
	open_altered "$B" rx-drop-reserved "flip 15"
	open_altered "$B" rx-drop-version "set $m1_version 0202"
	open_altered "$B" rx-drop-reserved "flip $m1_zero"
	open_altered "$B" hs-drop-port "flip $m1_dport"
	open_altered "$B" hs-drop-slots "flip $((m1_slots + 3))"
	open_altered "$B" hs-drop-digest "flip $m1_digest"
	open_altered "$B" hs-drop-length "flip $m1_items"
	open_altered "$B" hs-drop-length "cut 1"
	open_altered "$B" hs-drop-length "extend 1"
	open_altered "$B" hs-drop-length "cut $((m1_length - header))"
	open_altered "$B" rx-drop-short "cut $((m1_length - header + 1))"
	# B answers these, and A sees that it was not asked so.
	open_altered "$A" hs-drop-confirm "flip $m1_nonce"
	open_altered "$A" hs-drop-confirm "flip $m1_sport"
	open_altered "$A" rx-drop-index "flip $m1_sender"
}

# A cookie that nobody asked for is none.
test_open_with_a_cookie()
{
	handshake "a open 1 flip $m1_cookie"
	moved_is "$A" ""
	moved_is "$B" ""
}

# A asks again, and B repeats itself.
test_accept_dropped()
{
	handshake "b accept 1 drop"
	moves "$B" hs-repeat
	[ "$sent_a $sent_b" = "3 2" ]
}

test_accept_duplicated()
{
	handshake "b accept 1 dup"
	moves "$A" hs-drop-stale
}

accept_altered()
{
	handshake "b accept 1 $2"
	moves "$A" "$1" other hs-repeat
}

test_accept_altered()
{
	accept_altered rx-drop-version "flip 0 80"
	accept_altered rx-drop-reserved "flip 1"
	accept_altered rx-drop-reserved "flip 3"
	accept_altered rx-drop-index "flip 7"
	accept_altered rx-drop-reserved "flip 15"
	accept_altered hs-drop-confirm "flip $m2_sender"
	accept_altered hs-drop-slots "flip $((m2_slots + 3))"
	accept_altered hs-drop-confirm "flip $m2_nonce"
	accept_altered hs-drop-length "flip $m2_items"
	accept_altered hs-drop-length "flip $m2_sealed"
	accept_altered hs-drop-confirm "flip $m2_conf"
	accept_altered hs-drop-confirm "flip $((m2_length - 1))"
	accept_altered hs-drop-length "cut 1"
	accept_altered hs-drop-length "extend 1"
}

test_confirm_dropped()
{
	handshake "a confirm 1 drop"
	moved_is "$A" ""
	moved_is "$B" ""
	[ "$sent_a $sent_b" = "3 1" ]
}

test_confirm_duplicated()
{
	handshake "a confirm 1 dup"
	moves "$B" hs-repeat
}

# A repeats itself until it hears from B.
confirm_altered()
{
	handshake "a confirm 1 $2"
	moves "$B" "$1"
}

test_confirm_altered()
{
	confirm_altered rx-drop-version "flip 0 80"
	confirm_altered rx-drop-reserved "flip 1"
	confirm_altered rx-drop-reserved "flip 3"
	confirm_altered rx-drop-index "flip 7"
	confirm_altered rx-drop-reserved "flip 15"
	confirm_altered hs-drop-length "flip $m3_sealed"
	confirm_altered hs-drop-confirm "flip $m3_conf"
	confirm_altered hs-drop-confirm "flip $((m3_length - 1))"
	confirm_altered hs-drop-length "cut 1"
	confirm_altered hs-drop-length "extend 1"
}

# An error that the administrator's mistake gives, and a session when mended.
refused_with()
{
	say b socket stack "$stack" bind "${addr_b[$v]}" "$port"
	say a socket stack "$stack" timeout 30000
	relay clear
	say a fails "$1" connect "${addr_b[$v]}" "$port"
}

# Stacks in use are not deleted: the sockets go first.
stack_replace()
{
	say b socket
	busywait 10000 seccommctl -n "$B" stack del "$stack"
	seccommctl -n "$B" stack add "$stack" "$1"
	key "$B" "$stack" session "$session_secret"
	key "$B" "$stack" slot 0 "$slot_secret"
}

test_wrong_digest()
{
	stack_replace 'key 0 hkdf psk; WindowReplay(), AESGCMPrivacy(0)'
	refused_with ECONNREFUSED
	stack_replace "$expression"
	session_start
}

test_wrong_session_secret()
{
	key "$B" "$stack" session ffff6c2a4d03c8e7a95b0e11d2f3a4b5
	refused_with EKEYREJECTED
	key "$B" "$stack" session "$session_secret"
	session_start
}

test_wrong_slot_key()
{
	key "$B" "$stack" slot 0 ff112233445566778899aabbccddeeff0011
	refused_with EKEYREJECTED
	key "$B" "$stack" slot 0 "$slot_secret"
	session_start
}

ktap_start
ns_relayed
peers_start
ktap_run configure
for v in 4 6; do
	for t in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
		ktap_run "$t" "${t#test_}_ipv$v"
	done
done
kill "$a_pid" "$b_pid"
ns_remove
ktap_run ledger_check ledger
ktap_end

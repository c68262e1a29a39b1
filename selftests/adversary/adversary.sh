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
# shellcheck source-path=SCRIPTDIR source=scene.sh
. scene.sh

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
	say a socket stack "$stack" timeout 60000 fails ETIMEDOUT connect "${addr_b[$v]}" "$port"
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
	mark
	# Within a second of what A hears.
	back
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
	open_altered "$B" hs-drop-length "set 0 12"
	open_altered "$B" rx-drop-version "set $m1_version 0202"
	open_altered "$B" rx-drop-reserved "flip $m1_zero"
	open_altered "$B" rx-drop-reserved "set $m1_sender 00000000"
	open_altered "$B" rx-drop-reserved "set $m1_sport 0000"
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
	# Both bounds of the versions are confirmed, too.
	open_altered "$A" hs-drop-confirm "set $m1_version 00"
	open_altered "$A" hs-drop-confirm "set $((m1_version + 1)) 03"
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
	moved_is "$B" "rx-drop-unconfirmed 1"
	[ "$sent_a $sent_b" = "3 1" ]
}

test_confirm_duplicated()
{
	handshake "a confirm 1 dup"
	moves "$B" hs-repeat
}

# A asks for a sign of life, and repeats itself, until it hears from B.
confirm_altered()
{
	local moved="$1 1"$'\n''rx-drop-unconfirmed 1'

	[[ $1 != hs-* ]] || moved='rx-drop-unconfirmed 1'$'\n'"$1 1"
	handshake "a confirm 1 $2"
	busywait 10000 moved_is "$B" "$moved"
	moved_is "$A" ""
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
	say a socket stack "$stack" timeout 60000
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

scene_run "${FAMILIES-one}"

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the suites share that alter each byte of a handshake by a method. Wants ns.sh and
# scene.sh.
# shellcheck disable=SC2034,SC2154 # for methods.sh; from ns.sh and scene.sh

secret=$session_secret
# How many at once: fewer than a source may have half-open; and spread over an M3 with a sealed
# list, of 104 bytes or more, fewer than eight of them are in conf_I alone, after as many of which
# a responder gives up.
alter_at_once=20

# A stack for each method; and time to look at all that is altered.
configure_methods()
{
	methods_on_both
	give_up_after 30
}

# messages METHOD: those of its handshake, as DIRECTION TYPE, with what is kept back meanwhile.
messages()
{
	printf '%s\n' 'a open b accept' 'b accept b accept' 'a confirm a confirm'
	case $1 in
	rsa | all-rsa | *-of-3) echo 'b finish b finish' ;;
	esac
}

# held_back METHOD DIRECTION TYPE: A opens, and nothing comes behind the message of this type,
# which is kept.
held_back()
{
	say a socket
	say b socket
	busywait 60000 no_sessions
	say b socket stack "$1" bind "${addr_b[$v]}" "$port"
	say a socket stack "$1"
	relay_clear
	relay rule "$2" "$3" every drop
	tell a timeout 40000 connect "${addr_b[$v]}" "$port"
	relay wait "$2" "$3" 1 20000
}

# altered METHOD DIRECTION TYPE HELD_DIRECTION HELD_TYPE [N]: the message comes again and again,
# with a bit of one byte altered each time, and then the honest ones are let through: one session
# opens, and its ends have the same keys. $shares is in how many shares the bytes are taken; it
# is the N-th, or one that is drawn.
altered()
{
	local method=$1 dir=$2 type=$3 held_dir=$4 held_type=$5 n=${6-}
	local nth length byte before

	before=$(opened_and_unread)
	held_back "$method" "$held_dir" "$held_type"
	# The last one: an M1 with a cookie, if the responder wants that.
	nth=$(relay seen "$dir" "$type")
	length=$(($(relay show "$dir" "$type" "$nth" | tr -d '\n' | wc -c) / 2))
	# An even number, so that both families can have as many.
	shares=$((2 * (length / (2 * alter_at_once) + 1)))
	for ((byte = ${n:-RANDOM % shares}; byte < length; byte += shares)); do
		relay replay "$dir" "$type" "$nth" flip "$byte" "$(printf %02x $((1 << RANDOM % 8)))"
	done
	relay_clear
	hear a
	good
	back
	[ "$(opened_and_unread)" = "$(after_one_more "$before")" ]
}

# Sessions that have opened in A and in B, and data that did not verify there.
opened_and_unread()
{
	local ns

	for ns in "$A" "$B"; do
		echo "$(counter "$ns" hs-opened) $(counter "$ns" rx-drop-integrity)"
	done
}

after_one_more()
{
	awk '{ print $1 + 1, $2 }' <<<"$1"
}

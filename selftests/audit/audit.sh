#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# NonRepudiation between two hosts: what is delivered is in the log and on stable storage, the
# log verifies, and a log that cannot be written stops delivery.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

secret=$(printf '%064d' 7)
senders=64

b()
{
	seccommctl -n "$B" "$@"
}

# A stack on both hosts whose messages B keeps: STACK OPTIONS [BEHIND].
make_stack()
{
	local ns peer behind=${3-WindowReplay(),}

	for ns in "$A" "$B"; do
		[ "$ns" = "$A" ] && peer=$B || peer=$A
		seccommctl -n "$ns" stack add "$1" "key 0; key 5 pk dsa2048; NonRepudiation($2),
			$behind DSAAuthenticity(5), HMACSHA256Integrity(0)"
		key "$ns" "$1" session "$secret"
		key "$ns" "$1" slot 0 "$secret"
		seccommctl -n "$ns" key set "$1" slot 5 private "$ns_dir/key.$ns"
		seccommctl -n "$ns" key set "$1" slot 5 public "$ns_dir/key.$peer.pub"
	done
}

test_stacks()
{
	seccommctl key gen dsa "$ns_dir/key.$A"
	seccommctl key gen dsa "$ns_dir/key.$B"
	make_stack kept ''
	make_stack late delayed=1
	make_stack bare '' ''
	b stack show kept | grep -qx '    log 0 not attached: no message passes'
}

# send STACK PORT TEXT...: from a socket that stays open.
send()
{
	local stack=$1 port=$2 text words=()

	shift 2
	for text; do
		words+=(send "$text")
	done
	in_ns "$A" sc_probe stack "$stack" connect "${addr_b[4]}" "$port" "${words[@]}" \
		say sent wait <&"$never" >"$ns_dir/sent" &
	busywait 20000 grep -q sent "$ns_dir/sent"
}

# listen STACK PORT: until the port's socket is closed; what came is in $ns_dir/PORT.
listen()
{
	in_ns "$B" sc_probe stack "$1" bind "${addr_b[4]}" "$2" say bound timeout 600000 \
		recv 100000 >"$ns_dir/$2" &
	busywait 60000 grep -q bound "$ns_dir/$2"
}

received()
{
	[ "$(awk '/^from/ { n++ } END { print n + 0 }' "$ns_dir/$1")" = "$2" ]
}

# in_log FILE COUNT: it verifies, and has as many messages.
in_log()
{
	seccommctl -j audit verify "$1" |
		jq -e --argjson n "$2" '.bad == null and .messages == $n'
}

# ends_signed FILE KEY: its last record is a checkpoint, by this public key.
ends_signed()
{
	local id

	id=03$(seccommctl -j key fingerprint "$2" | jq -r '.[0].fingerprint')
	seccommctl -j audit show "$1" | jq -es --arg id "$id" '
		.[-1].last_checkpoint == .[-1].records - 1 and .[.[-2].key].id == $id'
}

test_not_attached()
{
	trap end_jobs EXIT
	local before

	before=$(counter "$B" rx-drop-layer)
	listen kept 5001
	send kept 5001 lost
	busywait 10000 counter_is "$B" rx-drop-layer $((before + 1))
	received 5001 0
}

test_attached()
{
	trap end_jobs EXIT
	local before

	before=$(counter "$B" audit-messages)
	b audit attach kept 0 "$ns_dir/one.log"
	b stack show kept | grep -qx '    log 0 attached, without checkpoints'
	listen kept 5002
	send kept 5002 first second third
	busywait 20000 received 5002 3
	# What is delivered has been written.
	in_log "$ns_dir/one.log" 3
	counter_is "$B" audit-messages $((before + 3))
	seccommctl -j audit show "$ns_dir/one.log" |
		jq -r 'select(.kind == "message").data' | grep -q "^$(printf first | xxd -p)"
}

test_refused()
{
	refused 'a log is attached' b audit attach kept 0 "$ns_dir/other.log"
	refused 'in use' b audit attach late 0 "$ns_dir/one.log"
	refused 'no NonRepudiation there' b audit attach kept 1 "$ns_dir/other.log"
	refused 'no such stack' b audit attach none 0 "$ns_dir/other.log"
	refused 'no log is attached' b audit rotate late 0 "$ns_dir/other.log"
	refused 'no log is attached' b audit detach late 0
	refused 'not a regular file' b audit attach late 0 /dev/null
	refused 'no position' b audit attach late x "$ns_dir/other.log"
}

test_rotate()
{
	trap end_jobs EXIT
	listen kept 5003
	send kept 5003 before
	busywait 20000 received 5003 1
	refused 'in use' b audit rotate kept 0 "$ns_dir/one.log"
	b audit rotate kept 0 "$ns_dir/two.log"
	send kept 5003 after
	busywait 20000 received 5003 2
	in_log "$ns_dir/one.log" 4
	in_log "$ns_dir/two.log" 1
	ends_signed "$ns_dir/one.log" "$ns_dir/key.$B.pub"
	seccommctl audit show "$ns_dir/two.log" | grep -q '^    rotated boot'
}

test_reopened()
{
	b audit detach kept 0
	ends_signed "$ns_dir/two.log" "$ns_dir/key.$B.pub"
	# What a crash tears is moved away.
	printf 'SCNR torn' >>"$ns_dir/one.log"
	b audit attach kept 0 "$ns_dir/one.log" 2>"$ns_dir/said"
	grep -q '9 bytes of a torn write were moved' "$ns_dir/said"
	[ "$(cat "$ns_dir/one.log.torn")" = 'SCNR torn' ]
	in_log "$ns_dir/one.log" 4
	seccommctl audit show "$ns_dir/one.log" | grep -q '^    reopened boot'
}

failed()
{
	grep -q '"audit-failed"' "$ns_dir/events"
}

# fails_closed PORT: an event tells, and so does the stack, and nothing more is delivered.
fails_closed()
{
	local before drops

	busywait 20000 failed
	drops=$(counter "$B" rx-drop-layer)
	b stack show kept | grep -q '^    log 0 not attached: no message passes ('
	before=$(counter "$B" rx-messages)
	send kept "$1" never
	busywait 20000 dropped
	counter_is "$B" rx-messages "$before"
}

# The last message was.
dropped()
{
	[ "$(counter "$B" rx-drop-layer)" -gt "$drops" ]
}

watch()
{
	seccommctl -n "$B" -j monitor events >"$ns_dir/events" &
	watcher=$!
	busywait 10000 listening "$B" "$watcher"
}

test_truncated()
{
	trap end_jobs EXIT
	watch
	listen kept 5005
	send kept 5005 whole
	busywait 20000 received 5005 1
	truncate -s -8 "$ns_dir/one.log"
	send kept 5005 none
	fails_closed 5005
	received 5005 1
	kill "$watcher"
	b audit attach kept 0 "$ns_dir/three.log"
}

# What is written to a file without a name is lost with the log.
test_deleted()
{
	trap end_jobs EXIT
	watch
	b audit rotate kept 0 "$ns_dir/deleted.log"
	listen kept 5010
	send kept 5010 whole
	busywait 20000 received 5010 1
	rm "$ns_dir/deleted.log"
	send kept 5010 none
	fails_closed 5010
	received 5010 1
	kill "$watcher"
	b audit attach kept 0 "$ns_dir/three.log"
}

# The network doubles each packet: the log has each message once.
test_duplicated()
{
	trap end_jobs EXIT
	local before stack

	tc -n "$A" qdisc add dev v0 root netem duplicate 100%
	for stack in kept bare; do
		before=$(counter "$B" rx-drop-duplicate)
		b audit detach "$stack" 0 || true
		b audit attach "$stack" 0 "$ns_dir/twice-$stack.log"
		listen "$stack" 5011
		send "$stack" 5011 one two three
		busywait 20000 received 5011 3
		busywait 20000 counter_is "$B" rx-drop-duplicate $((before + 3))
		in_log "$ns_dir/twice-$stack.log" 3
		end_jobs
	done
	tc -n "$A" qdisc del dev v0 root
}

# A file that is no log stays as it is.
test_no_log()
{
	echo precious >"$ns_dir/precious"
	refused 'bad record at offset 0' b audit attach late 0 "$ns_dir/precious"
	[ "$(cat "$ns_dir/precious")" = precious ]
}

test_full_disk()
{
	trap end_jobs EXIT
	local n i

	b audit detach kept 0
	mkdir "$ns_dir/small"
	mount -t tmpfs -o size=64k none "$ns_dir/small"
	b audit attach kept 0 "$ns_dir/small/log"
	watch
	listen kept 5006
	for ((i = 0; i < 400; i += 20)); do
		# shellcheck disable=SC2046 # many words
		send kept 5006 $(seq "$i" $((i + 19)))
		if failed; then break; fi
	done
	fails_closed 5006
	kill "$watcher"
	# All that was delivered is in the log, once what was torn is taken off.
	n=$(grep -c '^from' "$ns_dir/5006")
	cp "$ns_dir/small/log" "$ns_dir/small.log"
	b audit attach kept 0 "$ns_dir/small.log"
	b audit detach kept 0
	[ "$(seccommctl -j audit verify "$ns_dir/small.log" | jq .messages)" -ge "$n" ]
	umount "$ns_dir/small"
}

test_delayed()
{
	trap end_jobs EXIT
	listen late 5007
	b audit attach late 0 "$ns_dir/late.log"
	send late 5007 one two
	busywait 20000 received 5007 2
	busywait 20000 in_log "$ns_dir/late.log" 2
	b audit detach late 0
}

# Messages and checkpoints by RSA.
test_rsa()
{
	trap end_jobs EXIT
	local ns own peer keys=$ns_dir/keys

	mkdir "$keys"
	key_pairs "$keys"
	for ns in "$A" "$B"; do
		[ "$ns" = "$A" ] && own=alice peer=bob || own=bob peer=alice
		seccommctl -n "$ns" stack add rsa 'key 0; key 5 pk rsa2048; NonRepudiation(),
			WindowReplay(), RSAAuthenticity(5), HMACSHA256Integrity(0)'
		key "$ns" rsa session "$secret"
		key "$ns" rsa slot 0 "$secret"
		seccommctl -n "$ns" key set rsa slot 5 private "$keys/rsa2048.$own"
		seccommctl -n "$ns" key set rsa slot 5 public "$keys/rsa2048.$peer.pub"
	done
	b audit attach rsa 0 "$ns_dir/rsa.log"
	listen rsa 5012
	send rsa 5012 one two
	busywait 20000 received 5012 2
	b audit detach rsa 0
	in_log "$ns_dir/rsa.log" 2
	ends_signed "$ns_dir/rsa.log" "$keys/rsa2048.bob.pub"
}

# Many sessions share a sync: each has one message that waits. The log that another one takes the
# place of ends with a checkpoint.
test_many_senders()
{
	trap end_jobs EXIT
	local i syncs messages words=()

	b audit attach kept 0 "$ns_dir/many.log"
	listen kept 5008
	syncs=$(counter "$B" audit-syncs)
	messages=$(counter "$B" audit-messages)
	for ((i = 0; i < 5; i++)); do
		words+=(send "$i")
	done
	for ((i = 0; i < senders; i++)); do
		in_ns "$A" sc_probe stack kept connect "${addr_b[4]}" 5008 "${words[@]}" wait \
			<&"$never" >/dev/null &
	done
	busywait 120000 received 5008 $((senders * 5))
	syncs=$(($(counter "$B" audit-syncs) - syncs))
	messages=$(($(counter "$B" audit-messages) - messages))
	echo "# $messages messages of $senders senders, $syncs syncs" >&3
	[ "$syncs" -lt "$messages" ]
	b audit rotate kept 0 "$ns_dir/many.next.log"
	# A machine on which this takes minutes signs others before.
	seccommctl -j audit verify "$ns_dir/many.log" | jq -e '.last_checkpoint == .records - 1'
	in_log "$ns_dir/many.log" $((senders * 5))
}

# A sender ends its session right behind its last message: those that still wait for the log
# are delivered.
test_closing_sender()
{
	trap end_jobs EXIT
	local i words=()

	b audit rotate kept 0 "$ns_dir/closing.log"
	listen kept 5009
	for ((i = 0; i < 20; i++)); do
		words+=(send "$i")
	done
	in_ns "$A" sc_probe stack kept connect "${addr_b[4]}" 5009 "${words[@]}"
	busywait 60000 received 5009 20
	in_log "$ns_dir/closing.log" 20
}

ktap_start
exec 3>&1
# Who reads it waits for good.
mkfifo "$ns_dir/never"
exec {never}<>"$ns_dir/never"
ns_pair
ktap_run test_stacks
ktap_run test_not_attached
ktap_run test_attached
ktap_run test_refused
ktap_run test_rotate
ktap_run test_reopened
ktap_run test_truncated
ktap_run test_deleted
ktap_run test_duplicated
ktap_run test_no_log
ktap_run test_full_disk
ktap_run test_delayed
ktap_run test_rsa
ktap_run test_many_senders
ktap_run test_closing_sender
ns_remove
ktap_run ledger_check ledger
ktap_end

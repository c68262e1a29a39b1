#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The disk of a log hangs: what many senders send meanwhile waits, a message of each, and nothing
# is delivered. When the disk goes on again all of them share a sync, but for those whose
# write has hung.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

secret=$(printf '%064d' 7)
senders=64
port=5000
disk=/dev/ram0 mnt=$ns_dir/mnt

configure()
{
	local ns own peer

	mkdir "$mnt" "$ns_dir/keys"
	key_pairs "$ns_dir/keys"
	stack_on_both kept 'key 0; key 5 pk dsa2048; NonRepudiation(), WindowReplay(),
		DSAAuthenticity(5), HMACSHA256Integrity(0)' 0
	for ns in "$A" "$B"; do
		[ "$ns" = "$A" ] && own=alice peer=bob || own=bob peer=alice
		seccommctl -n "$ns" key set kept slot 5 private "$ns_dir/keys/dsa2048.$own"
		seccommctl -n "$ns" key set kept slot 5 public "$ns_dir/keys/dsa2048.$peer.pub"
	done
	modprobe brd rd_nr=1 rd_size=8192
	mke2fs -q -t ext4 -b 1024 -J size=1 -E lazy_itable_init=0,nodiscard "$disk"
	mount -t ext4 "$disk" "$mnt"
}

unmount()
{
	fsfreeze -u "$mnt" 2>/dev/null || true
	seccommctl -n "$B" audit detach kept 0 2>/dev/null || true
	umount "$mnt"
	modprobe -r brd
}

received()
{
	[ "$(awk '/^from/ { n++ } END { print n + 0 }' "$ns_dir/got")" = "$1" ]
}

# held NUMBER: so many messages wait for the log.
held()
{
	live | grep -qx "held $1"
}

test_one_sync()
{
	local i syncs messages

	trap 'end_jobs; unmount' EXIT
	seccommctl -n "$B" audit attach kept 0 "$mnt/log"
	in_ns "$B" sc_probe stack kept bind "${addr_b[4]}" "$port" say bound timeout 600000 \
		recv 100000 >"$ns_dir/got" &
	busywait 60000 grep -q bound "$ns_dir/got"
	syncs=$(counter "$B" audit-syncs)
	messages=$(counter "$B" audit-messages)
	fsfreeze -f "$mnt"
	for ((i = 0; i < senders; i++)); do
		in_ns "$A" sc_probe stack kept connect "${addr_b[4]}" "$port" send "$i" wait \
			<&"$never" >/dev/null &
	done
	busywait 120000 held "$senders"
	received 0
	counter_is "$B" audit-syncs "$syncs"
	fsfreeze -u "$mnt"
	busywait 60000 received "$senders"
	syncs=$(($(counter "$B" audit-syncs) - syncs))
	messages=$(($(counter "$B" audit-messages) - messages))
	echo "# $messages messages of $senders senders, $syncs syncs" >&3
	[ "$messages" = "$senders" ]
	[ "$syncs" = 2 ]
	seccommctl -n "$B" audit detach kept 0
	seccommctl -j audit verify "$mnt/log" |
		jq -e --argjson n "$senders" '.bad == null and .messages == $n'
}

exec 3>&1
# Who reads it waits for good.
mkfifo "$ns_dir/never"
exec {never}<>"$ns_dir/never"
ktap_start
ns_pair
ktap_run configure
ns_run

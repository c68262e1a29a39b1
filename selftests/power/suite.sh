# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the suites of power cuts share. B's log lies on an ext4 on a device whose writes are
# logged (dm-log-writes); the receiver marks that log with each message in the moment that it
# has it. Replayed to a flush, the writes give the disk as a power cut right behind it leaves
# it: what had been received before the next flush must be in B's log, which must verify to its
# last whole record. SEED= repeats the choice of flushes.

# shellcheck disable=SC2154 # ns_dir, addr_b
secret=$(printf '%064d' 7)
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
kib=6144
disk=/dev/ram0 writes=/dev/ram1 cut=/dev/ram2
mnt=$ns_dir/mnt was=$ns_dir/was image=$ns_dir/image entries=$ns_dir/entries
shown=$ns_dir/shown

b()
{
	seccommctl -n "$B" "$@"
}

power_off()
{
	umount "$mnt" "$was" 2>/dev/null
	sc_power remove power 2>/dev/null
	modprobe -rq dm-log-writes brd
	ns_exit
}

# make_stack STACK OPTIONS: on both hosts, the messages to B are kept there.
make_stack()
{
	local ns own peer

	for ns in "$A" "$B"; do
		[ "$ns" = "$A" ] && own=alice peer=bob || own=bob peer=alice
		seccommctl -n "$ns" stack add "$1" "key 0; key 5 pk dsa2048; NonRepudiation($2),
			WindowReplay(), DSAAuthenticity(5), HMACSHA256Integrity(0)"
		key "$ns" "$1" session "$secret"
		key "$ns" "$1" slot 0 "$secret"
		seccommctl -n "$ns" key set "$1" slot 5 private "$ns_dir/keys/dsa2048.$own"
		seccommctl -n "$ns" key set "$1" slot 5 public "$ns_dir/keys/dsa2048.$peer.pub"
	done
}

test_devices()
{
	modprobe brd rd_nr=3 rd_size=16384
	modprobe dm-log-writes
	mkdir "$mnt" "$was" "$ns_dir/keys"
	key_pairs "$ns_dir/keys"
	make_stack kept ''
	make_stack late delayed=1
}

received()
{
	[ "$(grep -c '^received' "$ns_dir/received")" = "$1" ]
}

# record STACK COUNT: as many messages, and the device's writes meanwhile.
record()
{
	local stack=$1 count=$2 i

	mke2fs -q -t ext4 -b 1024 -J size=1 -E lazy_itable_init=0,nodiscard "$disk" "$kib"
	dd if="$disk" of="$image" bs=1024 count="$kib" status=none
	mount -t ext4 "$(sc_power create power $((kib * 2)) "$disk" "$writes")" "$mnt"
	b audit attach "$stack" 0 "$mnt/log"
	in_ns "$B" sc_power receive power "$stack" "${addr_b[4]}" 5001 >"$ns_dir/received" &
	busywait 60000 grep -q bound "$ns_dir/received"
	{
		printf 'stack %s\nconnect %s 5001\n' "$stack" "${addr_b[4]}"
		for ((i = 0; i < count; i++)); do
			printf 'send message-%04d\n' "$i"
		done
	} >"$ns_dir/words"
	# The socket stays open until the job ends.
	cat "$ns_dir/words" - <&"$never" | in_ns "$A" sc_probe - >"$ns_dir/sent" &
	busywait 60000 received "$count"
	b audit detach "$stack" 0
	end_jobs
	busywait 10000 umount "$mnt"
	# The mount namespaces of what ran in A and B go a moment later than it.
	busywait 10000 sc_power remove power
	sc_power list "$writes" >"$entries"
	[ "$(grep -c ' mark message-' "$entries")" = "$count" ]
}

flushes()
{
	awk '$2 == "flush" { print $1 }' "$entries"
}

# received_before ENTRY: the messages.
received_before()
{
	awk -v end="$1" '$1 < end && $3 ~ /^message-/ { print $3 }' "$entries" | sort
}

# verified LOG: it verifies to its last whole record; then $shown tells what it has.
verified()
{
	seccommctl -j audit show "$1" >"$shown" || [ $? = 2 ]
	jq -es '.[-1] | .bad == null or .bad.offset == .bytes and
		(.bad.rule == "record-structure" or .bad.rule == "record-hash")' "$shown" \
		>/dev/null
}

# cut_behind ENTRY: the power is cut behind it; the messages of the log go to $ns_dir/logged.
# Entries are given in ascending order, the first one with $replayed 0.
cut_behind()
{
	sc_power replay "$writes" "$replayed" $(($1 + 1)) "$image"
	replayed=$(($1 + 1))
	dd if="$image" of="$cut" bs=1M oflag=direct status=none
	mount -t ext4 "$cut" "$was"
	: >"$shown"
	[ ! -e "$was/log" ] || verified "$was/log"
	umount "$was"
	# The text's 12 bytes, of what was signed.
	jq -r 'select(.kind == "message").data[:24]' "$shown" | xxd -r -p | fold -w 12 |
		sort >"$ns_dir/logged"
}

# lost_behind ENTRY NEXT: what was received before NEXT, and is not in the log when the power is
# cut behind ENTRY.
lost_behind()
{
	cut_behind "$1"
	received_before "$2" | comm -23 - "$ns_dir/logged"
}

test_recorded()
{
	trap end_jobs EXIT
	record kept 120
	echo "# $(flushes | wc -l) flushes, 120 messages" >&"$log"
	[ "$(flushes | wc -l)" -ge 200 ]
}

# chosen OF: which of so many flushes, in ascending order; all if none are to be left out.
chosen()
{
	awk -v seed="$seed" -v of="$1" -v n="${sample:-$1}" 'BEGIN {
		srand(seed)
		for (i = 0; i < of; i++)
			if (rand() * (of - i) < n) {
				print i
				n--
			}
	}'
}

test_received_is_logged()
{
	local flush lost i replayed=0 n=0

	mapfile -t flush < <(flushes)
	# The last one has nothing behind it.
	flush+=($((${flush[-1]} + 1000000)))
	for i in $(chosen $((${#flush[@]} - 1))); do
		lost_behind "${flush[i]}" "${flush[i + 1]}" >"$ns_dir/lost"
		lost=$(<"$ns_dir/lost")
		[ -z "$lost" ] || {
			echo "lost behind entry ${flush[i]}:" "$lost"
			return 1
		}
		n=$((n + 1))
	done
	echo "# seed $seed: power cut behind $n of $((${#flush[@]} - 1)) flushes" >&"$log"
	# Behind the last flush all is there.
	[ -n "$sample" ] || [ "$(wc -l <"$ns_dir/logged")" = 120 ]
}

# The control: who does not wait for the record has messages that a power cut takes.
test_delayed_is_found()
{
	trap end_jobs EXIT
	local flush i replayed=0

	record late 20
	mapfile -t flush < <(flushes)
	for ((i = 0; i < ${#flush[@]} - 1; i++)); do
		[ -n "$(received_before "${flush[i + 1]}")" ] || continue
		lost_behind "${flush[i]}" "${flush[i + 1]}" >"$ns_dir/lost"
		[ ! -s "$ns_dir/lost" ] || return 0
	done
	echo "nothing was lost"
	return 1
}

# power_run SAMPLE: behind how many flushes the power is cut; all if it is empty.
power_run()
{
	sample=$1
	exec {log}>&1
	trap power_off EXIT
	# Who reads it waits for good.
	mkfifo "$ns_dir/never"
	exec {never}<>"$ns_dir/never"
	ktap_start
	ns_pair
	ktap_run test_devices
	ktap_run test_recorded
	ktap_run test_received_is_logged
	ktap_run test_delayed_is_found
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the suites of captures share: real traffic of every stack of the vectors and of
# more.json, captured between two namespaces and recomputed with OpenSSL from the secrets:
# equal, byte for byte. SEED= repeats the choice of addresses.

# shellcheck disable=SC2154 # ns_dir, addr_a, addr_b
files=("$(realpath ../vectors.json)" "$(realpath more.json)")
port_a=4000
port_b=5000
patience=60000	# ms: signatures take long where processors are emulated

# The slots of key pairs, as SLOT ALGORITHM.
pair_slots()
{
	{ grep -oE '\|[0-9]+:pk:pk\([a-z0-9]+\)' <<<"$canonical" || true; } | sed 's/|\(.*\):pk:pk(\(.*\))/\1 \2/'
}

# Bodies of the lengths that tell block ciphers and tags apart, in hex, none longer than the
# stack takes; fewer for key pairs, which take long.
bodies()
{
	local length limit lengths=(0 1 7 8 9 16 64 1000)

	[ -z "$(pair_slots)" ] || lengths=(0 9 1000)
	limit=$(seccommctl -n "$A" -j stack show "$stack" | jq '.[0].limit')
	for length in "${lengths[@]}"; do
		head -c $((length < limit ? length : limit)) /dev/urandom | xxd -p | tr -d '\n'
		echo
	done
}

# Types that stacks of the vectors use, and whether all are in this kernel.
types_exist()
{
	local type

	for type in $(grep -oE '[A-Za-z0-9]+\(' <<<"${1%%|*}" | tr -d '('); do
		grep -qx "$type" <<<"$types" || return 1
	done
}

configure()
{
	local ns secret ends=() slot algorithm own=alice peer=bob

	[ -z "$names" ] || ends=(local "${names%,*}" remote "${names#*,}")
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$stack" "$(expression "$canonical")"
		key "$ns" "$stack" session "${ends[@]}" "$session"
		for secret in $slots; do
			if grep -qE "\|${secret%=*}:[a-z]+:psk(\||\$)" <<<"$canonical"; then
				key "$ns" "$stack" slot "${secret%=*}" "${secret#*=}"
			fi
		done
		while read -r slot algorithm; do
			seccommctl -n "$ns" key set "$stack" slot "$slot" private "$ns_dir/$algorithm.$own"
			seccommctl -n "$ns" key set "$stack" slot "$slot" public "$ns_dir/$algorithm.$peer.pub"
		done < <(pair_slots)
		# Else nothing would be delivered.
		if [[ $canonical == NonRepudiation* ]]; then
			seccommctl -n "$ns" audit attach "$stack" 0 "$ns_dir/$stack.$ns.log"
		fi
		own=bob peer=alice
		[ -z "$names" ] || ends=(local "${names#*,}" remote "${names%,*}")
	done
}

# commands VERB FILE: a word of sc_probe for each line.
commands()
{
	local line

	while read -r line; do
		printf '%s\n%s\n' "$1" "$line"
	done <"$2"
}

# First one message down, then all up, then the rest down: both directions mix.
talk()
{
	local down up n

	mapfile -t down < <(commands sendhex "$dir/down")
	mapfile -t up < <(commands sendhex "$dir/up")
	n=$(wc -l <"$dir/down")
	in_ns "$B" sc_probe stack "$stack" timeout "$patience" bind "${addr_b[$v]}" "$port_b" \
		say bound \
		recvhex 1 to "${addr_a[$v]}" "$port_a" "${up[@]}" recvhex $((n - 1)) \
		>"$dir/b.out" &
	b=$!
	busywait "$patience" grep -q bound "$dir/b.out"
	in_ns "$A" sc_probe stack "$stack" timeout "$patience" bind "${addr_a[$v]}" "$port_a" \
		connect "${addr_b[$v]}" "$port_b" "${down[@]:0:2}" \
		recvhex "$(wc -l <"$dir/up")" "${down[@]:2}" >"$dir/a.out"
	wait "$b"
	# What was received is what was sent, also to the applications.
	diff <(awk '/^from/ { print $4 }' "$dir/b.out") "$dir/down"
	diff <(awk '/^from/ { print $4 }' "$dir/a.out") "$dir/up"
}

check_capture()
{
	local pairs=() slot algorithm

	while read -r slot algorithm; do
		pairs+=(--pair "$slot=$ns_dir/$algorithm.alice,$ns_dir/$algorithm.bob")
	done < <(pair_slots)
	recompute --capture "$1" --case "$stack" --from "$vectors" "${pairs[@]}" \
		--down "$dir/down" --up "$dir/up" --closes 1 2>&1
}

# The last byte of the n-th message of a type, from 1, flipped.
flip()
{
	local from=$1 to=$2 want=$3 nth=$4 size off=24 len skip type byte

	cp "$from" "$to"
	size=$(stat -c %s "$from")
	while ((off < size)); do
		len=$(od -An -tu4 -j $((off + 8)) -N 4 "$from")
		skip=$((off + 16 + 14 + (v == 4 ? 20 : 40)))
		type=$(od -An -tx1 -j "$skip" -N 1 "$from")
		if ((0x${type// /} == want && --nth == 0)); then
			byte=$(od -An -tu1 -j $((off + 15 + len)) -N 1 "$from")
			printf '%b' "$(printf '\\x%02x' $((byte ^ 1)))" |
				dd of="$to" bs=1 seek=$((off + 15 + len)) conv=notrunc status=none
			return
		fi
		off=$((off + 16 + len))
	done
	echo "no such message in the capture"
	return 1
}

alteration_told()
{
	local rc=0

	check_capture "$dir/flipped" >"$dir/refused" || rc=$?
	[ "$rc" = 1 ] || {
		cat "$dir/refused"
		return 1
	}
}

test_case()
{
	local dir=$ns_dir/$stack-$v b dump message

	mkdir "$dir"
	bodies >"$dir/down"
	bodies >"$dir/up"
	ip netns exec "$A" tcpdump -Z root -i v0 -U --immediate-mode \
		-w "$dir/pcap" 'ip proto 253 or ip6 proto 253' \
		2>"$dir/tcpdump" &
	dump=$!
	busywait "$patience" grep -q 'listening on' "$dir/tcpdump"
	talk
	# The close comes when the sockets are gone: wait until it is captured.
	busywait "$patience" check_capture "$dir/pcap"
	kill "$dump"
	wait "$dump"
	check_capture "$dir/pcap"
	# Each kind of message, altered by one bit, is told.
	for message in $kinds; do
		flip "$dir/pcap" "$dir/flipped" "$message" 1
		alteration_told
	done
	flip "$dir/pcap" "$dir/flipped" 0x15 "$(wc -l <"$dir/down")"
	alteration_told
}

# wire_run FAMILIES: which addresses stacks are tried with: `both`, or `one` that the seed draws
# for each, as it does the kind of message that is altered.
wire_run()
{
	local families=$1 stack canonical session names slots vectors types ns v drawn
	local all=(0x11 0x12 0x13 0x15 0x16) kinds
	local seed=${SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}

	ktap_start
	[ "$families" = both ] || echo "# seed $seed"
	RANDOM=$seed
	types=$(seccommctl -j type show | jq -r '.[].name')
	ns_pair
	# A message that is split is several times as long, and still one packet.
	for ns in "$A" "$B"; do
		ip -n "$ns" link set v0 mtu 9000
	done
	key_pairs "$ns_dir"
	for vectors in "${files[@]}"; do
		while read -r stack canonical session names slots; do
			session=${session#session=}
			names=${names#names=}
			types_exist "$canonical" || continue
			ktap_run configure "configure_$stack"
			drawn="4 6" kinds=${all[*]}
			if [ "$families" = one ]; then
				drawn=$((RANDOM % 2 ? 4 : 6))
				kinds=${all[RANDOM % ${#all[@]}]}
			fi
			for v in $drawn; do
				ktap_run test_case "$stack$([ "$families" = one ] || echo "_ipv$v")"
			done
		done < <(recompute --list "$vectors")
	done
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The bench inside the machine: sets up two hosts for each way to talk, runs
# sc_bench there, and prints what it says, a JSON object a line.

set -euo pipefail
cd "$(dirname "$0")"

# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh

groups=${1:-all}

# wanted GROUP: is it one of those asked for?
wanted()
{
	[ "$groups" = all ] || [[ " $groups " == *" $1 "* ]]
}

# note LABEL FIGURE NAME VALUE
note()
{
	jq -cn --arg row "$1" --arg figure "$2" --arg name "$3" --arg value "$4" \
		'{row: $row, figure: $figure, ($name): $value}'
}

# ---- SecComm ----

types=

# lacking STACK: the first type of it that this kernel has not
lacking()
{
	local type

	for type in $(grep -oE '[A-Za-z0-9]+\(' <<<"$1" | tr -d '('); do
		grep -qx "$type" <<<"$types" || {
			echo "$type"
			return
		}
	done
}

# hex FILE
hex()
{
	xxd -p "$1" | tr -d '\n'
}

# until_good COMMAND...: a quarter of a minute of tries
until_good()
{
	local i

	for ((i = 0; i < 150; i++)); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

# prove LABEL STACK: one message of each size, captured with the handshake and
# the close, is what OpenSSL makes of the secrets and the nonces, byte for byte.
prove()
{
	local ns_a=::ffff:$addr_a ns_b=::ffff:$addr_b slot pk secrets=() dump server
	local port_a=4000 port_b=5000 most=1200 go

	# The server ends when it is told: of two that close at once, both would.
	rm -f go server.out tcpdump.err
	mkfifo go

	head -c 100 /dev/urandom >short
	# A message that grows by a factor is to stay one packet.
	[[ $2 != *@(Expansion|RSAPrivacy)* ]] || most=500
	head -c "$most" /dev/urandom >long
	printf '%s\n' "$(hex short)" "$(hex long)" >bodies
	secrets=(--session "$(hex session.key)")
	while read -r _ slot pk; do
		if [ -n "$pk" ]; then
			secrets+=(--pair "$slot=$(pair_file "$slot" "$A"),$(pair_file "$slot" "$B")")
		else
			secrets+=(--slot "$slot=$(hex "slot$slot.key")")
		fi
	done < <(slots "$2")
	ip netns exec "$A" tcpdump -Z root -i v0 -U --immediate-mode -w pcap 'ip proto 253' \
		2>tcpdump.err &
	dump=$!
	until_good grep -qs 'listening on' tcpdump.err
	ip netns exec "$B" sc_probe stack bench bind "$ns_b" "$port_b" say bound recvhex 2 \
		to "$ns_a" "$port_a" sendhex "$(hex short)" sendhex "$(hex long)" wait \
		<go >server.out &
	server=$!
	exec {go}>go
	until_good grep -qs bound server.out
	ip netns exec "$A" sc_probe stack bench bind "$ns_a" "$port_a" connect "$ns_b" "$port_b" \
		sendhex "$(hex short)" sendhex "$(hex long)" recvhex 2 >/dev/null
	until_good recompute --capture pcap --closes 1 --down bodies --up bodies \
		--canonical "$(seccommctl -n "$A" -j stack show bench | jq -r '.[].canonical')" \
		"${secrets[@]}" >recompute.out 2>&1 || {
		cat recompute.out >&2
		return 1
	}
	echo go >&"$go"
	exec {go}>&-
	wait "$server"
	kill "$dump"
	wait "$dump" || true
	note "$1" proof recomputed 1
}

stacks()
{
	local group label stack bytes lack

	types=$(seccommctl -j type show | jq -r '.[].name')
	while IFS='|' read -r group label stack _ _ bytes; do
		[[ $group != '#'* && -n $stack ]] || continue
		wanted "$group" || continue
		lack=$(lacking "$stack")
		if [ -n "$lack" ]; then
			note "$label" absent type "$lack"
			continue
		fi
		stack_add bench "$stack"
		prove "$label" "$stack"
		case $group:$label in
		modern:* | 'paper:base SecComm')
			talk seccomm "$label" -s bench -i v0
			talk seccomm "$label" -s bench -I -S -C
			;;
		# The cipher alone takes minutes here.
		'paper:DES + MD5') talk seccomm "$label" -s bench -i v0 -C ;;
		# Signatures of 2048 bits and evidence that waits for the disk, both ways.
		paper:NonRepudiation) talk seccomm "$label" -s bench -i v0 -R -n 20 ;;
		catalog:DSA* | catalog:RSA*) talk seccomm "$label" -s bench -i v0 -R -n 10 ;;
		paper:* | catalog:*) talk seccomm "$label" -s bench -i v0 -R ;;
		*) talk seccomm "$label" -s bench -i v0 -R -C ${bytes:+-B "$bytes"} ;;
		esac
		case $label in
		'base SecComm')
			talk seccomm "$label, batches" -s bench -b 16 -S -C
			echo 1 >/sys/kernel/tracing/events/cactus/enable
			talk seccomm "$label, traced" -s bench -R -C
			echo 0 >/sys/kernel/tracing/events/cactus/enable
			echo >/sys/kernel/tracing/trace
			;;
		AES-GCM) talk seccomm "$label, batches" -s bench -b 16 -S -C ;;
		esac
		stack_del bench
	done <rows
}

sessions()
{
	local ns

	# A session keeps its handshake as long as a message may have to be repeated; it
	# is idle behind that.
	for ns in "$A" "$B"; do
		ip netns exec "$ns" sysctl -qw net.seccomm.give_up_seconds=1
	done
	stack_add bench 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
	talk sessions 'ChaChaPoly' -s bench -n 10000
	stack_del bench
	stack_add bench 'key 0; WindowReplay(), AESGCMPrivacy(0)'
	talk sessions 'AES-GCM' -s bench -n 1500
	stack_del bench
	stack_add bench 'key 0; key 1; WindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))'
	talk sessions 'Multi of both' -s bench -n 1500
	stack_del bench
}

# ---- peers ----

wireguard()
{
	wireguard_add "$addr_a" "$addr_b"
	wireguard_shakes_hands
	from=10.10.0.1 to=10.10.0.2 talk udp WireGuard -i v0
	note WireGuard proof received "$(ip netns exec "$B" wg show wg0 transfer | cut -f 2)"
	ip -n "$A" link del wg0
	ip -n "$B" link del wg0
}

# esp LABEL REQID...
esp()
{
	local label=$1 ns
	shift

	esp_policy "$@"
	talk udp "$label" -i v0 -C
	for id; do
		note "$label" proof packets "$(ip -n "$B" -s xfrm state show reqid "$id" |
			sed -nE 's/.*[0-9]+\(bytes\), ([0-9]+)\(packets\).*/\1/p' |
			awk '{ sum += $1 } END { print sum + 0 }')"
	done
	for ns in "$A" "$B"; do
		ip -n "$ns" xfrm policy flush
		ip -n "$ns" xfrm state flush
	done
}

esps()
{
	local gcm=(aead 'rfc4106(gcm(aes))' "$(random 36)" 128)
	local chacha=(aead 'rfc7539esp(chacha20,poly1305)' "$(random 36)" 128)

	modprobe -a esp4 xfrm_user
	hosts
	esp_state 1 "${gcm[@]}"
	esp 'ESP AES-GCM' 1
	esp_state 1 "${chacha[@]}"
	esp 'ESP ChaChaPoly' 1
	esp_state 1 auth 'hmac(md5)' "$(random 16)" enc 'cbc(des)' "$(random 8)"
	esp 'ESP DES + MD5' 1
	esp_state 1 enc 'cbc(blowfish)' "$(random 56)"
	esp 'ESP Blowfish' 1
	esp_state 1 "${gcm[@]}"
	esp_state 2 "${chacha[@]}"
	esp 'ESP twice' 1 2
	no_hosts
}

peers()
{
	talk raw IP -i v0
	talk udp 'UDP, batches' -b 16 -S -C
	talk tcp TCP -i v0
	modprobe tls
	talk ktls 'kTLS AES-GCM' -c aes -i v0
	talk ktls 'kTLS ChaChaPoly' -c chacha -i v0
	talk evp 'UDP + OpenSSL AES-GCM' -c aes -i v0
	talk evp 'UDP + OpenSSL ChaChaPoly' -c chacha -i v0
	talk dtls 'DTLS AES-GCM' -c aes -i v0
	talk dtls 'DTLS ChaChaPoly' -c chacha -i v0
}

operations()
{
	modprobe seccomm_bench
	cat /sys/kernel/debug/seccomm_bench
	rmmod seccomm_bench
}

# The argument is profile:OPTION:COUNT:STACK, or udp for the stack; prints the
# kernel's symbols.
profile()
{
	local only count stack

	IFS=: read -r _ only count stack <<<"$groups"
	hosts
	if [ "$stack" = udp ]; then
		talk udp UDP "$only" -C -n "$count" -r 1 >/dev/null
	else
		stack_add bench "$stack"
		talk seccomm profile "$only" -C -s bench -n "$count" -r 1 >/dev/null
		stack_del bench
	fi
	no_hosts
	cat /proc/kallsyms
}

# What a change bought is seen in these; older trees have no more. Three times, since
# a conversation may come out a little dear for as long as it lasts.
changes()
{
	local label stack i

	hosts
	for i in 1 2 3; do
		while IFS='|' read -r _ label stack _; do
			case $label in
			'base SecComm' | DESPrivacy | AES-GCM | ChaChaPoly | 'Multi of both') ;;
			*) continue ;;
			esac
			stack_add bench "$stack"
			talk seccomm "$label" -s bench -R -C
			[ "$label" != 'base SecComm' ] ||
				talk seccomm "$label, batches" -s bench -b 16 -S -C
			stack_del bench
		done <rows
	done
	no_hosts
}

# A stream's receiver runs at real-time priority: no one may hold it back.
sysctl -qw kernel.sched_rt_runtime_us=-1
settle
if [[ $groups == profile:* ]]; then
	profile
	exit
fi
if [ "$groups" = changes ]; then
	changes
	exit
fi
note '' about kernel "$(uname -r)"
if wanted unloaded; then
	rmmod seccomm seccomm_crypto cactus
	hosts
	talk udp 'UDP, module absent' -i v0 -R
	no_hosts
	modprobe -a cactus seccomm_crypto seccomm
fi
hosts
# First, since it depends on what kernel threads have done before.
! wanted peers || wireguard
talk udp UDP -i v0
talk udp UDP -I -S -C
stacks
# The hosts have had SecComm sockets by now.
talk udp 'UDP, beside SecComm' -R -C
! wanted peers || peers
! wanted sessions || sessions
no_hosts
! wanted peers || esps
! wanted operations || operations
note '' about complete "$groups"

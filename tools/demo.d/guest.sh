#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The demo's part in the virtual machine: two namespaces as two hosts, three
# stacks, files both ways on each, and a look at the wire.

set -uo pipefail

flip=0
[ "${1-}" != --flip-byte ] || flip=1

# In nearly every line of the files, so in nearly every packet.
needle=EXPORT_SYMBOL
alpha_addr=10.253.0.1
beta_addr=10.253.0.2
port=7000

claims=0 broken=0
tmp=$(mktemp -d)
cd "$tmp" || exit 1
mkfifo hold

chapter()
{
	printf '\n== %s\n\n' "$1"
}

tell()
{
	tr '\n' ' ' <<<"$1" | fold -s -w 78 | sed 's/ *$//'
	printf '\n\n'
}

# claim TEXT COMMAND...: does COMMAND say so?
claim()
{
	local text=$1
	shift
	claims=$((claims + 1))
	if "$@"; then
		printf '  [holds]  %s\n' "$text"
	else
		printf '  [FAILS]  %s\n' "$text"
		broken=$((broken + 1))
	fi
}

# Show a command as one would type it, and run it.
show()
{
	local word line='$'

	for word; do
		case $word in
		*[^A-Za-z0-9_./:-]*) line+=" '$word'" ;;
		*) line+=" $word" ;;
		esac
	done
	printf '%s\n' "$line"
	"$@" 2>&1 || {
		echo "status $?"
		broken=$((broken + 1))
	}
}

finish()
{
	local jobs

	mapfile -t jobs < <(jobs -p)
	[ "${#jobs[@]}" = 0 ] || kill "${jobs[@]}" 2>/dev/null
	chapter "The end"
	if [ "$broken" = 0 ]; then
		echo "All $claims claims held."
		exit 0
	fi
	echo "The demo FAILED: $broken of what it did or claimed did not hold."
	exit 1
}

give_up()
{
	printf '  [FAILS]  %s\n' "$1"
	broken=$((broken + 1))
	finish
}

# until_true SECONDS COMMAND...: wait for it to hold.
until_true()
{
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}

size()
{
	stat -c %s "$1" 2>/dev/null || echo 0
}

arrived()
{
	{ [ "$(size at-beta.txt)" = "$(size ~/alpha.txt)" ] &&
		[ "$(size at-alpha.txt)" = "$(size ~/beta.txt)" ]; } ||
		! kill -0 "$listener" 2>/dev/null || ! kill -0 "$sender" 2>/dev/null
}

same()
{
	[ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]
}

occurrences()
{
	grep -a -o -F "$needle" "$1" | wc -l
}

# set_keys STACK SLOT_BYTES SLOT...: the same secrets on both hosts.
set_keys()
{
	local stack=$1 bytes=$2 slot host
	shift 2

	head -c 32 /dev/urandom >session.key
	for slot; do
		head -c "$bytes" /dev/urandom >"slot$slot.key"
	done
	show seccommctl -n alpha key set "$stack" session peer "$beta_addr" file session.key
	for slot; do
		show seccommctl -n alpha key set "$stack" slot "$slot" peer "$beta_addr" \
			file "slot$slot.key"
	done
	echo "... and the same on beta, for peer $alpha_addr"
	seccommctl -n beta key set "$stack" session peer "$alpha_addr" file session.key
	for slot; do
		seccommctl -n beta key set "$stack" slot "$slot" peer "$alpha_addr" \
			file "slot$slot.key"
	done
	rm -f ./*.key
}

capture_start()
{
	ip netns exec alpha tcpdump -Z root -i veth0 -s 0 -B 32768 -U -w "$1" \
		'ip proto 253 or icmp[icmptype] == icmp-echo' 2>tcpdump.log &
	tcpdump=$!
	until_true 10 grep -q 'listening on' tcpdump.log ||
		give_up "tcpdump captures: $(<tcpdump.log)"
}

has_ping()
{
	tcpdump -Z root -nr "$1" -c 1 icmp 2>/dev/null | grep -q .
}

# tcpdump takes packets from the kernel in batches, and what waits for it when it ends
# is lost. A ping comes behind all else: when it is in the file, everything is.
capture_stop()
{
	ip netns exec alpha ping -q -c 1 "$beta_addr" >/dev/null
	until_true 20 has_ping "$1" ||
		give_up "tcpdump writes all that it captures: $(<tcpdump.log)"
	kill -INT "$tcpdump"
	wait "$tcpdump"
}

# One packet of data: its IP header is 20 bytes long, and behind it stands the
# base header, whose first byte is version 1, type 5.
packet()
{
	tcpdump -Z root -nr "$1" -X -c 1 'greater 1000 and ip[20] == 0x15' 2>/dev/null |
		sed -n '1,9p' >packet
	cat packet
	printf '\t...\n\n'
	claim "this is a packet of data" [ "$(wc -l <packet)" = 9 ]
}

# transfer STACK: alpha's file to beta, and beta's to alpha, on one session.
transfer()
{
	local stack=$1 cap=$tmp/$1.pcap rc byte

	rm -f at-alpha.txt at-beta.txt
	capture_start "$cap"
	printf '%s\n' "beta\$  seccat -l -s $stack $beta_addr $port <beta.txt >at-beta.txt" \
		"alpha\$ seccat -s $stack $beta_addr $port <alpha.txt >at-alpha.txt" ''
	ip netns exec beta seccat -v -T 20 -l -s "$stack" "$beta_addr" "$port" \
		<~/beta.txt >at-beta.txt 2>beta.log &
	listener=$!
	# The input stays open until we have looked at the session.
	{ cat ~/alpha.txt; read -r _ <hold; } |
		ip netns exec alpha seccat -v -T 20 -s "$stack" "$beta_addr" "$port" \
			>at-alpha.txt 2>alpha.log &
	sender=$!
	until_true 40 arrived || give_up "both files arrive: $(cat alpha.log beta.log)"

	echo "While it is open, the session as its two ends see it:"
	echo
	show seccommctl -n alpha -s session show
	show seccommctl -n beta -s session show
	echo
	if kill -0 "$sender" 2>/dev/null; then
		echo >hold
	fi
	wait "$sender"
	rc=$?
	claim "seccat on alpha: $(tail -n 1 alpha.log)" [ "$rc" = 0 ]
	wait "$listener"
	rc=$?
	claim "seccat on beta: $(tail -n 1 beta.log)" [ "$rc" = 0 ]
	capture_stop "$cap"

	if [ "$flip" = 1 ]; then
		flip=0
		echo
		echo "As asked for, one bit of one byte of what beta received is changed now."
		byte=$(xxd -s 500000 -l 1 -p at-beta.txt)
		printf '%02x' $((0x$byte ^ 1)) | xxd -r -p |
			dd of=at-beta.txt bs=1 seek=500000 conv=notrunc status=none
	fi
	echo
	(cd ~ && sha256sum alpha.txt)
	sha256sum at-beta.txt
	claim "what alpha sent is what beta has ($(size at-beta.txt) bytes)" \
		same ~/alpha.txt at-beta.txt
	(cd ~ && sha256sum beta.txt)
	sha256sum at-alpha.txt
	claim "what beta sent is what alpha has ($(size at-alpha.txt) bytes)" \
		same ~/beta.txt at-alpha.txt
	claim "the capture has it all: $(size "$cap") bytes" \
		[ "$(size "$cap")" -gt $(($(size ~/alpha.txt) + $(size ~/beta.txt))) ]
	echo
	echo "One packet of the capture. From 0x0014 on, 16 bytes of base header, then the body:"
	echo
	packet "$cap"
}

# hidden STACK, plain STACK: is the known string in its capture?
hidden()
{
	local n

	n=$(occurrences "$1.pcap")
	claim "\"$needle\" is nowhere in the capture (found $n times)" [ "$n" = 0 ]
}

plain()
{
	local n

	n=$(occurrences "$1.pcap")
	claim "\"$needle\" is in the capture for all to read (found $n times)" [ "$n" -gt 1000 ]
}

on_both()
{
	show seccommctl -n alpha "$@"
	echo "... and the same on beta"
	seccommctl -n beta "$@" >/dev/null 2>&1 || give_up "beta takes it too"
}

chapter "Two hosts"
tell "An application opens a socket of family AF_SECCOMM and sends messages. How they
are protected is no business of its own: the administrator has given the system
stacks, compositions of small micro-protocols, by name. Let us watch it between
two hosts, alpha and beta: two network namespaces, joined by a cable."
show ip netns add alpha
show ip netns add beta
show ip -n alpha link add veth0 type veth peer name veth0 netns beta
for host in alpha beta; do
	addr=${host}_addr
	ip -n "$host" link set lo up
	show ip -n "$host" addr add "${!addr}/24" dev veth0
	ip -n "$host" link set veth0 up
done
echo
tell "Each has a file that the other is to get: the list of this kernel's symbols and
its configuration, in two orders."
(cd ~ && ls -l alpha.txt beta.txt && head -n 3 alpha.txt)
echo
claim "each file has 1 MiB or more" [ "$(size ~/alpha.txt)" -ge 1048576 -a \
	"$(size ~/beta.txt)" -ge 1048576 ]
claim "\"$needle\" is in both, $(occurrences ~/alpha.txt) times" \
	[ "$(occurrences ~/alpha.txt)" -gt 1000 -a "$(occurrences ~/beta.txt)" -gt 1000 ]

chapter "No protection at all"
tell "First, so that we know what an eavesdropper sees: the stack that does nothing.
The kernel takes it, and says what it thinks of it."
on_both stack add open 'NullSecurity()'
set_keys open 0
echo
tell "There is a session secret all the same: sessions are opened by a handshake in
which both ends prove that they have it."
transfer open
plain open

chapter "Two ciphers, one inside the other"
tell "Now a stack for those who would not bet on one cipher. Each message is encrypted
by ChaCha20-Poly1305 and then by AES-GCM, with keys from two secrets, each with its
own proof that nobody has changed anything; and each message is taken only once. To
read or forge a message one must get through both, each by its cipher or its key."
on_both stack add cascade \
	'key 0; key 1; WindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))'
set_keys cascade 32 0 1
echo
tell "What was written as a nested expression is, for the engine, handlers bound to
events. This is the graph that a message runs through, down and up:"
show seccommctl -n alpha stack show cascade graph
echo
transfer cascade
hidden cascade

chapter "Triple DES, as in 2001"
tell "Micro-protocols know each other by events alone, so they can be put together in
ways that nobody has planned. The paper that this is made after builds triple DES
from three instances of plain DES, of which the middle one has its two events
exchanged: it decrypts on the way down. Here are its three lines; two more say that
the key slots are to be taken as they are. DES is long broken, and triple DES keeps
secrets but proves nothing: the kernel says so."
cat >3des <<'LINES'
key 0 raw
key 1 raw
DESPrivacy(msgFromAbove,1,dataMsgFromBelow,1,0)
DESPrivacy(dataMsgFromBelow,2,msgFromAbove,2,1)
DESPrivacy(msgFromAbove,3,dataMsgFromBelow,3,0)
LINES
show cat 3des
on_both stack add 3des file 3des
set_keys 3des 8 0 1
echo
show seccommctl -n alpha stack show 3des graph
echo
transfer 3des
hidden 3des

chapter "What the kernel has counted"
tell "Everything that becomes of a message is counted, under one name each."
show seccommctl -n alpha stats show
echo
show seccommctl -n beta stats show
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Hints, which anyone can forge: what they bring about, how often, and that no message is
# lost by it. A hint that tells the truth has a session opened anew at once.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh
# shellcheck source-path=SCRIPTDIR source=scene.sh
. scene.sh

short=short	# a stack whose messages are hardly longer than their bodies
messages=40
hints=1000
silence=1000000	# microseconds without a word of the peer's, before a hint counts
slack=200000	# of what is told by the clock of this script
interval=5000000	# between two hints that count

configure_short()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add "$short" 'key 0; DESPrivacy(0)'
		key "$ns" "$short" session "$session_secret"
		key "$ns" "$short" slot 0 "$slot_secret"
	done
}

now()
{
	echo "${EPOCHREALTIME/[^0-9]/}"
}

# hinted N: A has judged so many hints since the count began.
hinted()
{
	[ $(($(counter "$A" hint-refused) + $(counter "$A" hint-drop-bogus) - judged)) = "$1" ]
}

# short N: A's N-th short message, which B's answer to follows.
short()
{
	say a send "$(printf 'no-%05d' "$1")"
	relay wait a data "$1" 10000
	relay wait b unknown "$1" 10000
	busywait 10000 hinted "$1"
}

# control_heard N: A has taken so many control messages.
control_heard()
{
	counter_is "$A" control-rx "$1"
}

# B has forgotten the session, and its CLOSE was lost. Each message of A's is answered; the
# first answer that comes after a second of silence has A open anew.
test_peer_forgets()
{
	local told heard before sent=0 judged taken opened n=0 i

	say b socket stack "$short" bind "${addr_b[$v]}" "$port"
	say a socket stack "$short"
	settled
	relay clear
	relay rule b control every drop
	say a connect "${addr_b[$v]}" "$port"
	good
	# B's answer to A's question, which A hears between two looks at the clock: no message
	# of this stack proves that B is there.
	relay wait b control 1 10000
	heard=$(counter "$A" control-rx)
	told=$(now)
	relay replay b control 1
	busywait 10000 control_heard $((heard + 1))
	heard=$(now)
	passed
	relay clear
	relay rule b control every drop
	seccommctl -n "$B" session del "$(seccommctl -n "$B" -j session show | jq '.[0].index')"
	relay wait b control 1 10000
	judged=$(($(counter "$A" hint-refused) + $(counter "$A" hint-drop-bogus)))
	taken=$(counter "$A" hint-refused)
	opened=$(counter "$A" hs-opened)
	while counter_is "$A" hint-refused "$taken"; do
		before=$sent
		sent=$(now)
		n=$((n + 1))
		short "$n"
	done
	# B was silent long enough, and had not been when it sent the message before.
	(($(now) - told >= silence - slack && before - heard <= silence + slack))
	[ "$(($(counter "$A" hint-refused) - taken))" = 1 ]
	[ "$(relay show b unknown "$n" | wc -c)" = $((2 * header)) ]
	busywait 10000 counter_is "$A" hs-opened $((opened + 1))
	[ "$(relay seen a open)" = 1 ]
	relay clear
	for ((i = n + 1; i <= n + messages; i++)); do
		say a send "$(printf 'no-%05d' "$i")"
		say b expect "$(printf 'no-%05d' "$i")"
	done
	say b none
}

# newest TYPE FROM: four bytes of the last message of A's of that type
newest()
{
	local m

	m=$(relay show a "$1" "$(relay seen a "$1")")
	printf '%s' "${m:2 * $2:8}"
}

all_sent()
{
	[ "$(json send sent)" = "$count" ]
}

# UNKNOWN and REFUSE from the path, about the session that A sends by and the one that A
# asks for, while messages flow one way: A hears nothing of B's.
test_forged_flood()
{
	local -A pid input
	local opened start now unknown refuse i n=0 count=3000 received

	say a socket
	say b socket
	settled
	relay clear
	opened=$(counter "$A" hs-opened)
	received=$(counter "$B" rx-messages)
	start recv ip netns exec "$B" sc_flood recv -s "$stack" -n "$count" "$port"
	busywait 10000 grep -q ready "$ns_dir/recv"
	start send ip netns exec "$A" sc_flood send -s "$stack" -n "$count" \
		-r "$(paced 150)" -w "${addr_b[$v]}" "$port"
	busywait 20000 counter_is "$A" hs-opened $((opened + 1))
	opened=$((opened + 1))
	go send
	relay wait a data 1 10000
	start=$(now)
	while ((n < hints)) || (($(counter "$A" hs-opened) < opened + 2)); do
		unknown=19000000$(newest data 4)0000000000000000
		refuse=18000000$(newest open "$m1_sender")0000000000000000$(printf '02%030d' 0)
		for ((i = 0; i < 10; i++, n += 2)); do
			relay inject b accept 1 "$unknown"
			relay inject b accept 1 "$refuse"
		done
		(($(now) - start < $(scaled 60000000)))
	done
	now=$(now)
	opened=$(($(counter "$A" hs-opened) - opened))
	echo "# $n hints in $(((now - start) / 1000)) ms: $opened handshakes" >&"$log"
	((opened >= 2 && (opened - 1) * interval <= now - start))
	busywait 60000 all_sent
	busywait 30000 counter_is "$B" rx-messages $((received + count))
	finish send
	finish recv
	[ "$(json recv received)" = "$count" ]
}

exec {log}>&1
scene_run both configure_short

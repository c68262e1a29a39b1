#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who the ends of a session prove to be: by names that come with its secret, or else by
# their addresses; and that ends which are named otherwise, or but for one, do not open.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
longest=$(printf 'n%.s' {1..253})
port=7000

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add one 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
		key "$ns" one slot 0 "$secret"
		in_ns "$ns" sysctl -qw net.seccomm.retry_min_ms=100 net.seccomm.retry_max_ms=200
	done
	give_up_after 120
}

# names NS [LOCAL REMOTE]: both ends' names there, or none.
names()
{
	key "$1" one session ${2:+local "$2" remote "$3"} "$secret"
}

# Sockets of both ends, that of B's bound.
serve()
{
	trap probes_end EXIT
	sockets_on_both one
}

# opens VERSION PEER: A's socket opens, and its peer is this one.
opens()
{
	ask a fails ENOTCONN get ids
	ask a connect "${addr_b[$1]}" "$port" send hello
	ask b expect hello
	[ "$(ask a get ids)" = "ids $2" ]
}

# The same by B's socket, whose session A has opened.
seen_by_b()
{
	local name

	name=$(ask a get name)
	ask b connect "${addr_a[$1]}" "${name##* }"
	[ "$(ask b get ids)" = "ids $2" ]
}

# shown NS KIND LOCAL PEER: its only session shows them so.
shown()
{
	seccommctl -n "$1" -j session show | jq -e --arg kind "$2" --arg local "$3" --arg peer "$4" '
		length == 1 and .[0].local_id == {kind: $kind, value: $local} and
		.[0].peer_id == {kind: $kind, value: $peer}'
}

named()
{
	names "$A" alice bob
	names "$B" bob alice
	serve
	opens "$1" "name bob"
	seen_by_b "$1" "name alice"
	shown "$A" name alice bob
	shown "$B" name bob alice
	seccommctl -n "$A" session show | grep ' local-id alice peer-id bob '
}

test_names_ipv4()
{
	named 4
}

test_names_ipv6()
{
	named 6
}

addressed()
{
	names "$A"
	names "$B"
	serve
	opens "$1" "address ${addr_b[$1]}"
	seen_by_b "$1" "address ${addr_a[$1]}"
	shown "$A" address "${addr_a[$1]}" "${addr_b[$1]}"
	shown "$B" address "${addr_b[$1]}" "${addr_a[$1]}"
	if seccommctl -n "$A" session show | grep -e '-id '; then return 1; fi
}

test_addresses_ipv4()
{
	addressed 4
}

test_addresses_ipv6()
{
	addressed 6
}

test_longest_names()
{
	names "$A" a "$longest"
	names "$B" "$longest" a
	serve
	opens 4 "name $longest"
	shown "$B" name "$longest" a
}

# Whoever sets other names later does not rename who has proved to have the old ones.
test_live_session_keeps_its_names()
{
	names "$A" alice bob
	names "$B" bob alice
	serve
	opens 4 "name bob"
	names "$A" carol dave
	[ "$(ask a get ids)" = 'ids name bob' ]
	shown "$A" name alice bob
}

test_not_connected()
{
	names "$A" alice bob
	names "$B" bob alice
	serve
	ask a fails ENOTCONN get ids to "${addr_b[4]}" "$port" send hello
	ask b expect hello fails ENOTCONN get ids
	ask a fails ENOTCONN get ids
}

test_events_tell()
{
	local events=$ns_dir/events watcher

	names "$A" alice bob
	names "$B" bob alice
	ip netns exec "$B" seccommctl -j monitor events count 2 >"$events" &
	watcher=$!
	busywait 10000 listens "$B"
	serve
	opens 4 "name bob"
	ask a socket
	wait "$watcher"
	cat "$events"
	jq -se 'map([.event, .session.local_id.value, .session.peer_id.value]) ==
		[["session-opened", "bob", "alice"], ["session-closed", "bob", "alice"]]' "$events"
}

# Both ends say that they do not agree; who has not proved anything is not told of.
differ()
{
	local before

	give_up_after 5
	before=$(counter "$A" hs-drop-confirm)
	ip netns exec "$B" seccommctl -j monitor events >"$ns_dir/failed" &
	watcher=$!
	busywait 10000 listens "$B"
	serve
	trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port" fails ENOTCONN get ids
	[ "$(counter "$A" hs-drop-confirm)" -gt "$before" ]
	busywait 20000 grep -q open-failed "$ns_dir/failed"
	jq -se 'map(select(.event == "open-failed")) | length == 1 and
		(.[0] | .error == "EKEYREJECTED" and .session.local_id == null and
		.session.peer_id == null)' "$ns_dir/failed"
	give_up_after 120
}

test_names_differ()
{
	names "$A" alice bob
	names "$B" bob carol
	differ
}

# Both give the names as they stand in the other's file.
test_names_alike()
{
	names "$A" alice bob
	names "$B" alice bob
	differ
}

test_one_end_has_names()
{
	names "$A" alice bob
	names "$B"
	differ
}

ns_pair
ktap_start
ktap_run configure
ns_run

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Documentation/ten-ways.md: what it has typed on the hosts A and B is typed as it is printed
# there, and the line that A sends arrives; each floor is the kernel's. There are only the
# hosts' addresses that the page has, and a scp between their directories, which waits until
# the other host has made the file.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

page=ten-ways.md
addr_a[4]=10.0.0.1
addr_b[4]=10.0.0.2
export ns_dir

# block NAME: that of the page.
block()
{
	../lib/blocks "$page" "$1"
}

# The names of the ways, in the page's order.
names()
{
	sed -n 's/^```sh \(.*\)-a$/\1/p' "$page"
}

# scp ADDRESS:FILE OWN: from the directory of the host that has the address.
scp()
{
	local from=$ns_dir/$way/${1/:/\/}

	busywait 120000 test -s "$from"
	cp "$from" "$2"
}
export -f scp busywait scaled

# host NS ADDRESS BLOCK: what the page has for the host, in a directory of its own.
host()
{
	mkdir -p "$ns_dir/$way/$2"
	{
		block both
		block "$3"
	} >"$ns_dir/$way/$2.sh"
	cd "$ns_dir/$way/$2"
	way=$way ip netns exec "$1" bash -e "../$2.sh"
}

# typed: both hosts' blocks of $way, at the same time; their statuses.
typed()
{
	local b status_a=0 status_b=0

	(host "$B" 10.0.0.2 "$way-b") &
	b=$!
	(host "$A" 10.0.0.1 "$way-a") || status_a=$?
	# Nobody is left to talk to.
	[ "$status_a" = 0 ] || ip netns pids "$B" | xargs kill || true
	wait "$b" || status_b=$?
	echo "A ended with $status_a, B with $status_b"
	[ "$status_a$status_b" = 00 ]
}

arrives()
{
	typed
	diff <(echo 'hello from A') "$ns_dir/$way/10.0.0.2/received"
}

# Each line of the block is one that the kernel's answer has.
floor()
{
	local line

	seccommctl -n "$A" stack show "$way" | sed 's/^ *//' >"$ns_dir/shown"
	while read -r line; do
		grep -qxF -- "$line" "$ns_dir/shown" || {
			echo "the kernel does not say: $line"
			cat "$ns_dir/shown"
			return 1
		}
	done < <(block "$way-floor")
}

test_way()
{
	trap end_jobs EXIT
	arrives
	floor
}

# Ten, and a section with two hosts for each.
test_ten()
{
	[ "$(names | wc -l)" = 10 ]
	[ "$(grep -c '^## [0-9]*\. ' "$page")" = 10 ]
	diff <(names) <(sed -n 's/^```sh \(.*\)-b$/\1/p' "$page")
	diff <(names) <(sed -n 's/^```text \(.*\)-floor$/\1/p' "$page")
}

# One word that is another one in one command: B is not who A means.
test_control()
{
	local rejected

	sed 's/ local bob / local bert /' "$page" >"$ns_dir/changed.md"
	page=$ns_dir/changed.md
	[ "$(diff ten-ways.md "$page" | grep -c '^>')" = 1 ]
	way=files
	rm -r "${ns_dir:?}/$way"
	busywait 10000 seccommctl -n "$A" stack del "$way"
	busywait 10000 seccommctl -n "$B" stack del "$way"
	give_up_after 3
	rejected=$(counter "$A" hs-drop-confirm)
	trap end_jobs EXIT
	! arrives || return 1
	[ "$(counter "$A" hs-drop-confirm)" -gt "$rejected" ]
}

ns_pair
give_up_after 60
ktap_start
ktap_run test_ten
for way in $(names); do
	ktap_run test_way "$way"
done
ktap_run test_control
keyctl clear @u
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A stack whose responder alone can read what M3 brings: the initiator waits for M4, whatever the
# network does to M3 and M4, and sends and delivers nothing before.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../adversary/scene.sh
. ../adversary/scene.sh

stack=finished
m4_length=48
late=60		# seconds to give up in, where that is not the matter

configure()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl key gen rsa "$ns_dir/sign.$ns"
		seccommctl key gen rsa "$ns_dir/receiver.$ns"
		seccommctl -n "$ns" stack add "$stack" "key session none;
			key 0 rsa(bits=2048,sig=rsa2048); WindowReplay(), ChaChaPolyPrivacy(0)"
		# Nothing is repeated but what is lost.
		give_up_in "$ns" "$late"
		in_ns "$ns" sysctl -qw net.seccomm.retry_min_ms="$(scaled 1000)"
	done
	seccommctl -n "$A" key set "$stack" slot 0 private "$ns_dir/sign.$A"
	seccommctl -n "$A" key set "$stack" slot 0 encrypt "$ns_dir/receiver.$B.pub"
	seccommctl -n "$B" key set "$stack" slot 0 public "$ns_dir/sign.$A.pub"
	seccommctl -n "$B" key set "$stack" slot 0 decrypt "$ns_dir/receiver.$B"
}

# seen DIR TYPE N: just so many.
seen()
{
	[ "$(relay seen "$1" "$2")" = "$3" ]
}

test_opens()
{
	handshake
	seen a confirm 1
	seen b finish 1
	[ "$(relay show b finish 1 | wc -c)" = $((2 * m4_length)) ]
}

# M3 is repeated, byte by byte the same, and so is M4 that answers it.
test_finish_lost()
{
	handshake "b finish 1 drop"
	seen a confirm 2
	seen b finish 2
	[ "$(relay show a confirm 1)" = "$(relay show a confirm 2)" ]
	[ "$(relay show b finish 1)" = "$(relay show b finish 2)" ]
}

test_confirm_lost()
{
	handshake "a confirm 1 drop"
	seen a confirm 2
	seen b finish 1
}

# An M4 that does not verify changes nothing.
test_finish_altered()
{
	local dropped

	dropped=$(counter "$A" hs-drop-confirm)
	handshake "b finish 1 flip $((m4_length - 1))"
	[ "$(counter "$A" hs-drop-confirm)" = $((dropped + 1)) ]
	seen a confirm 2
}

# Nothing is sent before M4 has come.
test_finish_never_comes()
{
	local opened

	give_up_after "$give_up"
	parties
	relay rule b finish every drop
	opened=$(counter "$A" hs-opened)
	say a timeout 60000 fails ETIMEDOUT connect "${addr_b[$v]}" "$port"
	[ "$(relay seen a confirm)" -ge 2 ]
	seen a data 0
	[ "$(counter "$A" hs-opened)" = "$opened" ]
	give_up_after "$late"
}

scene_run both

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every byte of every message of every method's handshake is altered once, with IPv4 or with
# IPv6: no session opens by that, and the honest one does.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=scene.sh
. scene.sh
# shellcheck source-path=SCRIPTDIR source=../keydist/methods.sh
. ../keydist/methods.sh
# shellcheck source-path=SCRIPTDIR source=alter.sh
. alter.sh

# Half of the shares with each family.
test_each_byte()
{
	local name rest message words n shares

	while read -r name rest; do
		while read -r message; do
			read -ra words <<<"$message"
			# The first one says how many there are, two at least.
			shares=2
			for ((n = v == 6; n < shares; n += 2)); do
				altered "$name" "${words[@]}" "$n"
			done
			echo "$name: ${words[1]}, $shares shares"
		done < <(messages "$name")
	done < <(methods)
}

scene_run both configure_methods

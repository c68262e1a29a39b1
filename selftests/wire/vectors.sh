#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The recomputer against the committed vectors, and against one with a flipped
# bit: without it, what it says of captures would mean nothing.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh

recompute=../../build/selftests/recompute
vectors=../vectors.json

test_vectors()
{
	"$recompute" --vectors "$vectors"
}

# The last digit of one value of a case, by its path in jq's language.
test_altered()
{
	local altered rc=0

	altered=$(mktemp)
	jq ".cases[3]$field |= .[:-1] + (if .[-1:] == \"0\" then \"1\" else \"0\" end)" \
		"$vectors" >"$altered"
	"$recompute" --vectors "$altered" || rc=$?
	rm "$altered"
	[ "$rc" = 1 ]
}

ktap_start
ktap_run test_vectors
for field in .digest .id_I .id_R .session_secret '.slot_secrets["0"]' .M1 .M2 .M3 .th1 .th2 .th3 \
	'.roots["0"]' .K1 .K2 .K3 .sid .confirm_i .confirm_r .control_i .control_r .conf_R .conf_I \
	'.packets[1].plain' '.packets[1].packet' '.packets[5].packet' '.control[2].body' \
	'.control[7].packet'; do
	ktap_run test_altered "altered_$(tr -cd 'A-Za-z0-9_' <<<"$field")"
done
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Types that another module brings may have what none built in has: an option that
# takes a range, one that takes a text, growth by a fraction.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh

secret=7e1f6c2a4d03c8e7a95b0e11d2f3a4b57e1f6c2a4d03c8e7a95b0e11d2f3a4b5

a()
{
	seccommctl -n "$A" "$@"
}

# The kernel holds to a range, whose bounds netlink tells.
test_option_of_a_range()
{
	a type show SleepingNull | grep -qx '    option pause=100..5000 preset 100'
	a -j type show SleepingNull | jq -e '.[0].options == [{"name": "pause",
		"values": [], "min": 100, "max": 5000, "preset": 100, "instead": null,
		"local": false, "grow_mul": 0, "grow_add": 0, "reserve": 0}]'
	refused option-value a stack add range 'SleepingNull(pause=99)'
	refused option-value a stack add range 'SleepingNull(pause=5001)'
	a stack add range 'SleepingNull(pause=100), SleepingNull(pause=5000), SleepingNull()'
	a -j stack show range | jq -e '.[0].canonical ==
		"SleepingNull(pause=100),SleepingNull(pause=5000),SleepingNull(pause=100)|s:psk"'
	a stack del range
}

# A text is compared, told and handed on as it is given.
test_option_of_a_text()
{
	local canonical='NamedNull(file=/etc/a-b.key,turns=2),NamedNull(file=default,turns=1)|s:psk'

	a type show NamedNull | grep -qx '    option file=text preset default'
	a -j type show NamedNull | jq -e '.[0].options[0] == {"name": "file",
		"values": [], "min": null, "max": null, "preset": "default", "instead": null,
		"local": false, "grow_mul": 0, "grow_add": 0, "reserve": 0}'
	a stack add text 'NamedNull(turns=2, file=/etc/a-b.key), NamedNull()'
	a -j stack show text | jq -e --arg canonical "$canonical" '.[0] |
		.canonical == $canonical and
		.nested == "NamedNull(turns=2, file=/etc/a-b.key), NamedNull()\n"'
	a -j type show >"$ns_dir/types"
	[ "$(seccommctl -j check --catalog "$ns_dir/types" \
		-e 'NamedNull(turns=2, file=/etc/a-b.key), NamedNull()' |
		jq -r .canonical)" = "$canonical" ]
	a stack del text
	refused option-value a stack add text 'NamedNull(file=7)'
	refused option-value a stack add text 'NamedNull(turns=/etc/a-b.key)'
	refused option-value a stack add text 'key 0; AESGCMPrivacy(0, bits=many)'
	refused option-unknown a stack add text 'NamedNull(key=a)'
	refused option-duplicate a stack add text 'NamedNull(file=a, file=b)'
	refused order-inverse a stack add text \
		'NamedNull(msgFromAbove,1,dataMsgFromBelow,1,file=a)
		NamedNull(msgFromAbove,2,dataMsgFromBelow,2,file=b)'
	refused 'No such file' a stack add text 'NamedNull(file=/no/such-file)'
}

# The greatest body fits a packet to the byte, and has its room.
test_growth_by_a_fraction()
{
	local ns b=${addr_b[4]} body=48552
	local -A probe_in=() probe_out=() probe_pid=()

	for ns in "$A" "$B"; do
		seccommctl -n "$ns" stack add fill 'key 0; FillBlocks(), ChaChaPolyPrivacy(0)'
		key "$ns" fill session "$secret"
		key "$ns" fill slot 0 "$secret"
	done
	a -j stack show fill | jq -e --argjson body "$body" '.[0] | .limit == $body and
		.grow_mul == 1 and .grow_add == 82'
	probe b "$B"
	ask b timeout 60000 stack fill bind "$b" 7500
	probe a "$A"
	ask a stack fill to "$b" 7500 sendsize 1
	[ "$(ask a get limit)" = "limit $body" ]
	[ "$(ask a get growth)" = "growth $((body * 256 / 190 + 82 - body))" ]
	ask a sendsize "$body" sendsize 190 sendsize 191
	ask a fails EMSGSIZE sendsize $((body + 1))
	ask b sink 4
	probes_end
	busywait 20000 a stack del fill 2>/dev/null
	busywait 20000 seccommctl -n "$B" stack del fill 2>/dev/null
}

# The engine and the checker cut a long fraction alike.
test_growth_of_many_layers()
{
	local n text=

	for ((n = 1; n <= 16; n++)); do
		text+="FillBlocks();"
		a stack add many "$text"
		a stack del many
	done
}

ktap_start
ns_pair
modprobe seccomm_sample
ktap_run test_option_of_a_range
ktap_run test_option_of_a_text
ktap_run test_growth_by_a_fraction
ktap_run test_growth_of_many_layers
rmmod seccomm_sample
ns_remove
ktap_run ledger_check ledger
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What compositions still protect when some of their layers are broken: an adversary's attacks
# on packets, which OpenSSL and libgcrypt sealed, against what the checker says.

set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/canonical.sh
. ../lib/canonical.sh

programs=../../build/selftests
ctl=../../tools/seccommctl/seccommctl
vectors=../vectors.json
keys='key 0; key 1; key 9;'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# verdict STACK
verdict()
{
	"$ctl" -j check -e "$1" || [ $? = 1 ]
}

# Cases of the vectors, but for those whose keys are so long that each signature takes long.
cases()
{
	local name canonical

	"$programs/recompute" --list "$vectors" | while read -r name canonical _; do
		[[ $name != rsa-pss-[34]* ]] || continue
		verdict "$(expression "$canonical")" |
			jq --arg name "$name" '{name: $name, case: $name, canonical, floor}'
	done
}

stacks()
{
	local name stack

	while IFS=$'\t' read -r name stack; do
		verdict "$stack" | jq --arg name "$name" '{name: $name, canonical, floor}'
	done < <(jq -r '.floors[] | [.name, .stack] | @tsv' compositions.json)
}

# Each inner layer in each outer one that takes it, and whether breaking the outer one, which has
# a slot and families of its own, is all that it takes to alter packets.
pairs()
{
	local inner outer in_name out_name family

	while IFS=$'\t' read -r in_name inner; do
		while IFS=$'\t' read -r out_name outer family; do
			verdict "$keys $inner, $outer" | jq --arg name "${in_name}_in_$out_name" \
				--arg family "$family" 'select(.accepted) | .floor.packets as $packets |
				{name: $name, canonical, lost: ($packets.least == 0 or
				 $packets.least == 1 and $packets.witness[0].family == $family)}'
		done < <(jq -r '.translation.outer[] | @tsv' compositions.json)
	done < <(jq -r '.translation.inner[] | @tsv' compositions.json)
}

test_verdicts()
{
	{ cases; stacks; } | jq -s --slurpfile own compositions.json \
		'[.[] | . as $c | .exceptions = [$own[0].exceptions[] | select(.name == $c.name)]]' \
		>"$work/floors"
	pairs | jq -s . >"$work/pairs"
	jq -n --slurpfile floors "$work/floors" --slurpfile pairs "$work/pairs" \
		'{floors: $floors[0], translation: $pairs[0]}' >"$work/verdicts"
	# All were accepted.
	jq -e '[.floors[], .translation[] | .canonical] | length > 100 and all' "$work/verdicts"
}

# Each is of a composition that there is, and says why.
test_exceptions()
{
	jq -e --slurpfile own compositions.json '([.floors[].exceptions[]] | length) as $used |
		$own[0].exceptions | length == $used and length > 0 and
		all(.why | length > 20)' "$work/verdicts"
}

# One value of a verdict altered: the adversary's result is another then, and told.
test_altered()
{
	jq "{floors: [.floors[] | select(.name == \"$stack\") | $change],
	     translation: [.translation[] | select(.name == \"$stack\") | $change]}" \
		"$work/verdicts" >"$work/altered"
	"$programs/sc_survive" "$vectors" "$work/altered" >"$work/told" || [ $? = 1 ]
	grep -E "^not ok [0-9]+ (floors|translation)_$stack\$" "$work/told"
}

altered()
{
	local stack=$1 change=$2

	ktap_run test_altered "altered_$3"
}

ktap_start
ktap_run test_verdicts
ktap_run test_exceptions
ktap_program "$programs/sc_survive" "$vectors" "$work/verdicts"
altered cascade '.floor.privacy.least = 1' floor_too_low
altered encrypt-then-mac '.floor.integrity.least = 2' floor_too_high
altered encrypt-then-mac '.floor.privacy.witness = .floor.integrity.witness' witness
altered split '.floor.packets.least = 2' packets
altered dsa '.exceptions = []' exception_missing
altered dsa '.exceptions[0].adversary = 2' exception_too_high
altered dsa '.exceptions[0].checker = 1' exception_stale
altered cascade '.exceptions = [{floor: "packets", checker: 2, adversary: 2}]' exception_needless
altered ctr_in_mac '.lost = false' lost
altered aead_in_mac '.lost = true' kept
ktap_end

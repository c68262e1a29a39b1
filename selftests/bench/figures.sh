#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The figures in README and Documentation are those that the bench measured.

top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/selftests/lib/ktap.sh"
seccommctl=$top/tools/seccommctl/seccommctl

test_figures()
{
	"$top/selftests/bench/figures" --check
}

# The comparison must be able to fail.
test_altered_figure()
{
	local work rc

	work=$(mktemp -d)
	mkdir -p "$work/selftests/bench" "$work/Documentation"
	cp "$top/selftests/bench/figures" "$work/selftests/bench/"
	cp "$top/README.md" "$work/"
	cp "$top"/Documentation/{performance.md,bench-6.12.json,bench-6.12-changes.json,bench-6.12-opens.json} "$work/Documentation/"
	sed -i '/figures: summary/,/figures end/ s/0\.\([0-9]\)/0.9\1/' "$work/README.md"
	rc=0
	"$work/selftests/bench/figures" --check || rc=$?
	rm -rf "$work"
	[ "$rc" = 1 ]
}

# The checker accepts what the bench measures.
test_rows_accepted()
{
	local group label stack said n=0

	while IFS='|' read -r group label stack _; do
		[[ $group != '#'* && -n $stack ]] || continue
		n=$((n + 1))
		said=$("$seccommctl" check - <<<"$stack" 2>&1) || {
			echo "$label: $said"
			return 1
		}
	done <"$top/selftests/bench/rows"
	[ "$n" -gt 20 ]
}

# So it does the methods whose opens are measured, and each of these is in the figures.
test_methods_accepted()
{
	local label how said n=0

	while IFS='|' read -r label how _; do
		[[ $label != '#'* ]] || continue
		n=$((n + 1))
		said=$("$seccommctl" check -e "key 0 $how; ChaChaPolyPrivacy(0)" 2>&1) || {
			echo "$label: $said"
			return 1
		}
		jq -e --arg row "$label" --arg how "$how" \
			'any(.rows[]; .label == $row and .method == $how)' \
			"$top/Documentation/bench-6.12-opens.json" >/dev/null || {
			echo "$label: not measured"
			return 1
		}
	done <"$top/selftests/bench/methods"
	[ "$n" -gt 10 ]
}

ktap_start
ktap_run test_figures
ktap_run test_rows_accepted
ktap_run test_methods_accepted
ktap_run test_altered_figure
ktap_end

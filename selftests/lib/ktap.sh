# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# KTAP for suites written in bash:
#
#   . "$(dirname "$0")/../lib/ktap.sh"
#   test_answer() { [ "$(echo 42)" = 42 ]; }
#   ktap_start
#   ktap_run test_answer
#   ktap_end

ktap_count=0
ktap_failed=0
ktap_planned=

ktap_start()
{
	echo "KTAP version 1"
}

# ktap_plan N: optional; ktap_end prints a plan where there was none.
ktap_plan()
{
	ktap_planned=$1
	echo "1..$1"
}

ktap_pass()
{
	ktap_count=$((ktap_count + 1))
	echo "ok $ktap_count $1"
}

# ktap_fail NAME [MESSAGE]
ktap_fail()
{
	ktap_count=$((ktap_count + 1))
	ktap_failed=$((ktap_failed + 1))
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
	echo "not ok $ktap_count $1"
}

# ktap_skip NAME REASON
ktap_skip()
{
	ktap_count=$((ktap_count + 1))
	echo "ok $ktap_count $1 # SKIP $2"
}

# ktap_run FUNCTION [NAME]: run FUNCTION in a shell of its own that ends at the
# first command that fails. Its output is shown when it fails. NAME is by
# default the function's without test_.
ktap_run()
{
	local - name=${2:-${1#test_}} output rc

	set +e
	output=$(mktemp)
	(
		set -eE
		trap 'echo "failed in line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"' ERR
		"$1"
	) >"$output" 2>&1 </dev/null
	rc=$?
	if [ "$rc" = 0 ]; then
		ktap_pass "$name"
	else
		ktap_fail "$name" "$(tail -n 60 "$output"; echo "status $rc")"
	fi
	rm -f "$output"
}

# The suite's functions test_NAME, in the order of their names.
ktap_tests()
{
	declare -F | sed -n 's/^declare -f \(test_\)/\1/p'
}

# ktap_program COMMAND...: the results of a program that prints KTAP, as our own.
ktap_program()
{
	local verdict rest before=$ktap_failed

	while read -r verdict rest; do
		case $verdict in
		ok) ktap_pass "${rest#* }" ;;
		not) ktap_fail "${rest#ok * }" ;;
		status) [ "$rest" = 0 ] || [ "$ktap_failed" != "$before" ] ||
			ktap_fail "$1" "status $rest" ;;
		'#') echo "# $rest" ;;
		1..* | KTAP) ;;
		*) echo "# $verdict $rest" ;;
		esac
	done < <("$@" 2>&1; echo "status $?")
}

# Print the plan and the totals; end with 1 if a test failed.
ktap_end()
{
	if [ -z "$ktap_planned" ]; then
		ktap_plan "$ktap_count"
	elif [ "$ktap_planned" != "$ktap_count" ]; then
		echo "# planned $ktap_planned tests, ran $ktap_count"
		ktap_failed=$((ktap_failed + 1))
	fi
	echo "# Totals: pass:$((ktap_count - ktap_failed)) fail:$ktap_failed"
	[ "$ktap_failed" = 0 ]
	exit
}

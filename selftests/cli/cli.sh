#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The programs' own conduct, which needs no kernel of ours: output that cannot be
# written is trouble, a batch is run line by line as it stands there, and keys are made in files.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh

top=$(cd ../.. && pwd)
ctl=$top/tools/seccommctl/seccommctl
cat=$top/tools/seccat/seccat
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# status WANTED OUTPUT COMMAND...: its exit status, with its output in the file OUTPUT
# or closed (-); what it says on standard error is kept.
status()
{
	local want=$1 out=$2 got=0
	shift 2

	if [ "$out" = - ]; then
		"$@" 2>"$work/said" >&- || got=$?
	else
		"$@" 2>"$work/said" >"$out" || got=$?
	fi
	[ "$got" = "$want" ] || {
		echo "$*: status $got, not $want"
		cat "$work/said"
		return 1
	}
}

# unwritten STATUS COMMAND...: it says that a full disk and a closed output are trouble.
unwritten()
{
	status "$1" /dev/full "${@:2}"
	grep -q 'standard output: No space left on device$' "$work/said"
	status "$1" - "${@:2}"
	grep -q 'standard output: Bad file descriptor$' "$work/said"
	# Once, and nothing else.
	[ "$(wc -l <"$work/said")" = 1 ]
}

test_full_disk()
{
	local object

	unwritten 1 "$ctl" -h
	for object in stack key peer policy session type stats monitor audit; do
		unwritten 1 "$ctl" "$object" help
	done
	unwritten 2 "$ctl" check help
	unwritten 2 "$ctl" check -e 'NullSecurity()'
	unwritten 2 "$ctl" -j check -e 'NullSecurity()'
	unwritten 1 "$cat" -h
}

# What is said may be longer than a buffer.
test_full_disk_late()
{
	local i

	for ((i = 0; i < 100; i++)); do
		echo 'stack help'
	done >"$work/batch"
	status 1 /dev/full "$ctl" -b "$work/batch"
	grep -q "^$work/batch:1: Error: standard output: " "$work/said"
}

test_nothing_said()
{
	echo '# nothing' >"$work/batch"
	status 0 /dev/full "$ctl" -b "$work/batch"
	status 0 - "$ctl" -b "$work/batch"
}

# helped LINES: how many lines of a batch asked for help and got it.
helped()
{
	printf '%b' "$1" >"$work/batch"
	status 0 "$work/out" "$ctl" -b "$work/batch"
	grep -c '^Usage: seccommctl stack add' "$work/out"
}

test_comments_end_with_the_line()
{
	[ "$(helped '# a comment \\\nstack help\n')" = 1 ]
	[ "$(helped '#\\\nstack help\n')" = 1 ]
	[ "$(helped 'stack help # behind it \\\nstack help\n')" = 2 ]
	[ "$(helped 'stack \\\nhelp # behind \\\nstack help\n')" = 2 ]
}

test_lines_are_joined()
{
	[ "$(helped 'stack \\\nhelp\n')" = 1 ]
	# A number sign that begins no word, or is quoted, begins no comment.
	printf 'stack help#\\\n more\n' >"$work/batch"
	status 1 /dev/null "$ctl" -b "$work/batch"
	grep -q '"help#"' "$work/said"
	printf "stack '# ' \\\n more\n" >"$work/batch"
	status 1 /dev/null "$ctl" -b "$work/batch"
	grep -q ':1: Error: "# "' "$work/said"
}

# A secret that is made is random, for its owner alone, and written over nothing.
test_gen_psk()
{
	local length

	[ "$("$ctl" key gen psk "$work/psk")" = "$work/psk length 32" ]
	[ "$(stat -c '%a %s' "$work/psk")" = '600 32' ]
	status 1 /dev/null "$ctl" key gen psk "$work/psk"
	grep -q 'File exists' "$work/said"
	length=$("$ctl" -j key gen psk "$work/other" | jq '.[0].length')
	[ "$length" = 32 ]
	! cmp -s "$work/psk" "$work/other" || return 1
}

# The public half of a private key, and of a public one, is what gen has written beside it.
test_pub()
{
	"$ctl" key gen x25519 "$work/own"
	"$ctl" key pub "$work/own" | cmp - "$work/own.pub"
	"$ctl" key pub "$work/own.pub" | cmp - "$work/own.pub"
	"$ctl" -j key pub "$work/own" | jq -j '.[0].public' | cmp - "$work/own.pub"
	status 1 /dev/null "$ctl" key pub /etc/passwd
	grep -q 'in the clear' "$work/said"
}

ktap_start
ktap_run test_full_disk
ktap_run test_full_disk_late
ktap_run test_nothing_said
ktap_run test_comments_end_with_the_line
ktap_run test_lines_are_joined
ktap_run test_gen_psk
ktap_run test_pub
ktap_end

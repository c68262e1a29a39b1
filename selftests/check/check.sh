#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The composition checker and the notation, on the host. cases/*.stack say in
# their first lines what must be found:
#   # expect: ok, syntax, or the rules of the errors as RULE or RULE@INSTANCE
#   # warn: the rules of the warnings, in order
#   # canonical: the canonical form
#   # message: what a syntax error says behind the file's name
# They are checked by a program built here with the sanitizers.

set -uo pipefail
cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh

top=../..
tool=$top/tools/seccommctl
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

build()
{
	local program source objects=() flags=(-std=gnu11 -g -O1 -Wall -Wextra -Werror
		-D_GNU_SOURCE -fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all
		-I"$work" -I"$tool" -I"$top/uapi")

	bison -Wall -Wno-yacc -Werror -d -o "$work/notation.tab.c" "$tool/notation.y"
	flex -o "$work/notation.lex.c" "$tool/notation.l"
	for source in "$work"/notation.{tab,lex}.c \
		"$tool"/{notation_build,print_stack,print_graph}.c \
		"$top"/seccomm_mod/{check*,types,canonical}.c; do
		objects+=("$work/$(basename "$source" .c).o")
		"${CC:-gcc}" "${flags[@]}" -c -o "${objects[-1]}" "$source"
	done
	for program in check_rules check_hostile; do
		"${CC:-gcc}" "${flags[@]}" -o "$work/$program" "$program.c" "${objects[@]}"
	done
	"${CC:-gcc}" "${flags[@]}" -o "$work/driver" driver.c \
		"$tool"/{cmd_check,check_json}.c "${objects[@]}" -ljansson
}

# check FILE [ARG...]: the verdict as JSON, and the status it should come with.
check()
{
	local status=0 accepted
	"$work/driver" -j "$@" >"$work/verdict" || status=$?
	accepted=$(jq .accepted "$work/verdict")
	[ "$status $accepted" = "0 true" ] || [ "$status $accepted" = "1 false" ]
}

# findings SEVERITY: rules of the last verdict as the cases write them.
findings()
{
	jq -r --arg severity "$1" '[.findings[] | select(.severity == $severity) |
		.rule + if .instance then "@\(.instance)" else "" end] | join(", ")' \
		"$work/verdict"
}

# same NAME WANTED FOUND
same()
{
	[ "$2" = "$3" ] || { printf '%s: wanted "%s", found "%s"\n' "$@"; return 1; }
}

# field NAME: what the case at hand says of it.
field()
{
	sed -n "s/^# $1: //p" "$stack"
}

# What either form prints is the same stack, and prints the same.
round_trip()
{
	local form text
	cp "$work/verdict" "$work/first"
	for form in flat nested; do
		text=$(jq -r ".$form" "$work/first")
		printf '%s\n' "$text" >"$work/again"
		check "$work/again"
		same "canonical of $form form" "$(field canonical)" \
			"$(jq -r .canonical "$work/verdict")"
		same "$form form printed again" "$text" "$(jq -r ".$form" "$work/verdict")"
	done
}

test_case()
{
	local expect
	expect=$(field expect)
	check "$stack"
	same errors "${expect/#ok/}" "$(findings error)"
	same warnings "$(field warn)" "$(findings warning)"
	if [ "$expect" = ok ]; then
		same canonical "$(field canonical)" "$(jq -r .canonical "$work/verdict")"
		round_trip
	elif [ "$expect" = syntax ]; then
		same message "$stack:$(field message)" \
			"$(jq -r '.findings[0].remedy' "$work/verdict")"
	fi
}

# Every vector whose types are built in: canonical form and digest.
test_vectors()
{
	local name canonical digest n=0
	jq -r '.cases[] | [.name, .canonical, .digest] | @tsv' ../vectors.json >"$work/cases"
	while IFS=$'\t' read -r name canonical digest; do
		same "digest of $name" "$digest" \
			"$(printf 'SecComm-stack1%s' "$canonical" | sha256sum | cut -d' ' -f1)"
		# The canonical form in words of the notation: its slots become keys.
		echo "$canonical" | sed 's/|/\nkey /g' | sed '/^key /s/:/ /g' >"$work/vector"
		check "$work/vector"
		case $(findings error) in
		*type-unknown*)
			continue ;;
		esac
		same "canonical of $name" "$canonical" "$(jq -r .canonical "$work/verdict")"
		n=$((n + 1))
	done <"$work/cases"
	[ "$n" -ge 8 ]
}

# Every rule in the sources is broken by a test and described in the book.
test_rules_covered()
{
	local rule n=0
	cat "$top"/seccomm_mod/{check*,canonical}.c | tr '\n' ' ' |
		grep -oE 'seccomm_report\(\s*w, SECCOMM_[A-Z]+,[^"]*"[a-z-]+"' |
		cut -d'"' -f2 | sort -u >"$work/rules"
	while read -r rule; do
		grep -qE "^# (expect|warn):.*\b$rule\b" cases/*.stack ||
			grep -q "\"$rule\"" check_rules.c ||
			{ echo "no test breaks $rule"; return 1; }
		grep -q "^| \`$rule\` |" "$top/Documentation/composition.md" ||
			{ echo "$rule is not in Documentation/composition.md"; return 1; }
		grep -qE "^ \*   $rule\b" "$top/seccomm_mod/check.c" ||
			{ echo "$rule is not in the table of check.c"; return 1; }
		n=$((n + 1))
	done <"$work/rules"
	[ "$n" -ge 30 ]
}

# The examples of the book are what it says they are.
test_book()
{
	local n=0 rule
	rm -rf "$work/book"
	mkdir "$work/book"
	awk -v dir="$work/book" '/^```stack/ { file = sprintf("%s/%02d.%s", dir, ++n, $2); next }
		/^```/ { file = "" } file { print > file }' "$top/Documentation/composition.md"
	for stack in "$work"/book/*; do
		rule=${stack##*.}
		check "$stack"
		case $rule in
		ok)
			same "$stack" "" "$(findings error)" ;;
		*)
			jq -e --arg rule "$rule" 'any(.findings[]; .rule == $rule)' \
				"$work/verdict" >/dev/null ||
				{ cat "$stack" "$work/verdict"; return 1; } ;;
		esac
		n=$((n + 1))
	done
	[ "$n" -ge 30 ]
}

# What a person reads, to the letter.
test_text()
{
	local status=0
	(cd cases && "$work/driver" -d cascade-nested.stack) >"$work/text"
	diff cascade-nested.txt "$work/text"
	(cd cases && "$work/driver" triple-des-three-slots-same-orders.stack) \
		>"$work/text" || status=$?
	diff triple-des-refused.txt "$work/text"
	[ "$status" = 1 ]
}

test_usage()
{
	local status
	"$work/driver" help | grep -q '^Usage: seccommctl check'
	"$work/driver" -e 'NullSecurity()' >/dev/null
	echo 'NullSecurity()' | "$work/driver" - | grep -q '^accepted'
	for arguments in '' 'a b' '-x a' '/nonexistent' '/'; do
		status=0
		# shellcheck disable=SC2086
		"$work/driver" $arguments 2>"$work/err" || status=$?
		same "status of '$arguments'" 2 "$status"
		[ -s "$work/err" ]
	done
}

ktap_start
ktap_run build
[ "$ktap_failed" = 0 ] || ktap_end
for program in check_rules check_hostile; do
	if "$work/$program"; then
		ktap_pass "$program"
	else
		ktap_fail "$program"
	fi
done
ktap_run test_vectors
ktap_run test_rules_covered
ktap_run test_book
ktap_run test_text
ktap_run test_usage
for stack in cases/*.stack; do
	name=${stack##*/}
	ktap_run test_case "case_${name%.stack}"
done
ktap_end

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
	# OpenSSL has DES by functions that it would rather not have used.
	local program source objects=() flags=(-std=gnu11 -g -O1 -Wall -Wextra -Werror
		-Wno-deprecated-declarations
		-D_GNU_SOURCE -fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all
		-I"$work" -I"$tool" -I"$top/uapi" -I"$top/seccomm_mod")

	bison -Wall -Wno-yacc -Werror -d -o "$work/notation.tab.c" "$tool/notation.y"
	flex -o "$work/notation.lex.c" "$tool/notation.l"
	for source in "$work"/notation.{tab,lex}.c \
		"$tool"/{notation_{build,key},event_graph,print_{stack,graph,dot,floor}}.c \
		"$top"/seccomm_mod/checker/*.c "$top"/seccomm_mod/checker/types/*.c; do
		objects+=("$work/$(basename "$(dirname "$source")")-$(basename "$source" .c).o")
		"${CC:-gcc}" "${flags[@]}" -c -o "${objects[-1]}" "$source"
	done
	for program in check_rules check_hostile check_floor check_methods check_oracle check_cancel; do
		"${CC:-gcc}" "${flags[@]}" -o "$work/$program" "$program"*.c "${objects[@]}" \
			-ljansson -lcrypto
	done
	"${CC:-gcc}" "${flags[@]}" -o "$work/driver" driver.c \
		"$tool"/{cmd_check,check_json,catalog_file,text,type_words}.c "${objects[@]}" -ljansson
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

# The canonical form of standard input in words of the notation: its slots become keys.
in_words()
{
	sed 's/|s:psk//; s/|s:none/|session none/; s/|/\nkey /g' |
		sed '/^key /{s/:pk:pk(\(.*\))/ pk \1/;s/:/ /g}'
}

# Is the last verdict about something that there is not: a type, or a method of key distribution?
is_foreign()
{
	case $(findings error) in
	*type-unknown* | syntax)
		return 0 ;;
	esac
	return 1
}

# Every vector's digest; the canonical form of those whose types and methods there are.
test_vectors()
{
	local name canonical digest n=0
	jq -r '.cases[] | [.name, .canonical, .digest] | @tsv' ../vectors.json >"$work/cases"
	while IFS=$'\t' read -r name canonical digest; do
		same "digest of $name" "$digest" \
			"$(printf 'SecComm-stack1%s' "$canonical" | sha256sum | cut -d' ' -f1)"
		in_words <<<"$canonical" >"$work/vector"
		check "$work/vector"
		is_foreign && continue
		same "canonical of $name" "$canonical" "$(jq -r .canonical "$work/verdict")"
		n=$((n + 1))
	done <"$work/cases"
	[ "$n" -ge 60 ]
}

# Each composition of the vectors that breaks a rule, of those whose rule the checker has, whose
# types and methods there are.
test_broken_vectors()
{
	local rule severity canonical n=0
	jq -r '.checker[] | [.rule, .severity, .canonical] | @tsv' ../vectors.json >"$work/broken"
	while IFS=$'\t' read -r rule severity canonical; do
		in_words <<<"$canonical" >"$work/vector"
		grep -q "\"$rule\"" "$top"/seccomm_mod/checker/*.c || continue
		check "$work/vector"
		is_foreign && continue
		case $severity in
		E) severity=error ;;
		W) severity=warning ;;
		esac
		[[ ", $(findings "$severity")," =~ ", $rule"[@,] ]] ||
			{ echo "$canonical does not break $rule"; return 1; }
		n=$((n + 1))
	done <"$work/broken"
	[ "$n" -ge 22 ]
}

# Every rule in the sources is broken by a test and described in the book.
test_rules_covered()
{
	local rule n=0
	cat "$top"/seccomm_mod/checker/*.c | tr '\n' ' ' |
		grep -oE 'seccomm_report\(\s*w, SECCOMM_[A-Z_]+,[^"]*"[a-z-]+"' |
		cut -d'"' -f2 | sort -u >"$work/rules"
	while read -r rule; do
		grep -qE "^# (expect|warn):.*\b$rule\b" cases/*.stack ||
			grep -q "\"$rule\"" check_rules*.c ||
			{ echo "no test breaks $rule"; return 1; }
		grep -q "^| \`$rule\` |" "$top/Documentation/composition.md" ||
			{ echo "$rule is not in Documentation/composition.md"; return 1; }
		grep -qE "^ \*   $rule\b" "$top/seccomm_mod/checker/check.c" ||
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

# mtu BYTES STACK WANTED: how long a body goes as one packet over IPv4, and over IPv6.
mtu()
{
	"$work/driver" -j --mtu "$1" -e "$2" >"$work/verdict"
	same "packets of $1 bytes" "$3" \
		"$(jq -r '.unfragmented | "\(.mtu) \(.ipv4) \(.ipv6)"' "$work/verdict")"
}

# The IP header, 16 bytes of ours, and what the layers add.
test_mtu()
{
	local wrong

	mtu 1500 'NullSecurity()' '1500 1464 1444'
	mtu 1280 'key 0; ChaChaPolyPrivacy(0)' '1280 1228 1208'
	mtu 9000 'ExpansionSecurity(NullSecurity(), NullSecurity())' '9000 4481 4471'
	# Padding to a multiple of 64 takes 65 bytes at most.
	mtu 1500 'key 0; Padding(), AESPrivacy(0), HMACSHA256Integrity(0)' '1500 1367 1347'
	# A body that a layer does not take is not told of.
	mtu 1500 'key 0; Padding(size=100), AESGCMPrivacy(0)' '1500 98 98'
	mtu 68 'key 0; ChaChaPolyPrivacy(0)' '68 16 0'
	mtu 65535 'NullSecurity()' '65535 65499 65479'
	for wrong in 67 65536 x -1 ''; do
		! "$work/driver" --mtu "$wrong" -e 'NullSecurity()' 2>"$work/said" || return 1
		grep -q "\"$wrong\" is no MTU: a number from 68 to 65535" "$work/said"
	done
}

# Brackets, quotes and edges as Graphviz wants them: NAMEs of one way only meet
# those of the same way, and each that an edge names is declared.
dot_is_sound()
{
	awk '
	function fail(why) { print FILENAME ": " FNR ": " why; bad = 1; exit }
	{ line = $0; gsub(/"[^"]*"/, "Q", line) }
	line ~ /"/ { fail("a quote is open") }
	line ~ /^(digraph Q|\tsubgraph Q) \{$/ { depth++; next }
	line ~ /^\t?\}$/ { if (--depth < 0) fail("bracket"); next }
	line ~ /^\tnode \[shape=box\]$/ || line ~ /^\t\tlabel=Q$/ { next }
	line ~ /^\t\tQ \[(label=Q|shape=ellipse)\]$/ {
		split($0, part, "\""); if (declared[part[2]]++) fail("declared twice"); next }
	line ~ /^\t\tQ -> Q \[(style=dashed, )?label=Q\]$/ {
		split($0, part, "\""); n++
		if (!declared[part[2]] || !declared[part[4]]) fail("not declared")
		next }
	{ fail("unknown: " $0) }
	END { if (!bad && (depth || !n)) { print FILENAME ": ends in the middle"; bad = 1 }
	      exit bad }' "$1"
}

# The graph for Graphviz, to the letter, and of every stack in good order.
test_dot()
{
	local status=0 n=0
	(cd cases && "$work/driver" cascade-nested.stack graph dot) >"$work/dot"
	diff cascade-nested.dot "$work/dot"
	for stack in cases/*.stack; do
		status=0
		"$work/driver" "$stack" graph dot >"$work/dot" 2>"$work/err" || status=$?
		if [ "$(field expect)" != ok ]; then
			same "status of $stack" 1 "$status"
			[ ! -s "$work/dot" ]
			grep -q '^refused' "$work/err"
			continue
		fi
		same "status of $stack" 0 "$status"
		dot_is_sound "$work/dot"
		same "dot of $stack as JSON" "$(cat "$work/dot")" \
			"$("$work/driver" -j "$stack" graph dot | jq -r .dot)"
		n=$((n + 1))
	done
	[ "$n" -ge 15 ]
	"$work/driver" cases/null.stack graph | grep -q '▼ msgFromAbove'
}

# What type show has saved: types of other modules, and what cannot run there.
test_catalog()
{
	local status sum='[.accepted, (.findings[0].rule // ""), .floor.privacy.least]'
	jq '. + [map(select(.name == "DESPrivacy"))[0] + {name: "SamplePrivacy",
		family: "sample", strength: "modern", module: "sample"}] |
		map(if .name == "XORPrivacy" then .runnable = false | .lacks = "xor"
		else . end)' ../netlink/types.json >"$work/catalog"
	verdict()
	{
		"$work/driver" -j --catalog "$work/catalog" -e "$1" | jq -c "$sum" || true
	}
	same "another module's type" '[true,"",2]' \
		"$(verdict 'key 0; key 1; SamplePrivacy(0), AESGCMPrivacy(1)')"
	same "without the catalog" '[false,"type-unknown",null]' \
		"$("$work/driver" -j -e 'key 0; SamplePrivacy(0)' | jq -c "$sum" || true)"
	same "what cannot run" '[false,"cannot-run",null]' \
		"$(verdict 'key 0; XORPrivacy(0)')"
	"$work/driver" --catalog "$work/catalog" -e 'key 0; XORPrivacy(0)' >"$work/text" &&
		return 1
	grep -q '^stack:1:8: error: .*instance 1.*lacks xor. \[cannot-run\]$' "$work/text"
	grep -q '^refused: 1 error$' "$work/text"
	# It need not say which numbers a range has.
	jq 'map(if .name == "NullSecurity" then .options = [{name: "a", values: [],
		preset: 1}] else . end)' "$work/catalog" >"$work/ranges"
	same "canonical of a range" '"NullSecurity(a=4294967295)|s:psk"' \
		"$("$work/driver" -j --catalog "$work/ranges" \
			-e 'NullSecurity(a=4294967295)' | jq .canonical)"
	jq 'map(if .name == "NullSecurity" then .options = [{name: "a", values: [],
		preset: "b"}] else . end)' "$work/catalog" >"$work/texts"
	same "a text" '["NullSecurity(a=b/c)|s:psk",{"a":"b/c"},"NullSecurity(a=b/c)\n"]' \
		"$("$work/driver" -j --catalog "$work/texts" -e 'NullSecurity(a=b/c)' |
			jq -c '[.canonical, .layers[0].options, .nested]')"
	for form in graph 'graph dot'; do
		# shellcheck disable=SC2086 # words
		"$work/driver" --catalog "$work/texts" -e 'NullSecurity(a=b/c)' $form |
			grep -q 'a=b/c'
	done
	# Only what is in the catalog is there.
	jq 'map(select(.name != "DESPrivacy"))' "$work/catalog" >"$work/less"
	mv "$work/less" "$work/catalog"
	same "what is not in it" '[false,"type-unknown",null]' \
		"$(verdict 'key 0; DESPrivacy(0)')"
	# The golden catalog says what is built in: same verdicts with it and without.
	for stack in cases/*.stack; do
		"$work/driver" -j "$stack" >"$work/without" || true
		"$work/driver" -j --catalog ../netlink/types.json "$stack" >"$work/with" || true
		[ -s "$work/with" ]
		diff "$work/without" "$work/with"
	done
}

# A catalog that is none is told so, and nothing is checked by it.
test_bad_catalogs()
{
	local edit status n=0
	while read -r edit; do
		jq "$edit" ../netlink/types.json >"$work/catalog"
		status=0
		"$work/driver" --catalog "$work/catalog" cases/null.stack >"$work/text" \
			2>"$work/err" || status=$?
		same "status with $edit" 2 "$status"
		[ ! -s "$work/text" ]
		grep -q 'type show' "$work/err"
		n=$((n + 1))
	done <<-'END'
		{}
		map(1)
		.[0].name = "Bad-Name"
		.[0].name = null
		.[0].strength = "great"
		.[0].provides = ["secrecy"]
		.[0].flags = null
		.[0].slots = 256
		.[0].slots = -1
		.[0].grow_add = 4294967296
		.[0].version = "1"
		.[0].options = [{}]
		.[0].options = [{"name": "a", "preset": 1}]
		.[0].options = [{"name": "a", "values": ["1"], "preset": 1}]
		.[0].options = [{"name": "a", "values": [2], "preset": 1}]
		.[0].options = [{"name": "a", "values": [1], "preset": "b"}]
		.[0].options = [{"name": "a", "values": [], "preset": "1"}]
		.[0].options = [1, 2, 3, 4, 5]
		del(.[0].runnable)
	END
	[ "$n" = 19 ]
	for catalog in /nonexistent /dev/null cases/null.stack; do
		status=0
		"$work/driver" --catalog "$catalog" cases/null.stack 2>"$work/err" || status=$?
		same "status with $catalog" 2 "$status"
		grep -q 'type show' "$work/err"
	done
}

# A type told as Documentation/where-to-add.md says, in two files and one row, of which
# the checker compiles one and the row.
test_new_type()
{
	local tree=$work/tree stack='key 0; NewPrivacy(0), XORPrivacy(0)'

	mkdir "$tree"
	cp -r "$top/seccomm_mod/checker" "$tree/"
	cat >>"$tree/checker/types/privacy.c" <<-'END'

		const struct seccomm_type_desc seccomm_desc_new_privacy = {
			.name = "NewPrivacy",
			.version = 1,
			.algorithm = "new",
			.family = "new",
			.provides = SECCOMM_PRIVACY,
			.strength = SECCOMM_STRENGTH_MODERN,
			.slots = 1,
			.keys = { { "cipher", 32 } },
			.growth = { .add = 16 },
		};
	END
	sed -i '/^TYPE(xor_privacy)$/a TYPE(new_privacy)' "$tree/checker/list.h"
	"${CC:-gcc}" -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -I"$work" -I"$tool" \
		-I"$top/uapi" -I"$tree" -o "$work/new" driver.c "$work"/notation.{tab,lex}.c \
		"$tool"/{notation_{build,key},event_graph,print_{stack,graph,dot,floor}}.c \
		"$tool"/{cmd_check,check_json,catalog_file,text,type_words}.c \
		"$tree"/checker/{,types/}*.c -ljansson
	{ "$work/driver" -j -e "$stack" || true; } | jq -e '.findings[0].rule == "type-unknown"'
	"$work/new" -j -e "$stack" | jq -e '.accepted and .grow_add == 16 and
		.canonical == "NewPrivacy(0),XORPrivacy(0)|s:psk|0:hkdf:psk"'
}

# Of several methods, so many of which are enough, is said who can do what together.
test_quorum()
{
	check cases/kofn.stack
	jq -e '.kofn == [{slot: 0, read: 2, deny: 2}]' "$work/verdict"
	"$work/driver" cases/kofn.stack |
		grep -qxF 'kofn       slot 0: 2 colluding read and impersonate; 2 deny'
	check cases/dh-all.stack
	jq -e '.kofn == []' "$work/verdict"
	"$work/driver" cases/dh-all.stack >"$work/text"
	same "what is said of all" "" "$(sed -n '/^kofn/p' "$work/text")"
}

test_usage()
{
	local status
	"$work/driver" help | grep -q '^Usage: seccommctl check'
	"$work/driver" -e 'NullSecurity()' >/dev/null
	echo 'NullSecurity()' | "$work/driver" - | grep -q '^accepted'
	for arguments in '' 'a b' '-x a' '/nonexistent' '/' '-e' '--catalog' '--catalog a' \
		'cases/null.stack graph svg' 'cases/null.stack graph dot x'; do
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
for program in check_rules check_hostile check_floor check_methods check_oracle check_cancel; do
	if "$work/$program"; then
		ktap_pass "$program"
	else
		ktap_fail "$program"
	fi
done
ktap_run test_vectors
ktap_run test_broken_vectors
ktap_run test_rules_covered
ktap_run test_book
ktap_run test_text
ktap_run test_quorum
ktap_run test_mtu
ktap_run test_dot
ktap_run test_catalog
ktap_run test_bad_catalogs
ktap_run test_new_type
ktap_run test_usage
for stack in cases/*.stack; do
	name=${stack##*/}
	ktap_run test_case "case_${name%.stack}"
done
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The test plumbing and the series list, without a machine.

# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# A tree of its own for the summing up: suites and lists of our making.
make_tree()
{
	mkdir -p "$tmp/$1/selftests" "$tmp/$1/tools/vm"
	cp "$top/selftests/run" "$tmp/$1/selftests/"
	cp "$top/tools/vm/slow" "$tmp/$1/tools/vm/"
	printf 'one one.sh host all 10\n' >"$tmp/$1/selftests/suites"
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/$1/selftests/one.sh"
	chmod +x "$tmp/$1/selftests/one.sh"
	printf 'one/a\none/b\n' >"$tmp/$1/selftests/expected-6.12.txt"
}

# closes TREE WANTED_STATUS LINE [ARG...]
closes()
{
	local tree=$1 wanted=$2 line=$3 status=0
	shift 3

	"$tmp/$tree/selftests/run" "$@" >"$tmp/out" 2>&1 || status=$?
	cat "$tmp/out"
	[ "$status" = "$wanted" ]
	[ "$(tail -n 1 "$tmp/out")" = "$line" ]
}

test_all_pass()
{
	make_tree pass 'printf "KTAP version 1\n1..2\nok 1 a\nok 2 b\n"'
	closes pass 0 '2 passed, 0 failed, 0 skipped'
}

test_failure_counts()
{
	make_tree fail 'printf "ok 1 a\nnot ok 2 b\n"; exit 1'
	closes fail 1 '1 passed, 1 failed, 0 skipped'
}

test_skip_is_no_pass()
{
	make_tree skip 'printf "ok 1 a\nok 2 b # SKIP no reason\n"'
	closes skip 1 '1 passed, 1 failed, 1 skipped'
	grep -q 'may not be skipped: one/b' "$tmp/out"
}

test_listed_skip_is_named()
{
	make_tree listed 'printf "ok 1 a\nok 2 b # SKIP no such cipher\n"'
	printf '# of 6.1\none/b\tit has no such cipher\n' >"$tmp/listed/selftests/skips-6.1.txt"
	closes listed 0 '1 passed, 0 failed, 1 skipped' --kernel 6.1
	grep -q '^skipped: one/b SKIP no such cipher$' "$tmp/out"
	closes listed 1 '1 passed, 1 failed, 1 skipped' --kernel 6.12
}

test_stale_skip_fails()
{
	make_tree stale 'printf "ok 1 a\nok 2 b\n"'
	printf 'one/b  it has no such cipher\n' >"$tmp/stale/selftests/skips-6.1.txt"
	closes stale 1 '2 passed, 1 failed, 0 skipped' --kernel 6.1
	grep -q 'passed, but is to be skipped: one/b' "$tmp/out"
	printf 'one/c  it has no such cipher\n' >"$tmp/stale/selftests/skips-6.1.txt"
	closes stale 1 '2 passed, 1 failed, 0 skipped' --kernel 6.1
	grep -q 'is to be skipped, but no test: one/c' "$tmp/out"
}

test_skip_without_reason_fails()
{
	make_tree mute 'printf "ok 1 a\nok 2 b # SKIP\n"'
	printf 'one/b\n' >"$tmp/mute/selftests/skips-6.1.txt"
	closes mute 1 '1 passed, 1 failed, 1 skipped' --kernel 6.1
	grep -q 'is to be skipped without a reason: one/b' "$tmp/out"
}

test_missing_test_fails()
{
	make_tree missing 'printf "ok 1 a\n"'
	closes missing 1 '1 passed, 1 failed, 0 skipped'
	grep -q 'did not run: one/b' "$tmp/out"
}

test_unknown_test_fails()
{
	make_tree extra 'printf "ok 1 a\nok 2 b\nok 3 c\n"'
	closes extra 1 '3 passed, 1 failed, 0 skipped'
	grep -q 'ran, but is not expected: one/c' "$tmp/out"
}

test_bad_status_fails()
{
	make_tree status 'printf "ok 1 a\nok 2 b\n"; exit 3'
	closes status 1 '2 passed, 2 failed, 0 skipped'
}

test_time_out_fails()
{
	make_tree slow 'printf "ok 1 a\nok 2 b\n"; sleep 100'
	sed -i 's/ 10$/ 1/' "$tmp/slow/selftests/suites"
	closes slow 1 '2 passed, 2 failed, 0 skipped'
}

# On the kernel that looks for data races a suite has the tests of the list that it has
# otherwise; only suites of that kernel alone are in a list of its own.
test_lists_of_data_races()
{
	local dir=$tmp/kcsan/selftests

	make_tree kcsan 'printf "ok 1 a\nok 2 b\n"'
	printf '%s one.sh host %s 10\n' one stock+kcsan two debug+kcsan three kcsan \
		four all >"$dir/suites"
	printf 'two/a\ntwo/b\n' >"$dir/expected-6.12-debug.txt"
	printf 'three/a\nthree/b\n' >"$dir/expected-6.12-kcsan.txt"
	closes kcsan 0 '6 passed, 0 failed, 0 skipped' --kcsan
	echo three/c >>"$dir/expected-6.12-kcsan.txt"
	closes kcsan 1 '6 passed, 1 failed, 0 skipped' --kcsan
	grep -q 'did not run: three/c' "$tmp/out"
}

# Of the kernels built here, too: of lines as their consoles have them.
test_splats_are_known()
{
	local line

	while read -r line; do
		grep -qEf "$top/tools/vm/splat" <<<"$line" || {
			echo "not taken for a complaint: $line"
			return 1
		}
	done <<-'END'
	[   71.300217] BUG: KCSAN: data-race in seccomm_session_fail+0x5f/0x2e0 [seccomm]
	[   12.120011][  T231] BUG: KCSAN: data-race in misbehave_count / misbehave_count
	[    8.001942] BUG: KASAN: slab-use-after-free in misbehave_use_after_free+0x4f/0x60
	[    9.210934] WARNING: possible circular locking dependency detected
	BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585
	END
	! grep -qEf "$top/tools/vm/splat" <<<'[    0.310221] kcsan: enabled early'
}

# As many seconds as the host is slow, and no more.
test_time_out_scales()
{
	make_tree scaled 'sleep 4; printf "ok 1 a\nok 2 b\n"'
	sed -i 's/ 10$/ 2/' "$tmp/scaled/selftests/suites"
	VM_SLOW=400 closes scaled 0 '2 passed, 0 failed, 0 skipped'
	VM_SLOW=100 closes scaled 1 '0 passed, 4 failed, 0 skipped'
}

test_slow_is_measured()
{
	local slow

	slow=$("$top/tools/vm/slow" host)
	((slow >= 100 && slow <= 400))
	[ "$(VM_SLOW=70 "$top/tools/vm/slow" guest)" = 100 ]
	[ "$(VM_SLOW=9999 "$top/tools/vm/slow" guest)" = 400 ]
}

# add_suite TREE NAME WHERE TAKES SCRIPT: passes the test NAME/t after SCRIPT.
add_suite()
{
	local dir=$tmp/$1/selftests

	printf '%s %s.sh %s all 30 %s\n' "$2" "$2" "$3" "$4" >>"$dir/suites"
	printf '#!/bin/sh\n%s\necho ok 1 t\n' "$5" >"$dir/$2.sh"
	chmod +x "$dir/$2.sh"
	printf '%s/t\n' "$2" >>"$dir/expected-6.12.txt"
}

# A tree without suites, whose machines are no machines: they run the suites here,
# and end where one says 70.
make_lanes()
{
	make_tree "$1" true
	: >"$tmp/$1/selftests/suites"
	: >"$tmp/$1/selftests/expected-6.12.txt"
	cat >"$tmp/$1/tools/vm/run" <<-'END'
	#!/bin/bash
	while [ "$1" != /selftests/lib/guest ]; do shift; done
	shift
	echo "$*" >>"$(dirname "$0")/machines"
	echo "KTAP version 1"
	echo "1..$#"
	n=0
	for suite; do
		n=$((n + 1))
		echo "# suite ${suite%%:*}"
		"$(dirname "$0")/../../selftests/${suite%%:*}.sh" | sed 's/^/    /'
		rc=${PIPESTATUS[0]}
		[ "$rc" != 70 ] || exit 70
		echo "ok $n ${suite%%:*}"
	done
	END
	chmod +x "$tmp/$1/tools/vm/run"
}

# The first in the list ends last, and only if the others run meanwhile.
test_lanes_run_at_once_in_order()
{
	make_lanes lanes
	add_suite lanes first host 9 \
		"until [ -e $tmp/lanes/second ]; do sleep 0.1; done"
	add_suite lanes second guest 8 "touch $tmp/lanes/second"
	add_suite lanes third guest 7 true
	echo vm/kernel_is_quiet >>"$tmp/lanes/selftests/expected-6.12.txt"
	closes lanes 0 '4 passed, 0 failed, 0 skipped'
	grep -qx '# second has ended: passed' "$tmp/out"
	diff - "$tmp/lanes/build/check-6.12.log" <<-'END'
	KTAP version 1
	1..4
	# suite first
	    ok 1 t
	ok 1 first
	# suite second
	    ok 1 t
	ok 2 second
	# suite third
	    ok 1 t
	ok 3 third
	# suite vm
	    ok 1 kernel_is_quiet
	ok 4 vm
	END
}

# Which suite runs where is a matter of the list.
test_lanes_are_the_same_each_time()
{
	local i

	make_lanes same
	for i in 5 30 10 20 1; do
		add_suite same "s$i" guest "$i" true
	done
	echo vm/kernel_is_quiet >>"$tmp/same/selftests/expected-6.12.txt"
	for i in 1 2 3; do
		rm -f "$tmp/same/tools/vm/machines"
		closes same 0 '6 passed, 0 failed, 0 skipped'
		sort "$tmp/same/tools/vm/machines" | diff - <(printf '%s\n' \
			's5:s5.sh:30 s30:s30.sh:30' 's10:s10.sh:30 s20:s20.sh:30 s1:s1.sh:30' |
			sort)
	done
	# The table says where each was and what it took.
	grep -qE '^s20 +guest +2 +[0-9]+ +20$' "$tmp/out"
	grep -qE '^all, two at a time +[0-9]+$' "$tmp/out"
}

# What runs beside a machine that ends, and what came behind its suite, is as good
# as ever.
test_machine_that_ends()
{
	make_lanes ends
	add_suite ends before guest 2 true
	add_suite ends ends guest 20 'echo not even this; exit 70'
	add_suite ends beside guest 29 true
	add_suite ends behind guest 3 true
	echo vm/kernel_is_quiet >>"$tmp/ends/selftests/expected-6.12.txt"
	closes ends 1 '3 passed, 4 failed, 0 skipped'
	grep -qx 'failed: vm/kernel_is_quiet' "$tmp/out"
	grep -qx 'failed: ends' "$tmp/out"
	grep -qx 'test list: did not run: ends/t' "$tmp/out"
	[ "$(wc -l <"$tmp/ends/tools/vm/machines")" = 3 ]
}

test_helpers()
{
	cat >"$tmp/suite.sh" <<-END
	. "$top/selftests/lib/ktap.sh"
	test_good() { true; }
	test_bad() { echo shown; false; echo not shown; }
	ktap_start
	ktap_run test_good
	ktap_run test_bad 'other name'
	ktap_skip third 'a reason'
	ktap_end
	END
	! bash "$tmp/suite.sh" >"$tmp/out" || return 1
	grep -v '^# ' "$tmp/out" | diff - <(printf '%s\n' 'KTAP version 1' 'ok 1 good' \
		'not ok 2 other name' 'ok 3 third # SKIP a reason' '1..3')
	grep -q '^# shown' "$tmp/out"
	! grep -q '^# not shown' "$tmp/out"
}

test_unknown_series_names_what_there_is()
{
	! "$top/tools/vm/kernel" fetch 5.4 2>"$tmp/err" || return 1
	grep -q 'no kernel series 5.4; there are: 6\.1 6\.12 7\.3 $' "$tmp/err"
}

test_series_without_compiler_names_the_others()
{
	mkdir -p "$tmp/series"
	cp "$top/tools/vm/"{kernel,lib.sh,series} "$tmp/series/"
	printf '6.13  bookworm  no-such-package  no-such-gcc  -\n' >>"$tmp/series/series"
	! "$tmp/series/kernel" fetch 6.13 2>"$tmp/err" || return 1
	grep -q '6.13 wants no-such-gcc, .*; there are: 6\.1 6\.12 7\.3 $' "$tmp/err"
}

test_lost_option_fails_the_build()
{
	mkdir -p "$tmp/vm"
	cp "$top/tools/vm/"{kernel,lib.sh,series} "$tmp/vm/"
	printf 'CONFIG_PROC_FS=y\nCONFIG_SMP=n\n' >"$tmp/config"
	printf 'CONFIG_PROC_FS=y\nCONFIG_NO_SUCH=y\n# CONFIG_SMP is not set\n' >"$tmp/wanted"
	! "$tmp/vm/kernel" verify "$tmp/wanted" "$tmp/config" 2>"$tmp/err" || return 1
	grep -q 'lost CONFIG_NO_SUCH=y' "$tmp/err"
	grep -q 'has CONFIG_SMP, which was to be off' "$tmp/err"
	! grep -q CONFIG_PROC_FS "$tmp/err"
}

# hold_place SECONDS: a script that takes the only place, as tools/vm/run does.
hold_place()
{
	cat >"$tmp/hold" <<-END
	#!/bin/bash
	. "$top/tools/vm/lib.sh"
	lock_place vm 1
	echo held
	read -r -t "\$1" _
	true
	END
	chmod +x "$tmp/hold"
	XDG_CACHE_HOME=$tmp/cache "$tmp/hold" "$@"
}

# Two runs may read the package lists at once: apt would refuse one of them.
test_package_lists_are_read_by_turns()
{
	local first

	mkdir -p "$tmp/apt"
	cat >"$tmp/apt/apt-get" <<-END
	#!/bin/bash
	mkdir "$tmp/apt/busy" || exit 100
	# The other run comes meanwhile, if it may.
	read -r -t 0.5 _ <>"$tmp/apt/never"
	rmdir "$tmp/apt/busy"
	END
	cat >"$tmp/apt/update" <<-END
	#!/bin/bash
	set -e
	PATH=$tmp/apt:\$PATH XDG_CACHE_HOME=$tmp/cache
	. "$top/tools/vm/lib.sh"
	apt_suites bookworm
	END
	chmod +x "$tmp/apt/"{apt-get,update}
	mkfifo "$tmp/apt/never"
	"$tmp/apt/update" 2>"$tmp/err" &
	first=$!
	"$tmp/apt/update" 2>>"$tmp/err2"
	wait "$first"
}

# What reads the directory has a descriptor for it.
test_bare_has_no_other_files()
{
	bash -c '. "$1/tools/vm/lib.sh"; bare ls /proc/self/fd' - "$top" \
		7</dev/null 12</dev/null >"$tmp/out"
	[ "$(tr '\n' ' ' <"$tmp/out")" = "0 1 2 3 " ]
}

# Who waits is told who it is that has the place.
test_waiting_names_the_holder()
{
	local holder

	mkfifo "$tmp/hold.in" "$tmp/hold.out"
	hold_place 60 forgotten <"$tmp/hold.in" >"$tmp/hold.out" &
	exec {in}>"$tmp/hold.in" {out}<"$tmp/hold.out"
	read -r -u "$out" _
	holder=$(sed -n 's/^pid \([0-9]*\) since .*: hold 60 forgotten$/\1/p' \
		"$tmp/cache/seccomm/lock/vm-1")
	[ -n "$holder" ]
	(
		# It goes when the other has begun to wait.
		until grep -q 'waiting' "$tmp/err" 2>/dev/null; do
			sleep 0.1
		done
		echo >&"$in"
	) &
	hold_place 0 second </dev/null >"$tmp/out" 2>"$tmp/err"
	exec {in}>&- {out}<&-
	grep -qx held "$tmp/out"
	grep -qx 'hold: waiting for another run (vm):' "$tmp/err"
	grep -qE "^  pid $holder since [0-9]{2}:[0-9]{2}: hold 60 forgotten\$" "$tmp/err"
}

ktap_start
ktap_run test_waiting_names_the_holder
ktap_run test_helpers
ktap_run test_all_pass
ktap_run test_failure_counts
ktap_run test_skip_is_no_pass
ktap_run test_listed_skip_is_named
ktap_run test_stale_skip_fails
ktap_run test_skip_without_reason_fails
ktap_run test_missing_test_fails
ktap_run test_unknown_test_fails
ktap_run test_bad_status_fails
ktap_run test_time_out_fails
ktap_run test_lists_of_data_races
ktap_run test_splats_are_known
ktap_run test_time_out_scales
ktap_run test_slow_is_measured
ktap_run test_lanes_run_at_once_in_order
ktap_run test_lanes_are_the_same_each_time
ktap_run test_machine_that_ends
ktap_run test_unknown_series_names_what_there_is
ktap_run test_series_without_compiler_names_the_others
ktap_run test_package_lists_are_read_by_turns
ktap_run test_bare_has_no_other_files
ktap_run test_lost_option_fails_the_build
ktap_end

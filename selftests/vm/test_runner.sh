#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The VM runner itself: what it prints, how it exits, and that every class of
# misbehaviour of the kernel is noticed.

# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
options=(--kernel "${VM_KERNEL:-6.12}")
[ "${VM_DEBUG:-0}" = 0 ] || options+=(--debug)
[ "${VM_KCSAN:-0}" = 0 ] || options+=(--kcsan)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# vm WANTED_STATUS ARG...: run, output into $tmp/out and $tmp/err.
vm()
{
	local wanted=$1 status=0
	shift

	"$top/tools/vm/run" "${options[@]}" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	[ "$status" = "$wanted" ] || {
		echo "status $status instead of $wanted"
		tail -n 40 "$tmp/out" "$tmp/err"
		return 1
	}
}

# misbehave WHAT... -- WANTED_STATUS [OPTION...]
misbehave()
{
	local what=()

	while [ "$1" != -- ]; do
		what+=("$1")
		shift
	done
	shift
	# shellcheck disable=SC2016 # for the guest
	vm "$@" -- bash -c 'modprobe seccomm_misbehave && for what; do
		echo "$what" >/sys/kernel/debug/seccomm_misbehave; done; true' sh "${what[@]}"
	[ ! -s "$tmp/out" ]
}

# complained PATTERN: a line of the complaints is like this, and is one by itself.
complained()
{
	grep -E "$1" "$tmp/err" | grep -qEf "$top/tools/vm/splat" || {
		echo "nothing like '$1' in:"
		cat "$tmp/err"
		return 1
	}
}

test_output_and_status()
{

	vm 7 -- bash -c 'printf "a\0b\r\n"; printf "%s\n" "$1"; echo c >&2
		sleep 1000 & exit 7' sh "two  words"
	printf 'a\0b\r\ntwo  words\n' | cmp - "$tmp/out"
	[ "$(head -n 1 "$tmp/err")" = c ]
	grep -q '^run: status 7, boot log: /' "$tmp/err"
	[ -s "$(sed -n 's/.*boot log: //p' "$tmp/err")" ]
}

test_tools_and_added_files()
{
	echo content >"$tmp/data file"
	vm 0 --smp 1 --mem 1024 --add /usr/bin/make --add "$tmp/data file" \
		--add "$tmp/data file:/mnt/x/other" -- bash -euc '
		make --version >/dev/null
		cmp "data file" /mnt/x/other
		ip -V; tc -V; tcpdump --version
		ping -c 1 127.0.0.1; ping -c 1 ::1
		ip netns add a; ip netns add b
		ip link add va netns a type veth peer name vb netns b
		tc -n a qdisc add dev va root netem loss 5% delay 2ms 1ms distribution normal
		grep -q "^name *: gcm(aes)" /proc/crypto || modprobe gcm
		[ "$(nproc)" = 1 ]'
}

# A module and a static program want no libraries. What does is taken with its own,
# and where one of these is not to be had, that is said.
test_added_kinds()
{
	local module

	module=$(find "$top/build/${VM_KERNEL:-6.12}" -name seccomm_sample.ko)
	: >"$tmp/empty"
	printf '#!/bin/sh\necho script\n' >"$tmp/script"
	chmod +x "$tmp/script"
	vm 0 --add /bin/busybox:/root/busybox --add "$module" --add "$tmp/empty" \
		--add "$tmp/script" --add /usr/bin/make -- bash -euc '
		/root/busybox echo static
		rmmod seccomm_sample 2>/dev/null || true
		insmod seccomm_sample.ko
		[ -f empty ]
		script
		make --version | head -n 1'
	grep -x static "$tmp/out"
	grep -x script "$tmp/out"
	grep 'GNU Make' "$tmp/out"
	sed 's/libc\.so/libx.so/' /bin/ls >"$tmp/needy"
	chmod +x "$tmp/needy"
	vm 1 --add "$tmp/needy" -- true
	grep -q 'needy wants libraries that are not here' "$tmp/err"
	grep -q 'libx.so.6 => not found' "$tmp/err"
}

# A module that does not load: the command's user hears of it.
test_module_that_fails()
{
	vm 0 --append seccomm.family=99 -- true
	grep -q "^vm: modprobe: ERROR: could not insert 'seccomm'" "$tmp/err"
}

# The seconds are those of a quiet host: this one says that it is half as quick.
test_time_out()
{
	local start=$SECONDS

	VM_SLOW=200 vm 71 --timeout 10 -- sleep 1000
	grep -q 'time-out: no end after 10 s, boot log: /' "$tmp/err"
	((SECONDS - start >= 20))
}

# The same in the guest, for suites and for busywait.
test_guest_time_out_scales()
{
	printf '#!/bin/sh\nsleep 5\necho ok 1 t\n' >"$tmp/slow.sh"
	chmod +x "$tmp/slow.sh"
	vm 1 --add "$tmp/slow.sh:/selftests/slow.sh" -- bash -c '
		VM_SLOW=100 /selftests/lib/guest one:slow.sh:2
		VM_SLOW=400 /selftests/lib/guest two:slow.sh:2
		. /selftests/lib/ns.sh
		echo 400 >/run/slow
		start=$SECONDS
		busywait 1000 [ -e /run/never ]
		echo "waited $((SECONDS - start))"
		false'
	cat "$tmp/out"
	grep -qx '# time-out after 2 s of a quiet machine' "$tmp/out"
	grep -qx 'not ok 1 one' "$tmp/out"
	grep -qx 'ok 1 two' "$tmp/out"
	grep -qE '^waited [45]$' "$tmp/out"
}

test_hang()
{
	misbehave hang -- 71 --timeout 40
	grep -q 'time-out: no end after 40 s' "$tmp/err"
}

test_warn()
{
	misbehave warn -- 70
	complained 'WARNING: .*misbehave_warn'
}

test_oops()
{
	misbehave oops -- 70
	complained 'Oops: '
	grep -q 'RIP: .*misbehave_oops' "$tmp/err"
}

# What a kernel survives, in one machine: a debug kernel takes its time to boot.
# Lockdep gives up at the first complaint of any kind, so it is asked first.
test_survived()
{
	misbehave lock_inversion use_after_free undefined atomic_sleep -- 70
	cp "$tmp/err" "$tmp/survived"
}

# survived PATTERN: as complained, of that machine.
survived()
{
	cp "$tmp/survived" "$tmp/err"
	complained "$1"
}

test_lock_inversion()
{
	survived 'WARNING: possible circular locking dependency detected'
}

test_use_after_free()
{
	survived 'BUG: KASAN: slab-use-after-free in misbehave_use_after_free'
}

test_undefined()
{
	survived 'UBSAN: array-index-out-of-bounds in .*seccomm_misbehave.c'
}

test_atomic_sleep()
{
	survived 'BUG: (sleeping function called from invalid|scheduling while atomic)'
}

test_leak()
{
	misbehave leak -- 70
	complained 'kmemleak: [0-9]+ new suspected memory leaks'
	grep -q misbehave_leak "$tmp/err"
}

test_data_race()
{
	misbehave data_race -- 70
	complained 'BUG: KCSAN: data-race in misbehave_count'
}

ktap_start
if [ "${VM_KCSAN:-0}" = 1 ]; then
	ktap_run test_data_race
elif [ "${VM_DEBUG:-0}" = 0 ]; then
	ktap_run test_tools_and_added_files
	ktap_run test_added_kinds
	ktap_run test_module_that_fails
	ktap_run test_output_and_status
	ktap_run test_time_out
	ktap_run test_guest_time_out_scales
	ktap_run test_hang
	ktap_run test_warn
	ktap_run test_oops
else
	ktap_run test_survived
	ktap_run test_lock_inversion
	ktap_run test_use_after_free
	ktap_run test_undefined
	ktap_run test_atomic_sleep
	ktap_run test_leak
fi
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Threads that use one socket in different ways, on the kernel that looks for data
# races: its complaints are what fails.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh

kcsan=/sys/module/kcsan/parameters
was=$(cat "$kcsan/udelay_task" "$kcsan/skip_watch" | tr '\n' ' ')

# watch UDELAY SKIP: how long an access is watched, and how many are left out.
watch()
{
	echo "$1" >"$kcsan/udelay_task"
	echo "$2" >"$kcsan/skip_watch"
}

# shellcheck disable=SC2064,SC2086 # two words, as they are now
trap "watch $was" EXIT
# Few calls, so that each may be looked at closely.
watch 2000 100

# quiet USE: nobody complains while a socket is used so.
quiet()
{
	local mark="threads: $1"

	echo "$mark" >/dev/kmsg
	sc_threads "$1" || return
	! dmesg | sed -n "/$mark/,\$p" | grep 'BUG: KCSAN'
}

test_names()
{
	quiet names
}

test_options()
{
	quiet options
}

test_ports()
{
	quiet ports
}

ktap_start
ktap_run test_names
ktap_run test_options
ktap_run test_ports
ktap_end

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The battery of all types, those of another module among them.

modprobe seccomm_sample || exit
"$(dirname "$0")/../lib/kunit" seccomm_battery_test
rc=$?
rmmod seccomm_sample || exit
exit "$rc"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The flood of flood_opens.sh at its full size.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh
# shellcheck source-path=SCRIPTDIR source=floods.sh
. floods.sh

count=100000

test_one_address()
{
	flood 4 1 "$count"
}

test_hundred_addresses()
{
	flood 4 100 "$count"
}

test_as_many_addresses()
{
	flood 4 "$count" "$count"
}

floods_run

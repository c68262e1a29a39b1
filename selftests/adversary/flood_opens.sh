#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A flood of M1s does not keep honest peers from opening sessions, takes bounded memory, and
# is answered by no more bytes than it has.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/flood.sh
. ../lib/flood.sh
# shellcheck source-path=SCRIPTDIR source=floods.sh
. floods.sh

count=5000

test_one_address()
{
	flood 4 1 "$count"
}

test_hundred_addresses()
{
	flood 4 100 "$count"
}

test_hundred_networks_ipv6()
{
	flood 6 100 "$count"
}

floods_run

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The power is cut behind some of the flushes of whole.sh.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=suite.sh
. ./suite.sh

power_run 20

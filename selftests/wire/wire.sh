#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Captures of every stack, over addresses of one family or the other.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lib/canonical.sh
. ../lib/canonical.sh
# shellcheck source-path=SCRIPTDIR source=suite.sh
. ./suite.sh

wire_run one

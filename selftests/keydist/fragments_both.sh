#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The suite fragments, each of its tests with IPv4 and with IPv6.

cd "$(dirname "$0")" || exit 1
FAMILIES=both exec ./fragments.sh

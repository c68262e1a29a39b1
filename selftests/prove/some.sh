#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# All proofs, and of each harness a few of the faults that must refute it.

exec "$(dirname "$0")/prove" --some

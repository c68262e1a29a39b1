#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Machines that are booted otherwise than usual: a test each, a guest script
# beside this file, and the words for the kernel's command line.

# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
debug=() kind=fetch
[ "${VM_DEBUG:-0}" = 0 ] || debug=(--debug) kind=debug

# boot WORDS SCRIPT: a machine so booted runs the script and complains of nothing.
boot()
{
	"$top/tools/vm/run" --kernel "${VM_KERNEL:-6.12}" "${debug[@]+"${debug[@]}"}" \
		--append "$1" -- bash "/selftests/boots/$2" 2>&1
}

test_ipv6_disabled()
{
	boot ipv6.disable=1 no_ipv6.sh
}

test_memory_not_initialised()
{
	boot init_on_alloc=0 no_init.sh
}

test_fips()
{
	boot fips=1 fips.sh
}

# has OPTION: the kernel is made with it.
has()
{
	grep -qx "CONFIG_$1=y" "$("$top/tools/vm/kernel" "$kind" "${VM_KERNEL:-6.12}")/build/.config"
}

ktap_start
ktap_run test_ipv6_disabled
ktap_run test_memory_not_initialised
if has CRYPTO_FIPS; then
	ktap_run test_fips
else
	ktap_skip fips 'the kernel is made without CONFIG_CRYPTO_FIPS'
fi
ktap_end

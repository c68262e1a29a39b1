# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Canonical forms (Documentation/wire-format.md) in scripts.

# expression CANONICAL: as seccommctl takes it.
expression()
{
	local rest=${1#*|s:psk} layers=${1%%|*} slot derive provider

	rest=${rest#|}
	if [ "$rest" ]; then
		while IFS=: read -r slot derive provider; do
			provider=${provider#pk(}
			provider=${provider%)}
			echo "key $slot $derive $provider;"
		done <<<"${rest//|/$'\n'}"
	fi
	echo "$layers"
}

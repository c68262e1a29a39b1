#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The guest's part of the suite ynl: drive.py in a namespace of its own, the
# client's command line, and the ledger.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

export PYTHONDONTWRITEBYTECODE=1
# A public key for drive.py, and what it must be told of it.
export PUBLIC_KEY=$ns_dir/public.der FINGERPRINT
openssl genrsa 2048 2>"$ns_dir/said" | openssl pkey -pubout -outform DER -out "$PUBLIC_KEY"
FINGERPRINT=$(sha256sum <"$PUBLIC_KEY" | cut -d' ' -f1)

cli()
{
	in_ns "$A" python3 /ynl/cli.py --spec /ynl/seccomm.yaml --no-schema --output-json "$@"
}

test_command_line()
{
	cli --do stack-add --json '{"name": "cli", "instance": [{"type": "NullSecurity",
		"d-event": "msgFromAbove", "d-order": 1,
		"u-event": "dataMsgFromBelow", "u-order": 1}]}'
	[ "$(cli --dump stack-get | jq -r '.[].name')" = cli ]
	cli --do stack-del --json '{"name": "cli"}'
	cli --dump stack-get | jq -e '. == []'
}

ktap_start
ns_add "$A"
ktap_program in_ns "$A" python3 drive.py /ynl /ynl/seccomm.yaml
ktap_run test_command_line
ns_remove
ktap_run ledger_check ledger
ktap_end

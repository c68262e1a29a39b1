#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's own ynl client, driven by uapi/seccomm.yaml, in a machine of its
# own: only this suite needs Python there, and only the modules that it loads.

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$top/selftests/lib/ktap.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=/usr/bin/python3

debug=()
[ "${VM_DEBUG-0}" = 0 ] || debug=(--debug)

# Debian's Python, as far as the client loads it.
python_files()
{
	(cd "$source/tools/net/ynl" && "$python" -I -B - <<'END'
import sys
sys.path.insert(0, ".")
import encodings.ascii, encodings.latin_1, lib, argparse, json, pprint
import locale, signal, time, traceback, linecache
for module in list(sys.modules.values()):
    name = getattr(module, "__file__", None)
    if name and name.startswith("/usr/lib/"):
        print(name)
END
	) | sort -u
}

test_prepared()
{
	mkdir -p "$work/root/ynl" "$work/root/usr/bin"
	source=$("$top/tools/vm/kernel" source 6.12)
	cp "$top/uapi/seccomm.yaml" "$source/tools/net/ynl/cli.py" "$work/root/ynl/"
	cp -r "$source/tools/net/ynl/lib" "$work/root/ynl/"
	python_files >"$work/files"
	cpio --quiet -pdL "$work/root" <"$work/files"
	du -sh "$work/root"
}

# The specification is one, by the kernel's schema.
test_schema()
{
	source=$("$top/tools/vm/kernel" source 6.12)
	python3 - "$source/Documentation/netlink/genetlink-legacy.yaml" \
		"$top/uapi/seccomm.yaml" <<-END
		import sys
		import jsonschema
		import yaml
		schema, spec = [yaml.safe_load(open(name)) for name in sys.argv[1:]]
		jsonschema.validate(spec, schema)
	END
}

guest()
{
	"$top/tools/vm/run" --kernel "${VM_KERNEL-6.12}" "${debug[@]}" --timeout 500 \
		--add "$work/root:/" --add "$(readlink -f "$python"):/usr/bin/python3" \
		-- "$@"
}

ktap_start
ktap_run test_schema
ktap_run test_prepared
ktap_program guest /selftests/ynl/guest.sh
ktap_end

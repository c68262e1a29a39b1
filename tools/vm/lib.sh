# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the scripts of this directory share: the cache, messages, locks, and a
# private apt state through which suites that the machine does not list are read.

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP_DIR=$(cd "$VM_DIR/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/seccomm
export VM_DIR TOP_DIR CACHE
# What the script was called with, for those who wait for it.
COMMAND_LINE="${0##*/} $*"

say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$@"
	exit 1
}

# hold FILE: take the lock of this file, if it is free, and note who has it. The
# file is opened to append: who only asks must not take the note away.
hold()
{
	local fd

	exec {fd}>>"$1"
	if flock -n "$fd"; then
		printf 'pid %d since %(%H:%M)T: %s\n' $$ -1 "$COMMAND_LINE" >"$1"
		return 0
	fi
	exec {fd}>&-
	return 1
}

# lock_place NAME N: one of N places of this name until the process ends; says who
# has them when it has to wait, and again every five minutes.
lock_place()
{
	local i start=$SECONDS next=0

	mkdir -p "$CACHE/lock"
	while :; do
		for ((i = 1; i <= $2; i++)); do
			! hold "$CACHE/lock/$1-$i" || return 0
		done
		if ((SECONDS - start >= next)); then
			next=$((next + 300))
			say "waiting for another run ($1):"
			for ((i = 1; i <= $2; i++)); do
				sed 's/^/  /' "$CACHE/lock/$1-$i" >&2
			done
		fi
		sleep 0.5
	done
}

# lock NAME: the only place of this name.
lock()
{
	lock_place "$1" 1
}

# progress LABEL LOG PATTERN COMMAND...: run COMMAND into LOG and show, while
# it lasts, how many lines of LOG match PATTERN: on one line that is rewritten
# on a terminal, else a line every half minute.
progress()
{
	local label=$1 log=$2 pattern=$3 pid start n rc=0 next=30 t
	shift 3

	start=$SECONDS
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		sleep 1
		t=$((SECONDS - start))
		n=$(grep -c "$pattern" "$log" || true)
		if [ -t 2 ]; then
			printf '\r%s: %d:%02d, %s steps ' "$label" \
				$((t / 60)) $((t % 60)) "$n" >&2
		elif ((t >= next)); then
			next=$((t + 30))
			say "$label: $((t / 60)) min $((t % 60)) s, $n steps"
		fi
	done
	wait "$pid" || rc=$?
	[ ! -t 2 ] || printf '\r\033[K' >&2
	if ((rc)); then
		tail -n 30 "$log" >&2
		die "$label failed, log: $log"
	fi
	t=$((SECONDS - start))
	say "$label: done in $((t / 60)) min $((t % 60)) s"
}

# bare COMMAND...: run COMMAND with no open file but the first three. mmdebstrap has a
# shell write to a descriptor by its number, and dash knows numbers of one digit only.
bare()
{
	(
		for fd in /proc/self/fd/*; do
			fd=${fd##*/}
			((fd < 3)) || eval "exec $fd>&-"
		done
		exec "$@"
	)
}

# apt_sources DIR SUITE...: write into DIR the machine's first Debian stanza with these
# suites in place of its own.
apt_sources()
{
	local dir=$1 file
	shift

	file=$(grep -lE '^URIs:.*/debian/?([[:space:]]|$)' \
		/etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1 || true)
	if [ -n "$file" ]; then
		grep -v '^#' "$file" | awk -v suites="$*" '
			BEGIN { RS = ""; FS = "\n" }
			!done && /URIs:[^\n]*\/debian\/?(\n|$)/ {
				for (i = 1; i <= NF; i++) {
					if ($i ~ /^Suites:/)
						$i = "Suites: " suites
					else if ($i ~ /^Components:/)
						$i = "Components: main"
					print $i
				}
				done = 1
			}' >"$dir/debian.sources"
	else
		file=/etc/apt/sources.list
		awk -v suites="$*" '
			!done && $1 == "deb" && /\/debian\/? / {
				sub(/^deb +/, "")
				opt = ""
				if (match($0, /^\[[^]]*\] +/)) {
					opt = substr($0, 1, RLENGTH)
					sub(/^\[[^]]*\] +/, "")
				}
				n = split(suites, s, " ")
				for (i = 1; i <= n; i++)
					print "deb", opt $1, s[i], "main"
				done = 1
			}' "$file" >"$dir/debian.list" 2>/dev/null || true
	fi
}

# apt_suites SUITE...: make an apt state of our own that reads these suites from the
# machine's archive; the machine's own configuration is only read. Afterwards
# apt_private runs with that state, and APT_SOURCES names the files that say where it
# reads.
apt_suites()
{
	local dir

	APT_STATE=$(printf '%s+' "$@")
	dir=$CACHE/apt/$APT_STATE
	mkdir -p "$dir/sources" "$dir/lists/partial" "$dir/cache/archives/partial"
	apt_alone apt_sources "$dir/sources" "$@"
	APT_SOURCES=("$dir"/sources/*)
	[ -n "$(cat "${APT_SOURCES[@]}" 2>/dev/null)" ] ||
		die "this machine's apt sources name no Debian archive"
	APT_PRIVATE=(
		-o Dir::Etc::SourceList=/dev/null
		-o "Dir::Etc::SourceParts=$dir/sources"
		-o "Dir::State::Lists=$dir/lists"
		-o "Dir::Cache=$dir/cache"
		-o APT::Sandbox::User=root
		-o DPkg::Lock::Timeout=600
		-o Acquire::Retries=3
	)
	apt_private update >"$dir/update.log" 2>&1 || {
		tail -n 5 "$dir/update.log" >&2
		die "cannot read the package lists of: $*"
	}
}

# apt_alone COMMAND...: run COMMAND while no other run uses this apt state. apt itself
# does not wait for the lock of its lists.
apt_alone()
{
	(
		lock "apt-$APT_STATE"
		"$@"
	)
}

apt_private()
{
	apt_alone apt-get -q "${APT_PRIVATE[@]}" "$@"
}

apt_names()
{
	apt_alone apt-cache "${APT_PRIVATE[@]}" pkgnames "$1"
}

# apt_unpack DIR PACKAGE[/SUITE]...: unpack packages into DIR, install nothing.
apt_unpack()
{
	local dir=$1 tmp deb
	shift

	tmp=$(mktemp -d "$CACHE/deb.XXXXXX")
	(cd "$tmp" && apt_private download "$@") >&2 || {
		rm -rf "$tmp"
		die "download failed: $*"
	}
	mkdir -p "$dir"
	for deb in "$tmp"/*.deb; do
		dpkg -x "$deb" "$dir"
	done
	rm -rf "$tmp"
}

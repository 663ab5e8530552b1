#!/bin/sh
# Installs the Debian packages that the build and the tests need and that are missing. If it may not, it names them and fails.
# If nothing is missing, it only asks dpkg. One option adds what another target needs: --fuzz (clang and its runtime), --lint,
# --valgrind, --deb, --install, --load, --s3, --fleet, --report, --bench for `make fuzz`, `make lint`, `make check-valgrind`,
# `make deb`, `make check-install`, `make check-load`, `make check-s3`, `make check-fleet`, `make check-report`, `make bench`.
# --load, --s3, --fleet and --bench take packages from npm, into build/node, since Debian has none: DuckDB, ClickHouse, parsers of
# SQL, the schema of Kubernetes. What is missing is skipped.
set -u

packages='gcc libc6-dev make pkg-config libcurl4-openssl-dev libyajl-dev zlib1g-dev libcsv-dev libsqlite3-dev libssl-dev
	libxxhash-dev libcmocka-dev python3 jq time strace openssl tmux'
case ${1:-} in
'') ;;
--fuzz) packages="$packages clang" ;;
--lint) packages="$packages clang-tidy cppcheck" ;;
--deb) packages="$packages build-essential debhelper lintian git" ;;
--install) packages="$packages git mandoc zsh fish systemd" ;;
--valgrind) packages="$packages valgrind" ;;
--load) packages="$packages postgresql mariadb-server-core mariadb-client-core sqlite3 nodejs npm" ;;
--s3) packages="$packages ceph-mon ceph-osd ceph-common radosgw rclone awscli python3-botocore nodejs npm" ;;
--fleet | --report) ;;
--bench) packages="$packages nginx-light valgrind pigz libdeflate-dev libisal-dev" ;;
*)
	echo "install-deps: unknown option $1" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "install-deps: not a Debian system; these are the packages by their Debian names, install what is missing:" $packages >&2
	for command in gcc make pkg-config python3 jq; do
		command -v "$command" >/dev/null || exit 1
	done
	exec pkg-config --exists libcurl yajl zlib sqlite3 libcrypto libxxhash cmocka
fi

# "pkgconf" provides pkg-config: what counts for programs is that the command is there.
is_there() {
	case $1 in
	gcc | make | pkg-config | python3 | jq | strace | openssl | tmux | clang | npm) command -v "$1" >/dev/null && return ;;
	nginx-light) [ -x /usr/sbin/nginx ] && return ;;
	nodejs) command -v node >/dev/null && return ;;
	sqlite3) command -v sqlite3 >/dev/null && return ;;
	mariadb-server-core) command -v mariadbd >/dev/null && return ;;
	default-jdk-headless) command -v javac >/dev/null && return ;;
	mariadb-client-core) command -v mariadb >/dev/null && return ;;
	postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return ;;
	time) [ -x /usr/bin/time ] && return ;;
	esac
	case "$installed" in *" installed=$1 "*) return 0 ;; esac
	return 1
}

missing_of() {
	# shellcheck disable=SC2086 # a list
	installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' $* 2>/dev/null) "
	for package in $*; do
		is_there "$package" || printf '%s ' "$package"
	done
}

# libFuzzer is in a package that is named after clang's version.
fuzz_runtime() {
	version=$(clang --version 2>/dev/null | sed -n 's/.*version \([0-9]*\)\..*/\1/p' | head -n 1)
	[ -z "$version" ] || echo "libclang-rt-$version-dev"
}

install() {
	[ -n "$1" ] || return 0
	as_root=
	if [ "$(id -u)" != 0 ]; then
		as_root='sudo -n'
		if ! sudo -n true 2>/dev/null; then
			echo "install-deps: missing and not installed, since that takes root: apt-get install $1" >&2
			exit 1
		fi
	fi
	echo "install-deps: installing $1"
	$as_root apt-get update -q >/dev/null || echo "install-deps: apt-get update failed, trying with the lists there are" >&2
	# shellcheck disable=SC2086 # lists
	if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $1 >/dev/null; then
		echo "install-deps: apt-get could not install: $1" >&2
		exit 1
	fi
}

# shellcheck disable=SC2086 # a list
install "$(missing_of $packages)"
# One at a time: the test names what it has to leave out.
case ${1:-} in
--fleet) optional='parallel munge slurm-wlm nodejs npm' ;;
--report) optional='chromium poppler-utils' ;;
--load) optional='default-jdk-headless libunivocity-parsers-java' ;;
*) optional= ;;
esac
for package in $optional; do
	(install "$(missing_of "$package")") || echo "install-deps: going on without $package" >&2
done
[ "${1:-}" != --fuzz ] || install "$(missing_of "$(fuzz_runtime)")"

# $1: the package, $2: its version. Each is a directory of build/node/node_modules; tests skip what is not there.
install_module() {
	to=$(dirname "$0")/../build/node
	grep -q "\"version\": \"$2\"" "$to/node_modules/$1/package.json" 2>/dev/null && return
	echo "install-deps: installing $1 $2 into build/node"
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$to" "$1@$2" >/dev/null ||
		echo "install-deps: npm could not install $1, going on without" >&2
}

duckdb='@duckdb/node-api 1.5.6-r.1'
clickhouse='chdb 3.4.0'
# shellcheck disable=SC2086 # name and version
case ${1:-} in
--load)
	install_module $duckdb
	install_module $clickhouse
	install_module @polyglot-sql/sdk 0.12.1
	install_module sql-parser-cst 0.42.1
	;;
--s3) install_module $clickhouse ;;
--fleet)
	install_module kubernetes-models 4.5.1
	install_module @kubernetes/client-node 2.0.1
	install_module yaml 2.9.1
	;;
--bench) if command -v npm >/dev/null; then install_module $duckdb; fi ;;
esac
exit 0

#!/bin/sh
# The Debian package through its life, as root in a fresh system (check-debian.sh): built, looked at by lintian, installed, upgraded
# over an older one, removed, purged. Each step prints a line; the last one sums up for the caller.
set -u
passed=0 failed=0

# $1: what must be true, the rest: a command that tests it
expect() {
	what=$1
	shift
	if "$@" >/tmp/expect.log 2>&1; then
		passed=$((passed + 1))
		echo "  ok   $what"
	else
		failed=$((failed + 1))
		echo "  FAIL $what"
		tail -n 20 /tmp/expect.log
	fi
}

kept() {
	grep -q 'subdomain = acme' /etc/pinpoint-export/acme.conf && grep -q secret /etc/pinpoint-export/acme.key &&
		[ -e /var/lib/pinpoint-export/acme/output/latest/manifest.json ]
}

no_complaint() {
	[ -z "$(lintian --allow-root --fail-on none "$@" 2>&1 | tee /dev/stderr)" ]
}

gone() {
	[ ! -e /etc/pinpoint-export ] && [ ! -e /var/lib/pinpoint-export ] && [ ! -e /usr/bin/pinpoint-export ]
}

git config --global --add safe.directory "$PWD"
git init -q && git add -A && git -c user.name=check -c user.email=check@localhost commit -qm check || exit 1
version=$(sed -n 's/^VERSION := //p' Makefile)
for version in 0.0.9 "$version"; do
	scripts/make-deb.sh "$version" >/dev/null || exit 1
	mkdir -p /packages && cp build/deb/pinpoint-export_"$version"_*.deb /packages
done
expect 'lintian has no complaint' no_complaint /packages/pinpoint-export_"$version"_*.deb
expect 'the package installs' apt-get install -q -y --no-install-recommends /packages/pinpoint-export_0.0.9_*.deb
expect 'its user exists' getent passwd pinpoint-export
expect 'its user cannot log in' sh -c 'getent passwd pinpoint-export | grep -q nologin$'
expect 'its directories are its own' sh -c '[ "$(stat -c "%U %a" /etc/pinpoint-export /var/lib/pinpoint-export | tr "\n" ,)" = "root 750,pinpoint-export 750," ]'
expect 'the program runs' pinpoint-export --version
expect 'nothing was enabled' sh -c '! ls /etc/systemd/system/timers.target.wants/ 2>/dev/null | grep pinpoint'

echo 'subdomain = acme' >/etc/pinpoint-export/acme.conf
install -m 0600 /dev/null /etc/pinpoint-export/acme.key && echo secret >/etc/pinpoint-export/acme.key
install -d -o pinpoint-export /var/lib/pinpoint-export/acme /var/lib/pinpoint-export/acme/output/latest
echo '{}' >/var/lib/pinpoint-export/acme/output/latest/manifest.json
chmod 0700 /var/lib/pinpoint-export

expect 'a newer one goes over it' apt-get install -q -y --no-install-recommends /packages/pinpoint-export_"$version"_*.deb
expect 'the upgrade kept everything' kept
expect 'the upgrade kept a changed mode' sh -c '[ "$(stat -c %a /var/lib/pinpoint-export)" = 700 ]'
expect 'the package can be removed' apt-get remove -q -y pinpoint-export
expect 'removing kept everything' kept
expect 'removing took the program' [ ! -e /usr/bin/pinpoint-export ]
expect 'it installs again' apt-get install -q -y --no-install-recommends /packages/pinpoint-export_"$version"_*.deb
expect 'purging says what it deletes' sh -c 'apt-get purge -q -y pinpoint-export | grep "deleting /var/lib/pinpoint-export"'
expect 'purging left nothing' gone

mkdir -p build/check
echo "$passed passed, $failed failed" >build/check/summary
[ "$failed" = 0 ]

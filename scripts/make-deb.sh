#!/bin/sh
# Builds the Debian package of the last commit into build/deb, with Debian's own tools. $1: the version.
set -eu
cd "$(dirname "$0")/.."

version=${1:?usage: make-deb.sh VERSION}
home=$PWD/build/deb
source=$home/pinpoint-export-$version
rm -rf "$home"
mkdir -p "$source"
git archive HEAD | tar -xf - -C "$source"
mv "$source/scripts/debian" "$source/debian"
# The package is as old as its commit, so that building it again gives the same.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
cat >"$source/debian/changelog" <<CHANGELOG
pinpoint-export ($version) unstable; urgency=medium

  * Release $version. README.md says what is in it.

 -- pinpoint-export contributors <maintainers@pinpoint-export.invalid>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
(cd "$source" && dpkg-buildpackage --build=binary --no-sign >"$home/build.log" 2>&1) || {
	tail -n 20 "$home/build.log" >&2
	exit 1
}
rm -rf "$source"
ls "$home"/*.deb

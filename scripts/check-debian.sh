#!/bin/sh
# Builds and checks the project in a fresh Debian, as root, in a system that debootstrap makes below build/debian-WHAT and that is
# removed at the end. RELEASE is the first argument; "other": trixie, or bookworm where the machine itself has trixie. WHAT is the
# second one; commands: the README's `make demo` and `make check`; package: scripts/check-package.sh. Skipped where that is
# impossible (not root, no debootstrap and no way to install it, no mounts, no mirror).
set -u
cd "$(dirname "$0")/.." || exit 1

release=${1:?usage: check-debian.sh RELEASE|other [commands|package]}
what=${2:-commands}
case $what in
commands) packages=make inside='make demo && make check' ;;
package) packages="make git build-essential debhelper lintian" inside='scripts/install-deps.sh && scripts/check-package.sh' ;;
*) echo "check-debian: unknown second argument $what" >&2 && exit 2 ;;
esac
mirror=${DEBIAN_MIRROR:-}  # empty: the one that debootstrap knows
if [ "$release" = other ]; then
	release=trixie
	! grep -qs '^VERSION_CODENAME=trixie$' /etc/os-release || release=bookworm
fi
home=$PWD/build/debian-$what  # with the summary of its tests
root=$home/$release

skip() {
	echo "check-debian: skipped $release: $1"
	echo '0 passed, 0 failed' >"$home/summary"
	exit 0
}

fail() {
	echo "check-debian: $release: $1" >&2
	exit 1
}

# Mounts are made in a namespace of their own, so none is left, however this ends.
if [ "${CHECK_DEBIAN_INSIDE:-}" != yes ]; then
	mkdir -p "$home"
	rm -f "$home/summary"
	[ "$(id -u)" = 0 ] || skip 'only root can make a system'
	command -v debootstrap >/dev/null || { apt-get update -q && apt-get install -q -y debootstrap; } >/dev/null 2>&1 ||
		skip 'debootstrap is not there, and apt-get cannot install it'
	unshare --mount true 2>/dev/null || skip 'mounts are not allowed'
	CHECK_DEBIAN_INSIDE=yes exec unshare --mount sh "$0" "$release" "$what"
fi

leave() {
	status=$?
	trap - EXIT
	umount -R "$root/proc" "$root/dev" 2>/dev/null
	# Only what was mounted into it could be lost with it.
	grep -q " $root/" /proc/self/mounts || rm -rf "$root"
	exit "$status"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

rm -rf "$root"
echo "check-debian: making $release in $root"
debootstrap --variant=minbase --include=ca-certificates "$release" "$root" ${mirror:+"$mirror"} >"$home/debootstrap.log" 2>&1 || {
	! grep -q 'Failed getting release file' "$home/debootstrap.log" || skip "its mirror cannot be reached"
	tail -n 5 "$home/debootstrap.log" >&2
	fail 'debootstrap failed'
}
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || fail 'its /proc and /dev cannot be mounted'

# What a clone has: the files that git knows, as they are now.
mkdir -p "$root/project"
git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$root/project"
cat >"$root/project.sh" <<INSIDE
export LC_ALL=C.UTF-8 HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
cd /project && apt-get -q update >/dev/null && apt-get -q install -y --no-install-recommends $packages >/dev/null && $inside
INSIDE
chroot "$root" /usr/bin/env -i sh /project.sh
status=$?
cp "$root/project/build/check/summary" "$home/summary" 2>/dev/null || echo '0 passed, 1 failed' >"$home/summary"
[ "$status" = 0 ] || fail "$inside failed"
echo "check-debian: $release: $(cat "$home/summary")"

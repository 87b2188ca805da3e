#!/bin/sh
# A command as compose.yaml confines it: nothing to write but one small folder in memory, user
# 65532, no capabilities.
# Usage, as root: unshare --mount sh deploy/confined.sh PREFIX COMMAND...
# PREFIX is Python's own folder, which nobody may be able to reach (below /root, say).
set -eu
prefix=$1
shift
mount --make-rprivate /
top=/$(printf %s "$prefix" | cut -d/ -f2)
case $(stat -c %a "$top") in
*[1357]) ;; # others may pass through
*)
    held=$(mktemp -d)
    mount --bind "$prefix" "$held"
    mount -t tmpfs -o mode=755 none "$top"
    mkdir -p "$prefix"
    mount --bind "$held" "$prefix"
    mount -o remount,bind,ro "$prefix"
    umount "$held"
    rmdir "$held"
    mount -o remount,ro,mode=755 "$top"
    ;;
esac
mount -t tmpfs -o mode=1777,noexec,nosuid,nodev,size=64m none /dev/shm
mount -o remount,bind,ro /
# Not /tmp, which may hold what is served.
export TMPDIR=/dev/shm
exec setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs \
    --bounding-set -all --inh-caps -all "$@"

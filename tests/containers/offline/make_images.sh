#!/usr/bin/env bash
# Makes images from Debian's packages under the names of the official ones, for machines that reach no image registry.
# Needs root, mmdebstrap, buildah and podman, and the environment of "make test" (SeaweedFS is in it); a few minutes.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

root() { # NAME PACKAGES
    mmdebstrap --mode=root --variant=minbase --include="$2" bookworm "$work/$1.tar" /etc/apt/sources.list.d/debian.sources
}

root python ca-certificates,passwd,python3,python3-venv
podman import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "$work/python.tar" docker.io/library/python:3.11-slim-bookworm
root services ca-certificates,curl,postgresql,redis-server,nginx-light
podman import "$work/services.tar" localhost/salon-offline:services

cp Dockerfile postgres.sh "$(realpath ../../../.venv/bin/weed)" "$work"
for image in postgres:docker.io/library/postgres:17 postgres:docker.io/library/postgres:17-bookworm \
    valkey:docker.io/valkey/valkey:8 nginx:docker.io/library/nginx:1.28 \
    seaweedfs:docker.io/chrislusf/seaweedfs:4.48; do
    buildah bud --isolation chroot --pull=never --target "${image%%:*}" -t "${image#*:}" "$work"
done

#!/usr/bin/env bash
# Prepares a Debian machine that has no container engine and reaches no image registry (`make lab`, as root):
# installs Docker, strace and ssh-keygen, starts the engine, makes a base image from Debian's packages, builds the runner images on it.
# Every step is passed over where it is done already.
set -euo pipefail

BASE=turnkey-base:bookworm
CA=/etc/ssl/certs/ca-certificates.crt
LOG=/var/log/turnkey-dockerd.log
WAIT_S=60

say() { printf 'lab: %s\n' "$*" >&2; }

install_packages() {
  local missing=
  for program in dockerd docker debootstrap docker-compose iptables strace ssh-keygen; do
    command -v "$program" >/dev/null || missing=yes
  done
  [ -z "$missing" ] && return
  say "installing docker.io, docker-compose, debootstrap, strace and openssh-client"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    docker.io docker-compose debootstrap iptables ca-certificates strace openssh-client >/dev/null
}

start_engine() {
  docker info >/dev/null 2>&1 && return
  say "starting dockerd (log: $LOG)"
  # What a daemon that was killed left behind would keep a new one from starting.
  if ! pgrep -x dockerd >/dev/null; then rm -f /var/run/docker.pid; fi
  setsid nohup dockerd >"$LOG" 2>&1 </dev/null &
  for _ in $(seq "$WAIT_S"); do
    docker info >/dev/null 2>&1 && return
    sleep 1
  done
  tail -n 20 "$LOG" >&2
  say "dockerd did not come up within $WAIT_S s"
  exit 1
}

make_base() {
  docker image inspect "$BASE" >/dev/null 2>&1 && return
  say "making $BASE with debootstrap"
  local root
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" >"$root.log" 2>&1 \
    || { tail -n 20 "$root.log" >&2; exit 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" --one-file-system -c . | docker import - "$BASE" >/dev/null
  rm -rf "$root" "$root.log"
  trap - EXIT
}

build_runners() {
  for device in $(python -c 'from turnkeyml.devices import all_devices; print(*all_devices())'); do
    say "building the $device runner's image"
    turnkey runners build "$device" --base "$BASE" --ca "$CA" --network host
  done
}

install_packages
start_engine
make_base
build_runners
say "ready: turnkey runners check"

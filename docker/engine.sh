#!/usr/bin/env bash
# Installs and starts a docker engine on a Debian machine, as root; does nothing where one answers already.
source "$(dirname "$0")/settings.sh"

# So long an engine may take to answer after its start, in seconds.
PATIENCE=60
FOLDER=/var/lib/steadfast-docker

answers() { docker version >/dev/null 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }

install_what_is_missing() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io iptables)
  has_compose || missing+=(docker-compose)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]} ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# An engine that was killed leaves behind who it was, and none starts where that process, or a zombie of it, seems alive.
remove_stale_pid() {
  local file="$1" program="$2" pid state
  pid="$(cat "$file" 2>/dev/null)" || return 0
  state="$(ps -o stat=,comm= -p "$pid" 2>/dev/null || true)"
  if [[ "$state" == Z* || "$state" != *"$program"* ]]; then rm -f "$file"; fi
}

if answers && has_compose; then
  say "A docker engine answers already: $(docker version --format '{{.Server.Version}}')"
  exit
fi
[ "$(id -u)" -eq 0 ] || fail 'Only root can install and start a docker engine. Call this as root, or install Docker yourself.'
command -v apt-get >/dev/null || fail 'This installs on Debian and its kin only. Install Docker Engine or Docker Desktop yourself.'
install_what_is_missing
if ! answers; then
  mkdir -p "$FOLDER"
  remove_stale_pid /var/run/docker.pid dockerd
  remove_stale_pid /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd; it writes to $FOLDER/dockerd.log"
  nohup setsid dockerd --data-root "$FOLDER/data" >"$FOLDER/dockerd.log" 2>&1 </dev/null &
  for ((second = 0; second < PATIENCE; second += 1)); do
    answers && break
    sleep 1
  done
  answers || fail "dockerd does not answer after $PATIENCE s: $(tail -n 3 "$FOLDER/dockerd.log")"
fi
say "The docker engine answers: $(docker version --format '{{.Server.Version}}')"

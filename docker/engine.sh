#!/usr/bin/env bash
# Installs and starts a Docker engine on Debian, as root. Does nothing if an engine is running already.
source "$(dirname "$0")/settings.sh"

# Generous: dockerd usually starts within seconds, but recovers its state first after an unclean shutdown.
START_TIMEOUT_SECONDS=60
FOLDER=/var/lib/steadfast-docker

is_engine_running() { docker version >/dev/null 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }

install_missing_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io iptables)
  has_compose || missing+=(docker-compose)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ "${#missing[@]}" -eq 0 ] && return
  print "installing ${missing[*]} ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Removes the PID file that a killed engine left behind. dockerd refuses to start while the process with that ID seems
# alive, which includes zombies and unrelated processes.
remove_stale_pid() {
  local file="$1" program="$2" pid state
  pid="$(cat "$file" 2>/dev/null)" || return 0
  state="$(ps -o stat=,comm= -p "$pid" 2>/dev/null || true)"
  if [[ "$state" == Z* || "$state" != *"$program"* ]]; then rm -f "$file"; fi
}

if is_engine_running && has_compose; then
  print "The Docker engine is running already, version $(docker version --format '{{.Server.Version}}')."
  exit
fi
[ "$(id -u)" -eq 0 ] || fail 'installing a Docker engine requires root. Run this as root, or install Docker yourself.'
command -v apt-get >/dev/null || fail 'this script supports Debian and derivatives only. Install Docker Engine or Docker Desktop yourself.'
install_missing_packages
if ! is_engine_running; then
  mkdir -p "$FOLDER"
  remove_stale_pid /var/run/docker.pid dockerd
  remove_stale_pid /var/run/docker/containerd/containerd.pid containerd
  print "starting dockerd; its log is $FOLDER/dockerd.log"
  nohup setsid dockerd --data-root "$FOLDER/data" >"$FOLDER/dockerd.log" 2>&1 </dev/null &
  for ((second = 0; second < START_TIMEOUT_SECONDS; second += 1)); do
    is_engine_running && break
    sleep 1
  done
  is_engine_running || fail "dockerd does not respond after $START_TIMEOUT_SECONDS s: $(tail -n 3 "$FOLDER/dockerd.log")"
fi
print "The Docker engine is running, version $(docker version --format '{{.Server.Version}}')."

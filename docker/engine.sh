#!/usr/bin/env bash
# Installs and starts a Docker engine on Debian, as root. Does nothing if an engine is running already.
source "$(dirname "$0")/settings.sh"
source docker/daemon.sh

# Generous: dockerd usually starts within seconds, but recovers its state first after an unclean shutdown.
START_TIMEOUT_SECONDS=60
FOLDER=/var/lib/steadfast-docker
PID_FILE=/var/run/docker.pid

is_engine_running() { docker version >/dev/null 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }
has_systemd() { [ -d /run/systemd/system ]; }

# Sets MISSING to the Debian packages that have to be installed.
find_missing_packages() {
  MISSING=()
  command -v dockerd >/dev/null || MISSING+=(docker.io iptables)
  has_compose || MISSING+=(docker-compose)
  command -v debootstrap >/dev/null || MISSING+=(debootstrap)
}

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

install_packages() {
  apt-get update -qq
  install "$@"
  # Since Debian 13, docker.io does not contain the command.
  command -v docker >/dev/null || install docker-cli
}

# Removes the PID file that a killed engine left behind. dockerd refuses to start while the process with that ID seems
# alive, which includes zombies and unrelated processes.
remove_stale_pid() {
  local file="$1" program="$2" pid state
  pid="$(cat "$file" 2>/dev/null)" || return 0
  state="$(ps -o stat=,comm= -p "$pid" 2>/dev/null || true)"
  if [[ "$state" == Z* || "$state" != *"$program"* ]]; then rm -f "$file"; fi
}

# Starts dockerd, as a service where there is systemd, and waits until it responds.
start_engine() {
  if has_systemd; then
    systemctl start docker
  else
    mkdir -p "$FOLDER"
    remove_stale_pid "$PID_FILE" dockerd
    remove_stale_pid /var/run/docker/containerd/containerd.pid containerd
    start_daemon "$FOLDER/dockerd.log" dockerd --data-root "$FOLDER/data"
  fi
  for ((second = 0; second < START_TIMEOUT_SECONDS; second += 1)); do
    is_engine_running && return
    sleep 1
  done
  fail "dockerd does not respond after $START_TIMEOUT_SECONDS s: $(tail -n 3 "$FOLDER/dockerd.log" 2>/dev/null || echo 'see journalctl -u docker')"
}

if is_engine_running && has_compose; then
  print "The Docker engine is running already, version $(docker version --format '{{.Server.Version}}')."
  exit
fi
if [ "$(id -u)" -ne 0 ]; then
  # Says why this user cannot reach an engine that is running.
  if command -v docker >/dev/null; then require_engine; fi
  fail 'installing a Docker engine requires root: sudo make docker-engine. Or install Docker Engine or Docker Desktop yourself'
fi
command -v apt-get >/dev/null || fail 'this script supports Debian and derivatives only. Install Docker Engine or Docker Desktop yourself'
find_missing_packages
if [ "${#MISSING[@]}" -gt 0 ]; then
  print "installing ${MISSING[*]} with apt-get ..."
  install_packages "${MISSING[@]}"
fi
if ! is_engine_running; then
  if has_systemd; then print 'starting the service docker ...'; else print "starting dockerd; its log is $FOLDER/dockerd.log, its data is in $FOLDER/data ..."; fi
  start_engine
fi
print "The Docker engine is running, version $(docker version --format '{{.Server.Version}}')."
has_systemd || print "To stop it: sudo kill \$(cat $PID_FILE)"
[ -z "${SUDO_USER:-}" ] || print "To use it without sudo: sudo usermod -aG docker $SUDO_USER, then log in again."

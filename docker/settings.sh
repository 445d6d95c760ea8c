# Shared settings and helpers; every script in this folder sources this file.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."

export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-steadfast}"
export STEADFAST_PORT="${STEADFAST_PORT:-50051}"
# Secrets, logs and journals of this project's containers. Ignored by git.
export STEADFAST_STATE="${PWD}/.steadfast/containers/${COMPOSE_PROJECT_NAME}"
# Containers never run as root: they run as the calling user, or as an unassigned ID if that is root.
if [ "$(id -u)" -eq 0 ]; then STEADFAST_USER=10001:10001; else STEADFAST_USER="$(id -u):$(id -g)"; fi
export STEADFAST_USER
# Slaves run as a user that owns nothing on this machine, so that they cannot list the folder of their records; in the
# group of the others, so that the calling user can read what they write.
STEADFAST_SLAVE_USER="10002:${STEADFAST_USER#*:}"
if [ "${STEADFAST_USER%%:*}" -eq 10002 ]; then STEADFAST_SLAVE_USER="10003:${STEADFAST_USER#*:}"; fi
export STEADFAST_SLAVE_USER

print() { printf '%s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Builds an image quietly; prints the build output only if the build fails.
build_image() {
  local output
  output="$(docker build --quiet "$@" 2>&1 >/dev/null)" || fail "image build failed: $output"
}

# Sets COMPOSE; fails if Docker or Compose is missing, or this user cannot reach the engine.
require_engine() {
  command -v docker >/dev/null || fail 'docker is not installed. Install Docker Engine or Docker Desktop; on Debian: sudo make docker-engine'
  local output
  output="$(docker version --format '{{.Server.Version}}' 2>&1)" || fail_without_engine "$output"
  if docker compose version >/dev/null 2>&1; then
    COMPOSE=(docker compose)
  elif command -v docker-compose >/dev/null; then
    COMPOSE=(docker-compose)
  else
    fail 'Docker Compose is not installed. Install docker-compose-plugin; on Debian: sudo make docker-engine'
  fi
}

# Fails with the reason why the engine cannot be reached: fail_without_engine OUTPUT_OF_DOCKER
fail_without_engine() {
  case "$1" in
    *'ermission denied'*)
      fail "this user has no access to the Docker engine. Join the group docker (sudo usermod -aG docker $(id -un), then log in again), or run make as root"
      ;;
    *) fail "the Docker engine does not respond (${1##*$'\n'}). Start it (sudo systemctl start docker, or Docker Desktop); on Debian: sudo make docker-engine" ;;
  esac
}

compose() { "${COMPOSE[@]}" "$@"; }

# Removes this project's containers, database, logs and journals.
remove_project() {
  local output
  output="$(DATA=remove bash docker/down.sh 2>&1)" || fail "cannot remove the project ${COMPOSE_PROJECT_NAME}: $output"
}

# Removes the project when the script exits successfully. After a failure everything is kept for inspection.
remove_project_on_success() {
  trap '[ $? -ne 0 ] && print "kept for inspection: project ${COMPOSE_PROJECT_NAME}, ${STEADFAST_STATE}" >&2 || remove_project' EXIT
}

# Prints what names the folder of a slave's records: a hash of the container's ID. Other slaves know neither.
# record_folder CONTAINER
record_folder() {
  local sha256=(sha256sum)
  command -v sha256sum >/dev/null || sha256=(shasum -a 256)
  docker inspect --format '{{.Id}}' "$1" | tr -d '\n' | "${sha256[@]}" | cut -c1-32
}

# Notes in records/slaves.txt which folder holds the records of which slave, also of containers that are removed later,
# and links the folders of the present ones as records/slave1 ...
name_record_folders() {
  local records="$STEADFAST_STATE/records" container folder number=0
  for container in $(containers_of slave); do
    number="${container##*[-_]}"
    folder="$(record_folder "$container")"
    grep -q -x "slave$number $folder" "$records/slaves.txt" 2>/dev/null || print "slave$number $folder" >>"$records/slaves.txt"
    ln -sfn "slaves/$folder" "$records/slave$number"
  done
}

# Prints the names of a service's containers, running or not, one per line, ordered by container number.
containers_of() {
  docker ps --all --filter "label=com.docker.compose.project=${COMPOSE_PROJECT_NAME}" \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False \
    --format '{{.Label "com.docker.compose.container-number"}} {{.Names}}' | sort -n | cut -d' ' -f2
}

# What the scripts beside this one share: they source it. Where things lie, as whom containers run, which compose there is.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."

export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-steadfast}"
export STEADFAST_PORT="${STEADFAST_PORT:-50051}"
# Secrets, logs and journals of this project's containers; git ignores it.
export STEADFAST_STATE="${PWD}/.steadfast/containers/${COMPOSE_PROJECT_NAME}"
# Never root: whoever calls this, or a number that nobody has.
if [ "$(id -u)" -eq 0 ]; then STEADFAST_USER=10001:10001; else STEADFAST_USER="$(id -u):$(id -g)"; fi
export STEADFAST_USER

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Builds an image in silence; what was said is shown only if it fails.
build_image() {
  local said
  said="$(docker build --quiet "$@" 2>&1 >/dev/null)" || fail "an image could not be built: $said"
}

need_engine() {
  command -v docker >/dev/null || fail 'There is no docker here. Install Docker Engine or Docker Desktop; on Debian, as root: make docker-engine'
  local answer
  answer="$(docker version --format '{{.Server.Version}}' 2>&1)" ||
    fail "The docker engine does not answer (${answer##*$'\n'}). Start it (systemctl start docker, or Docker Desktop); on Debian, as root, make docker-engine installs and starts one."
  if docker compose version >/dev/null 2>&1; then
    COMPOSE=(docker compose)
  elif command -v docker-compose >/dev/null; then
    COMPOSE=(docker-compose)
  else
    fail 'There is no docker compose here. Install the plugin docker-compose-plugin, or on Debian docker-compose; as root, make docker-engine does it.'
  fi
}

compose() { "${COMPOSE[@]}" "$@"; }

# Removes the containers of this project, its database, logs and journals.
empty_project() {
  local said
  said="$(DATA=remove bash docker/down.sh 2>&1)" || fail "the project ${COMPOSE_PROJECT_NAME} could not be emptied: $said"
}

# The same at the end, except after a failure: then what is left is what one wants to look at.
empty_on_exit() {
  trap '[ $? -ne 0 ] && say "Left as it is, to be looked at: project ${COMPOSE_PROJECT_NAME}, ${STEADFAST_STATE}" >&2 || empty_project' EXIT
}

# The containers of a service of this project, whether they run or not: one name a line, in their order.
containers_of() {
  docker ps --all --filter "label=com.docker.compose.project=${COMPOSE_PROJECT_NAME}" \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False \
    --format '{{.Label "com.docker.compose.container-number"}} {{.Names}}' | sort -n | cut -d' ' -f2
}

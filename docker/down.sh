#!/usr/bin/env bash
# Stops all containers gracefully. Keeps the database, logs and journals unless DATA=remove.
source "$(dirname "$0")/settings.sh"
require_engine

has_database() { docker volume inspect "${COMPOSE_PROJECT_NAME}_data" >/dev/null 2>&1; }

# Runs Compose, and prints its output only if it fails.
compose_quietly() {
  local output
  output="$(compose --profile tools "$@" 2>&1)" || fail "compose failed: $output"
}

remove=()
[ "${DATA:-keep}" != remove ] || remove=(--volumes)
result='Nothing is running.'
if [ -n "$(containers_of slave)$(containers_of master)$(containers_of mongodb)" ]; then
  print 'stopping; slaves finish their running tasks first, within 30 s ...'
  # In this order, so that slaves can still report what they finish, and the master can still record it.
  for service in slave master; do compose_quietly stop "$service"; done
  compose_quietly down --remove-orphans ${remove[@]+"${remove[@]}"}
  result='Stopped.'
elif has_database && [ "${#remove[@]}" -gt 0 ]; then
  compose_quietly down --volumes --remove-orphans
fi

if [ "${#remove[@]}" -gt 0 ]; then
  # A slave may have written into its folder what this user cannot remove.
  rm -rf "$STEADFAST_STATE" 2>/dev/null ||
    docker run --rm --user 0:0 --network none --volume "$STEADFAST_STATE/records:/records" --entrypoint rm \
      steadfast-slave -rf /records/slaves
  rm -rf "$STEADFAST_STATE"
  print "$result The database, logs and journals are removed."
elif has_database; then
  print "$result The database, logs and journals are kept; make down DATA=remove removes them too."
else
  print "$result"
fi

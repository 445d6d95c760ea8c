#!/usr/bin/env bash
# Builds missing images, starts the database, a master and slaves, and waits until all are healthy.
source "$(dirname "$0")/settings.sh"
require_engine

# Bounded by mongod, which replays its journal after an unclean shutdown.
HEALTHY_TIMEOUT_SECONDS=120
# What Compose prints.
LOG="$STEADFAST_STATE/up.log"

case "${SLAVES:-}" in *[!0-9]*) fail 'SLAVES must be a number: make up SLAVES=3' ;; esac
slaves="${SLAVES:-$(containers_of slave | wc -l | tr -d ' ')}"
[ "$slaves" -gt 0 ] || slaves=3

health() { docker inspect --format '{{.State.Health.Status}}' "$1" 2>/dev/null || echo missing; }
all_containers() { for service in mongodb master slave; do containers_of "$service"; done; }

# Fails with the reason why Compose could not start the containers.
fail_to_start() {
  if grep -q -E 'address already in use|port is already allocated' "$LOG"; then
    fail "port $STEADFAST_PORT of this machine is in use. Stop what uses it, such as make cluster, or choose another port: make up STEADFAST_PORT=50052"
  fi
  fail "compose failed: $(tail -n 5 "$LOG")"$'\n'"$(docker logs --tail 5 "$(containers_of setup)" 2>&1)"
}

bash docker/secrets.sh
bash docker/images.sh
print "starting MongoDB, a master and $slaves slaves ..."
compose up --detach --scale "slave=$slaves" >"$LOG" 2>&1 || fail_to_start
for ((second = 0; ; second += 1)); do
  unhealthy=()
  for name in $(all_containers); do [ "$(health "$name")" = healthy ] || unhealthy+=("$name"); done
  [ "${#unhealthy[@]}" -eq 0 ] && [ "$(all_containers | wc -l)" -eq $((slaves + 2)) ] && break
  [ "$second" -lt "$HEALTHY_TIMEOUT_SECONDS" ] ||
    fail "not healthy after $HEALTHY_TIMEOUT_SECONDS s: ${unhealthy[*]-containers are missing}. See make ps."$'\n'"$(docker logs --tail 10 "${unhealthy[0]-}" 2>&1)"
  sleep 1
done

name_record_folders
print "MongoDB, master1, $(seq -f 'slave%g' -s ', ' "$slaves") are healthy."

#!/usr/bin/env bash
# Builds what is missing, starts the database, a master and slaves, waits until all are healthy, and says what is next.
source "$(dirname "$0")/settings.sh"
need_engine

# So long all may take to become healthy, in seconds: a database that replays its journal is the slowest.
PATIENCE=120

slaves="${SLAVES:-$(containers_of slave | wc -l | tr -d ' ')}"
[ "$slaves" -gt 0 ] || slaves=3

health() { docker inspect --format '{{.State.Health.Status}}' "$1" 2>/dev/null || echo missing; }
everybody() { for service in mongodb master slave; do containers_of "$service"; done; }

bash docker/secrets.sh
bash docker/images.sh
say "starting MongoDB, a master and $slaves slaves ..."
compose up --detach --scale "slave=$slaves" >"$STEADFAST_STATE/up.log" 2>&1 ||
  fail "compose could not start them: $(tail -n 5 "$STEADFAST_STATE/up.log")"$'\n'"$(docker logs --tail 5 "$(containers_of setup)" 2>&1)"
for ((second = 0; ; second += 1)); do
  sick=()
  for name in $(everybody); do [ "$(health "$name")" = healthy ] || sick+=("$name"); done
  [ "${#sick[@]}" -eq 0 ] && [ "$(everybody | wc -l)" -eq $((slaves + 2)) ] && break
  [ "$second" -lt "$PATIENCE" ] ||
    fail "not healthy after $PATIENCE s: ${sick[*]-some are missing}. See make ps."$'\n'"$(docker logs --tail 10 "${sick[0]-}" 2>&1)"
  sleep 1
done

cat <<END
All are healthy: MongoDB, master1, $(seq -f 'slave%g' -s ', ' "$slaves").
The master listens on 127.0.0.1:$STEADFAST_PORT. Next:

  make seed COUNT=100 MIN_SLEEP=1 MAX_SLEEP=10    insert tasks
  make chaos                                      kill master and slaves until all are done; then a verdict
  make scale SLAVES=10                            more slaves, or fewer
  make logs, make ps, make down                   watch, list, stop
  grpcurl -plaintext localhost:$STEADFAST_PORT steadfast.v1.InspectorService/GetCluster
END

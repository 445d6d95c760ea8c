#!/usr/bin/env bash
# Generates the database passwords and key file once, into files that only the owner can read. Never committed to git.
source "$(dirname "$0")/settings.sh"

FOLDER="$STEADFAST_STATE/secrets"
# random_hex BYTES
random_hex() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

if [ ! -e "$FOLDER/complete" ] && docker volume inspect "${COMPOSE_PROJECT_NAME}_data" >/dev/null 2>&1; then
  fail "a database of the project ${COMPOSE_PROJECT_NAME} exists, but its passwords are not in $FOLDER. Run this from the clone that created it, or remove the database: make down DATA=remove"
fi
mkdir -p "$STEADFAST_STATE/records/masters" "$STEADFAST_STATE/records/slaves" "$FOLDER"
if [ ! -e "$FOLDER/complete" ]; then
  umask 077
  master="$(random_hex 24)"
  seed="$(random_hex 24)"
  printf '{"admin":"%s","master":"%s","seed":"%s","reader":"%s"}\n' "$(random_hex 24)" "$master" "$seed" "$(random_hex 24)" >"$FOLDER/users.json"
  printf 'mongodb://master:%s@mongodb:27017/steadfast?replicaSet=steadfast' "$master" >"$FOLDER/master.url"
  printf 'mongodb://seed:%s@mongodb:27017/steadfast?replicaSet=steadfast' "$seed" >"$FOLDER/seed.url"
  random_hex 256 >"$FOLDER/keyfile"
  touch "$FOLDER/complete"
fi
# Containers see these files with their owner on the host; mongod requires a key file that nobody else can read.
chmod 700 "$FOLDER" 2>/dev/null || fail "$FOLDER belongs to another user. Run this as the user who ran make up first"
chmod 400 "$FOLDER"/*
if [ "$(id -u)" -eq 0 ]; then
  chown -R "$STEADFAST_USER" "$FOLDER" "$STEADFAST_STATE/records/masters"
  chown "$STEADFAST_USER" "$STEADFAST_STATE" "$STEADFAST_STATE/records" "$STEADFAST_STATE/records/slaves"
fi
# A slave can create a folder of its own in there, and neither list nor remove those of others.
chmod 1733 "$STEADFAST_STATE/records/slaves"

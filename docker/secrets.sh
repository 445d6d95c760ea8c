#!/usr/bin/env bash
# Draws the passwords and the key of the database, once, into files that only their user can read. Never in git.
source "$(dirname "$0")/settings.sh"

FOLDER="$STEADFAST_STATE/secrets"
draw() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

if [ ! -e "$FOLDER/complete" ] && docker volume inspect "${COMPOSE_PROJECT_NAME}_data" >/dev/null 2>&1; then
  fail "There is a database of the project ${COMPOSE_PROJECT_NAME}, but its passwords are not in $FOLDER. Use the clone that has them, or remove that database: make down DATA=remove"
fi
mkdir -p "$STEADFAST_STATE/records/masters" "$STEADFAST_STATE/records/slaves" "$FOLDER"
if [ ! -e "$FOLDER/complete" ]; then
  umask 077
  master="$(draw 24)"
  seed="$(draw 24)"
  printf '{"admin":"%s","master":"%s","seed":"%s","reader":"%s"}\n' "$(draw 24)" "$master" "$seed" "$(draw 24)" >"$FOLDER/users.json"
  printf 'mongodb://master:%s@mongodb:27017/steadfast?replicaSet=steadfast' "$master" >"$FOLDER/master.url"
  printf 'mongodb://seed:%s@mongodb:27017/steadfast?replicaSet=steadfast' "$seed" >"$FOLDER/seed.url"
  draw 256 >"$FOLDER/keyfile"
  touch "$FOLDER/complete"
fi
# Containers see the files with the owner that they have here; mongod insists that nobody else can read its key.
chmod 700 "$FOLDER" 2>/dev/null || fail "$FOLDER belongs to another user: call this as the user who called make up first"
chmod 400 "$FOLDER"/*
if [ "$(id -u)" -eq 0 ]; then chown -R "$STEADFAST_USER" "$STEADFAST_STATE"; fi

#!/usr/bin/env bash
# Draws the passwords and the key of the database, once, into files that only their user can read. Never in git.
source "$(dirname "$0")/settings.sh"

FOLDER="$STEADFAST_STATE/secrets"
draw() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

mkdir -p "$STEADFAST_STATE/records/masters" "$STEADFAST_STATE/records/slaves" "$FOLDER"
if [ ! -e "$FOLDER/complete" ]; then
  umask 077
  declare -A password
  for user in admin master seed reader; do password[$user]="$(draw 24)"; done
  printf '{"admin":"%s","master":"%s","seed":"%s","reader":"%s"}\n' \
    "${password[admin]}" "${password[master]}" "${password[seed]}" "${password[reader]}" >"$FOLDER/users.json"
  for user in master seed; do
    printf 'mongodb://%s:%s@mongodb:27017/steadfast?replicaSet=steadfast' "$user" "${password[$user]}" >"$FOLDER/$user.url"
  done
  draw 256 >"$FOLDER/keyfile"
  touch "$FOLDER/complete"
fi
# Containers see the files with the owner that they have here; mongod insists that nobody else can read its key.
chmod 700 "$FOLDER"
chmod 400 "$FOLDER"/*
if [ "$(id -u)" -eq 0 ]; then chown -R "$STEADFAST_USER" "$STEADFAST_STATE"; fi

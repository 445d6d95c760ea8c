#!/usr/bin/env bash
# Changes the number of slaves while the cluster runs. Surplus slaves finish their running task before they leave.
source "$(dirname "$0")/settings.sh"
require_engine
case "${SLAVES:-}" in '' | *[!0-9]*) fail 'SLAVES must be a number: make scale SLAVES=10' ;; esac
[ -n "$(containers_of master)" ] || fail 'the cluster is not running. Start it first: make up'
compose up --detach --no-recreate --scale "slave=$SLAVES" slave >"$STEADFAST_STATE/scale.log" 2>&1 ||
  fail "compose failed: $(tail -n 5 "$STEADFAST_STATE/scale.log")"
name_record_folders
print "scaled to $SLAVES slaves"

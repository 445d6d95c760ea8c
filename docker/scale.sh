#!/usr/bin/env bash
# Changes the number of slaves while everything runs: new ones just join, surplus ones finish what they run and leave.
source "$(dirname "$0")/settings.sh"
need_engine
case "${SLAVES:-}" in '' | *[!0-9]*) fail 'Say how many slaves: make scale SLAVES=10' ;; esac
[ -n "$(containers_of master)" ] || fail 'Nothing runs here. Start it first: make up'
compose up --detach --no-recreate --scale "slave=$SLAVES" slave >"$STEADFAST_STATE/scale.log" 2>&1 ||
  fail "compose could not do it: $(tail -n 5 "$STEADFAST_STATE/scale.log")"
say "$SLAVES slaves."

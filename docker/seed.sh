#!/usr/bin/env bash
# Runs the seed program in a one-off container on the database network.
source "$(dirname "$0")/settings.sh"
require_engine
[ -n "$(containers_of mongodb)" ] || fail 'the database is not running. Start it first: make up'
arguments=(--count "${COUNT:-100}" --min-sleep "${MIN_SLEEP:-1}" --max-sleep "${MAX_SLEEP:-10}")
[ -z "${RANDOM_SEED:-}" ] || arguments+=(--random-seed "$RANDOM_SEED")
# Compose reports its own progress on standard error.
compose run --rm -T --no-deps seed "${arguments[@]}" 2> >(grep -v -E '^Creating |^ (Container|Network) ' >&2)

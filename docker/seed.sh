#!/usr/bin/env bash
# Runs the offline seed program in a container of its own, in the network of the database.
source "$(dirname "$0")/settings.sh"
need_engine
[ -n "$(containers_of mongodb)" ] || fail 'No database runs here. Start it first: make up'
arguments=(--count "${COUNT:-100}" --min-sleep "${MIN_SLEEP:-1}" --max-sleep "${MAX_SLEEP:-10}")
[ -z "${RANDOM_SEED:-}" ] || arguments+=(--random-seed "$RANDOM_SEED")
compose run --rm -T --no-deps seed "${arguments[@]}" 2> >(grep -v -E '^Creating |^ (Container|Network) ' >&2)

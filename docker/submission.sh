#!/usr/bin/env bash
# A chaos run on containers of its own, from the first task to the verdict, and all of it in one zip.
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-steadfast-submission}" STEADFAST_PORT="${STEADFAST_PORT:-50071}"
source "$(dirname "$0")/settings.sh"
need_engine

RUNS=.steadfast/submission
OUTPUT="${OUTPUT:-submission.zip}"
NODE=node_modules/.bin/node

trap 'DATA=remove bash docker/down.sh >/dev/null 2>&1' EXIT
DATA=remove bash docker/down.sh >/dev/null 2>&1
SLAVES=3 bash docker/up.sh | grep -v '^  \|^$\|Next:'
arguments=(--directory "$RUNS" --tasks "${TASKS:-100}" --faults "${FAULTS:-kill}")
[ -z "${RANDOM_SEED:-}" ] || arguments+=(--random-seed "$RANDOM_SEED")
"$NODE" tests/chaos/containers/chaos.ts "${arguments[@]}"
"$NODE" tests/chaos/submission/main.ts --run "$RUNS/latest" --output "$OUTPUT"

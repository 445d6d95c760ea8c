#!/usr/bin/env bash
# A chaos run on containers of its own, from the first task to the verdict, and all of it in one zip.
# Never a project that somebody uses: this one is emptied before and after.
export COMPOSE_PROJECT_NAME="${SUBMISSION_PROJECT:-steadfast-submission}" STEADFAST_PORT="${SUBMISSION_PORT:-50071}"
source "$(dirname "$0")/settings.sh"
need_engine

RUNS=.steadfast/submission
OUTPUT="${OUTPUT:-submission.zip}"
NODE=node_modules/.bin/node

empty_on_exit
empty_project
SLAVES=3 bash docker/up.sh >"$STEADFAST_STATE.up" || fail "$(cat "$STEADFAST_STATE.up")"
say 'A master and three slaves are up.'
arguments=(--directory "$RUNS" --tasks "${TASKS:-100}" --faults "${FAULTS:-kill}")
[ -z "${RANDOM_SEED:-}" ] || arguments+=(--random-seed "$RANDOM_SEED")
"$NODE" packages/chaos/src/containers/main.ts "${arguments[@]}"
"$NODE" packages/chaos/src/submission/main.ts --run "$RUNS/latest" --output "$OUTPUT"

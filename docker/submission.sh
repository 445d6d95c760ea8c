#!/usr/bin/env bash
# Runs chaos on fresh containers, from seeding to the verdict, and packs everything into one zip file.
# Uses a project of its own, which is removed before and after, so that it never touches a cluster in use.
export COMPOSE_PROJECT_NAME="${SUBMISSION_PROJECT:-steadfast-submission}" STEADFAST_PORT="${SUBMISSION_PORT:-50071}"
source "$(dirname "$0")/settings.sh"
require_engine

RUNS=.steadfast/submission
OUTPUT="${OUTPUT:-submission.zip}"
NODE=node_modules/.bin/node

remove_project_on_success
remove_project
SLAVES=3 bash docker/start.sh
arguments=(--directory "$RUNS" --tasks "${TASKS:-100}" --faults "${FAULTS:-kill}")
[ -z "${RANDOM_SEED:-}" ] || arguments+=(--random-seed "$RANDOM_SEED")
CHAOS_COMMAND='make submission' "$NODE" packages/chaos/src/containers/main.ts "${arguments[@]}"
"$NODE" packages/chaos/src/submission/main.ts --run "$RUNS/latest" --output "$OUTPUT"

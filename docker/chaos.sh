#!/usr/bin/env bash
# Kills containers at random until all tasks are done, then prints a verdict.
source "$(dirname "$0")/settings.sh"
require_engine
exec node_modules/.bin/node packages/chaos/src/containers/main.ts "$@"

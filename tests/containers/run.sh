#!/usr/bin/env bash
# Runs all tests that need containers, in a compose project of their own. Uses the Docker engine of this machine; installs
# and starts one if ENGINE=install or in CI.
export COMPOSE_PROJECT_NAME=steadfast-test STEADFAST_PORT=50061
source "$(dirname "$0")/../../docker/settings.sh"
NODE=node_modules/.bin/node

case "${ENGINE:-}" in
  install) bash docker/engine.sh ;;
  '') if [ "${CI:-}" = true ]; then bash docker/engine.sh; fi ;;
  *) fail "ENGINE must be install or empty, not $ENGINE" ;;
esac
require_engine
"$NODE" tools/find-mongod.ts
remove_project_on_success
remove_project
bash docker/start.sh
# Runs test files one after the other. All of them take six minutes on two idle cores; a run that hangs is ended, and says
# which test it was in, long before CI gives up.
run_tests() { timeout --signal=TERM --kill-after=60 30m "$NODE" --test --test-concurrency=1 "$@"; }
# The verdict of chaos covers everything in the database, so it runs before the tests with slaves that keep no journal.
run_tests tests/containers/chaos.container.ts
run_tests tests/containers/{foreign-slave,isolation,up,submission}.container.ts packages/master/test/inspection/*.grpcurl.ts

#!/usr/bin/env bash
# Tries everything with containers, for real: brings an engine where it may, and leaves none of its containers behind.
# Beside whatever else runs here.
export COMPOSE_PROJECT_NAME=steadfast-test STEADFAST_PORT=50061
source "$(dirname "$0")/../../docker/settings.sh"
NODE=node_modules/.bin/node

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then bash docker/engine.sh; fi
"$NODE" tools/find-mongod.ts
require_engine
remove_project_on_success
remove_project
bash docker/up.sh
# Chaos is judged over everything that the database has seen, so whoever works without a journal comes after it.
"$NODE" --test tests/containers/chaos.container.ts
"$NODE" --test --test-concurrency=1 \
  tests/containers/{foreign-slave,isolation,up,submission}.container.ts packages/master/test/inspection/*.grpcurl.ts

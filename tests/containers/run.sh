#!/usr/bin/env bash
# Tries everything with containers, for real: brings an engine where it may, and leaves none of its containers behind.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Beside whatever else runs here.
export COMPOSE_PROJECT_NAME=steadfast-test STEADFAST_PORT=50061
NODE=node_modules/.bin/node

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then bash docker/engine.sh; fi
"$NODE" tools/find-mongod.ts
trap 'DATA=remove bash docker/down.sh >/dev/null 2>&1' EXIT
DATA=remove bash docker/down.sh >/dev/null 2>&1
bash docker/up.sh
# Chaos is judged over everything that the database has seen, so whoever works without a journal comes after it.
"$NODE" --test --test-concurrency=1 \
  tests/containers/{chaos,foreign-slave,isolation,up,submission}.container.ts packages/master/test/inspection/*.grpcurl.ts

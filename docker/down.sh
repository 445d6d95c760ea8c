#!/usr/bin/env bash
# Stops all containers gracefully. Keeps the database, logs and journals unless DATA=remove.
source "$(dirname "$0")/settings.sh"
require_engine
if [ "${DATA:-keep}" = remove ]; then
  compose --profile tools down --volumes --remove-orphans
  rm -rf "$STEADFAST_STATE"
  print 'Stopped. The database, logs and journals are removed.'
else
  compose --profile tools down --remove-orphans
  print 'Stopped. The database, logs and journals are kept; make down DATA=remove removes them too.'
fi

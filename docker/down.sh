#!/usr/bin/env bash
# Stops everything in order. The database's data, the logs and journals stay, unless DATA=remove.
source "$(dirname "$0")/settings.sh"
need_engine
if [ "${DATA:-keep}" = remove ]; then
  compose --profile tools down --volumes --remove-orphans
  rm -rf "$STEADFAST_STATE"
  say 'Everything is gone.'
else
  compose --profile tools down --remove-orphans
  say 'Stopped. Data, logs and journals are kept; make down DATA=remove removes them too.'
fi

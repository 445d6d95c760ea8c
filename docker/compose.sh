#!/usr/bin/env bash
# Calls compose for this project, whichever there is: bash docker/compose.sh logs --follow
source "$(dirname "$0")/settings.sh"
need_engine
compose "$@"

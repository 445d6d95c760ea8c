#!/usr/bin/env bash
# Runs Docker Compose (v1 or v2) for this project: bash docker/compose.sh logs --follow
source "$(dirname "$0")/settings.sh"
require_engine
compose "$@"

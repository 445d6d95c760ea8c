#!/bin/sh
# Health check: succeeds if the slave is registered with a master, according to the latest session event in its log.
set -eu
name="$(cat /tmp/name)"
last="$(tac "/records/$name.log" | grep --max-count=1 --extended-regexp '"event":"(process.started|session.opened|session.lost)"')"
case "$last" in
  *'"event":"session.opened"'*) echo registered ;;
  *)
    echo 'not registered'
    exit 1
    ;;
esac

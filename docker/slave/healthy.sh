#!/bin/sh
# Healthy is a slave that is registered with a master, by the last word of its own log about that.
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

#!/bin/sh
# Health check: succeeds if the slave is registered with a master, according to the latest session event in its log.
# After a rotation, that may be in an older file.
set -eu
log="$(cat /tmp/log)"
last=''
for file in $(ls -t "$log"*); do
  last="$(tac "$file" | grep --max-count=1 --extended-regexp '"event":"(process.started|session.opened|session.lost)"')" && break
done
case "$last" in
  *'"event":"session.opened"'*) echo registered ;;
  *)
    echo 'not registered'
    exit 1
    ;;
esac

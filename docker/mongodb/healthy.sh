#!/usr/bin/env bash
# Health check: succeeds if mongod is the primary of its replica set, that is, accepts writes. Sends `hello` over the wire
# protocol, because the image may lack a MongoDB shell; `hello` requires no authentication.
set -euo pipefail

# An OP_MSG, little-endian: length 52, request ID 1, responseTo 0, opcode 2013, no flags, section kind 0, then the
# document { hello: 1, $db: "admin" }.
MESSAGE='\x34\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00\x00\x00\x00\x00\x00'
DOCUMENT='\x1f\x00\x00\x00\x10hello\x00\x01\x00\x00\x00\x02$db\x00\x06\x00\x00\x00admin\x00\x00'
# BSON element: type 8 (boolean), name, true.
PRIMARY='\x08isWritablePrimary\x00\x01'

exec 3<>/dev/tcp/127.0.0.1/27017
printf "$MESSAGE$DOCUMENT" >&3
if timeout 3 grep --text --perl-regexp --quiet "$PRIMARY" <(head -c 300 <&3); then
  echo primary
else
  echo 'not the primary of its replica set'
  exit 1
fi

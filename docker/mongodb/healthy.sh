#!/usr/bin/env bash
# Healthy is a mongod that is the primary of its replica set: only then it takes writes. Asks `hello` over the wire, for
# which nobody need log in, since the image has no shell of MongoDB's.
set -euo pipefail

# One OP_MSG, little-endian: length 52, request 1, no reply-to, opcode 2013, no flags, section 0, then the document
# { hello: 1, $db: "admin" }.
MESSAGE='\x34\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00\x00\x00\x00\x00\x00'
DOCUMENT='\x1f\x00\x00\x00\x10hello\x00\x01\x00\x00\x00\x02$db\x00\x06\x00\x00\x00admin\x00\x00'
# BSON: type 8 (a boolean), the name, and true.
PRIMARY='\x08isWritablePrimary\x00\x01'

exec 3<>/dev/tcp/127.0.0.1/27017
printf "$MESSAGE$DOCUMENT" >&3
if timeout 3 grep --text --perl-regexp --quiet "$PRIMARY" <(head -c 300 <&3); then
  echo primary
else
  echo 'not the primary of its replica set'
  exit 1
fi

#!/bin/sh
# Makes a network lose a part of all packets, in both directions: lose-packets.sh 0.3; ends that: lose-packets.sh none.
# What a container says to itself is left alone.
set -eu
iptables --flush INPUT
iptables --flush OUTPUT
[ "$1" = none ] && exit
lose="--match statistic --mode random --probability $1 --jump DROP"
iptables --append INPUT ! --in-interface lo $lose
iptables --append OUTPUT ! --out-interface lo $lose

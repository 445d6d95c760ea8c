#!/bin/sh
# Drops a share of all packets in both directions, except on loopback: lose-packets.sh 0.3. Stop with: lose-packets.sh none
set -eu
iptables --flush INPUT
iptables --flush OUTPUT
[ "$1" = none ] && exit
# Expands to several words below.
drop="--match statistic --mode random --probability $1 --jump DROP"
iptables --append INPUT ! --in-interface lo $drop
iptables --append OUTPUT ! --out-interface lo $drop

#!/bin/sh
# Runs a command where nothing but this machine can be reached, and tells where it tried to reach more:
# `offline.sh COMMAND ARGUMENT…` ends with 99 where it did, with 98 where this machine cannot make such a place, else
# as the command did. The system counts what it found no way for, names that were looked up included. With UNCOUNTED=1
# nothing is told of that: browsers ask for the net on their own.
unshare --user --map-root-user --net ip link set lo up 2>/dev/null || exit 98
exec unshare --user --map-root-user --net sh -c '
  ip link set lo up
  "$@"
  code=$?
  [ -z "$UNCOUNTED" ] || exit "$code"
  tries=$(awk "/^Ip:/ && !column { for (i = 1; i <= NF; i++) if (\$i == \"OutNoRoutes\") column = i; next }
               /^Ip:/ { sum += \$column } /^Ip6OutNoRoutes/ { sum += \$2 } END { print sum }" /proc/net/snmp /proc/net/snmp6)
  [ "$tries" = 0 ] && exit "$code"
  echo "$tries tries to reach elsewhere" >&2
  exit 99
' offline "$@"

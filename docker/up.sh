#!/usr/bin/env bash
# Starts the containers, and prints next steps.
source "$(dirname "$0")/settings.sh"

bash docker/start.sh
cat <<END
The master listens on 127.0.0.1:$STEADFAST_PORT. Next:

  make seed COUNT=100 MIN_SLEEP=1 MAX_SLEEP=10    insert tasks
  make chaos                                      kill master and slaves until all tasks are done, then print a verdict
  make scale SLAVES=10                            change the number of slaves
  make logs, make ps, make down                   follow the logs, list the containers, stop
  grpcurl -plaintext localhost:$STEADFAST_PORT steadfast.v1.InspectorService/GetCluster
END

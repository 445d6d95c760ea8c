"""Runs one command of Celery; PEER_URL names the Redis.

Usage: celery_peer.py setup | enqueue FIRST COUNT MS | remaining | work FILE
"""

import os
import sys
import time
from multiprocessing.pool import ThreadPool

from celery import Celery
from redis import Redis

URL = os.environ["PEER_URL"]
# How many insertions wait for the disk at the same time.
PARALLEL_INSERTIONS = 16

app = Celery("peer", broker=URL)
app.conf.update(
    # By default a task is acknowledged before it runs, and lost when its worker dies.
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
)

log_descriptor = None


def record(event, task_id):
    line = f"{event} {task_id} {time.monotonic_ns() / 1e6}\n"
    os.write(log_descriptor, line.encode())


@app.task(name="task")
def run(task_id, ms):
    record("started", task_id)
    if ms > 0:
        time.sleep(ms / 1000)
    record("finished", task_id)


def enqueue(first, count, ms):
    with ThreadPool(PARALLEL_INSERTIONS) as pool:
        pool.map(lambda task_id: run.delay(task_id, ms), range(first, first + count))


def remaining():
    redis = Redis.from_url(URL)
    return redis.llen("celery") + redis.hlen("unacked")


def work(file):
    global log_descriptor
    log_descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    name = os.path.basename(file).split(".")[0]
    app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", f"--hostname={name}@%h"])


command, parameters = sys.argv[1], sys.argv[2:]
if command == "enqueue":
    enqueue(*map(int, parameters))
elif command == "remaining":
    print(remaining())
elif command == "work":
    work(parameters[0])
elif command != "setup":
    sys.exit(f"unknown command {command}")

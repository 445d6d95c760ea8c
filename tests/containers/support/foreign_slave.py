"""A slave in Python, built from the proto file alone. Runs one task correctly, then misbehaves in many ways.

Usage: foreign_slave.py HOST:PORT PROTO_FOLDER. Prints one JSON object with the result of each case.
"""

import hashlib
import json
import os
import queue
import sys
import tempfile
import uuid

import grpc
from grpc_tools import protoc

# The deadline of a session. No case should take longer, even on a busy machine.
TIMEOUT_SECONDS = 30


def load(folder):
    """Generates the stubs of the proto file, and imports them."""
    output = tempfile.mkdtemp()
    arguments = ["protoc", f"-I{folder}", f"--python_out={output}", f"--grpc_python_out={output}", "scheduler.proto"]
    if protoc.main(arguments) != 0:
        raise SystemExit("protoc failed")
    sys.path.insert(0, output)
    import scheduler_pb2
    import scheduler_pb2_grpc

    return scheduler_pb2, scheduler_pb2_grpc


class Session:
    """A session with the master."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.requests = queue.Queue()
        stub = services.SchedulerServiceStub(self.channel)
        self.responses = stub.Session(iter(self.requests.get, None), timeout=TIMEOUT_SECONDS)

    def send(self, **message):
        self.requests.put(messages.SessionRequest(**message))

    def register(self, host="python", version=2, held=(), instance=None):
        secret = os.urandom(32)
        instance = instance or hashlib.sha256(secret).hexdigest()
        identity = {"host": host, "instance": instance, "secret": secret}
        self.send(register=messages.Register(**identity, protocol_version=version, held=held))

    def receive(self):
        """Returns the kind and the content of the next message."""
        response = next(self.responses)
        kind = response.WhichOneof("message")
        return kind, getattr(response, kind)

    def status(self):
        """Returns the status code with which the session ends, ignoring all messages before."""
        try:
            for _ in self.responses:
                pass
            return "OK"
        except grpc.RpcError as error:
            return error.code().name

    def close(self):
        self.requests.put(None)
        self.channel.close()


def run_task(session):
    session.register()
    kind, _ = session.receive()
    assert kind == "welcome", kind
    kind, task = session.receive()
    assert kind == "assign", kind
    attempt = {"task_id": task.task_id, "attempt": task.attempt}
    session.send(started=messages.Started(**attempt))
    session.send(finished=messages.Finished(**attempt))
    kind, response = session.receive()
    return {"response": kind, "same": response.task_id == task.task_id, "taskname": task.taskname}


def message_before_register(session):
    session.send(started=messages.Started(task_id="a", attempt=1))
    return session.status()


def second_register(session):
    session.register(host="twice")
    session.receive()
    session.register(host="twice")
    return session.status()


def unknown_protocol_version(session):
    session.register(version=99)
    return session.status()


def instance_of_another_slave(session):
    session.register(instance=hashlib.sha256(b"a secret that this slave does not know").hexdigest())
    return session.status()


def instance_of_another_slave_in_version_1(session):
    session.register(version=1, instance=hashlib.sha256(b"a secret that this slave does not know").hexdigest())
    return session.status()


def version_1(session):
    session.register(host="old", version=1, instance=str(uuid.uuid4()))
    kind, _ = session.receive()
    return kind


def invalid_host(session):
    session.register(host="no spaces, please")
    return session.status()


def empty_message(session):
    session.requests.put(messages.SessionRequest())
    return session.status()


def oversized_message(session):
    held = [messages.Held(task_id="a" * 1000, attempt=1, state=1) for _ in range(20000)]
    session.register(held=held)
    return session.status()


def host_in_use(session):
    session.register(host="slave1")
    return session.status()


def report_without_assignment(session):
    session.register(host="liar")
    session.receive()
    session.send(finished=messages.Finished(task_id="0" * 24, attempt=7))
    while True:
        kind, _ = session.receive()
        if kind != "assign":
            return kind


def disconnect(session):
    session.register(host="brief")
    kind, _ = session.receive()
    return kind


CASES = [
    message_before_register,
    second_register,
    unknown_protocol_version,
    instance_of_another_slave,
    instance_of_another_slave_in_version_1,
    version_1,
    invalid_host,
    empty_message,
    oversized_message,
    host_in_use,
    report_without_assignment,
    disconnect,
]

messages, services = load(sys.argv[2])
results = {}
for case in [run_task, *CASES]:
    session = Session(sys.argv[1])
    try:
        results[case.__name__] = case(session)
    except (AssertionError, StopIteration, grpc.RpcError) as error:
        results[case.__name__] = f"failed: {error!r}"
    session.close()
print(json.dumps(results), flush=True)
# An ordinary exit finalizes the interpreter, and grpcio's threads may be killed there while they hold a lock that its
# destructors then wait for indefinitely (seen with grpcio 1.85.1).
os._exit(0)

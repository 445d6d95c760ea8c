"""A slave in another language, made from the proto file alone: honest once, then lying in many ways.

Usage: foreign_slave.py HOST:PORT PROTO_FOLDER. Prints one JSON object: what came of each case.
"""

import json
import queue
import sys
import tempfile
import uuid

import grpc
from grpc_tools import protoc

# A case that lasts longer than this, in seconds, has failed.
PATIENCE = 30


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
    """One session: says what it is told to say, and hears what comes."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.words = queue.Queue()
        stub = services.SchedulerServiceStub(self.channel)
        self.answers = stub.Session(iter(self.words.get, None), timeout=PATIENCE)

    def say(self, **message):
        self.words.put(messages.SessionRequest(**message))

    def register(self, host="python", version=1, held=()):
        instance = str(uuid.uuid4())
        self.say(register=messages.Register(host=host, instance=instance, protocol_version=version, held=held))

    def hear(self):
        """The next message, by its kind."""
        answer = next(self.answers)
        kind = answer.WhichOneof("message")
        return kind, getattr(answer, kind)

    def status(self):
        """How the session ends, passing over whatever else comes."""
        try:
            for _ in self.answers:
                pass
            return "OK"
        except grpc.RpcError as error:
            return error.code().name

    def close(self):
        self.words.put(None)
        self.channel.close()


def run_a_task(session):
    session.register()
    kind, _ = session.hear()
    assert kind == "welcome", kind
    kind, task = session.hear()
    assert kind == "assign", kind
    attempt = {"task_id": task.task_id, "attempt": task.attempt}
    session.say(started=messages.Started(**attempt))
    session.say(finished=messages.Finished(**attempt))
    kind, answer = session.hear()
    return {"answer": kind, "same": answer.task_id == task.task_id, "taskname": task.taskname}


def speak_before_registering(session):
    session.say(started=messages.Started(task_id="a", attempt=1))
    return session.status()


def register_twice(session):
    session.register(host="twice")
    session.hear()
    session.register(host="twice")
    return session.status()


def speak_another_version(session):
    session.register(version=99)
    return session.status()


def have_a_bad_name(session):
    session.register(host="no spaces, please")
    return session.status()


def say_nothing_at_all(session):
    session.words.put(messages.SessionRequest())
    return session.status()


def say_far_too_much(session):
    held = [messages.Held(task_id="a" * 1000, attempt=1, state=1) for _ in range(20000)]
    session.register(held=held)
    return session.status()


def take_the_name_of_another(session):
    session.register(host="slave1")
    return session.status()


def claim_what_was_never_assigned(session):
    session.register(host="liar")
    session.hear()
    session.say(finished=messages.Finished(task_id="0" * 24, attempt=7))
    while True:
        kind, _ = session.hear()
        if kind != "assign":
            return kind


def break_off(session):
    session.register(host="brief")
    kind, _ = session.hear()
    return kind


CASES = [
    speak_before_registering,
    register_twice,
    speak_another_version,
    have_a_bad_name,
    say_nothing_at_all,
    say_far_too_much,
    take_the_name_of_another,
    claim_what_was_never_assigned,
    break_off,
]

messages, services = load(sys.argv[2])
results = {}
for case in [run_a_task, *CASES]:
    session = Session(sys.argv[1])
    try:
        results[case.__name__] = case(session)
    except (AssertionError, StopIteration, grpc.RpcError) as error:
        results[case.__name__] = f"failed: {error!r}"
    session.close()
print(json.dumps(results))

"""The socket /logs/out, which is silent unless both of its settings are on."""

from harness.scenario import scenario
from harness.session import Deviation

ON = {"PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED": "true", "PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED": "true"}


def line(s, message, **more):
    return {"name": s.name("logger"), "level": 20, "message": message, "timestamp": s.time(-5), "flow_run_id": s.id("run")} | more


def follow(s, filter):
    socket = s.websocket("/logs/out")
    socket.authenticate()
    socket.send({"type": "filter", "filter": filter})
    socket.ping()
    return socket


@scenario("opening", issue=4)
def _(s):
    for second in ({"type": "hello"}, {"type": "filter"}):
        socket = s.websocket("/logs/out")
        socket.authenticate()
        socket.send(second)
        socket.closed()
    for second, detail in (("not json", ": Expecting value"), ("[]", ""), ("{}", "")):
        socket = s.websocket("/logs/out")
        socket.authenticate()
        socket.send(second)
        socket.closed(deviates=Deviation("the reference ends the socket without a reason that its sender gets",
                                         answer={"close": 1002, "reason": "Expected 'filter' message" + detail}))
    socket = follow(s, {})
    s.post("/logs/", [line(s, "not heard")])
    socket.receive(within=1)
    socket.close()


@scenario("what runs log", issue=4, slow=True, settings=ON)
def _(s):
    run, task = s.id("run"), s.id("task")
    mine = {"flow_run_id": {"any_": [run]}}
    filters = [mine, mine | {"level": {"ge_": 30}}, mine | {"level": {"le_": 20}}, mine | {"task_run_id": {"any_": [task]}}, mine | {"task_run_id": {"is_null_": True}},
               mine | {"timestamp": {"before_": s.time(-6)}}, mine | {"timestamp": {"after_": s.time(-6)}}, {"flow_run_id": {"any_": []}},
               mine | {"text": {"query": "nowhere"}}, mine | {"operator": "or_", "level": {"ge_": 50}}]
    counts = [3, 1, 2, 1, 2, 1, 2, 0, 3, 0]
    sockets = [follow(s, filter) for filter in filters]
    for each in (line(s, "one"), line(s, "two", level=40, task_run_id=task), line(s, "three\u0000", timestamp=s.time(-10))):
        s.post("/logs/", [each])
    for socket, count in zip(sockets, counts):
        for _ in range(count):
            # The reference sends null for what it has not stored yet.
            socket.receive(within=5, ignore=("log.created", "log.updated"))
        socket.receive(within=0.3)
        socket.close()

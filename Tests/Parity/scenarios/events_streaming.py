"""The socket /events/out: its opening, what has happened and what comes, by filters."""

from harness.scenario import scenario
from harness.session import Deviation


def event(s, part, seconds=-5, **more):
    """A valid event of this scenario."""
    return {"id": s.id(part), "occurred": s.time(seconds), "event": f"{s.salt}.{part}", "resource": {"prefect.resource.id": f"{s.salt}.thing"},
            "related": [], "payload": {}} | more


def mine(s, **more):
    return {"occurred": {"since": s.time(-600), "until": s.time(3600)}, "event": {"prefix": [s.salt]}} | more


def follow(s, filter, **more):
    socket = s.websocket("/events/out")
    socket.authenticate()
    socket.send({"type": "filter", "filter": filter} | more)
    return socket


def stored(s, *events):
    """Posts events and waits until they are stored."""
    s.post("/events", list(events))
    filter = {"id": {"id": [each["id"] for each in events]}, "occurred": {"until": s.time(3600)}}
    s.until("POST", "/events/filter", lambda r: r.json()["total"] == len(events), json={"filter": filter})


def same(s, *events):
    """Posts events one by one, so that they come in this order."""
    for each in events:
        s.post("/events", [each])


@scenario("opening", issue=4, slow=True)
def _(s):
    for second in ({"type": "hello"}, {"type": "filter"}, {"type": None, "filter": {}}):
        socket = s.websocket("/events/out")
        socket.authenticate()
        socket.send(second)
        socket.closed()
    for second, detail in (("not json", ": Expecting value"), ("[]", ""), ("1", ""), ('"x"', ""), ("{}", ""), ('{"filter": {}}', "")):
        socket = s.websocket("/events/out")
        socket.authenticate()
        socket.send(second)
        socket.closed(deviates=Deviation("the reference ends the socket without a reason that its sender gets",
                                         answer={"close": 1002, "reason": "Expected 'filter' message" + detail}))
    socket = s.websocket("/events/out", subprotocols=())
    socket.send({"type": "filter", "filter": {}})
    socket.ping()
    socket = follow(s, mine(s))
    socket.ping()
    # Whatever comes later is ignored.
    for later in ("not json", {"type": "filter"}, b"\x01"):
        socket.send(later)
    socket.ping()


@scenario("what has happened", issue=4, slow=True)
def _(s):
    stored(s, *[event(s, f"e{number}", number - 9, payload={"n": number}) for number in range(5)], event(s, "long-ago", -1000), event(s, "to-come", 100))
    for filter, more, count in ((mine(s), {}, 6), (mine(s, order="DESC"), {}, 6), (mine(s, event={"name": [f"{s.salt}.e1", f"{s.salt}.e3"]}), {}, 2),
                                (mine(s, occurred={"since": s.time(-8), "until": s.time(-6)}), {"backfill": True}, 3), (mine(s, event={"name": ["nope"]}), {}, 0),
                                (mine(s), {"backfill": False}, 0), (mine(s), {"backfill": None}, 0), (mine(s), {"backfill": 1}, 6),
                                (mine(s, occurred={"since": s.time(-3600), "until": s.time(3600)}), {}, 6), (mine(s, occurred={}), {}, 5)):
        socket = follow(s, filter, **more)
        for _ in range(count):
            socket.receive()
        socket.receive(within=1)
        socket.close()


@scenario("what comes", issue=4, slow=True)
def _(s):
    stored(s, event(s, "before"))
    socket = follow(s, mine(s))
    socket.receive()
    same(s, event(s, "one"), event(s, "two", follows=s.id("one")), event(s, "one"))
    socket.receive()
    socket.receive()
    # One that occurred too long ago is passed over, one that is to occur is not.
    same(s, event(s, "old", -1000), event(s, "ahead", 60), event(s, "far", 7200))
    socket.receive()
    other = follow(s, mine(s), backfill=False)
    other.ping()
    same(s, event(s, "three"))
    socket.receive()
    other.receive()
    # Without an end that lies ahead nothing comes.
    silent = follow(s, {"event": {"prefix": [s.salt]}}, backfill=False)
    silent.ping()
    same(s, event(s, "four"))
    socket.receive()
    silent.receive(within=1)
    for each in (socket, other, silent):
        each.close()


@scenario("what comes, by filters", issue=4, slow=True)
def _(s):
    red = {"prefect.resource.id": f"{s.salt}.red", "prefect.resource.name": "Red", "color": "red"}
    blue = {"prefect.resource.id": f"{s.salt}.blue", "prefect.resource.name": "Blue [1]", "color": "blue"}
    side = {"prefect.resource.id": f"{s.salt}.side", "prefect.resource.role": "side", "color": "green"}
    events = [event(s, "a", resource=red), event(s, "b", resource=blue, related=[side]), event(s, "b.c", payload={"text": "Needle"}), event(s, "end", resource=red | blue, related=[side])]
    filters = [{"event": {"prefix": [f"{s.salt}.b"]}}, {"event": {"prefix": [s.salt], "exclude_prefix": [f"{s.salt}.b"]}}, {"event": {"name": [f"{s.salt}.a"]}},
               {"event": {"prefix": [s.salt], "exclude_name": [f"{s.salt}.a"]}}, {"resource": {"id": [f"{s.salt}.red"]}}, {"resource": {"id_prefix": [f"{s.salt}.b"]}},
               {"resource": {"labels": {"color": ["r*", "green"]}}}, {"resource": {"labels": {"color": "!red"}}}, {"resource": {"labels": {"prefect.resource.name": "B* [[]?]"}}},
               {"resource": {"labels": {"color": "[!r]*"}}}, {"resource": {"labels": {"nope": "!x"}}}, {"any_resource": {"id": [f"{s.salt}.side"]}},
               {"any_resource": [{"labels": {"color": "green"}}, {"id_prefix": [f"{s.salt}.b"]}]}, {"related": {"id": [f"{s.salt}.nope"]}}, {"id": {"id": [s.id("a"), s.id("b")]}},
               {"text": {"query": "needle"}}, {"text": {"query": "-needle"}}, {"text": {"query": "green"}}, {"resource": {"distinct": True}}]
    counts = [2, 2, 1, 3, 1, 2, 1, 2, 1, 2, 0, 2, 2, 4, 2, 1, 3, 2, 4]
    sockets = [follow(s, mine(s, **filter), backfill=False) for filter in filters]
    for socket in sockets:
        socket.ping()
    same(s, *events)
    for socket, count in zip(sockets, counts):
        for _ in range(count):
            socket.receive(within=5)
        socket.receive(within=0.3)
        socket.close()


@scenario("what the server does is heard", issue=4, slow=True)
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    run = s.post("/flow_runs/", {"flow_id": flow, "name": s.name("run"), "state": {"type": "RUNNING"}}).json()["id"]
    socket = follow(s, {"occurred": {"since": s.time(-60), "until": s.time(3600)}, "event": {"name": ["prefect.flow-run.Cancelling", "prefect.flow-run.Cancelled"]},
                        "resource": {"id": [f"prefect.flow-run.{run}"]}}, backfill=False)
    socket.ping()
    s.post(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
    socket.receive()
    s.post(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLED"}})
    socket.receive()
    socket.close()

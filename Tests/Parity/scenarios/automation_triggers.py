"""Triggers of automations in real time: events in, firings and what they tell out."""

import time

from harness.scenario import scenario
from harness.session import Deviation

SETTINGS = {"PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "true", "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT1S"}


def trigger(s, *expect, **members):
    return {"type": "event", "posture": "Reactive", "expect": [f"{s.salt}.{name}" for name in expect]} | members


def automation(s, part, trigger, actions=({"type": "do-nothing"},), **members):
    """Makes an automation; gives its id."""
    made = s.post("/automations/", {"name": s.name(part), "trigger": trigger, "actions": list(actions)} | members, record=False)
    s.changed = True
    return made.json()["id"]


def settle(s):
    """Waits until the reference has loaded the automations that changed."""
    if s.__dict__.pop("changed", False):
        time.sleep(2)


def event(s, name, thing="thing", at=None, related=(), payload=None, follows=None, **labels):
    """One event as a client sends it."""
    number = s.__dict__.setdefault("numbers", iter(range(10_000)))
    body = {"id": s.id(f"event {next(number)}"), "occurred": s.time(at) if at is not None else now(),
            "event": f"{s.salt}.{name}", "payload": payload or {},
            "resource": {"prefect.resource.id": f"{s.salt}.{thing}"} | labels,
            "related": [{"prefect.resource.id": f"{s.salt}.{id}", "prefect.resource.role": role} for id, role in related]}
    return body | ({"follows": follows} if follows else {})


def now(seconds=0.0):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + seconds)) + f".{int(time.time() % 1 * 1e6):06d}Z"


def send(s, *events):
    """Events one after the other."""
    settle(s)
    for each in events:
        s.post("/events", [each], record=False)
        time.sleep(0.25)


def firings(s, id, count, within=20, wait=1.5):
    """Waits for so many firings of an automation and records all that there are a moment later: by what, with which labels."""
    body = {"filter": {"event": {"name": ["prefect.automation.triggered"]}, "resource": {"id": [f"prefect.automation.{id}"]}, "order": "ASC"}}
    s.until("POST", "/events/filter", lambda r: r.json()["total"] >= count, json=body, within=within, record=False)
    time.sleep(wait)
    found = s.post("/events/filter", body, record=False).json()["events"]
    told = []
    for each in found:
        cause = each["payload"]["triggering_event"]
        told.append({"labels": each["payload"]["triggering_labels"], "event": cause and cause["id"],
                     "resource": {k: v for k, v in each["resource"].items() if k != "prefect.resource.name"}, "related": each["related"]})
    s.note(f"{len(told)} firings", told)
    return found


@scenario("one event fires, and tells of itself and its action", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "one", trigger(s, "done"))
    send(s, event(s, "done", payload={"n": 1}), event(s, "other"))
    firings(s, id, 1)
    s.until("POST", "/events/filter", lambda r: r.json()["total"] >= 3, within=20, json={
        "filter": {"event": {"prefix": ["prefect.automation"]}, "any_resource": {"id": [f"prefect.automation.{id}"]}, "order": "ASC"}},
        record=False)
    s.events("prefect.automation.", 4)


@scenario("what an event has to match", issue=20, slow=True, settings=SETTINGS)
def _(s):
    cases = {
        "globs": {"match": {"prefect.resource.id": f"{s.salt}.th*", "color": ["r?d", "[a-c]lue"]}},
        "negation": {"match": {"color": "!red"}},
        "missing": {"match": {"nope": "!x"}},
        "related": {"match_related": {"prefect.resource.role": "flow", "prefect.resource.id": f"{s.salt}.f*"}},
        "two": {"match_related": [{"prefect.resource.role": "flow"}, {"prefect.resource.role": "tag"}]},
        "any": {"expect": []},
    }
    ids = {part: automation(s, part, trigger(s, "done") | ({"match": {"prefect.resource.id": f"{s.salt}.*"}} | more if part == "any" else more))
           for part, more in cases.items()}
    star = automation(s, "star", trigger(s, "do*"))
    send(s, event(s, "done", color="red"), event(s, "done", color="blue", related=[("flow-1", "flow")]),
         event(s, "done", "other", related=[("flow-2", "flow"), ("t", "tag")]), event(s, "do"), event(s, "dozen", color="dlue"))
    for part, count in {"globs": 2, "negation": 1, "related": 2, "two": 1, "any": 5}.items():
        firings(s, ids[part], count, wait=0.3)
    firings(s, ids["missing"], 0, wait=0.3)
    firings(s, star, 4)


@scenario("a threshold within a time", issue=20, slow=True, settings=SETTINGS)
def _(s):
    three = automation(s, "three", trigger(s, "tick", threshold=3, within=60))
    each = automation(s, "each", trigger(s, "tick", threshold=2, within=60, for_each=["color", "related:flow:prefect.resource.id"]))
    always = automation(s, "always", trigger(s, "tick", threshold=3))
    send(s, *(event(s, "tick", color="red", related=[("flow-1", "flow")]) for _ in range(4)),
         event(s, "tick", color="blue"), event(s, "tick", color="blue"), event(s, "tick"))
    firings(s, three, 1)
    firings(s, each, 2)
    firings(s, always, 2)


@scenario("a burst fires once, and again after its time", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "burst", trigger(s, "tick", within=4))
    send(s, *(event(s, "tick") for _ in range(4)))
    firings(s, id, 1)
    time.sleep(4)
    send(s, event(s, "tick"), event(s, "tick"))
    firings(s, id, 2)


@scenario("an event after another", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "after", trigger(s, "end", after=[f"{s.salt}.start"], within=30, for_each=["prefect.resource.id"]))
    same = automation(s, "same", trigger(s, "beat", after=[f"{s.salt}.beat"], within=30))
    send(s, event(s, "end"), event(s, "start"), event(s, "end"), event(s, "end"), event(s, "start", "else"), event(s, "end", "third"))
    firings(s, id, 1)
    send(s, event(s, "beat"), event(s, "beat"), event(s, "beat"))
    firings(s, same, 1)


@scenario("an event that does not come", issue=20, slow=True, settings=SETTINGS)
def _(s):
    late = automation(s, "late", trigger(s, "end", posture="Proactive", after=[f"{s.salt}.start"], within=10, for_each=["prefect.resource.id"]))
    send(s, event(s, "start", "one"), event(s, "start", "two"), event(s, "end", "two"))
    firings(s, late, 1, within=30)


@scenario("silence fires again and again", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "silence", trigger(s, "beat", posture="Proactive", within=10))
    firings(s, id, 1, within=30, wait=0)


@scenario("several triggers together", issue=20, slow=True, settings=SETTINGS)
def _(s):
    one, two = trigger(s, "one"), trigger(s, "two")
    every = automation(s, "all", {"type": "compound", "require": "all", "within": 60, "triggers": [one, two]})
    some = automation(s, "any", {"type": "compound", "require": "any", "within": None, "triggers": [one, two]})
    line = automation(s, "sequence", {"type": "sequence", "within": 60, "triggers": [one, two]})
    nested = automation(s, "nested", {"type": "compound", "require": "all", "within": 60, "triggers": [
        {"type": "sequence", "within": 60, "triggers": [one, two]}, trigger(s, "three")]})
    send(s, event(s, "one"), event(s, "one"), event(s, "two"), event(s, "three"), event(s, "two"), event(s, "one"), event(s, "two"))
    firings(s, every, 2)
    firings(s, some, 6)
    firings(s, line, 2)
    firings(s, nested, 1)


@scenario("paused, resumed, changed and deleted", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "changing", trigger(s, "done"))
    send(s, event(s, "done"))
    firings(s, id, 1)
    s.patch(f"/automations/{id}", {"enabled": False}, record=False)
    s.changed = True
    send(s, event(s, "done"))
    firings(s, id, 1)
    s.patch(f"/automations/{id}", {"enabled": True}, record=False)
    s.changed = True
    send(s, event(s, "done"))
    firings(s, id, 2)
    s.put(f"/automations/{id}", {"name": s.name("changing"), "trigger": trigger(s, "other"), "actions": []}, record=False)
    s.changed = True
    send(s, event(s, "done"), event(s, "other"))
    firings(s, id, 3)
    s.delete(f"/automations/{id}", record=False)
    s.changed = True
    send(s, event(s, "other"))
    firings(s, id, 3)


@scenario("an event follows one that comes later", issue=20, slow=True, settings=SETTINGS)
def _(s):
    line = automation(s, "line", {"type": "sequence", "within": 60, "triggers": [trigger(s, "first"), trigger(s, "second")]})
    first = event(s, "first")
    send(s, event(s, "second", follows=first["id"]))
    time.sleep(1)
    send(s, first)
    firings(s, line, 1, within=30)

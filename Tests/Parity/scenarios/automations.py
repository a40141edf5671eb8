"""Automations."""

import json

from harness.scenario import scenario


def automation(s, part, resources, **columns):
    """Writes an automation and the resources that it names."""
    trigger = {"type": "event", "id": s.id(f"{part}/trigger"), "match": {"prefect.resource.id": "prefect.flow-run.*"}, "match_related": {}, "after": [],
               "expect": ["prefect.flow-run.Failed"], "for_each": ["prefect.resource.id"], "posture": "Reactive", "threshold": 2, "within": 60.0}
    row = {"id": s.id(part), "name": s.name(part), "description": "about ü", "enabled": True, "tags": ["b", "a"], "trigger": trigger,
           "actions": [{"type": "do-nothing"}], "actions_on_trigger": [], "actions_on_resolve": [],
           "created": s.time(), "updated": s.time(1)} | columns
    s.cluster.fetch(s.server.database, f"""INSERT INTO automation ({", ".join(row)})
        SELECT {", ".join(row)} FROM jsonb_populate_record(NULL::automation, $1::jsonb)""", json.dumps(row))
    for resource in resources:
        s.cluster.fetch(s.server.database, "INSERT INTO automation_related_resource (automation_id, resource_id) VALUES ($1::text::uuid, $2)", s.id(part), resource)


@scenario("those that name a resource")
def _(s):
    if s.cluster is None:
        return
    one, other = f"prefect.deployment.{s.id('one')}", f"prefect.deployment.{s.id('other')}"
    automation(s, "first", [one, other])
    automation(s, "second", [one], enabled=False, created=s.time(2))
    automation(s, "third", ["prefect.deployment"])
    for resource in (one, other, "prefect.deployment", "none", "a%20b", "%C3%BC", "prefect.deployment.*"):
        s.get(f"/automations/related-to/{resource}", unordered=("",))

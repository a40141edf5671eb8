"""Automations."""

import json

from harness.scenario import scenario
from harness.session import Deviation

TRIGGER = {"posture": "Reactive", "expect": ["prefect.flow-run.Failed"]}
NOTHING = {"type": "do-nothing"}
MISSING = "00000000-0000-4000-8000-00000000dead"
NUL = Deviation("a 503 makes the client repeat what can never be stored", status=422)
SETS = ("trigger.after", "trigger.expect", "trigger.for_each")


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


def base(s, part, **members):
    """The least that an automation takes, and some members more."""
    return {"name": s.name(part), "trigger": TRIGGER, "actions": [NOTHING]} | members


# A trigger that is put as it was keeps its id in Apus, and so what it remembers; the reference gives it a new one.
KEPT = ("trigger.id",)


def made(s, part, **members):
    """Makes an automation; gives its id."""
    return s.post("/automations/", base(s, part, **members), unordered=SETS).json()["id"]


def rows(s, id):
    """Records the rows of an automation and of what it names."""
    if s.cluster is None:
        return
    found = s.cluster.fetch(s.server.database, """SELECT name, description, enabled, tags::text, (trigger - 'id')::text AS trigger, actions::text,
        actions_on_trigger::text, actions_on_resolve::text FROM automation WHERE id = $1::text::uuid""", id)
    s.note("the row", [{key: _read(value) for key, value in dict(row).items()} for row in found])
    found = s.cluster.fetch(s.server.database, """SELECT resource_id, automation_owned_by_resource FROM automation_related_resource
        WHERE automation_id = $1::text::uuid ORDER BY resource_id""", id)
    s.note("what it names", [dict(row) for row in found])


def _read(value):
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


@scenario("create, read, replace, switch, delete")
def _(s):
    id = made(s, "one", description="about ü", tags=["b", "a", "b"], enabled=False, actions_on_trigger=[{"type": "cancel-flow-run"}],
              actions_on_resolve=[{"type": "suspend-flow-run"}])
    rows(s, id)
    s.get(f"/automations/{id}", ignore=KEPT)
    s.get(f"/automations/{id.upper()}", ignore=KEPT)
    # What is left out is kept.
    s.put(f"/automations/{id}", base(s, "two"))
    s.get(f"/automations/{id}", ignore=KEPT)
    s.put(f"/automations/{id}", base(s, "three", description="", tags=[], enabled=True, actions=[], actions_on_trigger=[], actions_on_resolve=[]))
    s.get(f"/automations/{id}", ignore=KEPT)
    for body in ({"enabled": False}, {"enabled": True}, {"enabled": "no"}, {}, {"enabled": 1}):
        s.patch(f"/automations/{id}", body)
        s.get(f"/automations/{id}", ignore=KEPT)
    rows(s, id)
    s.delete(f"/automations/{id}")
    s.delete(f"/automations/{id}")
    s.get(f"/automations/{id}", ignore=KEPT)
    rows(s, id)


@scenario("what is not there")
def _(s):
    for id in (MISSING, "nonsense"):
        s.get(f"/automations/{id}", ignore=KEPT)
        s.put(f"/automations/{id}", base(s, "none"))
        s.put(f"/automations/{id}", {})
        s.patch(f"/automations/{id}", {"enabled": False})
        s.patch(f"/automations/{id}", {"zip": 1})
        s.delete(f"/automations/{id}")
    s.get(f"/automations/related-to/prefect.deployment.{MISSING}")
    s.delete(f"/automations/owned-by/prefect.deployment.{MISSING}")
    s.delete("/automations/owned-by/")
    s.delete("/automations/owned-by/a%2Fb")
    s.get("/automations/")


@scenario("every kind of trigger")
def _(s):
    one = {"match": {"prefect.resource.id": "prefect.flow-run.*", "color": ["red", "!blue"], "none": []}, "match_related": {"a": "b"}}
    events = [
        TRIGGER, {"type": "event", "posture": "Proactive"}, {"posture": "Proactive", "within": 0}, {"posture": "Proactive", "within": 10},
        {"posture": "Proactive", "within": 3600.5, "threshold": 0, "after": ["x"]}, TRIGGER | one, TRIGGER | one | {"match_related": []},
        TRIGGER | {"match_related": [{"a": "b"}, {}, {"c": ["d", "e"]}]}, TRIGGER | {"after": ["b", "a", "b"], "expect": [], "for_each": ["x", "related:flow:y"]},
        TRIGGER | {"threshold": -1, "within": 1.5}, TRIGGER | {"threshold": "3", "within": "PT1M"}, TRIGGER | {"within": "00:01:00"},
        TRIGGER | {"within": True}, TRIGGER | {"id": MISSING}, TRIGGER | {"zip": 1}, {"posture": "Reactive"}]
    nested = {"type": "sequence", "triggers": [TRIGGER, TRIGGER | {"expect": ["x"]}], "within": 60}
    composites = [
        {"type": "compound", "triggers": [TRIGGER], "within": None, "require": "any"}, {"type": "compound", "triggers": [TRIGGER], "within": 5, "require": 1},
        {"type": "compound", "triggers": [TRIGGER, nested], "within": "P1D", "require": "all"}, {"type": "compound", "triggers": [], "within": 0, "require": "all"},
        {"type": "compound", "triggers": [TRIGGER, TRIGGER], "within": -5, "require": "2"}, {"type": "compound", "triggers": [TRIGGER], "within": 1, "require": True},
        nested, {"type": "sequence", "triggers": [], "within": None}, {"type": "sequence", "triggers": [nested, nested], "within": 1.25, "id": MISSING},
        {"type": "compound", "triggers": [{"type": "compound", "triggers": [nested, {"posture": "Proactive"}], "within": 1, "require": "any"}], "within": 2, "require": 1}]
    # Without a type it is the kind that knows most of the members.
    untyped = [
        {"triggers": [TRIGGER], "within": 3}, {"triggers": [TRIGGER], "within": 3, "require": "all"}, {"triggers": [TRIGGER], "within": 3, "posture": "Reactive"},
        {"triggers": [TRIGGER], "within": 3, "require": 1, "posture": "Reactive", "threshold": 3, "match": {}},
        {"triggers": [], "within": 3, "posture": "Reactive", "threshold": 3, "match": {}}]
    for number, trigger in enumerate(events + composites + untyped):
        id = made(s, f"t{number}", trigger=trigger)
        s.get(f"/automations/{id}", unordered=SETS, ignore=KEPT)
    rows(s, id)
    s.put(f"/automations/{id}", base(s, "later", trigger=composites[2]))
    s.get(f"/automations/{id}", ignore=KEPT)
    for within in ("PT1M", "00:00:10", "P1D", "P1DT2H", "PT10.5S"):
        id = made(s, "text", trigger={"posture": "Proactive", "within": within})
        s.get(f"/automations/{id}", unordered=SETS, ignore=KEPT)


@scenario("refused triggers")
def _(s):
    triggers = [None, [], "x", 5, {}, {"type": None}, {"type": "zip"}, {"type": "event"}, {"type": "compound"}, {"type": "sequence"}, {"type": "metric"}]
    triggers += [{"posture": posture} for posture in ("Metric", "reactive", None, 1)]
    triggers += [{"posture": "Reactive", "within": within} for within in (None, -1.0, "x", [], {})]
    triggers += [{"posture": "Proactive", "within": within} for within in (None, 5.0, 9.999, -3.0)]
    triggers += [TRIGGER | {"match": match} for match in (None, [], "x", {"a": 1, "b": [1, "x"], "c": None, "d": {}}, [{"a": "b"}])]
    triggers += [TRIGGER | {"match_related": match} for match in (
        None, "x", 1, [1], [1, {"a": "b"}], [None], [[{"a": "b"}], {"b": ["c"]}], {"a": {}}, [{"a": "b"}, {"c": 1}, {"d": None}, 5])]
    triggers += [TRIGGER | {"after": "x", "expect": [1, None], "for_each": None, "threshold": "x", "id": "x"},
                 TRIGGER | {"threshold": None}, TRIGGER | {"threshold": 1.5}, TRIGGER | {"id": 5}, TRIGGER | {"type": "sequence"}]
    # The reference tells numbers of seconds as floats, however they were sent.
    compound = {"type": "compound", "triggers": [TRIGGER], "within": 5.0, "require": 1}
    triggers += [compound | {"require": require} for require in (0, 2, -1, "x", None, 1.5, [], "ANY")]
    triggers += [compound | {"within": "x", "triggers": "x"}, compound | {"triggers": None, "id": "x", "require": "all"},
                 compound | {"triggers": [compound | {"triggers": [{"posture": 1}], "require": "zip"}, 3, TRIGGER]},
                 {"type": "sequence", "triggers": [compound | {"require": 5}, {"type": "sequence", "triggers": [{}], "within": 1.0}], "within": []}]
    for trigger in triggers:
        s.post("/automations/", base(s, "bad", trigger=trigger))
    s.put(f"/automations/{MISSING}", base(s, "bad", trigger={}))
    for posture, within in (("Proactive", "PT5S"), ("Proactive", "00:00:09"), ("Proactive", "-PT1M"), ("Reactive", "-PT1S")):
        s.post("/automations/", base(s, "bad", trigger=TRIGGER | {"posture": posture, "within": within}),
               deviates=Deviation("what is refused is told as it was sent; the reference tells it in seconds", status=422))
    for trigger in ({"posture": "Proactive", "within": "zip"}, TRIGGER | {"within": 10**20}):
        s.post("/automations/", base(s, "bad", trigger=trigger))
    s.post("/automations/", base(s, "bad", trigger=TRIGGER | {"threshold": 10**20}),
           deviates=Deviation("the number of events is held in 64 bits", status=422))


@scenario("metric triggers")
def _(s):
    metric = {"name": "successes", "threshold": 0.8, "operator": "<"}
    read = metric | {"range": 300.0, "firing_for": 300.0}
    reason = "the reference's server refuses metric triggers, which its SDK has; here they are evaluated"
    for trigger, wanted in (
        ({"type": "metric", "metric": metric}, read),
        ({"type": "metric", "metric": metric, "match": {"prefect.resource.id": ["prefect.flow-run.*"]}, "match_related": [{"prefect.resource.role": "flow"}]}, read),
        ({"posture": "Metric", "metric": metric | {"name": "lateness", "range": 600, "firing_for": "PT10M"}}, read | {"name": "lateness", "range": 600.0, "firing_for": 600.0}),
    ):
        s.post("/automations/", base(s, "metric", trigger=trigger),
               deviates=Deviation(reason, status=201, is_new=True, holds=lambda body, wanted=wanted: body["trigger"]["type"] == "metric" and body["trigger"]["metric"] == wanted))
    s.post("/automations/", base(s, "metric", trigger={"type": "compound", "triggers": [TRIGGER, {"type": "metric", "metric": metric}], "require": "all", "within": None}),
           deviates=Deviation(reason, status=201, is_new=True))
    for match in ({"prefect.resource.name": "x"}, {"prefect.resource.id": "prefect.flow-run.1*"}):
        s.post("/automations/", base(s, "metric", trigger={"type": "metric", "metric": metric, "match": match}), deviates=Deviation(reason, status=422))
    for wrong in ({"name": "zip"}, {"operator": "="}, {"threshold": None}, {"range": 299}, {"firing_for": 10}):
        s.post("/automations/", base(s, "metric", trigger={"type": "metric", "metric": metric | wrong}), deviates=Deviation(reason, status=422))


@scenario("every kind of action")
def _(s):
    actions = [{}, NOTHING, NOTHING | {"zip": 1}]
    actions += [{"type": type} for type in ("cancel-flow-run", "delete-flow-run", "suspend-flow-run", "resume-flow-run")]
    for kind, key in (("deployment", "deployment_id"), ("work-queue", "work_queue_id"), ("work-pool", "work_pool_id"), ("automation", "automation_id")):
        for verb in ("pause", "resume"):
            actions += [{"type": f"{verb}-{kind}", key: s.id("target")}, {"type": f"{verb}-{kind}", "source": "inferred"},
                        {"type": f"{verb}-{kind}", "source": "selected", key: s.id("target").upper()}]
    run = {"type": "run-deployment", "source": "inferred"}
    actions += [run, {"source": "inferred"}, {"type": "run-deployment", "deployment_id": s.id("target"), "parameters": {"x": [1, None, {"y": "{{ event.id }}"}]}},
                run | {"parameters": {}, "job_variables": {"a": {"b": 1}}, "schedule_after": 5}]
    actions += [run | {"schedule_after": after} for after in (0, 1.5, "PT1H", "P1D", True)]
    actions += [{"type": "change-flow-run-state", "state": "FAILED"}, {"state": "CRASHED"},
                {"type": "change-flow-run-state", "state": "PAUSED", "name": "Held", "message": "m", "force": "yes"},
                {"type": "change-flow-run-state", "state": "COMPLETED", "name": None, "message": None}]
    block = {"block_document_id": s.id("block")}
    actions += [block | {"type": "send-notification", "body": "{{ flow_run.name }}"}, block | {"body": "plain", "subject": "{% if a %}b{% endif %}"}, block,
                block | {"type": "call-webhook"}, block | {"type": "call-webhook", "payload": "{{ event.id }}"}]
    actions += [block | {"type": "call-webhook", "payload": payload} for payload in (
        {"message": "a", "b": [1, 2.5, "ü", None, {}], "c": []}, 5, True, [], "", ["{{ x }}"], {"quote\"": "line\n"})]
    for number, action in enumerate(actions):
        id = made(s, f"a{number}", actions=[action], actions_on_trigger=[action], actions_on_resolve=[action])
        s.get(f"/automations/{id}", ignore=KEPT)
    id = made(s, "all", actions=actions)
    rows(s, id)
    s.put(f"/automations/{id}", base(s, "none", actions=[]))
    rows(s, id)


@scenario("refused actions")
def _(s):
    block = {"block_document_id": s.id("block")}
    run = {"type": "run-deployment"}
    actions = [5, None, [], {"type": "zip"}, {"type": None}, run, run | {"source": "inferred", "deployment_id": MISSING},
               run | {"source": "zip", "deployment_id": "x", "parameters": [], "job_variables": [], "schedule_after": -1},
               {"type": "pause-deployment", "source": None}, {"type": "pause-work-queue"}, {"type": "resume-work-pool", "source": "inferred", "work_pool_id": MISSING},
               {"type": "pause-automation", "automation_id": 5}, {"type": "call-webhook"}, block | {"type": "call-webhook", "payload": None},
               block | {"type": "call-webhook", "payload": "{{ x"}, block | {"type": "call-webhook", "payload": {"a": "{{ x"}},
               block | {"type": "send-notification"}, block | {"type": "send-notification", "body": "{% for %}", "subject": "{{"},
               block | {"type": "send-notification", "body": None, "subject": None}, {"type": "change-flow-run-state"},
               {"type": "change-flow-run-state", "state": "failed"}, {"type": "change-flow-run-state", "state": "FAILED", "name": 5, "message": 5, "force": "x"},
               {"type": "change-flow-run-state", "state": "FAILED", "force": None}]
    actions += [run | {"source": "inferred", "schedule_after": after} for after in (None, "x", [], -0.5, "-PT1S", 10**20)]
    for action in actions:
        s.post("/automations/", base(s, "bad", actions=[NOTHING, action]))
    s.post("/automations/", base(s, "bad", actions_on_trigger=[{"type": "zip"}], actions_on_resolve=[5]))


@scenario("templates in the parameters of an action")
def _(s):
    def jinja(template):
        return {"__prefect_kind": "jinja", "template": template}
    for parameters in (
            {"a": "{{ x"}, {"a": "{{ x }}", "b": ["{% if %}"], "c": {"d": "{{ }}", "e": [{"f": "{{"}]}},
            {"a": jinja("{{ x"), "b": [jinja("{{"), {"c": jinja("{{")}], "c": {"__prefect_kind": "json", "value": "{"}, "d": {"__prefect_kind": "jinja"},
             "e": {"__prefect_kind": "zip"}, "f": {"__prefect_kind": "json"}, "g": {"__prefect_kind": "none"}, "h": {"__prefect_kind": "workspace_variable"},
             "i": {"__prefect_kind": "workspace_variable", "variable_name": "none"}},
            jinja("{{"), jinja("x"), {"__prefect_kind": "json", "value": "{"}, {"__prefect_kind": "json", "value": "{\"a\": 1}"},
            {"a": [["{{ x"]]}, {"a": [[jinja("{{")]]}, {"a": {"__prefect_kind": "json", "value": jinja("{{ x")}}, {"a": {"__prefect_kind": 5}},
            {"a": [{"x": "{{ y"}]}, {"a": " {{ a }}{{ b "}, {"a": "{{ x | zip }}"}, {"a": "{% for a in b %}{% for a in b %}{% for a in b %}{% endfor %}{% endfor %}{% endfor %}"},
            {"__prefect_kind": "none", "value": {"a": jinja("{{")}}, {"a": "{{\u0301 x }}", "b": "\u00a0{{ x }}\u2003"}):
        s.post("/automations/", base(s, "p", actions=[{"type": "run-deployment", "source": "inferred", "parameters": parameters}]))
    for parameters in ({"__prefect_kind": "json", "value": "5"}, {"__prefect_kind": "zip", "value": 3}):
        s.post("/automations/", base(s, "p", actions=[{"type": "run-deployment", "source": "inferred", "parameters": parameters}]),
               deviates=Deviation("the reference takes what they make for an object: 500", status=422))


@scenario("refused bodies")
def _(s):
    s.cases("POST", "/automations/", [None, {}, [], "text", 1, {"name": s.name("bad")}])
    s.fuzz("POST", "/automations/", base(s, "bad"), {
        "name": [None, 1, []], "description": [None, 1], "enabled": [None, "x", 2], "tags": [None, "a", [1], {}], "actions": [None, "x", {}],
        "actions_on_trigger": [None, 1], "actions_on_resolve": [None, {}], "owner_resource": [1, []], "zip": [1, None], "id": [MISSING]})
    s.post("/automations/", base(s, "bad", name=1, tags="x", trigger={}, zip=1))
    id = made(s, "good")
    s.cases("PUT", f"/automations/{id}", [None, {}, [], base(s, "x", owner_resource="x"), base(s, "x", id=1), base(s, "x", tags=None)])
    s.cases("PATCH", f"/automations/{id}", [None, [], {"enabled": None}, {"enabled": "x"}, {"zip": 1}, {"enabled": True, "name": "x"}])
    s.post("/automations/", base(s, "nul", description="a\u0000b"), deviates=NUL)
    for name in ("", "x" * 3000, "/&<>", "ü🦊"):
        s.post("/automations/", base(s, "", name=name), ignore=("id",))
        s.delete(f"/automations/{s.last.json()['id']}")


@scenario("an automation that would run deployments for ever")
def _(s):
    def body(part, source, **trigger):
        action = {"type": "run-deployment"} | ({"source": "inferred"} if source == "inferred" else {"deployment_id": s.id("deployment")})
        return base(s, part, trigger=TRIGGER | trigger, actions=[NOTHING, action])
    expects = [["prefect.flow-run.Scheduled"], ["prefect.flow-run.Pending"], ["x", "prefect.flow-run.Running"], ["prefect.flow-run.*"], ["prefect.flow-run.Late"], ["*"]]
    for number, expect in enumerate(expects):
        for source in ("inferred", "selected"):
            s.post("/automations/", body(f"e{number}{source}", source, expect=expect), unordered=SETS)
    every = {"prefect.resource.id": "prefect.flow-run.*"}
    for number, narrowed in enumerate((
            {"match": every}, {"match": every, "match_related": [every, {"a": "b"}]}, {"match": {"prefect.resource.id": ["x", "prefect.flow-run.*"]}},
            {"match": every | {"a": "b"}}, {"match": {"prefect.resource.id": "prefect.flow-run.1"}}, {"match_related": {"a": "b"}}, {"match_related": []},
            {"match_related": [{"a": "b"}]}, {"match": {"prefect.resource.id": []}}, {"posture": "Proactive"})):
        s.post("/automations/", body(f"n{number}", "selected", expect=expects[2], **narrowed), unordered=SETS)
    s.post("/automations/", body("c", "inferred") | {"trigger": {"type": "sequence", "triggers": [TRIGGER | {"expect": expects[0]}], "within": 1}})
    # Off it may be, and stays so; actions on trigger do not count.
    id = s.post("/automations/", body("off", "inferred", expect=expects[0]) | {"enabled": False}).json()["id"]
    s.patch(f"/automations/{id}", {"enabled": True}, ignore=("exception_detail.url",))
    s.patch(f"/automations/{id}", {}, deviates=Deviation("what changes nothing is not refused", status=204))
    s.get(f"/automations/{id}", ignore=KEPT)
    s.put(f"/automations/{id}", body("off", "inferred", expect=expects[0]))
    s.put(f"/automations/{id}", body("off", "inferred", expect=expects[0]) | {"enabled": False})
    s.put(f"/automations/{id}", base(s, "on", trigger=TRIGGER | {"expect": expects[0]}, actions_on_trigger=[{"type": "run-deployment", "source": "inferred"}]))
    s.patch(f"/automations/{id}", {"enabled": True})


@scenario("job variables of an action are held to the template of the pool")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    template = {"job_configuration": {"a": "{{ a }}"}, "variables": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string", "default": "x"}}, "required": ["a"]}}
    s.post("/work_pools/", {"name": s.name("pool"), "type": "process", "base_job_template": template}, ignore=("base_job_template",))
    s.post("/work_pools/", {"name": s.name("plain"), "type": "process"}, ignore=("base_job_template",))
    deployments = {}
    for part, members in (("held", {"work_pool_name": s.name("pool"), "job_variables": {"a": 1}}), ("bare", {"work_pool_name": s.name("pool")}),
                          ("plain", {"work_pool_name": s.name("plain")}), ("none", {})):
        deployments[part] = s.post("/deployments/", {"name": s.name(part), "flow_id": flow} | members, ignore=("status", "last_polled")).json()["id"]
    id = made(s, "changed")
    for part, deployment in (deployments | {"missing": MISSING}).items():
        for variables in (None, {}, {"a": 2}, {"a": "x"}, {"b": 1}, {"a": "x", "b": 1}):
            actions = [{"type": "run-deployment", "deployment_id": deployment, "job_variables": variables}]
            s.post("/automations/", base(s, part, actions=actions))
            s.put(f"/automations/{id}", base(s, part, actions=actions))
            s.put(f"/automations/{MISSING}", base(s, part, actions=actions))
    bad = {"type": "run-deployment", "deployment_id": deployments["held"], "job_variables": {"a": "x"}}
    s.post("/automations/", base(s, "two", actions=[bad, NOTHING, bad | {"job_variables": {"b": 1}}]))
    s.post("/automations/", base(s, "later", actions_on_trigger=[bad]))


@scenario("owners and what they own")
def _(s):
    one, other = f"prefect.deployment.{s.id('one')}", f"prefect.deployment.{s.id('other')}"
    run = {"type": "run-deployment", "deployment_id": s.id("one")}
    ids = [made(s, "owned", owner_resource=one), made(s, "both", owner_resource=one, actions=[run, run, {"type": "run-deployment", "deployment_id": s.id("other")}]),
           made(s, "acting", actions=[run], actions_on_trigger=[{"type": "run-deployment", "deployment_id": s.id("other")}]),
           made(s, "elsewhere", owner_resource=s.name("thing")), made(s, "nobody", owner_resource=""), made(s, "null", owner_resource=None),
           made(s, "pausing", actions=[{"type": "pause-deployment", "deployment_id": s.id("one")}])]
    for id in ids:
        rows(s, id)
    for resource in (one, other, s.name("thing")):
        s.get(f"/automations/related-to/{resource}", unordered=("",))
    s.put(f"/automations/{ids[1]}", base(s, "changed", actions=[{"type": "run-deployment", "deployment_id": s.id("third")}]))
    rows(s, ids[1])
    s.put(f"/automations/{ids[2]}", base(s, "changed too", actions=[{"source": "inferred"}]))
    rows(s, ids[2])
    s.put(f"/automations/{ids[0]}", base(s, "owned and acting", actions=[run]))
    rows(s, ids[0])
    s.patch(f"/automations/{ids[0]}", {"enabled": False})
    rows(s, ids[0])
    for resource in (other, one, one, s.name("thing")):
        s.delete(f"/automations/owned-by/{resource}")
        for id in ids:
            s.get(f"/automations/{id}", ignore=KEPT)
            rows(s, id)


@scenario("filters: every field and operator")
def _(s):
    ids = {}
    for part, tags in (("a1", []), ("a2", ["x"]), ("b1", ["x", "y"]), ("b2", ["y", "z"])):
        ids[part] = made(s, part, tags=tags)
    names = [s.name(part) for part in ids]
    mine = {"any_": names}
    filters = [
        {"name": mine}, {"name": {"any_": names[:2]}}, {"name": {"any_": []}}, {"name": {"any_": None}, "id": {"any_": [ids["a1"]]}}, {"name": mine, "id": None},
        {"id": {"any_": [ids["a1"], ids["b2"], MISSING]}}, {"id": {"any_": []}}, {"id": {"any_": [ids["a1"].upper()]}}, {"name": mine, "id": {}},
        {"name": mine, "created": {"before_": "2020-01-01T00:00:00Z"}}, {"name": mine, "created": {"before_": "2100-01-01T00:00:00Z"}},
        {"name": mine, "created": {"before_": None}}, {"name": mine, "created": {}},
        {"name": mine, "tags": {"all_": ["x"]}}, {"name": mine, "tags": {"all_": ["x", "y"]}}, {"name": mine, "tags": {"all_": []}},
        {"name": mine, "tags": {"any_": ["x", "z"]}}, {"name": mine, "tags": {"any_": []}}, {"name": mine, "tags": {"is_null_": True}},
        {"name": mine, "tags": {"is_null_": False}}, {"name": mine, "tags": {"all_": ["x"], "is_null_": True}},
        {"name": mine, "tags": {"operator": "or_", "any_": ["z"], "is_null_": True}}, {"name": mine, "tags": {"operator": "or_"}},
        {"operator": "or_", "name": {"any_": names[:1]}, "id": {"any_": [ids["b1"]]}}, {"operator": "and_", "name": {"any_": names[:1]}, "id": {"any_": [ids["b1"]]}},
        {"operator": "or_", "name": {"any_": names[:1]}, "tags": {"any_": ["nowhere"]}}]
    for each in filters:
        s.post("/automations/filter", {"automations": each})
        s.post("/automations/count", {"automations": each})


@scenario("filters: refused bodies")
def _(s):
    for path in ("/automations/filter", "/automations/count"):
        s.fuzz("POST", path, {}, {"automations": [
            [], "x", 1, {"zip": 1}, {"operator": "xor"}, {"operator": None}, {"name": []}, {"name": {"like_": "x"}}, {"name": {"any_": "x"}}, {"name": {"any_": [1]}},
            {"name": {"operator": "or_"}}, {"id": {"any_": ["x"]}}, {"id": {"operator": "or_"}}, {"created": {"after_": "2020-01-01"}}, {"created": {"before_": "x"}},
            {"created": {"operator": "or_"}}, {"tags": {"zip": 1, "operator": "no"}}, {"tags": {"all_": "x", "is_null_": "maybe"}}, {"enabled": {"eq_": True}}]})
        s.cases("POST", path, [[], "x", 1, True])
    s.fuzz("POST", "/automations/filter", {}, {
        "limit": [-1, 201, 10**20, 2.5, "x", [], {}], "offset": [-1, 2.5, "x", []], "sort": ["NAME", "name_asc", 1, [], "CREATED_ASC", "UPDATED_ASC"]})


@scenario("sorting, limit and offset")
def _(s):
    ids = {part: made(s, part) for part in ("m", "c", "x", "a", "t")}
    s.patch(f"/automations/{ids['c']}", {"enabled": False})
    mine = {"automations": {"name": {"any_": [s.name(part) for part in ids]}}}
    for sort in ("NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC", None):
        s.post("/automations/filter", mine | {"sort": sort})
    for page in ({"limit": 2}, {"limit": 2, "offset": 2}, {"limit": 2, "offset": 4}, {"limit": 0}, {"limit": 200}, {"limit": "3"}, {"limit": None, "offset": None}, {"offset": 3}):
        s.post("/automations/filter", mine | page)
    s.post("/automations/filter", mine | {"zip": 1})
    s.post("/automations/count", mine | {"limit": 1, "zip": 1})


@scenario("events of automations", slow=True)
def _(s):
    id = made(s, "e", tags=["t"], owner_resource=s.name("owner"))
    s.put(f"/automations/{id}", base(s, "f", trigger=TRIGGER | {"threshold": 2}))
    s.patch(f"/automations/{id}", {"enabled": False})
    s.patch(f"/automations/{id}", {})
    s.delete(f"/automations/{id}")
    s.delete(f"/automations/{id}")
    # What goes with its owner is not told.
    made(s, "owned", owner_resource=s.name("owner"))
    s.delete(f"/automations/owned-by/{s.name('owner')}")
    s.events("prefect.automation.", 6)


@scenario("what older servers stored is shown in today's form")
def _(s):
    if s.cluster is None:
        return
    sparse = {"type": "event", "id": s.id("trigger"), "expect": ["a"], "posture": "Reactive"}
    webhook = {"type": "call-webhook", "block_document_id": s.id("block"), "payload": {"message": "{{ event.id }}"}}
    automation(s, "sparse", [], trigger=sparse, actions=[webhook, {"type": "run-deployment", "source": "inferred"}])
    s.get(f"/automations/{s.id('sparse')}")
    s.patch(f"/automations/{s.id('sparse')}", {"enabled": False})
    s.get(f"/automations/{s.id('sparse')}")

"""Actions of automations: an event asks for one, and its effect and its events are compared."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness.scenario import scenario
from harness.session import Deviation

# Within other text, where the comparison does not look for ids.
UUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
SETTINGS = {"PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "true", "PREFECT_UI_URL": "http://ui.test:4200"}


def automation(s, part, *actions, **members):
    """Makes an automation that acts on the event of its name."""
    trigger = {"type": "event", "posture": "Reactive", "expect": [f"{s.salt}.{part}"]}
    body = {"name": s.name(part), "trigger": trigger, "actions": list(actions)} | members
    return s.post("/automations/", body, record=False).json()["id"]


def ask(s, part, *resources, resource="thing", payload=None, labels=None):
    """Sends the event of an automation; `resources` are pairs of role and resource id."""
    number = s.__dict__.setdefault("numbers", iter(range(10_000)))
    now = time.time()
    event = {"id": s.id(f"event {next(number)}"), "event": f"{s.salt}.{part}", "payload": payload or {},
             "occurred": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e6):06d}Z",
             "resource": {"prefect.resource.id": resource} | (labels or {}),
             "related": [{"prefect.resource.id": id, "prefect.resource.role": role} for role, id in resources]}
    s.post("/events", [event], record=False)
    return event


def outcome(s, id, count=1, within=30, shape=lambda told: told, title="the events of the action"):
    """Waits until so many actions of an automation ended, and records their events; gives those that end them."""
    body = {"filter": {"event": {"prefix": ["prefect.automation.action."]}, "resource": {"id": [f"prefect.automation.{id}"]}, "order": "ASC"}}
    s.until("POST", "/events/filter", lambda r: sum(e["event"] != "prefect.automation.action.triggered" for e in r.json()["events"]) >= count,
            json=body, within=within, record=False)
    events = s.post("/events/filter", body, record=False).json()["events"]
    begun = {e["id"]: e for e in events if e["event"].endswith(".triggered")}
    ended = sorted((e for e in events if not e["event"].endswith(".triggered")), key=lambda e: e["payload"]["action_index"])
    told = []
    for each in ended:
        first = begun.get(each["follows"], {})
        for resource in each["related"] + first.get("related", []):
            # The name of a run that was made is made up.
            if resource["prefect.resource.role"] == "flow-run":
                resource["prefect.resource.name"] = "made up"
        told.append({"event": each["event"], "payload": {k: v for k, v in each["payload"].items() if k != "invocation"},
                     "resource": each["resource"], "related": each["related"], "triggered": first.get("event"),
                     "first payload": {k: v for k, v in first.get("payload", {}).items() if k != "invocation"},
                     "same": [first.get("resource") == each["resource"], first.get("related") == each["related"]],
                     "follows the event": first.get("follows") in [r["prefect.resource.id"].rpartition(".")[2] for r in each["related"]]})
    s.note(title, shape(told))
    return ended


def deployment(s, part="d", **members):
    """A deployment of a flow of its own."""
    flow = s.post("/flows/", {"name": s.name(part)}, record=False).json()["id"]
    body = {"name": s.name(part), "flow_id": flow, "enforce_parameter_schema": False} | members
    return s.post("/deployments/", body, record=False).json()["id"]


def pool(s, part="pool"):
    s.post("/work_pools/", {"name": s.name(part), "type": "process"}, record=False)
    return s.get(f"/work_pools/{s.name(part)}", record=False).json()


def run(s, part, state="PENDING", **members):
    """A flow run in a state."""
    flow = s.post("/flows/", {"name": s.name("flow")}, record=False).json()["id"]
    id = s.post("/flow_runs/", {"flow_id": flow, "name": s.name(part)} | members, record=False).json()["id"]
    for each in [state] if isinstance(state, str) else state:
        body = each if isinstance(each, dict) else {"type": each}
        s.post(f"/flow_runs/{id}/set_state", {"state": body, "force": True}, record=False)
    return id


def settle():
    """The reference loads an automation a moment after it is made."""
    time.sleep(1)


def created(s, ended):
    """The run that a run-deployment action made."""
    ids = [r["prefect.resource.id"].rpartition(".")[2] for r in ended["related"] if r["prefect.resource.role"] == "flow-run"]
    return s.get(f"/flow_runs/{ids[0]}", record=False).json()


def shown(s, run, *names):
    names = names or ("parameters", "tags", "job_variables", "created_by", "state_name", "state_type", "auto_scheduled")
    s.note("the run", {name: run[name] for name in names} | {
        "key": run["idempotency_key"].split(",")[1] if run["idempotency_key"] else None, "message": (run["state"] or {}).get("message")})


@scenario("do nothing", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = automation(s, "plain", {"type": "do-nothing"}, {"type": "do-nothing"}, actions_on_trigger=[{"type": "do-nothing"}])
    settle()
    ask(s, "plain")
    outcome(s, id, 3)


@scenario("run a deployment", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target = deployment(s, "target", parameters={"own": 1, "a": 0}, tags=["t"])
    ids = {
        "selected": automation(s, "selected", {"type": "run-deployment", "source": "selected", "deployment_id": target}),
        "inferred": automation(s, "inferred", {"type": "run-deployment", "source": "inferred", "parameters": {"a": 1},
                                               "job_variables": {"env": {"x": "y"}}, "schedule_after": 3600}),
        "nobody": automation(s, "nobody", {"type": "run-deployment", "source": "inferred"}),
        "gone": automation(s, "gone", {"type": "run-deployment", "source": "inferred"}),
        "odd": automation(s, "odd", {"type": "run-deployment", "source": "inferred"}),
    }
    settle()
    ask(s, "selected")
    shown(s, created(s, outcome(s, ids["selected"])[0]))
    ask(s, "inferred", ("deployment", f"prefect.deployment.{target}"))
    made = created(s, outcome(s, ids["inferred"])[0])
    shown(s, made)
    expected, now = made["expected_start_time"], time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 3600))
    s.note("an hour later", expected[:15] == now[:15] or expected)
    ask(s, "nobody", ("flow", f"prefect.flow.{s.id('x')}"))
    outcome(s, ids["nobody"])
    ask(s, "gone", ("deployment", f"prefect.deployment.{s.id('gone')}"))
    outcome(s, ids["gone"])
    ask(s, "odd", ("deployment", "prefect.deployment.none"))
    outcome(s, ids["odd"])


@scenario("run a deployment with parameters that its schema refuses", issue=20, slow=True, settings=SETTINGS)
def _(s):
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    target = deployment(s, "strict", enforce_parameter_schema=True, parameter_openapi_schema=schema, parameters={"n": 1})
    id = automation(s, "strict", {"type": "run-deployment", "source": "selected", "deployment_id": target, "parameters": {"n": "x"}})
    settle()
    ask(s, "strict")
    outcome(s, id)


@scenario("pause and resume", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target, place = deployment(s, "target"), pool(s)
    other = s.post("/automations/", {"name": s.name("other"), "actions": [{"type": "do-nothing"}],
                                     "trigger": {"type": "event", "posture": "Reactive", "expect": ["never"]}}, record=False).json()["id"]
    things = {"deployment": (target, f"/deployments/{target}", "paused"), "work-pool": (place["id"], f"/work_pools/{place['name']}", "is_paused"),
              "work-queue": (place["default_queue_id"], f"/work_queues/{place['default_queue_id']}", "is_paused"),
              "automation": (other, f"/automations/{other}", "enabled")}
    made = {}
    for kind, (id, _, _) in things.items():
        for verb in ("pause", "resume"):
            key = f"{kind.replace('-', '_')}_id"
            made[kind, verb, "selected"] = automation(s, f"{verb}.{kind}", {"type": f"{verb}-{kind}", "source": "selected", key: id})
            made[kind, verb, "inferred"] = automation(s, f"{verb}.{kind}.inferred", {"type": f"{verb}-{kind}", "source": "inferred"})
    settle()
    for kind, (id, path, member) in things.items():
        for verb in ("pause", "resume"):
            ask(s, f"{verb}.{kind}")
            outcome(s, made[kind, verb, "selected"], title=f"{verb} {kind}")
            s.note(f"after {verb} {kind}", s.get(path, record=False).json()[member])
        ask(s, f"pause.{kind}.inferred", ("x", f"prefect.{kind}.{id}"))
        outcome(s, made[kind, "pause", "inferred"], title=f"pause inferred {kind}")
        s.note(f"after inferred {kind}", s.get(path, record=False).json()[member])
        ask(s, f"resume.{kind}.inferred", ("x", f"prefect.{kind}.{s.id('gone')}"))
        outcome(s, made[kind, "resume", "inferred"], title=f"resume a {kind} that is gone")
        ask(s, f"resume.{kind}.inferred")
        outcome(s, made[kind, "resume", "inferred"], 2, title=f"resume no {kind}")


@scenario("states of flow runs", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target = deployment(s, "target")
    actions = {
        "cancel": {"type": "cancel-flow-run"}, "suspend": {"type": "suspend-flow-run"}, "resume": {"type": "resume-flow-run"},
        "delete": {"type": "delete-flow-run"}, "fail": {"type": "change-flow-run-state", "state": "FAILED"},
        "named": {"type": "change-flow-run-state", "state": "COMPLETED", "name": "Fine", "message": "so it is"},
        "force": {"type": "change-flow-run-state", "state": "RUNNING", "force": True},
        "mild": {"type": "change-flow-run-state", "state": "RUNNING"},
    }
    made = {part: automation(s, part, action) for part, action in actions.items()}
    counts = dict.fromkeys(actions, 0)
    settle()

    def act(part, id, title):
        ask(s, part, ("flow-run", f"prefect.flow-run.{id}")) if id else ask(s, part)
        counts[part] += 1
        ended = outcome(s, made[part], counts[part], title=title)
        if id and part != "delete":
            state = s.get(f"/flow_runs/{id}", record=False).json().get("state")
            s.note(f"{title}: state", state and {k: state[k] for k in ("type", "name", "message")} | {
                "pause": [state["state_details"]["pause_reschedule"], bool(state["state_details"]["pause_timeout"]), state["state_details"]["pause_key"]]})
        return ended

    act("cancel", run(s, "one", ["PENDING", "RUNNING"]), "cancel a running one")
    act("cancel", run(s, "two", "COMPLETED"), "cancel an ended one")
    act("cancel", s.id("gone"), "cancel one that is gone")
    act("cancel", None, "cancel none")
    act("suspend", run(s, "three", ["PENDING", "RUNNING"]), "suspend one without a deployment")
    own = run(s, "four", ["PENDING", "RUNNING"], deployment_id=target)
    act("suspend", own, "suspend one of a deployment")
    act("resume", own, "resume it")
    act("resume", own, "resume one that is not paused")
    act("fail", run(s, "five", ["PENDING", "RUNNING"]), "fail one")
    act("named", run(s, "six", ["PENDING", "RUNNING"]), "end one with a name")
    act("force", run(s, "seven", "COMPLETED"), "force one")
    act("mild", run(s, "eight", "COMPLETED"), "do not force one")
    gone = run(s, "nine", "COMPLETED")
    act("delete", gone, "delete one")
    s.get(f"/flow_runs/{gone}")
    act("delete", gone, "delete it again")


@scenario("the flow run of a label that is counted by", issue=20, slow=True, settings=SETTINGS)
def _(s):
    one, two = run(s, "one", ["PENDING", "RUNNING"]), run(s, "two", ["PENDING", "RUNNING"])
    id = automation(s, "label", {"type": "change-flow-run-state", "state": "FAILED"}, trigger={
        "type": "event", "posture": "Reactive", "expect": [f"{s.salt}.label"], "for_each": ["prefect.resource.id"]})
    settle()
    ask(s, "label", ("flow-run", f"prefect.flow-run.{two}"), resource=f"prefect.flow-run.{one}")
    outcome(s, id)
    s.note("states", [s.get(f"/flow_runs/{each}", record=False).json()["state_name"] for each in (one, two)])


def rendered(s, part, parameters, *resources, **event):
    """The parameters of a run that templates made."""
    target = deployment(s, part)
    # The reference knows its filters only after a template of a message was checked.
    automation(s, f"{part}.filters", {"type": "call-webhook", "block_document_id": s.id("none"), "payload": "{{ event | ui_url }}"})
    id = automation(s, part, {"type": "run-deployment", "source": "selected", "deployment_id": target, "parameters": parameters})
    settle()
    ask(s, part, *resources, **event)
    ended = outcome(s, id, title=f"{part}: events")[0]
    if ended["event"].endswith("executed"):
        numbers = {}

        def numbered(text):
            return UUID.sub(lambda found: f"<{numbers.setdefault(found[0], len(numbers))}>", text) if isinstance(text, str) else text

        made = created(s, ended)["parameters"]
        s.note(f"{part}: parameters", {key: numbered(made[key]) for key in sorted(made)})


@scenario("templates of parameters keep types", issue=20, slow=True, settings=SETTINGS)
def _(s):
    payload = {"n": 1, "f": 1.5, "t": True, "z": None, "l": [1, "a"], "o": {"k": "v"}, "s": "text <b> 'q'"}
    rendered(s, "types", {**{key: "{{ event.payload.%s }}" % key for key in payload}, **{
        f"{key} mixed": "x {{ event.payload.%s }}" % key for key in payload},
        "list": ["{{ event.payload.n }}", "plain", {"deep": "{{ event.payload.o }}"}], "object": {"in": {"it": "{{ event.payload.l }}"}},
        "statement": "{% if event.payload.n %}yes{% else %}no{% endif %}", "plain": "no template", "number": 7,
        "jinja": {"__prefect_kind": "jinja", "template": "{{ event.payload.n }}"},
        "json": {"__prefect_kind": "json", "value": "[1, 2]"}}, payload=payload)


@scenario("templates see the event", issue=20, slow=True, settings=SETTINGS)
def _(s):
    flow = s.id("flow")
    texts = [
        "event.id", "event.event", "event.resource.id", "event.resource.name", "event.resource['color']", "event.resource.nope",
        "event.resource.labels.color", "event.resource.get('color')", "event.resource.get('nope', 'd')", "event.related", "event.related[0].role",
        "event.resource_in_role.flow.id", "event.resources_in_role['flow'] | length", "event.involved_resources | length", "event.payload",
        "event.follows", "event.url | length", "event | ui_url | length", "event.resource | ui_resource_events_url", "event.resource | ui_url",
        "[event.id]", "event.id.hex", "labels", "labels.color", "event.nope.more", "event['event']", "event.related | map(attribute='id') | join(',')",
        "'color' in event.resource", "event.occurred.year > 2000", "event.occurred < event.received", "nope", "nope.x.y", "firing.trigger_states",
        "firings | length", "events | length", "events[0].id", "firing.triggering_event.id", "automation.id", "automation.name", "automation.enabled",
        "automation.description", "automation.tags", "automation.trigger.posture", "automation.trigger.threshold", "automation.trigger.within",
        "automation.trigger.type", "automation | ui_url", "automation | ui_resource_events_url", "nope | ui_url", "event.payload | tojson",
        "event.id | string", "(event.received - event.occurred).total_seconds() < 60", "automation.trigger.posture == 'Reactive'",
    ]
    rendered(s, "event", {text: "x{{ %s }}x" % text for text in texts}, ("flow", f"prefect.flow.{flow}"), ("tag", "prefect.tag.t"),
             resource="my.thing", payload={"a": [1, None, {"b": "c"}]}, labels={"color": "red <", "prefect.resource.name": "thing one"})


@scenario("templates see the objects that the event is about", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target, place = deployment(s, "target", tags=["t"], description="what it does"), pool(s)
    id = run(s, "one", ["PENDING", "RUNNING", {"type": "COMPLETED", "message": "done"}], parameters={"p": [1]}, tags=["a", "b"], deployment_id=target)
    flow_id = s.get(f"/flow_runs/{id}", record=False).json()["flow_id"]
    limit = s.post("/v2/concurrency_limits/", {"name": s.name("limit"), "limit": 3}, record=False).json()["id"]
    texts = [
        "flow_run.id", "flow_run.name", "flow_run.state.name", "flow_run.state.type", "flow_run.state", "flow_run.state_type", "flow_run.state.message",
        "flow_run.parameters", "flow_run.tags", "flow_run.deployment_id", "flow_run.run_count", "flow_run.start_time is none", "flow_run.created_by",
        "flow_run.state.type == 'COMPLETED'", "flow_run.state.type | lower", "flow_run.state.type.value", "flow_run.estimated_run_time > flow_run.total_run_time",
        "flow_run | ui_url", "flow_run | ui_resource_events_url", "flow.name", "flow.tags", "flow | ui_url", "flow | ui_resource_events_url",
        "deployment.name", "deployment.tags", "deployment.description", "deployment.paused", "deployment.status", "deployment | ui_url", "work_pool.name",
        "work_pool.type", "work_pool.is_paused", "work_pool.status", "work_pool.concurrency_limit", "work_pool | ui_url", "work_queue.name",
        "work_queue.priority", "work_queue.is_paused", "work_queue.healthy", "work_queue.late_runs_count", "work_queue.work_pool_name",
        "work_queue | ui_url", "concurrency_limit.name", "concurrency_limit.limit", "concurrency_limit.active", "task_run", "task_run.name",
        "flow_run.labels.keys() | list | length",
    ]
    rendered(s, "objects", {text: "x{{ %s }}x" % text for text in texts}, ("flow-run", f"prefect.flow-run.{id}"), ("flow", f"prefect.flow.{flow_id}"),
             ("deployment", f"prefect.deployment.{target}"), ("work-pool", f"prefect.work-pool.{place['id']}"),
             ("work-queue", f"prefect.work-queue.{place['default_queue_id']}"), ("concurrency-limit", f"prefect.concurrency-limit.{limit}"))
    rendered(s, "gone", {text: "x{{ %s }}x" % text for text in ("flow_run", "flow_run.name", "flow")}, ("flow-run", f"prefect.flow-run.{s.id('gone')}"))
    rendered(s, "typed", {"name": "{{ flow_run.name }}", "tags": "{{ flow_run.tags }}", "count": "{{ flow_run.run_count }}",
                          "paused": "{{ deployment.paused }}", "type": "{{ flow_run.state.type }}"}, ("flow-run", f"prefect.flow-run.{id}"),
             ("deployment", f"prefect.deployment.{target}"))


@scenario("templates see the state that the event tells of", issue=20, slow=True, settings=SETTINGS)
def _(s):
    id = run(s, "one", ["PENDING", "RUNNING", "COMPLETED"])
    labels = {"prefect.state-message": "was so", "prefect.state-name": "Odd", "prefect.state-type": "RUNNING",
              "prefect.state-timestamp": "2026-05-04T08:00:02.179315+00:00"}
    texts = ("flow_run.state.name", "flow_run.state", "flow_run.state.message", "flow_run.state.timestamp", "flow_run.state_name",
             "flow_run.state.timestamp.strftime('%Y-%m-%d %H:%M:%S %b %A')", "flow_run.state.timestamp.isoformat()")
    rendered(s, "state", {text: "x{{ %s }}x" % text for text in texts}, resource=f"prefect.flow-run.{id}", labels=labels)


@scenario("templates see variables", issue=20, slow=True, settings=SETTINGS)
def _(s):
    name = s.name("variable").replace("-", "_").lower()
    s.post("/variables/", {"name": name, "value": {"a": [1]}}, record=False)
    rendered(s, "variables", {"value": "{{ variables.%s }}" % name, "part": "x{{ variables.%s.a }}" % name, "none": "x{{ variables.nope }}x",
                              "kind": {"__prefect_kind": "workspace_variable", "variable_name": name}})


@scenario("templates that fail", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target = deployment(s, "target")
    made = {}
    for part, template in {"division": "{{ 1 / 0 }}", "text": "x {{ nope() }}"}.items():
        made[part] = automation(s, part, {"type": "run-deployment", "source": "selected", "deployment_id": target, "parameters": {"p": template}})
    settle()
    for part, id in made.items():
        ask(s, part)
        # The reference says InvalidJinja() and no more.
        outcome(s, id, title=part, shape=lambda told: [(e["event"], e["payload"]["reason"].split(":")[0]) for e in told])


@scenario("ids, moments and labels of an event are strings", issue=20, slow=True, settings=SETTINGS)
def _(s):
    target = deployment(s, "target")
    made = {}
    for part, text in {"id": "{{ event.id }}", "moment": "{{ event.occurred }}", "label": "{{ event.resource.labels.color }}"}.items():
        made[part] = automation(s, part, {"type": "run-deployment", "source": "selected", "deployment_id": target, "parameters": {"p": text}})
    settle()
    for part, id in made.items():
        ask(s, part, labels={"color": "red"})
        resource = {"resource": {"id": [f"prefect.automation.{id}"]}}
        s.until("POST", "/events/filter", lambda r: r.json()["total"] == 2, record=False, within=30,
                json={"filter": {"event": {"prefix": ["prefect.automation.action."]}} | resource})
        # No events: their ids would count on one side only.
        s.post("/events/filter", {"filter": {"event": {"name": ["prefect.automation.action.executed"]}} | resource, "limit": 0},
               deviates=Deviation("they have a form in JSON", holds=lambda body: body["total"] == 1))
    s.post("/flow_runs/filter", {"flow_runs": {"deployment_id": {"any_": [target]}}, "sort": "ID_DESC"}, deviates=Deviation(
        "they have a form in JSON", holds=lambda body: len(body) == 3 and all(isinstance(each["parameters"]["p"], str) for each in body)))


class Sink:
    """A server that keeps what it is sent."""

    def __init__(self):
        sink = self
        self.requests = []

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                headers = {k.lower(): v for k, v in self.headers.items() if k.lower() in ("content-type", "x-own")}
                sink.requests.append({"method": self.command, "path": self.path, "headers": headers, "body": body})
                status = 500 if "fail" in self.path else 200
                text = b"y" * 1500 if "long" in self.path else b'{"ok": true}'
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_PUT = do_GET = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def block(s, slug, part, data):
    """A document of a known block type."""
    type, schema = s.known_block_type(slug)
    body = {"name": s.name(part).lower().replace("_", "-"), "data": data, "block_type_id": type, "block_schema_id": schema}
    return s.post("/block_documents/", body, record=False).json()["id"]


HEADERS = ("server", "date", "content-length")


def webhook_outcome(s, id, count=1, title="the webhook"):
    """Without what a server's own headers say."""
    def without(told):
        for each in told:
            for name in HEADERS:
                each["payload"].get("response_headers", {}).pop(name, None)
        return told
    return outcome(s, id, count, title=title, shape=without)


@scenario("call a webhook", issue=20, slow=True, settings=SETTINGS)
def _(s):
    sink = Sink()
    try:
        made = {}
        for part, (path, payload) in {"plain": ("/a?b=c", "hello"), "json": ("/json", '{"event": "{{ event.event }}", "n": {{ event.payload.n }}}'),
                                      "long": ("/long", ""), "fail": ("/fail", "x")}.items():
            id = block(s, "webhook", part, {"method": "POST", "url": sink.url + path, "headers": {"X-Own": "1"}, "allow_private_urls": True})
            made[part] = automation(s, part, {"type": "call-webhook", "block_document_id": id, "payload": payload})
        settle()
        for part, id in made.items():
            ask(s, part, payload={"n": 5})
            webhook_outcome(s, id, title=part)
        s.note("what arrived", sink.requests)
        s.until("POST", "/events/filter", lambda r: r.json()["total"] >= 4, json={"filter": {
            "event": {"prefix": ["prefect.block."]}, "any_resource": {"id_prefix": ["prefect.block-document."]}}}, record=False)
    finally:
        sink.close()


@scenario("messages that are not sent", issue=20, slow=True, settings=SETTINGS)
def _(s):
    hook = block(s, "webhook", "hook", {"method": "POST", "url": "https://example.invalid/", "headers": {}, "allow_private_urls": True})
    made = {
        "no.hook": automation(s, "no.hook", {"type": "call-webhook", "block_document_id": s.id("gone"), "payload": ""}),
        "no.block": automation(s, "no.block", {"type": "send-notification", "block_document_id": s.id("gone"), "body": "x"}),
        "wrong": automation(s, "wrong", {"type": "send-notification", "block_document_id": hook, "body": "x"}),
        "template": automation(s, "template", {"type": "call-webhook", "block_document_id": hook, "payload": "{{ 1 / 0 }}"}),
    }
    settle()
    for part, id in made.items():
        ask(s, part)
        outcome(s, id, title=part)
